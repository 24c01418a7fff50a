//! Rules with a time: each comes once, at its exact instant, whenever somebody looks.

mod runs;

use serde_json::{Value, json};
use ticketkit::command::{Command, Edits};
use ticketkit::model::{By, Event, EventKind, TicketRef};

use crate::stage::{configure, default_with};
use crate::world::{World, at, change, list, note, on_every_storage, reply, reply_with, status, unchanged};

fn rules(rules: Value) -> impl Fn(&mut Value) {
    move |document| document["rules"] = rules.clone()
}

/// A rule that tags the ticket with its own name.
fn tags(called: &str, when: &Value, condition: &Value) -> Value {
    let actions = json!([{ "do": "add_tags", "tags": [called] }]);
    json!({ "name": called, "when": when, "condition": condition, "actions": actions })
}

fn in_status(status: &str) -> Value {
    json!({ "field": "status", "op": "eq", "value": status })
}

fn always() -> Value {
    json!({ "all": [] })
}

/// Four hours in `answered` are silence.
fn silence(document: &mut Value) {
    let when = json!({ "anchor": "status_since", "after": "PT4H" });
    document["rules"] = json!([tags("silence", &when, &in_status("answered"))]);
}

/// Which rules fired, and at which instants.
fn fired(world: &World<'_>, ticket: &TicketRef) -> Vec<(String, String)> {
    let of = |event: &Event| match &event.kind {
        EventKind::RuleFired { rule } => {
            assert_eq!(event.by, By::Rule { rule: rule.clone() });
            Some((rule.to_string(), event.at.to_string()))
        }
        _ => None,
    };
    world.events(ticket).iter().filter_map(of).collect()
}

fn firing(rule: &str, at: &str) -> (String, String) {
    (rule.to_owned(), at.to_owned())
}

/// A ticket of nine o'clock, which Ada answers at once.
fn answered(world: &World<'_>) -> TicketRef {
    world.hire(&["ada"]);
    let ticket = world.opened_by_ines();
    world.ada(&reply(&ticket, "Which one?"));
    ticket
}

fn due(at: Option<&str>) -> Edits {
    match at {
        Some(at) => Edits::none().with("due_at", at),
        None => Edits::none().without("due_at"),
    }
}

#[test]
fn feature_5_2_a_rule_acts_a_time_after_the_entry_into_a_status() {
    on_every_storage(silence, |world| {
        let ticket = answered(world);
        world.tick("2026-06-01T12:59:59.999Z");
        assert_eq!(fired(world, &ticket), []);
        world.tick("2026-06-01T13:00:00Z");
        assert_eq!(fired(world, &ticket), [firing("silence", "2026-06-01T13:00:00.000Z")]);
        assert_eq!(world.ticket(&ticket).tags, ["silence"]);
    });
}

#[test]
fn feature_5_3_a_late_tick_stamps_the_instant_that_was_due() {
    on_every_storage(silence, |world| {
        let ticket = answered(world);
        world.tick("2026-06-03T17:21:04Z");
        assert_eq!(fired(world, &ticket), [firing("silence", "2026-06-01T13:00:00.000Z")]);
        assert_eq!(world.ticket(&ticket).updated_at, at("2026-06-01T13:00:00Z"));
    });
}

#[test]
fn feature_5_3_a_command_finds_done_what_was_due_before_it() {
    on_every_storage(silence, |world| {
        let ticket = answered(world);
        world.now("2026-06-02T08:00:00Z").ada(&note(&ticket, "Still nothing."));
        assert_eq!(fired(world, &ticket), [firing("silence", "2026-06-01T13:00:00.000Z")]);
        // At the very instant a command comes first.
        let other = world.open("The lamp", "jo", Edits::none());
        world.ada(&reply(&other, "Which lamp?"));
        world.now("2026-06-02T12:00:00Z").customer("jo", &reply(&other, "That one.")).unwrap();
        world.tick("2026-06-03T00:00:00Z");
        assert_eq!(fired(world, &other), [], "it is open again");
    });
}

#[test]
fn feature_5_4_it_comes_once_for_each_anchor_without_a_condition_against_it() {
    on_every_storage(silence, |world| {
        let ticket = answered(world);
        for hour in 13..20 {
            world.tick(&format!("2026-06-01T{hour}:00:00Z"));
            world.restart();
        }
        world.ada(&note(&ticket, "No news."));
        world.tick("2026-06-01T23:00:00Z");
        assert_eq!(fired(world, &ticket).len(), 1);
        // The same status again is another anchor.
        world.now("2026-06-02T09:00:00Z").ines(&reply(&ticket, "The blue one."));
        world.ada(&reply(&ticket, "And where?"));
        world.tick("2026-06-03T00:00:00Z");
        let twice = ["2026-06-01T13:00:00.000Z", "2026-06-02T13:00:00.000Z"];
        assert_eq!(fired(world, &ticket), twice.map(|at| firing("silence", at)));
    });
}

