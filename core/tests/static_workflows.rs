//! What the static check of a desk's workflows warns of: planted faults, each found where it is, and nothing where none is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking, and JSON is written where it is used"
)]

use std::path::Path;

use serde_json::{Value, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};

fn compiled(document: &Value) -> Config {
    let document = Document::parse(&document.to_string()).unwrap();
    Config::compile(document, 1, &ZoneRules::bundled()).unwrap()
}

/// The warnings about a document, as `code pointer: message`. Each has to say what to do about it.
fn told(document: &Value) -> Vec<String> {
    let config = compiled(document);
    let told = config.warnings().iter().map(|problem| {
        assert!(problem.hint.is_some(), "{problem}");
        format!("{} {}: {} [{}]", problem.code, problem.path, problem.message, problem.hint.as_ref().unwrap())
    });
    told.collect()
}

/// The default desk with a type for each of two workflows: a strict one for repairs, and that of the default desk.
fn desk() -> Value {
    let mut document: Value = serde_json::from_str(Document::DEFAULT).unwrap();
    document["types"] = json!([{ "name": "repair", "workflow": "repairs" }, { "name": "question" }]);
    document["fields"] = json!([
        { "name": "part", "type": "text" },
        { "name": "cost", "type": "number" },
        { "name": "device", "type": "choice", "options": [{ "name": "phone" }, { "name": "laptop" }] },
    ]);
    document["workflows"].as_array_mut().unwrap().push(repairs());
    document["roles"][1]["permissions"].as_array_mut().unwrap().push(json!("spend"));
    document
}

fn repairs() -> Value {
    json!({
        "name": "repairs",
        "statuses": [
            { "name": "received", "category": "new", "initial": true },
            { "name": "bench", "category": "open" },
            { "name": "offered", "category": "pending" },
            { "name": "ordered", "category": "on_hold" },
            { "name": "repaired", "category": "solved" },
            { "name": "collected", "category": "closed" },
        ],
        "transitions": [
            { "from": "received", "to": "bench" },
            { "from": "bench", "to": "offered", "required_message": "public", "required_fields": ["cost"] },
            { "from": "offered", "to": "bench" },
            { "name": "order", "from": "offered", "to": "ordered", "permission": "spend" },
            { "from": "ordered", "to": "bench" },
            { "from": "bench", "to": "repaired", "guard": { "field": "part", "op": "is_set" } },
            { "from": "repaired", "to": "bench" },
            { "from": "repaired", "to": "collected" },
            { "from": "collected", "to": "bench", "permission": "system" },
            { "from": "ordered", "to": "offered", "permission": "system" },
        ],
        "automatic": { "agent_reply": "offered", "requester_message": "bench" },
    })
}

type Change = fn(&mut Value);

/// A desk that is sound but for what the change makes of it.
struct Fault {
    what: &'static str,
    plant: Change,
    /// The code and the place.
    found: &'static str,
    hint: &'static str,
}

fn transitions(document: &mut Value) -> &mut Vec<Value> {
    document["workflows"][1]["transitions"].as_array_mut().unwrap()
}

fn status(document: &mut Value, status: Value) {
    document["workflows"][1]["statuses"].as_array_mut().unwrap().push(status);
}

fn way(document: &mut Value, way: Value) {
    transitions(document).push(way);
}

fn rule(document: &mut Value, rule: Value) {
    if document["rules"].is_null() {
        document["rules"] = json!([]);
    }
    document["rules"].as_array_mut().unwrap().push(rule);
}

/// A rule that sets a field when it has another value.
fn turns(document: &mut Value, name: &str, field: &str, from: &str, to: &str) {
    rule(
        document,
        json!({
            "name": name,
            "condition": { "all": [
                { "field": field, "op": "eq", "value": from }, { "field": "type", "op": "eq", "value": "question" }] },
            "actions": [{ "do": "set", "field": field, "value": to }],
        }),
    );
}

/// A rule four hours after somebody began to wait.
fn timed(document: &mut Value, condition: Value) {
    let when = json!({ "anchor": "waiting_since", "after": "PT4H" });
    let actions = json!([{ "do": "add_tags", "tags": ["late"] }]);
    rule(document, json!({ "name": "waits", "when": when, "condition": condition, "actions": actions }));
}

fn set_status(document: &mut Value, condition: Value, to: &str) {
    let action = json!({ "do": "set", "field": "status", "value": to });
    rule(document, json!({ "name": "moves", "condition": condition, "actions": [action] }));
}

