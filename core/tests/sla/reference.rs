//! Service levels in a way that is slow and obvious: minute by minute it is noted whether each clock ran, and every
//! answer is found by counting.

use std::collections::BTreeMap;
use std::ops::Range;

use ticketkit::model::{ClockState, Metric};
use ticketkit::sla::WhenSolved;
use ticketkit::{Span, Timestamp};

use crate::story::at;

/// The metrics that the reference knows.
pub(crate) const METRICS: [Metric; 3] = [Metric::FirstReply, Metric::NextReply, Metric::Resolution];

/// How long a history is, in minutes from Monday 00:00 in Riga.
pub(crate) const END: usize = 6 * 1_440;
pub(crate) const STATUSES: [&str; 7] = ["new", "open", "pending", "parked", "vendor", "solved", "closed"];
pub(crate) const PRIORITIES: [&str; 2] = ["normal", "urgent"];
pub(crate) const POLICIES: [&str; 2] = ["gold", "everybody"];
/// The steps of every metric: at half the target, and half an hour after the deadline.
const STEPS: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Counts {
    Office,
    Always,
    Real,
}

/// What one moment brings: any of a message, a status, a priority and a tag.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Act {
    pub(crate) asks: bool,
    pub(crate) replies: bool,
    pub(crate) status: Option<usize>,
    pub(crate) priority: Option<usize>,
    pub(crate) gold: Option<bool>,
}

#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) counts: [Counts; 2],
    /// In minutes, by policy, metric and priority.
    pub(crate) targets: [[[i64; 2]; 3]; 2],
    pub(crate) from_first_message: bool,
    pub(crate) when_solved: [WhenSolved; 2],
    pub(crate) by_staff: bool,
    pub(crate) start: usize,
    pub(crate) acts: Vec<(usize, Act)>,
}

pub(crate) fn minute(n: usize) -> Timestamp {
    at("Mon 00:00").after(Span::from_minutes(i64::try_from(n).unwrap()))
}

pub(crate) fn minute_of(at: Timestamp) -> usize {
    usize::try_from(at.since(minute(0)).millis() / 60_000).unwrap()
}

/// Whether a policy's calendar is open in a minute.
fn is_open(counts: Counts, minute: usize) -> bool {
    let (day, hour) = (minute / 1_440 % 7, minute % 1_440 / 60);
    counts != Counts::Office || (day < 5 && (9..17).contains(&hour))
}

fn pauses(status: &str, metric: &Metric) -> bool {
    matches!((status, metric), ("pending" | "vendor", Metric::Resolution) | ("parked", _))
}

fn is_done(status: &str) -> bool {
    matches!(status, "solved" | "closed")
}

/// A clock as both sides have to see it; a clock that was left for another policy is not counted on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) key: String,
    pub(crate) state: ClockState,
    pub(crate) from: Timestamp,
    pub(crate) to: Option<Timestamp>,
    pub(crate) breached_at: Option<Timestamp>,
    /// In minutes.
    pub(crate) target_and_used: Option<(i64, i64)>,
    pub(crate) due_at: Option<Timestamp>,
}

/// One measurement: a metric of one cycle, under whatever policies.
struct Measure {
    start: usize,
    /// For each minute since the start, whether the clock ran.
    ran: Vec<bool>,
    /// For each minute since the start, how much had been counted until then; one longer than `ran`.
    counted: Vec<i64>,
    resting: bool,
    ended: Option<(usize, ClockState)>,
    policy: usize,
    target: i64,
    /// What became of the promise of each policy.
    promises: BTreeMap<usize, Promise>,
}

#[derive(Default)]
struct Promise {
    left: Option<usize>,
    breached: Option<usize>,
    steps: [Option<StepEnd>; STEPS],
}

#[derive(Clone, Copy, PartialEq)]
enum StepEnd {
    Fired,
    Skipped,
}

impl Measure {
    fn used(&self) -> i64 {
        *self.counted.last().unwrap()
    }

    /// The first minute of these at which `amount` had been counted and the clock ran on.
    fn reached(&self, amount: i64, minutes: Range<usize>) -> Option<usize> {
        (minutes.start.max(self.start)..minutes.end.min(self.start + self.ran.len()))
            .find(|n| self.ran[n - self.start] && self.counted[n - self.start] >= amount)
    }

    fn marks(&self) -> [i64; STEPS] {
        [self.target / 2, self.target + 30]
    }
}

