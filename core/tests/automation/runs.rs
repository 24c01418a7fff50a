//! Which rules fire, in which order, and where it ends.

use super::{add_tag, always, carry_out, is, name, outage_rules, rule, run, run_from, set, tagged, ticket};
use proptest::prelude::*;
use ticketkit::Name;
use ticketkit::automation::{ActionSpec, Asked, MatchMode, Occasion, Rule, RuleFacts, Run, plan};
use ticketkit::condition::{Condition, Predicate};
use ticketkit::limits::{RULE_DEPTH, RULE_FIRINGS};
use ticketkit::model::Ticket;

#[test]
fn an_outage_becomes_urgent_and_then_goes_to_operations() {
    let rules = outage_rules();
    let end = run(&rules, ticket("outage", "normal"));
    assert_eq!(end.fired, [("r1".to_owned(), 1), ("r2".to_owned(), 2)]);
    assert_eq!((end.ticket.priority.as_str(), end.ticket.team), ("urgent", Some(name("ops"))));
    assert_eq!(end.run.stopped(), None);
    let expected = [
        Asked::Passed {
            rule: name("r2"),
            failing: vec!["priority is `normal` and must be changed to `urgent` by the command".to_owned()],
        },
        Asked::Fired { rule: name("r1"), depth: 1 },
        Asked::Fired { rule: name("r2"), depth: 2 },
    ];
    assert_eq!(end.run.trace(), expected);
}

#[test]
fn a_rule_that_changes_nothing_does_not_start_the_list_over() {
    let rules = [
        rule("late", &tagged("vip"), vec![]),
        rule("no_change", &always(), vec![set("priority", "normal")]),
        rule("vip", &always(), vec![add_tag("vip")]),
        rule("last", &always(), vec![]),
    ];
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["no_change", "vip", "late", "last"]);
}

#[test]
fn a_rule_whose_time_has_passed_does_not_fire() {
    // When the first has fired the second no longer holds.
    let rules = [
        rule("raise", &is("priority", "normal"), vec![set("priority", "high")]),
        rule("normal", &is("priority", "normal"), vec![add_tag("normal")]),
    ];
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["raise"]);
}

#[test]
fn a_run_that_a_time_begins_goes_on_with_the_rules_on_events() {
    let timed = rule("timed", &is("priority", "normal"), vec![set("priority", "high")]);
    let rules = [rule("high", &is("priority", "high"), vec![add_tag("high")])];
    for (mode, priority, expected) in [
        (MatchMode::All, "normal", &[("timed", 1), ("high", 2)][..]),
        (MatchMode::First, "normal", &[("timed", 1), ("high", 2)]),
        (MatchMode::All, "high", &[]),
    ] {
        let before = ticket("question", priority);
        let mut now = before.clone();
        let mut run = Run::new(&rules, mode).traced().begun_by(&timed);
        let (mut changed, mut fired) = (false, Vec::new());
        loop {
            let occasion = Occasion::TimePassed;
            let facts = RuleFacts { before: Some(&before), now: &now, message: None, occasion };
            let Some(firing) = run.next(&facts, changed) else { break };
            fired.push((firing.rule.name.as_str(), firing.depth));
            let mut after = now.clone();
            carry_out(&plan(firing.rule, &now).edits, &mut after);
            changed = after != now;
            now = after;
        }
        assert_eq!(fired, expected, "{mode:?} {priority}");
        assert_eq!(
            run.fired().map(Name::as_str).collect::<Vec<_>>(),
            fired.iter().map(|it| it.0).collect::<Vec<_>>()
        );
        assert_eq!(run.trace().len(), expected.len().max(1));
        assert_eq!(run.stopped(), None);
    }
}

#[test]
fn in_the_mode_first_one_rule_fires() {
    let rules = [
        rule("no", &tagged("vip"), vec![]),
        rule("yes", &always(), vec![add_tag("vip")]),
        rule("also", &always(), vec![]),
    ];
    let end = run_from(&rules, MatchMode::First, None, ticket("question", "normal"));
    assert_eq!(end.names(), ["yes"]);
    assert_eq!(end.run.stopped(), None);
    assert_eq!(end.run.trace().len(), 2, "the third is not asked: {:?}", end.run.trace());
}

#[test]
fn a_rule_with_stop_ends_the_run() {
    let mut rules = [
        rule("late", &tagged("vip"), vec![]),
        rule("first", &always(), vec![]),
        rule("enough", &always(), vec![add_tag("vip")]),
        rule("never", &always(), vec![]),
    ];
    rules[2].stop = true;
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["first", "enough"]);
    // Where it does not fire it stops nothing.
    rules[2].predicate = Predicate::never();
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["first", "never"]);
}

/// Each rule needs what the one before it did.
fn chain(length: usize) -> Vec<Rule> {
    let link = |n: usize| {
        let condition = if n == 1 { always() } else { tagged(&format!("t{}", n - 1)) };
        rule(&format!("r{n}"), &condition, vec![add_tag(format!("t{n}"))])
    };
    (1..=length).map(link).collect()
}

