//! Sections 3.1, 3.2, 3.3 and 3.5 of the domain: what starts, pauses, ends and restarts a clock.

use ticketkit::model::{Author, ClockState, MessageKind, Metric, PauseCause};
use ticketkit::sla::{SOLVED_WITHOUT_REPLY, Within};
use ticketkit::{Code, Span};

use crate::story::*;

fn replies(within: Span) -> ticketkit::sla::PolicySpec {
    let targets =
        [Metric::FirstReply, Metric::NextReply].map(|metric| target(metric, Within::Always(within)));
    policy("everybody", targets.to_vec())
}

#[test]
fn domain_3_1_first_reply_runs_from_creation_to_the_first_public_word_of_an_agent() {
    let mut story = Story::under([replies(hours(2))]);
    story.created("Mon 10:00");
    assert_eq!(story.due("everybody/first_reply/1"), "Mon 12:00");
    story.asked("Mon 10:30");
    story.moved("Mon 10:45", "open");
    let agent = || Author::Agent { person: ticketkit::id::PersonId::from_bytes([3; 16]) };
    for (kind, public, author) in [
        (MessageKind::Note, false, agent()),
        (MessageKind::Automated, true, agent()),
        (MessageKind::Reply, false, agent()),
        (MessageKind::Reply, true, Author::Bot { rule: None }),
        (MessageKind::Automated, true, Author::System {}),
    ] {
        story.step(at("Mon 11:00"), Some(&message(kind, public, author, at("Mon 11:00"))), |_| {});
        assert_eq!(story.clock("everybody/first_reply/1").state, ClockState::Running);
    }
    story.replied("Mon 11:30");
    let clock = story.clock("everybody/first_reply/1");
    assert_eq!((clock.state, clock.stopped_at), (ClockState::Fulfilled, Some(at("Mon 11:30"))));
    assert_eq!((clock.used_ms, clock.breached_at), (Some(90 * 60_000), None));
    assert_eq!(story.clocks.len(), 1);
}

#[test]
fn domain_3_1_first_reply_of_a_ticket_by_staff_runs_from_the_first_word_of_the_customer() {
    let mut story = Story::under([replies(hours(2))]);
    story.by_staff = true;
    story.step(at("Mon 10:00"), None, |_| {});
    assert!(story.clocks.is_empty());
    story.asked("Mon 14:00");
    assert_eq!(story.due("everybody/first_reply/1"), "Mon 16:00");
    story.asked("Mon 15:00");
    story.replied("Mon 15:30");
    assert_eq!(story.clock("everybody/first_reply/1").used_ms, Some(hours(1).millis() + 30 * 60_000));
}

#[test]
fn domain_3_1_a_customer_who_answers_staff_waits_for_the_next_reply() {
    let mut story = Story::under([replies(hours(2))]);
    story.by_staff = true;
    story.step(at("Mon 10:00"), Some(&agent_reply(at("Mon 10:00"))), |_| {});
    story.asked("Mon 14:00");
    assert_eq!(story.due("everybody/next_reply/1"), "Mon 16:00");
    assert_eq!(story.clocks.len(), 1);
}

