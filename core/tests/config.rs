//! A configuration is right as a whole, or every fault in it is listed with its place.

use serde_json::{Value, json};
use ticketkit::automation::Rule;
use ticketkit::calendar::ZoneRules;
use ticketkit::condition::{FieldKind, FieldKinds};
use ticketkit::config::{Config, Document};
use ticketkit::error::{Code, Error, Problem};
use ticketkit::limits;
use ticketkit::model::{Category, Metric, Ticket};
use ticketkit::{Result, Span};

const EVERY_MEMBER: &str = include_str!("data/every_member.json");

fn compiled(json: &str) -> Result<Config> {
    Config::compile(Document::parse(json)?, 7, &ZoneRules::bundled())
}

fn default_desk() -> Config {
    Config::compile(Document::default_desk("Europe/Riga").unwrap(), 1, &ZoneRules::bundled()).unwrap()
}

/// The document that uses every member.
fn whole() -> Value {
    serde_json::from_str(EVERY_MEMBER).unwrap()
}

/// Puts a value at a JSON Pointer; `-` at the end of a list adds to it.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let (above, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(above).unwrap_or_else(|| panic!("nothing at {above}")) {
        Value::Object(members) => drop(members.insert(last.to_owned(), value)),
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value,
        other => panic!("nothing can be put into {other}"),
    }
}

fn take(document: &mut Value, pointer: &str) {
    let (above, last) = pointer.rsplit_once('/').unwrap();
    document.pointer_mut(above).unwrap().as_object_mut().unwrap().remove(last).unwrap();
}

fn places(error: &Error) -> Vec<(String, Code)> {
    error.problems().iter().map(|problem| (problem.path.clone(), problem.code)).collect()
}

/// One fault: what is put where, and the place and code under which it is found.
struct Fault(&'static str, Value, &'static str, Code);

impl Fault {
    /// A fault that is found where it was planted.
    fn here(place: &'static str, value: Value, code: Code) -> Self {
        Self(place, value, place, code)
    }
}

/// Faults against the shape of the document.
fn faults_of_shape() -> Vec<Fault> {
    let here = Fault::here;
    vec![
        here("/prioritys", json!([]), Code::UnknownMember),
        here("/language", json!("deutsch!"), Code::OutOfRange),
        here("/number_prefix", json!("a very long prefix"), Code::TooLong),
        here("/priorities/0/name", json!("Very Urgent"), Code::OutOfRange),
        here("/priorities/0/labels/e", json!("Normal"), Code::OutOfRange),
        here("/impacts", json!({}), Code::WrongType),
        here("/types/0/label", json!("Incident"), Code::UnknownMember),
        here("/fields/0/type", json!("txet"), Code::OutOfRange),
        here("/fields/0/max_chars", json!(0), Code::OutOfRange),
        here("/workflows/0/statuses/0/color", json!("blue"), Code::OutOfRange),
        here("/fields/6/options/0/under", json!([]), Code::OutOfRange),
        here("/forms/0/audience", json!("agents"), Code::OutOfRange),
        here("/forms/0/rules/0/then/0", json!({ "shwo": ["model"] }), Code::Malformed),
        here("/forms/0/rules/2/then/1/restrict/model", json!([]), Code::OutOfRange),
        Fault(
            "/workflows/0/statuses/2/pauses",
            json!(["resolution", "resolution"]),
            "/workflows/0/statuses/2/pauses/1",
            Code::Duplicate,
        ),
        here("/workflows/0/transitions/1/from", json!("category:opened"), Code::OutOfRange),
        here("/workflows/0/automatic/close_after", json!("4 days"), Code::OutOfRange),
        here("/calendars/riga/weekly/mon/0/0", json!("9:00"), Code::OutOfRange),
        here("/calendars/riga/weekly/monday", json!([]), Code::UnknownMember),
        here("/calendars/riga/holidays/0/date", json!("2026-02-30"), Code::OutOfRange),
        here("/policies/0/targets/0/within/normal", json!("8h"), Code::OutOfRange),
        here("/policies/0/targets/0/when_solved", json!("fulfill"), Code::OutOfRange),
        here("/policies/0/targets/2/within", json!(8), Code::WrongType),
        here("/policies/0/steps/0/at/percent", json!(100), Code::OutOfRange),
        here("/policies/0/steps/0/notify", json!([]), Code::OutOfRange),
        here("/routes/0/skills/0/level", json!(11), Code::OutOfRange),
        here("/rules/0/condition", json!({ "al": [] }), Code::Malformed),
        Fault("/rules/1/condition", json!({ "field": "subject" }), "/rules/1/condition/op", Code::Missing),
        here("/rules/0/actions/0/do", json!("sett"), Code::OutOfRange),
        Fault("/rules/0/actions/5", json!({ "do": "add_tags" }), "/rules/0/actions/5/tags", Code::Missing),
        Fault("/rules/1/actions/0", json!({ "name": "smile" }), "/rules/1/actions/0/do", Code::Missing),
        here("/rules/1/stop", json!("no"), Code::WrongType),
        here("/rules/2/when/anchor", json!("updated_at"), Code::OutOfRange),
        Fault("/rules/3/when", json!({ "after": "PT4H" }), "/rules/3/when/anchor", Code::Missing),
        here("/rules/4/when/after", json!(4), Code::WrongType),
        here("/rule_mode", json!("last"), Code::OutOfRange),
        here("/macros/1/actions", json!([]), Code::OutOfRange),
        here("/macros/0/label", json!({}), Code::UnknownMember),
        here("/roles/0/scope", json!(null), Code::WrongType),
        Fault("/roles/2/permissions", json!(["reply", "reply"]), "/roles/2/permissions/1", Code::Duplicate),
    ]
}

