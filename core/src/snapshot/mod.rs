//! What a decision needs to see, and what is stored, as it sees it.

mod wanted;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

pub use wanted::{Key, Wanted};

use crate::change::{CommandRecord, Erasure};
use crate::command::RuleKind;
use crate::id::{
    CommandId, DecisionId, EffectId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId,
};
use crate::model::{
    AssignmentDecision, Clock, Effect, Job, JobPlace, LinkKind, Message, Organization, Person, PullPlace,
    Ticket, TicketRef, Timer,
};
use crate::time::Timestamp;

/// A ticket with what goes along with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TicketFile {
    /// The ticket.
    pub ticket: Ticket,
    /// All its clocks, by key.
    pub clocks: Vec<Clock>,
    /// All its timers, by the text of the cause.
    pub timers: Vec<Timer>,
    /// Messages of its conversation.
    pub messages: u64,
    /// Duties that the host was ever given for it.
    pub effects: u64,
    /// Where it stands among those that an agent can take next, as it was written.
    pub place: Option<PullPlace>,
}

/// An agent as a member of a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The agent.
    pub person: Arc<Person>,
    /// The weight of the unfinished tickets that they own.
    pub load: i64,
    /// Their place in the rotation of the team: the higher, the later they had their last turn.
    pub turn: Option<u64>,
}

/// Where the merges of a ticket end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Winner {
    /// The ticket.
    pub ticket: TicketId,
    /// Whether every merge on the way was an open one.
    pub openly: bool,
}

/// What was found under the keys that were asked for, all at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The version of the configuration in force.
    pub config_version: u64,
    /// What was asked for, and what became known by it: a key in here that leads nowhere below is known to lead nowhere.
    pub asked: Wanted,
    /// Tickets found, by any of their keys.
    pub tickets: BTreeMap<TicketId, TicketFile>,
    /// Tickets by number.
    pub numbers: BTreeMap<String, TicketId>,
    /// Tickets by the external id of a message.
    pub message_ids: BTreeMap<String, TicketId>,
    /// Tickets by fold key.
    pub fold_keys: BTreeMap<String, TicketId>,
    /// Where the merges of tickets end.
    pub winners: BTreeMap<TicketId, Winner>,
    /// Tickets that name others and are still to be done, oldest first.
    pub open_links: BTreeMap<(LinkKind, TicketId), Vec<TicketId>>,
    /// Messages.
    pub messages: BTreeMap<MessageId, Message>,
    /// People found, by any of their keys.
    pub people: BTreeMap<PersonId, Arc<Person>>,
    /// People by the host's key.
    pub person_keys: BTreeMap<String, PersonId>,
    /// People by address.
    pub addresses: BTreeMap<String, PersonId>,
    /// Organizations found, by any of their keys.
    pub organizations: BTreeMap<OrganizationId, Arc<Organization>>,
    /// Organizations by the host's key.
    pub organization_keys: BTreeMap<String, OrganizationId>,
    /// Members of teams, by id.
    pub teams: BTreeMap<Name, Vec<Member>>,
    /// Tickets that wait for an owner, by team, oldest first.
    pub queues: BTreeMap<Name, Vec<TicketId>>,
    /// Tickets that an agent can take next, in their order, as they were asked for.
    pub pulls: BTreeMap<Key, Vec<(PullPlace, TicketId)>>,
    /// Loads of agents.
    pub loads: BTreeMap<PersonId, i64>,
    /// Places in the rotations of teams.
    pub turns: BTreeMap<(Name, PersonId), u64>,
    /// How many tickets the members of a team were given, as it was asked for: whoever was given none is not named.
    pub shares: BTreeMap<Key, BTreeMap<PersonId, i64>>,
    /// Owners of the latest tickets, by requester and the ticket that does not count.
    pub latest_owners: BTreeMap<(PersonId, Option<TicketId>), PersonId>,
    /// Records of commands.
    pub commands: BTreeMap<CommandId, CommandRecord>,
    /// The number that was drawn.
    pub number: Option<u64>,
    /// The number that was drawn last.
    pub drawn: Option<u64>,
    /// Records of routings.
    pub decisions: BTreeMap<DecisionId, AssignmentDecision>,
    /// Long work.
    pub jobs: BTreeMap<JobId, Job>,
    /// Tickets by the people whom they know as customers, as they were asked for.
    pub tickets_of: BTreeMap<Key, Vec<JobPlace>>,
    /// Tickets and the people whom they know as customers, of those that were asked for.
    pub knows: BTreeSet<(TicketId, PersonId)>,
    /// Files that are lost by an erasure.
    pub files_lost: BTreeMap<Erasure, Vec<String>>,
    /// How often rules and macros have fired, and when last.
    pub fired: BTreeMap<(RuleKind, Name), (u64, Timestamp)>,
    /// Duties of the host.
    pub effects: BTreeMap<EffectId, Effect>,
    /// Duties that can be given out, oldest first.
    pub ready: Vec<EffectId>,
}

