//! Conditions: what they accept, what they answer, and what they say when they do not hold.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails")]

use proptest::prelude::*;
use serde_json::json;
use ticketkit::condition::{
    Condition, Fact, Facts, FieldKind, FieldKinds, MessageField, Op, Predicate, Scope, Subject, fold,
    ticket_field,
};
use ticketkit::error::{Code, Problem};
use ticketkit::id::{MessageId, OrganizationId, PersonId, TicketId};
use ticketkit::model::{
    Author, Category, Decimal, ExternalId, Message, MessageKind, Ticket, TicketField, Value,
};
use ticketkit::{Name, Timestamp, limits};

/// A desk with a field of each type, and closed lists of priorities and statuses.
struct Desk;

impl FieldKinds for Desk {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        Some(match field {
            "room" => FieldKind::Text,
            "cost" => FieldKind::Number,
            "wanted_by" => FieldKind::Date,
            "insured" => FieldKind::Bool,
            "product" => FieldKind::Name,
            "parts" => FieldKind::Names,
            _ => return None,
        })
    }

    fn options(&self, field: &str) -> Option<Vec<&str>> {
        match field {
            "priority" => Some(vec!["low", "normal", "high", "urgent"]),
            "product" => Some(vec!["printer", "phone"]),
            "parts" => Some(vec!["toner", "drum", "lid"]),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        ["cost", "insured", "parts", "product", "room", "wanted_by"].map(str::to_owned).to_vec()
    }
}

fn read(json: serde_json::Value) -> Condition {
    serde_json::from_value(json).unwrap()
}

fn compile(json: serde_json::Value) -> Result<Predicate, Vec<Problem>> {
    Predicate::compile(&read(json), &Desk, Scope::Stored, "/rule")
}

fn predicate(json: serde_json::Value) -> Predicate {
    compile(json).unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

fn ticket() -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
    "Der DRUCKER brennt".clone_into(&mut ticket.subject);
    ticket.status = name("open");
    ticket.category = Category::Open;
    ticket.priority = name("low");
    ticket.channel = name("mail");
    ticket.tags = vec!["fire".to_owned(), "vip".to_owned()];
    ticket.fields.set(name("cost"), Some("12.5".parse::<Decimal>().map(Value::Number).unwrap()));
    ticket.fields.set(name("wanted_by"), Some("2026-06-01".into()));
    ticket
}

fn holds(json: serde_json::Value) -> bool {
    predicate(json).matches(&ticket())
}

fn codes(problems: &[Problem]) -> Vec<(&str, Code)> {
    problems.iter().map(|problem| (problem.path.as_str(), problem.code)).collect()
}

#[test]
fn text_is_compared_folded_and_names_exactly() {
    assert!(holds(json!({"field": "subject", "op": "contains", "value": "Drucker"})));
    assert!(holds(json!({"field": "subject", "op": "starts_with", "value": "DER D"})));
    assert!(holds(json!({"field": "subject", "op": "eq", "value": "der drucker BRENNT"})));
    assert!(holds(json!({"field": "subject", "op": "lt", "value": "E"})));
    assert!(holds(json!({"field": "status", "op": "eq", "value": "open"})));
    assert!(!holds(json!({"field": "status", "op": "eq", "value": "Open"})));
    assert!(!holds(json!({"field": "tags", "op": "contains", "value": "VIP"})));
}

#[test]
fn numbers_are_exact_and_ranges_include_their_ends() {
    for (op, value, answer) in [
        ("eq", json!(12.5), true),
        ("gt", json!(12.499_999), true),
        ("ge", json!(12.5), true),
        ("lt", json!(12.5), false),
        ("between", json!([12.5, 13]), true),
        ("between", json!([12, 12.5]), true),
        ("between", json!([12.500_001, 13]), false),
        ("in", json!([1, 12.5]), true),
    ] {
        assert_eq!(holds(json!({"field": "cost", "op": op, "value": value})), answer, "{op} {value}");
    }
    assert!(holds(json!({"field": "wanted_by", "op": "le", "value": "2026-06-01"})));
    assert!(!holds(json!({"field": "wanted_by", "op": "lt", "value": "2026-06-01"})));
}

