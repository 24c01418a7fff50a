//! The shell around the decisions: it loads, lets decide, writes, and answers.

mod account;
mod ask;
mod asked;
mod check;
mod configs;
mod deciding;
mod desk;
mod door;
mod dry_run;
mod form;
mod jobs;
mod options;
mod outbox;
mod replay;
mod statistics;
mod tick;
mod trial;

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::Arc;

pub use account::TicketAccount;
pub use check::{CheckProgress, CheckReport, Finding, Invariant, check};
pub use desk::Desk;
pub use options::{Durability, Options};
pub use replay::ReplayReport;
pub use statistics::Statistics;
pub use trial::{
    AgentRouting, GroupBy, Move, Preview, PreviewOptions, Refusal, Refusals, Rerouted, RoutedTo,
    RoutingReport, RoutingTally, Stranded, Tally, TeamRouting, Waits, WhatIf, WhatIfReport, WhatIfRow,
};

use crate::access::LinkKeys;
use crate::calendar::ZoneRules;
use crate::config::{Config, Document};
use crate::error::{Code, Problem, Result};
use crate::id::{DeskId, IdSource, RandomIds};
use crate::storage::{DeskEntry, MemoryStorage, Storage};
use crate::time::{ManualTime, Patience, Span, SystemTime, TimeSource, Timestamp};
use configs::Configs;
use statistics::Counters;

/// One helpdesk engine on one storage: opened once in a process, and cheap to clone.
///
/// ```
/// use ticketkit::command::{Command, Context, Edits, Intake};
/// use ticketkit::engine::Engine;
/// use ticketkit::model::Actor;
///
/// let engine = Engine::in_memory();
/// let desk = engine.desk("main")?; // a desk that nobody configured is the default desk
/// let opened = desk.execute(
///     &Command::CreateTicket {
///         subject: "The printer in hall 7 is on fire".to_owned(),
///         body: "Please hurry.".to_owned(),
///         requester: Some(Intake { address: Some("ines@example.com".to_owned()), ..Intake::default() }),
///         set: Edits::none().with("priority", "urgent"),
///         attachments: vec![],
///         message_id: None,
///         html: None,
///         fold_key: None,
///     },
///     &Context::of(Actor::host()),
/// )?;
/// assert_eq!(opened.number.as_deref(), Some("1"));
/// # Ok::<(), ticketkit::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Arc<dyn Storage>,
    time: Arc<dyn TimeSource>,
    ids: Arc<dyn IdSource>,
    zones: Arc<ZoneRules>,
    configs: Configs,
    counters: Counters,
    patience: Span,
    link_keys: LinkKeys,
    /// The time source, when it is one that is told.
    told: Option<Arc<ManualTime>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("storage", &self.inner.storage).finish_non_exhaustive()
    }
}

/// How an engine is put together.
#[derive(Clone)]
pub struct Builder {
    storage: Arc<dyn Storage>,
    time: Arc<dyn TimeSource>,
    ids: Arc<dyn IdSource>,
    zones: Arc<ZoneRules>,
    patience: Span,
    link_keys: LinkKeys,
    told: Option<Arc<ManualTime>>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("storage", &self.storage).finish_non_exhaustive()
    }
}

impl Builder {
    /// Where the engine learns the time; the clock of the machine when not given.
    #[must_use]
    pub fn time(mut self, time: Arc<dyn TimeSource>) -> Self {
        self.time = time;
        self.told = None;
        self
    }

    /// The engine stands at an instant until [`Engine::set_now`] moves it.
    fn told(mut self, time: Arc<ManualTime>) -> Self {
        self.time = Arc::clone(&time) as Arc<dyn TimeSource>;
        self.told = Some(time);
        self
    }

    /// Where the engine gets ids of commands that come without one; random ones when not given.
    #[must_use]
    pub fn ids(mut self, ids: Arc<dyn IdSource>) -> Self {
        self.ids = ids;
        self
    }

    /// The rules of time zones; those that the library brings along when not given.
    #[must_use]
    pub fn zone_rules(mut self, zones: Arc<ZoneRules>) -> Self {
        self.zones = zones;
        self
    }

    /// For how long a call is tried again while others are faster or hold the storage; ten seconds when not given.
    #[must_use]
    pub const fn patience(mut self, patience: Span) -> Self {
        self.patience = patience;
        self
    }

    /// The keys by which links to tickets are signed and verified; none when not given, and then no link is made.
    #[must_use]
    pub fn link_keys(mut self, keys: LinkKeys) -> Self {
        self.link_keys = keys;
        self
    }

    /// The engine.
    #[must_use]
    pub fn open(self) -> Engine {
        let Self { storage, time, ids, zones, patience, link_keys, told } = self;
        let (configs, counters) = (Configs::default(), Counters::default());
        let inner = Inner { storage, time, ids, zones, configs, counters, patience, link_keys, told };
        Engine { inner: Arc::new(inner) }
    }
}

