//! The rules of section 5 of the domain, each with its numbers.

use serde_json::json;
use ticketkit::model::Value;

use super::{HARDWARE, desk, hardware, state, ticket, with_rules};

fn is(field: &str, value: &str) -> serde_json::Value {
    json!({ "field": field, "op": "eq", "value": value })
}

fn set(field: &str) -> serde_json::Value {
    json!({ "field": field, "op": "is_set" })
}

#[test]
fn domain_5_a_form_has_its_fields_in_its_order() {
    let forms = json!([{ "name": "short", "fields": ["serial", "priority", "product"] }]);
    let config = desk(&[], &hardware(), &forms).unwrap();
    assert_eq!(state(&config, &[]), "+serial +priority +product");
}

#[test]
fn domain_5_without_a_form_there_are_all_fields_and_no_rules() {
    let config = desk(&[], &hardware(), &json!([])).unwrap();
    assert_eq!(
        state(&config, &[]),
        "+subject +priority +impact +urgency +channel +language +tags +due_at +planned_from +planned_to +ccs \
         +followers +external_ids +product +model +parts +serial +cause +insured"
    );
    assert!(config.forms().of(true, &ticket(&[])).name().is_none());
}

#[test]
fn domain_5_a_rule_shows_hides_requires_keeps_and_restricts() {
    let config = with_rules(&json!([
        { "if": is("product", "printer"), "then": [{ "show": ["serial"] }, { "require": ["serial"] }] },
        { "if": is("product", "phone"), "then": [{ "hide": ["parts"] }, { "read_only": ["insured"] }] },
        { "if": is("priority", "urgent"), "then": [{ "restrict": { "model": ["laser", "desk"] } }] },
    ]));
    assert_eq!(state(&config, &[]), "+product +model +parts -serial +cause +insured");
    let printer = ("product", "printer".into());
    assert_eq!(state(&config, &[printer]), "+product +model +parts +serial! +cause +insured");
    let phone = ("product", "phone".into());
    assert_eq!(state(&config, &[phone]), "+product +model -parts -serial +cause +insured=");
    let urgent = ticket(&[("priority", "urgent".into())]);
    let state = config.forms().of(true, &urgent).evaluate(&urgent);
    let allowed: Vec<&str> =
        state.get(&super::field("model")).unwrap().allowed.unwrap().iter().map(|name| &**name).collect();
    assert_eq!(allowed, ["laser", "desk"]);
}

#[test]
fn domain_5_the_last_rule_that_holds_decides() {
    let config = with_rules(&json!([
        { "if": is("product", "phone"), "then": [{ "hide": ["serial"] }] },
        { "if": is("priority", "urgent"), "then": [{ "show": ["serial"] }] },
        { "if": is("cause", "none"), "then": [{ "hide": ["serial"] }] },
    ]));
    let serial = |values: &[(&str, Value)]| state(&config, values).contains("+serial");
    assert!(serial(&[]), "a field that the first rule would hide is there");
    let phone = || ("product", Value::from("phone"));
    let urgent = || ("priority", Value::from("urgent"));
    assert!(!serial(&[phone()]));
    assert!(serial(&[phone(), urgent()]), "an exception from the rule before");
    assert!(!serial(&[phone(), urgent(), ("cause", "none".into())]), "an exception from that one");
}

#[test]
fn domain_5_what_is_hidden_has_no_value_for_other_rules() {
    // model is there for printers, parts for lasers, serial for drums: a chain of three.
    let config = with_rules(&json!([
        { "if": { "field": "parts", "op": "has_any", "value": ["drum"] }, "then": [{ "show": ["serial"] }] },
        { "if": is("model", "laser"), "then": [{ "show": ["parts"] }] },
        { "if": is("product", "printer"), "then": [{ "show": ["model"] }] },
        { "if": { "not": set("model") }, "then": [{ "require": ["cause"] }] },
    ]));
    let stored = || vec![("model", Value::from("laser")), ("parts", Value::List(vec!["drum".to_owned()]))];
    let printer = [("product", Value::from("printer"))].into_iter().chain(stored()).collect::<Vec<_>>();
    assert_eq!(state(&config, &printer), "+product +model +parts +serial +cause +insured");
    // The same values, and nothing of them counts once the first link is gone, though the rules stand the other way round.
    assert_eq!(state(&config, &stored()), "+product -model -parts -serial +cause! +insured");
}

#[test]
fn domain_4_1_a_field_that_is_hidden_is_never_required() {
    let config = with_rules(&json!([
        { "then": [{ "require": ["serial", "cause"] }] },
        { "if": set("insured"), "then": [{ "hide": ["serial"] }] },
        { "if": set("product"), "then": [{ "read_only": ["cause"] }] },
    ]));
    assert_eq!(state(&config, &[]), "+product +model +parts +serial! +cause! +insured");
    let insured = ("insured", true.into());
    assert_eq!(state(&config, &[insured]), "+product +model +parts -serial +cause! +insured");
    let product = ("product", "phone".into());
    assert_eq!(
        state(&config, &[product]),
        "+product +model +parts +serial! +cause= +insured",
        "what cannot be changed is not required either"
    );
}

