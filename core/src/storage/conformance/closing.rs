//! The end of a storage, and its pauses.

use std::sync::atomic::{AtomicU64, Ordering};

use super::records::{desk_id, minute, put_new, ticket, ticket_id};
use super::trial::{
    NewStorage, Trial, Verdict, all_tickets, at_once, no_difference, refused, same, whole_feed, whole_thread,
};
use crate::error::Code;
use crate::query::CountQuery;
use crate::storage::{Decide, JobsQuery, Kept, KeptKind, Key, PeopleQuery, Share, Snapshot, Step, Wanted};
use crate::time::Span;

/// Longer than any call of these checks takes.
const A_WHILE: Span = Span::from_secs(60);

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

/// Fails unless every call but those that pause, resume and close is refused with this code.
fn everything_answers(trial: &Trial, code: Code) -> Verdict {
    let (storage, desk) = (&trial.storage, trial.desk);
    let count = CountQuery { visible: all_tickets().visible, condition: None, by: None };
    let people = PeopleQuery { staff: false, after: None, limit: 10 };
    let jobs = JobsQuery { by: None, after: None, limit: 10 };
    refused("desks", storage.desks(), code)?;
    refused("desk", storage.desk("support"), code)?;
    refused("create_desk", storage.create_desk(desk_id(2), "sales", "{}"), code)?;
    refused("delete_desk", storage.delete_desk(desk), code)?;
    refused("config", storage.config(desk, None), code)?;
    refused("load", storage.load(desk, &Wanted::one(Key::Ticket(ticket_id(1)))), code)?;
    refused("load of a number", storage.load(desk, &Wanted::one(Key::Number)), code)?;
    refused("commit", storage.commit(vec![trial.changes([put_new(ticket(2))])]), code)?;
    let answers = storage.write(desk, &mut [&mut Leave, &mut Leave]);
    same("answers of write", answers.len(), 2)?;
    answers.into_iter().try_for_each(|answer| refused("write", answer, code))?;
    refused("find", storage.find(desk, &all_tickets()), code)?;
    refused("count", storage.count(desk, &count), code)?;
    refused("history", storage.history(desk, &whole_feed()), code)?;
    refused("thread", storage.thread(desk, &whole_thread(ticket_id(1))), code)?;
    refused("people", storage.people(desk, &people), code)?;
    refused("jobs", storage.jobs(desk, &jobs), code)?;
    refused("commands", storage.commands(desk, 0, 10), code)?;
    refused("due", storage.due(minute(0), 10, Share::default()), code)?;
    refused("next_due", storage.next_due(), code)?;
    let named = || vec![Kept::Desk { key: "support".to_owned(), drawn: 0 }];
    refused("scan", storage.scan(desk, KeptKind::Ticket, None, 10), code)?;
    refused("restore", storage.restore(desk, named()), code)?;
    refused("verify", storage.verify(), code)?;
    refused("maintain", storage.maintain(), code)
}

/// After `close` everything answers `closed`.
pub fn after_closing_everything_answers_closed(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    trial.storage.close()?;
    everything_answers(&trial, Code::Closed)?;
    refused("pause", trial.storage.pause(A_WHILE), Code::Closed)?;
    refused("resume", trial.storage.resume(), Code::Closed)?;
    refused("close", trial.storage.close(), Code::Closed)
}

/// After `pause` everything answers `paused`, also when it was paused twice, until it is resumed: once is enough.
pub fn while_paused_everything_answers_paused(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let before = trial.everything()?;
    trial.storage.resume()?;
    trial.storage.pause(A_WHILE)?;
    everything_answers(&trial, Code::Paused)?;
    trial.storage.pause(Span::ZERO)?;
    everything_answers(&trial, Code::Paused)?;
    trial.storage.resume()?;
    no_difference("after a pause", &trial.everything()?, &before)?;
    trial.put([put_new(ticket(2))])?;
    same("tickets", trial.numbers(&all_tickets())?.len(), 2)
}

/// A storage that is paused can be closed, and stays closed.
pub fn what_is_paused_can_be_closed(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.storage.pause(A_WHILE)?;
    trial.storage.close()?;
    everything_answers(&trial, Code::Closed)?;
    refused("resume", trial.storage.resume(), Code::Closed)?;
    refused("pause", trial.storage.pause(A_WHILE), Code::Closed)?;
    refused("close", trial.storage.close(), Code::Closed)
}

/// However often it is paused while others write: they are told `paused` or are carried out, and what was carried out
/// is there.
pub fn pauses_lose_nothing(new: &NewStorage<'_>) -> Verdict {
    const WRITERS: u64 = 3;
    const TICKETS: u64 = 25;
    let trial = Trial::begin(new)?;
    let writing = AtomicU64::new(WRITERS);
    let write_all = |writer: u64| -> Verdict {
        for n in 0..TICKETS {
            let id = 1 + n * WRITERS + writer;
            while let Err(error) = trial.commit(trial.changes([put_new(ticket(id))])) {
                if error.code() != Code::Paused {
                    return Err(error.into());
                }
                std::thread::yield_now();
            }
        }
        Ok(())
    };
    let write = |writer: u64| -> Verdict {
        let written = write_all(writer);
        writing.fetch_sub(1, Ordering::SeqCst);
        written
    };
    let pause = || -> Verdict {
        while writing.load(Ordering::SeqCst) > 0 {
            trial.storage.pause(A_WHILE)?;
            refused("a look while it is paused", trial.storage.desks(), Code::Paused)?;
            trial.storage.resume()?;
            std::thread::yield_now();
        }
        Ok(())
    };
    let writers = [0, 1, 2].map(|writer| move || write(writer));
    let [first, second, third] = &writers;
    at_once([first as &(dyn Fn() -> Verdict + Sync), second, third, &pause])?;
    same("tickets", trial.numbers(&all_tickets())?.len() as u64, WRITERS * TICKETS)
}
