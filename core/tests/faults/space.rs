//! A disk without space, as far as this machine lets a test have one: a small file system, and files that may not grow.

use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use ticketkit::command::{Command, Context, Edits, Intake, Outcome};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, IdSource};
use ticketkit::model::Actor;
use ticketkit::storage::conformance::no_difference;
use ticketkit::storage::{MemoryStorage, SqliteStorage, Storage};
use ticketkit::time::ManualTime;
use ticketkit::{Code, Error, Result, Span};

use crate::agreement::assert_sound;
use crate::house::start;
use crate::storages::Folder;
use crate::storages::process::{process, started_by, started_with};
use crate::trial::everything;

/// What a process says when it came to its end.
const DONE: &str = "as it must be";
/// More tickets than any of these disks can hold.
const PLENTY: u64 = 10_000;

/// A desk that is worked at, in a file, and one in memory that has done the same.
struct Work {
    storage: Arc<dyn Storage>,
    desk: Desk,
    twin: (Arc<dyn Storage>, Desk),
    /// Tickets that were opened.
    tickets: u64,
}

fn desk_on(storage: &Arc<dyn Storage>) -> Desk {
    let (time, ids) = (Arc::new(ManualTime::new(start())), Arc::new(CountingIds::starting_at(1)));
    let engine = Engine::on(Arc::clone(storage)).time(time).ids(ids).patience(Span::ZERO).open();
    engine.desk("main").unwrap()
}

/// The command that opens the `n`-th ticket, always under the same id.
fn opening(n: u64) -> (Command, Context) {
    let create = Command::CreateTicket {
        subject: format!("Ticket {n}"),
        body: format!("It has a long text. {n} ").repeat(1_600),
        requester: Some(Intake { address: Some(format!("p{n}@example.org")), ..Intake::default() }),
        set: Edits::none(),
        attachments: Vec::new(),
        message_id: None,
        html: None,
        fold_key: None,
    };
    let id = CountingIds::starting_at(n).command_id(start());
    (create, Context::of(Actor::host()).with_id(id))
}

impl Work {
    /// At a file in which so many tickets were opened.
    fn at(file: &Path, tickets: u64) -> Self {
        let storage: Arc<dyn Storage> = Arc::new(SqliteStorage::open(file).unwrap());
        let memory: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
        let (desk, twin) = (desk_on(&storage), desk_on(&memory));
        for n in 0..tickets {
            let (command, context) = opening(n);
            twin.execute(&command, &context).unwrap();
        }
        Self { storage, desk, twin: (memory, twin), tickets }
    }

    /// Opens the next ticket, or tries to.
    fn open_one(&mut self) -> Result<Outcome> {
        let (command, context) = opening(self.tickets);
        let outcome = self.desk.execute(&command, &context)?;
        assert_eq!(self.twin.1.execute(&command, &context).as_ref(), Ok(&outcome));
        self.tickets += 1;
        Ok(outcome)
    }

    /// Opens tickets until one cannot be opened.
    fn open_until_it_fails(&mut self) -> Error {
        while self.tickets < PLENTY {
            if let Err(error) = self.open_one() {
                assert!(self.tickets > 20, "only {} were opened", self.tickets);
                return error;
            }
        }
        panic!("the disk holds {PLENTY} tickets");
    }

    /// What was acknowledged is there, and nothing else; all of it can be read, and agrees.
    fn assert_whole(&self) {
        let expected = everything(&*self.twin.0, self.twin.1.id());
        no_difference("on the disk", &everything(&*self.storage, self.desk.id()), &expected).unwrap();
        assert_eq!(assert_sound(&*self.storage, self.desk.id()), self.tickets);
    }

    /// The command that could not be carried out is carried out now, once, and so is all that comes after it.
    fn assert_goes_on(&mut self) {
        let outcome = self.open_one().unwrap();
        let (command, context) = opening(self.tickets - 1);
        assert_eq!(self.desk.execute(&command, &context).as_ref(), Ok(&outcome), "told once more");
        for _ in 0..10 {
            self.open_one().unwrap();
        }
        self.assert_whole();
    }
}

/// The lines that a process says, which has to end well.
fn said_by(mut process: Process) -> Vec<String> {
    let output = process.stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    said.lines().map(str::to_owned).collect()
}

