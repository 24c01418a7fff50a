//! Records written as they are, into a desk that is being put together.

use super::apply::Writing;
use super::keys;
use super::stored::{ConfigText, DeskName, Fact, Given, Load, Share, Turn};
use super::view::View;
use crate::change::Counter;
use crate::error::Result;
use crate::model::Timer;
use crate::storage::kept::check_unfinished;
use crate::storage::rules::taken;
use crate::storage::{Kept, StoredConfig, TicketFile};

impl View<'_> {
    /// Writes all of them, or none.
    pub(super) fn restore(&mut self, records: &[Kept]) -> Result<()> {
        check_unfinished(&self.root.key)?;
        let wanted: Vec<String> = records.iter().filter_map(|kept| self.key_of(kept)).collect();
        self.fetch(wanted)?;
        self.write_whole(|writing| records.iter().try_for_each(|kept| writing.restore(kept)))
    }

    /// The key under which a record is kept, where it is one of its own; nothing for the desk itself.
    fn key_of(&self, kept: &Kept) -> Option<String> {
        let keys = self.keys;
        match kept {
            Kept::Config(it) => Some(keys.config(it.version)),
            Kept::Organization(it) => Some(keys.organization(it.id)),
            Kept::Person(it) => Some(keys.person(it.id)),
            Kept::Ticket(file) => Some(keys.ticket(file.ticket.id)),
            Kept::Message(it) => Some(keys.message(it.id)),
            Kept::Event { number, .. } => Some(keys.event(*number)),
            Kept::Effect(it) => Some(keys.effect(it.id)),
            Kept::Command { record, .. } => Some(keys.command(record.id)),
            Kept::Decision(it) => Some(keys.decision(it.id)),
            Kept::Job(it) => Some(keys.job(it.id)),
            Kept::Counter { counter: Counter::Load { person }, .. } => Some(keys.load(*person)),
            Kept::Counter { counter: Counter::Share { team, day, person }, .. } => {
                Some(keys.share(team, *day, *person))
            }
            Kept::Turn { team, person, .. } => Some(keys.turn(team, *person)),
            Kept::Fired(it) => Some(keys.fired(it.kind.as_str(), &it.rule)),
            Kept::Timer(Timer { ticket: None, cause, .. }) => Some(keys.timer(cause)),
            Kept::Timer(Timer { ticket: Some(_), .. }) | Kept::Desk { .. } => None,
        }
    }
}

impl Writing<'_, '_> {
    fn restore(&mut self, kept: &Kept) -> Result<()> {
        if let Some(key) = self.view.key_of(kept)
            && self.view.has(&key)?
        {
            return Ok(());
        }
        match kept {
            Kept::Config(StoredConfig { version, document }) => {
                self.view.root.config_version = self.view.root.config_version.max(*version);
                self.view.put(&ConfigText { version: *version, document: document.clone() })
            }
            Kept::Organization(it) => self.write_organization(None, it),
            Kept::Person(it) => self.write_person(None, it),
            Kept::Ticket(file) => self.restore_ticket(file),
            Kept::Message(it) => self.add_message(it),
            Kept::Event { number, event } => {
                self.add_event(&Fact { number: *number, event: (**event).clone() })
            }
            Kept::Effect(it) => self.add_effect((**it).clone()),
            Kept::Command { place, record } => {
                self.add_command(&Given { place: *place, record: (**record).clone() })
            }
            Kept::Decision(it) => self.put_decision(it),
            Kept::Job(it) => self.view.put(&**it),
            Kept::Counter { counter: Counter::Load { person }, value } => {
                self.view.put(&Load { person: *person, weight: *value })
            }
            Kept::Counter { counter: Counter::Share { team, day, person }, value } => {
                self.view.put(&Share { team: team.clone(), day: *day, person: *person, count: *value })
            }
            Kept::Turn { team, person, place } => {
                self.view.put(&Turn { team: team.clone(), person: *person, place: *place })
            }
            Kept::Fired(it) => self.view.put(it),
            Kept::Timer(Timer { ticket, cause, due_at }) => {
                let there = match ticket {
                    Some(id) => self.file(*id)?.timers.iter().any(|timer| timer.cause == *cause),
                    None => false,
                };
                if there { Ok(()) } else { self.put_timer(*ticket, cause, Some(*due_at)) }
            }
            Kept::Desk { key, drawn } => self.name_desk(key, *drawn),
        }
    }

    fn restore_ticket(&mut self, file: &TicketFile) -> Result<()> {
        self.put_ticket(None, file.ticket.clone())?;
        let written = self.file(file.ticket.id)?;
        written.clocks.clone_from(&file.clocks);
        written.place.clone_from(&file.place);
        (written.messages, written.effects) = (file.messages, file.effects);
        Ok(())
    }

    fn name_desk(&mut self, key: &str, drawn: u64) -> Result<()> {
        let view = &mut *self.view;
        let (before, after) = (keys::desk_name(&view.root.key), keys::desk_name(key));
        if before != after && view.has(&after)? {
            return Err(taken("the key of the desk"));
        }
        view.remove(before);
        view.put(&DeskName { name: key.to_owned(), desk: view.keys.0 })?;
        key.clone_into(&mut view.root.key);
        view.root.drawn = drawn;
        Ok(())
    }
}
