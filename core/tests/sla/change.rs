//! Section 3.4 of the domain: which policy is taken, and what a change does to open clocks.

use ticketkit::model::{ClockState, Metric};
use ticketkit::sla::{MomentSpec, POLICY_CHANGE, PolicySpec, Within, choose};

use crate::story::*;

const METRICS: [Metric; 3] = [Metric::FirstReply, Metric::NextReply, Metric::Resolution];

fn by_priority() -> PolicySpec {
    let within = Within::ByPriority([(name("normal"), hours(16)), (name("urgent"), hours(4))].into());
    policy("everybody", vec![target(Metric::Resolution, within)])
}

/// `gold` for tickets with that tag, then `everybody`.
fn gold_and_everybody() -> [PolicySpec; 2] {
    let all = |within| METRICS.map(|metric| target(metric, Within::Always(within))).to_vec();
    [for_tag("gold", policy("gold", all(hours(4)))), policy("everybody", all(hours(16)))]
}

fn tag(story: &mut Story, when: &str, tags: &[&str]) {
    story.step(at(when), None, |ticket| ticket.tags = tags.iter().map(|tag| (*tag).to_owned()).collect());
}

#[test]
fn domain_3_4_recompute_replays_the_time_under_the_new_target() {
    let mut story = Story::under([by_priority()]);
    story.created("Mon 09:00");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 17:00");
    story.prioritized("Mon 14:00", "urgent");
    assert_eq!(story.due("everybody/resolution/1"), "Mon 13:00");
    assert_eq!(story.told(), ["breached everybody/resolution/1 due Mon 13:00 at Mon 14:00"]);
    // A recorded breach is never taken back, and never said twice.
    story.prioritized("Mon 15:00", "normal");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 17:00");
    story.tick(at("Fri 10:00"));
    assert_eq!(story.clock("everybody/resolution/1").breached_at, Some(at("Mon 14:00")));
    assert_eq!(story.news.len(), 1);
}

