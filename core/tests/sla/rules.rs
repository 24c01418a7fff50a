//! The numbered rules of section 3 of the domain that no worked example shows, each by its number.

use ticketkit::Span;
use ticketkit::model::{ClockState, Metric, PauseCause};
use ticketkit::sla::{WhenSolved, Within};

use crate::story::*;

const RESOLUTION: &str = "everybody/resolution/1";

#[test]
fn domain_3_1_resolution_ends_with_solved_or_closed_and_pauses_in_pending_and_not_on_hold() {
    for done in ["solved", "closed"] {
        let mut story = Story::under([resolution(hours(8))]);
        story.created("Mon 09:00");
        story.moved("Mon 10:00", "on_hold");
        assert_eq!(story.due(RESOLUTION), "Mon 17:00");
        story.moved("Mon 12:00", "pending");
        assert_eq!((story.due(RESOLUTION).as_str(), story.used(RESOLUTION, "Mon 13:00")), ("none", hours(3)));
        story.moved("Mon 14:00", "open");
        story.moved("Mon 15:00", done);
        let clock = story.clock(RESOLUTION);
        assert_eq!((clock.state, clock.used_ms), (ClockState::Fulfilled, Some(hours(4).millis())), "{done}");
        assert_eq!(clock.stopped_at, Some(at("Mon 15:00")));
    }
}

#[test]
fn domain_3_1_solving_without_a_reply_may_fulfil_or_pause_the_reply() {
    for (mode, state) in
        [(WhenSolved::Fulfil, ClockState::Fulfilled), (WhenSolved::Pause, ClockState::Paused)]
    {
        let mut reply = target(Metric::FirstReply, Within::Always(hours(2)));
        reply.when_solved = mode;
        let mut story = Story::under([policy("everybody", vec![reply])]);
        story.created("Mon 10:00");
        story.moved("Mon 11:00", "solved");
        let clock = story.clock("everybody/first_reply/1");
        assert_eq!((clock.state, clock.used_ms), (state, Some(hours(1).millis())), "{mode:?}");
        story.tick(at("Wed 10:00"));
        assert_eq!(story.told(), [""; 0], "{mode:?}");
        // What was paused is owed again when the ticket comes back.
        story.moved("Wed 10:00", "open");
        let due = if mode == WhenSolved::Pause { "Wed 11:00" } else { "Mon 12:00" };
        assert_eq!(story.due("everybody/first_reply/1"), due, "{mode:?}");
        assert_eq!(story.clocks.len(), 1, "{mode:?}");
    }
}

#[test]
fn domain_3_1_a_next_reply_may_be_owed_from_the_very_first_message() {
    let mut next = target(Metric::NextReply, Within::Always(hours(2)));
    next.from_first_message = true;
    let mut story = Story::under([policy("everybody", vec![next])]);
    story.created("Mon 10:00");
    assert_eq!(story.due("everybody/next_reply/1"), "Mon 12:00");
    story.replied("Mon 11:00");
    story.asked("Mon 13:00");
    assert_eq!(story.due("everybody/next_reply/2"), "Mon 15:00");
}

#[test]
fn domain_3_2_a_cycle_keeps_its_version_start_pauses_stop_target_deadline_used_time_breach_and_overrun() {
    let mut story = Story::under([resolution(hours(8))]);
    story.version = 7;
    story.created("Mon 10:00");
    story.moved("Mon 12:00", "pending");
    story.moved("Mon 15:00", "open");
    story.moved("Tue 15:00", "solved");
    let clock = story.clock(RESOLUTION);
    assert_eq!((clock.config_version, clock.target_ms), (7, hours(8).millis()));
    assert_eq!((clock.started_at, clock.stopped_at), (at("Mon 10:00"), Some(at("Tue 15:00"))));
    let pause = &clock.pauses[0];
    assert_eq!((pause.from, pause.to), (at("Mon 12:00"), Some(at("Mon 15:00"))));
    assert_eq!(pause.cause, PauseCause::Status { status: name("pending") });
    assert_eq!((clock.due_at, clock.breached_at), (Some(at("Tue 13:00")), Some(at("Tue 13:00"))));
    assert_eq!((clock.used_ms, clock.overrun()), (Some(hours(10).millis()), Some(hours(2))));
    let first = clock.clone();
    // What another cycle brings leaves this one as it was.
    let mut again = resolution(hours(8));
    again.targets[0].on_reopen = ticketkit::sla::OnReopen::NewCycle;
    story.policies = vec![again];
    story.moved("Wed 10:00", "open");
    story.tick(at("+Mon 10:00"));
    story.moved("+Mon 10:00", "solved");
    assert_eq!(story.clock("everybody/resolution/2").breached_at, Some(at("Thu 10:00")));
    assert_eq!(*story.clock(RESOLUTION), first);
}

