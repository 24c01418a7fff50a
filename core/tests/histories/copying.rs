//! A desk that has lived is copied, from every sort of storage to every other, whatever goes wrong on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ticketkit::Code;
use ticketkit::command::{Command, Context};
use ticketkit::model::Actor;
use ticketkit::storage::conformance::{Chance, dump};
use ticketkit::storage::copy::copy;
use ticketkit::storage::records::MemoryRecords;
use ticketkit::storage::{KeptKind, Storage};

use crate::agreement::assert_sound;
use crate::checks::assert_same;
use crate::house::House;
use crate::program::Sort;
use crate::proofs::live;
use crate::storages;
use crate::storages::between::Between;

/// A desk in memory after a history of so many steps.
fn lived(seed: u64, steps: u64) -> House {
    let mut chance = Chance::of(seed);
    let steps: Vec<u64> = (0..steps).map(|_| chance.below(u64::MAX)).collect();
    let mut house = House::in_memory();
    live(Sort::Everything, &steps, &mut [&mut house], |_, _| ());
    house
}

impl House {
    /// Somebody who is known is called by another name.
    fn rename_somebody(&self, name: &str) {
        let renamed = Command::PutPerson {
            person: Some("shop:ines".into()),
            name: Some(name.to_owned()),
            addresses: None,
            phone: None,
            organization: None,
            language: None,
            external_ids: None,
        };
        self.desk.execute(&renamed, &Context::of(Actor::host())).unwrap();
    }
}

/// The copy answers as the desk does, and the check finds nothing in it.
fn assert_copied(what: &str, house: &House, copy: &dyn Storage) {
    let (desk, keys) = (house.desk.id(), house.keys());
    assert_same(what, &dump(copy, desk, &keys).unwrap(), &house.everything(&keys), |_| true);
    assert_sound(copy, desk);
}

#[test]
fn a_desk_is_copied_from_every_storage_to_every_other() {
    #[cfg(feature = "sqlite")]
    let folder = storages::Folder::new();
    let kept = Arc::new(MemoryRecords::default());
    for seed in 1..=3 {
        let house = lived(seed, 80);
        let mut from = Arc::clone(&house.storage);
        let way: Vec<Arc<dyn Storage>> = vec![
            #[cfg(feature = "sqlite")]
            storages::sqlite(&folder),
            storages::records(&kept),
            storages::memory(),
            #[cfg(feature = "sqlite")]
            storages::sqlite(&folder),
        ];
        for (n, to) in way.into_iter().enumerate() {
            // The last copy of a desk makes room for the next in the same place.
            to.delete_desk(house.desk.id()).unwrap();
            if n == 3 {
                from = storages::memory();
                copy(&*house.storage, &*from, house.desk.id(), &mut |_| true).unwrap().unwrap();
            }
            let digests = copy(&*from, &*to, house.desk.id(), &mut |_| true).unwrap().unwrap();
            assert_eq!(digests.len(), KeptKind::ALL.len());
            assert_copied(&format!("seed {seed}, copy {n}"), &house, &*to);
            from = to;
        }
    }
}

/// A copy that fails at any moment, before or after any call of either storage was carried out, is gone on with.
#[test]
fn a_copy_that_fails_anywhere_is_gone_on_with() {
    let house = lived(7, 25);
    let (desk, endless) = (house.desk.id(), Arc::new(AtomicU64::new(u64::MAX)));
    let from = Between::new(Arc::clone(&house.storage), &endless);
    let whole = Between::new(storages::memory(), &endless);
    copy(&*from.storage(), &*whole.storage(), desk, &mut |_| true).unwrap().unwrap();
    let records = whole.restored.load(Ordering::SeqCst);
    let mut failures = 0;
    for moments in 0_u64.. {
        let left = Arc::new(AtomicU64::new(moments));
        let target = storages::memory();
        let (from, to) =
            (Between::new(Arc::clone(&house.storage), &left), Between::new(Arc::clone(&target), &left));
        match copy(&*from.storage(), &*to.storage(), desk, &mut |_| true) {
            Ok(copied) => {
                assert!(copied.is_some());
                break;
            }
            Err(error) => assert_eq!(error.code(), Code::StorageFailed, "{error}"),
        }
        failures += 1;
        left.store(u64::MAX, Ordering::SeqCst);
        copy(&*from.storage(), &*to.storage(), desk, &mut |_| true).unwrap().unwrap();
        let restored = to.restored.load(Ordering::SeqCst);
        assert_eq!(restored, records, "after {moments} moments something was written twice, or never");
        if moments % 10 == 0 {
            assert_copied(&format!("after {moments} moments"), &house, &*target);
        }
    }
    assert!(failures > 150, "{failures} moments");
}

