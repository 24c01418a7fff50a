//! What nobody learns. Two desks live the same history, but for what one actor does not see: that differs between them.
//! Every question of that actor, and every command, is answered by both in the same bytes.
//!
//! What counts as the same: numbers are given in the order of creation, which shows that others have opened tickets. So the
//! same hidden tickets are there in both desks, under the same numbers and ids, with other words, fields, people and
//! histories. Clocks only go on, and time is told to both
//! desks when it passes: a command on a ticket tells it, too, whoever gives it. The configuration lets nothing follow from hidden things that is not hidden itself: what a
//! desk makes public by its own rules is no secret. Staff know how much everybody has to do, and that a part of their
//! ticket is still open; staff who read no notes know that there are notes, and not what they say.
//!
//! Internal words hold canaries. None of them comes to a customer, and nothing of a hidden ticket to anybody, in any answer,
//! outcome, refusal or duty.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use ticketkit::access::{LinkKeys, Permission};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::config::Document;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CommandId, CountingIds, IdSource as _, JobId, MessageId, PersonId, TicketId};
use ticketkit::model::{Actor, Attachment, EffectKind, Message, PersonRef, Relation, TicketRef, Value};
use ticketkit::storage::conformance::Chance;
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::ManualTime;
use ticketkit::{Error, Result, Span, Timestamp};

/// What no customer ever reads: words of staff, and names of the configuration.
const CANARY: &str = "canary";
/// What the actor does not read, whoever they are.
const MOLE: &str = "mole";

/// Whose eyes a pair is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eyes {
    /// A customer whose organization shares its tickets.
    Sharing,
    /// A customer who sees what is theirs, and what they get copies of.
    Alone,
    /// Who comes by a link as a customer, to one of several tickets of theirs.
    Guest,
    /// A member of staff who sees the tickets of a team, and reads no notes.
    OfTeam,
    /// A member of staff who sees what they follow.
    OfOwn,
    /// A member of staff who sees all tickets, in a role that hides fields.
    Veiled,
}

impl Eyes {
    fn actor(self) -> Actor {
        match self {
            Self::Sharing => Actor::requester("ines"),
            // The link is made with the ticket.
            Self::Alone | Self::Guest => Actor::requester("kim"),
            Self::OfTeam => Actor::agent("tess"),
            Self::OfOwn => Actor::agent("olaf"),
            Self::Veiled => Actor::agent("vera"),
        }
    }

    fn is_customer(self) -> bool {
        matches!(self, Self::Sharing | Self::Alone | Self::Guest)
    }

    /// Who may open a ticket that they see, and one that they do not.
    fn requesters(self, hidden: bool) -> &'static [&'static str] {
        match (self, hidden) {
            (Self::Sharing, false) => &["ines", "ines", "jo"],
            (Self::Sharing, true) => &["kim", "lu"],
            (Self::Alone | Self::Guest, false) => &["kim"],
            (Self::Guest, true) => &["ines", "kim", "kim", "lu"],
            (Self::Alone, true) => &["ines", "jo", "lu"],
            _ => &["ines", "jo", "kim", "lu"],
        }
    }

    /// The fields by which a ticket is seen, and those by which it is not.
    fn marked(self, hidden: bool) -> Edits {
        let none = Edits::none();
        match (self, hidden) {
            (Self::OfTeam, false) => none.with("team", "canary-support"),
            (Self::OfTeam, true) => none.with("team", "canary-sales"),
            (Self::OfOwn, false) => none.with("followers", list(&["olaf"])),
            _ => none,
        }
    }
}

/// What the role of [`Eyes::Veiled`] hides.
const HIDDEN: [&str; 11] = [
    "secret",
    "cost",
    "grade",
    "impact",
    "urgency",
    "tags",
    "due_at",
    "planned_from",
    "planned_to",
    "external_ids",
    "language",
];

