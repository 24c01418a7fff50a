//! Counts.

use rusqlite::Connection;

use super::desks::Desk;
use super::dialect::Sqlite;
use super::errors::Outcome;
use super::rows::all;
use crate::query::{Count, CountQuery};
use crate::storage::sql::{Values, counted, counting};

pub(super) fn count(connection: &Connection, desk: Desk, query: &CountQuery) -> Outcome<Vec<Count>> {
    let mut values = Values::default();
    let sql = counting::<Sqlite>(desk.cell(), query, &mut values)?;
    let mut counts = all(connection, &sql, values.cells(), |row| counted(query, row))?;
    counts.sort_by(|a, b| a.value.cmp(&b.value));
    Ok(counts)
}
