//! Whether every name in a document is given once, and leads to something.

use std::collections::BTreeSet;

use super::document::{Document, LabelSpec};
use super::found::Found;
use super::spoken::check_spoken;
use super::webhooks::check_webhooks;
use crate::access::Permission;
use crate::error::{Code, Problem, excerpt, one_of, pointer, suggest};
use crate::form::{FieldSpec, FieldType};
use crate::id::Name;
use crate::model::Metric;
use crate::sla::{CalendarSource, Within};
use crate::workflow::ApproversSpec;

/// Reports names that are given twice, and names that lead nowhere. What lies inside one workflow, one field or one
/// calendar, these say themselves.
pub(super) fn check_names(document: &Document, found: &mut Found) {
    let desk = Desk::of(document, found);
    desk.check_priorities(document, found);
    desk.check_types(document, found);
    desk.check_time(document, found);
    desk.check_work(document, found);
    super::roles::check_roles(document, found);
    desk.check_replies(document, found);
    check_macros(document, found);
    check_webhooks(document, found);
    check_spoken(document, found);
}

/// A list of names that other parts of the document refer to.
pub(super) struct Known<'d> {
    pub(super) what: &'static str,
    /// In the order of the document.
    pub(super) names: Vec<&'d str>,
    pub(super) set: BTreeSet<&'d str>,
}

impl<'d> Known<'d> {
    /// The names of a list at `path`; one that is given twice is reported.
    fn list(
        what: &'static str,
        path: &str,
        names: impl Iterator<Item = &'d Name>,
        found: &mut Found,
    ) -> Self {
        let mut set = BTreeSet::new();
        let names: Vec<&str> = names.map(Name::as_str).collect();
        for (n, name) in names.iter().enumerate() {
            if !set.insert(*name) {
                let problem = Problem::new(Code::Duplicate, format!("the {what} `{name}` is given twice"));
                found.report(problem.at(pointer(&pointer(path, n), "name")));
            }
        }
        Self { what, names, set }
    }

    fn labelled(what: &'static str, path: &str, list: &'d [LabelSpec], found: &mut Found) -> Self {
        Self::list(what, path, list.iter().map(|entry| &entry.name), found)
    }

    /// Reports a name at `path` that is not in the list.
    pub(super) fn expect(&self, name: &Name, path: String, found: &mut Found) {
        if !found.is_full() && !self.set.contains(name.as_str()) {
            let problem = Problem::new(Code::UnknownName, format!("there is no {} `{name}`", self.what));
            found.report(problem.at(path).hint(suggest(name, &self.names)).param("name", name));
        }
    }
}

/// The lists that are referred to from elsewhere.
pub(super) struct Desk<'d> {
    priorities: Known<'d>,
    impacts: Known<'d>,
    urgencies: Known<'d>,
    types: Known<'d>,
    pub(super) workflows: Known<'d>,
    pub(super) calendars: Known<'d>,
    pub(super) skills: Known<'d>,
    pub(super) teams: Known<'d>,
}

impl<'d> Desk<'d> {
    fn of(document: &'d Document, found: &mut Found) -> Self {
        let priorities = Known::labelled("priority", "/priorities", &document.priorities, found);
        let impacts = Known::labelled("impact", "/impacts", &document.impacts, found);
        let urgencies = Known::labelled("urgency", "/urgencies", &document.urgencies, found);
        Known::labelled("channel", "/channels", &document.channels, found);
        let types = Known::list("type", "/types", document.types.iter().map(|one| &one.name), found);
        Known::list("form", "/forms", document.forms.iter().map(|form| &form.name), found);
        let workflows = document.workflows.iter().map(|workflow| &workflow.name);
        let workflows = Known::list("workflow", "/workflows", workflows, found);
        let calendars = Known::list("calendar", "/calendars", document.calendars.keys(), found);
        Known::list("policy", "/policies", document.policies.iter().map(|policy| &policy.name), found);
        let skills = Known::labelled("skill", "/skills", &document.skills, found);
        let teams = Known::list("team", "/teams", document.teams.iter().map(|team| &team.name), found);
        Known::list("route", "/routes", document.routes.iter().map(|route| &route.name), found);
        Known::list("rule", "/rules", document.rules.iter().map(|rule| &rule.name), found);
        Known::list("macro", "/macros", document.macros.iter().map(|it| &it.name), found);
        Known::list("webhook", "/webhooks", document.webhooks.iter().map(|it| &it.name), found);
        Known::list("reply", "/replies", document.replies.iter().map(|reply| &reply.name), found);
        Known::labelled("reason", "/decline_reasons", &document.decline_reasons, found);
        Known::list("role", "/roles", document.roles.iter().map(|role| &role.name), found);
        Self { priorities, impacts, urgencies, types, workflows, calendars, skills, teams }
    }

