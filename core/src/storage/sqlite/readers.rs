//! The connections that read. Each answer is read in one short transaction, so that all of it is of one moment.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::errors::{Outcome, closed};
use super::open::{SqliteOptions, open_reader};
use super::rows::run;

/// So many idle connections are kept; a busier moment opens more, and closes them again.
const KEPT: usize = 8;

/// The reading side of a file.
pub(super) struct Readers {
    path: PathBuf,
    options: SqliteOptions,
    /// Connections that nobody uses just now; nothing once it is closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, options: SqliteOptions) -> Self {
        Self { path, options, idle: Mutex::new(Some(Vec::new())) }
    }

    /// Reads at one moment.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let connection = match self.idle().as_mut().ok_or_else(closed)?.pop() {
            Some(connection) => connection,
            None => open_reader(&self.path, self.options)?,
        };
        let reader = Reader { readers: self, connection: Some(connection) };
        let connection = reader.connection.as_ref().ok_or_else(closed)?;
        run(connection, "BEGIN", &[])?;
        let answer = work(connection)?;
        run(connection, "COMMIT", &[])?;
        Ok(answer)
    }

    /// The file, and how it is opened.
    pub(super) fn file(&self) -> (&Path, SqliteOptions) {
        (&self.path, self.options)
    }

    /// Gives up the connections that nobody uses just now.
    pub(super) fn let_go(&self) {
        self.idle().iter_mut().for_each(Vec::clear);
    }

    /// Lets nobody read any more. Who reads just now still gets an answer.
    pub(super) fn close(&self) {
        drop(self.idle().take());
    }

    /// Keeps the connections from being closed: in a forked process they belong to the other one.
    pub(super) fn forget(&mut self) {
        let idle = self.idle.get_mut().unwrap_or_else(PoisonError::into_inner);
        std::mem::forget(idle.take());
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is in use. It goes back when this is dropped, also after a panic or a fault.
struct Reader<'p> {
    readers: &'p Readers,
    connection: Option<Connection>,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let ended = connection.is_autocommit() || run(&connection, "ROLLBACK", &[]).is_ok();
        let mut idle = self.readers.idle();
        if let Some(idle) = idle.as_mut().filter(|idle| ended && idle.len() < KEPT) {
            idle.push(connection);
        }
    }
}
