//! How much work the engine had with what it was given.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Engine;

/// What an engine has done since it was opened, timers included. For measurements; no decision depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Statistics {
    /// Decisions that were made to their end, also those that were made again because somebody else was faster.
    pub decisions: u64,
    /// Commands that were accepted: carried out, or known to have been carried out before.
    pub accepted: u64,
    /// Commands that were refused.
    pub refused: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    decisions: AtomicU64,
    accepted: AtomicU64,
    refused: AtomicU64,
}

impl Counters {
    /// Counts a command that was answered after so many decisions.
    pub(super) fn count(&self, decisions: u32, accepted: bool) {
        self.decisions.fetch_add(u64::from(decisions), Ordering::Relaxed);
        let counter = if accepted { &self.accepted } else { &self.refused };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

impl Engine {
    /// How many decisions were made, and what became of them. On a storage that decides inside its own write
    /// transaction a command is decided once.
    ///
    /// ```
    /// let engine = ticketkit::engine::Engine::in_memory();
    /// assert_eq!(engine.statistics().decisions, 0);
    /// ```
    pub fn statistics(&self) -> Statistics {
        let counters = &self.inner.counters;
        Statistics {
            decisions: counters.decisions.load(Ordering::Relaxed),
            accepted: counters.accepted.load(Ordering::Relaxed),
            refused: counters.refused.load(Ordering::Relaxed),
        }
    }
}