/// Faults of a document that has the right shape.
fn faults_of_meaning() -> Vec<Fault> {
    let here = Fault::here;
    let named = |name: &str| json!({ "name": name });
    vec![
        Fault("/priorities/-", named("urgent"), "/priorities/2/name", Code::Duplicate),
        Fault("/skills/-", named("latvian"), "/skills/2/name", Code::Duplicate),
        Fault("/teams/-", named("field"), "/teams/3/name", Code::Duplicate),
        here("/default_priority", json!("ugent"), Code::UnknownName),
        here("/priority_matrix/0/impact", json!("all"), Code::UnknownName),
        Fault(
            "/priority_matrix/-",
            json!({ "impact": "few", "urgency": "soon", "priority": "normal" }),
            "/priority_matrix/1/urgency",
            Code::UnknownName,
        ),
        here("/types/0/workflow", json!("incident"), Code::UnknownName),
        Fault("/fields/-", json!({ "name": "status", "type": "text" }), "/fields/7/name", Code::Duplicate),
        here("/fields/0/options", json!([{ "name": "new" }]), Code::UnknownMember),
        here("/workflows/0/statuses/1/name", json!("new"), Code::Duplicate),
        here("/workflows/0/transitions/1/to", json!("doen"), Code::UnknownStatus),
        here("/workflows/0/transitions/1/required_fields/0", json!("prodcut"), Code::UnknownField),
        Fault(
            "/workflows/0/transitions/1/guard",
            json!({ "all": [{ "field": "hours", "op": "starts_with", "value": "1" }] }),
            "/workflows/0/transitions/1/guard/all/0/op",
            Code::OperatorDoesNotFit,
        ),
        here("/workflows/0/automatic/agent_reply", json!("answered"), Code::UnknownStatus),
        Fault(
            "/workflows/1/statuses",
            json!([{ "name": "open", "category": "open" }, { "name": "done", "category": "solved" }]),
            "/workflows/1/statuses",
            Code::NoInitialStatus,
        ),
        here("/calendars/riga/time_zone", json!("Europe/Rigga"), Code::UnknownZone),
        here("/calendars/riga/weekly/mon/1", json!(["11:00", "13:00"]), Code::BadWindow),
        here("/calendars/night", json!({ "time_zone": "UTC" }), Code::NeverOpens),
        here("/policies/0/calendar", json!("rigga"), Code::UnknownName),
        here("/policies/0/targets/0/within/hihg", json!("PT1H"), Code::UnknownName),
        here("/policies/0/targets/0/within/normal", json!("PT0S"), Code::OutOfRange),
        Fault(
            "/policies/0/targets/1",
            json!({ "metric": "first_reply", "within": "PT4H" }),
            "/policies/0/targets/1/metric",
            Code::Duplicate,
        ),
        here("/policies/0/targets/0/from_first_message", json!(true), Code::OutOfRange),
        here("/policies/0/targets/2/when_solved", json!("fulfil"), Code::OutOfRange),
        Fault("/policies/1/targets/0/unit", json!("business"), "/policies/1/calendar", Code::Missing),
        Fault(
            "/policies/1/steps",
            json!([{ "metric": "resolution", "at": { "percent": 50 }, "notify": ["assignees"] }]),
            "/policies/1/steps/0/metric",
            Code::UnknownName,
        ),
        here("/policies/0/condition/any/0/value", json!("incidnet"), Code::UnknownOption),
        here("/policies/0/condition/any/1/op", json!("changed"), Code::OperatorDoesNotFit),
        here("/teams/0/calendar", json!("vilnius"), Code::UnknownName),
        here("/routes/0/team", json!("fields"), Code::UnknownName),
        Fault(
            "/routes/1/skills",
            json!([{ "name": "latvian" }, { "name": "latvian", "level": 2 }]),
            "/routes/1/skills/1/name",
            Code::Duplicate,
        ),
        here("/routes/0/skills/0/name", json!("network"), Code::UnknownName),
        here("/routes/0/condition/field", json!("message.body"), Code::UnknownField),
        here("/rules/1/condition/value", json!("(unclosed"), Code::BadPattern),
        here("/rules/0/condition/all/2/value", json!([3, 1]), Code::OutOfRange),
        here("/rules/0/actions/0/value", json!("urgentt"), Code::UnknownName),
        Fault(
            "/rules/0/actions/1",
            json!({ "do": "set", "field": "status", "value": "reopened" }),
            "/rules/0/actions/1/value",
            Code::UnknownStatus,
        ),
        here("/rules/0/actions/2/value", json!("many"), Code::WrongFieldType),
        here("/rules/0/actions/4/field", json!("serail"), Code::UnknownField),
        here("/rules/0/actions/3/field", json!("created_at"), Code::UnknownField),
        Fault(
            "/rules/0/actions/5",
            json!({ "do": "set", "field": "priority", "value": null }),
            "/rules/0/actions/5/value",
            Code::Missing,
        ),
        here("/fields/6/types/0", json!("incidnet"), Code::UnknownName),
        here("/fields/6/options/0/under/0", json!("pritner"), Code::UnknownOption),
        here("/roles/1/name", json!("lead"), Code::Duplicate),
        here("/roles/1/permissions/0", json!("replly"), Code::UnknownName),
        Fault("/roles/2/permissions", json!(["system"]), "/roles/2/permissions/0", Code::OutOfRange),
    ]
}

