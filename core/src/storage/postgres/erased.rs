//! What an erasure looks for.

use super::errors::Outcome;
use super::rows::{all, either};
use super::session::Session;
use crate::change::Erasure;
use crate::id::{DeskId, PersonId, TicketId};
use crate::model::{JobPlace, Message};
use crate::storage::erase;
use crate::storage::sql::{self, Cell, Row, Stored, bound};

/// All messages of a ticket.
pub(super) fn messages(session: &Session, desk: DeskId, ticket: TicketId) -> Outcome<Vec<Message>> {
    let sql = format!(
        "SELECT {} FROM tkit_message WHERE desk = $1 AND ticket = $2 ORDER BY position",
        sql::MESSAGE_COLUMNS
    );
    all(session, &sql, &[desk.to_cell(), ticket.to_cell()], |row| sql::message_of(ticket, row))
}

/// Tickets that know a person as a customer, by creation and id, after a place.
pub(super) fn tickets_of(
    session: &Session,
    desk: DeskId,
    person: PersonId,
    after: Option<JobPlace>,
    limit: u32,
) -> Outcome<Vec<JobPlace>> {
    let sql = "SELECT created_at, id FROM tkit_ticket WHERE desk = $1 AND id IN (
            SELECT id FROM tkit_ticket WHERE desk = $1 AND requester = $2
            UNION SELECT ticket FROM tkit_participant WHERE desk = $1 AND person = $2 AND part IN (2, 4, 5)
            UNION SELECT ticket FROM tkit_message WHERE desk = $1 AND author = $3 AND author_kind IN (1, 4)
        ) AND ($4::BIGINT IS NULL OR (created_at, id) > ($4::BIGINT, $5::BYTEA))
        ORDER BY created_at, id LIMIT $6";
    let [at, ticket] = after.map_or([Cell::Null, Cell::Null], |JobPlace { created_at, ticket }| {
        [Cell::Integer(created_at.millis()), Cell::Blob(ticket.as_bytes().to_vec().into())]
    });
    let cells =
        [desk.to_cell(), person.to_cell(), either(&person.to_cell()), at, ticket, bound(limit.into())];
    all(session, sql, &cells, |row| Ok(JobPlace { created_at: row.take()?, ticket: row.take()? }))
}

/// Files that are lost by an erasure.
pub(super) fn files_lost(session: &Session, desk: DeskId, erasure: &Erasure) -> Outcome<Vec<String>> {
    let Erasure::Ticket { ticket, .. } = erasure else { return Ok(Vec::new()) };
    let sql = "SELECT message FROM tkit_file WHERE desk = $1 AND sha256 = $2";
    erase::files_lost(erasure, &messages(session, desk, *ticket)?, |file| {
        all(session, sql, &[desk.to_cell(), Cell::text(file)], |row| row.take())
    })
}
