//! What the static check of a desk's policies warns of: planted faults, each found where it is, and nothing where none is.
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
use ticketkit::{Code, limits};

fn compiled(document: &Value) -> Config {
    let document = Document::parse(&document.to_string()).unwrap();
    Config::compile(document, 1, &ZoneRules::bundled()).unwrap()
}

/// The default desk with two fields of its own and two teams, and these policies.
fn desk(policies: &Value) -> Value {
    let mut document: Value = serde_json::from_str(Document::DEFAULT).unwrap();
    let plans = ["gold", "silver", "none"].map(|name| json!({ "name": name }));
    document["fields"] = json!([
        { "name": "plan", "type": "choice", "options": plans },
        { "name": "callback", "type": "bool" },
        { "name": "called", "type": "bool" },
    ]);
    document["teams"] = json!([{ "name": "support", "calendar": "office" }, { "name": "field" }]);
    document["policies"] = policies.clone();
    document
}

/// The warnings about some policies, as `code pointer: message`. Each has to say what to do about it.
fn found(policies: &Value) -> Vec<String> {
    let config = compiled(&desk(policies));
    let told = config.warnings().iter().map(|problem| {
        assert!(problem.hint.is_some(), "{problem}");
        format!("{} {}: {}", problem.code, problem.path, problem.message)
    });
    told.collect()
}

const NOTHING: [&str; 0] = [];

fn test(field: &str, op: &str, value: impl Into<Value>) -> Value {
    json!({ "field": field, "op": op, "value": value.into() })
}

/// A policy for these tickets with one ordinary promise.
fn policy(name: &str, condition: Value) -> Value {
    let target = json!({ "metric": "resolution", "within": "PT8H", "unit": "real" });
    json!({ "name": name, "condition": condition, "targets": [target] })
}

/// The warnings about a policy for urgent tickets with one promise, which is a resolution within eight hours of real time
/// but for these members, and steps.
fn of_promise(members: Value, steps: Value) -> Vec<String> {
    let mut target = json!({ "metric": "resolution", "within": "PT8H", "unit": "real" });
    for (member, value) in members.as_object().unwrap() {
        target[member] = value.clone();
    }
    let condition = test("priority", "eq", "urgent");
    let mut policy = json!({ "name": "urgent", "condition": condition, "targets": [target], "steps": steps });
    if policy["targets"][0]["unit"] != "real" {
        policy["calendar"] = json!("office");
    }
    found(&json!([policy]))
}

/// The same for a metric of the desk's own.
fn of_own_metric(members: Value) -> Vec<String> {
    let mut all = json!({ "metric": "call_back" });
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    of_promise(all, json!([]))
}

#[test]
fn policies_of_which_each_has_its_own_tickets_are_silent() {
    let all = |of: Vec<Value>| json!({ "all": of });
    let policies = json!([
        policy("gold-urgent", all(vec![test("plan", "eq", "gold"), test("priority", "eq", "urgent")])),
        policy("gold", test("plan", "eq", "gold")),
        policy("vip", test("tags", "has_any", vec!["vip", "board"])),
        policy("vip-and-more", test("tags", "has_any", vec!["vip", "outage"])),
        policy("handed-over", test("handoffs", "ge", 3)),
        policy("handed-over-once", test("handoffs", "between", vec![1, 3])),
        policy("printers", test("subject", "contains", "printer")),
        policy("printing", test("subject", "contains", "print")),
        policy("rest", json!({ "all": [] })),
    ]);
    assert_eq!(found(&policies), NOTHING);
}

#[test]
fn a_policy_that_no_ticket_fits_is_found() {
    for condition in [
        json!({ "all": [test("priority", "eq", "low"), test("priority", "eq", "high")] }),
        json!({ "all": [test("replies", "lt", 2), test("replies", "gt", 4)] }),
        json!({ "not": { "any": [test("plan", "eq", "gold"), { "not": test("plan", "eq", "gold") }] } }),
        json!({ "any": [] }),
    ] {
        let policies = json!([policy("dead", condition), policy("rest", json!({ "all": [] }))]);
        assert_eq!(
            found(&policies),
            ["never_used /policies/0/condition: no ticket ever fits the policy `dead`"]
        );
    }
    let mut agreement = policy("field-work", test("team", "eq", "support"));
    agreement["team"] = json!("field");
    assert_eq!(
        found(&json!([agreement])),
        [
            "never_used /policies/0/condition: no ticket that the team `field` owns ever fits the policy `field-work`"
        ]
    );
}

