//! Statuses for staff only: for customers a ticket that stands in one is as if it were not there. And what customers
//! read in place of the names of the configuration.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{Actor, EffectKind, PublicLabels, PublicTicket, TicketRef};

use crate::world::{World, find, list, note, on_every_storage, person, problems, reply, status};

/// `postponed` is a status for staff.
fn postponed_is_for_staff(document: &mut Value) {
    let statuses = document["workflows"][0]["statuses"].as_array_mut().unwrap();
    let held = statuses.iter_mut().find(|status| status["name"] == "postponed").unwrap();
    held["audience"] = json!("staff");
}

fn ines() -> Actor {
    Actor::requester("ines")
}

fn public(world: &World<'_>, ticket: &TicketRef, actor: &Actor) -> PublicTicket {
    match world.ask(&Query::Ticket { ticket: ticket.clone() }, actor).unwrap() {
        Answer::PublicTicket { ticket } => *ticket,
        other => panic!("{other:?}"),
    }
}

fn is(field: &str, value: &str) -> Condition {
    Condition::test(field, Op::Eq, [value])
}

/// Every question that names a ticket.
fn questions(ticket: &TicketRef) -> Vec<Query> {
    let ticket = ticket.clone();
    vec![
        Query::Ticket { ticket: ticket.clone() },
        Query::Thread { ticket: ticket.clone(), after: None, limit: None },
        Query::History { ticket: ticket.clone(), after: 0, limit: None },
        Query::Transitions { ticket: ticket.clone() },
        Query::Form { ticket: Some(ticket.clone()), ticket_type: None, set: Edits::none() },
    ]
}

#[test]
fn feature_13_1_a_ticket_in_a_status_for_staff_is_as_if_it_were_not_there() {
    on_every_storage(postponed_is_for_staff, |world| {
        world.hire(&["ada"]);
        world.host(&person("bob"));
        let shown = world.opened_by_ines();
        let copies = Edits::none().with("ccs", list(&["bob"]));
        let ticket = world.open("The scanner is on fire", "ines", copies);
        let nothing = TicketRef::from("777");
        world.duties();
        world.ada(&status(&ticket, "postponed"));

        for customer in [ines(), Actor::requester("bob")] {
            for (hidden, missing) in questions(&ticket).iter().zip(&questions(&nothing)) {
                let told = |query: &Query| world.ask(query, &customer).unwrap_err().to_string();
                let TicketRef::Number(number) = &ticket else { unreachable!() };
                assert_eq!(told(hidden).replace(&format!("`{number}`"), "`777`"), told(missing));
            }
        }
        let TicketRef::Number(number) = &shown else { unreachable!() };
        assert_eq!(world.found(&find(None, None), &ines()), std::slice::from_ref(number));
        assert_eq!(world.found(&find(None, Some("scanner")), &ines()), Vec::<String>::new());
        assert_eq!(world.found(&find(None, None), &Actor::requester("bob")), Vec::<String>::new());
        assert_eq!(world.counted(None, &ines()), 1);
        let by_category = find(Some(is("category", "on_hold")), None);
        assert_eq!(world.found(&by_category, &ines()), Vec::<String>::new());
        // Staff see it.
        assert_eq!(world.counted(None, &Actor::agent("ada")), 2);
        assert_eq!(world.ticket(&ticket).status, "postponed");

        for command in [reply(&ticket, "And?"), status(&ticket, "open")] {
            let refused = world.customer("ines", &command).unwrap_err();
            assert_eq!(problems(&refused), [(Code::NotFound, "/ticket")]);
        }
        // A name that no customer ever sees is like one that was never given.
        let asked = |name: &str| {
            let query = find(Some(is("status", name)), None);
            world.ask(&query, &ines()).unwrap_err().to_string().replace(name, "NAME")
        };
        assert_eq!(asked("postponed"), asked("postpound"));

        world.ada(&status(&ticket, "open"));
        assert_eq!(world.counted(None, &ines()), 2);
        assert_eq!(public(world, &ticket, &ines()).status, "open");
    });
}

