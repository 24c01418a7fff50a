//! Searching: newest tickets first.
//!
//! The words stand beside the texts, in an index of the server, and come and go with them in one statement. A text
//! with more words than the server can keep is marked, and looked into.

use super::dialect::Postgres;
use super::errors::Outcome;
use super::rows::all;
use super::session::Session;
use super::words::{TOO_MANY, kept};
use crate::id::DeskId;
use crate::model::Ticket;
use crate::query::{Audience, Cursor, SearchText, TicketQuery};
use crate::storage::sql::{
    Cell, Dialect, Row, Stored, Translation, Values, bound, ticket_columns, ticket_of,
};

/// One more ticket than the page holds, when there are so many.
pub(super) fn find(
    session: &Session,
    desk: DeskId,
    query: &TicketQuery,
    text: &SearchText,
    after: Option<Cursor>,
) -> Outcome<Vec<Ticket>> {
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1);
    let mut found = Vec::new();
    let mut after = after;
    while found.len() < wanted {
        let page = candidates(session, desk, query, text, after)?;
        let is_last = page.len() < wanted;
        after = page.last().map(|(_, ticket)| query.place(0, ticket));
        for (sure, ticket) in page {
            if found.len() < wanted && (sure || speaks(session, desk, query, text, &ticket)?) {
                found.push(ticket);
            }
        }
        if is_last {
            break;
        }
    }
    Ok(found)
}

/// The newest tickets that may be seen, are asked for, and have a text with all the words, or with so many that nobody
/// knows; true where it is sure.
fn candidates(
    session: &Session,
    desk: DeskId,
    query: &TicketQuery,
    text: &SearchText,
    after: Option<Cursor>,
) -> Outcome<Vec<(bool, Ticket)>> {
    let mut values = Values::default();
    let desk = values.bind::<Postgres>(desk.to_cell());
    let quoted: Vec<String> = text.words().iter().map(|word| format!("'{}'", kept(word.clone()))).collect();
    let all_words = values.bind::<Postgres>(Cell::Text(quoted.join(" & ").into()));
    let question =
        values.bind::<Postgres>(Cell::Text(format!("({}) | '{TOO_MANY}'", quoted.join(" & ")).into()));
    let speaking = |ticket: &str, from: &str| {
        format!(
            "SELECT {ticket} AS ticket, CASE WHEN words @@ {all_words}::TSQUERY THEN 1::BIGINT ELSE 0 END AS sure
            FROM {from} AND desk = {desk} AND words @@ {question}::TSQUERY"
        )
    };
    let mut texts =
        vec![speaking("id", "tkit_ticket WHERE TRUE"), speaking("ticket", "tkit_message WHERE public = 1")];
    if query.audience == Audience::Staff {
        texts.push(speaking("ticket", "tkit_message WHERE public = 0"));
    }
    let mut tests = Vec::new();
    if let Some(after) = after {
        let created_at = values.bind::<Postgres>(after.created_at.to_cell());
        let id = values.bind::<Postgres>(after.ticket.to_cell());
        tests.push(format!("(t.created_at, t.id) < ({created_at}, {id})"));
    }
    let limit = values.bind::<Postgres>(bound(u64::from(query.limit) + 1));
    let mut translation = Translation::<Postgres>::new(desk.clone(), &mut values);
    for predicate in std::iter::once(&query.visible).chain(&query.condition) {
        tests.push(translation.predicate(predicate)?);
    }
    let texts = texts.join(" UNION ALL ");
    let hits = format!("(SELECT ticket, max(sure) AS sure FROM ({texts}) AS said GROUP BY ticket)");
    let sql = format!(
        "SELECT hit.sure, {} FROM {} WHERE {} ORDER BY t.created_at DESC, t.id DESC LIMIT {limit}",
        ticket_columns(),
        Postgres::with_ticket(&hits, "hit", &desk),
        tests.join(" AND ")
    );
    all(session, &sql, values.cells(), |row| Ok((row.take()?, ticket_of(row)?)))
}

/// Whether all words stand in one message that the audience may read and that has too many words for the server.
fn speaks(
    session: &Session,
    desk: DeskId,
    query: &TicketQuery,
    text: &SearchText,
    ticket: &Ticket,
) -> Outcome<bool> {
    let sql = format!(
        "SELECT body FROM tkit_message WHERE desk = $1 AND ticket = $2 AND words @@ $3::TSQUERY {}",
        if query.audience == Audience::Staff { "" } else { "AND public = 1" }
    );
    let marked = Cell::Text(format!("'{TOO_MANY}'").into());
    let bodies: Vec<String> =
        all(session, &sql, &[desk.to_cell(), ticket.id.to_cell(), marked], |row| row.take())?;
    Ok(bodies.iter().any(|body| text.is_in(body)))
}
