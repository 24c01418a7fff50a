//! Opening files of all sorts.

use std::fs;

use rusqlite::Connection;
use ticketkit::Code;
use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage, Storage};

use super::world::{DESK, Folder, code, commit, feed, new_ticket, open};

#[test]
fn what_was_written_is_there_again() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    commit(&storage, new_ticket(1));
    storage.close().unwrap();
    let storage = open(&folder.file());
    assert_eq!(storage.desk("support").unwrap().map(|desk| desk.id), Some(DESK));
    assert_eq!(feed(&storage), 1);
}

#[test]
fn a_file_is_made_only_when_that_is_wanted() {
    let folder = Folder::new();
    let options = SqliteOptions { create: false, ..SqliteOptions::default() };
    assert_eq!(code(SqliteStorage::open_with(folder.file(), options)), Some(Code::CannotOpen));
    assert!(!folder.file().exists());
    drop(folder.with_desk());
    assert_eq!(code(SqliteStorage::open_with(folder.file(), options)), None);
}

#[test]
fn what_is_no_place_for_a_file_cannot_be_opened() {
    let folder = Folder::new();
    let folder = folder.file();
    fs::create_dir(&folder).unwrap();
    assert_eq!(code(SqliteStorage::open(&folder)), Some(Code::CannotOpen), "a folder");
    assert_eq!(code(SqliteStorage::open(folder.join("no/such/folder/desks.db"))), Some(Code::CannotOpen));
    assert_eq!(code(SqliteStorage::open("")), Some(Code::CannotOpen), "no path");
}

#[test]
fn a_path_is_only_a_path() {
    let folder = Folder::new();
    let odd = folder.file().with_file_name("file:desks.db?mode=memory#1");
    drop(open(&odd));
    assert!(odd.exists());
}

#[test]
fn files_of_other_programs_are_left_alone() {
    let folder = Folder::new();
    let path = folder.file();
    let strangers: [(&str, &str); 3] = [
        ("tables of another program", "CREATE TABLE customers (name TEXT)"),
        ("the mark of another program", "PRAGMA application_id = 1234"),
        ("a view of another program", "CREATE VIEW customers AS SELECT 1"),
    ];
    for (what, sql) in strangers {
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let before = fs::read(&path).unwrap();
        assert_eq!(code(SqliteStorage::open(&path)), Some(Code::NotOurs), "{what}");
        assert_eq!(fs::read(&path).unwrap(), before, "{what}");
        fs::remove_file(&path).unwrap();
    }
    fs::write(&path, "Dear diary, this is no database at all, but a text of some length.".repeat(99))
        .unwrap();
    assert_eq!(code(SqliteStorage::open(&path)), Some(Code::NotOurs));
}

#[test]
fn a_table_of_somebody_else_in_our_file_is_not_accepted() {
    let folder = Folder::new();
    folder.with_desk().close().unwrap();
    Connection::open(folder.file()).unwrap().execute_batch("CREATE TABLE customers (name TEXT)").unwrap();
    assert_eq!(code(SqliteStorage::open(folder.file())), Some(Code::NotOurs));
}

#[test]
fn a_newer_schema_is_not_touched() {
    let folder = Folder::new();
    folder.with_desk().close().unwrap();
    Connection::open(folder.file()).unwrap().pragma_update(None, "user_version", 1_000).unwrap();
    assert_eq!(code(SqliteStorage::open(folder.file())), Some(Code::SchemaTooNew));
}

#[test]
fn a_schema_that_was_made_otherwise_is_damaged() {
    let folder = Folder::new();
    folder.with_desk().close().unwrap();
    Connection::open(folder.file())
        .unwrap()
        .execute_batch("UPDATE tkit_migration SET checksum = x'00'")
        .unwrap();
    assert_eq!(code(SqliteStorage::open(folder.file())), Some(Code::Damaged));
}

#[test]
fn a_file_that_can_only_be_read_is_refused() {
    let folder = Folder::new();
    folder.with_desk().close().unwrap();
    let mut rights = fs::metadata(folder.file()).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(folder.file(), rights).unwrap();
    assert_eq!(code(SqliteStorage::open(folder.file())), Some(Code::ReadOnly));
}

#[test]
fn damage_is_told_and_nothing_is_made_anew() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    for n in 1..=50 {
        commit(&storage, new_ticket(n));
    }
    storage.close().unwrap();
    let mut bytes = fs::read(folder.file()).unwrap();
    // The first page still says whose file it is; all others are gone.
    bytes.iter_mut().skip(4096).for_each(|byte| *byte = 0xa5);
    fs::write(folder.file(), &bytes).unwrap();
    let told = SqliteStorage::open(folder.file()).and_then(|storage| storage.desks().map(drop));
    assert_eq!(code(told), Some(Code::Damaged));
    assert_eq!(fs::read(folder.file()).unwrap().len(), bytes.len());
}

#[test]
fn whoever_waits_too_long_is_told_so() {
    let folder = Folder::new();
    folder.with_desk().close().unwrap();
    let options = SqliteOptions { busy_timeout_ms: 50, ..SqliteOptions::default() };
    let storage = SqliteStorage::open_with(folder.file(), options).unwrap();
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let told = storage.commit(vec![new_ticket(1)]);
    assert!(told.as_ref().is_err_and(ticketkit::Error::retryable), "{told:?}");
    assert_eq!(code(told), Some(Code::StorageBusy));
    assert_eq!(storage.desks().unwrap().len(), 1, "readers need not wait");
    other.execute_batch("ROLLBACK").unwrap();
    commit(&storage, new_ticket(1));
}

#[test]
fn both_sorts_of_durability_write() {
    for durability in [Durability::Full, Durability::Normal] {
        let folder = Folder::new();
        let options = SqliteOptions { durability, ..SqliteOptions::default() };
        let storage = SqliteStorage::open_with(folder.file(), options).unwrap();
        storage.create_desk(DESK, "support", "{}").unwrap();
        commit(&storage, new_ticket(1));
        assert_eq!(feed(&storage), 1);
    }
}
