//! Where the engine and the reference disagreed, as small examples: some were found by random histories, others while
//! the reference was written.

use ticketkit::condition::{Condition, Op};
use ticketkit::model::{ClockState, Metric, StepState};
use ticketkit::sla::MomentSpec::{After, Before};
use ticketkit::sla::{OnChange, PolicySpec, TargetSpec, Unit, Within};

use crate::story::*;

fn fixed_due() -> PolicySpec {
    let mut fixed = TargetSpec::new(Metric::FixedDue, Within::Always(hours(1)), Unit::Business);
    fixed.within = None;
    policy("everybody", vec![fixed])
}

fn due(story: &mut Story, when: &str, due: Option<&str>) {
    story.step(at(when), None, |ticket| ticket.due_at = due.map(at));
}

fn tagged(story: &mut Story, when: &str, tags: &[&str]) {
    story.step(at(when), None, |ticket| ticket.tags = tags.iter().map(ToString::to_string).collect());
}

#[test]
fn domain_3_6_the_steps_of_a_date_that_is_over_when_it_is_set_are_skipped() {
    let mut policy = fixed_due();
    policy.steps = [Before(hours(1)), After(hours(1))].map(|at| step(Metric::FixedDue, at)).to_vec();
    let mut story = Story::under([policy]);
    story.created("Mon 09:00");
    due(&mut story, "Tue 10:00", Some("Mon 12:00"));
    story.tick(at("Fri 10:00"));
    assert_eq!(story.told(), ["breached everybody/fixed_due/1 due Mon 12:00 at Tue 10:00"]);
    let steps = &story.clock("everybody/fixed_due/1").steps;
    assert!(steps.iter().all(|step| step.state == StepState::Skipped), "{steps:?}");
}

#[test]
fn domain_3_6_the_steps_of_a_date_are_counted_from_it_over_a_solution() {
    let mut policy = fixed_due();
    policy.steps = vec![step(Metric::FixedDue, Before(hours(1)))];
    let mut story = Story::under([policy]);
    story.step(at("Mon 09:00"), None, |ticket| ticket.due_at = Some(at("Tue 09:00")));
    story.moved("Mon 10:00", "solved");
    due(&mut story, "Mon 11:00", Some("Mon 12:30"));
    story.moved("Mon 12:00", "open");
    story.tick(at("Fri 10:00"));
    assert_eq!(story.told(), ["breached everybody/fixed_due/1 due Mon 12:30 at Mon 12:30"]);
}

/// Eight hours for gold, or two when it is urgent; the others keep what they were promised before.
fn gold_and_keeping() -> [PolicySpec; 2] {
    let within = Within::ByPriority([(name("normal"), hours(8)), (name("urgent"), hours(2))].into());
    let mut keeping = resolution(hours(4));
    keeping.targets[0].on_change = OnChange::Keep;
    [for_tag("gold", policy("gold", vec![target(Metric::Resolution, within)])), keeping]
}

#[test]
fn domain_3_4_4_a_target_that_is_kept_is_kept_to_the_end_whatever_happens() {
    let mut story = Story::under(gold_and_keeping());
    story.step(at("Mon 09:00"), None, |ticket| ticket.tags = vec!["gold".to_owned()]);
    tagged(&mut story, "Mon 10:00", &[]);
    story.prioritized("Mon 10:30", "urgent");
    assert_eq!(story.due("gold/resolution/1"), "Mon 17:00");
    story.asked("Mon 11:00");
    assert_eq!(story.due("gold/resolution/1"), "Mon 17:00");
    assert_eq!(story.clocks.len(), 1);
}

#[test]
fn domain_3_1_a_date_is_followed_also_by_a_clock_that_is_kept() {
    let mut gold = fixed_due();
    gold.name = name("gold");
    let mut keeping = fixed_due();
    keeping.targets[0].on_change = OnChange::Keep;
    let mut story = Story::under([for_tag("gold", gold), keeping]);
    story.step(at("Mon 09:00"), None, |ticket| {
        (ticket.tags, ticket.due_at) = (vec!["gold".to_owned()], Some(at("Wed 12:00")));
    });
    story.step(at("Mon 10:00"), None, |ticket| {
        (ticket.tags, ticket.due_at) = (Vec::new(), Some(at("Thu 12:00")));
    });
    assert_eq!(story.due("gold/fixed_due/1"), "Thu 12:00");
    story.step(at("Mon 11:00"), None, |ticket| {
        (ticket.priority, ticket.due_at) = (name("urgent"), None);
    });
    assert_eq!(story.clock("gold/fixed_due/1").state, ClockState::Cancelled);
}