/// The configuration of all pairs.
fn document() -> String {
    let mut document: Json = serde_json::from_str(Document::DEFAULT).unwrap();
    document["fields"] = json!([
        { "name": "room", "type": "text", "public": true, "customer_writable": true },
        { "name": "shown", "type": "text", "public": true },
        { "name": "secret", "type": "text" },
        { "name": "cost", "type": "number" },
        { "name": "grade", "type": "choice", "options": [{ "name": "canary-a" }, { "name": "canary-b" }] }
    ]);
    // Impact and urgency would tell themselves by the priority.
    document["priority_matrix"] = json!([]);
    document["teams"] = json!([
        { "name": "canary-support", "calendar": "office", "strategy": "manual" },
        { "name": "canary-sales", "strategy": "least_loaded" }
    ]);
    document["routes"] = json!([]);
    let workflow = &mut document["workflows"][0];
    workflow["name"] = json!("canary-flow");
    workflow["transitions"][0]["name"] = json!("canary-way");
    let policies = document["policies"].as_array_mut().unwrap();
    policies[0]["name"] = json!("canary-standard");
    policies.insert(
        0,
        json!({
            "name": "canary-vip",
            "condition": { "field": "tags", "op": "has_any", "value": ["canary-vip"] },
            "targets": [
                { "metric": "first_reply", "within": "PT1H", "unit": "real" },
                { "metric": "next_reply", "within": "PT30M", "unit": "real" },
                { "metric": "resolution", "within": "PT6H", "unit": "real" }
            ],
            "steps": [{ "metric": "first_reply", "at": { "percent": 50 }, "set": { "secret": "canary by a step" } }]
        }),
    );
    policies.push(json!({
        "name": "canary-inside", "slot": "inside", "calendar": "office",
        "targets": [{ "metric": "fixed_due" }, { "metric": "first_assign", "within": "PT1H" }]
    }));
    document["rules"] = json!([
        {
            "name": "canary-tagged",
            "condition": { "field": "tags", "op": "changed" },
            "actions": [
                { "do": "set", "field": "secret", "value": "canary by a rule" },
                { "do": "add_note", "body": "A canary note by a rule." },
                { "do": "effect", "name": "canary-page", "payload": { "canary": "canary" } }
            ]
        },
        {
            "name": "canary-costly",
            "condition": { "all": [
                { "field": "event", "op": "eq", "value": "replied" }, { "field": "cost", "op": "gt", "value": 100 }
            ] },
            "actions": [{ "do": "add_tags", "tags": ["canary-vip"] }]
        },
        {
            "name": "canary-thanks",
            "condition": { "field": "status", "op": "changed_to", "value": "resolved" },
            "actions": [{ "do": "send_message", "body": "We are glad to help." }]
        }
    ]);
    let lead: Vec<&str> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();
    document["roles"] = json!([
        { "name": "canary-lead", "scope": "all", "permissions": lead },
        {
            "name": "canary-desk", "scope": "team",
            "permissions": ["create_tickets", "reply", "change", "assign", "merge", "mark_spam", "delete"]
        },
        { "name": "canary-own", "scope": "own", "permissions": ["reply", "note", "change"] },
        {
            "name": "canary-veiled", "scope": "all",
            "permissions": ["create_tickets", "reply", "note", "change", "assign", "merge", "mark_spam", "delete"],
            "hidden_fields": HIDDEN
        }
    ]);
    document.to_string()
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).to_owned()).collect())
}

fn start() -> Timestamp {
    "2026-06-01T06:00:00Z".parse().unwrap()
}

/// One of the two desks.
struct House {
    engine: Engine,
    desk: Desk,
    time: Arc<ManualTime>,
    /// The ids of the commands that only this desk knows.
    own: CountingIds,
}

impl House {
    fn new(n: u64) -> Self {
        let time = Arc::new(ManualTime::new(start()));
        let storage: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
        let ids = Arc::new(CountingIds::starting_at(1));
        let keys = LinkKeys::new([[7; 32]]).unwrap();
        let engine = Engine::on(storage).time(time.clone()).ids(ids).link_keys(keys).open();
        let desk = engine.create_desk("main", &document()).unwrap();
        Self { engine, desk, time, own: CountingIds::starting_at(1_000_000 * (n + 1)) }
    }

    fn execute(&self, command: &Command, actor: Actor, id: CommandId) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(actor).with_id(id))
    }

    fn ask(&self, query: &Query, actor: &Actor) -> String {
        bytes(self.desk.ask(query, actor).as_ref().map(|answer| serde_json::to_string(answer).unwrap()))
    }
}

fn bytes(came: std::result::Result<String, &Error>) -> String {
    match came {
        Ok(answer) => answer,
        Err(error) => format!("refused: {}", serde_json::to_string(error.problems()).unwrap()),
    }
}

/// Two desks, and what is the same in both.
struct Pair {
    eyes: Eyes,
    actor: Actor,
    houses: [House; 2],
    now: Timestamp,
    ids: CountingIds,
    seen: Vec<TicketId>,
    hidden: Vec<TicketId>,
    /// Messages that the actor may know of.
    messages: Vec<MessageId>,
    jobs: Vec<JobId>,
    compared: u64,
    deeds: u64,
    serial: u64,
}

/// What came of pairs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    /// Answers and outcomes that were the same in both desks.
    pub(crate) answers: u64,
    /// Things that happened in one desk only.
    pub(crate) deeds: u64,
    /// Duties that were looked at.
    pub(crate) duties: u64,
}

