//! What is asked about service levels: accounts, deadlines as a calendar, and documents on trial, in pieces.

use serde_json::json;
use ticketkit::Code;
use ticketkit::command::{Answer, Edits, Preview, Query, Tally, WhatIfReport, parse};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{GroupBy, PreviewOptions, WhatIf};
use ticketkit::ical::{self, Component};
use ticketkit::model::{Actor, Metric};
use ticketkit::sla::Whose;

use crate::stage::{agent, default_with};
use crate::world::{World, assign, at, change, on_every_storage, person, problems, reply, status, unchanged};

/// The default desk, but that a first reply is owed within an hour, and urgent things belong to a second team.
fn stricter() -> String {
    default_with(|document| document["policies"][0]["targets"][0]["within"] = json!("PT1H")).to_string()
}

fn question(json: &serde_json::Value) -> Query {
    parse(&json.to_string()).unwrap()
}

#[test]
fn an_account_can_be_asked_for_in_any_language() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.now("2026-06-01T10:00:00Z");
        let ticket = world.open("Fire", "ines", Edits::none());
        world.now("2026-06-01T12:00:00Z");
        world.ada(&reply(&ticket, "Which door?"));
        world.now("2026-06-02T10:00:00Z");
        let asked = question(&json!({ "ask": "account", "ticket": "1", "picture": true }));
        let Answer::Account { clocks, spent, totals, text, svg, policies, until, .. } = world.answer(&asked)
        else {
            panic!("an account")
        };
        let account = world.desk.account(&ticket, None, &Actor::host()).unwrap();
        assert_eq!((&clocks, &spent, until), (&account.clocks, &account.spent, account.until));
        assert_eq!((text, svg), (account.to_text(), Some(account.to_svg())));
        assert_eq!(policies[0].policy.as_deref(), Some("standard"));
        let totals: Vec<_> = totals.iter().map(|total| (total.whose, total.length_ms / 3_600_000)).collect();
        assert_eq!(totals, [(Whose::Us, 2), (Whose::Customer, 22)]);

        let plain = question(&json!({ "ask": "account", "ticket": "1", "as_of": "2026-06-05T10:00:00Z" }));
        let Answer::Account { svg: None, until, .. } = world.answer(&plain) else { panic!("no picture") };
        assert_eq!(until, at("2026-06-05T10:00:00Z"));
        // Before its last change it was another ticket, and an account without end has no end of spans.
        let early = question(&json!({ "ask": "account", "ticket": "1", "as_of": "2026-06-01T11:00:00Z" }));
        let Answer::Account { until, .. } = world.answer(&early) else { panic!("an account") };
        assert_eq!(until, at("2026-06-01T12:00:00Z"));
        let far = question(&json!({ "ask": "account", "ticket": "1", "as_of": "9026-06-01T11:00:00Z" }));
        let error = world.ask(&far, &Actor::host()).unwrap_err();
        assert_eq!(problems(&error), [(Code::OutOfRange, "/as_of")]);
        let error = world.ask(&asked, &Actor::requester("ines")).unwrap_err();
        assert_eq!(problems(&error), [(Code::Forbidden, "")]);
        let missing = question(&json!({ "ask": "account", "ticket": "77" }));
        assert_eq!(
            problems(&world.ask(&missing, &Actor::host()).unwrap_err()),
            [(Code::NotFound, "/ticket")]
        );
    });
}

/// Seven tickets an hour apart, every second one answered two hours later.
fn seven_tickets(world: &World<'_>) {
    world.hire(&["ada"]);
    for n in 0..7 {
        world.now(&format!("2026-06-0{}T09:00:00Z", n + 1));
        let ticket = world.open("Fire", "ines", Edits::none());
        if n % 2 == 0 {
            world.tick(&format!("2026-06-0{}T11:00:00Z", n + 1));
            world.ada(&reply(&ticket, "We come."));
        }
    }
    world.tick("2026-06-08T10:30:00Z");
}

