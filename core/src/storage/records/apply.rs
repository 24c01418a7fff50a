//! The one place that writes: a change set, whole or not at all, as records.

use std::collections::{BTreeMap, BTreeSet};

use super::keys;
use super::stored::{ConfigText, Duty, Ends, Fact, File, Given, Turn};
use super::view::View;
use crate::change::{ChangeSet, Counter, Put};
use crate::error::Result;
use crate::id::{EffectId, TicketId};
use crate::model::{AssignmentDecision, Clock, Effect, Job, Message, Ticket, Timer, TimerCause};
use crate::storage::Committed;
use crate::storage::erase::erase;
use crate::storage::rules::{is_held_by, is_next, lease_lost, no_such_ticket, stale, taken};
use crate::time::Timestamp;

impl View<'_> {
    /// Writes a change set. Where it cannot, everything is as it was.
    pub(super) fn apply(&mut self, changes: ChangeSet) -> Result<Committed> {
        self.write_whole(|writing| writing.write(changes))?;
        Ok(Committed { feed: self.root.feed })
    }

    /// Writes whole, or not at all.
    pub(super) fn write_whole(
        &mut self,
        write: impl FnOnce(&mut Writing<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        let mut writing = Writing { view: self, files: BTreeMap::new() };
        let written = write(&mut writing).and_then(|()| writing.finish());
        match written {
            Ok(()) => self.keep(),
            Err(_) => self.undo(),
        }
        written
    }
}

/// A change set on its way.
pub(super) struct Writing<'v, 'h> {
    pub(super) view: &'v mut View<'h>,
    /// Tickets that it has touched: each is written once, when all is known.
    files: BTreeMap<TicketId, File>,
}

impl Writing<'_, '_> {
    fn write(&mut self, changes: ChangeSet) -> Result<()> {
        if changes.config_version != self.view.root.config_version {
            return Err(stale("the configuration"));
        }
        self.fetch(&changes)?;
        if let Some(record) = changes.command {
            self.add_command(&Given { place: self.view.root.commands + 1, record })?;
        }
        for put in changes.puts {
            self.put(put, changes.config_version)?;
        }
        for add in changes.adds {
            self.add(&add)?;
        }
        for fired in changes.fired {
            self.add_fired(fired)?;
        }
        for event in changes.events {
            self.add_event(&Fact { number: self.view.root.feed + 1, event })?;
        }
        for effect in changes.effects {
            self.file(effect.ticket)?.effects += 1;
            self.add_effect(effect)?;
        }
        Ok(())
    }

    /// Writes a command that is not there.
    pub(super) fn add_command(&mut self, given: &Given) -> Result<()> {
        if self.view.has(&self.view.keys.command(given.record.id))? {
            return Err(taken("the id of the command"));
        }
        self.view.root.commands = self.view.root.commands.max(given.place);
        self.view.put(given)
    }

    /// Looks at all records that will be looked at, at once.
    fn fetch(&mut self, changes: &ChangeSet) -> Result<()> {
        let keys = self.view.keys;
        let of_put = |put: &Put| match put {
            Put::Ticket { after, .. } => Some(keys.ticket(after.id)),
            Put::Message { message } => Some(keys.message(message.id)),
            Put::Person { person } => Some(keys.person(person.id)),
            Put::Organization { organization } => Some(keys.organization(organization.id)),
            Put::Clock { clock } => Some(keys.ticket(clock.ticket)),
            Put::Timer { ticket, cause, .. } => {
                Some(ticket.map_or_else(|| keys.timer(cause), |ticket| keys.ticket(ticket)))
            }
            Put::Place { ticket, .. } => Some(keys.ticket(*ticket)),
            Put::Decision { decision } => Some(keys.decision(decision.id)),
            Put::Turn { team, person, .. } => Some(keys.turn(team, *person)),
            Put::Config { .. } | Put::Erase { .. } => None,
            Put::Job { job } => Some(keys.job(job.id)),
            Put::Effect { effect, .. } => Some(keys.effect(effect.id)),
            Put::Settled { effect, .. } => Some(keys.effect(*effect)),
        };
        let mut wanted: Vec<String> = changes.puts.iter().filter_map(of_put).collect();
        wanted.extend(changes.command.iter().map(|record| keys.command(record.id)));
        wanted.extend(changes.adds.iter().map(|add| match &add.counter {
            Counter::Load { person } => keys.load(*person),
            Counter::Share { team, day, person } => keys.share(team, *day, *person),
        }));
        wanted.extend(changes.fired.iter().map(|fired| keys.fired(fired.kind.as_str(), &fired.rule)));
        wanted
            .extend(changes.events.iter().filter_map(|event| event.ticket).map(|ticket| keys.ticket(ticket)));
        wanted.extend(changes.effects.iter().map(|effect| keys.effect(effect.id)));
        self.view.fetch(wanted)
    }