#[test]
fn domain_5_options_depend_on_others_at_any_depth() {
    let config = with_rules(&json!([{ "if": set("insured"), "then": [{ "hide": ["product"] }] }]));
    let can = |field: &str, values: &[(&str, Value)]| {
        let ticket = ticket(values);
        let state = config.forms().of(true, &ticket).evaluate(&ticket);
        let options = state.options(&super::field(field), config.fields(), &ticket).unwrap();
        options.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let product = |name: &str| ("product", Value::from(name));
    let model = |name: &str| ("model", Value::from(name));
    assert_eq!(can("model", &[]), ["other"], "what stands under nothing can always be chosen");
    assert_eq!(can("model", &[product("printer")]), ["laser", "ink", "other"]);
    assert_eq!(can("model", &[product("phone")]), ["desk", "other"]);
    assert_eq!(can("parts", &[product("printer"), model("laser")]), ["drum", "toner", "cable"]);
    assert_eq!(can("parts", &[product("printer"), model("ink")]), ["head", "cable"]);
    assert_eq!(can("parts", &[product("phone"), model("desk")]), ["cable"]);
    let hidden = [product("printer"), ("insured", true.into())];
    assert_eq!(can("model", &hidden), ["other"], "a hidden field stands over nothing");
}

#[test]
fn options_can_depend_on_several_that_are_chosen() {
    let fields = json!([
        { "name": "areas", "type": "multi_choice", "options": [{ "name": "a" }, { "name": "b" }, { "name": "c" }] },
        {
            "name": "rooms", "type": "multi_choice", "depends_on": "areas",
            "options": [{ "name": "a1", "under": ["a"] }, { "name": "ab", "under": ["a", "b"] }, { "name": "c1", "under": ["c"] }]
        }
    ]);
    let config = desk(&[], &fields, &json!([])).unwrap();
    let ticket = ticket(&[("areas", Value::List(vec!["b".to_owned(), "c".to_owned()]))]);
    let state = config.forms().of(true, &ticket).evaluate(&ticket);
    let options = state.options(&super::field("rooms"), config.fields(), &ticket).unwrap();
    assert_eq!(options, ["ab", "c1"]);
}

#[test]
fn the_first_form_that_fits_audience_type_and_condition_is_taken() {
    let forms = json!([
        { "name": "customers", "audience": "customers", "fields": ["product"] },
        { "name": "calls", "audience": "staff", "types": ["incident"], "condition": is("channel", "phone"), "fields": ["cause"] },
        { "name": "incidents", "types": ["incident", "outage"], "fields": ["product", "serial"] },
        { "name": "urgent", "condition": is("priority", "urgent"), "fields": HARDWARE },
    ]);
    let config = desk(&["incident", "outage", "question"], &hardware(), &forms).unwrap();
    let form = |staff: bool, values: &[(&str, Value)]| {
        config.forms().of(staff, &ticket(values)).name().map(ToString::to_string)
    };
    let of_type = |name: &str| ("type", Value::from(name));
    let taken = |name: &str| Some(name.to_owned());
    assert_eq!(form(false, &[of_type("incident")]), taken("customers"));
    assert_eq!(form(true, &[of_type("incident"), ("channel", "phone".into())]), taken("calls"));
    assert_eq!(form(true, &[of_type("incident"), ("channel", "web".into())]), taken("incidents"));
    assert_eq!(form(true, &[of_type("outage")]), taken("incidents"));
    assert_eq!(form(true, &[of_type("question")]), None);
    assert_eq!(form(true, &[]), None, "a ticket without a type is not of any");
    assert_eq!(form(true, &[of_type("question"), ("priority", "urgent".into())]), taken("urgent"));
}

#[test]
fn a_field_of_some_types_is_there_for_these_alone() {
    let fields = json!([
        { "name": "impacted", "type": "number", "types": ["outage", "incident"] },
        { "name": "topic", "type": "text" }
    ]);
    let rules = json!([
        { "then": [{ "show": ["impacted"] }, { "require": ["impacted"] }] },
        { "if": set("impacted"), "then": [{ "show": ["topic"] }] },
    ]);
    let forms = json!([{ "name": "all", "fields": ["impacted", "topic"], "rules": rules }]);
    let config = desk(&["incident", "outage", "question"], &fields, &forms).unwrap();
    let impacted = || ("impacted", Value::from(3));
    assert_eq!(state(&config, &[("type", "outage".into()), impacted()]), "+impacted! +topic");
    // No rule can show it there, and rules do not see what an earlier type has left behind.
    assert_eq!(state(&config, &[("type", "question".into()), impacted()]), "-impacted -topic");
    assert_eq!(state(&config, &[impacted()]), "-impacted -topic");
}

#[test]
fn labels_are_read_in_the_language_of_the_reader() {
    let forms =
        json!([{ "name": "hardware", "labels": { "en": "Hardware", "de": "Geräte" }, "fields": HARDWARE }]);
    let config = desk(&[], &hardware(), &forms).unwrap();
    let form = config.forms().iter().next().unwrap();
    assert_eq!((form.label("de-AT"), form.label("fr")), (Some("Geräte"), Some("hardware")));
    assert!(!form.clears_hidden());
    assert_eq!(form.fields().count(), HARDWARE.len());
}
