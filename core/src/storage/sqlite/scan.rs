//! Records as they are stored, one after the other.

use rusqlite::Connection;

use super::apply::{DAYS_BEFORE, counter_cells, turn};
use super::desks::{Desk, Kind, count_of, key_of};
use super::errors::{Outcome, damaged};
use super::load::{Rows, load, of};
use super::rows::{Columns, all, bound, statement};
use crate::change::{Counter, Fired};
use crate::command::RuleKind;
use crate::id::{PersonId, TicketId};
use crate::model::Timer;
use crate::storage::kept::after;
use crate::storage::sql::{self, Belongs, Cell, Row, Stored};
use crate::storage::{Kept, KeptKind, Key, StoredConfig, TicketFile, Wanted};
use crate::time::Timestamp;

/// One scan under way.
pub(super) struct Scan<'a> {
    pub(super) connection: &'a Connection,
    pub(super) desk: Desk,
    pub(super) after: Option<&'a Kept>,
    pub(super) limit: u32,
}

impl Scan<'_> {
    /// So many records of a sort after one of them.
    #[allow(clippy::too_many_lines, reason = "one arm for each sort")]
    pub(super) fn records(&self, kind: KeptKind) -> Outcome<Vec<Kept>> {
        let after = self.after;
        match kind {
            KeptKind::Config => {
                let sql = "SELECT version, document FROM tkit_config
                    WHERE desk = ?1 AND version > ?2 ORDER BY version LIMIT ?3";
                let last = after!(after, Kept::Config(it) => it.version);
                self.all(sql, [bound(last.unwrap_or(0))], |row| {
                    Ok(Kept::Config(StoredConfig { version: row.take()?, document: row.take()? }))
                })
            }
            KeptKind::Organization => {
                let sql = statement!(by_id("tkit_organization", sql::ORGANIZATION_COLUMNS));
                let last = after!(after, Kept::Organization(it) => it.id);
                self.all(sql, [or_least(last.as_ref())], |row| {
                    Ok(Kept::Organization(Box::new(sql::organization_of(row)?)))
                })
            }
            KeptKind::Person => {
                let sql = statement!(by_id("tkit_person", sql::PERSON_COLUMNS));
                let last = after!(after, Kept::Person(it) => it.id);
                self.all(sql, [or_least(last.as_ref())], |row| {
                    Ok(Kept::Person(Box::new(sql::person_of(row)?)))
                })
            }
            KeptKind::Ticket => self.tickets(),
            KeptKind::Message => {
                let sql = statement!(of_tickets("tkit_message", sql::MESSAGE_COLUMNS));
                let last = after!(after, Kept::Message(it) => (it.ticket, it.position));
                self.all(sql, place_in(last.as_ref()), |row| {
                    Ok(Kept::Message(Box::new(sql::message_of(row.take()?, row)?)))
                })
            }
            KeptKind::Event => {
                let sql = statement!(format!(
                    "SELECT e.feed, t.id, {} FROM tkit_event AS e LEFT JOIN tkit_ticket AS t ON t.row = e.ticket
                    WHERE e.desk = ?1 AND e.feed > ?2 AND e.feed <= ?3 ORDER BY e.feed LIMIT ?4",
                    of("e", sql::EVENT_COLUMNS)
                ));
                let last = after!(after, Kept::Event { number, .. } => *number);
                self.all(sql, self.counted(last), |row| {
                    let number = count_of(row.take()?);
                    Ok(Kept::Event { number, event: Box::new(sql::event_of(row.take()?, row)?) })
                })
            }
            KeptKind::Effect => {
                let sql = statement!(of_tickets("tkit_effect", sql::EFFECT_COLUMNS));
                let last = after!(after, Kept::Effect(it) => (it.ticket, it.position));
                self.all(sql, place_in(last.as_ref()), |row| {
                    Ok(Kept::Effect(Box::new(sql::effect_of(row.take()?, row)?)))
                })
            }
            KeptKind::Command => {
                let sql = statement!(format!(
                    "SELECT place, {} FROM tkit_command
                    WHERE desk = ?1 AND place > ?2 AND place <= ?3 ORDER BY place LIMIT ?4",
                    sql::COMMAND_COLUMNS
                ));
                let last = after!(after, Kept::Command { place, .. } => *place);
                self.all(sql, self.counted(last), |row| {
                    let place = count_of(row.take()?);
                    Ok(Kept::Command { place, record: Box::new(sql::command_of(row)?) })
                })
            }
            KeptKind::Decision => {
                let sql = statement!(format!(
                    "SELECT t.id, {} FROM tkit_id AS i CROSS JOIN tkit_decision AS d ON d.place = i.place
                    JOIN tkit_ticket AS t ON t.row = d.ticket
                    WHERE i.desk = ?1 AND i.id > ?2 AND i.kind = {} ORDER BY i.id LIMIT ?3",
                    of("d", sql::DECISION_COLUMNS),
                    Kind::Routing.number()
                ));
                let last = after!(after, Kept::Decision(it) => it.id);
                self.all(sql, [or_least(last.as_ref())], |row| {
                    Ok(Kept::Decision(Box::new(sql::decision_of(row.take()?, row)?)))
                })
            }
            KeptKind::Job => {
                let sql = statement!(by_id("tkit_job", sql::JOB_COLUMNS));
                let last = after!(after, Kept::Job(it) => it.id);
                self.all(sql, [or_least(last.as_ref())], |row| Ok(Kept::Job(Box::new(sql::job_of(row)?))))
            }
            KeptKind::Counter => {
                let last = after!(after, Kept::Counter { counter, .. } => counter_cells(counter));
                self.counters("counter < 'turn/'", last)
            }
            KeptKind::Turn => {
                let last = after!(after, Kept::Turn { team, person, .. } => [turn(team), person.to_cell()]);
                self.counters("counter > 'turn/'", last)
            }
            KeptKind::Fired => {
                let sql = "SELECT kind, rule, times, at FROM tkit_fired
                    WHERE desk = ?1 AND (kind, rule) > (?2, ?3) ORDER BY kind, rule LIMIT ?4";
                let last = after!(after, Kept::Fired(it) => [it.kind.as_str(), it.rule.as_str()]);
                self.all(sql, last.unwrap_or_default().map(Cell::text), |row| {
                    let kind = rule_kind(&row.take::<String>()?).ok_or_else(|| row.misread())?;
                    Ok(Kept::Fired(Fired { kind, rule: row.take()?, times: row.take()?, at: row.take()? }))
                })
            }
            KeptKind::Timer => {
                let sql = "SELECT ticket, cause, due_at FROM tkit_timer
                    WHERE desk = ?1 AND (ticket, cause) > (?2, ?3) ORDER BY ticket, cause LIMIT ?4";
                let last = after!(after, Kept::Timer(it) => (Belongs(it.ticket), it.cause.to_string()));
                let (ticket, cause) = last.unwrap_or((Belongs(None), String::new()));
                self.all(sql, [ticket.to_cell(), cause.to_cell()], |row| {
                    let Belongs(ticket) = row.take()?;
                    Ok(Kept::Timer(Timer { ticket, cause: row.take()?, due_at: row.take()? }))
                })
            }
            KeptKind::Desk if after.is_some() || self.limit == 0 => Ok(Vec::new()),
            KeptKind::Desk => {
                let key = key_of(self.connection, self.desk)?;
                Ok(vec![Kept::Desk { key, drawn: self.desk.drawn }])
            }
        }
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

    /// The run of keys after a count of the desk.
    fn counted(&self, last: Option<u64>) -> [Cell<'static>; 2] {
        [self.desk.place(last.unwrap_or(0)), self.desk.place(u64::MAX)]
    }

    /// Three runs of the index, merged.
    fn tickets(&self) -> Outcome<Vec<Kept>> {
        let sql = statement!(format!(
            "{0} AND done = 0 UNION ALL {0} AND done = 1 UNION ALL {0} AND done = 2
            ORDER BY created_at, id LIMIT ?4",
            "SELECT id, created_at FROM tkit_ticket INDEXED BY tkit_ticket_by_age
            WHERE desk = ?1 AND (created_at, id) > (?2, ?3)"
        ));
        let last = after!(self.after, Kept::Ticket(it) => (it.ticket.created_at, it.ticket.id));
        let at = last.map_or(Timestamp::MIN, |(at, _)| at);
        let id = last.map(|(_, id)| id);
        let ids = self.all(sql, [at.to_cell(), or_least(id.as_ref())], |row| row.take::<TicketId>())?;
        let wanted: Wanted = ids.iter().copied().map(Key::Ticket).collect();
        let mut found = load(self.connection, self.desk, wanted, 0, &mut Rows::new())?;
        let file = |id| found.tickets.remove(&id).map(|file| TicketFile { timers: Vec::new(), ..file });
        Ok(ids.into_iter().filter_map(file).map(|file| Kept::Ticket(Box::new(file))).collect())
    }

    fn counters(&self, which: &str, last: Option<[Cell<'_>; 2]>) -> Outcome<Vec<Kept>> {
        let sql = format!(
            "SELECT counter, person, value FROM tkit_counter
            WHERE desk = ?1 AND (counter, person) > (?2, ?3) AND {which} ORDER BY counter, person LIMIT ?4"
        );
        self.all(&sql, last.unwrap_or([Cell::text(""), Cell::bytes(&[])]), |row| {
            let (name, person): (String, PersonId) = (row.take()?, row.take()?);
            let mut parts = name.split('/');
            let counted = match (parts.next(), parts.next(), parts.next()) {
                (Some("load"), None, None) => {
                    Some(Kept::Counter { counter: Counter::Load { person }, value: row.take()? })
                }
                (Some("share"), Some(team), Some(day)) => {
                    let counter = share_of(team, day, person).ok_or_else(|| damaged("counter"))?;
                    Some(Kept::Counter { counter, value: row.take()? })
                }
                (Some("turn"), Some(team), None) => {
                    let team = team.parse().map_err(|_| damaged("counter"))?;
                    Some(Kept::Turn { team, person, place: row.take()? })
                }
                _ => None,
            };
            counted.ok_or_else(|| damaged("counter"))
        })
    }
}

/// The counter of a share that is named by these words.
fn share_of(team: &str, day: &str, person: PersonId) -> Option<Counter> {
    let day = day.parse::<i64>().ok()?.checked_sub(DAYS_BEFORE)?;
    Some(Counter::Share { team: team.parse().ok()?, day: i32::try_from(day).ok()?, person })
}

fn rule_kind(name: &str) -> Option<RuleKind> {
    [RuleKind::Rule, RuleKind::Macro].into_iter().find(|kind| kind.as_str() == name)
}

/// An id, or the empty bytes, which come before every id.
fn or_least<T: Stored>(id: Option<&T>) -> Cell<'_> {
    id.map_or(Cell::bytes(&[]), Stored::to_cell)
}

/// A ticket and a position, or the place before all of them.
fn place_in(place: Option<&(TicketId, u64)>) -> [Cell<'_>; 2] {
    [or_least(place.map(|(ticket, _)| ticket)), bound(place.map_or(0, |(_, position)| *position))]
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
