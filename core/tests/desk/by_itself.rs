//! What happens by itself as a desk wants it: moves after a time, reminders and other notices, whose messages count, and
//! what says no more than thanks.

use serde_json::{Value, json};
use ticketkit::command::{Command, Edits};
use ticketkit::model::{EffectKind, Event, EventKind, Metric, RequesterNotice, TicketRef};

use crate::world::{
    World, agent, assign, at, change, create, list, note, on_every_storage, person, reply, reply_with, status,
};

fn is(world: &World<'_>, ticket: &TicketRef) -> String {
    world.ticket(ticket).status.to_string()
}

/// The status of this name in a document.
fn in_document<'d>(document: &'d mut Value, name: &str) -> &'d mut Value {
    let statuses = document["workflows"][0]["statuses"].as_array_mut().unwrap();
    statuses.iter_mut().find(|status| status["name"] == name).unwrap()
}

fn automatic(document: &mut Value) -> &mut Value {
    &mut document["workflows"][0]["automatic"]
}

/// What requesters were told by the desk itself: what, which reminder, with which text and when.
fn told(world: &World<'_>, ticket: &TicketRef) -> Vec<(RequesterNotice, Option<u32>, String, String)> {
    let of = |event: &Event| match &event.kind {
        EventKind::RequesterNotified { notice, text, step } => {
            assert!(!event.public);
            Some((*notice, *step, text.to_string(), event.at.to_string()))
        }
        _ => None,
    };
    world.events(ticket).iter().filter_map(of).collect()
}

fn reminder(step: u32, text: &str, at: &str) -> (RequesterNotice, Option<u32>, String, String) {
    (RequesterNotice::Reminder, Some(step), text.to_owned(), at.to_owned())
}

/// When a ticket came into its status, and by which automatic move.
fn moved(world: &World<'_>, ticket: &TicketRef) -> (String, Option<String>) {
    let events = world.events(ticket);
    let last = events.iter().rev().find_map(|event| match &event.kind {
        EventKind::TicketMoved { automatic, .. } => {
            Some((event.at.to_string(), automatic.as_ref().map(ToString::to_string)))
        }
        _ => None,
    });
    last.unwrap()
}

/// Answered tickets are reminded after two days and after four, and are resolved after a week.
fn pending_ends(document: &mut Value) {
    let answered = in_document(document, "answered");
    answered["reminders"] =
        json!([{ "after": "P2D", "text": "still_waiting" }, { "after": "P4D", "text": "last_call" }]);
    answered["after"] = json!({ "span": "P7D", "to": "resolved" });
}

/// A ticket that Ada answered at nine.
fn answered(world: &World<'_>) -> TicketRef {
    world.hire(&["ada"]);
    let ticket = world.opened_by_ines();
    world.ada(&reply(&ticket, "Which one?"));
    world.duties();
    ticket
}

#[test]
fn feature_2_20_a_silent_requester_is_reminded_and_then_the_ticket_is_solved() {
    on_every_storage(pending_ends, |world| {
        let ticket = answered(world);
        for (until, news) in [
            ("2026-06-03T08:59:59.999Z", 0),
            ("2026-06-03T09:00:00Z", 1),
            ("2026-06-05T08:00:00Z", 1),
            ("2026-06-06T09:00:00Z", 2),
            ("2026-06-08T08:59:59.999Z", 2),
        ] {
            world.tick(until);
            assert_eq!(
                (is(world, &ticket).as_str(), told(world, &ticket).len()),
                ("answered", news),
                "{until}"
            );
        }
        world.tick("2026-06-09T09:00:00Z");
        assert_eq!(is(world, &ticket), "resolved");
        assert_eq!(
            told(world, &ticket),
            [
                reminder(0, "still_waiting", "2026-06-03T09:00:00.000Z"),
                reminder(1, "last_call", "2026-06-05T09:00:00.000Z"),
            ]
        );
        let by = Some("status_over".to_owned());
        assert_eq!(moved(world, &ticket), ("2026-06-08T09:00:00.000Z".to_owned(), by));
        let ines = world.id("ines");
        let notices = world.duties().into_iter().filter_map(|duty| match duty {
            EffectKind::NotifyRequester { notice, text, step, to } => {
                assert_eq!(to, [ines]);
                Some((notice, text.to_string(), step))
            }
            _ => None,
        });
        assert_eq!(
            notices.collect::<Vec<_>>(),
            [
                (RequesterNotice::Reminder, "still_waiting".to_owned(), Some(0)),
                (RequesterNotice::Reminder, "last_call".to_owned(), Some(1)),
            ]
        );
    });
}

