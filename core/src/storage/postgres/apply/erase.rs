//! An erasure: what is rewritten, and what is forgotten by it.

use super::change_effect;
use super::step::{Step, named};
use crate::change::CommandRecord;
use crate::id::{CommandId, DeskId, PersonId, TicketId};
use crate::model::{Effect, Event, EventKind, Message};
use crate::storage::erase::Erasable;
use crate::storage::postgres::erased::messages;
use crate::storage::postgres::errors::{Fault, Outcome};
use crate::storage::postgres::rows::{all, one};
use crate::storage::postgres::session::Session;
use crate::storage::postgres::words;
use crate::storage::sql::{self, Cell, Row, Stored};

/// An erasure in the open transaction.
pub(super) struct Erasing<'s> {
    pub(super) session: &'s Session,
    pub(super) desk: DeskId,
}

impl Erasing<'_> {
    fn run(&self, step: &Step<'_>) -> Outcome<()> {
        step.run(self.session, ("", ""))
    }

    fn rewrite<'c>(
        &'c self,
        table: &str,
        columns: impl Iterator<Item = (&'c str, Cell<'c>)>,
        (name, key): (&str, Cell<'c>),
    ) -> Outcome<()> {
        let step = Step::update(table, columns).and(&format!(" WHERE desk = ? AND {name} = ?"), []);
        self.run(&step.and("", [self.desk.to_cell(), key]))
    }

    fn events(&self, condition: &str, ticket: Option<TicketId>, key: Cell<'_>) -> Outcome<Vec<(u64, Event)>> {
        let sql = format!(
            "SELECT feed, {} FROM tkit_event WHERE desk = $1 AND {condition} ORDER BY feed",
            sql::EVENT_COLUMNS
        );
        all(self.session, &sql, &[self.desk.to_cell(), key], |row| {
            Ok((row.take()?, sql::event_of(ticket, row)?))
        })
    }
}

impl Erasable for Erasing<'_> {
    type Fault = Fault;

    fn messages(&mut self, ticket: TicketId) -> Outcome<Vec<Message>> {
        messages(self.session, self.desk, ticket)
    }

    fn rewrite_message(&mut self, former: &Message, message: Message) -> Outcome<()> {
        for file in &former.attachments {
            let sql = "DELETE FROM tkit_file WHERE desk = ? AND sha256 = ? AND message = ?";
            let cells = [self.desk.to_cell(), file.sha256.to_cell(), former.id.to_cell()];
            self.run(&Step::new(sql, cells))?;
        }
        let words = ("words", Cell::Text(words::vector(&message.body).into()));
        let columns = named(sql::MESSAGE_COLUMNS, sql::message_cells(&message)).chain([words]);
        self.rewrite("tkit_message", columns, ("id", former.id.to_cell()))
    }

    fn events_of_ticket(&mut self, ticket: TicketId) -> Outcome<Vec<(u64, Event)>> {
        self.events("ticket = $2", Some(ticket), ticket.to_cell())
    }

    fn events_of_person(&mut self, person: PersonId) -> Outcome<Vec<(u64, Event)>> {
        let detail = sql::event_detail(&EventKind::PersonChanged { person });
        self.events("type = 'person_changed' AND detail = $2", None, detail)
    }

    fn rewrite_event(&mut self, number: u64, event: Event) -> Outcome<()> {
        let columns = named(sql::EVENT_COLUMNS, sql::event_cells(&event));
        self.rewrite("tkit_event", columns, ("feed", number.to_cell()))
    }

    fn command(&mut self, id: CommandId) -> Outcome<Option<CommandRecord>> {
        let sql = format!("SELECT {} FROM tkit_command WHERE desk = $1 AND id = $2", sql::COMMAND_COLUMNS);
        one(self.session, &sql, &[self.desk.to_cell(), id.to_cell()], |row| sql::command_of(row))
    }

    fn rewrite_command(&mut self, record: CommandRecord) -> Outcome<()> {
        let columns = named(sql::COMMAND_COLUMNS, sql::command_cells(&record));
        self.rewrite("tkit_command", columns, ("id", record.id.to_cell()))
    }

    fn effects(&mut self, ticket: TicketId) -> Outcome<Vec<Effect>> {
        let sql = format!("SELECT {} FROM tkit_effect WHERE desk = $1 AND ticket = $2", sql::EFFECT_COLUMNS);
        let key = [self.desk.to_cell(), ticket.to_cell()];
        all(self.session, &sql, &key, |row| sql::effect_of(ticket, row))
    }

    fn rewrite_effect(&mut self, effect: Effect) -> Outcome<()> {
        self.run(&change_effect(self.desk, effect.attempts.to_cell(), &effect))
    }
}
