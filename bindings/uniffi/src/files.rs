//! A folder for the files of messages, for hosts that have no store of their own.

use std::sync::Arc;

use ticketkit::files::{self, StoredFile};
use ticketkit::foreign::TicketKitError;

use crate::guard::guarded;

/// A folder of files that are called by the hash of what is in them. Several processes can share it.
#[derive(Debug, uniffi::Object)]
pub struct FolderStore {
    inner: files::FolderStore,
}

#[uniffi::export]
impl FolderStore {
    /// The store in a folder, which is made when it is not there.
    #[uniffi::constructor]
    pub fn open(folder: &str) -> Result<Arc<Self>, TicketKitError> {
        guarded(|| Ok(Arc::new(Self { inner: files::FolderStore::open(folder)? })))
    }

    /// Keeps a copy of the file at this path: `attachment_too_large` when it has more than so many bytes.
    pub fn keep(&self, source: &str, at_most: u64) -> Result<StoredFile, TicketKitError> {
        guarded(|| self.inner.put_file(source, at_most))
    }

    /// The path of a file that was kept; `not_found` when there is none of this hash.
    pub fn path(&self, sha256: &str) -> Result<String, TicketKitError> {
        guarded(|| Ok(self.inner.find(sha256)?.to_string_lossy().into_owned()))
    }

    /// Takes a file away. True when there was one.
    pub fn remove(&self, sha256: &str) -> Result<bool, TicketKitError> {
        guarded(|| self.inner.remove(sha256))
    }
}
