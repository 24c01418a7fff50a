//! From a document to the configuration that decisions ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::actions::check_actions;
use super::check::check_names;
use super::compiled::Config;
use super::document::{Document, LabelSpec, MatrixCell};
use super::flows::Parts;
use super::found::Found;
use super::names::Names;
use super::read::unknown_format;
use super::unused::unused_entries;
use crate::access::Role;
use crate::assignment::{Route, Strategy, Team, Work};
use crate::automation::{Macro, Rule};
use crate::calendar::{Calendar, ZoneRules};
use crate::error::{Code, Problem, Result, pointer};
use crate::form::{FieldSet, FieldSpec, Forms};
use crate::id::Name;
use crate::sla::Policy;
use crate::workflow::{Workflow, WorkflowMaps};

impl Config {
    /// Checks a document as a whole, and makes it ready to decide by. `version` is the desk's own count of its
    /// configurations, which clocks and commands keep.
    ///
    /// # Errors
    /// Everything that is wrong, up to [`limits::SHAPE_PROBLEMS`](crate::limits::SHAPE_PROBLEMS), each with a JSON
    /// Pointer into the document: where it differs from its [schema](super::json_schema); names that are given twice
    /// or lead nowhere; conditions that cannot be asked; workflows, calendars, fields, policies and actions that
    /// cannot work. What is allowed but has no effect is a [warning](Self::warnings) instead.
    pub fn compile(document: Document, version: u64, zones: &ZoneRules) -> Result<Self> {
        if let Some(problem) = unknown_format(document.version.into()) {
            return Err(problem.into());
        }
        let mut found = Found::default();
        found.report_all(document.problems_of_shape());
        check_names(&document, &mut found);

        let names = Names::of(&document);
        let fields = compile_fields(&document, &mut found);
        let forms = found.keep(Forms::compile(&document.forms, &fields, &names, "/forms"));
        let workflows = each("/workflows", &document.workflows, |spec, path| {
            found.keep(Workflow::compile(spec, &names, path))
        });
        let workflows: Vec<Arc<Workflow>> = workflows.into_iter().map(Arc::new).collect();
        let maps = WorkflowMaps::compile(&document.workflow_maps, &workflows, "/workflow_maps");
        let workflow_maps = found.keep(maps);
        let calendars = compile_calendars(&document, zones, &mut found);
        let policies = each("/policies", &document.policies, |spec, path| {
            found.keep(Policy::compile(spec, &names, path))
        });
        let teams = each("/teams", &document.teams, |spec, path| found.keep(Team::compile(spec, path)));
        let work = document.work.as_ref();
        let work = work.and_then(|spec| found.keep(Work::compile(spec, &names, "/work")));
        let routes =
            each("/routes", &document.routes, |spec, path| found.keep(Route::compile(spec, &names, path)));
        let rules =
            each("/rules", &document.rules, |spec, path| found.keep(Rule::compile(spec, &names, path)));
        let mut teams = teams;
        choosing_by_routes(&mut teams, &routes);
        let macros =
            each("/macros", &document.macros, |spec, path| found.keep(Macro::compile(spec, &names, path)));
        check_actions(&document, &names, &fields, &mut found);
        if let Some(error) = found.into_error() {
            return Err(error);
        }

        let ([first, ..], [channel, ..], Some(forms), Some(workflow_maps)) =
            (workflows.as_slice(), document.channels.as_slice(), forms, workflow_maps)
        else {
            // The schema asks for one of each, and it was found to be kept to.
            return Err(Problem::new(Code::InternalError, "a part of the document was not compiled").into());
        };
        let by_name: BTreeMap<Name, Arc<Workflow>> =
            workflows.iter().map(|workflow| (workflow.name().clone(), Arc::clone(workflow))).collect();
        let followed = |name: &Option<Name>| name.as_ref().and_then(|name| by_name.get(name)).cloned();
        let types = document.types.iter();
        let team_specs = document.teams.iter();
        let team_workflows =
            team_specs.filter_map(|team| Some((team.name.clone(), followed(&team.workflow)?))).collect();
        let parts = Parts {
            names: &names,
            fields: &fields,
            forms: &forms,
            workflows: &workflows,
            maps: &workflow_maps,
            policies: &policies,
            rules: &rules,
            macros: &macros,
        };
        let warnings = unused_entries(&document, &parts);
        let (timed_rules, rules) = rules.into_iter().partition(|rule| rule.when.is_some());
        Ok(Self {
            version,
            warnings,
            names,
            fields,
            forms,
            first_workflow: Arc::clone(first),
            types: types.map(|one| (one.name.clone(), followed(&one.workflow))).collect(),
            team_workflows,
            workflow_maps,
            staff_statuses: staff_statuses(&workflows),
            workflows: by_name,
            policies,
            teams: teams.into_iter().map(|team| (team.name.clone(), team)).collect(),
            work,
            routes,
            rules,
            timed_rules,
            macros,
            roles: document.roles.iter().map(|spec| (spec.name.clone(), Role::from(spec))).collect(),
            priority_ranks: labelled(&document.priorities).zip(0..).collect(),
            impacts: labelled(&document.impacts).collect(),
            urgencies: labelled(&document.urgencies).collect(),
            matrix: matrix(&document.priority_matrix),
            first_channel: channel.name.clone(),
            channels: labelled(&document.channels).collect(),
            skills: labelled(&document.skills).collect(),
            calendars,
            document,
        })
    }
}

