//! What in the forms of a desk can never have an effect, or is probably not what was meant.

use std::collections::{BTreeMap, BTreeSet};

use super::spec::{FieldSpec, FormActionSpec, FormAudience, FormSpec};
use crate::condition::Condition;
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::model::TicketField;

/// Warnings about forms: those that no ticket has, fields that are never in them or never seen by whom they are for,
/// and rules that take each other back. `types` are those of the desk.
pub fn doubts(forms: &[FormSpec], fields: &[FieldSpec], types: &[&Name]) -> Vec<Problem> {
    let mut found = Vec::new();
    let by_name: BTreeMap<&Name, &FieldSpec> = fields.iter().map(|field| (&field.name, field)).collect();
    unreached(forms, types, &mut found);
    for (n, form) in forms.iter().enumerate() {
        let path = pointer("/forms", n);
        never_there(form, &by_name, &path, &mut found);
        unseen(form, &by_name, &path, &mut found);
        hidden_and_required(form, &path, &mut found);
    }
    let in_forms: BTreeSet<&Name> = forms.iter().flat_map(|form| &form.fields).collect();
    // Where only customers have forms, staff see all fields.
    let staff_have_forms = forms.iter().any(|form| form.audience != FormAudience::Customers);
    for (n, field) in fields.iter().enumerate().filter(|_| staff_have_forms) {
        if !in_forms.contains(&field.name) {
            let message =
                format!("no form has the field `{}`, so that only tickets without a form do", field.name);
            let problem = Problem::new(Code::Doubtful, message).at(pointer("/fields", n));
            found.push(problem.hint("add it to a form, or take it away"));
        }
    }
    found
}

fn never_used(message: String, path: String) -> Problem {
    Problem::new(Code::NeverUsed, message).at(path)
}

/// Forms of which every ticket has one before them.
fn unreached(forms: &[FormSpec], types: &[&Name], found: &mut Vec<Problem>) {
    // Tickets are of a type, or of none, for which the last place is; and each is seen by staff and by customers.
    let places: BTreeMap<&Name, usize> = types.iter().copied().zip(0..).collect();
    let mut taken = vec![[false; 2]; types.len() + 1];
    for (n, form) in forms.iter().enumerate() {
        let audiences: &[usize] = match form.audience {
            FormAudience::Staff => &[0],
            FormAudience::Customers => &[1],
            FormAudience::Everybody => &[0, 1],
        };
        let of_types: Vec<usize> = if form.types.is_empty() {
            (0..taken.len()).collect()
        } else {
            form.types.iter().filter_map(|name| places.get(name).copied()).collect()
        };
        let is_taken = |place: &usize| {
            taken.get(*place).is_some_and(|row| audiences.iter().all(|n| row.get(*n) == Some(&true)))
        };
        if of_types.iter().all(is_taken) {
            let message = format!("every ticket that `{}` is for has a form before it", form.name);
            let problem = never_used(message, pointer("/forms", n));
            found.push(problem.hint("put the particular before the general"));
        } else if form.condition.as_ref().is_none_or(always) {
            for place in of_types {
                let row = taken.get_mut(place).into_iter().flatten().enumerate();
                row.filter(|(n, _)| audiences.contains(n)).for_each(|(_, slot)| *slot = true);
            }
        }
    }
}

fn always(condition: &Condition) -> bool {
    matches!(condition, Condition::All { of } if of.is_empty())
}

/// Fields of types that the form is not for.
fn never_there(form: &FormSpec, fields: &BTreeMap<&Name, &FieldSpec>, path: &str, found: &mut Vec<Problem>) {
    let path = pointer(path, "fields");
    for (n, name) in form.fields.iter().enumerate() {
        let Some(field) = fields.get(name).filter(|field| !field.types.is_empty()) else { continue };
        if !form.types.is_empty() && !form.types.iter().any(|name| field.types.contains(name)) {
            let message = format!("no ticket that `{}` is for is of a type that has `{name}`", form.name);
            found.push(
                never_used(message, pointer(&path, n)).hint("leave it out, or add a type to the field"),
            );
        }
    }
}

