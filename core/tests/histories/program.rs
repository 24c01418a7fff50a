//! Random histories: each step is chosen by a number of its own and by what the history has come to, so that a history
//! is still one when some of its steps are left out.

use ticketkit::command::{Command, Context, Edits, Intake, Leave, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::{CommandId, CountingIds, IdSource, JobId, MessageId, Name, TicketId};
use ticketkit::model::{
    AbsenceMode, Actor, Attachment, Availability, ChecklistChange, ExternalId, Relation, Skill, TicketRef,
    Value,
};
use ticketkit::storage::conformance::Chance;
use ticketkit::{Span, Timestamp};

use crate::documents::{self, STATUSES, TEAMS, VERSIONS};
use crate::house::{Came, Deed, start};

const STAFF: [&str; 5] = ["staff:ada", "staff:bob", "staff:cy", "staff:dee", "staff:nobody"];
const CUSTOMERS: [&str; 4] = ["shop:ines", "shop:jo", "shop:kim", "shop:lu"];
const LANGUAGES: [&str; 4] = ["en", "de", "pt-BR", "not a language"];

/// What kind of history it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Everything, but for the outbox: what workers do there is no command and is not decided again. Nobody is erased: what
    /// that takes out of the commands cannot be decided again.
    Commands,
    /// Everything.
    Everything,
    /// One ticket, on a desk that stays as it is, under a clock that only goes on.
    OneTicket,
}

/// A history that is being written.
pub(crate) struct Program {
    sort: Sort,
    now: Timestamp,
    tickets: Vec<(TicketId, String, u64)>,
    given: Vec<(Command, Context)>,
    jobs: Vec<JobId>,
    /// Messages and their tickets.
    said: Vec<(TicketRef, MessageId)>,
    /// Tickets that were made of messages.
    split: Vec<TicketId>,
    /// The ticket that an agent took last as their next one.
    pulled: Option<(TicketId, Actor)>,
    /// How many ids of commands were made up.
    ids: u64,
    /// Whether another version of the configuration has come into force.
    pub(crate) reconfigured: bool,
}

impl Program {
    pub(crate) fn new(sort: Sort) -> Self {
        Self {
            sort,
            now: start(),
            tickets: Vec::new(),
            given: Vec::new(),
            jobs: Vec::new(),
            said: Vec::new(),
            split: Vec::new(),
            pulled: None,
            ids: 1_000_000,
            reconfigured: false,
        }
    }

    /// What a history begins with: staff of every role, customers, organizations.
    pub(crate) fn beginning() -> Vec<Deed> {
        let mut deeds = Vec::new();
        for (key, shared) in [("org:acme", true), ("org:zeta", false)] {
            deeds.push(Command::PutOrganization {
                key: key.to_owned(),
                name: Some(key.to_uppercase()),
                shared: Some(shared),
                calendar: None,
                external_ids: None,
            });
        }
        let staff: [(&str, &str, &[&str], &[&str]); 4] = [
            ("staff:ada", "lead", &["first-line", "experts"], &["en", "de"]),
            ("staff:bob", "agent", &["first-line", "field", "office"], &["en"]),
            ("staff:cy", "agent", &["field", "experts"], &[]),
            ("staff:dee", "temp", &["first-line"], &["en"]),
        ];
        for (key, role, teams, languages) in staff {
            deeds.push(Command::PutAgent {
                person: key.into(),
                name: Some(key.to_owned()),
                role: role.parse().ok(),
                teams: Some(names(teams)),
                skills: Some(vec![skill("networks", 4)]),
                languages: Some(languages.iter().map(|it| (*it).to_owned()).collect()),
                capacity: Some(3),
                availability: None,
                calendar: None,
                share: None,
                active: None,
            });
        }
        for (n, key) in CUSTOMERS.iter().take(3).enumerate() {
            deeds.push(Command::PutPerson {
                person: Some((*key).into()),
                name: Some(format!("Customer {n}")),
                addresses: Some(vec![format!("c{n}@example.org")]),
                phone: None,
                language: Some("en".to_owned()),
                organization: Some(if n < 2 { "org:acme" } else { "org:zeta" }.to_owned()),
                external_ids: None,
            });
        }
        deeds
            .into_iter()
            .map(|command| Deed::Execute(Box::new(command), Context::of(Actor::host())))
            .collect()
    }