/// Faults of macros, webhooks and what they say.
fn faults_of_macros() -> Vec<Fault> {
    let here = Fault::here;
    vec![
        here("/macros/1/name", json!("on-site"), Code::Duplicate),
        here("/webhooks/0/url", json!("http://erp.example/hook"), Code::OutOfRange),
        here("/macros/1/actions/1/endpoint", json!("epr"), Code::UnknownName),
        here("/macros/1/actions/1/payload/who", json!("{{requester.nam}}"), Code::UnknownName),
        here("/macros/0/actions/1/body", json!("{{ticket"), Code::Malformed),
        here("/macros/0/roles/0", json!("leed"), Code::UnknownName),
        here("/macros/0/condition/field", json!("event"), Code::UnknownField),
        Fault(
            "/macros/1/actions/0",
            json!({ "do": "set", "field": "priority", "value": "urgentt" }),
            "/macros/1/actions/0/value",
            Code::UnknownName,
        ),
    ]
}

/// Faults of fields that depend on others, and of forms.
fn faults_of_forms() -> Vec<Fault> {
    let here = Fault::here;
    vec![
        here("/fields/5/depends_on", json!("serail"), Code::UnknownField),
        here("/forms/1/name", json!("incidents"), Code::Duplicate),
        here("/forms/0/types/0", json!("outage"), Code::UnknownName),
        here("/forms/0/condition/value", json!("fax"), Code::UnknownOption),
        here("/forms/1/fields/0", json!("typ"), Code::UnknownField),
        here("/forms/1/fields/1", json!("status"), Code::NotWritable),
        here("/forms/0/rules/1/if/field", json!("colour"), Code::UnknownField),
        here("/forms/0/rules/1/then/0/hide/0", json!("hours"), Code::UnknownField),
        Fault(
            "/forms/0/rules/3/then",
            json!([{ "show": ["warranty"] }, { "hide": ["warranty"] }]),
            "/forms/0/rules/3/then/1/hide/0",
            Code::Duplicate,
        ),
        here("/forms/0/rules/2/then/1/restrict/model/0", json!("lazer"), Code::UnknownOption),
        here("/forms/0/rules/2/then/1/restrict/warranty", json!(["yes"]), Code::OperatorDoesNotFit),
        Fault(
            "/forms/0/rules/-",
            json!({ "if": { "field": "serial", "op": "is_set" }, "then": [{ "hide": ["serial"] }] }),
            "/forms/0/rules/4/if",
            Code::Cycle,
        ),
    ]
}

#[test]
fn each_fault_is_found_alone_at_its_place() {
    for Fault(place, value, found_at, code) in faults_of_shape()
        .into_iter()
        .chain(faults_of_meaning())
        .chain(faults_of_macros())
        .chain(faults_of_forms())
    {
        let mut document = whole();
        put(&mut document, place, value.clone());
        let error = compiled(&document.to_string()).expect_err(place);
        assert_eq!(places(&error), [(found_at.to_owned(), code)], "{place} = {value}: {error}");
    }
}

#[test]
fn all_faults_are_listed_at_once() {
    let meaning =
        faults_of_meaning().into_iter().chain(faults_of_macros()).chain(faults_of_forms()).collect();
    for faults in [faults_of_shape(), meaning] {
        assert!(faults.len() >= 30);
        let mut document = whole();
        for Fault(place, value, ..) in &faults {
            put(&mut document, place, value.clone());
        }
        let found = places(&compiled(&document.to_string()).unwrap_err());
        for Fault(_, _, found_at, code) in faults {
            assert!(found.contains(&(found_at.to_owned(), code)), "{code} at {found_at} is not in {found:?}");
        }
    }
}

#[test]
fn every_member_that_is_needed_is_missed() {
    for place in [
        "/version",
        "/priorities",
        "/default_priority",
        "/channels",
        "/workflows",
        "/roles",
        "/priority_matrix/0/priority",
        "/fields/0/type",
        "/workflows/0/statuses",
        "/workflows/0/statuses/0/category",
        "/workflows/0/transitions/0/to",
        "/calendars/riga/time_zone",
        "/calendars/riga/special_days/0/windows",
        "/policies/0/targets",
        "/policies/0/targets/0/metric",
        "/policies/0/steps/0/at",
        "/routes/0/name",
        "/rules/0/condition",
        "/rules/0/actions/0/value",
        "/roles/0/permissions",
    ] {
        let mut document = whole();
        take(&mut document, place);
        let error = Document::parse(&document.to_string()).expect_err(place);
        assert_eq!(places(&error), [(place.to_owned(), Code::Missing)], "{error}");
    }
}

