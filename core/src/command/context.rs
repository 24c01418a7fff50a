//! Who commands, and when.

use serde::{Deserialize, Serialize};

use crate::id::CommandId;
use crate::model::Actor;
use crate::time::Timestamp;

/// Who commands, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Who.
    pub actor: Actor,
    /// The idempotency key: the same command with the same id is carried out once and answered twice alike. A new
    /// one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub command_id: Option<CommandId>,
    /// The moment at which it happens; the engine's own time when absent. For imports and replays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub now: Option<Timestamp>,
}

impl Context {
    /// This actor, now, with a new command id.
    pub const fn of(actor: Actor) -> Self {
        Self { actor, command_id: None, now: None }
    }

    /// The same, at this moment.
    #[must_use]
    pub const fn at(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// The same, with this command id.
    #[must_use]
    pub const fn with_id(mut self, id: CommandId) -> Self {
        self.command_id = Some(id);
        self
    }
}
