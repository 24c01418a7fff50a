//! The checks that every storage must pass, for those that are written in Kotlin and Swift.

use std::sync::Arc;

use ticketkit::foreign::TicketKitError;
use ticketkit::storage::conformance::CHECKS;
use ticketkit::storage::records::{Batch, Range, Record};

use crate::guard::guarded;
use crate::storage::{HostError, RecordStorage, adapted};

/// Makes fresh storages, each with nothing in it.
#[uniffi::export(with_foreign)]
pub trait StorageFactory: Send + Sync {
    /// A storage of its own.
    fn fresh(&self) -> Result<Arc<dyn RecordStorage>, HostError>;
}

/// Told how far the checks are.
#[uniffi::export(with_foreign)]
pub trait ConformanceProgress: Send + Sync {
    /// The check of this name begins. False ends the checks.
    fn checking(&self, check: String) -> Result<bool, HostError>;
}

/// A check that a storage did not pass.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ConformanceFailure {
    /// Which check.
    pub check: String,
    /// What the storage did instead of what it has to do.
    pub what: String,
}

/// Runs the checks that every storage must pass, and answers those that these storages do not. A storage either passes
/// all of them, or it is none.
#[uniffi::export(default(progress = None))]
pub fn storage_conformance(
    factory: Arc<dyn StorageFactory>,
    progress: Option<Arc<dyn ConformanceProgress>>,
) -> Result<Vec<ConformanceFailure>, TicketKitError> {
    guarded(|| {
        let mut failures = Vec::new();
        for check in CHECKS {
            if let Some(progress) = &progress
                && !progress.checking(check.name.to_owned())?
            {
                break;
            }
            let new = || adapted(factory.fresh().unwrap_or_else(|error| Arc::new(Unmade(error))));
            if let Err(failure) = check.of(&new) {
                failures.push(ConformanceFailure { check: failure.check.to_owned(), what: failure.what });
            }
        }
        Ok(failures)
    })
}

/// What stands for a storage that could not be made: it answers why.
struct Unmade(HostError);

impl RecordStorage for Unmade {
    fn get(&self, _: Vec<String>) -> Result<Vec<Option<Record>>, HostError> {
        Err(self.0.clone())
    }

    fn range(&self, _: Range) -> Result<Vec<Record>, HostError> {
        Err(self.0.clone())
    }

    fn commit(&self, _: Batch) -> Result<bool, HostError> {
        Err(self.0.clone())
    }
}
