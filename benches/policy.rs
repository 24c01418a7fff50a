//! Which of a hundred policies is taken for a ticket, as a ratio to the same conditions written by hand in Rust.
//!
//! `cargo bench --bench policy -- [TURNS]`: so many turns (11), closures and policies one after the other in each. The
//! conditions ask for organizations, types, priorities, tags, channels and a field of the desk's own; the one that fits
//! is the first, the fiftieth or the last of them, or there is none. What a command does (`sla::taken`) stands beside
//! what is told to people (`sla::choose`, with a reason for each that was passed over). The figures are processor time.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench prints its figures"
)]

use std::hint::black_box;

use serde_json::{Value, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};
use ticketkit::id::{OrganizationId, TicketId};
use ticketkit::model::{Ticket, Value as FieldValue};
use ticketkit::sla::{choose, taken};
use ticketkit_benches::stopwatch::{Spread, Taken, time};

const POLICIES: u8 = 100;
/// How often it is asked in one turn.
const ROUNDS: usize = 20_000;

/// A condition as somebody writes it who has only this one to ask.
type ByHand = Box<dyn Fn(&Ticket) -> bool>;

fn organization(n: u8) -> OrganizationId {
    OrganizationId::from_bytes([n; 16])
}

fn is(field: &str, op: &str, value: impl Into<Value>) -> Value {
    json!({ "field": field, "op": op, "value": value.into() })
}

/// The condition of a policy, once in the document and once by hand.
fn condition(n: u8) -> (Value, ByHand) {
    let (plan, site) = (format!("plan-{n}"), format!("site-{n}"));
    let its_organization = organization(n);
    let has_tag = |ticket: &Ticket, tag: &str| ticket.tags.iter().any(|one| one == tag);
    let has_plan = |ticket: &Ticket, plan: &str| matches!(ticket.fields.get("plan"), Some(FieldValue::Text(text)) if text == plan);
    let is_pressing = |ticket: &Ticket| matches!(ticket.priority.as_str(), "high" | "urgent");
    match n % 5 {
        0 => (
            is("organization", "eq", its_organization.to_string()),
            Box::new(move |ticket| ticket.organization == Some(its_organization)),
        ),
        1 => (
            json!({ "all": [
                is("type", "eq", "incident"),
                is("priority", "in", vec!["high", "urgent"]),
                is("tags", "has_any", vec![site.as_str()]),
            ] }),
            Box::new(move |ticket| {
                ticket.ticket_type.as_deref() == Some("incident")
                    && is_pressing(ticket)
                    && has_tag(ticket, &site)
            }),
        ),
        2 => (is("plan", "eq", plan.as_str()), Box::new(move |ticket| has_plan(ticket, &plan))),
        3 => (
            json!({ "all": [
                { "not": is("channel", "eq", "api") },
                { "any": [is("organization", "eq", its_organization.to_string()), is("tags", "contains", site.as_str())] },
            ] }),
            Box::new(move |ticket| {
                &*ticket.channel != "api"
                    && (ticket.organization == Some(its_organization) || has_tag(ticket, &site))
            }),
        ),
        _ => (
            json!({ "all": [is("plan", "eq", plan.as_str()), is("priority", "in", vec!["high", "urgent"])] }),
            Box::new(move |ticket| has_plan(ticket, &plan) && is_pressing(ticket)),
        ),
    }
}

fn config(conditions: &[Value]) -> Config {
    let mut document: Value = serde_json::from_str(Document::DEFAULT).expect("the default document is JSON");
    document["types"] = json!([{ "name": "incident" }, { "name": "question" }]);
    let plans: Vec<Value> = (0..=POLICIES).map(|n| json!({ "name": format!("plan-{n}") })).collect();
    document["fields"] = json!([{ "name": "plan", "type": "choice", "options": plans }]);
    let target = json!([{ "metric": "resolution", "within": "PT8H", "unit": "real" }]);
    let policy = |(n, condition): (usize, &Value)| json!({ "name": format!("policy-{n}"), "condition": condition, "targets": target });
    document["policies"] = conditions.iter().enumerate().map(policy).collect();
    let document = Document::parse(&document.to_string()).expect("the document can be read");
    Config::compile(document, 1, &ZoneRules::bundled()).expect("the document is sound")
}

/// An urgent incident of a customer whom no policy knows: every condition has something to compare.
fn ticket() -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
    ticket.organization = Some(organization(u8::MAX));
    ticket.ticket_type = Some("incident".parse().expect("a name"));
    ticket.priority = "urgent".parse().expect("a name");
    ticket.channel = "email".parse().expect("a name");
    ticket.tags = vec!["printer".to_owned(), "hall-7".to_owned()];
    let plan = FieldValue::Text(format!("plan-{POLICIES}"));
    ticket.fields.set("plan".parse().expect("a name"), Some(plan));
    ticket
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let turns = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(11).max(1);
    let (written, by_hand): (Vec<Value>, Vec<ByHand>) = (0..POLICIES).map(condition).unzip();
    let config = config(&written);

    let of_organization = |n: u8| {
        let mut ticket = ticket();
        ticket.organization = Some(organization(n));
        ticket
    };
    let mut of_plan = ticket();
    let last = POLICIES - 1;
    of_plan.fields.set("plan".parse().expect("a name"), Some(FieldValue::Text(format!("plan-{last}"))));
    let cases = [
        ("the first", of_organization(0), Some(0)),
        ("the fiftieth", of_organization(50), Some(50)),
        ("the last", of_plan, Some(usize::from(last))),
        ("none", ticket(), None),
    ];

    println!("{POLICIES} policies, {turns} turns; processor time of one choice, in nanoseconds");
    println!(
        "{:14} {:>8} {:>8}   {:<24} {:>12}",
        "fits", "by hand", "taken", "ratio (min to max)", "with reasons"
    );
    for (what, ticket, place) in cases {
        let first_by_hand = || by_hand.iter().position(|fits| fits(black_box(&ticket)));
        let name = place.map(|place| format!("policy-{place}"));
        assert_eq!(first_by_hand(), place, "{what}");
        let chosen = taken(config.policies(), &ticket);
        assert_eq!(chosen.first().map(|policy| policy.name().to_string()), name, "{what}");

        let turn = || {
            let hand = times(ROUNDS, || _ = black_box(first_by_hand()));
            let policies = times(ROUNDS, || _ = black_box(taken(config.policies(), black_box(&ticket))));
            let told = times(ROUNDS / 100, || _ = black_box(choose(config.policies(), black_box(&ticket))));
            (nanos(hand, ROUNDS), nanos(policies, ROUNDS), nanos(told, ROUNDS / 100))
        };
        turn();
        let turns: Vec<(f64, f64, f64)> = (0..turns).map(|_| turn()).collect();
        let of = |figure: fn(&(f64, f64, f64)) -> f64| Spread::of(turns.iter().map(figure).collect());
        let ratio = of(|turn| turn.1 / turn.0);
        println!(
            "{what:14} {:8.1} {:8.1}   {:<24} {:12.0}",
            of(|turn| turn.0).median,
            of(|turn| turn.1).median,
            format!("{:.2} ({:.2} to {:.2})", ratio.median, ratio.least, ratio.most),
            of(|turn| turn.2).median,
        );
    }
}

fn times(n: usize, mut work: impl FnMut()) -> Taken {
    time(|| (0..n).for_each(|_| work())).1
}

fn nanos(taken: Taken, n: usize) -> f64 {
    taken.cpu_micros(n) * 1_000.0
}
