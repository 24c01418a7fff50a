//! Texts of rules with places that the ticket fills, and webhooks, which are written once.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::Span;
use ticketkit::calendar::ZoneRules;
use ticketkit::command::{Command, Edits, Intake, Query};
use ticketkit::config::{Config, Document};
use ticketkit::model::{Actor, EffectKind, EffectState, TicketRef};
use ticketkit::time::TimeSource as _;
use ticketkit::webhook;

use crate::stage::default_with;
use crate::world::{World, change, list, name, on_every_storage, problems};

fn fields(document: &mut Value) {
    document["types"] = json!([{ "name": "outage", "labels": { "en": "Outage" } }]);
    document["fields"] = json!([
        { "name": "room", "type": "text", "public": true },
        { "name": "secret", "type": "text" }
    ]);
    document["webhooks"] = json!([{ "name": "erp", "url": "https://erp.example/hook" }, { "name": "here", "url": "http://localhost:9/x" }]);
}

fn rules(rules: Value) -> impl Fn(&mut Value) {
    move |document| {
        fields(document);
        document["rules"] = rules.clone();
    }
}

fn opened(world: &World<'_>, subject: &str, set: Edits) -> TicketRef {
    let requester = Intake {
        person: Some("ines".into()),
        name: Some("Ines <b>".to_owned()),
        address: Some("ines@example.com".to_owned()),
        ..Intake::default()
    };
    let command = Command::CreateTicket {
        subject: subject.to_owned(),
        body: "It burns.".to_owned(),
        html: None,
        requester: Some(requester),
        set,
        attachments: vec![],
        message_id: None,
        fold_key: None,
    };
    TicketRef::Number(world.host(&command).number.unwrap())
}

#[test]
fn what_a_rule_says_is_filled_from_the_ticket_as_it_then_stands_and_never_read_again() {
    let document = rules(json!([{
        "name": "greet", "condition": { "field": "event", "op": "eq", "value": "created" },
        "actions": [
            { "do": "set", "field": "priority", "value": "urgent" },
            { "do": "send_message", "body": "Dear {{requester.name|you}}, `{{ticket.subject}}` is {{ticket.number}}, {{ticket.priority}}, {{ticket.type|of no type}}{{organization.name}}. \\{{ticket.number}}" },
            { "do": "add_note", "body": "In {{ticket.fields.room}}, by {{agent.name|nobody}}." },
            { "do": "effect", "name": "lamp", "payload": { "text": "{{ticket.number}}: {{ticket.fields.room}}", "plain": "no places" } }
        ]
    }]));
    on_every_storage(document, |world| {
        let set = Edits::none().with("room", "{{requester.address}}");
        let ticket = opened(world, "{{ticket.number}} \\{{", set);
        let said: Vec<String> = world.thread(&ticket).into_iter().map(|message| message.body).collect();
        assert_eq!(
            said[1..],
            [
                "Dear Ines <b>, `{{ticket.number}} \\{{` is 1, Urgent, of no type. {{ticket.number}}",
                "In {{requester.address}}, by nobody."
            ]
        );
        let lamp = world.duties().into_iter().find_map(|duty| match duty {
            EffectKind::Host { payload, .. } => Some(payload),
            _ => None,
        });
        let lamp = lamp.unwrap();
        assert_eq!((&*lamp["text"], &*lamp["plain"]), ("1: {{requester.address}}", "no places"));
    });
}