#[test]
fn feature_2_20_late_is_punctual_and_nothing_comes_twice() {
    on_every_storage(pending_ends, |world| {
        let punctual = answered(world);
        for day in 2..=9 {
            world.tick(&format!("2026-06-{day:02}T09:00:00Z"));
        }
        let kinds = world.kinds(&punctual);
        let expected = told(world, &punctual);
        world.now("2026-07-01T09:00:00Z");
        let late = world.opened_by_ines();
        world.ada(&reply(&late, "Which one?"));
        world.restart();
        world.tick("2026-07-31T09:00:00Z");
        // It has closed by now, as the other one has.
        assert_eq!(world.kinds(&late), world.kinds(&punctual));
        assert!(world.kinds(&punctual).starts_with(&kinds));
        let shifted: Vec<String> =
            told(world, &late).into_iter().map(|(.., at)| at[8..].to_owned()).collect();
        assert_eq!(expected.iter().map(|(.., at)| at[8..].to_owned()).collect::<Vec<_>>(), shifted);
        assert_eq!(told(world, &punctual), expected);
        assert_eq!(world.engine.next_due().unwrap(), None);
    });
}

#[test]
fn feature_2_16_a_message_of_the_customer_or_leaving_the_status_cancels_what_was_to_come() {
    let deaf = |document: &mut Value| {
        pending_ends(document);
        automatic(document)["requester_message"] = json!("none");
    };
    on_every_storage(deaf, |world| {
        let ticket = answered(world);
        let left = world.opened_by_ines();
        world.ada(&status(&left, "answered"));
        world.tick("2026-06-03T12:00:00Z");
        world.ines(&reply(&ticket, "This one."));
        world.now("2026-06-04T09:00:00Z").ada(&status(&left, "open"));
        world.tick("2026-07-01T09:00:00Z");
        assert_eq!((is(world, &ticket).as_str(), is(world, &left).as_str()), ("answered", "open"));
        assert_eq!((told(world, &ticket).len(), told(world, &left).len()), (1, 1));
        // From the next entry on everything counts anew.
        world.ada(&status(&left, "answered"));
        world.tick("2026-08-01T09:00:00Z");
        assert_eq!(told(world, &left).len(), 3);
        assert_eq!(
            world.events(&left).iter().filter(|event| event.at > at("2026-07-07T00:00:00Z")).count(),
            2
        );
    });
}

#[test]
fn feature_2_16_a_timed_move_that_is_barred_is_tried_once() {
    let barred = |document: &mut Value| {
        pending_ends(document);
        let ways = document["workflows"][0]["transitions"].as_array_mut().unwrap();
        ways.retain(|way| way["from"] != "category:pending");
        ways.push(json!({ "from": "answered", "to": "open" }));
    };
    on_every_storage(barred, |world| {
        let ticket = answered(world);
        world.tick("2026-06-20T09:00:00Z");
        world.ada(&change(&ticket, Edits::none().with("priority", "low")));
        world.tick("2026-07-20T09:00:00Z");
        let skipped = world.kinds(&ticket).into_iter().filter(|kind| kind == "auto_move_skipped").count();
        assert_eq!((skipped, is(world, &ticket).as_str()), (1, "answered"));
    });
}

#[test]
fn feature_2_16_what_is_asleep_or_kept_apart_is_neither_reminded_nor_moved() {
    on_every_storage(pending_ends, |world| {
        let ticket = answered(world);
        world.host(&agent("adam", "admin", &["support"]));
        world.staff("adam", &Command::TrashTicket { ticket: ticket.clone() }).unwrap();
        world.tick("2026-06-20T09:00:00Z");
        assert_eq!(told(world, &ticket), []);
        world.staff("adam", &Command::RestoreTicket { ticket: ticket.clone() }).unwrap();
        // What came meanwhile comes now.
        world.tick("2026-06-20T09:00:00.001Z");
        assert_eq!((is(world, &ticket).as_str(), told(world, &ticket).len()), ("resolved", 2));
    });
    let held_ends = |document: &mut Value| {
        in_document(document, "postponed")["after"] = json!({ "span": "P1D", "to": "open" });
    };
    on_every_storage(held_ends, |world| {
        world.hire(&["ada"]);
        let (asleep, held) = (world.opened_by_ines(), world.opened_by_ines());
        let until = at("2026-06-05T09:00:00Z");
        world.ada(&Command::SnoozeTicket { ticket: asleep.clone(), until });
        world.ada(&status(&held, "postponed"));
        world.tick("2026-06-03T09:00:00Z");
        assert_eq!((is(world, &asleep).as_str(), is(world, &held).as_str()), ("postponed", "open"));
    });
}

