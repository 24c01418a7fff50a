//! What answers are made of, where it is no noun of its own.

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::id::Name;
use crate::model::{Category, Clock};
use crate::time::Timestamp;

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Count {
    /// The value that these tickets share; nothing for those without one, and for a count of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How many.
    pub tickets: u64,
}

/// One way on for a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Available {
    /// The status that it leads to.
    pub to: Name,
    /// What that status means.
    pub category: Category,
    /// The transition's name, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition: Option<Name>,
    /// Everything that still stands in the way; empty when the way is free.
    pub missing: Vec<Problem>,
}

/// A clock with its explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct ClockView {
    /// The clock.
    pub clock: Clock,
    /// How much of its time is used by now, in milliseconds; nothing when the calendar that it counted by is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_ms: Option<i64>,
    /// The explanation, as text for a person.
    pub why: String,
}

/// What one call of `tick` did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Report {
    /// Tickets on which something fired.
    pub fired: u64,
    /// Items of jobs that were carried out, refused ones among them.
    pub items: u64,
    /// Whether there is more to do by the same instant.
    pub more: bool,
    /// When there will be something to do next.
    pub next_due: Option<Timestamp>,
}
