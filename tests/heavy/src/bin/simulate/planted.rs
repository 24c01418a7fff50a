//! Bugs that are planted on purpose, between an engine and its storage, or before the engine: each has to be caught, and by the
//! proof that is meant for it. What a storage alone can do wrong is planted in `core/tests/conformance_catches.rs`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ticketkit::change::{Add, ChangeSet, Put};
use ticketkit::command::Command;
use ticketkit::error::Problem;
use ticketkit::id::{DeskId, EventId};
use ticketkit::model::{Effect, Event};
use ticketkit::query::{EventPage, HistoryQuery};
use ticketkit::storage::conformance::Layer;
use ticketkit::storage::{Committed, Snapshot, Storage, Wanted};
use ticketkit::{Code, Result, Span};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    EffectOutsideTheCommit,
    TimerALittleLate,
    FoldThatForgetsAField,
    FeedNumberTwice,
    CommandRecordMissing,
    CounterThatCountsTwice,
    StaleSnapshot,
    TokenGivenTwice,
    DutyNeverGivenOut,
    MessageLost,
    EventLost,
    EventsReversed,
    AnsweredButNotWritten,
    RefusedButWritten,
    ClockOfAnotherVersion,
    TimeGoesBack,
    InternalMadePublic,
    FeedThatSkips,
    OutcomeForgotten,
    PlaceOfAMessageTwice,
    TimerWithoutAClaim,
    /// Of those who give commands, and not of an engine or a storage.
    RetryUnderANewId,
}

/// Whether a bug is on the engine's side of what is noted as committed, or on the storage's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Engine,
    Storage,
}

/// Each bug, where it is, and what the proof says that is meant for it.
pub(crate) const BUGS: [(Bug, Side, &str); 22] = [
    (Bug::EffectOutsideTheCommit, Side::Storage, "what was committed"),
    (Bug::TimerALittleLate, Side::Engine, "timer_fits"),
    (Bug::FoldThatForgetsAField, Side::Engine, "what memory alone decides"),
    (Bug::FeedNumberTwice, Side::Storage, "what was committed, in memory and in its order"),
    (Bug::CommandRecordMissing, Side::Storage, "told once more"),
    (Bug::CounterThatCountsTwice, Side::Engine, "counter_adds"),
    (Bug::StaleSnapshot, Side::Storage, "has changed since it was loaded"),
    (Bug::TokenGivenTwice, Side::Engine, "a token that was given out before"),
    (Bug::DutyNeverGivenOut, Side::Storage, "never done"),
    (Bug::MessageLost, Side::Storage, "what was committed, "),
    (Bug::EventLost, Side::Storage, "what was committed"),
    (Bug::EventsReversed, Side::Storage, "what was committed, history"),
    (Bug::AnsweredButNotWritten, Side::Storage, "told once more"),
    (Bug::RefusedButWritten, Side::Engine, "was answered"),
    (Bug::ClockOfAnotherVersion, Side::Engine, "what memory alone decides"),
    (Bug::TimeGoesBack, Side::Engine, "history_whole"),
    (Bug::InternalMadePublic, Side::Engine, "what memory alone decides"),
    (Bug::FeedThatSkips, Side::Storage, "the feed, as it was followed"),
    (Bug::OutcomeForgotten, Side::Storage, "told once more"),
    (Bug::PlaceOfAMessageTwice, Side::Engine, "the place in the conversation is taken"),
    (Bug::TimerWithoutAClaim, Side::Engine, "happened twice"),
    (Bug::RetryUnderANewId, Side::Engine, "under an id that nobody gave it"),
];

/// A storage with a bug in front of it.
#[derive(Debug)]
pub(crate) struct Planted {
    below: Arc<dyn Storage>,
    bug: Bug,
    calls: AtomicU64,
    /// Effects that are written with the next commit.
    late: Mutex<Vec<Effect>>,
    /// What was loaded first under these keys.
    seen: Mutex<BTreeMap<String, Snapshot>>,
}

impl Planted {
    pub(crate) fn new(below: Arc<dyn Storage>, bug: Bug) -> Self {
        Self { below, bug, calls: AtomicU64::new(0), late: Mutex::default(), seen: Mutex::default() }
    }

    /// Whether this is one of the few calls that the bug shows in.
    fn now_and_then(&self, one_in: u64) -> bool {
        self.calls.fetch_add(1, Ordering::SeqCst) % one_in == one_in - 1
    }