/// Lives the pair of this seed: fails where anything is told.
pub(crate) fn live(seed: u64) -> Told {
    let mut common = Chance::of(seed);
    let mut apart = [Chance::of(seed ^ 0x5eed_0000_0000), Chance::of(seed ^ 0xbad5_eed0_0000_0000)];
    let eyes =
        common.pick(&[Eyes::Sharing, Eyes::Alone, Eyes::Guest, Eyes::OfTeam, Eyes::OfOwn, Eyes::Veiled]);
    let mut pair = Pair::new(eyes);
    pair.begin();
    if eyes == Eyes::Guest {
        pair.open(false, &mut common, &mut apart);
        pair.come_by_a_link();
    }
    for _ in 0..8 + common.below(14) {
        pair.step(&mut common, &mut apart);
    }
    pair.ask_everything(&mut common);
    pair.try_everything(&mut common);
    pair.ask_everything(&mut common);
    let duties = pair.look_at_duties();
    Told { answers: pair.compared, deeds: pair.deeds, duties }
}

impl Pair {
    fn new(eyes: Eyes) -> Self {
        Self {
            eyes,
            actor: eyes.actor(),
            houses: [House::new(0), House::new(1)],
            now: start(),
            ids: CountingIds::starting_at(1_000),
            seen: Vec::new(),
            hidden: Vec::new(),
            messages: Vec::new(),
            jobs: Vec::new(),
            compared: 0,
            deeds: 0,
            serial: 0,
        }
    }

    /// The same command in both. What the actor is told has to be the same; what others are told need not be.
    fn both(&mut self, command: &Command, actor: &Actor) -> Option<Outcome> {
        self.each(&[command.clone(), command.clone()], actor)
    }

    /// Two commands under one id, of which the actor cannot tell which it was.
    fn each(&mut self, commands: &[Command; 2], actor: &Actor) -> Option<Outcome> {
        let id = self.ids.command_id(self.now);
        let mut came: Vec<Result<Outcome>> = Vec::new();
        for (house, command) in self.houses.iter().zip(commands) {
            came.push(house.execute(command, actor.clone(), id));
        }
        if *actor == self.actor {
            let told: Vec<String> = came
                .iter()
                .map(|came| bytes(came.as_ref().map(|outcome| serde_json::to_string(outcome).unwrap())))
                .collect();
            self.same(&told, &format!("{:?}", commands[0]));
        }
        let first = came.swap_remove(0);
        first.ok()
    }

    fn same(&mut self, told: &[String], what: &str) {
        let eyes = self.eyes;
        assert_eq!(told[0], told[1], "{eyes:?}: {what}");
        assert!(!told[0].contains(MOLE), "{eyes:?}: {what}: {}", told[0]);
        if eyes.is_customer() {
            assert!(!told[0].contains(CANARY), "{eyes:?}: {what}: {}", told[0]);
        }
        self.compared += 1;
    }

    fn begin(&mut self) {
        let host = Actor::host();
        for (key, shared) in [("acme", true), ("zeta", false)] {
            let (name, external_ids, calendar) = (Some(key.to_uppercase()), None, None);
            let key = key.to_owned();
            let shared = Some(shared);
            self.both(&Command::PutOrganization { key, name, shared, calendar, external_ids }, &host);
        }
        let people = [("ines", Some("acme")), ("jo", Some("acme")), ("kim", Some("zeta")), ("lu", None)];
        for (key, organization) in people {
            let organization = organization.map(str::to_owned);
            self.both(&person(key, Some(key.to_owned()), organization, None), &host);
        }
        for (key, role, team) in [
            ("ada", "canary-lead", "canary-support"),
            ("bob", "canary-lead", "canary-sales"),
            ("tess", "canary-desk", "canary-support"),
            ("olaf", "canary-own", "canary-support"),
            ("vera", "canary-veiled", "canary-support"),
        ] {
            let command = Command::PutAgent {
                person: key.into(),
                name: Some(key.to_owned()),
                role: role.parse().ok(),
                teams: Some(vec![team.parse().unwrap()]),
                skills: None,
                languages: None,
                capacity: None,
                availability: None,
                calendar: None,
                share: None,
                active: None,
            };
            self.both(&command, &host);
        }
    }

    /// From here on the actor comes by a link to the one ticket that is there.
    fn come_by_a_link(&mut self) {
        let expires_at = self.now.after(Span::from_days(300));
        let link = Query::Link { ticket: TicketRef::Id(self.seen[0]), person: None, expires_at };
        let made = self.houses.each_ref().map(|house| house.desk.ask(&link, &Actor::host()).unwrap());
        assert_eq!(made[0], made[1]);
        let Answer::Link { token, .. } = &made[0] else { panic!("{made:?}") };
        self.actor = Actor::link(token);
    }

