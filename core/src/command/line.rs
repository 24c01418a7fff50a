//! Who waits, who was given what, and how a ticket went from team to team.

use serde::Serialize;

use crate::id::{Name, PersonId, TicketId};
use crate::model::By;
use crate::time::Timestamp;

/// A ticket that waits for an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Waiting {
    /// Which.
    pub ticket: TicketId,
    /// Its number.
    pub number: String,
    /// Its priority.
    pub priority: Name,
    /// Since when somebody has been waiting: its oldest unanswered message, or its creation.
    pub since: Timestamp,
    /// The deadline that puts it in its place, where agents take their next ticket themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_by: Option<Timestamp>,
    /// Whether that deadline was missed.
    pub late: bool,
}

/// How a ticket was handed from one team to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Handoff {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// The team that had it; nothing where none had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// The team that got it; nothing where none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Name>,
    /// How long it had been there, in milliseconds of real time: what the handoff cost where nothing was done.
    pub held_ms: i64,
    /// How much of that lay in the working hours of the team that had it, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_ms: Option<i64>,
    /// How much of it passed before anybody there answered or wrote a note; all of it where nobody did.
    pub idle_ms: i64,
    /// Whether the team that got it had had it before.
    pub returned: bool,
}

/// What a member of a team was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct FairShare {
    /// Who.
    pub person: PersonId,
    /// The tickets that a strategy gave them, or that they took as their next one.
    pub given: i64,
    /// Their share beside those of the others.
    pub share: u32,
    /// What their share of all tickets is, in hundredths of a ticket, rounded down.
    pub fair_hundredths: i64,
    /// How much more than that they were given, in hundredths of a ticket; less when negative.
    pub deviation_hundredths: i64,
}
