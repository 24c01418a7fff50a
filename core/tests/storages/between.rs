//! A storage with somebody between it and those who use it, who can let a call fail before or after it was carried out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ticketkit::id::DeskId;
use ticketkit::storage::conformance::{Layer, Layered};
use ticketkit::storage::{Kept, Storage};
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
    pub(crate) fn new(inner: Arc<dyn Storage>, left: &Arc<AtomicU64>) -> Arc<Self> {
        Arc::new(Self { inner, left: Arc::clone(left), restored: AtomicU64::new(0) })
    }

    /// The storage that they use.
    pub(crate) fn storage(self: &Arc<Self>) -> Arc<dyn Storage> {
        Layered::over(self)
    }

    fn moment(&self) -> Result<()> {
        let less = |left: u64| left.checked_sub(1);
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less) {
            Ok(_) => Ok(()),
            Err(_) => Err(Problem::new(Code::StorageFailed, "the end, for a test").into()),
        }
    }
}

impl Layer for Between {
    fn below(&self) -> &dyn Storage {
        &*self.inner
    }

    fn before(&self, _: &'static str) -> Result<()> {
        self.moment()
    }

    fn after(&self, _: &'static str) -> Result<()> {
        self.moment()
    }

    fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()> {
        let count = records.len() as u64;
        self.inner.restore(desk, records)?;
        self.restored.fetch_add(count, Ordering::SeqCst);
        Ok(())
    }
}
