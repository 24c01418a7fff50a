//! Threads and processes that use one file at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ticketkit::change::{ChangeSet, Put};
use ticketkit::storage::{Decide, Key, Snapshot, Step, Storage, Wanted};
use ticketkit::{Code, Error};

use super::world::{Create, DESK, Folder, code, commit, feed, new_ticket, open, ticket};
use crate::storages::process::{process, started_with};

#[test]
fn threads_lose_nothing_and_draw_every_number_once() {
    const THREADS: u64 = 8;
    const EACH: u64 = 100;
    let folder = Folder::new();
    let storage = folder.with_desk();
    let numbers: Vec<u64> = std::thread::scope(|scope| {
        let thread = |thread: u64| {
            let storage = &storage;
            scope.spawn(move || {
                let create = |n| Create::run(storage, thread * EACH + n).unwrap();
                (0..EACH).map(create).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..THREADS).map(thread).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let distinct: BTreeSet<u64> = numbers.iter().copied().collect();
    assert_eq!(distinct, (1..=THREADS * EACH).collect());
    assert_eq!(feed(&storage), THREADS * EACH);
}

/// A decision that lets others get in line while it is being made.
struct Slow<'a> {
    create: Create,
    in_line: &'a AtomicBool,
}

impl Decide for Slow<'_> {
    fn wanted(&self) -> Wanted {
        self.create.wanted()
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        self.in_line.store(true, Ordering::SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(100));
        self.create.decide(snapshot)
    }
}

#[test]
fn those_in_line_share_a_transaction() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let watcher = rusqlite::Connection::open(folder.file()).unwrap();
    let commits = || watcher.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0)).unwrap();
    let in_line = AtomicBool::new(false);
    commits();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut slow = Slow { create: Create::new(0), in_line: &in_line };
            storage.write(DESK, &mut [&mut slow]).remove(0).unwrap();
        });
        while !in_line.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        for n in 1..=4 {
            let storage = &storage;
            scope.spawn(move || Create::run(storage, n).unwrap());
        }
    });
    assert_eq!(feed(&storage), 5);
}

/// A decision that fails in a way of its own.
struct Unhappy(&'static str);

impl Decide for Unhappy {
    fn wanted(&self) -> Wanted {
        Wanted::one(Key::Ticket(ticket(1).id))
    }

    fn decide(&mut self, _: &Snapshot) -> Step {
        let mut changes = new_ticket(1_000);
        match self.0 {
            "conflicts" => changes.puts.extend(new_ticket(1).puts),
            "panics" => panic!("as the test wants it"),
            _ => return Step::Leave,
        }
        Step::Write(Box::new(changes))
    }
}

#[test]
fn what_fails_in_a_shared_transaction_takes_nobody_along() {
    let folder = Folder::new();
    let storage = Arc::new(folder.with_desk());
    Create::run(&*storage, 1).unwrap();
    for round in 0..20 {
        std::thread::scope(|scope| {
            for n in 0..4 {
                let storage = &storage;
                scope.spawn(move || Create::run(&**storage, 10 + round * 4 + n).unwrap());
            }
            scope.spawn(|| {
                let answer = storage.write(DESK, &mut [&mut Unhappy("conflicts")]).remove(0);
                assert_eq!(code(answer), Some(Code::AlreadyTaken));
            });
            let panicking = scope.spawn(|| storage.write(DESK, &mut [&mut Unhappy("panics")]));
            assert!(panicking.join().is_err());
        });
    }
    assert_eq!(feed(&*storage), 81);
    let wanted = Wanted::one(Key::Ticket(ticket(1_000).id));
    assert!(storage.load(DESK, &wanted).unwrap().tickets.is_empty(), "a part of what failed was stored");
}

#[test]
fn a_closed_storage_answers_nobody_and_loses_nothing() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let answers: Vec<Result<u64, Error>> = std::thread::scope(|scope| {
        let create = |n: u64| {
            let storage = &storage;
            scope.spawn(move || (0..50_u64).map(|m| Create::run(storage, n * 50 + m)).collect::<Vec<_>>())
        };
        let threads: Vec<_> = (0..4).map(create).collect();
        std::thread::sleep(std::time::Duration::from_millis(20));
        storage.close().unwrap();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let stored = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(
        answers.iter().filter_map(|answer| answer.as_ref().err()).all(|error| error.code() == Code::Closed)
    );
    assert_eq!(feed(&open(&folder.file())), u64::try_from(stored).unwrap());
}

const CREATES: u64 = 150;

#[test]
#[ignore = "runs inside another test, in a process of its own"]
fn child_that_creates() {
    let Some((file, id)) = started_with() else { return };
    let storage = open(&file);
    // Of those that start together one makes the desk.
    let _ = storage.create_desk(DESK, "support", "{}");
    for n in 0..CREATES {
        Create::run(&storage, id * CREATES + n).unwrap();
    }
}

#[test]
fn processes_that_start_together_share_a_new_file() {
    const PROCESSES: u64 = 4;
    let folder = Folder::new();
    let start = |id| process("sharing::child_that_creates", &folder.file(), id).spawn().unwrap();
    let children: Vec<_> = (0..PROCESSES).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let storage = open(&folder.file());
    assert_eq!(feed(&storage), PROCESSES * CREATES);
    assert_eq!(Create::run(&storage, PROCESSES * CREATES).unwrap(), PROCESSES * CREATES + 1);
}

#[test]
fn readers_see_whole_change_sets_only() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 1..=200 {
                let mut changes = new_ticket(2 * n);
                let other: ChangeSet = new_ticket(2 * n + 1);
                changes.puts.extend(other.puts);
                commit(&storage, changes);
            }
            done.store(true, Ordering::SeqCst);
        });
        while !done.load(Ordering::SeqCst) {
            let wanted: Wanted = (2..=401).map(|n| Key::Ticket(ticket(n).id)).collect();
            let found = storage.load(DESK, &wanted).unwrap().tickets.len();
            assert_eq!(found % 2, 0, "half a change set was seen");
        }
    });
    assert!(matches!(new_ticket(1).puts.first(), Some(Put::Ticket { .. })));
}
