//! What stands in a document without ever having an effect, or is doubtful: nothing wrong, and worth a word.

use std::collections::BTreeSet;

use super::document::Document;
use super::flows::{Parts, workflow_doubts};
use super::spoken::actions;
use crate::access::{Permission, RoleSpec};
use crate::assignment::{RouteMode, RouteSpec, TeamSpec};
use crate::automation::{self, ActionSpec};
use crate::condition::Condition;
use crate::error::{Code, Problem, pointer};
use crate::form;
use crate::id::Name;
use crate::sla::{CalendarSource, doubts};
use crate::workflow::ApproversSpec;

/// Warnings about entries that can never be used as the document stands, and about what calendars, policies,
/// workflows and rules doubt.
pub(super) fn unused_entries(document: &Document, parts: &Parts<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    unused_permissions(document, &mut found);
    unused_workflows(document, &mut found);
    found.extend(workflow_doubts(document, parts));
    found.extend(automation::doubts(parts.rules, parts.names, "/rules"));
    found.extend(automation::idle(parts.rules, document.rule_mode, parts.macros, parts.names));
    unusable_macros(document, &mut found);
    unused_webhooks(document, &mut found);
    doubtful_calendars(document, &mut found);
    found.extend(doubts(parts.policies, &document.workflows, &document.calendars, "/policies"));
    let types: Vec<&Name> = document.types.iter().map(|one| &one.name).collect();
    found.extend(form::doubts(&document.forms, &document.fields, &types));
    hidden_routes(document, &mut found);
    found
}

fn never_used(message: String, path: String) -> Problem {
    Problem::new(Code::NeverUsed, message).at(path)
}

/// Transitions that ask for what no role has. That they are kept for the engine is said with a permission of its own.
fn unused_permissions(document: &Document, found: &mut Vec<Problem>) {
    let granted: BTreeSet<&Name> = document.roles.iter().flat_map(|role| &role.permissions).collect();
    for (n, workflow) in document.workflows.iter().enumerate() {
        let path = pointer(&pointer("/workflows", n), "transitions");
        for (n, transition) in workflow.transitions.iter().enumerate() {
            if let Some(ApproversSpec::Permission(name)) = transition.approval.as_ref().map(|it| &it.by)
                && !granted.contains(name)
            {
                let message = format!("nobody can approve: no role has the permission `{name}`");
                let place = pointer(&pointer(&pointer(&path, n), "approval"), "by");
                let problem = never_used(message, pointer(&place, "permission"));
                found.push(problem.hint("grant it to a role, or name a role or a team"));
            }
            let Some(permission) = &transition.permission else { continue };
            if permission != Permission::SYSTEM_ONLY && !granted.contains(permission) {
                let message = format!("no role has the permission `{permission}`");
                let problem = never_used(message, pointer(&pointer(&path, n), "permission"));
                let kept = Permission::SYSTEM_ONLY;
                found.push(
                    problem.hint(format!("grant it to a role, or write `{kept}` for the engine's own moves")),
                );
            }
        }
    }
}

fn unused_workflows(document: &Document, found: &mut Vec<Problem>) {
    let of_types = document.types.iter().filter_map(|one| one.workflow.as_ref());
    let of_teams = document.teams.iter().filter_map(|team| team.workflow.as_ref());
    let used: BTreeSet<&Name> = of_types.chain(of_teams).collect();
    for (n, workflow) in document.workflows.iter().enumerate().skip(1) {
        if !used.contains(&workflow.name) {
            let message = format!("no type and no team follows the workflow `{}`", workflow.name);
            found.push(never_used(message, pointer("/workflows", n)).hint("name it in a type or a team"));
        }
    }
}