/// What was looked for was never asked for: ask for it and decide again.
pub type Unasked = Key;

impl Snapshot {
    /// Checks that a key was asked for.
    fn known(&self, key: Key) -> Result<(), Unasked> {
        if self.asked.contains(&key) { Ok(()) } else { Err(key) }
    }

    /// A ticket by id.
    pub fn ticket(&self, id: TicketId) -> Result<Option<&TicketFile>, Unasked> {
        match self.tickets.get(&id) {
            Some(file) => Ok(Some(file)),
            None => self.known(Key::Ticket(id)).map(|()| None),
        }
    }

    /// A ticket by its number.
    pub fn ticket_by_number(&self, number: &str) -> Result<Option<&TicketFile>, Unasked> {
        self.known(Key::TicketByNumber(number.to_owned()))?;
        Ok(self.numbers.get(number).and_then(|id| self.tickets.get(id)))
    }

    /// The ticket that holds a message, by the message's external id.
    pub fn ticket_by_message(&self, message_id: &str) -> Result<Option<TicketId>, Unasked> {
        self.known(Key::TicketByMessage(message_id.to_owned()))?;
        Ok(self.message_ids.get(message_id).copied())
    }

    /// The ticket that holds a fold key.
    pub fn ticket_by_fold_key(&self, key: &str) -> Result<Option<&TicketFile>, Unasked> {
        self.known(Key::TicketByFoldKey(key.to_owned()))?;
        Ok(self.fold_keys.get(key).and_then(|id| self.tickets.get(id)))
    }

    /// The ticket in which the merges of a ticket end, and whether all of them were open.
    pub fn winner(&self, id: TicketId) -> Result<Option<(&TicketFile, bool)>, Unasked> {
        self.known(Key::Winner(id))?;
        let found = self.winners.get(&id);
        Ok(found.and_then(|winner| Some((self.tickets.get(&winner.ticket)?, winner.openly))))
    }

    /// The oldest of the tickets that name this one and are still to be done.
    pub fn open_links(&self, kind: LinkKind, target: TicketId) -> Result<&[TicketId], Unasked> {
        self.known(Key::OpenLinks(kind, target))?;
        Ok(self.open_links.get(&(kind, target)).map_or(&[], Vec::as_slice))
    }

    /// A message.
    pub fn message(&self, id: MessageId) -> Result<Option<&Message>, Unasked> {
        self.known(Key::Message(id))?;
        Ok(self.messages.get(&id))
    }

    /// A person by id.
    pub fn person(&self, id: PersonId) -> Result<Option<&Arc<Person>>, Unasked> {
        match self.people.get(&id) {
            Some(person) => Ok(Some(person)),
            None => self.known(Key::Person(id)).map(|()| None),
        }
    }

