//! All fields of a desk's own, checked together.

use std::collections::BTreeMap;

use super::depends;
use super::field::{Field, FieldOption};
use super::spec::FieldSpec;
use crate::condition::{FieldKind, FieldKinds};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::limits;
use crate::model::TicketField;

/// The fields of a desk's own, in the order of the configuration.
///
/// For conditions it says what sort of value each field holds and which options a choice has.
///
/// ```
/// use ticketkit::form::FieldSet;
/// let written: Vec<_> = serde_json::from_str(
///     r#"[{"name": "product", "type": "choice", "options": [{"name": "printer"}, {"name": "phone"}]}]"#,
/// )?;
/// let fields = FieldSet::compile(&written, "/fields").unwrap();
/// let product = fields.get("product").unwrap();
/// assert!(product.check(&"phone".into(), "/set/product").is_ok());
/// let problems = product.check(&"pritner".into(), "/set/product").unwrap_err();
/// assert_eq!(problems[0].hint.as_deref(), Some("did you mean `printer`?"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    fields: Vec<Field>,
    by_name: BTreeMap<Name, usize>,
}

impl FieldSet {
    /// Checks the fields of a configuration.
    ///
    /// # Errors
    /// Everything that is wrong, each with a JSON Pointer that begins with `path`: names that are given twice or
    /// belong to built-in fields, choices without options, options and lengths where they mean nothing, options
    /// that depend on what is not there or on themselves, and whatever is beyond [`limits`]. After [`limits::PROBLEMS`] of them it looks no further.
    pub fn compile(specs: &[FieldSpec], path: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut set = Self::default();
        if specs.len() > limits::FIELDS {
            let message =
                format!("a desk has at most {} fields of its own, not {}", limits::FIELDS, specs.len());
            problems.push(Problem::new(Code::TooMany, message).at(path));
        }
        for (n, spec) in specs.iter().take(limits::FIELDS).enumerate() {
            if problems.len() >= limits::PROBLEMS {
                break;
            }
            let path = pointer(path, n);
            check(spec, &path, &mut problems);
            if set.by_name.insert(spec.name.clone(), n).is_some() {
                problems.push(duplicate("field", &spec.name, &path));
            }
            set.fields.push(field(spec));
        }
        depends::check(specs, path, &mut problems);
        problems.truncate(limits::PROBLEMS);
        if problems.is_empty() { Ok(set) } else { Err(problems) }
    }

    /// The field of this name.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).and_then(|n| self.fields.get(*n))
    }

    /// All fields, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter()
    }
}

impl FieldKinds for FieldSet {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        self.get(field).map(|field| field.field_type.kind())
    }

    fn options(&self, field: &str) -> Option<Vec<&str>> {
        self.get(field)
            .filter(|field| field.field_type.has_options())
            .map(|field| field.option_names().collect())
    }

    fn names(&self) -> Vec<String> {
        self.by_name.keys().map(ToString::to_string).collect()
    }
}

fn field(spec: &FieldSpec) -> Field {
    let option = |option: &super::OptionSpec| FieldOption {
        name: option.name.clone(),
        labels: option.labels.clone(),
        under: option.under.clone(),
    };
    Field {
        name: spec.name.clone(),
        field_type: spec.field_type,
        labels: spec.labels.clone(),
        options: spec.options.iter().map(option).collect(),
        depends_on: spec.depends_on.clone(),
        types: spec.types.clone(),
        public: spec.public,
        customer_writable: spec.customer_writable,
        max_chars: spec.max_chars.and_then(|chars| chars.try_into().ok()).unwrap_or(limits::FIELD_TEXT_CHARS),
    }
}

fn check(spec: &FieldSpec, path: &str, problems: &mut Vec<Problem>) {
    let name = &spec.name;
    if TicketField::built_in(name).is_some() || name == "event" {
        let message = format!("`{name}` is the name of something built in");
        problems
            .push(Problem::new(Code::Duplicate, message).at(pointer(path, "name")).hint("choose another"));
    }
    let options = pointer(path, "options");
    if spec.field_type.has_options() && spec.options.is_empty() {
        let message = format!("the choice `{name}` has no options");
        problems.push(Problem::new(Code::Missing, message).at(&options));
    } else if !spec.field_type.has_options() && !spec.options.is_empty() {
        let message = format!("`{name}` is not a choice, and has no options");
        let hint = "leave them out, or make it a `choice` or a `multi_choice`";
        problems.push(Problem::new(Code::UnknownMember, message).at(&options).hint(hint));
    }
    if spec.options.len() > limits::OPTIONS {
        let message = format!("a field has at most {} options, not {}", limits::OPTIONS, spec.options.len());
        problems.push(Problem::new(Code::TooMany, message).at(&options));
    }
    let mut seen = std::collections::BTreeSet::new();
    for (n, option) in spec.options.iter().enumerate() {
        if !seen.insert(&option.name) {
            problems.push(duplicate("option", &option.name, &pointer(&options, n)));
        }
    }
    if let Some(chars) = spec.max_chars {
        let path = pointer(path, "max_chars");
        if spec.field_type != super::FieldType::Text {
            let message = format!("`{name}` is not a text, and has no length");
            problems.push(Problem::new(Code::UnknownMember, message).at(path).hint("leave it out"));
        } else if chars == 0 || usize::try_from(chars).is_ok_and(|chars| chars > limits::FIELD_TEXT_CHARS) {
            let message = format!("`{name}` cannot have {chars} characters");
            let hint = format!("from 1 to {}", limits::FIELD_TEXT_CHARS);
            problems.push(Problem::new(Code::OutOfRange, message).at(path).hint(hint));
        }
    }
}

fn duplicate(what: &str, name: &Name, path: &str) -> Problem {
    Problem::new(Code::Duplicate, format!("the {what} `{name}` is given twice")).at(pointer(path, "name"))
}