    fn step(&mut self, common: &mut Chance, apart: &mut [Chance; 2]) {
        let hours = [0, 1, 5, 30, 60, 120, 480, 1_440, 6_000];
        if common.one_in(2) {
            self.now = self.now.after(Span::from_minutes(common.pick(&hours)));
            for house in &self.houses {
                house.time.set(self.now);
                house.engine.tick(self.now, 10_000).unwrap();
            }
        }
        match common.below(9) {
            0 | 1 => self.open(self.eyes == Eyes::Guest, common, apart),
            3 => self.actor_acts(common),
            2 | 4 | 5 if self.eyes == Eyes::Veiled => self.write_hidden_fields(common, apart),
            2 => self.open(true, common, apart),
            4 if !self.eyes.is_customer() => self.note_in_both(common, apart),
            _ => self.work_on_seen(common),
        }
        for (n, chance) in apart.iter_mut().enumerate() {
            for _ in 0..chance.below(4) {
                self.hidden_deed(n, chance);
            }
        }
    }

    /// A ticket is opened: one that the actor sees, or another one in each desk.
    fn open(&mut self, hidden: bool, common: &mut Chance, apart: &mut [Chance; 2]) {
        let open = |chance: &mut Chance, edits: Edits, eyes: Eyes| {
            let who = eyes.requesters(hidden);
            let word = if hidden { MOLE } else { "printer" };
            Command::CreateTicket {
                subject: format!("A {word} {}", chance.below(9)),
                body: format!("The {word} number {} smokes.", chance.below(9)),
                requester: Some(Intake {
                    person: Some(who[chance.place(who.len())].into()),
                    ..Intake::default()
                }),
                set: edits.with("priority", chance.pick(&["low", "normal", "high"])),
                attachments: Vec::new(),
                message_id: None,
                html: None,
                fold_key: None,
            }
        };
        let outcome = if hidden {
            let both = [0, 1].map(|n| {
                let marked = inner_fields(&mut apart[n], self.eyes.marked(true), MOLE);
                open(&mut apart[n], marked, self.eyes)
            });
            self.each(&both, &Actor::host())
        } else {
            let mut set = self.eyes.marked(false).with("shown", "shown to all");
            if self.eyes == Eyes::Alone && common.one_in(3) {
                set = set.with("ccs", list(&["ines", "kim"]));
            }
            self.both(&open(common, set, self.eyes), &Actor::host())
        };
        let outcome = outcome.expect("a ticket is opened");
        let list = if hidden { &mut self.hidden } else { &mut self.seen };
        list.extend(outcome.ticket);
        self.messages.extend(outcome.message.filter(|_| !hidden));
    }

    /// Somebody does to a ticket that the actor sees what they see.
    fn work_on_seen(&mut self, common: &mut Chance) {
        let Some(ticket) = pick(&self.seen, common) else { return };
        let it = TicketRef::Id(ticket);
        let actor = common.pick(&[Actor::agent("ada"), Actor::host(), Actor::requester("ines")]);
        let command = match common.below(6) {
            0 => reply(it, "A public word.", Edits::none()),
            1 => reply(it, "Another one.", Edits::none().with("status", "resolved")),
            2 => change(it, Edits::none().with("priority", common.pick(&["low", "normal", "high"]))),
            3 => change(it, Edits::none().with("status", common.pick(&["open", "resolved", "answered"]))),
            4 => change(it, Edits::none().with("shown", common.pick(&["red", "green"]))),
            _ => {
                let until = self.now.after(Span::from_minutes(90));
                Command::SnoozeTicket { ticket: it, until }
            }
        };
        let outcome = self.both(&command, &actor);
        self.messages.extend(outcome.and_then(|outcome| outcome.message));
    }

    /// The actor does something, and is told the same in both desks.
    fn actor_acts(&mut self, common: &mut Chance) {
        let ticket = if common.one_in(3) { pick(&self.hidden, common) } else { pick(&self.seen, common) };
        let Some(ticket) = ticket else { return };
        let command = match common.below(4) {
            0 => change(TicketRef::Id(ticket), Edits::none().with("room", "H7")),
            1 => change(TicketRef::Id(ticket), Edits::none().with("priority", "high")),
            _ => reply(TicketRef::Id(ticket), "I write this.", Edits::none()),
        };
        let outcome = self.both(&command, &self.actor.clone());
        self.messages.extend(outcome.and_then(|outcome| outcome.message));
    }

    /// Staff who read no notes see that there is one, and those who do see what it says.
    fn note_in_both(&mut self, common: &mut Chance, apart: &mut [Chance; 2]) {
        let Some(ticket) = pick(&self.seen, common) else { return };
        let reads = self.eyes == Eyes::OfOwn;
        let notes = [0, 1].map(|n| {
            let body = if reads { "A word inside.".to_owned() } else { inner(&mut apart[n], MOLE) };
            note(TicketRef::Id(ticket), body, !reads && apart[n].one_in(2))
        });
        self.each(&notes, &Actor::agent("ada"));
    }

