//! Parts of a transaction, each whole or not at all.
//!
//! A part that finds nothing before it in the transaction can be taken back together with the transaction. Only those
//! that come after need a savepoint, for which SQLite copies every page before its first change: dear, and for nothing
//! nearly always, because a decision that was made inside the transaction does not fail when it is written.

use rusqlite::Connection;

use super::errors::Outcome;
use super::rows::run;
use crate::error::Error;

/// What a turn finds in the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is the first.
    Nothing,
    /// Somebody else has written, and it must not be lost.
    Work,
}

/// Does a part whole or not at all: where it fails, or panics, nothing of it stays, and what was there before does.
pub(super) fn whole<T>(
    connection: &Connection,
    found: Found,
    work: impl FnOnce() -> Outcome<T>,
) -> Outcome<T> {
    let part = Part::begin(connection, found)?;
    let answer = work();
    if answer.is_ok() {
        part.keep()?;
    } else {
        part.take_back()?;
    }
    answer
}

/// Does so many parts, each whole or not at all, for as long as the transaction is open.
pub(super) fn each_whole<T>(
    connection: &Connection,
    found: Found,
    count: usize,
    mut work: impl FnMut(usize) -> Outcome<T>,
) -> Result<Vec<Result<T, Error>>, Error> {
    if found == Found::Nothing {
        let all = whole(connection, found, || (0..count).map(&mut work).collect::<Outcome<Vec<T>>>());
        match all {
            Ok(all) => return Ok(all.into_iter().map(Ok).collect()),
            Err(fault) if count == 1 || connection.is_autocommit() => {
                let error = Error::from(fault);
                return if connection.is_autocommit() { Err(error) } else { Ok(vec![Err(error)]) };
            }
            // One of them fails: once more from the start, each by itself.
            Err(_) => {}
        }
    }
    let mut answers = Vec::with_capacity(count);
    for n in 0..count {
        let answer = whole(connection, Found::Work, || work(n)).map_err(Error::from);
        if let Err(error) = &answer
            && connection.is_autocommit()
        {
            return Err(error.clone());
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// A part that is being done.
struct Part<'c> {
    connection: &'c Connection,
    found: Found,
    ended: bool,
}

impl<'c> Part<'c> {
    fn begin(connection: &'c Connection, found: Found) -> Outcome<Self> {
        if found == Found::Work {
            run(connection, "SAVEPOINT part", &[])?;
        }
        Ok(Self { connection, found, ended: false })
    }

    fn keep(mut self) -> Outcome<()> {
        if self.found == Found::Work {
            run(self.connection, "RELEASE part", &[])?;
        }
        self.ended = true;
        Ok(())
    }

    /// Takes it back, and leaves the transaction open for what comes after, unless SQLite has taken it away by itself.
    fn take_back(mut self) -> Outcome<()> {
        self.ended = true;
        self.undo()
    }

    fn undo(&self) -> Outcome<()> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        let statements = match self.found {
            Found::Nothing => ["ROLLBACK", "BEGIN IMMEDIATE"],
            Found::Work => ["ROLLBACK TO part", "RELEASE part"],
        };
        let done = statements.into_iter().try_for_each(|sql| run(self.connection, sql, &[]).map(drop));
        if done.is_err() && !self.connection.is_autocommit() {
            // What cannot be taken back alone is taken back with everything around it.
            let _ = run(self.connection, "ROLLBACK", &[]);
        }
        done
    }
}

/// The work has panicked: nobody may commit what it left.
impl Drop for Part<'_> {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.undo();
        }
    }
}
