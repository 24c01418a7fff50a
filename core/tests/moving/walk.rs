//! Random commands at desks with random workflows, each held against the plain graph.

use std::collections::BTreeSet;

use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query};
use ticketkit::engine::{Desk, Engine};
use ticketkit::model::{Actor, Category, Clock, Ticket, TicketRef, Value};
use ticketkit::storage::conformance::Chance;
use ticketkit::time::{ManualTime, Timestamp};
use ticketkit::{Result, Span};

use crate::desks::{FIELDS, desk};
use crate::graph::{Graph, Moment};

/// Commands at one desk before the next one.
const ROUND: u64 = 60;

/// What a walk met.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) steps: u64,
    pub(crate) moved: u64,
    pub(crate) refused: u64,
    /// Refusals for more than one reason.
    pub(crate) several: u64,
    /// Moves of which a hidden field would otherwise have been required.
    pub(crate) hidden: u64,
    pub(crate) asked: u64,
    pub(crate) automatic: u64,
    pub(crate) merged: u64,
}

impl Figures {
    /// Counts what another walk met.
    #[allow(dead_code, reason = "the suite takes one walk")]
    pub(crate) fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.steps, other.steps),
            (&mut self.moved, other.moved),
            (&mut self.refused, other.refused),
            (&mut self.several, other.several),
            (&mut self.hidden, other.hidden),
            (&mut self.asked, other.asked),
            (&mut self.automatic, other.automatic),
            (&mut self.merged, other.merged),
        ];
        for (sum, more) in pairs {
            *sum += more;
        }
    }
}

/// Takes so many steps. The same seed takes the same steps.
pub(crate) fn walk(seed: u64, steps: u64) -> Figures {
    let mut figures = Figures::default();
    let mut round = seed.wrapping_mul(1_000_003);
    while figures.steps < steps {
        round = round.wrapping_add(1);
        let mut walker = Walker::new(round);
        for _ in 0..ROUND.min(steps - figures.steps) {
            walker.step(&mut figures);
            figures.steps += 1;
        }
    }
    figures
}

struct Walker {
    chance: Chance,
    graph: Graph,
    form: serde_json::Value,
    desk: Desk,
    engine: Engine,
    time: std::sync::Arc<ManualTime>,
    now: Timestamp,
    tickets: Vec<TicketRef>,
    seed: u64,
}

