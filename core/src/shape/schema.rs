//! The part of JSON Schema (draft 2020-12) in which shapes are written down.
//!
//! A schema is the one place where a shape stands: editors complete by it, and [`super::judge`] judges by it. A keyword
//! that is not known here makes the schema unreadable, which a test would notice: nothing is skipped.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::time::Timestamp;

/// A schema: what holds for a whole document.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Schema {
    root: Node,
}

impl Schema {
    pub(crate) const fn root(&self) -> &Node {
        &self.root
    }

    /// The definition of this name.
    pub(crate) fn definition(&self, name: &str) -> Option<&Node> {
        self.root.defs.get(name)
    }

    /// The schema that a node refers to, or the node itself.
    pub(crate) fn resolved<'s>(&'s self, node: &'s Node) -> &'s Node {
        node.reference.as_ref().and_then(|to| self.root.defs.get(&to.0)).unwrap_or(node)
    }

    /// What a value of this node is, in words: `a duration such as PT8H`.
    pub(crate) fn title<'s>(&'s self, node: &'s Node) -> Option<&'s str> {
        node.title.as_deref().or_else(|| self.resolved(node).title.as_deref())
    }

    /// What a value of this node is for, as a hint: the first sentence of its description.
    pub(crate) fn purpose(&self, node: &Node) -> Option<String> {
        let description = node.description.as_ref().or(self.resolved(node).description.as_ref())?;
        let sentence = description.split_once(". ").map_or(description.as_str(), |(first, _)| first);
        let mut letters = sentence.trim_end_matches('.').chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect())
    }
}

/// What holds for one value. Each member is the keyword of the same name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Node {
    #[serde(rename = "$defs")]
    pub(crate) defs: BTreeMap<String, Node>,
    #[serde(rename = "$ref")]
    pub(crate) reference: Option<Reference>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    #[serde(rename = "type")]
    pub(crate) types: Types,
    #[serde(rename = "const")]
    pub(crate) constant: Option<Value>,
    #[serde(rename = "enum")]
    pub(crate) choices: Vec<Value>,
    pub(crate) one_of: Vec<Node>,

    pub(crate) pattern: Option<Pattern>,
    pub(crate) format: Option<Format>,
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,

    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,

    pub(crate) items: Option<Box<Node>>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    pub(crate) unique_items: bool,

    pub(crate) properties: BTreeMap<String, Node>,
    pub(crate) required: Vec<String>,
    pub(crate) additional_properties: Additional,
    pub(crate) property_names: Option<Box<Node>>,
    pub(crate) min_properties: Option<usize>,
    pub(crate) max_properties: Option<usize>,

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
pub(crate) struct Reference(pub(crate) String);

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
pub(crate) enum Types {
    One(Type),
    Several(Vec<Type>),
}

impl Default for Types {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Types {
    pub(crate) fn as_slice(&self) -> &[Type] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }

    /// Whether it is null that is meant, and nothing else.
    pub(crate) fn is_null(&self) -> bool {
        self.as_slice() == [Type::Null]
    }

    pub(crate) fn hold(&self, value: &Value) -> bool {
        self.as_slice().is_empty() || self.as_slice().iter().any(|one| one.holds(value))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Type {
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

    pub(crate) const fn in_words(self) -> &'static str {
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
    pub(crate) const fn of(value: &Value) -> Self {
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
pub(crate) struct Pattern(pub(crate) Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Self)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// `2026-12-25`, a date that the calendar has.
    Date,
    /// `2026-12-25T09:00:00Z`, an instant of the years that can be written.
    DateTime,
    /// The canonical text of a UUID.
    Uuid,
}

impl Format {
    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Self::Date => text.parse::<chrono::NaiveDate>().is_ok(),
            Self::DateTime => text.parse::<Timestamp>().is_ok(),
            Self::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
        }
    }
}

/// What holds for members that are not among the `properties`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Additional {
    Allowed(bool),
    Each(Box<Node>),
}

impl Default for Additional {
    fn default() -> Self {
        Self::Allowed(true)
    }
}