#[test]
fn a_missing_value_makes_every_operator_false_and_not_makes_that_true() {
    for (field, op, value) in [
        ("team", "eq", json!("support")),
        ("team", "ne", json!("support")),
        ("team", "in", json!(["support"])),
        ("due_at", "lt", json!("2026-06-01T00:00:00Z")),
        ("due_at", "between", json!(["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"])),
        ("parts", "has_all", json!(["toner"])),
        ("room", "contains", json!("")),
        ("insured", "ne", json!(true)),
    ] {
        let test = json!({"field": field, "op": op, "value": value});
        assert!(!holds(test.clone()), "{test}");
        assert!(holds(json!({"not": test})));
    }
    assert!(!holds(json!({"field": "team", "op": "is_set"})));
}

#[test]
fn a_value_of_another_sort_than_its_field_answers_no() {
    let mut ticket = ticket();
    ticket.fields.set(name("cost"), Some("dear".into()));
    for op in ["eq", "ne", "lt", "ge"] {
        assert!(!predicate(json!({"field": "cost", "op": op, "value": 1})).matches(&ticket), "{op}");
    }
    assert!(predicate(json!({"field": "cost", "op": "is_set"})).matches(&ticket));
}

#[test]
fn lists_are_asked_for_some_all_or_one_of_their_entries() {
    assert!(holds(json!({"field": "tags", "op": "has_any", "value": ["slow", "vip"]})));
    assert!(holds(json!({"field": "tags", "op": "has_all", "value": ["fire", "vip"]})));
    assert!(!holds(json!({"field": "tags", "op": "has_all", "value": ["fire", "slow"]})));
    let mut ticket = ticket();
    ticket.followers = vec![person(4)];
    ticket.external_ids = vec![ExternalId { system: "crm".to_owned(), id: "a/7".to_owned() }];
    let follows = json!({"field": "followers", "op": "contains", "value": person(4).to_string()});
    assert!(predicate(follows).matches(&ticket));
    let known = json!({"field": "external_ids", "op": "has_any", "value": ["erp\t1", "crm\ta/7"]});
    assert!(predicate(known).matches(&ticket));
}

#[test]
fn empty_all_holds_and_empty_any_does_not() {
    assert!(holds(json!({"all": []})) && !holds(json!({"any": []})));
    assert!(holds(json!({"not": {"any": []}})) && !holds(json!({"not": {"all": []}})));
    assert!(Predicate::always().matches(&ticket()) && !Predicate::never().matches(&ticket()));
}

#[test]
fn every_mistake_is_found_at_once_with_its_place() {
    let problems = compile(json!({"all": [
        {"field": "priorty", "op": "eq", "value": "low"},
        {"field": "priority", "op": "in", "value": ["low", "hihg"]},
        {"field": "priority", "op": "lt", "value": "high"},
        {"not": {"field": "cost", "op": "eq", "value": "much"}},
        {"field": "wanted_by", "op": "between", "value": ["2026-02-30", "2026-03-01"]},
        {"field": "tags", "op": "eq", "value": "vip"},
        {"field": "team", "op": "eq"},
        {"field": "owner", "op": "is_set", "value": true},
        {"field": "cost", "op": "between", "value": [2, 1]},
        {"field": "subject", "op": "contains", "value": "a\u{0}b"},
    ]}))
    .unwrap_err();
    assert_eq!(
        codes(&problems),
        [
            ("/rule/all/0/field", Code::UnknownField),
            ("/rule/all/1/value/1", Code::UnknownOption),
            ("/rule/all/2/op", Code::OperatorDoesNotFit),
            ("/rule/all/3/not/value", Code::WrongFieldType),
            ("/rule/all/4/value/0", Code::WrongFieldType),
            ("/rule/all/5/op", Code::OperatorDoesNotFit),
            ("/rule/all/6/value", Code::Missing),
            ("/rule/all/7/value", Code::TooMany),
            ("/rule/all/8/value", Code::OutOfRange),
            ("/rule/all/9/value", Code::BadText),
        ]
    );
    let hints: Vec<_> = problems.iter().take(3).map(|problem| problem.hint.as_deref().unwrap()).collect();
    assert_eq!(
        hints,
        ["did you mean `priority`?", "did you mean `high`?", "one of `eq`, `ne`, `in`, `is_set`"]
    );
}

