//! What rules and transitions do of their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::model::Value;

/// What a rule does, or a transition when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ActionSpec {
    /// Gives a field a value, or takes it away: status, priority, team, owner (by the host's key), or one of the
    /// desk's own. The same checks apply as to a person.
    Set {
        /// The field.
        field: String,
        /// The value; none to empty it.
        #[serde(default)]
        value: Option<Value>,
    },
    /// Adds tags.
    AddTags {
        /// Which.
        tags: Vec<String>,
    },
    /// Takes tags away.
    RemoveTags {
        /// Which.
        tags: Vec<String>,
    },
    /// Adds an internal note.
    AddNote {
        /// Its text, with places such as `{{ticket.number}}`.
        body: String,
    },
    /// Sends a public, automated message to the requester and those in copy. It fulfils no promise.
    SendMessage {
        /// Its text, with places such as `{{requester.name}}`.
        body: String,
    },
    /// Puts a duty of the host's own into the outbox.
    Effect {
        /// What the host calls it.
        name: Name,
        /// What the host gets along: texts, which may have places.
        #[serde(default)]
        payload: BTreeMap<String, String>,
    },
    /// Puts a word to another program into the outbox: what stands there is what the host sends, signed.
    Webhook {
        /// Which of the configuration's `webhooks` it goes to.
        endpoint: Name,
        /// What it says besides how the ticket stands: texts, which may have places.
        #[serde(default)]
        payload: BTreeMap<String, String>,
    },
}
