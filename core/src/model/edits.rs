//! Changes of a ticket as they are asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::value::Value;

/// Fields to change, by name, built in or the desk's own; `None` empties a field.
///
/// Names stand for themselves; people are given by id or by the host's key, several of them as a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edits(BTreeMap<String, Option<Value>>);

impl Edits {
    /// No change at all.
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// These edits, and this field with this value.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.insert(field.to_owned(), Some(value.into()));
        self
    }

    /// These edits, and this field with this value, or emptied.
    #[must_use]
    pub fn and(mut self, field: String, value: Option<Value>) -> Self {
        self.0.insert(field, value);
        self
    }

    /// These edits, and this field emptied.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        self.0.insert(field.to_owned(), None);
        self
    }

    /// Fields and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&Value>)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value.as_ref()))
    }

    /// The value that a field is to get, when it is among them.
    pub fn get(&self, field: &str) -> Option<Option<&Value>> {
        self.0.get(field).map(Option::as_ref)
    }

    /// Takes a field out again.
    pub(crate) fn forget(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Whether nothing is to change.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
