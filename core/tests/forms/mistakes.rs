//! Forms that cannot be, each mistake with its place.

use serde_json::{Value as Json, json};
use ticketkit::error::{Code, Problem};

use super::{HARDWARE, desk, hardware, places};

fn problems(fields: &Json, forms: &Json) -> Vec<Problem> {
    desk(&["incident"], fields, forms).expect_err("it cannot be").problems().to_vec()
}

fn of_rules(rules: &Json) -> Vec<Problem> {
    problems(&hardware(), &json!([{ "name": "hardware", "fields": HARDWARE, "rules": rules }]))
}

fn shows(asked: &str, shown: &str) -> Json {
    json!({ "if": { "field": asked, "op": "is_set" }, "then": [{ "show": [shown] }] })
}

#[test]
fn domain_5_rules_that_depend_on_one_another_in_a_circle_are_refused() {
    let found =
        of_rules(&json!([shows("serial", "cause"), shows("model", "serial"), shows("cause", "model")]));
    assert_eq!(places(&found), [(Code::Cycle, "/forms/0/rules/1/if")]);
    assert_eq!(
        found[0].message,
        "whether `model` is there depends in the end on itself: `model` on `cause`, that on `serial`, that on `model`"
    );
    assert!(found[0].hint.is_some());
}

#[test]
fn a_rule_that_shows_what_it_asks_about_is_a_circle_by_itself() {
    let found =
        of_rules(&json!([{ "if": { "field": "serial", "op": "is_set" }, "then": [{ "hide": ["serial"] }] }]));
    assert_eq!(places(&found), [(Code::Cycle, "/forms/0/rules/0/if")]);
    assert!(found[0].message.contains("`serial` on `serial`"), "{}", found[0].message);
}

#[test]
fn every_circle_is_told() {
    let found = of_rules(&json!([
        shows("serial", "cause"),
        shows("cause", "serial"),
        shows("model", "parts"),
        shows("parts", "model"),
        shows("product", "insured"),
    ]));
    assert_eq!(places(&found), [(Code::Cycle, "/forms/0/rules/2/if"), (Code::Cycle, "/forms/0/rules/0/if")]);
}

#[test]
fn to_require_and_to_restrict_makes_no_circle() {
    let needs = |asked: &str, needed: &str| json!({ "if": { "field": asked, "op": "is_set" }, "then": [{ "require": [needed] }, { "read_only": [needed] }] });
    let rules = json!([needs("serial", "cause"), needs("cause", "serial")]);
    let forms = json!([{ "name": "hardware", "fields": HARDWARE, "rules": rules }]);
    assert!(desk(&[], &hardware(), &forms).is_ok());
}

#[test]
fn a_chain_as_long_as_a_form_can_have_is_no_circle() {
    let fields: Vec<Json> = (0..500).map(|n| json!({ "name": format!("f{n}"), "type": "text" })).collect();
    let names: Vec<String> = (0..500).map(|n| format!("f{n}")).collect();
    let chain: Vec<Json> = (0..499).map(|n| shows(&format!("f{n}"), &format!("f{}", n + 1))).rev().collect();
    let forms = |rules: &[Json]| json!([{ "name": "long", "fields": names, "rules": rules }]);
    let config = desk(&[], &json!(fields), &forms(&chain)).unwrap();
    let all: Vec<(&str, ticketkit::model::Value)> =
        names.iter().map(|it| (it.as_str(), "x".into())).collect();
    let all = super::ticket(&all);
    let of =
        |ticket| config.forms().of(true, ticket).evaluate(ticket).iter().filter(|(_, it)| it.visible).count();
    assert_eq!(of(&all), 500);
    let mut broken = all.clone();
    broken.fields.set("f250".parse().unwrap(), None);
    assert_eq!(of(&broken), 251);
    let circle: Vec<Json> = chain.into_iter().chain([shows("f499", "f0")]).collect();
    let found = problems(&json!(fields), &forms(&circle));
    assert_eq!(found.iter().map(|it| it.code).collect::<Vec<_>>(), [Code::Cycle]);
}

