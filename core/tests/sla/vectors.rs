//! The scenarios that other systems publish in their tests, where they lie beside the repository: what they expect of
//! the metrics and the semantics that are ours too.

use std::path::Path;

use serde_json::{Value, json};
use ticketkit::calendar::Calendar;
use ticketkit::model::{ClockState, Metric};
use ticketkit::sla::{Policy, TargetSpec, Unit, Within, used};
use ticketkit::{Span, Timestamp};

use crate::story::{Story, agent_reply, calendar, customer_message, name, workflow_of};

const METRICS: [(&str, Metric); 3] = [
    ("first_response", Metric::FirstReply),
    ("next_response", Metric::NextReply),
    ("resolution", Metric::Resolution),
];

fn instant(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

fn is_done(status: &str) -> bool {
    matches!(status, "solved" | "resolved" | "closed")
}

fn pausing(policy: &Value) -> Vec<&str> {
    policy["pause"]["statuses"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn story(scenario: &Value) -> Story {
    let policy = &scenario["policies"][scenario["policy"].as_str().unwrap()];
    let own = &policy["calendar"];
    let calendar: Calendar =
        calendar(&json!({ "time_zone": own["timezone"], "weekly": own["weekly"] }).to_string());
    let target = |(word, metric): (&str, Metric)| {
        let target = policy["targets"].get(word)?;
        let within = Within::Always(Span::from_secs(target["seconds"].as_i64()?));
        let unit = if target["clock"] == "wall" { Unit::Real } else { Unit::Business };
        Some(TargetSpec { metric, within, unit })
    };
    let paused: Vec<&str> = METRICS
        .iter()
        .filter(|(word, _)| {
            policy["pause"]["targets"].as_array().is_some_and(|all| all.contains(&json!(word)))
        })
        .map(|(_, metric)| metric.as_str())
        .collect();
    let mut statuses = vec![json!({ "name": "new", "category": "new", "initial": true, "pauses": [] })];
    for status in ["open", "solved", "resolved", "closed", "pending", "stalled", "replied"] {
        let category = match status {
            "open" => "open",
            "closed" => "closed",
            done if is_done(done) => "solved",
            _ => "pending",
        };
        let pauses = if pausing(policy).contains(&status) { paused.clone() } else { Vec::new() };
        statuses.push(json!({ "name": status, "category": category, "pauses": pauses }));
    }
    let transitions = json!([{ "from": "any", "to": "any" }]);
    let mut story = Story::under([Policy {
        name: name("std"),
        predicate: None,
        calendar: Some((name("own"), calendar.into())),
        targets: METRICS.into_iter().filter_map(target).collect(),
        steps: Vec::new(),
    }]);
    story.workflow =
        workflow_of(&json!({ "name": "all", "statuses": statuses, "transitions": transitions }).to_string());
    story
}

fn play(story: &mut Story, event: &Value) {
    let at = instant(&event["at"]);
    let status = event.get("to").or_else(|| event.get("status")).and_then(Value::as_str);
    let message = match (event["type"].as_str().unwrap(), event["by"].as_str()) {
        ("customer_reply", _) | ("created", Some("customer")) => Some(customer_message(at)),
        ("agent_reply", _) => Some(agent_reply(at)),
        ("status", _) => None,
        other => panic!("{other:?} is not known"),
    };
    story.step(at, message.as_ref(), |ticket| {
        if let Some(status) = status {
            ticket.status = name(status);
        }
    });
}

/// What we say of a metric: its latest clock.
fn seen(story: &Story, metric: Metric, at: Timestamp) -> Value {
    let clocks = story.clocks.iter().filter(|clock| clock.key.metric == metric);
    let Some(clock) = clocks.max_by_key(|clock| clock.key.cycle) else {
        return json!({ "state": "not_started", "due": null, "breached": false });
    };
    let state = match clock.state {
        ClockState::Running => "running",
        ClockState::Paused => "paused",
        ClockState::Fulfilled | ClockState::Cancelled => "stopped",
    };
    let calendar = story.with_terms(|terms| terms.calendar_of(clock)).unwrap();
    let due = clock.due_at.map(|due| due.to_string().replace(".000Z", "Z"));
    json!({
        "state": state,
        "due": due,
        "breached": clock.breached_at.is_some(),
        "elapsed": used(clock, &calendar, at).millis() / 1_000,
    })
}

/// Checks a scenario and returns how many answers were compared.
fn check(scenario: &Value) -> usize {
    let policy = &scenario["policies"][scenario["policy"].as_str().unwrap()];
    let mut story = story(scenario);
    let mut events = scenario["events"].as_array().unwrap().iter().peekable();
    let mut compared = 0;
    for check in scenario["checks"].as_array().unwrap() {
        let at = instant(&check["at"]);
        while let Some(event) = events.next_if(|event| instant(&event["at"]) <= at) {
            play(&mut story, event);
        }
        story.tick(at);
        for (word, metric) in METRICS {
            let Some(expected) = check["expect"]["targets"].get(word) else { continue };
            // A solved status pauses their reply clocks and cancels ours; their next reply may be the first.
            let differs = match metric {
                Metric::Resolution => false,
                Metric::FirstReply => {
                    pausing(policy).into_iter().any(is_done) && is_done_before(scenario, at)
                }
                _ => scenario["semantics"]["next_response_counts"] != "only_after_first_response",
            };
            if differs {
                continue;
            }
            let mut seen = seen(&story, metric, at);
            for (member, value) in expected.as_object().unwrap() {
                if member != "worst_cycle" {
                    assert_eq!(seen[member].take(), *value, "{} at {at}: {member} of {word}", scenario["id"]);
                    compared += 1;
                }
            }
        }
    }
    compared
}

fn is_done_before(scenario: &Value, at: Timestamp) -> bool {
    let events = scenario["events"].as_array().unwrap();
    events.iter().any(|event| instant(&event["at"]) <= at && event["to"].as_str().is_some_and(is_done))
}

#[test]
fn the_shared_scenarios_hold_where_their_semantics_are_ours() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/sla_scenarios.jsonl");
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => return println!("skipped: {} cannot be read ({error})", file.display()),
    };
    let scenarios = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let compared: usize = scenarios.filter(|scenario| scenario["kind"] == "sla").map(|one| check(&one)).sum();
    println!("{compared} answers hold");
    assert!(compared >= 50, "only {compared} answers could be compared");
}
