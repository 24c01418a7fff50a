//! What is allowed in a policy, and can never do what it says.

use super::spec::{MomentSpec, PolicySpec, StepSpec, TargetSpec, Unit, Within};
use crate::error::{Code, Problem, pointer};
use crate::model::Metric;
use crate::time::Span;
use crate::workflow::{Status, WorkflowSpec};

impl PolicySpec {
    /// What in a policy that can be compiled never has an effect ([`Code::NeverUsed`]), with JSON Pointers below `path`:
    /// a step that would come before the promise begins, a metric of the desk's own that pauses or ends under the very
    /// condition that begins it, and a promise whose time stands still in every status in which it runs.
    pub fn warnings(&self, workflows: &[WorkflowSpec], path: &str) -> Vec<Problem> {
        let mut found = Vec::new();
        let targets = pointer(path, "targets");
        for (n, target) in self.targets.iter().enumerate() {
            target.doubt(workflows, &pointer(&targets, n), &mut found);
        }
        let steps = pointer(path, "steps");
        for (n, step) in self.steps.iter().enumerate() {
            let target = self.targets.iter().find(|target| target.metric == step.metric);
            found.extend(target.and_then(|target| step.doubt(target, &pointer(&pointer(&steps, n), "at"))));
        }
        found
    }
}

impl TargetSpec {
    fn doubt(&self, workflows: &[WorkflowSpec], path: &str, found: &mut Vec<Problem>) {
        let metric = &self.metric;
        let mut report = |message: String, member: &str, hint: &str| {
            found.push(Problem::new(Code::NeverUsed, message).at(pointer(path, member)).hint(hint));
        };
        if self.start_when.is_some() && self.start_when == self.pause_when {
            let message = format!("`{metric}` pauses as long as the condition holds that begins it");
            report(message, "pause_when", "leave it out, or pause by another condition");
        }
        if self.start_when.is_some() && self.start_when == self.stop_when {
            let message = format!("`{metric}` ends by the condition that begins it, and measures nothing");
            report(message, "stop_when", "leave it out: then it ends when the condition holds no more");
        }
        let mut statuses =
            workflows.iter().flat_map(|workflow| &workflow.statuses).map(Status::from).peekable();
        let counts = |status: &Status| !status.category.is_done() && !status.pauses(metric);
        let begins_open = !matches!(metric, Metric::Custom { .. });
        if begins_open && statuses.peek().is_some() && !statuses.any(|status| counts(&status)) {
            let message = format!("every status pauses `{metric}`, so that its time never counts");
            report(message, "metric", "let some status that is not solved count it");
        }
    }

    /// The longest time that is allowed, when it is an amount of time.
    fn longest(&self) -> Option<Span> {
        match self.within.as_ref()? {
            Within::Always(span) => Some(*span),
            Within::ByPriority(spans) => spans.values().max().copied(),
        }
    }
}

impl StepSpec {
    fn doubt(&self, target: &TargetSpec, path: &str) -> Option<Problem> {
        let MomentSpec::Before(before) = self.at else { return None };
        let longest = target.longest().filter(|_| target.unit != Unit::WorkingDays)?;
        let same_time = self.unit.is_none_or(|unit| unit == target.unit);
        (same_time && before > longest).then(|| {
            let message = format!(
                "{before} before the deadline is before the promise `{}` of {longest} begins",
                self.metric
            );
            Problem::new(Code::NeverUsed, message).at(path).hint("shorten it, or write a part in `percent`")
        })
    }
}
