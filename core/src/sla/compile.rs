//! Checking a policy as a configuration writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::policy::Policy;
use super::spec::{PolicySpec, Unit};
use crate::calendar::Calendar;
use crate::condition::{FieldKinds, Predicate, Scope};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;

impl Policy {
    /// Checks a policy. `calendars` are those of the desk that can be used; whether the calendar and the priorities
    /// that the policy names are there is for the configuration as a whole to say.
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
        let place = pointer(path, "condition");
        let condition = spec.condition.as_ref();
        let predicate =
            condition.map(|condition| Predicate::compile(condition, fields, Scope::Stored, &place));
        let predicate = predicate.transpose().unwrap_or_else(|found| {
            problems.extend(found);
            None
        });
        spec.check_targets(path, &mut problems);
        spec.check_steps(path, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let calendar = spec.calendar.as_ref().and_then(|name| calendars.get_key_value(name));
        Ok(Self {
            name: spec.name.clone(),
            predicate,
            calendar: calendar.map(|(name, calendar)| (name.clone(), Arc::clone(calendar))),
            targets: spec.targets.clone(),
            steps: spec.steps.clone(),
        })
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
