//! A pause lets go of the file, and a resumed storage goes on where it was.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, mpsc};

use rusqlite::Connection;
use ticketkit::command::{Command, Context, Edits, Intake, Query};
use ticketkit::engine::Engine;
use ticketkit::model::Actor;
use ticketkit::storage::{Decide, Snapshot, SqliteStorage, Step, Storage, Wanted};
use ticketkit::{Code, Span};

use crate::world::{Create, DESK, Folder, code, feed, start};

const A_WHILE: Span = Span::from_secs(60);

/// Whether somebody else can have the whole file to themselves, which they cannot as long as anybody has it open.
fn is_let_go(path: &Path) -> bool {
    let other = Connection::open(path).unwrap();
    let mode =
        |mode| other.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0));
    mode("delete").is_ok_and(|mode| mode == "delete")
}

/// What this process has open of a file and its log.
#[cfg(target_os = "linux")]
fn open_files(path: &Path) -> Vec<String> {
    let handles = std::fs::read_dir("/proc/self/fd").unwrap();
    let targets = handles.filter_map(|handle| std::fs::read_link(handle.ok()?.path()).ok());
    let ours = targets.map(|target| target.to_string_lossy().into_owned());
    ours.filter(|target| target.starts_with(path.to_str().unwrap())).collect()
}

#[test]
fn while_paused_nothing_of_the_file_is_open_or_locked() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    Create::run(&storage, 1).unwrap();
    assert!(!is_let_go(&folder.file()), "an open storage holds its file");
    storage.pause(A_WHILE).unwrap();
    #[cfg(target_os = "linux")]
    assert_eq!(open_files(&folder.file()), [""; 0]);
    assert!(is_let_go(&folder.file()));
    storage.resume().unwrap();
    assert_eq!(Create::run(&storage, 2), Ok(2));
    assert!(!is_let_go(&folder.file()), "a resumed storage holds its file");
}

/// Looks at what is stored for as long as it is told to.
struct Slow<'a>(&'a mpsc::Sender<()>, &'a mpsc::Receiver<()>);

impl Decide for Slow<'_> {
    fn wanted(&self) -> Wanted {
        Wanted::nothing()
    }

    fn decide(&mut self, _: &Snapshot) -> Step {
        self.0.send(()).unwrap();
        self.1.recv().unwrap();
        Step::Leave
    }
}

#[test]
fn a_pause_waits_for_calls_under_way_and_gives_up_in_time() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let ((began, begins), (end, ends)) = (mpsc::channel(), mpsc::channel());
    std::thread::scope(|scope| {
        let storage = &storage;
        let slow = scope.spawn(move || storage.write(DESK, &mut [&mut Slow(&began, &ends)]).remove(0));
        begins.recv().unwrap();
        assert_eq!(code(storage.pause(Span::from_millis(20))), Some(Code::TimedOut));
        assert_eq!(storage.desks().map(|desks| desks.len()), Ok(1), "it goes on as if nothing had been");
        let pausing = scope.spawn(|| storage.pause(A_WHILE));
        while code(storage.desks()) != Some(Code::Paused) {
            std::thread::yield_now();
        }
        assert!(!pausing.is_finished(), "a call is under way");
        end.send(()).unwrap();
        assert_eq!(pausing.join().unwrap(), Ok(()));
        assert_eq!(slow.join().unwrap(), Ok(None));
    });
    assert!(is_let_go(&folder.file()));
}

#[test]
fn closing_ends_a_pause_that_still_waits() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let ((began, begins), (end, ends)) = (mpsc::channel(), mpsc::channel());
    std::thread::scope(|scope| {
        let storage = &storage;
        scope.spawn(move || storage.write(DESK, &mut [&mut Slow(&began, &ends)]));
        begins.recv().unwrap();
        let pausing = scope.spawn(|| storage.pause(A_WHILE));
        let closing = scope.spawn(|| storage.close());
        assert_eq!(code(pausing.join().unwrap()), Some(Code::Closed));
        end.send(()).unwrap();
        assert_eq!(closing.join().unwrap(), Ok(()));
    });
    assert!(is_let_go(&folder.file()));
}

#[test]
fn a_file_that_is_gone_is_missed_and_not_begun_anew() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let elsewhere = folder.file().with_extension("elsewhere");
    storage.pause(A_WHILE).unwrap();
    std::fs::rename(folder.file(), &elsewhere).unwrap();
    assert_eq!(code(storage.resume()), Some(Code::CannotOpen));
    assert_eq!(code(storage.desks()), Some(Code::Paused), "it stays paused");
    std::fs::rename(&elsewhere, folder.file()).unwrap();
    storage.resume().unwrap();
    assert_eq!(storage.desks().map(|desks| desks.len()), Ok(1));
}

#[test]
fn an_engine_pauses_and_goes_on() {
    let folder = Folder::new();
    let engine = Engine::open(folder.file()).unwrap();
    let desk = engine.desk("main").unwrap();
    let create = Command::CreateTicket {
        subject: "The printer is on fire".to_owned(),
        body: "Please hurry.".to_owned(),
        requester: Some(Intake { address: Some("ines@example.com".to_owned()), ..Intake::default() }),
        set: Edits::none(),
        attachments: Vec::new(),
        message_id: None,
        html: None,
        fold_key: None,
    };
    let open = || desk.execute(&create, &Context::of(Actor::host()));
    open().unwrap();
    engine.pause(A_WHILE).unwrap();
    assert_eq!(code(open()), Some(Code::Paused), "at once, though a pause may end");
    assert_eq!(code(desk.ask(&Query::Config { version: None }, &Actor::host())), Some(Code::Paused));
    assert_eq!(code(engine.tick(start(), 10)), Some(Code::Paused));
    assert_eq!(code(desk.lease_effects("mailer", A_WHILE, 10)), Some(Code::Paused));
    assert_eq!(code(engine.desk("main")), Some(Code::Paused));
    assert_eq!(code(engine.next_due()), Some(Code::Paused));
    engine.resume().unwrap();
    assert_eq!(open().unwrap().number.as_deref(), Some("2"));
}

#[test]
fn hundreds_of_pauses_lose_no_acknowledged_ticket() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let (last, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(Vec::new());
    let work = || {
        while !over.load(Ordering::SeqCst) {
            match Create::run(&storage, last.fetch_add(1, Ordering::SeqCst)) {
                Ok(number) => acknowledged.lock().unwrap().push(number),
                Err(error) => assert_eq!(error.code(), Code::Paused),
            }
            if let Err(error) = storage.desks() {
                assert_eq!(error.code(), Code::Paused);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(work);
        }
        for _ in 0..200 {
            storage.pause(A_WHILE).unwrap();
            #[cfg(target_os = "linux")]
            assert_eq!(open_files(&folder.file()), [""; 0]);
            storage.resume().unwrap();
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        over.store(true, Ordering::SeqCst);
    });
    let mut acknowledged = acknowledged.into_inner().unwrap();
    acknowledged.sort_unstable();
    let count = acknowledged.len() as u64;
    assert!(count > 0, "somebody got through between the pauses");
    assert_eq!(acknowledged, (1..=count).collect::<Vec<_>>(), "each number once");
    assert_eq!(feed(&storage), count, "what was acknowledged is there, and nothing else");
    assert_eq!(SqliteStorage::open(folder.file()).map(|other| feed(&other)), Ok(count));
}
