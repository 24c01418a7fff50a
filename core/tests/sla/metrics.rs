//! Sections 2.9, 3.1, 3.3 and 3.4.2 of the domain: the metrics beside replies and resolution, targets in days and dates,
//! pauses by a condition, several lists, and agreements between teams.

use ticketkit::condition::{Condition, Op};
use ticketkit::id::PersonId;
use ticketkit::model::{Author, ClockState, MessageKind, Metric, PauseCause, TicketField};
use ticketkit::sla::{Answering, CalendarSource, DATE_GONE, PolicySpec, TargetSpec, Unit, Within};
use ticketkit::{Name, Span};

use crate::story::*;

fn promises(metric: Metric, within: Span) -> PolicySpec {
    policy("everybody", vec![target(metric, Within::Always(within))])
}

fn state(story: &Story, key: &str) -> ClockState {
    story.clock(key).state
}

#[test]
fn domain_3_1_a_periodic_update_runs_from_one_reply_to_the_next() {
    let mut story = Story::under([promises(Metric::PeriodicUpdate, hours(4))]);
    story.created("Mon 09:00");
    assert!(story.clocks.is_empty(), "nobody has replied so far");
    story.replied("Mon 10:00");
    assert_eq!(story.due("everybody/periodic_update/1"), "Mon 14:00");
    story.moved("Mon 11:00", "pending");
    story.asked("Mon 12:00");
    assert_eq!(story.due("everybody/periodic_update/1"), "Mon 14:00", "it never pauses");
    story.replied("Mon 13:00");
    assert_eq!(state(&story, "everybody/periodic_update/1"), ClockState::Fulfilled);
    assert_eq!(story.clock("everybody/periodic_update/1").used_ms, Some(hours(3).millis()));
    assert_eq!(story.due("everybody/periodic_update/2"), "Mon 17:00");
    story.moved("Mon 15:00", "solved");
    assert_eq!(state(&story, "everybody/periodic_update/2"), ClockState::Fulfilled);
    story.moved("Tue 10:00", "open");
    assert_eq!(story.clocks.len(), 2, "it begins with the next reply");
    story.replied("Tue 11:00");
    assert_eq!(story.due("everybody/periodic_update/3"), "Tue 15:00");
}

#[test]
fn domain_3_1_an_update_may_end_with_the_customers_word_and_begin_with_the_reply_that_opens_the_ticket() {
    let mut update = target(Metric::PeriodicUpdate, Within::Always(hours(4)));
    update.until_requester_writes = true;
    let mut story = Story::under([policy("everybody", vec![update])]);
    story.by_staff = true;
    story.step(at("Mon 10:00"), Some(&agent_reply(at("Mon 10:00"))), |_| {});
    assert_eq!(story.due("everybody/periodic_update/1"), "Mon 14:00");
    story.asked("Mon 11:00");
    assert_eq!(state(&story, "everybody/periodic_update/1"), ClockState::Fulfilled);
    story.asked("Mon 12:00");
    story.replied("Mon 13:00");
    assert_eq!(story.due("everybody/periodic_update/2"), "Mon 17:00");
}

#[test]
fn domain_3_1_a_pausable_update_waits_with_the_customer() {
    let mut story = Story::under([promises(Metric::PausableUpdate, hours(4))]);
    story.created("Mon 09:00");
    story.replied("Mon 10:00");
    story.moved("Mon 11:00", "pending");
    assert_eq!(story.due("everybody/pausable_update/1"), "none");
    story.moved("Mon 15:00", "on_hold");
    assert_eq!(story.due("everybody/pausable_update/1"), "Tue 10:00", "an hour was used, and three are left");
}

#[test]
fn domain_3_1_the_wait_of_the_requester_and_the_work_of_staff_count_different_statuses() {
    let targets = [Metric::RequesterWait, Metric::AgentWork].map(|one| target(one, Within::Always(hours(8))));
    let mut story = Story::under([policy("everybody", targets.to_vec())]);
    story.created("Mon 09:00");
    story.moved("Mon 10:00", "on_hold");
    story.moved("Mon 12:00", "pending");
    story.moved("Mon 15:00", "open");
    story.moved("Mon 16:00", "solved");
    let used = |metric: &str| story.clock(&format!("everybody/{metric}/1")).used_ms.unwrap() / 3_600_000;
    assert_eq!((used("requester_wait"), used("agent_work")), (4, 2));
    let mut back = story.clone();
    back.moved("Tue 10:00", "open");
    assert_eq!(back.due("everybody/requester_wait/1"), "Tue 14:00");
    assert_eq!(back.due("everybody/agent_work/1"), "Tue 16:00");
}

