//! The account of a ticket: why each of its deadlines is where it is, and whose every second of its life was.

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::calendar::Reason;
use crate::id::{EventId, Name};
use crate::model::{ClockKey, ClockState, PauseCause};
use crate::time::Timestamp;

/// The account of one clock: every span from its start to its stop, or to now, and how the deadline follows from them.
///
/// The spans follow each other without gaps, and those that counted add up to `used_ms`. As text
/// ([`to_text`](Self::to_text)) it is for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Explanation {
    /// Which clock.
    #[serde(flatten)]
    pub key: ClockKey,
    /// Where the measurement stands.
    pub state: ClockState,
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_cause: Option<String>,
    /// The calendar whose open time counts; nothing when every second counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// The zone that local times are given in.
    pub time_zone: String,
    /// How much time is allowed.
    pub target_ms: i64,
    /// How many working days that is, when it was promised in these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// The date of the ticket that is the deadline, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_date: Option<Shown>,
    /// When the measurement began.
    pub started_at: Shown,
    /// Up to when this account goes: the stop, or now.
    pub until: Shown,
    /// All spans between these two.
    pub spans: Vec<Stretch>,
    /// How much time was counted in them.
    pub used_ms: i64,
    /// What each run between two pauses took from the target.
    pub sums: Vec<Sum>,
    /// The deadline; nothing while time stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Shown>,
    /// When the promise was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breached_at: Option<Shown>,
    /// Why it was broken otherwise than by time that passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach_cause: Option<String>,
}

/// An instant, with what the clock on the calendar's wall shows then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Shown {
    /// The instant.
    pub at: Timestamp,
    /// The local date and time, as text `2026-06-01T11:00:00`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub local: NaiveDateTime,
}

/// A span of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Stretch {
    /// Where it begins.
    pub from: Shown,
    /// Where it ends, which is where the next one begins.
    pub to: Shown,
    /// How long it is, in milliseconds of real time; never nothing.
    pub length_ms: i64,
    /// Whether it counted, and why not.
    #[serde(flatten)]
    pub what: What,
}

/// What a span was for a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum What {
    /// All of it counted.
    Counted {},
    /// None of it counted: the clock was paused.
    Paused {
        /// Why.
        cause: PauseCause,
    },
    /// None of it counts any more: the promise was changed later, and counts from there.
    Dropped {},
    /// None of it counted: the calendar was closed.
    Closed {
        /// Why, in the order in which the reasons came up.
        reasons: Vec<Reason>,
    },
}

/// One line of the sum: what a run between two pauses counted, and what it left of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Sum {
    /// Where the run began.
    pub from: Shown,
    /// Where it ended; nothing when it still goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Shown>,
    /// How much of it counted, until now.
    pub counted_ms: i64,
    /// What is left of the target then; less than nothing when more was used than was allowed.
    pub left_ms: i64,
}

/// Whose a part of a ticket's life is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Whose {
    /// Ours: it was new or open, and the desk was at work.
    Us,
    /// Nobody's: it was new or open, and the desk was closed.
    Closed,
    /// The customer's: it was pending, at whatever hour.
    Customer,
    /// Somebody else's: it was on hold, at whatever hour.
    ThirdParty,
    /// It was solved or closed, or kept apart (merged, spam, in the trash), and waited for nobody.
    Done,
}

/// A part of a ticket's life, with what it follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Spell {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends, which is where the next one begins.
    pub to: Timestamp,
    /// Whose it is.
    pub whose: Whose,
    /// The status that the ticket was in.
    pub status: Name,
    /// The event by which it came into that status.
    pub event: EventId,
}

/// How much of a ticket's life is of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct SpentTotal {
    /// Whose.
    pub whose: Whose,
    /// How much, in milliseconds of real time; never nothing.
    pub length_ms: i64,
}

impl SpentTotal {
    pub(crate) const fn new(whose: Whose, length_ms: i64) -> Self {
        Self { whose, length_ms }
    }
}
