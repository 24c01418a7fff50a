//! The one function that writes: a change set, whole or not at all.

use super::desk::Desk;
use super::table::Undo;
use crate::change::{Add, ChangeSet, CommandRecord, Put};
use crate::error::Result;
use crate::id::TicketId;
use crate::model::{Clock, Effect, Event, Message, Organization, Person, Ticket, Timer};
use crate::storage::Committed;
use crate::storage::erase::erase;
use crate::storage::rules::{beyond_bound, is_held_by, is_next, lease_lost, no_such_ticket, stale, taken};

impl Desk {
    /// Writes a change set. Where it cannot, everything is as it was.
    pub(super) fn apply(&mut self, changes: ChangeSet) -> Result<Committed> {
        let written = self.write(changes);
        match written {
            Ok(()) => self.keep(),
            Err(_) => self.undo(),
        }
        written.map(|()| Committed { feed: self.feed() })
    }

    fn write(&mut self, changes: ChangeSet) -> Result<()> {
        if changes.config_version != self.config_version() {
            return Err(stale("the configuration"));
        }
        if let Some(record) = changes.command {
            self.add_command(self.commands.last().map_or(0, |(place, _)| *place) + 1, record)?;
        }
        for put in changes.puts {
            self.put(put, changes.config_version)?;
        }
        for add in changes.adds {
            self.add(add)?;
        }
        for fired in changes.fired {
            let place = (fired.kind, fired.rule);
            let (times, at) = self.fired.get(&place).copied().unwrap_or((0, fired.at));
            self.fired.set(place, (times.saturating_add(fired.times), at.max(fired.at)));
        }
        for event in changes.events {
            self.add_event(self.feed() + 1, event)?;
        }
        for effect in changes.effects {
            let given = self.given.get(&effect.ticket).copied().unwrap_or(0);
            self.given.set(effect.ticket, given + 1);
            self.add_effect(effect)?;
        }
        Ok(())
    }

    /// Writes a command that is not there.
    pub(super) fn add_command(&mut self, place: u64, record: CommandRecord) -> Result<()> {
        if !self.command_places.add(record.id, place) {
            return Err(taken("the id of the command"));
        }
        self.commands.set(place, record);
        Ok(())
    }

    fn put(&mut self, put: Put, config_version: u64) -> Result<()> {
        match put {
            Put::Ticket { before, after } => self.put_ticket(before.as_deref(), *after),
            Put::Message { message } => self.put_message(*message),
            Put::Person { person } => self.put_person(*person),
            Put::Organization { organization } => self.put_organization(*organization),
            Put::Clock { clock } => self.put_clock(*clock),
            Put::Timer { ticket, cause, due_at } => {
                ticket.map_or(Ok(()), |id| self.has_ticket(id))?;
                let place = (ticket, cause.to_string());
                self.set_timer(place, due_at.map(|due_at| Timer { ticket, cause, due_at }));
                Ok(())
            }
            Put::Place { ticket, place } => {
                self.has_ticket(ticket)?;
                self.set_place(ticket, place);
                Ok(())
            }
            Put::Decision { decision } => {
                self.has_ticket(decision.ticket)?;
                let free = self.decisions.add(decision.id, *decision);
                if free { Ok(()) } else { Err(taken("the id of the decision")) }
            }
            Put::Turn { team, person, before, after } => {
                let place = (team, person);
                if self.turns.get(&place).copied() != before {
                    return Err(stale("the rotation"));
                }
                self.turns.set(place, after);
                Ok(())
            }
            Put::Config { document } => {
                let free = self.configs.add(config_version + 1, document);
                if free { Ok(()) } else { Err(stale("the configuration")) }
            }
            Put::Job { job } => {
                if !is_next(job.version, self.jobs.get(&job.id).map(|stored| stored.version)) {
                    return Err(stale("the job"));
                }
                self.jobs.set(job.id, *job);
                Ok(())
            }
            Put::Effect { before, effect } => match self.effects.get(&effect.id) {
                Some(stored) if stored.attempts == before => {
                    self.effects.set(effect.id, *effect);
                    Ok(())
                }
                _ => Err(stale("the effect")),
            },
            Put::Erase { erasure } => {
                let Ok(()) = erase(self, &erasure);
                Ok(())
            }
            Put::Settled { effect, token } => self.settle(effect, token),
        }
    }