    /// Fields that the actor does not read get other values in each desk. That something changes is no secret, so it is
    /// emptied first: to fill it is a change in both.
    fn write_hidden_fields(&mut self, common: &mut Chance, apart: &mut [Chance; 2]) {
        let Some(ticket) = pick(&self.seen, common) else { return };
        let (field, many) = (common.pick(&HIDDEN), common.one_in(4));
        self.serial += 1;
        let serial = self.serial;
        let commands = [0, 1].map(|n| {
            let chance = &mut apart[n];
            // Beyond the end of every history: that a date has come would be seen.
            let late = i64::try_from(chance.below(1_000)).unwrap();
            let late = "2027-01-01T00:00:00Z".parse::<Timestamp>().unwrap().after(Span::from_minutes(late));
            let set = Edits::none();
            let set = match field {
                "secret" => set.with("secret", inner(chance, MOLE).as_str()),
                "cost" => set.with("cost", i32::try_from(chance.below(99)).unwrap()),
                "grade" => set.with("grade", chance.pick(&["canary-a", "canary-b"])),
                "impact" | "urgency" => set.with(field, chance.pick(&["low", "high"])),
                "tags" => set.with("tags", list(&[&format!("{MOLE}-{}", chance.below(9))])),
                "external_ids" => {
                    set.with("external_ids", list(&[&format!("crm:{MOLE}-{serial}-{}", chance.below(9))]))
                }
                "language" => set.with("language", chance.pick(&["de", "lv"])),
                "planned_to" => set.with(field, late.after(Span::from_days(9)).to_string().as_str()),
                _ => set.with(field, late.to_string().as_str()),
            };
            if many {
                let tickets = Which::Listed { tickets: vec![TicketRef::Id(ticket)] };
                Command::ChangeTickets { tickets, set, transition: None }
            } else {
                change(TicketRef::Id(ticket), set)
            }
        });
        let ada = Actor::agent("ada");
        self.both(&change(TicketRef::Id(ticket), Edits::none().without(field)), &ada);
        let outcome = self.each(&commands, &ada);
        self.deeds += u64::from(outcome.is_some());
        if let Some(job) = outcome.and_then(|outcome| outcome.job) {
            self.jobs.push(job);
            for house in &self.houses {
                house.engine.tick(self.now, 10_000).unwrap();
            }
        }
    }

    /// Something happens in one desk that the actor does not see.
    fn hidden_deed(&mut self, n: usize, chance: &mut Chance) {
        let host = Actor::agent("ada");
        let on_seen = self.eyes.is_customer() && chance.one_in(2);
        let ticket = if on_seen { pick(&self.seen, chance) } else { pick(&self.hidden, chance) };
        let other = pick(&self.hidden, chance);
        let (Some(ticket), it) = (ticket, |id: TicketId| TicketRef::Id(id)) else { return };
        let word = if on_seen { CANARY } else { MOLE };
        let command = match chance.below(if on_seen { 6 } else { 15 }) {
            0 | 1 => note(it(ticket), inner(chance, word), chance.one_in(2)),
            2 | 3 => change(it(ticket), inner_fields(chance, Edits::none(), word)),
            4 => {
                let Some(to) = other else { return };
                Command::LinkTickets { ticket: it(ticket), relation: Relation::Relates, to: it(to) }
            }
            5 => {
                let team = self.other_team(on_seen, chance);
                Command::AssignTicket {
                    ticket: it(ticket),
                    team: team.map(|team| team.parse().unwrap()),
                    agent: chance.maybe("bob".into()),
                    expect_version: None,
                }
            }
            6 => reply(it(ticket), &inner(chance, word), Edits::none()),
            7 => {
                change(it(ticket), Edits::none().with("status", chance.pick(&["open", "resolved", "closed"])))
            }
            8 => change(it(ticket), Edits::none().with("subject", inner(chance, word).as_str())),
            9 => chance.pick(&[
                Command::MarkSpam { ticket: it(ticket) },
                Command::TrashTicket { ticket: it(ticket) },
                Command::RestoreTicket { ticket: it(ticket) },
                Command::RevokeLinks { ticket: it(ticket) },
            ]),
            10 => {
                let Some(winner) = other else { return };
                Command::MergeTickets {
                    winner: it(winner),
                    losers: vec![it(ticket)],
                    publish: chance.one_in(2),
                }
            }
            11 => Command::SnoozeTicket { ticket: it(ticket), until: self.now.after(Span::from_minutes(30)) },
            12 => {
                let set = Edits::none().with("priority", chance.pick(&["low", "high"])).with("secret", word);
                let tickets = Which::Listed { tickets: self.hidden.iter().copied().map(it).collect() };
                Command::ChangeTickets { tickets, set, transition: None }
            }
            13 if self.eyes.is_customer() => {
                let who = self.eyes.requesters(true);
                let key = who[chance.place(who.len())];
                person(key, Some(inner(chance, word)), None, Some(inner(chance, word)))
            }
            _ => change(it(ticket), Edits::none().with("shown", inner(chance, word).as_str())),
        };
        let house = &self.houses[n];
        let id = house.own.command_id(self.now);
        // Whatever comes of it: a ticket in the trash takes no change.
        let came = house.execute(&command, host, id);
        self.deeds += u64::from(came.is_ok());
    }

