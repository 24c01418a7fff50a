//! Copies of a file that is in use.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ticketkit::Code;
use ticketkit::command::{Command, Context, Edits, Intake};
use ticketkit::engine::Engine;
use ticketkit::model::Actor;
use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage, Storage};

use super::world::{Folder, code, commit, feed, new_ticket, open};

fn copy_in(folder: &Folder) -> PathBuf {
    folder.file().with_file_name("copy.db")
}

/// All files of the folder, by name.
fn names(folder: &Folder) -> BTreeSet<String> {
    let files = fs::read_dir(folder.file().parent().unwrap()).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

fn create(n: usize) -> Command {
    Command::CreateTicket {
        subject: format!("Ticket {n}"),
        body: "It has a long text. ".repeat(200),
        requester: Some(Intake { address: Some(format!("p{n}@example.org")), ..Intake::default() }),
        set: Edits::none(),
        attachments: Vec::new(),
        message_id: None,
        html: None,
        fold_key: None,
    }
}

/// Writers never pause, and the copy ends all the same: it opens, nothing is wrong with it, and it holds what was
/// acknowledged before it began, as a beginning of what there is in the end.
#[test]
fn a_copy_is_made_while_others_write() {
    const WRITERS: usize = 3;
    let folder = Folder::new();
    let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
    let storage = Arc::new(SqliteStorage::open_with(folder.file(), options).unwrap());
    let engine = Engine::on(Arc::clone(&storage) as Arc<dyn Storage>).open();
    let desk = engine.desk("main").unwrap();
    let host = Context::of(Actor::host());
    for n in 0..300 {
        desk.execute(&create(n), &host).unwrap();
    }
    let (before, over) = (given_to(&*storage), AtomicBool::new(false));
    let (mut copies, mut told) = (Vec::new(), 0);
    thread::scope(|scope| {
        for writer in 1..=WRITERS {
            let (desk, host, over) = (&desk, &host, &over);
            scope.spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::SeqCst) {
                        break;
                    }
                    desk.execute(&create(writer * 1_000_000 + n), host).unwrap();
                }
            });
        }
        for n in 0..3 {
            let (path, at) = (folder.file().with_file_name(format!("copy-{n}.db")), given_to(&*storage));
            let mut last = 0;
            let whole = storage.backup(&path, &mut |progress| {
                assert!(last < progress.done && progress.done <= progress.pages, "{progress:?} after {last}");
                last = progress.done;
                told += 1;
                true
            });
            assert!(whole.unwrap());
            copies.push((path, at));
        }
        over.store(true, Ordering::SeqCst);
    });
    assert!(told > 3, "{told} words of progress");
    assert!(before == 300 && given_to(&*storage) > copies[2].1, "others wrote meanwhile");
    let given = commands(&*storage);
    for (path, at) in copies {
        let copy = Arc::new(open(&path));
        assert!(given_to(&*copy) >= at, "what was acknowledged before is there");
        let held = commands(&*copy);
        assert!(given.starts_with(&held), "a copy is a beginning of what was done");
        let report = Engine::on(copy).open().desk("main").unwrap().check(&mut |_| true).unwrap();
        assert_eq!(report.findings, []);
    }
}

fn given_to(storage: &dyn Storage) -> usize {
    commands(storage).len()
}

/// The ids of all commands in their order.
fn commands(storage: &dyn Storage) -> Vec<ticketkit::id::CommandId> {
    let desk = storage.desk("main").unwrap().unwrap().id;
    storage.commands(desk, 0, u32::MAX).unwrap().commands.into_iter().map(|record| record.id).collect()
}

/// A copy that is given up leaves nothing, and neither the file nor later copies mind.
#[test]
fn a_copy_that_is_given_up_leaves_nothing() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let large = "x".repeat(4 << 20);
    storage.create_desk(ticketkit::id::DeskId::from_bytes([8; 16]), "large", &large).unwrap();
    let before = names(&folder);
    for steps in 1..=3 {
        let mut told = 0;
        let ended = storage.backup(copy_in(&folder), &mut |progress| {
            told += 1;
            assert!(progress.done < progress.pages, "{progress:?}");
            told < steps
        });
        assert_eq!((ended, told), (Ok(false), steps));
        assert_eq!(names(&folder), before);
    }
    assert_eq!(storage.backup(copy_in(&folder), &mut |_| true), Ok(true));
    assert_eq!(open(&copy_in(&folder)).desks().unwrap(), storage.desks().unwrap());
}

/// What is there already is not touched, and what a crash has left is not in the way.
#[test]
fn a_copy_overwrites_nothing() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    commit(&storage, new_ticket(1));
    fs::write(copy_in(&folder), "something else").unwrap();
    assert_eq!(code(storage.backup(copy_in(&folder), &mut |_| true)), Some(Code::AlreadyTaken));
    assert_eq!(fs::read(copy_in(&folder)).unwrap(), b"something else");
    assert_eq!(code(storage.backup(folder.file(), &mut |_| true)), Some(Code::AlreadyTaken));
    fs::remove_file(copy_in(&folder)).unwrap();
    let partial = folder.file().with_file_name("copy.db.partial");
    fs::write(&partial, "half of a copy").unwrap();
    assert!(storage.backup(copy_in(&folder), &mut |_| true).unwrap());
    assert!(!partial.exists());
    assert_eq!(feed(&open(&copy_in(&folder))), 1);
    let nowhere = folder.file().with_file_name("no-such-folder").join("copy.db");
    assert_eq!(code(storage.backup(nowhere, &mut |_| true)), Some(Code::CannotOpen));
}

/// A file that is damaged gives no copy.
#[test]
fn a_damaged_file_gives_no_copy() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    commit(&storage, new_ticket(1));
    let other = rusqlite::Connection::open(folder.file()).unwrap();
    other.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO tkit_config VALUES (999, 1, '{}')").unwrap();
    drop(other);
    let before = names(&folder);
    assert_eq!(code(storage.backup(copy_in(&folder), &mut |_| true)), Some(Code::Damaged));
    assert_eq!(names(&folder), before, "nothing is left of it");
    assert_eq!(storage.verify().unwrap().len(), 1);
}

#[test]
fn a_storage_that_is_closed_or_paused_gives_no_copy() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    storage.pause(ticketkit::Span::from_secs(1)).unwrap();
    assert_eq!(code(storage.backup(copy_in(&folder), &mut |_| true)), Some(Code::Paused));
    storage.close().unwrap();
    assert_eq!(code(storage.backup(copy_in(&folder), &mut |_| true)), Some(Code::Closed));
    assert!(!copy_in(&folder).exists());
}
