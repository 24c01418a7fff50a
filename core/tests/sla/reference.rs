//! Service levels in a way that is slow and obvious: minute by minute it is noted whether each clock ran, and every
//! answer is found by counting. What people do and how much is promised is in `cases`.

use std::{collections::BTreeMap, ops::Range};

use ticketkit::model::ClockState::{self, Cancelled, Fulfilled, Paused, Running};
use ticketkit::sla::{OnChange, OnReopen, WhenSolved};

use crate::cases::*;

/// One measurement: a metric of one cycle, under whatever policies.
#[derive(Default)]
struct Measure {
    metric: usize,
    start: usize,
    /// From when on it counts: a promise may be counted from its change.
    base: usize,
    /// For each minute since the start, whether the clock ran, and how much had been counted until then.
    ran: Vec<bool>,
    counted: Vec<i64>,
    /// A status holds it.
    held_by_status: bool,
    ended: Option<(usize, ClockState)>,
    policy: usize,
    /// An amount of minutes; of `fixed_due` the date, while there is one.
    target: Option<usize>,
    /// What became of the promise of each policy.
    promises: BTreeMap<usize, Promise>,
}

#[derive(Default)]
struct Promise {
    left: Option<usize>,
    breached: Option<usize>,
    /// Whether they were taken or skipped.
    steps: [Option<bool>; 2],
}

impl Measure {
    fn is_open(&self) -> bool {
        self.ended.is_none() && self.target.is_some()
    }

    fn used(&self) -> i64 {
        *self.counted.last().unwrap()
    }

    /// Whether it stands still.
    fn rests(&self, history: &History, ticket: Facts) -> bool {
        let by_condition = history.pause_when[self.policy] && ticket.held;
        self.held_by_status || (by_condition && self.metric != FIXED)
    }

    /// When the target is used up, half or an hour before the end of it, and half an hour after it, as far as that is
    /// one of these minutes.
    fn moments(&self, minutes: &Range<usize>) -> [Option<usize>; 3] {
        let target = signed(self.target.unwrap());
        if self.metric == FIXED {
            let date = |minute: i64| usize::try_from(minute).ok().filter(|minute| minutes.contains(minute));
            return [target, target - 60, target + 30].map(date);
        }
        // The first minute at which so much had been counted and the clock ran on.
        let known = minutes.start.max(self.base)..minutes.end.min(self.start + self.ran.len());
        let reaches = |n: &usize, amount| self.ran[n - self.start] && self.counted[n - self.start] >= amount;
        [target, target / 2, target + 30].map(|amount| known.clone().find(|n| reaches(n, amount)))
    }
}

pub(crate) struct Reference<'a> {
    history: &'a History,
    ticket: Facts,
    /// Agents have replied; a message has no answer, and the ticket was not solved over it.
    replied: bool,
    waiting: bool,
    measures: [Vec<Measure>; METRICS],
    pub(crate) told: Vec<(usize, String)>,
}

impl<'a> Reference<'a> {
    pub(crate) fn of(history: &'a History) -> Self {
        let (ticket, measures) = (Facts::default(), [const { Vec::new() }; METRICS]);
        Self { history, ticket, replied: false, waiting: false, measures, told: Vec::new() }
    }

    fn open(&mut self, metric: usize) -> Option<&mut Measure> {
        self.measures[metric].last_mut().filter(|measure| measure.is_open())
    }

    pub(crate) fn act(&mut self, now: usize, act: Act) {
        let scene = Scene::of(self.ticket, act, self.measures[RESOLUTION].is_empty());
        self.ticket = scene.ticket;
        for metric in 0..METRICS {
            let fresh = self.end(metric, now, &scene, false) || self.come_back(metric, now, &scene);
            if !fresh {
                self.hold(metric, &scene);
                self.bind(metric, now, &scene);
            }
            if self.open(metric).is_none() && self.begins(metric, &scene) {
                self.begin(metric, now, &scene);
                self.end(metric, now, &scene, true);
            }
        }
        self.waiting = !scene.solved && (act.asks || (self.waiting && !act.replies));
        self.replied |= act.replies;
    }