#[test]
fn a_promise_says_how_much_and_a_step_what_it_does() {
    for place in ["/policies/0/targets/0/within", "/policies/0/steps/0/notify"] {
        let mut document = whole();
        take(&mut document, place);
        let error = compiled(&document.to_string()).unwrap_err();
        assert_eq!(places(&error), [(place.to_owned(), Code::Missing)], "{error}");
    }
}

#[test]
fn what_service_levels_are_told_is_held_against_the_rest() {
    let faults = [
        ("/policies/0/slot", json!("owning_team"), "/policies/0/slot", Code::OutOfRange),
        ("/policies/1/team", json!("nobody"), "/policies/1/team", Code::UnknownName),
        (
            "/policies/0/calendar_from",
            json!([{ "field": "sreial" }]),
            "/policies/0/calendar_from/0/field",
            Code::UnknownField,
        ),
        (
            "/policies/0/calendar_from",
            json!(["team", { "field": "hours" }]),
            "/policies/0/calendar_from/1/field",
            Code::WrongFieldType,
        ),
        (
            "/policies/0/targets/0/metric",
            json!("frist_reply"),
            "/policies/0/targets/0/start_when",
            Code::Missing,
        ),
        (
            "/policies/0/targets/0/unit",
            json!("working_days"),
            "/policies/0/targets/0/within/normal",
            Code::OutOfRange,
        ),
        (
            "/policies/0/targets/0/day_end",
            json!("last_close"),
            "/policies/0/targets/0/day_end",
            Code::OutOfRange,
        ),
        ("/policies/0/targets/0/until", json!("due_at"), "/policies/0/targets/0/within", Code::OutOfRange),
        (
            "/policies/0/targets/0/on_reopen",
            json!("ignore"),
            "/policies/0/targets/0/on_reopen",
            Code::OutOfRange,
        ),
        ("/policies/0/targets/0/repeats", json!(true), "/policies/0/targets/0/repeats", Code::OutOfRange),
        (
            "/policies/0/targets/2/from_creation",
            json!(true),
            "/policies/0/targets/2/from_creation",
            Code::OutOfRange,
        ),
        (
            "/policies/0/targets/2/also_answers",
            json!(["note"]),
            "/policies/0/targets/2/also_answers",
            Code::OutOfRange,
        ),
        (
            "/policies/0/targets/0/until_requester_writes",
            json!(true),
            "/policies/0/targets/0/until_requester_writes",
            Code::OutOfRange,
        ),
        (
            "/policies/0/targets/0/pause_when",
            json!({ "field": "colour", "op": "is_set" }),
            "/policies/0/targets/0/pause_when/field",
            Code::UnknownField,
        ),
        ("/policies/0/steps/0/unit", json!("real"), "/policies/0/steps/0/unit", Code::OutOfRange),
        (
            "/policies/0/steps/0/set",
            json!({ "priority": "hihg" }),
            "/policies/0/steps/0/set/priority",
            Code::UnknownName,
        ),
        (
            "/policies/0/steps/0/set",
            json!({ "created_at": "now" }),
            "/policies/0/steps/0/set/created_at",
            Code::UnknownField,
        ),
        (
            "/workflows/0/statuses/2/pauses",
            json!(["resoltion"]),
            "/workflows/0/statuses/2/pauses/0",
            Code::UnknownName,
        ),
    ];
    for (place, value, found_at, code) in faults {
        let mut document = whole();
        put(&mut document, place, value);
        let found = places(&compiled(&document.to_string()).unwrap_err());
        assert!(found.contains(&(found_at.to_owned(), code)), "{place}: {found:?}");
    }
}

fn said(json: &str) -> String {
    compiled(json).unwrap_err().to_string()
}

#[test]
fn a_message_is_about_what_the_writer_meant() {
    let mut document = whole();
    put(
        &mut document,
        "/policies/0/condition",
        json!({ "any": [{ "feild": "type", "op": "eq", "value": "incident" }] }),
    );
    assert_eq!(
        said(&document.to_string()),
        "`field` is missing (at /policies/0/condition/any/0/field; a built-in field of the ticket, or one of the \
         desk's own); there is no member `feild` here (at /policies/0/condition/any/0/feild; did you mean `field`?)"
    );
    let mut document = whole();
    put(&mut document, "/rules/0/actions/5", json!({ "do": "add_tag", "tags": ["outage"] }));
    put(&mut document, "/policies/0/targets/2/within", json!("2 days"));
    put(&mut document, "/policies/0/steps/1/at", json!({ "before": 60 }));
    assert_eq!(
        said(&document.to_string()),
        "a number stands here, where a duration such as `PT8H`, `P4D` or `PT1H30M` is expected (at \
         /policies/0/steps/1/at/before); `2 days` is not a duration such as `PT8H`, \
         `P4D` or `PT1H30M` (at /policies/0/targets/2/within); `add_tag` is not one of `set`, `add_tags`, \
         `remove_tags`, `add_note`, `send_message`, `effect`, `webhook` (at /rules/0/actions/5/do; did you mean `add_tags`?)"
    );
}

