//! What a change of a ticket may do, at the door of the form.

use serde_json::json;
use ticketkit::config::Config;
use ticketkit::error::{Code, Problem};
use ticketkit::form::Change;
use ticketkit::model::{Ticket, TicketField, Value};

use super::{desk, field, hardware, places, ticket, with_rules};

/// What is wrong with a change, by whoever may write everything.
fn judge(config: &Config, before: &Ticket, after: &Ticket, written: &[&str], creates: bool) -> Vec<Problem> {
    let state = config.forms().of(true, after).evaluate(after);
    let written: Vec<TicketField> = written.iter().map(|name| field(name)).collect();
    let change = Change {
        state: &state,
        fields: config.fields(),
        before,
        after,
        creates,
        written: &written,
        may_write: &|_| true,
    };
    change.problems()
}

fn changed(config: &Config, before: &[(&str, Value)], after: &[(&str, Value)]) -> Vec<(Code, String)> {
    let (before, after) = (ticket(before), ticket(after));
    let written: Vec<&str> = super::HARDWARE.iter().copied().chain(["priority", "status"]).collect();
    let problems = judge(config, &before, &after, &written, false);
    places(&problems).into_iter().map(|(code, path)| (code, path.to_owned())).collect()
}

fn at(code: Code, name: &str) -> (Code, String) {
    (code, format!("/set/{name}"))
}

fn product(name: &str) -> (&'static str, Value) {
    ("product", name.into())
}

fn model(name: &str) -> (&'static str, Value) {
    ("model", name.into())
}

#[test]
fn domain_5_all_mistakes_are_told_at_once_by_field() {
    let config = with_rules(&json!([
        { "if": { "field": "product", "op": "eq", "value": "phone" }, "then": [
            { "hide": ["serial"] }, { "read_only": ["insured"] }, { "require": ["cause"] },
            { "restrict": { "parts": ["cable"] } }
        ] },
    ]));
    let before = [product("printer"), model("laser")];
    let after = [
        product("phone"),
        model("laser"),
        ("serial", "7".into()),
        ("insured", true.into()),
        ("parts", Value::List(vec!["drum".to_owned()])),
    ];
    assert_eq!(
        changed(&config, &before, &after),
        [
            at(Code::OptionNotAllowed, "model"),
            at(Code::OptionNotAllowed, "parts"),
            at(Code::NotInForm, "serial"),
            at(Code::FieldRequired, "cause"),
            at(Code::FieldReadOnly, "insured"),
        ]
    );
}

#[test]
fn domain_5_a_restriction_is_asked_about_values_that_change() {
    let config = with_rules(&json!([
        { "if": { "field": "priority", "op": "eq", "value": "urgent" }, "then": [{ "restrict": { "product": ["printer"] } }] },
    ]));
    let urgent = || ("priority", Value::from("urgent"));
    assert_eq!(changed(&config, &[product("phone")], &[product("phone"), urgent()]), [], "it stays valid");
    let text = ("cause", Value::from("rain"));
    assert_eq!(changed(&config, &[product("phone"), urgent()], &[product("phone"), urgent(), text]), []);
    assert_eq!(
        changed(&config, &[urgent()], &[product("phone"), urgent()]),
        [at(Code::OptionNotAllowed, "product")]
    );
    assert_eq!(changed(&config, &[product("phone"), urgent()], &[product("printer"), urgent()]), []);
    assert_eq!(changed(&config, &[product("phone"), urgent()], &[urgent()]), [], "it can always be emptied");
}

#[test]
fn domain_5_a_dependent_option_goes_with_what_it_depends_on() {
    let config = with_rules(&json!([]));
    let laser = [product("printer"), model("laser")];
    assert_eq!(changed(&config, &laser, &[product("phone"), model("desk")]), []);
    assert_eq!(changed(&config, &laser, &[product("phone"), model("other")]), []);
    assert_eq!(changed(&config, &laser, &[product("phone")]), []);
    assert_eq!(
        changed(&config, &laser, &[product("phone"), model("laser")]),
        [at(Code::OptionNotAllowed, "model")],
        "a model that no phone has is not left behind"
    );
    assert_eq!(changed(&config, &[], &[model("laser")]), [at(Code::OptionNotAllowed, "model")]);
    // A value that a later configuration no longer allows stays until somebody touches it.
    let stale = [product("phone"), model("laser")];
    let with_text = [product("phone"), model("laser"), ("cause", Value::from("rain"))];
    assert_eq!(changed(&config, &stale, &with_text), []);
}

