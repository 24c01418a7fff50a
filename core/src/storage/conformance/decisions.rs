//! `write`: decisions that are shown what they ask for, one after the other, and lose nothing to each other.

use std::sync::Mutex;
use std::sync::PoisonError;

use super::records::{
    changed, event, name, person, person_id, put_changed, put_new, put_person, ticket, ticket_id,
};
use super::trial::{
    Mismatch, NewStorage, Trial, Verdict, all_tickets, at_once, holds, no_difference, refused, same,
};
use crate::change::ChangeSet;
use crate::error::{Code, Kind};
use crate::storage::{Committed, Decide, Key, Snapshot, Step, Wanted};

/// A decision that is a function.
pub(super) struct Decision<F> {
    wanted: Wanted,
    decide: F,
}

impl<F: FnMut(&Snapshot) -> Step> Decide for Decision<F> {
    fn wanted(&self) -> Wanted {
        self.wanted.clone()
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        (self.decide)(snapshot)
    }
}

pub(super) fn decision<F: FnMut(&Snapshot) -> Step>(
    wanted: impl IntoIterator<Item = Key>,
    decide: F,
) -> Decision<F> {
    Decision { wanted: wanted.into_iter().collect(), decide }
}

pub(super) fn done(changes: ChangeSet) -> Step {
    Step::Write(Box::new(changes))
}

/// Carries out one decision.
pub(super) fn write(trial: &Trial, decision: &mut dyn Decide) -> crate::Result<Option<Committed>> {
    let mut answers = trial.storage.write(trial.desk, &mut [decision]);
    answers.pop().unwrap_or_else(|| Err(crate::storage::unanswered()))
}

/// Carries out one decision again and again until nobody else was faster.
fn write_in_the_end(trial: &Trial, decision: &mut dyn Decide) -> crate::Result<Option<Committed>> {
    loop {
        match write(trial, decision) {
            Err(error) if error.kind() == Kind::Conflict => std::thread::yield_now(),
            answer => return answer,
        }
    }
}

/// A decision that moves a ticket on by one version.
fn next_version(trial: &Trial, n: u64) -> Decision<impl FnMut(&Snapshot) -> Step> {
    decision([Key::Ticket(ticket_id(n))], move |snapshot| match snapshot.ticket(ticket_id(n)) {
        Ok(Some(file)) => done(trial.changes([put_changed(&file.ticket, changed(&file.ticket, |_| ()))])),
        Ok(None) => Step::Leave,
        Err(key) => Step::Need(Wanted::one(key)),
    })
}

/// A decision sees what it wants at once, and then, round after round, what it asks for besides, together with
/// everything that it saw before.
pub fn a_decision_is_shown_what_it_asks_for(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put((1..=12).map(|n| put_new(ticket(n))))?;
    let mut seen = Vec::new();
    let mut chain = decision([Key::Ticket(ticket_id(1))], |snapshot| {
        for n in 1..=12 {
            match snapshot.ticket(ticket_id(n)) {
                Ok(found) => seen.push((n, found.map(|file| file.ticket.number.clone()))),
                Err(key) => return Step::Need(Wanted::one(key)),
            }
        }
        let Ok(Some(last)) = snapshot.ticket(ticket_id(12)) else { return Step::Leave };
        done(trial.changes([put_changed(&last.ticket, changed(&last.ticket, |_| ()))]))
    });
    holds("it is written", write(&trial, &mut chain)?.is_some())?;
    let rounds: Vec<_> =
        (1..=12).flat_map(|round| (1..=round).map(|n| (n, Some(format!("T-{n}"))))).collect();
    same("what it saw, round by round", seen, rounds)?;
    let last = trial.find_all(&all_tickets())?.pop();
    same("what it wrote", last.map(|ticket| ticket.version), Some(2))
}

/// A decision that leaves everything as it is writes nothing, and answers nothing.
pub fn a_decision_can_leave_everything(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let before = trial.everything()?;
    let mut leave = decision([Key::Ticket(ticket_id(1)), Key::Number], |_| Step::Leave);
    same("the answer", write(&trial, &mut leave)?, None)?;
    no_difference("after it", &trial.everything()?, &before)
}

