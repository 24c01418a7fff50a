//! Rules: which fire, in which order, what they can ask, and what their actions mean.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected fails")]

mod facts;
mod plans;
mod runs;

use ticketkit::Name;
use ticketkit::automation::{ActionSpec, MatchMode, Occasion, Rule, RuleFacts, Run, plan};
use ticketkit::command::Edits;
use ticketkit::condition::{Condition, Op, Predicate, Scope};
use ticketkit::id::TicketId;
use ticketkit::model::{Ticket, Value};

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn ticket(ticket_type: &str, priority: &str) -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
    ticket.ticket_type = Some(name(ticket_type));
    ticket.priority = name(priority);
    ticket
}

fn rule(called: &str, condition: &Condition, actions: Vec<ActionSpec>) -> Rule {
    let predicate = Predicate::compile(condition, &(), Scope::Rule, "").unwrap();
    Rule { name: name(called), when: None, predicate, actions, stop: false }
}

fn is(field: &str, value: &str) -> Condition {
    Condition::test(field, Op::Eq, [value])
}

fn tagged(tag: &str) -> Condition {
    Condition::test("tags", Op::Contains, [tag])
}

fn always() -> Condition {
    Condition::all([])
}

fn set(field: &str, value: &str) -> ActionSpec {
    ActionSpec::Set { field: field.to_owned(), value: Some(value.into()) }
}

fn add_tag(tag: impl Into<String>) -> ActionSpec {
    ActionSpec::AddTags { tags: vec![tag.into()] }
}

/// Carries out the fields that these tests use.
fn carry_out(edits: &Edits, ticket: &mut Ticket) {
    for (field, value) in edits.iter() {
        match (field, value) {
            ("priority", Some(Value::Text(text))) => ticket.priority = name(text),
            ("team", Some(Value::Text(text))) => ticket.team = Some(name(text)),
            ("tags", Some(Value::List(tags))) => ticket.tags.clone_from(tags),
            ("tags", None) => ticket.tags.clear(),
            other => panic!("{other:?}"),
        }
    }
}

/// What a run came to.
struct End<'r> {
    run: Run<'r>,
    ticket: Ticket,
    /// The rules that fired, each with its depth.
    fired: Vec<(String, u8)>,
}

/// Runs rules as a decision does.
fn run_from<'r>(rules: &'r [Rule], mode: MatchMode, before: Option<&Ticket>, ticket: Ticket) -> End<'r> {
    let mut end = End { run: Run::new(rules, mode).traced(), ticket, fired: Vec::new() };
    let occasion = if before.is_some() { Occasion::Changed } else { Occasion::Created };
    let mut changed = false;
    loop {
        let facts = RuleFacts { before, now: &end.ticket, message: None, occasion };
        let Some(firing) = end.run.next(&facts, changed) else { break };
        end.fired.push((firing.rule.name.to_string(), firing.depth));
        let mut after = end.ticket.clone();
        carry_out(&plan(firing.rule, &end.ticket).edits, &mut after);
        changed = after != end.ticket;
        end.ticket = after;
    }
    end
}

fn run(rules: &[Rule], ticket: Ticket) -> End<'_> {
    run_from(rules, MatchMode::All, None, ticket)
}

impl End<'_> {
    fn names(&self) -> Vec<&str> {
        self.fired.iter().map(|(rule, _)| rule.as_str()).collect()
    }
}

/// R2 stands first and needs what R1 does.
fn outage_rules() -> [Rule; 2] {
    let urgent = Condition::test("priority", Op::ChangedTo, ["urgent"]);
    [
        rule("r2", &urgent, vec![set("team", "ops")]),
        rule("r1", &is("type", "outage"), vec![set("priority", "urgent")]),
    ]
}
