//! Committing: what is tried again, and what is done when nobody knows whether it was written.

use super::apply::{Manner, apply};
use super::errors::{Fault, Outcome};
use super::pool::Pool;
use super::rows::one;
use super::session::Session;
use crate::change::ChangeSet;
use crate::error::{Code, Error, Problem, Result};
use crate::storage::Committed;
use crate::storage::sql::{self, Row, Stored};
use crate::time::Patience;

/// Writes change sets in their order, each whole or not at all.
pub(super) fn commit(pool: &Pool, changes: &[ChangeSet]) -> Result<Vec<Result<Committed>>> {
    match changes {
        [] => Ok(Vec::new()),
        [changes] => match commit_one(pool, changes) {
            Err(error) if !is_of_the_change_set(&error) => Err(error),
            answer => Ok(vec![answer]),
        },
        several => commit_several(pool, several),
    }
}

/// Whether an error says something about what was to be written, and not about the storage.
fn is_of_the_change_set(error: &Error) -> bool {
    !matches!(error.kind(), crate::error::Kind::Storage | crate::error::Kind::Unavailable)
}

fn commit_one(pool: &Pool, changes: &ChangeSet) -> Result<Committed> {
    let mut patience = pool.patience();
    loop {
        let taken = pool.take(&mut patience)?;
        let fault = match apply(taken.session()?, changes, Manner::Alone) {
            Ok(committed) => return Ok(committed),
            Err(fault) => fault,
        };
        drop(taken);
        if fault.is_lost() {
            if let Some(committed) = written(pool, &mut patience, changes)? {
                return Ok(committed);
            }
        } else if !fault.is_contention() {
            return Err(fault.into());
        }
        if !patience.wait() {
            return Err(fault.into());
        }
    }
}

/// Several in one transaction.
fn commit_several(pool: &Pool, changes: &[ChangeSet]) -> Result<Vec<Result<Committed>>> {
    let mut patience = pool.patience();
    loop {
        let taken = pool.take(&mut patience)?;
        let session = taken.session()?;
        let fault = match session.transaction("BEGIN", || each_whole(session, changes)) {
            Ok(answers) => return Ok(answers),
            Err(fault) => fault,
        };
        drop(taken);
        if fault.is_lost() {
            // They were written together: where one of them was, all of them were.
            let mut answers = Vec::with_capacity(changes.len());
            for changes in changes {
                answers.extend(written(pool, &mut patience, changes)?);
            }
            if answers.len() == changes.len() {
                return Ok(answers.into_iter().map(Ok).collect());
            }
        } else if !fault.is_contention() {
            return Err(fault.into());
        }
        if !patience.wait() {
            return Err(fault.into());
        }
    }
}

/// Does each of them whole or not at all, in the open transaction.
fn each_whole(session: &Session, changes: &[ChangeSet]) -> Outcome<Vec<Result<Committed>>> {
    let mut answers = Vec::with_capacity(changes.len());
    for changes in changes {
        session.batch("SAVEPOINT part")?;
        let answer = match apply(session, changes, Manner::Within) {
            Ok(committed) => Ok(committed),
            Err(fault) if fault.is_contention() || fault.is_lost() => return Err(fault),
            Err(fault) => {
                session.batch("ROLLBACK TO SAVEPOINT part")?;
                Err(Error::from(fault))
            }
        };
        session.batch("RELEASE SAVEPOINT part")?;
        answers.push(answer);
    }
    Ok(answers)
}

/// Whether a change set was written before the connection broke, and what it became. Where it was not, it may still be under
/// way on the server; to write it once more is safe all the same, because one of the two finds taken what tells them: the
/// id of the command, or the place in a ticket's history. `storage_failed` when nothing tells.
fn written(pool: &Pool, patience: &mut Patience, changes: &ChangeSet) -> Result<Option<Committed>> {
    loop {
        let taken = pool.take(patience)?;
        match look_for(taken.session()?, changes) {
            Err(fault) if fault.is_lost() && patience.wait() => {}
            answer => return Ok(answer?),
        }
    }
}

fn look_for(session: &Session, changes: &ChangeSet) -> Outcome<Option<Committed>> {
    let desk = changes.desk.to_cell();
    if let Some(record) = &changes.command {
        let sql =
            format!("SELECT feed, {} FROM tkit_command WHERE desk = $1 AND id = $2", sql::COMMAND_COLUMNS);
        let found = one(session, &sql, &[desk, record.id.to_cell()], |row| {
            Ok((Committed { feed: row.take()? }, sql::command_of(row)?))
        })?;
        return Ok(found.filter(|(_, found)| found == record).map(|(committed, _)| committed));
    }
    let event = changes.events.iter().rev().find(|event| event.ticket.is_some());
    let Some((event, ticket)) = event.and_then(|event| Some((event, event.ticket?))) else {
        return Err(unknown());
    };
    let sql =
        "SELECT e.feed FROM tkit_event AS e WHERE desk = $1 AND ticket = $2 AND version = $3 AND id = $4";
    let cells = [desk, ticket.to_cell(), event.version.to_cell(), event.id.to_cell()];
    let behind = changes.events.iter().rev().take_while(|other| other.id != event.id).count();
    let feed = one(session, sql, &cells, |row| row.take::<u64>())?;
    let behind = u64::try_from(behind).unwrap_or(u64::MAX);
    Ok(feed.map(|feed| Committed { feed: feed.saturating_add(behind) }))
}

fn unknown() -> Fault {
    let message = "the connection broke, and it is not known whether the change was written";
    Problem::new(Code::StorageFailed, message).hint("look at what is stored before trying again").into()
}
