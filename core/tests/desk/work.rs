//! Time that is spent on tickets, what is estimated to remain, and checklists.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Command, Context, Edits, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::limits;
use ticketkit::model::{Actor, ChecklistChange, ChecklistItem, EventKind, TicketRef};

use crate::world::{World, at, change, find, note, on_every_storage, problems, reply, status, unchanged};

fn log(ticket: &TicketRef, minutes: i32) -> Command {
    Command::LogTime { ticket: ticket.clone(), minutes }
}

fn checklist(ticket: &TicketRef, changes: &[ChecklistChange]) -> Command {
    Command::ChangeChecklist { ticket: ticket.clone(), changes: changes.to_vec() }
}

fn add(text: &str) -> ChecklistChange {
    ChecklistChange::Add { text: text.to_owned(), place: None }
}

fn spending(mut command: Command, minutes: u32) -> Command {
    if let Command::Reply { spent_minutes, .. } | Command::Note { spent_minutes, .. } = &mut command {
        *spent_minutes = Some(minutes);
    }
    command
}

/// Spent, estimated and remaining minutes.
fn times(world: &World<'_>, ticket: &TicketRef) -> (u32, Option<u32>, Option<u32>) {
    let ticket = world.ticket(ticket);
    (ticket.spent_minutes, ticket.estimate_minutes, ticket.remaining_minutes)
}

fn items(world: &World<'_>, ticket: &TicketRef) -> Vec<(u32, String, bool)> {
    let ticket = world.ticket(ticket);
    let open = ticket.checklist.iter().filter(|item| item.done_at.is_none()).count();
    assert_eq!(usize::try_from(ticket.checklist_open), Ok(open));
    ticket.checklist.into_iter().map(|item| (item.item, item.text, item.done_at.is_some())).collect()
}

#[test]
fn feature_1_18_time_is_logged_with_a_reply_or_by_itself_and_corrections_are_entries() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada", "bea"]);
        let ticket = world.opened_by_ines();
        let answered = world.ada(&spending(reply(&ticket, "Which one?"), 20));
        world.staff("bea", &spending(note(&ticket, "Looked at the logs."), 10)).unwrap();
        world.ada(&log(&ticket, 45));
        world.ada(&log(&ticket, -15));
        assert_eq!(times(world, &ticket), (60, None, None));
        let entries = world.events(&ticket).into_iter().filter_map(|event| match event.kind {
            EventKind::TimeLogged { minutes, message } => {
                assert!(!event.public);
                Some((event.by.person(), minutes, message))
            }
            _ => None,
        });
        let (ada, bea) = (Some(world.id("ada")), Some(world.id("bea")));
        let entries: Vec<_> = entries.collect();
        assert_eq!(
            entries.iter().map(|entry| (entry.0, entry.1)).collect::<Vec<_>>(),
            [(ada, 20), (bea, 10), (ada, 45), (ada, -15)]
        );
        assert_eq!((entries[0].2, entries[2].2), (answered.message, None));
    });
}

#[test]
fn feature_1_18_what_cannot_be_is_refused_and_nothing_is_written() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&log(&ticket, 30));
        let version = world.ticket(&ticket).version;
        let most = i32::try_from(limits::LOGGED_MINUTES).unwrap();
        for minutes in [0, -31, most + 1, -most - 1, i32::MIN, i32::MAX] {
            let refused = world.staff("ada", &log(&ticket, minutes)).unwrap_err();
            assert_eq!(problems(&refused), [(Code::OutOfRange, "/minutes")], "{minutes}");
        }
        for command in [spending(reply(&ticket, "So."), 0), spending(note(&ticket, "So."), u32::MAX)] {
            let refused = world.staff("ada", &command).unwrap_err();
            assert_eq!(problems(&refused), [(Code::OutOfRange, "/spent_minutes")]);
        }
        let refused =
            world.staff("ada", &change(&ticket, Edits::none().with("spent_minutes", 5))).unwrap_err();
        assert_eq!(problems(&refused)[0].0, Code::NotWritable);
        assert_eq!(world.ticket(&ticket).version, version);
        world.ada(&log(&ticket, -30));
        assert_eq!(times(world, &ticket).0, 0);
    });
}