#[test]
fn a_chain_of_causes_is_cut_at_its_depth() {
    let deepest = usize::from(RULE_DEPTH);
    let rules = chain(deepest);
    let end = run(&rules, ticket("question", "normal"));
    assert_eq!(end.fired.last(), Some(&(format!("r{deepest}"), RULE_DEPTH)));
    assert_eq!(end.run.stopped(), None);

    let mut rules = chain(deepest + 1);
    rules.reverse();
    let end = run(&rules, ticket("question", "normal"));
    let expected: Vec<Name> = (1..=deepest).map(|n| name(&format!("r{n}"))).collect();
    assert_eq!(end.run.stopped(), Some(expected));
    assert!(end.ticket.tags.contains(&format!("t{deepest}")), "what was decided stays");
}

#[test]
fn many_rules_that_hold_by_the_command_alone_are_no_loop() {
    let side_by_side = |count: usize| -> Vec<Rule> {
        (0..count).map(|n| rule(&format!("r{n}"), &always(), vec![add_tag(format!("t{n}"))])).collect()
    };
    let rules = side_by_side(RULE_FIRINGS);
    let end = run(&rules, ticket("question", "normal"));
    assert_eq!(end.fired.len(), RULE_FIRINGS);
    assert!(end.fired.iter().all(|(_, depth)| *depth == 1));
    assert_eq!(end.run.stopped(), None);

    let rules = side_by_side(RULE_FIRINGS + 1);
    let end = run(&rules, ticket("question", "normal"));
    assert_eq!(end.fired.len(), RULE_FIRINGS);
    assert_eq!(end.run.stopped().map(|chain| chain.len()), Some(RULE_FIRINGS));
}

#[test]
fn two_rules_that_undo_each_other_fire_once_each() {
    let rules = [
        rule("raise", &is("priority", "low"), vec![set("priority", "high")]),
        rule("lower", &is("priority", "high"), vec![set("priority", "low")]),
    ];
    let end = run(&rules, ticket("question", "low"));
    assert_eq!(end.fired, [("raise".to_owned(), 1), ("lower".to_owned(), 2)]);
    assert_eq!(end.run.stopped(), None);
}

#[test]
fn without_a_trace_nothing_is_kept() {
    let rules = outage_rules();
    let ticket = ticket("outage", "normal");
    let facts = RuleFacts { before: None, now: &ticket, message: None, occasion: Occasion::Created };
    let mut run = Run::new(&rules, MatchMode::All);
    while run.next(&facts, false).is_some() {}
    assert_eq!(run.fired().collect::<Vec<_>>(), [&name("r1")]);
    assert!(run.trace().is_empty());
}

/// Random rules over eight tags: when they fire, and what they add or take away.
fn some_rules() -> impl Strategy<Value = Vec<Rule>> {
    let tag = || (0..8_u8).prop_map(|n| format!("t{n}"));
    let wish = (tag(), any::<bool>(), tag(), any::<bool>(), prop::bool::weighted(0.05));
    prop::collection::vec(wish, 0..30).prop_map(|wishes| {
        let rules = wishes.into_iter().enumerate().map(|(n, (needs, there, gives, adds, stop))| {
            let condition = if there { tagged(&needs) } else { Condition::not(tagged(&needs)) };
            let tags = vec![gives];
            let action = if adds { ActionSpec::AddTags { tags } } else { ActionSpec::RemoveTags { tags } };
            Rule { stop, ..rule(&format!("r{n}"), &condition, vec![action]) }
        });
        rules.collect()
    })
}

/// The domain's words, literally: ask in order; after a change ask again from the top; each at most once.
fn plainly(rules: &[Rule], mut ticket: Ticket) -> Vec<String> {
    let mut fired: Vec<String> = Vec::new();
    'top: loop {
        for rule in rules {
            if fired.contains(&rule.name.to_string()) || !rule.predicate.matches(&ticket) {
                continue;
            }
            fired.push(rule.name.to_string());
            let before = ticket.clone();
            carry_out(&plan(rule, &before).edits, &mut ticket);
            if rule.stop {
                return fired;
            }
            if ticket != before {
                continue 'top;
            }
        }
        return fired;
    }
}

proptest! {
    #[test]
    fn a_run_is_what_the_domain_says(rules in some_rules()) {
        let expected = plainly(&rules, ticket("question", "normal"));
        let end = run(&rules, ticket("question", "normal"));
        match end.run.stopped() {
            None => prop_assert_eq!(end.names(), expected),
            Some(chain) => prop_assert_eq!(chain, expected[..end.fired.len()].iter().map(|n| name(n)).collect::<Vec<_>>()),
        }
        prop_assert!(end.fired.iter().all(|(_, depth)| (1..=RULE_DEPTH).contains(depth)));
        // Every rule that was asked has a word, and what did not hold has a reason.
        for asked in end.run.trace() {
            if let Asked::Passed { failing, .. } = asked {
                prop_assert!(!failing.is_empty());
            }
        }
        prop_assert_eq!(end.run.trace().iter().filter(|a| matches!(a, Asked::Fired { .. })).count(), end.fired.len());
    }
}
