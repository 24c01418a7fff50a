//! Desks and their configurations.

use rusqlite::Connection;

use super::errors::{Fault, Outcome};
use super::rows::{all, one, run, statement};
use super::search;
use crate::error::Code;
use crate::id::DeskId;
use crate::storage::sql::{Cell, Row, Stored};
use crate::storage::{DeskEntry, StoredConfig};

/// What is known of a desk wherever it is written to or read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk {
    /// Its number in this file.
    pub(super) number: i64,
    /// The version of the configuration in force.
    pub(super) config_version: u64,
    /// The last ticket number that was drawn.
    pub(super) drawn: u64,
}

impl Desk {
    /// The desk of this id.
    pub(super) fn of(connection: &Connection, id: DeskId) -> Outcome<Self> {
        let sql = "SELECT desk, config_version, drawn FROM tkit_desk WHERE id = ?1";
        let desk = one(connection, sql, &[id.to_cell()], |row| {
            Ok(Self { number: row.take()?, config_version: row.take()?, drawn: row.take()? })
        })?;
        desk.ok_or_else(|| crate::storage::rules::unknown_desk(id).into())
    }

    /// Its number, to be bound.
    pub(super) const fn cell(self) -> Cell<'static> {
        Cell::Integer(self.number)
    }

    /// The key of the `n`-th row that a table of [`Sequence`] has of the desk; all larger counts are the last.
    pub(super) fn place(self, n: u64) -> Cell<'static> {
        Cell::Integer((self.number << COUNT_BITS) | n.min(COUNT).cast_signed())
    }
}

/// The bits of a key that count within a desk.
const COUNT_BITS: u32 = 40;
/// The highest count.
const COUNT: u64 = (1 << COUNT_BITS) - 1;

/// The count that is in a key.
pub(super) const fn count_of(key: i64) -> u64 {
    key.cast_unsigned() & COUNT
}

const ENTRY: &str = "SELECT id, key, config_version FROM tkit_desk";

fn entry<R: Row>(row: &mut R) -> Result<DeskEntry, R::Fault> {
    Ok(DeskEntry { id: row.take()?, key: row.take()?, config_version: row.take()? })
}

pub(super) fn desks(connection: &Connection) -> Outcome<Vec<DeskEntry>> {
    all(connection, &format!("{ENTRY} ORDER BY key"), &[], |row| entry(row))
}

pub(super) fn desk(connection: &Connection, key: &str) -> Outcome<Option<DeskEntry>> {
    one(connection, &format!("{ENTRY} WHERE key = ?1"), &[Cell::text(key)], |row| entry(row))
}

pub(super) fn create(connection: &Connection, id: DeskId, key: &str, document: &str) -> Outcome<()> {
    if desk(connection, key)?.is_some() {
        return Err(Fault::taken(&format!("the key `{key}`")));
    }
    let sql = "INSERT INTO tkit_desk (id, key, config_version) VALUES (?1, ?2, 1)";
    run(connection, sql, &[id.to_cell(), Cell::text(key)])
        .map_err(|fault| fault.or_taken(|| "the id of the desk".to_owned()))?;
    put_config(connection, connection.last_insert_rowid(), 1, document)
}

/// The id of the desk of this number.
pub(super) fn desk_of(connection: &Connection, number: i64) -> Outcome<DeskId> {
    let sql = "SELECT id FROM tkit_desk WHERE desk = ?1";
    one(connection, sql, &[Cell::Integer(number)], |row| row.take())?.ok_or_else(|| Fault::damaged("desk"))
}

/// What an id in `tkit_id` stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A command; its place is `place`.
    Command,
    /// A ticket; its place is `row`.
    Ticket,
    /// A message; its place is `row`.
    Message,
    /// An effect; its place is `at`.
    Effect,
    /// A record of a routing; its place is `place`.
    Routing,
}

impl Kind {
    /// The number under which it is stored.
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::Command => 0,
            Self::Ticket => 1,
            Self::Message => 2,
            Self::Effect => 3,
            Self::Routing => 4,
        }
    }

    /// The place of the id that is bound as `?2`, in the desk that is bound as `?1`.
    pub(super) fn place(self) -> String {
        format!("(SELECT place FROM tkit_id WHERE desk = ?1 AND id = ?2 AND kind = {})", self.number())
    }
}

