//! Test vectors: our own, and those that lie beside the repository if they do. The example `vectors` runs any others.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail by a panic, as tests do; what is skipped is said"
)]

mod lines;
#[path = "../storages/mod.rs"]
mod storages;

use std::path::Path;
use std::sync::Arc;

use lines::{Verdict, judge};
use serde_json::{Value, json};
use storages::memory;
use ticketkit::storage::Storage;

const SCENARIOS: &str = include_str!("../data/scenarios.jsonl");

/// Judges every line of a text. Answers how many passed, and the reason for each that is skipped; none may fail.
fn judge_all(text: &str, storage: &dyn Fn() -> Arc<dyn Storage>) -> (usize, Vec<String>) {
    let (mut passed, mut failed, mut skipped) = (0, Vec::new(), Vec::new());
    for (n, line) in text.lines().enumerate() {
        let (id, verdict) = judge(line.as_bytes(), storage);
        let id = id.unwrap_or_else(|| format!("line {}", n + 1));
        match verdict {
            Verdict::Passed => passed += 1,
            Verdict::Failed(why) => failed.push(format!("{id}: {why}")),
            Verdict::Skipped(why) => skipped.push(format!("{id}: {why}")),
        }
    }
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
    (passed, skipped)
}

/// The text of a file that may lie beside the repository.
fn shared(name: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors").join(name);
    let text = std::fs::read_to_string(&file);
    text.map_err(|error| println!("skipped: {} cannot be read ({error})", file.display())).ok()
}

#[test]
fn our_own_business_time_holds() {
    assert_eq!(judge_all(include_str!("../data/business_time.jsonl"), &memory), (47, vec![]));
}

#[test]
fn the_shared_business_time_holds() {
    if let Some(text) = shared("business_time.jsonl") {
        assert_eq!(judge_all(&text, &memory), (text.lines().count(), vec![]));
    }
}

#[test]
fn the_shared_scenarios_hold() {
    if let Some(text) = shared("sla_scenarios.jsonl") {
        let (passed, skipped) = judge_all(&text, &memory);
        assert_eq!(passed + skipped.len(), text.lines().count());
        let lack = "not offered yet: the metric `keep_in_loop` (periodic_update)";
        assert!(skipped.iter().all(|why| why.contains(lack)), "{skipped:?}");
        assert!(passed >= 9, "{passed} hold");
    }
}

#[test]
fn our_own_scenarios_hold_on_memory() {
    assert_eq!(judge_all(SCENARIOS, &memory), (19, vec![]));
}

#[cfg(feature = "sqlite")]
#[test]
fn our_own_scenarios_hold_on_sqlite() {
    let folders = std::cell::RefCell::new(Vec::new());
    let storage = || {
        let folder = storages::Folder::new();
        let storage = storages::sqlite(&folder);
        folders.borrow_mut().push(folder);
        storage
    };
    assert_eq!(judge_all(SCENARIOS, &storage), (19, vec![]));
}

fn scenario(id: &str) -> Value {
    let mut lines = SCENARIOS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.find(|line| line["id"] == id).unwrap()
}

/// One of our own scenarios, changed at one place; `null` takes a member away.
fn changed(id: &str, place: &str, value: Value) -> Verdict {
    let mut line = scenario(id);
    let (parent, member) = place.rsplit_once('/').unwrap();
    match line.pointer_mut(parent).unwrap() {
        Value::Object(members) if value.is_null() => drop(members.remove(member)),
        Value::Object(members) => drop(members.insert(member.to_owned(), value)),
        Value::Array(items) => items[member.parse::<usize>().unwrap()] = value,
        other => panic!("{other} has no members"),
    }
    judge(line.to_string().as_bytes(), &memory).1
}

#[test]
fn an_answer_that_is_another_one_is_told() {
    let fails = |id: &str, place: &str, value: Value, why: &str| match changed(id, place, value) {
        Verdict::Failed(told) => assert!(told.contains(why), "{id} {place}: {told}"),
        other => panic!("{id} {place}: {other:?}"),
    };
    let clock = "/checks/1/expect/targets/resolution";
    for (member, value) in [
        ("state", json!("paused")),
        ("due", json!("2026-06-02T10:00:01Z")),
        ("elapsed", json!(7_199)),
        ("breached", json!(true)),
        ("worst_cycle", json!(1)),
    ] {
        fails(
            "domain-3.3-a",
            &format!("{clock}/{member}"),
            value,
            &format!("resolution: expected `{member}`"),
        );
    }
    let keep = json!({ "state": "running", "due": "2026-06-02T10:00:00Z" });
    let why = "keep_in_loop: expected `due`";
    fails("domain-3.3-a", "/checks/1/expect/targets/keep_in_loop", keep, why);
    fails("domain-3.3-a", "/checks/1/expect/next_due", json!("2026-06-02T10:00:01Z"), "expected `next_due`");
    fails("domain-3.3-a", "/checks/1/expect/colour", json!("red"), "nothing is known of `colour`");
    for (member, value) in [
        ("accepted", json!(true)),
        ("status", json!("open")),
        ("lifecycle", json!("requests")),
        ("started_at", json!("2026-06-01T06:00:00Z")),
        ("resolved_at", json!("2026-06-01T06:00:00Z")),
    ] {
        fails("steps", &format!("/expect/1/{member}"), value, &format!("event 2: expected `{member}`"));
    }
}