#[test]
fn transitions_and_macros_are_filled_too_and_a_hidden_field_is_told_by_nobody() {
    let document = |document: &mut Value| {
        fields(document);
        document["workflows"][0]["transitions"].as_array_mut().unwrap().insert(
            0,
            json!({
                "name": "solve", "from": "any", "to": "resolved",
                "then": [{ "do": "add_note", "body": "{{ticket.number}} is {{ticket.status}}." }]
            }),
        );
        document["macros"] = json!([{
            "name": "ask", "actions": [
                { "do": "send_message", "body": "{{agent.name}} asks {{requester.name}}: is it in {{ticket.fields.room|the hall}}?" }
            ]
        }]);
        document["roles"].as_array_mut().unwrap().push(json!({
            "name": "veiled", "scope": "all", "permissions": ["reply"], "hidden_fields": ["room"]
        }));
    };
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let vee = Command::PutAgent {
            person: "vee".into(),
            name: Some("Vee".to_owned()),
            role: Some(name("veiled")),
            teams: None,
            skills: None,
            languages: None,
            capacity: None,
            availability: None,
            calendar: None,
            share: None,
            active: None,
        };
        world.host(&vee);
        let ticket = opened(world, "A printer", Edits::none().with("room", "H7"));
        let press = Command::ApplyMacro { ticket: ticket.clone(), name: name("ask"), expect_version: None };
        world.ada(&press);
        world.staff("vee", &press).unwrap();
        world.host(&change(&ticket, Edits::none().with("status", "resolved")));
        let said: Vec<String> = world.thread(&ticket).into_iter().map(|message| message.body).collect();
        assert_eq!(
            said[1..],
            ["ada asks Ines <b>: is it in H7?", "Vee asks Ines <b>: is it in the hall?", "1 is Resolved."]
        );
    });
}

#[test]
fn what_cannot_be_filled_or_sent_is_found_with_the_document() {
    let compiled = |change: &dyn Fn(&mut Value)| {
        let document = default_with(|document| {
            fields(document);
            change(document);
        });
        let document = Document::parse(&document.to_string()).unwrap();
        let error = Config::compile(document, 1, &ZoneRules::bundled()).map(drop).err();
        let found = error.map(|error| {
            problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect::<Vec<_>>()
        });
        found.unwrap_or_default()
    };
    let rule = |actions: Value| json!([{ "name": "r", "condition": { "all": [] }, "actions": actions }]);
    let found = compiled(&|document| {
        document["rules"] = rule(json!([
            { "do": "add_note", "body": "{{ticket.fields.secret}}" },
            { "do": "send_message", "body": "{{requester.name" },
            { "do": "effect", "name": "x", "payload": { "a/b": "{{nobody}}" } },
            { "do": "webhook", "endpoint": "epr", "payload": { "a": "{{ticket.fields.room}}" } },
            { "do": "add_note", "body": "\\{{nothing}} } {" }
        ]));
        document["macros"] =
            json!([{ "name": "m", "actions": [{ "do": "add_note", "body": "{{agent.nam}}" }] }]);
        document["workflows"][0]["transitions"][0]["then"] =
            json!([{ "do": "webhook", "endpoint": "erp", "payload": { "a": "{{b}}" } }]);
        document["webhooks"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "name": "erp", "url": "http://erp.example/" }));
    });
    let expected = [
        (Code::Duplicate, "/webhooks/2/name"),
        (Code::OutOfRange, "/webhooks/2/url"),
        (Code::UnknownName, "/rules/0/actions/0/body"),
        (Code::Malformed, "/rules/0/actions/1/body"),
        (Code::UnknownName, "/rules/0/actions/2/payload/a~1b"),
        (Code::UnknownName, "/rules/0/actions/3/endpoint"),
        (Code::UnknownName, "/macros/0/actions/0/body"),
        (Code::UnknownName, "/workflows/0/transitions/0/then/0/payload/a"),
    ];
    assert_eq!(found, expected.map(|(code, path)| (code, path.to_owned())));
    assert_eq!(compiled(&|_| ()), []);
}

