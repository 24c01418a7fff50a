//! Every storage of ours passes every check.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]

mod memory {
    use std::sync::Arc;
    use ticketkit::storage::MemoryStorage;

    ticketkit::storage_conformance!(|| Arc::new(MemoryStorage::new()));
}

mod records {
    use std::sync::Arc;
    use ticketkit::storage::records::{MemoryRecords, RecordAdapter};

    ticketkit::storage_conformance!(|| Arc::new(RecordAdapter::new(Arc::new(MemoryRecords::default()))));
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage, Storage};

    static FILES: AtomicU32 = AtomicU32::new(0);

    /// A storage on a new file. Whether the disk has it is another suite's question: these checks need not wait for it.
    fn fresh() -> Arc<dyn Storage> {
        let folder = std::env::temp_dir().join(format!("ticketkit-conformance-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{}.sqlite", FILES.fetch_add(1, Ordering::SeqCst)));
        let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
        Arc::new(SqliteStorage::open_with(file, options).unwrap())
    }

    ticketkit::storage_conformance!(fresh);
}
