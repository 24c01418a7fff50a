//! Sections 3.4, 3.5 and 3.6 of the domain: the choices of what becomes of a clock when its promise changes and when its
//! ticket comes back, is merged away or is restored, and what a new version of the policies does to open clocks.

use ticketkit::Timestamp;
use ticketkit::model::{ClockState, Metric, StepState};
use ticketkit::sla::MomentSpec::{After, Before, Percent};
use ticketkit::sla::{OnChange, OnReopen, PolicySpec, Unit, Within, rebind, restore, withdraw};

use crate::story::*;

const RESOLUTION: &str = "everybody/resolution/1";

/// Sixteen hours for most, four for what is urgent.
fn by_priority(on_change: OnChange) -> PolicySpec {
    let within = Within::ByPriority([(name("normal"), hours(16)), (name("urgent"), hours(4))].into());
    let mut policy = policy("everybody", vec![target(Metric::Resolution, within)]);
    policy.targets[0].on_change = on_change;
    policy
}

#[test]
fn domain_3_4_4_the_three_modes_of_a_change_of_priority() {
    for (mode, due, told) in [
        (
            OnChange::Recompute,
            "Mon 13:00",
            &["breached everybody/resolution/1 due Mon 13:00 at Mon 14:00"][..],
        ),
        (OnChange::FromChange, "Tue 10:00", &[]),
        (OnChange::Keep, "Tue 17:00", &[]),
    ] {
        let mut story = Story::under([by_priority(mode)]);
        story.created("Mon 09:00");
        assert_eq!(story.due(RESOLUTION), "Tue 17:00");
        story.prioritized("Mon 14:00", "urgent");
        assert_eq!(story.due(RESOLUTION), due, "{mode:?}");
        assert_eq!(story.told(), told, "{mode:?}");
        let cause = story.clock(RESOLUTION).breach_cause.clone();
        assert_eq!(cause.as_deref(), (mode == OnChange::Recompute).then_some("policy_change"));
        assert_eq!(story.clock(RESOLUTION).started_at, at("Mon 09:00"));
        // What happens afterwards moves nothing by itself.
        story.asked("Mon 14:30");
        assert_eq!(story.due(RESOLUTION), due, "{mode:?}");
    }
}

#[test]
fn domain_3_4_4_the_modes_hold_for_another_policy_too() {
    for (mode, key, due) in [
        (OnChange::Recompute, "gold/resolution/1", "Mon 13:00"),
        (OnChange::FromChange, "gold/resolution/1", "Tue 10:00"),
        (OnChange::Keep, "everybody/resolution/1", "Tue 17:00"),
    ] {
        let mut gold = resolution(hours(4));
        (gold.name, gold.targets[0].on_change) = (name("gold"), mode);
        let mut story = Story::under([for_tag("gold", gold), resolution(hours(16))]);
        story.created("Mon 09:00");
        story.step(at("Mon 14:00"), None, |ticket| ticket.tags = vec!["gold".to_owned()]);
        assert_eq!(story.due(key), due, "{mode:?}");
        let open = story.clocks.iter().filter(|clock| clock.state.is_open()).count();
        assert_eq!(open, 1, "{mode:?}");
        story.prioritized("Mon 15:00", "urgent");
        assert_eq!(story.due(key), due, "{mode:?}");
    }
}

#[test]
fn domain_3_4_4_a_count_that_begins_anew_forgets_the_pauses_before_it() {
    let mut story = Story::under([by_priority(OnChange::FromChange)]);
    story.created("Mon 09:00");
    story.moved("Mon 10:00", "pending");
    story.prioritized("Mon 14:00", "urgent");
    assert_eq!(story.due(RESOLUTION), "none");
    story.moved("Mon 15:00", "open");
    assert_eq!(story.due(RESOLUTION), "Tue 11:00");
    assert_eq!(story.used(RESOLUTION, "Mon 17:00"), hours(2));
    story.moved("Tue 10:00", "solved");
    assert_eq!(story.clock(RESOLUTION).used_ms, Some(hours(3).millis()));
}

