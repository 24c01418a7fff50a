//! The engine.

use std::sync::Arc;

use ticketkit::command::Report;
use ticketkit::engine::{self, Options, Statistics};
use ticketkit::foreign::TicketKitError;
use ticketkit::storage::DeskEntry;
use ticketkit::{Span, Timestamp};

use crate::desk::Desk;
use crate::guard::guarded;
use crate::storage::{RecordStorage, adapted};

/// One helpdesk engine on one storage: opened once in a process, and used from any thread.
#[derive(Debug, uniffi::Object)]
pub struct Engine {
    inner: engine::Engine,
}

#[uniffi::export]
impl Engine {
    /// Opens an engine as the options say: on memory when they say nothing.
    #[uniffi::constructor]
    pub fn open(options: &Options) -> Result<Arc<Self>, TicketKitError> {
        guarded(|| Ok(Arc::new(Self { inner: engine::Engine::with(options)? })))
    }

    /// Opens an engine on a storage of the host's own, which takes the place of a file.
    #[uniffi::constructor]
    pub fn on(storage: Arc<dyn RecordStorage>, options: &Options) -> Result<Arc<Self>, TicketKitError> {
        guarded(|| Ok(Arc::new(Self { inner: options.on(adapted(storage))? })))
    }

    /// The desk of this key; made with the default configuration when there is none.
    pub fn desk(&self, key: &str) -> Result<Arc<Desk>, TicketKitError> {
        guarded(|| Ok(Desk::of(self.inner.desk(key)?)))
    }

    /// The desk of this key; `unknown_desk` when there is none.
    pub fn existing_desk(&self, key: &str) -> Result<Arc<Desk>, TicketKitError> {
        guarded(|| Ok(Desk::of(self.inner.existing_desk(key)?)))
    }

    /// Makes a desk with this configuration, a JSON document; `already_taken` when there is one of this key, else
    /// everything that is wrong with the document at once.
    pub fn create_desk(&self, key: &str, document: &str) -> Result<Arc<Desk>, TicketKitError> {
        guarded(|| Ok(Desk::of(self.inner.create_desk(key, document)?)))
    }

    /// All desks, by key.
    pub fn desks(&self) -> Result<Vec<DeskEntry>, TicketKitError> {
        guarded(|| self.inner.desks())
    }

    /// Takes a desk away with everything in it. True when there was one.
    pub fn delete_desk(&self, key: &str) -> Result<bool, TicketKitError> {
        guarded(|| self.inner.delete_desk(key))
    }

    /// When something will happen by itself next, in any desk: when `tick` has something to do.
    pub fn next_due(&self) -> Result<Option<Timestamp>, TicketKitError> {
        guarded(|| self.inner.next_due())
    }

    /// Fires what is due by `now`, at most `limit` tickets of it, and carries jobs on. To be called again at once when
    /// the report says that there is more.
    pub fn tick(&self, now: Timestamp, limit: u32) -> Result<Report, TicketKitError> {
        guarded(|| self.inner.tick(now, limit))
    }

    /// Lets go of the storage so that no lock on a file is left, as before a phone suspends the program: waits at most
    /// `within_ms` milliseconds for calls that are under way. Calls answer `paused` until `resume`.
    pub fn pause(&self, within_ms: i64) -> Result<(), TicketKitError> {
        guarded(|| self.inner.pause(Span::from_millis(within_ms)))
    }

    /// Goes on after `pause`; does nothing when the engine is not paused.
    pub fn resume(&self) -> Result<(), TicketKitError> {
        guarded(|| self.inner.resume())
    }

    /// Ends all use of the storage. Calls that are under way are waited for; every later call answers `closed`.
    pub fn close(&self) -> Result<(), TicketKitError> {
        guarded(|| self.inner.close())
    }

    /// Tells an engine that was opened with the option `now` which instant it is now; `not_writable` when it goes by
    /// the clock of the machine.
    pub fn set_now(&self, now: Timestamp) -> Result<(), TicketKitError> {
        guarded(|| self.inner.set_now(now))
    }

    /// What the engine has done since it was opened, for measurements.
    pub fn statistics(&self) -> Result<Statistics, TicketKitError> {
        guarded(|| Ok(self.inner.statistics()))
    }
}
