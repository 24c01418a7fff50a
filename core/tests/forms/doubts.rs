//! What is allowed, and has no effect or is probably not what was meant.

use serde_json::{Value as Json, json};
use ticketkit::error::{Code, Problem};

use super::{HARDWARE, desk, hardware, places};

fn warnings(forms: &Json) -> Vec<Problem> {
    let config = desk(&["incident", "question"], &hardware(), forms).unwrap();
    let found =
        config.warnings().iter().filter(|it| it.path.starts_with("/fo") || it.path.starts_with("/fi"));
    found.cloned().collect()
}

fn named(name: &str) -> Json {
    json!({ "name": name, "fields": HARDWARE })
}

fn with(mut form: Json, member: &str, value: Json) -> Json {
    form[member] = value;
    form
}

#[test]
fn a_sound_desk_is_not_doubted() {
    let forms = json!([
        with(named("incidents"), "types", json!(["incident"])),
        with(named("calls"), "condition", json!({ "field": "channel", "op": "eq", "value": "phone" })),
        named("others"),
    ]);
    assert_eq!(warnings(&forms), []);
    assert_eq!(warnings(&json!([])), [], "without forms no field needs one");
}

#[test]
fn a_form_that_no_ticket_has_is_told() {
    let staff = |name: &str| with(named(name), "audience", json!("staff"));
    let forms = json!([
        staff("all-staff"),
        with(named("incidents"), "types", json!(["incident"])),
        with(staff("questions"), "types", json!(["question"])),
        named("rest"),
        with(named("late"), "condition", json!({ "field": "product", "op": "is_set" })),
    ]);
    assert_eq!(places(&warnings(&forms)), [(Code::NeverUsed, "/forms/2"), (Code::NeverUsed, "/forms/4")]);
    let conditional = json!([
        with(staff("some"), "condition", json!({ "field": "product", "op": "is_set" })),
        staff("others"),
    ]);
    assert_eq!(warnings(&conditional), [], "a condition may not hold");
}

#[test]
fn a_field_in_no_form_is_doubted() {
    let forms = json!([{ "name": "short", "fields": ["product", "model", "parts", "serial", "cause"] }]);
    assert_eq!(places(&warnings(&forms)), [(Code::Doubtful, "/fields/5")]);
    let portal = json!([{ "name": "portal", "audience": "customers", "fields": ["type"] }]);
    assert_eq!(warnings(&portal), [], "staff still have all fields");
}

#[test]
fn a_field_that_the_types_of_the_form_do_not_have_is_told() {
    let fields = json!([{ "name": "impacted", "type": "number", "types": ["incident"] }]);
    let forms = json!([
        { "name": "questions", "types": ["question"], "fields": ["impacted"] },
        { "name": "rest", "fields": ["impacted"] }
    ]);
    let config = desk(&["incident", "question"], &fields, &forms).unwrap();
    assert_eq!(places(config.warnings()), [(Code::NeverUsed, "/forms/0/fields/0")]);
}

#[test]
fn a_form_for_customers_shows_and_asks_what_they_see() {
    let fields = json!([
        { "name": "seen", "type": "text", "public": true },
        { "name": "filled", "type": "text", "customer_writable": true },
        { "name": "risk", "type": "text" }
    ]);
    let asks = |name: &str| json!({ "if": { "not": { "field": name, "op": "is_set" } }, "then": [{ "require": ["seen"] }] });
    let forms = json!([
        {
            "name": "portal", "audience": "customers", "fields": ["seen", "filled", "risk", "type", "tags"],
            "rules": [asks("seen"), asks("risk"), asks("team"), asks("status")]
        }
    ]);
    let config = desk(&[], &fields, &forms).unwrap();
    assert_eq!(
        places(config.warnings()),
        [
            (Code::NeverUsed, "/forms/0/fields/2"),
            (Code::NeverUsed, "/forms/0/fields/4"),
            (Code::Doubtful, "/forms/0/rules/1/if"),
            (Code::Doubtful, "/forms/0/rules/2/if"),
        ]
    );
}

#[test]
fn to_require_what_is_hidden_under_the_same_condition_is_doubted() {
    let phone = || json!({ "field": "product", "op": "eq", "value": "phone" });
    let rules = json!([
        { "if": phone(), "then": [{ "hide": ["serial", "cause"] }, { "require": ["serial"] }] },
        { "if": phone(), "then": [{ "require": ["cause", "model"] }] },
        { "then": [{ "read_only": ["insured"] }, { "require": ["insured", "serial"] }] },
    ]);
    let found = warnings(&json!([with(named("hardware"), "rules", rules)]));
    assert_eq!(
        places(&found),
        [
            (Code::Doubtful, "/forms/0/rules/0/then/1/require/0"),
            (Code::Doubtful, "/forms/0/rules/1/then/0/require/0"),
            (Code::Doubtful, "/forms/0/rules/2/then/1/require/0"),
        ]
    );
    assert_eq!(found[0].message, "`serial` is hidden under the same condition, and so never required");
}
