//! What is said of conditions before any ticket is there: never a false alarm, held against asking everything there is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use ticketkit::condition::{Condition, Fact, Facts, FieldKind, FieldKinds, Op, Predicate, Scope, Subject};
use ticketkit::id::OrganizationId;
use ticketkit::model::{Category, Decimal, Value};
use ticketkit::{Span, Timestamp};

/// Some fields of a desk's own, of every kind that these can have.
struct Own;

impl FieldKinds for Own {
    fn kind(&self, field: &str) -> Option<FieldKind> {
        Some(match field {
            "plan" => FieldKind::Name,
            "vip" => FieldKind::Bool,
            "amount" => FieldKind::Number,
            "note" => FieldKind::Text,
            "day" => FieldKind::Date,
            "sites" => FieldKind::Names,
            _ => return None,
        })
    }

    fn options(&self, _: &str) -> Option<Vec<&str>> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A value that a field may have.
#[derive(Clone, Debug)]
enum Known {
    Missing,
    Text(&'static str),
    Texts(Vec<String>),
    Number(Decimal),
    Bool(bool),
    Instant(Timestamp),
    Organization(OrganizationId),
}

impl Known {
    fn fact(&self) -> Fact<'_> {
        match self {
            Self::Missing => Fact::Missing,
            Self::Text(text) => Fact::Text(text),
            Self::Texts(texts) => Fact::Texts(texts),
            Self::Number(number) => Fact::Number(*number),
            Self::Bool(yes) => Fact::Bool(*yes),
            Self::Instant(at) => Fact::Instant(*at),
            Self::Organization(organization) => Fact::Organization(*organization),
        }
    }
}

fn organization(n: u8) -> OrganizationId {
    OrganizationId::from_bytes([n; 16])
}

fn instant(millis: i64) -> Timestamp {
    "2026-06-01T09:00:00Z".parse::<Timestamp>().unwrap().after(Span::from_millis(millis))
}

/// A field with what it is held against, and the values that tickets have there; the first is no value where that can be.
fn field(name: &str) -> (Vec<Value>, Vec<Known>) {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect::<Vec<_>>();
    let facts = |texts: &[&'static str]| texts.iter().map(|text| Known::Text(text)).collect::<Vec<_>>();
    let numbers =
        |numbers: &[&str]| numbers.iter().map(|number| number.parse().unwrap()).collect::<Vec<Decimal>>();
    let words = |words: &[&str]| Known::Texts(words.iter().map(ToString::to_string).collect());
    let or_missing = |facts: Vec<Known>| [vec![Known::Missing], facts].concat();
    match name {
        "priority" => (texts(&["low", "high"]), facts(&["low", "normal", "high"])),
        "type" => (texts(&["incident", "question"]), or_missing(facts(&["incident", "question", "task"]))),
        "category" => (texts(&["new", "open", "closed"]), facts(&Category::ALL.map(Category::as_str))),
        "subject" => {
            (texts(&["ab", "abc", "b", "AB"]), facts(&["", "a", "ab", "ABC", "abd", "b", "xab", "ba", "zzb"]))
        }
        "replies" => {
            let all = numbers(&["0", "1", "2", "3", "4"]);
            (
                all[1..4].iter().map(|n| Value::Number(*n)).collect(),
                all.into_iter().map(Known::Number).collect(),
            )
        }
        "due_at" => {
            let at = [0, 1, 2, 10].map(instant);
            let facts = [-1, 0, 1, 2, 5, 10, 11].map(|millis| Known::Instant(instant(millis)));
            (at.iter().map(|at| Value::from(at.to_string().as_str())).collect(), or_missing(facts.to_vec()))
        }
        "organization" => {
            let named = [1, 2].map(organization);
            let facts = [1, 2, 3].map(|n| Known::Organization(organization(n)));
            let named = named.map(|one| Value::from(one.to_string().as_str()));
            (named.to_vec(), or_missing(facts.to_vec()))
        }
        "tags" => {
            let facts = [words(&["a"]), words(&["b"]), words(&["a", "b"]), words(&["c"]), words(&["a", "c"])];
            (texts(&["a", "b"]), or_missing(facts.to_vec()))
        }
        "sites" => {
            let facts = vec![words(&["a"]), words(&["b"]), words(&["b", "a", "c"]), Known::Bool(true)];
            (texts(&["a", "b"]), or_missing(facts))
        }
        "plan" => {
            let facts = [facts(&["gold", "silver", "other"]), vec![Known::Bool(true)]].concat();
            (texts(&["gold", "silver"]), or_missing(facts))
        }
        "vip" => {
            let facts = vec![Known::Bool(false), Known::Bool(true), Known::Text("yes")];
            (vec![Value::Bool(false), Value::Bool(true)], or_missing(facts))
        }
        "amount" => {
            let all = numbers(&["-1", "1", "1.000001", "1.000002", "2", "123456789012", "123456789012.001"]);
            let named = all[1..].iter().map(|n| Value::Number(*n)).collect();
            let facts = all.into_iter().map(Known::Number).chain([Known::Text("1")]).collect();
            (named, or_missing(facts))
        }
        "note" => {
            let facts = [facts(&["", "a", "ab", "b", "c", "ca"]), vec![Known::Bool(true)]].concat();
            (texts(&["a", "ab", "b"]), or_missing(facts))
        }
        _ => {
            let days = ["2026-06-01", "2026-06-02", "2026-06-04"];
            let facts = [facts(&["2026-05-31", "2026-06-03"]), facts(&days), facts(&["soon"])].concat();
            (texts(&days), or_missing(facts))
        }
    }
}

const FIELDS: [&str; 14] = [
    "priority",
    "type",
    "category",
    "subject",
    "replies",
    "due_at",
    "organization",
    "tags",
    "sites",
    "plan",
    "vip",
    "amount",
    "note",
    "day",
];

/// Every question about a field that can be asked.
fn tests_of(name: &str, scope: Scope) -> Vec<Condition> {
    let operands = field(name).0;
    let mut values: Vec<Vec<Value>> = vec![Vec::new()];
    for (n, one) in operands.iter().enumerate() {
        values.push(vec![one.clone()]);
        values.extend(operands[n + 1..].iter().map(|other| vec![one.clone(), other.clone()]));
    }
    let all = Op::ALL.iter().flat_map(|op| {
        values.iter().map(|values| Condition::Test {
            field: name.to_owned(),
            op: *op,
            values: values.clone(),
        })
    });
    all.filter(|test| Predicate::compile(test, &Own, scope, "").is_ok()).collect()
}

/// A tree whose leaves are numbers: of one of some fields, one of its tests.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(usize, usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

impl Tree {
    fn condition(&self, tests: &[Vec<Condition>]) -> Condition {
        match self {
            Self::Leaf(field, test) => {
                let tests = &tests[field % tests.len()];
                tests[test % tests.len()].clone()
            }
            Self::All(of) => Condition::all(of.iter().map(|part| part.condition(tests))),
            Self::Any(of) => Condition::any(of.iter().map(|part| part.condition(tests))),
            Self::Not(of) => Condition::not(of.condition(tests)),
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = (any::<usize>(), any::<usize>()).prop_map(|(field, test)| Tree::Leaf(field, test));
    leaf.prop_recursive(4, 12, 4, |part| {
        prop_oneof![
            3 => prop::collection::vec(part.clone(), 0..4).prop_map(Tree::All),
            2 => prop::collection::vec(part.clone(), 0..4).prop_map(Tree::Any),
            1 => part.prop_map(|part| Tree::Not(Box::new(part))),
        ]
    })
}

/// What is known of every field: now, before, and whether the command changed it.
#[derive(Clone, Debug, Default)]
struct World(BTreeMap<Subject, (usize, usize, bool)>, BTreeMap<Subject, Vec<Known>>);

impl Facts for World {
    fn fact(&self, subject: &Subject) -> Fact<'_> {
        self.1[subject][self.0[subject].0].fact()
    }

    fn fact_before(&self, subject: &Subject) -> Fact<'_> {
        let values = &self.1[subject];
        // A ticket that is new had no value before.
        values.get(self.0[subject].1).map_or(Fact::Missing, Known::fact)
    }

    fn has_changed(&self, subject: &Subject) -> bool {
        self.0[subject].2
    }
}

/// Every state that some conditions can be asked in, shown one after the other until `see` answers false.
fn worlds(of: &[&Predicate], scope: Scope, see: &mut dyn FnMut(&World) -> bool) {
    let subjects: BTreeSet<Subject> = of.iter().flat_map(|one| one.subjects()).cloned().collect();
    let mut world = World::default();
    let mut ways = Vec::new();
    for subject in &subjects {
        let values = field(subject.as_str()).1;
        let (now, before) = (values.len(), if scope == Scope::Rule { values.len() + 1 } else { 1 });
        ways.push((subject.clone(), now, before, if scope == Scope::Rule { 2 } else { 1 }));
        world.1.insert(subject.clone(), values);
    }
    let count: usize = ways.iter().map(|(_, now, before, changed)| now * before * changed).product();
    for mut n in 0..count {
        for (subject, now, before, changed) in &ways {
            world.0.insert(subject.clone(), (n % now, n / now % before, n / now / before % changed == 1));
            n /= now * before * changed;
        }
        if !see(&world) {
            return;
        }
    }
}

/// Holds everything that is said of two conditions to all states that there are.
fn hold(trees: [&Tree; 2], fields: &[usize], scope: Scope) -> Result<(), TestCaseError> {
    let tests: Vec<_> = fields.iter().map(|n| tests_of(FIELDS[n % FIELDS.len()], scope)).collect();
    let [one, other] =
        trees.map(|tree| Predicate::compile(&tree.condition(&tests), &Own, scope, "").unwrap());
    let (never, always) = (one.is_never(), one.is_always());
    let (implies, excludes) = (one.implies(&other), one.excludes(&other));
    let shown = trees.map(|tree| tree.condition(&tests).to_string());
    let mut wrong = None;
    worlds(&[&one, &other], scope, &mut |world| {
        let (holds, other) = (one.matches(world), other.matches(world));
        let said = [
            ("never", never && holds),
            ("always", always && !holds),
            ("implies", implies && holds && !other),
            ("excludes", excludes && holds && other),
        ];
        wrong = said.into_iter().find(|(_, is_wrong)| *is_wrong).map(|(what, _)| (what, world.clone()));
        wrong.is_none()
    });
    prop_assert!(wrong.is_none(), "{:?} of {:?}", wrong, shown);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_is_said_of_conditions_on_tickets_is_true_of_every_ticket(
        one in tree(), other in tree(), fields in prop::collection::vec(any::<usize>(), 1..4)
    ) {
        hold([&one, &other], &fields, Scope::Stored)?;
    }

    #[test]
    fn what_is_said_of_conditions_of_rules_is_true_of_every_change(
        one in tree(), other in tree(), field in any::<usize>()
    ) {
        hold([&one, &other], &[field], Scope::Rule)?;
    }
}

fn of(condition: Json) -> Predicate {
    let condition: Condition = serde_json::from_value(condition).unwrap();
    Predicate::compile(&condition, &Own, Scope::Rule, "").unwrap()
}

fn test(field: &str, op: &str, value: impl Into<Json>) -> Json {
    json!({ "field": field, "op": op, "value": value.into() })
}

#[test]
fn what_contradicts_itself_never_holds() {
    let set = |field: &str| json!({ "field": field, "op": "is_set" });
    for parts in [
        vec![test("priority", "eq", "high"), test("priority", "eq", "low")],
        vec![test("priority", "in", vec!["high", "low"]), test("priority", "eq", "normal")],
        vec![test("priority", "eq", "high"), test("priority", "ne", "high")],
        vec![test("replies", "lt", 3), test("replies", "gt", 3)],
        vec![test("replies", "between", vec![1, 2]), test("replies", "ge", 3)],
        vec![test("amount", "gt", 1), test("amount", "lt", json!(1.000_001))],
        vec![test("due_at", "lt", "2026-06-01T09:00:00Z"), test("due_at", "ge", "2026-06-02T09:00:00Z")],
        vec![test("day", "gt", "2026-06-03"), test("day", "lt", "2026-06-02")],
        vec![test("tags", "has_all", vec!["a", "b"]), json!({ "not": test("tags", "contains", "b") })],
        vec![test("sites", "has_any", vec!["a"]), json!({ "not": set("sites") })],
        vec![test("organization", "eq", organization(1).to_string()), json!({ "not": set("organization") })],
        vec![json!({ "not": set("priority") })],
        vec![test("subject", "starts_with", "Re: "), json!({ "not": test("subject", "contains", "re") })],
        vec![test("subject", "starts_with", "b"), test("subject", "starts_with", "a")],
        vec![test("subject", "starts_with", "b"), test("subject", "lt", "a")],
        vec![test("subject", "eq", "printer"), json!({ "not": test("subject", "contains", "PRINT") })],
        vec![test("category", "in", vec!["solved", "closed"]), test("category", "in", vec!["new", "open"])],
        vec![
            json!({ "any": [test("vip", "eq", true), test("vip", "eq", false)] }),
            json!({ "not": set("vip") }),
        ],
        vec![test("priority", "changed_to", "high"), test("priority", "eq", "low")],
        vec![test("priority", "was", "high"), test("priority", "was", "low")],
        vec![test("note", "matches", "^a"), json!({ "not": test("note", "matches", "^a") })],
        vec![json!({ "any": [] })],
    ] {
        let all = json!({ "all": parts });
        assert!(of(all.clone()).is_never(), "{all}");
    }
}

#[test]
fn what_some_ticket_fits_is_never_said_to_hold_for_none() {
    for parts in [
        vec![test("priority", "ne", "high"), test("priority", "ne", "low")],
        vec![test("tags", "contains", "a"), test("tags", "contains", "b")],
        vec![test("priority", "was", "high"), test("priority", "eq", "low")],
        vec![
            test("amount", "gt", json!(123_456_789_012_i64)),
            test("amount", "lt", json!(123_456_789_012.002)),
        ],
        vec![test("subject", "contains", "a"), test("subject", "contains", "b"), test("subject", "ne", "ab")],
        vec![json!({ "not": test("vip", "eq", true) }), json!({ "not": test("vip", "eq", false) })],
    ] {
        let all = json!({ "all": parts });
        assert!(!of(all.clone()).is_never(), "{all}");
    }
}

#[test]
fn the_particular_implies_the_general() {
    for (particular, general) in [
        (test("priority", "eq", "high"), test("priority", "in", vec!["high", "urgent"])),
        (
            json!({ "all": [test("type", "eq", "incident"), test("vip", "eq", true)] }),
            json!({ "any": [test("vip", "eq", true), test("plan", "eq", "gold")] }),
        ),
        (test("replies", "between", vec![2, 4]), test("replies", "ge", 2)),
        (test("replies", "gt", 4), test("replies", "ne", 4)),
        (test("tags", "has_all", vec!["a", "b"]), test("tags", "has_any", vec!["b", "c"])),
        (test("tags", "contains", "a"), json!({ "field": "tags", "op": "is_set" })),
        (
            json!({ "not": { "any": [test("vip", "eq", true), test("replies", "gt", 2)] } }),
            json!({ "not": test("vip", "eq", true) }),
        ),
        (
            test("category", "in", vec!["solved", "closed"]),
            json!({ "not": test("category", "in", vec!["new", "open"]) }),
        ),
    ] {
        assert!(of(particular.clone()).implies(&of(general.clone())), "{particular} and {general}");
        assert!(!of(general.clone()).implies(&of(particular.clone())), "{general} and {particular}");
    }
}

#[test]
fn a_search_that_would_take_too_long_says_nothing() {
    // Each of ten pigeons sits in one of nine holes, and no two in the same: plain to a person, and endless to a search.
    let sits = |pigeon: usize, hole: usize| format!("{pigeon}-{hole}");
    let somewhere =
        |pigeon| test("tags", "has_any", (0..9).map(|hole| sits(pigeon, hole)).collect::<Vec<_>>());
    let pairs = (0..10).flat_map(|one| (one + 1..10).map(move |other| (one, other)));
    let together = pairs.flat_map(|(one, other)| {
        (0..9).map(move |hole| test("tags", "has_all", vec![sits(one, hole), sits(other, hole)]))
    });
    let apart = json!({ "not": { "any": together.collect::<Vec<_>>() } });
    let all = (0..10).map(somewhere).chain([apart]).collect::<Vec<_>>();
    assert!(!of(json!({ "all": all })).is_never());
}
