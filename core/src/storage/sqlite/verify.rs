//! What lies under the records: pages, indexes, and rows that name other rows.

use rusqlite::Connection;

use super::errors::Outcome;
use super::rows::all;
use crate::storage::sql::Row;

/// What SQLite finds wrong with the file: a sentence each.
pub(super) fn verify(connection: &Connection) -> Outcome<Vec<String>> {
    let mut found: Vec<String> =
        all(connection, "SELECT integrity_check FROM pragma_integrity_check", &[], |row| row.take())?;
    found.retain(|line| line != "ok");
    let sql = "SELECT \"table\", parent FROM pragma_foreign_key_check";
    found.extend(all(connection, sql, &[], |row| {
        let (table, parent): (String, String) = (row.take()?, row.take()?);
        Ok(format!("a row of `{table}` names a row of `{parent}` that is not there"))
    })?);
    Ok(found)
}
