//! Every storage that the library has, empty, for tests that hold on all of them.
#![allow(dead_code, reason = "not every suite needs all of it")]

pub(crate) mod between;
pub(crate) mod process;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ticketkit::storage::records::{MemoryRecords, RecordAdapter};
use ticketkit::storage::{MemoryStorage, Storage};

/// A folder of its own for one test, which goes away with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let n = LAST.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("tkit-test-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("desks.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn memory() -> Arc<dyn Storage> {
    Arc::new(MemoryStorage::new())
}

/// A storage on records that the host keeps.
pub(crate) fn records(kept: &Arc<MemoryRecords>) -> Arc<dyn Storage> {
    let kept = Arc::clone(kept);
    Arc::new(RecordAdapter::new(kept))
}

/// A storage on the file of a folder, which is made when it is not there.
#[cfg(feature = "sqlite")]
pub(crate) fn sqlite(folder: &Folder) -> Arc<dyn Storage> {
    Arc::new(ticketkit::storage::SqliteStorage::open(folder.file()).unwrap())
}
