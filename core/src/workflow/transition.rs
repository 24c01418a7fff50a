//! One allowed move, or many of them at once.

use std::collections::BTreeMap;
use std::fmt;

use super::{ActionSpec, ApprovalSpec, MessageRule, Status};
use crate::condition::Predicate;
use crate::id::Name;
use crate::model::{Category, TicketField, Value, label};

/// A move that is allowed, with what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// Its key, when people choose it by name.
    pub name: Option<Name>,
    /// The permission that the actor needs.
    pub permission: Option<Name>,
    /// What must hold for the ticket as it is after the command's own changes.
    pub guard: Option<Predicate>,
    /// Fields that must have a value after the command's own changes, unless they are hidden.
    pub required_fields: Vec<TicketField>,
    /// Whether all parts of the ticket must be solved or closed; as the workflow says when absent.
    pub requires_children_done: Option<bool>,
    /// The message that the same command must bring.
    pub required_message: Option<MessageRule>,
    /// Fields that it gives a value, or empties, when it is made.
    pub set: BTreeMap<Name, Option<Value>>,
    /// What is done when it is made.
    pub then: Vec<ActionSpec>,
    /// Whose approval it needs.
    pub approval: Option<ApprovalSpec>,
    /// Its label by language (BCP 47).
    pub labels: BTreeMap<String, String>,
    /// The guard as it is written, for pictures.
    pub(super) guard_in_words: Option<String>,
    pub(super) from: Selector,
    pub(super) to: Selector,
}

impl Transition {
    /// Its label in a language, else its name; nothing when it has neither.
    pub fn label(&self, language: &str) -> Option<&str> {
        label(&self.labels, language).or(self.name.as_deref())
    }

    /// How exactly it names a pair of statuses, the most exact first; nothing when it does not join them.
    pub(super) fn exactness(&self, from: &Status, to: &Status) -> Option<(u8, u8)> {
        let stays = from.name == to.name && !self.names_both_sides();
        let exactness = (self.to.exactness(to)?, self.from.exactness(from)?);
        (!stays).then_some(exactness)
    }

    /// Whether it is about two statuses by name: only such a transition can be one for staying in a status.
    pub(super) const fn names_both_sides(&self) -> bool {
        matches!((&self.from, &self.to), (Selector::Status(_), Selector::Status(_)))
    }
}

/// Which statuses one side of a transition speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selector {
    Status(Name),
    Category(Category),
    Any,
}

impl Selector {
    /// 0 for the status itself, 1 for its category, 2 for any; nothing when it is not among them.
    fn exactness(&self, status: &Status) -> Option<u8> {
        match self {
            Self::Status(name) => (*name == status.name).then_some(0),
            Self::Category(category) => (*category == status.category).then_some(1),
            Self::Any => Some(2),
        }
    }

    /// Whether the status is among them.
    pub(super) fn includes(&self, status: &Status) -> bool {
        self.exactness(status).is_some()
    }
}

/// As a configuration writes it.
impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(name) => fmt::Display::fmt(name, f),
            Self::Category(category) => write!(f, "category:{category}"),
            Self::Any => f.write_str("any"),
        }
    }
}
