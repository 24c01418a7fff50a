//! What a decision needs to see.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::change::Erasure;
use crate::command::RuleKind;
use crate::id::{
    CommandId, DecisionId, EffectId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId,
};
use crate::model::{JobPlace, LinkKind, PullPlace, TicketRef};
use crate::time::Timestamp;

/// One thing to look up: by its id, or by a secondary key that is unique in the desk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Key {
    /// The record of a command.
    Command(CommandId),
    /// A ticket with all its clocks and timers.
    Ticket(TicketId),
    /// The ticket of a number, with all its clocks and timers.
    TicketByNumber(String),
    /// The ticket that holds the message with this external id, with all its clocks and timers.
    TicketByMessage(String),
    /// The ticket that holds a fold key, with all its clocks and timers.
    TicketByFoldKey(String),
    /// The ticket in which the merges of a ticket end, with all its clocks and timers: the one that it was merged into,
    /// or that this one was merged into, and so on; the ticket itself when it was not merged.
    Winner(TicketId),
    /// Tickets that name this one, each as this to it, and are still to be done (active, neither solved nor closed):
    /// the oldest, at most [`crate::limits::LINKS_NAMED`].
    OpenLinks(LinkKind, TicketId),
    /// A message.
    Message(MessageId),
    /// A person.
    Person(PersonId),
    /// The person of a host's key.
    PersonByKey(String),
    /// The person of a normalised mail address.
    PersonByAddress(String),
    /// An organization.
    Organization(OrganizationId),
    /// The organization of a host's key.
    OrganizationByKey(String),
    /// The active agents of a team, each with load and place in the rotation.
    Team(Name),
    /// Tickets of a team that are active, not solved or closed, and that nobody owns, oldest first, at most
    /// [`crate::limits::TICKETS_PER_COMMAND`].
    Queue(Name),
    /// Tickets of a team with a [place](crate::change::Put::Place) among those that an agent can take next, in the order
    /// of their places and then by id, after one of them.
    Pull {
        /// Which team.
        team: Name,
        /// After which place and ticket.
        after: Option<(PullPlace, TicketId)>,
        /// How many at the most.
        limit: u32,
    },
    /// The weight of the unfinished tickets that an agent owns.
    Load(PersonId),
    /// The place of an agent in the rotation of a team, whether they work there by now or not.
    Turn(Name, PersonId),
    /// How many tickets of a team each of its members was given, by a strategy or by taking the next one, on the days of
    /// UTC from one to another, both included. Days are counted from 1970-01-01.
    Shares {
        /// Which team.
        team: Name,
        /// The first day.
        from: i32,
        /// The last day.
        to: i32,
    },
    /// Who owns the latest of a requester's active tickets that has an owner, the last one created, but for one ticket. At most
    /// [`crate::limits::KNOWN_TICKETS`] are looked at, those with an owner or without, solved or not.
    LatestOwner(PersonId, Option<TicketId>),
    /// The number of the next ticket. It is drawn by being asked for: a storage that cannot take it back when the
    /// decision writes nothing leaves a gap.
    Number,
    /// The number of the ticket that was drawn last, 0 before the first: looking at it draws none.
    Drawn,
    /// The record of a routing.
    Decision(DecisionId),
    /// Long work, whether it is done or not.
    Job(JobId),
    /// Tickets that know a person as a customer, whatever their standing: the requester is this person, or they are in copy,
    /// or they wrote there as a customer, or without being known to belong to it. By creation and then by id, after a
    /// place.
    TicketsOf {
        /// Who.
        person: PersonId,
        /// After which place.
        after: Option<JobPlace>,
        /// How many at the most.
        limit: u32,
    },
    /// Whether a ticket knows a person as a customer, so that it is among those of [`Key::TicketsOf`].
    Knows(TicketId, PersonId),
    /// Files of the messages that an erasure takes, and of no other message: their hashes, in order.
    FilesLost(Erasure),
    /// How often a rule or a macro has fired, and when last.
    Fired(RuleKind, Name),
    /// A duty of the host that is not done.
    Effect(EffectId),
    /// Duties of the host that can be given out at an instant: of each ticket the first that is unsettled, when it is
    /// waiting or its lease has ended; a parked one holds up those behind it. Nothing before its
    /// [`crate::model::Effect::not_before`]. Oldest first, those of one instant by id.
    EffectsReady {
        /// The instant.
        now: Timestamp,
        /// How many at the most.
        limit: u32,
    },
    /// A ticket with all its clocks and timers, whoever owns it, and what waits for an owner in its team: as under the keys
    /// of each of them, which become known by it ([`super::Snapshot::work_of`]).
    Work(TicketRef),
}

impl From<&TicketRef> for Key {
    /// Under which key a ticket is looked up.
    fn from(ticket: &TicketRef) -> Self {
        match ticket {
            TicketRef::Id(id) => Self::Ticket(*id),
            TicketRef::Number(number) => Self::TicketByNumber(number.clone()),
        }
    }
}

/// A set of things to look up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    keys: BTreeSet<Key>,
}

impl Wanted {
    /// Nothing.
    pub const fn nothing() -> Self {
        Self { keys: BTreeSet::new() }
    }

    /// This one.
    pub fn one(key: Key) -> Self {
        Self { keys: BTreeSet::from([key]) }
    }

    /// Adds one.
    pub fn add(&mut self, key: Key) {
        self.keys.insert(key);
    }

    /// Adds all of these.
    pub fn add_all(&mut self, more: Self) {
        self.keys.extend(more.keys);
    }

    /// Whether this one is among them.
    pub fn contains(&self, key: &Key) -> bool {
        self.keys.contains(key)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    /// Those that are not among `known`.
    #[must_use]
    pub fn without(&self, known: &Self) -> Self {
        Self { keys: self.keys.difference(&known.keys).cloned().collect() }
    }
}

impl FromIterator<Key> for Wanted {
    fn from_iter<I: IntoIterator<Item = Key>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect() }
    }
}