#[test]
fn what_we_do_not_offer_is_skipped_with_its_name() {
    let skips = |id: &str, place: &str, value: Value, why: &str| match changed(id, place, value) {
        Verdict::Skipped(told) => assert!(told.contains(why), "{id} {place}: {told}"),
        other => panic!("{id} {place}: {other:?}"),
    };
    for (key, value) in [
        ("pause", "does_not_extend"),
        ("landing", "roll_to_next_open"),
        ("due_while_paused", "as_before"),
        ("reopen", "new_cycle"),
        ("full_moon", "no"),
    ] {
        let why = format!("the semantics `{key}`: \"{value}\"");
        skips("domain-3.3-a", &format!("/semantics/{key}"), json!(value), &why);
    }
    let other = json!({ "statuses": ["open"], "targets": ["resolution"] });
    skips("domain-3.4-b", "/policies/high/pause", other, "pause `resolution` under one policy");
    let mut line = scenario("steps");
    line["semantics"] = json!({ "resolved_at": "emptied when it comes back" });
    line["expect"][8]["resolved_at"] = Value::Null;
    let told = judge(line.to_string().as_bytes(), &memory).1;
    let why = "`resolved_at` as `\"emptied when it comes back\"` is not offered yet";
    assert_eq!(told, Verdict::Skipped(why.to_owned()));
    let moved = json!({ "at": "2026-06-01T07:00:00Z", "type": "lifecycle", "to": "requests" });
    let mut line = scenario("steps");
    (line["maps"], line["events"][1]) = (json!({}), moved);
    let told = judge(line.to_string().as_bytes(), &memory).1;
    assert_eq!(
        told,
        Verdict::Skipped("a map for moves from one lifecycle to another is not offered yet".to_owned())
    );
    // A semantics on which nothing depends stands in nobody's way.
    for (id, key) in
        [("every-second", "landing"), ("every-second", "pause"), ("domain-3.5", "reply_at_exact_due")]
    {
        let verdict = changed(id, &format!("/semantics/{key}"), json!("another"));
        assert_eq!(verdict, Verdict::Passed, "{id} {key}");
    }
}

#[test]
fn lines_that_cannot_be_read_fail_with_a_reason_and_never_panic() {
    let fails = |line: &[u8], why: &str| match judge(line, &memory).1 {
        Verdict::Failed(told) => assert!(told.contains(why), "{told}"),
        other => panic!("{}: {other:?}", String::from_utf8_lossy(line)),
    };
    fails(b"{", "not JSON");
    fails(b"\xff", "not JSON");
    fails("[".repeat(100_000).as_bytes(), "not JSON");
    fails(b"{}", "not a line of business time");
    fails(b"7", "not a line of business time");
    fails(br#"{"kind":"tides"}"#, "there is no kind of line `tides`");
    fails(br#"{"kind":7}"#, "there is no kind of line");
    fails(br#"{"kind":"sla"}"#, "not a scenario of service levels: missing field");
    fails(br#"{"kind":"workflow"}"#, "not a scenario of a workflow: missing field");
    let broken = |id: &str, place: &str, value: Value, why: &str| match changed(id, place, value) {
        Verdict::Failed(told) => assert!(told.contains(why), "{id} {place}: {told}"),
        other => panic!("{id} {place}: {other:?}"),
    };
    let sla = "domain-3.4-a";
    broken(sla, "/policies", Value::Null, "missing field `policies`");
    broken(sla, "/policy", json!("low"), "there is no policy `low`");
    broken(sla, "/events/1/policy", json!("low"), "there is no policy `low`");
    broken(sla, "/events", json!([]), "at least one event");
    broken(sla, "/checks", json!([]), "at least one event and one check");
    broken(sla, "/events/0/type", json!("agent_reply"), "has to create the ticket");
    broken(sla, "/events/1/type", json!("sneezed"), "unknown variant `sneezed`");
    broken(sla, "/events/1/at", json!("2026-05-01T00:00:00Z"), "in the order of time");
    broken(sla, "/events/1/at", json!("9999-99-99"), "not a scenario");
    broken(sla, "/checks/0/at", json!("2025-01-01T00:00:00Z"), "in the order of time");
    broken(sla, "/checks/0/expect", json!({ "targets": { "joy": {} } }), "there is no target `joy`");
    broken(sla, "/checks/0/expect", json!({ "targets": 7 }), "`targets` is 7");
    broken(sla, "/policies/high/targets", json!({ "joy": { "seconds": 1 } }), "there is no target `joy`");
    broken(sla, "/policies/high/targets/resolution/seconds", json!(-5), "the desk is refused");
    broken(sla, "/policies/high/targets/resolution/seconds", json!(i64::MAX), "");
    broken(sla, "/policies/high/calendar/timezone", json!("Europe/Rigga"), "the desk is refused");
    broken(sla, "/policies/high/calendar/weekly", json!({}), "the desk is refused");
    broken("steps", "/expect", json!([]), "an expectation for each");
    broken("steps", "/events/1/type", json!("sneezed"), "there is no event `sneezed`");
    broken("steps", "/events/1/to", Value::Null, "without `to`");
    broken("steps", "/lifecycles/default/transitions/new", json!(["gone"]), "names the status `gone`");
    broken("steps", "/lifecycles", json!({}), "the desk is refused");
    broken("steps", "/expect/0/colour", json!("red"), "nothing is known of `colour`");
}
