//! A connection, and what is said over it.

use std::cell::{Cell as Flag, RefCell};
use std::sync::Arc;

use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls, Row};

use super::errors::{Fault, Outcome};
use super::options::Server;
use super::prepared::Prepared;
use super::rows::type_of;
use crate::storage::sql::Cell;

/// A connection in the hands of one caller.
pub(super) struct Session {
    client: RefCell<Client>,
    /// Nothing where the connection is to keep nothing.
    prepared: Option<RefCell<Prepared>>,
    server: Arc<Server>,
    /// Whether the connection has broken: nothing more can be said over it.
    broken: Flag<bool>,
}

impl Session {
    /// Connects.
    pub(super) fn connect(server: &Arc<Server>) -> Outcome<Self> {
        let client = server.config.connect(NoTls)?;
        let prepared = server.prepares.then(RefCell::default);
        Ok(Self {
            client: RefCell::new(client),
            prepared,
            server: Arc::clone(server),
            broken: Flag::new(false),
        })
    }

    /// Whether nothing more can be said over it.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.get() || self.client.borrow().is_closed()
    }

    /// The rows that a statement answers.
    pub(super) fn query(&self, sql: &str, cells: &[Cell<'_>]) -> Outcome<Vec<Row>> {
        let answer = match self.statement(sql, cells) {
            Ok(Some(statement)) => self.client.borrow_mut().query(&statement, &values(cells)),
            Ok(None) => self.client.borrow_mut().query_typed(&self.qualified(sql), &typed(cells)),
            Err(error) => Err(error),
        };
        self.noticing(answer)
    }

    /// How many rows a statement changed.
    pub(super) fn execute(&self, sql: &str, cells: &[Cell<'_>]) -> Outcome<u64> {
        let answer = match self.statement(sql, cells) {
            Ok(Some(statement)) => self.client.borrow_mut().execute(&statement, &values(cells)),
            Ok(None) => self.client.borrow_mut().execute_typed(&self.qualified(sql), &typed(cells)),
            Err(error) => Err(error),
        };
        self.noticing(answer)
    }

    /// The statement of these words that stays in the connection, where there is one. Whoever listens hears of it, but not of
    /// its values.
    fn statement(
        &self,
        sql: &str,
        cells: &[Cell<'_>],
    ) -> Result<Option<postgres::Statement>, postgres::Error> {
        tracing::trace!(target: "ticketkit::postgres", sql = %self.qualified(sql));
        let Some(prepared) = &self.prepared else { return Ok(None) };
        let types: Vec<Type> = cells.iter().map(type_of).collect();
        prepared
            .borrow_mut()
            .statement(sql, &types, || self.client.borrow_mut().prepare_typed(&self.qualified(sql), &types))
    }

    /// Runs statements that need no values, one after the other.
    pub(super) fn batch(&self, sql: &str) -> Outcome<()> {
        let sql = self.qualified(sql);
        tracing::trace!(target: "ticketkit::postgres", %sql);
        let answer = self.client.borrow_mut().batch_execute(&sql);
        self.noticing(answer)
    }

    /// Does `work` in a transaction of this sort, which is taken back where the work fails.
    pub(super) fn transaction<T>(&self, begin: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.batch(begin)?;
        let open = Open(self);
        let answer = work()?;
        self.batch("COMMIT")?;
        std::mem::forget(open);
        Ok(answer)
    }

    /// A statement with its tables where they stand.
    fn qualified(&self, sql: &str) -> String {
        self.server.qualified(sql)
    }

    /// Keeps the connection from being closed: in a forked process it belongs to the other one.
    pub(super) fn forget(self) {
        std::mem::forget(self.client);
    }

    fn noticing<T>(&self, answer: Result<T, postgres::Error>) -> Outcome<T> {
        answer.map_err(|error| {
            let fault = Fault::from(error);
            if fault.is_lost() {
                self.broken.set(true);
            }
            fault
        })
    }
}

fn typed<'c>(cells: &'c [Cell<'_>]) -> Vec<(&'c (dyn ToSql + Sync), Type)> {
    cells.iter().map(|cell| (cell as &(dyn ToSql + Sync), type_of(cell))).collect()
}

fn values<'c>(cells: &'c [Cell<'_>]) -> Vec<&'c (dyn ToSql + Sync)> {
    cells.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect()
}

/// A transaction that is taken back when this is dropped, also by a panic.
struct Open<'s>(&'s Session);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if self.0.batch("ROLLBACK").is_err() {
            self.0.broken.set(true);
        }
    }
}