    /// Where a ticket can go without being seen by it.
    fn other_team(&self, on_seen: bool, chance: &mut Chance) -> Option<&'static str> {
        match self.eyes {
            Eyes::OfTeam => Some("canary-sales"),
            _ if on_seen => chance.maybe("canary-sales"),
            _ => Some(chance.pick(&["canary-sales", "canary-support"])),
        }
    }

    /// Every question that the actor has.
    fn ask_everything(&mut self, common: &mut Chance) {
        let mut tickets: Vec<TicketRef> = Vec::new();
        for id in self.seen.clone().into_iter().chain(self.hidden.clone()) {
            tickets.push(TicketRef::Id(id));
        }
        tickets
            .extend((1..=self.seen.len() + self.hidden.len() + 1).map(|n| TicketRef::Number(n.to_string())));
        for ticket in tickets {
            let it = || ticket.clone();
            for query in [
                Query::Ticket { ticket: it() },
                Query::Links { ticket: it(), limit: None },
                Query::Link { ticket: it(), person: None, expires_at: self.now.after(Span::from_days(1)) },
                Query::Transitions { ticket: it() },
                Query::Macros { ticket: it() },
                Query::Handoffs { ticket: it() },
                Query::DryRun { ticket: it(), rules: None, occasion: None, command: None },
                Query::Promises { ticket: it() },
                Query::Policy { ticket: it() },
                Query::Account { ticket: it(), as_of: None, picture: true },
                Query::Form { ticket: Some(it()), ticket_type: None, set: Edits::none() },
                Query::Form {
                    ticket: Some(it()),
                    ticket_type: None,
                    set: Edits::none().with("status", "resolved").with("secret", "x"),
                },
            ] {
                self.ask(&query);
            }
            if self.eyes.is_customer() || self.eyes == Eyes::Veiled {
                self.ask(&Query::Routings { ticket: it() });
            }
            self.walk(|after| Query::History { ticket: it(), after, limit: Some(3) });
            self.walk_thread(&ticket);
        }
        for message in self.messages.clone() {
            if let Some(ticket) = pick(&self.seen, common) {
                self.ask(&Query::Thread { ticket: TicketRef::Id(ticket), after: Some(message), limit: None });
            }
        }
        self.ask_of_lists(common);
        for key in ["ines", "kim", "lu", "ada", "tess", "nobody"] {
            self.ask(&Query::Person { person: PersonRef::from(key) });
        }
        let form = Query::Form { ticket: None, ticket_type: None, set: Edits::none().with("room", "H8") };
        let (document, condition, late_only, after, limit) = (None, None, false, None, None);
        for query in [
            form,
            Query::Feed { after: 0, limit: None },
            Query::Config { version: None },
            Query::Diagram { workflow: None, format: None },
            Query::RuleCounts {},
            Query::Line { team: "canary-support".parse().unwrap(), limit: Some(3) },
            Query::Line { team: "canary-sales".parse().unwrap(), limit: None },
            Query::Staffing {},
            Query::Jobs { after: None, limit: None },
            Query::Preview { document, condition, late_only, after, limit },
            Query::WhatIfRouting { document: None, condition: None, as_of: None, after: None, limit },
        ] {
            self.ask(&query);
        }
    }

    fn ask_of_lists(&mut self, common: &mut Chance) {
        let texts = ["printer", "smokes", "word", "another", CANARY, MOLE, "inside", "7", "glad"];
        for text in texts {
            self.walk_list(None, Some(text), None, false);
        }
        for sort in ["created_at", "updated_at", "status_since"] {
            self.walk_list(None, None, Some(sort), common.one_in(2));
        }
        let conditions = [
            Condition::test("status", Op::Eq, ["open"]),
            Condition::test("category", Op::In, ["new", "open", "pending"]),
            Condition::test("priority", Op::Ge, ["normal"]),
            Condition::test("last_reply_at", Op::IsSet, Vec::<&str>::new()),
            Condition::test("room", Op::Eq, ["H7"]),
            Condition::test("shown", Op::Contains, ["e"]),
            Condition::test("requester", Op::Eq, ["me"]),
            // Of staff alone.
            Condition::test("secret", Op::IsSet, Vec::<&str>::new()),
            Condition::test("tags", Op::HasAny, ["canary-vip"]),
            Condition::test("standing", Op::In, ["active", "spam", "trash", "merged"]),
            Condition::test("replies", Op::Gt, [0]),
            Condition::test("nothing", Op::Gt, [0]),
        ];
        for condition in conditions {
            self.walk_list(Some(&condition), None, None, common.one_in(2));
            self.ask(&Query::Count { condition: Some(condition), by: None });
        }
        for by in [
            "status",
            "category",
            "priority",
            "type",
            "channel",
            "requester",
            "organization",
            "team",
            "owner",
            "standing",
            "secret",
        ] {
            self.ask(&Query::Count { condition: None, by: by.parse().ok() });
        }
        self.ask(&Query::Count { condition: None, by: None });
        let (name, link, after, limit) = (None, None, None, Some(2));
        self.ask(&Query::Deadlines { condition: None, name, link, after, limit });
    }

    fn ask(&mut self, query: &Query) -> String {
        let actor = self.actor.clone();
        let told: Vec<String> = self.houses.iter().map(|house| house.ask(query, &actor)).collect();
        self.same(&told, &format!("{query:?}"));
        told.into_iter().next().unwrap()
    }

    /// All pages of a history.
    fn walk(&mut self, query: impl Fn(u64) -> Query) {
        let mut after = 0;
        loop {
            let told = self.ask(&query(after));
            let Ok(Json::Object(answer)) = serde_json::from_str::<Json>(&told) else { return };
            let last = answer["last"].as_u64().unwrap();
            if answer["events"].as_array().unwrap().is_empty() {
                return;
            }
            after = last;
        }
    }

    /// All pages of a conversation.
    fn walk_thread(&mut self, ticket: &TicketRef) {
        let mut after = None;
        loop {
            let told = self.ask(&Query::Thread { ticket: ticket.clone(), after, limit: Some(2) });
            let Ok(Json::Object(answer)) = serde_json::from_str::<Json>(&told) else { return };
            let messages = answer["messages"].as_array().unwrap();
            let last = messages.last().map(|message| message["id"].as_str().unwrap().parse().unwrap());
            if last.is_none() || answer["more"] != true {
                return;
            }
            after = last;
        }
    }

    /// All pages of a list.
    fn walk_list(
        &mut self,
        condition: Option<&Condition>,
        text: Option<&str>,
        sort: Option<&str>,
        descending: bool,
    ) {
        let mut after = None;
        loop {
            let query = Query::Find {
                condition: condition.cloned(),
                text: text.map(str::to_owned),
                sort: sort.and_then(|sort| sort.parse().ok()),
                descending,
                after,
                limit: Some(2),
            };
            let told = self.ask(&query);
            let Ok(Json::Object(answer)) = serde_json::from_str::<Json>(&told) else { return };
            match answer["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => return,
            }
        }
    }

    /// Commands of the actor on tickets of both sorts: what they are told of hidden ones is the same whatever those are.
    fn try_everything(&mut self, common: &mut Chance) {
        let actor = self.actor.clone();
        let mut named: Vec<TicketId> = self.hidden.clone();
        named.extend(pick(&self.seen, common));
        for id in named {
            let it = || TicketRef::Id(id);
            let seen = pick(&self.seen, common).unwrap_or(id);
            let only = || Which::Listed { tickets: vec![it()] };
            let set = Edits::none().with("priority", "high");
            let mut commands = vec![
                reply(it(), "A try.", Edits::none()),
                change(it(), Edits::none().with("secret", "x").with("status", "nowhere")),
                change(it(), Edits::none().with("nothing", "x").with("room", "x")),
                Command::WakeTicket { ticket: it() },
                Command::MarkSpam { ticket: it() },
                Command::RestoreTicket { ticket: it() },
                Command::UnmergeTicket { ticket: it() },
                Command::UndoSplit { ticket: it() },
                Command::RebindClocks { ticket: it() },
                Command::RevokeLinks { ticket: it() },
                Command::ChangeTickets { tickets: only(), set, transition: None },
            ];
            if id != seen {
                let (winner, losers) = (TicketRef::Id(seen), vec![it()]);
                let (ticket, relation, to) = (TicketRef::Id(seen), Relation::Parent, it());
                commands.extend([
                    note(it(), "A try.".to_owned(), false),
                    Command::TrashTicket { ticket: it() },
                    Command::MergeTickets { winner, losers, publish: true },
                    Command::LinkTickets { ticket, relation, to },
                ]);
            }
            for command in commands {
                let outcome = self.both(&command, &actor);
                self.jobs.extend(outcome.and_then(|outcome| outcome.job));
            }
        }
        for house in &self.houses {
            house.engine.tick(self.now, 10_000).unwrap();
        }
        for job in self.jobs.clone() {
            self.ask(&Query::Job { job });
        }
    }

    /// No duty brings to a customer what is not for them: they get public messages of tickets that are theirs, and words
    /// that a ticket was opened.
    fn look_at_duties(&mut self) -> u64 {
        let mut looked = 0;
        for house in &self.houses {
            let customers: Vec<PersonId> = ["ines", "jo", "kim", "lu"]
                .map(|key| match house.desk.ask(&Query::Person { person: key.into() }, &Actor::host()) {
                    Ok(Answer::Person { person }) => person.id,
                    other => panic!("{other:?}"),
                })
                .to_vec();
            loop {
                let leased = house.desk.lease_effects("worker", Span::from_minutes(5), 1_000).unwrap();
                if leased.is_empty() {
                    break;
                }
                for effect in leased {
                    looked += 1;
                    let ticketkit::model::EffectState::Leased { token, .. } = effect.state else { panic!() };
                    house.desk.acknowledge_effect(effect.id, token).unwrap();
                    let (to, message) = match &effect.kind {
                        EffectKind::Acknowledge { to } => (to.clone(), None),
                        EffectKind::Deliver { message, to } => (to.clone(), Some(*message)),
                        EffectKind::Assigned { to } | EffectKind::Escalate { to, .. } => {
                            assert!(to.iter().all(|person| !customers.contains(person)), "{effect:?}");
                            continue;
                        }
                        _ => continue,
                    };
                    let told: Vec<&PersonId> =
                        to.iter().filter(|person| customers.contains(person)).collect();
                    let ticket = TicketRef::Id(effect.ticket);
                    if let Some(message) = message.filter(|_| !told.is_empty()) {
                        let message = house.message(&ticket, message);
                        assert!(message.public, "{effect:?}");
                    }
                    let words = serde_json::to_string(&effect.kind).unwrap();
                    assert!(told.is_empty() || !words.contains(CANARY), "{words}");
                }
            }
        }
        looked
    }
}

