//! The storage trait, its backends, and the checks that every backend passes.
//!
//! A storage keeps desks. What it is asked for goes in and comes out by value; it decides nothing. Each method below
//! says what has become true once it returns, and the conformance suite holds every backend to it.

#[cfg(feature = "conformance")]
pub mod conformance;
pub mod copy;
mod erase;
mod gate;
mod kept;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod process;
pub mod records;
mod rules;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod strands;

pub use kept::{Kept, KeptKind, unfinished};
pub use memory::MemoryStorage;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresOptions, PostgresStorage};
#[cfg(feature = "sqlite")]
pub use sqlite::{BackupProgress, Durability, SqliteOptions, SqliteStorage};

pub use crate::snapshot::{Key, Member, Snapshot, TicketFile, Unasked, Wanted, Winner};

use serde::Serialize;

use crate::change::ChangeSet;
use crate::error::{Code, Problem, Result};
use crate::id::DeskId;
use crate::model::{Job, Person, Timer, TimerCause};
use crate::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use crate::time::{Span, Timestamp};

/// A desk, as a storage lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeskEntry {
    /// Our id.
    pub id: DeskId,
    /// The host's name for it, unique in the storage.
    pub key: String,
    /// The version of the configuration that is in force.
    pub config_version: u64,
}

/// One version of a desk's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoredConfig {
    /// Its number, from 1.
    pub version: u64,
    /// The document, as text.
    pub document: String,
}

/// What a committed change set became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The number that its last event got in the desk's feed; the feed's latest when it had no event.
    pub feed: u64,
}

/// What a decision answers when it is shown what is stored.
#[derive(Clone, Debug)]
pub enum Step {
    /// It needs to see these, too.
    Need(Wanted),
    /// It is done, and this is to be written.
    Write(Box<ChangeSet>),
    /// It is done, and nothing is to be written.
    Leave,
}

/// A decision on its way to being stored.
pub trait Decide {
    /// What it certainly needs to see.
    fn wanted(&self) -> Wanted;

    /// Decides by what is stored. It has no side effect outside itself and may be asked again from the start, with
    /// another snapshot: only the last answer counts.
    fn decide(&mut self, snapshot: &Snapshot) -> Step;
}

/// A part of all timers, so that several callers can fire them without meeting: those whose ticket's or job's hash
/// leaves `index` when divided by `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which part, from 0.
    pub index: u32,
    /// How many parts; at least 1.
    pub of: u32,
}

/// All timers.
impl Default for Share {
    fn default() -> Self {
        Self { index: 0, of: 1 }
    }
}

impl Share {
    /// Whether a timer belongs to this part: by the last four bytes of its ticket's or job's id, which are a hash.
    pub fn holds(self, timer: &Timer) -> bool {
        let id = match (&timer.ticket, &timer.cause) {
            (Some(ticket), _) => ticket.as_bytes(),
            (None, TimerCause::Job { job }) => job.as_bytes(),
            (None, _) => &[0; 16],
        };
        u32::from_be_bytes(id.last_chunk().copied().unwrap_or([0; 4])) % self.of.max(1) == self.index
    }
}

/// Where desks are kept.
///
/// All methods may be called from any thread at any time. An error of the kind `unavailable` or `storage` means that
/// nothing of the call was written, but for `storage_failed`, after which it is not known and the storage has to be
/// opened again; the command id tells then what has happened.
pub trait Storage: Send + Sync + std::fmt::Debug {
    /// All desks, by key.
    fn desks(&self) -> Result<Vec<DeskEntry>>;

    /// The desk of this key.
    fn desk(&self, key: &str) -> Result<Option<DeskEntry>>;

    /// Makes a desk whose first configuration is `document`. Once it returns, the desk is there. Fails with
    /// `already_taken` when the id or the key is.
    fn create_desk(&self, id: DeskId, key: &str, document: &str) -> Result<()>;

    /// Takes a desk away with everything in it. True when there was one.
    fn delete_desk(&self, id: DeskId) -> Result<bool>;

