//! What a document would do to a desk, and what it would have done: tried on what is stored, without touching it.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use ticketkit::command::{Command, Edits};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{GroupBy, Preview, PreviewOptions, Tally, WhatIf, WhatIfReport};
use ticketkit::model::{Actor, ChecklistChange, Decimal, Metric};
use ticketkit::{Code, Error};

use crate::stage::{configure, default_with};
use crate::world::{
    World, agent, assign, at, change, on_every_storage, person, problems, reply, status, unchanged,
};

const HOUR: i64 = 3_600_000;

/// The default desk, but that a first reply is owed within so long.
fn first_reply_within(within: &str) -> String {
    default_with(|document| document["policies"][0]["targets"][0]["within"] = json!(within)).to_string()
}

/// A policy for high priorities before the one for all, and an office that opens at seven.
fn other_policies(document: &mut Value) {
    let strict = json!({
        "name": "strict", "calendar": "office",
        "condition": { "field": "priority", "op": "eq", "value": "high" },
        "targets": [{ "metric": "first_reply", "within": "PT1H" }]
    });
    document["policies"].as_array_mut().unwrap().insert(0, strict);
    for day in document["calendars"]["office"]["weekly"].as_object_mut().unwrap().values_mut() {
        *day = json!([["07:00", "17:00"]]);
    }
}

/// Tickets that are answered one, two and three hours after the office opens, and a fourth that is not answered.
fn four_tickets(world: &World<'_>) {
    world.hire(&["ada"]);
    let tickets =
        [(Some("10:00"), "normal"), (Some("11:00"), "high"), (Some("12:00"), "high"), (None, "low")];
    for (n, (answered, priority)) in tickets.into_iter().enumerate() {
        world.now(&format!("2026-06-01T08:0{n}:00Z"));
        let ticket = world.open("Fire", "ines", Edits::none().with("priority", priority));
        if let Some(time) = answered {
            world.tick(&format!("2026-06-01T{time}:00Z"));
            world.ada(&reply(&ticket, "We come."));
        }
    }
    world.tick("2026-06-01T16:00:00Z");
}

fn what_if(world: &World<'_>, document: &str) -> WhatIfReport {
    world.desk.what_if(document, &WhatIf::default(), &Actor::host(), &mut |_| true).unwrap()
}

fn preview(world: &World<'_>, document: &str, options: &PreviewOptions) -> Preview {
    world.desk.preview(document, options, &Actor::host(), &mut |_| true).unwrap()
}

fn counts(tally: &Tally) -> [u64; 5] {
    [tally.met, tally.missed, tally.cancelled, tally.running, tally.breaches]
}

#[test]
fn the_same_document_gives_what_is_stored() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        let report = what_if(world, &default_with(unchanged).to_string());
        assert!(report.complete && report.refused.count == 0 && report.strange_statuses == 0);
        assert_eq!((report.tickets, report.config_version, report.as_of), (4, 1, at("2026-06-01T16:00:00Z")));
        assert!(!report.rows.is_empty());
        for row in &report.rows {
            assert_eq!(row.before, row.after, "{row}");
        }
        let all = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
        assert_eq!(counts(&all.before), [3, 0, 0, 1, 0]);
        assert_eq!((all.before.median_ms, all.before.p90_ms), (Some(2 * HOUR), Some(3 * HOUR)));
    });
}

#[test]
fn domain_9_a_shorter_promise_would_have_been_missed_more_often() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        let before = crate::stage::feed(&world.desk);
        let report = what_if(world, &first_reply_within("PT2H"));
        let all = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
        assert_eq!(counts(&all.before), [3, 0, 0, 1, 0]);
        // The reply at the deadline is in time; that of the fourth is due, too.
        assert_eq!(counts(&all.after), [2, 2, 0, 0, 2]);
        assert_eq!(
            (all.before.attainment, all.after.attainment),
            (Some(Decimal::from(1)), "0.5".parse().ok())
        );
        assert_eq!(
            all.to_string(),
            "all, first_reply: 3 -> 2 met, 0 -> 2 missed, 0 cancelled, 1 -> 0 running; attained 100.0 % -> 50.0 %; \
             breaches 0 -> 2; median PT2H; 90th percentile PT3H",
        );
        let by = |by, value: &str| counts(&report.row(by, Some(value), &Metric::FirstReply).unwrap().after);
        assert_eq!(by(GroupBy::Policy, "standard"), [2, 2, 0, 0, 2]);
        assert_eq!(by(GroupBy::Priority, "normal"), [1, 0, 0, 0, 0]);
        assert_eq!(by(GroupBy::Priority, "high"), [1, 1, 0, 0, 1]);
        assert_eq!(by(GroupBy::Priority, "low"), [0, 1, 0, 0, 1]);
        assert_eq!(by(GroupBy::Team, "support"), [2, 2, 0, 0, 2]);
        assert_eq!(by(GroupBy::Month, "2026-06"), [2, 2, 0, 0, 2]);
        assert_eq!(crate::stage::feed(&world.desk), before, "nothing is touched");
        let again: WhatIfReport = serde_json::from_value(serde_json::to_value(&report).unwrap()).unwrap();
        assert_eq!(again, report);
    });
}

