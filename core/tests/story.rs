//! One day at a desk, end to end, on the memory storage: what a host sees.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]

use ticketkit::command::{Command, Context, Edits, Query};
use ticketkit::model::{Actor, Category, EventKind, Metric, TicketRef};
use ticketkit::{Code, Span};

use crate::stage::{Stage, at, change, create, default_with, feed, person, problems, reply, status};

mod stage;

/// The default desk, with Ada, an agent of its team.
fn day() -> Stage {
    let day = Stage::in_memory(&default_with(|_| ()));
    day.hire(&["ada"]);
    day
}

/// A ticket of high priority for Ines, whose address is written carelessly.
fn opened(day: &Stage) -> TicketRef {
    let mut command = create("The printer is on fire", "ines", Edits::none().with("priority", "high"));
    if let Command::CreateTicket { requester: Some(ines), .. } = &mut command {
        ines.address = Some(" Ines@Example.COM ".to_owned());
    }
    TicketRef::Number(day.host(&command).number.unwrap())
}

#[test]
fn a_ticket_comes_in_with_its_requester_its_team_and_its_promises() {
    let day = day();
    let ticket = opened(&day);
    let opened = day.ticket(&ticket);
    assert_eq!(opened.status, "new");
    assert_eq!(opened.team.as_deref(), Some("support"));
    let ines = day.person("ines");
    assert_eq!((ines.addresses, &*ines.name), (vec!["ines@example.com".to_owned()], "ines"));
    assert_eq!(day.clock(&ticket, &Metric::FirstReply).due_at, Some(at("2026-06-01T13:00:00Z")));
    assert_eq!(day.clock(&ticket, &Metric::Resolution).due_at, Some(at("2026-06-01T17:00:00Z")));
    assert_eq!(
        day.engine.next_due().unwrap(),
        Some(at("2026-06-01T12:00:00Z")),
        "the warning at three quarters"
    );
}

#[test]
fn a_reply_fulfils_the_promise_and_moves_the_ticket_to_answered() {
    let day = day();
    let ticket = opened(&day);
    day.now("2026-06-01T10:30:00Z").ada(&reply(&ticket, "We come."));
    let answered = day.ticket(&ticket);
    assert_eq!((answered.status.as_str(), answered.category), ("answered", Category::Pending));
    assert_eq!(answered.replies, 1);
    let first = day.clock(&ticket, &Metric::FirstReply);
    assert_eq!((first.used_ms, first.breached_at), (Some(5_400_000), None));
    assert_eq!(day.clock(&ticket, &Metric::Resolution).due_at, None, "pending pauses the resolution");
    day.now("2026-06-01T12:30:00Z").ines(&reply(&ticket, "Thank you, it still burns."));
    assert_eq!(day.ticket(&ticket).status, "open");
    assert_eq!(day.clock(&ticket, &Metric::Resolution).due_at, Some(at("2026-06-02T11:00:00Z")));
}

#[test]
fn a_breach_is_stamped_with_its_deadline_however_late_the_tick() {
    let day = day();
    let ticket = opened(&day);
    let report = day.engine.tick(at("2026-06-01T16:40:00Z"), 1_000).unwrap();
    assert!(report.fired > 0);
    let first = day.clock(&ticket, &Metric::FirstReply);
    assert_eq!(first.breached_at, Some(at("2026-06-01T13:00:00Z")));
    assert_eq!(
        day.kinds(&ticket),
        ["ticket_created", "step_taken", "clock_breached", "step_taken"],
        "two warnings and a breach"
    );
}

#[test]
fn a_refusal_lists_every_failed_check_and_changes_nothing() {
    let day = day();
    let ticket = opened(&day);
    let before = day.ticket(&ticket);
    let set = Edits::none().with("priority", "hgh").with("colour", "red").with("status", "opne");
    let error = day.staff("ada", &change(&ticket, set)).unwrap_err();
    assert_eq!(
        problems(&error),
        [
            (Code::UnknownField, "/set/colour"),
            (Code::UnknownName, "/set/priority"),
            (Code::UnknownStatus, "/set/status"),
        ]
    );
    assert_eq!(day.ticket(&ticket), before);
}