#[test]
fn domain_3_4_earlier_pauses_survive_the_change() {
    let mut story = Story::under([by_priority()]);
    story.created("Mon 09:00");
    story.moved("Mon 10:00", "pending");
    story.moved("Mon 12:00", "open");
    story.prioritized("Mon 14:00", "urgent");
    assert_eq!(story.used("everybody/resolution/1", "Mon 14:00"), hours(3));
    assert_eq!(story.due("everybody/resolution/1"), "Mon 15:00");
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn domain_3_4_a_paused_clock_takes_the_new_target_when_it_goes_on() {
    let mut story = Story::under([by_priority()]);
    story.created("Mon 09:00");
    story.moved("Mon 12:00", "pending");
    story.prioritized("Mon 14:00", "urgent");
    assert_eq!(story.due("everybody/resolution/1"), "none");
    story.moved("Mon 15:00", "open");
    assert_eq!(story.due("everybody/resolution/1"), "Mon 16:00");
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn domain_3_4_5_what_was_used_up_before_a_pause_is_a_breach_at_the_change() {
    let mut story = Story::under([by_priority()]);
    story.created("Mon 09:00");
    story.moved("Mon 16:00", "pending");
    story.prioritized("Tue 14:00", "urgent");
    assert_eq!(story.told(), ["breached everybody/resolution/1 due Mon 13:00 at Tue 14:00"]);
    assert_eq!(story.clock("everybody/resolution/1").due_at, None);
    story.moved("Tue 15:00", "open");
    assert_eq!(story.due("everybody/resolution/1"), "Mon 13:00");
}

#[test]
fn domain_3_4_1_the_first_policy_that_fits_is_taken_and_the_choice_explains_itself() {
    let policies = gold_and_everybody();
    let mut story = Story::under(policies.clone());
    let choice = story.with_terms(|terms| choose(terms.current.policies, &story.ticket)).remove(0);
    assert_eq!(choice.policy, Some(name("everybody")));
    assert_eq!(choice.passed_over.len(), 1);
    assert_eq!(choice.passed_over[0].failing, ["tags has no value and must have any of `gold`"]);
    story.ticket.tags = vec!["gold".to_owned()];
    let choice = story.with_terms(|terms| choose(terms.current.policies, &story.ticket)).remove(0);
    assert_eq!((choice.policy, choice.passed_over.len()), (Some(name("gold")), 0));
}

#[test]
fn domain_3_4_1_no_policy_means_no_clocks_and_is_reported_once() {
    let [gold, _] = gold_and_everybody();
    let mut story = Story::under([gold]);
    story.created("Mon 10:00");
    story.asked("Mon 10:30");
    story.prioritized("Mon 11:00", "high");
    assert!(story.clocks.is_empty());
    assert_eq!(story.told(), ["no policy at Mon 10:00"]);
    tag(&mut story, "Mon 12:00", &["gold"]);
    assert_eq!(story.due("gold/first_reply/1"), "Mon 14:00");
    assert_eq!(story.due("gold/resolution/1"), "Mon 14:00");
    tag(&mut story, "Mon 13:00", &[]);
    assert!(story.clocks.iter().all(|clock| clock.state == ClockState::Cancelled));
    assert_eq!(story.told(), ["no policy at Mon 10:00", "no policy at Mon 13:00"]);
}

#[test]
fn domain_3_4_3_another_policy_goes_on_with_start_and_pauses_and_leaves_the_old_record_behind() {
    let mut story = Story::under(gold_and_everybody());
    story.created("Mon 09:00");
    story.moved("Mon 10:00", "pending");
    story.moved("Mon 12:00", "open");
    tag(&mut story, "Mon 14:00", &["gold"]);
    let old = story.clock("everybody/resolution/1");
    assert_eq!((old.state, old.stop_cause.as_deref()), (ClockState::Cancelled, Some(POLICY_CHANGE)));
    assert_eq!((old.stopped_at, old.used_ms), (Some(at("Mon 14:00")), Some(hours(3).millis())));
    assert_eq!(story.due("gold/resolution/1"), "Mon 15:00");
    assert_eq!(story.clock("gold/resolution/1").started_at, at("Mon 09:00"));
    // Back again: the first record goes on, with everything that lay between.
    story.moved("Mon 14:30", "pending");
    story.moved("Tue 09:30", "open");
    tag(&mut story, "Tue 10:00", &[]);
    assert_eq!(story.clock("gold/resolution/1").state, ClockState::Cancelled);
    let first = story.clock("everybody/resolution/1");
    assert_eq!((first.state, first.stop_cause.as_deref()), (ClockState::Running, None));
    assert_eq!(story.used("everybody/resolution/1", "Tue 10:00"), hours(4));
    assert_eq!(story.clocks.iter().filter(|clock| clock.key.metric == Metric::Resolution).count(), 2);
}

#[test]
fn domain_3_4_3_a_metric_that_the_new_policy_does_not_have_is_cancelled() {
    let [mut gold, everybody] = gold_and_everybody();
    gold.targets.retain(|target| target.metric != Metric::Resolution);
    let mut story = Story::under([gold, everybody]);
    story.created("Mon 09:00");
    story.moved("Mon 11:00", "pending");
    tag(&mut story, "Mon 12:00", &["gold"]);
    assert_eq!(story.clock("everybody/resolution/1").stop_cause.as_deref(), Some(POLICY_CHANGE));
    assert_eq!(story.due("gold/first_reply/1"), "Mon 13:00");
    // When it is promised again, the pause that lasted all the while is one pause.
    tag(&mut story, "Mon 16:00", &[]);
    story.moved("Tue 09:00", "open");
    let clock = story.clock("everybody/resolution/1");
    assert_eq!(clock.pauses.len(), 1);
    assert_eq!(story.used("everybody/resolution/1", "Tue 10:00"), hours(3));
}

#[test]
fn domain_3_4_5_breaches_stay_with_the_policy_whose_promise_was_broken() {
    let mut story = Story::under(gold_and_everybody());
    story.step(at("Mon 09:00"), Some(&customer_message(at("Mon 09:00"))), |ticket| {
        ticket.tags = vec!["gold".to_owned()];
    });
    story.replied("Mon 09:30");
    tag(&mut story, "Mon 15:00", &[]);
    assert_eq!(story.told(), ["breached gold/resolution/1 due Mon 13:00 at Mon 13:00"]);
    assert_eq!(story.clock("gold/resolution/1").breached_at, Some(at("Mon 13:00")));
    assert_eq!(story.clock("everybody/resolution/1").breached_at, None);
    assert_eq!(story.due("everybody/resolution/1"), "Tue 17:00");
    tag(&mut story, "Mon 16:00", &["gold"]);
    assert_eq!(story.news.len(), 1, "the promise was broken once");
}

#[test]
fn domain_3_4_5_a_policy_that_is_broken_already_says_so_at_the_change() {
    let mut story = Story::under(gold_and_everybody());
    story.created("Mon 09:00");
    story.replied("Mon 09:30");
    tag(&mut story, "Mon 15:00", &["gold"]);
    assert_eq!(story.told(), ["breached gold/resolution/1 due Mon 13:00 at Mon 15:00"]);
    assert_eq!(story.due("gold/resolution/1"), "Mon 13:00");
}

#[test]
fn domain_3_4_6_an_open_clock_stays_on_the_version_that_it_was_started_under() {
    let mut story = Story::under([by_priority()]);
    story.created("Mon 09:00");
    let mut harder = by_priority();
    harder.targets[0].within =
        Some(Within::ByPriority([(name("normal"), hours(2)), (name("urgent"), hours(1))].into()));
    story.earlier = vec![(1, std::mem::replace(&mut story.policies, vec![harder]))];
    story.version = 2;
    story.moved("Mon 10:00", "pending");
    story.moved("Mon 12:00", "open");
    let clock = story.clock("everybody/resolution/1");
    assert_eq!((clock.config_version, clock.target_ms), (1, hours(16).millis()));
    story.prioritized("Mon 13:00", "urgent");
    assert_eq!(story.due("everybody/resolution/1"), "Mon 15:00", "by the promise of its own version");
}

#[test]
fn domain_3_4_6_a_clock_whose_policy_was_removed_goes_on_under_the_one_that_is_taken() {
    let mut story = Story::under([by_priority()]);
    story.created("Mon 09:00");
    story.policies = vec![resolution(hours(4))];
    story.policies[0].name = name("other");
    story.version = 2;
    story.moved("Mon 10:00", "pending");
    let gone = story.clock("everybody/resolution/1");
    assert_eq!((gone.state, gone.used_ms), (ClockState::Cancelled, None));
    let clock = story.clock("other/resolution/1");
    assert_eq!((clock.state, clock.used_ms), (ClockState::Paused, Some(hours(1).millis())));
    assert_eq!(clock.config_version, 2);
}

#[test]
fn domain_3_4_a_policy_that_changes_while_the_ticket_is_solved_holds_from_the_reopening() {
    let mut story = Story::under(gold_and_everybody());
    story.created("Mon 09:00");
    story.replied("Mon 10:00");
    story.moved("Mon 11:00", "solved");
    tag(&mut story, "Mon 12:00", &["gold"]);
    assert_eq!(story.clock("everybody/resolution/1").state, ClockState::Fulfilled);
    story.moved("Tue 09:00", "open");
    assert_eq!(story.due("gold/resolution/1"), "Tue 11:00");
    assert_eq!(story.clock("everybody/resolution/1").stop_cause.as_deref(), Some(POLICY_CHANGE));
}

#[test]
fn domain_3_6_a_step_is_not_taken_again_when_the_policy_comes_back() {
    let [mut gold, everybody] = gold_and_everybody();
    gold.steps = vec![step(Metric::Resolution, MomentSpec::Percent(25))];
    let mut story = Story::under([gold, everybody]);
    story.step(at("Mon 09:00"), None, |ticket| ticket.tags = vec!["gold".to_owned()]);
    story.tick(at("Mon 10:00"));
    tag(&mut story, "Mon 11:00", &[]);
    tag(&mut story, "Mon 12:00", &["gold"]);
    story.tick(at("Mon 13:00"));
    assert_eq!(story.told(), ["step gold/resolution/1 0 at Mon 10:00"]);
}