#[test]
fn domain_3_3_4_the_deadline_is_what_is_left_from_the_instant_of_going_on() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    for (pause, goes_on) in
        [("Mon 11:00", "Mon 16:00"), ("Tue 09:30", "Wed 12:00"), ("Wed 18:00", "Thu 08:00")]
    {
        story.moved(pause, "pending");
        assert_eq!(story.due(RESOLUTION), "none");
        let left = hours(8).minus(story.used(RESOLUTION, pause));
        story.moved(goes_on, "open");
        let due = office().deadline(at(goes_on), left).unwrap();
        assert_eq!(story.clock(RESOLUTION).due_at, Some(due), "after {goes_on}");
    }
    // An hour, an hour and a half and five hours were used.
    assert_eq!(story.due(RESOLUTION), "Thu 09:30");
}

#[test]
fn domain_3_4_6_a_finished_cycle_never_changes() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 12:00", "solved");
    let finished = story.clocks.clone();
    let earlier = std::mem::replace(&mut story.policies, vec![resolution(hours(1))]);
    (story.earlier, story.version) = (vec![(1, earlier)], 2);
    story.prioritized("Mon 14:00", "urgent");
    story.asked("Mon 15:00");
    story.tick(at("Fri 10:00"));
    assert_eq!(story.clocks, finished);
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn domain_3_5_replies_and_ownership_always_begin_another_cycle() {
    let metrics = [Metric::FirstReply, Metric::NextReply, Metric::GroupOwnership];
    let targets = metrics.map(|metric| target(metric, Within::Always(hours(2))));
    let mut story = Story::under([policy("everybody", targets.to_vec())]);
    story.step(at("Mon 10:00"), Some(&customer_message(at("Mon 10:00"))), |ticket| {
        ticket.team = Some(name("a"));
    });
    story.replied("Mon 10:30");
    story.asked("Mon 11:00");
    story.moved("Mon 11:30", "solved");
    story.step(at("Tue 10:00"), Some(&customer_message(at("Tue 10:00"))), |ticket| {
        ticket.status = name("open");
    });
    for key in ["everybody/next_reply/2", "everybody/group_ownership/2"] {
        assert_eq!((story.clock(key).started_at, story.due(key)), (at("Tue 10:00"), "Tue 12:00".to_owned()));
    }
    let open = story.clocks.iter().filter(|clock| clock.state.is_open());
    assert_eq!(open.count(), 2, "the first reply was given");
}

#[test]
fn domain_3_6_a_late_look_tells_the_same_as_punctual_ones_each_with_its_own_instant() {
    let mut policy = resolution(hours(8));
    policy.steps = [ticketkit::sla::MomentSpec::Percent(75), ticketkit::sla::MomentSpec::After(hours(1))]
        .map(|at| step(Metric::Resolution, at))
        .to_vec();
    let mut punctual = Story::under([policy]);
    punctual.created("Mon 10:00");
    let mut late = punctual.clone();
    for hour in 0..72 {
        punctual.tick(at("Mon 10:00").after(Span::from_hours(hour)));
    }
    late.tick(at("Thu 09:00"));
    assert_eq!(late.clocks, punctual.clocks);
    assert_eq!(late.told(), punctual.told());
    assert_eq!(
        late.told(),
        [
            "step everybody/resolution/1 0 at Mon 16:00",
            "breached everybody/resolution/1 due Tue 10:00 at Tue 10:00",
            "step everybody/resolution/1 1 at Tue 11:00",
        ]
    );
}
