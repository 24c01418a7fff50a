//! What can be asked about tickets, messages and events.

use serde::{Deserialize, Serialize};

use super::page::Cursor;
use super::words::SearchText;
use crate::condition::Predicate;
use crate::id::TicketId;
use crate::model::{Event, Message, ThreadPlace, Ticket, TicketField};

/// For whose eyes an answer is: it decides which messages are searched and which events are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Members of staff: public and internal.
    Staff,
    /// Customers: public only.
    Customers,
}

/// A list of tickets. `visible` is what the actor may see; it is part of the question, so that no storage ever
/// hands out more and filters afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketQuery {
    /// What the actor may see.
    pub visible: Predicate,
    /// For whose eyes.
    pub audience: Audience,
    /// What the caller asks for.
    pub condition: Option<Predicate>,
    /// Words that must all stand in the subject or in one message of the ticket.
    pub text: Option<SearchText>,
    /// The order. A text search answers newest first, whatever is said here.
    pub sort: Sort,
    /// After which row to go on.
    pub after: Option<Cursor>,
    /// How many rows at the most.
    pub limit: u32,
}

/// The order of a list. Rows that are alike in the key stand by their creation, oldest first, and then by id; in a
/// descending list everything is the other way round. Rows without the key come last in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// By what.
    pub by: SortKey,
    /// Whether the greatest comes first.
    #[serde(default)]
    pub descending: bool,
}

/// Oldest first: the default order of work.
impl Default for Sort {
    fn default() -> Self {
        Self { by: SortKey::CreatedAt, descending: false }
    }
}

/// What a list can be ordered by: a closed list, so that no secret can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SortKey {
    /// When it was created.
    CreatedAt,
    /// When it last changed; for customers when it last changed for them.
    UpdatedAt,
    /// When its status was entered.
    StatusSince,
}

/// A page of tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketPage {
    /// The tickets, in the order asked for.
    pub tickets: Vec<Ticket>,
    /// After the last of them, when there may be more.
    pub next: Option<Cursor>,
}

/// How many tickets there are, in all or by the value of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct CountQuery {
    /// What the actor may see.
    pub visible: Predicate,
    /// What the caller asks for.
    pub condition: Option<Predicate>,
    /// One count for each value of this field, which holds one name: status, category, priority, team, owner, type,
    /// channel, organization or requester.
    pub by: Option<TicketField>,
}

/// A piece of history: of one ticket, by its versions, or of the desk, in the order of commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Of which ticket; of the whole desk when absent.
    pub ticket: Option<TicketId>,
    /// For whose eyes. Customers only ever ask for one ticket, and get public events.
    pub audience: Audience,
    /// After which place: the ticket's version (for customers its public version), or the feed's number; 0 for all.
    pub after: u64,
    /// How many at the most.
    pub limit: u32,
}

/// A piece of history, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Event>,
    /// The place of the last of them: what to ask after next. What was asked after, when there are none.
    pub last: u64,
}

/// A piece of a ticket's conversation: its own messages, and those of the tickets that were merged into it, also over
/// several merges; for customers only of those that were merged openly. Messages stand by [`ThreadPlace`]; those of one
/// ticket stand by their positions, along which instants never go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadQuery {
    /// Which ticket.
    pub ticket: TicketId,
    /// For whose eyes.
    pub audience: Audience,
    /// Behind the place of which message, which need not be among them any more; the beginning when absent.
    pub after: Option<ThreadPlace>,
    /// How many at the most.
    pub limit: u32,
}

/// A piece of a conversation, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePage {
    /// The messages.
    pub messages: Vec<Message>,
    /// Whether there are more.
    pub more: bool,
}