    /// What becomes of a change set on its way.
    fn twist(&self, changes: &mut ChangeSet) {
        match self.bug {
            Bug::EffectOutsideTheCommit => {
                let mut late = self.late.lock().unwrap();
                changes.effects = std::mem::replace(&mut *late, std::mem::take(&mut changes.effects));
            }
            Bug::FoldThatForgetsAField => changes.events.iter_mut().for_each(|event| {
                if event.changes.len() > 1 {
                    event.changes.pop();
                }
            }),
            Bug::CommandRecordMissing if self.now_and_then(5) => changes.command = None,
            Bug::CounterThatCountsTwice => changes.adds.iter_mut().for_each(|Add { delta, .. }| *delta *= 2),
            Bug::MessageLost => changes.puts.retain(|put| !matches!(put, Put::Message { .. })),
            Bug::EventLost if self.now_and_then(3) => drop(changes.events.pop()),
            Bug::EventsReversed => changes.events.reverse(),
            Bug::InternalMadePublic => changes.events.iter_mut().for_each(|event| event.public = true),
            Bug::TimeGoesBack => {
                if let Some(last) = changes.events.last_mut() {
                    last.at = last.at.before(Span::from_hours(24));
                }
            }
            _ => {}
        }
        for put in &mut changes.puts {
            match (self.bug, put) {
                (Bug::TimerALittleLate, Put::Timer { due_at: Some(due_at), .. }) => {
                    *due_at = due_at.after(Span::from_millis(1));
                }
                (Bug::TokenGivenTwice, Put::Effect { effect, .. }) => effect.attempts = 1,
                (Bug::ClockOfAnotherVersion, Put::Clock { clock }) => clock.config_version += 1,
                (Bug::PlaceOfAMessageTwice, Put::Message { message }) => message.position = 1,
                _ => {}
            }
        }
    }
}

/// What a second engine writes when it fires the same timer a moment later and does not ask whether that is still there.
fn fired_again(changes: &ChangeSet) -> Option<ChangeSet> {
    let record = changes.command.as_ref()?;
    let Some(Command::FireTimers { .. }) = record.body else { return None };
    let before = changes.puts.iter().find_map(|put| match put {
        Put::Ticket { after, .. } => Some(after.clone()),
        _ => None,
    })?;
    let count = |events: &mut dyn Iterator<Item = &Event>| events.count() as u64;
    let (all, public) =
        (count(&mut changes.events.iter()), count(&mut changes.events.iter().filter(|event| event.public)));
    let mut after = before.clone();
    (after.version, after.public_version) = (before.version + all, before.public_version + public);
    let mut again = ChangeSet::new(changes.desk, changes.config_version);
    again.events.clone_from(&changes.events);
    for (event, n) in again.events.iter_mut().zip(1_000..) {
        event.id = EventId::derived(record.id, n);
        (event.version, event.public_version) = (event.version + all, event.public_version + public);
    }
    again.puts.push(Put::Ticket { before: Some(before), after });
    Some(again)
}

impl Layer for Planted {
    fn below(&self) -> &dyn Storage {
        &*self.below
    }

    fn decides_apart(&self) -> bool {
        true
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        let mut found = self.below.load(desk, wanted)?;
        match self.bug {
            Bug::StaleSnapshot => {
                let mut seen = self.seen.lock().unwrap();
                return Ok(seen.entry(format!("{wanted:?}")).or_insert(found).clone());
            }
            Bug::DutyNeverGivenOut => found.ready.clear(),
            Bug::OutcomeForgotten => {
                for record in found.commands.values_mut() {
                    record.outcome.version = None;
                }
            }
            _ => {}
        }
        Ok(found)
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        let mut answers = Vec::new();
        for mut changes in changes {
            if self.bug == Bug::AnsweredButNotWritten && changes.command.is_some() && self.now_and_then(7) {
                answers.push(Ok(Committed { feed: 1 }));
                continue;
            }
            self.twist(&mut changes);
            let twice = if self.bug == Bug::TimerWithoutAClaim { fired_again(&changes) } else { None };
            let mut answer = self.below.commit(vec![changes])?.remove(0);
            if let (Some(again), Ok(_)) = (twice, &answer) {
                let _ = self.below.commit(vec![again])?;
            }
            match self.bug {
                Bug::FeedNumberTwice => answer.iter_mut().for_each(|committed| committed.feed -= 1),
                Bug::RefusedButWritten if answer.is_ok() && self.now_and_then(7) => {
                    return Err(Problem::new(Code::StorageBusy, "it was written all the same").into());
                }
                _ => {}
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage> {
        let mut page = self.below.history(desk, query)?;
        if self.bug == Bug::FeedThatSkips && page.events.len() > 2 && page.events.len() < 50 {
            page.events.remove(1);
        }
        Ok(page)
    }
}
