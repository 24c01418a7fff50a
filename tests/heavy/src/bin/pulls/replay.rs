//! The line once more, from the feed: who had what, and what waited when.

use std::collections::{BTreeMap, BTreeSet};

use ticketkit::Timestamp;
use ticketkit::assignment::weight;
use ticketkit::engine::Desk;
use ticketkit::id::{CommandId, PersonId, TicketId};
use ticketkit::model::{Category, Event, EventKind, Ticket, fold};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::whole_feed;
use ticketkit::storage::{Key, Storage, Wanted};
use ticketkit::time::Span;

use crate::line::{HIDDEN, PRIORITIES, VIRTUAL};

/// A place in the line, as the documentation tells it: the nearest deadline, the priority, since when somebody waits.
type Place = (Timestamp, usize, Timestamp, TicketId);

/// What was seen.
#[derive(Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) tickets: u64,
    pub(crate) pulls: u64,
    pub(crate) declined: u64,
    pub(crate) leases_over: u64,
    /// Tickets that stood before one that was taken, and that one itself.
    pub(crate) compared: u64,
    pub(crate) passed_over: u64,
}

/// Goes through the feed in the order of the commits.
pub(crate) struct Replay<'a> {
    storage: &'a dyn Storage,
    desk: &'a Desk,
    /// When each command was given.
    given: BTreeMap<CommandId, Timestamp>,
    events: BTreeMap<TicketId, Vec<Event>>,
    tickets: BTreeMap<TicketId, Ticket>,
    /// Who pulled a ticket that was not released since.
    held: BTreeMap<TicketId, PersonId>,
    waiting: BTreeSet<Place>,
    ever_pulled: BTreeSet<TicketId>,
    hidden: BTreeMap<(TicketId, PersonId), Timestamp>,
    loads: BTreeMap<PersonId, i64>,
    capacities: BTreeMap<PersonId, i64>,
    found: Found,
    pub(crate) wrong: Vec<String>,
}

impl<'a> Replay<'a> {
    pub(crate) fn of(storage: &'a dyn Storage, desk: &'a Desk) -> Self {
        let team = "support".parse().unwrap();
        let members = storage.load(desk.id(), &Wanted::one(Key::Team(team))).unwrap().teams;
        let capacities = members
            .into_values()
            .flatten()
            .map(|member| (member.person.id, i64::from(member.person.agent.as_ref().unwrap().capacity)))
            .collect();
        let mut given = BTreeMap::new();
        let mut after = 0;
        loop {
            let page = storage.commands(desk.id(), after, 1_000).unwrap();
            if page.commands.is_empty() {
                break;
            }
            after = page.last;
            given.extend(page.commands.into_iter().map(|command| (command.id, command.at)));
        }
        Self {
            storage,
            desk,
            given,
            events: BTreeMap::new(),
            tickets: BTreeMap::new(),
            held: BTreeMap::new(),
            waiting: BTreeSet::new(),
            ever_pulled: BTreeSet::new(),
            hidden: BTreeMap::new(),
            loads: BTreeMap::new(),
            capacities,
            found: Found::default(),
            wrong: Vec::new(),
        }
    }

    pub(crate) const fn found(&self) -> Found {
        self.found
    }

    /// All of it, and what has to be true in the end.
    pub(crate) fn go(&mut self) {
        let mut after = 0;
        loop {
            let page = self.storage.history(self.desk.id(), &HistoryQuery { after, ..whole_feed() }).unwrap();
            if page.events.is_empty() {
                break;
            }
            after = page.last;
            page.events.iter().for_each(|event| self.event(event));
        }
        self.found.tickets = self.tickets.len() as u64;
        let never = self.tickets.keys().filter(|ticket| !self.ever_pulled.contains(ticket));
        self.wrong.extend(never.map(|ticket| format!("{ticket} was never taken")));
        let left = self.waiting.iter().map(|(.., ticket)| format!("{ticket} waits still"));
        self.wrong.extend(left);
    }

