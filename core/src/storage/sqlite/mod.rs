//! Desks in a file: SQLite, inside the program.

mod apply;
mod backup;
mod count;
mod desks;
mod dialect;
mod erased;
mod errors;
mod find;
mod line;
mod load;
mod migrate;
mod open;
mod parts;
mod read;
mod readers;
mod rows;
mod scan;
mod search;
#[cfg(test)]
mod tests;
mod verify;
mod writer;

use std::fmt;
use std::path::Path;

use rusqlite::Connection;

pub use backup::BackupProgress;
pub use open::{Durability, SqliteOptions};

use self::apply::{apply, apply_to, restore};
use self::desks::Desk;
use self::errors::Outcome;
use self::parts::{each_whole, whole};
use self::readers::Readers;
use self::rows::run;
use self::scan::Scan;
use self::writer::Writer;
use super::gate::{Gate, Inside};
use super::kept::check_after;
use super::process::Owner;
use super::rules::another_desk;
use super::sql::Stored;
use super::{
    CommandPage, Committed, Decide, DeskEntry, JobsQuery, Kept, KeptKind, Key, PeopleQuery, Share, Snapshot,
    Step, Storage, StoredConfig, Wanted, too_many_rounds, unanswered,
};
use crate::change::ChangeSet;
use crate::error::Result;
use crate::id::DeskId;
use crate::limits;
use crate::model::{Job, Person, Timer};
use crate::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use crate::time::{Span, Timestamp};

/// Desks in one file, which is theirs alone.
///
/// Any number of threads, and of processes on the same machine, may use the file at the same time. Decisions are made
/// one after the other, each on what the one before has written, so that none of them ever conflicts and ticket numbers
/// have no gaps; those that wait for their turn at the same time share a transaction. Readers never wait.
///
/// After a fork the new process gets `forked` for every call, and opens its own. A storage that is paused over the fork
/// has nothing open: both processes can resume it, and have a connection each. A file must never be opened by
/// another copy of SQLite inside the same process: the two would drop each other's locks.
///
/// ```
/// use ticketkit::id::DeskId;
/// use ticketkit::storage::{SqliteStorage, Storage};
/// # let folder = std::env::temp_dir().join(format!("tkit-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("desks.db");
/// let desk = DeskId::from_bytes([7; 16]);
/// let storage = SqliteStorage::open(&path)?;
/// storage.create_desk(desk, "support", r#"{"format": 1}"#)?;
/// storage.close()?;
/// assert_eq!(SqliteStorage::open(&path)?.desk("support")?.map(|entry| entry.id), Some(desk));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), ticketkit::Error>(())
/// ```
pub struct SqliteStorage {
    writer: Writer,
    readers: Readers,
    gate: Gate,
    owner: Owner,
}

impl SqliteStorage {
    /// Opens the file at `path`, and makes it when there is none.
    ///
    /// Fails with `not_ours` when the file belongs to another program, `schema_too_new` when a newer version of this
    /// library has written it, `read_only`, `damaged`, `storage_busy`, or `cannot_open`. A file of an older version is
    /// brought forward; a copy of it stays beside it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, SqliteOptions::default())
    }

    /// The same, in a way of the caller's choice. Fails as [`open`](Self::open) does.
    pub fn open_with(path: impl AsRef<Path>, options: SqliteOptions) -> Result<Self> {
        let path = open::whole_path(path.as_ref())?;
        let writer = Writer::new(
            open::open_writer(&path, options)?,
            Span::from_millis(options.busy_timeout_ms.into()),
        );
        let (readers, gate) = (Readers::new(path, options), Gate::default());
        Ok(Self { writer, readers, gate, owner: Owner::this() })
    }

    fn reading<T>(&self, read: impl FnOnce(&Connection) -> Outcome<T>) -> Result<T> {
        let _inside = self.enter()?;
        Ok(self.readers.read(read)?)
    }

    /// One write of its own, whole or not at all.
    fn writing<T>(&self, write: impl FnOnce(&Connection) -> Outcome<T>) -> Result<T> {
        let _inside = self.enter()?;
        self.writer.write(1, |connection, found| Ok(whole(connection, found, || write(connection))?))
    }

    fn enter(&self) -> Result<Inside<'_>> {
        self.owner.check()?;
        self.gate.enter()
    }
}

impl fmt::Debug for SqliteStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStorage").finish_non_exhaustive()
    }
}

/// In a forked process the connections are those of the other one: they are left alone.
impl Drop for SqliteStorage {
    fn drop(&mut self) {
        if self.owner.is_another() {
            self.writer.forget();
            self.readers.forget();
        }
    }
}

