//! A copy of a file that is in use.
//!
//! SQLite copies page by page. All of it is of one moment, because the connection that is copied from stays in one
//! transaction: without that a copy begins anew with every commit of others, and where they never pause it never ends.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::SqliteStorage;
use super::errors::{Fault, Outcome};
use super::open::whole_path;
use super::verify::verify;
use crate::error::{Code, Problem, Result};

/// So many pages are copied at a time, a MiB of them.
const PAGES: i32 = 256;

/// How far a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackupProgress {
    /// Pages that are copied.
    pub done: u64,
    /// Pages in all.
    pub pages: u64,
}

impl SqliteStorage {
    /// Copies the file, which may be in use by any number of threads and processes, into a new one at `path`. The copy holds
    /// everything that was acknowledged before the call, and is of one moment: the indexes and references in it were checked
    /// before it gets its name, so that a file of this name is whole or is not there. It opens as any file of desks does.
    ///
    /// Writers go on meanwhile; the write-ahead log cannot begin anew until the copy is done, and grows by what they write.
    /// `progress` is told after every few pages, and ends the copying by answering false: the answer is false then, and
    /// nothing is left.
    ///
    /// ```
    /// use ticketkit::storage::{SqliteStorage, Storage};
    /// # let folder = std::env::temp_dir().join(format!("tkit-backup-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// let storage = SqliteStorage::open(folder.join("desks.db"))?;
    /// assert!(storage.backup(folder.join("monday.db"), &mut |_| true)?);
    /// assert_eq!(SqliteStorage::open(folder.join("monday.db"))?.desks()?, []);
    /// # std::fs::remove_dir_all(&folder).unwrap();
    /// # Ok::<(), ticketkit::Error>(())
    /// ```
    ///
    /// # Errors
    /// `already_taken` when there is a file at `path`, `cannot_open` when none can be made there, `storage_full`, `damaged`
    /// when the copy is not whole, which means that the file itself is not.
    pub fn backup(
        &self,
        path: impl AsRef<Path>,
        progress: &mut dyn FnMut(BackupProgress) -> bool,
    ) -> Result<bool> {
        let path = whole_path(path.as_ref())?;
        self.reading(|source| {
            is_free(&path)?;
            let unfinished = beside(&path, ".partial");
            let done = copy_whole(source, &unfinished, progress)?;
            if done {
                is_free(&path)?;
                give_name(&unfinished, &path)?;
            }
            Ok(done)
        })
    }
}

/// The path with an ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

fn is_free(path: &Path) -> Outcome<()> {
    match path.try_exists() {
        Ok(false) => Ok(()),
        Ok(true) => Err(Fault::taken("the path of the copy")),
        Err(error) => Err(cannot(&error).into()),
    }
}

/// Copies what a connection sees into a file without a name of its own yet, and checks it. False: it was ended. Where it
/// is not done, nothing is left of it.
pub(super) fn copy_whole(
    source: &Connection,
    unfinished: &Path,
    progress: &mut dyn FnMut(BackupProgress) -> bool,
) -> Outcome<bool> {
    // What a crash has left.
    take_away(unfinished)?;
    let done = copy(source, unfinished, progress);
    if !matches!(done, Ok(true)) {
        take_away(unfinished)?;
    }
    done
}

fn copy(
    source: &Connection,
    unfinished: &Path,
    progress: &mut dyn FnMut(BackupProgress) -> bool,
) -> Outcome<bool> {
    // The moment that is copied is that of the first look.
    let _: i64 = source.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut copy = Connection::open(unfinished)?;
    let backup = Backup::new(source, &mut copy)?;
    loop {
        let step = backup.step(PAGES)?;
        let (left, pages) = (backup.progress().remaining, backup.progress().pagecount);
        let count = |pages: i32| u64::try_from(pages).unwrap_or(0);
        let go_on = progress(BackupProgress { done: count(pages - left), pages: count(pages) });
        match step {
            StepResult::Done => break,
            _ if !go_on => return Ok(false),
            StepResult::More => {}
            _ => return Err(Problem::new(Code::StorageBusy, "somebody else holds the copy").into()),
        }
    }
    drop(backup);
    if let Some(first) = verify(&copy)?.first() {
        return Err(Problem::new(Code::Damaged, format!("the copy is not whole: {first}")).into());
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(true)
}

/// Gives a finished copy its name, for good.
pub(super) fn give_name(unfinished: &Path, path: &Path) -> Outcome<()> {
    fs::rename(unfinished, path).map_err(|error| cannot(&error))?;
    // A name is kept by its folder, where a system lets a folder be opened.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| cannot(&error))?;
    }
    Ok(())
}

/// Takes a file away that need not be there, and what SQLite puts beside one.
fn take_away(path: &Path) -> Outcome<()> {
    for ending in ["", "-journal", "-wal", "-shm"] {
        match fs::remove_file(beside(path, ending)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot(&error).into()),
            _ => {}
        }
    }
    Ok(())
}

fn cannot(error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::StorageFull => Problem::new(Code::StorageFull, "there is no space left for the copy"),
        _ => Problem::new(Code::CannotOpen, "no copy can be put there"),
    }
}
