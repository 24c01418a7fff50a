//! What a decision writes: one plain value, applied whole or not at all.

mod erasure;

pub use erasure::{Concern, Erasure};

use serde::{Deserialize, Serialize};

use crate::command::{Command, Outcome, RuleKind};
use crate::id::{CommandId, DeskId, EffectId, MessageId, Name, PersonId, TicketId};
use crate::model::{
    Actor, AssignmentDecision, Clock, Effect, Event, Job, Message, Organization, Person, PullPlace, Ticket,
    TimerCause,
};
use crate::time::Timestamp;

/// Everything that one decision writes. A storage writes all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// The desk that it belongs to.
    pub desk: DeskId,
    /// The version of the configuration that was decided under. When the desk has another one by now, nothing is
    /// written.
    pub config_version: u64,
    /// The command, so that it is never carried out twice, and can be decided again.
    pub command: Option<CommandRecord>,
    /// Records to write, in order. Each says what it expects to find.
    pub puts: Vec<Put>,
    /// Counters to move.
    pub adds: Vec<Add>,
    /// Rules and macros that fired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired: Vec<Fired>,
    /// Facts, in the order in which they happened.
    pub events: Vec<Event>,
    /// New duties of the host.
    pub effects: Vec<Effect>,
}

impl ChangeSet {
    /// A change set that changes nothing yet.
    pub const fn new(desk: DeskId, config_version: u64) -> Self {
        Self {
            desk,
            config_version,
            command: None,
            puts: Vec::new(),
            adds: Vec::new(),
            fired: Vec::new(),
            events: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// Whether there is nothing to write.
    pub const fn is_empty(&self) -> bool {
        self.command.is_none()
            && self.puts.is_empty()
            && self.adds.is_empty()
            && self.fired.is_empty()
            && self.events.is_empty()
            && self.effects.is_empty()
    }
}

/// One record to write, with what it expects to find. Where the expectation fails the whole change set conflicts.
/// What belongs to a new ticket stands after the ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "put", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Put {
    /// A ticket. Expects the ticket to have the version of `before`, or without `before` that its id is not taken;
    /// that no other ticket has its number or one of its external ids, and that no other holds its fold key: that one is
    /// out of date (`stale_version`), and the decision is made again.
    Ticket {
        /// As it was loaded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Box<Ticket>>,
        /// As it is to be.
        after: Box<Ticket>,
    },
    /// A new message. Expects that its id and its external id are not taken. It can be found by its words as soon as
    /// it is committed.
    Message {
        /// The message.
        message: Box<Message>,
    },
    /// A person. Expects the version just below the record's own (0: not there), and that no other person has its
    /// key or one of its addresses.
    Person {
        /// The person.
        person: Box<Person>,
    },
    /// An organization. Expects the version just below the record's own, and that no other has its key.
    Organization {
        /// The organization.
        organization: Box<Organization>,
    },
    /// A clock of a ticket that is written by the same change set; replaces the one of the same key.
    Clock {
        /// The clock.
        clock: Box<Clock>,
    },
    /// A timer of a ticket; replaces the one of the same cause. Without an instant the timer is taken away.
    Timer {
        /// Whose; nothing for the desk's own work.
        ticket: Option<TicketId>,
        /// What for.
        cause: TimerCause,
        /// From when on it fires.
        due_at: Option<Timestamp>,
    },
    /// Where a ticket of this change set stands among those that an agent can take next, or that it stands there no more. The
    /// team of the place is that of the ticket: when the team of one that has a place changes, so does its place.
    Place {
        /// Which ticket.
        ticket: TicketId,
        /// Its place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<PullPlace>,
    },
    /// A new record of a routing.
    Decision {
        /// The record.
        decision: Box<AssignmentDecision>,
    },
    /// An agent's place in the rotation of a team. Expects the place that was loaded, nothing when there was none.
    Turn {
        /// The team.
        team: Name,
        /// The agent.
        person: PersonId,
        /// The place that was loaded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<u64>,
        /// The new place; places of a team only grow.
        after: u64,
    },
    /// A new version of the configuration: the number after [`ChangeSet::config_version`].
    Config {
        /// The document, as text.
        document: String,
    },
    /// Long work. Expects the version just below the record's own (0: not there).
    Job {
        /// The job.
        job: Box<Job>,
    },
    /// An effect that changed its state. Expects the state that was loaded.
    Effect {
        /// The state's number of attempts when it was loaded.
        before: u32,
        /// As it is to be.
        effect: Box<Effect>,
    },
    /// Personal data that is taken out of what is stored: of the messages, the events, the records of commands and the
    /// unfinished effects that are there, each as [`Erasure`] changes it. The storage forgets the former words for good, so
    /// far as it can: also those that only a search finds, and those on pages that are free.
    ///
    /// Of a ticket it is every message and every unfinished effect of the ticket, every event, and the record of every
    /// command that an event of the ticket names; of a person the records of commands that the person's
    /// `person_changed` events name. The record of the ticket itself is written apart.
    Erase {
        /// Whose, and where.
        erasure: Erasure,
    },
    /// An effect that is done: it leaves the outbox. Expects the lease of this token.
    Settled {
        /// Which.
        effect: EffectId,
        /// The token of its lease.
        token: u64,
    },
}

/// A counter that moves without a version, because moves commute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Which.
    pub counter: Counter,
    /// By how much.
    pub delta: i64,
    /// What it may not exceed afterwards; beyond it the whole change set conflicts. Checked only when it grows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
}

/// A counter of a desk; 0 until it first moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "counter", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Counter {
    /// The weight of the unfinished tickets that an agent owns.
    Load {
        /// Whose.
        person: PersonId,
    },
    /// The tickets of a team that an agent was given on a day, by a strategy or by taking the next one.
    Share {
        /// The team.
        team: Name,
        /// The day of UTC, counted from 1970-01-01.
        day: i32,
        /// Whose.
        person: PersonId,
    },
}

/// How often a rule or a macro fired. It has no version, because the order does not matter: times add up, and of the
/// instants the latest stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// What it is.
    pub kind: RuleKind,
    /// Its key.
    pub rule: Name,
    /// How often.
    pub times: u64,
    /// When last.
    pub at: Timestamp,
}

/// A command as it is kept: enough to give the same answer again, and to decide it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRecord {
    /// Its id. Expects that it is not taken.
    pub id: CommandId,
    /// Who gave it, as they named themselves.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The version of the configuration that it was decided under.
    pub config_version: u64,
    /// The zone data that the engine had, as [`ZoneRules::short_version`](crate::calendar::ZoneRules::short_version)
    /// says.
    pub zone_rules: String,
    /// The first half of the SHA-256 of actor and body in JSON, in hex: tells a repetition from another command of the same id.
    /// Empty where the body was erased.
    pub digest: String,
    /// The command, without the long texts that became messages; nothing once it was erased.
    pub body: Option<Command>,
    /// The message that holds those texts; no message, or one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<MessageId>,
    /// The ticket number that was drawn for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// What was answered.
    pub outcome: Outcome,
}

impl CommandRecord {
    /// Makes the command what it was, by the texts of the message that it became.
    pub fn put_texts_back(&mut self, body: String, html: Option<String>) {
        if let Some((text, rich)) = self.body.as_mut().and_then(Command::texts_mut) {
            *text = body;
            if let Some(rich) = rich {
                *rich = html;
            }
        }
    }
}
