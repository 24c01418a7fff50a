//! Pages of tickets.
//!
//! A page walks along the indexes that can hold what is asked for, side by side, and stops when it is full: it costs
//! what it shows, however many tickets there are, and the hundredth page costs what the first does.

use rusqlite::Connection;

use super::desks::Desk;
use super::dialect::Sqlite;
use super::errors::Outcome;
use super::load::{ticket_columns, ticket_of};
use super::rows::{bound, each, one, statement};
use super::search;
use crate::condition::{Node, Predicate};
use crate::model::Ticket;
use crate::query::{Audience, Cursor, Sort, SortKey, TicketPage, TicketQuery};
use crate::storage::sql::{
    End, Run, Stored, Translation, Values, cover, holds_at_end, holds_for_all, link_number, possible_ends,
};

pub(super) fn find(connection: &Connection, desk: Desk, query: &TicketQuery) -> Outcome<TicketPage> {
    let question = query.question();
    let after = query.continues(question)?;
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut found = match &query.text {
        Some(text) => search::find(connection, desk, query, text, after)?,
        None => walk(connection, desk, query, after)?,
    };
    let more = found.len() > wanted;
    found.truncate(wanted);
    let next = found.last().filter(|_| more).map(|ticket| query.place(question, ticket));
    Ok(TicketPage { tickets: found, next })
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
        if let Some(sql) = statement_for(desk, query, after, piece, left, &mut values)? {
            let first = found.len();
            each(connection, &sql, values.cells(), |row| {
                found.push(ticket_of(row)?);
                Ok(true)
            })?;
            // SQLite would sort whole rows; here only their places move.
            if let Some(piece) = found.get_mut(first..) {
                piece.sort_by(|a, b| query.order().compare(&query.place(0, a), &query.place(0, b)));
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

/// A piece of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// All of it.
    All,
    /// What comes after a place, and is alike to it in the key.
    Alike,
    /// What comes after a place, and is not alike to it in the key.
    Beyond,
}

/// The column by which a list is ordered.
const fn key_of(sort: Sort, audience: Audience) -> &'static str {
    match (sort.by, audience) {
        (SortKey::CreatedAt, _) => "created_at",
        (SortKey::UpdatedAt, Audience::Staff) => "updated_at",
        (SortKey::UpdatedAt, Audience::Customers) => "public_updated_at",
        (SortKey::StatusSince, _) => "status_since",
    }
}

/// The statement for a piece of the list; nothing when nothing can be in it.
fn statement_for(
    desk: Desk,
    query: &TicketQuery,
    after: Option<Cursor>,
    piece: Piece,
    most: u64,
    values: &mut Values,
) -> Outcome<Option<String>> {
    let sort = query.order();
    let key = key_of(sort, query.audience);
    let roots = std::iter::once(&query.visible).chain(&query.condition).map(Predicate::root);
    // What must hold together is looked at part by part: what an index says of a part need not be asked.
    let nodes: Vec<&Node> = roots.flat_map(parts).collect();
    let ends = possible_ends(&nodes);
    let runs = walkable(cover(&nodes), sort, query.audience);
    if ends.is_empty() || runs.is_empty() {
        return Ok(None);
    }

    let place = values.bind::<Sqlite>(desk.cell());
    let begins =
        after.filter(|_| piece != Piece::All).map(|after| Beginning::of(sort, key, after, piece, values));
    let is_open_question =
        |run: &Run, end: End, node: &Node| !holds_for_all(run, node) && !holds_at_end(end, node);
    let is_asked =
        |node: &Node| runs.iter().any(|run| ends.iter().any(|end| is_open_question(run, *end, node)));
    let mut translation = Translation::<Sqlite>::new(place.clone(), values);
    let mut asked = Vec::new();
    for node in nodes.iter().filter(|node| is_asked(node)) {
        asked.push((*node, translation.node(node)?));
    }
    let up = if sort.descending { "DESC" } else { "ASC" };
    let limit = values.bind::<Sqlite>(bound(most));

    let mut arms = Vec::new();
    for run in &runs {
        let (from, test) = source(run, &place, key, values);
        let ordered = ordered_by(run, key);
        let begins =
            begins.as_ref().map(|begins| format!(" AND {}", begins.test(ordered))).unwrap_or_default();
        for end in &ends {
            let mut arm = format!(
                "FROM {from} WHERE {test} AND {}.done = {} AND t.desk = {place}{begins}",
                keeps_ends(run),
                end.number()
            );
            for (_, test) in asked.iter().filter(|(node, _)| is_open_question(run, *end, node)) {
                arm.push_str(" AND ");
                arm.push_str(test);
            }
            arms.push((ordered, arm));
        }
    }
    let columns = ticket_columns();
    if let ([(_, arm)], [Run::All | Run::Team(_)]) = (arms.as_slice(), runs.as_slice()) {
        let order = format!("t.{key} {up}, t.created_at {up}, t.id {up}");
        return Ok(Some(format!("SELECT {columns} {arm} ORDER BY {order} LIMIT {limit}")));
    }
    // What the order names twice keeps SQLite from taking the rows as the index has them.
    let order = match key {
        "created_at" => format!("2 {up}, 3 {up}"),
        _ => format!("2 {up}, 3 {up}, 4 {up}"),
    };
    let places = |of: &str| match key {
        "created_at" => format!("{of}.created_at, {of}.id"),
        _ => format!("t.{key}, t.created_at, t.id"),
    };
    let arms: Vec<String> =
        arms.iter().map(|(of, arm)| format!("SELECT t.row AS row, {} {arm}", places(of))).collect();
    let all = arms.join(if disjoint(&runs) { " UNION ALL " } else { " UNION " });
    Ok(Some(format!(
        "SELECT {columns} FROM ({all} ORDER BY {order} LIMIT {limit}) AS page
        CROSS JOIN tkit_ticket AS t ON t.row = page.row"
    )))
}

/// The parts of a condition that must all hold.
fn parts(node: &Node) -> Vec<&Node> {
    match node {
        Node::All(of) => of.iter().flat_map(parts).collect(),
        other => vec![other],
    }
}

/// Where a piece of the list begins, with the names of the bound values.
struct Beginning<'k> {
    key: &'k str,
    beyond: &'static str,
    /// Nothing where there is no key: rows without it come last, and every ticket has it, so that nothing follows.
    at: Option<String>,
    /// The place among those that are alike in the key; nothing for the piece beyond them.
    alike: Option<(String, String)>,
}

