//! Macros: what staff do at one press of a button, as themselves.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Query};
use ticketkit::model::{Actor, Author, By, EffectKind, EventKind, MessageKind, Metric, TicketRef};

use crate::world::{World, agent, name, on_every_storage, problems, status};

fn press(ticket: &TicketRef, name: &str) -> Command {
    Command::ApplyMacro { ticket: ticket.clone(), name: name.parse().unwrap(), expect_version: None }
}

fn macros(macros: Value) -> impl Fn(&mut Value) {
    move |document| {
        document["types"] = json!([{ "name": "outage" }, { "name": "question" }]);
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "ops" }));
        document["fields"] =
            json!([{ "name": "room", "type": "text" }, { "name": "secret", "type": "text" }]);
        let roles = document["roles"].as_array_mut().unwrap();
        roles.push(json!({ "name": "light", "scope": "team", "permissions": ["note"] }));
        roles.push(json!({
            "name": "veiled", "scope": "all", "permissions": ["reply", "note", "change"],
            "hidden_fields": ["secret"], "read_only_fields": ["room"]
        }));
        document["macros"] = macros.clone();
    }
}

fn offered(world: &World<'_>, ticket: &TicketRef, actor: &Actor) -> Vec<(String, String)> {
    match world.ask(&Query::Macros { ticket: ticket.clone() }, actor).unwrap() {
        Answer::Macros { macros } => {
            macros.into_iter().map(|offer| (offer.name.to_string(), offer.label)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn refused(world: &World<'_>, agent: &str, command: &Command) -> Vec<(Code, String)> {
    let error = world.staff(agent, command).unwrap_err();
    problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect()
}

#[test]
fn feature_5_8_a_macro_is_carried_out_as_whoever_presses_the_button() {
    let document = macros(json!([{
        "name": "fixed", "labels": { "en": "It is fixed" },
        "actions": [
            { "do": "add_note", "body": "By the book." },
            { "do": "set", "field": "status", "value": "resolved" },
            { "do": "set", "field": "room", "value": "H7" },
            { "do": "add_tags", "tags": ["fixed"] },
            { "do": "send_message", "body": "It works again." },
            { "do": "effect", "name": "lamp", "payload": { "colour": "green" } }
        ]
    }]));
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.duties();
        assert_eq!(
            offered(world, &ticket, &Actor::agent("ada")),
            [("fixed".to_owned(), "It is fixed".to_owned())]
        );
        let outcome = world.ada(&press(&ticket, "fixed"));
        let ada = world.id("ada");
        let stored = world.ticket(&ticket);
        assert_eq!((stored.status.as_str(), stored.replies), ("resolved", 1), "a status beats the move");
        assert_eq!(
            (stored.fields.get("room"), &stored.tags[..]),
            (Some(&"H7".into()), &["fixed".to_owned()][..])
        );
        // The reply goes along with the change, so that the first promise was kept and not given up.
        let first = world.clock(&ticket, &Metric::FirstReply);
        assert_eq!(first.state, ticketkit::model::ClockState::Fulfilled);
        let thread = world.thread(&ticket);
        let said: Vec<_> = thread[1..].iter().map(|it| (it.kind, it.public, it.body.as_str())).collect();
        assert_eq!(
            said,
            [(MessageKind::Reply, true, "It works again."), (MessageKind::Note, false, "By the book.")]
        );
        assert!(thread[1..].iter().all(|message| message.author == Author::Agent { person: ada }));
        assert_eq!(outcome.message, Some(thread[1].id));
        let events = world.events(&ticket);
        let done: Vec<_> = events.iter().filter(|event| event.by == By::Agent { person: ada }).collect();
        assert!(done.iter().all(|event| event.depth == 0), "no rule stands behind it");
        assert!(done.iter().any(|event| event.kind == EventKind::MacroApplied { name: name("fixed") }));
        let lamp = |duty: &EffectKind| matches!(duty, EffectKind::Host { rule, name, .. } if *rule == *"fixed" && *name == *"lamp");
        assert!(world.duties().iter().any(lamp));
        // Customers read a reply and a change of status, and no word of a button.
        let query = Query::History { ticket: ticket.clone(), after: 0, limit: None };
        let told = world.ask(&query, &Actor::requester("ines")).unwrap();
        let told = serde_json::to_string(&told).unwrap();
        assert!(
            told.contains("message_added") && !told.contains("macro") && !told.contains("fixed"),
            "{told}"
        );
    });
}

#[test]
fn feature_5_8_rights_are_those_of_the_agent_and_every_problem_is_told_at_once() {
    let document = macros(json!([
        {
            "name": "all", "actions": [
                { "do": "set", "field": "team", "value": "ops" },
                { "do": "set", "field": "room", "value": "H7" },
                { "do": "set", "field": "owner", "value": "nobody-here" },
                { "do": "send_message", "body": "Hello." },
                { "do": "effect", "name": "lamp" }
            ]
        },
        { "name": "noted", "actions": [{ "do": "add_note", "body": "Seen." }] }
    ]));
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        world.host(&agent("lu", "light", &["support"]));
        world.host(&agent("vee", "veiled", &["support"]));
        let ticket = world.opened_by_ines();
        let before = world.events(&ticket).len();
        let at_name = |code: Code| (code, "/name".to_owned());
        let forbidden = |n: usize| vec![at_name(Code::Forbidden); n];
        assert_eq!(
            refused(world, "lu", &press(&ticket, "all")),
            forbidden(5),
            "each action that they may not do"
        );
        assert_eq!(
            refused(world, "vee", &press(&ticket, "all")),
            forbidden(3),
            "team, owner, and a field kept"
        );
        assert_eq!(refused(world, "ada", &press(&ticket, "all")).len(), 1, "an owner who is nobody");
        let error = world.staff("vee", &press(&ticket, "all")).unwrap_err();
        let fields: Vec<_> = error.problems().iter().filter_map(|it| it.params.get("field")).collect();
        assert_eq!(fields, ["owner", "room", "team"]);
        assert_eq!(world.events(&ticket).len(), before, "nothing of it was done");
        assert_eq!(offered(world, &ticket, &Actor::agent("lu")), [("noted".to_owned(), "noted".to_owned())]);
        assert_eq!(offered(world, &ticket, &Actor::agent("ada")).len(), 2);
        world.staff("lu", &press(&ticket, "noted")).unwrap();

        let error = world.customer("ines", &press(&ticket, "noted")).unwrap_err();
        assert_eq!(error.code(), Code::Forbidden);
        let guest = world.link(&ticket, None);
        let query = Query::Macros { ticket: ticket.clone() };
        for customer in [Actor::requester("ines"), guest] {
            assert_eq!(world.ask(&query, &customer).unwrap_err().code(), Code::Forbidden);
        }
        // The host may use all of them.
        world.host(&press(&ticket, "noted"));
    });
}

