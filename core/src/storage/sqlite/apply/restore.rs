//! Records written as they are, into a desk that is being put together.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Applying;
use crate::change::Fired;
use crate::storage::kept::check_unfinished;
use crate::storage::sql::{Belongs, Cell, Gain, Stored, counter_cells, turn};
use crate::storage::sqlite::desks::{Desk, Kind, key_of, put_config};
use crate::storage::sqlite::errors::Outcome;
use crate::storage::sqlite::load::Rows;
use crate::storage::sqlite::rows::{one, run};
use crate::storage::{Kept, StoredConfig, TicketFile};

/// Writes all of them, or the caller takes back what was written.
pub(in crate::storage::sqlite) fn restore(
    connection: &Connection,
    desk: Desk,
    records: &[Kept],
) -> Outcome<()> {
    check_unfinished(&key_of(connection, desk)?)?;
    let mut applying = Applying { connection, desk, rows: Rows::new(), gains: BTreeMap::new() };
    records.iter().try_for_each(|kept| applying.restore(kept))
}

impl<'c> Applying<'c> {
    fn restore(&mut self, kept: &'c Kept) -> Outcome<()> {
        match kept {
            Kept::Config(StoredConfig { version, document }) => {
                if !self.has("tkit_config", "version", version.to_cell())? {
                    put_config(self.connection, self.desk.number, *version, document)?;
                }
                Ok(())
            }
            Kept::Organization(it) if !self.has("tkit_organization", "id", it.id.to_cell())? => {
                self.write_organization(it)
            }
            Kept::Person(it) if !self.has("tkit_person", "id", it.id.to_cell())? => self.write_person(it),
            Kept::Ticket(file) if self.find_row(file.ticket.id)?.is_none() => self.restore_ticket(file),
            Kept::Message(it) if !self.is_known(Kind::Message, it.id.to_cell())? => self.add_message(it),
            Kept::Event { number, event } => {
                let place = self.desk.place(*number);
                if self.has("tkit_event", "feed", place)? { Ok(()) } else { self.add_event(*number, event) }
            }
            Kept::Effect(it) if !self.is_known(Kind::Effect, it.id.to_cell())? => self.add_effect(it),
            Kept::Command { place, record } if !self.is_known(Kind::Command, record.id.to_cell())? => {
                self.add_command(self.desk.place(*place), record)
            }
            Kept::Decision(it) if !self.is_known(Kind::Routing, it.id.to_cell())? => self.add_decision(it),
            Kept::Job(it) if !self.has("tkit_job", "id", it.id.to_cell())? => self.write_job(it),
            Kept::Counter { counter, value } => {
                let [counter, person] = counter_cells(counter);
                self.restore_counter(counter, person, Cell::Integer(*value))
            }
            Kept::Turn { team, person, place } => {
                self.restore_counter(turn(team), person.to_cell(), place.to_cell())
            }
            Kept::Fired(Fired { kind, rule, times, at }) => {
                let sql = "INSERT INTO tkit_fired (desk, kind, rule, times, at) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT DO NOTHING";
                let cells = [
                    self.desk.cell(),
                    Cell::text(kind.as_str()),
                    rule.to_cell(),
                    times.to_cell(),
                    at.to_cell(),
                ];
                self.run(sql, &cells).map(drop)
            }
            Kept::Timer(timer) => {
                let sql = "INSERT INTO tkit_timer (desk, ticket, cause, due_at) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT DO NOTHING";
                timer.ticket.map_or(Ok(()), |ticket| self.row(ticket).map(drop))?;
                let ticket = Belongs(timer.ticket);
                let cells =
                    [self.desk.cell(), ticket.to_cell(), timer.cause.to_cell(), timer.due_at.to_cell()];
                self.run(sql, &cells).map(drop)
            }
            Kept::Desk { key, drawn } => {
                let sql = "UPDATE tkit_desk SET key = ?2, drawn = ?3 WHERE desk = ?1";
                run(self.connection, sql, &[self.desk.cell(), key.to_cell(), drawn.to_cell()])
                    .map(drop)
                    .map_err(|fault| fault.or_taken(|| "the key of the desk".to_owned()))
            }
            _there_already => Ok(()),
        }
    }

    fn restore_ticket(&mut self, file: &'c TicketFile) -> Outcome<()> {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let (messages, effects) = (count(file.messages), count(file.effects));
        let gain = Gain { messages, effects, place: Some(file.place.as_ref()) };
        self.gains.insert(file.ticket.id, gain);
        self.add_ticket(&file.ticket)?;
        file.clocks.iter().try_for_each(|clock| self.put_clock(clock))
    }

    fn restore_counter(&self, counter: Cell<'_>, person: Cell<'_>, value: Cell<'_>) -> Outcome<()> {
        let sql = "INSERT INTO tkit_counter (desk, counter, person, value) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO NOTHING";
        self.run(sql, &[self.desk.cell(), counter, person, value]).map(drop)
    }

    /// Whether a table has a row of the desk under a key.
    fn has(&self, table: &str, column: &str, key: Cell<'_>) -> Outcome<bool> {
        let sql = format!("SELECT 1 FROM {table} WHERE desk = ?1 AND {column} = ?2");
        Ok(one(self.connection, &sql, &[self.desk.cell(), key], |_| Ok(()))?.is_some())
    }

    /// Whether the thing of an id is there.
    fn is_known(&self, kind: Kind, id: Cell<'_>) -> Outcome<bool> {
        let sql = "SELECT 1 FROM tkit_id WHERE desk = ?1 AND id = ?2 AND kind = ?3";
        let cells = [self.desk.cell(), id, Cell::Integer(kind.number())];
        Ok(one(self.connection, sql, &cells, |_| Ok(()))?.is_some())
    }
}
