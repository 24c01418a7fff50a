//! A desk on a storage, with a clock of its own.

use std::sync::Arc;

use ticketkit::access::LinkKeys;
use ticketkit::command::{Answer, Command, Context, Outcome, Query};
use ticketkit::engine::{Builder, Desk, Engine};
use ticketkit::id::CountingIds;
use ticketkit::model::{Actor, Effect, EffectState};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::{ManualTime, TimeSource as _};
use ticketkit::{Result, Span, Timestamp};

use crate::documents::document;
#[cfg(feature = "sqlite")]
use crate::storages::Folder;

/// Something that is done with a desk.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// A command, of whatever sort.
    Execute(Box<Command>, Context),
    /// Time passes on the clock; it may be set back.
    Now(Timestamp),
    /// What is due by then fires, so many timers at the most.
    Tick(Timestamp, u32),
    /// Duties are given out.
    Lease(u32),
    /// One of those that were given out is done.
    Acknowledge(usize),
    /// One of those that were given out could not be done.
    Fail(usize, Timestamp),
}

/// What a deed came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// A command was answered.
    To(Box<Result<Outcome>>),
    /// Something else was, in these words.
    Words(String),
}

/// A desk, and everything that it takes to work at it.
pub(crate) struct House {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) engine: Engine,
    pub(crate) desk: Desk,
    pub(crate) time: Arc<ManualTime>,
    leased: Vec<Effect>,
}

/// What links are signed by.
pub(crate) fn link_keys() -> LinkKeys {
    LinkKeys::new([[7; 32]]).unwrap()
}

/// A Monday morning.
pub(crate) fn start() -> Timestamp {
    "2026-06-01T06:00:00Z".parse().unwrap()
}

impl House {
    /// A desk with the first configuration, on a storage without desks.
    pub(crate) fn on(storage: Arc<dyn Storage>) -> Self {
        Self::opened(storage, |engine| engine)
    }

    /// The same, where nothing that fails is tried again.
    #[allow(dead_code, reason = "only for what is to fail")]
    pub(crate) fn impatient(storage: Arc<dyn Storage>) -> Self {
        Self::opened(storage, |engine| engine.patience(Span::ZERO))
    }

    fn opened(storage: Arc<dyn Storage>, with: impl FnOnce(Builder) -> Builder) -> Self {
        let time = Arc::new(ManualTime::new(start()));
        let ids = Arc::new(CountingIds::starting_at(1));
        let engine = Engine::on(Arc::clone(&storage)).time(time.clone()).ids(ids).link_keys(link_keys());
        let engine = with(engine).open();
        let desk = engine.create_desk("main", &document(1)).unwrap();
        Self { storage, engine, desk, time, leased: Vec::new() }
    }

    pub(crate) fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStorage::new()))
    }

    /// A desk in a file of its own. Whether the disk has it is another suite's question: these need not wait for it.
    #[cfg(feature = "sqlite")]
    pub(crate) fn in_a_file() -> (Self, Folder) {
        use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage};
        let folder = Folder::new();
        let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
        let storage = SqliteStorage::open_with(folder.file(), options).unwrap();
        (Self::on(Arc::new(storage)), folder)
    }

    /// Does it, and says what came of it.
    pub(crate) fn carry_out(&mut self, deed: &Deed) -> Came {
        let words = match deed {
            Deed::Execute(command, context) => {
                let context = with_link(&self.desk, self.time.now(), command, context);
                return Came::To(Box::new(self.desk.execute(command, &context)));
            }
            Deed::Now(now) => {
                self.time.set(*now);
                String::new()
            }
            Deed::Tick(now, limit) => format!("{:?}", self.engine.tick(*now, *limit)),
            Deed::Lease(limit) => {
                let given = self.desk.lease_effects("worker", Span::from_minutes(10), *limit);
                self.leased.extend(given.iter().flatten().cloned());
                format!("{given:?}")
            }
            Deed::Acknowledge(place) => {
                let held = self.held(*place);
                format!("{:?}", held.map(|(effect, token)| self.desk.acknowledge_effect(effect, token)))
            }
            Deed::Fail(place, retry_at) => {
                let held = self.held(*place);
                let fail = |(effect, token)| self.desk.fail_effect(effect, token, *retry_at, "no answer");
                format!("{:?}", held.map(fail))
            }
        };
        Came::Words(words)
    }

    /// A duty that was given out at some time, with the token that it was given out under.
    fn held(&self, place: usize) -> Option<(ticketkit::id::EffectId, u64)> {
        let effect = self.leased.get(place.checked_rem(self.leased.len())?)?;
        match effect.state {
            EffectState::Leased { token, .. } => Some((effect.id, token)),
            _ => None,
        }
    }
}

/// Who comes by a link gets one to the ticket that the command is about, as far as there can be one.
pub(crate) fn with_link(desk: &Desk, now: Timestamp, command: &Command, context: &Context) -> Context {
    let (Actor::Link { .. }, Some(ticket)) = (&context.actor, command.ticket()) else {
        return context.clone();
    };
    let link =
        Query::Link { ticket: ticket.clone(), person: None, expires_at: now.after(Span::from_days(30)) };
    match desk.ask(&link, &Actor::host()) {
        Ok(Answer::Link { token, .. }) => Context { actor: Actor::link(token), ..context.clone() },
        _ => context.clone(),
    }
}