#[test]
fn domain_3_1_the_first_assignment_is_measured_once() {
    let mut story = Story::under([promises(Metric::FirstAssign, hours(2))]);
    let own = |story: &mut Story, when: &str, owner: Option<u8>| {
        let owner = owner.map(|n| PersonId::from_bytes([n; 16]));
        story.step(at(when), None, |ticket| ticket.owner = owner);
    };
    story.created("Mon 10:00");
    story.moved("Mon 10:30", "pending");
    assert_eq!(story.due("everybody/first_assign/1"), "Mon 12:00", "it never pauses");
    own(&mut story, "Mon 11:00", Some(3));
    assert_eq!(story.clock("everybody/first_assign/1").used_ms, Some(hours(1).millis()));
    own(&mut story, "Mon 12:00", None);
    own(&mut story, "Mon 13:00", Some(4));
    story.prioritized("Mon 14:00", "urgent");
    assert_eq!(story.clocks.len(), 1);

    let mut at_once = Story::under([promises(Metric::FirstAssign, hours(2))]);
    at_once.step(at("Mon 10:00"), None, |ticket| {
        ticket.owner = Some(PersonId::from_bytes([3; 16]));
    });
    let clock = at_once.clock("everybody/first_assign/1");
    assert_eq!((clock.state, clock.used_ms), (ClockState::Fulfilled, Some(0)));
}

fn agreement(team: &str, within: Span) -> PolicySpec {
    let mut policy = policy(team, vec![target(Metric::GroupOwnership, Within::Always(within))]);
    policy.team = Some(name(team));
    policy
}

fn handed(story: &mut Story, when: &str, team: Option<&str>) {
    story.step(at(when), None, |ticket| ticket.team = team.map(name));
}

#[test]
fn domain_3_1_each_stay_with_a_team_is_measured_by_the_agreement_of_that_team() {
    let mut story = Story::under([agreement("a", hours(2)), agreement("b", hours(3))]);
    story.created("Mon 09:00");
    assert!(story.clocks.is_empty());
    handed(&mut story, "Mon 10:00", Some("a"));
    assert_eq!(story.due("a/group_ownership/1"), "Mon 12:00");
    handed(&mut story, "Mon 11:00", Some("b"));
    let first = story.clock("a/group_ownership/1");
    assert_eq!((first.state, first.used_ms), (ClockState::Fulfilled, Some(hours(1).millis())));
    assert_eq!(story.due("b/group_ownership/2"), "Mon 14:00");
    story.moved("Mon 12:00", "pending");
    assert_eq!(story.due("b/group_ownership/2"), "none");
    story.moved("Mon 13:00", "solved");
    assert_eq!(story.clock("b/group_ownership/2").used_ms, Some(hours(1).millis()));
    // A ticket that comes back is a new stay.
    story.moved("Tue 10:00", "open");
    assert_eq!(story.due("b/group_ownership/3"), "Tue 13:00");
    handed(&mut story, "Tue 11:00", None);
    assert_eq!(state(&story, "b/group_ownership/3"), ClockState::Fulfilled);
    handed(&mut story, "Tue 12:00", Some("a"));
    assert_eq!(story.due("a/group_ownership/4"), "Tue 14:00");
}

