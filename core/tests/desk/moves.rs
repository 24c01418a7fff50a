//! The moves that happen by themselves: every row of the domain's table (4.2), and what may be set in it.

use serde_json::{Value, json};
use ticketkit::Span;
use ticketkit::command::{Command, Edits};
use ticketkit::model::{EventKind, TicketRef};

use crate::world::{
    World, agent, assign, at, change, list, note, on_every_storage, reply, reply_with, status, unchanged,
};

fn is(world: &World<'_>, ticket: &TicketRef) -> String {
    world.ticket(ticket).status.to_string()
}

/// A ticket that was moved to a status.
fn in_status(world: &World<'_>, to: &str) -> TicketRef {
    let ticket = world.opened_by_ines();
    if to != "new" {
        world.ada(&status(&ticket, to));
    }
    ticket
}

fn snooze(ticket: &TicketRef, until: &str) -> Command {
    Command::SnoozeTicket { ticket: ticket.clone(), until: at(until) }
}

#[test]
fn domain_4_2_a_ticket_begins_in_the_initial_status() {
    on_every_storage(unchanged, |world| {
        assert_eq!(is(world, &world.opened_by_ines()), "new");
    });
}

#[test]
fn domain_4_2_an_agents_reply_answers_what_is_new_or_open_and_nothing_else() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for (from, to) in [
            ("new", "answered"),
            ("open", "answered"),
            ("answered", "answered"),
            ("postponed", "postponed"),
            ("resolved", "resolved"),
            ("closed", "closed"),
        ] {
            let ticket = in_status(world, from);
            world.ada(&reply(&ticket, "Our answer."));
            assert_eq!(is(world, &ticket), to, "from {from}");
        }
    });
}

#[test]
fn domain_4_2_a_customers_message_opens_what_waits_and_what_was_solved() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for (from, to, reopens) in [
            ("new", "new", 0),
            ("open", "open", 0),
            ("answered", "open", 0),
            ("postponed", "open", 0),
            ("resolved", "open", 1),
            ("closed", "open", 1),
        ] {
            let ticket = in_status(world, from);
            world.ines(&reply(&ticket, "One more thing."));
            assert_eq!(
                (is(world, &ticket).as_str(), world.ticket(&ticket).reopens),
                (to, reopens),
                "from {from}"
            );
        }
    });
}

#[test]
fn domain_4_2_a_message_after_the_window_becomes_a_linked_ticket_of_its_own() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (inside, later) = (in_status(world, "closed"), in_status(world, "closed"));
        world.now("2026-06-15T09:00:00Z").ines(&reply(&inside, "In time, to the second."));
        assert_eq!(is(world, &inside), "open");
        let made = world.now("2026-06-15T09:00:01Z").ines(&reply(&later, "Too late."));
        let follow_up = world.ticket(&TicketRef::Id(made.ticket.unwrap()));
        assert_eq!(follow_up.follow_up_of, Some(world.ticket(&later).id));
        assert_eq!((follow_up.status.as_str(), is(world, &later).as_str()), ("new", "closed"));
        assert_eq!(follow_up.subject, world.ticket(&later).subject);
        assert_eq!(world.thread(&later).len(), 1, "the message belongs to the new ticket");
    });
}

#[test]
fn domain_4_2_a_snooze_ends_in_the_status_before_it() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for before in ["new", "open", "answered"] {
            let ticket = in_status(world, before);
            world.ada(&snooze(&ticket, "2026-06-02T09:00:00Z"));
            assert_eq!(is(world, &ticket), "postponed");
            world.ada(&snooze(&ticket, "2026-06-02T10:00:00Z"));
            world.engine.tick(at("2026-06-02T09:30:00Z"), 1_000).unwrap();
            assert_eq!(is(world, &ticket), "postponed", "it was put off further");
            world.engine.tick(at("2026-06-02T10:00:00Z"), 1_000).unwrap();
            let awake = world.ticket(&ticket);
            assert_eq!((awake.status.as_str(), awake.snoozed_until), (before, None));
            assert_eq!(awake.status_since, at("2026-06-02T10:00:00Z"));
        }
    });
}

#[test]
fn domain_4_2_when_the_status_before_a_snooze_is_gone_it_is_new_or_open() {
    let configure = |document: &mut Value| {
        let statuses = document["workflows"][0]["statuses"].as_array_mut().unwrap();
        statuses.push(json!({ "name": "triage", "category": "open" }));
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let (untouched, answered) = (in_status(world, "triage"), in_status(world, "new"));
        world.ada(&reply(&answered, "A word."));
        world.ada(&status(&answered, "triage"));
        for ticket in [&untouched, &answered] {
            world.ada(&snooze(ticket, "2026-06-02T09:00:00Z"));
        }
        world.host(&Command::Configure {
            document: ticketkit::config::Document::DEFAULT.to_owned(),
            expect_version: None,
        });
        world.tick("2026-06-02T09:00:00Z");
        assert_eq!((is(world, &untouched).as_str(), is(world, &answered).as_str()), ("new", "open"));
    });
}

#[test]
fn domain_4_2_a_customers_message_wakes_a_snoozed_ticket_and_a_person_can() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (by_customer, by_hand) = (in_status(world, "answered"), in_status(world, "answered"));
        world.ada(&snooze(&by_customer, "2026-06-05T09:00:00Z"));
        world.ada(&snooze(&by_hand, "2026-06-05T09:00:00Z"));
        world.ines(&reply(&by_customer, "It burns again."));
        world.ada(&Command::WakeTicket { ticket: by_hand.clone() });
        for (ticket, to) in [(&by_customer, "open"), (&by_hand, "answered")] {
            let awake = world.ticket(ticket);
            assert_eq!((awake.status.as_str(), awake.snoozed_until), (to, None));
        }
        world.ada(&status(&by_customer, "answered"));
        world.tick("2026-06-05T10:00:00Z");
        assert_eq!(is(world, &by_customer), "answered", "the snooze is over and moves nothing later");
    });
}

