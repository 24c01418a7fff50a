//! Policies that decisions can use.

use super::spec::{CalendarSource, PolicySpec, StepSpec, TargetSpec, Unit};
use super::terms::{Edition, TicketCalendars};
use crate::condition::{Condition, Facts, FieldKinds, Predicate, Scope, Subject};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::model::{Metric, Ticket, TicketField, Value};
use crate::time::{Span, Timestamp};

/// The list of the policies that hold while a team owns a ticket.
pub(super) const OWNING_TEAM: &str = "owning_team";

/// What is promised for the tickets that fit, with its conditions ready for use.
///
/// Policies stand in lists, and of each the first that fits a ticket is taken: [`choose`](super::choose).
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its key.
    pub(super) name: Name,
    /// The list that it stands in; nothing for the first one.
    pub(super) slot: Option<Name>,
    /// The team that has to own the ticket.
    pub(super) team: Option<Name>,
    /// For which tickets it is; for all when absent.
    pub(super) predicate: Option<Predicate>,
    calendar: Option<Name>,
    calendar_from: Vec<CalendarSource>,
    targets: Vec<Target>,
    steps: Vec<StepSpec>,
}

/// One promise of a policy, with its conditions ready for use.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) spec: TargetSpec,
    pub(super) pauses: Option<Predicate>,
    pub(super) starts: Option<Predicate>,
    pub(super) stops: Option<Predicate>,
}

impl Policy {
    /// Checks a policy by itself. Whether there are the calendars, teams and priorities that it names is for the
    /// configuration as a whole to say.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with a JSON Pointer that begins with `path`: a condition that cannot be
    /// asked, a metric that is given twice, a target in business time without a calendar, an amount of time that does not
    /// fit its unit, an option that is not for its metric, and a step for a metric that has no target.
    pub fn compile(spec: &PolicySpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let place = pointer(path, "condition");
        let fits = predicate(spec.condition.as_ref(), fields, &place, &mut problems);
        spec.check_place(path, &mut problems);
        spec.check_targets(fields, path, &mut problems);
        spec.check_steps(path, &mut problems);
        let mut targets = Vec::new();
        for (n, target) in spec.targets.iter().enumerate() {
            let path = pointer(&pointer(path, "targets"), n);
            let mut compile = |condition: Option<&Condition>, member: &str| {
                predicate(condition, fields, &pointer(&path, member), &mut problems)
            };
            targets.push(Target {
                spec: target.clone(),
                pauses: compile(target.pause_when.as_ref(), "pause_when"),
                starts: compile(target.start_when.as_ref(), "start_when"),
                stops: compile(target.stop_when.as_ref(), "stop_when"),
            });
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let of_team = spec.team.as_ref().map(|_| Name::known(OWNING_TEAM));
        Ok(Self {
            name: spec.name.clone(),
            slot: of_team.or_else(|| spec.slot.clone()),
            team: spec.team.clone(),
            predicate: fits,
            calendar: spec.calendar.clone(),
            calendar_from: spec.calendar_from.clone(),
            targets,
            steps: spec.steps.clone(),
        })
    }

    /// Its key.
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The list that it stands in; nothing for the first one.
    pub const fn slot(&self) -> Option<&Name> {
        self.slot.as_ref()
    }

    /// Whether it is for a ticket.
    pub fn fits(&self, ticket: &Ticket) -> bool {
        self.is_of_owner(ticket) && self.predicate.as_ref().is_none_or(|predicate| predicate.matches(ticket))
    }

    pub(super) fn is_of_owner(&self, ticket: &Ticket) -> bool {
        self.team.is_none() || self.team == ticket.team
    }

    /// The tests of its condition that stand in the way of a ticket, a sentence for each, for somebody who reads some of
    /// the fields.
    pub(super) fn failing_for(&self, ticket: &Ticket, sees: &dyn Fn(&TicketField) -> bool) -> Vec<String> {
        if let Some(team) = self.team.as_ref().filter(|_| !self.is_of_owner(ticket)) {
            return vec![format!("the team `{team}` does not own the ticket")];
        }
        let sees = |subject: &Subject| match subject {
            Subject::Ticket(field) => sees(field),
            _ => true,
        };
        self.predicate.as_ref().map(|test| test.failing_for(ticket as &dyn Facts, &sees)).unwrap_or_default()
    }

    /// The steps for one metric; a clock counts its steps by their place in this list.
    pub fn steps_for<'a>(&'a self, metric: &'a Metric) -> impl Iterator<Item = &'a StepSpec> {
        self.steps.iter().filter(move |step| step.metric == *metric)
    }

    /// What it promises something for.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.targets.iter().map(|target| &target.spec.metric)
    }

    /// The promise for a metric, to whatever priority.
    pub(super) fn target(&self, metric: &Metric) -> Option<&Target> {
        self.targets.iter().find(|target| target.spec.metric == *metric)
    }

    /// Everything that it promises.
    pub(super) fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Its steps, for all metrics.
    pub(super) fn steps(&self) -> &[StepSpec] {
        &self.steps
    }

