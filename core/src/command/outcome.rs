//! What a command led to.

use serde::{Deserialize, Serialize};

use crate::id::{CommandId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId};

/// What a command led to. What it does not speak of is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Outcome {
    /// The command.
    pub command: CommandId,
    /// The ticket that was made or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its version afterwards; its public version when a requester asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The message that was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// The person that was made or changed, or for whom the ticket is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The organization that was made or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
    /// The job that was begun, ended or carried on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// The version of the configuration that is now in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_version: Option<u64>,
    /// What the caller should know besides: for staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl Outcome {
    /// The outcome of a command of which there is nothing to say yet.
    pub const fn of(command: CommandId) -> Self {
        Self {
            command,
            ticket: None,
            number: None,
            version: None,
            message: None,
            person: None,
            organization: None,
            job: None,
            config_version: None,
            notices: Vec::new(),
        }
    }
}

/// Something that was not an error, but that the caller should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Notice {
    /// What: `queued`, `auto_move_skipped`, `follow_up`, `merged`, `courtesy`, `not_delivered`, `no_policy`, `loop_stopped`; of a
    /// replay `zone_rules_differ` and `erased`.
    pub code: Name,
    /// The same as a sentence.
    pub message: String,
}

impl Notice {
    /// A word to the caller.
    pub fn new(code: Name, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
