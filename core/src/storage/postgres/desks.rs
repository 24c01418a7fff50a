//! Desks and their configurations.

use super::errors::{Fault, Outcome};
use super::rows::{all, one, run};
use super::session::Session;
use crate::id::DeskId;
use crate::storage::rules::unknown_desk;
use crate::storage::sql::{Cell, Row, Stored};
use crate::storage::{DeskEntry, StoredConfig};

const ENTRY: &str = "SELECT desk, key, config_version FROM tkit_desk";

fn entry<R: Row>(row: &mut R) -> Result<DeskEntry, R::Fault> {
    Ok(DeskEntry { id: row.take()?, key: row.take()?, config_version: row.take()? })
}

pub(super) fn desks(session: &Session) -> Outcome<Vec<DeskEntry>> {
    all(session, &format!("{ENTRY} ORDER BY key"), &[], |row| entry(row))
}

pub(super) fn desk(session: &Session, key: &str) -> Outcome<Option<DeskEntry>> {
    one(session, &format!("{ENTRY} WHERE key = $1"), &[Cell::text(key)], |row| entry(row))
}

/// The version of the configuration that is in force at a desk; fails when there is no such desk.
pub(super) fn config_version(session: &Session, desk: DeskId) -> Outcome<u64> {
    let sql = "SELECT config_version FROM tkit_desk WHERE desk = $1";
    one(session, sql, &[desk.to_cell()], |row| row.take())?.ok_or_else(|| unknown_desk(desk).into())
}

/// Makes a desk, in one statement. `unsure`: it may have been made already by the same call, over a connection that
/// broke.
pub(super) fn create(
    session: &Session,
    id: DeskId,
    (key, document): (&str, &str),
    unsure: bool,
) -> Outcome<()> {
    let sql = "WITH made AS (
            INSERT INTO tkit_desk (desk, key, config_version, feed, places) VALUES ($1, $2, 1, 0, 0)
        ), counted AS (
            INSERT INTO tkit_drawn (desk, number) VALUES ($1, 0)
        )
        INSERT INTO tkit_config (desk, version, document) VALUES ($1, 1, $3)";
    let made = run(session, sql, &[id.to_cell(), Cell::text(key), Cell::text(document)]);
    let Err(fault) = made else { return Ok(()) };
    if unsure && fault.is_taken() && desk(session, key)?.is_some_and(|entry| entry.id == id) {
        return Ok(());
    }
    // Which of the two is found first depends on the server.
    Err(if fault.is_taken() && desk(session, key)?.is_some() {
        Fault::taken(&format!("the key `{key}`"))
    } else {
        fault.or_taken(|| "the id of the desk".to_owned())
    })
}

pub(super) fn config(session: &Session, desk: DeskId, version: Option<u64>) -> Outcome<Option<StoredConfig>> {
    let sql = "SELECT c.version, c.document FROM tkit_desk AS d
        LEFT JOIN tkit_config AS c ON c.desk = d.desk AND c.version = coalesce($2::BIGINT, d.config_version)
        WHERE d.desk = $1";
    let found = one(session, sql, &[desk.to_cell(), version.to_cell()], |row| {
        let version: Option<u64> = row.take()?;
        Ok(version.zip(row.take()?).map(|(version, document)| StoredConfig { version, document }))
    })?;
    found.ok_or_else(|| unknown_desk(desk).into())
}

/// Every table with rows of a desk but that of the desks themselves.
const TABLES: &[&str] = &[
    "tkit_participant",
    "tkit_link",
    "tkit_external_id",
    "tkit_file",
    "tkit_message",
    "tkit_event",
    "tkit_clock",
    "tkit_timer",
    "tkit_job",
    "tkit_effect",
    "tkit_command",
    "tkit_address",
    "tkit_member",
    "tkit_person",
    "tkit_organization",
    "tkit_decision",
    "tkit_counter",
    "tkit_fired",
    "tkit_ticket",
    "tkit_drawn",
    "tkit_config",
];

/// Takes a desk away, with all its rows; false when there is none. The desk goes first: from then on nobody can commit
/// to it, and who is at it just now is waited for.
pub(super) fn delete(session: &Session, id: DeskId) -> Outcome<bool> {
    session.transaction("BEGIN", || {
        if run(session, "DELETE FROM tkit_desk WHERE desk = $1", &[id.to_cell()])? == 0 {
            return Ok(false);
        }
        for table in TABLES {
            run(session, &format!("DELETE FROM {table} WHERE desk = $1"), &[id.to_cell()])?;
        }
        Ok(true)
    })
}