#[test]
fn only_rules_ask_about_messages_events_patterns_and_changes() {
    let of_rules = [
        (json!({"field": "message.kind", "op": "eq", "value": "reply"}), Code::UnknownField),
        (json!({"field": "event", "op": "eq", "value": "created"}), Code::UnknownField),
        (json!({"field": "subject", "op": "matches", "value": "^re:"}), Code::OperatorDoesNotFit),
        (json!({"field": "priority", "op": "changed"}), Code::OperatorDoesNotFit),
        (json!({"field": "priority", "op": "changed_to", "value": "high"}), Code::OperatorDoesNotFit),
        (json!({"field": "priority", "op": "was", "value": "high"}), Code::OperatorDoesNotFit),
    ];
    for (condition, code) in of_rules {
        let problems = compile(condition.clone()).unwrap_err();
        assert_eq!(problems.first().map(|problem| problem.code), Some(code), "{condition}");
        assert!(problems.iter().all(|problem| problem.hint.as_deref().unwrap().contains("only rules")));
        Predicate::compile(&read(condition), &Desk, Scope::Rule, "").unwrap();
    }
    let misfit = read(json!({"field": "message.body", "op": "changed"}));
    assert!(Predicate::compile(&misfit, &Desk, Scope::Rule, "").is_err());
}

/// What a rule knows: the ticket before and after, the message, the event.
struct Change {
    before: Ticket,
    after: Ticket,
    message: Message,
}

impl Facts for Change {
    fn fact(&self, subject: &Subject) -> Fact<'_> {
        match subject {
            Subject::Message(field) => field.of(&self.message),
            Subject::Event => Fact::Text("replied"),
            subject => self.after.fact(subject),
        }
    }

    fn fact_before(&self, subject: &Subject) -> Fact<'_> {
        self.before.fact(subject)
    }

    fn has_changed(&self, subject: &Subject) -> bool {
        self.before.fact(subject) != self.after.fact(subject)
    }
}

fn change() -> Change {
    let (before, mut after) = (ticket(), ticket());
    after.priority = name("urgent");
    let message = Message::new(
        MessageId::from_bytes([2; 16]),
        after.id,
        1,
        MessageKind::Reply,
        true,
        Author::EndUser { person: person(1) },
        Timestamp::default(),
        "Please CANCEL order 17".to_owned(),
    );
    Change { before, after, message }
}

#[test]
fn rules_compare_with_the_ticket_before_the_command() {
    for (condition, answer) in [
        (json!({"field": "priority", "op": "changed"}), true),
        (json!({"field": "status", "op": "changed"}), false),
        (json!({"field": "priority", "op": "changed_to", "value": "urgent"}), true),
        (json!({"field": "priority", "op": "changed_to", "value": "low"}), false),
        (json!({"field": "priority", "op": "was", "value": "low"}), true),
        (json!({"field": "status", "op": "was", "value": "open"}), true),
        (json!({"field": "message.body", "op": "matches", "value": r"cancel order \d+$"}), true),
        (json!({"field": "message.body", "op": "matches", "value": r"(?-i)cancel"}), false),
        (json!({"field": "message.author", "op": "eq", "value": "customer"}), true),
        (json!({"field": "message.kind", "op": "in", "value": ["note", "automated"]}), false),
        (json!({"field": "message.public", "op": "eq", "value": true}), true),
        (json!({"field": "event", "op": "eq", "value": "replied"}), true),
    ] {
        let rule = Predicate::compile(&read(condition.clone()), &Desk, Scope::Rule, "").unwrap();
        assert_eq!(rule.matches(&change()), answer, "{condition}");
    }
    assert_eq!(MessageField::ALL.map(MessageField::as_str)[0], "message.body");
}