/// Decisions of one call are carried out in their order: each sees what those before it have written.
pub fn decisions_are_carried_out_in_their_order(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut make = decision([], |_| {
        let changes = trial.changes([put_new(ticket(1))]);
        done(ChangeSet { events: vec![event(1, 1, 1)], ..changes })
    });
    let (mut second, mut third) = (next_version(&trial, 1), next_version(&trial, 1));
    let answers = trial.storage.write(trial.desk, &mut [&mut make, &mut second, &mut third]);
    let written: Vec<_> = answers.iter().map(|answer| matches!(answer, Ok(Some(_)))).collect();
    same("which are written", written, vec![true, true, true])?;
    same("the ticket", trial.find_all(&all_tickets())?.last().map(|ticket| ticket.version), Some(3))
}

/// A decision whose change set conflicts is answered with the conflict and writes nothing; the others go on.
pub fn a_decision_that_conflicts_does_not_stop_others(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_person(person(1))])?;
    let mut twin = decision([], |_| {
        let mut twin = person(2);
        twin.key = person(1).key;
        done(trial.changes([put_new(ticket(2)), put_person(twin)]))
    });
    let mut next = next_version(&trial, 1);
    let mut answers = trial.storage.write(trial.desk, &mut [&mut twin, &mut next]).into_iter();
    refused("the twin", answers.next().unwrap_or(Ok(None)), Code::AlreadyTaken)?;
    holds("the next one is written", matches!(answers.next(), Some(Ok(Some(_)))))?;
    same("tickets", trial.numbers(&all_tickets())?, vec!["T-1".to_owned()])
}

/// A decision that asks for more again and again is stopped with `internal_error`, writes nothing, and the others go
/// on.
pub fn a_decision_that_asks_for_ever_is_stopped(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let before = trial.everything()?;
    let mut n = 0;
    let mut curious = decision([], |_| {
        n += 1;
        Step::Need(Wanted::one(Key::Ticket(ticket_id(n))))
    });
    refused("one that always asks for another", write(&trial, &mut curious), Code::InternalError)?;
    let mut stubborn = decision([], |_| Step::Need(Wanted::one(Key::Ticket(ticket_id(1)))));
    refused("one that always asks for the same", write(&trial, &mut stubborn), Code::InternalError)?;
    no_difference("after them", &trial.everything()?, &before)?;
    let mut next = next_version(&trial, 1);
    let answers = trial.storage.write(trial.desk, &mut [&mut stubborn, &mut next]);
    holds("the next one is written", matches!(answers.as_slice(), [Err(_), Ok(Some(_))]))
}

/// Every decision for a desk that is not there is answered `unknown_desk`.
pub fn decisions_for_no_desk_are_refused(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut leave = decision([], |_| Step::Leave);
    let mut also_leave = decision([Key::Number], |_| Step::Leave);
    let answers = trial.storage.write(super::records::desk_id(9), &mut [&mut leave, &mut also_leave]);
    same("answers", answers.len(), 2)?;
    answers.into_iter().try_for_each(|answer| refused("a decision", answer, Code::UnknownDesk))
}

/// A decision that panics writes nothing, and the storage serves everybody afterwards.
pub fn a_decision_that_panics_harms_nobody(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let before = trial.everything()?;
    let panics = || -> Verdict {
        let mut fatal =
            decision([Key::Ticket(ticket_id(1))], |_| std::panic::resume_unwind(Box::new("on purpose")));
        write(&trial, &mut fatal)?;
        Ok(())
    };
    // What becomes of the panic is the storage's choice: it may answer an error, or let the caller have it.
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics));
    holds("it did not come to an answer", !matches!(ended, Ok(Ok(()))))?;
    no_difference("after it", &trial.everything()?, &before)?;
    holds("the next one is written", write(&trial, &mut next_version(&trial, 1))?.is_some())
}

/// The number that was drawn last can be looked at, before the first one and after it, and looking draws none.
pub fn looking_at_the_last_number_draws_none(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    for last in 0..3 {
        for _ in 0..2 {
            same("the last number", trial.load([Key::Drawn])?.drawn, Some(last))?;
            let mut seen = None;
            let mut look = decision([Key::Drawn], |snapshot| {
                seen = snapshot.drawn().ok();
                done(trial.changes([]))
            });
            write(&trial, &mut look)?;
            same("the last number in a decision", seen, Some(last))?;
        }
        same("the next number", trial.load([Key::Number])?.number, Some(last + 1))?;
    }
    Ok(())
}

