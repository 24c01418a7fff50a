//! Desks whose agents come and go, on every storage at the same time.

use crate::desks::live;
use crate::storages;

#[test]
fn no_ticket_waits_while_somebody_can_take_it_and_every_storage_gives_it_to_the_same() {
    let (mut waiting, mut routings) = (0, 0);
    for seed in 1..=8 {
        let kept = std::sync::Arc::default();
        #[cfg(feature = "sqlite")]
        let folder = storages::Folder::new();
        let all = [
            storages::memory(),
            storages::records(&kept),
            #[cfg(feature = "sqlite")]
            storages::sqlite(&folder),
        ];
        let lived = live(seed, 120, &all);
        waiting += lived.waiting;
        routings += lived.routings;
    }
    assert!(waiting > 0 && routings > 0, "{waiting} tickets waited, {routings} were given");
}
