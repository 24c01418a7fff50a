//! One file, several tickers, and tickers that die.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ticketkit::command::{Answer, Edits, Query};
use ticketkit::condition::Condition;
use ticketkit::engine::Engine;
use ticketkit::id::JobId;
use ticketkit::model::{Actor, EventKind, Job, JobState};
use ticketkit::storage::SqliteStorage;
use ticketkit::time::Timestamp;

use super::world::{World, feed, matching};

/// A folder of its own for one test, which goes away with it.
pub(crate) struct Folder {
    path: PathBuf,
    files: AtomicU32,
}

impl Folder {
    pub(crate) fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let n = LAST.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("tkit-jobs-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self { path, files: AtomicU32::new(0) }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.path.join("desks.db")
    }

    /// A storage in a new file.
    pub(crate) fn storage(&self) -> SqliteStorage {
        let n = self.files.fetch_add(1, Ordering::SeqCst);
        SqliteStorage::open(self.path.join(format!("{n}.db"))).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// A world in this file with so many tickets, and a job about all of them.
fn begun(file: &Path, tickets: usize) -> (World, JobId) {
    let world = World::on(Arc::new(SqliteStorage::open(file).unwrap()));
    world.open_many(tickets);
    let set = Edits::none().with("priority", "high");
    let job = world.host(&matching(Condition::all([]), set)).job.unwrap();
    (world, job)
}

/// The job, and how often each ticket was changed.
fn outcome(engine: &Engine, job: JobId) -> (Job, Vec<u64>) {
    let desk = engine.existing_desk("main").unwrap();
    let Answer::Job { job } = desk.ask(&Query::Job { job }, &Actor::host()).unwrap() else { panic!("{job}") };
    let mut times = std::collections::BTreeMap::new();
    for event in feed(&desk) {
        if let Some(ticket) = event.ticket {
            *times.entry(ticket).or_default() += u64::from(event.kind == EventKind::TicketChanged {});
        }
    }
    (*job, times.into_values().collect())
}

#[test]
fn several_tickers_do_each_item_once() {
    let folder = Folder::new();
    let (world, job) = begun(&folder.file(), 250);
    let now = world.now();
    let items: u64 = std::thread::scope(|scope| {
        let ticker = |n: usize| {
            let engine = world.engine.clone();
            let file = folder.file();
            scope.spawn(move || {
                // Every second one with a handle of its own, as another process has it.
                let own = Engine::open(&file).unwrap();
                let engine = if n.is_multiple_of(2) { engine } else { own };
                let mut items = 0;
                loop {
                    let report = engine.tick(now, 20).unwrap();
                    items += report.items;
                    if !report.more {
                        return items;
                    }
                }
            })
        };
        let tickers: Vec<_> = (0..4).map(ticker).collect();
        tickers.into_iter().map(|ticker| ticker.join().unwrap()).sum()
    });
    let (job, times) = outcome(&world.engine, job);
    assert_eq!((job.state, job.done, job.changed), (JobState::Done, 250, 250));
    assert_eq!(times, [1; 250]);
    assert_eq!(items, 250, "who was late does not count what others did");
}

#[test]
fn a_ticker_that_stops_between_chunks_is_followed_by_another() {
    let folder = Folder::new();
    let (world, job) = begun(&folder.file(), 250);
    let now = world.now();
    world.tick(100);
    world.engine.close().unwrap();
    let engine = Engine::open(folder.file()).unwrap();
    let report = engine.tick(now, 1_000).unwrap();
    assert_eq!((report.items, report.more), (150, false));
    let (job, times) = outcome(&engine, job);
    assert_eq!((job.state, job.changed), (JobState::Done, 250));
    assert_eq!(times, [1; 250]);
}

#[test]
#[ignore = "runs inside another test, in a process of its own"]
fn child_that_is_killed() {
    let Ok((file, now)) = std::env::var("TKIT_JOBS_CHILD").map(|given| {
        let (now, file) = given.split_once(' ').unwrap();
        (PathBuf::from(file), now.parse::<Timestamp>().unwrap())
    }) else {
        return;
    };
    let engine = Engine::open(file).unwrap();
    while engine.tick(now, 3).unwrap().more {}
}

#[test]
fn a_ticker_that_is_killed_loses_no_item_and_repeats_none() {
    let folder = Folder::new();
    let (world, job) = begun(&folder.file(), 400);
    let now = world.now();
    world.engine.close().unwrap();
    let mut between = 0;
    // A busy machine takes its time to start a process: then the later rounds, which give it more, are the ones.
    for round in 0..40_u64 {
        if round >= 12 && between > 0 {
            break;
        }
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "sharing::child_that_is_killed", "--ignored", "--nocapture"])
            .env("TKIT_JOBS_CHILD", format!("{now} {}", folder.file().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(25 + round * 7));
        child.kill().unwrap();
        child.wait().unwrap();
        let engine = Engine::open(folder.file()).unwrap();
        let (job, times) = outcome(&engine, job);
        assert_eq!(times.iter().sum::<u64>(), job.done, "round {round}");
        assert!(times.iter().all(|times| *times <= 1), "round {round}");
        between += u32::from(job.done > 0 && job.is_running());
        engine.close().unwrap();
    }
    assert!(between > 0, "no child was killed in the middle");
    let engine = Engine::open(folder.file()).unwrap();
    engine.tick(now, 1_000).unwrap();
    let (job, times) = outcome(&engine, job);
    assert_eq!((job.state, job.changed), (JobState::Done, 400));
    assert_eq!(times, [1; 400]);
}
