//! Fields and forms as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
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
    /// The choice of the desk's own on which its options depend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Name>,
    /// The types of tickets that have it; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Name>,
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
    /// The options of the field that this one depends on, under which it can be chosen; under all of them, and without
    /// any, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under: Vec<Name>,
}

/// One form: which fields a ticket has for whom, in which order, and what rules make of them.
///
/// The first form whose audience, types and condition fit is that of a ticket. Where none does, there are all fields and
/// no rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSpec {
    /// Its key.
    pub name: Name,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// For whom it is.
    #[serde(default)]
    pub audience: FormAudience,
    /// The types of tickets that it is for; all, and those without a type, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Name>,
    /// For which tickets it is; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Its fields in the order in which people see them: the desk's own, and built-in ones that people fill in.
    pub fields: Vec<Name>,
    /// What becomes of the fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<FormRuleSpec>,
    /// Whether a change of the form also empties those fields of the desk's own that it hides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clear_hidden: bool,
}

/// For whom a form is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormAudience {
    /// For staff, the host, and the rules of the desk.
    Staff,
    /// For customers.
    Customers,
    /// For all of them.
    #[default]
    Everybody,
}

/// One rule of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRuleSpec {
    /// When it holds; always when absent. A field that the form hides has no value here.
    #[serde(rename = "if", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What it says then.
    pub then: Vec<FormActionSpec>,
}

/// What a rule of a form says about fields of that form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FormActionSpec {
    /// They are there. A field begins hidden when the first rule about it shows it.
    Show(Vec<Name>),
    /// They are not there.
    Hide(Vec<Name>),
    /// They need a value while they are there.
    Require(Vec<Name>),
    /// They cannot be changed.
    ReadOnly(Vec<Name>),
    /// Only these of their options can be chosen.
    Restrict(BTreeMap<Name, Vec<Name>>),
}