#[test]
fn what_is_not_json_is_said_with_line_and_column() {
    let error = Document::parse("{\n  \"version\": 1,\n  \"priorities\": [,]\n}").unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.code, problem.path.as_str()), (Code::Malformed, ""));
    assert_eq!((problem.params["line"].as_str(), problem.params["column"].as_str()), ("3", "18"));

    let trailing = format!("{EVERY_MEMBER} x");
    assert_eq!(Document::parse(&trailing).unwrap_err().code(), Code::Malformed);
    let deep = format!("{}1{}", "[".repeat(limits::JSON_DEPTH + 1), "]".repeat(limits::JSON_DEPTH + 1));
    assert!(said(&deep).contains("nested deeper than 64 levels at line 1"), "{}", said(&deep));
    let deep = format!("{}1{}", "[".repeat(limits::JSON_DEPTH), "]".repeat(limits::JSON_DEPTH));
    assert_eq!(Document::parse(&deep).unwrap_err().code(), Code::WrongType);
}

#[test]
fn what_json_readers_pass_over_is_found() {
    let twice = EVERY_MEMBER.replacen("\"version\": 1,", "\"version\": 1, \"version\": 1,", 1);
    assert_eq!(places(&Document::parse(&twice).unwrap_err()), [("/version".to_owned(), Code::Duplicate)]);
    let twice = EVERY_MEMBER.replacen("\"riga\": {", "\"always\": {}, \"riga\": {", 1);
    assert_eq!(
        places(&Document::parse(&twice).unwrap_err()),
        [("/calendars/always".to_owned(), Code::Duplicate)]
    );

    let mut document = whole();
    put(&mut document, "/rules/0/actions/2/value", json!(0.123_456_78));
    put(&mut document, "/rules/0/actions/7/body", json!("a\u{0}b"));
    let found = places(&Document::parse(&document.to_string()).unwrap_err());
    let at = |place: &str, code| (place.to_owned(), code);
    assert_eq!(
        found,
        [at("/rules/0/actions/2/value", Code::OutOfRange), at("/rules/0/actions/7/body", Code::BadText)]
    );

    let marked = format!("\u{feff}{EVERY_MEMBER}");
    assert!(Document::parse(&marked).is_ok(), "a byte order mark is no fault");
    let whole_number = EVERY_MEMBER.replacen("\"percent\": 75", "\"percent\": 75.0", 1);
    assert!(Document::parse(&whole_number).is_ok(), "75.0 is a whole number");
}

#[test]
fn a_document_is_limited() {
    let large = " ".repeat(limits::CONFIG_BYTES + 1);
    assert_eq!(Document::parse(&large).unwrap_err().code(), Code::TooLong);
    let mut document = whole();
    let entries: Vec<Value> =
        (0..=limits::CONFIG_ENTRIES).map(|n| json!({ "name": format!("s{n}") })).collect();
    put(&mut document, "/skills", json!(entries));
    assert_eq!(
        places(&Document::parse(&document.to_string()).unwrap_err()),
        [("/skills".to_owned(), Code::TooMany)]
    );
    let mut document = whole();
    put(&mut document, "/skills", json!(vec![0; limits::CONFIG_ENTRIES]));
    let error = Document::parse(&document.to_string()).unwrap_err();
    assert_eq!(error.problems().len(), limits::SHAPE_PROBLEMS);
}

#[test]
fn another_format_is_not_judged_by_this_one() {
    let other = r#"{ "version": 2, "queues": [] }"#;
    assert_eq!(places(&Document::parse(other).unwrap_err()), [("/version".to_owned(), Code::UnknownFormat)]);
    let mut document = Document::default_desk("UTC").unwrap();
    document.version = 2;
    let error = Config::compile(document, 1, &ZoneRules::bundled()).unwrap_err();
    assert_eq!(places(&error), [("/version".to_owned(), Code::UnknownFormat)]);
}

#[test]
fn a_document_made_in_a_program_is_held_to_the_same_shape() {
    let mut document = Document::default_desk("UTC").unwrap();
    document.language = "the Queen's".to_owned();
    document.channels.clear();
    document.workflows[0].statuses[0].color = Some("red".to_owned());
    document.default_priority = "lowest".parse().unwrap();
    let found = places(&Config::compile(document, 1, &ZoneRules::bundled()).unwrap_err());
    let at = |place: &str, code| (place.to_owned(), code);
    assert_eq!(
        found,
        [
            at("/channels", Code::OutOfRange),
            at("/language", Code::OutOfRange),
            at("/workflows/0/statuses/0/color", Code::OutOfRange),
            at("/default_priority", Code::UnknownName),
        ]
    );
}

#[test]
fn what_has_no_effect_is_a_warning() {
    let mut document = whole();
    assert_eq!(compiled(&document.to_string()).unwrap().warnings(), []);
    put(&mut document, "/roles/0/permissions", json!(["reply"]));
    put(&mut document, "/types/0/workflow", json!("questions"));
    put(&mut document, "/teams/1/workflow", json!("questions"));
    put(&mut document, "/calendars/spare", whole()["calendars"]["always"].clone());
    put(&mut document, "/policies/-", whole()["policies"][0].clone());
    put(&mut document, "/policies/2/name", json!("third"));
    put(&mut document, "/route_mode", json!("first"));
    put(&mut document, "/routes/0", json!({ "name": "all", "team": "field", "condition": { "all": [] } }));
    let config = compiled(&document.to_string()).unwrap();
    let places: Vec<&str> = config.warnings().iter().map(|problem| problem.path.as_str()).collect();
    let expected = [
        "/workflows/0/transitions/1/permission",
        "/workflows/1",
        "/macros/0",
        "/calendars/spare",
        "/policies/2",
        "/routes/1",
    ];
    assert_eq!(places, expected);
    assert!(config.warnings().iter().all(|problem: &Problem| problem.code == Code::NeverUsed));
}

