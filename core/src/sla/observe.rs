//! What a step of a command does to the clocks of its ticket.

use super::bound::{Bound, begin_pause, reopen, stop};
use super::fire::bring_up_to;
use super::metrics;
use super::scene::Scene;
use super::terms::{Moment, News, Terms};
use crate::error::Problem;
use crate::model::{Clock, ClockKey, ClockState, Metric, Pause};
use crate::time::Timestamp;

/// Why a clock is cancelled when its policy is not the one that is taken any more, or promises nothing any more.
pub const POLICY_CHANGE: &str = "policy_change";

/// Starts, pauses, resumes, fulfils and cancels the clocks of a ticket for one step of a command, and tells what came
/// of it, in the order of its instants. `clocks` are all clocks that the ticket ever had; they stay in the order of
/// their keys.
///
/// What was due before the step happens first, so that no reply can come in front of the breach that it is too late
/// for. Then, for each metric on its own: an agent's reply, entering or leaving a solved status, the pauses, the
/// choice of the policy, and the start of what this step starts.
///
/// When another policy is taken, the clock of the old one is cancelled for [`POLICY_CHANGE`], and the clock of the new
/// one, in the same cycle, goes on from the same start with the same pauses. Going back takes up the first clock
/// again: it stays one record for each policy, metric and cycle, and each of its steps is taken once. A promise that
/// is made late counts from where it would have begun; of the time before it is known what the ticket tells, which is
/// its present status.
///
/// Fails when a deadline lies beyond the horizon of its calendar, with a pointer into the configuration; nothing is
/// changed then.
pub fn observe(
    terms: &Terms<'_>,
    clocks: &mut Vec<Clock>,
    moment: &Moment<'_>,
) -> Result<Vec<News>, Problem> {
    let scene = Scene::of(terms, moment);
    let mut news = Vec::new();
    let mut changed = Vec::new();
    if scene.lost_policy {
        news.push(News::NoPolicy { at: moment.at });
    }
    for metric in Metric::ALL {
        Track { scene: &scene, clocks, metric, open: None, changed: &mut changed, news: &mut news }.run()?;
    }
    for clock in changed {
        match clocks.iter_mut().find(|known| known.key == clock.key) {
            Some(known) => *known = clock,
            None => clocks.insert(clocks.partition_point(|known| known.key < clock.key), clock),
        }
    }
    news.sort_by_key(News::at);
    Ok(news)
}

/// One metric of a ticket at a moment.
struct Track<'a, 'b> {
    scene: &'a Scene<'a>,
    /// All clocks as they were before the moment.
    clocks: &'a [Clock],
    metric: Metric,
    /// The clock that is open; there is at most one.
    open: Option<Bound<'a>>,
    /// The clocks as they are to be.
    changed: &'b mut Vec<Clock>,
    news: &'b mut Vec<News>,
}