impl Walker {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let document = desk(&mut chance);
        let now: Timestamp = "2026-06-01T09:00:00Z".parse().unwrap();
        let time = std::sync::Arc::new(ManualTime::new(now));
        let storage = std::sync::Arc::new(ticketkit::storage::MemoryStorage::new());
        let engine = Engine::on(storage).time(time.clone()).open();
        let desk = engine.create_desk("walk", &document.to_string()).unwrap();
        for (key, role) in [("ada", "admin"), ("ben", "agent")] {
            let agent = Command::PutAgent {
                person: key.into(),
                name: None,
                role: Some(role.parse().unwrap()),
                teams: Some(vec!["support".parse().unwrap()]),
                skills: None,
                languages: None,
                capacity: None,
                availability: None,
                calendar: None,
                share: None,
                active: None,
            };
            desk.execute(&agent, &Context::of(Actor::host())).unwrap();
        }
        let graph = Graph { spec: document["workflows"][0].clone() };
        let form = document["forms"][0].clone();
        let mut walker = Self { chance, graph, form, desk, engine, time, now, tickets: Vec::new(), seed };
        for _ in 0..3 {
            walker.open();
        }
        walker
    }

    fn open(&mut self) {
        let create = Command::CreateTicket {
            subject: "A walk".to_owned(),
            body: "Please.".to_owned(),
            requester: Some(Intake { person: Some("ines".into()), ..Intake::default() }),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        let number = self.by(&Actor::host(), &create).unwrap().number.unwrap();
        self.tickets.push(TicketRef::Number(number));
    }

    fn by(&self, actor: &Actor, command: &Command) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(actor.clone()))
    }

    fn ticket(&self, ticket: &TicketRef) -> Ticket {
        match self.desk.ask(&Query::Ticket { ticket: ticket.clone() }, &Actor::host()).unwrap() {
            Answer::Ticket { ticket } => *ticket,
            other => panic!("{other:?}"),
        }
    }

    fn clocks(&self, ticket: &TicketRef) -> Vec<Clock> {
        match self.desk.ask(&Query::Promises { ticket: ticket.clone() }, &Actor::host()).unwrap() {
            Answer::Promises { clocks } => clocks.into_iter().map(|view| view.clock).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn step(&mut self, figures: &mut Figures) {
        self.now = self.now.after(Span::from_minutes(i64::try_from(1 + self.chance.below(90)).unwrap()));
        self.time.set(self.now);
        let place = self.chance.place(self.tickets.len());
        let ticket = self.tickets[place].clone();
        match self.chance.below(20) {
            0 => self.merge(&ticket, figures),
            1 | 2 => self.decide(&ticket, figures),
            3 => self.customer(&ticket, figures),
            _ => self.move_on(&ticket, figures),
        }
        if self.chance.one_in(25) {
            self.open();
        }
    }

    /// What the form hides at a priority.
    fn hidden(&self, priority: &str) -> BTreeSet<String> {
        let rule = &self.form["rules"][0];
        let holds = rule["if"]["value"] == *priority;
        let fields = rule["then"][0]["hide"].as_array().unwrap().iter();
        fields.filter(|_| holds).map(|field| field.as_str().unwrap().to_owned()).collect()
    }

    fn moment(&self, ticket: &Ticket, permissions: &[&str], message: Option<&'static str>) -> Moment {
        let filled = FIELDS.into_iter().filter(|field| ticket.fields.get(field).is_some());
        Moment {
            priority: ticket.priority.to_string(),
            filled: filled.map(str::to_owned).collect(),
            hidden: self.hidden(&ticket.priority),
            permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
            message,
        }
    }

    /// A change, a reply or a note with a status, and with fields that change beside it.
    fn move_on(&mut self, of: &TicketRef, figures: &mut Figures) {
        let before = self.ticket(of);
        let clocks = self.clocks(of);
        let (actor, permissions): (_, &[&str]) = match self.chance.below(4) {
            0 => (Actor::host(), &["p", "q", "system"]),
            1 => (Actor::agent("ben"), &["q"]),
            _ => (Actor::agent("ada"), &["p"]),
        };
        let message = self.chance.pick(&[None, None, Some("public"), Some("internal")]);
        let mut set = Edits::none();
        let mut meant = before.clone();
        if self.chance.one_in(3) {
            let priority = self.chance.pick(&["low", "normal", "high"]);
            meant.priority = priority.parse().unwrap();
            set = set.with("priority", priority);
        }
        let hides = self.hidden(&meant.priority);
        for field in FIELDS {
            if self.chance.one_in(4) && !hides.contains(field) {
                let value: Option<Value> =
                    if self.chance.one_in(3) { None } else { Some("something".into()) };
                meant.fields.set(field.parse().unwrap(), value.clone());
                set = set.and(field.to_owned(), value);
            }
        }
        let statuses: Vec<String> =
            self.graph.statuses().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect();
        let gives = !self.chance.one_in(8);
        let to = statuses[self.chance.place(statuses.len())].clone();
        if gives {
            set = set.with("status", to.as_str());
        }
        let named = if message.is_none() && gives && self.chance.one_in(4) {
            let names =
                self.graph.transitions().iter().filter_map(|way| way["name"].as_str()).map(str::to_owned);
            let names: Vec<String> = names.collect();
            if names.is_empty() { None } else { Some(names[self.chance.place(names.len())].clone()) }
        } else {
            None
        };
        let moves = gives && before.status != *to;
        let empty = !moves && meant == before && message.is_none();
        let command = Self::command(of, set, named.as_deref(), message);
        let story =
            format!("round {}: {command:?} by {actor:?} on {before:#?}\n{}", self.seed, self.graph.spec);
        let moment = self.moment(&meant, permissions, message);
        let verdict = moves.then(|| self.graph.verdict(&before.status, &to, named.as_deref(), &moment));
        let told = self.by(&actor, &command);
        let after = self.ticket(of);
        let mut barred = match &verdict {
            Some(Err(barred)) => barred.clone(),
            Some(Ok(way)) if !way["approval"].is_null() && Self::waits(&before, &to, way) => {
                BTreeSet::from([("approval_pending".to_owned(), "/set/status".to_owned())])
            }
            _ => BTreeSet::new(),
        };
        if empty {
            barred.insert(("nothing_to_do".to_owned(), "/set".to_owned()));
        }
        let Ok(_) = told else {
            let found: BTreeSet<(String, String)> = told
                .unwrap_err()
                .problems()
                .iter()
                .map(|problem| (problem.code.as_str().to_owned(), problem.path.clone()))
                .collect();
            assert_eq!(found, barred, "every check that fails, and no other: {story}");
            assert_eq!((after, self.clocks(of)), (before, clocks), "a refusal changes nothing: {story}");
            figures.refused += 1;
            figures.several += u64::from(found.len() > 1);
            return;
        };
        assert_eq!(barred, BTreeSet::new(), "it should have been refused: {story}");
        match verdict {
            Some(Ok(way)) if way["approval"].is_null() => {
                assert_eq!(after.status, *to, "{story}");
                if let Some(cost) = way["set"]["cost"].as_str() {
                    assert_eq!(after.fields.get("cost"), Some(&cost.into()), "{story}");
                    assert!(after.tags.contains(&"walked".to_owned()), "{story}");
                }
                assert_eq!(after.approval, None, "leaving a status takes a request back: {story}");
                figures.moved += 1;
                let asked_for = way["required_fields"].as_array().into_iter().flatten();
                let mut unfilled = asked_for.filter(|it| !moment.filled.contains(it.as_str().unwrap()));
                figures.hidden += u64::from(unfilled.next().is_some());
            }
            Some(Ok(way)) => {
                assert_eq!(after.status, before.status, "{story}");
                assert!(Self::waits(&after, &to, &way), "{story}");
                figures.asked += 1;
            }
            _ if message == Some("public") && !gives => {
                let answers = matches!(before.category, Category::New | Category::Open)
                    && matches!(actor, Actor::Agent { .. });
                self.automatic("agent_reply", answers, &meant, &after, figures, &story);
            }
            _ => assert_eq!(after.status, before.status, "{story}"),
        }
    }

    fn command(
        ticket: &TicketRef,
        set: Edits,
        named: Option<&str>,
        message: Option<&'static str>,
    ) -> Command {
        let (ticket, body) = (ticket.clone(), "A word.".to_owned());
        let (attachments, expect_version) = (Vec::new(), None);
        match message {
            Some("public") => Command::Reply {
                ticket,
                body,
                set,
                attachments,
                message_id: None,
                expect_version,
                spent_minutes: None,
                html: None,
            },
            Some(_) => Command::Note {
                ticket,
                body,
                set,
                attachments,
                expect_version,
                spent_minutes: None,
                html: None,
            },
            None => {
                let transition = named.map(|name| name.parse().unwrap());
                Command::ChangeTicket { ticket, set, transition, expect_version }
            }
        }
    }

    fn waits(ticket: &Ticket, to: &str, way: &serde_json::Value) -> bool {
        ticket.approval.as_ref().is_some_and(|approval| {
            approval.to == *to && approval.transition.as_deref() == way["name"].as_str()
        })
    }

    /// A move that follows from a message: what the engine itself may do, with that message. `meant` is the ticket after the
    /// command's own changes.
    fn automatic(
        &self,
        why: &str,
        applies: bool,
        meant: &Ticket,
        after: &Ticket,
        figures: &mut Figures,
        story: &str,
    ) {
        let to = self.graph.spec["automatic"][why].as_str().unwrap();
        let moment = self.moment(meant, &["p", "q", "system"], Some("public"));
        let free = applies && to != "none" && meant.status != *to;
        let verdict = free.then(|| self.graph.verdict(&meant.status, to, None, &moment));
        match verdict {
            Some(Ok(way)) if way["approval"].is_null() => {
                assert_eq!(after.status, *to, "{story}");
                figures.automatic += 1;
            }
            _ => assert_eq!(after.status, meant.status, "{story}"),
        }
    }

    fn customer(&mut self, of: &TicketRef, figures: &mut Figures) {
        let before = self.ticket(of);
        let command = Self::command(of, Edits::none(), None, Some("public"));
        let story =
            format!("round {}: a customer's {command:?} on {before:#?}\n{}", self.seed, self.graph.spec);
        self.by(&Actor::requester("ines"), &command).unwrap();
        let after = self.ticket(of);
        let waits = matches!(
            before.category,
            Category::Pending | Category::OnHold | Category::Solved | Category::Closed
        );
        self.automatic("requester_message", waits, &before, &after, figures, &story);
    }

    /// The host says yes or no to what waits.
    fn decide(&mut self, of: &TicketRef, figures: &mut Figures) {
        let before = self.ticket(of);
        let approve = !self.chance.one_in(3);
        let command =
            Command::DecideApproval { ticket: of.clone(), approve, reason: None, expect_version: None };
        let told = self.by(&Actor::host(), &command);
        let after = self.ticket(of);
        let story = format!("round {}: {approve} on {before:#?}\n{}", self.seed, self.graph.spec);
        let Some(approval) = before.approval.clone() else {
            assert_eq!(told.unwrap_err().code().as_str(), "nothing_to_do", "{story}");
            return;
        };
        if !approve {
            told.unwrap();
            assert_eq!((&after.status, &after.approval), (&before.status, &None), "{story}");
            return;
        }
        let message = approval.message_public.map(|public| if public { "public" } else { "internal" });
        let moment = self.moment(&before, &["p", "q", "system"], message);
        let named = approval.transition.as_deref();
        match self.graph.verdict(&before.status, &approval.to, named, &moment) {
            Ok(_) => {
                told.unwrap_or_else(|error| panic!("{error}: {story}"));
                assert_eq!((&after.status, &after.approval), (&approval.to, &None), "{story}");
                figures.moved += 1;
            }
            Err(barred) => {
                let error = told.unwrap_err();
                let found = error.problems().iter();
                let found: BTreeSet<(String, String)> =
                    found.map(|it| (it.code.as_str().to_owned(), it.path.clone())).collect();
                assert_eq!(found, barred, "{story}");
                assert_eq!(after, before, "it still waits: {story}");
                figures.refused += 1;
            }
        }
    }

    /// A merge that is undone leaves the tickets and their clocks as they were.
    fn merge(&mut self, winner: &TicketRef, figures: &mut Figures) {
        let place = self.chance.place(self.tickets.len());
        let loser = self.tickets[place].clone();
        if loser == *winner {
            return;
        }
        // What is due happens before.
        self.engine.tick(self.now, 10_000).unwrap();
        let before = [winner, &loser].map(|it| self.essence(it));
        let merge =
            Command::MergeTickets { winner: winner.clone(), losers: vec![loser.clone()], publish: false };
        self.by(&Actor::host(), &merge).unwrap();
        assert_ne!(self.essence(&loser), before[1], "the loser is set apart");
        self.by(&Actor::host(), &Command::UnmergeTicket { ticket: loser.clone() }).unwrap();
        let after = [winner, &loser].map(|it| self.essence(it));
        assert_eq!(after, before, "round {}: as if nothing had happened", self.seed);
        figures.merged += 1;
    }

    /// A ticket and its clocks, without what every change moves.
    fn essence(&self, ticket: &TicketRef) -> (Ticket, Vec<Clock>) {
        let mut plain = self.ticket(ticket);
        (plain.version, plain.public_version) = (0, 0);
        (plain.updated_at, plain.public_updated_at) = (Timestamp::default(), Timestamp::default());
        (plain, self.clocks(ticket))
    }
}
