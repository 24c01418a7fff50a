//! Searching: newest tickets first.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{marks, question};
use crate::condition::Predicate;
use crate::id::TicketId;
use crate::model::Ticket;
use crate::query::{Audience, Cursor, SearchText, TicketQuery};
use crate::storage::sql::{
    Cell, Dialect, Listed, Row, Run, Stored, Translation, Values, cover, ticket_columns,
};
use crate::storage::sqlite::desks::Desk;
use crate::storage::sqlite::dialect::Sqlite;
use crate::storage::sqlite::errors::{Fault, Outcome};
use crate::storage::sqlite::find::walk;
use crate::storage::sqlite::load::ticket_of;
use crate::storage::sqlite::rows::{each, one, statement};
use crate::time::Timestamp;

/// So few tickets are asked themselves for the words, rather than the index, which knows the words of everybody's.
const FEW: u32 = 200;

/// One more ticket than the page holds, when there are so many.
pub(in crate::storage::sqlite) fn find(
    connection: &Connection,
    desk: Desk,
    query: &TicketQuery,
    text: &SearchText,
    after: Option<Cursor>,
) -> Outcome<Vec<Ticket>> {
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1);
    let search = Search { connection, desk, query, text };
    if let Some(few) = search.few(after)? {
        let mut found = Vec::new();
        for ticket in few {
            if found.len() < wanted && search.speaks(&ticket)? {
                found.push(ticket);
            }
        }
        return Ok(found);
    }
    let mut newest = Newest { wanted, places: BTreeMap::new() };
    let retitled = search.waiting(after, &mut newest)?;
    search.indexed(after, &retitled, &mut newest)?;
    newest.places.into_iter().rev().map(|(_, row)| search.ticket(row)).collect()
}

/// The newest tickets that were found so far, by creation and id, with their rows.
struct Newest {
    wanted: usize,
    places: BTreeMap<(Timestamp, TicketId), i64>,
}

impl Newest {
    fn add(&mut self, place: (Timestamp, TicketId), row: i64) {
        self.places.insert(place, row);
        if self.places.len() > self.wanted {
            self.places.pop_first();
        }
    }

    fn is_full(&self) -> bool {
        self.places.len() >= self.wanted
    }

    /// Whether nothing that is still to come can be among them, when that is not younger than this.
    fn is_complete(&self, youngest: Timestamp) -> bool {
        self.places.first_key_value().is_some_and(|((created_at, _), _)| *created_at > youngest)
    }
}

struct Search<'q> {
    connection: &'q Connection,
    desk: Desk,
    query: &'q TicketQuery,
    text: &'q SearchText,
}

