//! What a ticket holds, and who is on it.

use serde_json::json;
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Intake, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{
    Actor, Attachment, EffectKind, FieldChange, Metric, TicketField, TicketRef, Value, fold,
};

use crate::world::{
    World, agent, at, change, find, list, note, on_every_storage, person, problems, reply, unchanged,
};

/// A desk with a field, a type and people.
fn house(document: &mut serde_json::Value) {
    document["types"] = json!([{ "name": "incident" }]);
    document["fields"] = json!([{ "name": "room", "type": "text" }, { "name": "floor", "type": "number" }]);
}

/// A value for every field that can be changed.
fn everything() -> Edits {
    Edits::none()
        .with("priority", "urgent")
        .with("impact", "high")
        .with("urgency", "low")
        .with("type", "incident")
        .with("tags", list(&["vip", "fire"]))
        .with("team", "support")
        .with("owner", "ada")
        .with("assignees", list(&["ada", "ben"]))
        .with("followers", list(&["cara"]))
        .with("ccs", list(&["otto"]))
        .with("due_at", "2026-06-03T12:00:00Z")
        .with("planned_from", "2026-06-02T08:00:00Z")
        .with("planned_to", "2026-06-02T10:00:00Z")
        .with("external_ids", list(&["erp:77", "crm:4711"]))
        .with("language", "pt-BR")
        .with("room", "H7")
        .with("floor", 3)
}

#[test]
fn a_ticket_keeps_everything_that_it_was_opened_with() {
    on_every_storage(house, |world| {
        world.hire(&["ada", "ben", "cara"]);
        world.host(&person("otto"));
        let attachment = Attachment {
            name: "fire.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            bytes: 1_234,
            sha256: "0".repeat(64),
        };
        let opened = world.host(&Command::CreateTicket {
            subject: "  Fire  ".to_owned(),
            body: "It burns.".to_owned(),
            requester: Some(Intake { person: Some("ines".into()), ..Intake::default() }),
            set: everything().with("channel", "phone"),
            attachments: vec![attachment.clone()],
            message_id: Some("<1@example.com>".to_owned()),
            html: None,
            fold_key: None,
        });
        world.restart();
        let number = TicketRef::Number(opened.number.unwrap());
        let ticket = world.ticket(&number);
        assert_eq!(
            (ticket.subject.as_str(), ticket.version, ticket.description),
            ("Fire", 1, opened.message)
        );
        assert_eq!((ticket.priority.as_str(), ticket.channel.as_str()), ("urgent", "phone"));
        assert_eq!((ticket.impact.as_deref(), ticket.urgency.as_deref()), (Some("high"), Some("low")));
        assert_eq!(
            (ticket.ticket_type.as_deref(), ticket.team.as_deref()),
            (Some("incident"), Some("support"))
        );
        assert_eq!(ticket.tags, ["fire", "vip"]);
        let mut both = vec![world.id("ada"), world.id("ben")];
        both.sort_unstable();
        assert_eq!((ticket.owner, &ticket.assignees), (Some(world.id("ada")), &both));
        assert_eq!(
            (&ticket.followers[..], &ticket.ccs[..]),
            (&[world.id("cara")][..], &[world.id("otto")][..])
        );
        assert_eq!(ticket.due_at, Some(at("2026-06-03T12:00:00Z")));
        assert_eq!(ticket.planned_from, Some(at("2026-06-02T08:00:00Z")));
        assert_eq!(ticket.planned_to, Some(at("2026-06-02T10:00:00Z")));
        let ids: Vec<_> = ticket.external_ids.iter().map(|id| (id.system.as_str(), id.id.as_str())).collect();
        assert_eq!(ids, [("crm", "4711"), ("erp", "77")]);
        assert_eq!(ticket.language.as_deref(), Some("pt-BR"));
        assert_eq!(ticket.fields.get("room"), Some(&Value::from("H7")));
        assert_eq!(ticket.fields.get("floor"), Some(&Value::from(3)));
        assert_eq!((ticket.created_at, ticket.requester), (at("2026-06-01T09:00:00Z"), world.id("ines")));
        let thread = world.thread(&number);
        assert_eq!((thread.len(), thread[0].body.as_str()), (1, "It burns."));
        assert_eq!(
            (&thread[0].attachments[..], thread[0].external_id.as_deref()),
            (&[attachment][..], Some("<1@example.com>"))
        );
    });
}

