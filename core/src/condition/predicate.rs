//! A condition that was checked against the fields of a desk: typed, and ready to be asked or translated.

use std::collections::BTreeSet;

use super::kind::{FieldKind, Subject};
use super::{Op, Pattern};
use crate::id::{OrganizationId, PersonId, TicketId};
use crate::model::{Decimal, ExternalId, TicketField};
use crate::time::Timestamp;

/// A condition that can be asked: every name in it is known, every operator fits, every operand is typed.
///
/// ```
/// use ticketkit::condition::{Condition, Op, Predicate, Scope};
/// use ticketkit::id::TicketId;
/// use ticketkit::model::Ticket;
/// let condition = Condition::test("subject", Op::Contains, ["printer"]);
/// let predicate = Predicate::compile(&condition, &(), Scope::Stored, "").unwrap();
/// let mut ticket = Ticket::blank(TicketId::from_bytes([7; 16]));
/// assert!(!predicate.matches(&ticket));
/// ticket.subject = "The PRINTER is on fire".to_owned();
/// assert!(predicate.matches(&ticket));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Predicate {
    pub(super) root: Node,
}

impl Predicate {
    /// What always holds.
    pub const fn always() -> Self {
        Self { root: Node::All(Vec::new()) }
    }

    /// What never holds.
    pub const fn never() -> Self {
        Self { root: Node::Any(Vec::new()) }
    }

    /// The predicate of a tree whose operators and operands are known to fit.
    pub(crate) const fn of(root: Node) -> Self {
        Self { root }
    }

    /// The same, for tickets of which a built-in field has this name.
    #[must_use]
    pub(crate) fn and_named(self, field: TicketField, name: &str) -> Self {
        let operands = vec![Operand::Name(name.to_owned())];
        let test = Test { subject: field.into(), kind: FieldKind::Name, op: Op::Eq, operands };
        Self { root: Node::All(vec![self.root, Node::Test(test)]) }
    }

    /// The same, for tickets that another one fits, too.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self { root: Node::All(vec![self.root, other.root]) }
    }

    /// The tickets that name another one in this field.
    pub(crate) fn names_ticket(field: TicketField, ticket: TicketId) -> Self {
        let kind = FieldKind::of_built_in(&field).unwrap_or(FieldKind::Ticket);
        let op = if kind.is_list() { Op::HasAny } else { Op::Eq };
        let test = Test { subject: field.into(), kind, op, operands: vec![Operand::Ticket(ticket)] };
        Self { root: Node::Test(test) }
    }

    /// The tree, for storages that translate it.
    pub const fn root(&self) -> &Node {
        &self.root
    }

    /// Everything that it asks about: when none of this changes, neither does the answer.
    pub fn subjects(&self) -> BTreeSet<&Subject> {
        let mut subjects = BTreeSet::new();
        self.root.visit(&mut |test| {
            subjects.insert(&test.subject);
        });
        subjects
    }
}

/// A part of a predicate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Every one holds; an empty list holds.
    All(Vec<Node>),
    /// At least one holds; an empty list does not.
    Any(Vec<Node>),
    /// None of them holds; an empty list holds.
    None(Vec<Node>),
    /// One question about one field.
    Test(Test),
}

impl Node {
    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Test)) {
        match self {
            Self::All(of) | Self::Any(of) | Self::None(of) => of.iter().for_each(|node| node.visit(see)),
            Self::Test(test) => see(test),
        }
    }
}

/// One question about one field.
///
/// A field without a value, or with a value of another sort than its kind (which an older configuration may have
/// left), answers no to every question but `is_set`, also to `ne`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Test {
    /// What is asked about.
    pub subject: Subject,
    /// What sort of value it holds.
    pub kind: FieldKind,
    /// The question; it fits the kind.
    pub op: Op,
    /// What the value is held against: none for `is_set` and `changed`, two for `between` with the smaller first,
    /// one or more for `in`, `has_any` and `has_all`, else one. They fit the kind.
    pub operands: Vec<Operand>,
}

/// A typed value on the right side of a test. Values of one sort have their own order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Operand {
    /// A text, [folded](super::fold); the field's value is folded before they are compared.
    Text(String),
    /// A name or a word, compared exactly.
    Name(String),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A date as `2026-06-01`, which stands in the order of time when it is compared as a text.
    Date(String),
    /// An instant.
    Instant(Timestamp),
    /// A person.
    Person(PersonId),
    /// An organization.
    Organization(OrganizationId),
    /// A ticket.
    Ticket(TicketId),
    /// An id in another system.
    ExternalId(ExternalId),
    /// A regular expression.
    Pattern(Pattern),
}
