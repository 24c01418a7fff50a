//! Random workflows, with a form that hides fields.

use serde_json::{Value as Json, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};
use ticketkit::storage::conformance::Chance;

/// Fields of the desk's own that the walk writes.
pub(crate) const FIELDS: [&str; 3] = ["cause", "room", "cost"];

const CATEGORIES: [&str; 6] = ["new", "open", "pending", "on_hold", "solved", "closed"];

/// The document of a desk that can be put in force.
pub(crate) fn desk(chance: &mut Chance) -> Json {
    loop {
        let document = drawn(chance);
        let parsed = Document::parse(&document.to_string()).unwrap();
        // Two transitions of one name may join one pair.
        if Config::compile(parsed, 1, &ZoneRules::bundled()).is_ok() {
            return document;
        }
    }
}

fn drawn(chance: &mut Chance) -> Json {
    let mut statuses = Vec::new();
    for (n, category) in ["new", "open", "solved"].into_iter().enumerate() {
        statuses.push(json!({ "name": format!("s{n}"), "category": category, "initial": n == 0 }));
    }
    for n in 3..3 + chance.place(6) {
        let category = chance.pick(&CATEGORIES);
        statuses.push(json!({ "name": format!("s{n}"), "category": category, "initial": chance.one_in(3) }));
    }
    let count = statuses.len();
    let names: Vec<String> = (0..count).map(|n| format!("s{n}")).collect();
    let transitions: Vec<Json> = (0..4 + chance.place(22)).map(|n| transition(chance, &names, n)).collect();
    let mut automatic = json!({ "close_after": "PT0S" });
    for member in ["agent_reply", "requester_message"] {
        let to = if chance.one_in(3) { "none".to_owned() } else { names[chance.place(count)].clone() };
        automatic[member] = json!(to);
    }
    let mut document: Json = serde_json::from_str(Document::DEFAULT).unwrap();
    document["workflows"] = json!([{
        "name": "walk", "statuses": statuses, "transitions": transitions, "automatic": automatic,
        "requires_children_done": false,
    }]);
    document["fields"] = FIELDS.map(|name| json!({ "name": name, "type": "text" })).into_iter().collect();
    let when = json!({ "field": "priority", "op": "eq", "value": chance.pick(&["low", "normal", "high"]) });
    document["forms"] = json!([{
        "name": "all", "fields": FIELDS,
        "rules": [{ "if": when, "then": [{ "hide": [chance.pick(&FIELDS)] }] }],
    }]);
    document["roles"] = json!([
        { "name": "admin", "scope": "all", "permissions": ["change", "note", "reply", "merge", "p"] },
        { "name": "agent", "scope": "all", "permissions": ["change", "note", "reply", "q"] },
    ]);
    document
}

fn transition(chance: &mut Chance, names: &[String], n: usize) -> Json {
    let mut side = || match chance.below(7) {
        0 => "any".to_owned(),
        1 => format!("category:{}", chance.pick(&CATEGORIES)),
        _ => names[chance.place(names.len())].clone(),
    };
    let mut way = json!({ "from": side(), "to": side() });
    if chance.one_in(3) {
        way["name"] = json!(format!("t{}", if chance.one_in(4) { 0 } else { n }));
    }
    if chance.one_in(4) {
        way["permission"] = json!(chance.pick(&["p", "q", "system"]));
    }
    if chance.one_in(3) {
        let guard = match chance.below(3) {
            0 => json!({ "field": "priority", "op": "eq", "value": chance.pick(&["low", "normal", "high"]) }),
            _ => json!({ "field": chance.pick(&FIELDS), "op": "is_set" }),
        };
        way["guard"] = if chance.one_in(3) { json!({ "not": guard }) } else { guard };
    }
    if chance.one_in(3) {
        way["required_fields"] = json!([chance.pick(&FIELDS)]);
    }
    if chance.one_in(4) {
        way["required_message"] = json!(chance.pick(&["public", "internal", "any"]));
    }
    if chance.one_in(6) {
        way["approval"] = json!({ "by": { "permission": "p" } });
    }
    if chance.one_in(6) {
        way["set"] = json!({ "cost": chance.pick(&["much", "little"]) });
        way["then"] =
            json!([{ "do": "add_note", "body": "Done." }, { "do": "add_tags", "tags": ["walked"] }]);
    }
    way
}
