//! What happens by itself, as a configuration writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::time::Span;

/// A change of status that comes by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterSpec {
    /// How long after the status was entered. Real time, more than nothing.
    pub span: Span,
    /// The status that is entered then.
    pub to: Name,
}

/// Something that a requester is told after a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderSpec {
    /// How long after. Real time, more than nothing.
    pub after: Span,
    /// The host's key of the text.
    pub text: Name,
}

/// Something that a requester is told at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeSpec {
    /// The host's key of the text.
    pub text: Name,
}

/// What somebody who writes is to the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Participant {
    /// The customer whom it is for.
    Requester,
    /// A customer in copy.
    Cc,
    /// Another customer of the same organization.
    OrganizationMember,
    /// A customer who is none of these, such as the requester of a ticket that was merged into it.
    Other,
    /// Somebody who is not known to belong to the ticket. Their messages are for staff alone.
    Unverified,
    /// A human member of staff, with a public reply.
    Staff,
}

/// What becomes of a customer's message that comes too late to open a closed ticket again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateMessage {
    /// A new ticket, which carries the old one on.
    #[default]
    FollowUp,
    /// The ticket opens again, as if it were not too late.
    Reopen,
    /// It is kept with the ticket, which stays closed.
    Keep,
}

/// Messages that say no more than thanks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourtesySpec {
    /// Phrases of which such a message consists. Capitals, punctuation and line breaks do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// Whether the phrases of the product count, too: thanks and greetings in several languages.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub built_in: bool,
}

const fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_yes(yes: &bool) -> bool {
    *yes
}

/// The moves of tickets that stand in one status, where they are otherwise than the workflow says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusAutomaticSpec {
    /// Where an agent's reply leads; `none` for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_reply: Option<String>,
    /// Where a note of staff leads; `none` for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where a message of a program leads, of the host or of a rule; `none` for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automated_message: Option<String>,
    /// Where another team or owner leads; `none` for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<String>,
    /// Where a customer's message leads; `none` for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester_message: Option<String>,
    /// Whose messages lead there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopened_by: Option<Vec<Participant>>,
}

impl StatusAutomaticSpec {
    pub(in crate::workflow) fn is_silent(&self) -> bool {
        *self == Self::default()
    }
}
