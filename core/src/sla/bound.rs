//! One clock with the policy and the calendar that it is bound to: everything that can happen to it.

use std::borrow::Cow;

use super::count::{reach, runs, used};
use super::fire::{breach, bring_up_to, wake_at};
use super::policy::{Policy, Promise};
use super::spec::{MomentSpec, WhenSolved};
use super::terms::{News, Terms};
use crate::calendar::{Beyond, Calendar};
use crate::error::Problem;
use crate::id::Name;
use crate::model::{Clock, ClockState, Pause, PauseCause, Step, StepState};
use crate::time::{Span, Timestamp};

/// An open clock at the instant of a moment, copied as soon as it changes.
pub(super) struct Bound<'a> {
    clock: Cow<'a, Clock>,
    policy: &'a Policy,
    /// The version of the configuration that the policy stands in.
    version: u64,
    calendar: Calendar,
    terms: &'a Terms<'a>,
    at: Timestamp,
}

impl<'a> Bound<'a> {
    /// A stored clock; `None` when its policy is not there any more.
    pub(super) fn of(terms: &'a Terms<'a>, clock: &'a Clock, at: Timestamp) -> Option<Self> {
        let ((version, policy), calendar) = (terms.find_policy(clock)?, terms.calendar_of(clock)?);
        Some(Self { clock: Cow::Borrowed(clock), policy, version, calendar, terms, at })
    }

