//! A policy that was checked, ready to be asked.

use std::collections::BTreeSet;

use super::spec::{PolicySpec, StepSpec, TargetSpec, Unit};
use crate::calendar::Calendar;
use crate::condition::{FieldKinds, Predicate, Scope};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::model::Metric;

/// What is promised for the tickets that fit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Policy {
    /// Its key.
    pub name: Name,
    /// For which tickets it is.
    pub predicate: Predicate,
    /// The key of the calendar whose open time counts, for targets in business time.
    pub calendar_name: Option<Name>,
    /// That calendar.
    pub calendar: Option<Calendar>,
    /// What is promised, at most once for each metric.
    pub targets: Vec<TargetSpec>,
    /// The steps of escalation, each for a metric that has a target.
    pub steps: Vec<StepSpec>,
}

impl Policy {
    /// Checks a policy. `calendar` is the one that it names; whether there is one of that name, and whether the
    /// priorities that it names are there, is for the configuration as a whole to say.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with a JSON Pointer that begins with `path`: a condition that cannot be
    /// asked, a metric that is given twice, a target in business time without a calendar, a target of no time, and
    /// a step for a metric that has no target.
    pub fn compile(
        spec: &PolicySpec,
        calendar: Option<Calendar>,
        fields: &dyn FieldKinds,
        path: &str,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let predicate = match &spec.condition {
            Some(condition) => {
                Predicate::compile(condition, fields, Scope::Stored, &pointer(path, "condition"))
                    .map_err(|found| problems.extend(found))
            }
            None => Ok(Predicate::always()),
        };
        spec.check_targets(path, &mut problems);
        spec.check_steps(path, &mut problems);
        match predicate {
            Ok(predicate) if problems.is_empty() => Ok(Self {
                name: spec.name.clone(),
                predicate,
                calendar_name: spec.calendar.clone(),
                calendar,
                targets: spec.targets.clone(),
                steps: spec.steps.clone(),
            }),
            _ => Err(problems),
        }
    }

    /// What is promised for a metric.
    pub fn target(&self, metric: Metric) -> Option<&TargetSpec> {
        self.targets.iter().find(|target| target.metric == metric)
    }

    /// The steps of escalation for a metric, in their order.
    pub fn steps(&self, metric: Metric) -> impl Iterator<Item = &StepSpec> {
        self.steps.iter().filter(move |step| step.metric == metric)
    }
}

impl PolicySpec {
    fn check_targets(&self, path: &str, problems: &mut Vec<Problem>) {
        let in_business_time = self.targets.iter().find(|target| target.unit == Unit::Business);
        if let (Some(target), None) = (in_business_time, &self.calendar) {
            let message = format!(
                "the target for `{}` is in business time, and the policy has no calendar",
                target.metric
            );
            let problem = Problem::new(Code::Missing, message).at(pointer(path, "calendar"));
            problems.push(problem.hint("name a calendar, or give the target the unit `real`"));
        }
        let path = pointer(path, "targets");
        let mut seen = BTreeSet::new();
        for (n, target) in self.targets.iter().enumerate() {
            let (path, metric) = (pointer(&path, n), target.metric);
            if !seen.insert(metric) {
                let message = format!("the policy `{}` has two targets for `{metric}`", self.name);
                problems.push(Problem::new(Code::Duplicate, message).at(pointer(&path, "metric")));
            }
            for (place, span) in target.within.spans(&pointer(&path, "within")) {
                if span.is_zero() || span.is_negative() {
                    let message = format!("the target for `{metric}` allows no time");
                    problems.push(Problem::new(Code::OutOfRange, message).at(place));
                }
            }
        }
    }

    fn check_steps(&self, path: &str, problems: &mut Vec<Problem>) {
        let path = pointer(path, "steps");
        for (n, step) in self.steps.iter().enumerate() {
            if !self.targets.iter().any(|target| target.metric == step.metric) {
                let message = format!("the policy `{}` has no target for `{}`", self.name, step.metric);
                let problem =
                    Problem::new(Code::UnknownName, message).at(pointer(&pointer(&path, n), "metric"));
                problems.push(problem.hint("add a target, or leave the step out"));
            }
        }
    }
}