#[test]
fn domain_4_2_assignment_notes_and_automated_messages_move_nothing() {
    let configure = |document: &mut Value| {
        document["rules"] = json!([{
            "name": "thanks", "condition": { "field": "event", "op": "eq", "value": "noted" },
            "actions": [{ "do": "send_message", "body": "We are on it." }]
        }]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        for from in ["new", "open", "answered", "postponed", "resolved"] {
            let ticket = in_status(world, from);
            world.ada(&assign(&ticket, None, Some("ada")));
            world.ada(&note(&ticket, "Look into the cellar."));
            assert_eq!(is(world, &ticket), from);
            assert_eq!(world.thread(&ticket).len(), 3, "the rule has spoken, too");
        }
    });
}

#[test]
fn domain_4_2_a_solved_ticket_closes_after_four_quiet_days() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = in_status(world, "resolved");
        let edited = change(&ticket, Edits::none().with("tags", list(&["late"])));
        world.now("2026-06-04T09:00:00Z").ada(&edited);
        world.tick("2026-06-05T08:59:59Z");
        assert_eq!(is(world, &ticket), "resolved");
        world.tick("2026-06-20T00:00:00Z");
        let closed = world.ticket(&ticket);
        assert_eq!((closed.status.as_str(), closed.closed_at), ("closed", Some(at("2026-06-05T09:00:00Z"))));
        let last = world.events(&ticket).pop().unwrap();
        assert!(
            matches!(&last.kind, EventKind::TicketMoved { automatic: Some(why), .. } if why.as_str() == "auto_close"),
            "{last:?}"
        );
    });
}

#[test]
fn a_status_given_with_a_reply_beats_the_automatic_move() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&reply_with(&ticket, "Done.", Edits::none().with("status", "resolved")));
        assert_eq!(is(world, &ticket), "resolved");
        assert_eq!(world.last_kinds(&ticket), ["message_added"], "message and status are one step");
        let ticket = in_status(world, "open");
        world.ada(&reply_with(&ticket, "More soon.", Edits::none().with("status", "open")));
        assert_eq!(is(world, &ticket), "open", "even where it is the present one");
    });
}

#[test]
fn an_automatic_move_that_is_barred_leaves_the_message_and_names_the_checks() {
    let configure = |document: &mut Value| {
        let transitions = document["workflows"][0]["transitions"].as_array_mut().unwrap();
        transitions.push(json!({
            "from": "new", "to": "answered", "required_fields": ["tags"],
            "guard": { "field": "priority", "op": "eq", "value": "low" }
        }));
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        let outcome = world.ada(&reply(&ticket, "Our answer."));
        assert_eq!(
            outcome.notices.iter().map(|notice| notice.code.as_str()).collect::<Vec<_>>(),
            ["auto_move_skipped"]
        );
        let stored = world.ticket(&ticket);
        assert_eq!((stored.status.as_str(), stored.replies), ("new", 1));
        let skipped = world.events(&ticket).pop().unwrap().kind;
        let EventKind::AutoMoveSkipped { automatic, to, failed } = skipped else { panic!("{skipped:?}") };
        assert_eq!((automatic.as_str(), to.as_str()), ("agent_reply", "answered"));
        assert_eq!(failed, ["guard_failed", "field_required"]);
    });
}

#[test]
fn a_message_that_a_transition_requires_is_the_one_by_which_the_ticket_moves() {
    let configure = |document: &mut Value| {
        let transitions = document["workflows"][0]["transitions"].as_array_mut().unwrap();
        transitions.push(json!({ "from": "new", "to": "answered", "required_message": "public" }));
        transitions.push(json!({ "from": "answered", "to": "open", "required_message": "any" }));
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "Our answer."));
        assert_eq!(is(world, &ticket), "answered");
        world.ines(&reply(&ticket, "It does not help."));
        assert_eq!(is(world, &ticket), "open");
    });
}

#[test]
fn every_automatic_move_can_be_set() {
    let configure = |document: &mut Value| {
        document["workflows"][0]["automatic"] = json!({
            "agent_reply": "postponed", "requester_message": "none", "close_after": "P1D", "reopen_within": "PT1H"
        });
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "Our answer."));
        assert_eq!(is(world, &ticket), "postponed");
        world.ines(&reply(&ticket, "And?"));
        assert_eq!(is(world, &ticket), "postponed");
        world.ada(&status(&ticket, "resolved"));
        world.tick("2026-06-02T09:00:00Z");
        assert_eq!(is(world, &ticket), "closed");
        let late = at("2026-06-02T09:00:00Z").after(Span::from_hours(1)).after(Span::from_millis(1));
        world.time.set(late);
        let made = world.ines(&reply(&ticket, "Late."));
        assert_ne!(made.ticket, Some(world.ticket(&ticket).id));
    });
    let never = |document: &mut Value| {
        document["workflows"][0]["automatic"] = json!({ "agent_reply": "none", "close_after": "PT0S" });
    };
    on_every_storage(never, |world| {
        world.host(&agent("ada", "agent", &["support"]));
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "Our answer."));
        assert_eq!(is(world, &ticket), "new");
        world.ada(&status(&ticket, "resolved"));
        world.tick("2027-06-01T00:00:00Z");
        assert_eq!(is(world, &ticket), "resolved");
    });
}
