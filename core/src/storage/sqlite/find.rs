//! Pages of tickets.
//!
//! A page walks along the indexes that can hold what is asked for, side by side, and stops when it is full: it costs
//! what it shows, however many tickets there are, and the hundredth page costs what the first does.

use rusqlite::Connection;

use super::desks::Desk;
use super::dialect::Sqlite;
use super::errors::Outcome;
use super::load::ticket_of;
use super::rows::{each, one, statement};
use super::search;
use crate::model::Ticket;
use crate::query::{Cursor, TicketPage, TicketQuery};
use crate::storage::sql::{End, Piece, Stored, Values, bound, key_of, list};

pub(super) fn find(connection: &Connection, desk: Desk, query: &TicketQuery) -> Outcome<TicketPage> {
    let question = query.question();
    let after = query.continues(question)?;
    let found = match &query.text {
        Some(text) => search::find(connection, desk, query, text, after)?,
        None => walk(connection, desk, query, after)?,
    };
    Ok(query.page(question, found))
}

/// The tickets that are asked for, whatever their texts say; one more than the page holds, when there are so many.
pub(super) fn walk(
    connection: &Connection,
    desk: Desk,
    query: &TicketQuery,
    after: Option<Cursor>,
) -> Outcome<Vec<Ticket>> {
    let most = u64::from(query.limit) + 1;
    let pieces: &[Piece] = match after {
        // First those that are alike in the key, and then, as one plain range, all that come after.
        Some(after) if may_be_alike(connection, desk, query, after)? => &[Piece::Alike, Piece::Beyond],
        Some(_) => &[Piece::Beyond],
        None => &[Piece::All],
    };
    let mut found = Vec::new();
    for &piece in pieces {
        let left = most.saturating_sub(u64::try_from(found.len()).unwrap_or(u64::MAX));
        let mut values = Values::default();
        if let Some(sql) = list::<Sqlite>(desk.cell(), query, after, piece, bound(left), &mut values)? {
            let first = found.len();
            each(connection, &sql, values.cells(), |row| {
                found.push(ticket_of(row)?);
                Ok(true)
            })?;
            // SQLite would sort whole rows; here only their places move.
            if let Some(piece) = found.get_mut(first..) {
                query.put_in_order(piece);
            }
        }
        if u64::try_from(found.len()).unwrap_or(u64::MAX) >= most {
            break;
        }
    }
    Ok(found)
}

/// Whether there is a ticket after a place that is alike to it in the key, seen or not: a glance at an index, where one
/// is kept in this order. There hardly ever is, and then one statement does for the page.
fn may_be_alike(connection: &Connection, desk: Desk, query: &TicketQuery, after: Cursor) -> Outcome<bool> {
    let sort = query.order();
    let (Some(at), "created_at") = (after.key, key_of(sort, query.audience)) else { return Ok(true) };
    let sql = if sort.descending { statement!(alike("<")) } else { statement!(alike(">")) };
    let cells = [desk.cell(), at.to_cell(), after.ticket.to_cell()];
    Ok(one(connection, sql, &cells, |_| Ok(()))?.is_some())
}

fn alike(beyond: &str) -> String {
    let end = |done: i64| {
        format!(
            "SELECT 1 FROM tkit_ticket INDEXED BY tkit_ticket_by_age
            WHERE desk = ?1 AND done = {done} AND created_at = ?2 AND id {beyond} ?3"
        )
    };
    format!("{} LIMIT 1", End::ALL.map(|it| end(it.number())).join(" UNION ALL "))
}
