//! A form of 100 fields and 200 rules, as a ratio to the same rules written by hand for this one form.
//!
//! `cargo bench --bench forms -- [TURNS]`: so many turns (11), both one after the other in each. The figures are processor
//! time.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints its figures"
)]

use std::hint::black_box;

use serde_json::{Value as Json, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};
use ticketkit::id::TicketId;
use ticketkit::model::{Ticket, Value};
use ticketkit_benches::stopwatch::{Spread, Taken, time};
use ticketkit_benches::words::Chance;

const FIELDS: usize = 100;
const RULES: usize = 200;
const OPTIONS: usize = 5;
/// Tickets that are asked about, and how often each is in one turn.
const TICKETS: usize = 100;
const ROUNDS: usize = 100;

/// `if asked is that option and another is set then show, require and restrict`.
struct Rule {
    asked: usize,
    option: usize,
    set: usize,
    shows: usize,
    requires: usize,
    restricts: usize,
}

/// Rules in an order in which one pass is enough: each asks about fields of the first half, which no rule shows, or about
/// such that an earlier rule shows.
fn rules() -> Vec<Rule> {
    let mut chance = Chance::new(7);
    let mut below = |end: usize| usize::try_from(chance.below(end as u64)).expect("it is small");
    (0..RULES)
        .map(|n| {
            // Rules in groups of four, each group about the fields behind those of the group before.
            let shows = FIELDS / 2 + n / 4;
            Rule {
                asked: below(shows),
                option: below(OPTIONS),
                set: below(shows),
                shows,
                requires: below(FIELDS),
                restricts: below(FIELDS),
            }
        })
        .collect()
}

fn field(n: usize) -> String {
    format!("field-{n}")
}

fn option(n: usize) -> String {
    format!("option-{n}")
}

fn config(rules: &[Rule]) -> Config {
    let options: Vec<Json> = (0..OPTIONS).map(|n| json!({ "name": option(n) })).collect();
    let fields: Vec<Json> =
        (0..FIELDS).map(|n| json!({ "name": field(n), "type": "choice", "options": options })).collect();
    let names: Vec<String> = (0..FIELDS).map(field).collect();
    let rule = |rule: &Rule| {
        json!({
            "if": { "all": [
                { "field": field(rule.asked), "op": "eq", "value": option(rule.option) },
                { "field": field(rule.set), "op": "is_set" }
            ] },
            "then": [
                { "show": [field(rule.shows)] }, { "require": [field(rule.requires)] },
                { "restrict": { (field(rule.restricts)): [option(rule.option), option((rule.option + 1) % OPTIONS)] } }
            ]
        })
    };
    let rules: Vec<Json> = rules.iter().map(rule).collect();
    let mut document: Json = serde_json::from_str(Document::DEFAULT).expect("it is JSON");
    document["fields"] = json!(fields);
    document["forms"] = json!([{ "name": "large", "fields": names, "rules": rules }]);
    let document = Document::parse(&document.to_string()).expect("it has the shape");
    Config::compile(document, 1, &ZoneRules::bundled()).expect("it is sound")
}

fn tickets() -> Vec<Ticket> {
    let mut chance = Chance::new(11);
    (0..TICKETS)
        .map(|n| {
            let mut ticket = Ticket::blank(TicketId::from_bytes(chance.id(n as u64)));
            for n in 0..FIELDS {
                if chance.below(4) > 0 {
                    let n_of_option = usize::try_from(chance.below(OPTIONS as u64)).expect("it is small");
                    let name = field(n).parse().expect("it is a name");
                    ticket.fields.set(name, Some(option(n_of_option).as_str().into()));
                }
            }
            ticket
        })
        .collect()
}

/// How many fields are there, are required, and are restricted: what both have to agree on.
type Sums = (usize, usize, usize);

/// The form by hand: names are looked up in the ticket, and what is found goes into arrays.
struct ByHand<'r> {
    rules: &'r [Rule],
    fields: Vec<String>,
    options: Vec<String>,
}

impl ByHand<'_> {
    fn sums(&self, ticket: &Ticket) -> Sums {
        let (mut visible, mut required) = (vec![true; FIELDS], vec![false; FIELDS]);
        let mut allowed: Vec<Option<[usize; 2]>> = vec![None; FIELDS];
        self.rules.iter().for_each(|rule| visible[rule.shows] = false);
        for rule in self.rules {
            let value = |n: usize| if visible[n] { ticket.fields.get(&self.fields[n]) } else { None };
            let asked = value(rule.asked).and_then(Value::as_text);
            if asked == Some(self.options[rule.option].as_str()) && value(rule.set).is_some() {
                visible[rule.shows] = true;
                required[rule.requires] = true;
                allowed[rule.restricts] = Some([rule.option, (rule.option + 1) % OPTIONS]);
            }
        }
        let needed = required.iter().zip(&visible).filter(|(required, visible)| **required && **visible);
        (visible.iter().filter(|it| **it).count(), needed.count(), allowed.iter().flatten().count())
    }
}

fn of_form(config: &Config, ticket: &Ticket) -> Sums {
    let state = config.forms().of(true, ticket).evaluate(ticket);
    let count =
        |of: &dyn Fn(&ticketkit::form::FieldState<'_>) -> bool| state.iter().filter(|(_, it)| of(it)).count();
    (count(&|it| it.visible), count(&|it| it.required), count(&|it| it.allowed.is_some()))
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let turns = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(11).max(1);
    let rules = rules();
    let (config, tickets) = (config(&rules), tickets());
    let by_hand = ByHand {
        rules: &rules,
        fields: (0..FIELDS).map(field).collect(),
        options: (0..OPTIONS).map(option).collect(),
    };
    for ticket in &tickets {
        assert_eq!(of_form(&config, ticket), by_hand.sums(ticket));
    }
    let ask = |answer: &dyn Fn(&Ticket) -> Sums| {
        let ask_all = || tickets.iter().for_each(|ticket| _ = black_box(answer(black_box(ticket))));
        time(|| (0..ROUNDS).for_each(|_| ask_all())).1
    };
    let turns: Vec<(Taken, Taken)> = (0..turns)
        .map(|_| (ask(&|ticket| by_hand.sums(ticket)), ask(&|ticket| of_form(&config, ticket))))
        .collect();
    let of = |figure: fn(&(Taken, Taken)) -> f64| Spread::of(turns.iter().map(figure).collect());
    let (hand, form) =
        (of(|turn| turn.0.cpu_micros(TICKETS * ROUNDS)), of(|turn| turn.1.cpu_micros(TICKETS * ROUNDS)));
    let ratio = of(|turn| turn.1.cpu_micros(1) / turn.0.cpu_micros(1));
    println!("{} turns; processor time of one evaluation, in microseconds", turns.len());
    println!(
        "{FIELDS} fields, {RULES} rules: by hand {:.1}, the form {:.1}, ratio {:.2} ({:.2} to {:.2})",
        hand.median, form.median, ratio.median, ratio.least, ratio.most
    );
}
