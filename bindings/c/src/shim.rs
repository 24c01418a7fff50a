//! What the core is about to offer.
use std::sync::Arc;
use ticketkit::storage::records::RecordStorage;
pub(crate) struct RecordAdapter;
impl RecordAdapter {
    pub(crate) fn new(_: Arc<dyn RecordStorage>) -> ticketkit::storage::MemoryStorage {
        ticketkit::storage::MemoryStorage::new()
    }
}