#[test]
fn another_policy_and_other_hours_are_lived_from_the_first_day() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.now("2026-06-01T06:00:00Z");
        let ticket = world.open("Fire", "ines", Edits::none().with("priority", "normal"));
        world.now("2026-06-01T07:30:00Z").host(&change(&ticket, Edits::none().with("priority", "high")));
        world.tick("2026-06-01T09:30:00Z");
        world.ada(&reply(&ticket, "We come."));
        world.ada(&status(&ticket, "resolved"));
        let report = what_if(world, &default_with(other_policies).to_string());
        let row = |by, value: Option<&str>, metric| report.row(by, value, &metric).unwrap();
        let reply = row(GroupBy::Policy, Some("strict"), Metric::FirstReply);
        // From seven on it counts, and from half past seven on an hour is allowed.
        assert_eq!((counts(&reply.before), counts(&reply.after)), ([0; 5], [0, 1, 0, 0, 1]));
        assert_eq!(reply.after.median_ms, Some(5 * HOUR / 2));
        let old = row(GroupBy::Policy, Some("standard"), Metric::FirstReply);
        assert_eq!((counts(&old.before), counts(&old.after)), ([1, 0, 0, 0, 0], [0, 0, 1, 0, 0]));
        assert_eq!(old.before.median_ms, Some(HOUR / 2));
        let resolution = row(GroupBy::All, None, Metric::Resolution);
        assert_eq!(
            (counts(&resolution.before), counts(&resolution.after)),
            ([1, 0, 0, 0, 0], [0, 0, 1, 0, 0])
        );
    });
}

/// Whatever changes a field is a step of the life that is lived again: logging time and a checklist, too.
#[test]
fn a_pause_that_hangs_on_a_checklist_is_lived_again() {
    let resting = |document: &mut Value| {
        let rests = json!({ "any": [
            { "field": "checklist_open", "op": "gt", "value": 0 },
            { "field": "spent_minutes", "op": "gt", "value": 60 },
        ] });
        for target in document["policies"][0]["targets"].as_array_mut().unwrap() {
            target["pause_when"] = rests.clone();
        }
    };
    on_every_storage(resting, |world| {
        world.hire(&["ada"]);
        let by_list = world.opened_by_ines();
        let by_time = world.open("Flood", "ines", Edits::none());
        world.now("2026-06-01T10:00:00Z");
        let changes = vec![ChecklistChange::Add { text: "Ask the landlord".to_owned(), place: None }];
        world.ada(&Command::ChangeChecklist { ticket: by_list, changes });
        world.ada(&Command::LogTime { ticket: by_time, minutes: 90 });
        world.tick("2026-06-05T16:00:00Z");
        let report = what_if(world, &default_with(resting).to_string());
        for row in &report.rows {
            assert_eq!(row.before, row.after, "{row}");
            assert_eq!(row.after.breaches, 0, "{row}");
        }
    });
}

#[test]
fn what_if_looks_at_what_is_asked_for_and_until_when() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        let options = WhatIf {
            condition: Some(Condition::test("priority", Op::Eq, ["low"])),
            as_of: Some(at("2026-06-03T09:00:00Z")),
        };
        let document = default_with(unchanged).to_string();
        let report = world.desk.what_if(&document, &options, &Actor::host(), &mut |_| true).unwrap();
        assert_eq!(report.tickets, 1);
        let all = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
        assert_eq!((counts(&all.before), counts(&all.after)), ([0, 1, 0, 0, 1], [0, 1, 0, 0, 1]));
        let wrong = WhatIf { condition: Some(Condition::test("priorty", Op::Eq, ["low"])), ..options };
        let error = world.desk.what_if(&document, &wrong, &Actor::host(), &mut |_| true).unwrap_err();
        assert_eq!(problems(&error), [(Code::UnknownField, "/condition/field")]);
    });
}