#[test]
fn feature_5_9_a_webhook_is_written_once_and_tells_no_more_than_it_is_asked_for() {
    let document = rules(json!([{
        "name": "told", "condition": { "field": "priority", "op": "changed_to", "value": "urgent" },
        "actions": [
            { "do": "add_tags", "tags": ["told"] },
            { "do": "webhook", "endpoint": "erp", "payload": { "who": "{{requester.name}} \"quoted\"" } },
            { "do": "webhook", "endpoint": "here" }
        ]
    }]));
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let set = Edits::none().with("secret", "canary").with("owner", "ada").with("team", "support");
        let ticket = opened(world, "A printer", set);
        world.duties();
        world.now("2026-06-01T09:30:00Z");
        world.ada(&change(&ticket, Edits::none().with("priority", "urgent")));
        let stored = world.ticket(&ticket);
        let leased = world.desk.lease_effects("worker", Span::from_minutes(5), 100).unwrap();
        // Duties of one ticket are given out one after the other.
        assert_eq!(leased.len(), 1);
        let EffectKind::Webhook { rule, endpoint, url, body } = &leased[0].kind else { panic!("{leased:?}") };
        assert_eq!((&**rule, &**endpoint, &**url), ("told", "erp", "https://erp.example/hook"));
        let data: Value = serde_json::from_str(body).unwrap();
        assert_eq!(
            data,
            json!({
                "type": "ticket.told", "timestamp": "2026-06-01T09:30:00.000Z",
                "data": {
                    "ticket": stored.id, "number": "1", "version": stored.version, "status": "new", "category": "new",
                    "priority": "urgent", "team": "support", "owner": world.id("ada"),
                    "payload": { "who": "Ines <b> \"quoted\"" }
                }
            })
        );
        assert!(body.starts_with(r#"{"type":"ticket.told","timestamp":"#), "in an order of its own: {body}");
        // A failure, and the same bytes once more under the same id, however the ticket stands by then.
        let EffectState::Leased { token, .. } = leased[0].state else { panic!() };
        world.desk.fail_effect(leased[0].id, token, world.time.now(), "503").unwrap();
        world.host(&change(&ticket, Edits::none().with("tags", list(&["later"]))));
        world.restart();
        let again = world.desk.lease_effects("worker", Span::from_minutes(5), 100).unwrap();
        assert_eq!((again[0].id, &again[0].kind), (leased[0].id, &leased[0].kind));
        let EffectState::Leased { token, .. } = again[0].state else { panic!() };
        world.desk.acknowledge_effect(again[0].id, token).unwrap();
        let next = world.duties();
        let EffectKind::Webhook { body, .. } = &next[0] else { panic!("{next:?}") };
        assert!(
            !body.contains("Ines") && !body.contains("canary") && body.ends_with("\"payload\":{}}}"),
            "{body}"
        );
        // What the host sends, and what comes of it on the other side.
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
        let headers = webhook::sign(secrets, &leased[0].id.to_string(), world.time.now(), body).unwrap();
        webhook::verify(secrets, &headers, body, world.time.now(), webhook::TOLERANCE).unwrap();
    });
}

#[test]
fn what_becomes_too_long_by_filling_in_is_refused_as_a_whole() {
    let document = rules(json!([{
        "name": "long", "condition": { "field": "event", "op": "eq", "value": "created" },
        "actions": [
            { "do": "add_tags", "tags": ["long"] },
            { "do": "webhook", "endpoint": "erp", "payload": { "a": "{{ticket.fields.room}}!" } }
        ]
    }]));
    on_every_storage(document, |world| {
        let ticket = opened(world, "Long", Edits::none().with("room", "x".repeat(10_000).as_str()));
        assert!(world.ticket(&ticket).tags.is_empty());
        assert!(world.kinds(&ticket).contains(&"rule_refused".to_owned()));
        let fits = opened(world, "Fits", Edits::none().with("room", "x".repeat(9_999).as_str()));
        assert_eq!(world.ticket(&fits).tags, ["long"]);
    });
}

#[test]
fn an_erasure_takes_out_what_duties_tell_of_somebody() {
    let document = rules(json!([{
        "name": "told", "condition": { "field": "event", "op": "eq", "value": "created" },
        "actions": [
            { "do": "webhook", "endpoint": "erp", "payload": { "who": "{{requester.name}}" } },
            { "do": "effect", "name": "lamp", "payload": { "who": "{{requester.address}}" } },
            { "do": "send_message", "body": "Dear {{requester.name}}" }
        ]
    }]));
    on_every_storage(document, |world| {
        let ticket = opened(world, "A printer", Edits::none());
        world.host(&Command::ErasePerson { person: "ines".into() });
        world.tick("2026-06-01T10:00:00Z");
        let left = serde_json::to_string(&world.duties()).unwrap();
        assert!(left.contains("erp.example") && !left.contains("Ines") && !left.contains("ines@"), "{left}");
        let query = Query::Thread { ticket, after: None, limit: None };
        let told = serde_json::to_string(&world.ask(&query, &Actor::host()).unwrap()).unwrap();
        assert!(!told.contains("Ines"), "{told}");
    });
}
