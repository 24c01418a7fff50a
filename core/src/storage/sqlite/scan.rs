//! Records as they are stored, one after the other.

use rusqlite::Connection;

use super::desks::{COUNT, Desk, Kind, key_of};
use super::errors::Outcome;
use super::load::{Rows, load};
use super::rows::{Columns, all, statement};
use crate::id::TicketId;
use crate::storage::sql::{self, Cell, Row, bound, of};
use crate::storage::{Kept, KeptKind, Key, TicketFile, Wanted};

/// One scan under way.
pub(super) struct Scan<'a> {
    pub(super) connection: &'a Connection,
    pub(super) desk: Desk,
    pub(super) after: Option<&'a Kept>,
    pub(super) limit: u32,
}

impl Scan<'_> {
    /// So many records of a sort after one of them.
    pub(super) fn records(&self, kind: KeptKind) -> Outcome<Vec<Kept>> {
        let sql = match kind {
            KeptKind::Config => {
                "SELECT version, document FROM tkit_config
                WHERE desk = ?1 AND version > ?2 ORDER BY version LIMIT ?3"
            }
            KeptKind::Organization => statement!(by_id("tkit_organization", sql::ORGANIZATION_COLUMNS)),
            KeptKind::Person => statement!(by_id("tkit_person", sql::PERSON_COLUMNS)),
            KeptKind::Ticket => return self.tickets(),
            KeptKind::Message => statement!(of_tickets("tkit_message", sql::MESSAGE_COLUMNS)),
            KeptKind::Event => statement!(format!(
                "SELECT e.feed & {COUNT}, t.id, {} FROM tkit_event AS e
                LEFT JOIN tkit_ticket AS t ON t.row = e.ticket
                WHERE e.desk = ?1 AND e.feed > ?2 AND e.feed <= ?3 ORDER BY e.feed LIMIT ?4",
                of("e", sql::EVENT_COLUMNS)
            )),
            KeptKind::Effect => statement!(of_tickets("tkit_effect", sql::EFFECT_COLUMNS)),
            KeptKind::Command => statement!(format!(
                "SELECT place & {COUNT}, {} FROM tkit_command
                WHERE desk = ?1 AND place > ?2 AND place <= ?3 ORDER BY place LIMIT ?4",
                sql::COMMAND_COLUMNS
            )),
            KeptKind::Decision => statement!(format!(
                "SELECT t.id, {} FROM tkit_id AS i CROSS JOIN tkit_decision AS d ON d.place = i.place
                JOIN tkit_ticket AS t ON t.row = d.ticket
                WHERE i.desk = ?1 AND i.id > ?2 AND i.kind = {} ORDER BY i.id LIMIT ?3",
                of("d", sql::DECISION_COLUMNS),
                Kind::Routing.number()
            )),
            KeptKind::Job => statement!(by_id("tkit_job", sql::JOB_COLUMNS)),
            KeptKind::Counter => statement!(counters("counter < 'turn/'")),
            KeptKind::Turn => statement!(counters("counter > 'turn/'")),
            KeptKind::Fired => {
                "SELECT kind, rule, times, at FROM tkit_fired
                WHERE desk = ?1 AND (kind, rule) > (?2, ?3) ORDER BY kind, rule LIMIT ?4"
            }
            KeptKind::Timer => {
                "SELECT ticket, cause, due_at FROM tkit_timer
                WHERE desk = ?1 AND (ticket, cause) > (?2, ?3) ORDER BY ticket, cause LIMIT ?4"
            }
            KeptKind::Desk if self.after.is_some() || self.limit == 0 => return Ok(Vec::new()),
            KeptKind::Desk => {
                let key = key_of(self.connection, self.desk)?;
                return Ok(vec![Kept::Desk { key, drawn: self.desk.drawn }]);
            }
        };
        self.all(sql, self.behind(kind), |row| sql::kept_of(kind, row))
    }

    /// The answer to a statement in which the desk comes first, then these, and the limit last.
    fn all<'c, T>(
        &self,
        sql: &str,
        cells: impl IntoIterator<Item = Cell<'c>>,
        read: impl FnMut(&mut Columns<'_, '_>) -> Outcome<T>,
    ) -> Outcome<Vec<T>> {
        let mut values = vec![self.desk.cell()];
        values.extend(cells);
        values.push(bound(self.limit.into()));
        all(self.connection, sql, &values, read)
    }

    /// Where the scan goes on. What is counted in the order of commits stands in a run of keys of the desk's own.
    fn behind(&self, kind: KeptKind) -> Vec<Cell<'_>> {
        let behind = sql::behind(kind, self.after);
        match (kind, behind.as_slice()) {
            (KeptKind::Event | KeptKind::Command, [Cell::Integer(last)]) => {
                vec![self.desk.place(last.cast_unsigned()), self.desk.place(COUNT)]
            }
            _ => behind,
        }
    }

    /// Three runs of the index, merged.
    fn tickets(&self) -> Outcome<Vec<Kept>> {
        let sql = statement!(format!(
            "{0} AND done = 0 UNION ALL {0} AND done = 1 UNION ALL {0} AND done = 2
            ORDER BY created_at, id LIMIT ?4",
            "SELECT id, created_at FROM tkit_ticket INDEXED BY tkit_ticket_by_age
            WHERE desk = ?1 AND (created_at, id) > (?2, ?3)"
        ));
        let ids = self.all(sql, self.behind(KeptKind::Ticket), |row| row.take::<TicketId>())?;
        let wanted: Wanted = ids.iter().copied().map(Key::Ticket).collect();
        let mut found = load(self.connection, self.desk, wanted, 0, &mut Rows::new())?;
        let file = |id| found.tickets.remove(&id).map(|file| TicketFile { timers: Vec::new(), ..file });
        Ok(ids.into_iter().filter_map(file).map(|file| Kept::Ticket(Box::new(file))).collect())
    }
}

fn counters(which: &str) -> String {
    format!(
        "SELECT counter, person, value FROM tkit_counter
        WHERE desk = ?1 AND (counter, person) > (?2, ?3) AND {which} ORDER BY counter, person LIMIT ?4"
    )
}

/// What stands by id in a table.
fn by_id(table: &str, columns: &str) -> String {
    format!("SELECT {columns} FROM {table} WHERE desk = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
}

/// What stands by ticket and position in a table.
fn of_tickets(table: &str, columns: &str) -> String {
    format!(
        "SELECT i.id, {} FROM tkit_id AS i CROSS JOIN {table} AS x ON x.desk = i.desk AND x.ticket = i.place
        WHERE i.desk = ?1 AND i.id >= ?2 AND i.kind = {} AND (i.id, x.position) > (?2, ?3)
        ORDER BY i.id, x.position LIMIT ?4",
        of("x", columns),
        Kind::Ticket.number()
    )
}
