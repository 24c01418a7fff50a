//! Records as they are stored, one after the other.

use std::collections::BTreeMap;

use super::errors::Outcome;
use super::load::{file_columns, file_of};
use super::questions::Questions;
use super::read::found_or_unknown;
use super::rows::{all, numbered, one};
use super::session::Session;
use crate::id::{DeskId, TicketId};
use crate::model::Clock;
use crate::storage::sql::{self, Row, Stored, bound};
use crate::storage::{Kept, KeptKind};

/// So many records of a sort after one of them.
pub(super) fn scan(
    session: &Session,
    desk: DeskId,
    kind: KeptKind,
    after: Option<&Kept>,
    limit: u32,
) -> Outcome<Vec<Kept>> {
    let found = Scan { session, desk, after, limit }.records(kind)?;
    found_or_unknown(session, desk, found.is_empty())?;
    Ok(found)
}

/// One scan under way.
struct Scan<'a> {
    session: &'a Session,
    desk: DeskId,
    after: Option<&'a Kept>,
    limit: u32,
}

impl Scan<'_> {
    fn records(&self, kind: KeptKind) -> Outcome<Vec<Kept>> {
        let (first, columns, table, order) = match kind {
            KeptKind::Config => ("", "version, document", "tkit_config", "version"),
            KeptKind::Organization => ("", sql::ORGANIZATION_COLUMNS, "tkit_organization", "id"),
            KeptKind::Person => ("", sql::PERSON_COLUMNS, "tkit_person", "id"),
            KeptKind::Ticket => return self.tickets(),
            KeptKind::Message => ("ticket, ", sql::MESSAGE_COLUMNS, "tkit_message", "ticket, position"),
            KeptKind::Event => ("feed, ticket, ", sql::EVENT_COLUMNS, "tkit_event", "feed"),
            KeptKind::Effect => ("ticket, ", sql::EFFECT_COLUMNS, "tkit_effect", "ticket, position"),
            KeptKind::Command => ("place, ", sql::COMMAND_COLUMNS, "tkit_command", "place"),
            KeptKind::Decision => ("ticket, ", sql::DECISION_COLUMNS, "tkit_decision", "id"),
            KeptKind::Job => ("", sql::JOB_COLUMNS, "tkit_job", "id"),
            KeptKind::Counter | KeptKind::Turn => {
                ("", "counter, person, value", "tkit_counter", "counter, person")
            }
            KeptKind::Fired => ("", "kind, rule, times, at", "tkit_fired", "kind, rule"),
            KeptKind::Timer => ("", "ticket, cause, due_at", "tkit_timer", "ticket, cause"),
            KeptKind::Desk => return self.whole(),
        };
        let part = match kind {
            KeptKind::Counter => "AND counter < 'turn/'",
            KeptKind::Turn => "AND counter > 'turn/'",
            _ => "",
        };
        let behind = sql::behind(kind, self.after);
        let places = vec!["?"; behind.len()].join(", ");
        let words = format!(
            "SELECT {first}{columns} FROM {table} WHERE desk = ? AND ({order}) > ({places}) {part}
            ORDER BY {order} LIMIT ?"
        );
        let (mut sql, mut cells) = (String::new(), Vec::new());
        let limit = bound(self.limit.into());
        numbered(
            &words,
            [self.desk.to_cell()].into_iter().chain(behind).chain([limit]),
            &mut sql,
            &mut cells,
        );
        all(self.session, &sql, &cells, |row| sql::kept_of(kind, row))
    }

    /// Tickets with their clocks, by age: three runs of the index, merged.
    fn tickets(&self) -> Outcome<Vec<Kept>> {
        let limit = bound(self.limit.into());
        let mut cells = Vec::new();
        let runs = [0, 1, 2].map(|done| {
            cells.push(self.desk.to_cell());
            cells.extend(sql::behind(KeptKind::Ticket, self.after));
            cells.push(limit.clone());
            format!(
                "(SELECT created_at, id FROM tkit_ticket WHERE desk = ? AND done = {done}
                AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?)"
            )
        });
        cells.push(limit);
        let page = format!("{} ORDER BY created_at, id LIMIT ?", runs.join(" UNION ALL "));
        let mut questions = Questions::default();
        questions.first("page", &page, cells);
        let tickets = "FROM page AS p JOIN tkit_ticket AS t ON t.desk = ? AND t.id = p.id";
        let tickets = questions.ask(&file_columns(), tickets, [self.desk.to_cell()]);
        let columns = sql::of("c", &format!("ticket, {}", sql::CLOCK_COLUMNS));
        let clocks = "FROM page AS p JOIN tkit_clock AS c ON c.desk = ? AND c.ticket = p.id";
        let clocks = questions.ask(&columns, clocks, [self.desk.to_cell()]);
        let answers = questions.put(self.session)?;
        let mut files = answers.all(tickets, file_of)?;
        files.sort_by_key(|file| (file.ticket.created_at, file.ticket.id));
        let mut of_tickets = BTreeMap::<TicketId, Vec<Clock>>::new();
        for clock in answers.all(clocks, |row| sql::clock_of(row.take()?, row))? {
            of_tickets.entry(clock.ticket).or_default().push(clock);
        }
        for file in &mut files {
            file.clocks = of_tickets.remove(&file.ticket.id).unwrap_or_default();
            file.clocks.sort_by(|a, b| a.key.cmp(&b.key));
        }
        Ok(files.into_iter().map(|file| Kept::Ticket(Box::new(file))).collect())
    }

    /// The desk itself.
    fn whole(&self) -> Outcome<Vec<Kept>> {
        if self.after.is_some() || self.limit == 0 {
            return Ok(Vec::new());
        }
        let sql = "SELECT d.key, n.number FROM tkit_desk AS d JOIN tkit_drawn AS n ON n.desk = d.desk
            WHERE d.desk = $1";
        let desk = one(self.session, sql, &[self.desk.to_cell()], |row| {
            Ok(Kept::Desk { key: row.take()?, drawn: row.take()? })
        })?;
        Ok(desk.into_iter().collect())
    }
}