#[test]
#[ignore = "runs inside another test, in a process of its own"]
#[allow(clippy::print_stdout, reason = "the test that started it waits for these words")]
fn child_on_a_small_disk() {
    let Some((file, ballast)) = started_with() else { return };
    let in_the_way = file.with_file_name("ballast");
    std::fs::write(&in_the_way, vec![1; usize::try_from(ballast).unwrap() << 20]).unwrap();
    let mut work = Work::at(&file, 0);
    let error = work.open_until_it_fails();
    assert_eq!(error.code(), Code::StorageFull);
    assert!(error.retryable() && error.problems()[0].hint.is_some(), "{error:?}");
    work.assert_whole();
    // Neither another try nor another opening makes it worse.
    assert_eq!(work.open_one().map_err(|error| error.code()), Err(Code::StorageFull));
    work.storage.close().unwrap();
    let mut work = Work::at(&file, work.tickets);
    assert_eq!(work.open_one().map_err(|error| error.code()), Err(Code::StorageFull));
    work.assert_whole();
    std::fs::remove_file(in_the_way).unwrap();
    work.assert_goes_on();
    work.storage.close().unwrap();
    Work::at(&file, work.tickets).assert_whole();
    println!("\n{DONE}");
}

/// A program that starts another one where a file system of so many megabytes stands in this folder, and takes it away with the
/// process.
#[cfg(target_os = "linux")]
fn on_a_small_disk(folder: &Path, megabytes: u64, process: &Process) -> Option<Process> {
    let mount = format!("mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && exec \"$@\"");
    let folder = folder.to_str().unwrap();
    // As root, and as somebody who may be root among themselves.
    [&["--mount"][..], &["--map-root-user", "--mount"]].into_iter().find_map(|rights| {
        let arguments = [rights, &["sh", "-c", &mount, folder]].concat();
        let mut nothing = started_by("unshare", &arguments, &Process::new("true"));
        let can = nothing.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        can.then(|| started_by("unshare", &arguments, process))
    })
}

#[cfg(target_os = "linux")]
fn a_full_disk_is_told(megabytes: u64, ballast: u64) {
    let folder = Folder::new();
    let file = folder.file();
    let child = process("space::child_on_a_small_disk", &file, ballast);
    match on_a_small_disk(file.parent().unwrap(), megabytes, &child) {
        Some(child) => assert!(said_by(child).iter().any(|line| line == DONE)),
        None => eprintln!("skipped, because no file system can be mounted here"),
    }
}

/// The log is what has no space left.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_work_goes_on_once_there_is_space() {
    a_full_disk_is_told(8, 2);
}

/// So is the database, when the log is carried over to it.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_when_the_log_is_carried_over_is_told_as_well() {
    a_full_disk_is_told(30, 8);
}

#[test]
#[ignore = "runs inside another test, in a process of its own"]
#[allow(clippy::print_stdout, reason = "the test that started it waits for these words")]
fn child_whose_files_may_not_grow() {
    let Some((file, _)) = started_with() else { return };
    let mut work = Work::at(&file, 0);
    // This is not said to be a full disk: what was to be written may be there in part.
    assert_eq!(work.open_until_it_fails().code(), Code::StorageFailed);
    let error = work.open_one().unwrap_err();
    assert_eq!(error.code(), Code::StorageFailed);
    assert_eq!(error.problems()[0].hint.as_deref(), Some("open the storage again"));
    work.assert_whole();
    println!("\n{DONE}\n{}", work.tickets);
}

/// Wherever no file system can be mounted, a limit of the process is as real.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_is_told_and_the_next_process_goes_on() {
    let folder = Folder::new();
    let child = process("space::child_whose_files_may_not_grow", &folder.file(), 0);
    // Blocks of 512 bytes; whoever is over the limit is told by an error and not killed.
    let limit = "trap '' XFSZ; ulimit -f 10000; exec \"$@\"";
    let said = said_by(started_by("sh", &["-c", limit, "sh"], &child));
    let mut lines = said.iter().skip_while(|line| *line != DONE);
    let tickets = lines.nth(1).unwrap().parse().unwrap();
    let mut work = Work::at(&folder.file(), tickets);
    work.assert_whole();
    work.assert_goes_on();
}