#[test]
fn feature_5_8_a_macro_is_for_its_tickets_and_its_roles() {
    let document = macros(json!([
        {
            "name": "late", "condition": { "field": "type", "op": "eq", "value": "outage" },
            "actions": [{ "do": "add_tags", "tags": ["late"] }]
        },
        { "name": "chief", "roles": ["admin"], "actions": [{ "do": "add_tags", "tags": ["chief"] }] },
        {
            "name": "in-secret", "condition": { "field": "secret", "op": "is_set" },
            "actions": [{ "do": "add_tags", "tags": ["in-secret"] }]
        }
    ]));
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        world.host(&agent("boss", "admin", &["support"]));
        world.host(&agent("vee", "veiled", &["support"]));
        let names = |ticket: &TicketRef, key: &str| -> Vec<String> {
            offered(world, ticket, &Actor::agent(key)).into_iter().map(|(name, _)| name).collect()
        };
        let question = world.opened_by_ines();
        let set = Edits::none().with("type", "outage").with("secret", "x").with("team", "support");
        let outage = world.open("No light", "ines", set);
        assert_eq!(names(&question, "ada"), [""; 0]);
        assert_eq!(names(&question, "boss"), ["chief"]);
        assert_eq!(names(&outage, "boss"), ["late", "chief", "in-secret"]);
        assert_eq!(names(&outage, "ada"), ["late", "in-secret"]);
        assert_eq!(names(&outage, "vee"), ["late"], "what asks about a hidden field would tell it");
        let error = world.staff("ada", &press(&question, "late")).unwrap_err();
        assert_eq!(problems(&error), [(Code::GuardFailed, "/name")]);
        assert!(error.problems()[0].hint.as_ref().unwrap().contains("type"), "{error}");
        let gone = vec![(Code::NotFound, "/name".to_owned())];
        assert_eq!(refused(world, "ada", &press(&outage, "chief")), gone, "to them it is not there");
        assert_eq!(refused(world, "vee", &press(&outage, "in-secret")), gone);
        assert_eq!(refused(world, "boss", &press(&outage, "cheif")), gone);
        world.staff("boss", &press(&outage, "chief")).unwrap();
        let again = world.staff("boss", &press(&outage, "chief")).unwrap_err();
        assert_eq!(problems(&again), [(Code::NothingToDo, "/name")]);
        // What is kept apart is no work.
        world.host(&Command::MarkSpam { ticket: outage.clone() });
        assert_eq!(names(&outage, "boss"), [""; 0]);
        assert!(world.staff("boss", &press(&outage, "late")).is_err());
    });
}

