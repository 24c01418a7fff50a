//! What an erasure looks for.

use rusqlite::Connection;

use super::desks::{Desk, Kind};
use super::errors::Outcome;
use super::rows::{all, one, statement};
use crate::change::Erasure;
use crate::id::{PersonId, TicketId};
use crate::model::{JobPlace, Message};
use crate::storage::erase;
use crate::storage::sql::{self, Cell, Row, Stored, bound};

/// All messages of a ticket.
pub(super) fn messages(connection: &Connection, desk: Desk, ticket: TicketId) -> Outcome<Vec<Message>> {
    let sql = statement!(format!(
        "SELECT {} FROM tkit_message WHERE desk = ?1 AND ticket = {} ORDER BY position",
        sql::MESSAGE_COLUMNS,
        Kind::Ticket.place()
    ));
    all(connection, sql, &[desk.cell(), ticket.to_cell()], |row| sql::message_of(ticket, row))
}

/// Tickets that know a person as a customer, by creation and id, after a place.
pub(super) fn tickets_of(
    connection: &Connection,
    desk: Desk,
    person: PersonId,
    after: Option<JobPlace>,
    limit: u32,
) -> Outcome<Vec<JobPlace>> {
    let sql = "SELECT created_at, id FROM tkit_ticket WHERE row IN (
            SELECT row FROM tkit_ticket WHERE desk = ?1 AND requester = ?2
            UNION SELECT ticket FROM tkit_participant WHERE desk = ?1 AND person = ?2 AND part IN (2, 4, 5)
            UNION SELECT ticket FROM tkit_message INDEXED BY tkit_message_by_customer
                WHERE desk = ?1 AND author = ?2 AND author_kind IN (1, 4)
        ) AND (?3 IS NULL OR (created_at, id) > (?3, ?4)) ORDER BY created_at, id LIMIT ?5";
    let [at, ticket] = after.map_or([Cell::Null, Cell::Null], |JobPlace { created_at, ticket }| {
        [Cell::Integer(created_at.millis()), Cell::Blob(ticket.as_bytes().to_vec().into())]
    });
    let cells = [desk.cell(), person.to_cell(), at, ticket, bound(limit.into())];
    all(connection, sql, &cells, |row| Ok(JobPlace { created_at: row.take()?, ticket: row.take()? }))
}

/// Whether a ticket knows a person as a customer.
pub(super) fn knows(
    connection: &Connection,
    desk: Desk,
    ticket: TicketId,
    person: PersonId,
) -> Outcome<bool> {
    let sql = statement!(format!(
        "SELECT 1 FROM tkit_ticket AS t WHERE t.row = {} AND (t.requester = ?3
            OR EXISTS (SELECT 1 FROM tkit_participant AS p WHERE p.desk = ?1 AND p.person = ?3 AND p.part IN (2, 4, 5)
                AND p.done = t.done AND p.created_at = t.created_at AND p.ticket = t.row)
            OR EXISTS (SELECT 1 FROM tkit_message AS m INDEXED BY tkit_message_by_customer
                WHERE m.desk = ?1 AND m.author = ?3 AND m.author_kind IN (1, 4) AND m.ticket = t.row))",
        Kind::Ticket.place()
    ));
    let cells = [desk.cell(), ticket.to_cell(), person.to_cell()];
    Ok(one(connection, sql, &cells, |_| Ok(()))?.is_some())
}

/// Files that are lost by an erasure.
pub(super) fn files_lost(connection: &Connection, desk: Desk, erasure: &Erasure) -> Outcome<Vec<String>> {
    let Erasure::Ticket { ticket, .. } = erasure else { return Ok(Vec::new()) };
    let sql = "SELECT m.id FROM tkit_file AS f CROSS JOIN tkit_message AS m ON m.row = f.message
        WHERE f.desk = ?1 AND f.sha256 = ?2";
    erase::files_lost(erasure, &messages(connection, desk, *ticket)?, |file| {
        all(connection, sql, &[desk.cell(), Cell::text(file)], |row| row.take())
    })
}