#[test]
fn a_policy_behind_one_that_takes_all_its_tickets_is_found() {
    let gold_urgent =
        json!({ "all": [test("plan", "eq", "gold"), test("priority", "in", vec!["urgent", "high"])] });
    let policies = json!([
        policy("pressing", test("priority", "in", vec!["urgent", "high"])),
        policy("gold-pressing", gold_urgent),
        policy("rest", json!({ "not": { "any": [] } })),
        policy("late", test("plan", "eq", "gold")),
    ]);
    assert_eq!(
        found(&policies),
        [
            "never_used /policies/1: `pressing` is taken for every ticket that `gold-pressing` fits, so that \
             `gold-pressing` is never taken",
            "never_used /policies/3: the policy `rest` fits every ticket, so that `late` is never taken",
        ]
    );
}

#[test]
fn a_policy_of_which_several_before_it_leave_nothing_is_found() {
    let policies = |last: &[&str]| {
        json!([
            policy("low", test("priority", "eq", "low")),
            policy("normal", test("priority", "eq", "normal")),
            policy("more", test("priority", "in", last.to_vec())),
        ])
    };
    assert_eq!(
        found(&policies(&["low", "normal"])),
        [
            "never_used /policies/2: those before it in its list are taken for every ticket that `more` fits, so that \
             `more` is never taken"
        ]
    );
    assert_eq!(found(&policies(&["low", "normal", "high"])), NOTHING);
}

#[test]
fn lists_and_agreements_are_judged_each_by_itself() {
    let with = |name: &str, member: &str, value: &str| {
        let mut policy = policy(name, test("priority", "eq", "urgent"));
        policy[member] = json!(value);
        policy
    };
    let mut policies = json!([
        policy("urgent", test("priority", "eq", "urgent")),
        with("suppliers", "slot", "suppliers"),
        with("support", "team", "support"),
        with("field", "team", "field"),
    ]);
    assert_eq!(found(&policies), NOTHING);
    policies.as_array_mut().unwrap().push(with("field-again", "team", "field"));
    assert_eq!(
        found(&policies),
        [
            "never_used /policies/4: `field` is taken for every ticket that `field-again` fits, so that `field-again` \
             is never taken"
        ]
    );
}

#[test]
fn a_metric_of_the_desks_own_that_never_runs_or_never_ends_is_found() {
    let (callback, called) = (|| test("callback", "eq", true), || test("called", "eq", true));
    let sound = of_own_metric(json!({ "start_when": callback(), "stop_when": called(),
        "pause_when": { "field": "snoozed_until", "op": "is_set" } }));
    assert_eq!(sound, NOTHING);
    let paused_at_first =
        of_own_metric(json!({ "start_when": callback(), "stop_when": called(), "pause_when": callback() }));
    assert_eq!(paused_at_first, NOTHING, "it runs once the wish is withdrawn, until the call");
    let faults = [
        (
            json!({ "start_when": test("priority", "eq", "low") }),
            "never_used /policies/0/targets/0/start_when: `call_back` never begins: no ticket that the policy is for \
             fits its condition",
        ),
        (
            json!({ "start_when": { "all": [callback(), called()] }, "stop_when": called() }),
            "never_used /policies/0/targets/0/stop_when: `call_back` ends by the condition that begins it, and measures \
             nothing",
        ),
        (
            json!({ "start_when": callback(), "stop_when": { "all": [called(), test("called", "eq", false)] } }),
            "never_used /policies/0/targets/0/stop_when: `call_back` never ends: no ticket ever fits the condition",
        ),
        (
            json!({ "start_when": { "field": "status", "op": "is_set" } }),
            "doubtful /policies/0/targets/0/start_when: `call_back` never ends: every ticket fits the condition that \
             begins it",
        ),
        (
            json!({ "start_when": { "all": [callback(), test("plan", "eq", "gold")] }, "pause_when": callback() }),
            "never_used /policies/0/targets/0/pause_when: `call_back` pauses for as long as it is measured",
        ),
        (
            json!({ "start_when": callback(), "stop_when": called(), "pause_when": { "not": called() } }),
            "never_used /policies/0/targets/0/pause_when: `call_back` pauses for as long as it is measured",
        ),
        (
            json!({ "start_when": callback(), "pause_when": test("callback", "eq", false) }),
            "never_used /policies/0/targets/0/pause_when: `call_back` never pauses by the condition while it is measured",
        ),
        (
            json!({ "start_when": callback(), "stop_when": called(), "pause_when": called() }),
            "never_used /policies/0/targets/0/pause_when: `call_back` never pauses by the condition while it is measured",
        ),
    ];
    for (members, expected) in faults {
        assert_eq!(of_own_metric(members), [expected]);
    }
}