    /// Ends what is open and got what it waits for, or can get it no more. Answers whether it did.
    fn end(&mut self, metric: usize, now: usize, scene: &Scene, fresh: bool) -> bool {
        let (history, ticket, act, solved) = (self.history, self.ticket, scene.act, scene.solved);
        let Some(measure) = self.open(metric) else { return false };
        let when_solved = history.targets[measure.policy][metric].when_solved;
        let heard = act.replies || (act.asks && history.until_requester_writes);
        let ends = match metric {
            FIRST | NEXT => act.replies || (solved && when_solved != WhenSolved::Pause),
            UPDATE | PAUSABLE => solved || (heard && !fresh),
            ASSIGN => ticket.owned,
            OWNERSHIP => solved || (scene.handed && !fresh),
            CUSTOM => ticket.delivered,
            _ => solved,
        };
        let in_vain = metric <= NEXT && !act.replies && when_solved == WhenSolved::Cancel;
        measure.ended = ends.then_some((now, if in_vain { Cancelled } else { Fulfilled }));
        ends
    }

    /// A fulfilled solution of a ticket that comes back. Answers whether another cycle has begun.
    fn come_back(&mut self, metric: usize, now: usize, scene: &Scene) -> bool {
        let comes = scene.came_back && [WAIT, WORK, RESOLUTION, FIXED].contains(&metric);
        let fulfilled = self.measures[metric].last_mut().filter(|one| comes && one.ended.is_some());
        let Some(measure) = fulfilled else { return false };
        let mode = self.history.targets[measure.policy][metric].on_reopen;
        if mode == OnReopen::Resume {
            measure.ended = None;
            measure.ran.resize(now - measure.start, false);
            measure.counted.resize(now - measure.start + 1, measure.used());
        }
        let begins = mode == OnReopen::NewCycle && (metric != FIXED || self.ticket.due.is_some());
        if begins {
            self.begin(metric, now, scene);
        }
        begins
    }

    /// A status that is entered holds a clock or lets it go; a customer's message lets it go, a reply holds it again.
    fn hold(&mut self, metric: usize, scene: &Scene) {
        let (history, ticket) = (self.history, self.ticket);
        let Some(measure) = self.open(metric) else { return };
        let holds = history.holds(ticket, metric, measure.policy);
        let anew = scene.entered || (scene.act.replies && holds);
        measure.held_by_status = if anew { holds } else { measure.held_by_status && !scene.resumes };
    }

    /// Whether a measurement begins where none is open.
    fn begins(&self, metric: usize, scene: &Scene) -> bool {
        let (history, act, none_so_far) = (self.history, scene.act, self.measures[metric].is_empty());
        let asks = act.asks && !scene.solved && !self.waiting;
        let done = self.ticket.is_done();
        match metric {
            FIRST if scene.born => !history.by_staff || act.asks || history.from_creation,
            FIRST => asks && !self.replied,
            NEXT if scene.born => act.asks && history.from_first_message,
            NEXT => asks && (self.replied || history.from_first_message),
            UPDATE | PAUSABLE => act.replies && !done,
            OWNERSHIP => (scene.handed || scene.came_back) && !done && self.ticket.policy(metric).is_some(),
            FIXED => scene.owes_date && none_so_far,
            CUSTOM => scene.needs_parts && (history.repeats || none_so_far),
            _ => scene.born,
        }
    }

    fn begin(&mut self, metric: usize, now: usize, scene: &Scene) {
        let policy = self.ticket.policy(metric).unwrap();
        let holds = self.history.holds(self.ticket, metric, policy);
        let held_by_status = holds && (scene.entered || !scene.resumes);
        let new = Measure { metric, start: now, base: now, held_by_status, ..Measure::default() };
        self.measures[metric].push(new);
        self.promise(metric, now, policy);
    }

    /// The policy that is taken, the present priority and the date decide about a measurement from now on.
    fn bind(&mut self, metric: usize, now: usize, scene: &Scene) {
        let (ticket, taken) = (self.ticket, self.ticket.policy(metric));
        let last = self.measures[metric].last_mut().filter(|measure| measure.ended.is_none());
        let (Some(policy), Some(measure)) = (taken, last) else { return };
        let target = &self.history.targets[policy][metric];
        let (present, dated, away) = (measure.policy, metric == FIXED, measure.target.is_none());
        let moved = present != policy;
        let lost = dated && (ticket.due.is_none() || (away && !scene.owes_date));
        let keeps = target.on_change == OnChange::Keep && !away;
        let same = !dated && !moved && measure.target == Some(target.minutes[ticket.priority]);
        if same || (keeps && !dated) {
            return;
        }
        if lost || (moved && !keeps) {
            measure.promises.get_mut(&present).unwrap().left.get_or_insert(now);
        }
        if lost {
            measure.target = None;
            return;
        }
        // A date is followed in any case, and one that is set again is as if it had never been away.
        if away {
            measure.base = measure.start;
        } else if target.on_change == OnChange::FromChange && (moved || !dated) {
            measure.base = now;
        }
        self.promise(metric, now, if keeps { present } else { policy });
    }

