//! The one predicate tree: guards, policies, routing, rules, views and queries all use it.
//!
//! As JSON it is `{"all": [..]}`, `{"any": [..]}`, `{"not": ..}`, or a test `{"field": .., "op": .., "value": ..}`.
//! Before it is asked anything it is compiled against the fields of a desk, which finds every mistake at once;
//! after that it is total: it always answers yes or no.
//!
//! [`Condition`] is the tree as it is written, [`Predicate`] the checked one, [`Facts`] what it is asked about.

mod compile;
mod fact;
mod fold;
mod kind;
mod matches;
mod operand;
mod pattern;
mod predicate;
mod proof;
mod values;
mod words;
mod written;

use serde::{Deserialize, Serialize};

use crate::model::Value;

pub use fact::{Fact, Facts};
pub use fold::fold;
pub use kind::{FieldKind, FieldKinds, MessageField, Scope, Subject, ticket_field};
pub use pattern::Pattern;
pub use predicate::{Node, Operand, Predicate, Test};
pub(crate) use proof::Reasoning;

/// A predicate as it is written.
///
/// ```
/// use ticketkit::condition::{Condition, Op};
/// let urgent: Condition = serde_json::from_str(r#"{"field": "priority", "op": "in", "value": ["high", "urgent"]}"#)?;
/// assert_eq!(urgent, Condition::test("priority", Op::In, ["high", "urgent"]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
    /// The text is part of it, or the list has this entry.
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
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::In,
        Self::Between,
        Self::Contains,
        Self::StartsWith,
        Self::IsSet,
        Self::HasAny,
        Self::HasAll,
        Self::Matches,
        Self::Changed,
        Self::ChangedTo,
        Self::Was,
    ];

    /// Whether only rules can ask it.
    pub const fn is_for_rules(self) -> bool {
        matches!(self, Self::Matches) || self.is_about_change()
    }

    /// Whether it compares the ticket with what it was before the command.
    pub const fn is_about_change(self) -> bool {
        matches!(self, Self::Changed | Self::ChangedTo | Self::Was)
    }

    /// Whether it is held against a list of values, also when there is only one.
    pub const fn takes_list(self) -> bool {
        matches!(self, Self::In | Self::Between | Self::HasAny | Self::HasAll)
    }

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
