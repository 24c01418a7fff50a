//! What time brings by itself: steps of escalation and breaches.

use super::policy::Policy;
use super::terms::{News, Terms};
use crate::model::{Clock, ClockState, StepState};
use crate::time::{Span, Timestamp};

/// When the timer of a clock has to fire next: at the earliest step that waits, or just after the deadline, because an
/// act at the deadline is in time. `None` while nothing can happen by itself.
pub fn wake_at(clock: &Clock) -> Option<Timestamp> {
    if clock.state != ClockState::Running {
        return None;
    }
    let steps = clock.steps.iter().filter(|step| step.state == StepState::Waiting).filter_map(|step| step.at);
    // A word after the deadline is only true once the deadline has passed.
    let steps = steps.map(|at| match clock.due_at {
        Some(due) if due <= at => at.max(just_after(due)),
        _ => at,
    });
    let breach = clock.due_at.filter(|_| clock.breached_at.is_none()).map(just_after);
    steps.chain(breach).min()
}

/// Everything about a clock that is due at `now` and was not done before, in the order of its instants: each is stamped
/// with its own, so that one late call brings what many punctual ones would have brought.
pub fn fire(terms: &Terms<'_>, clock: &mut Clock, now: Timestamp) -> Vec<News> {
    let mut news = Vec::new();
    if wake_at(clock).is_some_and(|wake| wake <= now) {
        advance(clock, terms.policy_of(clock), now, &mut news);
    }
    news
}

/// Brings a clock that is about to be acted on at `at` up to that instant. An act comes before the steps of its own
/// instant, but never before the breach of a deadline that it misses.
pub(super) fn bring_up_to(clock: &mut Clock, policy: Option<&Policy>, at: Timestamp, news: &mut Vec<News>) {
    advance(clock, policy, at.before(Span::from_millis(1)), news);
    breach_after_deadline(clock, at, news);
}

fn advance(clock: &mut Clock, policy: Option<&Policy>, now: Timestamp, news: &mut Vec<News>) {
    if clock.state != ClockState::Running {
        return;
    }
    let first = news.len();
    breach_after_deadline(clock, now, news);
    let due = clock.due_at.filter(|due| now <= *due);
    for step in clock.steps.iter_mut().filter(|step| step.state == StepState::Waiting) {
        let Some(at) = step.at.filter(|at| *at <= now && due.is_none_or(|due| *at < due)) else { continue };
        let spec = policy.and_then(|policy| {
            policy.steps_for(&clock.key.metric).nth(usize::try_from(step.index).unwrap_or(usize::MAX))
        });
        step.state = StepState::Fired;
        news.push(News::StepTaken {
            key: clock.key.clone(),
            step: step.index,
            at,
            notify: spec.map(|spec| spec.notify.clone()).unwrap_or_default(),
            set: spec.map(|spec| spec.set.clone()).unwrap_or_default(),
        });
    }
    // The sort is stable: what happens at the deadline stays behind the breach.
    if let Some(fired) = news.get_mut(first..) {
        fired.sort_by_key(News::at);
    }
}

/// Records the breach of a running clock whose deadline lies before `now`, unless it was recorded before.
fn breach_after_deadline(clock: &mut Clock, now: Timestamp, news: &mut Vec<News>) {
    if clock.state == ClockState::Running
        && let Some(due) = clock.due_at.filter(|due| *due < now)
    {
        breach(clock, due, due, news);
    }
}

/// Records that the promise was broken, unless that was recorded before: it is said once.
pub(super) fn breach(clock: &mut Clock, due_at: Timestamp, at: Timestamp, news: &mut Vec<News>) {
    if clock.breached_at.is_none() {
        clock.breached_at = Some(at);
        news.push(News::Breached { key: clock.key.clone(), due_at, at });
    }
}

fn just_after(at: Timestamp) -> Timestamp {
    at.after(Span::from_millis(1))
}
