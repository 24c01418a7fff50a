//! Desks whose agents come and go: on every storage at the same time, and many more in memory alone.

use std::sync::Arc;

use ticketkit::storage::Storage;

use crate::desks::{Lived, live};
use crate::storages;

const DEEDS: u64 = 120;

#[test]
fn every_storage_gives_a_ticket_to_the_same() {
    let mut all = Lived::default();
    for seed in 1..=8 {
        let kept = Arc::default();
        #[cfg(feature = "sqlite")]
        let folder = storages::Folder::new();
        let fresh = [
            storages::memory(),
            storages::records(&kept),
            #[cfg(feature = "sqlite")]
            storages::sqlite(&folder),
        ];
        add(&mut all, seed, &fresh);
    }
    assert!(all.waiting > 0 && all.routings > 0, "{all:?}");
}

/// Seldom does a ticket wait that somebody could take but for one mistake: of a hundred desks a few have such a moment.
#[test]
fn no_ticket_waits_while_somebody_can_take_it() {
    let mut all = Lived::default();
    for seed in 9..=140 {
        add(&mut all, seed, &[storages::memory()]);
    }
    assert!(all.waiting > 0 && all.routings > 0, "{all:?}");
}

fn add(all: &mut Lived, seed: u64, fresh: &[Arc<dyn Storage>]) {
    let lived = live(seed, DEEDS, fresh);
    all.waiting += lived.waiting;
    all.routings += lived.routings;
}
