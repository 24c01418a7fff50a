//! One statement of a change set, and what it expects.

use std::fmt::Write as _;

use crate::error::Error;
use crate::id::TicketId;
use crate::storage::postgres::rows::{place_of, stored};
use crate::storage::rules;
use crate::storage::sql::Cell;

/// A statement about one row. Its values stand in it as `?`, in their order.
#[derive(Debug)]
pub(super) struct Step<'c> {
    pub(super) sql: String,
    pub(super) cells: Vec<Cell<'c>>,
    /// What is said when it meets no row; nothing when it need not.
    pub(super) otherwise: Option<Refusal>,
    /// What is said to belong to something else where it is there already; by the rule of the table when nothing.
    pub(super) taken: Option<String>,
}

/// What can stand against a change set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    /// This has another version, place or state.
    Stale(&'static str),
    /// This belongs to something else.
    Taken(&'static str),
    /// A lease is another's.
    LeaseLost,
    /// A counter would exceed its bound.
    BeyondBound,
    /// There is no such ticket.
    NoSuchTicket(TicketId),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale(what) => rules::stale(what),
            Refusal::Taken(what) => rules::taken(what),
            Refusal::LeaseLost => rules::lease_lost(),
            Refusal::BeyondBound => rules::beyond_bound(),
            Refusal::NoSuchTicket(id) => rules::no_such_ticket(id),
        }
    }
}

/// What stands in a statement for the numbers that a change set draws: the last one of the feed, and of the commands.
pub(super) const FEED: &str = "{feed}";
pub(super) const PLACE: &str = "{place}";

impl<'c> Step<'c> {
    /// A statement in any words.
    pub(super) fn new(sql: impl Into<String>, cells: impl IntoIterator<Item = Cell<'c>>) -> Self {
        Self { sql: sql.into(), cells: cells.into_iter().collect(), otherwise: None, taken: None }
    }

    /// Writes a new row. Columns that hold nothing are left out.
    pub(super) fn insert(table: &str, columns: impl IntoIterator<Item = (&'c str, Cell<'c>)>) -> Self {
        Self::insert_with(table, &[], columns)
    }

    /// The same, with the first columns as these words say.
    pub(super) fn insert_with(
        table: &str,
        said: &[(&str, &str)],
        columns: impl IntoIterator<Item = (&'c str, Cell<'c>)>,
    ) -> Self {
        let (mut names, mut places, mut cells) = (Vec::new(), Vec::new(), Vec::new());
        for (name, place) in said {
            names.push(*name);
            places.push(*place);
        }
        for (name, cell) in columns.into_iter().filter(|(_, cell)| *cell != Cell::Null) {
            names.push(name);
            places.push(place_of(name));
            cells.push(stored(name, cell));
        }
        Self::new(format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", ")), cells)
    }

    /// Writes over the row that is there already under this key, if there is one: all of these columns.
    pub(super) fn or_update(mut self, key: &str, columns: &str) -> Self {
        let _ = write!(self.sql, " ON CONFLICT ({key}) DO UPDATE SET ");
        for (n, column) in columns.split(", ").enumerate() {
            let _ = write!(self.sql, "{}{column} = excluded.{column}", if n == 0 { "" } else { ", " });
        }
        self
    }

    /// Leaves the row that is there already under this key, if there is one, as it is.
    pub(super) fn unless_there(self, key: &str) -> Self {
        self.and(&format!(" ON CONFLICT ({key}) DO NOTHING"), [])
    }

    /// Gives columns of a row other values; the condition, which ends the statement, follows by [`Step::and`].
    pub(super) fn update(table: &str, columns: impl IntoIterator<Item = (&'c str, Cell<'c>)>) -> Self {
        let mut step = Self::new(format!("UPDATE {table} SET "), []);
        for (n, (name, cell)) in columns.into_iter().enumerate() {
            let _ = write!(step.sql, "{}{name} = {}", if n == 0 { "" } else { ", " }, place_of(name));
            step.cells.push(stored(name, cell));
        }
        step
    }

    /// Goes on with these words and their values.
    pub(super) fn and(mut self, sql: &str, cells: impl IntoIterator<Item = Cell<'c>>) -> Self {
        self.sql.push_str(sql);
        self.cells.extend(cells);
        self
    }

    /// Says by its value what is there already.
    pub(super) fn taken(mut self, what: String) -> Self {
        self.taken = Some(what);
        self
    }

    /// Expects to meet a row.
    pub(super) fn or(mut self, refusal: Refusal) -> Self {
        self.otherwise = Some(refusal);
        self
    }
}

/// The names of columns, each with its value.
pub(super) fn named<'c>(
    columns: &'c str,
    cells: impl IntoIterator<Item = Cell<'c>>,
) -> impl Iterator<Item = (&'c str, Cell<'c>)> {
    columns.split(", ").zip(cells)
}
