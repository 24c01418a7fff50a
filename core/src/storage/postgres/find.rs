//! Pages of tickets.
//!
//! A page walks along the indexes that can hold what is asked for, and stops when it is full: one statement, which
//! costs what the page shows.

use super::dialect::Postgres;
use super::errors::Outcome;
use super::read::found_or_unknown;
use super::rows::all;
use super::search;
use super::session::Session;
use crate::id::DeskId;
use crate::model::Ticket;
use crate::query::{Cursor, TicketPage, TicketQuery};
use crate::storage::sql::{Piece, Stored, Values, bound, list, ticket_of};

pub(super) fn find(session: &Session, desk: DeskId, query: &TicketQuery) -> Outcome<TicketPage> {
    let question = query.question();
    let after = query.continues(question)?;
    let found = match &query.text {
        Some(text) => search::find(session, desk, query, text, after)?,
        None => walk(session, desk, query, after)?,
    };
    found_or_unknown(session, desk, found.is_empty())?;
    Ok(query.page(question, found))
}

/// The tickets that are asked for, whatever their texts say; one more than the page holds, when there are so many.
fn walk(session: &Session, desk: DeskId, query: &TicketQuery, after: Option<Cursor>) -> Outcome<Vec<Ticket>> {
    let piece = if after.is_some() { Piece::After } else { Piece::All };
    let most = bound(u64::from(query.limit) + 1);
    let mut values = Values::default();
    let Some(sql) = list::<Postgres>(desk.to_cell(), query, after, piece, most, &mut values)? else {
        return Ok(Vec::new());
    };
    let mut found = all(session, &sql, values.cells(), |row| ticket_of(row))?;
    query.put_in_order(&mut found);
    Ok(found)
}
