//! One clock with the policy and the calendar that it is bound to: everything that can happen to it.

use std::borrow::Cow;

use super::count::{counts_from, pauses, reach, runs, used};
use super::fire::{breach, bring_up_to, wake_at};
use super::policy::{Amount, Policy, Promise, Target};
use super::spec::{MomentSpec, OnChange, StepSpec, Unit};
use super::terms::{Edition, Moment, News, Terms};
use crate::calendar::{Beyond, Calendar};
use crate::error::Problem;
use crate::model::{Clock, ClockState, Pause, PauseCause, Step, StepState};
use crate::time::{Span, Timestamp};

/// Why a clock is cancelled when its policy is not the one that is taken any more, or promises nothing any more; and why
/// a promise is broken that a change made too short.
pub const POLICY_CHANGE: &str = "policy_change";

/// Why a clock is cancelled whose deadline was a date that the ticket has no more.
pub const DATE_GONE: &str = "date_gone";

/// An open clock at the instant of a moment, copied as soon as it changes.
pub(super) struct Bound<'a> {
    clock: Cow<'a, Clock>,
    policy: &'a Policy,
    /// The version of the configuration that the policy stands in.
    edition: Edition<'a>,
    calendar: Calendar,
    terms: &'a Terms<'a>,
    at: Timestamp,
}

impl<'a> Bound<'a> {
    /// A stored clock; `None` when its policy or its calendar is not there any more.
    pub(super) fn of(terms: &'a Terms<'a>, clock: &'a Clock, at: Timestamp) -> Option<Self> {
        let (edition, policy) = terms.find(clock)?;
        let calendar = edition.calendar(clock.calendar.as_ref())?;
        Some(Self { clock: Cow::Borrowed(clock), policy, edition, calendar, terms, at })
    }

    /// A clock under a promise, made now; `changes` when it was under another one before.
    pub(super) fn under(
        promise: &Promise<'a>,
        clock: Clock,
        terms: &'a Terms<'a>,
        at: Timestamp,
        changes: bool,
        news: &mut Vec<News>,
    ) -> Result<Self, Problem> {
        let (clock, edition, calendar) = (Cow::Owned(clock), promise.edition, Calendar::always());
        let mut bound = Self { clock, policy: promise.policy, edition, calendar, terms, at };
        bound.bind(promise, changes, news)?;
        Ok(bound)
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The promise that it was made under, to whatever priority.
    pub(super) fn target(&self) -> Option<&'a Target> {
        self.policy.target(&self.clock.key.metric)
    }

    /// Whether it stands on the version in force.
    pub(super) const fn is_current(&self) -> bool {
        self.edition.version == self.terms.current.version
    }