#[test]
fn domain_3_1_next_reply_runs_from_the_oldest_message_without_an_answer() {
    let mut story = Story::under([replies(hours(2))]);
    story.created("Mon 09:00");
    story.replied("Mon 09:30");
    for when in ["Mon 10:00", "Mon 10:20", "Mon 10:40"] {
        story.asked(when);
        assert_eq!(story.due("everybody/next_reply/1"), "Mon 12:00");
    }
    story.replied("Mon 11:30");
    let clock = story.clock("everybody/next_reply/1");
    assert_eq!((clock.state, clock.breached_at), (ClockState::Fulfilled, None));
    assert_eq!(clock.used_ms, Some(90 * 60_000));
    story.asked("Tue 10:00");
    assert_eq!(story.due("everybody/next_reply/2"), "Tue 12:00");
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn domain_3_1_solving_without_a_reply_cancels_the_reply_clocks() {
    let mut story = Story::under([replies(hours(2))]);
    story.created("Mon 10:00");
    story.moved("Mon 11:00", "solved");
    let clock = story.clock("everybody/first_reply/1");
    assert_eq!(
        (clock.state, clock.stop_cause.as_deref()),
        (ClockState::Cancelled, Some(SOLVED_WITHOUT_REPLY))
    );
    story.tick(at("Fri 10:00"));
    assert_eq!(story.told(), [""; 0]);
    // Nobody has answered so far, so what the next message waits for is a first reply again.
    story.step(at("Fri 10:00"), Some(&customer_message(at("Fri 10:00"))), |ticket| {
        ticket.status = name("open");
    });
    assert_eq!(story.due("everybody/first_reply/2"), "Fri 12:00");
    story.replied("Fri 11:00");
    story.asked("Fri 14:00");
    story.moved("Fri 15:00", "closed");
    let clock = story.clock("everybody/next_reply/1");
    assert_eq!((clock.state, clock.used_ms), (ClockState::Cancelled, Some(hours(1).millis())));
}

#[test]
fn domain_3_1_a_reply_that_solves_counts_as_a_reply() {
    let mut story = Story::under([replies(hours(2))]);
    story.created("Mon 10:00");
    story.step(at("Mon 11:00"), Some(&agent_reply(at("Mon 11:00"))), |ticket| ticket.status = name("solved"));
    assert_eq!(story.clock("everybody/first_reply/1").state, ClockState::Fulfilled);
}

#[test]
fn domain_3_1_a_priority_that_is_not_listed_is_promised_nothing() {
    let by_priority = Within::ByPriority([(name("urgent"), hours(4))].into());
    let mut story = Story::under([policy("everybody", vec![target(Metric::Resolution, by_priority)])]);
    story.created("Mon 10:00");
    assert!(story.clocks.is_empty());
    assert_eq!(story.told(), [""; 0]);
    // A promise that is made late counts from where the measurement begins.
    story.prioritized("Mon 11:00", "urgent");
    assert_eq!(story.due("everybody/resolution/1"), "Mon 14:00");
    story.prioritized("Mon 12:00", "low");
    assert_eq!(story.clock("everybody/resolution/1").state, ClockState::Cancelled);
    story.prioritized("Mon 13:00", "urgent");
    assert_eq!(story.due("everybody/resolution/1"), "Mon 14:00");
    assert_eq!(story.clocks.len(), 1);
}

#[test]
fn domain_3_2_a_breached_clock_still_runs_and_may_be_fulfilled_late() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.tick(at("Tue 10:00"));
    assert_eq!(story.told(), [""; 0], "an act at the deadline would still be in time");
    story.tick(at("Tue 10:00").after(Span::from_millis(1)));
    assert_eq!(story.told(), ["breached everybody/resolution/1 due Tue 10:00 at Tue 10:00"]);
    assert_eq!(story.clock("everybody/resolution/1").state, ClockState::Running);
    story.moved("Tue 11:00", "solved");
    let clock = story.clock("everybody/resolution/1");
    assert_eq!((clock.state, clock.overrun()), (ClockState::Fulfilled, Some(hours(1))));
    assert_eq!(clock.breached_at, Some(at("Tue 10:00")));
}

#[test]
fn domain_3_2_an_act_at_exactly_the_deadline_is_in_time_and_a_later_one_comes_after_the_breach() {
    for (late_by, told) in
        [(0, vec![]), (1, vec!["breached everybody/resolution/1 due Tue 10:00 at Tue 10:00"])]
    {
        let mut story = Story::under([resolution(hours(8))]);
        story.created("Mon 10:00");
        let solved_at = at("Tue 10:00").after(Span::from_millis(late_by));
        story.step(solved_at, None, |ticket| ticket.status = name("solved"));
        assert_eq!(story.told(), told);
        assert_eq!(story.clock("everybody/resolution/1").state, ClockState::Fulfilled);
    }
}

#[test]
fn domain_3_3_2_only_open_time_inside_a_pause_is_excluded() {
    for (from, to, used, due) in [
        ("Mon 12:00", "Mon 15:00", 2, "Tue 13:00"),
        ("Mon 16:00", "Tue 11:00", 6, "Tue 13:00"),
        ("Mon 18:00", "Mon 20:00", 7, "Tue 10:00"),
    ] {
        let mut story = Story::under([resolution(hours(8))]);
        story.created("Mon 10:00");
        assert_eq!(story.due("everybody/resolution/1"), "Tue 10:00");
        story.moved(from, "pending");
        let clock = story.clock("everybody/resolution/1");
        assert_eq!((clock.state, clock.due_at), (ClockState::Paused, None));
        assert_eq!(clock.used_ms, Some(hours(used).millis()));
        story.moved(to, "open");
        assert_eq!(story.due("everybody/resolution/1"), due);
        assert_eq!(story.clock("everybody/resolution/1").used_ms, None);
    }
}

#[test]
fn domain_3_3_3_a_paused_clock_cannot_breach() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 16:59", "pending");
    story.tick(at("+Fri 10:00"));
    assert_eq!(story.told(), [""; 0]);
    // It stood still from its very deadline on, so that nothing is left when it goes on.
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Tue 10:00", "pending");
    story.tick(at("Thu 10:00"));
    story.moved("Thu 11:00", "open");
    assert_eq!(story.due("everybody/resolution/1"), "Thu 11:00");
    story.tick(at("Thu 11:01"));
    assert_eq!(story.told(), ["breached everybody/resolution/1 due Thu 11:00 at Thu 11:00"]);
}

