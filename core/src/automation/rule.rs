//! Rules as decisions use them.

use super::spec::ActionSpec;
use crate::condition::Predicate;
use crate::id::Name;

/// A rule, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its key.
    pub name: Name,
    /// When it fires.
    pub predicate: Predicate,
    /// What it does, in this order.
    pub actions: Vec<ActionSpec>,
    /// Whether the run ends once it fired.
    pub stop: bool,
}
