//! The one predicate tree: guards, policies, routing, rules, views and queries all use it.
//!
//! As JSON it is `{"all": [..]}`, `{"any": [..]}`, `{"not": ..}`, or a test `{"field": .., "op": .., "value": ..}`.
//! Before it is asked anything it is compiled against the fields of a desk, which finds every mistake at once;
//! after that it is total: it always answers yes or no.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::Value;

/// A predicate as it is written.
///
/// ```
/// use ticketkit::condition::{Condition, Op};
/// let urgent: Condition = serde_json::from_str(r#"{"field": "priority", "op": "in", "value": ["high", "urgent"]}"#)?;
/// assert_eq!(urgent, Condition::test("priority", Op::In, ["high", "urgent"]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Every one holds; an empty list holds.
    All {
        /// The parts.
        of: Vec<Condition>,
    },
    /// At least one holds; an empty list does not.
    Any {
        /// The parts.
        of: Vec<Condition>,
    },
    /// None of them holds. In JSON there is exactly one.
    Not {
        /// The parts.
        of: Vec<Condition>,
    },
    /// One question about one field.
    Test {
        /// The field, by its name.
        field: String,
        /// The question.
        op: Op,
        /// What the field is held against: as many values as the question needs.
        values: Vec<Value>,
    },
}

impl Condition {
    /// A question about one field.
    pub fn test<V: Into<Value>>(field: &str, op: Op, values: impl IntoIterator<Item = V>) -> Self {
        Self::Test { field: field.to_owned(), op, values: values.into_iter().map(Into::into).collect() }
    }

    /// Every one of these.
    pub fn all(of: impl IntoIterator<Item = Self>) -> Self {
        Self::All { of: of.into_iter().collect() }
    }

    /// At least one of these.
    pub fn any(of: impl IntoIterator<Item = Self>) -> Self {
        Self::Any { of: of.into_iter().collect() }
    }

    /// The opposite.
    #[allow(clippy::should_implement_trait, reason = "it is the word of the JSON form, and not an operator")]
    pub fn not(condition: Self) -> Self {
        Self::Not { of: vec![condition] }
    }
}

/// A question about one field. A field without a value answers no to every one of them but `not`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Op {
    /// The same.
    Eq,
    /// There, and not the same.
    Ne,
    /// Before, or smaller.
    Lt,
    /// Before or the same.
    Le,
    /// After, or greater.
    Gt,
    /// After or the same.
    Ge,
    /// One of several.
    In,
    /// From the first to the second, both included.
    Between,
    /// The text is part of it.
    Contains,
    /// It begins with the text.
    StartsWith,
    /// It has a value.
    IsSet,
    /// The list holds at least one of these.
    HasAny,
    /// The list holds all of these.
    HasAll,
    /// It fits the pattern (a regular expression of linear cost). In rules only.
    Matches,
    /// The command changed it. In rules only.
    Changed,
    /// The command changed it to this. In rules only.
    ChangedTo,
    /// It was this before the command. In rules only.
    Was,
}

impl Op {
    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::In => "in",
            Self::Between => "between",
            Self::Contains => "contains",
            Self::StartsWith => "starts_with",
            Self::IsSet => "is_set",
            Self::HasAny => "has_any",
            Self::HasAll => "has_all",
            Self::Matches => "matches",
            Self::Changed => "changed",
            Self::ChangedTo => "changed_to",
            Self::Was => "was",
        }
    }
}

/// The JSON form, before it is known which of the four it is.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Box<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<Op>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Operand>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Operand {
    One(Value),
    Many(Vec<Value>),
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = Written { all: None, any: None, not: None, field: None, op: None, value: None };
        match self {
            Self::All { of } => written.all = Some(of.clone()),
            Self::Any { of } => written.any = Some(of.clone()),
            Self::Not { of } => {
                written.not = Some(Box::new(match of.as_slice() {
                    [one] => one.clone(),
                    several => Self::Any { of: several.to_vec() },
                }));
            }
            Self::Test { field, op, values } => {
                written.field = Some(field.clone());
                written.op = Some(*op);
                written.value = match (op, values.as_slice()) {
                    (Op::IsSet | Op::Changed, []) => None,
                    (Op::In | Op::Between | Op::HasAny | Op::HasAll, many) => {
                        Some(Operand::Many(many.to_vec()))
                    }
                    (_, [one]) => Some(Operand::One(one.clone())),
                    (_, many) => Some(Operand::Many(many.to_vec())),
                };
            }
        }
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        match written {
            Written { all: Some(of), any: None, not: None, field: None, op: None, value: None } => {
                Ok(Self::All { of })
            }
            Written { all: None, any: Some(of), not: None, field: None, op: None, value: None } => {
                Ok(Self::Any { of })
            }
            Written { all: None, any: None, not: Some(one), field: None, op: None, value: None } => {
                Ok(Self::Not { of: vec![*one] })
            }
            Written { all: None, any: None, not: None, field: Some(field), op: Some(op), value } => {
                let values = match value {
                    None => Vec::new(),
                    Some(Operand::One(Value::List(items))) => items.into_iter().map(Value::Text).collect(),
                    Some(Operand::One(one)) => vec![one],
                    Some(Operand::Many(many)) => many,
                };
                Ok(Self::Test { field, op, values })
            }
            _ => Err(de::Error::custom(
                "a condition is one of `all`, `any`, `not`, or `field` with `op` and `value`",
            )),
        }
    }
}
