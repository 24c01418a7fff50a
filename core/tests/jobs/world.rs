//! A desk with two teams that choose by turns, and the words of these tests.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query, Report, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, JobId, TicketId};
use ticketkit::model::{Actor, Availability, Event, Job, Ticket, TicketRef};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::{ManualTime, Timestamp};
use ticketkit::{Name, Result, Span};

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The default desk with two teams, `support` and `billing`, whose agents take turns; tickets of the type `billing`
/// go to the latter, and those of the types `french` and `legal` need somebody who knows that.
pub(crate) fn document() -> Json {
    let mut document: Json = serde_json::from_str(ticketkit::config::Document::DEFAULT).unwrap();
    document["teams"] = json!([
        { "name": "support", "strategy": "round_robin" },
        { "name": "billing", "strategy": "round_robin" },
    ]);
    document["types"] = json!([{ "name": "billing" }, { "name": "french" }, { "name": "legal" }]);
    document["skills"] = json!([{ "name": "french" }, { "name": "law" }]);
    document["routes"] = json!([
        {
            "name": "money", "team": "billing",
            "condition": { "field": "type", "op": "eq", "value": "billing" },
        },
        {
            "name": "french", "team": "support", "skills": [{ "name": "french", "level": 1 }],
            "condition": { "field": "type", "op": "eq", "value": "french" },
        },
        {
            "name": "legal", "team": "support", "skills": [{ "name": "law", "level": 1 }],
            "condition": { "field": "type", "op": "eq", "value": "legal" },
        },
        { "name": "everything", "team": "support" },
    ]);
    document
}

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) desk: Desk,
    pub(crate) time: Arc<ManualTime>,
}

impl World {
    /// On Monday 2026-06-01 at 09:00 UTC, without anybody.
    pub(crate) fn on(storage: Arc<dyn Storage>) -> Self {
        let time = Arc::new(ManualTime::new(at("2026-06-01T09:00:00Z")));
        let ids = Arc::new(CountingIds::starting_at(1));
        let engine = Engine::on(storage).time(time.clone()).ids(ids).open();
        let desk = engine.create_desk("main", &document().to_string()).unwrap();
        Self { engine, desk, time }
    }

    pub(crate) fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStorage::new()))
    }

    pub(crate) fn now(&self) -> Timestamp {
        use ticketkit::time::TimeSource;
        self.time.now()
    }

    pub(crate) fn later(&self, minutes: i64) -> &Self {
        self.time.set(self.now().after(Span::from_minutes(minutes)));
        self
    }

    pub(crate) fn host(&self, command: &Command) -> Outcome {
        self.desk.execute(command, &Context::of(Actor::host())).unwrap()
    }

    pub(crate) fn agent(&self, key: &str, command: &Command) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::agent(key)))
    }

    /// Opens a ticket of this type, or of none.
    pub(crate) fn open(&self, ticket_type: &str) -> TicketId {
        let set =
            if ticket_type.is_empty() { Edits::none() } else { Edits::none().with("type", ticket_type) };
        self.host(&create(set)).ticket.unwrap()
    }

    pub(crate) fn open_many(&self, count: usize) -> Vec<TicketId> {
        let context = Context::of(Actor::host());
        let commands: Vec<_> = (0..count).map(|_| (create(Edits::none()), context.clone())).collect();
        let opened = self.desk.execute_many(&commands);
        opened.into_iter().map(|outcome| outcome.unwrap().ticket.unwrap()).collect()
    }

    pub(crate) fn ticket(&self, ticket: TicketId) -> Ticket {
        match self.desk.ask(&Query::Ticket { ticket: ticket.into() }, &Actor::host()).unwrap() {
            Answer::Ticket { ticket } => *ticket,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn job(&self, job: JobId) -> Job {
        match self.desk.ask(&Query::Job { job }, &Actor::host()).unwrap() {
            Answer::Job { job } => *job,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn jobs(&self) -> Vec<Job> {
        match self.desk.ask(&Query::Jobs { after: None, limit: None }, &Actor::host()).unwrap() {
            Answer::Jobs { jobs } => jobs,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn tick(&self, limit: u32) -> Report {
        self.engine.tick(self.now(), limit).unwrap()
    }

    /// How many tickets fit.
    pub(crate) fn count(&self, condition: Condition) -> u64 {
        let query = Query::Count { condition: Some(condition), by: None };
        match self.desk.ask(&query, &Actor::host()).unwrap() {
            Answer::Counts { counts } => counts.iter().map(|count| count.tickets).sum(),
            other => panic!("{other:?}"),
        }
    }

    /// Makes an agent, or changes one.
    pub(crate) fn staff(&self, key: &str, teams: &[&str], capacity: u32, available: bool) {
        self.host(&agent(key, teams, capacity, available));
    }

    /// The tickets that an agent owns.
    pub(crate) fn owned_by(&self, key: &str) -> u64 {
        let query = Query::Person { person: key.into() };
        let Answer::Person { person } = self.desk.ask(&query, &Actor::host()).unwrap() else {
            panic!("{key}")
        };
        self.count(Condition::test("owner", Op::Eq, [person.id.to_string()]))
    }

    pub(crate) fn feed(&self) -> Vec<Event> {
        feed(&self.desk)
    }
}

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

pub(crate) fn create(set: Edits) -> Command {
    Command::CreateTicket {
        subject: "The printer is on fire".to_owned(),
        body: String::new(),
        requester: Some(Intake { address: Some("ines@example.com".to_owned()), ..Intake::default() }),
        set,
        attachments: vec![],
        message_id: None,
    }
}

pub(crate) fn agent(key: &str, teams: &[&str], capacity: u32, available: bool) -> Command {
    Command::PutAgent {
        person: key.into(),
        name: Some(key.to_owned()),
        role: Some(name("agent")),
        teams: Some(teams.iter().map(|team| name(team)).collect()),
        skills: None,
        languages: None,
        capacity: Some(capacity),
        availability: Some(if available { Availability::Available } else { Availability::Away }),
        active: None,
    }
}

pub(crate) fn change(ticket: impl Into<TicketRef>, set: Edits) -> Command {
    Command::ChangeTicket { ticket: ticket.into(), set, transition: None, expect_version: None }
}

pub(crate) fn reply(ticket: TicketId) -> Command {
    Command::Reply {
        ticket: ticket.into(),
        body: "We come.".to_owned(),
        set: Edits::none(),
        attachments: vec![],
        message_id: None,
        expect_version: None,
    }
}

pub(crate) fn listed(tickets: impl IntoIterator<Item = impl Into<TicketRef>>, set: Edits) -> Command {
    let tickets = tickets.into_iter().map(Into::into).collect();
    Command::ChangeTickets { tickets: Which::Listed { tickets }, set, transition: None }
}

pub(crate) fn matching(condition: Condition, set: Edits) -> Command {
    Command::ChangeTickets { tickets: Which::Matching { condition }, set, transition: None }
}

pub(crate) fn is(field: &str, value: &str) -> Condition {
    Condition::test(field, Op::Eq, [value])
}