impl<'k> Beginning<'k> {
    fn of(sort: Sort, key: &'k str, after: Cursor, piece: Piece, values: &mut Values) -> Self {
        let at = after.key.map(|at| values.bind::<Sqlite>(at.to_cell()));
        let alike = (piece == Piece::Alike && at.is_some()).then(|| {
            let created_at = values.bind::<Sqlite>(after.created_at.to_cell());
            (created_at, values.bind::<Sqlite>(after.ticket.to_cell()))
        });
        Self { key, beyond: if sort.descending { "<" } else { ">" }, at, alike }
    }

    /// The test that leaves the piece, of a table that is in the order of the list.
    fn test(&self, of: &str) -> String {
        let Self { key, beyond, .. } = self;
        match (&self.at, &self.alike) {
            (None, _) => "FALSE".to_owned(),
            (Some(at), None) => format!("{of}.{key} {beyond} {at}"),
            (Some(at), Some((_, id))) if *key == "created_at" => {
                format!("{of}.created_at = {at} AND {of}.id {beyond} {id}")
            }
            (Some(at), Some((created_at, id))) => format!(
                "t.{key} = {at} AND (t.created_at {beyond} {created_at} OR (t.created_at = {created_at} AND t.id {beyond} {id}))"
            ),
        }
    }
}

/// The table that gives the tickets of a run in the order of the list: what people have a part in stands in the order of
/// creation.
fn ordered_by(run: &Run, key: &str) -> &'static str {
    if matches!(run, Run::Part(..)) && key == "created_at" { "p" } else { "t" }
}

/// Runs that are worth to be walked in this order. Whole teams are only kept in the order of creation.
fn walkable(runs: Vec<Run>, sort: Sort, audience: Audience) -> Vec<Run> {
    let is_kept_by_all = sort.by == SortKey::UpdatedAt && audience == Audience::Staff;
    let has_teams = runs.iter().any(|run| matches!(run, Run::Team(_)));
    if is_kept_by_all && has_teams { vec![Run::All] } else { runs }
}

/// Where the tickets of a run stand, and the test that leaves only them.
fn source(run: &Run, desk: &str, key: &str, values: &mut Values) -> (String, String) {
    let mut of = |column: &str| {
        let value = values.bind::<Sqlite>(run.key());
        (format!("tkit_ticket AS t INDEXED BY tkit_ticket_by_{column}"), format!("t.{column} = {value}"))
    };
    match run {
        Run::All => {
            let index = if key == "updated_at" { "update" } else { "age" };
            (format!("tkit_ticket AS t INDEXED BY tkit_ticket_by_{index}"), "TRUE".to_owned())
        }
        Run::Team(_) => of("team"),
        Run::Owner(_) => of("owner"),
        Run::Sole(_) => {
            let (from, test) = of("owner");
            (from, format!("{test} AND t.assignees IS NULL"))
        }
        Run::Requester(_) => of("requester"),
        Run::Organization(_) => of("organization"),
        Run::Linked(kind, _) => {
            let target = values.bind::<Sqlite>(run.key());
            let test = format!("l.desk = {desk} AND l.kind = {} AND l.target = {target}", link_number(*kind));
            ("tkit_link AS l CROSS JOIN tkit_ticket AS t ON t.row = l.ticket".to_owned(), test)
        }
        Run::Part(part, _) => {
            let person = values.bind::<Sqlite>(run.key());
            let test = format!("p.desk = {desk} AND p.person = {person} AND p.part = {}", part.number());
            ("tkit_participant AS p CROSS JOIN tkit_ticket AS t ON t.row = p.ticket".to_owned(), test)
        }
    }
}

/// The table that has what is to be done and what is done apart.
const fn keeps_ends(run: &Run) -> &'static str {
    if matches!(run, Run::Part(..)) { "p" } else { "t" }
}

/// Whether no ticket can be in two of these runs.
fn disjoint(runs: &[Run]) -> bool {
    runs.len() == 1
        || runs.iter().all(|run| matches!(run, Run::Team(_)))
        || runs.iter().all(|run| matches!(run, Run::Owner(_)))
        || runs.iter().all(|run| matches!(run, Run::Requester(_)))
        || runs.iter().all(|run| matches!(run, Run::Organization(_)))
}