#[test]
fn a_trial_tells_how_far_it_is_and_can_be_ended() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for _ in 0..250 {
            world.open("Fire", "ines", Edits::none());
        }
        let document = first_reply_within("PT1H");
        let told = Cell::new(0);
        let mut stop = |done| {
            told.set(done);
            false
        };
        let report = world.desk.what_if(&document, &WhatIf::default(), &Actor::host(), &mut stop).unwrap();
        assert_eq!((report.complete, report.tickets, told.get()), (false, 200, 200));
        assert!(report.to_string().starts_with("200 tickets, and not all of them"), "{report}");
        let preview =
            world.desk.preview(&document, &PreviewOptions::default(), &Actor::host(), &mut stop).unwrap();
        assert_eq!((preview.complete, preview.tickets), (false, 200));
        let report = what_if(world, &document);
        assert_eq!((report.complete, report.tickets), (true, 250));
    });
}

#[test]
fn who_may_not_configure_tries_nothing_and_a_wrong_document_says_all() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        world.host(&agent("eve", "admin", &[]));
        let document = first_reply_within("PT1H");
        let both = |actor: Actor, document: &str| -> [Option<Error>; 2] {
            let first = world.desk.what_if(document, &WhatIf::default(), &actor, &mut |_| true).err();
            [first, world.desk.preview(document, &PreviewOptions::default(), &actor, &mut |_| true).err()]
        };
        let code = |errors: [Option<Error>; 2]| errors.map(|error| error.map(|error| error.code()));
        assert_eq!(code(both(Actor::agent("eve"), &document)), [None, None]);
        assert_eq!(code(both(Actor::agent("ada"), &document)), [Some(Code::Forbidden); 2]);
        assert_eq!(code(both(Actor::requester("ines"), &document)), [Some(Code::Forbidden); 2]);
        let wrong = default_with(|document| {
            document["default_priority"] = json!("normall");
            document["policies"][0]["calendar"] = json!("ofice");
        });
        for error in both(Actor::host(), &wrong.to_string()).map(Option::unwrap) {
            let found = problems(&error);
            assert_eq!(found.len(), 2, "{error}");
            assert!(found.iter().any(|(_, path)| *path == "/document/default_priority"), "{error}");
            assert!(found.iter().any(|(_, path)| *path == "/document/policies/0/calendar"), "{error}");
        }
    });
}

#[test]
fn who_sees_a_part_of_the_tickets_tries_on_these() {
    let configure = |document: &mut Value| {
        let mut lead = document["roles"][0].clone();
        (lead["name"], lead["scope"]) = (json!("lead"), json!("team"));
        document["roles"].as_array_mut().unwrap().push(lead);
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "field", "strategy": "manual" }));
    };
    on_every_storage(configure, |world| {
        world.host(&agent("lea", "lead", &["field"]));
        let moved = world.opened_by_ines();
        world.opened_by_ines();
        world.host(&assign(&moved, Some("field"), None));
        let document = default_with(configure).to_string();
        let seen = |actor: &Actor| {
            let report = world.desk.what_if(&document, &WhatIf::default(), actor, &mut |_| true).unwrap();
            let preview =
                world.desk.preview(&document, &PreviewOptions::default(), actor, &mut |_| true).unwrap();
            (report.tickets, preview.tickets)
        };
        assert_eq!(seen(&Actor::host()), (2, 2));
        assert_eq!(seen(&Actor::agent("lea")), (1, 1));
    });
}