#[test]
fn domain_3_5_the_three_modes_of_a_reopened_ticket() {
    for (mode, key, due) in [
        (OnReopen::Resume, RESOLUTION, Some("Tue 15:00")),
        (OnReopen::NewCycle, "everybody/resolution/2", Some("Wed 10:00")),
        (OnReopen::Ignore, RESOLUTION, None),
    ] {
        let mut policy = resolution(hours(8));
        policy.targets[0].on_reopen = mode;
        let mut story = Story::under([policy]);
        story.created("Mon 10:00");
        story.moved("Mon 13:00", "solved");
        story.moved("Tue 10:00", "open");
        let due_of = |story: &Story| {
            let open = story.clocks.iter().find(|clock| clock.state.is_open());
            open.map(|clock| (clock.key.to_string(), clock.due_at.map(clock_text)))
        };
        let due = due.map(|due| (key.to_owned(), Some(due.to_owned())));
        assert_eq!(due_of(&story), due, "{mode:?}");
        let first = story.clock(RESOLUTION);
        let stays = mode != OnReopen::Resume;
        assert_eq!(first.state == ClockState::Fulfilled, stays, "{mode:?}");
        assert_eq!(first.stopped_at, stays.then(|| at("Mon 13:00")), "{mode:?}");
        story.prioritized("Tue 11:00", "urgent");
        assert_eq!(due_of(&story), due, "{mode:?}");
        story.moved("Tue 12:00", "solved");
        let cycles = if mode == OnReopen::NewCycle { 2 } else { 1 };
        assert_eq!(story.clocks.len(), cycles, "{mode:?}");
    }
}

#[test]
fn domain_3_1_a_merged_ticket_ends_its_clocks_and_an_unmerged_one_goes_on_as_if_nothing_had_happened() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 11:00", "pending");
    let before = story.clocks.clone();
    let merged = |story: &mut Story, when: &str| {
        let mut clocks = story.clocks.clone();
        let news = story.with_terms(|terms| withdraw(terms, &mut clocks, at(when), "merged"));
        (story.clocks, story.news) = (clocks, news);
    };
    merged(&mut story, "Mon 12:00");
    let clock = story.clock(RESOLUTION);
    assert_eq!((clock.state, clock.stop_cause.as_deref()), (ClockState::Cancelled, Some("merged")));
    story.tick(at("Fri 10:00"));
    let restored = |story: &mut Story, when: &str, cause: &str| {
        let mut clocks = story.clocks.clone();
        let news = story.with_terms(|terms| restore(terms, &mut clocks, at(when), cause)).unwrap();
        (story.clocks, story.news) = (clocks, news);
    };
    let gone = story.clocks.clone();
    restored(&mut story, "Mon 15:00", "trash");
    assert_eq!(story.clocks, gone, "another cause is another matter");
    restored(&mut story, "Mon 15:00", "merged");
    assert_eq!(story.clocks, before);

    // A breach that fell in between is recorded at the return.
    let mut late = Story::under([resolution(hours(8))]);
    late.created("Mon 10:00");
    merged(&mut late, "Mon 12:00");
    restored(&mut late, "Wed 10:00", "merged");
    assert_eq!(late.told(), ["breached everybody/resolution/1 due Tue 10:00 at Wed 10:00"]);

    // And one that was due before the merge is not lost by it.
    let mut broken = Story::under([resolution(hours(8))]);
    broken.created("Mon 10:00");
    merged(&mut broken, "Wed 10:00");
    assert_eq!(broken.told(), ["breached everybody/resolution/1 due Tue 10:00 at Tue 10:00"]);
}

fn rebound(story: &mut Story, when: &str) {
    let (mut clocks, ticket) = (story.clocks.clone(), story.ticket.clone());
    let news = story.with_terms(|terms| {
        let moment = ticketkit::sla::Moment {
            at: at(when),
            before: Some(&ticket),
            after: &ticket,
            message: None,
            opened_by_staff: false,
            by_agent: false,
            calendars: ticketkit::sla::TicketCalendars::default(),
        };
        rebind(terms, &mut clocks, &moment).unwrap()
    });
    story.clocks = clocks;
    story.news.extend(news);
}

