//! Workflows as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ActionSpec;
use crate::condition::Condition;
use crate::id::Name;
use crate::model::{Category, Metric, Value};
use crate::time::Span;

/// A set of statuses with the moves that are allowed between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowSpec {
    /// Its key.
    pub name: Name,
    /// Its statuses, in the order in which people see them.
    pub statuses: Vec<StatusSpec>,
    /// The moves that are allowed. Nothing else is.
    pub transitions: Vec<TransitionSpec>,
    /// Whether a ticket can only be solved or closed when all its parts are. Default: yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires_children_done: Option<bool>,
    /// The moves that happen by themselves.
    #[serde(default)]
    pub automatic: AutomaticSpec,
}

/// One status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusSpec {
    /// Its key, unique in the workflow.
    pub name: Name,
    /// What it means to the engine.
    pub category: Category,
    /// Whether a ticket may begin in it; the first such status is where it begins when nobody says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub initial: bool,
    /// Its colour, as `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The clocks that stand still in it, by their metrics. When absent: `pausable_update`, `requester_wait`,
    /// `agent_work`, `resolution` and `group_ownership` in a pending status, `agent_work` in one on hold, none elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pauses: Option<Vec<Metric>>,
    /// Whether a customer's message ends that pause at once. When absent: yes in a pending status, no elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumes_on_message: Option<bool>,
}

/// What becomes of the statuses of one workflow in another: for tickets that come to follow the other one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowMapSpec {
    /// The workflow that they leave, which may be one of an earlier version of the document; or the one that they go on to
    /// follow, for statuses that it no longer has.
    pub from: Name,
    /// The workflow that they go on to follow.
    pub to: Name,
    /// By the name of the status that they leave, the one that they enter. What is not listed goes to the status of the same
    /// name and category, else to the first of the same category.
    pub statuses: BTreeMap<Name, Name>,
}

/// One allowed move, or many of them at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionSpec {
    /// Its key, when people choose it by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Where it begins: a status, a category as `category:open`, or `any`.
    pub from: String,
    /// Where it leads: a status, a category as `category:open`, or `any`.
    pub to: String,
    /// The permission that the actor needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<Name>,
    /// What must hold for the ticket as it is after the command's own changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Condition>,
    /// Fields that must have a value after the command's own changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_fields: Vec<String>,
    /// Whether all parts of the ticket must be solved or closed, where it leads there; as the workflow says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires_children_done: Option<bool>,
    /// The message that the same command must bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_message: Option<MessageRule>,
    /// Fields that it gives a value, or empties, when it is made: after all checks, and whatever the command says of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<Name, Option<Value>>,
    /// What is done when it is made, in this order: as by a rule, in the same command, and all of it or the move is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<ActionSpec>,
    /// Whose approval it needs. Trying it asks for that; the ticket moves once it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalSpec>,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// The approval that a transition needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalSpec {
    /// Who may give it.
    pub by: ApproversSpec,
    /// How many have to give it. One of them who refuses is enough to refuse it.
    #[serde(default = "ApprovalSpec::one")]
    pub count: u32,
    /// Whether whoever asks for it may give it, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

impl ApprovalSpec {
    const fn one() -> u32 {
        1
    }
}

/// Who may give an approval: members of staff who see the ticket, and whom this fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApproversSpec {
    /// Those with a permission.
    Permission(Name),
    /// Those of a role.
    Role(Name),
    /// Those in a team.
    Team(Name),
}

/// Which message a move needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageRule {
    /// A public one.
    Public,
    /// An internal one.
    Internal,
    /// Any.
    Any,
}

/// The moves that happen by themselves. What is absent takes the default of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutomaticSpec {
    /// Where an agent's reply on a new or open ticket leads; `none` for nowhere. Default: the first pending status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_reply: Option<String>,
    /// Where a customer's message on a pending, held or solved ticket leads; `none` for nowhere. Default: the first
    /// open status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester_message: Option<String>,
    /// How long after the latest entry into solved a ticket closes. Default `P4D`; `PT0S` for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_after: Option<Span>,
    /// For how long after closing a customer's message opens the ticket again; later it becomes a new, linked one.
    /// Default `P14D`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_within: Option<Span>,
}
