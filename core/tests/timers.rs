//! What happens by itself: once, at its own instant, and without getting into the way of anything else.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic"
)]

use serde_json::{Value, json};
use ticketkit::command::{Command, Context, Edits, Outcome};
use ticketkit::model::{Actor, EventKind, TicketRef, Verdict, fold};
use ticketkit::{Code, Result, Span};

use crate::stage::{Stage, assign, at, change, configure, create, default_with, feed, reply, status};

mod stage;

/// The default desk with these changes, and with Ada.
fn day(change: impl FnOnce(&mut Value)) -> Stage {
    let day = Stage::in_memory(&default_with(change));
    day.hire(&["ada"]);
    day
}

/// The default desk as it is, with Ada.
fn usual_day() -> Stage {
    day(|_| ())
}

fn opened(day: &Stage, set: Edits) -> TicketRef {
    day.open("The printer is on fire", "ines", set)
}

/// Nobody may close a solved ticket.
fn never_closed(document: &mut Value) {
    document["workflows"][0]["transitions"][4] = json!({ "from": "category:solved", "to": "open" });
}

#[test]
fn a_ticket_that_may_not_close_by_itself_is_tried_once() {
    let day = day(never_closed);
    let ticket = opened(&day, Edits::none());
    day.ada(&status(&ticket, "resolved"));
    let report = day.engine.tick(at("2026-06-09T09:00:00Z"), 1_000).unwrap();
    assert!(!report.more);
    let skipped = |day: &Stage| day.kinds(&ticket).iter().filter(|kind| *kind == "auto_move_skipped").count();
    assert_eq!(skipped(&day), 1);
    day.now("2026-06-10T09:00:00Z").ada(&change(&ticket, Edits::none().with("priority", "low")));
    let report = day.engine.tick(at("2026-07-01T09:00:00Z"), 1_000).unwrap();
    assert_eq!((skipped(&day), report.fired, report.next_due), (1, 0, None));
    // The count starts anew when the ticket is solved once more.
    day.now("2026-07-02T09:00:00Z").ada(&status(&ticket, "open"));
    day.ada(&status(&ticket, "resolved"));
    day.engine.tick(at("2026-07-10T09:00:00Z"), 1_000).unwrap();
    assert_eq!(skipped(&day), 2);
}

#[test]
fn time_goes_on_for_tickets_whose_workflow_is_gone() {
    let second = |document: &mut Value| {
        let mut workflow = document["workflows"][0].clone();
        workflow["name"] = json!("incidents");
        document["workflows"].as_array_mut().unwrap().push(workflow);
        document["types"] = json!([{ "name": "incident", "workflow": "incidents" }, { "name": "question" }]);
    };
    let day = day(second);
    let stranded = opened(&day, Edits::none().with("type", "incident"));
    let other = opened(&day, Edits::none().with("type", "question"));
    day.host(&configure(&default_with(|document| document["types"] = json!([{ "name": "question" }]))));
    day.engine.tick(at("2026-06-05T09:00:00Z"), 1_000).unwrap();
    for ticket in [&stranded, &other] {
        let breaches = day.kinds(ticket).iter().filter(|kind| *kind == "clock_breached").count();
        assert_eq!(breaches, 2, "{ticket}");
    }
    // The next change brings it into the workflow that its type follows now.
    day.now("2026-06-05T10:00:00Z").ada(&change(&stranded, Edits::none().with("status", "open")));
    assert_eq!(day.ticket(&stranded).workflow, "default");
}

#[test]
fn a_timer_that_cannot_be_fired_holds_up_no_other() {
    let day = day(|document| {
        document["policies"].as_array_mut().unwrap().insert(
            0,
            json!({
                "name": "endless",
                "condition": { "field": "tags", "op": "has_any", "value": ["late"] },
                "targets": [{ "metric": "resolution", "within": "P9000D" }],
                "calendar": "office"
            }),
        );
        document["rules"] = json!([{
            "name": "late",
            "condition": { "all": [
                { "field": "event", "op": "eq", "value": "time_passed" },
                { "field": "priority", "op": "eq", "value": "urgent" }
            ] },
            "actions": [{ "do": "add_tags", "tags": ["late"] }]
        }]);
    });
    let barred = opened(&day, Edits::none().with("priority", "urgent"));
    let other = opened(&day, Edits::none().with("priority", "low"));
    let error = day.engine.tick(at("2026-06-05T09:00:00Z"), 1_000).unwrap_err();
    assert_eq!(error.code(), Code::BeyondHorizon);
    let id = day.ticket(&barred).id.to_string();
    assert_eq!(error.problems()[0].params.get("ticket"), Some(&id), "it is said of which ticket");
    assert_eq!(day.kinds(&barred), ["ticket_created"]);
    assert!(day.kinds(&other).contains(&"clock_breached".to_owned()));
}

