//! What cannot be brought about from outside: a forked process, a full disk, a disk that fails.

use std::path::PathBuf;

use super::*;
use crate::change::Put;
use crate::error::{Code, Problem};
use crate::model::{Message, MessageKind, Ticket};

const DESK: DeskId = DeskId::from_bytes([7; 16]);

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tkit-within-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("desks.db")
}

fn with_desk(path: &PathBuf) -> SqliteStorage {
    let storage = SqliteStorage::open(path).unwrap();
    storage.create_desk(DESK, "support", "{}").unwrap();
    storage
}

/// A ticket with a message of so many bytes.
fn ticket(n: u8, bytes: usize) -> ChangeSet {
    let mut ticket = Ticket::blank(crate::id::TicketId::from_bytes([n; 16]));
    ticket.number = n.to_string();
    let id = crate::id::MessageId::from_bytes([n; 16]);
    let (author, body) = (crate::model::Author::System {}, "x".repeat(bytes));
    let message =
        Message::new(id, ticket.id, 1, MessageKind::Automated, true, author, Timestamp::default(), body);
    let mut changes = ChangeSet::new(DESK, 1);
    changes.puts.push(Put::Ticket { before: None, after: Box::new(ticket) });
    changes.puts.push(Put::Message { message: Box::new(message) });
    changes
}

/// What each of these was answered.
fn codes(answers: Result<Vec<Result<Committed>>>) -> Vec<Option<Code>> {
    match answers {
        Ok(answers) => answers.into_iter().map(|answer| answer.err().map(|error| error.code())).collect(),
        Err(error) => vec![Some(error.code())],
    }
}

#[test]
fn a_forked_process_gets_no_answer_and_closes_nothing() {
    let path = file("fork");
    let storage = with_desk(&path);
    assert_eq!(storage.desks().unwrap().len(), 1);
    storage.owner.fork();
    assert!(storage.desks().is_err_and(|error| error.code() == Code::Forked));
    assert_eq!(codes(storage.commit(vec![ticket(1, 1)])), [Some(Code::Forked)]);
    assert!(storage.close().is_err_and(|error| error.code() == Code::Forked));
    drop(storage);
    // A connection that is closed last takes the log along; here the one of the other process is still there.
    assert!(path.with_extension("db-wal").exists());
}

#[test]
fn what_is_paused_over_a_fork_is_taken_up_by_whoever_resumes_it() {
    let storage = with_desk(&file("paused_fork"));
    storage.pause(Span::from_secs(1)).unwrap();
    // Nothing is open, so that it makes no difference which process it is in.
    assert!(storage.desks().is_err_and(|error| error.code() == Code::Paused));
    assert_eq!(storage.owner.number(), None);
    storage.resume().unwrap();
    assert_eq!(storage.owner.number(), Some(std::process::id()));
    assert_eq!(storage.desks().unwrap().len(), 1);
}

#[test]
fn a_full_disk_is_told_and_the_storage_goes_on() {
    let storage = with_desk(&file("full"));
    // SQLite refuses to let the file grow just as it does when there is no space.
    let limit = |pages: i64| {
        storage.writer.write(0, |writer, _| {
            writer
                .pragma_update(None, "max_page_count", pages)
                .map_err(|error| errors::Fault::from(error).into())
        })
    };
    limit(150).unwrap();
    let answers = storage.commit(vec![ticket(1, 1), ticket(2, 4 << 20), ticket(3, 1)]);
    assert!(codes(answers).contains(&Some(Code::StorageFull)));
    limit(1_000_000).unwrap();
    let stored = storage.desk("support").unwrap();
    assert!(stored.is_some());
    assert_eq!(codes(storage.commit(vec![ticket(2, 4 << 20)])), [None]);
}

#[test]
fn after_a_failed_disk_nothing_is_written_until_it_is_opened_again() {
    let path = file("failed");
    let storage = with_desk(&path);
    let failing = storage.writer.write(1, |writer, _| {
        // What SQLite does by itself when the disk fails in the middle of a transaction.
        run(writer, "ROLLBACK", &[])?;
        Err::<(), _>(Problem::new(Code::StorageFailed, "the disk failed").into())
    });
    assert!(failing.is_err_and(|error| error.code() == Code::StorageFailed));
    assert_eq!(codes(storage.commit(vec![ticket(1, 1)])), [Some(Code::StorageFailed)]);
    assert_eq!(storage.desks().unwrap().len(), 1, "what was stored before can still be read");
    drop(storage);
    assert_eq!(codes(SqliteStorage::open(&path).unwrap().commit(vec![ticket(1, 1)])), [None]);
}

#[test]
fn a_transaction_that_is_lost_fails_for_all_who_share_it() {
    let storage = with_desk(&file("lost"));
    let in_line = std::sync::Barrier::new(2);
    let (mut first, mut second) = (None, None);
    std::thread::scope(|scope| {
        let riding = scope.spawn(|| {
            storage.writer.write(1, |writer, found| {
                in_line.wait();
                std::thread::sleep(std::time::Duration::from_millis(100));
                Ok(whole(writer, found, || apply(writer, &ticket(1, 1)).map(drop))?)
            })
        });
        let losing = scope.spawn(|| {
            in_line.wait();
            storage.writer.write(1, |writer, _| {
                run(writer, "ROLLBACK", &[])?;
                Err::<(), _>(Problem::new(Code::StorageFull, "no space left").into())
            })
        });
        first = riding.join().ok();
        second = losing.join().ok();
    });
    for answer in [first, second] {
        assert!(answer.is_some_and(|answer| answer.is_err_and(|error| error.code() == Code::StorageFull)));
    }
    assert_eq!(codes(storage.commit(vec![ticket(1, 1)])), [None], "nothing of it was stored");
}