fn maps(document: &mut Value, from: &str, to: &str, statuses: Value) {
    document["workflow_maps"] = json!([{ "from": from, "to": to, "statuses": statuses }]);
}

fn always() -> Value {
    json!({ "all": [] })
}

/// What no cost can be.
fn never() -> Value {
    json!({ "all": [{ "field": "cost", "op": "lt", "value": 3 }, { "field": "cost", "op": "gt", "value": 5 }] })
}

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    Fault {
        what: "a status without a way to it",
        plant: |it| {
            status(it, json!({ "name": "scrapped", "category": "solved" }));
            way(it, json!({ "from": "scrapped", "to": "collected" }));
            way(it, json!({ "from": "scrapped", "to": "bench" }));
        },
        found: "never_used /workflows/1/statuses/6: no ticket ever comes to the status `scrapped`: no transition leads there",
        hint: "add a transition to it",
    },
    Fault {
        what: "statuses that only lead to each other",
        plant: |it| {
            for name in ["outside", "far"] {
                status(it, json!({ "name": name, "category": "open" }));
                way(it, json!({ "from": name, "to": "bench" }));
            }
            way(it, json!({ "from": "outside", "to": "far" }));
            way(it, json!({ "from": "far", "to": "outside" }));
        },
        found: "never_used /workflows/1/statuses/7: no ticket ever comes to the status `far`: what leads there begins where none comes",
        hint: "mark it `initial`",
    },
    Fault {
        what: "a status behind a guard that never holds",
        plant: |it| {
            status(it, json!({ "name": "abroad", "category": "open" }));
            way(it, json!({ "from": "bench", "to": "abroad", "guard": never() }));
            way(it, json!({ "from": "abroad", "to": "bench" }));
        },
        found: "never_used /workflows/1/statuses/6",
        hint: "add a transition to it",
    },
    Fault {
        what: "a status that nothing leaves",
        plant: |it| {
            status(it, json!({ "name": "lost", "category": "open" }));
            way(it, json!({ "from": "bench", "to": "lost" }));
        },
        found: "doubtful /workflows/1/statuses/6: no ticket ever leaves the status `lost`, and it is not closed",
        hint: "give it the category `closed`",
    },
    Fault {
        what: "a pending status that not even the customer's word leaves",
        plant: |it| {
            status(it, json!({ "name": "waiting", "category": "pending" }));
            way(it, json!({ "from": "bench", "to": "waiting" }));
        },
        found: "doubtful /workflows/1/statuses/6: no ticket ever leaves the status `waiting`",
        hint: "add a transition out of it",
    },
    Fault {
        what: "a solved status that nothing leaves",
        plant: |it| {
            status(it, json!({ "name": "given_up", "category": "solved" }));
            way(it, json!({ "from": "bench", "to": "given_up" }));
        },
        found: "doubtful /workflows/1/statuses/6: no ticket ever leaves the status `given_up`",
        hint: "give it the category `closed`",
    },
    Fault {
        what: "a circle without an end",
        plant: |it| {
            for name in ["here", "there"] {
                status(it, json!({ "name": name, "category": "on_hold" }));
            }
            way(it, json!({ "from": "bench", "to": "here" }));
            way(it, json!({ "from": "here", "to": "there" }));
            way(it, json!({ "from": "there", "to": "here" }));
        },
        found: "doubtful /workflows/1/statuses/6: no way leads from the status `here` to a solved or closed one",
        hint: "add a transition to a solved status",
    },
    Fault {
        what: "a way to the end behind a guard that never holds",
        plant: |it| transitions(it)[5]["guard"] = never(),
        found: "doubtful /workflows/1/statuses/1: no way leads from the status `bench` to a solved or closed one",
        hint: "add a transition to a solved status",
    },
    Fault {
        what: "a guard that never holds",
        plant: |it| way(it, json!({ "name": "haste", "from": "received", "to": "repaired", "guard": never() })),
        found: "never_used /workflows/1/transitions/10/guard: the guard of the transition `haste` holds for no ticket",
        hint: "its parts exclude each other",
    },
    Fault {
        what: "a guard that asks for the status to come",
        plant: |it| way(it, json!({
            "name": "haste", "from": "received", "to": "repaired",
            "guard": { "field": "status", "op": "eq", "value": "repaired" }
        })),
        found: "never_used /workflows/1/transitions/10/guard: the guard of the transition `haste` holds for no ticket where it begins",
        hint: "in the status that it leaves",
    },
    Fault {
        what: "a guard that asks for another category",
        plant: |it| way(it, json!({
            "name": "haste", "from": "category:open", "to": "repaired",
            "guard": { "field": "category", "op": "in", "value": ["pending", "solved"] }
        })),
        found: "never_used /workflows/1/transitions/10/guard",
        hint: "in the status that it leaves",
    },
    Fault {
        what: "a guard that asks for another workflow",
        plant: |it| way(it, json!({
            "name": "haste", "from": "received", "to": "repaired",
            "guard": { "field": "workflow", "op": "eq", "value": "default" }
        })),
        found: "never_used /workflows/1/transitions/10/guard",
        hint: "in the status that it leaves",
    },
    Fault {
        what: "a transition of a category whose statuses have their own",
        plant: |it| way(it, json!({ "from": "category:new", "to": "category:open", "required_fields": ["part"] })),
        found: "never_used /workflows/1/transitions/10: others name the same statuses more exactly, such as the one at /workflows/1/transitions/0",
        hint: "name its statuses as exactly",
    },
    Fault {
        what: "a transition behind one that always passes",
        plant: |it| way(it, json!({ "from": "received", "to": "bench", "required_fields": ["device"] })),
        found: "never_used /workflows/1/transitions/10: wherever the transition from `received` to `bench` could be made, the one at /workflows/1/transitions/0 is taken before it",
        hint: "put the particular before the general",
    },
    Fault {
        what: "a transition behind one whose guard asks for less",
        plant: |it| {
            let both = json!({ "all": [{ "field": "part", "op": "is_set" }, { "field": "cost", "op": "gt", "value": 9 }] });
            way(it, json!({ "from": "bench", "to": "repaired", "guard": both }));
        },
        found: "never_used /workflows/1/transitions/10: wherever the transition from `bench` to `repaired` could be made",
        hint: "give it a name",
    },
    Fault {
        what: "a category without a status",
        plant: |it| {
            it["workflows"][1]["statuses"][3]["category"] = json!("pending");
            way(it, json!({ "from": "bench", "to": "category:on_hold" }));
        },
        found: "never_used /workflows/1/transitions/10/to: `category:on_hold` has no status",
        hint: "name a status",
    },
    Fault {
        what: "a transition from a category to its only status",
        plant: |it| way(it, json!({ "from": "category:closed", "to": "collected" })),
        found: "never_used /workflows/1/transitions/10: the transition from `category:closed` to `collected` joins a status with nothing but itself",
        hint: "on both sides",
    },
    Fault {
        what: "an agent's reply without a way",
        plant: |it| it["workflows"][1]["automatic"]["agent_reply"] = json!("ordered"),
        found: "never_used /workflows/1/automatic/agent_reply: an agent's reply leaves the ticket where it is: the engine has no way from one of `received`, `bench` to `ordered`",
        hint: "write `none`",
    },
    Fault {
        what: "an agent's reply that would have to be internal",
        plant: |it| transitions(it)[1]["required_message"] = json!("internal"),
        found: "never_used /workflows/1/automatic/agent_reply",
        hint: "add the transition",
    },
    Fault {
        what: "a customer's message without a way",
        plant: |it| it["workflows"][1]["automatic"]["requester_message"] = json!("received"),
        found: "never_used /workflows/1/automatic/requester_message: a customer's message leaves the ticket where it is",
        hint: "the permission `system`",
    },
    Fault {
        what: "a customer's message that is heard in some statuses",
        plant: |it| drop(transitions(it).remove(6)),
        found: "doubtful /workflows/1/automatic/requester_message: a customer's message leaves a ticket in `repaired` as it is",
        hint: "add the transition",
    },
    Fault {
        what: "no way back from a snooze",
        plant: |it| drop(transitions(it).remove(9)),
        found: "doubtful /workflows/1/automatic: the end of a snooze leaves the ticket where it waits: the engine has no way back to `offered`",
        hint: "add the transition",
    },
    Fault {
        what: "a snooze that is to lead where no way leads",
        plant: |it| it["workflows"][1]["automatic"]["snooze_over"] = json!("received"),
        found: "never_used /workflows/1/automatic/snooze_over: the end of a snooze leaves the ticket where it is: the engine has no way to `received`",
        hint: "add the transition",
    },
    Fault {
        what: "no way back for who writes in time",
        plant: |it| drop(transitions(it).remove(8)),
        found: "never_used /workflows/1/automatic: a customer's message within the time to reopen leaves the ticket where it is: the engine has no way from `collected` to `bench`",
        hint: "write `PT0S` in `reopen_within`",
    },
    Fault {
        what: "a time to reopen that is written, and no way",
        plant: |it| {
            transitions(it).remove(8);
            it["workflows"][1]["automatic"]["reopen_within"] = json!("P3D");
        },
        found: "never_used /workflows/1/automatic/reopen_within",
        hint: "add the transition",
    },
    Fault {
        what: "no way for what closes by itself",
        plant: |it| {
            it["workflows"][1]["automatic"]["close_after"] = json!("P2D");
            transitions(it)[7]["required_message"] = json!("any");
        },
        found: "never_used /workflows/1/automatic/close_after: the time after which solved tickets close leaves the ticket where it is",
        hint: "write `PT0S`",
    },
    Fault {
        what: "nothing to close into",
        plant: |it| {
            it["workflows"][1]["statuses"].as_array_mut().unwrap().remove(5);
            transitions(it).truncate(7);
            it["workflows"][1]["automatic"]["close_after"] = json!("P2D");
        },
        found: "never_used /workflows/1/automatic/close_after: no ticket of `repairs` closes: it has no closed status",
        hint: "add a status of the category `closed`",
    },
    Fault {
        what: "a required field of another type",
        plant: |it| it["fields"][1]["types"] = json!(["question"]),
        found: "never_used /workflows/1/transitions/1/required_fields/0: `cost` is hidden from staff on every ticket of `repairs`, and so never required",
        hint: "add it to a form",
    },
    Fault {
        what: "a required field that no form of the type has",
        plant: |it| it["forms"] = json!([
            { "name": "repairs", "types": ["repair"], "fields": ["part", "device"] },
            { "name": "rest", "fields": ["part", "device", "cost"] },
        ]),
        found: "never_used /workflows/1/transitions/1/required_fields/0",
        hint: "add it to a form",
    },
    Fault {
        what: "a required field that the form always hides",
        plant: |it| it["forms"] = json!([{
            "name": "all", "fields": ["part", "device", "cost"], "rules": [{ "then": [{ "hide": ["cost"] }] }],
        }]),
        found: "never_used /workflows/1/transitions/1/required_fields/0",
        hint: "leave it out here",
    },
    Fault {
        what: "a permission that no role has",
        plant: |it| transitions(it)[0]["permission"] = json!("unpack"),
        found: "never_used /workflows/1/transitions/0/permission: no role has the permission `unpack`",
        hint: "grant it to a role",
    },
    Fault {
        what: "an approval that nobody can give",
        plant: |it| transitions(it)[7]["approval"] = json!({ "by": { "permission": "hand_out" } }),
        found: "never_used /workflows/1/transitions/7/approval/by/permission: nobody can approve: no role has the permission `hand_out`",
        hint: "name a role or a team",
    },
    Fault {
        what: "an automatic move that would need an approval",
        plant: |it| transitions(it)[1]["approval"] = json!({ "by": { "role": "admin" } }),
        found: "never_used /workflows/1/automatic/agent_reply",
        hint: "write `none`",
    },
    Fault {
        what: "a workflow that no type follows",
        plant: |it| it["types"][0] = json!({ "name": "repair" }),
        found: "never_used /workflows/1: no type and no team follows the workflow `repairs`",
        hint: "name it in a type",
    },
    Fault {
        what: "a rule that sets a status which some workflows do not have",
        plant: |it| set_status(it, json!({ "field": "subject", "op": "contains", "value": "urgent" }), "bench"),
        found: "doubtful /rules/0/actions/0/value: the rule `moves` does nothing for tickets of `default`: they have no status `bench`",
        hint: "ask about `workflow`",
    },
    Fault {
        what: "a rule that only meets tickets without its status",
        plant: |it| set_status(it, json!({ "field": "type", "op": "eq", "value": "question" }), "bench"),
        found: "never_used /rules/0/actions/0/value: the rule `moves` only meets tickets of `default`, which have no status `bench`",
        hint: "set a status that they have",
    },
    Fault {
        what: "a step of escalation that sets a status which some workflows do not have",
        plant: |it| it["policies"][0]["steps"][0]["set"] = json!({ "status": "postponed" }),
        found: "doubtful /policies/0/steps/0/set/status: a step of the policy `standard` does nothing for tickets of `repairs`: they have no status `postponed`",
        hint: "ask about `workflow`",
    },
    Fault {
        what: "a map that loses a status",
        plant: |it| {
            it["workflows"][1]["statuses"].as_array_mut().unwrap().remove(3);
            transitions(it).retain(|way| way["from"] != "ordered" && way["to"] != "ordered");
            it["roles"][1]["permissions"].as_array_mut().unwrap().pop();
            maps(it, "default", "repairs", json!({ "answered": "offered" }));
        },
        found: "doubtful /workflow_maps/0/statuses: a ticket in `postponed` cannot come from `default` to `repairs`",
        hint: "name a status for it",
    },
    Fault {
        what: "a map of a status that the workflow does not have",
        plant: |it| maps(it, "default", "repairs", json!({ "awnsered": "offered" })),
        found: "doubtful /workflow_maps/0/statuses/awnsered: `default` has no status `awnsered`",
        hint: "did you mean `answered`?",
    },
    Fault {
        what: "a map from a workflow that there never was",
        plant: |it| maps(it, "defualt", "repairs", json!({ "answered": "offered" })),
        found: "doubtful /workflow_maps/0/from: there is no workflow `defualt` any more",
        hint: "did you mean `default`?",
    },
    Fault {
        what: "a map of a workflow to itself that moves what is there",
        plant: |it| maps(it, "repairs", "repairs", json!({ "bench": "offered" })),
        found: "never_used /workflow_maps/0/statuses/bench: `repairs` still has the status `bench`",
        hint: "for statuses that it no longer has",
    },
    Fault {
        what: "two rules that take each other back",
        plant: |it| {
            turns(it, "up", "priority", "low", "high");
            turns(it, "down", "priority", "high", "low");
        },
        found: "doubtful /rules/0: the rules `up`, `down` set one another off: each asks for the `priority` that the one before it sets",
        hint: "something that the others do not change",
    },
    Fault {
        what: "three rules in a circle",
        plant: |it| {
            turns(it, "one", "status", "new", "open");
            turns(it, "two", "status", "open", "answered");
            turns(it, "three", "status", "answered", "new");
        },
        found: "doubtful /rules/0: the rules `one`, `two`, `three` set one another off",
        hint: "something that the others do not change",
    },
    Fault {
        what: "a rule with a time that asks for a change",
        plant: |it| {
            timed(it, json!({ "field": "status", "op": "changed_to", "value": "bench" }));
        },
        found: "never_used /rules/0/condition: the rule `waits` never fires: when its time comes its condition does not hold",
        hint: "ask about the ticket as it stands",
    },
    Fault {
        what: "a rule with a time that asks for a message",
        plant: |it| {
            let thanks = json!({ "field": "message.body", "op": "matches", "value": "thanks" });
            timed(it, json!({ "all": [{ "field": "type", "op": "is_set" }, thanks] }));
        },
        found: "never_used /rules/0/condition",
        hint: "brings no message",
    },
    Fault {
        what: "a rule with a time that asks for a command",
        plant: |it| timed(it, json!({ "field": "event", "op": "in", "value": ["created", "replied"] })),
        found: "never_used /rules/0/condition",
        hint: "ask about the ticket as it stands",
    },
    Fault {
        what: "a rule that asks for its anchor to be missing",
        plant: |it| timed(it, json!({ "not": { "field": "waiting_since", "op": "is_set" } })),
        found: "never_used /rules/0/condition",
        hint: "ask about the ticket as it stands",
    },
];