#[test]
fn feature_13_1_the_events_of_a_ticket_do_not_name_a_status_for_staff() {
    on_every_storage(postponed_is_for_staff, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        for to in ["open", "postponed", "open"] {
            world.ada(&status(&ticket, to));
        }
        let query = Query::History { ticket: ticket.clone(), after: 0, limit: None };
        let Answer::PublicHistory { events, last } = world.ask(&query, &ines()).unwrap() else { panic!() };
        assert_eq!((events.len(), last), (4, 4));
        let text = serde_json::to_string(&events).unwrap();
        assert!(!text.contains("postponed") && !text.contains("on_hold"), "{text}");
        let of = |n: usize, field: &str| {
            let found = events[n].changes.iter().find(|change| change.field.as_str() == field)?;
            let text = |value: &Option<ticketkit::model::Value>| value.as_ref()?.as_text().map(str::to_owned);
            Some((text(&found.from), text(&found.to)))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of(1, "status"), Some((some("new"), some("open"))));
        assert_eq!(of(2, "status"), Some((some("open"), None)));
        assert_eq!(of(3, "status"), Some((None, some("open"))));
        assert_eq!(of(3, "category"), Some((None, some("open"))));
        // Staff read all of it.
        let all = serde_json::to_string(&world.events(&ticket)).unwrap();
        assert!(all.contains("postponed"));
    });
}

#[test]
fn feature_13_1_customers_are_told_nothing_of_a_ticket_that_they_do_not_see() {
    on_every_storage(postponed_is_for_staff, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&status(&ticket, "postponed"));
        world.duties();
        let outcome = world.ada(&reply(&ticket, "We look into it."));
        assert_eq!(outcome.notices[0].code, "not_delivered");
        assert!(!world.duties().iter().any(|duty| matches!(duty, EffectKind::Deliver { .. })));
        world.ada(&note(&ticket, "Among us."));
        world.ada(&status(&ticket, "open"));
        // It can be read as soon as the ticket is there again, and what is said then is brought to them.
        world.ada(&reply(&ticket, "Here it is."));
        let told = world
            .duties()
            .into_iter()
            .filter(|duty| matches!(duty, EffectKind::Deliver { to, .. } if *to == [world.id("ines")]));
        assert_eq!(told.count(), 1);
        let query = Query::Thread { ticket, after: None, limit: None };
        let Answer::PublicThread { messages, .. } = world.ask(&query, &ines()).unwrap() else { panic!() };
        assert_eq!(messages.len(), 3);
    });
}

#[test]
fn feature_13_1_a_ticket_that_begins_for_staff_is_not_acknowledged() {
    let triage_first = |document: &mut Value| {
        document["workflows"][0]["statuses"][0]["audience"] = json!("staff");
    };
    on_every_storage(triage_first, |world| {
        let ticket = world.opened_by_ines();
        assert!(!world.duties().iter().any(|duty| matches!(duty, EffectKind::Acknowledge { .. })));
        assert!(world.ask(&Query::Ticket { ticket }, &ines()).is_err());
    });
}

#[test]
fn feature_10_2_customers_read_statuses_priorities_and_types_in_their_language() {
    let with_type = |document: &mut Value| {
        document["types"] =
            json!([{ "name": "incident", "labels": { "en": "Incident", "pt": "Incidente" } }]);
        document["workflows"][0]["statuses"][0]["labels"] = json!({ "en": "New", "de": "Neu", "pt": "Novo" });
    };
    on_every_storage(with_type, |world| {
        let ticket = world.open("Paper", "ines", Edits::none().with("type", "incident"));
        let read = |language: Option<&str>| {
            let mut command = person("ines");
            if let Command::PutPerson { language: given, .. } = &mut command {
                *given = language.map(str::to_owned);
            }
            world.host(&command);
            let PublicLabels { status, priority, ticket_type, .. } = public(world, &ticket, &ines()).labels;
            (status, priority, ticket_type.unwrap())
        };
        let labels = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(read(None), labels("New", "Normal", "Incident"));
        // `pt-BR` is a kind of `pt`; what is not said in it is said in the language of the desk.
        assert_eq!(read(Some("pt-BR")), labels("Novo", "Normal", "Incidente"));
        assert_eq!(read(Some("de")), labels("Neu", "Normal", "Incident"));
        let shown = public(world, &ticket, &ines());
        assert_eq!(shown.labels.status_color.as_deref(), Some("#1f77b4"));
        let Answer::PublicPage { tickets, .. } = world.ask(&find(None, None), &ines()).unwrap() else {
            panic!()
        };
        assert_eq!(tickets, [shown]);
    });
}
