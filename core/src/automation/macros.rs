//! Macros: what members of staff do often, at one press of a button.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::{Condition, FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::workflow::ActionSpec;

/// Actions that a member of staff carries out together, as if they had done each by hand: with their own rights, and in
/// their own name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MacroSpec {
    /// Its key.
    pub name: Name,
    /// What stands on the button, by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The tickets that it is for; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The roles that use it; all staff when there is none. To others it is not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Name>,
    /// What it does: one change of the ticket, together with its first public message, then the other messages and the
    /// duties of the host in their order.
    pub actions: Vec<ActionSpec>,
}

/// A macro, ready to be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Macro {
    /// Its key.
    pub name: Name,
    /// What stands on the button, by language.
    pub labels: BTreeMap<String, String>,
    /// The tickets that it is for.
    pub predicate: Predicate,
    /// The roles that use it; all staff when there is none.
    pub roles: Vec<Name>,
    /// What it does.
    pub actions: Vec<ActionSpec>,
}

impl Macro {
    /// Checks a macro. Whether its roles, and what it sets, are there is for the configuration as a whole to say.
    ///
    /// # Errors
    /// Everything that is wrong with its condition, each with a JSON Pointer that begins with `path`.
    ///
    /// ```
    /// use ticketkit::automation::{Macro, MacroSpec};
    /// use ticketkit::config::{Config, Document};
    ///
    /// let spec: MacroSpec = serde_json::from_str(
    ///     r#"{
    ///         "name": "to-the-supplier",
    ///         "condition": { "field": "category", "op": "eq", "value": "open" },
    ///         "actions": [{ "do": "add_tags", "tags": ["supplier"] }]
    ///     }"#,
    /// )?;
    /// let document = Document::parse(Document::DEFAULT)?;
    /// let config = Config::compile(document, 1, &ticketkit::calendar::ZoneRules::bundled())?;
    /// let made = Macro::compile(&spec, &config, "/macros/0").unwrap();
    /// assert!(made.roles.is_empty(), "for all of staff");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compile(spec: &MacroSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let predicate = match &spec.condition {
            Some(condition) => {
                Predicate::compile(condition, fields, Scope::Stored, &pointer(path, "condition"))?
            }
            None => Predicate::always(),
        };
        Ok(Self {
            name: spec.name.clone(),
            labels: spec.labels.clone(),
            predicate,
            roles: spec.roles.clone(),
            actions: spec.actions.clone(),
        })
    }
}