#[test]
fn domain_3_4_6_open_clocks_follow_a_new_version_only_when_they_are_rebound() {
    let mut story = Story::under([resolution(hours(16))]);
    story.created("Mon 09:00");
    let earlier = std::mem::replace(&mut story.policies, vec![resolution(hours(4))]);
    (story.earlier, story.version) = (vec![(1, earlier)], 2);
    story.prioritized("Mon 14:00", "urgent");
    assert_eq!(story.due(RESOLUTION), "Tue 17:00");
    rebound(&mut story, "Mon 15:00");
    assert_eq!((story.due(RESOLUTION).as_str(), story.clock(RESOLUTION).config_version), ("Mon 13:00", 2));
    assert_eq!(story.told(), ["breached everybody/resolution/1 due Mon 13:00 at Mon 15:00"]);
    let before = story.clocks.clone();
    rebound(&mut story, "Mon 16:00");
    assert_eq!(story.clocks, before, "once is enough");

    // A version that promises nothing of the kind, and one that promises more.
    let mut reply = resolution(hours(4));
    reply.targets = vec![target(Metric::FirstReply, Within::Always(hours(2)))];
    let earlier = std::mem::replace(&mut story.policies, vec![reply]);
    story.earlier.push((2, earlier));
    story.version = 3;
    rebound(&mut story, "Mon 16:30");
    assert_eq!(story.clock(RESOLUTION).state, ClockState::Cancelled);
    assert_eq!(story.clock("everybody/first_reply/1").started_at, at("Mon 09:00"));
}

#[test]
fn domain_3_6_a_distance_from_the_deadline_may_be_counted_in_real_time() {
    let mut policy = resolution(hours(8));
    policy.steps = [Before(hours(2)), After(hours(2))].map(|at| step(Metric::Resolution, at)).to_vec();
    for step in &mut policy.steps {
        step.unit = Some(Unit::Real);
    }
    let mut story = Story::under([policy]);
    story.created("Mon 16:00");
    let moments = |story: &Story| -> Vec<Option<Timestamp>> {
        story.clock(RESOLUTION).steps.iter().map(|step| step.at).collect()
    };
    assert_eq!(story.due(RESOLUTION), "Tue 16:00");
    assert_eq!(moments(&story), [Some(at("Tue 14:00")), Some(at("Tue 18:00"))]);
}

#[test]
fn domain_3_6_a_step_is_taken_again_only_when_it_says_so() {
    for rearm in [false, true] {
        let mut policy = resolution(hours(8));
        policy.steps = vec![step(Metric::Resolution, Percent(50))];
        policy.steps[0].rearm = rearm;
        let mut story = Story::under([policy]);
        story.created("Mon 10:00");
        story.moved("Mon 13:00", "pending");
        story.moved("Mon 15:00", "open");
        story.tick(at("Mon 16:00"));
        let taken = |story: &Story| story.told().iter().filter(|told| told.starts_with("step")).count();
        assert_eq!(taken(&story), 1);
        // Solved and back: the half of the target was reached before.
        story.moved("Mon 16:30", "solved");
        story.moved("Tue 10:00", "open");
        assert_eq!(story.clock(RESOLUTION).steps[0].state, StepState::Fired);

        // The deadline moves behind its moment only by a larger promise.
        let mut larger = resolution(hours(16));
        larger.steps = vec![step(Metric::Resolution, Percent(50))];
        larger.steps[0].rearm = rearm;
        let earlier = std::mem::replace(&mut story.policies, vec![larger]);
        (story.earlier, story.version) = (vec![(1, earlier)], 2);
        rebound(&mut story, "Tue 10:00");
        let expected = if rearm { StepState::Waiting } else { StepState::Fired };
        assert_eq!(story.clock(RESOLUTION).steps[0].state, expected);
        story.tick(at("Wed 17:00"));
        assert_eq!(taken(&story), if rearm { 2 } else { 1 }, "{:?}", story.told());
    }
}
