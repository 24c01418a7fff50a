//! What an erasure asks of a desk.

use std::collections::BTreeSet;

use super::keys;
use super::stored::{Duty, Fact, File, Given};
use super::view::View;
use crate::change::{CommandRecord, Erasure};
use crate::error::{Error, Result};
use crate::id::{CommandId, PersonId, TicketId};
use crate::model::{Effect, Event, JobPlace, Message};
use crate::storage::erase::{Erasable, files_lost};
use crate::storage::rules::rows;

impl Erasable for View<'_> {
    type Fault = Error;

    fn messages(&mut self, ticket: TicketId) -> Result<Vec<Message>> {
        self.all(&self.keys.thread(ticket))
    }

    fn rewrite_message(&mut self, _: &Message, message: Message) -> Result<()> {
        self.put(&message)
    }

    fn events_of_ticket(&mut self, ticket: TicketId) -> Result<Vec<(u64, Event)>> {
        let facts = self.all::<Fact>(&self.keys.history(ticket))?;
        Ok(facts.into_iter().map(|Fact { number, event }| (number, event)).collect())
    }

    fn events_of_person(&mut self, person: PersonId) -> Result<Vec<(u64, Event)>> {
        let facts = self.all::<Fact>(&self.keys.person_events(person))?;
        Ok(facts.into_iter().map(|Fact { number, event }| (number, event)).collect())
    }

    fn rewrite_event(&mut self, number: u64, event: Event) -> Result<()> {
        self.put(&Fact { number, event })
    }

    fn command(&mut self, id: CommandId) -> Result<Option<CommandRecord>> {
        Ok(self.one::<Given>(&self.keys.command(id))?.map(|given| given.record))
    }

    fn rewrite_command(&mut self, record: CommandRecord) -> Result<()> {
        let place = self.one::<Given>(&self.keys.command(record.id))?.map(|given| given.place);
        place.map_or(Ok(()), |place| self.put(&Given { place, record }))
    }

    fn effects(&mut self, ticket: TicketId) -> Result<Vec<Effect>> {
        let duties = self.all::<Duty>(&self.keys.outbox(ticket))?;
        Ok(duties.into_iter().map(|duty| duty.effect).collect())
    }

    fn rewrite_effect(&mut self, effect: Effect) -> Result<()> {
        let first = self.one::<Duty>(&self.keys.effect(effect.id))?.map(|duty| duty.first);
        first.map_or(Ok(()), |first| self.put(&Duty { effect, first }))
    }
}

impl View<'_> {
    /// Tickets that know a person as a customer, by creation and id, after a place.
    pub(super) fn tickets_of(
        &mut self,
        person: PersonId,
        after: Option<JobPlace>,
        limit: u32,
    ) -> Result<Vec<JobPlace>> {
        let known = self.all::<File>(&self.keys.customer(person))?;
        let mut places: BTreeSet<JobPlace> = known.iter().map(|file| JobPlace::of(&file.ticket)).collect();
        let wrote: BTreeSet<TicketId> = self
            .all::<Message>(&self.keys.wrote(person))?
            .into_iter()
            .map(|message| message.ticket)
            .collect();
        for ticket in wrote {
            let file = self.one::<File>(&self.keys.ticket(ticket))?;
            places.extend(file.map(|file| JobPlace::of(&file.ticket)));
        }
        let later = places.into_iter().filter(|place| after.is_none_or(|after| *place > after));
        Ok(later.take(rows(limit)).collect())
    }

    /// Whether a ticket knows a person as a customer.
    pub(super) fn knows(&mut self, ticket: TicketId, person: PersonId) -> Result<bool> {
        let Some(file) = self.one::<File>(&self.keys.ticket(ticket))? else { return Ok(false) };
        let place = keys::at(file.ticket.created_at, ticket);
        if self.has_entry(&(self.keys.customer(person) + &place))? {
            return Ok(true);
        }
        let wrote = format!("{}{ticket}/", self.keys.wrote(person));
        Ok(!self.run::<Message>(&wrote, &keys::after_all(&wrote), false, 1)?.is_empty())
    }

    /// Files that are lost by an erasure.
    pub(super) fn files_lost(&mut self, erasure: &Erasure) -> Result<Vec<String>> {
        let Erasure::Ticket { ticket, .. } = erasure else { return Ok(Vec::new()) };
        let messages = self.messages(*ticket)?;
        files_lost(erasure, &messages, |file| {
            let holders = self.all::<Message>(&self.keys.file(file))?;
            Ok(holders.into_iter().map(|message| message.id).collect())
        })
    }
}