#[test]
fn feature_1_19_what_remains_falls_by_what_is_logged_unless_it_is_said() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&log(&ticket, 30));
        // Of what is estimated for the first time a part was done before.
        world.ada(&change(&ticket, Edits::none().with("estimate_minutes", 120)));
        assert_eq!(times(world, &ticket), (30, Some(120), Some(90)));
        world.ada(&log(&ticket, 60));
        assert_eq!(times(world, &ticket), (90, Some(120), Some(30)));
        world.ada(&log(&ticket, -20));
        assert_eq!(times(world, &ticket), (70, Some(120), Some(50)));
        // By hand.
        world.ada(&change(&ticket, Edits::none().with("remaining_minutes", 200)));
        let mut nearly = spending(reply(&ticket, "Nearly."), 40);
        if let Command::Reply { set, .. } = &mut nearly {
            *set = Edits::none().with("remaining_minutes", 5);
        }
        world.ada(&nearly);
        assert_eq!(times(world, &ticket), (110, Some(120), Some(5)));
        // Nothing remains where more was spent than that.
        world.ada(&log(&ticket, 60));
        assert_eq!(times(world, &ticket), (170, Some(120), Some(0)));
        world.ada(&change(&ticket, Edits::none().with("estimate_minutes", 240)));
        assert_eq!(times(world, &ticket), (170, Some(240), Some(0)));
        for value in [json!(-1), json!(1.5), json!("soon"), json!(10_000_001)] {
            let set = serde_json::from_value(json!({ "estimate_minutes": value })).unwrap();
            let refused = world.staff("ada", &change(&ticket, set)).unwrap_err();
            assert_eq!(refused.problems()[0].path, "/set/estimate_minutes", "{value}");
        }
    });
}

#[test]
fn feature_1_20_a_checklist_is_worked_off_item_by_item() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada", "bea"]);
        let ticket = world.opened_by_ines();
        world.ada(&checklist(
            &ticket,
            &[
                add("Ask which one"),
                add("Order a drum"),
                ChecklistChange::Add { text: " Say hello ".to_owned(), place: Some(0) },
            ],
        ));
        let item = |n: u32, text: &str, done: bool| (n, text.to_owned(), done);
        assert_eq!(
            items(world, &ticket),
            [item(3, "Say hello", false), item(1, "Ask which one", false), item(2, "Order a drum", false)]
        );
        world.now("2026-06-01T10:00:00Z");
        world.staff("bea", &checklist(&ticket, &[ChecklistChange::Check { item: 1 }])).unwrap();
        world.now("2026-06-01T11:00:00Z");
        world.ada(&checklist(
            &ticket,
            &[
                // Who has done it stays the one who did it.
                ChecklistChange::Check { item: 1 },
                ChecklistChange::Check { item: 3 },
                ChecklistChange::Uncheck { item: 3 },
                ChecklistChange::Reword { item: 2, text: "Order two drums".to_owned() },
                ChecklistChange::Move { item: 2, place: 0 },
                ChecklistChange::Move { item: 3, place: 99 },
            ],
        ));
        assert_eq!(
            items(world, &ticket),
            [item(2, "Order two drums", false), item(1, "Ask which one", true), item(3, "Say hello", false)]
        );
        let done = world.ticket(&ticket).checklist.remove(1);
        let expected = (Some(at("2026-06-01T10:00:00Z")), Some(world.id("bea")));
        assert_eq!((done.done_at, done.done_by), expected);
        world.ada(&checklist(&ticket, &[ChecklistChange::Remove { item: 1 }]));
        assert_eq!(items(world, &ticket).len(), 2);
        assert_eq!(world.kinds(&ticket).iter().filter(|kind| *kind == "checklist_changed").count(), 4);
        // What people wrote stands where an erasure finds it.
        let events = world.events(&ticket);
        let last = events.last().unwrap();
        assert!(last.personal.iter().any(|change| change.field.as_str() == "checklist"));
        assert!(!last.changes.iter().any(|change| change.field.as_str() == "checklist"));
    });
}

