//! The one function that writes: a change set, whole or not at all.

mod erase;
mod job;
mod people;
mod ticket;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rusqlite::Connection;

use super::desks::{Desk, Kind, Sequence, last, put_config};
use super::errors::{Fault, Outcome};
use super::load::Rows;
use super::rows::{one, run, statement, with_values};
use crate::change::{Add, ChangeSet, CommandRecord, Counter, Fired, Put};
use crate::error::{Code, Problem};
use crate::id::{EffectId, TicketId};
use crate::model::{AssignmentDecision, Clock, Effect, Event, Message, TimerCause};
use crate::storage::Committed;
use crate::storage::rules::{beyond_bound, lease_lost};
use crate::storage::sql::{self, Belongs, Cell, Gain, Row, Stored, gains, place_cells, share};
use crate::time::Timestamp;

/// Writes a change set into the open transaction. Where it cannot, the caller takes back what it wrote.
pub(super) fn apply(connection: &Connection, changes: &ChangeSet) -> Outcome<Committed> {
    apply_to(connection, Desk::of(connection, changes.desk)?, Rows::new(), changes)
}

/// The same for a desk that was looked up in this transaction, and with it some rows of tickets.
pub(super) fn apply_to(
    connection: &Connection,
    desk: Desk,
    rows: Rows,
    changes: &ChangeSet,
) -> Outcome<Committed> {
    if changes.config_version != desk.config_version {
        return Err(Fault::stale("the configuration"));
    }
    let mut applying = Applying { connection, desk, rows, gains: gains(changes) };
    if let Some(record) = &changes.command {
        applying.add_command(record)?;
    }
    for put in &changes.puts {
        applying.put(put)?;
    }
    for add in &changes.adds {
        applying.add(add)?;
    }
    for fired in &changes.fired {
        applying.add_fired(fired)?;
    }
    let mut feed = last(connection, desk, Sequence::Feed)?;
    for event in &changes.events {
        feed += 1;
        applying.add_event(feed, event)?;
    }
    for effect in &changes.effects {
        applying.add_effect(effect)?;
    }
    applying.count_gains()?;
    Ok(Committed { feed })
}

/// A change set on its way into the database.
struct Applying<'c> {
    connection: &'c Connection,
    desk: Desk,
    /// The rows of tickets that are known by now.
    rows: Rows,
    /// What is still to be added to the counts of tickets.
    gains: BTreeMap<TicketId, Gain<'c>>,
}

