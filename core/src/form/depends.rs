//! Options that depend on another field: a tree of any depth, checked as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::spec::FieldSpec;
use crate::error::{Code, Problem, pointer, suggest};
use crate::id::Name;
use crate::limits;

/// Reports fields that depend on what is no choice of the desk's own, or in the end on themselves, and options that
/// stand under what is no option.
pub(super) fn check(specs: &[FieldSpec], path: &str, problems: &mut Vec<Problem>) {
    let specs = specs.get(..limits::FIELDS.min(specs.len())).unwrap_or(specs);
    let by_name: BTreeMap<&Name, &FieldSpec> = specs.iter().map(|spec| (&spec.name, spec)).collect();
    let mut in_circles = BTreeSet::new();
    for (n, spec) in specs.iter().enumerate() {
        if problems.len() >= limits::PROBLEMS {
            return;
        }
        let path = pointer(path, n);
        let parent = spec.depends_on.as_ref().and_then(|parent| by_name.get(parent).copied());
        if let Some(named) = &spec.depends_on {
            let place = pointer(&path, "depends_on");
            let problem = wrong_parent(spec, named, parent, &by_name, &mut in_circles);
            problems.extend(problem.map(|problem| problem.at(place)));
        }
        let over = parent.filter(|parent| parent.field_type.has_options());
        let known: BTreeSet<&str> =
            over.iter().flat_map(|parent| &parent.options).map(|option| option.name.as_str()).collect();
        let options = pointer(&path, "options");
        for (n, option) in spec.options.iter().enumerate() {
            let path = pointer(&pointer(&options, n), "under");
            if spec.depends_on.is_none() && !option.under.is_empty() {
                let message =
                    format!("`{}` depends on no field, so nothing stands over its options", spec.name);
                let hint = "say in `depends_on` which field it depends on";
                problems.push(Problem::new(Code::UnknownMember, message).at(path).hint(hint));
                continue;
            }
            let Some(parent) = over else { continue };
            for (n, under) in option.under.iter().enumerate() {
                if !known.contains(under.as_str()) {
                    let known: Vec<&str> = known.iter().copied().collect();
                    let message = format!("`{}` has no option `{under}`", parent.name);
                    let problem = Problem::new(Code::UnknownOption, message).at(pointer(&path, n));
                    problems.push(problem.hint(suggest(under, &known)).param("option", under));
                }
            }
        }
    }
}

/// Why a field cannot depend on another, if it cannot.
fn wrong_parent<'s>(
    spec: &'s FieldSpec,
    named: &Name,
    parent: Option<&'s FieldSpec>,
    by_name: &BTreeMap<&'s Name, &'s FieldSpec>,
    in_circles: &mut BTreeSet<&'s str>,
) -> Option<Problem> {
    let name = &spec.name;
    let choices = || {
        let choices = by_name.values().filter(|other| other.field_type.has_options() && other.name != *name);
        choices.map(|other| other.name.as_str()).collect::<Vec<_>>()
    };
    let Some(parent) = parent else {
        let message = format!("the desk has no field `{named}` of its own");
        let problem = Problem::new(Code::UnknownField, message).param("field", named);
        return Some(problem.hint(suggest(named, &choices())));
    };
    if !spec.field_type.has_options() {
        let message = format!("`{name}` is not a choice, and has no options that could depend on `{named}`");
        return Some(Problem::new(Code::UnknownMember, message).hint("leave it out"));
    }
    if !parent.field_type.has_options() {
        let message = format!("`{named}` is not a choice, and no options can stand under it");
        return Some(Problem::new(Code::WrongFieldType, message).hint(suggest(named, &choices())));
    }
    let mut chain: Vec<&'s str> = vec![&spec.name];
    let mut above = Some(parent);
    while let Some(spec) = above {
        chain.push(&spec.name);
        if spec.name == *name {
            // A circle is told at the first of its fields.
            let is_told = in_circles.contains(name.as_str());
            in_circles.extend(&chain);
            if is_told {
                return None;
            }
            let message = format!("the options of `{name}` depend on themselves: {}", chain.join(" on "));
            return Some(Problem::new(Code::Cycle, message).hint("one of them has to depend on nothing"));
        }
        if chain.len() > by_name.len() {
            // A circle above, of which this field is no part: those in it are told.
            return None;
        }
        above = spec.depends_on.as_ref().and_then(|parent| by_name.get(parent).copied());
    }
    None
}
