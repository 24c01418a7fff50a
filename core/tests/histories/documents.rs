//! The configurations of a desk that has a little of everything, and what becomes of it in later versions.

use serde_json::{Value, json};

/// How many versions there are.
pub(crate) const VERSIONS: u64 = 4;

/// Version `n` of the configuration, from 1.
pub(crate) fn document(n: u64) -> String {
    let mut document = first();
    if n >= 2 {
        stricter(&mut document);
    }
    if n >= 3 {
        poorer(&mut document);
    }
    if n >= 4 {
        // What was taken away comes back.
        document = first();
    }
    document.to_string()
}

/// Every name of a status, and one that no version has.
pub(crate) const STATUSES: [&str; 8] =
    ["new", "open", "waiting", "parked", "done", "closed", "review", "nowhere"];
/// Every team, and one that no version has.
pub(crate) const TEAMS: [&str; 5] = ["first-line", "field", "office", "experts", "no-team"];

fn first() -> Value {
    serde_json::from_str(include_str!("first.json")).unwrap()
}

/// Shorter promises, another way of choosing, a field more, rules that come at other times, and a rule that causes itself as
/// long as it may.
fn stricter(document: &mut Value) {
    document["policies"][2]["targets"][0]["within"] = json!("PT4H");
    document["policies"][2]["targets"][2]["within"] = json!("PT12H");
    document["policies"][1]["targets"] =
        json!([{ "metric": "resolution", "within": "PT3H", "unit": "real" }]);
    document["policies"][1]["steps"] =
        json!([{ "metric": "resolution", "at": { "percent": 10 }, "notify": ["assignees"] }]);
    document["workflows"][0]["automatic"]["close_after"] = json!("P1D");
    document["policies"][3]["targets"][3]["within"] = json!("PT8H");
    document["policies"][3]["targets"][4]["within"] = json!("PT30M");
    document["teams"][3]["strategy"] = json!("least_loaded");
    document["rule_mode"] = json!("first");
    let rules = document["rules"].as_array_mut().unwrap();
    for rule in rules.iter_mut() {
        match rule["name"].as_str() {
            Some("silent") => rule["when"]["after"] = json!("PT30M"),
            Some("soon") => {
                rule["when"] = json!({ "anchor": "due_at", "before": "PT4H", "calendar": "riga" });
            }
            Some("old") => rule["when"]["after"] = json!("P3D"),
            _ => {}
        }
    }
    rules.push(json!({
        "name": "new",
        "when": { "anchor": "created_at", "after": "PT6H" },
        "condition": { "all": [] },
        "actions": [{ "do": "add_tags", "tags": ["six-hours"] }]
    }));
    document["strangers"] = json!("new_ticket");
    // Forms: fields that come and go, options that depend on others, and values that are emptied when they are hidden.
    document["fields"][5]["depends_on"] = json!("product");
    document["fields"][5]["options"] = json!([{ "name": "drum", "under": ["printer"] }, { "name": "fuser", "under": ["printer", "router"] }]);
    document["forms"] = json!([
        {
            "name": "incidents", "types": ["incident"], "clear_hidden": true,
            "fields": ["priority", "product", "parts", "serial", "hours", "warranty"],
            "rules": [
                { "if": { "field": "product", "op": "is_set" }, "then": [{ "show": ["parts"] }] },
                { "if": { "field": "parts", "op": "is_set" }, "then": [{ "show": ["hours"] }, { "hide": ["warranty"] }] },
                { "if": { "field": "category", "op": "eq", "value": "solved" }, "then": [{ "require": ["product"] }] },
                { "if": { "field": "priority", "op": "eq", "value": "urgent" }, "then": [{ "read_only": ["serial"] }] }
            ]
        },
        {
            "name": "others", "audience": "customers", "fields": ["serial", "bought_on"],
            "rules": [{ "if": { "field": "serial", "op": "is_set" }, "then": [{ "show": ["bought_on"] }] }]
        }
    ]);
}

/// A workflow, a status, a team, a policy, a role, a priority and a field less.
fn poorer(document: &mut Value) {
    document["types"] = json!([{ "name": "question" }]);
    document["priorities"] = json!([{ "name": "normal" }, { "name": "urgent" }]);
    document["priority_matrix"] = json!([]);
    document["fields"].as_array_mut().unwrap().remove(1);
    document["forms"].as_array_mut().unwrap().remove(0);
    let workflows = document["workflows"].as_array_mut().unwrap();
    workflows.truncate(1);
    workflows[0]["statuses"].as_array_mut().unwrap().retain(|status| status["name"] != "parked");
    workflows[0]["transitions"].as_array_mut().unwrap().retain(|way| way["from"] != "category:on_hold");
    workflows[0]["automatic"].as_object_mut().unwrap().remove("close_after");
    let policies = document["policies"].as_array_mut().unwrap();
    policies.remove(0);
    policies[1]["targets"][1]["within"] = json!({ "normal": "PT8H", "urgent": "PT2H" });
    policies[2]["targets"][2]["within"] = json!({ "normal": "P3D", "urgent": "P1D" });
    policies.retain(|policy| policy["name"] != "of-experts");
    document["calendars"].as_object_mut().unwrap().remove("always");
    document["teams"] = json!([
        { "name": "first-line", "strategy": "least_loaded" },
        { "name": "field", "strategy": "manual" },
        { "name": "office", "strategy": "manual" }
    ]);
    document["routes"] = json!([{ "name": "everything", "team": "first-line" }]);
    document["rules"].as_array_mut().unwrap().retain(|rule| {
        ["thanks", "closing", "silent", "waits", "soon"].iter().any(|name| rule["name"] == *name)
    });
    document["rules"][1]["actions"] = json!([{ "do": "add_tags", "tags": ["closed"] }]);
    document["roles"].as_array_mut().unwrap().truncate(2);
}

#[cfg(test)]
#[test]
fn every_version_is_a_configuration() {
    for n in 1..=VERSIONS {
        let parsed = ticketkit::config::Document::parse(&document(n)).unwrap();
        let zones = ticketkit::calendar::ZoneRules::bundled();
        let compiled = ticketkit::config::Config::compile(parsed, n, &zones);
        assert!(compiled.is_ok(), "version {n}: {compiled:?}");
    }
}