/// What becomes of each entry of the list at `path`, given its own path; those that cannot be used are left out.
fn each<S, T>(path: &str, specs: &[S], mut compile: impl FnMut(&S, &str) -> Option<T>) -> Vec<T> {
    specs.iter().enumerate().filter_map(|(n, spec)| compile(spec, &pointer(path, n))).collect()
}

/// The fields of the document; those that are sound by themselves when some are not, so that what refers to these is
/// still judged.
fn compile_fields(document: &Document, found: &mut Found) -> FieldSet {
    FieldSet::compile(&document.fields, "/fields").unwrap_or_else(|problems| {
        let faulty: BTreeSet<String> =
            problems.iter().filter_map(|problem| problem.path.split('/').nth(2).map(str::to_owned)).collect();
        found.report_all(problems);
        let sound =
            (0..).zip(&document.fields).filter(|(n, _): &(usize, _)| !faulty.contains(&n.to_string()));
        let mut sound: Vec<FieldSpec> = sound.map(|(_, spec)| spec.clone()).collect();
        for spec in &mut sound {
            // What it depends on may be faulty.
            spec.depends_on = None;
            spec.options.iter_mut().for_each(|option| option.under.clear());
        }
        FieldSet::compile(&sound, "/fields").unwrap_or_default()
    })
}

fn compile_calendars(
    document: &Document,
    zones: &ZoneRules,
    found: &mut Found,
) -> BTreeMap<Name, Arc<Calendar>> {
    let mut calendars = BTreeMap::new();
    for (name, spec) in &document.calendars {
        // The check knows the calendar's place in the document, which stands in its messages too.
        found.report_all(spec.check(&pointer("/calendars", name), zones));
        calendars
            .extend(Calendar::compile(spec, zones).ok().map(|calendar| (name.clone(), Arc::new(calendar))));
    }
    calendars
}

/// In a team whose people take tickets themselves a route may choose all the same.
fn choosing_by_routes(teams: &mut [Team], routes: &[Route]) {
    let chooses = |route: &&Route| route.strategy.is_some_and(|strategy| strategy != Strategy::Manual);
    for route in routes.iter().filter(chooses) {
        let meant = |team: &&mut Team| route.team.as_ref().is_none_or(|name| *name == team.name);
        teams.iter_mut().filter(meant).for_each(|team| team.chooses = true);
    }
}

/// The statuses that only staff see tickets in, of those workflows that have such.
fn staff_statuses(workflows: &[Arc<Workflow>]) -> BTreeMap<Name, Vec<Name>> {
    let hidden = |workflow: &Workflow| -> Vec<Name> {
        let hidden = workflow.statuses().iter().filter(|status| !status.is_public());
        hidden.map(|status| status.name.clone()).collect()
    };
    let all = workflows.iter().map(|workflow| (workflow.name().clone(), hidden(workflow)));
    all.filter(|(_, statuses)| !statuses.is_empty()).collect()
}

fn labelled(list: &[LabelSpec]) -> impl Iterator<Item = Name> {
    list.iter().map(|entry| entry.name.clone())
}

fn matrix(cells: &[MatrixCell]) -> BTreeMap<Name, BTreeMap<Name, Name>> {
    let mut matrix = BTreeMap::<Name, BTreeMap<Name, Name>>::new();
    for cell in cells {
        matrix.entry(cell.impact.clone()).or_default().insert(cell.urgency.clone(), cell.priority.clone());
    }
    matrix
}
