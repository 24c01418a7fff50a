//! The schema: numbered steps that only ever lead forward.
//!
//! All steps that a file lacks are one transaction, so that it is never between two versions, and each is recorded with
//! the hash of its text. Of two processes that start together one does the work, and the other finds it done. Before a
//! file of an earlier version is touched, a copy is put beside it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use sha2::{Digest, Sha256};

use super::backup::{beside, copy_whole, give_name};
use super::errors::{Fault, Outcome};
use crate::error::{Code, Problem};

/// `tkit`: tells our files from those of everybody else.
pub(super) const APPLICATION_ID: i32 = 0x746b_6974;

/// One step of the schema.
pub(super) struct Migration {
    /// The statements, in the order in which they run.
    pub(super) parts: &'static [&'static str],
}

/// All steps; the number of a step is its place, from 1. A step that was released never changes.
pub(super) const MIGRATIONS: &[Migration] =
    &[Migration { parts: &[include_str!("schema/0001_tables.sql"), include_str!("schema/0001_views.sql")] }];

impl Migration {
    fn checksum(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        self.parts.iter().for_each(|part| hash.update(part));
        hash.finalize().into()
    }
}

/// Brings the file to the last of these steps.
pub(super) fn migrate(writer: &mut Connection, path: &Path, steps: &[Migration]) -> Outcome<()> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = version(&transaction)?;
    check_done(&transaction, steps, done)?;
    if done == steps.len() {
        return Ok(());
    }
    if done > 0 {
        back_up(path, done)?;
    }
    for (step, number) in steps.iter().zip(1..).skip(done) {
        for part in step.parts {
            transaction.execute_batch(part)?;
        }
        let record = "INSERT INTO tkit_migration (number, checksum) VALUES (?1, ?2)";
        transaction.execute(record, (number, step.checksum()))?;
    }
    transaction.pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap_or(i64::MAX))?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()?;
    Ok(())
}

/// How many steps the file has seen.
fn version(connection: &Connection) -> Outcome<usize> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    usize::try_from(version).map_err(|_| Fault::damaged("user_version"))
}

/// Checks that the steps that the file has seen are ours.
fn check_done(connection: &Connection, steps: &[Migration], done: usize) -> Outcome<()> {
    let Some(ours) = steps.get(..done) else {
        let message = format!("the database has version {done}, and this library knows {}", steps.len());
        return Err(Problem::new(Code::SchemaTooNew, message)
            .hint("use the version of the library that wrote it, or a newer one")
            .into());
    };
    if done == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare("SELECT checksum FROM tkit_migration ORDER BY number")?;
    let recorded = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<[u8; 32]>, _>>()?;
    if recorded.iter().copied().ne(ours.iter().map(Migration::checksum)) {
        let message = "the schema of the database was made by other steps than those of this library";
        return Err(Problem::new(Code::Damaged, message).into());
    }
    Ok(())
}

/// Where the copy of a file of this version is kept.
fn copy_of(path: &Path, version: usize, ending: &str) -> PathBuf {
    beside(path, &format!(".v{version}{ending}"))
}

/// Copies the file as it was last committed. Whoever calls holds the right to write, so nothing is missed.
fn back_up(path: &Path, version: usize) -> Outcome<()> {
    let source = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let unfinished = copy_of(path, version, ".partial");
    copy_whole(&source, &unfinished, &mut |_| true)?;
    // One that an attempt before this one has left is replaced.
    give_name(&unfinished, &copy_of(path, version, ".backup"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const FIRST: &[Migration] = &[Migration {
        parts: &["CREATE TABLE tkit_migration (number INTEGER PRIMARY KEY, checksum BLOB NOT NULL);
            CREATE TABLE tkit_word (word TEXT); INSERT INTO tkit_word VALUES ('old');"],
    }];
    const BOTH: &[Migration] = &[
        Migration { parts: FIRST[0].parts },
        Migration {
            parts: &["ALTER TABLE tkit_word ADD COLUMN length INTEGER;", "UPDATE tkit_word SET length = 3;"],
        },
    ];
    const BROKEN: &[Migration] = &[
        Migration { parts: FIRST[0].parts },
        Migration { parts: &["DELETE FROM tkit_word;", "this is not SQL"] },
    ];

    fn file(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tkit-migrate-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder.join("desk.db")
    }

    fn code(answer: Outcome<()>) -> Option<Code> {
        answer.err().map(|fault| crate::Error::from(fault).code())
    }

    fn words(path: &Path) -> Vec<String> {
        let connection = Connection::open(path).unwrap();
        let mut statement = connection.prepare("SELECT word FROM tkit_word").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn an_older_file_is_copied_and_then_brought_forward() {
        let path = file("older");
        let mut writer = Connection::open(&path).unwrap();
        migrate(&mut writer, &path, FIRST).unwrap();
        migrate(&mut writer, &path, BOTH).unwrap();
        assert_eq!(version(&writer).unwrap(), 2);
        let copy = copy_of(&path, 1, ".backup");
        assert_eq!(words(&copy), ["old"]);
        assert_eq!(version(&Connection::open(&copy).unwrap()).unwrap(), 1);
        migrate(&mut writer, &path, BOTH).unwrap();
        assert_eq!(code(migrate(&mut writer, &path, FIRST)), Some(Code::SchemaTooNew));
    }

    #[test]
    fn a_step_that_fails_leaves_everything_as_it_was() {
        let path = file("broken");
        let mut writer = Connection::open(&path).unwrap();
        migrate(&mut writer, &path, FIRST).unwrap();
        assert!(migrate(&mut writer, &path, BROKEN).is_err());
        assert_eq!((version(&writer).unwrap(), words(&path)), (1, vec!["old".to_owned()]));
    }

    #[test]
    fn a_step_with_another_text_is_not_ours() {
        let path = file("other");
        let mut writer = Connection::open(&path).unwrap();
        migrate(&mut writer, &path, BOTH).unwrap();
        assert_eq!(code(migrate(&mut writer, &path, BROKEN)), Some(Code::Damaged));
    }

    #[test]
    fn of_two_that_start_together_one_finds_the_work_done() {
        let path = file("together");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut writer = Connection::open(&path).unwrap();
                    writer.busy_timeout(Duration::from_secs(20)).unwrap();
                    migrate(&mut writer, &path, BOTH).unwrap();
                });
            }
        });
        assert_eq!(words(&path), ["old"]);
        assert!(!copy_of(&path, 1, ".backup").exists(), "a new file needs no copy");
    }
}
