//! Policies that decisions can use, and which of them is taken.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::spec::{PolicySpec, StepSpec, TargetSpec, Unit};
use crate::calendar::Calendar;
use crate::condition::{Facts, FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::model::Metric;
use crate::time::Span;

/// What is promised for the tickets that fit, with its condition and its calendar ready for use.
///
/// Policies stand in a list, and the first that fits a ticket is taken: [`choose`].
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its key.
    pub name: Name,
    /// For which tickets it is; for all when absent.
    pub predicate: Option<Predicate>,
    /// The calendar whose open time counts, with its name, for targets in business time.
    pub calendar: Option<(Name, Arc<Calendar>)>,
    /// What is promised, at most once for each metric.
    pub targets: Vec<TargetSpec>,
    /// The steps of escalation.
    pub steps: Vec<StepSpec>,
}

impl Policy {
    /// Checks a policy. It finds the calendar that it names among `calendars`; whether there is one of that name, and
    /// whether the priorities that it names are there, is for the configuration as a whole to say.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with a JSON Pointer that begins with `path`: a condition that cannot be
    /// asked, a metric that is given twice, a target in business time without a calendar, a target of no time, and
    /// a step for a metric that has no target.
    pub fn compile(
        spec: &PolicySpec,
        calendars: &BTreeMap<Name, Arc<Calendar>>,
        fields: &dyn FieldKinds,
        path: &str,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let at = pointer(path, "condition");
        let compile = |condition| Predicate::compile(condition, fields, Scope::Stored, &at);
        let predicate = spec.condition.as_ref().map(compile).transpose();
        let predicate = predicate.map_err(|found| problems.extend(found));
        spec.check_targets(path, &mut problems);
        spec.check_steps(path, &mut problems);
        match predicate {
            Ok(predicate) if problems.is_empty() => Ok(Self {
                name: spec.name.clone(),
                predicate,
                calendar: spec.calendar.as_ref().and_then(|name| {
                    calendars.get(name).map(|calendar| (name.clone(), Arc::clone(calendar)))
                }),
                targets: spec.targets.clone(),
                steps: spec.steps.clone(),
            }),
            _ => Err(problems),
        }
    }

    /// Whether it is for a ticket.
    pub fn fits(&self, facts: &dyn Facts) -> bool {
        self.predicate.as_ref().is_none_or(|predicate| predicate.matches(facts))
    }

    /// The steps for one metric; a clock counts its steps by their place in this list.
    pub fn steps_for(&self, metric: Metric) -> impl Iterator<Item = &StepSpec> {
        self.steps.iter().filter(move |step| step.metric == metric)
    }

    /// The promise for a metric, to whatever priority.
    pub(super) fn target(&self, metric: Metric) -> Option<&TargetSpec> {
        self.targets.iter().find(|target| target.metric == metric)
    }

    /// What is promised for a metric and a priority, if anything is.
    pub(super) fn promise(&self, metric: Metric, priority: &Name) -> Option<Promise<'_>> {
        let target = self.target(metric)?;
        let calendar = match target.unit {
            Unit::Business => self.calendar.as_ref(),
            Unit::Real => None,
        };
        Some(Promise { policy: self, within: target.within.target(priority)?, calendar })
    }
}

/// One promise of a policy to tickets of one priority.
#[derive(Clone, Copy)]
pub(super) struct Promise<'a> {
    pub(super) policy: &'a Policy,
    /// How much time is allowed.
    pub(super) within: Span,
    /// The calendar whose open time counts; nothing when every second counts.
    pub(super) calendar: Option<&'a (Name, Arc<Calendar>)>,
}

impl Promise<'_> {
    /// The calendar to count by.
    pub(super) fn counting(&self) -> Calendar {
        self.calendar.map_or_else(Calendar::always, |(_, calendar)| Calendar::clone(calendar))
    }
}

/// The first policy that fits.
pub(super) fn first_fit<'a>(policies: &'a [Policy], facts: &dyn Facts) -> Option<&'a Policy> {
    policies.iter().find(|policy| policy.fits(facts))
}

/// Which policy is taken for a ticket, and why none of those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The policy that is taken; nothing when none fits.
    pub policy: Option<Name>,
    /// Every policy in front of it, in order.
    pub passed_over: Vec<PassedOver>,
}

/// A policy that does not fit a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// Which.
    pub policy: Name,
    /// The tests that stand in the way, a sentence for each; they name present values of the ticket.
    pub failing: Vec<String>,
}

/// Which of the policies is taken for a ticket: the first that fits.
///
/// ```
/// use ticketkit::condition::{Condition, Op, Predicate, Scope};
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
/// use ticketkit::sla::{Policy, choose};
///
/// let policy = |name: &str, predicate| Policy {
///     name: name.parse().unwrap(),
///     predicate,
///     calendar: None,
///     targets: Vec::new(),
///     steps: Vec::new(),
/// };
/// let vip = Condition::test("tags", Op::HasAny, ["vip"]);
/// let vip = Predicate::compile(&vip, &(), Scope::Stored, "").unwrap();
/// let policies = [policy("gold", Some(vip)), policy("everybody", None)];
///
/// let mut ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
/// assert_eq!(
///     choose(&policies, &ticket).to_string(),
///     "`everybody` is taken\n\
///      `gold` was passed over: tags has no value and must have any of `vip`\n",
/// );
/// ticket.tags = vec!["vip".to_owned()];
/// assert_eq!(choose(&policies, &ticket).policy.as_deref(), Some("gold"));
/// ```
pub fn choose(policies: &[Policy], facts: &dyn Facts) -> Choice {
    let taken = policies.iter().position(|policy| policy.fits(facts));
    let passed_over = policies.iter().take(taken.unwrap_or(policies.len()));
    let failing =
        |policy: &Policy| policy.predicate.as_ref().map(|test| test.failing(facts)).unwrap_or_default();
    Choice {
        policy: taken.and_then(|n| policies.get(n)).map(|policy| policy.name.clone()),
        passed_over: passed_over
            .map(|policy| PassedOver { policy: policy.name.clone(), failing: failing(policy) })
            .collect(),
    }
}

/// What was chosen, and a line for each policy that was passed over.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.policy {
            Some(policy) => writeln!(f, "`{policy}` is taken")?,
            None => writeln!(f, "no policy fits")?,
        }
        for PassedOver { policy, failing } in &self.passed_over {
            writeln!(f, "`{policy}` was passed over: {}", failing.join("; "))?;
        }
        Ok(())
    }
}
