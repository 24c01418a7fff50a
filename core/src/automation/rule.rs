//! Rules as decisions use them.

use super::spec::RuleSpec;
use super::when::When;
use crate::condition::{FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::workflow::ActionSpec;

/// A rule, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its key.
    pub name: Name,
    /// The time at which it is asked; after every command when there is none.
    pub when: Option<When>,
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
    /// Everything that is wrong with its condition and its time, each with a JSON Pointer that begins with `path`.
    pub fn compile(spec: &RuleSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let when = spec.when.as_ref().map(|when| When::compile(when, &pointer(path, "when"))).transpose();
        let predicate = Predicate::compile(&spec.condition, fields, Scope::Rule, &pointer(path, "condition"));
        let (when, predicate) = match (when, predicate) {
            (Ok(when), Ok(predicate)) => (when, predicate),
            (when, predicate) => {
                let problems = [when.err(), predicate.err()].into_iter().flatten().flatten();
                return Err(problems.collect());
            }
        };
        Ok(Self { name: spec.name.clone(), when, predicate, actions: spec.actions.clone(), stop: spec.stop })
    }
}
