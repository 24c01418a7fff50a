//! Asking a predicate.

use std::cmp::Ordering;

use super::Op;
use super::fact::{Fact, Facts};
use super::fold;
use super::predicate::{Node, Operand, Predicate, Test};

impl Predicate {
    /// Whether it holds. It always answers, and a question about what is not there answers no.
    pub fn matches(&self, facts: &dyn Facts) -> bool {
        self.root.holds(facts)
    }
}

impl Node {
    pub(super) fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::All(of) => of.iter().all(|node| node.holds(facts)),
            Self::Any(of) => of.iter().any(|node| node.holds(facts)),
            Self::None(of) => !of.iter().any(|node| node.holds(facts)),
            Self::Test(test) => test.holds(facts),
        }
    }
}

impl Test {
    fn holds(&self, facts: &dyn Facts) -> bool {
        match self.op {
            Op::Changed => facts.has_changed(&self.subject),
            Op::ChangedTo => facts.has_changed(&self.subject) && self.answers(facts.fact(&self.subject)),
            Op::Was => self.answers(facts.fact_before(&self.subject)),
            _ => self.answers(facts.fact(&self.subject)),
        }
    }

    /// Whether one value answers the question with yes.
    pub(super) fn answers(&self, fact: Fact<'_>) -> bool {
        let mut operands = self.operands.iter();
        let mut compare = |fits: fn(Ordering) -> bool| {
            operands.next().and_then(|operand| order(fact, operand)).is_some_and(fits)
        };
        let is_first = || self.operands.first().and_then(|operand| same(fact, operand));
        match self.op {
            Op::Eq | Op::ChangedTo | Op::Was => is_first() == Some(true),
            Op::Ne => is_first() == Some(false),
            Op::Lt => compare(Ordering::is_lt),
            Op::Le => compare(Ordering::is_le),
            Op::Gt => compare(Ordering::is_gt),
            Op::Ge => compare(Ordering::is_ge),
            Op::Between => compare(Ordering::is_ge) && compare(Ordering::is_le),
            Op::In => operands.any(|operand| same(fact, operand) == Some(true)),
            Op::IsSet | Op::Changed => !fact.is_missing(),
            Op::Contains | Op::HasAny => operands.any(|operand| holds_one(fact, operand)),
            Op::HasAll => operands.all(|operand| holds_one(fact, operand)),
            Op::StartsWith => operands.any(|operand| match (fact, operand) {
                (Fact::Text(text), Operand::Text(start)) => fold::begins_with(text, start),
                _ => false,
            }),
            Op::Matches => operands.any(|operand| match (fact, operand) {
                (Fact::Text(text), Operand::Pattern(pattern)) => pattern.is_in(text),
                _ => false,
            }),
        }
    }
}

/// How a value stands to an operand; nothing when the two cannot be compared.
fn order(fact: Fact<'_>, operand: &Operand) -> Option<Ordering> {
    match (fact, operand) {
        (Fact::Text(text), Operand::Text(other)) => Some(fold::order(text, other)),
        (Fact::Text(text), Operand::Name(other) | Operand::Date(other)) => Some(text.cmp(other)),
        (Fact::Number(number), Operand::Number(other)) => Some(number.cmp(other)),
        (Fact::Bool(yes), Operand::Bool(other)) => Some(yes.cmp(other)),
        (Fact::Instant(at), Operand::Instant(other)) => Some(at.cmp(other)),
        (Fact::Person(person), Operand::Person(other)) => Some(person.cmp(other)),
        (Fact::Organization(organization), Operand::Organization(other)) => Some(organization.cmp(other)),
        (Fact::Ticket(ticket), Operand::Ticket(other)) => Some(ticket.cmp(other)),
        _ => None,
    }
}

/// Whether a value is that of an operand; nothing when the two cannot be compared. Most names differ in their lengths
/// already, which an order does not look at.
fn same(fact: Fact<'_>, operand: &Operand) -> Option<bool> {
    match (fact, operand) {
        (Fact::Text(text), Operand::Name(other) | Operand::Date(other)) => Some(text == other),
        (Fact::Person(person), Operand::Person(other)) => Some(person == *other),
        (Fact::Organization(organization), Operand::Organization(other)) => Some(organization == *other),
        _ => order(fact, operand).map(Ordering::is_eq),
    }
}

/// Whether a list has this entry, or a text this part.
fn holds_one(fact: Fact<'_>, operand: &Operand) -> bool {
    match (fact, operand) {
        (Fact::Text(text), Operand::Text(part)) => fold::contains(text, part),
        (Fact::Texts(words), Operand::Name(word)) => words.contains(word),
        (Fact::People(people), Operand::Person(person)) => people.contains(person),
        (Fact::Tickets(tickets), Operand::Ticket(ticket)) => tickets.contains(ticket),
        (Fact::ExternalIds(ids), Operand::ExternalId(id)) => ids.contains(id),
        _ => false,
    }
}