    /// Whether there are several tickets.
    pub(crate) const fn has_several(&self) -> bool {
        self.tickets.len() > 1
    }

    /// Notes what a deed came to.
    pub(crate) fn note(&mut self, deed: &Deed, came: &Came) {
        let (Deed::Execute(command, context), Came::To(answer)) = (deed, came) else { return };
        let Ok(outcome) = &**answer else { return };
        self.given.push((Command::clone(command), context.clone()));
        self.jobs.extend(outcome.job);
        self.reconfigured |= outcome.config_version.is_some();
        let (Some(id), Some(number)) = (outcome.ticket, &outcome.number) else { return };
        if matches!(**command, Command::NextTicket { .. }) {
            self.pulled = Some((id, context.actor.clone()));
        }
        if matches!(**command, Command::SplitTicket { .. }) {
            self.split.push(id);
        }
        self.said.extend(outcome.message.map(|message| (TicketRef::Id(id), message)));
        let version = outcome.version.unwrap_or_default();
        match self.tickets.iter_mut().find(|known| known.0 == id) {
            Some(known) => known.2 = version,
            None => self.tickets.push((id, number.clone(), version)),
        }
    }

    /// The deeds of the step that this number stands for.
    pub(crate) fn step(&mut self, number: u64) -> Vec<Deed> {
        let mut step = Step { chance: Chance::of(number), program: self };
        if step.program.sort == Sort::OneTicket { step.with_one_ticket() } else { step.any() }
    }
}

/// One step that is being chosen.
struct Step<'p> {
    chance: Chance,
    program: &'p mut Program,
}

fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

fn skill(name: &str, level: u8) -> Skill {
    Skill { name: name.parse().unwrap(), level }
}