/// Whoever waits for two days is told so, and so is whose ticket is solved.
fn tells(document: &mut Value) {
    automatic(document)["delay_notice"] = json!({ "after": "P2D", "text": "takes_longer" });
    automatic(document)["solved_notice"] = json!({ "text": "is_solved" });
}

#[test]
fn feature_13_6_whose_ticket_takes_longer_than_usual_is_told_so_once_until_it_is_solved() {
    on_every_storage(tells, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        let quick = world.opened_by_ines();
        let delay = |at: &str| (RequesterNotice::Delay, None, "takes_longer".to_owned(), at.to_owned());
        let solved = |at: &str| (RequesterNotice::Solved, None, "is_solved".to_owned(), at.to_owned());
        // To take it into work does not make it shorter.
        world.now("2026-06-02T09:00:00Z").ada(&status(&ticket, "open"));
        world.ada(&reply(&quick, "Which one?"));
        world.tick("2026-06-05T09:00:00Z");
        assert_eq!(told(world, &ticket), [delay("2026-06-03T09:00:00.000Z")]);
        assert_eq!(world.ticket(&ticket).delay_told_at, Some(at("2026-06-03T09:00:00Z")));
        assert_eq!(told(world, &quick), []);
        // Once: also when it comes back from waiting for the customer.
        world.ada(&reply(&ticket, "Which one?"));
        world.ines(&reply(&ticket, "That one."));
        world.tick("2026-06-20T09:00:00Z");
        assert_eq!(told(world, &ticket).len(), 1);
        world.ada(&status(&ticket, "resolved"));
        assert_eq!(told(world, &ticket)[1], solved("2026-06-20T09:00:00.000Z"));
        // What comes back is a matter of its own.
        world.now("2026-06-21T09:00:00Z").ines(&reply(&ticket, "It is back."));
        world.tick("2026-06-30T09:00:00Z");
        assert_eq!(told(world, &ticket)[2..], [delay("2026-06-23T09:00:00.000Z")]);
        let notices = world.duties().into_iter().filter(|duty| {
            matches!(duty, EffectKind::NotifyRequester { step: None, to, .. } if *to == [world.id("ines")])
        });
        assert_eq!(notices.count(), 3);
    });
}

#[test]
fn feature_13_6_nobody_is_told_what_was_not_configured_or_solved_at_once() {
    on_every_storage(tells, |world| {
        let ticket = world.open("Done on the phone", "ines", Edits::none().with("status", "resolved"));
        world.tick("2026-06-30T09:00:00Z");
        assert_eq!(told(world, &ticket), []);
    });
    on_every_storage(
        |_| (),
        |world| {
            world.hire(&["ada"]);
            let ticket = world.opened_by_ines();
            world.ada(&status(&ticket, "resolved"));
            world.tick("2026-06-30T09:00:00Z");
            assert_eq!((told(world, &ticket), world.ticket(&ticket).open_since), (vec![], None));
        },
    );
}

/// Ines's ticket with Bob in copy; Cleo is of her organization, and Ada an agent.
fn participants(world: &World<'_>) -> TicketRef {
    world.hire(&["ada"]);
    world.host(&Command::PutOrganization {
        key: "acme".to_owned(),
        name: None,
        shared: Some(true),
        calendar: None,
        external_ids: None,
    });
    for key in ["ines", "bob", "cleo"] {
        let mut command = person(key);
        if let Command::PutPerson { organization, .. } = &mut command {
            *organization = (key != "bob").then(|| "acme".to_owned());
        }
        world.host(&command);
    }
    world.open("Paper", "ines", Edits::none().with("ccs", list(&["bob"])))
}

