//! Records written as they are, into a desk that is being put together.

use std::collections::BTreeMap;

use super::Plan;
use super::step::{Step, named};
use crate::change::{ChangeSet, Fired};
use crate::id::{DeskId, TicketId};
use crate::storage::kept::check_unfinished;
use crate::storage::postgres::errors::Outcome;
use crate::storage::postgres::rows::{all, numbered, one};
use crate::storage::postgres::session::Session;
use crate::storage::rules::unknown_desk;
use crate::storage::sql::{self, Belongs, Cell, Gain, Row, Stored, bound, counter_cells, turn};
use crate::storage::{Kept, StoredConfig, TicketFile};

/// So many records are looked for and put down together at the most.
const RECORDS: usize = 200;

/// Writes all of them, or none. `unsure`: they may be written already, over a connection that broke.
pub(in crate::storage::postgres) fn restore(
    session: &Session,
    desk: DeskId,
    records: &[Kept],
    unsure: bool,
) -> Outcome<()> {
    let changes = ChangeSet::new(desk, 0);
    let write = |together| {
        session.transaction("BEGIN", || {
            let Some(feed) = begin(session, desk, records, unsure)? else { return Ok(()) };
            for records in records.chunks(RECORDS) {
                let there = There::of(session, desk, records)?;
                Plan::of_records(&changes, records, there, feed).carry_out(session, together)?;
            }
            Ok(())
        })
    };
    match write(true) {
        // What the server refuses is found step by step.
        Err(fault) if fault.state().is_some() && !fault.is_contention() && !fault.is_lost() => write(false),
        answer => answer,
    }
}

/// Moves the numbers of the desk on to those of the records, and with it keeps others from it until the end. The last number of
/// its feed; nothing when all is written already.
fn begin(session: &Session, desk: DeskId, records: &[Kept], unsure: bool) -> Outcome<Option<u64>> {
    let highest = |of: fn(&Kept) -> Option<u64>| bound(records.iter().filter_map(of).max().unwrap_or(0));
    let cells = [
        desk.to_cell(),
        highest(|kept| if let Kept::Event { number, .. } = kept { Some(*number) } else { None }),
        highest(|kept| if let Kept::Command { place, .. } = kept { Some(*place) } else { None }),
        highest(|kept| if let Kept::Config(config) = kept { Some(config.version) } else { None }),
    ];
    let sql = "UPDATE tkit_desk SET feed = greatest(feed, $2), places = greatest(places, $3),
        config_version = greatest(config_version, $4) WHERE desk = $1 RETURNING key, feed";
    let moved: Option<(String, u64)> = one(session, sql, &cells, |row| Ok((row.take()?, row.take()?)))?;
    let (name, feed) = moved.ok_or_else(|| unknown_desk(desk))?;
    let has_its_name = |kept: &Kept| matches!(kept, Kept::Desk { key, .. } if *key == name);
    if unsure && records.iter().any(has_its_name) {
        return Ok(None);
    }
    check_unfinished(&name)?;
    Ok(Some(feed))
}

/// What is there of records and of the tickets that they refer to: tables, and what stands in their keys.
struct There(Vec<(&'static str, Cell<'static>)>);

impl There {
    fn of(session: &Session, desk: DeskId, records: &[Kept]) -> Outcome<Self> {
        let mut sought = BTreeMap::<_, Vec<Cell<'_>>>::new();
        for kept in records {
            if let Some((table, column, key)) = key_of(kept) {
                sought.entry((table, column)).or_default().push(key);
            }
            if let Some(ticket) = ticket_of(kept) {
                let tickets = sought.entry(("tkit_ticket", "id")).or_default();
                if tickets.last() != Some(&ticket.to_cell()) {
                    tickets.push(ticket.to_cell());
                }
            }
        }
        let mut there = Vec::new();
        for ((table, column), keys) in sought {
            let places = vec!["?"; keys.len()].join(", ");
            let words = format!("SELECT {column} FROM {table} WHERE desk = ? AND {column} IN ({places})");
            let (mut sql, mut cells) = (String::new(), Vec::new());
            numbered(&words, [desk.to_cell()].into_iter().chain(keys), &mut sql, &mut cells);
            there.extend(all(session, &sql, &cells, |row| Ok((table, row.take()?)))?);
        }
        Ok(Self(there))
    }

    fn tickets(&self) -> impl Iterator<Item = TicketId> {
        let tickets = self.0.iter().filter(|(table, _)| *table == "tkit_ticket");
        tickets.filter_map(|(_, key)| TicketId::from_cell(key))
    }

    /// Whether a record is not there yet; it is from now on.
    fn is_new(&mut self, kept: &Kept) -> bool {
        let Some((table, _, key)) = key_of(kept) else { return true };
        let is_new = !self.0.iter().any(|(of, there)| *of == table && *there == key);
        if is_new {
            self.0.push((table, key.into_owned()));
        }
        is_new
    }
}

