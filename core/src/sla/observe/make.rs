//! The clocks of a measurement that begins, or that goes on under another promise.

use super::Track;
use crate::error::Problem;
use crate::model::{Clock, ClockKey, ClockState, Metric, Pause, PauseCause};
use crate::sla::bound::{Bound, DATE_GONE, POLICY_CHANGE, begin_pause};
use crate::sla::metrics;
use crate::sla::policy::Policy;
use crate::sla::spec::OnChange;
use crate::time::Timestamp;

impl<'a> Track<'a, '_> {
    /// The clock of a measurement that begins now.
    pub(super) fn start(&mut self) -> Result<Option<Bound<'a>>, Problem> {
        self.fresh = true;
        let at = self.scene.moment.at;
        let rests = self.scene.rest_at_start(self.metric, self.promised()).map(|cause| (at, cause));
        self.measure(self.next_cycle(), at, Vec::new(), rests, false)
    }

    /// The clock of a measurement that would have begun before, had it been promised then.
    pub(super) fn start_late(&mut self) -> Result<Option<Bound<'a>>, Problem> {
        let Some(target) = self.promised() else { return Ok(None) };
        let Some(began) = metrics::began(self.metric, self.scene, target, self.answered_at()) else {
            return Ok(None);
        };
        let rests = self.scene.rests_since(self.metric, Some(target));
        let rests = |known_until: Timestamp| rests.map(|(since, cause)| (since.max(known_until), cause));
        match self.newest() {
            // It was given up for lack of a promise, and goes on.
            Some(last) if gave_up(last) && (began <= last.started_at || *self.metric == Metric::FixedDue) => {
                let rests = rests(last.stopped_at.unwrap_or(began));
                self.measure(last.key.cycle, last.started_at, last.pauses.clone(), rests, true)
            }
            Some(_) if !metrics::has_many_cycles(self.metric, target) => Ok(None),
            last if last.is_none_or(|last| last.stopped_at <= Some(began)) => {
                self.measure(self.next_cycle(), began, Vec::new(), rests(began), true)
            }
            _ => Ok(None),
        }
    }

    /// The open clock goes on under the policy that is taken now, if that promises anything.
    pub(super) fn go_on(&mut self, clock: &Clock) -> Result<Option<Bound<'a>>, Problem> {
        let restarts = self.promised().is_some_and(|target| target.spec.on_change == OnChange::FromChange);
        let at = self.scene.moment.at;
        let counted_from = if restarts { Some(at) } else { clock.counted_from };
        let mut made = self.made(clock.key.cycle, clock.started_at, counted_from, clock.pauses.clone());
        if let Some(made) = made.as_mut().filter(|made| made.key == clock.key) {
            keep_what_happened(made, clock);
        }
        let mut bound = self.bind(made, true)?;
        if let Some(bound) = &mut bound {
            let cause = self.scene.rest_under(bound.target(), bound.paused());
            bound.rest(cause, self.news)?;
        }
        Ok(bound)
    }

    /// A measurement under the policy that is taken, if that promises anything; time stands still since `rests`.
    fn measure(
        &mut self,
        cycle: u32,
        started_at: Timestamp,
        mut pauses: Vec<Pause>,
        rests: Option<(Timestamp, PauseCause)>,
        changes: bool,
    ) -> Result<Option<Bound<'a>>, Problem> {
        if let Some((since, cause)) = rests {
            begin_pause(&mut pauses, since, cause);
        }
        let made = self.made(cycle, started_at, None, pauses);
        self.bind(made, changes)
    }

    /// A clock that nothing is promised for yet.
    fn made(
        &self,
        cycle: u32,
        started_at: Timestamp,
        counted_from: Option<Timestamp>,
        pauses: Vec<Pause>,
    ) -> Option<Clock> {
        let policy = self.scene.policy(self.slot)?.name().clone();
        let key = ClockKey { policy, metric: self.metric.clone(), cycle };
        let (ticket, version) = (self.scene.moment.after.id, self.scene.terms.current.version);
        let span = crate::time::Span::ZERO;
        let mut clock = Clock::starting(ticket, key, version, None, span, started_at);
        clock.slot = self.slot.cloned();
        clock.counted_from = counted_from;
        if pauses.last().is_some_and(|pause| pause.to.is_none()) {
            clock.state = ClockState::Paused;
        }
        clock.pauses = pauses;
        if let Some(record) = self.clocks.iter().find(|record| record.key == clock.key) {
            keep_what_happened(&mut clock, record);
        }
        Some(clock)
    }

    /// Puts a clock under what is promised now.
    fn bind(&mut self, clock: Option<Clock>, changes: bool) -> Result<Option<Bound<'a>>, Problem> {
        let (scene, moment) = (self.scene, self.scene.moment);
        let (Some(clock), Some(policy)) = (clock, scene.policy(self.slot)) else { return Ok(None) };
        let promise = policy.promise(self.metric, moment.after, scene.terms.current, moment.calendars);
        let Some(promise) = promise else { return Ok(None) };
        Bound::under(&promise, clock, scene.terms, moment.at, changes, self.news).map(Some)
    }

    /// The latest measurement so far, as it was before the moment.
    pub(super) fn newest(&self) -> Option<&'a Clock> {
        self.mine()
            .max_by_key(|clock| (clock.key.cycle, clock.state.is_open(), clock.stopped_at, !gave_up(clock)))
    }

    /// The number of the next measurement. A policy that came here from another list counts on.
    fn next_cycle(&self) -> u32 {
        let policy = self.scene.policy(self.slot).map(Policy::name);
        let of_policy = |clock: &&Clock| {
            clock.key.metric == *self.metric
                && (clock.slot.as_ref() == self.slot || Some(&clock.key.policy) == policy)
        };
        let last = self.clocks.iter().filter(of_policy).map(|clock| clock.key.cycle).max();
        last.unwrap_or(0).saturating_add(1)
    }
}

/// What happened to a measurement stays with it: its breach, and the steps that were taken.
fn keep_what_happened(clock: &mut Clock, before: &Clock) {
    clock.breached_at = before.breached_at;
    clock.breach_cause.clone_from(&before.breach_cause);
    clock.steps.clone_from(&before.steps);
}

/// Whether a measurement ended because nobody promised it any more, or its date was taken away.
fn gave_up(clock: &Clock) -> bool {
    matches!(clock.stop_cause.as_deref(), Some(POLICY_CHANGE | DATE_GONE))
}