#[test]
fn domain_5_hidden_values_are_kept_and_not_judged() {
    let config = with_rules(&json!([
        { "if": { "field": "insured", "op": "is_set" }, "then": [{ "hide": ["model", "parts"] }] },
        { "then": [{ "require": ["parts"] }] },
    ]));
    let insured = || ("insured", Value::from(true));
    let before = [product("printer"), model("laser")];
    let after = [product("phone"), model("laser"), insured()];
    assert_eq!(changed(&config, &before, &after), [], "the stored model is none of phones, and hidden");
    let other = [product("phone"), model("desk"), insured()];
    assert_eq!(changed(&config, &before, &other), [at(Code::NotInForm, "model")]);
    let emptied = [product("phone"), insured()];
    assert_eq!(changed(&config, &before, &emptied), [at(Code::NotInForm, "model")], "not emptied either");
}

#[test]
fn fields_are_required_when_the_form_or_the_status_changes() {
    let config = with_rules(&json!([
        { "if": { "field": "status", "op": "eq", "value": "resolved" }, "then": [{ "require": ["cause"] }] },
        { "then": [{ "require": ["product"] }] },
    ]));
    let status = |name: &str| ("status", Value::from(name));
    let missing = |names: &[&str]| names.iter().map(|name| at(Code::FieldRequired, name)).collect::<Vec<_>>();
    assert_eq!(changed(&config, &[], &[("serial", "7".into())]), missing(&["product"]));
    assert_eq!(changed(&config, &[], &[status("open")]), missing(&["product"]));
    assert_eq!(changed(&config, &[], &[status("resolved")]), missing(&["product", "cause"]));
    assert_eq!(changed(&config, &[product("phone")], &[product("phone"), status("open")]), []);
    assert_eq!(
        changed(&config, &[], &[("priority", "urgent".into())]),
        [],
        "priority is no field of the form, and moves nothing in it"
    );
    let empty = ticket(&[]);
    let opened = judge(&config, &Ticket::blank(empty.id), &empty, &[], true);
    assert_eq!(places(&opened), [(Code::FieldRequired, "/set/product")], "and when it is opened");
}

#[test]
fn what_the_form_does_not_have_cannot_be_written() {
    let forms = json!([{ "name": "short", "fields": ["product"] }]);
    let config = desk(&[], &hardware(), &forms).unwrap();
    let (before, after) = (ticket(&[]), ticket(&[("serial", "7".into()), ("priority", "urgent".into())]));
    let problems = judge(&config, &before, &after, &["serial", "priority"], false);
    assert_eq!(places(&problems), [(Code::NotInForm, "/set/serial")], "built-in fields are as without forms");
    assert_eq!(problems[0].params["form"], "short");
    let same = judge(&config, &after, &after, &["serial"], false);
    assert_eq!(same, [], "the value that is there already is not written");
}

#[test]
fn nobody_is_asked_for_what_they_cannot_write() {
    let config = with_rules(&json!([{ "then": [{ "require": ["product", "cause"] }] }]));
    let (before, after) = (ticket(&[]), ticket(&[("serial", "7".into())]));
    let state = config.forms().of(true, &after).evaluate(&after);
    let change = Change {
        state: &state,
        fields: config.fields(),
        before: &before,
        after: &after,
        creates: false,
        written: &[field("serial")],
        may_write: &|it| *it != field("product"),
    };
    assert_eq!(places(&change.problems()), [(Code::FieldRequired, "/set/cause")]);
    // The priority that a ticket begins with is not theirs to choose.
    let fields: Vec<&str> = super::HARDWARE.into_iter().chain(["priority"]).collect();
    let rules = json!([{ "then": [{ "restrict": { "priority": ["urgent"] } }] }]);
    let forms = json!([{ "name": "hardware", "fields": fields, "rules": rules }]);
    let config = desk(&[], &hardware(), &forms).unwrap();
    let opened = ticket(&[]);
    let state = config.forms().of(true, &opened).evaluate(&opened);
    let blank = Ticket::blank(opened.id);
    let by = |may_write: &dyn Fn(&TicketField) -> bool| {
        let fields = config.fields();
        let (before, after) = (&blank, &opened);
        Change { state: &state, fields, before, after, creates: true, written: &[], may_write }.problems()
    };
    assert_eq!(by(&|it| *it != field("priority")), []);
    assert_eq!(places(&by(&|_| true)), [(Code::OptionNotAllowed, "/set/priority")]);
}

#[test]
fn a_form_can_empty_what_it_hides() {
    let config = with_rules(&json!([
        { "if": { "field": "insured", "op": "is_set" }, "then": [{ "hide": ["serial", "cause"] }] },
    ]));
    let mut ticket = ticket(&[
        ("insured", true.into()),
        ("serial", "7".into()),
        ("cause", "rain".into()),
        product("phone"),
    ]);
    let before = ticket.clone();
    let state = config.forms().of(true, &before).evaluate(&before);
    state.clear_hidden(&mut ticket, |it| *it != field("cause"));
    assert_eq!(ticket.fields.get("serial"), None);
    assert_eq!(ticket.fields.get("cause"), before.fields.get("cause"), "not what is not theirs to see");
    assert_eq!(ticket.fields.get("product"), before.fields.get("product"));
}