/// The table of a record, the column that it is known by, and what stands there; nothing for those of which nothing else is
/// written, and whose statements pass over what is there.
fn key_of(kept: &Kept) -> Option<(&'static str, &'static str, Cell<'_>)> {
    Some(match kept {
        Kept::Config(it) => ("tkit_config", "version", it.version.to_cell()),
        Kept::Organization(it) => ("tkit_organization", "id", it.id.to_cell()),
        Kept::Person(it) => ("tkit_person", "id", it.id.to_cell()),
        Kept::Ticket(it) => ("tkit_ticket", "id", it.ticket.id.to_cell()),
        Kept::Message(it) => ("tkit_message", "id", it.id.to_cell()),
        Kept::Event { number, .. } => ("tkit_event", "feed", number.to_cell()),
        Kept::Effect(it) => ("tkit_effect", "id", it.id.to_cell()),
        Kept::Command { record, .. } => ("tkit_command", "id", record.id.to_cell()),
        Kept::Decision(it) => ("tkit_decision", "id", it.id.to_cell()),
        Kept::Job(it) => ("tkit_job", "id", it.id.to_cell()),
        Kept::Counter { .. } | Kept::Turn { .. } | Kept::Fired(_) | Kept::Timer(_) | Kept::Desk { .. } => {
            return None;
        }
    })
}

/// The ticket that a record refers to.
fn ticket_of(kept: &Kept) -> Option<&TicketId> {
    match kept {
        Kept::Message(it) => Some(&it.ticket),
        Kept::Event { event, .. } => event.ticket.as_ref(),
        Kept::Effect(it) => Some(&it.ticket),
        Kept::Decision(it) => Some(&it.ticket),
        Kept::Timer(it) => it.ticket.as_ref(),
        _ => None,
    }
}

impl<'c> Plan<'c> {
    /// Puts down those records that are not there.
    fn of_records(changes: &'c ChangeSet, records: &'c [Kept], mut there: There, feed: u64) -> Self {
        let tickets = there.tickets().collect();
        let mut plan = Self { changes, work: Vec::new(), gains: BTreeMap::new(), tickets };
        for kept in records.iter().filter(|kept| there.is_new(kept)) {
            plan.restore(kept, feed);
        }
        plan
    }

    fn restore(&mut self, kept: &'c Kept, feed: u64) {
        match kept {
            Kept::Config(StoredConfig { version, document }) => {
                let columns = [("version", version.to_cell()), ("document", Cell::text(document))];
                self.push(self.row("tkit_config", [], columns.into_iter()));
            }
            Kept::Organization(it) => {
                let columns = named(sql::ORGANIZATION_COLUMNS, sql::organization_cells(it));
                self.push(self.row("tkit_organization", [], columns));
            }
            Kept::Person(it) => {
                let columns = named(sql::PERSON_COLUMNS, sql::person_cells(it));
                self.push(self.row("tkit_person", [], columns));
                self.add_ways_to(it);
            }
            Kept::Ticket(file) => self.restore_ticket(file),
            Kept::Message(it) => self.add_message(it),
            Kept::Event { number, event } => {
                event.ticket.iter().for_each(|ticket| self.expect_ticket(ticket));
                let keys = [("feed", number.to_cell()), ("ticket", event.ticket.to_cell())];
                let columns = named(sql::EVENT_COLUMNS, sql::event_cells(event));
                self.push(self.row("tkit_event", keys, columns));
            }
            Kept::Effect(it) => self.add_effect(it),
            Kept::Command { place, record } => {
                // What the feed was once it was committed is not known any more, but that it was not beyond this.
                let keys = [("place", place.to_cell()), ("feed", bound(feed))];
                let columns = named(sql::COMMAND_COLUMNS, sql::command_cells(record));
                self.push(self.row("tkit_command", keys, columns));
            }
            Kept::Decision(it) => self.add_decision(it),
            Kept::Job(it) => {
                self.push(self.row("tkit_job", [], named(sql::JOB_COLUMNS, sql::job_cells(it))));
            }
            Kept::Counter { counter, value } => {
                self.restore_counter(counter_cells(counter), Cell::Integer(*value));
            }
            Kept::Turn { team, person, place } => {
                self.restore_counter([turn(team), person.to_cell()], place.to_cell());
            }
            Kept::Fired(Fired { kind, rule, times, at }) => {
                let names = [("kind", Cell::text(kind.as_str())), ("rule", rule.to_cell())];
                let columns = names.into_iter().chain([("times", times.to_cell()), ("at", at.to_cell())]);
                self.push(self.row("tkit_fired", [], columns).unless_there("desk, kind, rule"));
            }
            Kept::Timer(timer) => {
                timer.ticket.iter().for_each(|ticket| self.expect_ticket(ticket));
                let keys = [("ticket", Belongs(timer.ticket).to_cell().into_owned())];
                let columns = [("cause", timer.cause.to_cell()), ("due_at", timer.due_at.to_cell())];
                let step = self.row("tkit_timer", keys, columns.into_iter());
                self.push(step.unless_there("desk, ticket, cause"));
            }
            Kept::Desk { key, drawn } => {
                for (table, column, cell) in
                    [("tkit_desk", "key", key.to_cell()), ("tkit_drawn", "number", drawn.to_cell())]
                {
                    let step = Step::update(table, [(column, cell)]).and(" WHERE desk = ?", [self.desk()]);
                    self.push(step);
                }
            }
        }
    }

    fn restore_ticket(&mut self, file: &'c TicketFile) {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let (messages, effects) = (count(file.messages), count(file.effects));
        let gain = Gain { messages, effects, place: Some(file.place.as_ref()) };
        self.gains.insert(file.ticket.id, gain);
        self.tickets.insert(file.ticket.id);
        self.add_ticket(&file.ticket);
        file.clocks.iter().for_each(|clock| self.put_clock(clock));
    }

    fn restore_counter(&mut self, [counter, person]: [Cell<'c>; 2], value: Cell<'c>) {
        let columns = [("counter", counter), ("person", person), ("value", value)];
        let step = self.row("tkit_counter", [], columns.into_iter());
        self.push(step.unless_there("desk, counter, person"));
    }
}
