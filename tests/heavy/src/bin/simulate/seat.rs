//! One engine of several at the same storage, as a process would have it.

use std::sync::Arc;

use ticketkit::engine::{Desk, Engine};
use ticketkit::id::CountingIds;
use ticketkit::storage::conformance::Layered;
use ticketkit::time::ManualTime;
use ticketkit::{Span, Timestamp};
use ticketkit_heavy::Place;

use crate::failing::Failing;
use crate::house::{link_keys, start};
use crate::journal::Journal;
use crate::planted::{Planted, Side};
use crate::setting::Setting;
use crate::witness::Witness;

pub(crate) struct Seat {
    pub(crate) failing: Arc<Failing>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) engine: Engine,
    pub(crate) desk: Desk,
    time: Arc<ManualTime>,
    /// How far its clock is ahead of that of the world.
    ahead: Span,
}

impl Seat {
    /// The `n`-th engine that is opened at this place. It is never patient: who was beaten comes again by the seed's will.
    pub(crate) fn open(place: &Place, journal: &Arc<Journal>, n: u64, setting: Setting, ahead: Span) -> Self {
        let plant = |side, storage| match setting.planted {
            Some((bug, planted)) if planted == side => Layered::over(&Arc::new(Planted::new(storage, bug))),
            _ => storage,
        };
        let witness = Arc::new(Witness::new(plant(Side::Storage, place.open()), Arc::clone(journal)));
        let failing = Failing::new(plant(Side::Engine, Layered::over(&witness)), setting.apart);
        let failing = Arc::new(failing);
        let time = Arc::new(ManualTime::new(start()));
        let engine = Engine::on(Layered::over(&failing))
            .time(time.clone())
            .ids(Arc::new(CountingIds::starting_at(n << 32)))
            .link_keys(link_keys())
            .patience(Span::ZERO)
            .open();
        let desk = engine.existing_desk("main").unwrap();
        Self { failing, witness, engine, desk, time, ahead }
    }

    /// What its clock says when it is `now` in the world.
    pub(crate) fn now(&self, now: Timestamp) -> Timestamp {
        let own = now.after(self.ahead);
        self.time.set(own);
        own
    }
}