#[test]
fn a_ticket_has_several_assignees_and_one_owner() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada", "ben", "cara"]);
        for key in ["ada", "ben", "cara"] {
            world.host(&agent(key, "agent", &[]));
        }
        let ticket = world.opened_by_ines();
        let both = Edits::none().with("assignees", list(&["ada", "ben"])).with("owner", "ada");
        world.host(&change(&ticket, both));
        assert_eq!(world.owner(&ticket).as_deref(), Some("ada"));
        assert_eq!(world.ticket(&ticket).assignees.len(), 2);
        // Everybody assigned sees the ticket, and is told of the customer's message; nobody else is.
        for (key, sees) in [("ada", true), ("ben", true), ("cara", false)] {
            let seen = world.ask(&Query::Ticket { ticket: ticket.clone() }, &Actor::agent(key));
            assert_eq!(seen.is_ok(), sees, "{key}");
        }
        world.duties();
        world.ines(&reply(&ticket, "Still burning."));
        let told: Vec<_> = world.duties();
        let mut both = vec![world.id("ada"), world.id("ben")];
        both.sort_unstable();
        assert!(matches!(&told[..], [EffectKind::Deliver { to, .. }] if *to == both), "{told:?}");
        // Who no longer is assigned no longer owns, and nobody is promoted silently.
        world.host(&change(&ticket, Edits::none().with("assignees", list(&["ben"]))));
        let left = world.ticket(&ticket);
        assert_eq!((left.owner, left.assignees), (None, vec![world.id("ben")]));
    });
}

#[test]
fn tags_are_kept_in_order_once_each_and_found() {
    on_every_storage(unchanged, |world| {
        let ticket = world.open("Fire", "ines", Edits::none().with("tags", list(&["vip", "fire", "vip"])));
        world.now("2026-06-01T09:01:00Z");
        let other = world.open("Flood", "ines", Edits::none().with("tags", list(&["water"])));
        assert_eq!(world.ticket(&ticket).tags, ["fire", "vip"]);
        let tagged = |op, tags: &[&str]| {
            let condition = Condition::test("tags", op, tags.iter().copied());
            world.found(&find(Some(condition), None), &Actor::host())
        };
        let numbers = [world.ticket(&ticket).number, world.ticket(&other).number];
        assert_eq!(tagged(Op::HasAny, &["fire", "water"]), numbers);
        assert_eq!(tagged(Op::HasAll, &["fire", "vip"]), numbers[..1]);
        world.host(&change(&ticket, Edits::none().without("tags")));
        assert_eq!(world.ticket(&ticket).tags, Vec::<String>::new());
        assert_eq!(tagged(Op::HasAny, &["fire", "water"]), numbers[1..]);
        let customer = world.customer("ines", &change(&ticket, Edits::none().with("tags", list(&["mine"]))));
        assert_eq!(problems(&customer.unwrap_err()), [(Code::Forbidden, "/set/tags")]);
    });
}

#[test]
fn a_due_date_of_ones_own_moves_no_promise() {
    on_every_storage(unchanged, |world| {
        let ticket = world.opened_by_ines();
        let promised = world.due(&ticket, &Metric::Resolution);
        world.host(&change(&ticket, Edits::none().with("due_at", "2026-06-01T10:00:00Z")));
        assert_eq!(world.ticket(&ticket).due_at, Some(at("2026-06-01T10:00:00Z")));
        assert_eq!(world.due(&ticket, &Metric::Resolution), promised);
        world.tick("2026-06-01T11:00:00Z");
        assert!(world.clocks(&ticket).iter().all(|(clock, _)| clock.breached_at.is_none()));
        let early = Condition::test("due_at", Op::Lt, ["2026-06-02T00:00:00Z"]);
        assert_eq!(world.counted(Some(early), &Actor::host()), 1);
        world.host(&change(&ticket, Edits::none().without("due_at")));
        assert_eq!(world.ticket(&ticket).due_at, None);
    });
}

#[test]
fn planned_work_has_a_beginning_and_an_end_after_it() {
    on_every_storage(unchanged, |world| {
        let ticket = world.opened_by_ines();
        let plan = |from: &str, to: &str| Edits::none().with("planned_from", from).with("planned_to", to);
        world.host(&change(&ticket, plan("2026-06-02T08:00:00Z", "2026-06-02T10:00:00Z")));
        let planned = world.ticket(&ticket);
        assert_eq!(planned.planned_from, Some(at("2026-06-02T08:00:00Z")));
        assert_eq!(planned.planned_to, Some(at("2026-06-02T10:00:00Z")));
        world.hire(&["ada"]);
        let refused = |set| world.staff("ada", &change(&ticket, set)).unwrap_err();
        let backwards = refused(plan("2026-06-02T10:00:00Z", "2026-06-02T08:00:00Z"));
        assert_eq!(problems(&backwards), [(Code::OutOfRange, "/set/planned_to")]);
        let later = refused(Edits::none().with("planned_from", "2026-06-03T08:00:00Z"));
        assert_eq!(problems(&later), [(Code::OutOfRange, "/set/planned_from")]);
        assert_eq!(world.ticket(&ticket), planned);
        world.host(&change(&ticket, Edits::none().without("planned_from").without("planned_to")));
        assert_eq!(world.ticket(&ticket).planned_to, None);
    });
}