fn previews(world: &World<'_>, asked: &serde_json::Value) -> Vec<Preview> {
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let mut asked = asked.clone();
        asked["after"] = json!(after);
        if after.is_none() {
            asked.as_object_mut().unwrap().remove("after");
        }
        let Answer::Preview { preview, text } = world.answer(&question(&asked)) else { panic!("a preview") };
        assert_eq!(text, preview.to_string());
        after.clone_from(&preview.next);
        pages.push(*preview);
        if after.is_none() {
            return pages;
        }
    }
}

#[test]
fn the_pages_of_a_preview_look_at_each_ticket_once_and_add_up() {
    on_every_storage(unchanged, |world| {
        seven_tickets(world);
        let document = stricter();
        let whole =
            world.desk.preview(&document, &PreviewOptions::default(), &Actor::host(), &mut |_| true).unwrap();
        assert!(whole.moved > 0 && whole.late > 0, "{whole}");
        for limit in [1, 3, 7, 1_000] {
            let asked = json!({ "ask": "preview", "document": document, "limit": limit });
            let pages = previews(world, &asked);
            assert_eq!(pages.len(), 7_usize.div_ceil(limit), "each ticket once");
            let sum = |of: fn(&Preview) -> u64| pages.iter().map(of).sum::<u64>();
            assert_eq!(
                [sum(|it| it.tickets), sum(|it| it.clocks), sum(|it| it.moved), sum(|it| it.late)],
                [whole.tickets, whole.clocks, whole.moved, whole.late],
            );
            let moves: Vec<_> = pages.iter().flat_map(|page| page.moves.clone()).collect();
            assert_eq!(moves, whole.moves);
            assert!(pages.iter().rev().skip(1).all(|page| !page.complete));
            assert!(pages.last().unwrap().complete);
        }
        let late = previews(world, &json!({ "ask": "preview", "document": document, "late_only": true }));
        assert!(late[0].moves.iter().all(|one| one.becomes_late) && !late[0].moves.is_empty());

        let first = json!({ "ask": "preview", "document": document, "limit": 2 });
        let Answer::Preview { preview, .. } = world.answer(&question(&first)) else { panic!("a preview") };
        for (member, value) in [
            ("document", json!(default_with(unchanged).to_string())),
            ("condition", json!({ "field": "priority", "op": "eq", "value": "low" })),
        ] {
            let mut other = first.clone();
            (other["after"], other[member]) = (json!(preview.next), value);
            let error = world.ask(&question(&other), &Actor::host()).unwrap_err();
            assert_eq!(problems(&error), [(Code::BadCursor, "/after")], "{member}");
        }
    });
}

#[test]
fn without_a_document_a_preview_tells_what_a_rebinding_would_do() {
    on_every_storage(unchanged, |world| {
        seven_tickets(world);
        let asked = json!({ "ask": "preview" });
        assert_eq!(previews(world, &asked)[0].changes(), 0, "all clocks stand on what is in force");
        let document: serde_json::Value = serde_json::from_str(&stricter()).unwrap();
        world.host(&crate::stage::configure(&document));
        let preview = &previews(world, &asked)[0];
        assert_eq!((preview.moved, preview.late), (3, 1), "{preview}");
    });
}

