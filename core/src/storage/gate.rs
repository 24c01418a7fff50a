//! The door of a storage: who is inside, and whether anybody may come in.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::{Code, Error, Problem, Result};
use crate::time::{Patience, Span};

/// Counts the calls that are under way, so that a pause can wait for their end.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    /// Somebody has left, or the door has changed.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    inside: usize,
    /// Who waits for everybody to leave. Nobody comes in meanwhile, or they would wait for ever.
    pausing: usize,
    paused: bool,
    closed: bool,
}

impl Gate {
    /// Comes in, for as long as the answer is held.
    pub(super) fn enter(&self) -> Result<Inside<'_>> {
        let mut state = self.state();
        if state.closed {
            return Err(closed());
        }
        if state.paused || state.pausing > 0 {
            return Err(paused());
        }
        state.inside += 1;
        drop(state);
        Ok(Inside(self))
    }

    /// Waits until nobody is inside, lets go of what is held, and leaves the door shut. `timed_out` when somebody is
    /// still inside after so long: the door is open again then, and nothing was let go.
    pub(super) fn pause(&self, within: Span, let_go: impl FnOnce() -> Result<()>) -> Result<()> {
        let patience = Patience::new(within);
        let mut state = self.state();
        state.pausing += 1;
        while !state.closed && !state.paused && state.inside > 0 && !patience.left().is_zero() {
            let waited = self.changed.wait_timeout(state, patience.left());
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.pausing -= 1;
        if state.closed {
            return Err(closed());
        }
        if state.paused {
            return Ok(());
        }
        if state.inside > 0 {
            let message = "calls were still under way when the time to pause was over";
            return Err(Problem::new(Code::TimedOut, message)
                .hint("pause again, and give it more time")
                .into());
        }
        let_go()?;
        state.paused = true;
        self.changed.notify_all();
        Ok(())
    }

    /// Takes up again what was let go, and opens the door. Where that fails it stays shut, and can be tried again.
    pub(super) fn resume(&self, take_up: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut state = self.state();
        if state.closed {
            return Err(closed());
        }
        if state.paused {
            take_up()?;
            state.paused = false;
        }
        Ok(())
    }

    /// Shuts the door for good. True when something is held that has to be let go.
    pub(super) fn close(&self) -> Result<bool> {
        let mut state = self.state();
        if state.closed {
            return Err(closed());
        }
        state.closed = true;
        self.changed.notify_all();
        Ok(!state.paused)
    }

    /// The state is whole at every moment at which a panic can happen.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody is inside until this is dropped, also by a panic.
#[derive(Debug)]
pub(super) struct Inside<'g>(&'g Gate);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.inside -= 1;
        if state.pausing > 0 {
            self.0.changed.notify_all();
        }
    }
}

pub(super) fn closed() -> Error {
    Problem::new(Code::Closed, "the storage is closed").into()
}

pub(super) fn paused() -> Error {
    Problem::new(Code::Paused, "the storage is paused").hint("resume the engine, then try again").into()
}
