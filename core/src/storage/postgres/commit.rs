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
        [changes] => match write(pool, &mut pool.patience(), changes, false) {
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

/// Writes a change set. `unsure`: it may be written already, over a connection that broke.
///
/// A change set that was not found may still be under way on the server. To write it once more is safe all the same,
/// because the two wait for each other, and one of them finds taken what tells them apart from others: the id of the
/// command, or the place in a ticket's history. So what stands in the way is looked at again before it is answered.
fn write(pool: &Pool, patience: &mut Patience, changes: &ChangeSet, mut unsure: bool) -> Result<Committed> {
    loop {
        let taken = pool.take(patience).map_err(|fault| if unsure { unknown() } else { fault })?;
        let session = taken.session()?;
        let found = if unsure { look_for(session, changes) } else { Ok(None) };
        let answer = match found {
            Ok(None) => apply(session, changes, Manner::Alone),
            Ok(Some(committed)) => Ok(committed),
            Err(fault) => Err(fault),
        };
        let fault = match answer {
            Ok(committed) => return Ok(committed),
            Err(fault) => fault,
        };
        if !fault.is_lost() && !fault.is_contention() {
            let found = if unsure { look_for(session, changes).map_err(|_| unknown())? } else { None };
            return found.ok_or_else(|| fault.into());
        }
        drop(taken);
        unsure |= fault.is_lost();
        if !patience.wait() {
            return Err(if unsure { unknown() } else { fault }.into());
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
            // They were written together or not at all. From here on each goes by itself, which finds what was written.
            return Ok(changes.iter().map(|changes| write(pool, &mut patience, changes, true)).collect());
        }
        if !fault.is_contention() || !patience.wait() {
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

/// What a change set became, when it is there. `storage_failed` when nothing of it would tell.
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