    /// Whether a reply may be given by something else than a word of a human agent.
    pub(super) fn has_own_answers(&self) -> bool {
        let specs = self.targets.iter().map(|target| &target.spec);
        specs.filter(|spec| spec.metric.is_reply()).any(|spec| !spec.also_answers.is_empty())
    }

    /// What is promised for a metric and a ticket, if anything is.
    pub(super) fn promise<'a>(
        &'a self,
        metric: &Metric,
        ticket: &Ticket,
        edition: Edition<'a>,
        calendars: TicketCalendars<'_>,
    ) -> Option<Promise<'a>> {
        let target = self.target(metric)?;
        let amount = match target.spec.date() {
            Some(field) => Amount::Until(date_of(ticket, field)?),
            None => match (target.spec.unit, target.spec.within.as_ref()?.target(&ticket.priority)?) {
                (Unit::WorkingDays, days) => Amount::WorkingDays(whole_days(days)?),
                (_, span) => Amount::Time(span),
            },
        };
        let counts = !matches!(amount, Amount::Until(_)) && target.spec.unit != Unit::Real;
        let calendar = counts.then(|| self.calendar_for(ticket, edition, calendars)).flatten();
        Some(Promise { policy: self, target, edition, amount, calendar })
    }

    /// The calendar of a ticket: that of the first source that names one which is there, else the policy's own.
    fn calendar_for(
        &self,
        ticket: &Ticket,
        edition: Edition<'_>,
        calendars: TicketCalendars<'_>,
    ) -> Option<Name> {
        let named = |source: &CalendarSource| match source {
            CalendarSource::Team => calendars.team.cloned(),
            CalendarSource::Organization => calendars.organization.cloned(),
            CalendarSource::Field(field) => match ticket.fields.get(field.as_str())? {
                Value::Text(text) => text.parse().ok(),
                _ => None,
            },
        };
        let mut found = self.calendar_from.iter().filter_map(named);
        found.find(|name: &Name| edition.calendars.contains_key(name)).or_else(|| self.calendar.clone())
    }

    /// The policy's own calendar.
    pub(super) const fn own_calendar(&self) -> Option<&Name> {
        self.calendar.as_ref()
    }

    /// Whether somebody else may name the calendar.
    pub(super) const fn asks_others(&self) -> bool {
        !self.calendar_from.is_empty()
    }

    /// Whether it takes the calendar of a ticket's organization.
    pub fn asks_organization(&self) -> bool {
        self.calendar_from.contains(&CalendarSource::Organization)
    }
}

fn predicate(
    condition: Option<&Condition>,
    fields: &dyn FieldKinds,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<Predicate> {
    match Predicate::compile(condition?, fields, Scope::Stored, path) {
        Ok(predicate) => Some(predicate),
        Err(found) => {
            problems.extend(found);
            None
        }
    }
}

/// An instant that stands in a field of a ticket.
fn date_of(ticket: &Ticket, field: &TicketField) -> Option<Timestamp> {
    match field {
        TicketField::DueAt => ticket.due_at,
        TicketField::PlannedFrom => ticket.planned_from,
        TicketField::PlannedTo => ticket.planned_to,
        TicketField::SnoozedUntil => ticket.snoozed_until,
        _ => None,
    }
}

/// How many days of 24 hours a span is, when it is a whole number of them.
pub(super) fn whole_days(span: Span) -> Option<u32> {
    const DAY: i64 = 86_400_000;
    (span.millis() % DAY == 0).then(|| u32::try_from(span.millis() / DAY).ok()).flatten()
}

/// How much a promise allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// So much time.
    Time(Span),
    /// So many days on which the calendar opens.
    WorkingDays(u32),
    /// The time until an instant.
    Until(Timestamp),
}

/// One promise of a policy to a ticket as it is.
pub(super) struct Promise<'a> {
    pub(super) policy: &'a Policy,
    pub(super) target: &'a Target,
    /// The version of the configuration that it stands in.
    pub(super) edition: Edition<'a>,
    pub(super) amount: Amount,
    /// The calendar whose open time counts; nothing when every second counts.
    pub(super) calendar: Option<Name>,
}

/// The policies that are taken for a ticket: of each list the first that fits, in the order of the lists, of which the
/// first has no name. What [`choose`](super::choose) explains, without the reasons: the way of every decision.
///
/// ```
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
/// use ticketkit::sla::{Policy, PolicySpec, taken};
///
/// let spec: PolicySpec = serde_json::from_str(
///     r#"{ "name": "everybody", "targets": [{ "metric": "resolution", "within": "PT8H", "unit": "real" }] }"#,
/// )?;
/// let policies = [Policy::compile(&spec, &(), "").map_err(|problems| problems[0].to_string())?];
/// let ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
/// assert_eq!(taken(&policies, &ticket)[0].name().as_str(), "everybody");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn taken<'a>(policies: &'a [Policy], ticket: &Ticket) -> Vec<&'a Policy> {
    // There are few lists, so that looking through those that have their policy is the cheapest.
    let mut taken = Vec::<&Policy>::new();
    for policy in policies {
        if taken.iter().all(|known| known.slot != policy.slot) && policy.fits(ticket) {
            taken.push(policy);
        }
    }
    taken.sort_unstable_by_key(|policy| policy.slot());
    taken
}
