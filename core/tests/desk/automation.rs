//! Rules on events, inside the command that makes them hold.

use serde_json::{Value, json};
use ticketkit::command::Edits;
use ticketkit::model::{Author, By, Category, EffectKind, EventKind, MessageKind, Metric, TicketField};

use crate::world::{change, list, name, on_every_storage, reply, status};

fn rules(rules: Value) -> impl Fn(&mut Value) {
    move |document| {
        document["types"] = json!([{ "name": "outage" }, { "name": "question" }]);
        document["fields"] = json!([{ "name": "room", "type": "text" }]);
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "ops" }));
        document["rules"] = rules.clone();
    }
}

#[test]
fn domain_7_an_outage_becomes_urgent_and_then_goes_to_operations() {
    let document = rules(json!([
        {
            "name": "r2", "condition": { "field": "priority", "op": "changed_to", "value": "urgent" },
            "actions": [{ "do": "set", "field": "team", "value": "ops" }]
        },
        {
            "name": "r1", "condition": { "field": "type", "op": "eq", "value": "outage" },
            "actions": [{ "do": "set", "field": "priority", "value": "urgent" }]
        }
    ]));
    on_every_storage(document, |world| {
        let ticket = world.open("No light", "ines", Edits::none().with("type", "outage"));
        let stored = world.ticket(&ticket);
        assert_eq!((stored.priority.as_str(), stored.team.as_deref()), ("urgent", Some("ops")));
        let fired = world.events(&ticket).into_iter().filter_map(|event| match event.kind {
            EventKind::RuleFired { rule } => Some((rule.to_string(), event.depth)),
            _ => None,
        });
        let fired: Vec<_> = fired.collect();
        assert_eq!(fired, [("r1".to_owned(), 1), ("r2".to_owned(), 2)], "two firings");
    });
}

#[test]
fn the_history_tells_which_rule_did_what() {
    let document = rules(json!([{
        "name": "everything",
        "condition": { "field": "event", "op": "eq", "value": "created" },
        "actions": [
            { "do": "set", "field": "status", "value": "open" },
            { "do": "set", "field": "priority", "value": "urgent" },
            { "do": "set", "field": "team", "value": "ops" },
            { "do": "set", "field": "owner", "value": "ada" },
            { "do": "set", "field": "room", "value": "H7" },
            { "do": "add_tags", "tags": ["fire", "vip"] },
            { "do": "remove_tags", "tags": ["calm"] },
            { "do": "add_note", "body": "Call the fire brigade." },
            { "do": "send_message", "body": "Help is on its way." },
            { "do": "effect", "name": "siren", "payload": { "hall": "7" } }
        ]
    }]));
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none().with("tags", list(&["calm"])));
        let stored = world.ticket(&ticket);
        assert_eq!((stored.status.as_str(), stored.category), ("open", Category::Open));
        assert_eq!((stored.priority.as_str(), stored.team.as_deref()), ("urgent", Some("ops")));
        assert_eq!(stored.tags, ["fire", "vip"]);
        assert_eq!(world.owner(&ticket).as_deref(), Some("ada"));
        assert_eq!(stored.fields.get("room"), Some(&"H7".into()));

        let of_rule: Vec<_> = world
            .events(&ticket)
            .into_iter()
            .filter(|event| event.by == By::Rule { rule: name("everything") })
            .collect();
        assert!(of_rule.iter().all(|event| event.depth == 1));
        assert!(matches!(&of_rule[0].kind, EventKind::RuleFired { rule } if rule.as_str() == "everything"));
        let changed: Vec<_> = of_rule[0].changes.iter().map(|change| &change.field).collect();
        for field in [
            TicketField::Status,
            TicketField::Priority,
            TicketField::Team,
            TicketField::Owner,
            TicketField::Tags,
        ] {
            assert!(changed.contains(&&field), "{} in {changed:?}", field.as_str());
        }
        let thread = world.thread(&ticket);
        let messages: Vec<_> =
            thread.iter().map(|message| (message.kind, message.public, message.body.as_str())).collect();
        assert_eq!(
            messages[1..],
            [
                (MessageKind::Note, false, "Call the fire brigade."),
                (MessageKind::Automated, true, "Help is on its way.")
            ]
        );
        assert!(
            thread[1..]
                .iter()
                .all(|message| message.author == Author::Bot { rule: Some(name("everything")) })
        );
        assert_eq!(
            of_rule[1..].iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
            ["message_added", "message_added"]
        );
        let duties = world.duties();
        let siren = duties.iter().find_map(|duty| match duty {
            EffectKind::Host { rule, name, payload } => {
                Some((rule.as_str(), name.as_str(), payload["hall"].as_str()))
            }
            _ => None,
        });
        assert_eq!(siren, Some(("everything", "siren", "7")), "{duties:?}");
        // What a rule says is automated: it fulfils no promise and moves nothing.
        assert_eq!((stored.replies, stored.first_reply_at), (0, None));
        assert!(world.due(&ticket, &Metric::FirstReply).is_some());
    });
}