pub(crate) struct Reference<'a> {
    history: &'a History,
    status: &'static str,
    priority: usize,
    gold: bool,
    replied: bool,
    waiting: bool,
    measures: [Vec<Measure>; 3],
    pub(crate) told: Vec<(usize, String)>,
}

impl<'a> Reference<'a> {
    pub(crate) fn of(history: &'a History) -> Self {
        Self {
            history,
            status: "new",
            priority: 0,
            gold: false,
            replied: false,
            waiting: false,
            measures: [const { Vec::new() }; 3],
            told: Vec::new(),
        }
    }

    /// Whether the ticket is there.
    pub(crate) fn is_born(&self) -> bool {
        !self.measures[2].is_empty()
    }

    fn policy(&self) -> usize {
        usize::from(!self.gold)
    }

    fn open(&mut self, metric: usize) -> Option<&mut Measure> {
        self.measures[metric].last_mut().filter(|measure| measure.ended.is_none())
    }

    pub(crate) fn act(&mut self, now: usize, act: Act) {
        let born = !self.is_born();
        let entered =
            act.status.map(|status| STATUSES[status]).filter(|status| born || *status != self.status);
        let came_back = entered.is_some_and(|status| is_done(self.status) && !is_done(status));
        let solved = entered.is_some_and(is_done);
        let changed = act.priority.is_some_and(|priority| priority != self.priority)
            || act.gold.is_some_and(|gold| gold != self.gold);
        self.status = entered.unwrap_or(self.status);
        self.priority = act.priority.unwrap_or(self.priority);
        self.gold = act.gold.unwrap_or(self.gold);
        let first_was_owed = !self.replied;

        if born {
            if !self.history.by_staff || act.asks {
                self.begin(0, now);
            }
            if act.asks && self.history.from_first_message {
                self.begin(1, now);
            }
            self.begin(2, now);
        }
        for metric in 0..3 {
            let end = match metric {
                2 => solved.then_some(ClockState::Fulfilled),
                _ if act.replies => Some(ClockState::Fulfilled),
                _ => match self.when_solved(metric) {
                    WhenSolved::Fulfil => solved.then_some(ClockState::Fulfilled),
                    WhenSolved::Pause => None,
                    _ => solved.then_some(ClockState::Cancelled),
                },
            };
            if let (Some(end), Some(measure)) = (end, self.open(metric)) {
                measure.ended = Some((now, end));
            }
        }
        if came_back {
            let measure = self.measures[2].last_mut().unwrap();
            measure.ended = None;
            measure.resting = false;
        }
        let status = self.status;
        for (metric, kind) in METRICS.into_iter().enumerate() {
            let waits_for_return =
                metric < 2 && is_done(status) && self.when_solved(metric) == WhenSolved::Pause;
            let Some(measure) = self.open(metric) else { continue };
            let pauses = waits_for_return || pauses(status, &kind);
            let resumes = matches!(status, "pending" | "parked");
            if entered.is_some() || (act.replies && pauses) {
                measure.resting = pauses;
            } else if act.asks && resumes {
                measure.resting = false;
            }
            if changed || came_back {
                self.bind(metric, now);
            }
        }
        if act.replies || solved {
            self.waiting = false;
        }
        self.replied |= act.replies;
        if act.asks && !solved && !self.waiting {
            self.waiting = true;
            let owed = [first_was_owed, !first_was_owed || self.history.from_first_message];
            for metric in (0..2).filter(|metric| owed[*metric]) {
                if !born && self.open(metric).is_none() {
                    self.begin(metric, now);
                    let measure = self.open(metric).unwrap();
                    measure.resting &= entered.is_some() || !matches!(status, "pending" | "parked");
                }
            }
        }
        self.judge(now, 0..now);
    }

    /// What becomes of a reply when the ticket is solved without it, by the policy of its clock.
    fn when_solved(&self, metric: usize) -> WhenSolved {
        let open = self.measures[metric].last().filter(|measure| measure.ended.is_none());
        self.history.when_solved[open.map_or(self.policy(), |measure| measure.policy)]
    }

    fn begin(&mut self, metric: usize, now: usize) {
        self.measures[metric].push(Measure {
            start: now,
            ran: Vec::new(),
            counted: vec![0],
            resting: pauses(self.status, &METRICS[metric])
                || (metric < 2
                    && is_done(self.status)
                    && self.history.when_solved[self.policy()] == WhenSolved::Pause),
            ended: None,
            policy: self.policy(),
            target: self.history.targets[self.policy()][metric][self.priority],
            promises: BTreeMap::from([(self.policy(), Promise::default())]),
        });
    }