#[test]
fn who_may_not_configure_tries_nothing_by_a_question_either() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for name in ["preview", "what_if"] {
            let asked = question(&json!({ "ask": name, "document": stricter() }));
            for actor in [Actor::agent("ada"), Actor::requester("ines")] {
                world.host(&person("ines"));
                let error = world.ask(&asked, &actor).unwrap_err();
                assert_eq!(problems(&error), [(Code::Forbidden, "")], "{name}");
            }
            let wrong = question(&json!({ "ask": name, "document": "{}" }));
            let error = world.ask(&wrong, &Actor::host()).unwrap_err();
            assert!(error.problems().iter().all(|problem| problem.path.starts_with("/document/")), "{error}");
            let condition = json!({ "field": "priorty", "op": "eq", "value": "low" });
            let wrong = question(&json!({ "ask": name, "condition": condition }));
            let error = world.ask(&wrong, &Actor::host()).unwrap_err();
            assert_eq!(problems(&error), [(Code::UnknownField, "/condition/field")], "{name}");
            for limit in [0, 100_001] {
                let wrong = question(&json!({ "ask": name, "limit": limit }));
                let error = world.ask(&wrong, &Actor::host()).unwrap_err();
                assert_eq!(problems(&error), [(Code::OutOfRange, "/limit")], "{name}");
            }
            let wrong = question(&json!({ "ask": name, "after": "here" }));
            let error = world.ask(&wrong, &Actor::host()).unwrap_err();
            assert_eq!(problems(&error), [(Code::BadCursor, "/after")], "{name}");
        }
    });
}

#[test]
fn the_pieces_of_a_history_add_up() {
    on_every_storage(unchanged, |world| {
        seven_tickets(world);
        let (document, as_of) = (stricter(), at("2026-06-08T10:30:00Z"));
        let options = WhatIf { as_of: Some(as_of), ..WhatIf::default() };
        let whole = world.desk.what_if(&document, &options, &Actor::host(), &mut |_| true).unwrap();
        let counts = |report: &WhatIfReport| {
            let row = report.row(GroupBy::All, None, &Metric::FirstReply).unwrap();
            let counts = |tally: &Tally| [tally.met, tally.missed, tally.running, tally.breaches];
            [counts(&row.before), counts(&row.after)]
        };
        let mut sum = [[0; 4]; 2];
        let mut asked = json!({ "ask": "what_if", "document": document, "as_of": as_of, "limit": 3 });
        let mut tickets = Vec::new();
        loop {
            let Answer::WhatIf { report, text } = world.answer(&question(&asked)) else { panic!("a report") };
            assert_eq!(text, report.to_string());
            for (sum, count) in sum.iter_mut().flatten().zip(counts(&report).iter().flatten()) {
                *sum += count;
            }
            tickets.push(report.tickets);
            assert_eq!(report.complete, report.next.is_none());
            let Some(next) = report.next else { break };
            asked["after"] = json!(next);
        }
        assert_eq!((tickets, sum), (vec![3, 3, 1], counts(&whole)));
        assert_ne!(sum[0], sum[1], "the document makes a difference");
        asked["as_of"] = json!("2026-06-09T09:30:00Z");
        let error = world.ask(&question(&asked), &Actor::host()).unwrap_err();
        assert_eq!(problems(&error), [(Code::BadCursor, "/after")], "another question");
    });
}

/// What a calendar has, by uid.
fn entries(world: &World<'_>, asked: &serde_json::Value) -> (Vec<Component>, u64, Option<String>) {
    let Answer::Deadlines { calendar, items, next } = world.answer(&question(asked)) else {
        panic!("a calendar")
    };
    let read = ical::read(&calendar).unwrap();
    assert_eq!(read.len(), 1);
    (read[0].components.clone(), items, next)
}