impl House {
    fn message(&self, ticket: &TicketRef, id: MessageId) -> Message {
        let query = Query::Thread { ticket: ticket.clone(), after: None, limit: Some(1_000) };
        match self.desk.ask(&query, &Actor::host()) {
            Ok(Answer::Thread { messages, .. }) => {
                messages.into_iter().find(|message| message.id == id).expect("the message is there")
            }
            other => panic!("{other:?}"),
        }
    }
}

fn pick(from: &[TicketId], chance: &mut Chance) -> Option<TicketId> {
    from.get(chance.place(from.len())).copied()
}

/// Words that the actor does not read.
fn inner(chance: &mut Chance, word: &str) -> String {
    let more = chance.pick(&["printer", "word", "smokes", "7"]);
    format!("A {CANARY} {word} {more} {}", chance.below(100))
}

/// Fields of staff, filled with words that no customer reads.
fn inner_fields(chance: &mut Chance, mut set: Edits, word: &str) -> Edits {
    let due = "2026-06-03T12:00:00Z".parse::<Timestamp>().unwrap();
    for _ in 0..=chance.below(4) {
        set = match chance.below(9) {
            0 => set.with("secret", inner(chance, word).as_str()),
            1 => set.with("tags", list(&[chance.pick(&["canary-vip", "canary-x", "canary-y"])])),
            2 => set.with("cost", i32::try_from(chance.below(200)).unwrap()),
            3 => set.with("grade", chance.pick(&["canary-a", "canary-b"])),
            4 => set.with("impact", chance.pick(&["low", "high"])),
            5 => {
                let late = i64::try_from(chance.below(5_000)).unwrap();
                set.with("due_at", due.after(Span::from_minutes(late)).to_string().as_str())
            }
            6 => set.with("owner", "bob"),
            // Each belongs to one ticket.
            7 => set.with("external_ids", list(&[&format!("crm:{CANARY}-{}", chance.below(u64::MAX))])),
            _ => set.with("urgency", chance.pick(&["low", "high"])),
        };
    }
    set
}

