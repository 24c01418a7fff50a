//! What was acknowledged is stored, whenever the process dies.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use ticketkit::query::{Audience, HistoryQuery, ThreadQuery};
use ticketkit::storage::{Key, Storage, Wanted};

use super::world::{Create, DESK, Folder, feed, open, ticket};
use crate::storages::process::{process, started_with};

#[test]
#[ignore = "runs inside another test, in a process of its own"]
fn child_that_is_killed() {
    let Some((file, from)) = started_with() else { return };
    let storage = open(&file);
    for n in from.. {
        Create::run(&storage, n).unwrap();
        println!("stored {n}");
        if n % 40 == 0 {
            storage.maintain().unwrap();
        }
    }
}

#[test]
fn a_killed_process_loses_nothing_that_was_acknowledged() {
    let folder = Folder::new();
    folder.with_desk().close().unwrap();
    for round in 0_u64..12 {
        let before = feed(&open(&folder.file()));
        let mut child = process("crash::child_that_is_killed", &folder.file(), before)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(40 + round * 17));
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let stored = |line: String| line.strip_prefix("stored ").and_then(|n| n.parse::<u64>().ok());
        let acknowledged = lines.map_while(Result::ok).filter_map(stored).max();
        killer.join().unwrap();

        let storage = open(&folder.file());
        let last = feed(&storage);
        assert!(
            last >= acknowledged.map_or(0, |n| n + 1),
            "round {round}: {acknowledged:?} is not among {last}"
        );
        // Nothing is there in part: every ticket has its event and its message, and none is there without them.
        for n in before..=last {
            let id = ticket(n).id;
            let there = u64::from(n < last);
            let found = storage.load(DESK, &Wanted::one(Key::Ticket(id))).unwrap();
            assert_eq!(found.tickets.get(&id).map_or(0, |file| file.messages), there);
            let audience = Audience::Staff;
            let thread = ThreadQuery { ticket: id, audience, after: None, limit: 9 };
            assert_eq!(storage.thread(DESK, &thread).unwrap().messages.len() as u64, there);
            let history = HistoryQuery { ticket: Some(id), audience, after: 0, limit: 9 };
            assert_eq!(storage.history(DESK, &history).unwrap().events.len() as u64, there);
        }
    }
}