    fn finish(&mut self) -> Result<()> {
        std::mem::take(&mut self.files).values().try_for_each(|file| self.view.put(file))
    }

    /// A ticket that is there, to be changed.
    pub(super) fn file(&mut self, id: TicketId) -> Result<&mut File> {
        if !self.files.contains_key(&id) {
            let file = self.view.one(&self.view.keys.ticket(id))?.ok_or_else(|| no_such_ticket(id))?;
            self.files.insert(id, file);
        }
        self.files.get_mut(&id).ok_or_else(|| no_such_ticket(id))
    }

    fn put(&mut self, put: Put, config_version: u64) -> Result<()> {
        match put {
            Put::Ticket { before, after } => self.put_ticket(before.as_deref(), *after),
            Put::Message { message } => self.put_message(&message),
            Put::Person { person } => self.put_person(&person),
            Put::Organization { organization } => self.put_organization(&organization),
            Put::Clock { clock } => self.put_clock(*clock),
            Put::Timer { ticket, cause, due_at } => self.put_timer(ticket, &cause, due_at),
            Put::Place { ticket, place } => {
                self.file(ticket)?.place = place;
                Ok(())
            }
            Put::Decision { decision } => self.put_decision(&decision),
            Put::Turn { team, person, before, after } => {
                let stored = self.view.one::<Turn>(&self.view.keys.turn(&team, person))?;
                if stored.map(|turn| turn.place) != before {
                    return Err(stale("the rotation"));
                }
                self.view.put(&Turn { team, person, place: after })
            }
            Put::Config { document } => {
                if self.view.root.config_version != config_version {
                    return Err(stale("the configuration"));
                }
                self.view.root.config_version += 1;
                let version = self.view.root.config_version;
                self.view.put(&ConfigText { version, document })
            }
            Put::Job { job } => {
                let stored = self.view.one::<Job>(&self.view.keys.job(job.id))?;
                if !is_next(job.version, stored.map(|stored| stored.version)) {
                    return Err(stale("the job"));
                }
                self.view.put(&*job)
            }
            Put::Effect { before, effect } => {
                let stored = self.view.one::<Duty>(&self.view.keys.effect(effect.id))?;
                match stored {
                    Some(Duty { effect: stored, first }) if stored.attempts == before => {
                        self.view.put(&Duty { effect: *effect, first })
                    }
                    _ => Err(stale("the effect")),
                }
            }
            Put::Erase { erasure } => erase(self.view, &erasure),
            Put::Settled { effect, token } => self.settle(effect, token),
        }
    }

    /// Whether an entry that has to be unique can be had: by who has it already, or when nobody has it.
    pub(super) fn is_free(&mut self, entry: &str, own: &BTreeSet<String>) -> Result<bool> {
        Ok(own.contains(entry) || !self.view.has_entry(entry)?)
    }

    pub(super) fn put_ticket(&mut self, before: Option<&Ticket>, after: Ticket) -> Result<()> {
        let keys = self.view.keys;
        let stored = match self.file(after.id) {
            Ok(file) => Some(&*file),
            Err(_) => None,
        };
        let version = stored.map(|file| file.ticket.version);
        match before {
            None if version.is_some() => return Err(taken("the id of the ticket")),
            Some(before) if version != Some(before.version) => return Err(stale("the ticket")),
            _ => {}
        }
        let mut known = BTreeSet::new();
        if let Some(File { ticket, .. }) = stored {
            known.insert(keys.ticket_number(&ticket.number));
            known.extend(ticket.external_ids.iter().map(|external| keys.external_id(external)));
            known.extend(ticket.fold_key.iter().map(|key| keys.fold_key(key)));
        }
        if !self.is_free(&keys.ticket_number(&after.number), &known)? {
            return Err(taken(&format!("the number `{}`", after.number)));
        }
        let mut named = BTreeSet::new();
        for external in &after.external_ids {
            let entry = keys.external_id(external);
            if !self.is_free(&entry, &known)? || !named.insert(entry) {
                return Err(taken(&format!("the id `{}` in `{}`", external.id, external.system)));
            }
        }
        if let Some(key) = &after.fold_key
            && !self.is_free(&keys.fold_key(key), &known)?
        {
            return Err(stale("who holds the fold key"));
        }
        let id = after.id;
        if let Some(file) = self.files.get_mut(&id) {
            file.ticket = after;
        } else {
            let (clocks, timers, ends) = (Vec::new(), Vec::new(), Ends::default());
            self.files.insert(
                id,
                File { ticket: after, clocks, timers, messages: 0, effects: 0, place: None, ends },
            );
        }
        // Others of this change set may not take what this one has.
        self.files.get(&id).map_or(Ok(()), |file| self.view.put(file))
    }

    fn put_message(&mut self, message: &Message) -> Result<()> {
        self.file(message.ticket)?.messages += 1;
        self.add_message(message)
    }