    fn check_priorities(&self, document: &Document, found: &mut Found) {
        self.priorities.expect(&document.default_priority, "/default_priority".to_owned(), found);
        let mut pairs = BTreeSet::new();
        for (n, cell) in document.priority_matrix.iter().enumerate() {
            let path = pointer("/priority_matrix", n);
            self.impacts.expect(&cell.impact, pointer(&path, "impact"), found);
            self.urgencies.expect(&cell.urgency, pointer(&path, "urgency"), found);
            self.priorities.expect(&cell.priority, pointer(&path, "priority"), found);
            if !pairs.insert((&cell.impact, &cell.urgency)) {
                let message = format!("the pair `{}` and `{}` is given twice", cell.impact, cell.urgency);
                found.report(Problem::new(Code::Duplicate, message).at(path));
            }
        }
    }

    /// The types that fields and forms are for.
    fn check_types(&self, document: &Document, found: &mut Found) {
        let fields = document.fields.iter().enumerate().map(|(n, it)| (pointer("/fields", n), &it.types));
        let forms = document.forms.iter().enumerate().map(|(n, it)| (pointer("/forms", n), &it.types));
        for (path, types) in fields.chain(forms) {
            for (n, name) in types.iter().enumerate() {
                self.types.expect(name, pointer(&pointer(&path, "types"), n), found);
            }
        }
    }

    /// What has to do with workflows and promises.
    fn check_time(&self, document: &Document, found: &mut Found) {
        for (n, one) in document.types.iter().enumerate() {
            if let Some(workflow) = &one.workflow {
                self.workflows.expect(workflow, pointer(&pointer("/types", n), "workflow"), found);
            }
        }
        for (n, map) in document.workflow_maps.iter().enumerate() {
            self.workflows.expect(&map.to, pointer(&pointer("/workflow_maps", n), "to"), found);
        }
        self.check_approvers(document, found);
        check_paused_metrics(document, found);
        for (n, policy) in document.policies.iter().enumerate() {
            let path = pointer("/policies", n);
            if let Some(calendar) = &policy.calendar {
                self.calendars.expect(calendar, pointer(&path, "calendar"), found);
            }
            for (n, source) in policy.calendar_from.iter().enumerate() {
                if let CalendarSource::Field(field) = source {
                    let path = pointer(&pointer(&pointer(&path, "calendar_from"), n), "field");
                    found.report_all(names_a_calendar(document, field).map(|problem| problem.at(path)));
                }
            }
            if let Some(team) = &policy.team {
                self.teams.expect(team, pointer(&path, "team"), found);
            }
            for (n, target) in policy.targets.iter().enumerate() {
                if let Some(Within::ByPriority(spans)) = &target.within {
                    let path = pointer(&pointer(&pointer(&path, "targets"), n), "within");
                    for priority in spans.keys() {
                        self.priorities.expect(priority, pointer(&path, priority), found);
                    }
                }
            }
        }
    }

    /// The texts that are ready, and who uses them.
    fn check_replies(&self, document: &Document, found: &mut Found) {
        let public = document.public_fields();
        for (n, reply) in document.replies.iter().enumerate() {
            let path = pointer("/replies", n);
            found.report_all(reply.problems(&public, &document.language, &path));
            for (n, team) in reply.teams.iter().enumerate() {
                self.teams.expect(team, pointer(&pointer(&path, "teams"), n), found);
            }
        }
    }