/// Carries out a decision in the open transaction.
fn decide(connection: &Connection, id: DeskId, decision: &mut dyn Decide) -> Outcome<Option<Committed>> {
    let desk = Desk::of(connection, id)?;
    let number = desk.drawn.saturating_add(1);
    let mut rows = load::Rows::new();
    let mut snapshot = load::load(connection, desk, decision.wanted(), number, &mut rows)?;
    for _ in 0..limits::DECISION_ROUNDS {
        match decision.decide(&snapshot) {
            Step::Need(more) => {
                let more = more.without(&snapshot.asked);
                snapshot.extend(load::load(connection, desk, more, number, &mut rows)?);
            }
            Step::Leave => return Ok(None),
            Step::Write(changes) if changes.desk == id => {
                let committed = apply_to(connection, desk, rows, &changes)?;
                if snapshot.number.is_some() {
                    draw(connection, desk, number)?;
                }
                return Ok(Some(committed));
            }
            Step::Write(_) => return Err(another_desk().into()),
        }
    }
    Err(too_many_rounds().into())
}

/// Notes that a ticket number is given away.
fn draw(connection: &Connection, desk: Desk, number: u64) -> Outcome<()> {
    run(connection, "UPDATE tkit_desk SET drawn = ?2 WHERE desk = ?1", &[desk.cell(), number.to_cell()])
        .map(drop)
}

impl Storage for SqliteStorage {
    fn desks(&self) -> Result<Vec<DeskEntry>> {
        self.reading(desks::desks)
    }

    fn desk(&self, key: &str) -> Result<Option<DeskEntry>> {
        self.reading(|connection| desks::desk(connection, key))
    }

    fn create_desk(&self, id: DeskId, key: &str, document: &str) -> Result<()> {
        self.writing(|connection| desks::create(connection, id, key, document))
    }

    fn delete_desk(&self, id: DeskId) -> Result<bool> {
        self.writing(|connection| desks::delete(connection, id))
    }

    fn config(&self, desk: DeskId, version: Option<u64>) -> Result<Option<StoredConfig>> {
        self.reading(|connection| desks::config(connection, desk, version))
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        if !wanted.contains(&Key::Number) {
            return self.reading(|connection| {
                let mut rows = load::Rows::new();
                load::load(connection, Desk::of(connection, desk)?, wanted.clone(), 0, &mut rows)
            });
        }
        self.writing(|connection| {
            let desk = Desk::of(connection, desk)?;
            let number = desk.drawn.saturating_add(1);
            draw(connection, desk, number)?;
            load::load(connection, desk, wanted.clone(), number, &mut load::Rows::new())
        })
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        let _inside = self.enter()?;
        self.writer.write(changes.len(), |connection, found| {
            each_whole(connection, found, changes.len(), |n| {
                apply(connection, changes.get(n).ok_or_else(unanswered)?)
            })
        })
    }

    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        let count = decisions.len();
        let written = self.enter().and_then(|_inside| {
            self.writer.write(count, |connection, found| {
                each_whole(connection, found, count, |n| {
                    let decision = decisions.get_mut(n).ok_or_else(unanswered)?;
                    decide(connection, desk, *decision)
                })
            })
        });
        written.unwrap_or_else(|error| vec![Err(error); count])
    }

    fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage> {
        self.reading(|connection| find::find(connection, Desk::of(connection, desk)?, query))
    }

    fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>> {
        self.reading(|connection| count::count(connection, Desk::of(connection, desk)?, query))
    }

    fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage> {
        self.reading(|connection| read::history(connection, Desk::of(connection, desk)?, query))
    }

    fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage> {
        self.reading(|connection| read::thread(connection, Desk::of(connection, desk)?, query))
    }

    fn people(&self, desk: DeskId, query: &PeopleQuery) -> Result<Vec<Person>> {
        self.reading(|connection| read::people(connection, Desk::of(connection, desk)?, query))
    }

    fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>> {
        self.reading(|connection| read::jobs(connection, Desk::of(connection, desk)?, query))
    }

    fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage> {
        self.reading(|connection| read::commands(connection, Desk::of(connection, desk)?, after, limit))
    }

    fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>> {
        self.reading(|connection| read::due(connection, now, limit, share))
    }

    fn next_due(&self) -> Result<Option<Timestamp>> {
        self.reading(read::next_due)
    }

    fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        check_after(kind, after)?;
        self.reading(|connection| {
            let desk = Desk::of(connection, desk)?;
            Scan { connection, desk, after, limit }.records(kind)
        })
    }

    fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()> {
        self.writing(|connection| restore(connection, Desk::of(connection, desk)?, &records))
    }

    fn verify(&self) -> Result<Vec<String>> {
        self.reading(verify::verify)
    }

    fn maintain(&self) -> Result<bool> {
        self.writing(search::maintain)
    }

    fn pause(&self, within: Span) -> Result<()> {
        self.owner.check()?;
        self.gate.pause(within, || {
            self.readers.let_go();
            self.writer.let_go()?;
            self.owner.let_go();
            Ok(())
        })
    }

    fn resume(&self) -> Result<()> {
        self.owner.check()?;
        self.gate.resume(|| {
            let (path, options) = self.readers.file();
            // A file that went away meanwhile is missed, and not begun anew.
            self.writer.take_up(open::open_writer(path, SqliteOptions { create: false, ..options })?);
            self.owner.take_up();
            Ok(())
        })
    }

    fn close(&self) -> Result<()> {
        self.owner.check()?;
        let is_held = self.gate.close()?;
        self.readers.close();
        if is_held { Ok(self.writer.close()?) } else { Ok(()) }
    }
}
