//! Section 3.6 of the domain: steps of escalation, each at its own instant.

use ticketkit::model::{Metric, StepState};
use ticketkit::sla::MomentSpec::{After, Before, Percent};
use ticketkit::sla::{Audience, MomentSpec, News, Unit, Within, wake_at};
use ticketkit::{Span, Timestamp};

use crate::story::*;

/// An 8-hour resolution from Mon 10:00 with these steps.
fn with_steps(steps: &[MomentSpec]) -> Story {
    let mut policy = resolution(hours(8));
    policy.steps = steps.iter().map(|at| step(Metric::Resolution, *at)).collect();
    let mut story = Story::under([policy]);
    story.created("Mon 10:00");
    story
}

fn states(story: &Story) -> Vec<StepState> {
    story.clock("everybody/resolution/1").steps.iter().map(|step| step.state).collect()
}

#[test]
fn domain_3_6_three_quarters_of_eight_hours_and_one_hour_after_the_breach() {
    let mut story = with_steps(&[Percent(75), After(hours(1))]);
    let wake = |story: &Story| wake_at(story.clock("everybody/resolution/1"));
    assert_eq!(wake(&story), Some(at("Mon 16:00")));
    story.tick(at("Mon 16:00"));
    assert_eq!(wake(&story), Some(at("Tue 10:00").after(Span::from_millis(1))));
    story.tick(at("Tue 10:01"));
    assert_eq!(wake(&story), Some(at("Tue 11:00")));
    story.tick(at("Tue 11:00"));
    assert_eq!(wake(&story), None);
    let told = [
        "step everybody/resolution/1 0 at Mon 16:00",
        "breached everybody/resolution/1 due Tue 10:00 at Tue 10:00",
        "step everybody/resolution/1 1 at Tue 11:00",
    ];
    assert_eq!(story.told(), told);
    assert!(matches!(&story.news[0], News::StepTaken { notify, .. } if *notify == [Audience::Assignees]));

    let mut late = with_steps(&[Percent(75), After(hours(1))]);
    late.tick(at("Fri 10:00"));
    assert_eq!(late.told(), told);
    assert_eq!(late.clocks, story.clocks);
}

#[test]
fn domain_3_6_an_offset_is_counted_as_the_clock_counts() {
    let story = with_steps(&[Before(hours(1)), Before(hours(2)), After(hours(8)), After(Span::ZERO)]);
    let moments = |story: &Story| -> Vec<String> {
        let steps = story.clock("everybody/resolution/1").steps.iter();
        steps.map(|step| step.at.map_or("none".to_owned(), clock_text)).collect()
    };
    // The opening of Tuesday lies an hour before the deadline, and not the close of Monday.
    assert_eq!(moments(&story), ["Tue 09:00", "Mon 16:00", "Wed 10:00", "Tue 10:00"]);

    let mut real = resolution(hours(30));
    real.targets[0].unit = Unit::Real;
    real.steps = vec![step(Metric::Resolution, Before(hours(18))), step(Metric::Resolution, Percent(10))];
    let mut story = Story::under([real]);
    story.created("Mon 10:00");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 16:00");
    assert_eq!(moments(&story), ["Mon 22:00", "Mon 13:00"]);
    assert_eq!(story.clock("everybody/resolution/1").calendar, None);
}

#[test]
fn domain_3_6_a_word_after_the_deadline_waits_until_it_has_passed() {
    let mut story = with_steps(&[After(Span::ZERO)]);
    story.tick(at("Tue 10:00"));
    assert_eq!(story.told(), [""; 0]);
    story.tick(at("Tue 10:01"));
    let told = [
        "breached everybody/resolution/1 due Tue 10:00 at Tue 10:00",
        "step everybody/resolution/1 0 at Tue 10:00",
    ];
    assert_eq!(story.told(), told);
}

#[test]
fn domain_3_6_steps_move_with_the_deadline_and_are_taken_once() {
    let mut story = with_steps(&[Percent(25), Percent(75)]);
    story.tick(at("Mon 12:00"));
    story.moved("Mon 13:00", "pending");
    assert_eq!(wake_at(story.clock("everybody/resolution/1")), None);
    story.tick(at("Tue 10:00"));
    story.moved("Tue 10:00", "open");
    story.tick(at("Fri 10:00"));
    assert_eq!(
        story.told(),
        [
            "step everybody/resolution/1 0 at Mon 12:00",
            "step everybody/resolution/1 1 at Tue 13:00",
            "breached everybody/resolution/1 due Tue 15:00 at Tue 15:00",
        ]
    );
}

#[test]
fn domain_3_6_what_comes_before_the_start_or_was_overtaken_is_skipped() {
    let story = with_steps(&[Before(hours(9)), Before(hours(8))]);
    assert_eq!(states(&story), [StepState::Skipped, StepState::Waiting]);

    let within = Within::ByPriority([(name("normal"), hours(8)), (name("urgent"), hours(4))].into());
    let mut policy = policy("everybody", vec![target(Metric::Resolution, within)]);
    policy.steps = [Percent(50), Percent(75)].map(|at| step(Metric::Resolution, at)).to_vec();
    let mut story = Story::under([policy]);
    story.created("Mon 10:00");
    story.prioritized("Mon 12:30", "urgent");
    assert_eq!(states(&story), [StepState::Skipped, StepState::Waiting]);
    // A step that was skipped was not taken: it moves with a later deadline.
    story.prioritized("Mon 12:45", "normal");
    assert_eq!(states(&story), [StepState::Waiting, StepState::Waiting]);
    story.tick(at("Mon 14:00"));
    assert_eq!(story.told(), ["step everybody/resolution/1 0 at Mon 14:00"]);
}

#[test]
fn domain_3_6_acts_come_before_the_steps_of_their_own_instant() {
    let mut story = with_steps(&[Percent(75)]);
    story.moved("Mon 16:00", "pending");
    story.moved("Tue 12:00", "open");
    story.tick(at("Tue 12:00"));
    assert_eq!(story.told(), ["step everybody/resolution/1 0 at Tue 12:00"]);
}

#[test]
fn domain_3_6_an_act_first_does_what_was_due_before_it() {
    let mut story = with_steps(&[Percent(75), After(hours(1))]);
    story.moved("Tue 12:00", "solved");
    assert_eq!(
        story.told(),
        [
            "step everybody/resolution/1 0 at Mon 16:00",
            "breached everybody/resolution/1 due Tue 10:00 at Tue 10:00",
            "step everybody/resolution/1 1 at Tue 11:00",
        ]
    );
    assert_eq!(wake_at(story.clock("everybody/resolution/1")), None);
}

#[test]
fn a_stopped_clock_never_fires() {
    let mut story = with_steps(&[Percent(75), After(hours(1))]);
    story.moved("Mon 15:00", "solved");
    story.tick(Timestamp::MAX);
    assert_eq!(story.told(), [""; 0]);
}
