//! The part of JSON Schema (draft 2020-12) in which the shape of a document is written down.
//!
//! `schema.json` is the one place where that shape stands: editors complete by it, and [`super::shape`] judges by it.
//! A keyword that is not known here makes the schema unreadable, which a test would notice: nothing is skipped.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::error::{Code, Problem};

const TEXT: &str = include_str!("schema.json");

/// The JSON Schema (draft 2020-12) of the configuration document, for editors and for tools that write documents.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(ticketkit::config::json_schema())?;
/// assert_eq!(schema["properties"]["version"]["const"], 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub const fn json_schema() -> &'static str {
    TEXT
}

/// The schema of the document, read.
pub(super) fn schema() -> Result<&'static Schema, Problem> {
    static SCHEMA: LazyLock<serde_json::Result<Schema>> = LazyLock::new(|| serde_json::from_str(TEXT));
    SCHEMA.as_ref().map_err(|error| {
        Problem::new(Code::InternalError, format!("the schema of the document cannot be read: {error}"))
    })
}

/// A schema: what holds for a whole document.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Schema {
    root: Node,
}

impl Schema {
    pub(super) const fn root(&self) -> &Node {
        &self.root
    }

    /// The schema that a node refers to, or the node itself.
    pub(super) fn resolved<'s>(&'s self, node: &'s Node) -> &'s Node {
        node.reference.as_ref().and_then(|to| self.root.defs.get(&to.0)).unwrap_or(node)
    }

    /// What a value of this node is, in words: `a duration such as PT8H`.
    pub(super) fn title<'s>(&'s self, node: &'s Node) -> Option<&'s str> {
        node.title.as_deref().or_else(|| self.resolved(node).title.as_deref())
    }

    /// What a value of this node is for, as a hint: the first sentence of its description.
    pub(super) fn purpose(&self, node: &Node) -> Option<String> {
        let description = node.description.as_ref().or(self.resolved(node).description.as_ref())?;
        let sentence = description.split_once(". ").map_or(description.as_str(), |(first, _)| first);
        let mut letters = sentence.trim_end_matches('.').chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect())
    }
}

/// What holds for one value. Each member is the keyword of the same name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Node {
    #[serde(rename = "$defs")]
    pub(super) defs: BTreeMap<String, Node>,
    #[serde(rename = "$ref")]
    pub(super) reference: Option<Reference>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    #[serde(rename = "type")]
    pub(super) types: Types,
    #[serde(rename = "const")]
    pub(super) constant: Option<Value>,
    #[serde(rename = "enum")]
    pub(super) choices: Vec<Value>,
    pub(super) one_of: Vec<Node>,

    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,

    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,

    pub(super) items: Option<Box<Node>>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) unique_items: bool,

    pub(super) properties: BTreeMap<String, Node>,
    pub(super) required: Vec<String>,
    pub(super) additional_properties: Additional,
    pub(super) property_names: Option<Box<Node>>,
    pub(super) min_properties: Option<usize>,
    pub(super) max_properties: Option<usize>,

    #[serde(rename = "$schema")]
    _dialect: IgnoredAny,
    #[serde(rename = "default")]
    _default: IgnoredAny,
    #[serde(rename = "examples")]
    _examples: IgnoredAny,
}

/// `#/$defs/name`, of which the name is kept.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Reference(pub(super) String);

impl TryFrom<String> for Reference {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let name = text.strip_prefix("#/$defs/").map(str::to_owned);
        name.map(Self).ok_or_else(|| format!("`{text}` does not refer to one of the `$defs`"))
    }
}

/// One type or several; none stands for all.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Types {
    One(Type),
    Several(Vec<Type>),
}

impl Default for Types {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Types {
    pub(super) fn as_slice(&self) -> &[Type] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }

    pub(super) fn hold(&self, value: &Value) -> bool {
        self.as_slice().is_empty() || self.as_slice().iter().any(|one| one.holds(value))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean => value.is_boolean(),
            // A number without a fraction is an integer, however it is written.
            Self::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "yes or no",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::String => "a text",
            Self::Array => "a list",
            Self::Object => "an object",
        }
    }

    /// The type of a value, as a message calls it.
    pub(super) const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(pub(super) Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Self)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    /// `2026-12-25`, a date that the calendar has.
    Date,
}

impl Format {
    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Date => text.parse::<chrono::NaiveDate>().is_ok(),
        }
    }
}

/// What holds for members that are not among the `properties`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Additional {
    Allowed(bool),
    Each(Box<Node>),
}

impl Default for Additional {
    fn default() -> Self {
        Self::Allowed(true)
    }
}

#[cfg(test)]
mod tests;
