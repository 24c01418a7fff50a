//! The connections of a storage: a few, each in the hands of one caller at a time.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::errors::{Outcome, busy};
use super::options::Server;
use super::session::Session;
use crate::storage::gate;
use crate::time::Patience;

/// Connections that come and go; never more than the options allow.
pub(super) struct Pool {
    server: Arc<Server>,
    state: Mutex<State>,
    /// A connection was given back, or went away.
    freed: Condvar,
}

#[derive(Default)]
struct State {
    /// Connections that nobody uses just now.
    idle: Vec<Session>,
    /// How many there are, also those that are in use or being made.
    open: usize,
    closed: bool,
}

impl Pool {
    pub(super) fn new(server: Arc<Server>, first: Session) -> Self {
        let state = State { idle: vec![first], open: 1, closed: false };
        Self { server, state: Mutex::new(state), freed: Condvar::new() }
    }

    /// Patience for one call.
    pub(super) fn patience(&self) -> Patience {
        Patience::new(self.server.patience)
    }

    /// A connection for the caller alone, as soon as one is free.
    pub(super) fn take(&self, patience: &mut Patience) -> Outcome<Taken<'_>> {
        loop {
            let mut state = self.state();
            if state.closed {
                return Err(gate::closed().into());
            }
            if let Some(session) = state.idle.pop() {
                return Ok(Taken { pool: self, session: Some(session) });
            }
            if state.open < self.server.connections {
                state.open += 1;
                drop(state);
                let mut taken = Taken { pool: self, session: None };
                match Session::connect(&self.server) {
                    Ok(session) => {
                        taken.session = Some(session);
                        return Ok(taken);
                    }
                    Err(fault) => {
                        drop(taken);
                        if !fault.is_lost() || !patience.wait() {
                            return Err(fault);
                        }
                    }
                }
                continue;
            }
            let left = patience.left();
            if left.is_zero() {
                return Err(busy());
            }
            drop(self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Gives up the connections that nobody uses just now.
    pub(super) fn let_go(&self) {
        let mut state = self.state();
        state.open -= state.idle.len();
        state.idle.clear();
    }

    /// Goes on, with a connection to begin with: the answer tells whether the server can still be reached.
    pub(super) fn take_up(&self) -> Outcome<()> {
        let session = Session::connect(&self.server)?;
        let mut state = self.state();
        state.idle.push(session);
        state.open += 1;
        Ok(())
    }

    /// Lets nobody in any more.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.let_go();
        self.freed.notify_all();
    }

    /// Keeps the connections from being closed: in a forked process they belong to the other one.
    pub(super) fn forget(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.idle.drain(..).for_each(Session::forget);
    }

    /// The state is whole at every moment at which a panic can happen.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is in use, or about to be made. It goes back when this is dropped, also after a panic.
pub(super) struct Taken<'p> {
    pool: &'p Pool,
    session: Option<Session>,
}

impl Taken<'_> {
    pub(super) fn session(&self) -> Outcome<&Session> {
        self.session.as_ref().ok_or_else(|| gate::closed().into())
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let session = self.session.take();
        let mut state = self.pool.state();
        match session.filter(|session| !session.is_broken()) {
            Some(session) if !state.closed => state.idle.push(session),
            Some(_) => state.open -= 1,
            None => {
                // Where one connection has broken, those that were idle meanwhile have most likely broken, too.
                state.open -= 1 + state.idle.len();
                state.idle.clear();
            }
        }
        self.pool.freed.notify_one();
    }
}