#[test]
fn when_the_anchor_moves_the_time_moves_along() {
    let when = json!({ "anchor": "last_requester_at", "after": "PT2H" });
    on_every_storage(rules(json!([tags("waits", &when, &always())])), |world| {
        let ticket = world.opened_by_ines();
        world.now("2026-06-01T10:30:00Z").ines(&reply(&ticket, "Any news?"));
        assert_eq!(world.engine.next_due().unwrap(), Some(at("2026-06-01T12:30:00Z")));
        world.tick("2026-06-01T12:00:00Z");
        assert_eq!(fired(world, &ticket), []);
        world.tick("2026-06-01T20:00:00Z");
        assert_eq!(fired(world, &ticket), [firing("waits", "2026-06-01T12:30:00.000Z")]);
    });
}

#[test]
fn a_condition_that_does_not_hold_then_is_not_asked_again() {
    let when = json!({ "anchor": "created_at", "after": "PT4H" });
    let urgent = json!({ "field": "priority", "op": "eq", "value": "urgent" });
    on_every_storage(rules(json!([tags("hot", &when, &urgent)])), |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        let kinds = world.kinds(&ticket);
        world.tick("2026-06-01T13:00:00Z");
        assert_eq!(world.kinds(&ticket), kinds, "nothing has happened");
        world.ada(&change(&ticket, Edits::none().with("priority", "urgent")));
        world.tick("2026-06-02T13:00:00Z");
        world.restart();
        world.tick("2026-06-03T13:00:00Z");
        assert_eq!(fired(world, &ticket), []);
    });
}

#[test]
fn an_hour_before_it_is_due_is_as_exact_and_moves_with_the_date() {
    let when = json!({ "anchor": "due_at", "before": "PT1H" });
    on_every_storage(rules(json!([tags("soon", &when, &always())])), |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Move", "ines", due(Some("2026-06-02T12:00:00Z")));
        world.ada(&change(&ticket, due(Some("2026-06-03T12:00:00Z"))));
        world.tick("2026-06-02T11:30:00Z");
        assert_eq!(fired(world, &ticket), []);
        world.ada(&change(&ticket, due(None)));
        world.tick("2026-06-03T11:30:00Z");
        assert_eq!(fired(world, &ticket), []);
        // What is past when the date is given is not made up for, and the same date does not come twice.
        world.ada(&change(&ticket, due(Some("2026-06-03T12:00:00Z"))));
        world.ada(&change(&ticket, due(Some("2026-06-05T12:00:00Z"))));
        world.tick("2026-06-05T23:00:00Z");
        world.ada(&change(&ticket, due(Some("2026-06-08T12:00:00Z"))));
        world.ada(&change(&ticket, due(Some("2026-06-05T12:00:00Z"))));
        world.tick("2026-06-09T00:00:00Z");
        assert_eq!(fired(world, &ticket), [firing("soon", "2026-06-05T11:00:00.000Z")]);
    });
}

#[test]
fn a_time_can_be_the_anchor_itself() {
    let begins = json!({ "anchor": "planned_from" });
    let overdue = json!({ "anchor": "planned_to", "after": "PT15M" });
    let open = json!({ "not": { "field": "category", "op": "in", "value": ["solved", "closed"] } });
    let document = rules(json!([tags("begins", &begins, &always()), tags("overdue", &overdue, &open)]));
    on_every_storage(document, |world| {
        let plan = Edits::none()
            .with("planned_from", "2026-06-01T10:00:00Z")
            .with("planned_to", "2026-06-01T10:30:00Z");
        let ticket = world.open("Move", "ines", plan);
        world.tick("2026-06-01T11:00:00Z");
        let expected =
            [firing("begins", "2026-06-01T10:00:00.000Z"), firing("overdue", "2026-06-01T10:45:00.000Z")];
        assert_eq!(fired(world, &ticket), expected);
    });
}

#[test]
fn a_time_is_counted_in_the_open_time_of_a_calendar() {
    let after = json!({ "anchor": "created_at", "after": "PT10H", "calendar": "office" });
    let before = json!({ "anchor": "due_at", "before": "PT2H", "calendar": "office" });
    let document = rules(json!([tags("after", &after, &always()), tags("before", &before, &always())]));
    on_every_storage(document, |world| {
        // On Friday at three, for Monday at ten.
        world.now("2026-06-05T15:00:00Z");
        let ticket = world.open("Move", "ines", due(Some("2026-06-08T10:00:00Z")));
        world.tick("2026-06-30T00:00:00Z");
        let expected =
            [firing("before", "2026-06-05T16:00:00.000Z"), firing("after", "2026-06-08T17:00:00.000Z")];
        assert_eq!(fired(world, &ticket), expected);
    });
}