#[test]
fn domain_3_3_1_a_status_that_is_marked_otherwise_later_does_not_rewrite_the_past() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 12:00", "pending");
    story.workflow = workflow_of(
        r#"{ "name": "support", "statuses": [
             { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
             { "name": "pending", "category": "pending", "pauses": [] }, { "name": "solved", "category": "solved" }],
             "transitions": [{ "from": "any", "to": "any" }] }"#,
    );
    story.prioritized("Mon 14:00", "high");
    assert_eq!(story.clock("everybody/resolution/1").state, ClockState::Paused);
    story.moved("Mon 15:00", "open");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 13:00");
}

#[test]
fn domain_3_3_5_statuses_that_pause_and_follow_each_other_make_one_pause() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 12:00", "pending");
    story.moved("Mon 13:00", "vendor");
    story.moved("Mon 14:00", "parked");
    story.moved("Mon 15:00", "open");
    let clock = story.clock("everybody/resolution/1");
    assert_eq!(clock.pauses.len(), 1);
    assert_eq!((clock.pauses[0].from, clock.pauses[0].to), (at("Mon 12:00"), Some(at("Mon 15:00"))));
    assert_eq!(clock.pauses[0].cause, PauseCause::Status { status: name("pending") });
    assert_eq!(story.due("everybody/resolution/1"), "Tue 13:00");
}

#[test]
fn domain_3_3_6_a_customer_ends_a_pending_pause_until_the_next_reply_or_pausing_status() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 12:00", "pending");
    story.asked("Mon 13:00");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 11:00");
    story.replied("Mon 14:00");
    assert_eq!(story.clock("everybody/resolution/1").used_ms, Some(hours(3).millis()));
    story.asked("Mon 15:00");
    story.moved("Mon 16:00", "vendor");
    assert_eq!(story.clock("everybody/resolution/1").used_ms, Some(hours(4).millis()));
    story.asked("Mon 16:30");
    assert_eq!(
        story.clock("everybody/resolution/1").state,
        ClockState::Paused,
        "a wait for a vendor goes on"
    );
    story.moved("Tue 10:00", "open");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 14:00");
    assert_eq!(story.clock("everybody/resolution/1").pauses.len(), 3);
}

#[test]
fn domain_3_3_6_a_clock_that_a_message_starts_is_not_paused_by_the_status_that_the_message_ends() {
    let mut story = Story::under([replies(hours(2))]);
    story.created("Mon 10:00");
    story.replied("Mon 11:00");
    story.moved("Mon 11:00", "parked");
    story.asked("Mon 12:00");
    assert_eq!(story.due("everybody/next_reply/1"), "Mon 14:00");
    story.moved("Mon 13:00", "open");
    story.moved("Mon 13:30", "parked");
    assert_eq!(story.clock("everybody/next_reply/1").used_ms, Some(90 * 60_000));
}

#[test]
fn domain_3_5_a_reopened_ticket_goes_on_where_it_was_solved() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 13:00", "solved");
    assert_eq!(story.clock("everybody/resolution/1").state, ClockState::Fulfilled);
    story.moved("Tue 10:00", "open");
    assert_eq!(story.used("everybody/resolution/1", "Tue 10:00"), hours(3));
    assert_eq!(story.due("everybody/resolution/1"), "Tue 15:00");
    assert_eq!(story.clock("everybody/resolution/1").pauses[0].cause, PauseCause::Solved {});
    // Solved and closed is one span; a pause by a status stays apart from it.
    story.moved("Tue 11:00", "solved");
    story.moved("Wed 09:00", "closed");
    story.moved("Wed 10:00", "pending");
    story.moved("Wed 11:00", "open");
    let causes: Vec<&PauseCause> =
        story.clock("everybody/resolution/1").pauses.iter().map(|pause| &pause.cause).collect();
    let pending = PauseCause::Status { status: name("pending") };
    assert_eq!(causes, [&PauseCause::Solved {}, &PauseCause::Solved {}, &pending]);
    assert_eq!(story.due("everybody/resolution/1"), "Wed 15:00");
    assert_eq!(story.clocks.len(), 1);
}

#[test]
fn domain_3_5_a_ticket_that_was_solved_late_stays_broken_when_it_comes_back() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Tue 12:00", "solved");
    story.moved("Wed 10:00", "open");
    story.tick(at("Fri 10:00"));
    assert_eq!(story.told(), ["breached everybody/resolution/1 due Tue 10:00 at Tue 10:00"]);
    assert_eq!(story.due("everybody/resolution/1"), "Tue 10:00");
}

#[test]
fn domain_2_8_a_deadline_beyond_the_horizon_is_refused_and_changes_nothing() {
    let by_priority = Within::ByPriority([(name("normal"), hours(8)), (name("low"), hours(50_000))].into());
    let mut story = Story::under([policy("everybody", vec![target(Metric::Resolution, by_priority)])]);
    story.created("Mon 10:00");
    let refused = story.try_step(at("Mon 11:00"), None, |ticket| ticket.priority = name("low")).unwrap_err();
    assert_eq!((refused.code, refused.path.as_str()), (Code::BeyondHorizon, "/policies/0"));
    assert_eq!(refused.params["policy"], "everybody");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 10:00");
}