    fn event(&mut self, event: &Event) {
        let Some(id) = event.ticket else { return };
        let before = self.tickets.remove(&id);
        let events = self.events.entry(id).or_default();
        events.push(event.clone());
        let ticket = fold(id, events.iter()).unwrap();
        match &event.kind {
            EventKind::TicketPulled { due_by, promised } => {
                self.pulled(event, &ticket, before.as_ref());
                let (due, rank, ..) = place(&ticket);
                let has_promise = PRIORITIES.get(rank).is_some_and(|(_, hours)| hours.is_some());
                if (*due_by, *promised) != (due, has_promise) {
                    self.wrong.push(format!("{id} was taken as due by {due_by} and not {due}"));
                }
            }
            EventKind::TicketReleased { person, cause, .. } => {
                let held = self.held.remove(&id);
                if held != Some(*person) {
                    self.wrong.push(format!("{id} was released by {person} and held by {held:?}"));
                }
                if cause.as_str() == "declined" {
                    self.found.declined += 1;
                    self.hidden.insert((id, *person), event.at.after(HIDDEN));
                } else {
                    self.found.leases_over += 1;
                }
            }
            _ => {}
        }
        if before.as_ref().is_none_or(|before| before.owner != ticket.owner)
            && ticket.owner != self.held.get(&id).copied()
        {
            self.wrong.push(format!("{id} came to {:?} without a pull", ticket.owner));
        }
        self.weigh(before.as_ref(), &ticket);
        let work = matches!(ticket.category, Category::New | Category::Open);
        if ticket.owner.is_none() && work {
            self.waiting.insert(place(&ticket));
        } else {
            self.waiting.remove(&place(&ticket));
        }
        self.tickets.insert(id, ticket);
    }

    /// Moves the loads of the owners; nobody has more than they take.
    fn weigh(&mut self, before: Option<&Ticket>, after: &Ticket) {
        for (ticket, sign) in before.map(|before| (before, -1)).into_iter().chain([(after, 1)]) {
            if let Some(owner) = ticket.owner {
                *self.loads.entry(owner).or_default() += sign * weight(ticket);
            }
        }
        let Some(owner) = after.owner else { return };
        let (load, takes) = (self.loads.get(&owner), self.capacities.get(&owner));
        if load > takes {
            self.wrong.push(format!("{owner} has {load:?} of {takes:?} with {}", after.id));
        }
    }

    /// Somebody took a ticket: nobody had it, it was the first that they could have, and they had room.
    fn pulled(&mut self, event: &Event, ticket: &Ticket, before: Option<&Ticket>) {
        self.found.pulls += 1;
        let (id, Some(person)) = (ticket.id, event.by.person()) else {
            self.wrong.push(format!("nobody took {}", ticket.id));
            return;
        };
        if let Some(other) = self.held.insert(id, person) {
            self.wrong.push(format!("{id} was taken by {person} while {other} had it"));
        }
        if ticket.owner != Some(person) || before.is_none_or(|before| before.owner.is_some()) {
            self.wrong.push(format!("{id} went from {:?} to {:?}", before.map(|it| it.owner), ticket.owner));
        }
        self.ever_pulled.insert(id);
        let at = self.given.get(&event.command).copied().unwrap_or(event.at);
        let mine = place(ticket);
        for other in self.waiting.range(..=mine) {
            self.found.compared += 1;
            let is_hidden = self.hidden.get(&(other.3, person)).is_some_and(|until| at < *until);
            match (other.3 == id, is_hidden) {
                (true, false) => {}
                (true, true) => self.wrong.push(format!("{id} was hidden from {person}, who took it")),
                (false, true) => self.found.passed_over += 1,
                (false, false) => {
                    self.wrong.push(format!("{person} took {id} while {} stood before it", other.3));
                }
            }
        }
    }
}

/// Where a ticket stands. Nobody changes a priority here, and no customer writes again, so that it stands there for ever.
fn place(ticket: &Ticket) -> Place {
    let rank = PRIORITIES.iter().position(|(name, _)| *name == ticket.priority.as_str()).unwrap();
    let hours = PRIORITIES.get(rank).and_then(|(_, hours)| *hours).unwrap_or(VIRTUAL);
    let created = ticket.created_at;
    (created.after(Span::from_hours(hours)), rank, created, ticket.id)
}
