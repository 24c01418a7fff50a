//! Rules as a configuration writes them.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::id::Name;
use crate::model::{Ticket, TicketField};
use crate::time::{Span, Timestamp};
use crate::workflow::ActionSpec;

/// A rule. Without a time it is one on events: after every command on a ticket these are asked in their order. When one
/// changes the ticket they are asked again from the top, and each fires at most once for one command.
///
/// With a time it is asked once, at that time, and rules on events follow from what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// Its key.
    pub name: Name,
    /// The time at which it is asked; after every command when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<WhenSpec>,
    /// When it fires.
    pub condition: Condition,
    /// What it does, in this order.
    pub actions: Vec<ActionSpec>,
    /// Whether later rules are asked after it fired.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stop: bool,
}

/// The time of a rule: an instant of the ticket, or so long after or before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhenSpec {
    /// From which instant it is counted.
    pub anchor: Anchor,
    /// How long after it. More than nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// How long before it. More than nothing, and only for instants that may lie ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Span>,
    /// The calendar whose open time counts; every second when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
}

/// An instant of a ticket from which the time of a rule is counted. Each has the name of the field that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Anchor {
    /// When the ticket was created.
    CreatedAt,
    /// When its status was entered.
    StatusSince,
    /// Since when a customer has been waiting for an answer.
    WaitingSince,
    /// The latest message of a customer.
    LastRequesterAt,
    /// The latest public message of a human agent.
    LastReplyAt,
    /// The latest entry into a solved status.
    SolvedAt,
    /// The latest entry into a closed status.
    ClosedAt,
    /// When somebody wants it done.
    DueAt,
    /// When work on it is planned to begin.
    PlannedFrom,
    /// When work on it is planned to end.
    PlannedTo,
}

impl Anchor {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::CreatedAt,
        Self::StatusSince,
        Self::WaitingSince,
        Self::LastRequesterAt,
        Self::LastReplyAt,
        Self::SolvedAt,
        Self::ClosedAt,
        Self::DueAt,
        Self::PlannedFrom,
        Self::PlannedTo,
    ];

    /// The field that holds it.
    pub const fn field(self) -> TicketField {
        match self {
            Self::CreatedAt => TicketField::CreatedAt,
            Self::StatusSince => TicketField::StatusSince,
            Self::WaitingSince => TicketField::WaitingSince,
            Self::LastRequesterAt => TicketField::LastRequesterAt,
            Self::LastReplyAt => TicketField::LastReplyAt,
            Self::SolvedAt => TicketField::SolvedAt,
            Self::ClosedAt => TicketField::ClosedAt,
            Self::DueAt => TicketField::DueAt,
            Self::PlannedFrom => TicketField::PlannedFrom,
            Self::PlannedTo => TicketField::PlannedTo,
        }
    }

    /// The instant of a ticket; nothing while it has none.
    pub const fn of(self, ticket: &Ticket) -> Option<Timestamp> {
        match self {
            Self::CreatedAt => Some(ticket.created_at),
            Self::StatusSince => Some(ticket.status_since),
            Self::WaitingSince => ticket.waiting_since,
            Self::LastRequesterAt => ticket.last_requester_at,
            Self::LastReplyAt => ticket.last_reply_at,
            Self::SolvedAt => ticket.solved_at,
            Self::ClosedAt => ticket.closed_at,
            Self::DueAt => ticket.due_at,
            Self::PlannedFrom => ticket.planned_from,
            Self::PlannedTo => ticket.planned_to,
        }
    }

    /// Whether somebody gives it, so that it may lie ahead; all others are there when they have come.
    pub const fn may_lie_ahead(self) -> bool {
        matches!(self, Self::DueAt | Self::PlannedFrom | Self::PlannedTo)
    }
}

/// How many rules of the list may fire for one command. Those with a time are no part of this list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchMode {
    /// Every one that matches.
    #[default]
    All,
    /// Only the first that matches.
    First,
}
