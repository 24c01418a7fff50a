//! What a document would do to a desk, and what it would have done: the answers of trials.

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::id::{Name, TicketId};
use crate::model::{ClockKey, Decimal, Metric};
use crate::time::Timestamp;

/// What a clock would be after the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Move {
    /// Our id of the ticket.
    pub ticket: TicketId,
    /// The number of the ticket.
    pub number: String,
    /// The clock as it is now; nothing for a promise that begins by the change.
    pub clock: Option<ClockKey>,
    /// The clock that goes on in its place, which is often the same; nothing when nothing is promised any more.
    pub becomes: Option<ClockKey>,
    /// The deadline now; nothing while paused.
    pub due_before: Option<Timestamp>,
    /// The deadline after the change; nothing while paused.
    pub due_after: Option<Timestamp>,
    /// How much time is allowed now, in milliseconds.
    pub target_before_ms: Option<i64>,
    /// How much time is allowed after the change, in milliseconds.
    pub target_after_ms: Option<i64>,
    /// Whether the promise is broken by the change: it is not late now, and would be.
    pub becomes_late: bool,
    /// How long ago the deadline would have passed, in milliseconds of real time; nothing where it has not.
    pub late_by_ms: Option<i64>,
}

/// Tickets for which a document has another place than the one that they are in, as they would be read when they are next
/// touched: their status is gone or means something else, or their type or team leads into another workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Stranded {
    /// The workflow that they follow now.
    pub workflow: Name,
    /// The status that they are in now.
    pub status: Name,
    /// The workflow that they would follow.
    pub to_workflow: Name,
    /// The status that they would go on in; nothing where there is none, and they would be stuck.
    pub to_status: Option<Name>,
    /// How many there are.
    pub tickets: u64,
    /// The numbers of the first of them, by creation; at most [`TRIAL_STRANDED`](crate::limits::TRIAL_STRANDED).
    pub first: Vec<String>,
}

/// What a document would do to the open clocks of a desk, or of the tickets that were looked at: the counts of the pages of
/// one desk add up. As text it is for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Preview {
    /// The version that the document would be in force as.
    pub config_version: u64,
    /// The instant of the change.
    pub at: Timestamp,
    /// Whether the look came to the last ticket: false when it was to look at fewer, or the caller ended it.
    pub complete: bool,
    /// Where the next page begins: behind the last ticket whose changes are all listed; nothing when that is the last
    /// one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Tickets with open clocks.
    pub tickets: u64,
    /// Their open clocks.
    pub clocks: u64,
    /// Clocks whose deadline moves, or whose target changes while they are paused.
    pub moved: u64,
    /// Of all that change, those that become late.
    pub late: u64,
    /// Promises that end by the change, with nothing in their place.
    pub ended: u64,
    /// Promises that begin by the change.
    pub begun: u64,
    /// Tickets that could not be held to the document.
    pub refused: Refusals,
    /// Tickets that would have no place, and be stuck: those of [`stranded`](Self::stranded) without a status to go to.
    pub stuck: u64,
    /// Tickets that would move by the change, or be stuck: by the workflow and the status that they are in now.
    pub stranded: Vec<Stranded>,
    /// What changes, as far as it is listed: by the creation of the ticket, and then by the key of the clock.
    pub moves: Vec<Move>,
}

/// By what measurements are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroupBy {
    /// All of a metric.
    All,
    /// By the policy that made the promise.
    Policy,
    /// By the priority that the ticket has now.
    Priority,
    /// By the team that owns the ticket now; without a value for those that none owns.
    Team,
    /// By the month (UTC) in which the measurement began, as `2026-06`.
    Month,
}

/// What measurements came to: each is one of met, missed, cancelled and running.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Tally {
    /// Done in time.
    pub met: u64,
    /// Too late: done late, or not done and late already.
    pub missed: u64,
    /// Neither met nor missed: it no longer mattered.
    pub cancelled: u64,
    /// Still open, and not late.
    pub running: u64,
    /// Promises that were broken, also those that were cancelled later.
    pub breaches: u64,
    /// Met as a part of met and missed, from 0 to 1 with six decimals; nothing where there is neither.
    pub attainment: Option<Decimal>,
    /// The time used by half of what was done at the most, in milliseconds as each clock counts; nothing where nothing was
    /// done. It is the time of one of them, the nearest rank.
    pub median_ms: Option<i64>,
    /// The same for nine tenths.
    pub p90_ms: Option<i64>,
}

/// One group of measurements, as they were and as they would have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct WhatIfRow {
    /// By what the group is made.
    pub by: GroupBy,
    /// The policy, priority, team or month of the group.
    pub value: Option<String>,
    /// What is measured.
    pub metric: Metric,
    /// As it was.
    pub before: Tally,
    /// As it would have been.
    pub after: Tally,
}

/// What service levels came to, and what they would have come to. As text it is for people, one line for each row.
///
/// Of the pieces of one desk all counts add up; medians and percentiles are those of the piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct WhatIfReport {
    /// The version of the configuration in force.
    pub config_version: u64,
    /// Until when time has passed.
    pub as_of: Timestamp,
    /// Whether the look came to the last ticket: false when it was to look at fewer, or the caller ended it.
    pub complete: bool,
    /// Where the next piece begins; nothing when it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Tickets that were looked at.
    pub tickets: u64,
    /// Tickets whose history cannot be lived under the document; they are in no row.
    pub refused: Refusals,
    /// Tickets that were in a status which the document does not have, so that it paused nothing.
    pub strange_statuses: u64,
    /// The groups: by [`GroupBy`], value and metric, each in their order.
    pub rows: Vec<WhatIfRow>,
}

/// A ticket that could not be held to the document: a command that tried would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Refusal {
    /// The number of the ticket.
    pub number: String,
    /// Why.
    pub problem: Problem,
}

/// The tickets that were refused: how many, and the first [`TRIAL_REFUSALS`](crate::limits::TRIAL_REFUSALS) of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Refusals {
    /// How many there are.
    pub count: u64,
    /// The first of them, by creation.
    pub first: Vec<Refusal>,
}