#[test]
fn every_planted_fault_is_found_where_it_is() {
    for fault in FAULTS {
        let mut document = desk();
        (fault.plant)(&mut document);
        let told = told(&document);
        let found = told.iter().find(|one| one.starts_with(fault.found));
        let found = found.unwrap_or_else(|| panic!("{}: {told:#?}", fault.what));
        assert!(found.contains(fault.hint), "{}: {found}", fault.what);
    }
    assert!(FAULTS.len() >= 25, "{} faults", FAULTS.len());
}

#[test]
fn a_desk_without_faults_is_silent() {
    assert_eq!(told(&desk()), Vec::<String>::new());
    assert_eq!(told(&serde_json::from_str(Document::DEFAULT).unwrap()), Vec::<String>::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/desks");
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(
                told(&serde_json::from_str(&text).unwrap()),
                Vec::<String>::new(),
                "{}",
                path.display()
            );
            looked_at += 1;
        }
    }
    assert_eq!(looked_at, 10);
}

#[test]
fn the_largest_workflow_and_the_longest_list_of_rules_are_looked_at_in_no_time() {
    let mut document = desk();
    let statuses = (0..94).map(|n| json!({ "name": format!("s{n}"), "category": "open" }));
    document["workflows"][1]["statuses"].as_array_mut().unwrap().extend(statuses);
    let ways = (0..490).map(|n| {
        let guard = json!({ "field": "cost", "op": "gt", "value": n });
        json!({ "from": "any", "to": "any", "guard": guard })
    });
    transitions(&mut document).extend(ways);
    document["rules"] = (0..2_000)
        .map(|n| {
            json!({
                "name": format!("rule{n}"),
                "condition": { "field": "part", "op": "eq", "value": format!("part{n}") },
                "actions": [{ "do": "set", "field": "part", "value": format!("part{}", n + 1) }],
            })
        })
        .collect();
    let began = std::time::Instant::now();
    let told = told(&document);
    assert!(told.iter().any(|one| one.contains("is taken before it")), "{told:#?}");
    let took = began.elapsed();
    assert!(took < std::time::Duration::from_secs(59), "{took:?}");
}

