//! Random histories of one ticket against a reference that is slow and obvious: it walks minute by minute, notes for
//! each minute whether the clock ran, and finds every answer by counting.

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;
use ticketkit::calendar::Calendar;
use ticketkit::model::{ClockState, Metric};
use ticketkit::sla::MomentSpec::{After, Percent};
use ticketkit::sla::{News, Policy, TargetSpec, Unit, Within, explain, used};
use ticketkit::{Span, Timestamp};

use crate::story::*;

/// How long a history is, in minutes from Monday 00:00 in Riga.
const END: usize = 6 * 1_440;
const STATUSES: [&str; 7] = ["new", "open", "pending", "parked", "vendor", "solved", "closed"];
const PRIORITIES: [&str; 2] = ["normal", "urgent"];
const POLICIES: [&str; 2] = ["gold", "everybody"];
/// The steps of every metric: at half the target, and half an hour after the deadline.
const STEPS: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Counts {
    Office,
    Always,
    Real,
}

/// What one moment brings: any of a message, a status, a priority and a tag.
#[derive(Clone, Copy, Debug, Default)]
struct Act {
    asks: bool,
    replies: bool,
    status: Option<usize>,
    priority: Option<usize>,
    gold: Option<bool>,
}

#[derive(Clone, Debug)]
struct History {
    counts: [Counts; 2],
    /// In minutes, by policy, metric and priority.
    targets: [[[i64; 2]; 3]; 2],
    by_staff: bool,
    start: usize,
    acts: Vec<(usize, Act)>,
}

fn minute(n: usize) -> Timestamp {
    at("Mon 00:00").after(Span::from_minutes(i64::try_from(n).unwrap()))
}

fn minute_of(at: Timestamp) -> usize {
    usize::try_from(at.since(minute(0)).millis() / 60_000).unwrap()
}

/// Whether a policy's calendar is open in a minute.
fn is_open(counts: Counts, minute: usize) -> bool {
    let (day, hour) = (minute / 1_440 % 7, minute % 1_440 / 60);
    counts != Counts::Office || (day < 5 && (9..17).contains(&hour))
}

fn pauses(status: &str, metric: Metric) -> bool {
    matches!((status, metric), ("pending" | "vendor", Metric::Resolution) | ("parked", _))
}

fn is_done(status: &str) -> bool {
    matches!(status, "solved" | "closed")
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

struct Reference<'a> {
    history: &'a History,
    status: &'static str,
    priority: usize,
    gold: bool,
    replied: bool,
    waiting: bool,
    measures: [Vec<Measure>; 3],
    told: Vec<(usize, String)>,
}

impl<'a> Reference<'a> {
    fn policy(&self) -> usize {
        usize::from(!self.gold)
    }

    fn open(&mut self, metric: usize) -> Option<&mut Measure> {
        self.measures[metric].last_mut().filter(|measure| measure.ended.is_none())
    }

