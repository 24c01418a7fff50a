//! A storage with somebody between it and those who use it, who can let a call fail before or after it was carried out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ticketkit::change::ChangeSet;
use ticketkit::id::DeskId;
use ticketkit::model::{Job, Person, Timer};
use ticketkit::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use ticketkit::storage::{
    CommandPage, Committed, DeskEntry, JobsQuery, Kept, KeptKind, PeopleQuery, Share, Snapshot, Storage,
    StoredConfig, Wanted,
};
use ticketkit::time::{Span, Timestamp};
use ticketkit::{Code, Problem, Result};

/// Two moments of each call count: before it is carried out, and before it is answered.
#[derive(Debug)]
pub(crate) struct Between {
    inner: Arc<dyn Storage>,
    /// Moments until one fails, and all after it do; several storages can have them in common.
    left: Arc<AtomicU64>,
    /// Records that were restored.
    pub(crate) restored: AtomicU64,
}

impl Between {
    pub(crate) fn new(inner: Arc<dyn Storage>, left: &Arc<AtomicU64>) -> Self {
        Self { inner, left: Arc::clone(left), restored: AtomicU64::new(0) }
    }

    fn moment(&self) -> Result<()> {
        let less = |left: u64| left.checked_sub(1);
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
            Ok(_) => Ok(()),
            Err(_) => Err(Problem::new(Code::StorageFailed, "the end, for a test").into()),
        }
    }
}

macro_rules! with_moments {
    ($(fn $name:ident(&self $(, $given:ident: $type:ty)*) -> $answer:ty;)*) => {$(
        fn $name(&self $(, $given: $type)*) -> $answer {
            self.moment()?;
            let answer = self.inner.$name($($given),*)?;
            self.moment()?;
            Ok(answer)
        }
    )*};
}

impl Storage for Between {
    fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()> {
        self.moment()?;
        let count = records.len() as u64;
        self.inner.restore(desk, records)?;
        self.restored.fetch_add(count, Ordering::SeqCst);
        self.moment()
    }

    with_moments! {
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
        fn maintain(&self) -> Result<bool>;
        fn pause(&self, within: Span) -> Result<()>;
        fn resume(&self) -> Result<()>;
        fn close(&self) -> Result<()>;
    }
}