#[test]
fn a_pause_that_the_policy_itself_rules_out_or_brings_is_found() {
    let pausing = |priority: &str, on_change: &str| {
        of_promise(
            json!({ "pause_when": test("priority", "eq", priority), "on_change": on_change }),
            json!([]),
        )
    };
    assert_eq!(
        pausing("urgent", "recompute"),
        ["never_used /policies/0/targets/0/pause_when: `resolution` pauses for as long as it is measured"]
    );
    assert_eq!(
        pausing("low", "from_change"),
        [
            "never_used /policies/0/targets/0/pause_when: `resolution` never pauses by the condition while it is measured"
        ]
    );
    for priority in ["urgent", "low"] {
        assert_eq!(
            pausing(priority, "keep"),
            NOTHING,
            "it stays with tickets that the policy does not fit any more"
        );
    }
}

#[test]
fn a_promise_that_no_calendar_has_room_for_is_found() {
    let of = |within: &str, unit: &str| of_promise(json!({ "within": within, "unit": unit }), json!([]));
    let refused = |within: &str| {
        format!(
            "doubtful /policies/0/targets/0/within: no calendar has room for `resolution` of {within} within 20 years: \
             tickets that it is promised to are refused"
        )
    };
    // Forty hours a week for twenty years are some 41,800 hours.
    for (within, unit) in [("PT40000H", "business"), ("P5000D", "working_days"), ("P7300D", "real")] {
        assert_eq!(of(within, unit), NOTHING, "{within} {unit}");
    }
    for (within, unit) in [("PT44000H", "business"), ("P8000D", "working_days"), ("P7331D", "real")] {
        let told = of(within, unit);
        assert_eq!(told.len(), 1, "{within} {unit}");
        assert!(told[0].starts_with(&refused("")[..60]), "{told:?}");
    }
    let by_priority =
        of_promise(json!({ "within": { "urgent": "PT44000H" }, "unit": "business" }), json!([]));
    assert!(by_priority[0].starts_with("doubtful /policies/0/targets/0/within/urgent: "), "{by_priority:?}");
}

#[test]
fn a_target_for_a_priority_that_the_condition_rules_out_is_found() {
    assert_eq!(
        of_promise(json!({ "within": { "urgent": "PT1H", "low": "PT8H" } }), json!([])),
        ["never_used /policies/0/targets/0/within/low: the policy is for no ticket of the priority `low`"]
    );
}

#[test]
fn a_promise_whose_time_never_counts_is_found() {
    let mut document = desk(&json!([policy("all", json!({ "all": [] }))]));
    for status in document["workflows"][0]["statuses"].as_array_mut().unwrap() {
        status["pauses"] = json!(["resolution"]);
    }
    let config = compiled(&document);
    let told: Vec<_> = config.warnings().iter().map(|one| (one.code, one.path.as_str())).collect();
    assert_eq!(told, [(Code::NeverUsed, "/policies/0/targets/0/metric")]);
}

#[test]
fn a_calendar_by_which_nothing_counts_is_found() {
    let mut policy = policy("all", json!({ "all": [] }));
    policy["calendar"] = json!("office");
    assert_eq!(
        found(&json!([policy])),
        ["never_used /policies/0/calendar: no promise of the policy `all` counts by its calendar"]
    );
    policy["steps"] = json!([
        { "metric": "resolution", "at": { "after": "PT1H" }, "unit": "business", "notify": ["owner"] }
    ]);
    assert_eq!(found(&json!([policy])), NOTHING);
}

