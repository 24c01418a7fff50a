//! Running statements and reading rows.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params_from_iter};

use super::errors::{Fault, Outcome};
use crate::storage::sql::{self, Cell, Stored};

/// A statement that is put together once, where it stands.
macro_rules! statement {
    ($text:expr) => {{
        static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| $text);
        SQL.as_str()
    }};
}
pub(super) use statement;

/// A statement that writes a row: `head` opens the list of columns with those that are keys, the columns of the record
/// follow, and each gets its value.
pub(super) fn with_values(head: &str, columns: &str) -> String {
    let count = head.matches(',').count() + columns.matches(',').count() + 2;
    let places: Vec<String> = (1..=count).map(|n| format!("?{n}")).collect();
    format!("{head}, {columns}) VALUES ({})", places.join(", "))
}

/// The same, for a row that may be there already under this key.
pub(super) fn or_update(head: &str, columns: &str, key: &str) -> String {
    let new: Vec<String> =
        columns.split(", ").map(|column| format!("{column} = excluded.{column}")).collect();
    format!("{} ON CONFLICT ({key}) DO UPDATE SET {}", with_values(head, columns), new.join(", "))
}

/// Runs a statement that answers no rows; how many rows it changed.
pub(super) fn run(connection: &Connection, sql: &str, cells: &[Cell<'_>]) -> Outcome<usize> {
    Ok(connection.prepare_cached(sql)?.execute(params_from_iter(cells))?)
}

/// The first row of an answer.
pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    cells: &[Cell<'_>],
    read: impl FnOnce(&mut Columns<'_, '_>) -> Outcome<T>,
) -> Outcome<Option<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(cells))?;
    match rows.next()? {
        Some(row) => read(&mut Columns::of(row)).map(Some),
        None => Ok(None),
    }
}

/// All rows of an answer.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    cells: &[Cell<'_>],
    mut read: impl FnMut(&mut Columns<'_, '_>) -> Outcome<T>,
) -> Outcome<Vec<T>> {
    let mut found = Vec::new();
    each(connection, sql, cells, |columns| {
        found.push(read(columns)?);
        Ok(true)
    })?;
    Ok(found)
}

/// Shows the rows of an answer one by one, for as long as the answer is to go on.
pub(super) fn each(
    connection: &Connection,
    sql: &str,
    cells: &[Cell<'_>],
    mut see: impl FnMut(&mut Columns<'_, '_>) -> Outcome<bool>,
) -> Outcome<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(cells))?;
    while let Some(row) = rows.next()? {
        if !see(&mut Columns::of(row))? {
            break;
        }
    }
    Ok(())
}

/// The columns of a row, read from left to right.
pub(super) struct Columns<'r, 's> {
    row: &'r Row<'s>,
    next: usize,
}

impl<'r, 's> Columns<'r, 's> {
    const fn of(row: &'r Row<'s>) -> Self {
        Self { row, next: 0 }
    }

    /// The column at a place, as it is stored.
    fn at(&self, place: usize) -> Outcome<Cell<'r>> {
        Ok(match self.row.get_ref(place)? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(number) => Cell::Real(number),
            ValueRef::Text(text) => {
                Cell::text(std::str::from_utf8(text).map_err(|_| self.damaged_at(place))?)
            }
            ValueRef::Blob(bytes) => Cell::bytes(bytes),
        })
    }

    fn damaged_at(&self, place: usize) -> Fault {
        Fault::damaged(self.row.as_ref().column_name(place).unwrap_or("?"))
    }
}

impl sql::Row for Columns<'_, '_> {
    type Fault = Fault;

    fn take<T: Stored>(&mut self) -> Outcome<T> {
        let place = self.next;
        self.next += 1;
        T::from_cell(&self.at(place)?).ok_or_else(|| self.damaged_at(place))
    }

    fn pass(&mut self) {
        self.next += 1;
    }

    fn misread(&self) -> Fault {
        self.damaged_at(self.next.saturating_sub(1))
    }
}
