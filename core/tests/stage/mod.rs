//! What stories are told on: a desk with a clock of its own on Monday 2026-06-01 at 09:00 UTC, and commands with nothing
//! special about them.
#![allow(dead_code, reason = "not every suite needs all of it")]

use std::sync::Arc;

use serde_json::Value as Json;
use ticketkit::access::LinkKeys;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query};
use ticketkit::config::Document;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::CountingIds;
use ticketkit::model::{Actor, AssignmentDecision, Clock, Event, Metric, Person, Ticket, TicketRef, Value};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::{ManualTime, Span, TimeSource as _, Timestamp};
use ticketkit::{Code, Error, Name, Result};

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A list as the value of a field.
pub(crate) fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).to_owned()).collect())
}

/// The codes and places of everything that was wrong.
pub(crate) fn problems(error: &Error) -> Vec<(Code, &str)> {
    error.problems().iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

/// The default configuration with these changes.
pub(crate) fn default_with(change: impl FnOnce(&mut Json)) -> Json {
    let mut document = serde_json::from_str(Document::DEFAULT).unwrap();
    change(&mut document);
    document
}

pub(crate) fn create(subject: &str, requester: &str, set: Edits) -> Command {
    Command::CreateTicket {
        subject: subject.to_owned(),
        body: "Please help.".to_owned(),
        requester: Some(Intake { person: Some(requester.into()), ..Intake::default() }),
        set,
        attachments: Vec::new(),
        message_id: None,
        html: None,
        fold_key: None,
    }
}

pub(crate) fn reply_with(ticket: &TicketRef, body: &str, set: Edits) -> Command {
    Command::Reply {
        ticket: ticket.clone(),
        body: body.to_owned(),
        set,
        attachments: Vec::new(),
        message_id: None,
        spent_minutes: None,
        expect_version: None,
        html: None,
    }
}

pub(crate) fn reply(ticket: &TicketRef, body: &str) -> Command {
    reply_with(ticket, body, Edits::none())
}

pub(crate) fn note(ticket: &TicketRef, body: &str) -> Command {
    Command::Note {
        ticket: ticket.clone(),
        body: body.to_owned(),
        set: Edits::none(),
        attachments: Vec::new(),
        spent_minutes: None,
        expect_version: None,
        html: None,
    }
}

pub(crate) fn change(ticket: &TicketRef, set: Edits) -> Command {
    Command::ChangeTicket { ticket: ticket.clone(), set, transition: None, expect_version: None }
}

pub(crate) fn status(ticket: &TicketRef, to: &str) -> Command {
    change(ticket, Edits::none().with("status", to))
}

pub(crate) fn assign(ticket: &TicketRef, team: Option<&str>, agent: Option<&str>) -> Command {
    Command::AssignTicket {
        ticket: ticket.clone(),
        team: team.map(name),
        agent: agent.map(Into::into),
        expect_version: None,
    }
}

/// A member of staff in these teams, with nothing special about them.
pub(crate) fn agent(key: &str, role: &str, teams: &[&str]) -> Command {
    Command::PutAgent {
        person: key.into(),
        name: None,
        role: Some(name(role)),
        teams: Some(teams.iter().map(|team| name(team)).collect()),
        skills: None,
        languages: None,
        capacity: None,
        availability: None,
        calendar: None,
        share: None,
        active: None,
    }
}

pub(crate) fn person(key: &str) -> Command {
    Command::PutPerson {
        person: Some(key.into()),
        name: None,
        addresses: None,
        phone: None,
        language: None,
        organization: None,
        external_ids: None,
    }
}

pub(crate) fn configure(document: &Json) -> Command {
    Command::Configure { document: document.to_string(), expect_version: None }
}

/// Everything that has happened at a desk.
pub(crate) fn feed(desk: &Desk) -> Vec<Event> {
    let mut feed = Vec::new();
    let mut after = 0;
    loop {
        let query = Query::Feed { after, limit: Some(1_000) };
        match desk.ask(&query, &Actor::host()).unwrap() {
            Answer::History { events, .. } if events.is_empty() => return feed,
            Answer::History { events, last } => {
                feed.extend(events);
                after = last;
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) struct Stage {
    pub(crate) engine: Engine,
    pub(crate) desk: Desk,
    pub(crate) time: Arc<ManualTime>,
    pub(crate) ids: Arc<CountingIds>,
}

impl Stage {
    pub(crate) fn on(storage: Arc<dyn Storage>, document: &Json) -> Self {
        let time = Arc::new(ManualTime::new(at("2026-06-01T09:00:00Z")));
        let ids = Arc::new(CountingIds::starting_at(1));
        let keys = LinkKeys::new([[7; 32]]).unwrap();
        let engine = Engine::on(storage).time(time.clone()).ids(ids.clone()).link_keys(keys).open();
        let desk = engine.create_desk("main", &document.to_string()).unwrap();
        Self { engine, desk, time, ids }
    }

    pub(crate) fn in_memory(document: &Json) -> Self {
        Self::on(Arc::new(MemoryStorage::new()), document)
    }

    pub(crate) fn now(&self, text: &str) -> &Self {
        self.time.set(at(text));
        self
    }

    /// Lets time pass, and everything fire that is due by then.
    pub(crate) fn tick(&self, text: &str) {
        self.time.set(at(text));
        self.engine.tick(at(text), 10_000).unwrap();
    }

    pub(crate) fn host(&self, command: &Command) -> Outcome {
        self.desk.execute(command, &Context::of(Actor::host())).unwrap()
    }

    pub(crate) fn staff(&self, agent: &str, command: &Command) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::agent(agent)))
    }

    pub(crate) fn customer(&self, person: &str, command: &Command) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::requester(person)))
    }

    /// Ada, of the team `support`, with the role `agent`.
    pub(crate) fn ada(&self, command: &Command) -> Outcome {
        self.staff("ada", command).unwrap()
    }

    /// The customer Ines.
    pub(crate) fn ines(&self, command: &Command) -> Outcome {
        self.customer("ines", command).unwrap()
    }

    /// Hires agents into the team `support`.
    pub(crate) fn hire(&self, agents: &[&str]) {
        for key in agents {
            self.host(&agent(key, "agent", &["support"]));
        }
    }

    /// A ticket that the customer Ines opens.
    pub(crate) fn opened_by_ines(&self) -> TicketRef {
        self.open("The printer is on fire", "ines", Edits::none())
    }

    /// A ticket that comes in for a customer.
    pub(crate) fn open(&self, subject: &str, requester: &str, set: Edits) -> TicketRef {
        TicketRef::Number(self.host(&create(subject, requester, set)).number.unwrap())
    }

    pub(crate) fn ask(&self, query: &Query, actor: &Actor) -> Result<Answer> {
        self.desk.ask(query, actor)
    }

    pub(crate) fn answer(&self, query: &Query) -> Answer {
        self.ask(query, &Actor::host()).unwrap()
    }

    /// A signed link to a ticket, for its requester or another of its customers.
    pub(crate) fn link(&self, ticket: &TicketRef, person: Option<&str>) -> Actor {
        let person = person.map(Into::into);
        let expires_at = self.time.now().after(Span::from_days(30));
        match self.answer(&Query::Link { ticket: ticket.clone(), person, expires_at }) {
            Answer::Link { token, .. } => Actor::link(token),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ticket(&self, ticket: &TicketRef) -> Ticket {
        match self.answer(&Query::Ticket { ticket: ticket.clone() }) {
            Answer::Ticket { ticket } => *ticket,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn person(&self, key: &str) -> Person {
        match self.answer(&Query::Person { person: key.into() }) {
            Answer::Person { person } => *person,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn clocks(&self, ticket: &TicketRef) -> Vec<(Clock, String)> {
        match self.answer(&Query::Promises { ticket: ticket.clone() }) {
            Answer::Promises { clocks } => clocks.into_iter().map(|view| (view.clock, view.why)).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// The first clock of this metric.
    pub(crate) fn clock(&self, ticket: &TicketRef, metric: &Metric) -> Clock {
        let mut clocks = self.clocks(ticket).into_iter().map(|(clock, _)| clock);
        clocks.find(|clock| clock.key.metric == *metric).unwrap()
    }

    pub(crate) fn due(&self, ticket: &TicketRef, metric: &Metric) -> Option<Timestamp> {
        self.clock(ticket, metric).due_at
    }

    pub(crate) fn events(&self, ticket: &TicketRef) -> Vec<Event> {
        let query = Query::History { ticket: ticket.clone(), after: 0, limit: Some(200) };
        match self.answer(&query) {
            Answer::History { events, .. } => events,
            other => panic!("{other:?}"),
        }
    }

    /// The kinds of the events of a ticket.
    pub(crate) fn kinds(&self, ticket: &TicketRef) -> Vec<String> {
        self.events(ticket).iter().map(|event| event.kind.as_str().to_owned()).collect()
    }

    pub(crate) fn routings(&self, ticket: &TicketRef) -> Vec<AssignmentDecision> {
        match self.answer(&Query::Routings { ticket: ticket.clone() }) {
            Answer::Routings { decisions } => decisions,
            other => panic!("{other:?}"),
        }
    }
}