#[test]
fn domain_4_2_who_opens_a_ticket_again_is_said_by_the_workflow_and_by_the_status() {
    for (general, resolved, opens_answered, opens_resolved) in [
        (json!(null), json!(null), vec!["ines", "bob", "cleo"], vec!["ines", "bob", "cleo"]),
        (json!(["requester"]), json!(null), vec!["ines"], vec!["ines"]),
        (json!(["requester", "cc"]), json!(["organization_member"]), vec!["ines", "bob"], vec!["cleo"]),
        (json!(["staff"]), json!([]), vec!["ada"], vec![]),
    ] {
        let configure = |document: &mut Value| {
            if !general.is_null() {
                automatic(document)["reopened_by"] = general.clone();
            }
            if !resolved.is_null() {
                in_document(document, "resolved")["automatic"] = json!({ "reopened_by": resolved });
            }
        };
        on_every_storage(configure, |world| {
            let ticket = participants(world);
            for (from, opens) in [("answered", &opens_answered), ("resolved", &opens_resolved)] {
                let opened = ["ines", "bob", "cleo", "ada"].into_iter().filter(|key| {
                    if is(world, &ticket) != from {
                        world.ada(&status(&ticket, from));
                    }
                    let words = reply(&ticket, "And another thing.");
                    let _ =
                        if *key == "ada" { world.ada(&words) } else { world.customer(key, &words).unwrap() };
                    is(world, &ticket) == "open"
                });
                assert_eq!(opened.collect::<Vec<_>>(), *opens, "from {from}, {general} and {resolved}");
            }
        });
    }
}

#[test]
fn domain_4_2_every_other_row_leads_where_the_desk_says() {
    let configure = |document: &mut Value| {
        let rows = automatic(document);
        rows["note"] = json!("open");
        rows["automated_message"] = json!("postponed");
        rows["assigned"] = json!("open");
        rows["snoozed_message"] = json!("none");
        rows["snooze_over"] = json!("open");
        in_document(document, "open")["automatic"] = json!({ "agent_reply": "none", "note": "none", "assigned": "none", "requester_message": "postponed" });
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "field" }));
        document["rules"] = json!([{
            "name": "hello", "condition": { "field": "tags", "op": "contains", "value": "hello" },
            "actions": [{ "do": "send_message", "body": "Hello." }]
        }]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let begin = || world.opened_by_ines();
        // A note, another owner and another team, of a new ticket.
        let noted = begin();
        world.ada(&note(&noted, "Mine."));
        assert_eq!(is(world, &noted), "open");
        assert_eq!(moved(world, &noted).1.as_deref(), Some("note"));
        let owned = begin();
        world.ada(&assign(&owned, None, Some("ada")));
        assert_eq!(
            (is(world, &owned).as_str(), moved(world, &owned).1.as_deref()),
            ("open", Some("assigned"))
        );
        let handed = begin();
        world.ada(&change(&handed, Edits::none().with("team", "field")));
        assert_eq!(is(world, &handed), "open");
        // What the command says beats it, and what is set aside by its status.
        let said = begin();
        world.ada(&change(&said, Edits::none().with("owner", "ada").with("status", "answered")));
        assert_eq!(is(world, &said), "answered");
        world.host(&assign(&handed, Some("support"), Some("ada")));
        assert_eq!(is(world, &handed), "open");
        // A program speaks: a rule.
        let greeted = begin();
        world.ada(&change(&greeted, Edits::none().with("tags", list(&["hello"]))));
        assert_eq!(is(world, &greeted), "postponed");
        assert_eq!(moved(world, &greeted).1.as_deref(), Some("automated_message"));
        // A status of its own mind: the reply changes nothing, and the customer's word does.
        world.ada(&reply(&noted, "Which one?"));
        assert_eq!(is(world, &noted), "open");
        world.ines(&reply(&noted, "That one."));
        assert_eq!(is(world, &noted), "postponed");
        // A snooze that no message ends, and that leads elsewhere than it came from.
        let asleep = begin();
        let until = at("2026-06-02T09:00:00Z");
        world.ada(&Command::SnoozeTicket { ticket: asleep.clone(), until });
        world.ines(&reply(&asleep, "Wake up."));
        assert!(world.ticket(&asleep).snoozed_until.is_some());
        world.tick("2026-06-03T09:00:00Z");
        assert_eq!((is(world, &asleep).as_str(), world.ticket(&asleep).snoozed_until), ("open", None));
    });
}

#[test]
fn domain_4_2_a_late_message_is_kept_or_opens_the_ticket_where_the_desk_wants_it() {
    for (late, is_then) in [("keep", "closed"), ("reopen", "open")] {
        let configure = |document: &mut Value| automatic(document)["late_message"] = json!(late);
        on_every_storage(configure, |world| {
            world.hire(&["ada"]);
            let ticket = world.opened_by_ines();
            world.ada(&status(&ticket, "closed"));
            world.now("2026-08-01T09:00:00Z");
            let outcome = world.ines(&reply(&ticket, "It is back."));
            assert_eq!(TicketRef::Number(outcome.number.unwrap()), ticket);
            assert_eq!((is(world, &ticket).as_str(), world.thread(&ticket).len()), (is_then, 2));
        });
    }
}