#[test]
fn feature_5_8_forms_transitions_versions_and_rules_hold_as_by_hand() {
    let document = |document: &mut Value| {
        macros(json!([
            { "name": "solve", "actions": [{ "do": "set", "field": "status", "value": "resolved" }] },
            {
                "name": "answer-and-solve", "actions": [
                    { "do": "send_message", "body": "Done." },
                    { "do": "set", "field": "status", "value": "resolved" },
                    { "do": "set", "field": "type", "value": "question" }
                ]
            }
        ]))(document);
        let ways = document["workflows"][0]["transitions"].as_array_mut().unwrap();
        for way in ways.iter_mut().filter(|way| way["to"] == "any") {
            way["to"] = json!("category:open");
        }
        ways.push(json!({
            "from": "any", "to": "resolved", "required_message": "public", "required_fields": ["type"]
        }));
        document["rules"] = json!([{
            "name": "thanks",
            "condition": { "all": [
                { "field": "category", "op": "changed_to", "value": "solved" },
                { "field": "event", "op": "eq", "value": "replied" }
            ] },
            "actions": [{ "do": "add_tags", "tags": ["by-rule"] }]
        }]);
    };
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        assert_eq!(
            refused(world, "ada", &press(&ticket, "solve")),
            [(Code::FieldRequired, "/name".to_owned()), (Code::MessageRequired, "/name".to_owned())]
        );
        let old = Command::ApplyMacro {
            ticket: ticket.clone(),
            name: name("answer-and-solve"),
            expect_version: Some(1_000),
        };
        assert_eq!(refused(world, "ada", &old), [(Code::StaleVersion, "/expect_version".to_owned())]);
        world.ada(&press(&ticket, "answer-and-solve"));
        let stored = world.ticket(&ticket);
        assert_eq!((stored.status.as_str(), &stored.tags[..]), ("resolved", &["by-rule".to_owned()][..]));
        // The same command once more is the same answer, and no second reply.
        assert_eq!(world.thread(&ticket).len(), 2);
        assert!(world.staff("ada", &status(&ticket, "resolved")).is_err(), "it is like that already");
    });
}

#[test]
fn how_often_rules_and_macros_have_fired_is_counted_and_what_was_refused_is_not() {
    let document = |document: &mut Value| {
        macros(json!([
            { "name": "seen", "actions": [{ "do": "add_note", "body": "Seen." }] },
            { "name": "greet", "actions": [{ "do": "send_message", "body": "Hello." }] }
        ]))(document);
        document["rules"] = json!([
            {
                "name": "greet", "condition": { "field": "event", "op": "eq", "value": "created" },
                "actions": [{ "do": "add_tags", "tags": ["greeted"] }]
            },
            {
                "name": "barred", "condition": { "all": [] },
                "actions": [{ "do": "set", "field": "owner", "value": "nobody-here" }]
            },
            {
                "name": "old", "when": { "anchor": "created_at", "after": "PT1H" }, "condition": { "all": [] },
                "actions": [{ "do": "add_tags", "tags": ["old"] }]
            }
        ]);
    };
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let counts = |world: &World<'_>| match world.answer(&Query::RuleCounts {}) {
            Answer::RuleCounts { counts } => {
                let told = |at: ticketkit::Timestamp| at.to_string()[11..16].to_owned();
                let row = |it: ticketkit::command::RuleCount| {
                    (format!("{} {}", it.kind.as_str(), it.name), it.times, it.last_at.map(told))
                };
                counts.into_iter().map(row).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let row = |name: &str, times, at: Option<&str>| (name.to_owned(), times, at.map(str::to_owned));
        let none = ["rule greet", "rule barred", "rule old", "macro seen", "macro greet"];
        assert_eq!(counts(world), none.map(|name| row(name, 0, None)));
        let ticket = world.opened_by_ines();
        world.now("2026-06-01T09:10:00Z");
        world.opened_by_ines();
        world.ada(&press(&ticket, "seen"));
        assert!(world.staff("ada", &press(&ticket, "nothing")).is_err());
        world.tick("2026-06-01T12:00:00Z");
        let expected = [
            row("rule greet", 2, Some("09:10")),
            row("rule barred", 0, None),
            row("rule old", 2, Some("10:10")),
            row("macro seen", 1, Some("09:10")),
            row("macro greet", 0, None),
        ];
        assert_eq!(counts(world), expected);
        world.restart();
        assert_eq!(counts(world), expected);
        // Another life of the same commands counts the same.
        let copy =
            world.engine.create_desk("copy", &crate::stage::default_with(document).to_string()).unwrap();
        world.desk.replay_into(&copy, &mut |_| true).unwrap();
        let Answer::RuleCounts { counts: copied } = copy.ask(&Query::RuleCounts {}, &Actor::host()).unwrap()
        else {
            panic!()
        };
        assert_eq!(copied.iter().map(|it| it.times).collect::<Vec<_>>(), [2, 0, 2, 1, 0]);
        for actor in [Actor::agent("ada"), Actor::requester("ines")] {
            assert_eq!(world.ask(&Query::RuleCounts {}, &actor).unwrap_err().code(), Code::Forbidden);
        }
    });
}
