//! What routing needs to know of the lives of tickets: how each came, and what became of it.

use super::Trial;
use crate::assignment::simulate::{Arrival, Held, Routed};
use crate::assignment::{self, weighs};
use crate::change::CommandRecord;
use crate::command::{Command, Edits};
use crate::engine::ask::unseen;
use crate::error::Result;
use crate::id::{Name, PersonId, TicketId};
use crate::model::{Event, Ticket};
use crate::snapshot::{Key, TicketFile, Wanted};
use crate::time::{Span, Timestamp};

/// A ticket that somebody was to be found for.
pub(super) struct Life {
    pub(super) id: TicketId,
    pub(super) number: String,
    pub(super) came: Timestamp,
    /// The ticket as it came.
    pub(super) ticket: Ticket,
    /// The team that it was opened for.
    pub(super) team: Option<Name>,
    /// Who it was opened for.
    pub(super) owner: Option<PersonId>,
    /// How long it was work; nothing where it still is.
    pub(super) work: Option<Span>,
    /// What became of it.
    pub(super) real: Routed,
    /// The team that had it in the end.
    pub(super) ended_in: Option<Name>,
}

impl Trial<'_> {
    /// The lives of a page of tickets up to an instant; nothing for those that are left out.
    pub(super) fn lives(&self, files: &[&TicketFile], until: Timestamp) -> Result<Vec<Option<Life>>> {
        let mut histories = Vec::new();
        for file in files {
            histories.push(self.inner.history_of(self.desk, file.ticket.id, file.ticket.version)?);
        }
        let opened = histories.iter().filter_map(|events| events.first());
        let wanted: Wanted = opened.map(|event| Key::Command(event.command)).collect();
        let commands = self.inner.storage.load(self.desk, &wanted)?.commands;
        let life = |(file, events): (&&TicketFile, &Vec<Event>)| {
            let (first, later) = events.split_first().ok_or_else(unseen)?;
            life(file, first, later, commands.get(&first.command), until)
        };
        files.iter().zip(&histories).map(life).collect()
    }
}

/// The life of a ticket from its first event on.
fn life(
    file: &TicketFile,
    first: &Event,
    later: &[Event],
    command: Option<&CommandRecord>,
    until: Timestamp,
) -> Result<Option<Life>> {
    let set = command.and_then(|record| opened_with(record.body.as_ref()?));
    let mut ticket = Ticket::blank(file.ticket.id);
    first.apply(&mut ticket)?;
    let names = |field| set.and_then(|set| set.get(field)).is_some();
    let nowhere = names("team") && ticket.team.is_none();
    if first.at > until || ticket.category.is_done() || !ticket.standing.is_active() || nowhere {
        return Ok(None);
    }
    let mut life = Life {
        id: file.ticket.id,
        number: file.ticket.number.clone(),
        came: first.at,
        team: ticket.team.clone().filter(|_| names("team")),
        owner: ticket.owner.filter(|_| names("owner")),
        work: Some(Span::ZERO),
        real: Routed { came: first.at, ..Routed::default() },
        ended_in: None,
        ticket: ticket.clone(),
    };
    let mut since = first.at;
    life.note_owner(&ticket, since);
    for event in later.iter().take_while(|event| event.at <= until) {
        life.pass(&ticket, since, event.at);
        event.apply(&mut ticket)?;
        since = event.at;
        life.note_owner(&ticket, since);
    }
    life.pass(&ticket, since, until);
    if is_work(&ticket) {
        life.work = None;
    }
    life.real.handoffs = ticket.handoffs;
    if life.real.given.is_none() {
        life.real.team.clone_from(&ticket.team);
    }
    life.ended_in = ticket.team;
    Ok(Some(life))
}

/// With what a command opened a ticket.
const fn opened_with(command: &Command) -> Option<&Edits> {
    match command {
        Command::CreateTicket { set, .. } | Command::SplitTicket { set, .. } => Some(set),
        _ => None,
    }
}

/// Whether a ticket is work for whoever has it.
fn is_work(ticket: &Ticket) -> bool {
    ticket.standing.is_active() && weighs(ticket) > 0
}

impl Life {
    /// How it comes in again.
    pub(super) fn arrival(&self) -> Arrival<'_> {
        Arrival {
            ticket: &self.ticket,
            at: self.came,
            team: self.team.as_ref(),
            owner: self.owner,
            work: self.work,
        }
    }

    fn note_owner(&mut self, ticket: &Ticket, at: Timestamp) {
        if let (None, Some(owner)) = (self.real.given, ticket.owner) {
            self.real.given = Some((owner, at));
            self.real.team.clone_from(&ticket.team);
            // What it was before is no work that anybody had.
            self.work = Some(Span::ZERO);
        }
    }

    /// Lets time pass for the ticket as it is.
    fn pass(&mut self, ticket: &Ticket, from: Timestamp, to: Timestamp) {
        if !is_work(ticket) || to <= from {
            return;
        }
        let length = to.since(from).millis();
        self.work = self.work.map(|work| Span::from_millis(work.millis().saturating_add(length)));
        if let Some(person) = ticket.owner {
            let weight = assignment::weight(ticket);
            match self.real.held.last_mut().filter(|last| (last.person, last.to) == (person, from)) {
                Some(last) if last.weight == weight => last.to = to,
                _ => self.real.held.push(Held { person, from, to, weight }),
            }
        }
    }
}
