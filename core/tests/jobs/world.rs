//! A desk with two teams that choose by turns, and the words of these tests.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use ticketkit::Span;
use ticketkit::command::{Answer, Command, Context, Edits, Query, Report, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::{JobId, TicketId};
use ticketkit::model::{Actor, Availability, Event, Job, Ticket, TicketRef};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::{TimeSource, Timestamp};

use crate::stage::{self, Stage, default_with};
pub(crate) use crate::stage::{feed, name};

/// The default desk with two teams, `support` and `billing`, whose agents take turns; tickets of the type `billing`
/// go to the latter, and those of the types `french` and `legal` need somebody who knows that.
pub(crate) fn document() -> Json {
    default_with(two_teams)
}

fn two_teams(document: &mut Json) {
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
}

pub(crate) struct World(Stage);

impl Deref for World {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.0
    }
}

impl World {
    /// Without anybody.
    pub(crate) fn on(storage: Arc<dyn Storage>) -> Self {
        Self(Stage::on(storage, &document()))
    }

    pub(crate) fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStorage::new()))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.time.now()
    }

    pub(crate) fn later(&self, minutes: i64) -> &Self {
        self.time.set(self.now().after(Span::from_minutes(minutes)));
        self
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
        self.0.ticket(&ticket.into())
    }

    pub(crate) fn job(&self, job: JobId) -> Job {
        match self.answer(&Query::Job { job }) {
            Answer::Job { job } => *job,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn jobs(&self) -> Vec<Job> {
        match self.answer(&Query::Jobs { after: None, limit: None }) {
            Answer::Jobs { jobs } => jobs,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn tick(&self, limit: u32) -> Report {
        self.engine.tick(self.now(), limit).unwrap()
    }

    /// How many tickets fit.
    pub(crate) fn count(&self, condition: Condition) -> u64 {
        match self.answer(&Query::Count { condition: Some(condition), by: None }) {
            Answer::Counts { counts } => counts.iter().map(|count| count.tickets).sum(),
            other => panic!("{other:?}"),
        }
    }

    /// Makes an agent, or changes one.
    pub(crate) fn hire(&self, key: &str, teams: &[&str], capacity: u32, available: bool) {
        self.host(&agent(key, teams, capacity, available));
    }

    /// The tickets that an agent owns.
    pub(crate) fn owned_by(&self, key: &str) -> u64 {
        self.count(Condition::test("owner", Op::Eq, [self.person(key).id.to_string()]))
    }

    pub(crate) fn feed(&self) -> Vec<Event> {
        feed(&self.desk)
    }
}

pub(crate) fn create(set: Edits) -> Command {
    stage::create("The printer is on fire", "ines", set)
}

pub(crate) fn agent(key: &str, teams: &[&str], capacity: u32, available: bool) -> Command {
    let mut command = stage::agent(key, "agent", teams);
    if let Command::PutAgent { capacity: room, availability, .. } = &mut command {
        *room = Some(capacity);
        *availability = Some(if available { Availability::Available } else { Availability::Away });
    }
    command
}

pub(crate) fn change(ticket: impl Into<TicketRef>, set: Edits) -> Command {
    stage::change(&ticket.into(), set)
}

pub(crate) fn reply(ticket: TicketId) -> Command {
    stage::reply(&ticket.into(), "We come.")
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
