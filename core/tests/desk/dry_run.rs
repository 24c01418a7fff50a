//! Rules tried out on a ticket: what they would do is told, and nothing is done.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, DryRunReport, Edits, Occasion, Query};
use ticketkit::model::{Actor, EffectKind, MessageKind, Relation, TicketRef};

use crate::world::{World, agent, change, on_every_storage, problems, reply, status};

fn asked(
    ticket: &TicketRef,
    rules: Option<&Value>,
    occasion: Option<Occasion>,
    command: Option<&Command>,
) -> Query {
    Query::DryRun {
        ticket: ticket.clone(),
        rules: rules.map(ToString::to_string),
        occasion,
        command: command.map(|command| serde_json::to_string(command).unwrap()),
    }
}

fn run(world: &World<'_>, query: &Query) -> DryRunReport {
    match world.answer(query) {
        Answer::DryRun { run } => *run,
        other => panic!("{other:?}"),
    }
}

fn rules() -> Value {
    json!([
        {
            "name": "r2", "condition": { "field": "priority", "op": "changed_to", "value": "urgent" },
            "actions": [
                { "do": "set", "field": "team", "value": "ops" },
                { "do": "add_note", "body": "{{ticket.number}} is urgent." },
                { "do": "effect", "name": "lamp" }
            ]
        },
        {
            "name": "r1", "condition": { "field": "type", "op": "eq", "value": "outage" },
            "actions": [{ "do": "set", "field": "priority", "value": "urgent" }]
        },
        {
            "name": "barred", "condition": { "all": [] },
            "actions": [{ "do": "set", "field": "owner", "value": "nobody-here" }]
        }
    ])
}

fn desk(document: &mut Value) {
    document["types"] = json!([{ "name": "outage" }, { "name": "question" }]);
    document["fields"] = json!([{ "name": "secret", "type": "text" }]);
    document["teams"].as_array_mut().unwrap().push(json!({ "name": "ops" }));
    let roles = document["roles"].as_array_mut().unwrap();
    roles.push(json!({ "name": "veiled", "scope": "all", "permissions": ["manage_config"], "hidden_fields": ["secret"] }));
    roles.push(json!({ "name": "narrow", "scope": "own", "permissions": ["manage_config"] }));
}

/// What became of each rule, in order.
fn told(run: &DryRunReport) -> Vec<(&str, Option<u8>)> {
    run.asked.iter().map(|asked| (asked.rule.as_str(), asked.depth)).collect()
}

#[test]
fn feature_5_10_a_rule_set_is_tried_on_a_ticket_and_nothing_is_stored() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("No light", "ines", Edits::none().with("type", "outage"));
        let before = world.everything();
        let seen = run(world, &asked(&ticket, Some(&rules()), None, None));
        assert_eq!(
            told(&seen),
            [("r2", None), ("r1", Some(1)), ("r2", Some(2)), ("barred", Some(1)),],
            "{:?}",
            seen.asked
        );
        assert!(seen.asked[0].failing[0].contains("priority"), "{:?}", seen.asked[0]);
        let changed: Vec<_> = seen
            .changes
            .iter()
            .map(|it| (it.field.as_str(), it.to.as_ref().map(ToString::to_string)))
            .collect();
        assert!(changed.contains(&("priority", Some("urgent".to_owned()))), "{changed:?}");
        assert!(changed.contains(&("team", Some("ops".to_owned()))), "{changed:?}");
        let from = seen.changes.iter().find(|it| it.field.as_str() == "priority").unwrap();
        assert_eq!(from.from, Some("normal".into()));
        assert_eq!(seen.messages.len(), 1);
        assert_eq!((seen.messages[0].kind, &*seen.messages[0].body), (MessageKind::Note, "1 is urgent."));
        assert!(
            seen.effects.iter().any(|it| matches!(it, EffectKind::Host { name, .. } if *name == *"lamp"))
        );
        assert_eq!(seen.refused.len(), 1);
        assert_eq!((&*seen.refused[0].rule, seen.stopped.as_ref()), ("barred", None));
        // Asked once more it tells the same, and nothing of it has happened.
        assert_eq!(run(world, &asked(&ticket, Some(&rules()), None, None)), seen);
        assert_eq!(world.everything(), before);
        // The desk has no rules of its own.
        assert_eq!(run(world, &asked(&ticket, None, None, None)), DryRunReport::default());
    });
}