#[test]
fn domain_3_3_the_condition_of_another_policy_holds_its_clock_from_the_change_on() {
    let held = || Some(Condition::test("tags", Op::HasAny, ["held"]));
    let [gold, mut everybody] = ["gold", "everybody"].map(|key| {
        let mut policy = resolution(hours(8));
        policy.name = name(key);
        policy
    });
    everybody.targets[0].pause_when = held();
    let mut story = Story::under([for_tag("gold", gold), everybody]);
    story.step(at("Mon 09:00"), None, |ticket| ticket.tags = vec!["gold".to_owned(), "held".to_owned()]);
    assert_eq!(story.due("gold/resolution/1"), "Mon 17:00");
    tagged(&mut story, "Mon 10:00", &["held"]);
    assert_eq!(story.due("everybody/resolution/1"), "none");
    tagged(&mut story, "Mon 12:00", &["gold", "held"]);
    assert_eq!(story.due("gold/resolution/1"), "Tue 11:00", "an hour was used");
}

#[test]
fn domain_3_1_a_change_of_priority_starts_nothing_that_was_promised_before() {
    let mut parts = target(Metric::from(name("parts_wait")), Within::Always(hours(4)));
    parts.start_when = Some(Condition::test("tags", Op::HasAny, ["parts"]));
    parts.stop_when = Some(Condition::test("tags", Op::HasAny, ["delivered"]));
    parts.repeats = true;
    let update = target(Metric::PeriodicUpdate, Within::Always(hours(4)));
    let mut story = Story::under([policy("everybody", vec![parts, update])]);
    story.created("Mon 09:00");
    tagged(&mut story, "Mon 10:00", &["parts"]);
    tagged(&mut story, "Mon 11:00", &["parts", "delivered"]);
    tagged(&mut story, "Mon 11:30", &["parts"]);
    story.moved("Mon 12:00", "solved");
    story.replied("Mon 13:00");
    story.moved("Mon 14:00", "open");
    let before = story.clocks.clone();
    story.prioritized("Mon 15:00", "urgent");
    assert_eq!(story.clocks, before);
}

#[test]
fn domain_3_1_a_due_date_is_one_measurement_that_goes_on_when_it_is_set_again() {
    let mut story = Story::under([fixed_due()]);
    story.created("Mon 09:00");
    due(&mut story, "Mon 10:00", Some("Wed 12:00"));
    due(&mut story, "Mon 11:00", None);
    assert_eq!(story.clock("everybody/fixed_due/1").state, ClockState::Cancelled);
    due(&mut story, "Mon 12:00", Some("Thu 12:00"));
    let clock = story.clock("everybody/fixed_due/1");
    assert_eq!((clock.state, clock.started_at), (ClockState::Running, at("Mon 10:00")));
    assert_eq!((clock.stopped_at, clock.stop_cause.as_deref()), (None, None));
    assert_eq!(story.due("everybody/fixed_due/1"), "Thu 12:00");
    story.moved("Tue 10:00", "solved");
    due(&mut story, "Tue 11:00", None);
    story.moved("Tue 12:00", "open");
    due(&mut story, "Tue 13:00", Some("Fri 12:00"));
    assert_eq!(story.due("everybody/fixed_due/1"), "Fri 12:00");
    assert_eq!(story.clocks.len(), 1);
}

#[test]
fn domain_3_1_a_due_date_that_is_set_on_a_solved_ticket_is_owed_when_it_comes_back() {
    let mut story = Story::under([fixed_due()]);
    story.created("Mon 09:00");
    story.moved("Mon 10:00", "solved");
    due(&mut story, "Mon 11:00", Some("Wed 12:00"));
    assert!(story.clocks.is_empty());
    story.moved("Mon 12:00", "open");
    assert_eq!(story.due("everybody/fixed_due/1"), "Wed 12:00");
    assert_eq!(story.clock("everybody/fixed_due/1").started_at, at("Mon 12:00"));
}

#[test]
fn domain_3_5_a_ticket_that_comes_back_is_judged_by_the_date_that_it_has_then() {
    let mut story = Story::under([fixed_due()]);
    story.step(at("Mon 09:00"), None, |ticket| ticket.due_at = Some(at("Tue 09:00")));
    story.moved("Mon 10:00", "solved");
    let mut late = story.clone();
    due(&mut story, "Mon 11:00", Some("Fri 09:00"));
    story.moved("Wed 10:00", "open");
    assert_eq!((story.told(), story.due("everybody/fixed_due/1")), (Vec::new(), "Fri 09:00".to_owned()));
    due(&mut story, "Wed 11:00", None);
    assert_eq!(story.told(), [""; 0]);
    late.moved("Wed 10:00", "open");
    assert_eq!(late.told(), ["breached everybody/fixed_due/1 due Tue 09:00 at Wed 10:00"]);
}