    /// The last measurement of a metric is under the promise of this policy from now on.
    fn promise(&mut self, metric: usize, now: usize, policy: usize) {
        let (ticket, history) = (self.ticket, self.history);
        let amount = history.targets[policy][metric].minutes[ticket.priority];
        let measure = self.measures[metric].last_mut().unwrap();
        measure.policy = policy;
        measure.target = if metric == FIXED { ticket.due } else { Some(amount) };
        measure.counted = vec![0];
        for (n, minute) in (measure.start..).enumerate().take(measure.ran.len()) {
            let counts = measure.ran[n] && minute >= measure.base;
            let counts = counts && is_open(history.counts(policy, metric), minute);
            measure.counted.push(measure.used() + i64::from(counts));
        }
        let [_, overtaken @ ..] = measure.moments(&(0..now));
        let promise = measure.promises.entry(policy).or_default();
        promise.left = None;
        for (step, overtaken) in promise.steps.iter_mut().zip(overtaken) {
            *step = step.filter(|taken| *taken).or(overtaken.map(|_| false));
        }
        self.judge(metric, now, 0..now);
    }

    /// Says what is broken and which steps are taken, as far as that happened in these minutes.
    fn judge(&mut self, metric: usize, now: usize, minutes: Range<usize>) {
        let Self { measures, told, .. } = self;
        let cycle = measures[metric].len();
        let Some(measure) = measures[metric].last_mut().filter(|measure| measure.is_open()) else { return };
        let [due, moments @ ..] = measure.moments(&minutes);
        let promise = measure.promises.get_mut(&measure.policy).unwrap();
        let policy = measure.policy;
        let key = || key(policy, metric, cycle);
        if let (None, Some(due)) = (promise.breached, due) {
            promise.breached = Some(now);
            told.push((now, format!("breached {} due {due}", key())));
        }
        for (n, (step, moment)) in promise.steps.iter_mut().zip(moments).enumerate() {
            if let (None, Some(moment)) = (*step, moment) {
                *step = Some(true);
                told.push((moment, format!("step {} {n}", key())));
            }
        }
    }

    /// The minute passes.
    pub(crate) fn pass(&mut self, now: usize) {
        for metric in 0..METRICS {
            let last = self.measures[metric].last_mut();
            let Some(measure) = last.filter(|measure| measure.ended.is_none()) else { continue };
            let runs = !measure.rests(self.history, self.ticket);
            let counts = runs && is_open(self.history.counts(measure.policy, metric), now);
            measure.ran.push(runs);
            measure.counted.push(measure.used() + i64::from(counts));
            self.judge(metric, now, now..now + 1);
        }
    }

    /// Every clock as it is to be.
    pub(crate) fn clocks(&self, now: usize) -> Vec<Seen> {
        let mut clocks = Vec::new();
        for (measure, cycle) in self.measures.iter().flat_map(|measures| measures.iter().zip(1..)) {
            for (policy, promise) in &measure.promises {
                let (state, to) = match (promise.left, measure.ended) {
                    (Some(left), _) => (Cancelled, Some(left)),
                    (None, Some((ended, state))) => (state, Some(ended)),
                    (None, None) if measure.rests(self.history, self.ticket) => (Paused, None),
                    (None, None) => (Running, None),
                };
                let (key, from) = (key(*policy, measure.metric, cycle), measure.start);
                // Until a date all the time is allowed until then.
                let since = if measure.metric == FIXED { measure.base } else { 0 };
                let allowed = || signed(measure.target.unwrap().saturating_sub(since));
                let target_and_used = promise.left.is_none().then(|| (allowed(), measure.used()));
                let due = (state == Running).then(|| self.due(measure, now));
                clocks.push(Seen { key, state, from, to, breached: promise.breached, target_and_used, due });
            }
        }
        clocks
    }

    /// Where the target is used up when the clock runs on from now.
    fn due(&self, measure: &Measure, now: usize) -> usize {
        let known = measure.target.filter(|_| measure.metric == FIXED);
        if let Some(due) = known.or_else(|| measure.moments(&(0..now))[0]) {
            return due;
        }
        let (counts, mut left) = (self.history.counts[measure.policy], measure.target.unwrap());
        left = left.saturating_sub(usize::try_from(measure.used()).unwrap());
        let open = (now..).filter(|minute| is_open(counts, *minute));
        open.take(left).last().map_or(now, |minute| minute + 1)
    }
}
