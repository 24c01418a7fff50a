//! Every row that an operation writes fails once inside of SQLite: no space, a disk that fails, an interruption.
//!
//! In front of every row a trigger asks `may_write`, which answers as SQLite does when it cannot go on. The storage keeps its
//! connections to itself: so a second one puts the triggers into the file, and SQLite gives the function to whatever is opened
//! in this process. A limit on pages, or a file system that fails, would be met at the commit alone, when pages are written.

use std::cell::Cell;
use std::ffi::{c_char, c_int};
use std::path::Path;
use std::sync::{Arc, Once};

use rusqlite::auto_extension::{init_auto_extension, register_auto_extension};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Error, ffi};
use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage, Storage};
use ticketkit::{Code, Span};

use crate::failing::How;
use crate::storages::Folder;
use crate::trial::{Fails, Manner, every_call_fails};

thread_local! {
    /// After so many rows that this thread writes, SQLite says this.
    static PLAN: Cell<Option<(u64, c_int)>> = const { Cell::new(None) };
}

fn may_write() -> rusqlite::Result<bool> {
    match PLAN.take() {
        Some((0, failure)) => Err(Error::SqliteFailure(ffi::Error::new(failure), None)),
        Some((rows, failure)) => {
            PLAN.set(Some((rows - 1, failure)));
            Ok(true)
        }
        None => Ok(true),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "what is called by SQLite is handed it so")]
fn teach_to(connection: Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("may_write", 0, flags, |_| may_write())
}

unsafe extern "C" fn teach(
    connection: *mut ffi::sqlite3,
    message: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite hands over a connection that it has just opened, and this neither opens nor closes one.
    unsafe { init_auto_extension(connection, message, teach_to) }
}

/// Puts a trigger in front of every row of the file.
fn put_triggers(file: &Path) {
    let connection = Connection::open(file).unwrap();
    let tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name GLOB 'tkit_*'";
    let mut tables = connection.prepare(tables).unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(names.len() > 15, "{names:?}");
    for (name, act) in names.iter().flat_map(|name| ["INSERT", "UPDATE", "DELETE"].map(|act| (name, act))) {
        let trigger =
            format!("CREATE TRIGGER tkit_{act}_{name} BEFORE {act} ON {name} BEGIN SELECT may_write(); END");
        connection.execute_batch(&trigger).unwrap();
    }
}

/// A file whose rows fail when they are told to.
struct Rows {
    storage: Arc<SqliteStorage>,
    /// What happened, or will, last.
    last: Cell<Option<How>>,
}

impl Fails for Rows {
    fn expect(&self, fault: Option<(u64, How)>) {
        self.last.set(fault.map(|(_, how)| how));
        PLAN.set(fault.map(|(rows, how)| {
            let failure = match how {
                How::Refused(Code::StorageFull) => ffi::SQLITE_FULL,
                How::Refused(Code::TimedOut) => ffi::SQLITE_INTERRUPT,
                _ => ffi::SQLITE_IOERR,
            };
            (rows, failure)
        }));
    }

    fn still_expects(&self) -> bool {
        PLAN.get().is_some()
    }

    /// After a disk has failed nothing is written until the file is opened again.
    fn open_again(&self) {
        if self.last.get() != Some(How::Refused(Code::StorageFailed)) {
            return;
        }
        let error = self.storage.maintain().unwrap_err();
        assert_eq!(error.code(), Code::StorageFailed);
        assert_eq!(error.problems()[0].hint.as_deref(), Some("open the storage again"));
        self.storage.pause(Span::from_secs(1)).unwrap();
        self.storage.resume().unwrap();
    }
}

fn every_row_fails(code: Code) {
    static TAUGHT: Once = Once::new();
    // SAFETY: `teach` neither opens nor closes a connection, nor does it add to the extensions.
    TAUGHT.call_once(|| unsafe { register_auto_extension(teach).unwrap() });
    let folder = Folder::new();
    // Whether the disk has what is committed is another suite's question.
    let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
    let storage = Arc::new(SqliteStorage::open_with(folder.file(), options).unwrap());
    put_triggers(&folder.file());
    let rows = Rows { storage: Arc::clone(&storage), last: Cell::default() };
    let above = Arc::clone(&storage) as Arc<dyn Storage>;
    let manner = Manner { fails: &rows, hows: &[How::Refused(code)], apart: false, least: 250 };
    every_call_fails(&*storage, above, manner);
}

#[test]
fn every_row_fails_for_want_of_space() {
    every_row_fails(Code::StorageFull);
}

#[test]
fn every_row_fails_because_the_disk_does() {
    every_row_fails(Code::StorageFailed);
}

#[test]
fn every_row_fails_by_an_interruption() {
    every_row_fails(Code::TimedOut);
}
