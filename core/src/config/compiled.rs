//! The compiled form of a document: what decisions ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::document::Document;
use super::names::Names;
use crate::access::Role;
use crate::assignment::{HandoffSpec, Route, RouteMode, Team, Work};
use crate::automation::{Macro, MatchMode, Rule};
use crate::calendar::Calendar;
use crate::condition::{FieldKind, FieldKinds};
use crate::error::Problem;
use crate::form::{Field, FieldSet, Forms};
use crate::id::Name;
use crate::model::Ticket;
use crate::sla::{Edition, Policy};
use crate::time::Timestamp;
use crate::workflow::{Workflow, WorkflowMaps};

/// A configuration that is in force: checked as a whole, with every name looked up.
///
/// It never changes: a new document makes a new configuration, of a higher version. [`Config::compile`] makes it.
///
/// For conditions it says what sort of value each field holds, and which names a field may have.
#[derive(Clone, Debug)]
pub struct Config {
    pub(super) document: Document,
    pub(super) version: u64,
    pub(super) warnings: Vec<Problem>,
    pub(super) names: Names,
    pub(super) fields: FieldSet,
    pub(super) forms: Forms,
    pub(super) first_workflow: Arc<Workflow>,
    pub(super) workflows: BTreeMap<Name, Arc<Workflow>>,
    /// The statuses whose tickets customers do not see, by workflow; only workflows that have such.
    pub(super) staff_statuses: BTreeMap<Name, Vec<Name>>,
    /// For every type the workflow that its tickets follow, where it names one.
    pub(super) types: BTreeMap<Name, Option<Arc<Workflow>>>,
    /// For every team that names a workflow, the one that its tickets follow.
    pub(super) team_workflows: BTreeMap<Name, Arc<Workflow>>,
    pub(super) workflow_maps: WorkflowMaps,
    pub(super) calendars: BTreeMap<Name, Arc<Calendar>>,
    pub(super) policies: Vec<Policy>,
    pub(super) teams: BTreeMap<Name, Team>,
    pub(super) routes: Vec<Route>,
    pub(super) work: Option<Work>,
    /// Those on events.
    pub(super) rules: Vec<Rule>,
    /// Those that have a time.
    pub(super) timed_rules: Vec<Rule>,
    pub(super) macros: Vec<Macro>,
    pub(super) roles: BTreeMap<Name, Role>,
    pub(super) priority_ranks: BTreeMap<Name, usize>,
    pub(super) impacts: BTreeSet<Name>,
    pub(super) urgencies: BTreeSet<Name>,
    /// By impact, and then by urgency.
    pub(super) matrix: BTreeMap<Name, BTreeMap<Name, Name>>,
    pub(super) first_channel: Name,
    pub(super) channels: BTreeSet<Name>,
    pub(super) skills: BTreeSet<Name>,
}

impl Config {
    /// The document that it was compiled from.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The desk's own count of its configurations.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// What stands in the document without ever having an effect: a transition whose permission no role has, a policy
    /// of which those before it leave nothing, a workflow or calendar that nothing names. Each is of the code
    /// `never_used`. What works and is probably not what was meant is of the code `doubtful`. Calendars, policies, workflows
    /// and rules say of themselves what in them is either
    /// ([`CalendarSpec::warnings`](crate::calendar::CalendarSpec::warnings), [`sla::doubts`](crate::sla::doubts()),
    /// [`workflow::doubts`](crate::workflow::doubts()), [`automation::doubts`](crate::automation::doubts())).
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The language of labels and messages when that of the reader is not known.
    pub fn language(&self) -> &str {
        &self.document.language
    }

    /// What stands before a ticket's number.
    pub fn number_prefix(&self) -> &str {
        &self.document.number_prefix
    }

    /// The workflow of this name.
    pub fn workflow(&self, name: &str) -> Option<&Workflow> {
        self.workflows.get(name).map(AsRef::as_ref)
    }

    /// The workflow that a ticket of this type and team follows: that of the type, else that of the team, else the first of
    /// the document.
    pub fn workflow_for(&self, ticket_type: Option<&str>, team: Option<&str>) -> &Workflow {
        let of_type = ticket_type.and_then(|name| self.types.get(name)).and_then(Option::as_ref);
        let named = of_type.or_else(|| self.team_workflows.get(team?));
        named.unwrap_or(&self.first_workflow)
    }

    /// The workflow that a ticket is to follow, by its type and team.
    pub fn workflow_of(&self, ticket: &Ticket) -> &Workflow {
        self.workflow_for(ticket.ticket_type.as_deref(), ticket.team.as_deref())
    }

    /// What becomes of statuses where a ticket comes to follow another workflow.
    pub const fn workflow_maps(&self) -> &WorkflowMaps {
        &self.workflow_maps
    }

    /// Every workflow, by name.
    pub fn workflows(&self) -> impl Iterator<Item = &Workflow> {
        self.workflows.values().map(AsRef::as_ref)
    }

    /// The statuses whose tickets customers do not see, by workflow.
    pub fn staff_statuses(&self) -> impl Iterator<Item = (&Name, &[Name])> {
        self.staff_statuses.iter().map(|(workflow, statuses)| (workflow, statuses.as_slice()))
    }