/// Ticket numbers that are drawn, in whatever way, are never drawn again and only grow.
pub fn a_number_is_drawn_once(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let drawn = Mutex::new(Vec::new());
    let note = |number: Option<u64>| drawn.lock().unwrap_or_else(PoisonError::into_inner).extend(number);
    let mut used = 0;
    for step in 1..=6 {
        if step % 3 == 0 {
            note(trial.load([Key::Number])?.number);
            continue;
        }
        used += 1;
        let mut make = decision([], |snapshot| match snapshot.number() {
            Ok(number) => {
                let mut ticket = ticket(used);
                ticket.number = number.to_string();
                done(trial.changes([put_new(ticket)]))
            }
            Err(key) => Step::Need(Wanted::one(key)),
        });
        write(&trial, &mut make)?;
        let made = trial.load([Key::Ticket(ticket_id(used))])?;
        let number = made.tickets.values().next().and_then(|file| file.ticket.number.parse().ok());
        holds("the ticket is there with a number", number.is_some())?;
        note(number);
    }
    let drawn = drawn.into_inner().unwrap_or_else(PoisonError::into_inner);
    same("numbers drawn", drawn.len(), 6)?;
    holds(&format!("each is greater than the one before: {drawn:?}"), drawn.is_sorted_by(|a, b| a < b))?;
    holds("the first is at least 1", drawn.first() >= Some(&1))
}

/// Threads that make tickets at the same time all get numbers of their own.
pub fn numbers_are_unique_across_threads(new: &NewStorage<'_>) -> Verdict {
    const EACH: u64 = 20;
    let trial = Trial::begin(new)?;
    let thread = |thread: u64| {
        let trial = &trial;
        move || {
            (0..EACH).try_for_each(|n| -> Verdict {
                let mut make = decision([Key::Number], |snapshot| match snapshot.number() {
                    Ok(number) => {
                        let mut ticket = ticket(thread * EACH + n);
                        ticket.number = number.to_string();
                        done(trial.changes([put_new(ticket)]))
                    }
                    Err(key) => Step::Need(Wanted::one(key)),
                });
                holds("the ticket is made", write_in_the_end(trial, &mut make)?.is_some())
            })
        }
    };
    let threads: Vec<_> = (0..8).map(thread).collect();
    at_once(threads.iter().map(|thread| thread as &(dyn Fn() -> Verdict + Sync)))?;
    let mut numbers = trial.numbers(&all_tickets())?;
    same("tickets", numbers.len() as u64, 8 * EACH)?;
    numbers.sort_unstable();
    numbers.dedup();
    same("different numbers", numbers.len() as u64, 8 * EACH)
}

/// Threads that change one ticket at the same time lose none of their changes, to it or to a counter.
pub fn decisions_at_once_lose_nothing(new: &NewStorage<'_>) -> Verdict {
    use crate::change::{Add, Counter};
    const EACH: u64 = 20;
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_person(super::records::agent(1, "support"))])?;
    let one_more = Add { counter: Counter::Load { person: person_id(1) }, delta: 1, at_most: None };
    let thread = || -> Verdict {
        for _ in 0..EACH {
            let mut change = decision([Key::Ticket(ticket_id(1))], |snapshot| {
                let Ok(Some(file)) = snapshot.ticket(ticket_id(1)) else { return Step::Leave };
                let next = changed(&file.ticket, |ticket| ticket.replies += 1);
                let changes = trial.changes([put_changed(&file.ticket, next)]);
                done(ChangeSet { adds: vec![one_more.clone()], ..changes })
            });
            holds("the change is written", write_in_the_end(&trial, &mut change)?.is_some())?;
        }
        Ok(())
    };
    at_once([&thread as &(dyn Fn() -> Verdict + Sync); 8])?;
    let found = trial.load([Key::Ticket(ticket_id(1)), Key::Team(name("support"))])?;
    let versions =
        found.tickets.values().map(|file| (file.ticket.version, u64::from(file.ticket.replies))).collect();
    same("version and replies", versions, vec![(1 + 8 * EACH, 8 * EACH)])?;
    let loads: Vec<_> = found.teams.values().flatten().map(|member| member.load).collect();
    same("the counter", loads, vec![i64::try_from(8 * EACH).map_err(|error| Mismatch(error.to_string()))?])
}