#[test]
fn feature_1_20_every_mistake_in_a_checklist_is_named_and_nothing_is_written() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&checklist(&ticket, &[add("Ask")]));
        let refusal = |changes: &[ChecklistChange]| {
            let refused = world.staff("ada", &checklist(&ticket, changes)).unwrap_err();
            let found = problems(&refused).into_iter();
            found.map(|(code, path)| (code, path.to_owned())).collect::<Vec<_>>()
        };
        let at = |code: Code, path: &str| (code, path.to_owned());
        assert_eq!(refusal(&[]), [at(Code::Missing, "/changes")]);
        assert_eq!(
            refusal(&[
                add("Order"),
                ChecklistChange::Check { item: 9 },
                add(" "),
                ChecklistChange::Reword { item: 1, text: "a\nb".to_owned() },
                ChecklistChange::Move { item: 8, place: 0 },
            ]),
            [
                at(Code::NotFound, "/changes/1/item"),
                at(Code::Missing, "/changes/2/text"),
                at(Code::BadText, "/changes/3/text"),
                at(Code::NotFound, "/changes/4/item"),
            ]
        );
        assert_eq!(refusal(&[ChecklistChange::Uncheck { item: 1 }]), [at(Code::NothingToDo, "/changes")]);
        let many = vec![add("Again"); limits::CHECKLIST_CHANGES + 1];
        assert_eq!(refusal(&many)[0], at(Code::TooMany, "/changes"));
        let full = vec![add("Again"); limits::CHECKLIST_ITEMS];
        assert_eq!(refusal(&full), [at(Code::TooMany, "/changes/199")]);
        assert_eq!(items(world, &ticket).len(), 1);
    });
}

#[test]
fn feature_1_20_open_items_bar_a_transition_that_asks_for_none() {
    let guarded = |document: &mut Value| {
        let ways = document["workflows"][0]["transitions"].as_array_mut().unwrap();
        ways.push(json!({
            "name": "solve", "from": "any", "to": "resolved",
            "guard": { "field": "checklist_open", "op": "eq", "value": 0 }
        }));
        ways.retain(|way| way["to"] != "any" || way["from"] == "category:new");
    };
    on_every_storage(guarded, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&checklist(&ticket, &[add("Ask"), add("Order")]));
        let refused = world.staff("ada", &status(&ticket, "resolved")).unwrap_err();
        assert_eq!(problems(&refused)[0].0, Code::GuardFailed);
        let both = [ChecklistChange::Check { item: 1 }, ChecklistChange::Remove { item: 2 }];
        world.ada(&checklist(&ticket, &both));
        world.ada(&status(&ticket, "resolved"));
        // Lists find what is to be worked off.
        let other = world.opened_by_ines();
        world.ada(&checklist(&other, &[add("Ask")]));
        let TicketRef::Number(number) = &other else { unreachable!() };
        let open = find(Some(Condition::test("checklist_open", Op::Gt, [0])), None);
        assert_eq!(world.found(&open, &Actor::host()), std::slice::from_ref(number));
        let has = Condition::test("checklist", Op::IsSet, [""; 0]);
        assert_eq!(world.counted(Some(has), &Actor::host()), 2);
    });
}

#[test]
fn feature_1_18_and_1_20_customers_see_neither_time_nor_checklists() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        let before = world.ticket(&ticket).public_version;
        world.ada(&log(&ticket, 7_777));
        world.ada(&change(&ticket, Edits::none().with("estimate_minutes", 8_888)));
        world.ada(&checklist(&ticket, &[add("Canary")]));
        assert_eq!(world.ticket(&ticket).public_version, before);
        let ines = Actor::requester("ines");
        for query in [
            Query::Ticket { ticket: ticket.clone() },
            Query::History { ticket: ticket.clone(), after: 0, limit: None },
            Query::Thread { ticket: ticket.clone(), after: None, limit: None },
            find(None, None),
        ] {
            let told = serde_json::to_string(&world.ask(&query, &ines).unwrap()).unwrap();
            for word in ["7777", "8888", "1111", "Canary", "minutes", "checklist"] {
                assert!(!told.contains(word), "{told}");
            }
        }
        for field in ["spent_minutes", "estimate_minutes", "remaining_minutes", "checklist_open", "checklist"]
        {
            let condition = Some(Condition::test(field, Op::IsSet, [""; 0]));
            let refused = world.ask(&find(condition, None), &ines).unwrap_err();
            assert!(
                problems(&refused).iter().any(|(code, _)| *code == Code::UnknownField),
                "{field}: {refused}"
            );
        }
        for command in
            [log(&ticket, 1), checklist(&ticket, &[add("Mine")]), spending(reply(&ticket, "Hm."), 1)]
        {
            let refused = world.desk.execute(&command, &Context::of(ines.clone())).unwrap_err();
            assert_eq!(problems(&refused)[0].0, Code::Forbidden);
        }
        let item = ChecklistItem { item: 1, text: "Canary".to_owned(), done_at: None, done_by: None };
        assert_eq!(world.ticket(&ticket).checklist, [item]);
    });
}