#[test]
fn staff_open_a_ticket_in_a_status_that_tickets_begin_in_and_in_no_other() {
    let day = day();
    let open_in = |status: &str| {
        let set = Edits::none().with("status", status);
        day.staff("ada", &create("She called, and it works again", "ines", set))
    };
    let refused = open_in("closed").unwrap_err();
    assert_eq!(problems(&refused), [(Code::NoTransition, "/set/status")]);
    assert_eq!(open_in("opne").unwrap_err().code(), Code::UnknownStatus);

    let ticket = TicketRef::Number(open_in("resolved").unwrap().number.unwrap());
    let opened = day.ticket(&ticket);
    assert_eq!((&*opened.status, opened.category, opened.reopens), ("resolved", Category::Solved, 0));
    assert_eq!(opened.solved_at, Some(at("2026-06-01T09:00:00Z")));
    assert_eq!(
        day.engine.next_due().unwrap(),
        Some(at("2026-06-05T09:00:00Z")),
        "nothing is promised any more: it closes by itself four days later"
    );
}

#[test]
fn priority_follows_impact_and_urgency_unless_it_is_given_by_hand() {
    let day = day();
    let ticket = opened(&day);
    assert_eq!(day.ticket(&ticket).priority, "high", "nobody has said how many are hit");
    let priority_after = |set: Edits| {
        day.ada(&change(&ticket, set));
        day.ticket(&ticket).priority
    };
    assert_eq!(priority_after(Edits::none().with("impact", "low")), "high", "half of a pair decides nothing");
    assert_eq!(priority_after(Edits::none().with("urgency", "medium")), "low");
    assert_eq!(priority_after(Edits::none().with("impact", "high")), "high");
    assert_eq!(priority_after(Edits::none().with("urgency", "high").with("priority", "normal")), "normal");
    assert_eq!(priority_after(Edits::none().with("subject", "Smoke in hall 7")), "normal", "it stays so");
    assert_eq!(
        priority_after(Edits::none().with("impact", "medium")),
        "high",
        "until the pair changes again"
    );
}

#[test]
fn a_hidden_ticket_looks_exactly_like_a_missing_one() {
    let day = day();
    let ticket = opened(&day);
    day.host(&person("bob"));
    let bob = Actor::requester("bob");
    let hidden = day.desk.ask(&Query::Ticket { ticket: ticket.clone() }, &bob).unwrap_err();
    let missing = day.desk.ask(&Query::Ticket { ticket: "99999".into() }, &bob).unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    assert_eq!(hidden.to_string().replace(&ticket.to_string(), "99999"), missing.to_string());
}

#[test]
fn solved_reopened_and_closed() {
    let day = day();
    let ticket = opened(&day);
    day.now("2026-06-01T12:00:00Z").ada(&status(&ticket, "resolved"));
    day.now("2026-06-02T09:00:00Z").ines(&reply(&ticket, "Not yet."));
    let reopened = day.ticket(&ticket);
    assert_eq!((reopened.status.as_str(), reopened.reopens), ("open", 1));
    let resolution = day.clock(&ticket, &Metric::Resolution);
    assert_eq!(resolution.due_at, Some(at("2026-06-02T14:00:00Z")), "3 h used before, 5 h left");
    day.now("2026-06-02T10:00:00Z").ada(&status(&ticket, "resolved"));
    day.engine.tick(at("2026-06-10T00:00:00Z"), 1_000).unwrap();
    let closed = day.ticket(&ticket);
    assert_eq!((closed.status.as_str(), closed.closed_at), ("closed", Some(at("2026-06-06T10:00:00Z"))));
    day.now("2026-06-12T10:00:00Z").ines(&reply(&ticket, "Burns again."));
    assert_eq!(day.ticket(&ticket).status, "open", "inside the reopen window");
}

