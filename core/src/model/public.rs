//! What a customer sees. These types have no room for anything internal, so nothing internal can leak through them.

use serde::{Deserialize, Serialize};

use super::attachment::Attachment;
use super::event::{Event, FieldChange};
use super::field::TicketField;
use super::message::{Message, MessageKind};
use super::ticket::{Category, Ticket};
use super::value::{Fields, Value};
use crate::id::{EventId, MessageId, Name, PersonId, TicketId};
use crate::time::Timestamp;

/// A ticket as its customers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct PublicTicket {
    /// Our id.
    pub id: TicketId,
    /// Counts what customers may see of its history.
    pub version: u64,
    /// When it last changed in a way that customers may see.
    pub updated_at: Timestamp,
    /// The number that people use.
    pub number: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// What it is about.
    pub subject: String,
    /// The person it is for.
    pub requester: PersonId,
    /// Customers in copy.
    pub ccs: Vec<PersonId>,
    /// Its status.
    pub status: Name,
    /// What the status means.
    pub category: Category,
    /// The order of service.
    pub priority: Name,
    /// The type.
    #[serde(rename = "type")]
    pub ticket_type: Option<Name>,
    /// How it came in.
    pub channel: Name,
    /// The language of the conversation.
    pub language: Option<String>,
    /// Whether it was merged into another ticket: what its requester writes here goes on there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub merged: bool,
    /// Values of those fields that the configuration shows to customers.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// The latest entry into solved.
    pub solved_at: Option<Timestamp>,
    /// The latest entry into closed.
    pub closed_at: Option<Timestamp>,
    /// What people read in place of names.
    pub labels: PublicLabels,
}

/// What people read in place of the names of the configuration, in their own language as far as it has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct PublicLabels {
    /// The status.
    pub status: String,
    /// The colour of the status, as `#rrggbb`, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_color: Option<String>,
    /// The order of service.
    pub priority: String,
    /// The type, when there is one.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub ticket_type: Option<String>,
}

impl PublicLabels {
    /// Labels of a status and of a priority.
    pub const fn new(status: String, priority: String) -> Self {
        Self { status, status_color: None, priority, ticket_type: None }
    }
}

impl PublicTicket {
    /// The customer's side of a ticket; `shows` says which of the desk's own fields customers see.
    pub fn of(ticket: &Ticket, shows: impl Fn(&Name) -> bool, labels: PublicLabels) -> Self {
        let fields = ticket.fields.iter().filter(|(name, _)| shows(name));
        Self {
            id: ticket.id,
            version: ticket.public_version,
            updated_at: ticket.public_updated_at,
            number: ticket.number.clone(),
            created_at: ticket.created_at,
            subject: ticket.subject.clone(),
            requester: ticket.requester,
            ccs: ticket.ccs.clone(),
            status: ticket.status.clone(),
            category: ticket.category,
            priority: ticket.priority.clone(),
            ticket_type: ticket.ticket_type.clone(),
            channel: ticket.channel.clone(),
            language: ticket.language.clone(),
            merged: ticket.merged_into.is_some(),
            fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
            solved_at: ticket.solved_at,
            closed_at: ticket.closed_at,
            labels,
        }
    }
}

/// A message as customers read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct PublicMessage {
    /// Our id.
    pub id: MessageId,
    /// Whether a person wrote it, or it was produced.
    pub automated: bool,
    /// Whether the desk speaks, not a customer.
    pub from_desk: bool,
    /// Who wrote it, when it was a person.
    pub author: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// The text, as it was written.
    pub body: String,
    /// The same text as safe HTML, where the channel brought such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl PublicMessage {
    /// The message for customers; nothing when it is internal.
    pub fn of(message: &Message) -> Option<Self> {
        use super::message::Author;
        if !message.public || message.kind == MessageKind::Note {
            return None;
        }
        let (from_desk, author) = match &message.author {
            Author::EndUser { person } | Author::Unverified { person } => (false, Some(*person)),
            Author::Agent { person } => (true, Some(*person)),
            Author::Bot { .. } | Author::System {} => (true, None),
        };
        Some(Self {
            id: message.id,
            automated: message.kind == MessageKind::Automated,
            from_desk,
            author,
            at: message.at,
            body: message.body.clone(),
            html: message.html.clone(),
            attachments: message.attachments.clone(),
        })
    }
}

/// A fact as customers may know it: what changed for them, not who in the house did it or why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct PublicEvent {
    /// Our id, another one than that by which staff know the event: it tells nothing of what else happened.
    pub id: EventId,
    /// Its place in what customers see of the history, from 1.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// What: `ticket_created`, `ticket_changed`, `ticket_moved`, `message_added`, `ticket_merged` or `ticket_unmerged`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The message that was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// The fields that changed, of those that customers see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

impl PublicEvent {
    /// The event for customers; nothing when it is internal. `shows` says which of the desk's own fields they see, and
    /// `shows_status` of which statuses they may know: where a ticket was in another one, it is told of no status.
    pub fn of(
        event: &Event,
        shows: impl Fn(&Name) -> bool,
        shows_status: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        use super::event::EventKind;
        if !event.public {
            return None;
        }
        let seen = |change: &&FieldChange| match &change.field {
            TicketField::Custom(name) => shows(name),
            built_in => built_in.is_public(),
        };
        // What went on inside is told only by what it changed for customers.
        let (event_type, message) = match &event.kind {
            EventKind::MessageAdded { message, message_kind } if *message_kind != MessageKind::Note => {
                (event.kind.as_str(), Some(*message))
            }
            EventKind::TicketRepeated { message: Some(message) } => ("message_added", Some(*message)),
            EventKind::TicketCreated {}
            | EventKind::TicketMoved { .. }
            | EventKind::TicketMerged {}
            | EventKind::TicketUnmerged {}
            | EventKind::TicketErased { .. } => (event.kind.as_str(), None),
            _ => (EventKind::TicketChanged {}.as_str(), None),
        };
        Some(Self {
            id: event.ticket.map_or(event.id, |ticket| event.id.public(ticket, event.public_version)),
            version: event.public_version,
            at: event.at,
            event_type: event_type.to_owned(),
            message,
            changes: without_statuses(
                event.changes.iter().chain(&event.personal).filter(seen).cloned().collect(),
                &shows_status,
            ),
        })
    }
}

/// The changes without what they tell of statuses that are not shown.
fn without_statuses(mut changes: Vec<FieldChange>, shows_status: &dyn Fn(&str) -> bool) -> Vec<FieldChange> {
    let hides = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_text).is_some_and(|status| !shows_status(status))
    };
    let moved = changes.iter().find(|change| change.field == TicketField::Status);
    let (from, to) = moved.map_or((false, false), |change| (hides(&change.from), hides(&change.to)));
    if !from && !to {
        return changes;
    }
    for change in &mut changes {
        if matches!(change.field, TicketField::Status | TicketField::Category | TicketField::StatusSince) {
            change.from = change.from.take().filter(|_| !from);
            change.to = change.to.take().filter(|_| !to);
        }
    }
    changes.retain(|change| change.from.is_some() || change.to.is_some());
    changes
}
