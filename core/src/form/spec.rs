//! Fields as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// One field of the desk's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// Its key; never that of a built-in field.
    pub name: Name,
    /// What it holds.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The options of a choice, in the order in which people see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionSpec>,
    /// Whether customers see it on their tickets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    /// Whether customers may fill it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub customer_writable: bool,
    /// The most characters of a text; [`crate::limits::FIELD_TEXT_CHARS`] when absent, and never more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldType {
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
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSpec {
    /// Its key.
    pub name: Name,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