    /// One version of a desk's configuration, the one in force when none is named.
    fn config(&self, desk: DeskId, version: Option<u64>) -> Result<Option<StoredConfig>>;

    /// What is stored under these keys, all at one moment. Every key is answered: what is not there is known not to
    /// be there. `unknown_desk` when there is no such desk.
    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot>;

    /// Writes change sets in their order, each whole or not at all; the call is one transaction, so that once it
    /// returns all that it says were written are on the disk. Where an expectation fails, that one is answered with
    /// an error of the kind `conflict`, and the others go on: `stale_version` where a version, a place or a state is
    /// another one, `already_taken` where an id, a number, a key or an address is taken, `lease_lost` where a lease
    /// is another's, `contention` where a bound would be exceeded. The events of one change set stand together in
    /// the feed, and a later commit never gets a lower number.
    fn commit(&self, changes: Vec<ChangeSet>) -> Result<Vec<Result<Committed>>>;

    /// Carries out decisions in their order, each whole or not at all: shows each what it needs, and writes what it
    /// answers. Nothing: the decision wrote nothing. A storage that can decide inside its own write transaction does
    /// so here, and then no decision conflicts; others take this form, which loads, decides and commits.
    fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
        decisions.iter_mut().map(|decision| write_after_load(self, desk, *decision)).collect()
    }

    /// Whether a look at what is stored takes a way to another machine and back. Decisions then ask at once for what they
    /// will most likely need, rather than once more when they know it.
    fn is_far(&self) -> bool {
        false
    }

    /// A page of tickets.
    fn find(&self, desk: DeskId, query: &TicketQuery) -> Result<TicketPage>;

    /// How many tickets there are, by value in the order of the values, those without one first.
    fn count(&self, desk: DeskId, query: &CountQuery) -> Result<Vec<Count>>;

    /// A piece of history.
    fn history(&self, desk: DeskId, query: &HistoryQuery) -> Result<EventPage>;

    /// A piece of a conversation.
    fn thread(&self, desk: DeskId, query: &ThreadQuery) -> Result<MessagePage>;

    /// People, by id.
    fn people(&self, desk: DeskId, query: &PeopleQuery) -> Result<Vec<Person>>;

    /// Jobs, by id.
    fn jobs(&self, desk: DeskId, query: &JobsQuery) -> Result<Vec<Job>>;

    /// Commands in the order in which they were committed, for a replay: those after the given place.
    fn commands(&self, desk: DeskId, after: u64, limit: u32) -> Result<CommandPage>;

    /// Timers of all desks that are due by `now`, earliest first, those of one instant desk by desk, and in a desk by
    /// ticket (the desk's own first) and by the text of the cause.
    fn due(&self, now: Timestamp, limit: u32, share: Share) -> Result<Vec<(DeskId, Timer)>>;

    /// When the next timer of any desk is due.
    fn next_due(&self) -> Result<Option<Timestamp>>;

    /// So many records of one sort as they are stored, in their order (see [`KeptKind`]): those after one of them, or the
    /// first. A record that is not there counts as the place where it would stand; in an order of the storage's own it
    /// may count as none. What is written meanwhile may be missed. `bad_cursor` when `after` is of another sort.
    fn scan(&self, desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>>;

    /// Writes records as they are into a desk that is being put together: one whose name [`unfinished`] made. All of
    /// them, or none. What others refer to stands before them or is there. One that is there already (of the same
    /// version, id, number, place or counter) stays as it is, whatever the new one says; the record of the desk itself
    /// is always written, and ends it: the desk has its name from then on. `already_taken` when it had it before, or
    /// where something that has to be unique is another's.
    fn restore(&self, desk: DeskId, records: Vec<Kept>) -> Result<()>;

    /// What is wrong with what lies under the records, where a storage can tell: a sentence each. Nothing where all is
    /// well, or where it knows of nothing below them. It may take long, and nothing else waits for it.
    fn verify(&self) -> Result<Vec<String>> {
        // A storage that is closed or paused says so.
        self.desks().map(|_| Vec::new())
    }

    /// Does work that was put off, such as indexing new texts; true when there is more. Nothing that is asked ever
    /// depends on whether this was called.
    fn maintain(&self) -> Result<bool>;

    /// Lets go of everything that is held, and waits for calls under way until then, for so long at the most. Once it
    /// returns, no lock, no open file and no call is left, and every call but `pause`, `resume` and `close` answers
    /// `paused`; those that come while it still waits do so already. `timed_out` when the time is over: the storage is
    /// not paused then, and nothing was let go. Pausing what is paused does nothing.
    fn pause(&self, within: Span) -> Result<()>;

    /// Takes up again what [`pause`](Self::pause) let go. Where that cannot be done the storage stays paused. Resuming
    /// what is not paused does nothing.
    fn resume(&self) -> Result<()>;

    /// Ends all use, also of a storage that is paused. Every later call answers `closed`.
    fn close(&self) -> Result<()>;
}

