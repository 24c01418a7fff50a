//! What automation offers to people.

use serde::Serialize;

use crate::id::Name;

/// A macro that somebody can use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct MacroOffer {
    /// Its key.
    pub name: Name,
    /// What stands on the button, in the language of the desk; its key where it has no label.
    pub label: String,
}

impl MacroOffer {
    /// A macro with what stands on its button.
    pub const fn new(name: Name, label: String) -> Self {
        Self { name, label }
    }
}