#[test]
fn a_late_reply_becomes_a_linked_ticket() {
    let day = day();
    let ticket = opened(&day);
    day.ada(&status(&ticket, "resolved"));
    day.engine.tick(at("2026-06-10T00:00:00Z"), 1_000).unwrap();
    let late = day.now("2026-07-10T10:00:00Z").ines(&reply(&ticket, "It burns again."));
    assert_eq!(late.notices.first().map(|notice| notice.code.to_string()).as_deref(), Some("follow_up"));
    let follow_up = day.ticket(&TicketRef::Id(late.ticket.unwrap()));
    assert_eq!(follow_up.follow_up_of, Some(day.ticket(&ticket).id));
    assert_eq!(day.ticket(&ticket).status, "closed");
}

#[test]
fn a_snoozed_ticket_wakes_by_itself_in_the_status_it_had() {
    let day = day();
    let ticket = opened(&day);
    day.ada(&status(&ticket, "open"));
    let until = at("2026-06-03T08:00:00Z");
    day.ada(&Command::SnoozeTicket { ticket: ticket.clone(), until });
    assert_eq!(day.ticket(&ticket).status, "postponed");
    day.engine.tick(until.after(Span::from_days(2)), 1_000).unwrap();
    let awake = day.ticket(&ticket);
    assert_eq!((awake.status.as_str(), awake.status_since, awake.snoozed_until), ("open", until, None));
}

#[test]
fn the_same_command_twice_is_carried_out_once() {
    let day = day();
    let ticket = opened(&day);
    let context =
        Context::of(Actor::agent("ada")).with_id("0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d".parse().unwrap());
    let first = day.desk.execute(&reply(&ticket, "Once."), &context).unwrap();
    let again = day.desk.execute(&reply(&ticket, "Once."), &context).unwrap();
    assert_eq!(first, again);
    assert_eq!(day.ticket(&ticket).replies, 1);
    let other = day.desk.execute(&reply(&ticket, "Twice."), &context).unwrap_err();
    assert_eq!(other.code(), Code::KeyReused);
}

#[test]
fn a_replay_gives_the_same_tickets_and_events() {
    let day = day();
    let ticket = opened(&day);
    day.now("2026-06-01T10:30:00Z").ada(&reply(&ticket, "We come."));
    day.engine.tick(at("2026-06-01T16:40:00Z"), 1_000).unwrap();
    day.now("2026-06-01T17:00:00Z").ines(&reply(&ticket, "Thanks."));
    let copy = day.engine.create_desk("copy", ticketkit::config::Document::DEFAULT).unwrap();
    let report = day.desk.replay_into(&copy, &mut |_| true).unwrap();
    assert_eq!(report.different, []);
    assert_eq!(feed(&day.desk), feed(&copy));
    assert!(feed(&copy).iter().any(|event| matches!(event.kind, EventKind::MessageAdded { .. })));
}

/// The same commands at the same instants give the same events, and every one is stamped by the clock of the host.
#[test]
fn domain_2_1_no_decision_reads_another_clock_than_that_of_the_host() {
    let lived = || {
        let day = day();
        let ticket = opened(&day);
        day.now("2026-06-01T10:30:00Z").ada(&reply(&ticket, "We come."));
        day.now("2026-06-01T12:30:00Z").ines(&reply(&ticket, "Thank you, it still burns."));
        let of_ticket = feed(&day.desk).into_iter().filter(|event| event.ticket.is_some());
        of_ticket.collect::<Vec<_>>()
    };
    let events = lived();
    assert_eq!(events, lived());
    let told = ["2026-06-01T09:00:00Z", "2026-06-01T10:30:00Z", "2026-06-01T12:30:00Z"].map(at);
    assert!(!events.is_empty() && events.iter().all(|event| told.contains(&event.at)), "{events:?}");
}