    /// Why it stands still, if it does.
    pub(super) fn paused(&self) -> Option<&PauseCause> {
        let lasting = self.clock.pauses.last().filter(|pause| pause.to.is_none());
        lasting.map(|pause| &pause.cause)
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

    /// Time stands still for this cause from now on, or goes on without one.
    pub(super) fn rest(&mut self, cause: Option<PauseCause>, news: &mut Vec<News>) -> Result<(), Problem> {
        let same_kind = match (self.paused(), &cause) {
            (None, None) => true,
            (Some(now), Some(then)) => std::mem::discriminant(now) == std::mem::discriminant(then),
            _ => false,
        };
        if same_kind {
            return Ok(());
        }
        let clock = self.clock.to_mut();
        end_pause(clock, self.at);
        clock.state = if cause.is_some() { ClockState::Paused } else { ClockState::Running };
        if let Some(cause) = cause {
            begin_pause(&mut clock.pauses, self.at, cause);
        }
        self.schedule(false, news)
    }

    /// A fulfilled measurement runs again: the time since it stopped does not count. Whether it is late is not judged
    /// before the date is known that it has now.
    pub(super) fn reopen(&mut self, news: &mut Vec<News>) -> Result<(), Problem> {
        reopen(self.clock.to_mut(), self.at);
        if is_date(&self.clock) { Ok(()) } else { self.schedule(false, news) }
    }

    /// Judges a measurement that runs again by the date that it has now.
    pub(super) fn judge_by_date(&mut self, news: &mut Vec<News>) -> Result<(), Problem> {
        if is_date(&self.clock) { self.schedule(false, news) } else { Ok(()) }
    }

    /// A cancelled measurement goes on as if nothing had happened.
    pub(super) fn restore(&mut self, news: &mut Vec<News>) -> Result<(), Problem> {
        let rests = self.paused().is_some();
        let clock = self.clock.to_mut();
        clock.stopped_at = None;
        clock.stop_cause = None;
        clock.state = if rests { ClockState::Paused } else { ClockState::Running };
        self.schedule(false, news)
    }

    /// Holds the clock to what its own policy promises for the ticket as it is after the moment; false when that is
    /// nothing. What is `kept` though another policy is taken follows its date, and nothing else.
    pub(super) fn follow(
        &mut self,
        moment: &Moment<'_>,
        kept: bool,
        news: &mut Vec<News>,
    ) -> Result<bool, Problem> {
        if kept && self.target().is_none_or(|target| target.spec.date().is_none()) {
            return Ok(true);
        }
        let metric = &self.clock.key.metric;
        let Some(promise) = self.policy.promise(metric, moment.after, self.edition, moment.calendars) else {
            return Ok(false);
        };
        if !self.stands_by(&promise) {
            match (promise.amount, promise.target.spec.on_change) {
                (Amount::Until(_), _) | (_, OnChange::Recompute) => self.bind(&promise, true, news)?,
                (_, OnChange::FromChange) => {
                    self.clock.to_mut().counted_from = Some(self.at);
                    self.bind(&promise, true, news)?;
                }
                (_, OnChange::Keep) => {}
            }
        }
        Ok(true)
    }

    /// Whether it allows as much as a promise does, by the same calendar.
    fn stands_by(&self, promise: &Promise<'_>) -> bool {
        let clock = &*self.clock;
        let allows = match promise.amount {
            Amount::Time(span) => clock.fixed_at.is_none() && clock.target_ms == span.millis(),
            Amount::WorkingDays(days) => clock.working_days == Some(days),
            Amount::Until(date) => clock.working_days.is_none() && clock.fixed_at == Some(date),
        };
        allows && clock.calendar == promise.calendar
    }

    /// Takes the amount, the calendar and the steps of a promise. Start and pauses stay, and so do a breach and the
    /// steps that were taken.
    fn bind(&mut self, promise: &Promise<'a>, changes: bool, news: &mut Vec<News>) -> Result<(), Problem> {
        let clock = self.clock.to_mut();
        clock.slot = promise.policy.slot().cloned();
        clock.config_version = promise.edition.version;
        clock.calendar.clone_from(&promise.calendar);
        let mut known = std::mem::take(&mut clock.steps).into_iter();
        clock.steps = (0..)
            .zip(promise.policy.steps_for(&clock.key.metric))
            .map(|(index, _)| known.next().unwrap_or(Step { index, at: None, state: StepState::Waiting }))
            .collect();
        let calendar = promise.edition.calendar(promise.calendar.as_ref());
        self.calendar = calendar.unwrap_or_else(Calendar::always);
        self.allow(promise).map_err(|why| self.beyond(why))?;
        self.schedule(changes, news)
    }

    /// Writes down how much is allowed.
    fn allow(&mut self, promise: &Promise<'_>) -> Result<(), Beyond> {
        let clock = self.clock.to_mut();
        let from = counts_from(clock);
        (clock.target_ms, clock.working_days, clock.fixed_at) = match promise.amount {
            Amount::Time(span) => (span.millis(), None, None),
            Amount::Until(date) => (date.since(from).millis().max(0), None, Some(date)),
            Amount::WorkingDays(days) => {
                let end = self.calendar.after_working_days(from, days, promise.target.spec.day_end)?;
                (self.calendar.elapsed(from, end).millis(), Some(days), Some(end))
            }
        };
        Ok(())
    }

    fn beyond(&self, why: Beyond) -> Problem {
        self.terms.beyond(&self.policy.name, &self.clock.key.metric, why)
    }

    fn schedule(&mut self, changes: bool, news: &mut Vec<News>) -> Result<(), Problem> {
        self.compute(changes, news).map_err(|why| self.beyond(why))
    }

    /// Computes the deadline and the moments of the steps anew, by the spans that counted so far. What is used up
    /// already is a breach now; a step whose moment has passed is skipped.
    fn compute(&mut self, changes: bool, news: &mut Vec<News>) -> Result<(), Beyond> {
        let clock = &*self.clock;
        let paused = clock.state == ClockState::Paused;
        let due = due_of(clock, &self.calendar)?;
        let mut steps = clock.steps.clone();
        for (step, spec) in steps.iter_mut().zip(self.policy.steps_for(&clock.key.metric)) {
            let at = step_moment(clock, &self.calendar, &self.counting(spec), spec.at, due)?;
            let comes_again = spec.rearm && at.is_some_and(|moment| moment > self.at);
            if step.state != StepState::Fired || comes_again {
                step.at = at;
                let overtaken = at.map_or(!paused, |moment| moment < self.at);
                step.state = if overtaken { StepState::Skipped } else { StepState::Waiting };
            }
        }
        let clock = self.clock.to_mut();
        clock.steps = steps;
        clock.used_ms = paused.then(|| used(clock, &self.calendar, self.at).millis());
        clock.due_at = due.filter(|_| !paused);
        if clock.calendar.is_some() {
            self.calendar.zone_version().clone_into(&mut clock.zone_rules);
        }
        if let Some(due) = due.filter(|due| *due < self.at) {
            let cause = (changes && clock.breached_at.is_none()).then(|| POLICY_CHANGE.to_owned());
            clock.breach_cause = cause.or_else(|| clock.breach_cause.take());
            breach(clock, due, self.at, news);
        }
        Ok(())
    }

    /// The calendar that a step's distance from the deadline is counted by.
    fn counting(&self, spec: &StepSpec) -> Calendar {
        match spec.unit {
            None => self.calendar.clone(),
            Some(Unit::Real) => Calendar::always(),
            Some(Unit::Business | Unit::WorkingDays) => {
                let name = self.clock.calendar.as_ref().or_else(|| self.policy.own_calendar());
                self.edition.calendar(name).unwrap_or_else(Calendar::always)
            }
        }
    }
}

/// Whether the deadline is a date of the ticket.
fn is_date(clock: &Clock) -> bool {
    clock.fixed_at.is_some() && clock.working_days.is_none()
}

/// The deadline of a clock; nothing while it stands still before it.
fn due_of(clock: &Clock, calendar: &Calendar) -> Result<Option<Timestamp>, Beyond> {
    match clock.fixed_at {
        Some(date) if is_date(clock) => Ok(Some(date)),
        Some(end) if pauses(clock).next().is_none() => Ok(Some(end)),
        _ => reach(clock, calendar, Span::from_millis(clock.target_ms)),
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

/// Begins a pause. Statuses that pause and follow each other make one pause.
pub(super) fn begin_pause(pauses: &mut Vec<Pause>, from: Timestamp, cause: PauseCause) {
    match pauses.last_mut() {
        Some(Pause { to, cause: PauseCause::Status { .. }, .. })
            if *to == Some(from) && matches!(cause, PauseCause::Status { .. }) =>
        {
            *to = None;
        }
        _ => pauses.push(Pause { from, to: None, cause }),
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

/// The moment of a step; `None` while the clock stands still before it, and when it would lie before the start. A
/// distance from the deadline is counted by `counting`, which need not be the calendar of the clock.
///
/// What is counted from the start comes at the earliest instant that fits, and what is counted back from the deadline
/// at the latest: an hour before Tuesday 10:00 is Tuesday 09:00, not the close of Monday.
fn step_moment(
    clock: &Clock,
    calendar: &Calendar,
    counting: &Calendar,
    at: MomentSpec,
    due: Option<Timestamp>,
) -> Result<Option<Timestamp>, Beyond> {
    let runs_since = runs(clock).find_map(|(from, to)| to.is_none().then_some(from));
    match at {
        MomentSpec::Percent(percent) => {
            let amount = clock.target_ms.saturating_mul(i64::from(percent)).saturating_add(99) / 100;
            reach(clock, calendar, Span::from_millis(amount))
        }
        MomentSpec::Before(span) => {
            let moment = due.and_then(|due| counting.start_for(due, span).ok());
            match (moment, runs_since) {
                (Some(moment), Some(since)) if since <= moment || is_date(clock) => Ok(Some(moment)),
                // It lies before a pause, and is counted over that.
                _ => {
                    let amount = clock.target_ms.saturating_sub(span.millis());
                    if amount < 0 { Ok(None) } else { reach(clock, calendar, Span::from_millis(amount)) }
                }
            }
        }
        MomentSpec::After(span) => match (due, runs_since) {
            (Some(due), Some(since)) if since <= due || is_date(clock) => {
                counting.deadline(due, span).map(Some)
            }
            _ => reach(clock, calendar, Span::from_millis(clock.target_ms.saturating_add(span.millis()))),
        },
    }
}
