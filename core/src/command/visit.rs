//! How long a ticket stood in each of its statuses.

use serde::Serialize;

use crate::id::{EventId, Name};
use crate::model::Category;
use crate::time::Timestamp;

/// One stay of a ticket in a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Visit {
    /// The status.
    pub status: Name,
    /// What the status meant then.
    pub category: Category,
    /// When it was entered.
    pub from: Timestamp,
    /// When it was left; nothing while the ticket stands in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// How long that was, or is until now, in milliseconds of real time.
    pub length_ms: i64,
    /// How much of it was open time, in milliseconds, by the hours by which the desk works on the ticket.
    pub business_ms: i64,
    /// The event by which it was entered.
    pub event: EventId,
}

impl Visit {
    /// A stay that has begun.
    pub(crate) const fn begun(status: Name, category: Category, from: Timestamp, event: EventId) -> Self {
        Self { status, category, from, to: None, length_ms: 0, business_ms: 0, event }
    }
}

/// All stays of a ticket in one status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct VisitTotal {
    /// The status.
    pub status: Name,
    /// What it meant.
    pub category: Category,
    /// How often the ticket came into it.
    pub visits: u64,
    /// How long it stood in it, in milliseconds of real time.
    pub length_ms: i64,
    /// How much of that was open time, in milliseconds.
    pub business_ms: i64,
}

impl VisitTotal {
    /// No stay yet.
    pub(crate) const fn none(status: Name, category: Category) -> Self {
        Self { status, category, visits: 0, length_ms: 0, business_ms: 0 }
    }
}