#[test]
fn those_in_copy_are_customers_and_followers_are_staff() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada", "cara"]);
        world.host(&agent("cara", "agent", &[]));
        world.host(&person("otto"));
        let ticket = world.opened_by_ines();
        let set = Edits::none().with("ccs", list(&["otto"])).with("followers", list(&["cara"]));
        world.host(&change(&ticket, set));
        let strangers = Edits::none().with("followers", list(&["otto"]));
        let refused = world.staff("ada", &change(&ticket, strangers)).unwrap_err();
        assert_eq!(problems(&refused), [(Code::NotEligible, "/set/followers")]);
        world.duties();

        world.ada(&note(&ticket, "It was the toaster."));
        let told = world.duties();
        assert!(
            matches!(&told[..], [EffectKind::Deliver { to, .. }] if *to == [world.id("cara")]),
            "{told:?}"
        );
        world.ada(&reply(&ticket, "We come."));
        let told = world.duties();
        let mut customers = vec![world.id("ines"), world.id("otto")];
        customers.sort_unstable();
        assert!(matches!(&told[..], [EffectKind::Deliver { to, .. }] if *to == customers), "{told:?}");

        // Who is in copy reads and answers; that somebody follows, no customer learns.
        let otto = Actor::requester("otto");
        let Answer::PublicTicket { ticket: seen } =
            world.ask(&Query::Ticket { ticket: ticket.clone() }, &otto).unwrap()
        else {
            panic!("a customer's view")
        };
        assert_eq!(seen.ccs, [world.id("otto")]);
        assert!(!serde_json::to_string(&seen).unwrap().contains(&world.id("cara").to_string()));
        world.customer("otto", &reply(&ticket, "Thank you.")).unwrap();
        assert!(world.ask(&Query::Ticket { ticket }, &Actor::agent("cara")).is_ok());
    });
}

#[test]
fn every_change_of_a_field_is_in_the_history() {
    on_every_storage(house, |world| {
        world.hire(&["ada", "ben", "cara"]);
        world.host(&person("otto"));
        let ticket = world.opened_by_ines();
        let before = world.ticket(&ticket);
        world.now("2026-06-01T09:30:00Z").ada(&change(&ticket, everything().with("subject", "Fire!")));
        let after = world.ticket(&ticket);
        let event = world.events(&ticket).pop().unwrap();
        assert_eq!((event.at, event.by.person()), (at("2026-06-01T09:30:00Z"), Some(world.id("ada"))));
        let changes: Vec<&FieldChange> = event.changes.iter().chain(&event.personal).collect();
        let fields = TicketField::BUILT_IN.iter().cloned();
        let custom = ["room", "floor"].map(|field| TicketField::Custom(field.parse().unwrap()));
        for field in fields.chain(custom) {
            let told: Vec<_> = changes.iter().filter(|change| change.field == field).collect();
            match told[..] {
                [] => assert_eq!(before.get(&field), after.get(&field), "{}", field.as_str()),
                [change] => {
                    assert_eq!((&change.from, &change.to), (&before.get(&field), &after.get(&field)));
                    assert_ne!(change.from, change.to);
                }
                _ => panic!("{} is told twice", field.as_str()),
            }
        }
        assert!(changes.len() >= 17, "{changes:?}");
        assert!(event.personal.iter().any(|change| change.field == TicketField::Subject));
        let events = world.events(&ticket);
        let versions: Vec<u64> = events.iter().map(|event| event.version).collect();
        assert_eq!(versions, (1..=after.version).collect::<Vec<_>>(), "no step is missing");
        assert_eq!(fold(after.id, &events).unwrap(), after, "the history gives the ticket");
    });
}

/// What `World` gives is enough to see that two tickets opened at once do not mix.
#[test]
fn numbers_follow_each_other_and_versions_count_the_events() {
    on_every_storage(unchanged, |world: &mut World<'_>| {
        let numbers: Vec<String> =
            (0..3).map(|_| world.opened_by_ines()).map(|ticket| world.ticket(&ticket).number).collect();
        assert_eq!(numbers, ["1", "2", "3"]);
        let ticket = TicketRef::Number("2".to_owned());
        assert_eq!(world.ticket(&ticket).version, 1);
        world.host(&note(&ticket, "Nothing that a customer sees."));
        let noted = world.ticket(&ticket);
        assert_eq!((noted.version, noted.public_version), (2, 1));
        assert_eq!(world.ticket(&TicketRef::Number("3".to_owned())).version, 1);
    });
}
