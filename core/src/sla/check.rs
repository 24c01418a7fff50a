//! What a policy promises, held against itself.

use std::collections::BTreeSet;

use super::spec::{PolicySpec, TargetSpec, Unit, WhenSolved};
use crate::error::{Code, Problem, pointer};
use crate::model::Metric;

impl PolicySpec {
    pub(super) fn check_targets(&self, path: &str, problems: &mut Vec<Problem>) {
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
            check_options(target, &path, problems);
            for (place, span) in target.within.spans(&pointer(&path, "within")) {
                if span.is_zero() || span.is_negative() {
                    let message = format!("the target for `{metric}` allows no time");
                    problems.push(Problem::new(Code::OutOfRange, message).at(place));
                }
            }
        }
    }

    pub(super) fn check_steps(&self, path: &str, problems: &mut Vec<Problem>) {
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

/// What is said about a metric that it cannot be said of.
fn check_options(target: &TargetSpec, path: &str, problems: &mut Vec<Problem>) {
    let is_reply = matches!(target.metric, Metric::FirstReply | Metric::NextReply);
    let mut only_for = |whom: &str, member: &str| {
        let message = format!("`{member}` is for {whom}, and this target is for `{}`", target.metric);
        let problem = Problem::new(Code::OutOfRange, message).at(pointer(path, member));
        problems.push(problem.hint("leave it out"));
    };
    if target.from_first_message && target.metric != Metric::NextReply {
        only_for("`next_reply`", "from_first_message");
    }
    if target.when_solved != WhenSolved::Cancel && !is_reply {
        only_for("replies", "when_solved");
    }
}
