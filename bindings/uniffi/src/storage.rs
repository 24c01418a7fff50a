//! A storage in the host's own language.

use std::fmt;
use std::sync::Arc;

use ticketkit::storage::Storage;
use ticketkit::storage::records::{self, Batch, Range, Record, RecordAdapter};
use ticketkit::{Code, Error, Problem, Result};

/// Why the host's own code could not do what it was asked.
///
/// It is no [`TicketKitError`](ticketkit::foreign::TicketKitError), because what crosses from there to here has to be
/// of this crate.
#[derive(Clone, Debug, uniffi::Error)]
pub enum HostError {
    /// It failed.
    Failed {
        /// The code that whoever called the engine is to get.
        code: Code,
        /// What happened, in a sentence.
        reason: String,
    },
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Failed { code, reason } = self;
        write!(f, "{code}: {reason}")
    }
}

impl std::error::Error for HostError {}

/// What the host's code threw although it is no error of ours.
impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(thrown: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed {
            code: Code::StorageFailed,
            reason: format!("the code of the host failed: {}", thrown.reason),
        }
    }
}

impl From<HostError> for Error {
    fn from(error: HostError) -> Self {
        let HostError::Failed { code, reason } = error;
        Problem::new(code, reason).into()
    }
}

/// Where records are kept: a storage of the host's own, in a few dozen lines.
///
/// A storage is right when, at every moment, all calls see the same records, and what they see is what the batches
/// that were answered with true have made of nothing, one after the other. Keys and entries are printable ASCII, and are
/// ordered byte by byte. Calls come from any thread, several at a time.
///
/// An error that is thrown is handed on to whoever called the engine when its kind is `unavailable` or `storage`;
/// whatever else is thrown becomes `storage_failed`. An error of `commit` that is retryable promises that nothing was
/// written.
#[uniffi::export(with_foreign)]
pub trait RecordStorage: Send + Sync {
    /// The records of these keys: one answer for each, in their order, all of one moment. Nothing where there is no
    /// such record.
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>, HostError>;

    /// The records that have an entry inside the range, in the order of that entry; one that has several comes once for
    /// each. Those with the same entry stand by their keys, in the same direction.
    fn range(&self, range: Range) -> Result<Vec<Record>, HostError>;

    /// Writes a batch. True: all of it is stored. False: an expectation failed, and nothing was written.
    fn commit(&self, batch: Batch) -> Result<bool, HostError>;
}

/// The host's storage as the core knows one.
struct Hosts(Arc<dyn RecordStorage>);

impl fmt::Debug for Hosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a storage of the host")
    }
}

impl records::RecordStorage for Hosts {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>> {
        Ok(self.0.get(keys)?)
    }

    fn range(&self, range: Range) -> Result<Vec<Record>> {
        Ok(self.0.range(range)?)
    }

    fn commit(&self, batch: Batch) -> Result<bool> {
        Ok(self.0.commit(batch)?)
    }
}

/// The engine's storage over the host's records.
pub(crate) fn adapted(storage: Arc<dyn RecordStorage>) -> Arc<dyn Storage> {
    Arc::new(RecordAdapter::new(Arc::new(Hosts(storage))))
}
