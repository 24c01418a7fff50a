//! A form as it is shown to somebody.

use serde::Serialize;

use crate::id::Name;
use crate::model::Value;

/// A field of a form, with everything that is needed to show it and to let somebody fill it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct FormEntry {
    /// The field, by the name that edits give it.
    pub field: Name,
    /// What people read: the label in the language of the actor, else in that of the desk, else the name. A built-in field
    /// has its name in words.
    pub label: String,
    /// How it is filled in.
    pub input: FormInput,
    /// Its value, with the edits; nothing when it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Whether it needs a value.
    pub required: bool,
    /// Whether the actor cannot change it: as the form says, or for want of the right to.
    pub read_only: bool,
    /// The options that can be chosen as things stand, in their order; nothing for what is no choice. The value may be
    /// one that is not among them: it stays until it is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<FormOption>>,
    /// The field on which the options depend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Name>,
}

/// One option that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FormOption {
    /// What edits give.
    pub name: Name,
    /// What people read.
    pub label: String,
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FormInput {
    /// A text.
    Text,
    /// An integer or an exact decimal.
    Number,
    /// A date of the calendar, `2026-06-01`.
    Date,
    /// Yes or no.
    Bool,
    /// One of the options.
    Choice,
    /// Any of the options.
    MultiChoice,
    /// An instant, `2026-06-01T09:00:00.000Z`.
    Instant,
    /// Several free words.
    Words,
    /// Several people, by id or key.
    People,
}