#[test]
fn the_default_desk_is_that_of_the_domain() {
    let config = default_desk();
    assert_eq!(config.warnings(), []);
    for (impact, urgency, priority) in [
        ("high", "high", "urgent"),
        ("high", "medium", "high"),
        ("medium", "high", "high"),
        ("medium", "medium", "normal"),
        ("low", "low", "low"),
        ("high", "low", "normal"),
        ("low", "high", "normal"),
        ("medium", "low", "low"),
        ("low", "medium", "low"),
    ] {
        assert_eq!(config.priority_from(impact, urgency).unwrap(), priority, "{impact} and {urgency}");
    }
    assert_eq!(config.priority_from("high", "highest"), None);
    let ranks = ["low", "normal", "high", "urgent"].map(|name| config.priority_rank(name).unwrap());
    assert_eq!(ranks, [0, 1, 2, 3]);
    assert_eq!(config.default_priority(), "normal");

    let policy = &config.document().policies[0];
    let hours = |metric: Metric, priority: &str| {
        let target = policy.targets.iter().find(|target| target.metric == metric).unwrap();
        target.within.as_ref().unwrap().target(&priority.parse().unwrap()).unwrap()
    };
    for (priority, reply, resolution) in [("low", 8, 40), ("normal", 8, 24), ("high", 4, 8), ("urgent", 1, 4)]
    {
        assert_eq!(hours(Metric::FirstReply, priority), Span::from_hours(reply), "{priority}");
        assert_eq!(hours(Metric::Resolution, priority), Span::from_hours(resolution), "{priority}");
    }
    assert!(policy.targets.iter().all(|target| target.metric != Metric::NextReply));
    let calendar = config.calendar(policy.calendar.as_ref().unwrap()).unwrap();
    assert_eq!(calendar.time_zone(), "Europe/Riga");
    // Friday 16:00 in Riga and four business hours: Monday 12:00.
    let due = calendar.deadline("2026-06-05T16:00:00+03:00".parse().unwrap(), Span::from_hours(4));
    assert_eq!(due.unwrap(), "2026-06-08T12:00:00+03:00".parse().unwrap());
}

#[test]
fn nobody_leaves_closed_by_hand_on_the_default_desk() {
    let config = default_desk();
    let workflow = config.workflow_for(None, None);
    let categories: Vec<Category> = workflow.statuses().iter().map(|status| status.category).collect();
    assert_eq!(categories, Category::ALL);
    let names: Vec<&str> = workflow.statuses().iter().map(|status| status.name.as_str()).collect();
    for from in &names {
        for to in names.iter().filter(|to| *to != from) {
            let by_hand = workflow.transitions(from, to).any(|transition| transition.permission.is_none());
            assert_eq!(by_hand, *from != "closed", "{from} to {to}");
        }
    }
    let reopening: Vec<_> = workflow.transitions("closed", "open").collect();
    let [reopening] = reopening.as_slice() else { panic!("{reopening:?}") };
    let permission = reopening.permission.as_deref().unwrap();
    for role in ["admin", "agent"] {
        assert!(!config.role(role).unwrap().permissions.contains(permission), "{role}");
    }
    assert_eq!(workflow.close_after(), Some(Span::from_days(4)));
    assert_eq!(workflow.agent_reply().unwrap(), "answered");
    assert_eq!(workflow.requester_message().unwrap(), "open");
    assert!(workflow.mermaid("de").contains("Zurückgestellt"));
}

#[test]
fn a_time_of_a_rule_that_cannot_be_is_told_where_it_is() {
    for (when, place, code) in [
        (json!({ "anchor": "created_at", "after": "PT0S" }), "after", Code::OutOfRange),
        (json!({ "anchor": "due_at", "before": "PT0S" }), "before", Code::OutOfRange),
        (json!({ "anchor": "due_at", "before": "PT1H", "after": "PT1H" }), "before", Code::OutOfRange),
        (json!({ "anchor": "created_at", "before": "PT1H" }), "before", Code::OutOfRange),
        (json!({ "anchor": "solved_at" }), "after", Code::Missing),
        (json!({ "anchor": "due_at", "calendar": "riga" }), "calendar", Code::OutOfRange),
        (json!({ "anchor": "due_at", "after": "PT1H", "calendar": "paris" }), "calendar", Code::UnknownName),
    ] {
        let mut document = whole();
        put(&mut document, "/rules/2/when", when.clone());
        let error = compiled(&document.to_string()).unwrap_err();
        let [problem] = error.problems() else { panic!("{when}: {error}") };
        assert_eq!(
            (problem.path.as_str(), problem.code),
            (&*format!("/rules/2/when/{place}"), code),
            "{when}"
        );
        assert!(problem.hint.is_some(), "{problem:?}");
    }
    let mut document = whole();
    put(&mut document, "/rules/2/when", json!({ "anchor": "due_at", "after": "PT0S", "before": "PT1H" }));
    put(&mut document, "/rules/2/condition", json!({ "field": "nothing", "op": "is_set" }));
    let error = compiled(&document.to_string()).unwrap_err();
    assert_eq!(error.problems().len(), 3, "all at once: {error}");
}

