//! Random forms against a slow reference: every rule is asked again and again until nothing changes any more.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use ticketkit::condition::{Condition, Predicate, Scope};
use ticketkit::config::Config;
use ticketkit::error::Code;
use ticketkit::model::{Ticket, Value};

use super::{desk, field, ticket};

const FIELDS: usize = 7;
const OPTIONS: [&str; 3] = ["x", "y", "z"];

/// A rule of a random form: what it asks, and about which fields it says what.
#[derive(Clone, Debug)]
struct Rule {
    condition: Option<Json>,
    asks: BTreeSet<usize>,
    /// `show`, `hide`, `require`, `read_only` or `restrict`.
    says: Vec<(&'static str, usize)>,
}

fn name(n: usize) -> String {
    format!("f{n}")
}

fn fields(of_one_type: &BTreeSet<usize>) -> Json {
    let one = |n: usize| {
        let options: Vec<Json> = OPTIONS.iter().map(|name| json!({ "name": name })).collect();
        let mut field = json!({ "name": name(n), "type": "choice", "options": options });
        if of_one_type.contains(&n) {
            field["types"] = json!(["incident"]);
        }
        field
    };
    (0..FIELDS).map(one).collect()
}

fn arb_test() -> impl Strategy<Value = (Json, BTreeSet<usize>)> {
    (0..FIELDS, 0..OPTIONS.len(), 0..3).prop_map(|(n, option, op)| {
        let condition = match op {
            0 => json!({ "field": name(n), "op": "is_set" }),
            1 => json!({ "field": name(n), "op": "eq", "value": OPTIONS[option] }),
            _ => json!({ "not": { "field": name(n), "op": "eq", "value": OPTIONS[option] } }),
        };
        (condition, BTreeSet::from([n]))
    })
}

fn arb_condition() -> impl Strategy<Value = (Option<Json>, BTreeSet<usize>)> {
    let several = prop::collection::vec(arb_test(), 1..3);
    prop_oneof![
        1 => Just((None, BTreeSet::new())),
        5 => (several, any::<bool>()).prop_map(|(tests, all)| {
            let asks = tests.iter().flat_map(|(_, asks)| asks.clone()).collect();
            let tests: Vec<Json> = tests.into_iter().map(|(test, _)| test).collect();
            (Some(json!({ (if all { "all" } else { "any" }): tests })), asks)
        }),
    ]
}

fn arb_rule() -> impl Strategy<Value = Rule> {
    let words = prop::sample::select(vec!["show", "hide", "require", "read_only", "restrict"]);
    let says = prop::collection::vec((words, 0..FIELDS), 1..4);
    (arb_condition(), says).prop_map(|((condition, asks), mut says)| {
        // One rule says one thing about whether a field is there.
        let mut spoken_of = BTreeSet::new();
        says.retain(|(word, n)| !matches!(*word, "show" | "hide") || spoken_of.insert(*n));
        Rule { condition, asks, says }
    })
}

/// The options to which a rule restricts a field: which they are tells rules apart.
fn restricted(rule: &Rule, n: usize) -> BTreeSet<&'static str> {
    [OPTIONS[n % 3], OPTIONS[(n + rule.asks.len()) % 3]].into()
}

fn written(rule: &Rule) -> Json {
    let then: Vec<Json> = rule
        .says
        .iter()
        .map(|(word, n)| match *word {
            "restrict" => json!({ "restrict": { (name(*n)): restricted(rule, *n) } }),
            word => json!({ word: [name(*n)] }),
        })
        .collect();
    let mut json = json!({ "then": then });
    if let Some(condition) = &rule.condition {
        json["if"] = condition.clone();
    }
    json
}

/// Whether a field's being there depends in the end on itself: found by walking on from every field until nothing is new.
fn has_circle(rules: &[Rule]) -> bool {
    let decides = |rule: &Rule, n: usize| {
        rule.says.iter().any(|(word, of)| matches!(*word, "show" | "hide") && *of == n)
    };
    (0..FIELDS).any(|start| {
        let mut reached = BTreeSet::new();
        let mut next = vec![start];
        while let Some(n) = next.pop() {
            for asked in rules.iter().filter(|rule| decides(rule, n)).flat_map(|rule| &rule.asks) {
                if reached.insert(*asked) {
                    next.push(*asked);
                }
            }
        }
        reached.contains(&start)
    })
}

/// What became of a field: there, required, read-only, and to which options it is restricted.
type Made = (bool, bool, bool, Option<Vec<String>>);

