//! Pages of tickets: the statement for a piece of a list.
//!
//! A page walks along the indexes that can hold what is asked for, side by side, and stops when it is full.

use super::cell::{Cell, Stored};
use super::cover::{End, Run, cover, holds_at_end, holds_for_all, possible_ends};
use super::predicate::Translation;
use super::statement::{Dialect, Values};
use super::ticket::{link_number, ticket_columns};
use crate::condition::{Node, Predicate};
use crate::error::Result;
use crate::query::{Audience, Cursor, Sort, SortKey, TicketQuery};

/// A piece of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// All of it.
    All,
    /// What comes after a place.
    After,
    /// What comes after a place, and is alike to it in the key.
    #[cfg(feature = "sqlite")]
    Alike,
    /// What comes after a place, and is not alike to it in the key.
    Beyond,
}

/// The column by which a list is ordered.
pub(crate) const fn key_of(sort: Sort, audience: Audience) -> &'static str {
    match (sort.by, audience) {
        (SortKey::CreatedAt, _) => "created_at",
        (SortKey::UpdatedAt, Audience::Staff) => "updated_at",
        (SortKey::UpdatedAt, Audience::Customers) => "public_updated_at",
        (SortKey::StatusSince, _) => "status_since",
    }
}

/// The statement for a piece of the list, whose rows are what [`ticket_of`](super::ticket::ticket_of) reads; nothing when
/// nothing can be in it.
pub(crate) fn list<D: Dialect>(
    desk: Cell<'_>,
    query: &TicketQuery,
    after: Option<Cursor>,
    piece: Piece,
    most: Cell<'_>,
    values: &mut Values,
) -> Result<Option<String>> {
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

    let place = values.bind::<D>(desk);
    let begins = after
        .filter(|_| piece != Piece::All)
        .map(|after| Beginning::of::<D>(sort, key, after, piece, values));
    let is_open_question =
        |run: &Run, end: End, node: &Node| !holds_for_all(run, node) && !holds_at_end(end, node);
    let is_asked =
        |node: &Node| runs.iter().any(|run| ends.iter().any(|end| is_open_question(run, *end, node)));
    let mut translation = Translation::<D>::new(place.clone(), values);
    let mut asked = Vec::new();
    for node in nodes.iter().filter(|node| is_asked(node)) {
        asked.push((*node, translation.node(node)?));
    }
    let up = if sort.descending { "DESC" } else { "ASC" };
    let limit = values.bind::<D>(most);

    let mut arms = Vec::new();
    for run in &runs {
        let (from, test) = source::<D>(run, &place, key, values);
        let ordered = ordered_by(run, key);
        let begins =
            begins.as_ref().map(|begins| format!(" AND {}", begins.test::<D>(ordered))).unwrap_or_default();
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
        "created_at" => format!("{of}.created_at, {of}.{} AS id", id_in::<D>(of)),
        _ => format!("t.{key}, t.created_at, t.id"),
    };
    let arms = arms.iter();
    let arms: Vec<String> =
        arms.map(|(of, arm)| format!("SELECT t.{} AS ticket, {} {arm}", D::TICKET, places(of))).collect();
    let all = match arms.as_slice() {
        // It has the order and the end of the page, and cannot have them twice.
        [only] => only.clone(),
        several => several
            .iter()
            .map(|arm| D::one_of_several(arm, &order, &limit))
            .collect::<Vec<_>>()
            .join(if disjoint(&runs) { " UNION ALL " } else { " UNION " }),
    };
    let page = D::with_ticket(&format!("({all} ORDER BY {order} LIMIT {limit})"), "page", &place);
    Ok(Some(format!("SELECT {columns} FROM {page}")))
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
    /// Whether those are meant that are alike and those beyond.
    and_beyond: bool,
}

impl<'k> Beginning<'k> {
    fn of<D: Dialect>(sort: Sort, key: &'k str, after: Cursor, piece: Piece, values: &mut Values) -> Self {
        let at = after.key.map(|at| values.bind::<D>(at.to_cell()));
        let alike = (piece != Piece::Beyond && at.is_some()).then(|| {
            let created_at = values.bind::<D>(after.created_at.to_cell());
            (created_at, values.bind::<D>(after.ticket.to_cell()))
        });
        Self {
            key,
            beyond: if sort.descending { "<" } else { ">" },
            at,
            alike,
            and_beyond: piece == Piece::After,
        }
    }

    /// The test that leaves the piece, of a table that is in the order of the list.
    fn test<D: Dialect>(&self, of: &str) -> String {
        let Self { key, beyond, .. } = self;
        let id = id_in::<D>(of);
        match (&self.at, &self.alike) {
            (None, _) => "FALSE".to_owned(),
            (Some(at), None) => format!("{of}.{key} {beyond} {at}"),
            (Some(at), Some((_, ticket))) if *key == "created_at" => {
                if self.and_beyond {
                    format!("({of}.created_at, {of}.{id}) {beyond} ({at}, {ticket})")
                } else {
                    format!("{of}.created_at = {at} AND {of}.{id} {beyond} {ticket}")
                }
            }
            (Some(at), Some((created_at, ticket))) => {
                if self.and_beyond {
                    format!("(t.{key}, t.created_at, t.id) {beyond} ({at}, {created_at}, {ticket})")
                } else {
                    format!("t.{key} = {at} AND (t.created_at, t.id) {beyond} ({created_at}, {ticket})")
                }
            }
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
fn source<D: Dialect>(run: &Run, desk: &str, key: &str, values: &mut Values) -> (String, String) {
    let walked = |index: &str| format!("tkit_ticket AS t{}", D::walked_by(index));
    let mut of = |column: &str| {
        let value = values.bind::<D>(run.key());
        (walked(&format!("ticket_by_{column}")), format!("t.{column} = {value}"))
    };
    match run {
        Run::All if key == "updated_at" => (walked("ticket_by_update"), "TRUE".to_owned()),
        Run::All => (walked("ticket_by_age"), "TRUE".to_owned()),
        Run::Team(_) => of("team"),
        Run::Owner(_) => of("owner"),
        Run::Sole(_) => {
            let (from, test) = of("owner");
            (from, format!("{test} AND t.assignees IS NULL"))
        }
        Run::Requester(_) => of("requester"),
        Run::Organization(_) => of("organization"),
        Run::Linked(kind, _) => {
            let target = values.bind::<D>(run.key());
            let test = format!("l.desk = {desk} AND l.kind = {} AND l.target = {target}", link_number(*kind));
            (D::with_ticket("tkit_link", "l", desk), test)
        }
        Run::Part(part, _) => {
            let person = values.bind::<D>(run.key());
            let test = format!("p.desk = {desk} AND p.person = {person} AND p.part = {}", part.number());
            (D::with_ticket("tkit_participant", "p", desk), test)
        }
    }
}

/// The column of a table that gives the tickets in the order of the list, in which their ids stand.
const fn id_in<D: Dialect>(table: &str) -> &'static str {
    match table.as_bytes() {
        b"p" => D::PART_ID,
        _ => "id",
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