#[test]
fn a_configuration_answers_by_name() {
    let config = compiled(EVERY_MEMBER).unwrap();
    assert_eq!((config.version(), config.language(), config.number_prefix()), (7, "de", "HD-"));
    assert_eq!(config.document().types.len(), 2);
    assert_eq!(config.workflow_for(Some("incident"), Some("field")).name(), "incidents");
    for ticket_type in [None, Some("question"), Some("no such type")] {
        assert_eq!(config.workflow_for(ticket_type, None).name(), "questions");
    }
    assert!(config.workflow("incidents").is_some() && config.workflow("incident").is_none());
    assert_eq!(config.workflows().count(), 2);
    assert!(config.has_type("incident") && !config.has_type("incidents"));
    assert!(config.has_channel("phone") && config.has_impact("few") && config.has_urgency("now"));
    assert!(config.has_skill("latvian") && !config.has_skill("latin"));
    assert_eq!(config.default_channel(), "email");
    assert!(config.calendar("riga").is_some() && config.calendar("Riga").is_none());
    assert_eq!(config.field("serial").unwrap().max_chars, 40);
    let forms: Vec<&str> = config.forms().iter().filter_map(|form| form.name()).map(|name| &**name).collect();
    assert_eq!(forms, ["incidents", "everything"]);
    assert_eq!(config.fields().iter().count(), 7);
    assert_eq!(config.team("field").unwrap().calendar.as_deref(), Some("always"));
    assert!(config.team("office").unwrap().calendar.is_none());
    let may_approve = |role: &str| config.role(role).unwrap().permissions.contains("approve");
    assert!(may_approve("lead") && !may_approve("agent"));
    assert_eq!(config.edition().policy(&"others".parse().unwrap()).unwrap().metrics().count(), 1);
    assert_eq!(config.policies()[0].steps_for(&Metric::Resolution).count(), 2);
    assert_eq!(config.routes().len(), 2);
    assert!(config.rules()[0].stop && !config.rules()[1].stop);
    let names = |rules: &[Rule]| rules.iter().map(|rule| rule.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(config.rules()), ["outage", "thanks"], "rules on events");
    assert_eq!(names(config.timed_rules()), ["nudge", "soon", "begins"]);

    let mut ticket = Ticket::blank(ticketkit::id::TicketId::from_bytes([1; 16]));
    assert!(!config.policies()[0].fits(&ticket));
    ticket.tags = vec!["vip".to_owned()];
    assert!(config.policies()[0].fits(&ticket));
    assert!(config.policies()[1].fits(&ticket), "a policy without a condition fits every ticket");
}

#[test]
fn a_configuration_tells_conditions_about_its_fields() {
    let config = compiled(EVERY_MEMBER).unwrap();
    assert_eq!(config.kind("parts"), Some(FieldKind::Names));
    assert_eq!(config.kind("hours"), Some(FieldKind::Number));
    assert_eq!(config.kind("status"), None, "a built-in field is not the desk's own");
    assert_eq!(config.options("status").unwrap(), ["new", "open", "waiting", "parked", "done", "closed"]);
    assert_eq!(config.options("product").unwrap(), ["printer", "router"]);
    assert_eq!(config.options("team").unwrap(), ["first-line", "field", "office"]);
    assert_eq!(config.options("serial"), None);
    assert_eq!(config.names(), ["bought_on", "hours", "model", "parts", "product", "serial", "warranty"]);
}

#[test]
fn a_document_round_trips() {
    let document = Document::parse(EVERY_MEMBER).unwrap();
    let written = serde_json::to_value(&document).unwrap();
    let mut read = whole();
    // What is as good as absent is not written, and a span is written in one way.
    for (place, value) in [
        ("/workflows/0/automatic/reopen_within", json!("P14D")),
        ("/workflows/1/automatic", json!({})),
        ("/routes/0/skills/1/level", json!(1)),
    ] {
        put(&mut read, place, value);
    }
    for place in [
        "/workflows/0/statuses/1/initial",
        "/teams/2/sticky",
        "/rules/1/stop",
        "/calendars/riga/holidays/3/imported",
        "/calendars/riga/weekly/sat",
        "/policies/0/targets/0/unit",
    ] {
        take(&mut read, place);
    }
    put(&mut read, "/rules/1/actions/0/payload", json!({}));
    put(&mut read, "/forms/1/audience", json!("everybody"));
    for (member, value) in read.as_object().unwrap() {
        assert_eq!(&written[member], value, "{member}");
    }
    assert_eq!(written, read);
}

