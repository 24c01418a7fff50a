//! Rules as decisions use them.

use super::spec::RuleSpec;
use crate::condition::{FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::workflow::ActionSpec;

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

impl Rule {
    /// Checks a rule. Whether what it sets is there is for the configuration as a whole to say.
    ///
    /// # Errors
    /// Everything that is wrong with its condition, each with a JSON Pointer that begins with `path`.
    pub fn compile(spec: &RuleSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            name: spec.name.clone(),
            predicate: Predicate::compile(&spec.condition, fields, Scope::Rule, &pointer(path, "condition"))?,
            actions: spec.actions.clone(),
            stop: spec.stop,
        })
    }
}