/// Macros that take a permission which none of the roles has that they are for.
fn unusable_macros(document: &Document, found: &mut Vec<Problem>) {
    for (n, spec) in document.macros.iter().enumerate() {
        let asked: BTreeSet<Permission> = spec.actions.iter().map(permission_of).collect();
        let uses = |role: &&RoleSpec| spec.roles.is_empty() || spec.roles.contains(&role.name);
        let can = |role: &RoleSpec| {
            let has = |asked: &Permission| role.permissions.iter().any(|own| *own == *asked.as_str());
            asked.iter().all(has)
        };
        if !document.roles.iter().filter(uses).any(can) {
            let names: Vec<&str> = asked.iter().map(|asked| asked.as_str()).collect();
            let message = format!("no member of staff can use the macro `{}`", spec.name);
            let problem = never_used(message, pointer("/macros", n));
            found.push(problem.hint(format!("it takes {}, all in one of its roles", names.join(", "))));
        }
    }
}

/// The permission that an action of a macro takes.
fn permission_of(action: &ActionSpec) -> Permission {
    match action {
        ActionSpec::SendMessage { .. } => Permission::Reply,
        ActionSpec::AddNote { .. } => Permission::Note,
        ActionSpec::Set { field, .. } if field == "team" || field == "owner" => Permission::Assign,
        _ => Permission::Change,
    }
}

fn unused_webhooks(document: &Document, found: &mut Vec<Problem>) {
    let used: BTreeSet<&Name> = actions(document)
        .filter_map(|(_, action)| match action {
            ActionSpec::Webhook { endpoint, .. } => Some(endpoint),
            _ => None,
        })
        .collect();
    for (n, spec) in document.webhooks.iter().enumerate().filter(|(_, spec)| !used.contains(&spec.name)) {
        let message = format!("nothing is sent to the webhook `{}`", spec.name);
        found.push(never_used(message, pointer("/webhooks", n)).hint("name it in an action of a rule"));
    }
}

fn doubtful_calendars(document: &Document, found: &mut Vec<Problem>) {
    let of_policies = document.policies.iter().filter_map(|policy| policy.calendar.as_ref());
    let of_teams = document.teams.iter().flat_map(calendars_of);
    let of_routes = document.routes.iter().filter_map(|route| route.open.as_ref());
    let of_rules = document.rules.iter().filter_map(|rule| rule.when.as_ref()?.calendar.as_ref());
    let used: BTreeSet<&Name> = of_policies.chain(of_teams).chain(of_routes).chain(of_rules).collect();
    // An organization or a field may name any of them.
    let others_name_some = document
        .policies
        .iter()
        .any(|policy| policy.calendar_from.iter().any(|source| *source != CalendarSource::Team));
    for name in document.calendars.keys().filter(|name| !used.contains(name) && !others_name_some) {
        let message = format!("no policy, no team, no route and no rule uses the calendar `{name}`");
        let problem = never_used(message, pointer("/calendars", name));
        found.push(
            problem.hint("take it out, unless agents have it as their shift: they are not in the document"),
        );
    }
    let calendars = document.calendars.iter();
    found.extend(calendars.flat_map(|(name, spec)| spec.warnings(&pointer("/calendars", name))));
}

/// The calendars that a team names.
fn calendars_of(team: &TeamSpec) -> impl Iterator<Item = &Name> {
    let of_ladder = team.ladder.iter().filter_map(|rung| rung.calendar.as_ref());
    let of_response = team.response.iter().filter_map(|response| response.calendar.as_ref());
    team.calendar.iter().chain(of_ladder).chain(of_response)
}

/// Routes after one that fits every ticket: the first that fits is taken.
fn hidden_routes(document: &Document, found: &mut Vec<Problem>) {
    if document.route_mode == RouteMode::All {
        return;
    }
    let fits_all = |condition: &Option<Condition>| match condition {
        Some(Condition::All { of }) => of.is_empty(),
        Some(_) => false,
        None => true,
    };
    let mut routes = document.routes.iter().enumerate();
    let fits_always = |route: &RouteSpec| fits_all(&route.condition) && route.open.is_none() && !route.room;
    let Some((_, first)) = routes.find(|(_, route)| fits_always(route)) else { return };
    for (n, route) in routes {
        let message =
            format!("the route `{}` fits every ticket, so that `{}` is never taken", first.name, route.name);
        let problem = never_used(message, pointer("/routes", n));
        found.push(problem.hint("put the particular before the general"));
    }
}
