//! What a rule with a time sets off, when its time has come.

use serde_json::{Value, json};
use ticketkit::model::{By, EventKind};

use super::{always, answered, fired, firing, in_status, rules, silence, tags};
use crate::world::{at, name, on_every_storage, status};

#[test]
fn rules_on_events_follow_from_what_a_timed_one_does() {
    let when = json!({ "anchor": "created_at", "after": "PT1H" });
    let raise = json!([{ "do": "set", "field": "priority", "value": "urgent" }]);
    let rule = |name: &str, condition: Value, action: Value| json!({ "name": name, "condition": condition, "actions": [action] });
    let changed = json!({ "field": "priority", "op": "changed_to", "value": "urgent" });
    let noted = json!({ "field": "event", "op": "eq", "value": "noted" });
    for mode in ["all", "first"] {
        let configure = |document: &mut Value| {
            document["rule_mode"] = json!(mode);
            document["rules"] = json!([
                rule("page", changed.clone(), json!({ "do": "effect", "name": "page" })),
                rule("never", noted.clone(), json!({ "do": "effect", "name": "never" })),
                { "name": "raise", "when": when, "condition": always(), "actions": raise },
            ]);
        };
        on_every_storage(configure, |world| {
            let ticket = world.opened_by_ines();
            world.tick("2026-06-01T12:00:00Z");
            let events = world.events(&ticket);
            let of_rules = events.iter().filter(|event| matches!(event.by, By::Rule { .. }));
            let depths: Vec<_> = of_rules.map(|event| (event.kind.clone(), event.depth)).collect();
            let fired = |rule: &str| EventKind::RuleFired { rule: name(rule) };
            assert_eq!(depths, [(fired("raise"), 1), (fired("page"), 2)], "{mode}");
        });
    }
}

#[test]
fn a_timed_rule_that_ends_the_run_is_followed_by_none() {
    let when = json!({ "anchor": "created_at", "after": "PT1H" });
    let mut raise = tags("raise", &when, &always());
    raise["stop"] = json!(true);
    let mut other = tags("other", &Value::Null, &json!({ "field": "tags", "op": "changed" }));
    other.as_object_mut().unwrap().remove("when");
    on_every_storage(rules(json!([other, raise])), |world| {
        let ticket = world.opened_by_ines();
        world.tick("2026-06-01T12:00:00Z");
        assert_eq!(fired(world, &ticket), [firing("raise", "2026-06-01T10:00:00.000Z")]);
    });
}

#[test]
fn rules_that_a_timed_one_sets_off_are_stopped_where_they_have_no_end() {
    let when = json!({ "anchor": "created_at", "after": "PT1H" });
    let begin = tags("t0", &when, &always());
    let chain = (1..=12).map(|n| {
        let before = json!({ "field": "tags", "op": "contains", "value": format!("t{}", n - 1) });
        let mut rule = tags(&format!("t{n}"), &Value::Null, &before);
        rule.as_object_mut().unwrap().remove("when");
        rule
    });
    // From the last to the first, so that each run of the list brings one firing.
    let mut list: Vec<Value> = chain.rev().collect();
    list.push(begin);
    on_every_storage(rules(json!(list)), |world| {
        let ticket = world.opened_by_ines();
        world.tick("2026-06-01T12:00:00Z");
        let events = world.events(&ticket);
        let stopped = events.iter().find_map(|event| match &event.kind {
            EventKind::LoopStopped { chain } => Some(chain.iter().map(ToString::to_string).collect()),
            _ => None,
        });
        let chain: Vec<String> = stopped.unwrap();
        assert_eq!(chain, (0..10).map(|n| format!("t{n}")).collect::<Vec<_>>());
        let deepest = events.iter().map(|event| event.depth).max();
        assert_eq!(deepest, Some(10));
    });
}

#[test]
fn what_a_timed_rule_may_not_do_is_left_undone_and_told_once() {
    let when = json!({ "anchor": "status_since", "after": "PT1H" });
    let reopen =
        json!([{ "do": "set", "field": "status", "value": "new" }, { "do": "add_note", "body": "Again." }]);
    let document = |document: &mut Value| {
        document["workflows"][0]["transitions"].as_array_mut().unwrap().retain(|way| way["to"] != "any");
        document["workflows"][0]["transitions"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "from": "new", "to": "open" }));
        document["rules"] =
            json!([{ "name": "again", "when": when, "condition": in_status("open"), "actions": reopen }]);
    };
    on_every_storage(document, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&status(&ticket, "open"));
        world.tick("2026-06-01T12:00:00Z");
        world.tick("2026-06-02T12:00:00Z");
        let refused = world.events(&ticket).into_iter().filter_map(|event| match event.kind {
            EventKind::RuleRefused { rule, failed } => Some((rule.to_string(), failed, event.at.to_string())),
            _ => None,
        });
        let refused: Vec<_> = refused.collect();
        let why = vec!["no_transition".to_owned()];
        assert_eq!(refused, [("again".to_owned(), why, "2026-06-01T10:00:00.000Z".to_owned())]);
        assert_eq!(world.thread(&ticket).len(), 1);
    });
}

#[test]
fn of_one_instant_rules_come_in_the_order_of_the_document() {
    let when = json!({ "anchor": "created_at", "after": "PT1H" });
    let named = ["zebra", "ant", "mole"].map(|name| tags(name, &when, &always()));
    on_every_storage(rules(json!(named)), |world| {
        let ticket = world.opened_by_ines();
        world.tick("2026-06-01T12:00:00Z");
        let order: Vec<String> = fired(world, &ticket).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(order, ["zebra", "ant", "mole"]);
    });
}

#[test]
fn timed_rules_cause_one_another_each_at_its_own_time_however_late_it_is() {
    let to = |called: &str, from: &str, to: &str| {
        let actions = json!([{ "do": "set", "field": "status", "value": to }]);
        let when = json!({ "anchor": "status_since", "after": "PT1H" });
        json!({ "name": called, "when": when, "condition": in_status(from), "actions": actions })
    };
    let document = rules(json!([to("forth", "open", "postponed"), to("back", "postponed", "open")]));
    let expected = [
        firing("forth", "2026-06-01T10:00:00.000Z"),
        firing("back", "2026-06-01T11:00:00.000Z"),
        firing("forth", "2026-06-01T12:00:00.000Z"),
        firing("back", "2026-06-01T13:00:00.000Z"),
    ];
    for looks in [&["13"][..], &["10", "11", "12", "13"]] {
        on_every_storage(&document, |world| {
            world.hire(&["ada"]);
            let ticket = world.opened_by_ines();
            world.ada(&status(&ticket, "open"));
            for hour in looks {
                world.tick(&format!("2026-06-01T{hour}:30:00Z"));
            }
            assert_eq!(fired(world, &ticket), expected);
        });
    }
}

#[test]
fn several_who_tick_at_the_same_time_fire_it_once() {
    on_every_storage(silence, |world| {
        let ticket = answered(world);
        let engine = &world.engine;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || engine.tick(at("2026-06-02T00:00:00Z"), 100));
            }
        });
        world.tick("2026-06-03T00:00:00Z");
        assert_eq!(fired(world, &ticket), [firing("silence", "2026-06-01T13:00:00.000Z")]);
    });
}