    /// Whoever is to approve of a transition.
    fn check_approvers(&self, document: &Document, found: &mut Found) {
        let roles = roles_of(document);
        for (n, workflow) in document.workflows.iter().enumerate() {
            let path = pointer(&pointer("/workflows", n), "transitions");
            for (n, transition) in workflow.transitions.iter().enumerate() {
                let path = pointer(&pointer(&pointer(&path, n), "approval"), "by");
                match transition.approval.as_ref().map(|approval| &approval.by) {
                    Some(ApproversSpec::Role(role)) => roles.expect(role, pointer(&path, "role"), found),
                    Some(ApproversSpec::Team(team)) => self.teams.expect(team, pointer(&path, "team"), found),
                    Some(ApproversSpec::Permission(name)) if *name == Permission::SYSTEM_ONLY => {
                        let message = format!("the permission `{name}` belongs to the engine alone");
                        let problem = Problem::new(Code::OutOfRange, message);
                        found.report(problem.at(pointer(&path, "permission")));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The roles of a document, for those who name one.
fn roles_of(document: &Document) -> Known<'_> {
    let names: Vec<&str> = document.roles.iter().map(|role| role.name.as_str()).collect();
    Known { what: "role", set: names.iter().copied().collect(), names }
}

/// The roles that use a macro.
fn check_macros(document: &Document, found: &mut Found) {
    let roles = roles_of(document);
    for (n, spec) in document.macros.iter().enumerate() {
        let path = pointer(&pointer("/macros", n), "roles");
        for (n, role) in spec.roles.iter().enumerate() {
            roles.expect(role, pointer(&path, n), found);
        }
    }
}

/// Why a field cannot hold the name of a calendar: there is none of the name, or it holds no text.
fn names_a_calendar(document: &Document, field: &str) -> Option<Problem> {
    let holds_text = |field: &&FieldSpec| matches!(field.field_type, FieldType::Text | FieldType::Choice);
    let able: Vec<&str> = document.fields.iter().filter(holds_text).map(|own| own.name.as_str()).collect();
    let found = document.fields.iter().find(|own| own.name.as_str() == field);
    let problem = match found {
        Some(own) if holds_text(&own) => return None,
        Some(own) => {
            let message = format!("the field `{}` cannot hold the name of a calendar", own.name);
            Problem::new(Code::WrongFieldType, message)
        }
        None => {
            let message = format!("the desk has no field `{}` of its own", excerpt(field));
            Problem::new(Code::UnknownField, message)
        }
    };
    Some(match able.as_slice() {
        [] => problem.hint("make a field of the type `choice` with the names of calendars, or leave it out"),
        able if found.is_some() => problem.hint(one_of(able.iter().copied())),
        able => problem.hint(suggest(field, able)),
    })
}

/// The metrics that statuses pause are the library's, or those of the desk's own that some policy promises.
fn check_paused_metrics(document: &Document, found: &mut Found) {
    let targets = document.policies.iter().flat_map(|policy| &policy.targets);
    let own = targets.map(|target| target.metric.as_str());
    let known: Vec<&str> = Metric::BUILT_IN.iter().map(Metric::as_str).chain(own).collect();
    for (n, workflow) in document.workflows.iter().enumerate() {
        let path = pointer(&pointer("/workflows", n), "statuses");
        for (n, status) in workflow.statuses.iter().enumerate() {
            let path = pointer(&pointer(&path, n), "pauses");
            for (n, metric) in status.pauses.iter().flatten().enumerate() {
                if !known.contains(&metric.as_str()) {
                    let message = format!("there is no metric `{metric}`");
                    let problem = Problem::new(Code::UnknownName, message).at(pointer(&path, n));
                    found.report(problem.hint(suggest(metric.as_str(), &known)).param("name", metric));
                }
            }
        }
    }
}
