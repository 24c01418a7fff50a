//! Whether what rules do can be done: that the fields they set are there, and can hold the values.

use super::document::Document;
use super::found::Found;
use super::names::Names;
use crate::automation::ActionSpec;
use crate::condition::{FieldKinds, ticket_field};
use crate::error::{Code, Problem, excerpt, one_of, pointer, suggest};
use crate::form::FieldSet;
use crate::limits;
use crate::model::{TicketField, Value};

/// The built-in fields that a rule or a transition can set, beside the desk's own.
const SETTABLE: [TicketField; 7] = [
    TicketField::Status,
    TicketField::Priority,
    TicketField::Impact,
    TicketField::Urgency,
    TicketField::Type,
    TicketField::Team,
    TicketField::Owner,
];

/// Reports actions of rules, macros and transitions, and steps of escalation, that set what is not there, or to what it cannot be. What becomes
/// of a field of the desk's own that is not among `fields`, because it is faulty itself, is not looked at.
pub(super) fn check_actions(document: &Document, names: &Names, fields: &FieldSet, found: &mut Found) {
    let rules = document.rules.iter().enumerate().map(|(n, rule)| (pointer("/rules", n), &rule.actions));
    let macros = document.macros.iter().enumerate().map(|(n, it)| (pointer("/macros", n), &it.actions));
    for (path, actions) in rules.chain(macros) {
        let path = pointer(&path, "actions");
        for (n, action) in actions.iter().enumerate() {
            let ActionSpec::Set { field, value } = action else { continue };
            let path = pointer(&path, n);
            let places = (pointer(&path, "field"), pointer(&path, "value"));
            check_set(field, value.as_ref(), places, names, fields, found);
        }
    }
    for (n, workflow) in document.workflows.iter().enumerate() {
        let path = pointer(&pointer("/workflows", n), "transitions");
        for (n, transition) in workflow.transitions.iter().enumerate() {
            let path = pointer(&path, n);
            let set = transition.set.iter().map(|(field, value)| {
                let path = pointer(&pointer(&path, "set"), field);
                (field.as_str(), value, (path.clone(), path))
            });
            let then = transition.then.iter().enumerate().filter_map(|(n, action)| {
                let ActionSpec::Set { field, value } = action else { return None };
                let path = pointer(&pointer(&path, "then"), n);
                Some((field.as_str(), value, (pointer(&path, "field"), pointer(&path, "value"))))
            });
            for (field, value, places) in set.chain(then) {
                if field == TicketField::Status.as_str() {
                    let message = "a transition leads to its own status, and sets no other";
                    let problem = Problem::new(Code::OutOfRange, message).at(places.0);
                    found.report(problem.hint("write the status in `to`"));
                } else {
                    check_set(field, value.as_ref(), places, names, fields, found);
                }
            }
        }
    }
    for (n, policy) in document.policies.iter().enumerate() {
        let path = pointer(&pointer("/policies", n), "steps");
        for (n, step) in policy.steps.iter().enumerate() {
            let path = pointer(&pointer(&path, n), "set");
            for (field, value) in &step.set {
                let path = pointer(&path, field);
                check_set(field, value.as_ref(), (path.clone(), path), names, fields, found);
            }
        }
    }
}

/// Reports a field that cannot be set, or not to this value; `places` are those of both.
fn check_set(
    field: &str,
    value: Option<&Value>,
    places: (String, String),
    names: &Names,
    fields: &FieldSet,
    found: &mut Found,
) {
    match ticket_field(field, names) {
        Err(problem) => found.report(problem.at(places.0)),
        Ok((TicketField::Custom(name), _)) => {
            if let (Some(field), Some(value)) = (fields.get(&name), value) {
                found.keep(field.check(value, &places.1));
            }
        }
        Ok((field, _)) if SETTABLE.contains(&field) => {
            if let Some(problem) = misfit(&field, value, names) {
                found.report(problem.at(places.1));
            }
        }
        Ok((field, _)) => {
            let message = format!("a rule cannot set the field `{}`", field.as_str());
            let can = one_of(SETTABLE.iter().map(TicketField::as_str));
            let problem = Problem::new(Code::UnknownField, message).at(places.0);
            found.report(problem.hint(format!("{can}, or a field of the desk's own")));
        }
    }
}

/// Why a built-in field cannot have this value, if it cannot.
fn misfit(field: &TicketField, value: Option<&Value>, names: &Names) -> Option<Problem> {
    let name = field.as_str();
    match value {
        None if matches!(field, TicketField::Status | TicketField::Priority) => {
            Some(Problem::new(Code::Missing, format!("every ticket has a {name}")))
        }
        None => None,
        Some(Value::Text(text)) if *field == TicketField::Owner => {
            let fits = (1..=limits::EXTERNAL_ID_CHARS).contains(&text.chars().count());
            let message = format!("`{}` is not the key of a person", excerpt(text));
            (!fits).then(|| Problem::new(Code::OutOfRange, message))
        }
        Some(Value::Text(text)) => {
            let options = names.options(name).unwrap_or_default();
            let code = if *field == TicketField::Status { Code::UnknownStatus } else { Code::UnknownName };
            let problem = || {
                Problem::new(code, format!("there is no {name} `{}`", excerpt(text)))
                    .hint(suggest(text, &options))
                    .param("name", excerpt(text))
            };
            (!options.contains(&text.as_str())).then(problem)
        }
        Some(other) => {
            let message = format!("the field `{name}` holds a name, and {} is none", other.sort());
            Some(Problem::new(Code::WrongFieldType, message))
        }
    }
}