    /// A person by the host's key.
    pub fn person_by_key(&self, key: &str) -> Result<Option<&Arc<Person>>, Unasked> {
        self.known(Key::PersonByKey(key.to_owned()))?;
        Ok(self.person_keys.get(key).and_then(|id| self.people.get(id)))
    }

    /// A person by a normalised address.
    pub fn person_by_address(&self, address: &str) -> Result<Option<&Arc<Person>>, Unasked> {
        self.known(Key::PersonByAddress(address.to_owned()))?;
        Ok(self.addresses.get(address).and_then(|id| self.people.get(id)))
    }

    /// An organization by id.
    pub fn organization(&self, id: OrganizationId) -> Result<Option<&Arc<Organization>>, Unasked> {
        match self.organizations.get(&id) {
            Some(organization) => Ok(Some(organization)),
            None => self.known(Key::Organization(id)).map(|()| None),
        }
    }

    /// An organization by the host's key.
    pub fn organization_by_key(&self, key: &str) -> Result<Option<&Arc<Organization>>, Unasked> {
        self.known(Key::OrganizationByKey(key.to_owned()))?;
        Ok(self.organization_keys.get(key).and_then(|id| self.organizations.get(id)))
    }

    /// The active agents of a team, by id.
    pub fn team(&self, name: &Name) -> Result<&[Member], Unasked> {
        self.known(Key::Team(name.clone()))?;
        Ok(self.teams.get(name).map_or(&[], Vec::as_slice))
    }

    /// Tickets of a team that wait for an owner, oldest first.
    pub fn queue(&self, team: &Name) -> Result<&[TicketId], Unasked> {
        self.known(Key::Queue(team.clone()))?;
        Ok(self.queues.get(team).map_or(&[], Vec::as_slice))
    }

    /// Tickets of a team that an agent can take next.
    pub fn pull(
        &self,
        team: &Name,
        after: Option<&(PullPlace, TicketId)>,
        limit: u32,
    ) -> Result<&[(PullPlace, TicketId)], Unasked> {
        let key = Key::Pull { team: team.clone(), after: after.cloned(), limit };
        match self.pulls.get(&key) {
            Some(found) => Ok(found),
            None => Err(key),
        }
    }

    /// The weight of the unfinished tickets that an agent owns.
    pub fn load(&self, person: PersonId) -> Result<i64, Unasked> {
        self.known(Key::Load(person))?;
        Ok(self.loads.get(&person).copied().unwrap_or(0))
    }

    /// The place of an agent in the rotation of a team; nothing before their first turn.
    pub fn turn(&self, team: &Name, person: PersonId) -> Result<Option<u64>, Unasked> {
        let key = (team.clone(), person);
        match self.turns.get(&key) {
            Some(place) => Ok(Some(*place)),
            None => self.known(Key::Turn(key.0, person)).map(|()| None),
        }
    }

    /// How many tickets the members of a team were given on some days.
    pub fn shares(&self, team: &Name, from: i32, to: i32) -> Result<&BTreeMap<PersonId, i64>, Unasked> {
        let key = Key::Shares { team: team.clone(), from, to };
        match self.shares.get(&key) {
            Some(found) => Ok(found),
            None => Err(key),
        }
    }

    /// Who owns the latest of a requester's tickets that has an owner, but for one ticket.
    pub fn latest_owner(
        &self,
        requester: PersonId,
        besides: Option<TicketId>,
    ) -> Result<Option<PersonId>, Unasked> {
        self.known(Key::LatestOwner(requester, besides))?;
        Ok(self.latest_owners.get(&(requester, besides)).copied())
    }

    /// The record of a command.
    pub fn command(&self, id: CommandId) -> Result<Option<&CommandRecord>, Unasked> {
        self.known(Key::Command(id))?;
        Ok(self.commands.get(&id))
    }

    /// The number of the next ticket.
    pub fn number(&self) -> Result<u64, Unasked> {
        self.number.ok_or(Key::Number)
    }