/// Thanks keep a ticket solved; "Nice one" is thanks here.
fn polite(document: &mut Value) {
    automatic(document)["courtesy"] = json!({ "phrases": ["Nice one"] });
    document["policies"][0]["targets"].as_array_mut().unwrap().push(json!({
        "metric": "next_reply", "within": "PT8H"
    }));
}

#[test]
fn feature_2_21_thanks_do_not_open_a_solved_ticket() {
    on_every_storage(polite, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&reply_with(&ticket, "Done.", Edits::none().with("status", "resolved")));
        for words in ["Thanks!", "nice one :-)", "Great, thank you very much.\nBest regards"] {
            world.ines(&reply(&ticket, words));
            assert_eq!(is(world, &ticket), "resolved", "{words}");
        }
        let seen = world.ticket(&ticket);
        assert_eq!((seen.reopens, seen.waiting_since), (0, None));
        assert_eq!(world.thread(&ticket).len(), 5);
        let clocks = world.clocks(&ticket);
        assert!(!clocks.iter().any(|(clock, _)| clock.key.metric == Metric::NextReply), "{clocks:?}");
        // The time after which it closes has not begun anew.
        world.tick("2026-06-05T09:00:00Z");
        assert_eq!(
            moved(world, &ticket),
            ("2026-06-05T09:00:00.000Z".to_owned(), Some("auto_close".to_owned()))
        );
        // Closed for good, it still is no new ticket.
        world.now("2026-08-01T09:00:00Z");
        let outcome = world.ines(&reply(&ticket, "Merci beaucoup"));
        assert_eq!(TicketRef::Number(outcome.number.unwrap()), ticket);
        assert_eq!(is(world, &ticket), "closed");
    });
}

#[test]
fn feature_2_21_whatever_says_more_than_thanks_opens_it() {
    on_every_storage(polite, |world| {
        world.hire(&["ada"]);
        for words in ["Thanks, but it is on fire again.", "Thanks?", "no", "Danke 2"] {
            let ticket = world.opened_by_ines();
            world.ada(&status(&ticket, "resolved"));
            world.ines(&reply(&ticket, words));
            assert_eq!(is(world, &ticket), "open", "{words}");
        }
        // While the desk waits for an answer every word is one.
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "Shall we?"));
        world.ines(&reply(&ticket, "Perfect, thanks"));
        assert_eq!(is(world, &ticket), "open");
    });
    on_every_storage(
        |_| (),
        |world| {
            world.hire(&["ada"]);
            let ticket =
                TicketRef::Number(world.host(&create("Paper", "ines", Edits::none())).number.unwrap());
            world.ada(&status(&ticket, "resolved"));
            world.ines(&reply(&ticket, "Thanks!"));
            assert_eq!(is(world, &ticket), "open", "nobody asked for it");
        },
    );
}

/// Time may bring a ticket to somebody, who then names it in a link before anybody has looked.
#[test]
fn what_was_due_on_a_ticket_that_is_only_named_is_kept_with_it() {
    let comes_over = |document: &mut Value| {
        in_document(document, "new")["after"] = json!({ "span": "P1D", "to": "open" });
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "field" }));
        document["rules"] = json!([{
            "name": "over", "condition": { "field": "status", "op": "eq", "value": "open" },
            "actions": [{ "do": "set", "field": "team", "value": "support" }]
        }]);
    };
    on_every_storage(comes_over, |world| {
        world.hire(&["ada"]);
        let parent = world.open("Paper", "ines", Edits::none().with("team", "field"));
        world.now("2026-06-03T09:00:00Z");
        let part = world.open("Ink", "ines", Edits::none());
        let relation = ticketkit::model::Relation::Parent;
        world.ada(&Command::LinkTickets { ticket: part.clone(), relation, to: parent.clone() });
        let seen = world.ticket(&parent);
        let events = world.events(&parent);
        assert_eq!((seen.status.as_str(), seen.team.as_deref()), ("open", Some("support")));
        assert_eq!(events.last().unwrap().version, seen.version);
        world.tick("2026-06-03T09:00:00.001Z");
        world.ada(&Command::UnlinkTickets { ticket: part, relation, to: parent });
    });
}