impl Engine {
    /// An engine on a storage, about to be put together.
    pub fn on(storage: Arc<dyn Storage>) -> Builder {
        Builder {
            storage,
            time: Arc::new(SystemTime),
            ids: Arc::new(RandomIds),
            zones: Arc::new(ZoneRules::bundled()),
            patience: Span::from_secs(10),
            link_keys: LinkKeys::default(),
            told: None,
        }
    }

    /// An engine whose desks live as long as it does.
    pub fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStorage::new())).open()
    }

    /// An engine on an SQLite file, which is made when it is not there.
    ///
    /// # Errors
    /// `cannot_open`, `not_ours`, `schema_too_new`, `read_only`, `damaged`, `storage_busy`.
    #[cfg(feature = "sqlite")]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::on(Arc::new(crate::storage::SqliteStorage::open(path.as_ref())?)).open())
    }

    /// The desk of this key; made with the default configuration when there is none.
    ///
    /// # Errors
    /// What the storage answers.
    pub fn desk(&self, key: &str) -> Result<Desk> {
        match self.inner.storage.desk(key)? {
            Some(entry) => Ok(self.handle(entry.id)),
            None => match self.create_desk(key, Document::DEFAULT) {
                Err(error) if error.code() == Code::AlreadyTaken => self.existing_desk(key),
                made => made,
            },
        }
    }

    /// The desk of this key.
    ///
    /// # Errors
    /// `unknown_desk` when there is none.
    pub fn existing_desk(&self, key: &str) -> Result<Desk> {
        let entry = self.inner.storage.desk(key)?;
        let entry = entry.ok_or_else(|| {
            Problem::new(Code::UnknownDesk, format!("there is no desk `{}`", crate::error::excerpt(key)))
        })?;
        Ok(self.handle(entry.id))
    }

    /// Makes a desk with this configuration.
    ///
    /// # Errors
    /// `already_taken` when there is one of this key, and everything that is wrong with the document.
    pub fn create_desk(&self, key: &str, document: &str) -> Result<Desk> {
        check_key(key)?;
        Config::compile(Document::parse(document)?, 1, &self.inner.zones)?;
        let id = DeskId(self.inner.ids.command_id(self.inner.time.now()).0);
        self.inner.storage.create_desk(id, key, document).map_err(|error| match error.code() {
            Code::AlreadyTaken => error.below("/key"),
            _ => error,
        })?;
        Ok(self.handle(id))
    }

    /// All desks, by key.
    ///
    /// # Errors
    /// What the storage answers.
    pub fn desks(&self) -> Result<Vec<DeskEntry>> {
        self.inner.storage.desks()
    }

    /// Takes a desk away with everything in it. True when there was one.
    ///
    /// # Errors
    /// What the storage answers.
    pub fn delete_desk(&self, key: &str) -> Result<bool> {
        match self.inner.storage.desk(key)? {
            Some(entry) => self.inner.storage.delete_desk(entry.id),
            None => Ok(false),
        }
    }

    /// When something will happen by itself next, in any desk: when [`Engine::tick`] has something to do.
    ///
    /// # Errors
    /// What the storage answers.
    pub fn next_due(&self) -> Result<Option<Timestamp>> {
        self.inner.storage.next_due()
    }

    /// Lets go of everything that the storage holds: waits for the calls under way, for so long at the most, and closes
    /// files, so that no lock is left when a phone suspends the program. Until [`Engine::resume`] every other call
    /// answers `paused`, except `close`; calls that come while it still waits do so already. Pausing twice is pausing
    /// once.
    ///
    /// # Errors
    /// `timed_out` when calls were still under way after so long: the engine is not paused then. `closed`.
    pub fn pause(&self, within: Span) -> Result<()> {
        self.inner.storage.pause(within)
    }

    /// Goes on after [`Engine::pause`]; does nothing when the engine is not paused.
    ///
    /// # Errors
    /// What the storage answers when it cannot be opened again: the engine stays paused then, and can be resumed later.
    /// `closed`.
    pub fn resume(&self) -> Result<()> {
        self.inner.storage.resume()
    }

    /// Ends all use of the storage, also of one that is paused. Every later call answers `closed`.
    ///
    /// # Errors
    /// What the storage answers.
    pub fn close(&self) -> Result<()> {
        self.inner.storage.close()
    }

    fn handle(&self, id: DeskId) -> Desk {
        Desk::new(self.clone(), id)
    }

    fn patience(&self) -> Patience {
        Patience::new(self.inner.patience)
    }
}

fn check_key(key: &str) -> Result<()> {
    let good = !key.trim().is_empty() && key.chars().count() <= 200 && !key.chars().any(char::is_control);
    if good {
        return Ok(());
    }
    let text = "the key of a desk has 1 to 200 characters, none of them a control character";
    Err(Problem::new(Code::OutOfRange, text).at("/key").into())
}