#[test]
fn what_is_too_large_is_refused() {
    let deep = |levels: usize| {
        (1..levels).fold(Condition::test("cost", Op::Eq, [1]), |inner, _| Condition::not(inner))
    };
    let check = |condition: &Condition| Predicate::compile(condition, &Desk, Scope::Stored, "");
    assert!(check(&deep(limits::CONDITION_DEPTH)).is_ok());
    assert_eq!(check(&deep(limits::CONDITION_DEPTH + 1)).unwrap_err()[0].code, Code::ConditionTooLarge);
    assert_eq!(check(&deep(5_000)).unwrap_err().len(), 1);

    let wide = |parts: usize| Condition::any(vec![Condition::test("cost", Op::Eq, [1]); parts]);
    assert!(check(&wide(limits::CONDITION_NODES - 1)).is_ok());
    assert_eq!(check(&wide(limits::CONDITION_NODES)).unwrap_err()[0].code, Code::ConditionTooLarge);

    let values = |count: usize| Condition::test("cost", Op::In, vec![1; count]);
    assert!(check(&values(limits::CONDITION_VALUES)).is_ok());
    assert_eq!(check(&values(limits::CONDITION_VALUES + 1)).unwrap_err()[0].code, Code::TooMany);

    let text = |chars: usize| Condition::test("subject", Op::Eq, ["ä".repeat(chars)]);
    assert!(check(&text(limits::CONDITION_TEXT_CHARS)).is_ok());
    assert_eq!(check(&text(limits::CONDITION_TEXT_CHARS + 1)).unwrap_err()[0].code, Code::TooLong);

    let pattern = Condition::test("subject", Op::Matches, [r"(\w{200}){200}"]);
    let problems = Predicate::compile(&pattern, &Desk, Scope::Rule, "").unwrap_err();
    assert_eq!(codes(&problems), [("/value", Code::BadPattern)]);

    let mistakes = Condition::all((0..400).map(|n| Condition::test(&format!("x{n}"), Op::IsSet, [true])));
    assert_eq!(check(&mistakes).unwrap_err().len(), limits::PROBLEMS);
}

#[test]
fn it_says_in_words_why_it_does_not_hold() {
    let why = |json| predicate(json).failing(&ticket());
    assert_eq!(
        why(json!({"field": "priority", "op": "in", "value": ["high", "urgent"]})),
        ["priority is `low` and must be in `high`, `urgent`"]
    );
    assert_eq!(
        why(json!({"all": [
            {"field": "status", "op": "eq", "value": "open"},
            {"field": "team", "op": "is_set"},
            {"not": {"field": "tags", "op": "has_any", "value": ["vip"]}},
            {"any": [
                {"field": "cost", "op": "gt", "value": 20},
                {"field": "wanted_by", "op": "lt", "value": "2026-01-01"},
            ]},
        ]})),
        [
            "team has no value and must have a value",
            "tags is `fire, vip` and must not have any of `vip`",
            "cost is `12.5` and must be above `20`",
            "wanted_by is `2026-06-01` and must be before `2026-01-01`",
        ]
    );
    assert_eq!(why(json!({"any": []})), ["it never holds"]);
    assert!(why(json!({"all": []})).is_empty());
}

#[test]
fn who_does_not_see_a_field_does_not_learn_its_value() {
    let condition = predicate(json!({"field": "cost", "op": "gt", "value": 20}));
    let cost = Subject::Ticket(TicketField::Custom(name("cost")));
    assert_eq!(condition.failing_for(&ticket(), &|subject| *subject != cost), ["cost must be above `20`"]);
}

#[test]
fn a_condition_reads_as_one_line() {
    let condition = read(json!({"all": [
        {"field": "priority", "op": "in", "value": ["high", "urgent"]},
        {"any": [{"field": "team", "op": "is_set"}, {"field": "cost", "op": "ge", "value": 2.5}]},
        {"not": {"field": "tags", "op": "has_any", "value": ["vip"]}},
    ]}));
    assert_eq!(
        condition.to_string(),
        "priority in (high, urgent) and (team is_set or cost ge 2.5) and not (tags has_any (vip))"
    );
}

#[test]
fn it_names_everything_that_it_asks_about() {
    let condition = predicate(json!({"any": [
        {"field": "team", "op": "is_set"},
        {"not": {"field": "cost", "op": "gt", "value": 1}},
        {"field": "team", "op": "eq", "value": "support"},
    ]}));
    let names: Vec<_> = condition.subjects().into_iter().map(Subject::as_str).collect();
    assert_eq!(names, ["team", "cost"]);
}

// Random tickets and conditions, held against an evaluator that is slow and plain.

const FIELDS: [&str; 13] = [
    "subject",
    "status",
    "priority",
    "team",
    "tags",
    "reopens",
    "due_at",
    "organization",
    "followers",
    "room",
    "cost",
    "insured",
    "parts",
];