impl<'a> Track<'a, '_> {
    fn run(&mut self) -> Result<(), Problem> {
        self.find_open()?;
        if self.settle() {
            return Ok(());
        }
        self.reopen()?;
        if let Some(open) = &mut self.open {
            let paused = open.clock().state == ClockState::Paused;
            let rests = self.scene.rests(self.metric, open.when_solved(), paused);
            open.rest(rests, &self.scene.moment.after.status, self.news)?;
        }
        let scene = self.scene;
        self.open = match self.open.take() {
            Some(open) if scene.reconsiders || scene.reopened => self.reconsider(open)?,
            None if metrics::starts(self.metric, scene) => self.start()?,
            None if scene.reconsiders => self.start_late()?,
            open => open,
        };
        if self.scene.moment.before.is_none() {
            self.settle();
        }
        self.changed.extend(self.open.take().and_then(Bound::changed));
        Ok(())
    }

    /// Takes up the open clock, and does what was due before the moment. A clock whose policy is gone goes on under the
    /// one that is taken now.
    fn find_open(&mut self) -> Result<(), Problem> {
        let (scene, at) = (self.scene, self.scene.moment.at);
        let open = |clock: &&Clock| clock.key.metric == self.metric && clock.state.is_open();
        let Some(clock) = self.clocks.iter().find(open) else { return Ok(()) };
        if let Some(mut bound) = Bound::of(scene.terms, clock, at) {
            bound.bring_up(self.news);
            self.open = Some(bound);
            return Ok(());
        }
        let mut clock = clock.clone();
        bring_up_to(&mut clock, None, at, self.news);
        let goes_on = self.go_on(&clock)?;
        stop(&mut clock, None, at, ClockState::Cancelled, Some(POLICY_CHANGE));
        self.changed.push(clock);
        self.open = goes_on;
        Ok(())
    }

    /// Ends the open clock when what it waits for has come, or can come no more. Answers whether it did.
    fn settle(&mut self) -> bool {
        let Some(when_solved) = self.open.as_ref().map(Bound::when_solved) else { return false };
        let Some((state, cause)) = metrics::ends(self.metric, self.scene, when_solved) else { return false };
        let Some(mut open) = self.open.take() else { return false };
        open.stop(state, cause);
        self.changed.extend(open.changed());
        true
    }

    /// The fulfilled measurement runs again, and the time since then does not count.
    fn reopen(&mut self) -> Result<(), Problem> {
        if !self.scene.reopened || !metrics::resumes(self.metric) || self.open.is_some() {
            return Ok(());
        }
        let fulfilled = self.newest().filter(|clock| clock.state == ClockState::Fulfilled);
        let Some(clock) = fulfilled else { return Ok(()) };
        let at = self.scene.moment.at;
        if let Some(mut bound) = Bound::of(self.scene.terms, clock, at) {
            bound.reopen(self.news)?;
            self.open = Some(bound);
        } else {
            let mut clock = clock.clone();
            reopen(&mut clock, at);
            self.open = self.go_on(&clock)?;
        }
        Ok(())
    }

    /// Holds the open clock to the policy that is taken now.
    fn reconsider(&mut self, mut open: Bound<'a>) -> Result<Option<Bound<'a>>, Problem> {
        let name = &open.clock().key.policy;
        let mut goes_on = None;
        if self.scene.policy.is_some_and(|policy| policy.name == *name) {
            if open.follow(&self.scene.moment.after.priority, self.news)? {
                return Ok(Some(open));
            }
        } else {
            goes_on = self.go_on(open.clock())?;
        }
        open.stop(ClockState::Cancelled, Some(POLICY_CHANGE));
        self.changed.extend(open.changed());
        Ok(goes_on)
    }

    /// The clock of a measurement that begins now.
    fn start(&mut self) -> Result<Option<Bound<'a>>, Problem> {
        let (scene, at) = (self.scene, self.scene.moment.at);
        let when_solved = scene.target(self.metric).map(|target| target.when_solved).unwrap_or_default();
        let pauses = scene.pauses(self.metric, when_solved);
        let rests = scene.rests(self.metric, when_solved, pauses).then_some(at);
        self.measure(cycle_after(self.newest()), at, Vec::new(), rests)
    }

    /// The clock of a measurement that would have begun before, had it been promised then.
    fn start_late(&mut self) -> Result<Option<Bound<'a>>, Problem> {
        let Some(began) = metrics::began(self.metric, self.scene) else { return Ok(None) };
        let rests = self.scene.rests_since(self.metric);
        let rests = |known_until| rests.map(|since| since.max(known_until));
        match self.newest() {
            // It was given up for lack of a promise, and goes on.
            Some(last) if gave_up(last) && began <= last.started_at => {
                let rests = rests(last.stopped_at.unwrap_or(began));
                self.measure(last.key.cycle, last.started_at, last.pauses.clone(), rests)
            }
            last if last.is_none_or(|last| last.stopped_at <= Some(began)) => {
                self.measure(cycle_after(last), began, Vec::new(), rests(began))
            }
            _ => Ok(None),
        }
    }

    /// The open clock goes on under the policy that is taken now, if that promises anything.
    fn go_on(&mut self, clock: &Clock) -> Result<Option<Bound<'a>>, Problem> {
        self.measure(clock.key.cycle, clock.started_at, clock.pauses.clone(), None)
    }

    /// A measurement under the policy that is taken, if that promises anything; time stands still since `rests`.
    fn measure(
        &mut self,
        cycle: u32,
        started_at: Timestamp,
        mut pauses: Vec<Pause>,
        rests: Option<Timestamp>,
    ) -> Result<Option<Bound<'a>>, Problem> {
        let (scene, ticket) = (self.scene, self.scene.moment.after);
        let Some(policy) = scene.policy else { return Ok(None) };
        let Some(promise) = policy.promise(self.metric, &ticket.priority) else { return Ok(None) };
        if let Some(since) = rests {
            begin_pause(&mut pauses, since, &ticket.status);
        }
        let key = ClockKey { policy: policy.name.clone(), metric: self.metric, cycle };
        let record = self.clocks.iter().find(|clock| clock.key == key);
        let mut clock =
            Clock::starting(ticket.id, key, scene.terms.config_version, None, promise.within, started_at);
        if pauses.last().is_some_and(|pause| pause.to.is_none()) {
            clock.state = ClockState::Paused;
        }
        clock.pauses = pauses;
        if let Some(record) = record {
            clock.breached_at = record.breached_at;
            clock.steps.clone_from(&record.steps);
        }
        Bound::under(promise, clock, scene.terms, scene.moment.at, self.news).map(Some)
    }

    /// The latest measurement so far, as it was before the moment.
    fn newest(&self) -> Option<&'a Clock> {
        let clocks = self.clocks.iter().filter(|clock| clock.key.metric == self.metric);
        clocks.max_by_key(|clock| (clock.key.cycle, clock.state.is_open(), clock.stopped_at, !gave_up(clock)))
    }
}

/// Whether a measurement ended because nobody promised it any more.
fn gave_up(clock: &Clock) -> bool {
    clock.stop_cause.as_deref() == Some(POLICY_CHANGE)
}

fn cycle_after(last: Option<&Clock>) -> u32 {
    last.map_or(1, |last| last.key.cycle.saturating_add(1))
}
