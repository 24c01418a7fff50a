//! Looking things up for a decision.

mod answer;
mod ask;

pub(super) use answer::file_of;
pub(super) use ask::file_columns;

use super::erased;
use super::errors::Outcome;
use super::rows::one;
use super::session::Session;
use crate::id::{DeskId, TicketId};
use crate::storage::rules::unknown_desk;
use crate::storage::sql::{Row, Stored};
use crate::storage::strands::follow_merges;
use crate::storage::{Key, Snapshot, Wanted};

/// So many keys are looked up by one statement. A server cannot read one of any length: it goes down into it branch by
/// branch, and it counts its values.
const AT_ONCE: usize = 150;

/// What stands under these keys. Almost always that is one statement; what is too much for one, or can only be looked up
/// after something else was, takes a transaction, so that it is all of one moment.
pub(super) fn load(session: &Session, desk: DeskId, wanted: &Wanted) -> Outcome<Snapshot> {
    let follows = |key: &Key| matches!(key, Key::Winner(_) | Key::TicketsOf { .. } | Key::FilesLost(_));
    if wanted.iter().count() > AT_ONCE || wanted.iter().any(follows) {
        return session.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ", || {
            let keys: Vec<&Key> = wanted.iter().collect();
            let mut found = Snapshot::default();
            for some in keys.chunks(AT_ONCE) {
                found.extend(ask_for(session, desk, &some.iter().copied().cloned().collect())?);
            }
            for key in wanted.iter() {
                follow(session, desk, key, &mut found)?;
            }
            Ok(found)
        });
    }
    ask_for(session, desk, wanted)
}

/// What can be looked up at once.
fn ask_for(session: &Session, desk: DeskId, wanted: &Wanted) -> Outcome<Snapshot> {
    // The work of a ticket is told by what the ticket says.
    let tickets = wanted.iter().filter_map(|key| match key {
        Key::Work(ticket) => Some(Key::from(ticket)),
        _ => None,
    });
    let wanted: Wanted = tickets.chain(wanted.iter().cloned()).collect();
    let mut asking = ask::Asking::new(desk);
    let version = asking.version();
    let asked: Vec<_> = wanted.iter().map(|key| (key, asking.ask(key))).collect();
    let answers = asking.questions.put(session)?;
    let config_version = answers.value(version)?.ok_or_else(|| unknown_desk(desk))?;
    let mut found = Snapshot { config_version, ..Snapshot::default() };
    // Tickets come before their work.
    for (key, questions) in asked {
        answer::note(&answers, key, &questions, &mut found)?;
    }
    found.asked.add_all(wanted.clone());
    Ok(found)
}

/// What can only be looked up one after the other.
fn follow(session: &Session, desk: DeskId, key: &Key, found: &mut Snapshot) -> Outcome<()> {
    match key {
        Key::Winner(id) => {
            let sql = "SELECT merged_into, merged_openly FROM tkit_ticket WHERE desk = $1 AND id = $2";
            let of = |id: TicketId| {
                one(session, sql, &[desk.to_cell(), id.to_cell()], |row| Ok((row.take()?, row.take()?)))
            };
            if let Some(winner) = follow_merges(*id, of)? {
                let file = ask_for(session, desk, &Wanted::one(Key::Ticket(winner.ticket)))?;
                found.tickets.extend(file.tickets);
                found.winners.insert(*id, winner);
            }
        }
        Key::TicketsOf { person, after, limit } => {
            let places = erased::tickets_of(session, desk, *person, *after, *limit)?;
            found.tickets_of.insert(key.clone(), places);
        }
        Key::FilesLost(erasure) => {
            let lost = erased::files_lost(session, desk, erasure)?;
            found.files_lost.insert(erasure.clone(), lost);
        }
        _ => {}
    }
    Ok(())
}