#[test]
fn a_step_that_comes_before_its_promise_begins_is_found() {
    let step = |at: Value, unit: Option<&str>| {
        let mut step = json!({ "metric": "resolution", "at": at, "notify": ["owner"] });
        step["unit"] = unit.map_or(Value::Null, Value::from);
        if unit.is_none() {
            step.as_object_mut().unwrap().remove("unit");
        }
        json!([step])
    };
    let before = |span: &str| json!({ "before": span });
    let cases = [
        ("PT8H", "real", "PT8H", None, false),
        ("PT8H", "real", "PT9H", None, true),
        ("PT8H", "business", "PT9H", None, true),
        ("PT8H", "business", "PT9H", Some("real"), false),
        ("P2D", "working_days", "PT72H", None, false),
        ("P2D", "working_days", "PT73H", None, true),
        ("P2D", "working_days", "PT73H", Some("real"), false),
    ];
    for (within, unit, at, of_step, never) in cases {
        let told = of_promise(json!({ "within": within, "unit": unit }), step(before(at), of_step));
        let places: Vec<bool> =
            told.iter().map(|one| one.starts_with("never_used /policies/0/steps/0/at: ")).collect();
        assert_eq!(places, vec![true; usize::from(never)], "{within} {unit} {at} {of_step:?}: {told:?}");
    }
}

#[test]
fn two_steps_at_one_moment_are_found() {
    let step = |at: Value| json!({ "metric": "resolution", "at": at, "notify": ["owner"] });
    let same = "doubtful /policies/0/steps/1/at: the step at /policies/0/steps/0 has the same moment";
    for (first, second, is_same) in [
        (json!({ "percent": 75 }), json!({ "percent": 75 }), true),
        (json!({ "percent": 75 }), json!({ "before": "PT2H" }), true),
        (json!({ "before": "PT2H" }), json!({ "percent": 75 }), true),
        (json!({ "after": "PT2H" }), json!({ "after": "PT2H" }), true),
        (json!({ "after": "PT2H" }), json!({ "before": "PT2H" }), false),
        (json!({ "percent": 75 }), json!({ "before": "PT1H" }), false),
    ] {
        let told = of_promise(json!({}), json!([step(first.clone()), step(second.clone())]));
        assert_eq!(told, vec![same; usize::from(is_same)], "{first} {second}");
    }
}

#[test]
fn warnings_have_a_limit_and_many_policies_come_to_an_end() {
    let sites =
        |n: usize| (0..20).map(|site| format!("site-{}", (n * 7 + site * 13) % 500)).collect::<Vec<_>>();
    let distinct = |n: usize| {
        let one_of = test("tags", "has_any", sites(n));
        policy(
            &format!("p-{n}"),
            json!({ "all": [one_of, test("plan", "eq", ["gold", "silver"][n % 2]),
            { "any": [test("priority", "eq", "high"), test("handoffs", "gt", n)] }] }),
        )
    };
    let many: Value = (0..600).map(distinct).collect();
    assert!(compiled(&desk(&many)).warnings().len() <= limits::PROBLEMS);
    let hidden: Value = (0..300).map(|n| policy(&format!("p-{n}"), json!({ "all": [] }))).collect();
    assert_eq!(compiled(&desk(&hidden)).warnings().len(), limits::PROBLEMS);
}

/// Every document in a file: the file itself, or what stands there as the configuration of a scenario.
fn documents(folder: &Path, of: &dyn Fn(Value) -> Vec<Value>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let read = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            all.extend(of(read).into_iter().map(|document| (path.display().to_string(), document)));
        }
    }
    all
}

#[test]
fn the_default_desk_the_examples_and_the_scenarios_are_silent() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let default = serde_json::from_str(Document::DEFAULT).unwrap();
    let mut all = vec![("the default desk".to_owned(), default)];
    all.extend(documents(&root.join("examples/python_web/helpdesk"), &|document| vec![document]));
    let of_scenario = |scenario: Value| scenario.get("config").cloned().into_iter().collect();
    all.extend(documents(&root.join("tests/scenarios"), &of_scenario));
    assert!(all.len() > 50);
    let mut told = Vec::new();
    for (place, document) in all {
        // Some scenarios are about documents that are refused.
        let Ok(document) = Document::parse(&document.to_string()) else { continue };
        let Ok(config) = Config::compile(document, 1, &ZoneRules::bundled()) else { continue };
        let of_policies = config.warnings().iter().filter(|one| one.path.starts_with("/policies"));
        told.extend(of_policies.map(|one| format!("{place} {}", one.path)));
    }
    // This one is about a promise that is refused because no calendar has room for it.
    let known = "tests/scenarios/a_deadline_beyond_the_horizon_is_refused.json /policies/0/targets/0/within";
    assert!(matches!(told.as_slice(), [one] if one.ends_with(known)), "{told:?}");
}