    fn act(&mut self, now: usize, act: Act, born: bool) {
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
            self.begin(2, now);
        }
        for metric in 0..3 {
            let end = match metric {
                2 => solved.then_some(ClockState::Fulfilled),
                _ if act.replies => Some(ClockState::Fulfilled),
                _ => solved.then_some(ClockState::Cancelled),
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
        for (metric, kind) in Metric::ALL.into_iter().enumerate() {
            let Some(measure) = self.open(metric) else { continue };
            let resumes = matches!(status, "pending" | "parked");
            if entered.is_some() || (act.replies && pauses(status, kind)) {
                measure.resting = pauses(status, kind);
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
            let metric = usize::from(!first_was_owed);
            if !born && self.open(metric).is_none() {
                self.begin(metric, now);
                let resting = pauses(status, Metric::ALL[metric])
                    && (entered.is_some() || !matches!(status, "pending" | "parked"));
                self.open(metric).unwrap().resting = resting;
            }
        }
        self.judge(now, 0..now);
    }

    fn begin(&mut self, metric: usize, now: usize) {
        self.measures[metric].push(Measure {
            start: now,
            ran: Vec::new(),
            counted: vec![0],
            resting: pauses(self.status, Metric::ALL[metric]),
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
                let key = format!("{}/{}/{}", POLICIES[measure.policy], Metric::ALL[metric], cycle + 1);
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
    fn pass(&mut self, now: usize) {
        for measure in self.measures.iter_mut().flatten() {
            let runs = measure.ended.is_none() && !measure.resting;
            let counts = runs && is_open(self.history.counts[measure.policy], now);
            measure.ran.push(runs);
            measure.counted.push(measure.used() + i64::from(counts));
        }
        self.judge(now, now..now + 1);
    }

    /// Every clock as it is to be, in one line each.
    fn lines(&self, now: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for (metric, cycle, measure) in (0..3)
            .flat_map(|metric| self.measures[metric].iter().enumerate().map(move |(n, m)| (metric, n + 1, m)))
        {
            for (policy, promise) in &measure.promises {
                let key = format!("{}/{}/{cycle}", POLICIES[*policy], Metric::ALL[metric]);
                let breached = promise.breached.map(minute);
                let (state, stopped) = match (promise.left, measure.ended) {
                    (Some(left), _) => (ClockState::Cancelled, Some(left)),
                    (None, Some((stopped, state))) => (state, Some(stopped)),
                    (None, None) if measure.resting => (ClockState::Paused, None),
                    (None, None) => (ClockState::Running, None),
                };
                let mut line = format!(
                    "{key} {state:?} from {} to {:?} broken {breached:?}",
                    minute(measure.start),
                    stopped.map(minute)
                );
                if promise.left.is_none() {
                    line += &format!(" target {} used {}", measure.target, measure.used());
                }
                if state == ClockState::Running {
                    line += &format!(" due {}", minute(self.due(measure, now)));
                }
                lines.push(line);
            }
        }
        lines.sort();
        lines
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

/// Every clock as it is.
fn lines(story: &Story, now: Timestamp) -> Vec<String> {
    let line = |clock: &ticketkit::model::Clock| {
        let calendar = story.with_terms(|terms| terms.calendar_of(clock)).unwrap();
        let counted = used(clock, &calendar, now);
        if let Some(known) = clock.used_ms {
            assert_eq!(counted.millis(), known, "what is stored is what is counted");
        }
        assert_account(clock, &calendar, now);
        let mut line = format!(
            "{} {:?} from {} to {:?} broken {:?}",
            clock.key, clock.state, clock.started_at, clock.stopped_at, clock.breached_at
        );
        if clock.stop_cause.as_deref() != Some("policy_change") {
            line += &format!(" target {} used {}", clock.target_ms / 60_000, counted.millis() / 60_000);
        }
        if clock.state == ClockState::Running {
            line += &format!(" due {}", clock.due_at.unwrap());
        } else if clock.state == ClockState::Paused {
            assert_eq!(clock.due_at, None);
        }
        line
    };
    let mut lines: Vec<String> = story.clocks.iter().map(line).collect();
    lines.sort();
    lines
}

/// The spans of an account follow each other, and those that counted add up.
fn assert_account(clock: &ticketkit::model::Clock, calendar: &Calendar, now: Timestamp) {
    let account = explain(clock, calendar, now);
    let mut place = account.started_at;
    let mut counted = 0;
    for span in &account.spans {
        assert_eq!(span.from, place);
        assert!(span.length_ms > 0 && span.to.at.since(span.from.at).millis() == span.length_ms);
        place = span.to;
        if matches!(span.what, ticketkit::sla::What::Counted {}) {
            counted += span.length_ms;
        }
    }
    assert_eq!(place, account.until);
    assert_eq!(counted, account.used_ms);
    assert_eq!(account.used_ms, used(clock, calendar, now).millis());
    assert_eq!(account.sums.iter().map(|sum| sum.counted_ms).sum::<i64>(), account.used_ms);
}

fn policies(history: &History) -> Vec<Policy> {
    let policy = |n: usize| {
        let counts = history.counts[n];
        let target = |metric: usize| {
            let span = |priority: usize| Span::from_minutes(history.targets[n][metric][priority]);
            let within = (0..2).map(|priority| (name(PRIORITIES[priority]), span(priority))).collect();
            let unit = if counts == Counts::Real { Unit::Real } else { Unit::Business };
            TargetSpec { metric: Metric::ALL[metric], within: Within::ByPriority(within), unit }
        };
        let mut policy = policy(POLICIES[n], (0..3).map(target).collect());
        if counts == Counts::Always {
            policy.calendar = Some((name("always"), Calendar::always().into()));
        }
        let steps = |metric| [Percent(50), After(Span::from_minutes(30))].map(|at| step(metric, at));
        policy.steps = Metric::ALL.into_iter().flat_map(steps).collect();
        policy
    };
    vec![for_tag("gold", policy(0)), policy(1)]
}

fn play(story: &mut Story, now: usize, act: Act) {
    let now = minute(now);
    let message = if act.asks { Some(customer_message(now)) } else { act.replies.then(|| agent_reply(now)) };
    story.step(now, message.as_ref(), |ticket| {
        if let Some(status) = act.status {
            ticket.status = name(STATUSES[status]);
        }
        if let Some(priority) = act.priority {
            ticket.priority = name(PRIORITIES[priority]);
        }
        if let Some(gold) = act.gold {
            ticket.tags = if gold { vec!["gold".to_owned()] } else { Vec::new() };
        }
    });
}

/// What was told, by its instant and then by its text.
fn told(story: &Story) -> Vec<(usize, String)> {
    let tell = |news: &News| match news {
        News::Breached { key, due_at, at } => {
            (minute_of(*at), format!("breached {key} due {}", minute_of(*due_at)))
        }
        News::StepTaken { key, step, at, .. } => (minute_of(*at), format!("step {key} {step}")),
        other => panic!("{other:?} cannot happen here"),
    };
    let mut told: Vec<_> = story.news.iter().map(tell).collect();
    told.sort();
    told
}

fn check(history: &History) {
    let mut reference = Reference {
        history,
        status: "new",
        priority: 0,
        gold: false,
        replied: false,
        waiting: false,
        measures: [const { Vec::new() }; 3],
        told: Vec::new(),
    };
    let mut punctual = Story::under(policies(history));
    punctual.by_staff = history.by_staff;
    let mut late = punctual.clone();
    let mut acts = history.acts.iter().peekable();
    for now in history.start..END {
        let just_after = minute(now).after(Span::from_millis(1));
        let mut acted = false;
        while let Some((_, act)) = acts.next_if(|(at, _)| *at <= now) {
            let born = now == history.start && reference.measures[2].is_empty();
            reference.act(now, *act, born);
            play(&mut punctual, now, *act);
            play(&mut late, now, *act);
            assert_eq!(
                lines(&punctual, minute(now)),
                reference.lines(now),
                "after {act:?} at {}",
                minute(now)
            );
            acted = true;
        }
        reference.pass(now);
        punctual.tick(just_after);
        if acted {
            assert_eq!(lines(&punctual, just_after).len(), punctual.clocks.len());
        }
    }
    late.tick(minute(END));
    assert_eq!(late.clocks, punctual.clocks, "one late call is as good as many punctual ones");
    assert_eq!(told(&late), told(&punctual));
    assert!(late.news.is_sorted_by_key(|news| news.at()) || late.news.len() != punctual.news.len());
    assert_eq!(lines(&punctual, minute(END)), reference.lines(END));
    reference.told.sort();
    assert_eq!(told(&punctual), reference.told);
}

fn acts() -> impl Strategy<Value = Act> {
    let act = Act::default();
    let status = || (0..STATUSES.len()).prop_map(Some);
    prop_oneof![
        3 => Just(Act { asks: true, ..act }),
        3 => Just(Act { replies: true, ..act }),
        1 => Just(act),
        6 => status().prop_map(move |status| Act { status, ..act }),
        2 => (0..2_usize).prop_map(move |priority| Act { priority: Some(priority), ..act }),
        2 => any::<bool>().prop_map(move |gold| Act { gold: Some(gold), ..act }),
        2 => (any::<bool>(), status()).prop_map(move |(asks, status)| Act { asks, replies: !asks, status, ..act }),
        1 => (any::<bool>(), status(), 0..2_usize, any::<bool>()).prop_map(|(asks, status, priority, gold)| Act {
            asks,
            replies: !asks,
            status,
            priority: Some(priority),
            gold: Some(gold),
        }),
    ]
}

fn histories() -> impl Strategy<Value = History> {
    let counts =
        || prop_oneof![2 => Just(Counts::Office), 1 => Just(Counts::Always), 1 => Just(Counts::Real)];
    // Even ones, so that half of a target is a whole minute too.
    let targets = || {
        prop_oneof![1..60_i64, (1..=16_i64).prop_map(|halves| halves * 15), 1..1_000_i64]
            .prop_map(|half| 2 * half)
    };
    // Many acts fall on whole hours, where windows open and close and deadlines land.
    let gap =
        || prop_oneof![Just(0), 1..90_usize, (1..10_usize).prop_map(|hours| hours * 60), 1..1_500_usize];
    (
        [counts(), counts()],
        proptest::array::uniform2(proptest::array::uniform3(proptest::array::uniform2(targets()))),
        any::<bool>(),
        prop_oneof![(0..48_usize).prop_map(|hours| hours * 60), 0..2_880_usize],
        (any::<bool>(), 0..3_usize, proptest::option::of(0..2_usize), any::<bool>()),
        proptest::collection::vec((gap(), acts()), 1..24),
    )
        .prop_map(|(counts, targets, by_staff, start, (asks, status, priority, gold), later)| {
            let status = Some([0, 1, 3][status]);
            let first = Act { asks: asks || !by_staff, replies: false, status, priority, gold: Some(gold) };
            let mut at = start;
            let later = later.into_iter().map(|(gap, act)| {
                at += gap;
                (at, act)
            });
            let acts = std::iter::once((start, first)).chain(later.collect::<Vec<_>>());
            History { counts, targets, by_staff, start, acts: acts.collect() }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_histories_agree_with_the_minute_by_minute_reference(history in histories()) {
        check(&history);
    }
}