fn operand(field: &str) -> BoxedStrategy<Value> {
    let pick = |of: &'static [&'static str]| prop::sample::select(of).prop_map(Value::from).boxed();
    match field {
        "subject" | "room" => pick(&["", "a", "A", "ab", "Ä", "ä b", "Σ", "b"]),
        "status" | "team" => pick(&["open", "closed", "support"]),
        "priority" => pick(&["low", "high", "urgent"]),
        "tags" => pick(&["x", "y", "z"]),
        "parts" => pick(&["toner", "drum", "lid"]),
        "due_at" => {
            pick(&["2026-06-01T00:00:00.000Z", "2026-06-01T02:00:00.000Z", "2026-07-01T00:00:00.000Z"])
        }
        "organization" => {
            (1..4_u8).prop_map(|n| Value::from(OrganizationId::from_bytes([n; 16]).to_string())).boxed()
        }
        "followers" => (1..4_u8).prop_map(|n| Value::from(person(n).to_string())).boxed(),
        "insured" => any::<bool>().prop_map(Value::from).boxed(),
        _ => (0..4_i32).prop_map(Value::from).boxed(),
    }
}

/// A test that fits its field.
fn test() -> impl Strategy<Value = Condition> {
    let fitting = |field: &'static str| {
        let kind = ticket_field(field, &Desk).unwrap().1;
        let ops = Op::ALL.into_iter().filter(|op| kind.allows(*op) && !op.is_for_rules());
        (Just(field), prop::sample::select(ops.collect::<Vec<_>>()))
    };
    prop::sample::select(&FIELDS[..]).prop_flat_map(fitting).prop_flat_map(|(field, op)| {
        let count = match op {
            Op::IsSet => 0..=0,
            Op::Between => 2..=2,
            op if op.takes_list() => 1..=3,
            _ => 1..=1,
        };
        prop::collection::vec(operand(field), count).prop_map(move |mut values| {
            if op == Op::Between {
                values.sort_by_key(|value| match value {
                    Value::Text(text) => Value::Text(fold(text)),
                    other => other.clone(),
                });
            }
            Condition::test(field, op, values)
        })
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    test().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|of| Condition::All { of }),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|of| Condition::Any { of }),
            inner.prop_map(Condition::not),
        ]
    })
}

fn random_ticket() -> impl Strategy<Value = Ticket> {
    let value = |field: &'static str| prop::option::of(operand(field));
    let several = |field: &'static str| prop::collection::btree_set(operand(field), 0..3);
    let text = |value: Option<Value>| value.map(|value| value.to_string());
    (
        (value("subject"), value("status"), value("priority"), value("team"), several("tags"), 0..4_u32),
        (value("due_at"), value("organization"), several("followers"), value("room"), value("cost")),
        (value("insured"), several("parts")),
    )
        .prop_map(
            move |(
                (subject, status, priority, team, tags, reopens),
                (due, org, who, room, cost),
                (insured, parts),
            )| {
                let mut ticket = ticket();
                let list = |values: std::collections::BTreeSet<Value>| {
                    values.iter().map(ToString::to_string).collect::<Vec<_>>()
                };
                ticket.subject = text(subject).unwrap_or_default();
                ticket.status = text(status).map_or_else(|| name("new"), |text| name(&text));
                ticket.priority = text(priority).map_or_else(|| name("normal"), |text| name(&text));
                ticket.team = text(team).map(|text| name(&text));
                ticket.tags = list(tags);
                ticket.reopens = reopens;
                ticket.due_at = text(due).and_then(|text| text.parse().ok());
                ticket.organization = text(org).and_then(|text| text.parse().ok());
                ticket.followers = list(who).iter().filter_map(|text| text.parse().ok()).collect();
                ticket.fields.set(name("room"), room);
                ticket.fields.set(name("cost"), cost);
                ticket.fields.set(name("insured"), insured);
                ticket
                    .fields
                    .set(name("parts"), Some(list(parts)).filter(|parts| !parts.is_empty()).map(Value::List));
                ticket
            },
        )
}