/// What a form for customers has or asks about, and customers do not see.
fn unseen(form: &FormSpec, fields: &BTreeMap<&Name, &FieldSpec>, path: &str, found: &mut Vec<Problem>) {
    if form.audience != FormAudience::Customers {
        return;
    }
    let sees = |name: &str| match (TicketField::built_in(name), name.parse::<Name>()) {
        (Some(field), _) => field.is_public(),
        (None, Ok(name)) => fields.get(&name).is_none_or(|it| it.public || it.customer_writable),
        _ => true,
    };
    for (n, name) in form.fields.iter().enumerate().filter(|(_, name)| !sees(name)) {
        let message = format!("customers do not see `{name}`, though `{}` is for them", form.name);
        let hint = if fields.contains_key(name) { "make the field `public`" } else { "leave it out" };
        found.push(never_used(message, pointer(&pointer(path, "fields"), n)).hint(hint));
    }
    for (n, rule) in form.rules.iter().enumerate() {
        let path = pointer(&pointer(&pointer(path, "rules"), n), "if");
        let mut asked = BTreeSet::new();
        rule.condition.iter().for_each(|condition| fields_of(condition, &mut asked));
        if let Some(name) = asked.into_iter().find(|name| !sees(name)) {
            let message = format!("customers do not see `{name}`, and could guess it by what this rule does");
            let problem = Problem::new(Code::Doubtful, message).at(path);
            found.push(problem.hint("ask about what they see, or make the field `public`"));
        }
    }
}

fn fields_of<'c>(condition: &'c Condition, fields: &mut BTreeSet<&'c str>) {
    match condition {
        Condition::All { of } | Condition::Any { of } | Condition::Not { of } => {
            for part in of {
                fields_of(part, fields);
            }
        }
        Condition::Test { field, .. } => drop(fields.insert(field)),
    }
}

/// Fields that rules of one condition hide, and require or restrict: what is hidden is neither.
fn hidden_and_required(form: &FormSpec, path: &str, found: &mut Vec<Problem>) {
    // Equal conditions are as one here. A condition has no order, and its JSON is as good as one.
    let key = |condition: &Option<Condition>| serde_json::to_string(condition).unwrap_or_default();
    let keys: Vec<String> = form.rules.iter().map(|rule| key(&rule.condition)).collect();
    let mut hidden: BTreeSet<(&str, &Name)> = BTreeSet::new();
    for (key, rule) in keys.iter().zip(&form.rules) {
        for action in &rule.then {
            match action {
                FormActionSpec::Hide(fields) => hidden.extend(fields.iter().map(|it| (key.as_str(), it))),
                FormActionSpec::Show(fields) => {
                    // A later word of the same condition takes it back.
                    hidden.retain(|(of, field)| *of != key || !fields.contains(field));
                }
                _ => {}
            }
        }
    }
    for (n, (key, rule)) in keys.iter().zip(&form.rules).enumerate() {
        let path = pointer(&pointer(&pointer(path, "rules"), n), "then");
        let read_only: BTreeSet<&Name> = rule
            .then
            .iter()
            .filter_map(|action| if let FormActionSpec::ReadOnly(it) = action { Some(it) } else { None })
            .flatten()
            .collect();
        for (n, action) in rule.then.iter().enumerate() {
            let FormActionSpec::Require(fields) = action else { continue };
            let path = pointer(&pointer(&path, n), "require");
            for (n, field) in fields.iter().enumerate() {
                let why = if hidden.contains(&(key.as_str(), field)) {
                    "hidden"
                } else if read_only.contains(field) {
                    "read-only"
                } else {
                    continue;
                };
                let message = format!("`{field}` is {why} under the same condition, and so never required");
                let problem = Problem::new(Code::Doubtful, message).at(pointer(&path, n));
                found.push(problem.hint("leave one of the two out"));
            }
        }
    }
}
