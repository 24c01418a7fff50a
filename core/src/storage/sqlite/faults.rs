//! Every row that a command writes fails once, inside of SQLite: no space, a disk that fails, an interruption.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rusqlite::ffi::{Error as Failure, SQLITE_FULL, SQLITE_INTERRUPT, SQLITE_IOERR};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Error};
use serde_json::json;

use super::*;
use crate::command::{Command, Context};
use crate::config::Document;
use crate::engine::{Desk, Engine};
use crate::error::Code;
use crate::id::{CountingIds, IdSource};
use crate::model::Actor;
use crate::storage::conformance::{Dump, dump, no_difference, what_is_there};
use crate::time::ManualTime;

/// What SQLite says, and what a caller is told.
const FAILURES: [(i32, Code); 3] = [
    (SQLITE_FULL, Code::StorageFull),
    (SQLITE_IOERR, Code::StorageFailed),
    (SQLITE_INTERRUPT, Code::TimedOut),
];

fn commands() -> Vec<Command> {
    let ticket = "1";
    let all = json!([
        { "do": "put_agent", "person": "ada", "role": "admin", "teams": ["support"] },
        { "do": "put_person", "person": "ines", "name": "Ines", "addresses": ["ines@example.org"] },
        { "do": "put_organization", "key": "acme", "name": "Acme" },
        { "do": "create_ticket", "subject": "Printer", "body": "It burns.", "requester": { "person": "ines" } },
        { "do": "create_ticket", "subject": "Again", "body": "It burns.", "requester": { "person": "ines" } },
        { "do": "reply", "ticket": ticket, "body": "Which one?" },
        { "do": "note", "ticket": ticket, "body": "The one in hall 7." },
        { "do": "change_ticket", "ticket": ticket, "set": { "priority": "urgent" } },
        { "do": "snooze_ticket", "ticket": ticket, "until": "2026-06-02T09:00:00Z" },
        { "do": "assign_ticket", "ticket": ticket, "agent": "ada" },
        { "do": "merge_tickets", "winner": ticket, "losers": ["2"] },
        { "do": "trash_ticket", "ticket": ticket },
        { "do": "erase_person", "person": "ines" },
    ]);
    serde_json::from_value(all).unwrap()
}

/// A desk in a file whose rows can fail.
struct Trial {
    path: PathBuf,
    storage: Arc<SqliteStorage>,
    desk: Desk,
    /// The row that fails, counted from 0; none when it is below.
    left: Arc<AtomicI64>,
    failure: Arc<AtomicI64>,
}

fn open(path: &Path) -> (Arc<SqliteStorage>, Engine) {
    let storage = Arc::new(SqliteStorage::open(path).unwrap());
    let time = Arc::new(ManualTime::new("2026-06-01T09:00:00Z".parse().unwrap()));
    let engine = Engine::on(Arc::clone(&storage) as Arc<dyn Storage>).time(time).patience(Span::ZERO).open();
    (storage, engine)
}

impl Trial {
    fn begin(name: &str) -> Self {
        let path = tests::file(name);
        let (storage, engine) = open(&path);
        let desk = engine.create_desk("main", Document::DEFAULT).unwrap();
        let mut trial = Self { path, storage, desk, left: Arc::default(), failure: Arc::default() };
        trial.left.store(-1, Ordering::SeqCst);
        trial.arm();
        trial
    }

    /// After a failed disk the file is opened again.
    fn open_again(&mut self) {
        let (storage, engine) = open(&self.path);
        (self.storage, self.desk) = (storage, engine.existing_desk("main").unwrap());
        self.arm();
    }

    /// Puts something in front of every row that is written.
    fn arm(&mut self) {
        let (left, failure) = (Arc::clone(&self.left), Arc::clone(&self.failure));
        let armed = self.storage.writer.write(0, |writer, _| {
            let may_write = move || match left.fetch_sub(1, Ordering::SeqCst) {
                0 => Err(Error::SqliteFailure(
                    Failure::new(i32::try_from(failure.load(Ordering::SeqCst)).unwrap()),
                    None,
                )),
                _ => Ok(true),
            };
            writer
                .create_scalar_function("may_write", 0, FunctionFlags::SQLITE_UTF8, move |_| may_write())
                .unwrap();
            put_triggers(writer);
            Ok(())
        });
        armed.unwrap();
    }

    fn stored(&self) -> Dump {
        let keys = what_is_there(&*self.storage, self.desk.id(), &["support".parse().unwrap()]).unwrap();
        dump(&*self.storage, self.desk.id(), &keys).unwrap()
    }

    /// Gives the command with each of its rows failing in turn; how many there were.
    fn fail_at_every_row(
        &mut self,
        command: &Command,
        context: &Context,
        (failure, code): (i32, Code),
    ) -> i64 {
        self.failure.store(failure.into(), Ordering::SeqCst);
        for row in 0.. {
            let before = self.stored();
            self.left.store(row, Ordering::SeqCst);
            let answer = self.desk.execute(command, context);
            if self.left.swap(-1, Ordering::SeqCst) >= 0 {
                answer.unwrap();
                return row;
            }
            assert_eq!(answer.err().map(|error| error.code()), Some(code), "row {row} of {command:?}");
            if code == Code::StorageFailed {
                self.open_again();
            }
            no_difference("after a row that failed", &self.stored(), &before).unwrap();
        }
        unreachable!("a command has an end")
    }
}

fn put_triggers(writer: &Connection) {
    let tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name LIKE 'tkit_%'";
    let mut tables = writer.prepare(tables).unwrap();
    let names: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(std::result::Result::unwrap).collect();
    assert!(names.len() > 15, "{names:?}");
    for (name, act) in names.iter().flat_map(|name| ["INSERT", "UPDATE", "DELETE"].map(|act| (name, act))) {
        let trigger = format!(
            "CREATE TEMP TRIGGER before_{act}_{name} BEFORE {act} ON main.{name} BEGIN SELECT may_write(); END"
        );
        writer.execute_batch(&trigger).unwrap();
    }
}

#[test]
fn every_row_fails_and_nothing_of_it_stays() {
    for failure in FAILURES {
        let mut trial = Trial::begin(&format!("rows{}", failure.0));
        let ids = CountingIds::starting_at(1);
        let mut rows = 0;
        for command in commands() {
            let context = Context::of(Actor::host()).with_id(ids.command_id(Timestamp::default()));
            rows += trial.fail_at_every_row(&command, &context, failure);
        }
        assert!(rows > 80, "only {rows} rows failed");
    }
}
