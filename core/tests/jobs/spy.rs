//! A storage that notes what decisions ask for, and that can be told to take nothing.
#![allow(dead_code, reason = "not every suite needs all of it")]

use std::sync::{Arc, Mutex};

use ticketkit::id::DeskId;
use ticketkit::storage::conformance::{Layer, Layered};
use ticketkit::storage::{Committed, Decide, Key, MemoryStorage, Snapshot, Step, Storage, Wanted};
use ticketkit::{Code, Problem, Result};

#[derive(Debug, Default)]
pub(crate) struct Spy {
    inner: MemoryStorage,
    asked: Mutex<Vec<Key>>,
    refusing: Mutex<Option<Code>>,
}

impl Spy {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// The storage that it looks on at.
    pub(crate) fn storage(self: &Arc<Self>) -> Arc<dyn Storage> {
        Layered::over(self)
    }

    /// From now on nothing is written, for this reason.
    pub(crate) fn refuse(&self, why: Code) {
        *self.refusing.lock().unwrap() = Some(why);
    }

    /// What was asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<Key> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

/// A decision that is watched.
struct Watched<'a>(&'a mut dyn Decide, &'a Mutex<Vec<Key>>);

impl Decide for Watched<'_> {
    fn wanted(&self) -> Wanted {
        let wanted = self.0.wanted();
        self.1.lock().unwrap().extend(wanted.iter().cloned());
        wanted
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        let step = self.0.decide(snapshot);
        if let Step::Need(more) = &step {
            self.1.lock().unwrap().extend(more.without(&snapshot.asked).iter().cloned());
        }
        step
    }
}

impl Layer for Spy {
    fn below(&self) -> &dyn Storage {
        &self.inner
    }

    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        if let Some(why) = *self.refusing.lock().unwrap() {
            return decisions.iter().map(|_| Err(Problem::new(why, "not now").into())).collect();
        }
        let mut watched: Vec<_> =
            decisions.iter_mut().map(|decision| Watched(&mut **decision, &self.asked)).collect();
        let mut watched: Vec<_> = watched.iter_mut().map(|one| one as &mut dyn Decide).collect();
        self.inner.write(desk, &mut watched)
    }
}