/// Asks every rule about the ticket without what is hidden, until what is hidden stays the same.
fn slowly(
    config: &Config,
    rules: &[Rule],
    of_one_type: &BTreeSet<usize>,
    ticket: &Ticket,
    hidden: BTreeSet<usize>,
) -> Vec<Made> {
    let holds = |rule: &Rule, ticket: &Ticket| {
        rule.condition.as_ref().is_none_or(|condition| {
            let condition: Condition = serde_json::from_value(condition.clone()).unwrap();
            Predicate::compile(&condition, config, Scope::Stored, "").unwrap().matches(ticket)
        })
    };
    let of_type = |n: usize| !of_one_type.contains(&n) || ticket.ticket_type.is_some();
    let mut hidden = hidden;
    for _ in 0..=2 * FIELDS {
        let mut seen = ticket.clone();
        for n in &hidden {
            seen.fields.set(name(*n).parse().unwrap(), None);
        }
        let holding: Vec<&Rule> = rules.iter().filter(|rule| holds(rule, &seen)).collect();
        let is_there = |n: usize| {
            let words = |rules: &[&Rule]| -> Vec<&'static str> {
                let says = rules.iter().flat_map(|rule| rule.says.clone());
                says.filter(|(word, of)| matches!(*word, "show" | "hide") && *of == n)
                    .map(|(word, _)| word)
                    .collect()
            };
            let first = words(&rules.iter().collect::<Vec<_>>()).first().copied();
            let last = words(&holding).last().copied();
            of_type(n) && last.map_or(first != Some("show"), |word| word == "show")
        };
        let next: BTreeSet<usize> = (0..FIELDS).filter(|n| !is_there(*n)).collect();
        if next == hidden {
            let says = |word: &str, n: usize| {
                holding.iter().any(|rule| rule.says.iter().any(|(said, of)| *said == word && *of == n))
            };
            let made = |n: usize| {
                let restricts = holding.iter().rev().find(|rule| rule.says.contains(&("restrict", n)));
                let options =
                    restricts.map(|rule| restricted(rule, n).into_iter().map(str::to_owned).collect());
                let (there, read_only) = (is_there(n), says("read_only", n));
                (there, there && !read_only && says("require", n), read_only, options)
            };
            return (0..FIELDS).map(made).collect();
        }
        hidden = next;
    }
    panic!("it never comes to rest: {rules:?}");
}

fn at_once(config: &Config, ticket: &Ticket) -> Vec<Made> {
    let state = config.forms().of(true, ticket).evaluate(ticket);
    let made = |n: usize| {
        let made = state.get(&field(&name(n))).unwrap();
        let options = made.allowed.map(|names| names.iter().map(ToString::to_string).collect());
        (made.visible, made.required, made.read_only, options)
    };
    (0..FIELDS).map(made).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn one_pass_comes_to_where_asking_again_and_again_ends(
        rules in prop::collection::vec(arb_rule(), 0..7),
        of_one_type in prop::collection::btree_set(0..FIELDS, 0..3),
        values in prop::collection::btree_map(0..FIELDS, prop::sample::select(OPTIONS.to_vec()), 0..FIELDS),
        typed in any::<bool>(),
    ) {
        let names: Vec<String> = (0..FIELDS).map(name).collect();
        let written: Vec<Json> = rules.iter().map(written).collect();
        let forms = json!([{ "name": "random", "fields": names, "rules": written }]);
        let config = match desk(&["incident"], &fields(&of_one_type), &forms) {
            Ok(config) => config,
            Err(error) => {
                prop_assert!(error.problems().iter().all(|problem| problem.code == Code::Cycle), "{error}");
                prop_assert!(has_circle(&rules), "a circle that is none: {error}");
                return Ok(());
            }
        };
        prop_assert!(!has_circle(&rules), "a circle that was not found: {rules:?}");
        let values: BTreeMap<String, &str> = values.iter().map(|(n, value)| (name(*n), *value)).collect();
        let mut given: Vec<(&str, Value)> = values.iter().map(|(name, value)| (name.as_str(), (*value).into())).collect();
        if typed {
            given.push(("type", "incident".into()));
        }
        let ticket = ticket(&given);
        let found = at_once(&config, &ticket);
        for hidden in [BTreeSet::new(), (0..FIELDS).collect()] {
            prop_assert_eq!(&found, &slowly(&config, &rules, &of_one_type, &ticket, hidden));
        }
        for (there, required, read_only, _) in found {
            prop_assert!(!required || (there && !read_only), "what is hidden is required");
        }
    }
}