#[test]
fn conditions_nest() {
    let is = |field: &str, value: &str| json!({ "field": field, "op": "eq", "value": value });
    let document = rules(json!([{
        "name": "nested",
        "condition": { "all": [
            { "any": [
                { "all": [is("type", "outage"), { "not": is("priority", "low") }] },
                { "all": [{ "field": "tags", "op": "has_all", "value": ["vip", "fire"] }, { "not": { "any": [is("channel", "chat"), is("channel", "api")] } }] }
            ] },
            is("event", "created")
        ] },
        "actions": [{ "do": "set", "field": "room", "value": "war room" }]
    }]));
    on_every_storage(document, |world| {
        let outage = || Edits::none().with("type", "outage");
        let vip = || Edits::none().with("tags", list(&["fire", "vip"]));
        for (set, fires) in [
            (outage(), true),
            (outage().with("priority", "low"), false),
            (vip(), true),
            (vip().with("channel", "chat"), false),
            (vip().with("channel", "api"), false),
            (Edits::none().with("tags", list(&["vip"])), false),
            (outage().with("priority", "low").with("tags", list(&["fire", "vip"])), true),
            (Edits::none(), false),
        ] {
            let ticket = world.open("Fire", "ines", set.clone());
            assert_eq!(world.ticket(&ticket).fields.get("room").is_some(), fires, "{set:?}");
        }
        let later = world.open("Fire", "ines", Edits::none());
        world.host(&change(&later, outage()));
        assert_eq!(world.ticket(&later).fields.get("room"), None, "it was not created as one");
    });
}

#[test]
fn what_a_rule_may_not_do_is_left_undone_as_a_whole_and_told() {
    let document = rules(json!([
        {
            "name": "too-much", "condition": { "field": "event", "op": "eq", "value": "replied" },
            "actions": [
                { "do": "set", "field": "priority", "value": "urgent" },
                { "do": "set", "field": "owner", "value": "nobody" },
                { "do": "send_message", "body": "It is urgent now." }
            ]
        },
        {
            "name": "fine", "condition": { "field": "event", "op": "eq", "value": "replied" },
            "actions": [{ "do": "add_tags", "tags": ["answered"] }]
        }
    ]));
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "We come."));
        let stored = world.ticket(&ticket);
        assert_eq!((stored.priority.as_str(), stored.replies), ("normal", 1));
        assert_eq!(stored.tags, ["answered"], "the other rule did what it may");
        assert_eq!(world.thread(&ticket).len(), 2);
        let refused = world.events(&ticket).into_iter().find_map(|event| match event.kind {
            EventKind::RuleRefused { rule, failed } => Some((rule.to_string(), failed)),
            _ => None,
        });
        assert_eq!(refused, Some(("too-much".to_owned(), vec!["not_found".to_owned()])));
    });
}

#[test]
fn rules_see_what_time_did_and_stop_after_a_loop() {
    let ring = |from: &str, to: &str| {
        json!({
            "name": format!("{from}-to-{to}"),
            "condition": { "all": [
                { "field": "priority", "op": "eq", "value": from },
                { "field": "event", "op": "eq", "value": "time_passed" }
            ] },
            "actions": [{ "do": "set", "field": "priority", "value": to }]
        })
    };
    let document = rules(json!([ring("normal", "high"), ring("high", "urgent"), ring("urgent", "normal")]));
    on_every_storage(document, |world| {
        let ticket = world.opened_by_ines();
        world.host(&status(&ticket, "resolved"));
        world.tick("2026-06-10T00:00:00Z");
        let stored = world.ticket(&ticket);
        assert_eq!(
            (stored.status.as_str(), stored.priority.as_str()),
            ("closed", "normal"),
            "each fires once"
        );
    });
}

/// With each message the rules send the ticket on, until the handoffs are used up: then it stays, and the history names the
/// rule and what stopped it.
#[test]
fn feature_4_16_rules_that_hand_a_ticket_to_and_fro_are_stopped_at_the_limit() {
    let sends = |from: &str, to: &str| {
        json!({
            "name": format!("to-{to}"),
            "condition": { "all": [
                { "field": "team", "op": "eq", "value": from },
                { "field": "event", "op": "eq", "value": "replied" }
            ] },
            "actions": [{ "do": "set", "field": "team", "value": to }]
        })
    };
    let two = rules(json!([sends("support", "ops"), sends("ops", "support")]));
    let document = |document: &mut Value| {
        two(document);
        document["handoffs"] = json!({ "alarm_at": 2, "return_within": "P1D", "limit": 3 });
        for role in document["roles"].as_array_mut().unwrap() {
            role["scope"] = json!("all");
        }
    };
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Printer", "ines", Edits::none().with("team", "support"));
        let mut teams = Vec::new();
        for _ in 0..3 {
            world.ada(&reply(&ticket, "That is for the others."));
            teams.extend(world.ticket(&ticket).team.map(|team| team.to_string()));
        }
        let told: Vec<_> = world
            .events(&ticket)
            .into_iter()
            .filter_map(|event| match event.kind {
                EventKind::RuleFired { rule } => Some(rule.to_string()),
                EventKind::RuleRefused { rule, failed } => Some(format!("{rule}: {}", failed.join(", "))),
                EventKind::HandoffAlarm { handoffs, .. } => Some(format!("alarm {handoffs}")),
                _ => None,
            })
            .collect();
        assert_eq!(
            teams,
            ["support", "ops", "ops"],
            "both fire for the first message, and one for the second"
        );
        let refused = "to-support: handoff_limit";
        assert_eq!(told, ["to-ops", "to-support", "alarm 2", "to-ops", "alarm 3", refused, refused]);
    });
}
