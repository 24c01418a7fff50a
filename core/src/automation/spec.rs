//! Rules as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::id::Name;
use crate::model::Value;

/// A rule on events: after every command on a ticket the rules are asked in their order. When one changes the ticket
/// they are asked again from the top, and each fires at most once for one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// Its key.
    pub name: Name,
    /// When it fires.
    pub condition: Condition,
    /// What it does, in this order.
    pub actions: Vec<ActionSpec>,
    /// Whether later rules are asked after it fired.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stop: bool,
}

/// How many rules of the list may fire for one command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchMode {
    /// Every one that matches.
    #[default]
    All,
    /// Only the first that matches.
    First,
}

/// What a rule does.
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
        /// Its text.
        body: String,
    },
    /// Sends a public, automated message to the requester and those in copy. It fulfils no promise.
    SendMessage {
        /// Its text.
        body: String,
    },
    /// Puts a duty of the host's own into the outbox.
    Effect {
        /// What the host calls it.
        name: Name,
        /// What the host gets along.
        #[serde(default)]
        payload: BTreeMap<String, String>,
    },
}