#[test]
fn a_preview_says_whose_deadline_moves_who_becomes_late_and_by_how_much() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        let urgent = world.open("Smoke", "ines", Edits::none().with("priority", "urgent"));
        world.ada(&reply(&urgent, "We come."));
        world.now("2026-06-01T16:30:00Z");
        let stored = crate::stage::feed(&world.desk);
        let document = default_with(|document| {
            document["policies"][0]["targets"] = json!([
                { "metric": "first_reply", "within": "PT6H" },
                { "metric": "resolution", "within": "PT20H" },
                { "metric": "first_assign", "within": "PT1H" }
            ]);
        });
        let preview = preview(world, &document.to_string(), &PreviewOptions::default());
        assert_eq!((preview.config_version, preview.at), (2, at("2026-06-01T16:30:00Z")));
        assert!(preview.complete);
        // Of the fourth both clocks run; the others have a resolution that is paused.
        assert_eq!((preview.tickets, preview.clocks), (5, 6));
        assert_eq!((preview.moved, preview.ended, preview.begun), (6, 0, 5));
        let said: Vec<String> = preview.moves.iter().map(ToString::to_string).collect();
        assert!(
            said.contains(
                &"4, standard/first_reply/1: due 2026-06-01T17:00:00.000Z -> 2026-06-01T15:00:00.000Z, late by PT1H30M"
                    .to_owned()
            ),
            "{said:#?}",
        );
        let paused = preview.moves.iter().find(|one| one.number == "5").unwrap();
        assert_eq!((paused.due_before, paused.due_after, paused.becomes_late), (None, None, false));
        assert_eq!((paused.target_before_ms, paused.target_after_ms), (Some(4 * HOUR), Some(20 * HOUR)));
        assert_eq!(crate::stage::feed(&world.desk), stored, "nothing is touched");

        // What is done afterwards is what was said.
        world.host(&configure(&document));
        let tickets: BTreeSet<_> = preview.moves.iter().map(|one| one.ticket).collect();
        for ticket in tickets {
            world.host(&Command::RebindClocks { ticket: ticket.into() });
        }
        for one in &preview.moves {
            let clocks = world.clocks(&one.ticket.into());
            let (clock, _) =
                clocks.iter().find(|(clock, _)| Some(&clock.key) == one.becomes.as_ref()).unwrap();
            assert_eq!((clock.due_at, Some(clock.target_ms)), (one.due_after, one.target_after_ms), "{one}");
            assert_eq!(clock.breached_at.is_some(), one.becomes_late, "{one}");
        }
        let late = preview.moves.iter().filter(|one| one.becomes_late).count();
        assert_eq!(u64::try_from(late), Ok(preview.late));
    });
}

#[test]
fn a_preview_shows_promises_that_end_and_lists_page_by_page() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        let document = default_with(|document| {
            document["policies"] = json!([{
                "name": "replies", "calendar": "office",
                "targets": [{ "metric": "first_reply", "within": "PT1H" }]
            }]);
        });
        let document = document.to_string();
        let whole = preview(world, &document, &PreviewOptions::default());
        let texts: Vec<String> = whole.moves.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "1, standard/resolution/1 ends: due none -> none",
                "2, standard/resolution/1 ends: due none -> none",
                "3, standard/resolution/1 ends: due none -> none",
                "4, standard/first_reply/1 as replies/first_reply/1: due 2026-06-01T17:00:00.000Z -> \
                 2026-06-01T10:00:00.000Z, late by PT6H",
                "4, standard/resolution/1 ends: due 2026-06-05T17:00:00.000Z -> none",
            ],
        );
        assert_eq!((whole.moved, whole.late, whole.ended, whole.begun), (1, 1, 4, 0));
        let page = |after: Option<String>, limit, late_only| {
            let options =
                PreviewOptions { after, limit: Some(limit), late_only, ..PreviewOptions::default() };
            preview(world, &document, &options)
        };
        // The first page has the totals of everything, a later one looks no further than its list.
        let first = page(None, 2, false);
        assert_eq!(first.moves, whole.moves[..2]);
        assert_eq!((first.tickets, first.moved, first.late, first.ended), (4, 1, 1, 4));
        let second = page(first.next.clone(), 1, false);
        assert_eq!(second.moves, whole.moves[2..3]);
        assert_eq!((second.tickets, second.moved, second.ended, second.complete), (1, 0, 1, false));
        // A page ends between two tickets: the two changes of the fourth stay together.
        let third = page(second.next, 1, false);
        assert_eq!(third.moves, whole.moves[3..]);
        assert_eq!((third.complete, &third.next), (true, &None));
        assert_eq!(page(None, 50, true).moves, whole.moves[3..4]);
        let other = PreviewOptions { after: first.next, ..PreviewOptions::default() };
        let error = world.desk.preview(&first_reply_within("PT9H"), &other, &Actor::host(), &mut |_| true);
        assert_eq!(problems(&error.unwrap_err()), [(Code::BadCursor, "/after")]);
        let high = Some(Condition::test("priority", Op::Eq, ["high"]));
        let some = PreviewOptions { condition: high, ..PreviewOptions::default() };
        assert_eq!(preview(world, &document, &some).moves, whole.moves[1..3]);
        let none = PreviewOptions { limit: Some(0), ..PreviewOptions::default() };
        let error = world.desk.preview(&document, &none, &Actor::host(), &mut |_| true).unwrap_err();
        assert_eq!(problems(&error), [(Code::OutOfRange, "/limit")]);
    });
}