#[test]
fn domain_3_4_2_every_list_has_its_own_say_and_none_hides_the_other() {
    let mut customer = resolution(hours(8));
    customer.name = name("customer");
    let mut supplier = resolution(hours(2));
    (supplier.name, supplier.slot) = (name("supplier"), Some(name("suppliers")));
    let supplier = for_tag("hardware", supplier);
    let mut story = Story::under([customer, supplier, agreement("a", hours(4))]);
    story.created("Mon 10:00");
    assert_eq!(story.clocks.len(), 1);
    story.step(at("Mon 11:00"), None, |ticket| {
        (ticket.tags, ticket.team) = (vec!["hardware".to_owned()], Some(name("a")));
    });
    assert_eq!(story.due("customer/resolution/1"), "Tue 10:00");
    assert_eq!(story.due("supplier/resolution/1"), "Mon 12:00", "as if it had been promised all along");
    assert_eq!(story.due("a/group_ownership/1"), "Mon 15:00");
    story.step(at("Mon 11:30"), None, |ticket| ticket.tags.clear());
    assert_eq!(state(&story, "supplier/resolution/1"), ClockState::Cancelled);
    assert_eq!(story.due("customer/resolution/1"), "Tue 10:00");
    story.moved("Mon 12:00", "solved");
    assert_eq!(state(&story, "customer/resolution/1"), ClockState::Fulfilled);
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn domain_3_1_a_due_date_is_the_deadline_and_moves_with_it() {
    let mut fixed = TargetSpec::new(Metric::FixedDue, Within::Always(hours(1)), Unit::Business);
    fixed.within = None;
    let mut story = Story::under([policy("everybody", vec![fixed])]);
    let due = |story: &mut Story, when: &str, due: Option<&str>| {
        story.step(at(when), None, |ticket| ticket.due_at = due.map(at));
    };
    story.created("Mon 09:00");
    assert!(story.clocks.is_empty());
    due(&mut story, "Mon 10:00", Some("Sat 12:00"));
    assert_eq!(story.due("everybody/fixed_due/1"), "Sat 12:00", "also in closed time");
    story.moved("Mon 11:00", "parked");
    due(&mut story, "Tue 10:00", Some("Wed 18:00"));
    assert_eq!(story.due("everybody/fixed_due/1"), "Wed 18:00", "it never pauses");
    due(&mut story, "Tue 11:00", None);
    let clock = story.clock("everybody/fixed_due/1");
    assert_eq!((clock.state, clock.stop_cause.as_deref()), (ClockState::Cancelled, Some(DATE_GONE)));
    due(&mut story, "Tue 12:00", Some("Wed 09:00"));
    story.tick(at("Thu 09:00"));
    assert_eq!(story.told(), ["breached everybody/fixed_due/1 due Wed 09:00 at Wed 09:00"]);
    story.moved("Thu 10:00", "solved");
    assert_eq!(state(&story, "everybody/fixed_due/1"), ClockState::Fulfilled);
    assert_eq!(story.clocks.len(), 1, "it is one measurement");
}

#[test]
fn domain_2_9_any_promise_may_run_to_a_date_of_the_ticket() {
    let mut until = target(Metric::Resolution, Within::Always(hours(1)));
    (until.within, until.until) = (None, Some(TicketField::PlannedTo));
    let mut story = Story::under([policy("everybody", vec![until])]);
    story.step(at("Mon 10:00"), None, |ticket| ticket.planned_to = Some(at("Wed 12:00")));
    assert_eq!(story.due("everybody/resolution/1"), "Wed 12:00");
}

#[test]
fn domain_2_9_a_promise_to_a_date_begins_and_goes_on_when_the_date_comes() {
    let mut until = target(Metric::Resolution, Within::Always(hours(1)));
    (until.within, until.until) = (None, Some(TicketField::PlannedTo));
    let mut story = Story::under([policy("everybody", vec![until])]);
    let planned = |story: &mut Story, when: &str, date: Option<&str>| {
        story.step(at(when), None, |ticket| ticket.planned_to = date.map(at));
    };
    story.created("Mon 09:00");
    assert!(story.clocks.is_empty(), "there is no date so far");
    planned(&mut story, "Mon 10:00", Some("Wed 12:00"));
    assert_eq!(story.clock("everybody/resolution/1").started_at, at("Mon 09:00"));
    planned(&mut story, "Mon 11:00", None);
    let clock = story.clock("everybody/resolution/1");
    assert_eq!((clock.state, clock.stop_cause.as_deref()), (ClockState::Cancelled, Some(DATE_GONE)));
    planned(&mut story, "Mon 12:00", Some("Thu 12:00"));
    assert_eq!(story.due("everybody/resolution/1"), "Thu 12:00");
    assert_eq!(story.clocks.len(), 1, "it is one measurement, from creation to solution");
}

#[test]
fn domain_2_9_working_days_are_no_business_hours() {
    let days = |days: i64| target(Metric::Resolution, Within::Always(Span::from_days(days)));
    let mut one = days(1);
    one.unit = Unit::WorkingDays;
    let mut story = Story::under([policy("everybody", vec![one.clone()])]);
    story.created("Mon 09:00");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 09:00");
    let mut hours = Story::under([policy("everybody", vec![days(1)])]);
    hours.created("Mon 09:00");
    assert_eq!(hours.due("everybody/resolution/1"), "Wed 17:00", "24 business hours");

    one.day_end = ticketkit::calendar::WorkingDayEnd::LastClose;
    let mut to_the_close = Story::under([policy("everybody", vec![one])]);
    to_the_close.created("Fri 10:00");
    let clock = to_the_close.clock("everybody/resolution/1");
    assert_eq!(
        (to_the_close.due("everybody/resolution/1"), clock.working_days),
        ("+Mon 17:00".to_owned(), Some(1))
    );
}

#[test]
fn domain_2_9_what_a_pause_leaves_of_working_days_is_open_time() {
    let mut two = target(Metric::Resolution, Within::Always(Span::from_days(2)));
    two.unit = Unit::WorkingDays;
    let mut story = Story::under([policy("everybody", vec![two])]);
    story.created("Mon 10:00");
    assert_eq!(story.due("everybody/resolution/1"), "Wed 10:00");
    story.moved("Mon 12:00", "pending");
    story.moved("Tue 12:00", "open");
    assert_eq!(story.due("everybody/resolution/1"), "Thu 10:00", "sixteen hours, of which two were used");
}

/// Waiting for parts: from the tag `parts` to the tag `delivered`, and not while the ticket is on hold.
fn parts(repeats: bool) -> PolicySpec {
    let tagged = |tag: &str| Some(Condition::test("tags", Op::HasAny, [tag]));
    let metric: Name = name("parts_wait");
    let mut parts = target(Metric::from(metric), Within::Always(hours(4)));
    (parts.start_when, parts.stop_when) = (tagged("parts"), tagged("delivered"));
    parts.pause_when = Some(Condition::test("category", Op::Eq, ["on_hold"]));
    parts.repeats = repeats;
    policy("everybody", vec![parts])
}

fn tag(story: &mut Story, when: &str, tags: &[&str]) {
    story.step(at(when), None, |ticket| ticket.tags = tags.iter().map(ToString::to_string).collect());
}

#[test]
fn domain_3_1_a_metric_of_the_desks_own_runs_from_one_condition_to_another() {
    let mut story = Story::under([parts(false)]);
    story.created("Mon 09:00");
    tag(&mut story, "Mon 10:00", &["parts"]);
    assert_eq!(story.due("everybody/parts_wait/1"), "Mon 14:00");
    story.moved("Mon 11:00", "on_hold");
    let clock = story.clock("everybody/parts_wait/1");
    assert_eq!((clock.state, &clock.pauses[0].cause), (ClockState::Paused, &PauseCause::Condition {}));
    story.moved("Mon 13:00", "open");
    assert_eq!(story.due("everybody/parts_wait/1"), "Mon 16:00");
    tag(&mut story, "Mon 15:00", &["parts", "delivered"]);
    assert_eq!(story.clock("everybody/parts_wait/1").used_ms, Some(hours(3).millis()));
    tag(&mut story, "Mon 15:30", &[]);
    tag(&mut story, "Mon 16:00", &["parts"]);
    assert_eq!(story.clocks.len(), 1, "it is measured once");

    let mut again = Story::under([parts(true)]);
    again.created("Mon 09:00");
    tag(&mut again, "Mon 10:00", &["parts"]);
    tag(&mut again, "Mon 11:00", &["delivered"]);
    tag(&mut again, "Mon 12:00", &["parts"]);
    assert_eq!(again.due("everybody/parts_wait/2"), "Mon 16:00");
}

#[test]
fn domain_3_3_a_condition_pauses_beside_the_statuses() {
    let mut policy = resolution(hours(8));
    policy.targets[0].pause_when = Some(Condition::test("tags", Op::HasAny, ["vendor"]));
    let mut story = Story::under([policy]);
    story.created("Mon 10:00");
    tag(&mut story, "Mon 12:00", &["vendor"]);
    assert_eq!(story.due("everybody/resolution/1"), "none");
    story.tick(at("Wed 10:00"));
    // The status takes over, and when the customer ends its pause the condition still holds.
    story.moved("Wed 10:00", "pending");
    story.asked("Wed 11:00");
    assert_eq!(state(&story, "everybody/resolution/1"), ClockState::Paused);
    tag(&mut story, "Wed 12:00", &[]);
    assert_eq!(story.due("everybody/resolution/1"), "Thu 10:00", "two hours were used, six are left");
    let causes: Vec<_> =
        story.clock("everybody/resolution/1").pauses.iter().map(|pause| &pause.cause).collect();
    let pending = PauseCause::Status { status: name("pending") };
    assert_eq!(causes, [&PauseCause::Condition {}, &pending, &PauseCause::Condition {}]);
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn domain_3_1_what_counts_as_an_answer_is_an_option() {
    let agent = || Author::Agent { person: PersonId::from_bytes([3; 16]) };
    for (kind, public, author, option) in [
        (MessageKind::Automated, true, Author::System {}, Answering::Automated),
        (MessageKind::Reply, true, Author::Bot { rule: None }, Answering::Bot),
        (MessageKind::Note, false, agent(), Answering::Note),
    ] {
        for counts in [false, true] {
            let mut reply = target(Metric::FirstReply, Within::Always(hours(2)));
            reply.also_answers = if counts { vec![option] } else { Vec::new() };
            let mut story = Story::under([policy("everybody", vec![reply])]);
            story.created("Mon 10:00");
            let message = message(kind, public, author.clone(), at("Mon 11:00"));
            story.step(at("Mon 11:00"), Some(&message), |_| {});
            let expected = if counts { ClockState::Fulfilled } else { ClockState::Running };
            assert_eq!(state(&story, "everybody/first_reply/1"), expected, "{option:?}");
        }
    }
    let mut reply = target(Metric::FirstReply, Within::Always(hours(2)));
    reply.also_answers = vec![Answering::StatusChange];
    let mut story = Story::under([policy("everybody", vec![reply])]);
    story.created("Mon 10:00");
    story.moved("Mon 11:00", "open");
    assert_eq!(state(&story, "everybody/first_reply/1"), ClockState::Fulfilled);
}

#[test]
fn domain_3_1_what_counts_as_an_answer_leaves_nothing_unanswered_behind() {
    let replies = [Metric::FirstReply, Metric::NextReply].map(|metric| {
        let mut reply = target(metric, Within::Always(hours(2)));
        reply.also_answers = vec![Answering::Note];
        reply
    });
    let mut story = Story::under([policy("everybody", replies.to_vec())]);
    let noted = |story: &mut Story, when: &str| {
        let author = Author::Agent { person: PersonId::from_bytes([1; 16]) };
        story.step(at(when), Some(&message(MessageKind::Note, false, author, at(when))), |_| {});
    };
    story.created("Mon 10:00");
    noted(&mut story, "Mon 11:00");
    story.asked("Mon 12:00");
    assert_eq!(story.due("everybody/next_reply/1"), "Mon 14:00");
    noted(&mut story, "Mon 13:00");
    story.asked("Mon 15:00");
    assert_eq!(story.due("everybody/next_reply/2"), "Mon 17:00");
    let first = story.clocks.iter().filter(|clock| clock.key.metric == Metric::FirstReply);
    assert_eq!(first.count(), 1, "a first reply is given once");
}

#[test]
fn domain_3_1_a_first_reply_may_be_owed_from_the_creation_by_staff() {
    let mut reply = target(Metric::FirstReply, Within::Always(hours(2)));
    reply.from_creation = true;
    let mut story = Story::under([policy("everybody", vec![reply])]);
    story.by_staff = true;
    story.step(at("Mon 10:00"), None, |_| {});
    assert_eq!(story.due("everybody/first_reply/1"), "Mon 12:00");
}

#[test]
fn the_calendar_may_come_from_the_team_the_organization_or_a_field() {
    let mut policy = resolution(hours(8));
    policy.calendar_from = vec![CalendarSource::Field("site".to_owned()), CalendarSource::Team];
    let mut story = Story::under([policy]);
    story.created("Mon 16:00");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 16:00");
    story.team_calendar = Some(name("always"));
    handed(&mut story, "Mon 16:30", Some("night"));
    assert_eq!(story.due("everybody/resolution/1"), "Tue 00:00", "the team never sleeps");
    let site = |story: &mut Story, when: &str, site: &str| {
        story.step(at(when), None, |ticket| ticket.fields.set(name("site"), Some(site.into())));
    };
    site(&mut story, "Mon 16:45", "office");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 16:00");
    site(&mut story, "Mon 16:50", "nowhere");
    assert_eq!(story.due("everybody/resolution/1"), "Tue 00:00", "what is not there is passed over");
}