    pub(super) fn has_ticket(&self, id: TicketId) -> Result<()> {
        if self.tickets.get(&id).is_some() { Ok(()) } else { Err(no_such_ticket(id)) }
    }

    fn put_ticket(&mut self, before: Option<&Ticket>, after: Ticket) -> Result<()> {
        match (before, self.tickets.get(&after.id)) {
            (None, Some(_)) => return Err(taken("the id of the ticket")),
            (Some(before), stored) if stored.is_none_or(|stored| stored.version != before.version) => {
                return Err(stale("the ticket"));
            }
            _ => {}
        }
        self.set_ticket(after)
    }

    fn put_message(&mut self, message: Message) -> Result<()> {
        let heard = self.heard.get(&message.ticket).copied().unwrap_or(0);
        self.heard.set(message.ticket, heard + 1);
        self.add_message(message)
    }

    /// Writes a message that is not there, and counts nothing.
    pub(super) fn add_message(&mut self, message: Message) -> Result<()> {
        self.has_ticket(message.ticket)?;
        if let Some(external_id) = &message.external_id
            && !self.message_ids.add(external_id.clone(), message.ticket)
        {
            return Err(taken(&format!("the message id `{external_id}`")));
        }
        if !self.threads.add((message.ticket, message.position), message.id) {
            return Err(taken("the place in the conversation"));
        }
        for file in &message.attachments {
            self.files.set((file.sha256.clone(), message.id), ());
        }
        if !self.messages.add(message.id, message) {
            return Err(taken("the id of the message"));
        }
        Ok(())
    }

    fn put_person(&mut self, person: Person) -> Result<()> {
        if !is_next(person.version, self.people.get(&person.id).map(|stored| stored.version)) {
            return Err(stale("the person"));
        }
        self.set_person(person)
    }

    fn put_organization(&mut self, organization: Organization) -> Result<()> {
        let stored = self.organizations.get(&organization.id);
        if !is_next(organization.version, stored.map(|stored| stored.version)) {
            return Err(stale("the organization"));
        }
        self.set_organization(organization)
    }

    pub(super) fn put_clock(&mut self, clock: Clock) -> Result<()> {
        self.has_ticket(clock.ticket)?;
        self.clocks.set((clock.ticket, clock.key.clone()), clock);
        Ok(())
    }

    fn settle(&mut self, id: crate::id::EffectId, token: u64) -> Result<()> {
        let held = self.effects.get(&id).filter(|effect| is_held_by(effect, token));
        let Some(effect) = held else { return Err(lease_lost()) };
        let place = (effect.ticket, effect.position);
        self.outbox.remove(&place);
        self.effects.remove(&id);
        Ok(())
    }

    fn add(&mut self, add: Add) -> Result<()> {
        let sum = self.counters.get(&add.counter).copied().unwrap_or(0).saturating_add(add.delta);
        if add.delta > 0 && add.at_most.is_some_and(|most| sum > most) {
            return Err(beyond_bound());
        }
        self.counters.set(add.counter, sum);
        Ok(())
    }

    /// Writes an event that is not there.
    pub(super) fn add_event(&mut self, number: u64, event: Event) -> Result<()> {
        if let Some(ticket) = event.ticket {
            self.has_ticket(ticket)?;
            let free = self.history.add((ticket, event.version), number)
                && (!event.public || self.public_history.add((ticket, event.public_version), number));
            if !free {
                return Err(taken("the place in the ticket's history"));
            }
        }
        self.events.set(number, event);
        Ok(())
    }

    /// Writes a duty that is not there, and counts nothing.
    pub(super) fn add_effect(&mut self, effect: Effect) -> Result<()> {
        self.has_ticket(effect.ticket)?;
        if !self.outbox.add((effect.ticket, effect.position), effect.id) {
            return Err(taken("the place in the outbox"));
        }
        if !self.effects.add(effect.id, effect) {
            return Err(taken("the id of the effect"));
        }
        Ok(())
    }
}