#[test]
fn due_dates_plans_and_open_promises_are_a_calendar() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let plan = Edits::none()
            .with("due_at", "2026-06-10T12:00:00Z")
            .with("planned_from", "2026-06-03T09:00:00Z")
            .with("planned_to", "2026-06-03T11:30:00Z");
        let ticket = world.open("Fire; hall 7", "ines", plan);
        let asked = json!({ "ask": "deadlines", "name": "Support", "link": "https://desk.example/t/" });
        let (entries_then, items, next) = entries(world, &asked);
        let id = world.ticket(&ticket).id;
        let uids: Vec<String> = entries_then.iter().map(|entry| entry.text("UID")).collect();
        let expected = ["due_at", "planned", "standard/first_reply/1", "standard/resolution/1"];
        assert_eq!(uids, expected.map(|what| format!("{id}/{what}")));
        assert_eq!((items, next), (4, None));
        let kinds: Vec<&str> = entries_then.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(kinds, ["VTODO", "VEVENT", "VTODO", "VTODO"]);
        let said = |entry: &Component| ["SUMMARY", "URL"].map(|name| entry.text(name));
        assert_eq!(said(&entries_then[0]), ["1: Fire; hall 7 (due)", "https://desk.example/t/1"]);
        assert_eq!(entries_then[2].text("SUMMARY"), "1: Fire; hall 7 (first_reply)");
        assert_eq!(entries_then[2].text("DUE"), "20260601T170000Z", "eight hours of nine to five");
        assert_eq!(entries_then[1].text("DTEND"), "20260603T113000Z");

        // What moves keeps its uid, what is met or waits is gone.
        world.now("2026-06-01T10:00:00Z");
        world.host(&change(&ticket, Edits::none().with("due_at", "2026-06-11T12:00:00Z")));
        world.ada(&reply(&ticket, "We come."));
        let (entries_now, ..) = entries(world, &asked);
        let uids: Vec<String> = entries_now.iter().map(|entry| entry.text("UID")).collect();
        assert_eq!(uids, ["due_at", "planned"].map(|what| format!("{id}/{what}")));
        assert_eq!(entries_now[0].text("DUE"), "20260611T120000Z");
        assert!(entries_now[0].property("COMPLETED").is_none());
        world.now("2026-06-02T10:00:00Z");
        world.ada(&status(&ticket, "resolved"));
        assert_eq!(entries(world, &asked).0[0].text("COMPLETED"), "20260602T100000Z");
    });
}

#[test]
fn a_calendar_holds_what_its_reader_may_see_page_by_page() {
    let two_teams = |document: &mut serde_json::Value| {
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
        document["roles"].as_array_mut().unwrap().push(json!({
            "name": "clerk", "scope": "team", "permissions": ["reply", "change"]
        }));
    };
    on_every_storage(two_teams, |world| {
        world.host(&agent("bea", "clerk", &["billing"]));
        let due = |day: u32| Edits::none().with("due_at", format!("2026-06-1{day}T12:00:00Z").as_str());
        let tickets: Vec<_> = (0..5).map(|day| world.open("Bill", "ines", due(day))).collect();
        for ticket in &tickets[3..] {
            world.host(&assign(ticket, Some("billing"), None));
        }
        let ask = |actor: &Actor, asked: &serde_json::Value| match world.ask(&question(asked), actor) {
            Ok(Answer::Deadlines { calendar, next, .. }) => Ok((calendar, next)),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        };
        let due_dates = |calendar: &str| calendar.matches("/due_at\r\n").count();
        let (calendar, _) = ask(&Actor::agent("bea"), &json!({ "ask": "deadlines" })).unwrap();
        assert_eq!(due_dates(&calendar), 2, "{calendar}");
        let mut asked = json!({ "ask": "deadlines", "limit": 2 });
        let mut found = Vec::new();
        loop {
            let (calendar, next) = ask(&Actor::host(), &asked).unwrap();
            found.push(due_dates(&calendar));
            let Some(next) = next else { break };
            asked["after"] = json!(next);
        }
        assert_eq!(found, [2, 2, 1]);
        let condition = json!(Condition::test("team", Op::Eq, ["billing"]));
        let (calendar, _) =
            ask(&Actor::host(), &json!({ "ask": "deadlines", "condition": condition })).unwrap();
        assert_eq!(due_dates(&calendar), 2);
        asked["condition"] = condition;
        let error = ask(&Actor::host(), &asked).unwrap_err();
        assert_eq!(problems(&error), [(Code::BadCursor, "/after")]);
        let error = ask(&Actor::requester("ines"), &json!({ "ask": "deadlines" })).unwrap_err();
        assert_eq!(problems(&error), [(Code::Forbidden, "")]);
        let error =
            ask(&Actor::host(), &json!({ "ask": "deadlines", "link": "not an address" })).unwrap_err();
        assert_eq!(problems(&error), [(Code::BadText, "/link")]);
    });
}