    /// The number of the ticket that was drawn last.
    pub fn drawn(&self) -> Result<u64, Unasked> {
        self.drawn.ok_or(Key::Drawn)
    }

    /// Long work.
    pub fn job(&self, id: JobId) -> Result<Option<&Job>, Unasked> {
        self.known(Key::Job(id))?;
        Ok(self.jobs.get(&id))
    }

    /// The record of a routing.
    pub fn decision(&self, id: DecisionId) -> Result<Option<&AssignmentDecision>, Unasked> {
        self.known(Key::Decision(id))?;
        Ok(self.decisions.get(&id))
    }

    /// Tickets that know a person as a customer.
    pub fn tickets_of(
        &self,
        person: PersonId,
        after: Option<JobPlace>,
        limit: u32,
    ) -> Result<&[JobPlace], Unasked> {
        let key = Key::TicketsOf { person, after, limit };
        self.known(key.clone())?;
        Ok(self.tickets_of.get(&key).map_or(&[], Vec::as_slice))
    }

    /// Whether a ticket knows a person as a customer.
    pub fn knows(&self, ticket: TicketId, person: PersonId) -> Result<bool, Unasked> {
        self.known(Key::Knows(ticket, person))?;
        Ok(self.knows.contains(&(ticket, person)))
    }

    /// Files that no message has once an erasure is made.
    pub fn files_lost(&self, erasure: &Erasure) -> Result<&[String], Unasked> {
        self.known(Key::FilesLost(erasure.clone()))?;
        Ok(self.files_lost.get(erasure).map_or(&[], Vec::as_slice))
    }

    /// A duty of the host.
    pub fn effect(&self, id: EffectId) -> Result<Option<&Effect>, Unasked> {
        match self.effects.get(&id) {
            Some(effect) => Ok(Some(effect)),
            None => self.known(Key::Effect(id)).map(|()| None),
        }
    }

    /// What [`Key::Work`] asks for besides the ticket, once that is found: its owner, and the queue of its team.
    pub fn work_of(&self, ticket: &TicketRef) -> Wanted {
        let id = match ticket {
            TicketRef::Id(id) => Some(id),
            TicketRef::Number(number) => self.numbers.get(number),
        };
        let Some(ticket) = id.and_then(|id| self.tickets.get(id)).map(|file| &file.ticket) else {
            return Wanted::nothing();
        };
        let (owner, team) = (ticket.owner.map(Key::Person), ticket.team.clone().map(Key::Queue));
        owner.into_iter().chain(team).collect()
    }

    /// Takes over what another snapshot of the same moment found.
    pub fn extend(&mut self, more: Self) {
        self.config_version = more.config_version;
        self.asked.add_all(more.asked);
        self.tickets.extend(more.tickets);
        self.numbers.extend(more.numbers);
        self.message_ids.extend(more.message_ids);
        self.fold_keys.extend(more.fold_keys);
        self.winners.extend(more.winners);
        self.open_links.extend(more.open_links);
        self.messages.extend(more.messages);
        self.people.extend(more.people);
        self.person_keys.extend(more.person_keys);
        self.addresses.extend(more.addresses);
        self.organizations.extend(more.organizations);
        self.organization_keys.extend(more.organization_keys);
        self.teams.extend(more.teams);
        self.queues.extend(more.queues);
        self.pulls.extend(more.pulls);
        self.loads.extend(more.loads);
        self.turns.extend(more.turns);
        self.shares.extend(more.shares);
        self.latest_owners.extend(more.latest_owners);
        self.commands.extend(more.commands);
        self.number = more.number.or(self.number);
        self.drawn = more.drawn.or(self.drawn);
        self.decisions.extend(more.decisions);
        self.jobs.extend(more.jobs);
        self.tickets_of.extend(more.tickets_of);
        self.knows.extend(more.knows);
        self.files_lost.extend(more.files_lost);
        self.fired.extend(more.fired);
        self.effects.extend(more.effects);
        self.ready.extend(more.ready);
    }
}
