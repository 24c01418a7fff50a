//! The replay of an incident log, from its arguments to its last line.

mod args;
mod compare;
mod desk;
mod explain;
mod log;
mod play;
mod progress;
mod read;
mod report;
mod route;
mod route_picture;
mod sla;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use ticketkit::engine::Engine;
use ticketkit::storage::{MemoryStorage, SqliteStorage, Storage};

use args::{Store, USAGE, Wish};
use desk::Plan;
use log::Log;
use progress::Progress;

/// Carries out one call of the program, and answers its exit code: 0 when the log was played, whatever came of it; 1
/// when it could not be; 2 when the arguments are wrong. `bar` says whether to show how far it is on `err`.
pub(crate) fn run(
    args: impl Iterator<Item = OsString>,
    bar: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let options = match args::read(args) {
        Ok(Wish::Replay(options)) => options,
        Ok(Wish::Help) => {
            out.write_all(USAGE.as_bytes())?;
            return Ok(0);
        }
        Err(wrong) => return misused(&wrong, err),
    };
    if options.route.is_some() && !options.file.exists() {
        writeln!(out, "skipped: there is no {}", options.file.display())?;
        return Ok(0);
    }
    let log = match Log::read(&options.file) {
        Ok(log) => log,
        Err(unreadable) => {
            writeln!(err, "{unreadable}")?;
            return Ok(1);
        }
    };
    let plan = match Plan::of(&log, &options.without) {
        Ok(plan) => plan,
        Err(wrong) => return misused(&wrong, err),
    };
    if let Some(picture) = &options.route {
        return route::run(&log, &plan, picture, out);
    }
    let began = Instant::now();
    let (storage, place) = match open(&options.store) {
        Ok(opened) => opened,
        Err(error) => return failed(&error, err),
    };
    let engine = Engine::on(storage).open();
    let mut progress = Progress::of(log.rows(), if bar { Some(err) } else { None });
    let played = play::play(&engine, &log, &plan, &mut progress);
    progress.clear()?;
    let played = match played {
        Ok(played) => played,
        Err(error) => return failed(&error, err),
    };
    let found = compare::compare(&log, &plan, &played);
    let took = began.elapsed();
    let kept = match options.sla.then(|| sla::try_hours(&engine, &log, &plan)).transpose() {
        Ok(kept) => kept,
        Err(error) => return failed(&error, err),
    };
    let kept = kept.as_ref();
    let explained = match &options.explain {
        None => None,
        Some((number, picture)) => match explain::explain(&engine, &log, &played, number, picture) {
            Ok(text) => Some(text),
            Err(why) => {
                writeln!(err, "{why}")?;
                return Ok(1);
            }
        },
    };
    let explained = explained.as_deref();
    let told = report::Report {
        options: &options,
        log: &log,
        plan: &plan,
        played: &played,
        found: &found,
        kept,
        explained,
    };
    told.write(&place, took, out)?;
    Ok(0)
}

fn misused(wrong: &str, err: &mut dyn Write) -> io::Result<u8> {
    writeln!(err, "{wrong}\n\n{USAGE}")?;
    Ok(2)
}

fn failed(error: &ticketkit::Error, err: &mut dyn Write) -> io::Result<u8> {
    writeln!(err, "the log cannot be played: {error}")?;
    if error.code() == ticketkit::Code::AlreadyTaken {
        writeln!(err, "a log is played into a fresh desk: name another file, or take this one away")?;
    }
    Ok(1)
}

/// The storage, and where it is, for people.
fn open(store: &Store) -> ticketkit::Result<(Arc<dyn Storage>, String)> {
    let on_file = |path: &Path| -> ticketkit::Result<(Arc<dyn Storage>, String)> {
        let storage: Arc<dyn Storage> = Arc::new(SqliteStorage::open(path)?);
        Ok((storage, format!("SQLite, in {}", path.display())))
    };
    match store {
        Store::Memory => Ok((Arc::new(MemoryStorage::new()), "memory".to_owned())),
        Store::File(path) => on_file(path),
        Store::TemporaryFile => on_file(&temporary_file()),
    }
}

/// A file of this process. One that is left of an earlier process of the same number is said to be in the way.
fn temporary_file() -> PathBuf {
    std::env::temp_dir().join(format!("ticketkit-replay-{}.sqlite", std::process::id()))
}