impl Step<'_> {
    fn any(&mut self) -> Vec<Deed> {
        let mut deeds = Vec::new();
        if self.chance.one_in(2) {
            self.let_time_pass();
            deeds.push(Deed::Now(self.program.now));
        }
        let now = self.program.now;
        match self.chance.below(10) {
            0 | 1 => {
                let late = self.chance.pick(&[0, 0, 0, -3_600_000, 1, 7_200_000]);
                let limit = self.chance.pick(&[1, 2, 1_000, 1_000, 1_000]);
                deeds.push(Deed::Tick(now.after(Span::from_millis(late)), limit));
            }
            2 if self.program.sort == Sort::Everything => {
                let place = self.chance.place(1_000);
                let later = now.after(self.short());
                deeds.push(match self.chance.below(4) {
                    0 => Deed::Acknowledge(place),
                    1 => Deed::Fail(place, later),
                    _ => Deed::Lease(1 + u32::try_from(self.chance.below(5)).unwrap()),
                });
            }
            _ => {
                let (command, context) = self.command();
                deeds.push(Deed::Execute(Box::new(command), context));
            }
        }
        deeds
    }

    /// A command on the one ticket, which is opened first.
    fn with_one_ticket(&mut self) -> Vec<Deed> {
        if self.program.tickets.len() > 1 {
            return Vec::new();
        }
        let (mut command, actor) = if self.program.tickets.is_empty() {
            (self.create(), Actor::host())
        } else {
            (self.work(), self.actor())
        };
        if matches!(command, Command::SplitTicket { .. }) {
            // Who gets a second ticket depends on the first as it is stored.
            return Vec::new();
        }
        if let Command::CreateTicket { requester, .. } = &mut command {
            *requester = Some(Intake { person: Some("shop:ines".into()), ..Intake::default() });
        }
        if self.chance.one_in(2) {
            let span = self.span();
            self.program.now = self.program.now.after(span);
        }
        vec![Deed::Now(self.program.now), Deed::Execute(Box::new(command), Context::of(actor))]
    }

    fn let_time_pass(&mut self) {
        let back = self.chance.one_in(12);
        let span = self.span();
        let now = &mut self.program.now;
        *now = if back { now.before(span).max(start()) } else { now.after(span) };
    }

    fn short(&mut self) -> Span {
        Span::from_millis(self.chance.pick(&[0, 1, 1_000, 60_000, 1_800_000]))
    }

    fn span(&mut self) -> Span {
        let hours = [0.0, 0.25, 0.5, 1.0, 1.0, 2.0, 4.0, 8.0, 24.0, 48.0, 200.0].map(|hours| hours * 3.6e6);
        #[allow(clippy::cast_possible_truncation, reason = "whole milliseconds")]
        let long = self.chance.pick(&hours) as i64;
        Span::from_millis(long.max(0) + self.chance.pick(&[0, 0, 0, 1, -1, 500])).max(Span::from_millis(0))
    }

    fn command(&mut self) -> (Command, Context) {
        if self.chance.one_in(15)
            && let Some(again) = self.program.given.get(self.chance.place(self.program.given.len()))
        {
            return again.clone();
        }
        let actor = self.actor();
        if let Some((ticket, actor)) = self.program.pulled.clone().filter(|_| self.chance.one_in(4)) {
            return (self.hand(TicketRef::Id(ticket)), Context::of(actor));
        }
        let command = match self.chance.below(20) {
            0..=3 => self.create(),
            4 => self.put_person(),
            5 => self.put_agent(),
            6 if self.chance.one_in(2) => self.put_agent(),
            6 => self.set_presence(),
            7 if self.chance.one_in(3) => self.configure(),
            7 => self.put_organization(),
            8 => self.change_many(),
            9 if self.program.sort == Sort::Everything && self.chance.one_in(4) => self.erase(),
            _ => self.work(),
        };
        let actor = match command {
            Command::PutAgent { .. }
            | Command::PutPerson { .. }
            | Command::ErasePerson { .. }
            | Command::Configure { .. }
                if !self.chance.one_in(6) =>
            {
                Actor::host()
            }
            Command::NextTicket { .. }
            | Command::AcceptTicket { .. }
            | Command::HoldTicket { .. }
            | Command::DeclineTicket { .. }
                if !self.chance.one_in(6) =>
            {
                Actor::agent(self.chance.pick(&[STAFF[0], STAFF[1], STAFF[2], STAFF[3]]))
            }
            _ => actor,
        };
        let mut context = Context::of(actor);
        if self.chance.one_in(4) {
            context = context.with_id(self.id());
        }
        if self.chance.one_in(15) {
            context = context.at(self.program.now.before(self.short()).max(start()));
        }
        (command, context)
    }

    /// An id that the caller gives; sometimes one that was used for something else.
    fn id(&mut self) -> CommandId {
        let used = self.program.given.get(self.chance.place(self.program.given.len()));
        if self.chance.one_in(8)
            && let Some(id) = used.and_then(|(_, context)| context.command_id)
        {
            return id;
        }
        self.program.ids += 1;
        CountingIds::starting_at(self.program.ids).command_id(self.program.now)
    }

    fn actor(&mut self) -> Actor {
        match self.chance.below(9) {
            0 | 1 => Actor::host(),
            // The link is made when it is used.
            8 => Actor::link(""),
            2..=4 => Actor::agent(self.chance.pick(&STAFF)),
            5 => Actor::agent("staff:ada"),
            6 => Actor::requester(self.chance.pick(&CUSTOMERS)),
            _ => Actor::requester("shop:ines"),
        }
    }

    fn ticket(&mut self) -> TicketRef {
        if self.chance.one_in(25) {
            return "HD-99999".into();
        }
        let known = &self.program.tickets;
        match known.get(self.chance.place(known.len())) {
            Some((id, _, _)) if self.chance.one_in(2) => TicketRef::Id(*id),
            Some((_, number, _)) => TicketRef::Number(number.clone()),
            None => "HD-1".into(),
        }
    }

    fn expected(&mut self, ticket: &TicketRef) -> Option<u64> {
        let known = self.program.tickets.iter().find(|(id, number, _)| match ticket {
            TicketRef::Id(named) => named == id,
            TicketRef::Number(named) => named == number,
        });
        let version = known.map_or(1, |known| known.2);
        // A version that somebody saw before time was told is another one than they would have seen later.
        match self.chance.below(8) {
            _ if self.program.sort == Sort::OneTicket => None,
            0 => Some(version),
            1 => Some(version.saturating_sub(1)),
            _ => None,
        }
    }

    /// A text of one line; sometimes one that cannot stand there.
    fn line(&mut self) -> String {
        match self.chance.below(30) {
            0 => String::new(),
            1 => "a\u{0}b".to_owned(),
            2 => "x".repeat(301),
            _ => self
                .chance
                .pick(&[
                    "The printer smokes",
                    "outage in hall 7",
                    "größe 🔥 it's 100%",
                    "Router",
                    "  spaces ",
                ])
                .to_owned(),
        }
    }

    fn body(&mut self) -> String {
        match self.chance.below(20) {
            0 => String::new(),
            1 => "a\u{0}b".to_owned(),
            _ => {
                self.chance.pick(&["Please hurry.", "Thanks a lot!", "Any news?\nI wait.", "🔥🔥"]).to_owned()
            }
        }
    }

    fn create(&mut self) -> Command {
        let intake = Intake {
            person: Some(self.chance.pick(&CUSTOMERS).into()),
            name: self.chance.maybe("Somebody".to_owned()),
            address: match self.chance.below(6) {
                0 => Some(" C0@Example.org".to_owned()),
                1 => Some("not an address".to_owned()),
                2 => Some("new@example.org".to_owned()),
                _ => None,
            },
            phone: self.chance.maybe("+371 2000-0000".to_owned()),
            language: self.chance.maybe("de".to_owned()),
        };
        let set = if self.chance.one_in(4) { Edits::none() } else { self.edits(true) };
        Command::CreateTicket {
            subject: self.line(),
            body: self.body(),
            requester: if self.chance.one_in(5) { None } else { Some(intake) },
            set,
            attachments: self.attachments(),
            message_id: self.message_id(),
            html: self.html(),
            fold_key: if self.chance.one_in(6) {
                Some(self.chance.pick(&["disk/7", "web", ""]).to_owned())
            } else {
                None
            },
        }
    }

    fn attachments(&mut self) -> Vec<Attachment> {
        if !self.chance.one_in(8) {
            return Vec::new();
        }
        let sha256 = if self.chance.one_in(4) { "no hash".to_owned() } else { "0a".repeat(32) };
        vec![Attachment { name: self.line(), media_type: "image/png".to_owned(), bytes: 9, sha256 }]
    }

    fn html(&mut self) -> Option<String> {
        let html = self.chance.pick(&["<p>Thanks <b>a lot</b></p>", "<script>x</script>", "a < b"]);
        if self.chance.one_in(8) { Some(html.to_owned()) } else { None }
    }

    fn message_id(&mut self) -> Option<String> {
        let id = format!("<{}@example.org>", self.chance.below(12));
        if self.chance.one_in(6) { Some(id) } else { None }
    }

    /// What a channel brings: from people of the ticket, from strangers, and from members of staff.
    fn receive(&mut self, ticket: TicketRef) -> Command {
        let addresses =
            ["c0@example.org", "C1@example.org", "new@example.org", "other@example.org", "nobody"];
        let person = self.chance.pick(&[CUSTOMERS[0], CUSTOMERS[1], STAFF[0]]);
        let known = self.chance.one_in(3);
        let from = Intake {
            person: known.then(|| person.into()),
            address: (!known).then(|| self.chance.pick(&addresses).to_owned()),
            ..Intake::default()
        };
        Command::ReceiveMessage {
            ticket,
            from,
            body: self.body(),
            html: self.html(),
            attachments: self.attachments(),
            message_id: self.message_id(),
        }
    }

    /// A command on a ticket.
    fn work(&mut self) -> Command {
        let ticket = self.ticket();
        let expect_version = self.expected(&ticket);
        let set = if self.chance.one_in(3) { self.edits(false) } else { Edits::none() };
        match self.chance.below(58) {
            56 | 57 => {
                let name = self.chance.pick(&["solved", "field", "told", "chiefs", "none"]);
                Command::ApplyMacro { ticket, name: name.parse().unwrap(), expect_version }
            }
            46 => Command::RevokeLinks { ticket },
            47..=50 => self.hand(ticket),
            40 | 41 => self.receive(ticket),
            42 | 43 => self.publish(ticket),
            29 | 30 | 33 => self.decide(ticket),
            23 | 24 => self.link(ticket),
            36 | 37 => Command::LogTime { ticket, minutes: self.chance.pick(&[0, 15, 90, -15, -90, 44_641]) },
            38 | 39 => {
                let changes = (0..self.chance.below(4)).map(|_| self.item()).collect();
                Command::ChangeChecklist { ticket, changes }
            }
            25 | 26 | 51..=53 => self.split(ticket),
            27 | 28 | 54 | 55 => Command::UndoSplit { ticket: self.made_last(ticket) },
            17 => self.merge(ticket),
            18 => self
                .chance
                .pick(&[Command::MarkSpam { ticket: ticket.clone() }, Command::TrashTicket { ticket }]),
            19..=22 => self.come_back(ticket),
            16 | 44 | 45 => Command::RebindClocks { ticket },
            0..=4 => Command::Reply {
                ticket,
                body: self.body(),
                set,
                attachments: self.attachments(),
                message_id: self.message_id(),
                spent_minutes: self.chance.maybe(20).filter(|_| self.chance.one_in(2)),
                expect_version,
                html: self.html(),
            },
            5 | 6 => Command::Note {
                ticket,
                body: self.body(),
                set,
                attachments: self.attachments(),
                spent_minutes: None,
                expect_version,
                html: self.html(),
            },
            7..=10 => {
                let transition = self.chance.pick(&["solve", "again", "finish", "nothing"]);
                let transition = if self.chance.one_in(6) { transition.parse().ok() } else { None };
                Command::ChangeTicket { ticket, set: self.edits(false), transition, expect_version }
            }
            11 | 12 => Command::AssignTicket {
                ticket,
                team: self.chance.maybe(()).and_then(|()| self.chance.pick(&TEAMS).parse().ok()),
                agent: self.chance.maybe(()).map(|()| self.chance.pick(&STAFF).into()),
                expect_version,
            },
            13 | 34 => Command::SnoozeTicket {
                ticket,
                until: self.program.now.after(self.span()).after(self.span()).before(self.short()),
            },
            14 | 31 | 32 | 35 => self.wake(ticket),
            _ => {
                let id = match ticket {
                    TicketRef::Id(id) => id,
                    TicketRef::Number(_) => {
                        self.program.tickets.first().map_or(TicketId::from_bytes([9; 16]), |it| it.0)
                    }
                };
                Command::FireTimers { ticket: id, by: self.program.now.after(self.short()) }
            }
        }
    }

    /// A change of a checklist.
    fn item(&mut self) -> ChecklistChange {
        let item = self.chance.pick(&[1, 2, 3, 9]);
        match self.chance.below(8) {
            0..=2 => ChecklistChange::Add { text: self.body(), place: self.chance.maybe(1) },
            3 => ChecklistChange::Reword { item, text: self.body() },
            4 => ChecklistChange::Remove { item },
            5 => ChecklistChange::Uncheck { item },
            6 => ChecklistChange::Move { item, place: 1 },
            _ => ChecklistChange::Check { item },
        }
    }

    /// A move that may need an approval, or a word about one that was asked for, mostly.
    fn decide(&mut self, ticket: TicketRef) -> Command {
        if self.chance.one_in(2) {
            let set = Edits::none().with("status", "done");
            return Command::ChangeTicket { ticket, set, transition: None, expect_version: None };
        }
        let asked = self.program.given.iter().rev().find_map(|(command, _)| match command {
            Command::ChangeTicket { ticket, set, .. }
                if set.get("status") == Some(Some(&Value::from("done"))) =>
            {
                Some(ticket.clone())
            }
            _ => None,
        });
        let reason = self.chance.maybe(()).map(|()| self.body());
        let ticket = asked.filter(|_| !self.chance.one_in(4)).unwrap_or(ticket);
        Command::DecideApproval { ticket, approve: !self.chance.one_in(3), reason, expect_version: None }
    }

    /// A link to another ticket, or the end of one.
    fn link(&mut self, ticket: TicketRef) -> Command {
        use Relation::{Parent, Problem, Relates};
        let (relation, to) = (self.chance.pick(&[Parent, Problem, Relates]), self.ticket());
        if !self.chance.one_in(2) {
            return Command::LinkTickets { ticket, relation, to };
        }
        let linked = self.program.given.iter().rev().find_map(|(command, _)| match command {
            Command::LinkTickets { ticket, relation, to } => Some((ticket.clone(), *relation, to.clone())),
            _ => None,
        });
        let (ticket, relation, to) = linked.unwrap_or((ticket, relation, to));
        Command::UnlinkTickets { ticket, relation, to }
    }

    /// A message that was written becomes a ticket.
    fn split(&mut self, ticket: TicketRef) -> Command {
        let said = self.program.said.get(self.chance.place(self.program.said.len())).cloned();
        let nothing = (ticket, MessageId::from_bytes([7; 16]));
        let (ticket, message) = said.unwrap_or(nothing);
        let subject = self.chance.maybe(()).map(|()| self.line());
        let set = if self.chance.one_in(3) { self.edits(true) } else { Edits::none() };
        Command::SplitTicket { ticket, message, subject, set }
    }

    /// A message is published: a note, or one that is public already.
    fn publish(&mut self, ticket: TicketRef) -> Command {
        let said = self.program.said.get(self.chance.place(self.program.said.len())).cloned();
        let (ticket, message) = said.unwrap_or((ticket, MessageId::from_bytes([7; 16])));
        Command::PublishMessage { ticket, message, expect_version: None }
    }

    /// The ticket that was made of a message last.
    fn made_last(&self, ticket: TicketRef) -> TicketRef {
        self.program.split.last().map_or(ticket, |id| TicketRef::Id(*id))
    }

    /// The end of the latest snooze, mostly.
    fn wake(&mut self, ticket: TicketRef) -> Command {
        let snoozed = self.program.given.iter().rev().find_map(|(command, _)| match command {
            Command::SnoozeTicket { ticket, .. } => Some(ticket.clone()),
            _ => None,
        });
        Command::WakeTicket { ticket: snoozed.filter(|_| !self.chance.one_in(4)).unwrap_or(ticket) }
    }

    /// A merge into this ticket.
    fn merge(&mut self, winner: TicketRef) -> Command {
        let losers = (0..=self.chance.below(2)).map(|_| self.ticket()).collect();
        Command::MergeTickets { winner, losers, publish: self.chance.one_in(3) }
    }

    /// The way back of a ticket that was put aside at some time, or of this one.
    fn come_back(&mut self, ticket: TicketRef) -> Command {
        let set_aside = self.program.given.iter().filter_map(|(command, _)| match command {
            Command::MergeTickets { losers, .. } => Some((losers.first()?.clone(), true)),
            Command::MarkSpam { ticket } | Command::TrashTicket { ticket } => Some((ticket.clone(), false)),
            _ => None,
        });
        let set_aside: Vec<_> = set_aside.collect();
        let aside = set_aside.get(self.chance.place(set_aside.len())).cloned();
        let (ticket, merged) = aside.filter(|_| !self.chance.one_in(4)).unwrap_or((ticket, false));
        if merged { Command::UnmergeTicket { ticket } } else { Command::RestoreTicket { ticket } }
    }

    /// Long work, or the end of some.
    fn change_many(&mut self) -> Command {
        if self.chance.one_in(2)
            && let Some(job) = self.program.jobs.last()
        {
            return Command::CancelJob { job: *job };
        }
        let tickets = if self.chance.one_in(2) {
            Which::Listed { tickets: (0..=self.chance.below(4)).map(|_| self.ticket()).collect() }
        } else {
            let status = self.chance.pick(&STATUSES);
            Which::Matching { condition: Condition::test("status", Op::Eq, [status]) }
        };
        match self.chance.below(10) {
            0 => Command::TrashTickets { tickets },
            1 | 2 => Command::RestoreTickets { tickets },
            3 | 4 => Command::RebindTickets { tickets },
            _ => Command::ChangeTickets { tickets, set: self.edits(false), transition: None },
        }
    }

    fn edits(&mut self, creating: bool) -> Edits {
        let mut edits = Edits::none();
        for _ in 0..=self.chance.below(3) {
            let (field, value) = if self.chance.one_in(20) { self.wrong_edit() } else { self.edit(creating) };
            edits = match value {
                Some(value) => edits.with(field, value),
                None => edits.without(field),
            };
        }
        edits
    }

    fn edit(&mut self, creating: bool) -> (&'static str, Option<Value>) {
        let list = |texts: &[&str]| Value::List(texts.iter().map(|text| (*text).to_owned()).collect());
        let instant = self.program.now.after(self.span()).to_string();
        let field = match self.chance.below(26) {
            0..=5 if !creating => "status",
            0 | 1 => "status",
            2..=7 => "tags",
            8 | 9 => "priority",
            10 | 11 => "type",
            12 => "team",
            13 => "owner",
            14 => "assignees",
            15 => "followers",
            16 => "ccs",
            17 => self.chance.pick(&["impact", "urgency"]),
            18 => self.chance.pick(&["due_at", "planned_from", "planned_to"]),
            19 => "external_ids",
            20 => self.chance.pick(&["language", "subject", "channel", "requester"]),
            21 => "serial",
            22 => self.chance.pick(&["hours", "estimate_minutes", "remaining_minutes"]),
            23 => "bought_on",
            24 => self.chance.pick(&["warranty", "parts"]),
            _ => "product",
        };
        let value: Value = match field {
            "status" => self.chance.pick(&STATUSES).into(),
            "tags" => list(self.chance.pick(&[
                &["vip"][..],
                &["keep"],
                &["free"],
                &["free", "vip"],
                &["lost"],
                &[],
            ])),
            "priority" => self.chance.pick(&["low", "normal", "urgent"]).into(),
            "type" => self.chance.pick(&["incident", "incident", "question"]).into(),
            "team" => self.chance.pick(&TEAMS).into(),
            "owner" => self.chance.pick(&STAFF).into(),
            "assignees" | "followers" => {
                list(self.chance.pick(&[&["staff:ada"][..], &["staff:bob", "staff:cy"], &["shop:jo"]]))
            }
            "ccs" => list(self.chance.pick(&[&["shop:jo"][..], &["shop:jo", "shop:kim"], &["who:else"]])),
            "impact" => self.chance.pick(&["few", "many"]).into(),
            "urgency" => self.chance.pick(&["later", "now"]).into(),
            "due_at" | "planned_from" | "planned_to" => instant.into(),
            "external_ids" => list(self.chance.pick(&[&["crm:1"][..], &["crm:2", "erp:1"], &["crm"]])),
            "language" => self.chance.pick(&LANGUAGES).into(),
            "subject" | "serial" => self.line().into(),
            "channel" => self.chance.pick(&["web", "email", "fax"]).into(),
            "requester" => self.chance.pick(&CUSTOMERS).into(),
            "estimate_minutes" | "remaining_minutes" => self.chance.pick(&[0, 30, 240]).into(),
            "hours" => Value::Number(self.chance.pick(&["0", "-2.5", "12.000001"]).parse().unwrap()),
            "bought_on" => self.chance.pick(&["2024-02-29", "2026-06-01", "2023-02-29"]).into(),
            "warranty" => self.chance.one_in(2).into(),
            "parts" => list(self.chance.pick(&[&["drum"][..], &["fuser", "drum"], &["wheel"]])),
            _ => self.chance.pick(&["printer", "router"]).into(),
        };
        let emptied = self.chance.one_in(10);
        (field, if emptied { None } else { Some(value) })
    }

    /// An edit of which something is wrong at first sight.
    fn wrong_edit(&mut self) -> (&'static str, Option<Value>) {
        match self.chance.below(5) {
            0 => ("colour", Some("red".into())),
            1 => ("number", Some("HD-1".into())),
            2 => ("warranty", Some("maybe".into())),
            3 => ("tags", Some(true.into())),
            _ => ("hours", Some("many".into())),
        }
    }

    fn put_person(&mut self) -> Command {
        let addresses = [&["c0@example.org"][..], &["two@example.org", "three@example.org"], &["@"], &[]];
        Command::PutPerson {
            person: if self.chance.one_in(5) { None } else { Some(self.chance.pick(&CUSTOMERS).into()) },
            name: self.chance.maybe(()).map(|()| self.line()),
            addresses: self
                .chance
                .maybe(())
                .map(|()| self.chance.pick(&addresses))
                .map(|all| all.iter().map(|it| (*it).to_owned()).collect()),
            phone: self.chance.maybe("0049 30 1234".to_owned()),
            language: self.chance.maybe(()).map(|()| self.chance.pick(&LANGUAGES).to_owned()),
            organization: self
                .chance
                .maybe(())
                .map(|()| self.chance.pick(&["org:acme", "org:none"]).to_owned()),
            external_ids: self.chance.maybe(()).map(|()| {
                vec![ExternalId { system: "crm".to_owned(), id: self.chance.below(3).to_string() }]
            }),
        }
    }

    /// Somebody wants to be forgotten; sometimes somebody who works here, or nobody.
    fn erase(&mut self) -> Command {
        let customer = self.chance.pick(&CUSTOMERS);
        Command::ErasePerson {
            person: if self.chance.one_in(4) { self.chance.pick(&STAFF) } else { customer }.into(),
        }
    }

    fn put_agent(&mut self) -> Command {
        let some = |chance: &mut Chance, from: &[&str]| {
            let kept: Vec<&str> = from.iter().copied().filter(|_| chance.one_in(2)).collect();
            names(&kept)
        };
        let teams = some(&mut self.chance, &TEAMS[..4]);
        Command::PutAgent {
            person: self.chance.pick(&STAFF).into(),
            name: None,
            role: self
                .chance
                .maybe(())
                .and_then(|()| self.chance.pick(&["lead", "agent", "temp", "king"]).parse().ok()),
            teams: if self.chance.one_in(3) { Some(teams) } else { None },
            skills: self
                .chance
                .maybe(())
                .map(|()| vec![skill(self.chance.pick(&["networks", "paper", "tea"]), 5)]),
            languages: self.chance.maybe(()).map(|()| vec![self.chance.pick(&LANGUAGES).to_owned()]),
            capacity: self.chance.maybe(()).map(|()| u32::try_from(self.chance.below(5)).unwrap()),
            availability: self.chance.maybe(()).map(|()| self.availability()),
            calendar: self
                .chance
                .maybe(())
                .map(|()| self.chance.pick(&["", "", "riga", "always", "none"]).to_owned()),
            share: self.chance.maybe(()).map(|()| self.chance.pick(&[50, 100, 0])),
            active: if self.chance.one_in(6) { Some(self.chance.one_in(2)) } else { None },
        }
    }

    fn availability(&mut self) -> Availability {
        use Availability::{Available, Away, Busy};
        self.chance.pick(&[Available, Available, Busy, Away])
    }

    /// Somebody goes, comes back, or takes a break.
    fn set_presence(&mut self) -> Command {
        use AbsenceMode::{Keep, Release, ReleaseOnMessage, Substitute};
        let mode = self.chance.pick(&[Keep, ReleaseOnMessage, Release, Substitute, Substitute]);
        let named = mode == Substitute || self.chance.one_in(10);
        let from = self.chance.maybe(()).map(|()| self.program.now.after(self.short()));
        let leave = Leave {
            from,
            until: self.chance.maybe(()).map(|()| self.program.now.after(self.span())),
            mode,
            substitute: if named { Some(self.chance.pick(&STAFF).into()) } else { None },
        };
        let goes = self.chance.one_in(2);
        Command::SetPresence {
            person: if self.chance.one_in(5) { None } else { Some(self.chance.pick(&STAFF).into()) },
            availability: self.chance.maybe(()).map(|()| self.availability()),
            absence: goes.then_some(leave),
            end_absence: !goes && self.chance.one_in(2),
        }
    }

    /// What an owner says of a ticket, or an agent who asks for their next one.
    fn hand(&mut self, ticket: TicketRef) -> Command {
        match self.chance.below(9) {
            0 | 1 => Command::AcceptTicket { ticket },
            2 | 3 => Command::HoldTicket { ticket },
            4 => Command::DeclineTicket {
                ticket,
                reason: self.chance.pick(&["not_mine", "no_time", "bored"]).parse().unwrap(),
            },
            _ => Command::NextTicket {
                team: self.chance.maybe(()).and_then(|()| self.chance.pick(&TEAMS).parse().ok()),
            },
        }
    }

    fn put_organization(&mut self) -> Command {
        Command::PutOrganization {
            key: self.chance.pick(&["org:acme", "org:zeta", "org:new", ""]).to_owned(),
            name: self.chance.maybe(()).map(|()| self.line()),
            shared: self.chance.maybe(()).map(|()| self.chance.one_in(2)),
            calendar: self
                .chance
                .maybe(())
                .map(|()| self.chance.pick(&["always", "riga", "none", ""]).to_owned()),
            external_ids: None,
        }
    }

    fn configure(&mut self) -> Command {
        let document = if self.chance.one_in(8) {
            r#"{ "version": 1, "teams": "none" }"#.to_owned()
        } else {
            documents::document(1 + self.chance.below(VERSIONS))
        };
        Command::Configure { document, expect_version: if self.chance.one_in(6) { Some(2) } else { None } }
    }
}