/// What a condition means, said as plainly as can be.
fn plainly(condition: &Condition, ticket: &Ticket) -> bool {
    match condition {
        Condition::All { of } => of.iter().all(|part| plainly(part, ticket)),
        Condition::Any { of } => of.iter().any(|part| plainly(part, ticket)),
        Condition::Not { of } => !of.iter().any(|part| plainly(part, ticket)),
        Condition::Test { field, op, values } => {
            let field = TicketField::built_in(field).unwrap_or_else(|| TicketField::Custom(name(field)));
            let is_text = matches!(field.as_str(), "subject" | "room");
            let fold_text = |value: &Value| match value {
                Value::Text(text) if is_text => Value::Text(fold(text)),
                other => other.clone(),
            };
            let Some(value) = ticket.get(&field) else { return false };
            let value = fold_text(&value);
            let values: Vec<Value> = values.iter().map(fold_text).collect();
            let items = |value: &Value| match value {
                Value::List(items) => items.clone(),
                other => vec![other.to_string()],
            };
            let has = |wanted: &Value| items(&value).contains(&wanted.to_string());
            let text = value.to_string();
            match op {
                Op::IsSet => true,
                Op::Eq => value == values[0],
                Op::Ne => value != values[0],
                Op::Lt => value < values[0],
                Op::Le => value <= values[0],
                Op::Gt => value > values[0],
                Op::Ge => value >= values[0],
                Op::Between => values[0] <= value && value <= values[1],
                Op::In => values.contains(&value),
                Op::HasAny => values.iter().any(has),
                Op::HasAll => values.iter().all(has),
                Op::Contains if is_text => text.contains(&values[0].to_string()),
                Op::Contains => has(&values[0]),
                Op::StartsWith => text.starts_with(&values[0].to_string()),
                other => unreachable!("{other:?} is for rules"),
            }
        }
    }
}

/// JSON of the shape of a condition, with anything in its places.
fn anything() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|yes| json!(yes)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,6}".prop_map(|text| json!(text)),
        prop::sample::select(&["2026-06-01", "low", "(", "crm\t1", "2026-06-01T00:00:00Z"][..])
            .prop_map(|text| json!(text)),
    ];
    let value = prop_oneof![scalar.clone(), prop::collection::vec(scalar, 0..4).prop_map(|many| json!(many))];
    let fields: Vec<&str> = TicketField::BUILT_IN
        .iter()
        .map(TicketField::as_str)
        .chain(["room", "cost", "parts", "event", "message.body", "nothing", ""])
        .collect();
    let test = (prop::sample::select(fields), prop::sample::select(Op::ALL.to_vec()), value)
        .prop_map(|(field, op, value)| json!({"field": field, "op": op.as_str(), "value": value}));
    test.prop_recursive(20, 60, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|of| json!({"all": of})),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|of| json!({"any": of})),
            inner.prop_map(|one| json!({"not": one})),
        ]
    })
}

proptest! {
    #[test]
    fn the_json_form_keeps_everything(condition in condition()) {
        let json = serde_json::to_string(&condition).unwrap();
        prop_assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), condition);
    }

    #[test]
    fn a_compiled_condition_answers_as_a_plain_reading_does(condition in condition(), ticket in random_ticket()) {
        let predicate = Predicate::compile(&condition, &Desk, Scope::Stored, "").unwrap();
        let answer = plainly(&condition, &ticket);
        prop_assert_eq!(predicate.matches(&ticket), answer, "{}", condition);
        prop_assert_eq!(predicate.failing(&ticket).is_empty(), answer);
    }

    #[test]
    fn a_single_test_answers_as_a_plain_reading_does(condition in test(), ticket in random_ticket()) {
        let predicate = Predicate::compile(&condition, &Desk, Scope::Stored, "").unwrap();
        prop_assert_eq!(predicate.matches(&ticket), plainly(&condition, &ticket), "{}", condition);
    }

    #[test]
    fn compiling_never_panics_and_always_gives_a_reason(json in anything(), ticket in random_ticket()) {
        if let Ok(condition) = serde_json::from_value::<Condition>(json) {
            for scope in [Scope::Stored, Scope::Rule] {
                match Predicate::compile(&condition, &Desk, scope, "") {
                    Ok(predicate) => {
                        let _ = (predicate.matches(&ticket), predicate.failing(&ticket), condition.to_string());
                    }
                    Err(problems) => prop_assert!(!problems.is_empty()),
                }
            }
        }
    }
}
