//! The one connection that writes, and how the writers of a process share its transactions.
//!
//! Whoever wants to write waits for a turn. The first turn begins a transaction; whoever is next in line rides along in
//! it; the last one, or the one that fills it, commits for all. Nobody is answered before that commit is on the disk,
//! and when it fails, it fails for all who rode along. A lone writer finds nobody in line and commits at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::errors::{Outcome, closed, failed};
use super::parts::Found;
use super::rows::run;
use crate::error::{Code, Error, Problem};
use crate::time::{Patience, Span};

/// So many decisions fill a transaction: more would make the first of them wait too long for their answer.
const FULL: usize = 128;

/// The writing side of a file.
pub(super) struct Writer {
    seat: Mutex<Seat>,
    /// Who waits for a turn, or is about to.
    waiting: AtomicUsize,
    /// Whether a write failed in a way after which nobody knows what is on the disk.
    failed: AtomicBool,
    /// How long to wait for another process that writes.
    patience: Span,
}

/// What only the one whose turn it is can touch.
struct Seat {
    /// Nothing once it is closed.
    connection: Option<Connection>,
    /// The transaction that is open, for as long as one is.
    ride: Option<Arc<Ride>>,
    /// Decisions in it.
    decisions: usize,
}

/// A transaction, for those who wait for its end.
#[derive(Default)]
struct Ride {
    end: Mutex<Option<Result<(), Error>>>,
    ended: Condvar,
}

impl Ride {
    fn finish(&self, end: Result<(), Error>) {
        *lock(&self.end) = Some(end);
        self.ended.notify_all();
    }

    fn wait(&self) -> Result<(), Error> {
        let mut end = lock(&self.end);
        loop {
            match &*end {
                Some(end) => return end.clone(),
                None => end = self.ended.wait(end).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// What is behind these locks is whole at every moment at which a panic can happen, so a poisoned lock is as good as
/// any other.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writer {
    pub(super) fn new(connection: Connection, patience: Span) -> Self {
        let seat = Seat { connection: Some(connection), ride: None, decisions: 0 };
        let (waiting, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        Self { seat: Mutex::new(seat), waiting, failed, patience }
    }

    /// Writes, and answers once it is on the disk. `work` counts as so many decisions; it is told what it finds in the
    /// transaction, does its parts by [`parts`](super::parts), and when SQLite takes the transaction away in the middle
    /// of it, it answers why.
    pub(super) fn write<T>(
        &self,
        decisions: usize,
        work: impl FnOnce(&Connection, Found) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut turn = self.turn();
        let ride = turn.board()?;
        let found = if turn.seat.decisions == 0 { Found::Nothing } else { Found::Work };
        let answer = work(turn.connection()?, found);
        turn.seat.decisions += decisions;
        turn.cause = answer.as_ref().err().cloned();
        // The turn ends when it is dropped, also where `work` panics.
        drop(turn);
        ride.wait()?;
        answer
    }

    /// Gives up the connection. Where SQLite does not let go of it, everything stays as it was.
    pub(super) fn let_go(&self) -> Outcome<()> {
        let mut turn = self.turn();
        turn.commit();
        let connection = turn.seat.connection.take().ok_or_else(closed)?;
        connection.close().map_err(|(connection, error)| {
            turn.seat.connection = Some(connection);
            error.into()
        })
    }

    /// Goes on with another connection. What is on the disk is known by it, whatever was before.
    pub(super) fn take_up(&self, connection: Connection) {
        self.turn().seat.connection = Some(connection);
        self.failed.store(false, Ordering::SeqCst);
    }

    /// Lets nobody write any more, and gives up the connection.
    pub(super) fn close(&self) -> Outcome<()> {
        let ended = self.let_go();
        drop(self.turn().seat.connection.take());
        ended
    }

    /// Keeps the connection from being closed: in a forked process it belongs to the other one.
    pub(super) fn forget(&mut self) {
        let seat = self.seat.get_mut().unwrap_or_else(PoisonError::into_inner);
        std::mem::forget(seat.connection.take());
    }

    fn turn(&self) -> Turn<'_> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let seat = lock(&self.seat);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        Turn { writer: self, seat, cause: None }
    }
}

/// One writer's time on the seat.
struct Turn<'w> {
    writer: &'w Writer,
    seat: MutexGuard<'w, Seat>,
    /// Why the work of this turn could not be done.
    cause: Option<Error>,
}

impl Turn<'_> {
    fn connection(&self) -> Outcome<&Connection> {
        self.seat.connection.as_ref().ok_or_else(closed)
    }

    /// Gets into the open transaction, or begins one.
    fn board(&mut self) -> Outcome<Arc<Ride>> {
        if let Some(ride) = &self.seat.ride {
            return Ok(Arc::clone(ride));
        }
        if self.writer.failed.load(Ordering::SeqCst) {
            return Err(failed());
        }
        begin(self.connection()?, self.writer.patience)?;
        let ride = Arc::<Ride>::default();
        self.seat.ride = Some(Arc::clone(&ride));
        self.seat.decisions = 0;
        Ok(ride)
    }

    /// Ends the transaction for all who are in it.
    fn commit(&mut self) {
        let Some(ride) = self.seat.ride.take() else { return };
        let end = match &self.seat.connection {
            Some(connection) if connection.is_autocommit() => Err(self.cause.take().unwrap_or_else(lost)),
            Some(connection) => run(connection, "COMMIT", &[]).map(|_| ()).map_err(|fault| {
                // Where SQLite has taken it back by itself this has nothing left to do.
                let _ = run(connection, "ROLLBACK", &[]);
                fault.into()
            }),
            None => Err(closed().into()),
        };
        if end.as_ref().is_err_and(|error| error.code() == Code::StorageFailed) {
            self.writer.failed.store(true, Ordering::SeqCst);
        }
        ride.finish(end);
    }
}

/// Begins a transaction as soon as no other process writes. Left to itself SQLite looks ever more seldom, and then comes
/// last: where eight processes write without a pause, some waited for eight seconds.
fn begin(connection: &Connection, patience: Span) -> Outcome<()> {
    let patience = Patience::new(patience);
    loop {
        match run(connection, "BEGIN IMMEDIATE", &[]) {
            Err(fault) if fault.is_busy() && patience.wait_a_moment() => {}
            begun => return begun.map(drop),
        }
    }
}

/// The turn is over: whoever is next in line goes on with the transaction, and without one it ends.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let gone = self.seat.connection.as_ref().is_none_or(Connection::is_autocommit);
        if gone || self.seat.decisions >= FULL || self.writer.waiting.load(Ordering::SeqCst) == 0 {
            self.commit();
        }
    }
}

/// SQLite has taken the transaction away, and nobody knows why.
fn lost() -> Error {
    Problem::new(Code::StorageFailed, "the transaction was taken back because a part of it failed").into()
}
