//! The process that has a storage open: after a fork, what is open belongs to the other one.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Code, Problem, Result};

/// The number of no process that runs a program.
const NOBODY: u32 = 0;

/// Whose the open files and connections of a storage are.
#[derive(Debug)]
pub(super) struct Owner(AtomicU32);

impl Owner {
    /// This process.
    pub(super) fn this() -> Self {
        Self(AtomicU32::new(std::process::id()))
    }

    /// Nothing is open any more.
    pub(super) fn let_go(&self) {
        self.0.store(NOBODY, Ordering::SeqCst);
    }

    /// This process has opened it again.
    pub(super) fn take_up(&self) {
        self.0.store(std::process::id(), Ordering::SeqCst);
    }

    /// What a fork does to the new process.
    #[cfg(all(test, feature = "sqlite"))]
    pub(super) fn fork(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// Whose it is: a process, or nobody's.
    #[cfg(all(test, feature = "sqlite"))]
    pub(super) fn number(&self) -> Option<u32> {
        Some(self.0.load(Ordering::SeqCst)).filter(|number| *number != NOBODY)
    }

    /// Whether what is open belongs to the process that this one was forked from.
    pub(super) fn is_another(&self) -> bool {
        ![NOBODY, std::process::id()].contains(&self.0.load(Ordering::SeqCst))
    }

    /// `forked` when it does.
    pub(super) fn check(&self) -> Result<()> {
        if !self.is_another() {
            return Ok(());
        }
        let message = "the process was forked after the storage was opened";
        Err(Problem::new(Code::Forked, message).hint("open the storage again in the new process").into())
    }
}
