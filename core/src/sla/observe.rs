//! What a step of a command does to the clocks of its ticket.

mod make;

use super::bound::{Bound, DATE_GONE, POLICY_CHANGE, reopen, stop};
use super::fire::bring_up_to;
use super::metrics;
use super::policy::Target;
use super::scene::Scene;
use super::spec::{OnChange, OnReopen};
use super::terms::{Moment, News, Terms};
use super::withdraw::{restore, withdraw};
use crate::error::Problem;
use crate::id::Name;
use crate::model::{Clock, ClockState, Metric, Standing};
use crate::time::Timestamp;

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
/// A ticket that is put apart (merged away, spam, trash) has all its clocks cancelled, with its standing as the cause;
/// when it comes back they go on as if nothing had happened. In between nothing happens to them.
///
/// Fails when a deadline lies beyond the horizon of its calendar, with a pointer into the configuration; nothing is
/// changed then.
pub fn observe(
    terms: &Terms<'_>,
    clocks: &mut Vec<Clock>,
    moment: &Moment<'_>,
) -> Result<Vec<News>, Problem> {
    let was_active = moment.before.is_none_or(|before| before.standing.is_active());
    match (was_active, moment.after.standing) {
        (true, Standing::Active) => keep(&Scene::of(terms, moment, false), clocks),
        (true, apart) => Ok(withdraw(terms, clocks, moment.at, apart.as_str())),
        (false, Standing::Active) => {
            let mut news = Vec::new();
            for cause in Standing::ALL.into_iter().filter(|standing| !standing.is_active()) {
                news.extend(restore(terms, clocks, moment.at, cause.as_str())?);
            }
            Ok(news)
        }
        (false, _) => Ok(Vec::new()),
    }
}

/// Holds the open clocks of a ticket to the version in force, as if the ticket had changed in everything that policies
/// ask about: the promises of that version take the place of the present ones, each as its `on_change` says, but that
/// nothing is kept. `moment` is one in which nothing happens to the ticket.
///
/// Fails as [`observe`] does.
pub fn rebind(terms: &Terms<'_>, clocks: &mut Vec<Clock>, moment: &Moment<'_>) -> Result<Vec<News>, Problem> {
    keep(&Scene::of(terms, moment, true), clocks)
}