#[test]
fn what_only_looks_like_a_fault_is_not_told() {
    let sound: &[(&str, Change)] = &[
        ("a general way that is hidden at some pairs only", |it| {
            way(it, json!({ "from": "any", "to": "collected", "required_fields": ["part"] }));
        }),
        ("a guard that always holds", |it| {
            let holds = json!({ "any": [{ "field": "part", "op": "is_set" },
                { "not": { "field": "part", "op": "is_set" } }] });
            transitions(it)[0]["guard"] = holds;
        }),
        ("a transition that can be named behind one that always passes", |it| {
            way(
                it,
                json!({ "name": "unpack", "from": "received", "to": "bench", "required_fields": ["device"] }),
            );
        }),
        ("a transition behind one that asks for more", |it| {
            way(it, json!({ "from": "bench", "to": "repaired", "permission": "spend" }));
        }),
        ("staying in a status, by name", |it| {
            way(it, json!({ "from": "bench", "to": "bench", "required_message": "internal" }));
        }),
        ("a status that tickets bring from another workflow", |it| {
            status(it, json!({ "name": "open", "category": "open" }));
            way(it, json!({ "from": "open", "to": "bench" }));
        }),
        ("a rule for the tickets of its own workflow", |it| {
            set_status(it, json!({ "field": "workflow", "op": "eq", "value": "repairs" }), "bench");
            set_status(it, json!({ "field": "type", "op": "eq", "value": "repair" }), "bench");
            it["rules"][1]["name"] = json!("also");
        }),
        ("a rule for a status that only its workflow has", |it| {
            let of_type = json!({ "field": "type", "op": "in", "value": ["question"] });
            let waits = json!({ "field": "status", "op": "eq", "value": "answered" });
            set_status(it, json!({ "all": [of_type, waits] }), "open");
        }),
        ("rules that lead on without coming back", |it| {
            turns(it, "up", "priority", "low", "normal");
            turns(it, "further", "priority", "normal", "high");
        }),
        ("rules that are about different tickets", |it| {
            turns(it, "up", "priority", "low", "high");
            turns(it, "down", "priority", "high", "low");
            it["rules"][1]["condition"]["all"][1]["value"] = json!("repair");
        }),
        ("a map of what was there before", |it| {
            maps(it, "repairs", "repairs", json!({ "abroad": "ordered" }));
            let old = json!({ "from": "complaints", "to": "default", "statuses": { "angry": "open" } });
            it["workflow_maps"].as_array_mut().unwrap().push(old);
        }),
        ("a workflow that only a team follows", |it| {
            it["types"][0] = json!({ "name": "repair" });
            it["teams"][0]["workflow"] = json!("repairs");
        }),
        ("a form for customers that hides a required field", |it| {
            it["forms"] = json!([{ "name": "portal", "audience": "customers", "fields": ["subject"] }]);
        }),
        ("a form that hides a required field sometimes", |it| {
            let gone = json!({ "if": { "field": "device", "op": "eq", "value": "phone" }, "then": [{ "hide": ["cost"] }] });
            it["forms"] = json!([{ "name": "all", "fields": ["part", "device", "cost"], "rules": [gone] }]);
        }),
        ("what rules set in general", |it| {
            let condition = always();
            let action = json!({ "do": "set", "field": "priority", "value": "high" });
            rule(it, json!({ "name": "all-high", "condition": condition, "actions": [action] }));
        }),
    ];
    for (what, change) in sound {
        let mut document = desk();
        change(&mut document);
        assert_eq!(told(&document), Vec::<String>::new(), "{what}");
    }
}
