//! Effects: what the host has to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::ClockKey;
use crate::id::{EffectId, MessageId, Name, PersonId, TicketId};
use crate::time::Timestamp;

/// What a requester is told by the desk itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RequesterNotice {
    /// The desk waits for their answer.
    Reminder,
    /// The ticket takes longer than usual.
    Delay,
    /// The ticket is solved.
    Solved,
}

/// What the host has to do. Delivering it twice must be harmless: [`Effect::id`] stays the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EffectKind {
    /// Tell the requester that the ticket was opened.
    Acknowledge {
        /// Whom to tell.
        to: Vec<PersonId>,
    },
    /// Bring a message to people.
    Deliver {
        /// Which message.
        message: MessageId,
        /// To whom: customers for a public message, staff for an internal one.
        to: Vec<PersonId>,
    },
    /// Tell an agent that a ticket is theirs now.
    Assigned {
        /// Whom to tell.
        to: Vec<PersonId>,
    },
    /// Tell staff that the owner of a ticket did not act on it in time.
    OwnerSilent {
        /// The owner.
        owner: PersonId,
        /// Whom to tell.
        to: Vec<PersonId>,
    },
    /// Warn staff that a promise runs out, or tell them that it is broken.
    Escalate {
        /// Which clock.
        clock: ClockKey,
        /// The step of the policy that says so, from 0; nothing for the breach itself.
        step: Option<u32>,
        /// Whom to tell.
        to: Vec<PersonId>,
    },
    /// Tell the requester something of the configuration: a reminder, a delay, or that the ticket is solved.
    NotifyRequester {
        /// What it is about.
        notice: RequesterNotice,
        /// The key of the text, as the configuration names it.
        text: Name,
        /// Which reminder of the status, from 0.
        step: Option<u32>,
        /// Whom to tell.
        to: Vec<PersonId>,
    },
    /// Tell those who can approve of a move that it waits for them.
    Approve {
        /// The status that the ticket is to enter.
        status: Name,
        /// The transition that is to be taken, when it has a name.
        transition: Option<Name>,
        /// Whom to tell: those who can approve, as far as they are in a team. Others find it by the condition
        /// `approval is_set`.
        to: Vec<PersonId>,
    },
    /// Tell whoever asked for an approval what became of it.
    ApprovalDecided {
        /// The status that the ticket was to enter.
        status: Name,
        /// Whether it did.
        approved: bool,
        /// Whom to tell.
        to: Vec<PersonId>,
    },
    /// Take files away, because the messages that had them were erased and no other message has them. A file that was stored
    /// anew since [`Effect::at`] stays: a later message may have it (`FolderStore::remove_kept_before`).
    RemoveFiles {
        /// The SHA-256 of each in lower-case hex, at most 100.
        files: Vec<String>,
    },
    /// Send a webhook: a request `POST` with exactly this body, signed with `webhook::sign` under the id of the effect. Any
    /// answer from 200 to 299 is a success. The host sees to it that the address leads to where it may lead.
    Webhook {
        /// Which rule asks for it.
        rule: Name,
        /// The endpoint, as the configuration calls it: by this the host finds its secrets.
        endpoint: Name,
        /// Where it goes to.
        url: String,
        /// What is sent, byte for byte the same however often: a JSON text.
        body: String,
    },
    /// Something of the host's own, named by a rule of the configuration.
    Host {
        /// Which rule asks for it.
        rule: Name,
        /// What the configuration calls it.
        name: Name,
        /// What the configuration gives along.
        payload: BTreeMap<String, String>,
    },
}

/// How a duty stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EffectState {
    /// Waits for a worker.
    Waiting {},
    /// A worker has it.
    Leased {
        /// Who has it.
        worker: String,
        /// The fencing token: settles the lease, and no other.
        token: u64,
        /// Until when.
        until: Timestamp,
    },
    /// Failed too often, and waits for a person.
    Parked {
        /// What the worker said the last time.
        reason: String,
    },
}

/// A duty of the host, stored by the same commit as its cause, and kept until it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Effect {
    /// Our id, the same however often it is delivered.
    pub id: EffectId,
    /// The ticket it belongs to. Duties of one ticket are given out in order, one after the other is settled.
    pub ticket: TicketId,
    /// Its place among the duties of the ticket.
    pub position: u64,
    /// When its cause happened.
    pub at: Timestamp,
    /// What is to be done.
    pub kind: EffectKind,
    /// How it stands.
    pub state: EffectState,
    /// How often a worker has had it.
    pub attempts: u32,
    /// From when on it may be given out.
    pub not_before: Timestamp,
}

impl Effect {
    /// A duty that waits for a worker.
    pub const fn waiting(
        id: EffectId,
        ticket: TicketId,
        position: u64,
        at: Timestamp,
        kind: EffectKind,
    ) -> Self {
        Self { id, ticket, position, at, kind, state: EffectState::Waiting {}, attempts: 0, not_before: at }
    }
}