    /// Whether customers may know that a ticket of this workflow is, or was, in this status. One that the workflow does
    /// not have may be of another workflow that the ticket followed: then it is hidden if any of these hides it.
    pub fn shows_status(&self, workflow: &str, status: &str) -> bool {
        match self.workflow(workflow).and_then(|workflow| workflow.status(status)) {
            Some(own) => own.is_public(),
            None => !self.staff_statuses.values().flatten().any(|hidden| *hidden == *status),
        }
    }

    /// The place of a priority in their order, from 0 for the lowest.
    pub fn priority_rank(&self, priority: &str) -> Option<usize> {
        self.priority_ranks.get(priority).copied()
    }

    /// The priority of a ticket when nobody says.
    pub const fn default_priority(&self) -> &Name {
        &self.document.default_priority
    }

    /// The priority that follows from impact and urgency; nothing when the matrix does not say.
    pub fn priority_from(&self, impact: &str, urgency: &str) -> Option<&Name> {
        self.matrix.get(impact)?.get(urgency)
    }

    /// Whether there is an impact of this name.
    pub fn has_impact(&self, name: &str) -> bool {
        self.impacts.contains(name)
    }

    /// Whether there is an urgency of this name.
    pub fn has_urgency(&self, name: &str) -> bool {
        self.urgencies.contains(name)
    }

    /// Whether there is a type of this name.
    pub fn has_type(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }

    /// Whether there is a channel of this name.
    pub fn has_channel(&self, name: &str) -> bool {
        self.channels.contains(name)
    }

    /// How a ticket came in when nobody says.
    pub const fn default_channel(&self) -> &Name {
        &self.first_channel
    }

    /// Whether there is a skill of this name.
    pub fn has_skill(&self, name: &str) -> bool {
        self.skills.contains(name)
    }

    /// The desk's own fields, in the order of the document.
    pub const fn fields(&self) -> &FieldSet {
        &self.fields
    }

    /// The field of the desk's own that has this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// The forms in which people fill fields in, in the order of the document.
    pub const fn forms(&self) -> &Forms {
        &self.forms
    }

    /// The calendar of this name.
    pub fn calendar(&self, name: &str) -> Option<&Arc<Calendar>> {
        self.calendars.get(name)
    }

    /// What is promised, in the order in which the policies are asked.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// What is promised, as a version of its own.
    pub fn edition(&self) -> Edition<'_> {
        Edition { version: self.version, policies: &self.policies, calendars: &self.calendars }
    }

    /// The team of this name.
    pub fn team(&self, name: &str) -> Option<&Team> {
        self.teams.get(name)
    }

    /// Every team, by name.
    pub const fn teams(&self) -> &BTreeMap<Name, Team> {
        &self.teams
    }

    /// Every calendar, by name.
    pub const fn calendars(&self) -> &BTreeMap<Name, Arc<Calendar>> {
        &self.calendars
    }

    /// What a ticket weighs in the load of its owner, where that is not what every ticket weighs.
    pub fn weigh(&self, ticket: &Ticket) -> Option<u32> {
        self.work.as_ref()?.weigh(ticket)
    }

    /// Which of the routes that fit a ticket are taken.
    pub const fn route_mode(&self) -> RouteMode {
        self.document.route_mode
    }

    /// When a ticket goes from team to team too often.
    pub const fn handoffs(&self) -> &HandoffSpec {
        &self.document.handoffs
    }

    /// Which team a new ticket goes to, in the order in which the routes are asked.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Rules on events, in the order in which they are asked.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Rules that have a time, in the order of the document.
    pub fn timed_rules(&self) -> &[Rule] {
        &self.timed_rules
    }

    /// What members of staff do at one press of a button, in the order of the document.
    pub fn macros(&self) -> &[Macro] {
        &self.macros
    }

    /// The address of a webhook.
    pub fn webhook_url(&self, endpoint: &str) -> Option<&str> {
        let mut all = self.document.webhooks.iter();
        all.find(|known| known.name == *endpoint).map(|known| known.url.as_str())
    }

    /// Those of the desk's own fields that customers see.
    pub fn public_fields(&self) -> BTreeSet<&str> {
        self.document.public_fields()
    }

    /// The instant at which a rule that has a time is asked about a ticket as it is now, in the past or in the future;
    /// nothing while the ticket has no such instant, and for a rule without a time.
    pub fn asks_at(&self, rule: &Rule, ticket: &Ticket) -> Option<Timestamp> {
        rule.when.as_ref()?.instant(ticket, &self.calendars)
    }

    /// How many rules on events may fire for one command.
    pub const fn rule_mode(&self) -> MatchMode {
        self.document.rule_mode
    }

    /// The role of this name.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(name)
    }
}

impl FieldKinds for Config {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        self.names.kind(field)
    }

    fn options(&self, field: &str) -> Option<Vec<&str>> {
        self.names.options(field)
    }

    fn names(&self) -> Vec<String> {
        self.names.names()
    }
}