fn reply(ticket: TicketRef, body: &str, set: Edits) -> Command {
    let body = body.to_owned();
    Command::Reply {
        ticket,
        body,
        set,
        attachments: Vec::new(),
        message_id: None,
        expect_version: None,
        html: None,
        spent_minutes: None,
    }
}

fn change(ticket: TicketRef, set: Edits) -> Command {
    Command::ChangeTicket { ticket, set, transition: None, expect_version: None }
}

/// A note, perhaps with a file.
fn note(ticket: TicketRef, body: String, with_file: bool) -> Command {
    let file = Attachment {
        name: format!("{CANARY}.png"),
        media_type: "image/png".to_owned(),
        bytes: 9,
        sha256: "0a".repeat(32),
    };
    let attachments = with_file.then_some(file).into_iter().collect();
    Command::Note {
        ticket,
        body,
        set: Edits::none(),
        attachments,
        expect_version: None,
        spent_minutes: None,
        html: None,
    }
}

fn person(key: &str, name: Option<String>, organization: Option<String>, address: Option<String>) -> Command {
    let address = address.map(|text| format!("{}@example.org", text.replace(' ', "-")));
    Command::PutPerson {
        person: Some(key.into()),
        name,
        addresses: address.map(|address| vec![address]),
        phone: None,
        language: None,
        organization,
        external_ids: None,
    }
}
