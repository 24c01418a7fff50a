//! What storages that evaluate in Rust agree on, and the words of their refusals.

use std::collections::BTreeMap;

use crate::condition::Predicate;
use crate::error::{Code, Error, Problem};
use crate::id::{DeskId, Name, TicketId};
use crate::model::{Effect, EffectState, Person, Ticket};
use crate::query::{Count, CountQuery};
use crate::time::Timestamp;

/// How many rows a limit allows.
pub(super) fn rows(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Whether a ticket is seen, and is asked for.
pub(super) fn is_meant(visible: &Predicate, condition: Option<&Predicate>, ticket: &Ticket) -> bool {
    visible.matches(ticket) && condition.is_none_or(|condition| condition.matches(ticket))
}

/// The team in whose queue a ticket waits, while it waits.
pub(super) fn waits_in(ticket: &Ticket) -> Option<&Name> {
    ticket.team.as_ref().filter(|_| ticket.waits_for_owner())
}

/// The teams in which a person works.
pub(super) fn teams_of(person: &Person) -> impl Iterator<Item = &Name> {
    person.active_agent().into_iter().flat_map(|agent| &agent.teams)
}

/// Whether a duty can be given out, when it is the first of its ticket.
pub(super) fn is_ready(effect: &Effect, now: Timestamp) -> bool {
    let free = match effect.state {
        EffectState::Waiting {} => true,
        EffectState::Leased { until, .. } => until <= now,
        EffectState::Parked { .. } => false,
    };
    free && effect.not_before <= now
}

/// Whether the lease of this token holds a duty.
pub(super) fn is_held_by(effect: &Effect, token: u64) -> bool {
    matches!(effect.state, EffectState::Leased { token: held, .. } if held == token)
}

/// The version that is expected to be found before this one is written.
pub(super) fn is_next(version: u64, found: Option<u64>) -> bool {
    found.unwrap_or(0).checked_add(1) == Some(version)
}

/// Tickets, counted one by one.
pub(super) struct Tally<'q> {
    query: &'q CountQuery,
    counts: BTreeMap<Option<String>, u64>,
}

impl<'q> Tally<'q> {
    pub(super) fn new(query: &'q CountQuery) -> Self {
        let mut counts = BTreeMap::new();
        if query.by.is_none() {
            counts.insert(None, 0);
        }
        Self { query, counts }
    }

    /// Counts a ticket that is seen and asked for.
    pub(super) fn add(&mut self, ticket: &Ticket) {
        if is_meant(&self.query.visible, self.query.condition.as_ref(), ticket) {
            let value = self.query.by.as_ref().and_then(|field| ticket.get(field));
            *self.counts.entry(value.map(|value| value.to_string())).or_default() += 1;
        }
    }

    pub(super) fn listed(self) -> Vec<Count> {
        self.counts.into_iter().map(|(value, tickets)| Count { value, tickets }).collect()
    }
}

/// Something that has to be unique belongs to something else.
pub(super) fn taken(what: &str) -> Error {
    Problem::new(Code::AlreadyTaken, format!("{what} is taken")).into()
}

/// Something has another version, place or state than was expected.
pub(super) fn stale(what: &str) -> Error {
    Problem::new(Code::StaleVersion, format!("{what} has changed since it was loaded")).into()
}

/// A lease has ended.
pub(super) fn lease_lost() -> Error {
    Problem::new(Code::LeaseLost, "the lease of the effect has ended or is another's").into()
}

/// A counter would exceed its bound.
pub(super) fn beyond_bound() -> Error {
    Problem::new(Code::Contention, "a counter would exceed its bound").into()
}

/// A change set speaks of a ticket that no engine can have seen.
pub(super) fn no_such_ticket(id: TicketId) -> Error {
    Problem::new(Code::InternalError, format!("the change set writes to the ticket {id}, which is not there"))
        .into()
}

/// A decision answers with a change set for a desk that it was not made for.
pub(super) fn another_desk() -> Error {
    Problem::new(Code::InternalError, "the decision writes to another desk").into()
}

pub(super) fn unknown_desk(id: DeskId) -> Error {
    Problem::new(Code::UnknownDesk, format!("there is no desk `{id}`")).into()
}
