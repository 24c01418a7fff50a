//! From a form as it is written to one that can be asked.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::FILLABLE;
use super::order::order_of;
use super::set::FieldSet;
use super::sheet::{Form, Item, Rule};
use super::spec::{FormActionSpec, FormRuleSpec, FormSpec};
use crate::condition::{FieldKinds, Predicate, Scope, Subject, ticket_field};
use crate::error::{Code, Problem, excerpt, one_of, pointer, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::TicketField;

/// Checks a form, and makes it ready to be asked.
pub(super) fn form(
    spec: &FormSpec,
    fields: &FieldSet,
    names: &dyn FieldKinds,
    path: &str,
) -> Result<Form, Vec<Problem>> {
    let mut problems = Vec::new();
    let condition = spec.condition.as_ref().and_then(|condition| {
        let compiled = Predicate::compile(condition, names, Scope::Stored, &pointer(path, "condition"));
        compiled.map_err(|found| problems.extend(found)).ok()
    });
    let mut items = items(spec, fields, names, &pointer(path, "fields"), &mut problems);
    let rules_path = pointer(path, "rules");
    let places = spec.fields.iter().zip(0..).collect();
    let mut compiler = Compiler { spec, places, names, problems };
    let rules = spec.rules.iter().enumerate();
    let rules: Vec<Rule> = rules.map(|(n, rule)| compiler.rule(rule, &pointer(&rules_path, n))).collect();
    let mut problems = compiler.problems;
    begin(&mut items, &rules);
    let mut rules = rules;
    tie(&items, &mut rules);
    let order = order_of(&items, &rules, &rules_path, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Form {
        name: Some(spec.name.clone()),
        labels: spec.labels.clone(),
        audience: spec.audience,
        types: spec.types.clone(),
        condition,
        items,
        rules,
        order,
        clear_hidden: spec.clear_hidden,
    })
}

/// The fields of a form. Each keeps its place, also those with which something is wrong.
fn items(
    spec: &FormSpec,
    fields: &FieldSet,
    names: &dyn FieldKinds,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Item> {
    let mut seen = BTreeSet::new();
    let mut items = Vec::with_capacity(spec.fields.len());
    for (n, name) in spec.fields.iter().enumerate() {
        let path = pointer(path, n);
        let field = match ticket_field(name, names) {
            Ok((field, _)) if matches!(field, TicketField::Custom(_)) || FILLABLE.contains(&field) => field,
            Ok((field, _)) => {
                let message = format!("`{name}` cannot be in a form: people do not fill it in");
                let can = one_of(FILLABLE.iter().map(TicketField::as_str));
                let hint = format!("{can}, or a field of the desk's own");
                problems.push(Problem::new(Code::NotWritable, message).at(path.clone()).hint(hint));
                field
            }
            Err(problem) => {
                problems.push(problem.at(path.clone()));
                TicketField::Custom(name.clone())
            }
        };
        if !seen.insert(name) {
            let message = format!("the field `{name}` is given twice");
            problems.push(Problem::new(Code::Duplicate, message).at(path));
        }
        let types = fields.get(name).map(|field| field.types.clone()).unwrap_or_default();
        items.push(Item { subject: field.clone().into(), field, types, begins_hidden: false });
    }
    items
}

/// Whether a field is there before any rule has spoken is the opposite of what the first rule about it says.
fn begin(items: &mut [Item], rules: &[Rule]) {
    let mut spoken_of = vec![false; items.len()];
    for rule in rules {
        for (places, shows) in [(&rule.shows, true), (&rule.hides, false)] {
            for place in places {
                let (Some(item), Some(spoken_of)) = (items.get_mut(*place), spoken_of.get_mut(*place)) else {
                    continue;
                };
                if !std::mem::replace(spoken_of, true) {
                    item.begins_hidden = shows;
                }
            }
        }
    }
}

/// Notes for every rule which of the fields that it asks about can be hidden.
fn tie(items: &[Item], rules: &mut [Rule]) {
    let spoken_of: BTreeSet<usize> =
        rules.iter().flat_map(|rule| rule.shows.iter().chain(&rule.hides)).copied().collect();
    let can_be_hidden: BTreeMap<&Subject, usize> = items
        .iter()
        .enumerate()
        .filter(|(place, item)| spoken_of.contains(place) || !item.types.is_empty())
        .map(|(place, item)| (&item.subject, place))
        .collect();
    for rule in rules {
        let places = rule.predicate.subjects().into_iter();
        rule.asks = places.filter_map(|subject| can_be_hidden.get(subject).copied()).collect();
    }
}

struct Compiler<'c> {
    spec: &'c FormSpec,
    places: BTreeMap<&'c Name, usize>,
    names: &'c dyn FieldKinds,
    problems: Vec<Problem>,
}

impl Compiler<'_> {
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn rule(&mut self, spec: &FormRuleSpec, path: &str) -> Rule {
        let predicate = spec.condition.as_ref().map_or(Ok(Predicate::always()), |condition| {
            Predicate::compile(condition, self.names, Scope::Stored, &pointer(path, "if"))
        });
        let predicate = predicate.unwrap_or_else(|found| {
            self.problems.extend(found);
            Predicate::never()
        });
        let mut rule = Rule {
            predicate,
            asks: Vec::new(),
            shows: Vec::new(),
            hides: Vec::new(),
            requires: Vec::new(),
            read_only: Vec::new(),
            restricts: Vec::new(),
        };
        let path = pointer(path, "then");
        for (n, action) in spec.then.iter().enumerate() {
            let path = pointer(&path, n);
            match action {
                FormActionSpec::Show(fields) => {
                    let places = self.places(fields, &pointer(&path, "show"));
                    self.contradictions(&places, &rule.hides, &pointer(&path, "show"));
                    rule.shows.extend(places.into_iter().flatten());
                }
                FormActionSpec::Hide(fields) => {
                    let places = self.places(fields, &pointer(&path, "hide"));
                    self.contradictions(&places, &rule.shows, &pointer(&path, "hide"));
                    rule.hides.extend(places.into_iter().flatten());
                }
                FormActionSpec::Require(fields) => {
                    rule.requires
                        .extend(self.places(fields, &pointer(&path, "require")).into_iter().flatten());
                }
                FormActionSpec::ReadOnly(fields) => {
                    let places = self.places(fields, &pointer(&path, "read_only"));
                    rule.read_only.extend(places.into_iter().flatten());
                }
                FormActionSpec::Restrict(fields) => {
                    self.restrict(fields, &mut rule.restricts, &pointer(&path, "restrict"));
                }
            }
        }
        rule
    }

    /// The places of fields in the form; nothing for those that it does not have.
    fn places(&mut self, fields: &[Name], path: &str) -> Vec<Option<usize>> {
        let places = fields.iter().enumerate();
        places.map(|(n, field)| self.place(field, || pointer(path, n))).collect()
    }

    fn place(&mut self, field: &Name, path: impl FnOnce() -> String) -> Option<usize> {
        let place = self.places.get(field).copied();
        if place.is_none() {
            let known: Vec<&str> = self.spec.fields.iter().map(Name::as_str).collect();
            let message = format!("the form `{}` has no field `{field}`", self.spec.name);
            let problem = Problem::new(Code::UnknownField, message).at(path());
            self.report(problem.hint(suggest(field, &known)).param("field", field));
        }
        place
    }

    /// Reports fields that one rule shows as well as hides.
    fn contradictions(&mut self, places: &[Option<usize>], others: &[usize], path: &str) {
        for (n, place) in places.iter().enumerate() {
            if let Some(field) =
                place.filter(|it| others.contains(it)).and_then(|it| self.spec.fields.get(it))
            {
                let message = format!("one rule both shows and hides `{field}`");
                let problem = Problem::new(Code::Duplicate, message).at(pointer(path, n));
                self.report(problem.hint("leave one of the two out"));
            }
        }
    }

    fn restrict(
        &mut self,
        fields: &BTreeMap<Name, Vec<Name>>,
        restricts: &mut Vec<(usize, Vec<Name>)>,
        path: &str,
    ) {
        for (field, options) in fields {
            let path = pointer(path, field);
            let Some(place) = self.place(field, || path.clone()) else { continue };
            // What is wrong with a field that nobody knows is said where the form names it.
            if ticket_field(field, self.names).is_err() {
                continue;
            }
            let names = self.names;
            let Some(known) = names.options(field) else {
                let message = format!("`{field}` is not a choice, and has no options");
                let problem = Problem::new(Code::OperatorDoesNotFit, message).at(path);
                self.report(problem.hint("restrict a choice, or a built-in field such as `priority`"));
                continue;
            };
            let set: BTreeSet<&str> = known.iter().copied().collect();
            for (n, option) in options.iter().enumerate() {
                if !set.contains(option.as_str()) {
                    let message = format!("`{field}` has no option `{}`", excerpt(option));
                    let problem = Problem::new(Code::UnknownOption, message).at(pointer(&path, n));
                    self.report(problem.hint(suggest(option, &known)).param("option", option));
                }
            }
            restricts.push((place, options.clone()));
        }
    }
}