impl Applying<'_> {
    /// Runs a statement whose first value is the desk.
    fn run(&self, sql: &str, cells: &[Cell<'_>]) -> Outcome<usize> {
        run(self.connection, sql, cells)
    }

    /// The row of a ticket, when it is there.
    fn find_row(&mut self, id: TicketId) -> Outcome<Option<i64>> {
        Ok(match self.rows.entry(id) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(unknown) => {
                let sql = statement!(format!("SELECT {}", Kind::Ticket.place()));
                let key = [self.desk.cell(), id.to_cell()];
                let row: Option<i64> = one(self.connection, sql, &key, |row| row.take())?.flatten();
                row.map(|row| *unknown.insert(row))
            }
        })
    }

    /// The row of a ticket that the change set speaks of.
    fn row(&mut self, id: TicketId) -> Outcome<Cell<'static>> {
        self.find_row(id)?.map(Cell::Integer).ok_or_else(|| {
            let message = format!("the change set writes to the ticket {id}, which is not there");
            Problem::new(Code::InternalError, message).into()
        })
    }

    fn put(&mut self, put: &Put) -> Outcome<()> {
        match put {
            Put::Ticket { before: Some(before), after } => self.change_ticket(before, after),
            Put::Ticket { before: None, after } => self.add_ticket(after),
            Put::Message { message } => self.add_message(message),
            Put::Person { person } => self.put_person(person),
            Put::Organization { organization } => self.put_organization(organization),
            Put::Clock { clock } => self.put_clock(clock),
            Put::Timer { ticket, cause, due_at } => self.put_timer(*ticket, cause, *due_at),
            // It is written together with the ticket.
            Put::Place { .. } => Ok(()),
            Put::Decision { decision } => self.add_decision(decision),
            Put::Turn { team, person, before, after } => {
                let counter = Cell::Text(format!("turn/{team}").into());
                let key = [self.desk.cell(), counter, person.to_cell(), after.to_cell(), before.to_cell()];
                self.put_turn(&key)
            }
            Put::Config { document } => {
                let version = self.desk.config_version.saturating_add(1);
                put_config(self.connection, self.desk.number, version, document)
                    .map_err(|fault| stale_if_taken(fault, "the configuration"))
            }
            Put::Job { job } => self.put_job(job),
            Put::Effect { before, effect } => self.change_effect(*before, effect),
            Put::Erase { erasure } => self.erase(erasure),
            Put::Settled { effect, token } => self.settle(*effect, *token),
        }
    }

    fn add_command(&self, record: &CommandRecord) -> Outcome<()> {
        let place = self.next(Sequence::Commands)?;
        let sql = statement!(with_values("INSERT INTO tkit_command (desk, place", sql::COMMAND_COLUMNS));
        let mut cells = vec![self.desk.cell(), place.clone()];
        cells.extend(sql::command_cells(record));
        self.run(sql, &cells)?;
        let taken = || "the id of the command".to_owned();
        self.note(Kind::Command, record.id.to_cell(), place).map_err(|fault| fault.or_taken(taken))
    }

    /// The key of the next row of a sequence.
    fn next(&self, sequence: Sequence) -> Outcome<Cell<'static>> {
        Ok(self.desk.place(last(self.connection, self.desk, sequence)?.saturating_add(1)))
    }

    /// Notes where the thing of an id stands.
    fn note(&self, kind: Kind, id: Cell<'_>, place: Cell<'_>) -> Outcome<()> {
        let sql = "INSERT INTO tkit_id (desk, id, kind, place) VALUES (?1, ?2, ?3, ?4)";
        self.run(sql, &[self.desk.cell(), id, Cell::Integer(kind.number()), place]).map(drop)
    }

    fn add_message(&mut self, message: &Message) -> Outcome<()> {
        let mut cells = vec![self.desk.cell(), self.row(message.ticket)?];
        cells.extend(sql::message_cells(message));
        let taken = || "the id of the message, its external id or its place in the conversation".to_owned();
        let sql = statement!(with_values("INSERT INTO tkit_message (desk, ticket", sql::MESSAGE_COLUMNS));
        self.run(sql, &cells).map_err(|fault| fault.or_taken(taken))?;
        let row = Cell::Integer(self.connection.last_insert_rowid());
        let sql = "INSERT INTO tkit_file (desk, sha256, message) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        for file in &message.attachments {
            self.run(sql, &[self.desk.cell(), file.sha256.to_cell(), row.clone()])?;
        }
        self.note(Kind::Message, message.id.to_cell(), row).map_err(|fault| fault.or_taken(taken))
    }

    fn put_clock(&mut self, clock: &Clock) -> Outcome<()> {
        let mut cells = vec![self.desk.cell(), self.row(clock.ticket)?];
        cells.extend(sql::clock_cells(clock));
        self.run(
            statement!(with_values("REPLACE INTO tkit_clock (desk, ticket", sql::CLOCK_COLUMNS)),
            &cells,
        )?;
        Ok(())
    }

    fn put_timer(
        &mut self,
        ticket: Option<TicketId>,
        cause: &TimerCause,
        due_at: Option<Timestamp>,
    ) -> Outcome<()> {
        if let Some(ticket) = ticket {
            self.row(ticket)?;
        }
        let ticket = Belongs(ticket);
        let key = [self.desk.cell(), ticket.to_cell(), cause.to_cell()];
        if let Some(due_at) = due_at {
            let [desk, ticket, cause] = key;
            let sql = "INSERT INTO tkit_timer (desk, ticket, cause, due_at) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET due_at = excluded.due_at";
            self.run(sql, &[desk, ticket, cause, due_at.to_cell()])?;
        } else {
            self.run("DELETE FROM tkit_timer WHERE desk = ?1 AND ticket = ?2 AND cause = ?3", &key)?;
        }
        Ok(())
    }

    fn add_decision(&mut self, decision: &AssignmentDecision) -> Outcome<()> {
        let place = self.next(Sequence::Routings)?;
        let mut cells = vec![self.desk.cell(), place.clone(), self.row(decision.ticket)?];
        cells.extend(sql::decision_cells(decision));
        self.run(
            statement!(with_values("INSERT INTO tkit_decision (desk, place, ticket", sql::DECISION_COLUMNS)),
            &cells,
        )?;
        let taken = || "the id of the decision".to_owned();
        self.note(Kind::Routing, decision.id.to_cell(), place).map_err(|fault| fault.or_taken(taken))
    }

    /// Desk, rotation, person, the new place, and the place that is expected.
    fn put_turn(&self, cells: &[Cell<'_>; 5]) -> Outcome<()> {
        let [desk, counter, person, after, before] = cells;
        let changed = if *before == Cell::Null {
            let sql = "INSERT INTO tkit_counter (desk, counter, person, value) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO NOTHING";
            self.run(sql, &[desk.clone(), counter.clone(), person.clone(), after.clone()])?
        } else {
            let sql = "UPDATE tkit_counter SET value = ?4
                WHERE desk = ?1 AND counter = ?2 AND person = ?3 AND value = ?5";
            self.run(sql, cells)?
        };
        if changed == 0 { Err(Fault::stale("the rotation")) } else { Ok(()) }
    }

    fn change_effect(&mut self, before: u32, effect: &Effect) -> Outcome<()> {
        let mut cells = vec![self.desk.cell(), before.to_cell()];
        cells.extend(sql::effect_cells(effect));
        let sql = concat!(
            "UPDATE tkit_effect SET position = ?5, kind = ?6, attempts = ?7, not_before = ?8, state = ?9,
                worker = ?10, token = ?11, until = ?12, reason = ?13",
            " WHERE desk = ?1 AND at = ?3 AND id = ?4 AND attempts = ?2"
        );
        if self.run(sql, &cells)? == 0 { Err(Fault::stale("the effect")) } else { Ok(()) }
    }

    fn settle(&self, effect: EffectId, token: u64) -> Outcome<()> {
        let sql = statement!(format!(
            "DELETE FROM tkit_effect WHERE desk = ?1 AND at = {} AND id = ?2 AND state = 1 AND token = ?3",
            Kind::Effect.place()
        ));
        if self.run(sql, &[self.desk.cell(), effect.to_cell(), token.to_cell()])? == 0 {
            return Err(lease_lost().into());
        }
        let sql = "DELETE FROM tkit_id WHERE desk = ?1 AND id = ?2 AND kind = ?3";
        self.run(sql, &[self.desk.cell(), effect.to_cell(), Cell::Integer(Kind::Effect.number())]).map(drop)
    }

    fn add(&self, add: &Add) -> Outcome<()> {
        let (counter, person) = match &add.counter {
            Counter::Load { person } => (Cell::text("load"), person),
            Counter::Share { team, day, person } => (share(team, *day), person),
        };
        let cells = [self.desk.cell(), counter, person.to_cell(), Cell::Integer(add.delta)];
        let sql = "INSERT INTO tkit_counter (desk, counter, person, value) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET value = value + excluded.value RETURNING value";
        let sum: Option<i64> = one(self.connection, sql, &cells, |row| row.take())?;
        let bound = add.at_most.filter(|_| add.delta > 0);
        if bound.is_some_and(|most| sum.is_none_or(|sum| sum > most)) {
            return Err(beyond_bound().into());
        }
        Ok(())
    }

    fn add_fired(&self, fired: &Fired) -> Outcome<()> {
        let cells = [
            self.desk.cell(),
            Cell::text(fired.kind.as_str()),
            Cell::text(fired.rule.as_str()),
            fired.times.to_cell(),
            fired.at.to_cell(),
        ];
        let sql = "INSERT INTO tkit_fired (desk, kind, rule, times, at) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET times = times + excluded.times, at = max(at, excluded.at)";
        self.run(sql, &cells).map(drop)
    }

    fn add_event(&mut self, feed: u64, event: &Event) -> Outcome<()> {
        let row = event.ticket.map_or(Ok(Cell::Null), |ticket| self.row(ticket))?;
        let mut cells = vec![self.desk.cell(), self.desk.place(feed), row];
        cells.extend(sql::event_cells(event));
        self.run(
            statement!(with_values("INSERT INTO tkit_event (desk, feed, ticket", sql::EVENT_COLUMNS)),
            &cells,
        )
        .map_err(|fault| fault.or_taken(|| "the place in the ticket's history".to_owned()))?;
        Ok(())
    }

    fn add_effect(&mut self, effect: &Effect) -> Outcome<()> {
        let mut cells = vec![self.desk.cell(), self.row(effect.ticket)?];
        cells.extend(sql::effect_cells(effect));
        self.run(
            statement!(with_values("INSERT INTO tkit_effect (desk, ticket", sql::EFFECT_COLUMNS)),
            &cells,
        )
        .map_err(|fault| fault.or_taken(|| "the id of the effect or its place in the outbox".to_owned()))?;
        let taken = || "the id of the effect".to_owned();
        self.note(Kind::Effect, effect.id.to_cell(), effect.at.to_cell())
            .map_err(|fault| fault.or_taken(taken))
    }

    /// Writes down what was not written together with the tickets themselves.
    fn count_gains(&mut self) -> Outcome<()> {
        for (ticket, gain) in std::mem::take(&mut self.gains) {
            let sql = "UPDATE tkit_ticket SET messages = messages + ?3, effects = effects + ?4
                WHERE desk = ?1 AND row = ?2";
            let row = self.row(ticket)?;
            let counts = [Cell::Integer(gain.messages), Cell::Integer(gain.effects)];
            let [messages, effects] = counts;
            self.run(sql, &[self.desk.cell(), row.clone(), messages, effects])?;
            if let Some(place) = gain.place {
                let sql = "UPDATE tkit_ticket SET pull_due = ?3, pull_rank = ?4, pull_since = ?5
                    WHERE desk = ?1 AND row = ?2";
                let [due, rank, since] = place_cells(place);
                self.run(sql, &[self.desk.cell(), row, due, rank, since])?;
            }
        }
        Ok(())
    }
}

/// Where a version is counted by the records themselves, one that is there already is a stale one.
fn stale_if_taken(fault: Fault, what: &str) -> Fault {
    match fault {
        Fault::Told(error) if error.code() == Code::AlreadyTaken => Fault::stale(what),
        fault => fault,
    }
}
