//! What was committed, in the order of the commits, as it went into the storage: what everything else is held against.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ticketkit::change::{ChangeSet, CommandRecord};
use ticketkit::command::Outcome;
use ticketkit::id::CommandId;
use ticketkit::storage::Committed;

/// One change set that was written.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) changes: ChangeSet,
    pub(crate) committed: Committed,
}

#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Vec<Entry>>);

impl Journal {
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, changes: ChangeSet, committed: Committed) {
        self.entries().push(Entry { changes, committed });
    }

    pub(crate) fn all(&self) -> Vec<Entry> {
        self.entries().clone()
    }

    /// What the command of this id was answered when it was committed. A command is committed once.
    pub(crate) fn outcome(&self, id: CommandId) -> Option<Outcome> {
        let entries = self.entries();
        let mut records = entries.iter().filter_map(|entry| of(entry, id));
        let found = records.next().map(|record| record.outcome.clone());
        assert!(records.next().is_none(), "the command {id} was committed twice");
        found
    }
}

fn of(entry: &Entry, id: CommandId) -> Option<&CommandRecord> {
    entry.changes.command.as_ref().filter(|record| record.id == id)
}
