//! How workflows go together with the rest of a document: who follows them, and what sets their statuses.

use std::sync::Arc;

use super::document::Document;
use super::names::Names;
use crate::automation::{ActionSpec, Macro, Rule};
use crate::condition::{Condition, Op, Predicate, Reasoning, Scope};
use crate::error::{Code, Problem, one_of, pointer};
use crate::form::{FieldSet, Forms};
use crate::id::Name;
use crate::limits;
use crate::model::{TicketField, Value};
use crate::sla::Policy;
use crate::workflow::{Around, Status, Workflow, WorkflowMaps, doubts_within};

/// The parts of a document that have to do with workflows, compiled.
pub(super) struct Parts<'a> {
    pub(super) names: &'a Names,
    pub(super) fields: &'a FieldSet,
    pub(super) forms: &'a Forms,
    pub(super) workflows: &'a [Arc<Workflow>],
    pub(super) maps: &'a WorkflowMaps,
    pub(super) policies: &'a [Policy],
    pub(super) rules: &'a [Rule],
    pub(super) macros: &'a [Macro],
}

/// A workflow with the types of the tickets that may follow it; of them nothing stands for a ticket without a type.
struct Flow<'a> {
    place: usize,
    workflow: &'a Workflow,
    types: Vec<Option<&'a Name>>,
}

/// Warnings about the workflows of a document, and about what sets a status that some of them do not have.
pub(super) fn workflow_doubts(document: &Document, parts: &Parts<'_>) -> Vec<Problem> {
    let flows = flows(document, parts.workflows);
    let mut found = Vec::new();
    let mut reasoning = Reasoning::of(limits::REASONING_STEPS);
    for flow in &flows {
        let Some(spec) = document.workflows.get(flow.place) else { continue };
        let around = Around {
            enters: &|status| {
                let mut others = flows.iter().filter(|other| other.place != flow.place);
                parts.maps.name(flow.workflow.name(), &status.name)
                    || others.any(|other| leads(parts.maps, other, flow, status))
            },
            hidden: &|field| parts.forms.never_show(field, parts.fields, &flow.types),
        };
        let path = pointer("/workflows", flow.place);
        found.extend(doubts_within(spec, flow.workflow, &around, &path, &mut reasoning));
        if found.len() >= limits::SHAPE_PROBLEMS {
            break;
        }
    }
    found.extend(parts.maps.doubts(&document.workflow_maps, parts.workflows, "/workflow_maps"));
    statuses_set(document, parts, &flows, &mut found);
    found
}

/// The workflows that tickets may follow.
fn flows<'a>(document: &'a Document, workflows: &'a [Arc<Workflow>]) -> Vec<Flow<'a>> {
    let is = |place: usize, named: &Name| document.workflows.get(place).is_some_and(|it| it.name == *named);
    let of_teams = || document.teams.iter().filter_map(|team| team.workflow.as_ref());
    // Where the type does not say, the team does.
    let unsaid = |place: usize| place == 0 || of_teams().any(|named| is(place, named));
    let follows =
        |place: usize, named: Option<&Name>| named.map_or_else(|| unsaid(place), |named| is(place, named));
    let types_of = |place: usize| {
        let own = document.types.iter().filter(|one| follows(place, one.workflow.as_ref()));
        let untyped = follows(place, None).then_some(None);
        own.map(|one| Some(&one.name)).chain(untyped).collect::<Vec<_>>()
    };
    let flows = workflows.iter().enumerate();
    let flows = flows.map(|(place, workflow)| Flow { place, workflow, types: types_of(place) });
    flows.filter(|flow| !flow.types.is_empty()).collect()
}

/// Whether a ticket that comes from another workflow may enter a status of this one.
fn leads(maps: &WorkflowMaps, from: &Flow<'_>, to: &Flow<'_>, status: &Status) -> bool {
    let name = from.workflow.name();
    let enters = |left: &Status| maps.target(name, &left.name, left.category, to.workflow);
    from.workflow.statuses().iter().filter_map(enters).any(|entered| entered.name == status.name)
}