/// Which people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeopleQuery {
    /// Only members of staff: those with a profile, active or not.
    pub staff: bool,
    /// After which id.
    pub after: Option<crate::id::PersonId>,
    /// How many at the most.
    pub limit: u32,
}

/// Which jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobsQuery {
    /// Only those that this person gave.
    pub by: Option<crate::id::PersonId>,
    /// After which id.
    pub after: Option<crate::id::JobId>,
    /// How many at the most.
    pub limit: u32,
}

/// Commands in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandPage {
    /// The commands, each with the texts that its record keeps elsewhere put back.
    pub commands: Vec<crate::change::CommandRecord>,
    /// The place of the last of them: what to ask after next.
    pub last: u64,
}

/// The optimistic form of [`Storage::write`]: load, decide, commit; a conflict is answered to the caller. What is
/// asked for later is loaded together with all that was asked for before, so that a decision sees one moment; only the
/// number that it was given once it keeps.
fn write_after_load<S: Storage + ?Sized>(
    storage: &S,
    desk: DeskId,
    decision: &mut dyn Decide,
) -> Result<Option<Committed>> {
    let mut wanted = decision.wanted();
    let draws = Wanted::one(Key::Number);
    let mut number = None;
    let mut halfway = None;
    for round in 0..crate::limits::DECISION_ROUNDS {
        let mut snapshot = match number {
            Some(_) => storage.load(desk, &wanted.without(&draws))?,
            None => storage.load(desk, &wanted)?,
        };
        number = number.or(snapshot.number);
        if round == crate::limits::DECISION_ROUNDS / 2 {
            halfway = Some((wanted.without(&draws), Snapshot { number: None, ..snapshot.clone() }));
        }
        if number.is_some() {
            snapshot.number = number;
            snapshot.asked.add_all(draws.clone());
        }
        match decision.decide(&snapshot) {
            Step::Need(more) => wanted.add_all(more),
            Step::Leave => return Ok(None),
            Step::Write(changes) => {
                let mut committed = storage.commit(vec![*changes])?;
                return committed.pop().unwrap_or_else(|| Err(unanswered())).map(Some);
            }
        }
    }
    // What it is shown is of another moment each time. Where others have changed that meanwhile, it may have had to ask on.
    let has_moved = match halfway {
        Some((wanted, before)) => {
            let after = storage.load(desk, &wanted)?;
            Snapshot { asked: Wanted::default(), ..before } != Snapshot { asked: Wanted::default(), ..after }
        }
        None => false,
    };
    Err(if has_moved { outrun() } else { too_many_rounds() })
}

/// Others changed what a decision asked for faster than it could ask.
fn outrun() -> crate::Error {
    Problem::new(Code::Contention, "what was looked at changed faster than it could be looked at").into()
}

/// A storage answered for fewer change sets than it was given.
pub(crate) fn unanswered() -> crate::Error {
    Problem::new(Code::InternalError, "the storage did not answer for a change set").into()
}

/// A decision asked for more, again and again.
pub(crate) fn too_many_rounds() -> crate::Error {
    let rounds = crate::limits::DECISION_ROUNDS;
    Problem::new(Code::InternalError, format!("a decision asked for more than {rounds} times")).into()
}
