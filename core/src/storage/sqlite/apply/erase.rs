//! An erasure: what is rewritten, and what is forgotten by it.

use super::Applying;
use crate::change::{CommandRecord, Erasure};
use crate::id::{CommandId, PersonId, TicketId};
use crate::model::{Effect, Event, EventKind, Message};
use crate::storage::erase::{Erasable, erase};
use crate::storage::sql::{self, Cell, Row, Stored};
use crate::storage::sqlite::desks::{Kind, count_of};
use crate::storage::sqlite::erased::messages;
use crate::storage::sqlite::errors::{Fault, Outcome};
use crate::storage::sqlite::rows::{all, one, statement};
use crate::storage::sqlite::search;

impl Applying<'_> {
    /// Carries out an erasure. What stood on pages that become free by it is overwritten.
    pub(super) fn erase(&mut self, erasure: &Erasure) -> Outcome<()> {
        self.connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
        let erased = erase(self, erasure);
        self.connection.pragma_update_and_check(None, "secure_delete", "fast", |_| Ok(()))?;
        erased?;
        if let Erasure::Ticket { ticket, .. } = erasure
            && let Some(row) = self.find_row(*ticket)?
        {
            search::retitle_now(self.connection, row)?;
        }
        Ok(())
    }

    /// A statement that gives a row of a table other values, from the third of its cells on; the first two say which row.
    fn rewrite(&self, table: &str, columns: &str, row: &str, cells: &[Cell<'_>]) -> Outcome<()> {
        let new: Vec<String> =
            columns.split(", ").enumerate().map(|(n, column)| format!("{column} = ?{}", n + 3)).collect();
        self.run(&format!("UPDATE {table} SET {} WHERE {row}", new.join(", ")), cells).map(drop)
    }

    fn events(&self, condition: &str, ticket: Option<TicketId>, key: Cell<'_>) -> Outcome<Vec<(u64, Event)>> {
        let sql = format!(
            "SELECT feed, {} FROM tkit_event WHERE desk = ?1 AND {condition} ORDER BY feed",
            sql::EVENT_COLUMNS
        );
        all(self.connection, &sql, &[self.desk.cell(), key], |row| {
            Ok((count_of(row.take()?), sql::event_of(ticket, row)?))
        })
    }
}

impl Erasable for Applying<'_> {
    type Fault = Fault;

    fn messages(&mut self, ticket: TicketId) -> Outcome<Vec<Message>> {
        messages(self.connection, self.desk, ticket)
    }

    fn rewrite_message(&mut self, former: &Message, message: Message) -> Outcome<()> {
        let sql = statement!(format!("SELECT {}", Kind::Message.place()));
        let key = [self.desk.cell(), former.id.to_cell()];
        let row: Option<i64> = one(self.connection, sql, &key, |row| row.take())?.flatten();
        let Some(row) = row else { return Ok(()) };
        search::reword(self.connection, self.desk, row, (&former.body, &message))?;
        let sql = "DELETE FROM tkit_file WHERE desk = ?1 AND sha256 = ?2 AND message = ?3";
        for file in &former.attachments {
            self.run(sql, &[self.desk.cell(), file.sha256.to_cell(), Cell::Integer(row)])?;
        }
        let mut cells = vec![self.desk.cell(), Cell::Integer(row)];
        cells.extend(sql::message_cells(&message));
        self.rewrite("tkit_message", sql::MESSAGE_COLUMNS, "desk = ?1 AND row = ?2", &cells)
    }

    fn events_of_ticket(&mut self, ticket: TicketId) -> Outcome<Vec<(u64, Event)>> {
        let condition = statement!(format!("ticket = {}", Kind::Ticket.place()));
        self.events(condition, Some(ticket), ticket.to_cell())
    }

    fn events_of_person(&mut self, person: PersonId) -> Outcome<Vec<(u64, Event)>> {
        let detail = sql::event_detail(&EventKind::PersonChanged { person });
        self.events("type = 'person_changed' AND detail = ?2", None, detail)
    }

    fn rewrite_event(&mut self, number: u64, event: Event) -> Outcome<()> {
        let mut cells = vec![self.desk.cell(), self.desk.place(number)];
        cells.extend(sql::event_cells(&event));
        self.rewrite("tkit_event", sql::EVENT_COLUMNS, "desk = ?1 AND feed = ?2", &cells)
    }

    fn command(&mut self, id: CommandId) -> Outcome<Option<CommandRecord>> {
        let sql = statement!(format!(
            "SELECT {} FROM tkit_command WHERE place = {}",
            sql::COMMAND_COLUMNS,
            Kind::Command.place()
        ));
        one(self.connection, sql, &[self.desk.cell(), id.to_cell()], |row| sql::command_of(row))
    }

    fn rewrite_command(&mut self, record: CommandRecord) -> Outcome<()> {
        let mut cells = vec![self.desk.cell(), record.id.to_cell()];
        cells.extend(sql::command_cells(&record));
        let row = statement!(format!("place = {}", Kind::Command.place()));
        self.rewrite("tkit_command", sql::COMMAND_COLUMNS, row, &cells)
    }

    fn effects(&mut self, ticket: TicketId) -> Outcome<Vec<Effect>> {
        let sql = statement!(format!(
            "SELECT {} FROM tkit_effect WHERE desk = ?1 AND ticket = {}",
            sql::EFFECT_COLUMNS,
            Kind::Ticket.place()
        ));
        let key = [self.desk.cell(), ticket.to_cell()];
        all(self.connection, sql, &key, |row| sql::effect_of(ticket, row))
    }

    fn rewrite_effect(&mut self, effect: Effect) -> Outcome<()> {
        self.change_effect(effect.attempts, &effect)
    }
}