/// What somebody wrote into the source or the target meanwhile is noticed.
#[test]
fn a_copy_that_differs_says_so() {
    let house = lived(8, 30);
    let (desk, target) = (house.desk.id(), storages::memory());
    let mut pages = 0;
    let ended = copy(&*house.storage, &*target, desk, &mut |progress| {
        pages += 1;
        progress.kind != KeptKind::Event
    });
    assert_eq!(ended.unwrap(), None);
    assert!(pages > 3, "{pages} pages");
    house.rename_somebody("Another");
    let error = copy(&*house.storage, &*target, desk, &mut |_| true).unwrap_err();
    assert_eq!(error.code(), Code::Damaged, "{error}");
    target.delete_desk(desk).unwrap();
    copy(&*house.storage, &*target, desk, &mut |_| true).unwrap().unwrap();
    assert_copied("copied again", &house, &*target);
    house.rename_somebody("Yet another");
    let error = copy(&*house.storage, &*target, desk, &mut |_| true).unwrap_err();
    assert_eq!(error.code(), Code::Damaged, "a copy that is complete: {error}");
}

/// A desk of the same name is another one.
#[test]
fn a_copy_takes_nobodys_place() {
    let (house, other) = (lived(9, 10), storages::memory());
    let stranger = ticketkit::id::DeskId::from_bytes([8; 16]);
    other.create_desk(stranger, "main", "{}").unwrap();
    let error = copy(&*house.storage, &*other, house.desk.id(), &mut |_| true).unwrap_err();
    assert_eq!(error.code(), Code::AlreadyTaken, "{error}");
    assert_eq!(other.desks().unwrap().len(), 1, "nothing was begun");
    let nobody = ticketkit::id::DeskId::from_bytes([9; 16]);
    let error = copy(&*house.storage, &*other, nobody, &mut |_| true).unwrap_err();
    assert_eq!(error.code(), Code::UnknownDesk);
}

/// Random desks move from memory to a server, into a file and to the server again. Each way is taken in many tries, of which
/// each fails a little later than the one before it.
#[cfg(all(feature = "postgres", feature = "sqlite"))]
#[test]
fn a_desk_moves_to_a_server_and_back_however_often_it_is_begun_again() {
    use crate::server::{address, fresh};

    let Some(address) = address() else { return };
    let folder = storages::Folder::new();
    for seed in 11..=12 {
        let house = lived(seed, 20 * seed);
        let desk = house.desk.id();
        let file = storages::sqlite(&folder);
        file.delete_desk(desk).unwrap();
        let mut from = Arc::clone(&house.storage);
        for (n, to) in [fresh(&address), file, fresh(&address)].into_iter().enumerate() {
            let what = format!("seed {seed}, copy {n}");
            let left = Arc::new(AtomicU64::new(0));
            let (source, target) =
                (Between::new(Arc::clone(&from), &left), Between::new(Arc::clone(&to), &left));
            let mut tries = 0;
            let digests = loop {
                left.store(29 * tries, Ordering::SeqCst);
                match copy(&*source.storage(), &*target.storage(), desk, &mut |_| true) {
                    Ok(copied) => break copied.unwrap(),
                    Err(error) => assert_eq!(error.code(), Code::StorageFailed, "{what}: {error}"),
                }
                tries += 1;
            };
            assert!(tries > 5, "{what}: {tries} tries");
            let records: u64 = digests.iter().map(|digest| digest.records).sum();
            // A server has an order of its own for counters and timers, where what is there may be offered again.
            assert!(target.restored.load(Ordering::SeqCst) >= records, "{what}: never written");
            assert_copied(&what, &house, &*to);
            from = to;
        }
    }
}
