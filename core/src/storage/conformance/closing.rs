//! The end of a storage.

use super::records::{desk_id, minute, put_new, ticket, ticket_id};
use super::trial::{NewStorage, Trial, Verdict, all_tickets, refused, same, whole_feed, whole_thread};
use crate::error::Code;
use crate::query::CountQuery;
use crate::storage::{Decide, JobsQuery, Key, PeopleQuery, Share, Snapshot, Step, Wanted};

/// A decision that must not be asked any more.
struct Leave;

impl Decide for Leave {
    fn wanted(&self) -> Wanted {
        Wanted::nothing()
    }

    fn decide(&mut self, _: &Snapshot) -> Step {
        Step::Leave
    }
}

/// After `close` everything answers `closed`.
pub fn after_closing_everything_answers_closed(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let (storage, desk) = (&trial.storage, trial.desk);
    storage.close()?;
    let count = CountQuery { visible: all_tickets().visible, condition: None, by: None };
    let people = PeopleQuery { staff: false, after: None, limit: 10 };
    let jobs = JobsQuery { by: None, after: None, limit: 10 };
    refused("desks", storage.desks(), Code::Closed)?;
    refused("desk", storage.desk("support"), Code::Closed)?;
    refused("create_desk", storage.create_desk(desk_id(2), "sales", "{}"), Code::Closed)?;
    refused("delete_desk", storage.delete_desk(desk), Code::Closed)?;
    refused("config", storage.config(desk, None), Code::Closed)?;
    refused("load", storage.load(desk, &Wanted::one(Key::Ticket(ticket_id(1)))), Code::Closed)?;
    refused("load of a number", storage.load(desk, &Wanted::one(Key::Number)), Code::Closed)?;
    refused("commit", storage.commit(vec![trial.changes([put_new(ticket(2))])]), Code::Closed)?;
    let answers = storage.write(desk, &mut [&mut Leave, &mut Leave]);
    same("answers of write", answers.len(), 2)?;
    answers.into_iter().try_for_each(|answer| refused("write", answer, Code::Closed))?;
    refused("find", storage.find(desk, &all_tickets()), Code::Closed)?;
    refused("count", storage.count(desk, &count), Code::Closed)?;
    refused("history", storage.history(desk, &whole_feed()), Code::Closed)?;
    refused("thread", storage.thread(desk, &whole_thread(ticket_id(1))), Code::Closed)?;
    refused("people", storage.people(desk, &people), Code::Closed)?;
    refused("jobs", storage.jobs(desk, &jobs), Code::Closed)?;
    refused("commands", storage.commands(desk, 0, 10), Code::Closed)?;
    refused("due", storage.due(minute(0), 10, Share::default()), Code::Closed)?;
    refused("next_due", storage.next_due(), Code::Closed)?;
    refused("maintain", storage.maintain(), Code::Closed)?;
    refused("close", storage.close(), Code::Closed)
}
