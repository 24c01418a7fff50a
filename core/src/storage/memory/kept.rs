//! Records as they are stored: read one after the other, and written as they are.

use std::ops::Bound;

use super::desk::Desk;
use super::table::{Table, Undo};
use crate::change::Fired;
use crate::error::Result;
use crate::model::{Effect, Message};
use crate::storage::kept::after;
use crate::storage::rules::rows;
use crate::storage::{Kept, KeptKind, StoredConfig, TicketFile};

impl Desk {
    /// So many records of a sort after one of them.
    pub(super) fn scan(&self, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Vec<Kept> {
        let kept: Box<dyn Iterator<Item = Kept> + '_> = match kind {
            KeptKind::Config => {
                let later = later(&self.configs, after!(after, Kept::Config(it) => it.version));
                Box::new(later.map(|(version, document)| {
                    Kept::Config(StoredConfig { version: *version, document: document.clone() })
                }))
            }
            KeptKind::Organization => {
                let later = later(&self.organizations, after!(after, Kept::Organization(it) => it.id));
                Box::new(later.map(|(_, it)| Kept::Organization(Box::new((**it).clone()))))
            }
            KeptKind::Person => {
                let later = later(&self.people, after!(after, Kept::Person(it) => it.id));
                Box::new(later.map(|(_, it)| Kept::Person(Box::new((**it).clone()))))
            }
            KeptKind::Ticket => {
                let place = after!(after, Kept::Ticket(file) => (file.ticket.created_at, file.ticket.id));
                let files = later(&self.created, place).filter_map(|((_, id), ())| self.file(*id));
                Box::new(files.map(|file| Kept::Ticket(Box::new(TicketFile { timers: Vec::new(), ..file }))))
            }
            KeptKind::Message => {
                let later =
                    later(&self.threads, after!(after, Kept::Message(it) => (it.ticket, it.position)));
                let messages = later.filter_map(|(_, id)| self.messages.get(id).cloned());
                Box::new(messages.map(|message: Message| Kept::Message(Box::new(message))))
            }
            KeptKind::Event => {
                let later = later(&self.events, after!(after, Kept::Event { number, .. } => *number));
                Box::new(
                    later.map(|(number, event)| Kept::Event {
                        number: *number,
                        event: Box::new(event.clone()),
                    }),
                )
            }
            KeptKind::Effect => {
                let later = later(&self.outbox, after!(after, Kept::Effect(it) => (it.ticket, it.position)));
                let effects = later.filter_map(|(_, id)| self.effects.get(id).cloned());
                Box::new(effects.map(|effect: Effect| Kept::Effect(Box::new(effect))))
            }
            KeptKind::Command => {
                let later = later(&self.commands, after!(after, Kept::Command { place, .. } => *place));
                Box::new(
                    later.map(|(place, it)| Kept::Command { place: *place, record: Box::new(it.clone()) }),
                )
            }
            KeptKind::Decision => {
                let later = later(&self.decisions, after!(after, Kept::Decision(it) => it.id));
                Box::new(later.map(|(_, it)| Kept::Decision(Box::new(it.clone()))))
            }
            KeptKind::Job => {
                let later = later(&self.jobs, after!(after, Kept::Job(it) => it.id));
                Box::new(later.map(|(_, it)| Kept::Job(Box::new(it.clone()))))
            }
            KeptKind::Counter => {
                let later =
                    later(&self.counters, after!(after, Kept::Counter { counter, .. } => counter.clone()));
                Box::new(later.map(|(it, value)| Kept::Counter { counter: it.clone(), value: *value }))
            }
            KeptKind::Turn => {
                let place = after!(after, Kept::Turn { team, person, .. } => (team.clone(), *person));
                Box::new(later(&self.turns, place).map(|((team, person), place)| Kept::Turn {
                    team: team.clone(),
                    person: *person,
                    place: *place,
                }))
            }
            KeptKind::Fired => {
                let later = later(&self.fired, after!(after, Kept::Fired(it) => (it.kind, it.rule.clone())));
                Box::new(later.map(|((kind, rule), (times, at))| {
                    Kept::Fired(Fired { kind: *kind, rule: rule.clone(), times: *times, at: *at })
                }))
            }
            KeptKind::Timer => {
                let place = after!(after, Kept::Timer(it) => (it.ticket, it.cause.to_string()));
                Box::new(later(&self.timers, place).map(|(_, timer)| Kept::Timer(timer.clone())))
            }
            KeptKind::Desk => {
                let desk = Kept::Desk { key: self.key.clone(), drawn: self.drawn };
                Box::new(after.is_none().then_some(desk).into_iter())
            }
        };
        kept.take(rows(limit)).collect()
    }

    /// Writes records as they are, all or none.
    pub(super) fn restore(&mut self, records: Vec<Kept>) -> Result<()> {
        let (key, drawn) = (self.key.clone(), self.drawn);
        let written = records.into_iter().try_for_each(|kept| self.restore_one(kept));
        if written.is_ok() {
            self.keep();
        } else {
            self.undo();
            (self.key, self.drawn) = (key, drawn);
        }
        written
    }

    fn restore_one(&mut self, kept: Kept) -> Result<()> {
        match kept {
            Kept::Config(StoredConfig { version, document }) => {
                self.configs.add(version, document);
            }
            Kept::Organization(it) if self.organizations.get(&it.id).is_none() => {
                self.set_organization(*it)?;
            }
            Kept::Person(it) if self.people.get(&it.id).is_none() => self.set_person(*it)?,
            Kept::Ticket(file) if self.has_ticket(file.ticket.id).is_err() => self.restore_ticket(*file)?,
            Kept::Message(it) if self.messages.get(&it.id).is_none() => self.add_message(*it)?,
            Kept::Event { number, event } if self.events.get(&number).is_none() => {
                self.add_event(number, *event)?;
            }
            Kept::Effect(it) if self.effects.get(&it.id).is_none() => self.add_effect(*it)?,
            Kept::Command { place, record } if self.commands.get(&place).is_none() => {
                self.add_command(place, *record)?;
            }
            Kept::Decision(it) => {
                self.has_ticket(it.ticket)?;
                self.decisions.add(it.id, *it);
            }
            Kept::Job(it) => {
                self.jobs.add(it.id, *it);
            }
            Kept::Counter { counter, value } => {
                self.counters.add(counter, value);
            }
            Kept::Turn { team, person, place } => {
                self.turns.add((team, person), place);
            }
            Kept::Fired(Fired { kind, rule, times, at }) => {
                self.fired.add((kind, rule), (times, at));
            }
            Kept::Timer(timer) => {
                let place = (timer.ticket, timer.cause.to_string());
                if self.timers.get(&place).is_none() {
                    self.set_timer(place, Some(timer));
                }
            }
            Kept::Desk { key, drawn } => (self.key, self.drawn) = (key, drawn),
            _there_already => {}
        }
        Ok(())
    }

    fn restore_ticket(&mut self, file: TicketFile) -> Result<()> {
        let id = file.ticket.id;
        self.set_ticket(file.ticket)?;
        self.set_place(id, file.place);
        self.heard.set(id, file.messages);
        self.given.set(id, file.effects);
        file.clocks.into_iter().try_for_each(|clock| self.put_clock(clock))
    }
}

/// The rows after a key, or all of them.
fn later<K: Ord + Clone, R>(table: &Table<K, R>, after: Option<K>) -> impl Iterator<Item = (&K, &R)> {
    table.range((after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded))
}