#[test]
fn what_was_due_on_a_closed_ticket_happens_though_a_reply_opens_another() {
    let day = usual_day();
    let ticket = opened(&day, Edits::none());
    day.ada(&status(&ticket, "resolved"));
    // Nobody has called `tick`: the ticket has been closed for a month, and this is found out by the reply.
    let late = day.now("2026-07-10T10:00:00Z").ines(&reply(&ticket, "It still burns."));
    assert_ne!(late.ticket, Some(day.ticket(&ticket).id));
    let closed = day.ticket(&ticket);
    assert_eq!((closed.status.as_str(), closed.closed_at), ("closed", Some(at("2026-06-05T09:00:00Z"))));
    assert_eq!(fold(closed.id, &day.events(&ticket)), Ok(closed));
    day.engine.tick(at("2026-07-20T10:00:00Z"), 1_000).unwrap();
}

#[test]
fn what_time_had_to_say_is_no_word_to_whoever_comes_later() {
    let day = day(never_closed);
    let ticket = opened(&day, Edits::none());
    day.ada(&status(&ticket, "resolved"));
    let late = day.now("2026-06-20T10:00:00Z").ada(&change(&ticket, Edits::none().with("priority", "low")));
    assert!(day.kinds(&ticket).contains(&"auto_move_skipped".to_owned()));
    assert_eq!(late.notices, []);
}

#[test]
fn a_missed_deadline_is_told_before_the_act_that_missed_it() {
    let day = usual_day();
    let ticket = opened(&day, Edits::none().with("priority", "urgent"));
    day.now("2026-06-01T10:00:00.001Z").ada(&reply(&ticket, "It still burns."));
    let events = day.events(&ticket);
    assert!(events.is_sorted_by_key(|event| event.at), "{events:?}");
    let place = |kind: &str| events.iter().position(|event| event.kind.as_str() == kind).unwrap();
    assert!(place("clock_breached") < place("message_added"));
    assert_eq!(events[place("clock_breached")].at, at("2026-06-01T10:00:00Z"));
    assert_eq!(day.ticket(&ticket).updated_at, at("2026-06-01T10:00:00.001Z"));
}

#[test]
fn a_ticket_does_not_count_in_the_load_of_those_who_may_get_it() {
    let day = day(|document| {
        document["teams"][0]["strategy"] = json!("least_loaded");
    });
    day.hire(&["bob"]);
    let ticket = opened(&day, Edits::none());
    // Put aside it weighs nothing. It is awake again when it is given away, but no command has written that yet.
    day.ada(&Command::SnoozeTicket { ticket: ticket.clone(), until: at("2026-06-02T09:00:00Z") });
    day.now("2026-06-03T09:00:00Z").ada(&assign(&ticket, None, None));
    for candidate in day.routings(&ticket).iter().flat_map(|decision| &decision.candidates) {
        let (Verdict::Won { score } | Verdict::Behind { score }) = &candidate.verdict else {
            panic!("{candidate:?}")
        };
        assert!(score.starts_with("0 of"), "{score}");
    }
}

#[test]
fn timers_are_fired_by_the_host_and_not_ahead_of_time() {
    let day = usual_day();
    let ticket = day.ticket(&opened(&day, Edits::none()));
    let fire = |by: &str| Command::FireTimers { ticket: ticket.id, by: at(by) };
    let answered = |command: &Command, actor: Actor| -> Result<Outcome> {
        day.desk.execute(command, &Context::of(actor))
    };
    for actor in [Actor::agent("ada"), Actor::requester("ines")] {
        assert_eq!(answered(&fire("2026-06-01T09:00:00Z"), actor).unwrap_err().code(), Code::Forbidden);
    }
    let early = answered(&fire("2026-06-05T09:00:00Z"), Actor::host()).unwrap_err();
    assert_eq!((early.code(), early.problems()[0].path.as_str()), (Code::OutOfRange, "/by"));
    assert_eq!(day.ticket(&TicketRef::Id(ticket.id)), ticket);
}

#[test]
fn commands_of_one_call_keep_their_order_when_the_configuration_changes_among_them() {
    let day = usual_day();
    let ticket = opened(&day, Edits::none());
    let stricter = default_with(|document| {
        document["policies"][0]["targets"][0]["within"] = json!("PT1H");
    });
    // The second has to see the configuration that the ticket's clocks were started under; the third has not.
    let commands = [
        configure(&stricter),
        change(&ticket, Edits::none().with("priority", "low")),
        create("The printer is on fire", "ines", Edits::none()),
        change(&ticket, Edits::none().with("priority", "high")),
    ];
    let host = Context::of(Actor::host()).at(at("2026-06-01T10:00:00Z"));
    let given: Vec<(Command, Context)> =
        commands.into_iter().map(|command| (command, host.clone())).collect();
    let answers: Vec<Outcome> = day.desk.execute_many(&given).into_iter().map(Result::unwrap).collect();
    let events = feed(&day.desk);
    let mut order: Vec<_> = events.iter().map(|event| event.command).collect();
    order.dedup();
    let expected: Vec<_> = answers.iter().map(|answer| answer.command).collect();
    assert!(order.ends_with(&expected), "{order:?} {expected:?}");
    assert!(events.iter().any(|event| matches!(event.kind, EventKind::ConfigChanged { config_version: 2 })));
    assert_eq!(day.ticket(&ticket).created_at.after(Span::from_hours(1)), at("2026-06-01T10:00:00Z"));
}
