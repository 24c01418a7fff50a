//! The schema: numbered steps that only ever lead forward.
//!
//! Each step is one transaction, which begins with the row that says it was done: of two processes that start together
//! the second waits at that row, finds it taken, and looks again. So no step is done twice or by halves, and nobody
//! needs a lock of the whole database.

use sha2::{Digest, Sha256};

use super::errors::{Fault, Outcome};
use super::options::Server;
use super::rows::{all, run};
use super::session::Session;
use crate::error::{Code, Problem};
use crate::storage::sql::{Cell, Row};
use crate::time::Patience;

/// All steps; the number of a step is its place, from 1. A step that was released never changes.
pub(super) const MIGRATIONS: &[&str] =
    &[concat!(include_str!("schema/0001_tables.sql"), include_str!("schema/0001_views.sql"))];

/// Where the steps are recorded, each with the SHA-256 of its text.
const RECORDS: &str = "CREATE TABLE IF NOT EXISTS tkit_migration (
    number BIGINT PRIMARY KEY,
    checksum BYTEA NOT NULL
)";

/// Brings the schema to the last of these steps.
pub(super) fn migrate(session: &Session, server: &Server, steps: &[&str]) -> Outcome<()> {
    let mut patience = Patience::new(server.patience);
    loop {
        match next_step(session, server, steps) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // Somebody else does the same just now.
            Err(fault) if is_race(&fault) && patience.wait() => {}
            Err(fault) => return Err(fault),
        }
    }
}

/// Does one thing that is missing; true when nothing is.
fn next_step(session: &Session, server: &Server, steps: &[&str]) -> Outcome<bool> {
    let Some(done) = recorded(session)? else {
        // Whoever may not make a schema may still use one that was made for them.
        match session.batch(RECORDS) {
            Err(fault) if is_state(&fault, &["3F000"]) => {
                session.batch(&format!("CREATE SCHEMA IF NOT EXISTS \"{}\"", server.schema()))?;
            }
            made => made?,
        }
        return Ok(false);
    };
    check_done(&done, steps)?;
    let Some((number, step)) = (1_i64..).zip(steps).nth(done.len()) else { return Ok(true) };
    session.transaction("BEGIN", || {
        let record = "INSERT INTO tkit_migration (number, checksum) VALUES ($1, $2)";
        run(session, record, &[Cell::Integer(number), Cell::bytes(&checksum(step))])?;
        session.batch(step)
    })?;
    Ok(done.len() + 1 == steps.len())
}

/// The hashes of the steps that were done; nothing when there is no record of any.
fn recorded(session: &Session) -> Outcome<Option<Vec<Vec<u8>>>> {
    let sql = "SELECT checksum FROM tkit_migration ORDER BY number";
    match all(session, sql, &[], |row| row.take::<Hash>()) {
        Ok(hashes) => Ok(Some(hashes.into_iter().map(|hash| hash.0).collect())),
        Err(fault) if is_state(&fault, &["42P01", "3F000"]) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Checks that the steps that were done are ours.
fn check_done(done: &[Vec<u8>], steps: &[&str]) -> Outcome<()> {
    let Some(ours) = steps.get(..done.len()) else {
        let message =
            format!("the database has version {}, and this library knows {}", done.len(), steps.len());
        return Err(Problem::new(Code::SchemaTooNew, message)
            .hint("use the version of the library that wrote it, or a newer one")
            .into());
    };
    if ours.iter().zip(done).any(|(step, hash)| checksum(step) != **hash) {
        let message = "the schema of the database was made by other steps than those of this library";
        return Err(Problem::new(Code::Damaged, message).into());
    }
    Ok(())
}

fn checksum(step: &str) -> [u8; 32] {
    Sha256::digest(step).into()
}

/// Whether somebody else made the same thing at the same time.
fn is_race(fault: &Fault) -> bool {
    fault.is_contention() || fault.is_taken() || is_state(fault, &["42P06", "42P07", "42710", "XX000"])
}

fn is_state(fault: &Fault, states: &[&str]) -> bool {
    fault.state().is_some_and(|state| states.contains(&state.code()))
}

/// The bytes of a column.
struct Hash(Vec<u8>);

impl crate::storage::sql::Stored for Hash {
    fn to_cell(&self) -> Cell<'_> {
        Cell::bytes(&self.0)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        cell.as_bytes().map(|bytes| Self(bytes.to_vec()))
    }
}