impl Search<'_> {
    /// The tickets that may be seen and are asked for, newest first, when they are those of single people and few.
    fn few(&self, after: Option<Cursor>) -> Outcome<Option<Vec<Ticket>>> {
        let nodes: Vec<_> = self.predicates().map(Predicate::root).collect();
        if cover(&nodes).iter().any(|run| matches!(run, Run::All | Run::Team(_))) {
            return Ok(None);
        }
        let tickets =
            walk(self.connection, self.desk, &TicketQuery { limit: FEW, ..self.query.clone() }, after)?;
        Ok(Some(tickets).filter(|tickets| tickets.len() <= FEW as usize))
    }

    /// Whether all words stand in the subject, or in one message that the audience may read.
    fn speaks(&self, ticket: &Ticket) -> Outcome<bool> {
        let mut speaks = self.text.is_in(&ticket.subject);
        if !speaks {
            let sql = "SELECT body FROM tkit_message
                WHERE desk = ?1 AND ticket = (SELECT place FROM tkit_id WHERE desk = ?1 AND id = ?2 AND kind = 1) AND (public OR ?3)";
            each(self.connection, sql, &[self.desk.cell(), ticket.id.to_cell(), self.staff()], |row| {
                speaks = self.text.is_in(&row.take::<String>()?);
                Ok(!speaks)
            })?;
        }
        Ok(speaks)
    }

    /// Adds what is found in the texts that wait to be indexed. Answers the tickets whose indexed subject is no longer
    /// theirs.
    fn waiting(&self, after: Option<Cursor>, newest: &mut Newest) -> Outcome<BTreeSet<i64>> {
        let marks = marks(self.connection)?;
        let (mut found, mut retitled) = (BTreeSet::new(), BTreeSet::new());
        let mut see = |sql: &str, cells: &[Cell<'_>]| {
            each(self.connection, sql, cells, |row| {
                let (ticket, is_new_subject) = (row.take::<i64>()?, row.take::<bool>()?);
                if is_new_subject {
                    retitled.insert(ticket);
                }
                if self.text.is_in(&row.take::<String>()?) {
                    found.insert(ticket);
                }
                Ok(true)
            })
        };
        let desk = self.desk.cell();
        see(
            "SELECT r.ticket, 1, t.subject FROM tkit_retitled AS r
            CROSS JOIN tkit_ticket AS t ON t.row = r.ticket WHERE r.desk = ?1",
            std::slice::from_ref(&desk),
        )?;
        see(
            "SELECT row, 0, subject FROM tkit_ticket NOT INDEXED WHERE row > ?2 AND desk = ?1",
            &[desk.clone(), Cell::Integer(marks.ticket)],
        )?;
        see(
            "SELECT ticket, 0, body FROM tkit_message NOT INDEXED WHERE row > ?2 AND desk = ?1 AND (public OR ?3)",
            &[desk, Cell::Integer(marks.message), self.staff()],
        )?;
        if found.is_empty() {
            return Ok(retitled);
        }

        let mut values = Values::default();
        let tests = self.tests(after, &mut values)?;
        let rows = serde_json::to_string(&found).unwrap_or_default();
        let rows = Sqlite::listed(&values.bind::<Sqlite>(Cell::Text(rows.into())), Listed::Numbers);
        let sql = format!(
            "SELECT t.row, t.created_at, t.id FROM tkit_ticket AS t WHERE t.row IN {rows} AND {tests}"
        );
        each(self.connection, &sql, values.cells(), |row| {
            let ticket = row.take()?;
            newest.add((row.take()?, row.take()?), ticket);
            Ok(true)
        })?;
        Ok(retitled)
    }

    /// Adds what is found in the index, from its end on, until no younger ticket can follow.
    fn indexed(&self, after: Option<Cursor>, retitled: &BTreeSet<i64>, newest: &mut Newest) -> Outcome<()> {
        let mut values = Values::default();
        let tests = self.tests(after, &mut values)?;
        let question = question(self.desk.number, self.query.audience, self.text.words());
        let question = values.bind::<Sqlite>(Cell::Text(question.into()));
        let sql = format!(
            "SELECT x.row, x.message, t.row, t.created_at, t.id FROM tkit_search
            CROSS JOIN tkit_text AS x ON x.row = tkit_search.rowid
            CROSS JOIN tkit_ticket AS t ON t.row = x.ticket
            WHERE tkit_search MATCH {question} AND {tests} ORDER BY tkit_search.rowid DESC"
        );
        let mut ages = Ages { search: self, from: i64::MAX, youngest: Timestamp::MAX };
        each(self.connection, &sql, values.cells(), |row| {
            let (text, message, ticket) = (row.take::<i64>()?, row.take::<i64>()?, row.take::<i64>()?);
            if message != 0 || !retitled.contains(&ticket) {
                newest.add((row.take()?, row.take()?), ticket);
            }
            Ok(!(newest.is_full() && newest.is_complete(ages.youngest_up_to(text)?)))
        })
    }

    fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        std::iter::once(&self.query.visible).chain(&self.query.condition)
    }

    /// What a ticket must be, wherever it was found.
    fn tests(&self, after: Option<Cursor>, values: &mut Values) -> Outcome<String> {
        let desk = values.bind::<Sqlite>(self.desk.cell());
        let mut tests = vec![format!("t.desk = {desk}")];
        if let Some(after) = after {
            let created_at = values.bind::<Sqlite>(after.created_at.to_cell());
            let id = values.bind::<Sqlite>(after.ticket.to_cell());
            tests.push(format!(
                "(t.created_at < {created_at} OR (t.created_at = {created_at} AND t.id < {id}))"
            ));
        }
        let mut translation = Translation::<Sqlite>::new(desk, values);
        for predicate in self.predicates() {
            tests.push(translation.predicate(predicate)?);
        }
        Ok(tests.join(" AND "))
    }

    fn ticket(&self, row: i64) -> Outcome<Ticket> {
        let sql = statement!(format!("SELECT {} FROM tkit_ticket AS t WHERE t.row = ?1", ticket_columns()));
        one(self.connection, sql, &[Cell::Integer(row)], ticket_of)?.ok_or_else(|| Fault::damaged("ticket"))
    }

    fn staff(&self) -> Cell<'static> {
        Cell::Integer(i64::from(self.query.audience == Audience::Staff))
    }
}

/// How young the tickets can be whose texts stand up to a row of the index.
struct Ages<'q> {
    search: &'q Search<'q>,
    /// The rows above this one, up to the last that was asked for, share their answer.
    from: i64,
    youngest: Timestamp,
}

impl Ages<'_> {
    fn youngest_up_to(&mut self, row: i64) -> Outcome<Timestamp> {
        if row <= self.from {
            let cells = [self.search.desk.cell(), Cell::Integer(row)];
            let sql =
                "SELECT created_at FROM tkit_text_age WHERE desk = ?1 AND up_to >= ?2 ORDER BY up_to LIMIT 1";
            let youngest = one(self.search.connection, sql, &cells, |row| row.take())?;
            let sql = "SELECT max(up_to) FROM tkit_text_age WHERE desk = ?1 AND up_to < ?2";
            let from = one(self.search.connection, sql, &cells, |row| row.take::<Option<i64>>())?.flatten();
            self.youngest = youngest.unwrap_or(Timestamp::MAX);
            self.from = from.unwrap_or(0);
        }
        Ok(self.youngest)
    }
}
