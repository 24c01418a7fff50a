//! What kind of world a seed is.

use ticketkit::storage::conformance::Chance;
use ticketkit_heavy::Kind;

use crate::planted::{Bug, Side};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) kind: Kind,
    /// Engines at the one storage.
    pub(crate) engines: u64,
    /// Whether decisions load and commit apart.
    pub(crate) apart: bool,
    /// In one of so many cases a storage call fails, somebody comes in between, an engine dies.
    pub(crate) fault_in: u64,
    pub(crate) meddle_in: u64,
    pub(crate) crash_in: u64,
    /// By how many milliseconds the clocks of the engines differ.
    pub(crate) apart_by: i64,
    /// Whether everything that happens is printed.
    pub(crate) loud: bool,
    /// A bug that has to be caught.
    pub(crate) planted: Option<(Bug, Side)>,
}

impl Setting {
    /// The setting and the steps of a seed; on a storage of this kind, when one is named.
    pub(crate) fn of(seed: u64, kind: Option<Kind>) -> (Self, Vec<u64>) {
        let mut chance = Chance::of(seed);
        let drawn = if chance.one_in(4) { Kind::Sqlite } else { Kind::Memory };
        let setting = Self {
            kind: kind.unwrap_or(drawn),
            engines: 1 + chance.below(4),
            apart: chance.one_in(2),
            fault_in: chance.pick(&[3, 8, 20, u64::MAX]),
            meddle_in: chance.pick(&[2, 4, u64::MAX]),
            crash_in: chance.pick(&[8, 30, u64::MAX]),
            apart_by: chance.pick(&[0, 1, 60_000, -3_600_000]),
            loud: false,
            planted: None,
        };
        let length = 1 + chance.below(60);
        (setting, (0..length).map(|_| chance.below(u64::MAX)).collect())
    }

    /// Whether every decision is made on what is stored when it is committed. Where somebody comes between the two, only
    /// what is written is expected to be as it was, and not all that was looked at: the right of an agent, or what
    /// others have to do, may be another by then.
    pub(crate) const fn is_serial(&self) -> bool {
        !self.apart || self.meddle_in == u64::MAX
    }
}
