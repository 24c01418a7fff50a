//! The desk's own fields: how they are defined, and what may be put into them.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected fails")]

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use ticketkit::condition::{FieldKind, FieldKinds};
use ticketkit::error::{Code, Problem};
use ticketkit::form::{FieldSet, FieldSpec};
use ticketkit::limits;
use ticketkit::model::Value;

fn compile(json: Json) -> Result<FieldSet, Vec<Problem>> {
    let specs: Vec<FieldSpec> = serde_json::from_value(json).unwrap();
    FieldSet::compile(&specs, "/fields")
}

fn desk() -> FieldSet {
    compile(json!([
        {"name": "room", "type": "text", "max_chars": 10, "labels": {"de": "Raum"}},
        {"name": "cost", "type": "number"},
        {"name": "wanted_by", "type": "date"},
        {"name": "insured", "type": "bool", "public": true},
        {"name": "product", "type": "choice", "options": [{"name": "printer"}, {"name": "phone"}]},
        {"name": "parts", "type": "multi_choice", "options": [{"name": "toner"}, {"name": "drum"}, {"name": "lid"}]},
    ]))
    .unwrap()
}

fn check(field: &str, value: Json) -> Result<Option<Value>, Vec<Problem>> {
    let value: Value = serde_json::from_value(value).unwrap();
    desk().get(field).unwrap().check(&value, "/set/x")
}

fn codes(problems: &[Problem]) -> Vec<(&str, Code)> {
    problems.iter().map(|problem| (problem.path.as_str(), problem.code)).collect()
}

#[test]
fn values_of_the_right_type_are_kept() {
    for (field, value) in [
        ("room", json!("B 12\n\tleft")),
        ("cost", json!(-12.5)),
        ("wanted_by", json!("2028-02-29")),
        ("insured", json!(false)),
        ("product", json!("phone")),
    ] {
        let kept = check(field, value.clone()).unwrap();
        assert_eq!(serde_json::to_value(kept).unwrap(), value, "{field}");
    }
}

#[test]
fn what_is_as_good_as_nothing_is_nothing() {
    for (field, value) in [("room", json!("")), ("room", json!(" \n")), ("parts", json!([]))] {
        assert_eq!(check(field, value), Ok(None), "{field}");
    }
}

#[test]
fn several_options_stand_in_the_fields_order_each_once() {
    let kept = check("parts", json!(["lid", "toner", "lid"])).unwrap();
    assert_eq!(kept, Some(Value::List(vec!["toner".to_owned(), "lid".to_owned()])));
}

#[test]
fn what_does_not_fit_is_refused_with_what_was_expected() {
    for (field, value, path, code, hint) in [
        ("room", json!(7), "/set/x", Code::WrongFieldType, "give a text"),
        ("cost", json!("7"), "/set/x", Code::WrongFieldType, "give a number"),
        (
            "wanted_by",
            json!("2026-02-29"),
            "/set/x",
            Code::WrongFieldType,
            "give a date such as `2026-06-01`",
        ),
        ("wanted_by", json!("2026-6-1"), "/set/x", Code::WrongFieldType, "give a date such as `2026-06-01`"),
        ("insured", json!("yes"), "/set/x", Code::WrongFieldType, "give true or false"),
        ("product", json!("pritner"), "/set/x", Code::UnknownOption, "did you mean `printer`?"),
        ("product", json!("fax"), "/set/x", Code::UnknownOption, "one of `printer`, `phone`"),
        ("product", json!(["phone"]), "/set/x", Code::WrongFieldType, "give the name of an option"),
        ("parts", json!(["toner", "durm"]), "/set/x/1", Code::UnknownOption, "did you mean `drum`?"),
        ("parts", json!("toner"), "/set/x", Code::WrongFieldType, "give a list of names of options"),
    ] {
        let problems = check(field, value.clone()).unwrap_err();
        assert_eq!(codes(&problems), [(path, code)], "{field} {value}");
        assert_eq!(problems[0].hint.as_deref(), Some(hint), "{field} {value}");
    }
}

#[test]
fn texts_have_a_length_and_no_control_characters() {
    assert!(check("room", json!("äääääääääß")).is_ok());
    assert_eq!(check("room", json!("one\r\ntwo")), Ok(Some("one\ntwo".into())));
    let problems = check("room", json!("0123456789\u{0}")).unwrap_err();
    assert_eq!(codes(&problems), [("/set/x", Code::TooLong), ("/set/x", Code::BadText)]);
    assert_eq!(check("room", json!("a\rb")).unwrap_err()[0].code, Code::BadText);
}

#[test]
fn every_mistake_of_the_definitions_is_found_at_once() {
    let problems = compile(json!([
        {"name": "priority", "type": "text"},
        {"name": "room", "type": "text", "options": [{"name": "a"}]},
        {"name": "room", "type": "choice"},
        {"name": "cost", "type": "number", "max_chars": 5},
        {"name": "kind", "type": "multi_choice", "options": [{"name": "a"}, {"name": "a"}]},
        {"name": "notes", "type": "text", "max_chars": 10001},
        {"name": "event", "type": "bool"},
    ]))
    .unwrap_err();
    assert_eq!(
        codes(&problems),
        [
            ("/fields/0/name", Code::Duplicate),
            ("/fields/1/options", Code::UnknownMember),
            ("/fields/2/options", Code::Missing),
            ("/fields/2/name", Code::Duplicate),
            ("/fields/3/max_chars", Code::UnknownMember),
            ("/fields/4/options/1/name", Code::Duplicate),
            ("/fields/5/max_chars", Code::OutOfRange),
            ("/fields/6/name", Code::Duplicate),
        ]
    );
    let many: Vec<Json> =
        (0..=limits::FIELDS).map(|n| json!({"name": format!("f{n}"), "type": "bool"})).collect();
    assert_eq!(codes(&compile(json!(many)).unwrap_err()), [("/fields", Code::TooMany)]);
}

#[test]
fn conditions_learn_what_fields_there_are() {
    let desk = desk();
    let kinds = desk.iter().map(|field| desk.kind(&field.name).unwrap());
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        [
            FieldKind::Text,
            FieldKind::Number,
            FieldKind::Date,
            FieldKind::Bool,
            FieldKind::Name,
            FieldKind::Names
        ]
    );
    assert_eq!(desk.options("product"), Some(vec!["printer", "phone"]));
    assert_eq!((desk.options("room"), desk.kind("rooms")), (None, None));
    assert_eq!(desk.get("room").unwrap().label("de-CH"), "Raum");
    assert_eq!(desk.get("room").unwrap().label("fr"), "room");
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::from),
        "\\PC{0,12}|[\\x00-\\x20]{0,3}|20[0-9]{2}-[01][0-9]-[0-3][0-9]".prop_map(Value::from),
        prop::collection::vec(prop::sample::select(&["toner", "drum", "lid", "x"][..]), 0..5)
            .prop_map(|items| Value::List(items.into_iter().map(str::to_owned).collect())),
    ]
}

proptest! {
    #[test]
    fn a_checked_value_passes_the_check_unchanged(value in anything()) {
        for field in desk().iter() {
            if let Ok(Some(kept)) = field.check(&value, "") {
                prop_assert_eq!(field.check(&kept, ""), Ok(Some(kept)));
            }
        }
    }
}