#[test]
fn what_a_form_names_has_to_be_there() {
    let forms = json!([
        {
            "name": "hardware", "types": ["outage"], "fields": ["produkt", "serial", "serial", "status", "created_at"],
            "condition": { "field": "serial", "op": "gt", "value": 3 },
            "rules": [
                { "if": { "field": "colour", "op": "is_set" }, "then": [{ "show": ["serail"] }] },
                { "then": [{ "restrict": { "serial": ["a"] } }, { "require": ["cause"] }] }
            ]
        },
        { "name": "hardware", "fields": [] }
    ]);
    let found = problems(&hardware(), &forms);
    assert_eq!(
        places(&found),
        [
            (Code::Duplicate, "/forms/1/name"),
            (Code::UnknownName, "/forms/0/types/0"),
            (Code::WrongFieldType, "/forms/0/condition/value"),
            (Code::UnknownField, "/forms/0/fields/0"),
            (Code::Duplicate, "/forms/0/fields/2"),
            (Code::NotWritable, "/forms/0/fields/3"),
            (Code::NotWritable, "/forms/0/fields/4"),
            (Code::UnknownField, "/forms/0/rules/0/if/field"),
            (Code::UnknownField, "/forms/0/rules/0/then/0/show/0"),
            (Code::OperatorDoesNotFit, "/forms/0/rules/1/then/0/restrict/serial"),
            (Code::UnknownField, "/forms/0/rules/1/then/1/require/0"),
        ]
    );
    let hint = |n: usize| found[n].hint.as_deref().unwrap();
    assert_eq!((hint(3), hint(8)), ("did you mean `product`?", "did you mean `serial`?"));
}

#[test]
fn a_restriction_names_options_of_the_field() {
    let rules = json!([{ "then": [{ "restrict": { "product": ["fax", "phone"], "priority": ["urgnt"] } }] }]);
    let fields: Vec<&str> = HARDWARE.into_iter().chain(["priority"]).collect();
    let found = problems(&hardware(), &json!([{ "name": "hardware", "fields": fields, "rules": rules }]));
    assert_eq!(
        places(&found),
        [
            (Code::UnknownOption, "/forms/0/rules/0/then/0/restrict/priority/0"),
            (Code::UnknownOption, "/forms/0/rules/0/then/0/restrict/product/0"),
        ]
    );
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `urgent`?"));
}

#[test]
fn options_depend_on_a_choice_of_the_desks_own_and_never_on_themselves() {
    let choice = |name: &str, above: Json, under: Json| json!({ "name": name, "type": "choice", "depends_on": above, "options": [{ "name": "a", "under": under }, { "name": "b" }] });
    let mut plain =
        json!({ "name": "plain", "type": "choice", "options": [{ "name": "x", "under": ["a"] }] });
    let fields = json!([
        choice("one", json!("two"), json!(["a"])),
        choice("two", json!("three"), json!(["a"])),
        choice("three", json!("one"), json!(["a"])),
        choice("apart", json!("one"), json!(["c"])),
        choice("lost", json!("ono"), json!(["a"])),
        choice("odd", json!("text"), json!(["a"])),
        choice("self", json!("self"), json!(["a"])),
        choice("built", json!("priority"), json!(["a"])),
        { "name": "text", "type": "text", "depends_on": "one" },
        plain.take(),
    ]);
    let found = problems(&fields, &json!([]));
    assert_eq!(
        places(&found),
        [
            (Code::Cycle, "/fields/0/depends_on"),
            (Code::UnknownOption, "/fields/3/options/0/under/0"),
            (Code::UnknownField, "/fields/4/depends_on"),
            (Code::WrongFieldType, "/fields/5/depends_on"),
            (Code::Cycle, "/fields/6/depends_on"),
            (Code::UnknownField, "/fields/7/depends_on"),
            (Code::UnknownMember, "/fields/8/depends_on"),
            (Code::UnknownMember, "/fields/9/options/0/under"),
        ]
    );
    assert_eq!(found[0].message, "the options of `one` depend on themselves: one on two on three on one");
    assert_eq!(found[2].hint.as_deref(), Some("did you mean `one`?"));
}