    /// Writes a message that is not there, and counts nothing.
    pub(super) fn add_message(&mut self, message: &Message) -> Result<()> {
        let keys = self.view.keys;
        let last = self.file(message.ticket)?.ends.message;
        if let Some(external_id) = &message.external_id
            && self.view.has_entry(&keys.message_id(external_id))?
        {
            return Err(taken(&format!("the message id `{external_id}`")));
        }
        let place = keys.thread(message.ticket) + &keys::place(message.position);
        if message.position <= last && self.view.has_entry(&place)? {
            return Err(taken("the place in the conversation"));
        }
        if self.view.has(&keys.message(message.id))? {
            return Err(taken("the id of the message"));
        }
        self.file(message.ticket)?.ends.message = last.max(message.position);
        self.view.put(message)
    }

    fn put_clock(&mut self, clock: Clock) -> Result<()> {
        let clocks = &mut self.file(clock.ticket)?.clocks;
        match clocks.binary_search_by(|other| other.key.cmp(&clock.key)) {
            Ok(place) => clocks.splice(place..=place, [clock]).for_each(drop),
            Err(place) => clocks.insert(place, clock),
        }
        Ok(())
    }

    pub(super) fn put_timer(
        &mut self,
        id: Option<TicketId>,
        cause: &TimerCause,
        due_at: Option<Timestamp>,
    ) -> Result<()> {
        let timer = due_at.map(|due_at| Timer { ticket: id, cause: cause.clone(), due_at });
        let Some(id) = id else {
            match timer {
                Some(timer) => self.view.put(&timer)?,
                None => self.view.remove(self.view.keys.timer(cause)),
            }
            return Ok(());
        };
        let timers = &mut self.file(id)?.timers;
        timers.retain(|other| other.cause != *cause);
        timers.extend(timer);
        timers.sort_by_cached_key(|timer| timer.cause.to_string());
        Ok(())
    }

    pub(super) fn put_decision(&mut self, decision: &AssignmentDecision) -> Result<()> {
        self.file(decision.ticket)?;
        if self.view.has(&self.view.keys.decision(decision.id))? {
            return Err(taken("the id of the decision"));
        }
        self.view.put(decision)
    }

    /// Writes an event that is not there.
    pub(super) fn add_event(&mut self, fact: &Fact) -> Result<()> {
        let (keys, event) = (self.view.keys, &fact.event);
        if let Some(ticket) = event.ticket {
            let Ends { version, public_version, .. } = self.file(ticket)?.ends;
            let place = keys.history(ticket) + &keys::place(event.version);
            let public_place = keys.public_history(ticket) + &keys::place(event.public_version);
            if (event.version <= version && self.view.has_entry(&place)?)
                || (event.public
                    && event.public_version <= public_version
                    && self.view.has_entry(&public_place)?)
            {
                return Err(taken("the place in the ticket's history"));
            }
            let ends = &mut self.file(ticket)?.ends;
            ends.version = version.max(event.version);
            if event.public {
                ends.public_version = public_version.max(event.public_version);
            }
        }
        self.view.root.feed = self.view.root.feed.max(fact.number);
        self.view.put(fact)
    }

    /// Writes a duty that is not there, and counts nothing.
    pub(super) fn add_effect(&mut self, effect: Effect) -> Result<()> {
        let keys = self.view.keys;
        let ends = &mut self.file(effect.ticket)?.ends;
        let last = ends.effect;
        ends.effect = last.max(effect.position);
        let outbox = keys.outbox(effect.ticket);
        if effect.position <= last
            && self.view.has_entry(&(outbox.clone() + &keys::place(effect.position)))?
        {
            return Err(taken("the place in the outbox"));
        }
        if self.view.has(&keys.effect(effect.id))? {
            return Err(taken("the id of the effect"));
        }
        let front = if last == 0 { None } else { self.front(&outbox)? };
        let first = front.as_ref().is_none_or(|front| front.effect.position > effect.position);
        if let Some(front) = front.filter(|_| first) {
            self.view.put(&Duty { first: false, ..front })?;
        }
        self.view.put(&Duty { effect, first })
    }

    fn settle(&mut self, id: EffectId, token: u64) -> Result<()> {
        let keys = self.view.keys;
        let duty = self.view.one::<Duty>(&keys.effect(id))?;
        let held = duty.filter(|duty| is_held_by(&duty.effect, token)).ok_or_else(lease_lost)?;
        self.view.remove(keys.effect(id));
        if let Some(next) = self.front(&keys.outbox(held.effect.ticket))?.filter(|next| !next.first) {
            self.view.put(&Duty { first: true, ..next })?;
        }
        Ok(())
    }

    /// The first effect of a ticket that is not done.
    fn front(&mut self, outbox: &str) -> Result<Option<Duty>> {
        let first = self.view.run(outbox, &keys::after_all(outbox), false, 1)?;
        Ok(first.into_iter().next().map(|(_, duty)| duty))
    }
}