#[test]
fn every_anchor_is_an_instant_of_the_ticket() {
    let anchors = [
        ("created_at", "2026-06-01T10:00:00.000Z"),
        ("waiting_since", "2026-06-01T10:00:00.000Z"),
        ("last_requester_at", "2026-06-01T13:00:00.000Z"),
        ("last_reply_at", "2026-06-01T15:00:00.000Z"),
        ("solved_at", "2026-06-01T15:00:00.000Z"),
        ("status_since", "2026-06-01T16:00:00.000Z"),
        ("closed_at", "2026-06-01T16:00:00.000Z"),
    ];
    let late = anchors.map(|(anchor, _)| {
        tags(
            anchor,
            &json!({ "anchor": anchor, "after": "PT1H" }),
            &json!({ "field": "tags", "op": "contains", "value": "late" }),
        )
    });
    on_every_storage(rules(json!(late)), |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Move", "ines", Edits::none().with("tags", list(&["late"])));
        world.now("2026-06-01T12:00:00Z").ines(&reply(&ticket, "Any news?"));
        world.now("2026-06-01T14:00:00Z").ada(&reply_with(
            &ticket,
            "Done.",
            Edits::none().with("status", "resolved"),
        ));
        world.now("2026-06-01T15:00:00Z").ada(&status(&ticket, "closed"));
        world.tick("2026-06-02T00:00:00Z");
        let mut told = fired(world, &ticket);
        for (anchor, instant) in anchors {
            let last = told.iter().rposition(|one| one.0 == anchor);
            let last = told.remove(last.unwrap_or_else(|| panic!("{anchor}: {told:?}")));
            assert_eq!(last, firing(anchor, instant));
        }
    });
}

#[test]
fn a_rule_that_is_new_is_for_what_lies_ahead() {
    on_every_storage(unchanged, |world| {
        let (old, young) = (answered(world), world.now("2026-06-01T12:00:00Z").opened_by_ines());
        world.ada(&reply(&young, "Which one?"));
        world.now("2026-06-01T15:00:00Z").host(&configure(&default_with(silence)));
        world.tick("2026-06-01T15:30:00Z");
        // Tickets learn of it when they are next worked on.
        world.ada(&note(&old, "Still nothing."));
        world.ada(&note(&young, "Still nothing."));
        world.tick("2026-06-02T15:00:00Z");
        assert_eq!(fired(world, &old), [], "its four hours were over");
        assert_eq!(fired(world, &young), [firing("silence", "2026-06-01T16:00:00.000Z")]);
        // A rule that is gone fires no more, also where a timer still waits for it.
        world.ines(&reply(&young, "The blue one."));
        world.ada(&reply(&young, "And where?"));
        world.host(&configure(&default_with(unchanged)));
        world.tick("2026-06-03T15:00:00Z");
        assert_eq!(fired(world, &young).len(), 1);
    });
}

#[test]
fn a_rule_with_other_hours_is_asked_at_its_new_instant_while_the_old_one_waits() {
    let hours = |hours: &'static str| {
        move |document: &mut Value| {
            silence(document);
            document["rules"][0]["when"]["after"] = json!(hours);
        }
    };
    on_every_storage(hours("PT4H"), |world| {
        let (early, late) = (answered(world), answered(world));
        world.host(&configure(&default_with(hours("PT2H"))));
        world.now("2026-06-01T10:00:00Z").ada(&note(&early, "Still nothing."));
        world.tick("2026-06-01T20:00:00Z");
        assert_eq!(fired(world, &early), [firing("silence", "2026-06-01T11:00:00.000Z")]);
        assert_eq!(fired(world, &late), [firing("silence", "2026-06-01T11:00:00.000Z")]);
    });
}

#[test]
fn a_ticket_that_is_put_away_misses_its_time() {
    on_every_storage(silence, |world| {
        let ticket = answered(world);
        let trash = Command::TrashTicket { ticket: ticket.clone() };
        let restore = Command::RestoreTicket { ticket: ticket.clone() };
        world.now("2026-06-01T10:00:00Z").host(&trash);
        world.now("2026-06-01T12:00:00Z").host(&restore);
        world.now("2026-06-01T12:30:00Z").host(&trash);
        world.now("2026-06-01T14:00:00Z").host(&restore);
        world.tick("2026-06-02T10:00:00Z");
        assert_eq!(fired(world, &ticket), []);
        let other = world.open("The lamp", "jo", Edits::none());
        world.ada(&reply(&other, "Which lamp?"));
        world.host(&Command::TrashTicket { ticket: other.clone() });
        world.host(&Command::RestoreTicket { ticket: other.clone() });
        world.tick("2026-06-03T10:00:00Z");
        assert_eq!(fired(world, &other), [firing("silence", "2026-06-02T14:00:00.000Z")]);
    });
}
