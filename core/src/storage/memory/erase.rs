//! What an erasure asks of a desk.

use std::convert::Infallible;

use super::desk::Desk;
use crate::change::{CommandRecord, Erasure};
use crate::id::{CommandId, MessageId, PersonId, TicketId};
use crate::model::{Effect, Event, EventKind, JobPlace, Message, Ticket};
use crate::storage::erase::{Erasable, files_lost};
use crate::storage::rules::rows;

impl Erasable for Desk {
    type Fault = Infallible;

    fn messages(&mut self, ticket: TicketId) -> Result<Vec<Message>, Infallible> {
        Ok(self.conversation(ticket))
    }

    fn rewrite_message(&mut self, former: &Message, message: Message) -> Result<(), Infallible> {
        if let Some(external_id) = &former.external_id {
            self.message_ids.remove(external_id);
        }
        for file in &former.attachments {
            self.files.remove(&(file.sha256.clone(), former.id));
        }
        self.messages.set(message.id, message);
        Ok(())
    }

    fn events_of_ticket(&mut self, ticket: TicketId) -> Result<Vec<(u64, Event)>, Infallible> {
        let numbers = self.history.run((ticket, 0), |(of, _)| *of == ticket);
        Ok(numbers.filter_map(|(_, number)| Some((*number, self.events.get(number)?.clone()))).collect())
    }

    fn events_of_person(&mut self, person: PersonId) -> Result<Vec<(u64, Event)>, Infallible> {
        let changed = EventKind::PersonChanged { person };
        let events = self.events.iter().filter(|(_, event)| event.kind == changed);
        Ok(events.map(|(number, event)| (*number, event.clone())).collect())
    }

    fn rewrite_event(&mut self, number: u64, event: Event) -> Result<(), Infallible> {
        self.events.set(number, event);
        Ok(())
    }

    fn command(&mut self, id: CommandId) -> Result<Option<CommandRecord>, Infallible> {
        let place = self.command_places.get(&id);
        Ok(place.and_then(|place| self.commands.get(place)).cloned())
    }

    fn rewrite_command(&mut self, record: CommandRecord) -> Result<(), Infallible> {
        if let Some(place) = self.command_places.get(&record.id).copied() {
            self.commands.set(place, record);
        }
        Ok(())
    }

    fn effects(&mut self, ticket: TicketId) -> Result<Vec<Effect>, Infallible> {
        let ids = self.outbox.run((ticket, 0), |(of, _)| *of == ticket);
        Ok(ids.filter_map(|(_, id)| self.effects.get(id).cloned()).collect())
    }

    fn rewrite_effect(&mut self, effect: Effect) -> Result<(), Infallible> {
        self.effects.set(effect.id, effect);
        Ok(())
    }
}

impl Desk {
    fn conversation(&self, ticket: TicketId) -> Vec<Message> {
        let ids = self.threads.run((ticket, 0), |(of, _)| *of == ticket);
        ids.filter_map(|(_, id)| self.messages.get(id).cloned()).collect()
    }

    /// Tickets that know a person as a customer, by creation and id, after a place.
    pub(super) fn tickets_of(&self, person: PersonId, after: Option<JobPlace>, limit: u32) -> Vec<JobPlace> {
        let tickets = self.created.iter().filter_map(|((_, id), ())| self.tickets.get(id));
        let tickets = tickets.filter(|ticket| self.knows(ticket, person));
        let places = tickets.map(JobPlace::of).filter(|place| after.is_none_or(|after| *place > after));
        places.take(rows(limit)).collect()
    }

    /// Whether a ticket knows a person as a customer.
    pub(super) fn knows(&self, ticket: &Ticket, person: PersonId) -> bool {
        let wrote = |message: &Message| message.author.outsider() == Some(person);
        ticket.customers().any(|known| known == person) || self.conversation(ticket.id).iter().any(wrote)
    }

    /// Files that are lost by an erasure.
    pub(super) fn files_lost(&self, erasure: &Erasure) -> Vec<String> {
        let Erasure::Ticket { ticket, .. } = erasure else { return Vec::new() };
        let first = MessageId::from_bytes([0; 16]);
        let Ok(lost) = files_lost::<Infallible>(erasure, &self.conversation(*ticket), |file| {
            let holders = self.files.run((file.to_owned(), first), |(of, _)| of == file);
            Ok(holders.map(|((_, message), ())| *message).collect())
        });
        lost
    }
}
