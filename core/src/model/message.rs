//! Messages: a ticket's conversation.

use serde::{Deserialize, Serialize};

use super::attachment::Attachment;
use crate::id::{MessageId, Name, PersonId, TicketId};
use crate::time::Timestamp;

/// What a message is to the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Written by a person, visible to customers.
    Reply,
    /// Written by staff, for staff only. It never leaves the house.
    Note,
    /// Produced by a rule, a survey, an automatic answer, a bounce or an import.
    Automated,
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// A customer.
    EndUser {
        /// Who.
        person: PersonId,
    },
    /// Somebody who wrote to the ticket without being known to belong to it. Nothing that they write moves the ticket, unless
    /// the workflow's `reopened_by` names such people, and no customer reads it until staff publish it.
    Unverified {
        /// Who.
        person: PersonId,
    },
    /// A human member of staff: the only author whose reply fulfils a promise.
    Agent {
        /// Who.
        person: PersonId,
    },
    /// A program that speaks for the desk: the host, or a rule by its name.
    Bot {
        /// Which rule, when it was one.
        rule: Option<Name>,
    },
    /// The engine itself.
    System {},
}

impl Author {
    /// Who wrote as a customer, or without being known to be one. What staff write is the word of the desk.
    pub const fn outsider(&self) -> Option<PersonId> {
        match self {
            Self::EndUser { person } | Self::Unverified { person } => Some(*person),
            Self::Agent { .. } | Self::Bot { .. } | Self::System {} => None,
        }
    }
}

/// Where a message stands among those of several tickets: by its instant, then by ticket, then by its place in the
/// conversation of that ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThreadPlace {
    /// When it came in.
    pub at: Timestamp,
    /// The ticket that it was written to.
    pub ticket: TicketId,
    /// Its place in the conversation of that ticket.
    pub position: u64,
}

/// One message of a ticket. It never changes, but for an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Message {
    /// Our id.
    pub id: MessageId,
    /// The ticket that it was written to.
    pub ticket: TicketId,
    /// Its place in the conversation of that ticket, from 1.
    pub position: u64,
    /// What it is to the conversation.
    pub kind: MessageKind,
    /// Whether customers of the ticket may read it.
    pub public: bool,
    /// Who wrote it.
    pub author: Author,
    /// When it came in.
    pub at: Timestamp,
    /// The text, as it was written.
    pub body: String,
    /// The same text as HTML, where the channel brought such: safe to be shown (`html::safe`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The id that the channel gave it, unique in the desk: the Message-ID of a mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl Message {
    /// A message as the engine builds it.
    #[allow(clippy::too_many_arguments, reason = "the one place where a message is put together")]
    pub const fn new(
        id: MessageId,
        ticket: TicketId,
        position: u64,
        kind: MessageKind,
        public: bool,
        author: Author,
        at: Timestamp,
        body: String,
    ) -> Self {
        Self {
            id,
            ticket,
            position,
            kind,
            public,
            author,
            at,
            body,
            html: None,
            attachments: Vec::new(),
            external_id: None,
        }
    }

    /// Where it stands among the messages of several tickets.
    pub const fn place(&self) -> ThreadPlace {
        ThreadPlace { at: self.at, ticket: self.ticket, position: self.position }
    }

    /// Whether it is the public word of a human agent.
    pub const fn is_agent_reply(&self) -> bool {
        self.public && matches!((self.kind, &self.author), (MessageKind::Reply, Author::Agent { .. }))
    }

    /// Whether it is the word of a customer.
    pub const fn is_from_customer(&self) -> bool {
        matches!((self.kind, &self.author), (MessageKind::Reply, Author::EndUser { .. }))
    }
}