#[test]
fn what_rules_make_of_a_command_is_what_they_then_do() {
    let document = |document: &mut Value| {
        desk(document);
        document["rules"] = json!([
            {
                "name": "answered", "condition": { "all": [
                    { "field": "event", "op": "eq", "value": "replied" },
                    { "field": "message.body", "op": "contains", "value": "works" }
                ] },
                "actions": [{ "do": "set", "field": "status", "value": "resolved" }]
            },
            {
                "name": "thanks", "condition": { "field": "status", "op": "changed_to", "value": "resolved" },
                "actions": [{ "do": "send_message", "body": "Thank you." }]
            }
        ]);
    };
    on_every_storage(document, |world| {
        world.host(&agent("boss", "admin", &["support"]));
        let ticket = world.opened_by_ines();
        let before = world.everything();
        let command = reply(&ticket, "It works.");
        let query = asked(&ticket, None, None, Some(&command));
        let seen = match world.ask(&query, &Actor::agent("boss")).unwrap() {
            Answer::DryRun { run } => *run,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(&seen), [("answered", Some(1)), ("thanks", Some(2))]);
        let fields: Vec<&str> = seen.changes.iter().map(|it| it.field.as_str()).collect();
        assert!(fields.contains(&"status") && !fields.contains(&"replies"), "{fields:?}");
        assert_eq!(seen.messages.iter().map(|it| &*it.body).collect::<Vec<_>>(), ["Thank you."]);
        assert_eq!(world.everything(), before);
        world.staff("boss", &command).unwrap();
        assert_eq!(world.ticket(&ticket).status.as_str(), "resolved");
        assert_eq!(world.thread(&ticket).last().unwrap().body, seen.messages[0].body);
        // A command that is refused is refused.
        let query = asked(&ticket, None, None, Some(&status(&ticket, "resolved")));
        assert_eq!(world.ask(&query, &Actor::host()).unwrap_err().code(), Code::NothingToDo);
    });
}

