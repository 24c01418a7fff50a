//! Service-level clocks: one running measurement each.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{Name, TicketId};
use crate::time::{Span, Timestamp};

/// What a clock measures.
///
/// As text a metric is its name; any other name is that of a desk's own metric, which a policy defines by conditions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[non_exhaustive]
pub enum Metric {
    /// From creation to the first public word of a human agent.
    FirstReply,
    /// From the oldest unanswered customer message to the next public word of a human agent.
    NextReply,
    /// From a public word of a human agent to the next one, so that customers hear something now and then.
    PeriodicUpdate,
    /// The same, but the time does not count while the ticket waits for the customer.
    PausableUpdate,
    /// From creation to a solved status, as the requester waits: what is new, open or on hold counts.
    RequesterWait,
    /// From creation to a solved status, as staff work: what is new or open counts.
    AgentWork,
    /// From creation to a solved status.
    Resolution,
    /// From creation to the first owner.
    FirstAssign,
    /// From the instant at which a team becomes the owner to its handing over or solving: one measurement for each stay.
    GroupOwnership,
    /// From the instant at which a due date is set to a solved status; the deadline is that date.
    FixedDue,
    /// From one condition that holds to another one, as the policy says.
    Custom {
        /// Its name, which is none of the others.
        name: Name,
    },
}

impl Metric {
    /// All that the library defines, in the order in which they are listed.
    pub const BUILT_IN: [Self; 10] = [
        Self::FirstReply,
        Self::NextReply,
        Self::PeriodicUpdate,
        Self::PausableUpdate,
        Self::RequesterWait,
        Self::AgentWork,
        Self::Resolution,
        Self::FirstAssign,
        Self::GroupOwnership,
        Self::FixedDue,
    ];

    /// The name in configurations and histories.
    pub fn as_str(&self) -> &str {
        match self {
            Self::FirstReply => "first_reply",
            Self::NextReply => "next_reply",
            Self::PeriodicUpdate => "periodic_update",
            Self::PausableUpdate => "pausable_update",
            Self::RequesterWait => "requester_wait",
            Self::AgentWork => "agent_work",
            Self::Resolution => "resolution",
            Self::FirstAssign => "first_assign",
            Self::GroupOwnership => "group_ownership",
            Self::FixedDue => "fixed_due",
            Self::Custom { name } => name,
        }
    }

    /// Whether it measures how long an answer to a customer takes.
    pub const fn is_reply(&self) -> bool {
        matches!(self, Self::FirstReply | Self::NextReply)
    }

    /// Whether it measures how long a solution takes, and goes on when the ticket comes back.
    pub const fn is_solution(&self) -> bool {
        matches!(self, Self::RequesterWait | Self::AgentWork | Self::Resolution | Self::FixedDue)
    }
}

impl From<Name> for Metric {
    fn from(name: Name) -> Self {
        let known = Self::BUILT_IN.into_iter().find(|metric| *metric.as_str() == *name);
        known.unwrap_or(Self::Custom { name })
    }
}

impl std::str::FromStr for Metric {
    type Err = crate::id::NotAName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Name::into)
    }
}

impl Serialize for Metric {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Name::deserialize(deserializer).map(Self::from)
    }
}

/// By name, as every storage orders them.
impl Ord for Metric {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Metric {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which clock of a ticket: the policy, what it measures, and the how-manieth measurement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClockKey {
    /// The policy that made the promise.
    pub policy: Name,
    /// What is measured.
    pub metric: Metric,
    /// The how-manieth measurement of this kind, from 1.
    pub cycle: u32,
}

impl fmt::Display for ClockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.policy, self.metric, self.cycle)
    }
}

/// Where a measurement stands. That it was breached is a fact beside, not a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// Time counts.
    Running,
    /// Time does not count, and there is no deadline.
    Paused,
    /// What was promised was done, in time or late.
    Fulfilled,
    /// It no longer matters whether it is done: neither met nor missed.
    Cancelled,
}

impl ClockState {
    /// Whether the measurement still goes on.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// Why time did not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PauseCause {
    /// The ticket was in a status that pauses this clock.
    Status {
        /// The status, by the name that it had then.
        status: Name,
    },
    /// The policy's own condition for a pause held.
    Condition {},
    /// The ticket was solved, and came back.
    Solved {},
}

/// A span in which a clock did not count; half open, and without an end while it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Pause {
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: PauseCause,
}

/// How a step of escalation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its moment has not come.
    Waiting,
    /// It was taken.
    Fired,
    /// Its moment had passed when the promise was made.
    Skipped,
}

/// One step of escalation of one cycle: a warning before, or a word after the deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Step {
    /// Its place in the policy's list for this metric, from 0.
    pub index: u32,
    /// Its moment as things stand; nothing while the clock is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// How it stands.
    pub state: StepState,
}

/// One measurement: everything that its deadline follows from, so that it can be explained and computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Clock {
    /// Whose.
    pub ticket: TicketId,
    /// Which.
    #[serde(flatten)]
    pub key: ClockKey,
    /// The list of policies that it was taken from; nothing for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Name>,
    /// The version of the configuration that the policy was taken from.
    pub config_version: u64,
    /// The calendar whose open time counts; nothing when every second counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// The version of the zone rules by which the deadline was computed.
    pub zone_rules: String,
    /// How much time was promised. Of working days it is the open time from the start to where they end, and of a
    /// date the real time until then.
    pub target_ms: i64,
    /// How many working days were promised, when it was promised in these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// The instant that the promise itself names: where its working days end, or a date of the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_at: Option<Timestamp>,
    /// Where the measurement stands.
    pub state: ClockState,
    /// When it began.
    pub started_at: Timestamp,
    /// From when on time is counted, when a change of the promise began the count anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<Timestamp>,
    /// Spans that did not count, in order, never overlapping. Statuses that pause and follow each other make one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// When it was fulfilled or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// Why it was cancelled: `solved_without_reply`, `policy_change`, `date_gone`, or what became of the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_cause: Option<String>,
    /// The instant at which the promise is used up; nothing while paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The time counted so far, known while it stands still: paused or stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_ms: Option<i64>,
    /// When the promise was broken. A permanent fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breached_at: Option<Timestamp>,
    /// Why it was broken otherwise than by time that passed: `policy_change`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach_cause: Option<String>,
    /// Its steps of escalation, in the order of the policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Clock {
    /// A clock that begins to run now; its deadline is still to be computed.
    pub const fn starting(
        ticket: TicketId,
        key: ClockKey,
        config_version: u64,
        calendar: Option<Name>,
        target: Span,
        at: Timestamp,
    ) -> Self {
        Self {
            ticket,
            key,
            slot: None,
            config_version,
            calendar,
            zone_rules: String::new(),
            target_ms: target.millis(),
            working_days: None,
            fixed_at: None,
            state: ClockState::Running,
            started_at: at,
            counted_from: None,
            pauses: Vec::new(),
            stopped_at: None,
            stop_cause: None,
            due_at: None,
            used_ms: None,
            breached_at: None,
            breach_cause: None,
            steps: Vec::new(),
        }
    }

    /// By how much the promise was exceeded, once the clock has stopped late.
    pub fn overrun(&self) -> Option<Span> {
        let over = self.used_ms?.saturating_sub(self.target_ms);
        (over > 0 && self.stopped_at.is_some()).then_some(Span::from_millis(over))
    }
}
