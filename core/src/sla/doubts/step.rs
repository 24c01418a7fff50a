//! Steps of escalation that never come, or come twice.

use super::Doubting;
use super::target::longest;
use crate::error::pointer;
use crate::sla::policy::{Policy, Target, whole_days};
use crate::sla::{MomentSpec, StepSpec, Unit, Within};
use crate::time::Span;

impl Doubting<'_> {
    pub(super) fn steps(&mut self, policy: &Policy, path: &str) {
        for (n, step) in policy.steps().iter().enumerate() {
            let place = pointer(&pointer(path, n), "at");
            let Some(target) = policy.target(&step.metric) else { continue };
            if let Some((before, longest)) = begins_too_soon(step, target) {
                let message = format!(
                    "{before} before the deadline is before the promise `{}` of {longest} begins",
                    step.metric
                );
                self.never(message, place, "shorten it, or write a part in `percent`");
                continue;
            }
            let mut earlier = policy.steps().iter().take(n);
            if let Some(same) = earlier.position(|other| is_same_moment(other, step, target)) {
                let message = format!("the step at {} has the same moment", pointer(path, same));
                self.doubt(message, place, "put what they do into one step");
            }
        }
    }
}

/// How long before the deadline a step is, and how long the promise, where the step always comes before that begins.
fn begins_too_soon(step: &StepSpec, target: &Target) -> Option<(Span, Span)> {
    let MomentSpec::Before(before) = step.at else { return None };
    let longest = longest(target)?;
    // As much as may count between the beginning and the deadline, in the time of the step.
    let most = match (target.spec.unit, step.unit.unwrap_or(target.spec.unit)) {
        // Real time between the two may be far more than what is promised.
        (Unit::Business | Unit::WorkingDays, Unit::Real) => return None,
        (Unit::WorkingDays, _) => Span::from_days(i64::from(whole_days(longest)?) + 1),
        _ => longest,
    };
    (before > most).then_some((before, longest))
}

/// Whether two steps always come at the same moment.
fn is_same_moment(one: &StepSpec, other: &StepSpec, target: &Target) -> bool {
    if one.metric != other.metric {
        return false;
    }
    let unit = target.spec.unit;
    let counts = |step: &StepSpec| step.unit.unwrap_or(unit);
    if one.at == other.at && counts(one) == counts(other) {
        return true;
    }
    // A part of a promise that is the same for all may be written as a distance, too.
    let (Some(Within::Always(span)), Unit::Business | Unit::Real) = (&target.spec.within, unit) else {
        return false;
    };
    let used = |step: &StepSpec| match step.at {
        MomentSpec::Percent(percent) => {
            span.millis().checked_mul(i64::from(percent)).map(|part| (part, unit))
        }
        MomentSpec::Before(before) => {
            span.minus(before).millis().checked_mul(100).map(|part| (part, counts(step)))
        }
        MomentSpec::After(_) => None,
    };
    used(one).is_some_and(|part| used(other) == Some(part) && part.1 == unit)
}