/// A status that a rule or a step of escalation sets, with when it does.
struct Sets<'a> {
    who: String,
    status: &'a str,
    path: String,
    when: Predicate,
}

/// What sets a status that a ticket for which it acts may not have.
fn statuses_set(document: &Document, parts: &Parts<'_>, flows: &[Flow<'_>], found: &mut Vec<Problem>) {
    let mut reasoning = Reasoning::of(limits::REASONING_STEPS);
    let followers: Vec<Predicate> = flows.iter().map(|flow| followers(document, parts.names, flow)).collect();
    for sets in rules_that_set(parts.rules).chain(steps_that_set(document, parts.policies)) {
        let mut lack = Vec::new();
        let mut have = false;
        for (flow, followers) in flows.iter().zip(&followers) {
            if !reasoning.refutes(&[(&sets.when, true), (followers, true)]) {
                match flow.workflow.status(sets.status) {
                    Some(_) => have = true,
                    None => lack.push(flow.workflow.name().as_str()),
                }
            }
        }
        if lack.is_empty() {
            continue;
        }
        let Sets { who, status, path, .. } = sets;
        let named = one_of(lack);
        let problem = if have {
            let message =
                format!("{who} does nothing for tickets of {named}: they have no status `{status}`");
            Problem::new(Code::Doubtful, message)
        } else {
            let message = format!("{who} only meets tickets of {named}, which have no status `{status}`");
            Problem::new(Code::NeverUsed, message)
        };
        found.push(
            problem.at(path).hint("ask about `workflow` in its condition, or set a status that they have"),
        );
        if found.len() >= limits::SHAPE_PROBLEMS {
            break;
        }
    }
}

fn rules_that_set(rules: &[Rule]) -> impl Iterator<Item = Sets<'_>> {
    rules.iter().enumerate().flat_map(|(n, rule)| {
        let path = pointer(&pointer("/rules", n), "actions");
        // With another type a ticket may follow another workflow.
        let follows = |action: &ActionSpec| {
            matches!(action, ActionSpec::Set { field, .. } if matches!(field.as_str(), "type" | "team"))
        };
        let moves = rule.actions.iter().any(follows);
        rule.actions.iter().enumerate().filter(move |_| !moves).filter_map(move |(n, action)| match action {
            ActionSpec::Set { field, value: Some(Value::Text(status)) } if field == "status" => Some(Sets {
                who: format!("the rule `{}`", rule.name),
                status,
                path: pointer(&pointer(&path, n), "value"),
                when: rule.predicate.clone(),
            }),
            _ => None,
        })
    })
}

fn steps_that_set<'a>(document: &'a Document, policies: &'a [Policy]) -> impl Iterator<Item = Sets<'a>> {
    document.policies.iter().zip(policies).enumerate().flat_map(|(n, (spec, policy))| {
        let path = pointer(&pointer("/policies", n), "steps");
        spec.steps.iter().enumerate().filter_map(move |(n, step)| match step.set.get("status") {
            Some(Some(Value::Text(status))) => Some(Sets {
                who: format!("a step of the policy `{}`", spec.name),
                status,
                path: pointer(&pointer(&pointer(&path, n), "set"), "status"),
                when: policy.whole(),
            }),
            _ => None,
        })
    })
}

/// The tickets that follow a workflow.
fn followers(document: &Document, names: &Names, flow: &Flow<'_>) -> Predicate {
    let own = Predicate::always().and_named(TicketField::Workflow, flow.workflow.name());
    let named: Vec<Value> = flow.types.iter().flatten().map(|name| name.as_str().into()).collect();
    if flow.types.contains(&None) && named.len() == document.types.len() {
        return own;
    }
    let of_type = Condition::test("type", Op::In, named.clone());
    let untyped = Condition::not(Condition::Test { field: "type".to_owned(), op: Op::IsSet, values: vec![] });
    let typed = match (flow.types.contains(&None), named.is_empty()) {
        (true, true) => untyped,
        (true, false) => Condition::any([untyped, of_type]),
        _ => of_type,
    };
    match Predicate::compile(&typed, names, Scope::Stored, "") {
        Ok(typed) => own.and(typed),
        Err(_) => own,
    }
}
