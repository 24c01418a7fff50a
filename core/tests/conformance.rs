//! Every storage of ours passes every check.

mod memory {
    use std::sync::Arc;
    use ticketkit::storage::MemoryStorage;

    ticketkit::storage_conformance!(|| Arc::new(MemoryStorage::new()));
}