#[test]
fn occasions_and_times_are_what_the_question_says() {
    on_every_storage(desk, |world| {
        let ticket = world.opened_by_ines();
        let on = |occasion: &str, name: &str| {
            json!({
                "name": name, "condition": { "field": "event", "op": "eq", "value": occasion },
                "actions": [{ "do": "add_tags", "tags": [name] }]
            })
        };
        let timed = json!({
            "name": "timed", "when": { "anchor": "created_at", "after": "P1D" }, "condition": { "all": [] },
            "actions": [{ "do": "add_tags", "tags": ["timed"] }]
        });
        let new = json!({
            "name": "new", "condition": { "field": "subject", "op": "changed" },
            "actions": [{ "do": "add_tags", "tags": ["new"] }]
        });
        let all = json!([
            on("created", "c"),
            on("replied", "r"),
            on("noted", "n"),
            on("changed", "x"),
            on("time_passed", "t"),
            new,
            timed
        ]);
        let fired = |occasion| {
            let seen = run(world, &asked(&ticket, Some(&all), occasion, None));
            let fired = seen.asked.into_iter().filter(|asked| asked.fired);
            fired.map(|asked| asked.rule.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(fired(None), ["x"]);
        assert_eq!(fired(Some(Occasion::Created)), ["c", "new"]);
        assert_eq!(fired(Some(Occasion::Replied)), ["r"]);
        assert_eq!(fired(Some(Occasion::Noted)), ["n"]);
        let times = fired(Some(Occasion::TimePassed));
        assert_eq!(
            (times.first().map(String::as_str), times.contains(&"t".to_owned())),
            (Some("timed"), true),
            "{times:?}"
        );
        // A loop is told with its chain.
        let chain: Vec<Value> = (0..12)
            .map(|n| {
                let condition = if n == 0 { json!({ "all": [] }) } else { json!({ "field": "tags", "op": "has_any", "value": [format!("t{n}")] }) };
                json!({ "name": format!("a{:02}", 11 - n), "condition": condition, "actions": [{ "do": "add_tags", "tags": [format!("t{}", n + 1)] }] })
            })
            .collect();
        let seen = run(world, &asked(&ticket, Some(&Value::Array(chain)), None, None));
        assert_eq!(seen.stopped.map(|chain| chain.len()), Some(10));
    });
}

#[test]
fn what_cannot_be_tried_is_told_with_its_place() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        for (key, role) in [("vee", "veiled"), ("nan", "narrow"), ("boss", "admin")] {
            world.host(&agent(key, role, &["support"]));
        }
        let ticket = world.opened_by_ines();
        let refused = |query: &Query, actor: &Actor| -> Vec<(Code, String)> {
            let error = world.ask(query, actor).unwrap_err();
            problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect()
        };
        let wrong = json!([
            { "name": "a", "condition": { "field": "colour", "op": "is_set" }, "actions": [{ "do": "add_note", "body": "{{x}}" }] },
            { "name": "a", "condition": { "all": [] }, "actions": [{ "do": "set", "field": "priority", "value": "x" }] }
        ]);
        let host = Actor::host();
        let place = |code, path: &str| (code, path.to_owned());
        let found = refused(&asked(&ticket, Some(&wrong), None, None), &host);
        for expected in [
            place(Code::Duplicate, "/rules/1/name"),
            place(Code::UnknownName, "/rules/0/actions/0/body"),
            place(Code::UnknownField, "/rules/0/condition/field"),
            place(Code::UnknownName, "/rules/1/actions/0/value"),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:?}");
        }
        let with = |rules: Option<&str>, command: Option<&str>| Query::DryRun {
            ticket: ticket.clone(),
            rules: rules.map(str::to_owned),
            occasion: None,
            command: command.map(str::to_owned),
        };
        assert_eq!(refused(&with(Some("[{"), None), &host), [place(Code::Malformed, "/rules")]);
        assert_eq!(refused(&with(Some("{}"), None), &host), [place(Code::WrongType, "/rules")]);
        assert_eq!(refused(&with(None, Some("{")), &host), [place(Code::Malformed, "/command")]);
        let reply_to_none = r#"{"do": "reply", "ticket": "1"}"#;
        assert_eq!(refused(&with(None, Some(reply_to_none)), &host), [place(Code::Missing, "/command/body")]);
        let elsewhere = serde_json::to_string(&reply(&"2".into(), "x")).unwrap();
        assert_eq!(refused(&with(None, Some(&elsewhere)), &host), [place(Code::OutOfRange, "/command")]);
        let message = world.ticket(&ticket).description;
        if let Some(message) = message {
            let split =
                Command::SplitTicket { ticket: ticket.clone(), message, subject: None, set: Edits::none() };
            let split = serde_json::to_string(&split).unwrap();
            assert_eq!(refused(&with(None, Some(&split)), &host), [place(Code::OutOfRange, "/command")]);
        }
        let both = asked(&ticket, None, Some(Occasion::Noted), Some(&reply(&ticket, "x")));
        assert_eq!(refused(&both, &host), [place(Code::OutOfRange, "/occasion")]);

        let query = asked(&ticket, Some(&wrong), None, None);
        for actor in [Actor::agent("ada"), Actor::requester("ines"), world.link(&ticket, None)] {
            assert_eq!(world.ask(&query, &actor).unwrap_err().code(), Code::Forbidden);
        }
        let query = asked(&ticket, None, None, None);
        assert_eq!(
            world.ask(&query, &Actor::agent("vee")).unwrap_err().code(),
            Code::Forbidden,
            "of hidden fields"
        );
        assert_eq!(world.ask(&query, &Actor::agent("nan")).unwrap_err().code(), Code::NotFound);
        assert!(world.ask(&query, &Actor::agent("boss")).is_ok());
        // Other tickets are not told of to who does not see them.
        let other = world.open("Hidden", "ines", Edits::none());
        world.host(&Command::LinkTickets {
            ticket: ticket.clone(),
            relation: Relation::Parent,
            to: other.clone(),
        });
        world.host(&change(&ticket, Edits::none().with("owner", "nan")));
        let id = world.ticket(&other).id.to_string();
        let about = json!([{
            "name": "a", "condition": { "field": "parent", "op": "eq", "value": "019e8269-4e80-7000-8000-00000000000f" },
            "actions": [{ "do": "add_tags", "tags": ["a"] }]
        }]);
        let query = asked(&ticket, Some(&about), None, None);
        let by = |actor: &Actor| serde_json::to_string(&world.ask(&query, actor).unwrap()).unwrap();
        assert!(!by(&Actor::agent("nan")).contains(&id), "{}", by(&Actor::agent("nan")));
        world.host(&Command::MarkSpam { ticket: ticket.clone() });
        assert_eq!(
            world.ask(&asked(&ticket, None, None, None), &host).unwrap_err().code(),
            Code::TicketInactive
        );
    });
}
