//! The runner's own storage: records in memory, and a failure when it is told to.

use std::sync::{Mutex, PoisonError};

use ticketkit::storage::records::{Batch, MemoryRecords, Range, Record, RecordStorage};
use ticketkit::{Code, Problem, Result};

#[derive(Debug, Default)]
pub(crate) struct Failing {
    records: MemoryRecords,
    next: Mutex<Option<Code>>,
}

impl Failing {
    /// The next call fails with this code.
    pub(crate) fn fail_next(&self, code: Code) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
    }

    /// What was told, once; `contention` is for every commit, until another word.
    fn told(&self, is_commit: bool) -> Option<Code> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        match *next {
            Some(Code::Contention) => next.filter(|_| is_commit),
            _ => next.take(),
        }
    }

    fn check(&self) -> Result<()> {
        self.told(false).map_or(Ok(()), |code| Err(failure(code)))
    }
}

fn failure(code: Code) -> ticketkit::Error {
    Problem::new(code, "the storage was told to fail").into()
}

impl RecordStorage for Failing {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>> {
        self.check()?;
        self.records.get(keys)
    }

    fn range(&self, range: Range) -> Result<Vec<Record>> {
        self.check()?;
        self.records.range(range)
    }

    fn commit(&self, batch: Batch) -> Result<bool> {
        match self.told(true) {
            Some(Code::Contention) => Ok(false),
            Some(code) => Err(failure(code)),
            None => self.records.commit(batch),
        }
    }
}
