//! Desks on a server: PostgreSQL, or one that speaks as it does.

mod apply;
mod commit;
mod count;
mod desks;
mod dialect;
mod erased;
mod errors;
mod find;
mod load;
mod migrate;
mod options;
mod pool;
mod prepared;
mod questions;
mod read;
mod rows;
mod scan;
mod search;
mod session;
mod texts;
mod turns;
mod words;

use std::fmt;
use std::sync::Arc;

pub use options::PostgresOptions;

use self::errors::{Outcome, out_of_reach};
use self::options::Server;
use self::pool::Pool;
use self::session::Session;
use self::turns::Turns;
use super::gate::{Gate, Inside};
use super::kept::check_after;
use super::process::Owner;
use super::{
    CommandPage, Committed, Decide, DeskEntry, JobsQuery, Kept, KeptKind, PeopleQuery, Share, Snapshot,
    Storage, StoredConfig, Wanted, write_after_load,
};
use crate::change::ChangeSet;
use crate::error::Result;
use crate::id::DeskId;
use crate::model::{Job, Person, Timer};
use crate::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use crate::time::{Patience, Span, Timestamp};

/// Desks in a schema of a PostgreSQL database, which is theirs alone.
///
/// Any number of threads, of processes and of machines may use it at the same time. Decisions are made side by side;
/// where two of them get into each other's way, one is made again. Nothing is kept in a connection from one call to
/// the next, so that a pooler that gives each transaction another one may stand between; where none does,
/// [`PostgresOptions::prepared_statements`] makes all of it faster.
///
/// After a fork the new process gets `forked` for every call, and opens its own. A storage that is paused over the fork
/// has nothing open: both processes can resume it.
pub struct PostgresStorage {
    pool: Pool,
    turns: Turns,
    gate: Gate,
    owner: Owner,
}

impl PostgresStorage {
    /// Opens the database at `url`, as in `postgres://user:password@host:5432/database`, and makes our tables when
    /// there are none. The connection is not encrypted: the server is to be on the same machine or in a network of its
    /// own.
    ///
    /// Fails with `cannot_open` when the server cannot be reached or does not let us in, `storage_busy`,
    /// `schema_too_new` when a newer version of this library has written there, or `damaged`. Tables of an older
    /// version are brought forward.
    pub fn open(url: &str) -> Result<Self> {
        Self::open_with(url, &PostgresOptions::default())
    }

    /// The same, in a way of the caller's choice. Fails as [`open`](Self::open) does.
    pub fn open_with(url: &str, options: &PostgresOptions) -> Result<Self> {
        let server = Arc::new(Server::new(url, options)?);
        let first = open(&server)?;
        migrate::migrate(&first, &server, migrate::MIGRATIONS)?;
        let turns = Turns::new(server.patience);
        let pool = Pool::new(server, first);
        Ok(Self { pool, turns, gate: Gate::default(), owner: Owner::this() })
    }

    /// Reads, once more where others are in the way or the connection breaks.
    fn reading<T>(&self, read: impl Fn(&Session) -> Outcome<T>) -> Result<T> {
        self.trying(|session, _| read(session))
    }

    /// Tries until others are out of the way, or patience is over. `work` is told whether a try before it may have been
    /// carried out without an answer.
    fn trying<T>(&self, work: impl Fn(&Session, bool) -> Outcome<T>) -> Result<T> {
        let _inside = self.enter()?;
        let mut patience = self.pool.patience();
        let mut unsure = false;
        loop {
            let taken = self.pool.take(&mut patience)?;
            let fault = match work(taken.session()?, unsure) {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            drop(taken);
            unsure |= fault.is_lost();
            if !(fault.is_contention() || fault.is_lost()) || !patience.wait() {
                return Err(fault.into());
            }
        }
    }

    fn enter(&self) -> Result<Inside<'_>> {
        self.owner.check()?;
        self.gate.enter()
    }
}

/// The first connection. A server that is there and says that it is not ready yet is waited for.
fn open(server: &Arc<Server>) -> Outcome<Session> {
    let mut patience = Patience::new(server.patience);
    loop {
        match Session::connect(server) {
            Err(fault) if fault.is_lost() && fault.state().is_none() => return Err(out_of_reach()),
            Err(fault) if fault.is_lost() && patience.wait() => {}
            opened => return opened,
        }
    }
}

impl fmt::Debug for PostgresStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStorage").finish_non_exhaustive()
    }
}

/// In a forked process the connections are those of the other one: they are left alone.
impl Drop for PostgresStorage {
    fn drop(&mut self) {
        if self.owner.is_another() {
            self.pool.forget();
        }
    }
}

impl Storage for PostgresStorage {
    fn desks(&self) -> Result<Vec<DeskEntry>> {
        self.reading(desks::desks)
    }

    fn desk(&self, key: &str) -> Result<Option<DeskEntry>> {
        self.reading(|session| desks::desk(session, key))
    }

    fn create_desk(&self, id: DeskId, key: &str, document: &str) -> Result<()> {
        self.trying(|session, unsure| desks::create(session, id, (key, document), unsure))
    }

    fn delete_desk(&self, id: DeskId) -> Result<bool> {
        self.trying(|session, unsure| Ok(desks::delete(session, id)? || unsure))
    }

    fn config(&self, desk: DeskId, version: Option<u64>) -> Result<Option<StoredConfig>> {
        self.reading(|session| desks::config(session, desk, version))
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        self.reading(|session| load::load(session, desk, wanted))
    }

    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>> {
        let _inside = self.enter()?;
        commit::commit(&self.pool, &changes)
    }

    /// Callers of one process who get into each other's way take turns.
    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        let mut answers = Vec::with_capacity(decisions.len());
        for decision in decisions {
            answers.push(self.turns.write(desk, || write_after_load(self, desk, *decision)));
        }
        answers
    }

    fn is_far(&self) -> bool {
        true
    }

    fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage> {
        self.reading(|session| find::find(session, desk, query))
    }

    fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>> {
        self.reading(|session| count::count(session, desk, query))
    }

    fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage> {
        self.reading(|session| read::history(session, desk, query))
    }

    fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage> {
        self.reading(|session| read::thread(session, desk, query))
    }

    fn people(&self, desk: DeskId, query: &PeopleQuery) -> Result<Vec<Person>> {
        self.reading(|session| read::people(session, desk, query))
    }

    fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>> {
        self.reading(|session| read::jobs(session, desk, query))
    }

    fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage> {
        self.reading(|session| read::commands(session, desk, after, limit))
    }

    fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>> {
        self.reading(|session| read::due(session, now, limit, share))
    }

    fn next_due(&self) -> Result<Option<Timestamp>> {
        self.reading(read::next_due)
    }

    fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        check_after(kind, after)?;
        self.reading(|session| scan::scan(session, desk, kind, after, limit))
    }

    fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()> {
        self.trying(|session, unsure| apply::restore(session, desk, &records, unsure))
    }

    /// Texts are indexed by the statement that writes them: there is nothing to do.
    fn maintain(&self) -> Result<bool> {
        let _inside = self.enter()?;
        Ok(false)
    }

    fn pause(&self, within: Span) -> Result<()> {
        self.owner.check()?;
        self.gate.pause(within, || {
            self.pool.let_go();
            self.owner.let_go();
            Ok(())
        })
    }

    fn resume(&self) -> Result<()> {
        self.owner.check()?;
        self.gate.resume(|| {
            self.pool.take_up()?;
            self.owner.take_up();
            Ok(())
        })
    }

    fn close(&self) -> Result<()> {
        self.owner.check()?;
        self.gate.close()?;
        self.pool.close();
        Ok(())
    }
}