    /// A clock under a promise of the configuration in force, made now.
    pub(super) fn under(
        promise: Promise<'a>,
        clock: Clock,
        terms: &'a Terms<'a>,
        at: Timestamp,
        news: &mut Vec<News>,
    ) -> Result<Self, Problem> {
        let (clock, version, calendar) = (Cow::Owned(clock), terms.config_version, promise.counting());
        let mut bound = Self { clock, policy: promise.policy, version, calendar, terms, at };
        bound.bind(promise, news)?;
        Ok(bound)
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What becomes of it when the ticket is solved without what it waits for.
    pub(super) fn when_solved(&self) -> WhenSolved {
        self.policy.target(self.clock.key.metric).map(|target| target.when_solved).unwrap_or_default()
    }

    /// The clock, if anything happened to it.
    pub(super) fn changed(self) -> Option<Clock> {
        match self.clock {
            Cow::Owned(clock) => Some(clock),
            Cow::Borrowed(_) => None,
        }
    }

    /// Does what was due before the moment.
    pub(super) fn bring_up(&mut self, news: &mut Vec<News>) {
        if wake_at(&self.clock).is_some_and(|wake| wake <= self.at) {
            bring_up_to(self.clock.to_mut(), Some(self.policy), self.at, news);
        }
    }

    /// Ends the measurement.
    pub(super) fn stop(&mut self, state: ClockState, cause: Option<&str>) {
        stop(self.clock.to_mut(), Some(&self.calendar), self.at, state, cause);
    }

    /// Time stands still, or goes on, from now: `status` is the one that the ticket is in.
    pub(super) fn rest(&mut self, rests: bool, status: &Name, news: &mut Vec<News>) -> Result<(), Problem> {
        match (self.clock.state, rests) {
            (ClockState::Running, true) => {
                let clock = self.clock.to_mut();
                begin_pause(&mut clock.pauses, self.at, status);
                clock.state = ClockState::Paused;
            }
            (ClockState::Paused, false) => {
                let clock = self.clock.to_mut();
                end_pause(clock, self.at);
                clock.state = ClockState::Running;
            }
            _ => return Ok(()),
        }
        self.schedule(news)
    }

    /// A fulfilled measurement runs again: the time since it stopped does not count.
    pub(super) fn reopen(&mut self, news: &mut Vec<News>) -> Result<(), Problem> {
        reopen(self.clock.to_mut(), self.at);
        self.schedule(news)
    }

    /// Holds the clock to what its policy promises for a priority; false when that is nothing.
    pub(super) fn follow(&mut self, priority: &Name, news: &mut Vec<News>) -> Result<bool, Problem> {
        let policy = self.policy;
        let Some(promise) = policy.promise(self.clock.key.metric, priority) else { return Ok(false) };
        if self.clock.target_ms != promise.within.millis() {
            self.bind(promise, news)?;
        }
        Ok(true)
    }

    /// Takes the target, the calendar and the steps of a promise of the clock's policy. Start and pauses stay, and so
    /// do a breach and the steps that were taken.
    fn bind(&mut self, promise: Promise<'a>, news: &mut Vec<News>) -> Result<(), Problem> {
        self.calendar = promise.counting();
        let clock = self.clock.to_mut();
        clock.config_version = self.version;
        clock.target_ms = promise.within.millis();
        clock.calendar = promise.calendar.map(|(name, _)| name.clone());
        let mut known = std::mem::take(&mut clock.steps).into_iter();
        clock.steps = (0..)
            .zip(promise.policy.steps_for(clock.key.metric))
            .map(|(index, _)| known.next().unwrap_or(Step { index, at: None, state: StepState::Waiting }))
            .collect();
        self.schedule(news)
    }

    fn schedule(&mut self, news: &mut Vec<News>) -> Result<(), Problem> {
        let (terms, policy, metric) = (self.terms, self.policy, self.clock.key.metric);
        self.compute(news).map_err(|why| terms.beyond(&policy.name, metric, why))
    }

    /// Computes the deadline and the moments of the steps anew, by the spans that counted so far. What is used up
    /// already is a breach now; a step whose moment has passed is skipped.
    fn compute(&mut self, news: &mut Vec<News>) -> Result<(), Beyond> {
        let clock = self.clock.to_mut();
        let paused = clock.state == ClockState::Paused;
        let due = reach(clock, &self.calendar, Span::from_millis(clock.target_ms))?;
        let mut steps = std::mem::take(&mut clock.steps);
        for (step, spec) in steps.iter_mut().zip(self.policy.steps_for(clock.key.metric)) {
            if step.state != StepState::Fired {
                step.at = step_moment(clock, &self.calendar, spec.at, due)?;
                let overtaken = step.at.map_or(!paused, |moment| moment < self.at);
                step.state = if overtaken { StepState::Skipped } else { StepState::Waiting };
            }
        }
        clock.steps = steps;
        clock.used_ms = paused.then(|| used(clock, &self.calendar, self.at).millis());
        clock.due_at = due.filter(|_| !paused);
        if clock.calendar.is_some() {
            clock.calendar = self.policy.calendar.as_ref().map(|(name, _)| name.clone());
            self.calendar.zone_version().clone_into(&mut clock.zone_rules);
        }
        if let Some(due) = due.filter(|due| *due < self.at) {
            breach(clock, due, self.at, news);
        }
        Ok(())
    }
}

/// Ends a measurement. Without a calendar it stays unknown how much time was used.
pub(super) fn stop(
    clock: &mut Clock,
    calendar: Option<&Calendar>,
    at: Timestamp,
    state: ClockState,
    cause: Option<&str>,
) {
    if clock.state == ClockState::Running {
        clock.used_ms = calendar.map(|calendar| used(clock, calendar, at).millis());
    }
    end_pause(clock, at);
    clock.state = state;
    clock.stopped_at = Some(at);
    clock.stop_cause = cause.map(str::to_owned);
    for step in clock.steps.iter_mut().filter(|step| step.state == StepState::Waiting) {
        step.at = None;
    }
}

/// Takes a fulfilled measurement up again: the time since it stopped was a pause.
pub(super) fn reopen(clock: &mut Clock, at: Timestamp) {
    if let Some(from) = clock.stopped_at.take().filter(|from| *from < at) {
        clock.pauses.push(Pause { from, to: Some(at), cause: PauseCause::Solved {} });
    }
    clock.state = ClockState::Running;
}

/// Begins a pause by a status. Statuses that pause and follow each other make one pause.
pub(super) fn begin_pause(pauses: &mut Vec<Pause>, from: Timestamp, status: &Name) {
    match pauses.last_mut() {
        Some(Pause { to, cause: PauseCause::Status { .. }, .. }) if *to == Some(from) => *to = None,
        _ => pauses.push(Pause { from, to: None, cause: PauseCause::Status { status: status.clone() } }),
    }
}

/// Ends the pause that lasts, if one does; a pause of no length was none.
fn end_pause(clock: &mut Clock, at: Timestamp) {
    if let Some(last) = clock.pauses.last_mut().filter(|pause| pause.to.is_none()) {
        last.to = Some(at);
        if last.from == at {
            clock.pauses.pop();
        }
    }
}

/// The moment of a step; `None` while the clock stands still before it, and when it would lie before the start.
///
/// What is counted from the start comes at the earliest instant that fits, and what is counted back from the deadline
/// at the latest: an hour before Tuesday 10:00 is Tuesday 09:00, not the close of Monday.
fn step_moment(
    clock: &Clock,
    calendar: &Calendar,
    at: MomentSpec,
    due: Option<Timestamp>,
) -> Result<Option<Timestamp>, Beyond> {
    let target = clock.target_ms;
    let amount = match at {
        MomentSpec::Percent(percent) => target.saturating_mul(i64::from(percent)).saturating_add(99) / 100,
        MomentSpec::Before(span) => target.saturating_sub(span.millis()),
        MomentSpec::After(span) => target.saturating_add(span.millis()),
    };
    if amount < 0 {
        return Ok(None);
    }
    let reached = reach(clock, calendar, Span::from_millis(amount))?;
    let runs_since = runs(clock).find_map(|(from, to)| to.is_none().then_some(from));
    match (at, reached, due, runs_since) {
        (MomentSpec::Before(span), Some(reached), Some(due), Some(since)) if since <= reached => {
            calendar.start_for(due, span).map(Some)
        }
        _ => Ok(reached),
    }
}