fn keep(scene: &Scene<'_>, clocks: &mut Vec<Clock>) -> Result<Vec<News>, Problem> {
    let mut news = Vec::new();
    let mut changed = Vec::new();
    if scene.lost_policy {
        news.push(News::NoPolicy { at: scene.moment.at });
    }
    for (slot, metric) in tracks(scene, clocks) {
        Track {
            scene,
            clocks,
            slot,
            metric,
            open: None,
            fresh: false,
            changed: &mut changed,
            news: &mut news,
        }
        .run()?;
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

/// Everything that is measured or may be, in its order: each list with each metric that its policy promises something
/// for, or that a clock measures.
fn tracks<'a>(scene: &Scene<'a>, clocks: &'a [Clock]) -> Vec<(Option<&'a Name>, &'a Metric)> {
    let promised =
        scene.taken().flat_map(|policy| policy.metrics().map(move |metric| (policy.slot(), metric)));
    let measured = clocks.iter().map(|clock| (clock.slot.as_ref(), &clock.key.metric));
    let mut tracks: Vec<_> = promised.chain(measured).collect();
    tracks.sort_unstable();
    tracks.dedup();
    tracks
}

/// One metric of a ticket, as one list of policies promises it, at a moment.
struct Track<'a, 'b> {
    scene: &'a Scene<'a>,
    /// All clocks as they were before the moment.
    clocks: &'a [Clock],
    slot: Option<&'b Name>,
    metric: &'b Metric,
    /// The clock that is open; there is at most one.
    open: Option<Bound<'a>>,
    /// Whether that began at this moment.
    fresh: bool,
    /// The clocks as they are to be.
    changed: &'b mut Vec<Clock>,
    news: &'b mut Vec<News>,
}

impl<'a> Track<'a, '_> {
    fn run(&mut self) -> Result<(), Problem> {
        self.find_open()?;
        let ended = self.settle();
        if !ended {
            self.reopen()?;
            self.rest()?;
        }
        self.open = match self.open.take() {
            Some(open) => self.reconsider(open)?,
            None if self.starts() => self.start()?,
            None if !ended && self.may_start_late() => self.start_late()?,
            None => None,
        };
        if let Some(open) = self.open.as_mut().filter(|_| self.scene.reopened) {
            open.judge_by_date(self.news)?;
        }
        if self.fresh {
            self.settle();
        }
        self.changed.extend(self.open.take().and_then(Bound::changed));
        Ok(())
    }

    /// Takes up the open clock, and does what was due before the moment. A clock whose policy is gone goes on under the
    /// one that is taken now.
    fn find_open(&mut self) -> Result<(), Problem> {
        let (scene, at) = (self.scene, self.scene.moment.at);
        let Some(clock) = self.mine().find(|clock| clock.state.is_open()) else { return Ok(()) };
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

    /// The clocks of this metric and list.
    fn mine(&self) -> impl Iterator<Item = &'a Clock> {
        let (slot, metric) = (self.slot, self.metric);
        self.clocks.iter().filter(move |clock| clock.slot.as_ref() == slot && clock.key.metric == *metric)
    }

    /// Ends the open clock when what it waits for has come, or can come no more. Answers whether it did.
    fn settle(&mut self) -> bool {
        let Some(open) = &self.open else { return false };
        let Some((state, cause)) = metrics::ends(self.metric, self.scene, open.target(), self.fresh) else {
            return false;
        };
        let Some(mut open) = self.open.take() else { return false };
        open.stop(state, cause);
        self.changed.extend(open.changed());
        true
    }

    /// A fulfilled measurement of the solution, when the ticket came back: it runs again, and the time since then does
    /// not count; or another one begins; or neither.
    fn reopen(&mut self) -> Result<(), Problem> {
        if !self.scene.reopened || !self.metric.is_solution() || self.open.is_some() {
            return Ok(());
        }
        let fulfilled = self.newest().filter(|clock| clock.state == ClockState::Fulfilled);
        let Some(clock) = fulfilled else { return Ok(()) };
        let at = self.scene.moment.at;
        let Some(mut bound) = Bound::of(self.scene.terms, clock, at) else {
            let mut clock = clock.clone();
            reopen(&mut clock, at);
            self.open = self.go_on(&clock)?;
            return Ok(());
        };
        match bound.target().map(|target| target.spec.on_reopen).unwrap_or_default() {
            OnReopen::Resume => {
                bound.reopen(self.news)?;
                self.open = Some(bound);
            }
            OnReopen::NewCycle => self.open = self.start()?,
            OnReopen::Ignore => {}
        }
        Ok(())
    }

    /// Lets the open clock stand still or go on.
    fn rest(&mut self) -> Result<(), Problem> {
        let Some(open) = self.open.as_mut().filter(|_| !self.fresh) else { return Ok(()) };
        let cause = self.scene.rest(self.metric, open.target(), open.paused());
        open.rest(cause, self.news)
    }

    /// Holds the open clock to what is promised now.
    fn reconsider(&mut self, mut open: Bound<'a>) -> Result<Option<Bound<'a>>, Problem> {
        let scene = self.scene;
        let weighs = scene.reconsiders(self.slot) || scene.reopened;
        let taken = scene.policy(self.slot);
        let stays = taken.is_some_and(|policy| *policy.name() == open.clock().key.policy);
        let renewed = scene.rebinds && !open.is_current();
        let promised = scene.target(self.slot, self.metric);
        let keeps = promised.is_some_and(|target| target.spec.on_change == OnChange::Keep);
        let kept = keeps && !renewed && !stays;
        if kept || (!renewed && (stays || !weighs)) {
            if open.follow(scene.moment, kept, self.news)? {
                return Ok(Some(open));
            }
        } else {
            let goes_on = self.go_on(open.clock())?;
            // Under a policy of the same name it is the same clock.
            if goes_on.as_ref().is_some_and(|next| next.clock().key == open.clock().key) {
                return Ok(goes_on);
            }
            open.stop(ClockState::Cancelled, Some(POLICY_CHANGE));
            self.changed.extend(open.changed());
            return Ok(goes_on);
        }
        let by_date = open.target().is_some_and(|target| target.spec.date().is_some());
        open.stop(ClockState::Cancelled, Some(if by_date { DATE_GONE } else { POLICY_CHANGE }));
        self.changed.extend(open.changed());
        Ok(None)
    }

    /// Whether a measurement begins at this moment.
    fn starts(&self) -> bool {
        let Some(target) = self.promised() else { return false };
        let again = self.newest().is_none() || metrics::has_many_cycles(self.metric, target);
        again && metrics::starts(self.metric, self.scene, target, self.answered_at())
    }

    /// When a reply of this list was fulfilled last, where its policy counts more as an answer than the ticket knows of:
    /// that are words of human agents only.
    fn answered_at(&self) -> Option<Timestamp> {
        let policy = self.scene.policy(self.slot).filter(|policy| policy.has_own_answers())?;
        let of_list = self.clocks.iter().filter(|clock| clock.slot.as_ref() == policy.slot());
        let fulfilled =
            of_list.filter(|clock| clock.key.metric.is_reply() && clock.state == ClockState::Fulfilled);
        fulfilled.filter_map(|clock| clock.stopped_at).max()
    }

    /// Whether something may be promised from this moment on that was not before.
    fn may_start_late(&self) -> bool {
        let dated = |target| metrics::date_comes(self.scene, target);
        let is_new = || !self.was_promised() || self.scene.rebinds;
        (self.scene.reconsiders(self.slot) && is_new()) || self.promised().is_some_and(dated)
    }

    /// Whether the same was promised before the moment already, so that no beginning of it was missed: a ticket without a
    /// clock of the version in force may have been there before the promise.
    fn was_promised(&self) -> bool {
        let version = self.scene.terms.current.version;
        let mut of_list = self.clocks.iter().filter(|clock| clock.slot.as_ref() == self.slot);
        of_list.any(|clock| clock.config_version == version)
            && self.scene.was_promised(self.slot, self.metric)
    }

    fn promised(&self) -> Option<&'a Target> {
        self.scene.target(self.slot, self.metric)
    }
}
