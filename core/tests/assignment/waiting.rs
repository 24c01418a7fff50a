//! Desks whose agents come and go: on every storage at the same time, and many more in memory alone.

use std::sync::Arc;

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
        add(&mut all, live(seed, DEEDS, &fresh));
    }
    assert!(all.waiting > 0 && all.routings > 0, "{all:?}");
}

/// Seeds of desks, and how much was done there, where a ticket has waited before this was mended.
const KEPT: [(u64, u64); 1] = [(57_801, 150)];

/// Seldom does a ticket wait that somebody could take but for one mistake: of a hundred desks a few have such a moment.
#[test]
fn no_ticket_waits_while_somebody_can_take_it() {
    let mut all = Lived::default();
    for (seed, deeds) in (9..=140).map(|seed| (seed, DEEDS)).chain(KEPT) {
        add(&mut all, live(seed, deeds, &[storages::memory()]));
    }
    assert!(all.waiting > 0 && all.routings > 0, "{all:?}");
}

fn add(all: &mut Lived, lived: Lived) {
    all.waiting += lived.waiting;
    all.routings += lived.routings;
}
