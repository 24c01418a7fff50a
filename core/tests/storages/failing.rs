//! A storage whose calls fail: before they are carried out, or after it, so that the answer is lost.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ticketkit::error::Problem;
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::Layer;
use ticketkit::{Code, Error, Result};

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It is answered by an error of this code, and nothing is done.
    Refused(Code),
    /// It is done, and answered by `storage_failed`; so is every later call, until the storage is opened again.
    Lost,
}

/// What stands before a storage that is to fail.
#[derive(Debug)]
pub(crate) struct Failing {
    below: Arc<dyn Storage>,
    /// Whether decisions are made by loading and committing, as on a storage that cannot decide inside of itself.
    apart: bool,
    plan: Mutex<Plan>,
}

#[derive(Debug, Default)]
struct Plan {
    /// After so many calls, this happens to the next one.
    fault: Option<(u64, How)>,
    /// The answer of the call under way gets lost.
    losing: bool,
    broken: bool,
}

impl Failing {
    pub(crate) fn new(below: Arc<dyn Storage>, apart: bool) -> Self {
        Self { below, apart, plan: Mutex::default() }
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After so many calls this happens to the next one; nothing more happens without it.
    pub(crate) fn expect(&self, fault: Option<(u64, How)>) {
        self.plan().fault = fault;
    }

    /// Whether what was expected has not come yet.
    pub(crate) fn still_expects(&self) -> bool {
        self.plan().fault.is_some()
    }

    /// Whether it is of no use until it is opened again.
    pub(crate) fn is_broken(&self) -> bool {
        self.plan().broken
    }

    /// It is as if it had been opened again.
    pub(crate) fn open_again(&self) {
        *self.plan() = Plan::default();
    }
}

fn error(code: Code) -> Error {
    Problem::new(code, "the test wants it so").into()
}

impl Layer for Failing {
    fn below(&self) -> &dyn Storage {
        &*self.below
    }

    fn decides_apart(&self) -> bool {
        self.apart
    }

    fn before(&self, _: &'static str) -> Result<()> {
        let mut plan = self.plan();
        if plan.broken {
            return Err(error(Code::StorageFailed));
        }
        plan.losing = false;
        match plan.fault.take() {
            Some((0, How::Refused(code))) => return Err(error(code)),
            Some((0, How::Lost)) => plan.losing = true,
            Some((calls, how)) => plan.fault = Some((calls - 1, how)),
            None => {}
        }
        Ok(())
    }

    fn after(&self, _: &'static str) -> Result<()> {
        let mut plan = self.plan();
        plan.broken |= std::mem::take(&mut plan.losing);
        if plan.broken { Err(error(Code::StorageFailed)) } else { Ok(()) }
    }
}