    /// The policy that is taken and the present priority decide about an open clock from now on.
    fn bind(&mut self, metric: usize, now: usize) {
        let (policy, history) = (self.policy(), self.history);
        let target = history.targets[policy][metric][self.priority];
        let measure = self.open(metric).unwrap();
        if (measure.policy, measure.target) == (policy, target) {
            return;
        }
        if measure.policy != policy {
            measure.promises.get_mut(&measure.policy).unwrap().left = Some(now);
            measure.promises.entry(policy).or_default().left = None;
        }
        (measure.policy, measure.target) = (policy, target);
        measure.counted = vec![0];
        for (n, ran) in measure.ran.iter().enumerate() {
            let counts = *ran && is_open(history.counts[policy], measure.start + n);
            measure.counted.push(measure.used() + i64::from(counts));
        }
        let marks = measure.marks();
        let overtaken = marks.map(|mark| measure.reached(mark, 0..now).is_some());
        let promise = measure.promises.get_mut(&policy).unwrap();
        for (step, overtaken) in promise.steps.iter_mut().zip(overtaken) {
            if *step != Some(StepEnd::Fired) {
                *step = overtaken.then_some(StepEnd::Skipped);
            }
        }
    }

    /// Says what is broken and which steps are taken, as far as that happened in these minutes.
    fn judge(&mut self, now: usize, minutes: Range<usize>) {
        for (metric, measures) in self.measures.iter_mut().enumerate() {
            for (cycle, measure) in measures.iter_mut().enumerate() {
                if measure.ended.is_some() {
                    continue;
                }
                let key = format!("{}/{}/{}", POLICIES[measure.policy], METRICS[metric], cycle + 1);
                let due = measure.reached(measure.target, minutes.clone());
                let moments = measure.marks().map(|mark| measure.reached(mark, minutes.clone()));
                let promise = measure.promises.get_mut(&measure.policy).unwrap();
                if let (None, Some(due)) = (promise.breached, due) {
                    promise.breached = Some(now);
                    self.told.push((now, format!("breached {key} due {due}")));
                }
                for (n, (step, moment)) in promise.steps.iter_mut().zip(moments).enumerate() {
                    if let (None, Some(moment)) = (*step, moment) {
                        *step = Some(StepEnd::Fired);
                        self.told.push((moment, format!("step {key} {n}")));
                    }
                }
            }
        }
    }

    /// The minute passes.
    pub(crate) fn pass(&mut self, now: usize) {
        for measure in self.measures.iter_mut().flatten() {
            let runs = measure.ended.is_none() && !measure.resting;
            let counts = runs && is_open(self.history.counts[measure.policy], now);
            measure.ran.push(runs);
            measure.counted.push(measure.used() + i64::from(counts));
        }
        self.judge(now, now..now + 1);
    }

    /// Every clock as it is to be.
    pub(crate) fn clocks(&self, now: usize) -> Vec<Seen> {
        let mut clocks = Vec::new();
        for (metric, measures) in METRICS.into_iter().zip(&self.measures) {
            for (cycle, measure) in (1..).zip(measures) {
                for (policy, promise) in &measure.promises {
                    let (state, to) = match (promise.left, measure.ended) {
                        (Some(left), _) => (ClockState::Cancelled, Some(left)),
                        (None, Some((ended, state))) => (state, Some(ended)),
                        (None, None) if measure.resting => (ClockState::Paused, None),
                        (None, None) => (ClockState::Running, None),
                    };
                    let runs = state == ClockState::Running;
                    clocks.push(Seen {
                        key: format!("{}/{metric}/{cycle}", POLICIES[*policy]),
                        state,
                        from: minute(measure.start),
                        to: to.map(minute),
                        breached_at: promise.breached.map(minute),
                        target_and_used: promise.left.is_none().then(|| (measure.target, measure.used())),
                        due_at: runs.then(|| minute(self.due(measure, now))),
                    });
                }
            }
        }
        clocks.sort();
        clocks
    }

    /// Where the target is used up when the clock runs on from now.
    fn due(&self, measure: &Measure, now: usize) -> usize {
        let (mut left, mut due) = (measure.target - measure.used(), now);
        if let Some(past) = measure.reached(measure.target, 0..now) {
            return past;
        }
        while left > 0 {
            left -= i64::from(is_open(self.history.counts[measure.policy], due));
            due += 1;
        }
        due
    }
}
