//! A storage that notes what decisions ask for, and that can be told to take nothing.
#![allow(dead_code, reason = "not every suite needs all of it")]

use std::sync::{Arc, Mutex};

use ticketkit::change::ChangeSet;
use ticketkit::id::DeskId;
use ticketkit::model::{Job, Person, Timer};
use ticketkit::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use ticketkit::storage::{
    CommandPage, Committed, Decide, DeskEntry, JobsQuery, Kept, KeptKind, Key, MemoryStorage, PeopleQuery,
    Share, Snapshot, Step, Storage, StoredConfig, Wanted,
};
use ticketkit::time::{Span, Timestamp};
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

macro_rules! as_in_memory {
    ($(fn $name:ident(&self $(, $given:ident: $type:ty)*) -> $answer:ty;)*) => {$(
        fn $name(&self $(, $given: $type)*) -> $answer {
            self.inner.$name($($given),*)
        }
    )*};
}

impl Storage for Spy {
    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        if let Some(why) = *self.refusing.lock().unwrap() {
            return decisions.iter().map(|_| Err(Problem::new(why, "not now").into())).collect();
        }
        let mut watched: Vec<_> =
            decisions.iter_mut().map(|decision| Watched(&mut **decision, &self.asked)).collect();
        let mut watched: Vec<_> = watched.iter_mut().map(|one| one as &mut dyn Decide).collect();
        self.inner.write(desk, &mut watched)
    }

    as_in_memory! {
        fn desks(&self) -> Result<Vec<DeskEntry>>;
        fn desk(&self, key: &str) -> Result<Option<DeskEntry>>;
        fn create_desk(&self, id: DeskId, key: &str, document: &str) -> Result<()>;
        fn delete_desk(&self, id: DeskId) -> Result<bool>;
        fn config(&self, desk: DeskId, version: Option<u64>) -> Result<Option<StoredConfig>>;
        fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot>;
        fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>>;
        fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage>;
        fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>>;
        fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage>;
        fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage>;
        fn people(&self, desk: DeskId, query: &PeopleQuery) -> Result<Vec<Person>>;
        fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>>;
        fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage>;
        fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>>;
        fn next_due(&self) -> Result<Option<Timestamp>>;
        fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>>;
        fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()>;
        fn maintain(&self) -> Result<bool>;
        fn pause(&self, within: Span) -> Result<()>;
        fn resume(&self) -> Result<()>;
        fn close(&self) -> Result<()>;
    }
}
