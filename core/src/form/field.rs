//! One field of a desk's own, ready to check values.

use std::collections::BTreeMap;

use super::FieldType;
use crate::condition::FieldKind;
use crate::error::{Code, Problem, excerpt, pointer, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::{Value, label};
use crate::time::is_date;

/// A field of the desk's own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its key.
    pub name: Name,
    /// What it holds.
    pub field_type: FieldType,
    /// Its label by language (BCP 47).
    pub labels: BTreeMap<String, String>,
    /// The options of a choice, in the order in which people see them.
    pub options: Vec<FieldOption>,
    /// The field on which its options depend.
    pub depends_on: Option<Name>,
    /// The types of tickets that have it; all when empty.
    pub types: Vec<Name>,
    /// Whether customers see it on their tickets.
    pub public: bool,
    /// Whether customers may fill it.
    pub customer_writable: bool,
    /// The most characters of a text.
    pub max_chars: usize,
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldOption {
    /// Its key: what a ticket holds.
    pub name: Name,
    /// Its label by language (BCP 47).
    pub labels: BTreeMap<String, String>,
    /// The options of the other field under which it can be chosen; under all of them when empty.
    pub under: Vec<Name>,
}

impl FieldOption {
    /// Whether it can be chosen while the field on which its own depends has this value.
    pub fn fits_under(&self, parent: Option<&Value>) -> bool {
        let chosen: &[String] = match parent {
            Some(Value::Text(option)) => std::slice::from_ref(option),
            Some(Value::List(options)) => options,
            _ => &[],
        };
        self.under.is_empty()
            || self.under.iter().any(|under| chosen.iter().any(|option| **under == **option))
    }
}

impl FieldType {
    /// What conditions can ask of such a field.
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Text => FieldKind::Text,
            Self::Number => FieldKind::Number,
            Self::Date => FieldKind::Date,
            Self::Bool => FieldKind::Bool,
            Self::Choice => FieldKind::Name,
            Self::MultiChoice => FieldKind::Names,
        }
    }

    /// Whether it is one of a list of options, or several.
    pub const fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::MultiChoice)
    }

    /// What a value has to be, for messages.
    const fn expected(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Date => "a date such as `2026-06-01`",
            Self::Bool => "true or false",
            Self::Choice => "the name of an option",
            Self::MultiChoice => "a list of names of options",
        }
    }
}

impl Field {
    /// Its label in a language, else its name.
    pub fn label(&self, language: &str) -> &str {
        label(&self.labels, language).unwrap_or(&self.name)
    }

    /// Whether tickets of this type have it.
    pub fn belongs_to(&self, ticket_type: Option<&Name>) -> bool {
        self.types.is_empty() || ticket_type.is_some_and(|name| self.types.contains(name))
    }

    /// Checks a value and brings it into the form in which it is stored; nothing when it is as good as none: a
    /// blank text, an empty list.
    ///
    /// A line of a text ends with `\n` alone, and several options stand in the order of the field, each once.
    ///
    /// # Errors
    /// Everything that is wrong with it: `wrong_field_type`, `too_long`, `bad_text`, `unknown_option`. `path` is the
    /// JSON Pointer to the value.
    pub fn check(&self, value: &Value, path: &str) -> Result<Option<Value>, Vec<Problem>> {
        match (self.field_type, value) {
            (FieldType::Text, Value::Text(text)) => self.check_text(text, path),
            (FieldType::Number, Value::Number(_)) | (FieldType::Bool, Value::Bool(_)) => {
                Ok(Some(value.clone()))
            }
            (FieldType::Date, Value::Text(text)) if is_date(text) => Ok(Some(value.clone())),
            (FieldType::Choice, Value::Text(option)) => match self.unknown_option(option) {
                None => Ok(Some(value.clone())),
                Some(problem) => Err(vec![problem.at(path)]),
            },
            (FieldType::MultiChoice, Value::List(given)) => self.check_options(given, path),
            _ => Err(vec![self.wrong_type(value).at(path)]),
        }
    }

    fn check_text(&self, text: &str, path: &str) -> Result<Option<Value>, Vec<Problem>> {
        let text = text.replace("\r\n", "\n");
        let mut problems = Vec::new();
        let chars = text.chars().count();
        if chars > self.max_chars {
            let message = format!("`{}` has {chars} characters of at most {}", self.name, self.max_chars);
            problems.push(Problem::new(Code::TooLong, message).param("limit", self.max_chars).at(path));
        }
        if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let message = format!("`{}` holds the control character U+{:04X}", self.name, u32::from(bad));
            problems.push(Problem::new(Code::BadText, message).at(path));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(if text.trim().is_empty() { None } else { Some(Value::Text(text)) })
    }

    fn check_options(&self, given: &[String], path: &str) -> Result<Option<Value>, Vec<Problem>> {
        let unknown = given.iter().enumerate().filter_map(|(n, option)| {
            self.unknown_option(option).map(|problem| problem.at(pointer(path, n)))
        });
        let problems: Vec<Problem> = unknown.take(limits::PROBLEMS).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let given: std::collections::BTreeSet<&str> = given.iter().map(String::as_str).collect();
        let chosen = self.options.iter().map(|option| option.name.as_str());
        let chosen: Vec<String> = chosen.filter(|name| given.contains(name)).map(str::to_owned).collect();
        Ok(if chosen.is_empty() { None } else { Some(Value::List(chosen)) })
    }

    fn unknown_option(&self, given: &str) -> Option<Problem> {
        if self.options.iter().any(|option| option.name == *given) {
            return None;
        }
        let options: Vec<&str> = self.option_names().collect();
        let message = format!("`{}` has no option `{}`", self.name, excerpt(given));
        let problem = Problem::new(Code::UnknownOption, message).hint(suggest(given, &options));
        Some(problem.param("field", &self.name).param("option", excerpt(given)))
    }

    pub(super) fn option_names(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(|option| option.name.as_str())
    }

    fn wrong_type(&self, value: &Value) -> Problem {
        let expected = self.field_type.expected();
        let given = match value {
            Value::Text(text) if self.field_type == FieldType::Date => format!("`{}`", excerpt(text)),
            other => other.sort().to_owned(),
        };
        Problem::new(Code::WrongFieldType, format!("`{}` holds {expected}, and {given} is none", self.name))
            .param("field", &self.name)
            .hint(format!("give {expected}"))
    }
}