#[test]
fn a_status_that_the_document_does_not_have_is_counted() {
    let with_parking = |document: &mut Value| {
        let workflow = &mut document["workflows"][0];
        let parked = json!({ "name": "parked", "category": "on_hold" });
        workflow["statuses"].as_array_mut().unwrap().push(parked);
        workflow["transitions"].as_array_mut().unwrap().push(json!({ "from": "any", "to": "any" }));
    };
    on_every_storage(with_parking, |world| {
        let ticket = world.opened_by_ines();
        world.host(&status(&ticket, "parked"));
        world.opened_by_ines();
        let report = what_if(world, &default_with(unchanged).to_string());
        assert_eq!((report.tickets, report.strange_statuses), (2, 1));
        let same = what_if(world, &default_with(with_parking).to_string());
        assert_eq!(same.strange_statuses, 0);
    });
}

#[test]
fn a_promise_that_no_calendar_can_hold_is_refused_ticket_by_ticket() {
    on_every_storage(unchanged, |world| {
        four_tickets(world);
        let document = default_with(|document| {
            document["policies"][0]["targets"][1]["within"] = json!({ "low": "P4000D", "high": "PT8H" });
        });
        let report = what_if(world, &document.to_string());
        assert_eq!((report.tickets, report.refused.count), (4, 1));
        assert_eq!(report.refused.first[0].number, "4");
        let code = report.refused.first[0].problem.code;
        assert_eq!(
            preview(world, &document.to_string(), &PreviewOptions::default()).refused.first[0].problem.code,
            code
        );
        let all = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
        assert_eq!(counts(&all.before), [3, 0, 0, 0, 0], "a refused ticket is on neither side");
    });
}

#[test]
fn a_step_that_changes_its_ticket_at_its_own_instant_is_lived_in_its_order() {
    let configure = |document: &mut Value| {
        document["policies"][0]["targets"][0]["within"] = json!({ "low": "PT8H", "urgent": "PT20H" });
        document["policies"][0]["steps"] = json!([{
            "metric": "first_reply", "at": { "percent": 50 }, "notify": ["assignees"], "set": { "priority": "urgent" }
        }]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none().with("priority", "low"));
        world.tick("2026-06-02T09:30:00Z");
        assert_eq!(world.ticket(&ticket).priority, "urgent");
        // Half of eight hours; under twenty the step would have come again at ten.
        let steps = |world: &World<'_>| {
            let kinds = world.events(&ticket).into_iter().map(|event| event.kind);
            kinds.filter(|kind| kind.as_str() == "step_taken").count()
        };
        assert_eq!(steps(world), 1);
        world.tick("2026-06-03T12:00:00Z");
        assert_eq!(steps(world), 1);
        let report = what_if(world, &default_with(configure).to_string());
        assert!(report.rows.iter().all(|row| row.before == row.after), "{report}");
    });
}

#[test]
fn an_organization_has_the_calendar_that_it_has_now() {
    let configure = |document: &mut Value| {
        document["calendars"]["long"] = document["calendars"]["office"].clone();
        for day in document["calendars"]["long"]["weekly"].as_object_mut().unwrap().values_mut() {
            *day = json!([["06:00", "18:00"]]);
        }
        document["policies"][0]["calendar_from"] = json!(["organization"]);
    };
    let plain = |document: &mut Value| {
        configure(document);
        document["policies"][0].as_object_mut().unwrap().remove("calendar_from");
    };
    on_every_storage(plain, |world| {
        world.hire(&["ada"]);
        world.host(&Command::PutOrganization {
            key: "acme".to_owned(),
            name: Some("Acme".to_owned()),
            shared: None,
            calendar: Some("long".to_owned()),
            external_ids: None,
        });
        let mut ines = person("ines");
        if let Command::PutPerson { organization, .. } = &mut ines {
            *organization = Some("acme".to_owned());
        }
        world.host(&ines);
        world.now("2026-06-01T05:00:00Z");
        let ticket = world.open("Fire", "ines", Edits::none().with("priority", "high"));
        world.now("2026-06-01T09:30:00Z");
        let document = default_with(configure).to_string();
        let preview = preview(world, &document, &PreviewOptions::default());
        let due: Vec<_> = preview.moves.iter().map(|one| one.due_after).collect();
        assert_eq!(due, [Some(at("2026-06-01T10:00:00Z")), Some(at("2026-06-01T14:00:00Z"))]);
        world.now("2026-06-01T10:30:00Z").ada(&reply(&ticket, "We come."));
        let report = what_if(world, &document);
        let all = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
        assert_eq!((counts(&all.before), counts(&all.after)), ([1, 0, 0, 0, 0], [0, 1, 0, 0, 1]));
        assert_eq!((all.before.median_ms, all.after.median_ms), (Some(3 * HOUR / 2), Some(9 * HOUR / 2)));
    });
}