/// Writes a version of a configuration; fails with `already_taken` when there is one of this number.
pub(super) fn put_config(connection: &Connection, desk: i64, version: u64, document: &str) -> Outcome<()> {
    let sql = "INSERT INTO tkit_config (desk, version, document) VALUES (?1, ?2, ?3)";
    run(connection, sql, &[Cell::Integer(desk), version.to_cell(), Cell::text(document)]).map_err(
        |fault| if fault.is_taken() { Fault::taken("the version of the configuration") } else { fault },
    )?;
    run(
        connection,
        "UPDATE tkit_desk SET config_version = ?2 WHERE desk = ?1",
        &[Cell::Integer(desk), version.to_cell()],
    )?;
    Ok(())
}

pub(super) fn config(
    connection: &Connection,
    desk: DeskId,
    version: Option<u64>,
) -> Outcome<Option<StoredConfig>> {
    let desk = Desk::of(connection, desk)?;
    let version = version.unwrap_or(desk.config_version);
    let sql = "SELECT document FROM tkit_config WHERE desk = ?1 AND version = ?2";
    one(connection, sql, &[desk.cell(), version.to_cell()], |row| {
        Ok(StoredConfig { version, document: row.take()? })
    })
}

/// Every table with rows of a desk, those that others refer to last.
const TABLES: &[&str] = &[
    "tkit_id",
    "tkit_participant",
    "tkit_link",
    "tkit_external_id",
    "tkit_file",
    "tkit_message",
    "tkit_clock",
    "tkit_timer",
    "tkit_job",
    "tkit_effect",
    "tkit_address",
    "tkit_member",
    "tkit_person",
    "tkit_organization",
    "tkit_counter",
    "tkit_fired",
    "tkit_ticket",
    "tkit_config",
    "tkit_desk",
];

/// Takes a desk away, with all its rows and words; false when there is none.
pub(super) fn delete(connection: &Connection, id: DeskId) -> Outcome<bool> {
    let desk = match Desk::of(connection, id) {
        Err(Fault::Told(error)) if error.code() == Code::UnknownDesk => return Ok(false),
        desk => desk?,
    };
    search::forget_desk(connection, desk)?;
    for sequence in [Sequence::Feed, Sequence::Commands, Sequence::Routings] {
        let (table, key) = sequence.table();
        let sql = format!("DELETE FROM {table} WHERE {key} BETWEEN ?1 AND ?2");
        run(connection, &sql, &[desk.place(0), desk.place(COUNT)])?;
    }
    for table in TABLES {
        run(connection, &format!("DELETE FROM {table} WHERE desk = ?1"), &[desk.cell()])?;
    }
    search::lower_marks(connection)?;
    Ok(true)
}

/// The last count of a desk's own sequence, 0 when it has not begun.
pub(super) fn last(connection: &Connection, desk: Desk, sequence: Sequence) -> Outcome<u64> {
    let sql = match sequence {
        Sequence::Feed => statement!(Sequence::Feed.last()),
        Sequence::Commands => statement!(Sequence::Commands.last()),
        Sequence::Routings => statement!(Sequence::Routings.last()),
    };
    let key = one(connection, sql, &[desk.place(0), desk.place(COUNT)], |row| row.take::<Option<i64>>())?;
    key.map(|key| key.map_or(0, count_of)).ok_or_else(|| Fault::damaged("max"))
}

/// What is counted in the order of a desk's commits, in a table whose key is [`Desk::place`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Sequence {
    /// Its events.
    Feed,
    /// Its commands.
    Commands,
    /// Its records of routings.
    Routings,
}

impl Sequence {
    /// The table, and the name of its key.
    const fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Feed => ("tkit_event", "feed"),
            Self::Commands => ("tkit_command", "place"),
            Self::Routings => ("tkit_decision", "place"),
        }
    }

    fn last(self) -> String {
        let (table, key) = self.table();
        format!("SELECT max({key}) FROM {table} WHERE {key} BETWEEN ?1 AND ?2")
    }
}
