//! Random histories of one ticket, held against the reference.

use proptest::prelude::*;
use ticketkit::calendar::Calendar;
use ticketkit::model::{Clock, ClockState};
use ticketkit::sla::MomentSpec::{After, Percent};
use ticketkit::sla::{News, PolicySpec, TargetSpec, Unit, What, WhenSolved, Within, explain, used};
use ticketkit::{Span, Timestamp};

use crate::reference::METRICS;
use crate::reference::{
    Act, Counts, END, History, POLICIES, PRIORITIES, Reference, STATUSES, Seen, minute, minute_of,
};
use crate::story::{Story, agent_reply, customer_message, for_tag, name, policy, step};

/// Every clock as it is.
fn clocks(story: &Story, now: Timestamp) -> Vec<Seen> {
    let see = |clock: &Clock| {
        let calendar = story.with_terms(|terms| terms.calendar_of(clock)).unwrap();
        let counted = used(clock, &calendar, now).millis();
        assert_eq!(
            clock.used_ms,
            (clock.state != ClockState::Running).then_some(counted),
            "what stands still is known"
        );
        assert_account(clock, &calendar, now);
        let left = clock.stop_cause.as_deref() == Some("policy_change");
        let runs = clock.state == ClockState::Running;
        assert!(
            clock.state != ClockState::Paused || clock.due_at.is_none(),
            "no deadline while time stands still"
        );
        Seen {
            key: clock.key.to_string(),
            state: clock.state,
            from: clock.started_at,
            to: clock.stopped_at,
            breached_at: clock.breached_at,
            target_and_used: (!left).then_some((clock.target_ms / 60_000, counted / 60_000)),
            due_at: clock.due_at.filter(|_| runs),
        }
    };
    let mut clocks: Vec<Seen> = story.clocks.iter().map(see).collect();
    clocks.sort();
    clocks
}

/// The spans of an account follow each other, and those that counted add up.
fn assert_account(clock: &Clock, calendar: &Calendar, now: Timestamp) {
    let account = explain(clock, calendar, now);
    let mut place = account.started_at;
    let mut counted = 0;
    for span in &account.spans {
        assert_eq!(span.from, place);
        assert!(span.length_ms > 0 && span.to.at.since(span.from.at).millis() == span.length_ms);
        place = span.to;
        if matches!(span.what, What::Counted {}) {
            counted += span.length_ms;
        }
    }
    assert_eq!(place, account.until);
    assert_eq!(counted, account.used_ms);
    assert_eq!(account.used_ms, used(clock, calendar, now).millis());
    assert_eq!(account.sums.iter().map(|sum| sum.counted_ms).sum::<i64>(), account.used_ms);
}

fn policies(history: &History) -> Vec<PolicySpec> {
    let policy = |n: usize| {
        let counts = history.counts[n];
        let target = |metric: usize| {
            let span = |priority: usize| Span::from_minutes(history.targets[n][metric][priority]);
            let within = (0..2).map(|priority| (name(PRIORITIES[priority]), span(priority))).collect();
            let unit = if counts == Counts::Real { Unit::Real } else { Unit::Business };
            let mut target = TargetSpec::new(METRICS[metric].clone(), Within::ByPriority(within), unit);
            target.from_first_message = history.from_first_message && metric == 1;
            if metric < 2 {
                target.when_solved = history.when_solved[n];
            }
            target
        };
        let mut policy = policy(POLICIES[n], (0..3).map(target).collect());
        if counts == Counts::Always {
            policy.calendar = Some(name("always"));
        }
        let steps = |metric: ticketkit::model::Metric| {
            [Percent(50), After(Span::from_minutes(30))].map(|at| step(metric.clone(), at))
        };
        policy.steps = METRICS.into_iter().flat_map(steps).collect();
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
    let mut reference = Reference::of(history);
    let mut punctual = Story::under(policies(history));
    punctual.by_staff = history.by_staff;
    let mut late = punctual.clone();
    let mut acts = history.acts.iter().peekable();
    for now in history.start..END {
        while let Some((_, act)) = acts.next_if(|(at, _)| *at <= now) {
            reference.act(now, *act);
            play(&mut punctual, now, *act);
            play(&mut late, now, *act);
            assert_eq!(
                clocks(&punctual, minute(now)),
                reference.clocks(now),
                "after {act:?} at {}",
                minute(now)
            );
        }
        reference.pass(now);
        // A breach is known just after its deadline.
        punctual.tick(minute(now).after(Span::from_millis(1)));
    }
    late.tick(minute(END - 1).after(Span::from_millis(1)));
    assert_eq!(late.clocks, punctual.clocks, "one late call is as good as many punctual ones");
    assert_eq!(told(&late), told(&punctual));
    assert!(late.news.is_sorted_by_key(News::at), "what happens is told in the order of time");
    assert_eq!(clocks(&punctual, minute(END)), reference.clocks(END));
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
    let solved = || prop_oneof![2 => Just(WhenSolved::Cancel), 1 => Just(WhenSolved::Fulfil), 1 => Just(WhenSolved::Pause)];
    // Even ones, so that half of a target is a whole minute too.
    let targets = || {
        prop_oneof![1..60_i64, (1..=16_i64).prop_map(|halves| halves * 15), 1..1_000_i64]
            .prop_map(|half| 2 * half)
    };
    // Many acts fall on whole hours, where windows open and close and deadlines land.
    let gap =
        || prop_oneof![Just(0), 1..90_usize, (1..10_usize).prop_map(|hours| hours * 60), 1..1_500_usize];
    (
        ([counts(), counts()], any::<bool>(), [solved(), solved()]),
        proptest::array::uniform2(proptest::array::uniform3(proptest::array::uniform2(targets()))),
        any::<bool>(),
        prop_oneof![(0..48_usize).prop_map(|hours| hours * 60), 0..2_880_usize],
        (any::<bool>(), 0..3_usize, proptest::option::of(0..2_usize), any::<bool>()),
        proptest::collection::vec((gap(), acts()), 1..24),
    )
        .prop_map(
            |(
                (counts, from_first_message, when_solved),
                targets,
                by_staff,
                start,
                (asks, status, priority, gold),
                later,
            )| {
                let status = Some([0, 1, 3][status]);
                let first =
                    Act { asks: asks || !by_staff, replies: false, status, priority, gold: Some(gold) };
                let mut at = start;
                let later = later.into_iter().map(|(gap, act)| {
                    at += gap;
                    (at, act)
                });
                let acts = std::iter::once((start, first)).chain(later.collect::<Vec<_>>());
                let acts = acts.collect();
                History { counts, targets, from_first_message, when_solved, by_staff, start, acts }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_histories_agree_with_the_minute_by_minute_reference(history in histories()) {
        check(&history);
    }
}