#[test]
fn a_policy_that_cannot_do_what_it_says_is_a_warning() {
    let set = |field: &str| json!({ "field": field, "op": "is_set" });
    let faults = [
        ("/policies/0/steps/1/at", json!({ "before": "P9D" }), "/policies/0/steps/1/at"),
        (
            "/policies/1/targets/-",
            json!({ "metric": "own", "within": "PT1H", "unit": "real", "start_when": set("serial"), "pause_when": set("serial") }),
            "/policies/1/targets/1/pause_when",
        ),
        (
            "/policies/1/targets/-",
            json!({ "metric": "own", "within": "PT1H", "unit": "real", "start_when": set("serial"), "stop_when": set("serial") }),
            "/policies/1/targets/1/stop_when",
        ),
        ("/policies/0/condition", json!({ "all": [] }), "/policies/1"),
    ];
    for (place, value, found_at) in faults {
        let mut document = whole();
        put(&mut document, place, value);
        let config = compiled(&document.to_string()).unwrap();
        let found: Vec<(&str, Code)> =
            config.warnings().iter().map(|problem| (problem.path.as_str(), problem.code)).collect();
        assert_eq!(found, [(found_at, Code::NeverUsed)]);
    }
    let mut paused = whole();
    for workflow in paused["workflows"].as_array_mut().unwrap() {
        for status in workflow["statuses"].as_array_mut().unwrap() {
            status["pauses"] = json!(["next_reply"]);
        }
    }
    let config = compiled(&paused.to_string()).unwrap();
    assert_eq!(
        config.warnings().iter().map(|one| &one.path).collect::<Vec<_>>(),
        ["/policies/0/targets/1/metric"]
    );
}

#[test]
fn each_list_of_policies_has_a_last_one_of_its_own() {
    let mut document = whole();
    for (name, member, value) in [("inside", "slot", "suppliers"), ("field-work", "team", "field")] {
        let mut policy = whole()["policies"][1].clone();
        (policy["name"], policy[member]) = (json!(name), json!(value));
        document["policies"].as_array_mut().unwrap().push(policy);
    }
    assert_eq!(compiled(&document.to_string()).unwrap().warnings(), []);
    document["policies"][2]["calendar_from"] = json!(["organization"]);
    document["calendars"]["spare"] = document["calendars"]["always"].clone();
    assert_eq!(compiled(&document.to_string()).unwrap().warnings(), [], "an organization may name it");
}

/// Places and codes of the warnings about a default desk with these members.
fn warned(rules: Value, macros: Value) -> Vec<(String, Code)> {
    let mut document: Value = serde_json::from_str(Document::DEFAULT).unwrap();
    document["rules"] = rules;
    document["macros"] = macros;
    document["webhooks"] = json!([{ "name": "erp", "url": "https://erp.example/" }]);
    let config = compiled(&document.to_string()).unwrap();
    config.warnings().iter().map(|problem| (problem.path.clone(), problem.code)).collect()
}

#[test]
fn rules_and_macros_that_do_nothing_are_told() {
    let both = json!({ "all": [
        { "field": "priority", "op": "eq", "value": "low" }, { "field": "priority", "op": "eq", "value": "high" }
    ] });
    let low = json!({ "field": "priority", "op": "eq", "value": "low" });
    let set = |value: &str| json!([{ "do": "set", "field": "priority", "value": value }]);
    let rule = |name: &str, condition: &Value, actions: Value| json!({ "name": name, "condition": condition, "actions": actions });
    let mut stops = rule("stops", &low, set("low"));
    stops["stop"] = json!(true);
    let rules = json!([
        rule("never", &both, set("high")),
        rule("nothing", &low, set("low")),
        stops,
        rule("something", &low, set("high")),
        rule(
            "tells",
            &low,
            json!([{ "do": "set", "field": "priority", "value": "low" }, { "do": "add_note", "body": "x" }])
        )
    ]);
    let macros = json!([
        { "name": "never", "condition": both, "actions": set("low") },
        { "name": "nobody", "roles": ["agent"], "actions": [{ "do": "set", "field": "priority", "value": "low" }] },
        { "name": "fine", "actions": [{ "do": "webhook", "endpoint": "erp" }] }
    ]);
    let told = |path: &str, code| (path.to_owned(), code);
    assert_eq!(
        warned(rules.clone(), macros.clone()),
        [
            told("/rules/0/condition", Code::NeverUsed),
            told("/rules/1/actions", Code::Doubtful),
            told("/macros/0/condition", Code::NeverUsed)
        ]
    );
    let fine = json!([{ "name": "fine", "actions": [{ "do": "add_note", "body": "x" }] }]);
    assert_eq!(warned(json!([]), fine), [told("/webhooks/0", Code::NeverUsed)]);
    let mut document: Value = serde_json::from_str(Document::DEFAULT).unwrap();
    document["roles"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "light", "scope": "all", "permissions": ["note"] }));
    document["macros"] = json!([
        { "name": "reply", "roles": ["light"], "actions": [{ "do": "add_note", "body": "x" }, { "do": "send_message", "body": "x" }] },
        { "name": "note", "roles": ["light"], "actions": [{ "do": "add_note", "body": "x" }] }
    ]);
    document["rule_mode"] = json!("first");
    document["rules"] = json!([rule("guards", &low, set("low"))]);
    let config = compiled(&document.to_string()).unwrap();
    let places: Vec<_> = config.warnings().iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(
        places,
        ["/macros/0"],
        "in the mode first a rule that changes nothing keeps others from firing"
    );
}
