//! What waits for somebody's approval.

use serde::{Deserialize, Serialize};

use crate::id::{Name, PersonId};
use crate::time::Timestamp;

/// A move that somebody has asked for, and that waits until it is approved. Leaving the status takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Approval {
    /// The status that the ticket is to enter.
    pub to: Name,
    /// The transition that is to be taken, when it has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<Name>,
    /// Who asked; nobody in particular when it was the host or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// When they asked.
    pub at: Timestamp,
    /// Whether the request came with a message, and then whether customers could read it: a transition may require one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_public: Option<bool>,
    /// Who has approved so far, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved: Vec<PersonId>,
}

impl Approval {
    /// A request that nobody has said anything about.
    pub const fn new(to: Name, at: Timestamp) -> Self {
        Self { to, transition: None, by: None, at, message_public: None, approved: Vec::new() }
    }
}
