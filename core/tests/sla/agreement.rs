//! The engine's clocks held against the reference.

use ticketkit::calendar::Calendar;
use ticketkit::condition::{Condition, Op};
use ticketkit::id::PersonId;
use ticketkit::model::{Clock, ClockState, Metric};
use ticketkit::sla::MomentSpec::{After, Before, Percent};
use ticketkit::sla::{
    DATE_GONE, News, POLICY_CHANGE, PolicySpec, TargetSpec, Unit, What, Within, explain, used, wake_at,
};
use ticketkit::{Span, Timestamp};

use crate::cases::*;
use crate::reference::Reference;
use crate::story::{Story, agent_reply, at, customer_message, for_tag, name, policy, step, workflow_of};

fn minute(n: usize) -> Timestamp {
    at("Mon 00:00").after(Span::from_minutes(signed(n)))
}

fn minute_of(at: Timestamp) -> usize {
    let millis = at.since(minute(0)).millis();
    assert_eq!(millis % 60_000, 0, "everything happens at whole minutes");
    usize::try_from(millis / 60_000).unwrap()
}

/// Every clock as it is.
fn clocks(story: &Story, now: Timestamp) -> Vec<Seen> {
    let see = |clock: &Clock| {
        let calendar = story.with_terms(|terms| terms.calendar_of(clock)).unwrap();
        let counted = used(clock, &calendar, now).millis();
        let runs = clock.state == ClockState::Running;
        assert_eq!(clock.used_ms, (!runs).then_some(counted), "what stands still is known");
        assert_account(clock, &calendar, now);
        let left = matches!(clock.stop_cause.as_deref(), Some(POLICY_CHANGE | DATE_GONE));
        assert!(
            clock.state != ClockState::Paused || clock.due_at.is_none(),
            "no deadline while time stands still"
        );
        Seen {
            key: clock.key.to_string(),
            state: clock.state,
            from: minute_of(clock.started_at),
            to: clock.stopped_at.map(minute_of),
            breached: clock.breached_at.map(minute_of),
            target_and_used: (!left).then_some((clock.target_ms / 60_000, counted / 60_000)),
            due: clock.due_at.filter(|_| runs).map(minute_of),
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

fn metric(n: usize) -> Metric {
    NAMES[n].parse().unwrap()
}

fn tagged(tag: &str) -> Condition {
    Condition::test("tags", Op::HasAny, [tag])
}

fn target(history: &History, policy: usize, n: usize) -> TargetSpec {
    let wanted = history.targets[policy][n];
    let within = PRIORITIES.iter().zip(wanted.minutes);
    let within = within.map(|(priority, minutes)| (name(priority), Span::from_minutes(signed(minutes))));
    let unit = if history.counts[policy] == Counts::Real { Unit::Real } else { Unit::Business };
    let mut target = TargetSpec::new(metric(n), Within::ByPriority(within.collect()), unit);
    target.on_change = wanted.on_change;
    target.pause_when = history.pause_when[policy].then(|| tagged("held"));
    match n {
        FIRST | NEXT => target.when_solved = wanted.when_solved,
        UPDATE | PAUSABLE => target.until_requester_writes = history.until_requester_writes,
        WAIT | WORK | RESOLUTION => target.on_reopen = wanted.on_reopen,
        FIXED => {
            target.on_reopen = wanted.on_reopen;
            (target.within, target.unit, target.pause_when) = (None, Unit::Business, None);
        }
        CUSTOM => {
            (target.start_when, target.stop_when) = (Some(tagged("parts")), Some(tagged("delivered")));
            target.repeats = history.repeats;
        }
        _ => {}
    }
    target.from_first_message = n == NEXT && history.from_first_message;
    target.from_creation = n == FIRST && history.from_creation;
    target
}

fn policies(history: &History) -> Vec<PolicySpec> {
    let promises = |n: usize, metrics: &[usize]| {
        let mut policy =
            policy(POLICIES[n], metrics.iter().map(|metric| target(history, n, *metric)).collect());
        if history.counts[n] == Counts::Always {
            policy.calendar = Some(name("always"));
        }
        let before = |n: usize| if n == FIXED { Before(Span::from_hours(1)) } else { Percent(50) };
        let steps = |n: &usize| [before(*n), After(Span::from_minutes(30))].map(|at| step(metric(*n), at));
        policy.steps = metrics.iter().flat_map(steps).collect();
        policy
    };
    let general: Vec<usize> = (0..METRICS).filter(|metric| *metric != OWNERSHIP).collect();
    let agreement = |n: usize| {
        let mut policy = promises(n, &[OWNERSHIP]);
        policy.team = Some(name(TEAMS[n - 2]));
        policy
    };
    vec![for_tag("gold", promises(0, &general)), promises(1, &general), agreement(2), agreement(3)]
}

/// The statuses, which hold what [`pauses`] says; those without a list of their own hold what they hold by default.
fn workflow() -> ticketkit::workflow::Workflow {
    let all = serde_json::json!(NAMES);
    let text = serde_json::json!({
        "name": "support", "transitions": [{ "from": "any", "to": "any" }], "statuses": [
            { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
            { "name": "pending", "category": "pending" }, { "name": "on_hold", "category": "on_hold" },
            { "name": "parked", "category": "pending", "pauses": all },
            { "name": "vendor", "category": "on_hold", "pauses": ["requester_wait", "resolution"] },
            { "name": "solved", "category": "solved" }, { "name": "closed", "category": "closed" },
        ],
    });
    workflow_of(&text.to_string())
}

fn play(story: &mut Story, facts: Facts, now: usize, act: Act) {
    let now = minute(now);
    let message = if act.asks { Some(customer_message(now)) } else { act.replies.then(|| agent_reply(now)) };
    story.step(now, message.as_ref(), |ticket| {
        ticket.status = name(facts.status());
        ticket.priority = name(PRIORITIES[facts.priority]);
        ticket.owner = facts.owned.then(|| PersonId::from_bytes([3; 16]));
        ticket.team = facts.team.map(|team| name(TEAMS[team]));
        ticket.due_at = facts.due.map(minute);
        let tags = [
            ("gold", facts.gold),
            ("parts", facts.parts),
            ("delivered", facts.delivered),
            ("held", facts.held),
        ];
        ticket.tags = tags.into_iter().filter(|(_, is)| *is).map(|(tag, _)| tag.to_owned()).collect();
    });
}

/// Lets the timers fire that are due at an instant, one after another, each just when it is due.
fn tick_to(story: &mut Story, now: Timestamp) {
    while let Some(wake) = story.clocks.iter().filter_map(wake_at).min().filter(|wake| *wake <= now) {
        story.tick(wake);
    }
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

/// Says which clocks are not the same.
fn assert_same(engine: &[Seen], mut reference: Vec<Seen>, when: &str) {
    reference.sort();
    let only = |these: &[Seen], others: &[Seen]| -> Vec<String> {
        these.iter().filter(|one| !others.contains(one)).map(|one| format!("\n    {one:?}")).collect()
    };
    let (ours, theirs) = (only(engine, &reference).concat(), only(&reference, engine).concat());
    assert!(engine == reference, "{when}\n  the engine has {ours}\n  the reference has {theirs}");
}

/// The engine and the reference live through a history, and have to see the same after every act and in the end: every
/// clock, every breach and every step. And an engine that is told of time only by the acts tells the same.
pub(crate) fn check(history: &History) {
    let mut reference = Reference::of(history);
    let mut punctual = Story::under(policies(history));
    (punctual.by_staff, punctual.workflow) = (history.by_staff, workflow());
    let mut late = punctual.clone();
    let (mut facts, mut now) = (Facts::default(), history.acts[0].0);
    for (at, act) in &history.acts {
        while now < *at {
            reference.pass(now);
            now += 1;
        }
        // What is due at the instant of an act comes after it.
        tick_to(&mut punctual, minute(now).before(Span::from_millis(1)));
        facts = facts.after(*act);
        reference.act(now, *act);
        play(&mut punctual, facts, now, *act);
        play(&mut late, facts, now, *act);
        assert_same(
            &clocks(&punctual, minute(now)),
            reference.clocks(now),
            &format!("after {act:?} at {now}"),
        );
    }
    while now < END {
        reference.pass(now);
        now += 1;
    }
    // A breach is known just after its deadline.
    let end = minute(END - 1).after(Span::from_millis(1));
    tick_to(&mut punctual, end);
    late.tick(end);
    assert_eq!(late.clocks, punctual.clocks, "one late call is as good as many punctual ones");
    assert_eq!(told(&late), told(&punctual));
    assert!(late.news.is_sorted_by_key(News::at), "what happens is told in the order of time");
    assert_same(&clocks(&punctual, minute(END)), reference.clocks(END), "in the end");
    reference.told.sort();
    assert_eq!(told(&punctual), reference.told);
}
