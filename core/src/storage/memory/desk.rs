//! The tables of one desk, and the indexes that follow from its records.

use std::sync::Arc;

use super::table::{Table, Undo};
use crate::change::{CommandRecord, Counter};
use crate::command::RuleKind;
use crate::error::Result;
use crate::id::{
    CommandId, DecisionId, EffectId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId,
};
use crate::model::{
    AssignmentDecision, Clock, ClockKey, Effect, Event, ExternalId, Job, LinkKind, Message, Organization,
    Person, PullPlace, Ticket, Timer,
};
use crate::storage::rules::{stale, taken, teams_of, waits_in};
use crate::time::Timestamp;

macro_rules! tables {
    ($($(#[doc = $doc:literal])* $table:ident: $key:ty => $row:ty,)*) => {
        /// One desk.
        #[derive(Default)]
        pub(super) struct Desk {
            /// The host's name for it.
            pub(super) key: String,
            /// The last ticket number that was drawn. Not a table: a number that was shown is not taken back.
            pub(super) drawn: u64,
            $($(#[doc = $doc])* pub(super) $table: Table<$key, $row>,)*
        }

        impl Undo for Desk {
            fn keep(&mut self) {
                $(self.$table.keep();)*
            }

            fn undo(&mut self) {
                $(self.$table.undo();)*
            }
        }
    };
}

tables! {
    /// Configurations by version.
    configs: u64 => String,

    tickets: TicketId => Ticket,
    /// Tickets by number.
    numbers: String => TicketId,
    /// Tickets by their ids in other systems.
    external_ids: ExternalId => TicketId,
    /// Tickets by fold key.
    fold_keys: String => TicketId,
    /// Tickets by age.
    created: (Timestamp, TicketId) => (),
    /// Unfinished tickets that nobody owns, by team and age.
    queues: (Name, Timestamp, TicketId) => (),
    /// Where tickets stand that an agent can take next.
    places: TicketId => PullPlace,
    /// The same tickets in their order.
    pulls: (PullPlace, TicketId) => (),
    /// Active tickets by requester and age.
    asked: (PersonId, Timestamp, TicketId) => (),
    /// Tickets by the other tickets that they name, those that are still to be done first, by age.
    links: (LinkKind, TicketId, bool, Timestamp, TicketId) => (),
    clocks: (TicketId, ClockKey) => Clock,
    /// Timers by ticket and the text of the cause.
    timers: (Option<TicketId>, String) => Timer,
    /// The same timers by their instant.
    due: (Timestamp, Option<TicketId>, String) => (),

    messages: MessageId => Message,
    /// Messages by ticket and position.
    threads: (TicketId, u64) => MessageId,
    /// Tickets by the external ids of their messages.
    message_ids: String => TicketId,
    /// Messages by the hashes of their files.
    files: (String, MessageId) => (),

    people: PersonId => Arc<Person>,
    person_keys: String => PersonId,
    addresses: String => PersonId,
    /// Active agents by team.
    members: (Name, PersonId) => (),
    organizations: OrganizationId => Arc<Organization>,
    organization_keys: String => OrganizationId,

    jobs: JobId => Job,
    decisions: DecisionId => AssignmentDecision,
    /// Places in the rotation of a team.
    turns: (Name, PersonId) => u64,
    counters: Counter => i64,
    fired: (RuleKind, Name) => (u64, Timestamp),

    /// Events by their number in the feed.
    events: u64 => Event,
    /// Numbers in the feed, by ticket and version.
    history: (TicketId, u64) => u64,
    /// Numbers in the feed of public events, by ticket and public version.
    public_history: (TicketId, u64) => u64,

    /// Effects that are not done.
    effects: EffectId => Effect,
    /// The same effects by ticket and position.
    outbox: (TicketId, u64) => EffectId,
    /// How many messages a ticket has.
    heard: TicketId => u64,
    /// How many effects a ticket was ever given.
    given: TicketId => u64,

    /// Commands in the order of their commits.
    commands: u64 => CommandRecord,
    /// Places of commands.
    command_places: CommandId => u64,
}

impl Desk {
    /// A desk under its first configuration.
    pub(super) fn new(key: &str, document: &str) -> Self {
        let mut desk = Self { key: key.to_owned(), ..Self::default() };
        desk.configs.set(1, document.to_owned());
        desk.keep();
        desk
    }

    /// The version of the configuration in force.
    pub(super) fn config_version(&self) -> u64 {
        self.configs.last().map_or(0, |(version, _)| *version)
    }

    /// The number of the latest event in the feed, 0 when there is none.
    pub(super) fn feed(&self) -> u64 {
        self.events.last().map_or(0, |(number, _)| *number)
    }

    /// The number of the next ticket, drawn for good.
    pub(super) fn draw(&mut self) -> u64 {
        self.drawn += 1;
        self.drawn
    }

    /// Writes a ticket and all that it can be found by.
    pub(super) fn set_ticket(&mut self, ticket: Ticket) -> Result<()> {
        let id = ticket.id;
        if let Some(old) = self.tickets.get(&id) {
            self.numbers.remove(&old.number);
            for external in &old.external_ids {
                self.external_ids.remove(external);
            }
            if let Some(key) = &old.fold_key {
                self.fold_keys.remove(key);
            }
            self.created.remove(&(old.created_at, id));
            self.asked.remove(&(old.requester, old.created_at, id));
            if let Some(place) = queued(old) {
                self.queues.remove(&place);
            }
            let (apart, at) = (!old.is_to_be_done(), old.created_at);
            for (kind, target) in old.links() {
                self.links.remove(&(kind, target, apart, at, id));
            }
        }
        if !self.numbers.add(ticket.number.clone(), id) {
            return Err(taken(&format!("the number `{}`", ticket.number)));
        }
        for external in &ticket.external_ids {
            if !self.external_ids.add(external.clone(), id) {
                return Err(taken(&format!("the id `{}` in `{}`", external.id, external.system)));
            }
        }
        if let Some(key) = &ticket.fold_key
            && !self.fold_keys.add(key.clone(), id)
        {
            return Err(stale("who holds the fold key"));
        }
        self.created.set((ticket.created_at, id), ());
        if ticket.standing.is_active() {
            self.asked.set((ticket.requester, ticket.created_at, id), ());
        }
        for (kind, target) in ticket.links() {
            self.links.set((kind, target, !ticket.is_to_be_done(), ticket.created_at, id), ());
        }
        if let Some(place) = queued(&ticket) {
            self.queues.set(place, ());
        }
        self.tickets.set(id, ticket);
        Ok(())
    }

    /// Writes where a ticket stands among those that can be taken next.
    pub(super) fn set_place(&mut self, ticket: TicketId, place: Option<PullPlace>) {
        if let Some(old) = self.places.remove(&ticket).cloned() {
            self.pulls.remove(&(old, ticket));
        }
        if let Some(place) = place {
            self.pulls.set((place.clone(), ticket), ());
            self.places.set(ticket, place);
        }
    }

    /// Writes a person and all that they can be found by.
    pub(super) fn set_person(&mut self, person: Person) -> Result<()> {
        let id = person.id;
        if let Some(old) = self.people.get(&id) {
            if let Some(key) = &old.key {
                self.person_keys.remove(key);
            }
            for address in &old.addresses {
                self.addresses.remove(address);
            }
            for membership in memberships(old) {
                self.members.remove(&membership);
            }
        }
        if let Some(key) = &person.key
            && !self.person_keys.add(key.clone(), id)
        {
            return Err(taken(&format!("the key `{key}`")));
        }
        for address in &person.addresses {
            if !self.addresses.add(address.clone(), id) {
                return Err(taken("the address"));
            }
        }
        memberships(&person).for_each(|membership| self.members.set(membership, ()));
        self.people.set(id, Arc::new(person));
        Ok(())
    }

    /// Writes an organization and all that it can be found by.
    pub(super) fn set_organization(&mut self, organization: Organization) -> Result<()> {
        let id = organization.id;
        if let Some(key) = self.organizations.get(&id).and_then(|old| old.key.as_ref()) {
            self.organization_keys.remove(key);
        }
        if let Some(key) = &organization.key
            && !self.organization_keys.add(key.clone(), id)
        {
            return Err(taken(&format!("the key `{key}`")));
        }
        self.organizations.set(id, Arc::new(organization));
        Ok(())
    }

    /// Writes a timer, or takes it away when it has no instant.
    pub(super) fn set_timer(&mut self, place: (Option<TicketId>, String), timer: Option<Timer>) {
        if let Some(old) = self.timers.remove(&place) {
            self.due.remove(&(old.due_at, place.0, place.1.clone()));
        }
        if let Some(timer) = timer {
            self.due.set((timer.due_at, place.0, place.1.clone()), ());
            self.timers.set(place, timer);
        }
    }
}

/// The place of a ticket in its team's queue, while it waits there.
fn queued(ticket: &Ticket) -> Option<(Name, Timestamp, TicketId)> {
    Some((waits_in(ticket)?.clone(), ticket.created_at, ticket.id))
}

/// The teams in which a person works.
fn memberships(person: &Person) -> impl Iterator<Item = (Name, PersonId)> {
    teams_of(person).map(|team| (team.clone(), person.id))
}
