//! Rules as a configuration writes them.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::id::Name;
use crate::workflow::ActionSpec;

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
