//! Records as they are stored, one after the other.

use super::keys;
use super::stored::{ConfigText, Duty, Fact, File, Given, Load, Share, Turn};
use super::view::View;
use crate::change::{Counter, Fired};
use crate::error::Result;
use crate::id::TicketId;
use crate::model::{AssignmentDecision, Job, Message, Organization, Person, Timer};
use crate::storage::kept::after;
use crate::storage::rules::rows;
use crate::storage::{Kept, KeptKind, StoredConfig, TicketFile};

impl View<'_> {
    /// So many records of a sort after one of them.
    pub(super) fn scan(&mut self, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        let keys = self.keys;
        Ok(match kind {
            KeptKind::Config => {
                let last = after!(after, Kept::Config(it) => keys::place(it.version));
                let found = self.listed::<ConfigText>(&keys.configs(), last, limit)?;
                let config = |ConfigText { version, document }| StoredConfig { version, document };
                found.into_iter().map(config).map(Kept::Config).collect()
            }
            KeptKind::Organization => {
                let last = after!(after, Kept::Organization(it) => it.id.to_string());
                let found = self.listed::<Organization>(&keys.organizations(), last, limit)?;
                found.into_iter().map(|it| Kept::Organization(Box::new(it))).collect()
            }
            KeptKind::Person => {
                let last = after!(after, Kept::Person(it) => it.id.to_string());
                let found = self.listed::<Person>(&keys.people(), last, limit)?;
                found.into_iter().map(|it| Kept::Person(Box::new(it))).collect()
            }
            KeptKind::Ticket => {
                let last = after!(after, Kept::Ticket(it) => keys::at(it.ticket.created_at, it.ticket.id));
                let found = self.listed::<File>(&keys.tickets(), last, limit)?.into_iter();
                let file = found.map(|file| TicketFile { timers: Vec::new(), ..file.seen() });
                file.map(|file| Kept::Ticket(Box::new(file))).collect()
            }
            KeptKind::Message => {
                let last = after!(after, Kept::Message(it) => place_in(it.ticket, it.position));
                let found = self.listed::<Message>(&keys.threads(), last, limit)?;
                found.into_iter().map(|it| Kept::Message(Box::new(it))).collect()
            }
            KeptKind::Event => {
                let last = after!(after, Kept::Event { number, .. } => keys::place(*number));
                let found = self.listed::<Fact>(&keys.feed(), last, limit)?.into_iter();
                found.map(|Fact { number, event }| Kept::Event { number, event: Box::new(event) }).collect()
            }
            KeptKind::Effect => {
                let last = after!(after, Kept::Effect(it) => place_in(it.ticket, it.position));
                let found = self.listed::<Duty>(&keys.outboxes(), last, limit)?;
                found.into_iter().map(|duty| Kept::Effect(Box::new(duty.effect))).collect()
            }
            KeptKind::Command => {
                let last = after!(after, Kept::Command { place, .. } => keys::place(*place));
                let found = self.listed::<Given>(&keys.commands(), last, limit)?.into_iter();
                let command = |Given { place, record }| Kept::Command { place, record: Box::new(record) };
                found.map(command).collect()
            }
            KeptKind::Decision => {
                let last = after!(after, Kept::Decision(it) => it.id.to_string());
                let found = self.listed::<AssignmentDecision>(&keys.decisions(), last, limit)?;
                found.into_iter().map(|it| Kept::Decision(Box::new(it))).collect()
            }
            KeptKind::Job => {
                let last = after!(after, Kept::Job(it) => it.id.to_string());
                let found = self.listed::<Job>(&keys.jobs(), last, limit)?;
                found.into_iter().map(|it| Kept::Job(Box::new(it))).collect()
            }
            KeptKind::Counter => self.counters(after, limit)?,
            KeptKind::Turn => {
                let last = after!(after, Kept::Turn { team, person, .. } => format!("{team}/{person}"));
                let found = self.listed::<Turn>(&keys.turns(), last, limit)?.into_iter();
                found.map(|Turn { team, person, place }| Kept::Turn { team, person, place }).collect()
            }
            KeptKind::Fired => {
                let last = after!(after, Kept::Fired(it) => format!("{}/{}", it.kind.as_str(), it.rule));
                let found = self.listed::<Fired>(&keys.firings(), last, limit)?;
                found.into_iter().map(Kept::Fired).collect()
            }
            KeptKind::Timer => self.timers(after!(after, Kept::Timer(timer) => timer), limit)?,
            KeptKind::Desk => {
                let desk = Kept::Desk { key: self.root.key.clone(), drawn: self.root.drawn };
                std::iter::once(desk).filter(|_| after.is_none()).take(rows(limit)).collect()
            }
        })
    }

    /// Loads, and then shares.
    fn counters(&mut self, after: Option<&Kept>, limit: u32) -> Result<Vec<Kept>> {
        let mut found = Vec::new();
        let last = after!(after, Kept::Counter { counter, .. } => counter);
        if !matches!(last, Some(Counter::Share { .. })) {
            let last = last.and_then(|last| match last {
                Counter::Load { person } => Some(person.to_string()),
                Counter::Share { .. } => None,
            });
            for Load { person, weight } in self.listed(&self.keys.loads(), last, limit)? {
                found.push(Kept::Counter { counter: Counter::Load { person }, value: weight });
            }
        }
        let last = last.and_then(|last| match last {
            Counter::Share { team, day, person } => Some(keys::share_place(team, *day, *person)),
            Counter::Load { .. } => None,
        });
        let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        for Share { team, day, person, count } in self.listed(&self.keys.all_shares(), last, left)? {
            found.push(Kept::Counter { counter: Counter::Share { team, day, person }, value: count });
        }
        Ok(found)
    }

    /// The desk's own, and then those of the tickets, oldest ticket first.
    fn timers(&mut self, last: Option<&Timer>, limit: u32) -> Result<Vec<Kept>> {
        let keys = self.keys;
        let mut found = Vec::new();
        let mut ticket = last.and_then(|last| last.ticket);
        if ticket.is_none() {
            let last = last.map(|last| last.cause.to_string());
            found.extend(self.listed::<Timer>(&keys.timers(), last, limit)?);
        }
        // Those that the ticket of the last one has after it.
        let mut place = None;
        if let (Some(id), Some(last)) = (ticket.take(), last)
            && let Some(file) = self.one::<File>(&keys.ticket(id))?
        {
            place = Some(keys::at(file.ticket.created_at, id));
            let cause = last.cause.to_string();
            found.extend(file.timers.into_iter().filter(|timer| timer.cause.to_string() > cause));
        }
        while found.len() < rows(limit) {
            let files = self.listed::<File>(&keys.tickets(), place, limit)?;
            let Some(end) = files.last() else { break };
            place = Some(keys::at(end.ticket.created_at, end.ticket.id));
            found.extend(files.into_iter().flat_map(|file| file.timers));
        }
        found.truncate(rows(limit));
        Ok(found.into_iter().map(Kept::Timer).collect())
    }
}

/// The place of something that has a position in a ticket, among those of all tickets.
fn place_in(ticket: TicketId, position: u64) -> String {
    format!("{ticket}/{}", keys::place(position))
}
