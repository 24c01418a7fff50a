//! Whether some value answers several tests of one field as it is claimed.
//!
//! Values that no test tells apart answer alike, so that one of each sort is asked: each operand, what comes right after
//! it, what comes before all of them, and something that is none of them. They are asked the tests themselves.

use super::Op;
use super::fact::{Fact, is_always_there};
use super::kind::{FieldKind, Subject, fixed_options};
use super::predicate::{Operand, Test};
use crate::id::{OrganizationId, PersonId, TicketId};
use crate::model::{Decimal, TicketField};
use crate::time::{Span, Timestamp};

/// Which of the things that are known of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aspect {
    /// Its value.
    Now,
    /// Its value before the command.
    Before,
    /// Whether the command changed it.
    Changed,
}

/// That a test is answered with yes, or with no.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'p> {
    pub(super) aspect: Aspect,
    pub(super) test: &'p Test,
    /// The operand that alone is asked about, in a list.
    pub(super) entry: Option<&'p Operand>,
    pub(super) wanted: bool,
}

/// Claims about one aspect of one field, which some value fits as far as is known.
#[derive(Debug, Default)]
pub(super) struct Group<'p> {
    claims: Vec<Claim<'p>>,
    /// A value that fits what was claimed when it was found, and before.
    witness: Option<Sample>,
}

impl<'p> Group<'p> {
    /// Adds a claim; false when it is certain that no value fits all of them any more.
    pub(super) fn add(&mut self, claim: Claim<'p>, steps: &mut usize) -> bool {
        self.claims.push(claim);
        if claim.aspect == Aspect::Changed {
            return self.claims.iter().all(|other| other.wanted == claim.wanted);
        }
        if claim.test.kind.is_list() {
            *steps = steps.saturating_sub(self.claims.len());
            return self.claims.iter().all(|other| agree_on_entries(&claim, other));
        }
        let about_text = claim.test.kind == FieldKind::Text;
        if about_text
            && self.claims.iter().any(|other| contradict(&claim, other) || contradict(other, &claim))
        {
            return false;
        }
        let operands: usize = self.claims.iter().map(|one| one.test.operands.len() + 1).sum();
        if self.witness.as_ref().is_some_and(|witness| witness.fits(&claim)) {
            *steps = steps.saturating_sub(claim.test.operands.len());
            return true;
        }
        let samples = self.samples(&claim);
        *steps = steps.saturating_sub(samples.len().saturating_mul(operands));
        let asked: Vec<_> = self.claims.iter().filter(|one| !self.is_beside_samples(one)).collect();
        self.witness = samples.into_iter().find(|sample| asked.iter().all(|one| sample.fits(one)));
        self.witness.is_some()
    }

    /// Takes the last claim back.
    pub(super) fn take_back(&mut self) {
        self.claims.pop();
    }

    /// Whether samples cannot answer a claim: what they say of parts and patterns is true of themselves only, and not of
    /// all the texts that they stand for.
    fn is_beside_samples(&self, claim: &Claim<'_>) -> bool {
        match claim.test.op {
            Op::Matches => true,
            Op::Contains | Op::StartsWith => !self.claims.iter().any(names_its_value),
            _ => false,
        }
    }

    /// Values of every sort that the claims tell apart.
    fn samples(&self, claim: &Claim<'_>) -> Vec<Sample> {
        let (subject, kind) = (&claim.test.subject, claim.test.kind);
        let own = matches!(subject, Subject::Ticket(TicketField::Custom(_)));
        let mut samples = Vec::new();
        let never_missing = matches!(subject, Subject::Ticket(field) if is_always_there(field));
        if !never_missing || claim.aspect == Aspect::Before {
            samples.push(Sample::Missing);
        }
        if own {
            samples.push(Sample::OfAnotherSort);
        }
        if let Some(options) = fixed_options(subject) {
            samples.extend(options.into_iter().map(|option| Sample::Text(option.to_owned())));
            return samples;
        }
        samples.extend(Sample::first(kind));
        let known = samples.len();
        let operands = self.claims.iter().flat_map(|claim| &claim.test.operands);
        samples.extend(operands.filter_map(Sample::of));
        let named = samples.get(known..).unwrap_or_default();
        let others: Vec<Sample> = if kind.is_ordered() {
            named.iter().filter_map(Sample::next).collect()
        } else {
            Sample::none_of(kind, named).into_iter().collect()
        };
        samples.extend(others);
        samples
    }
}

/// Whether a claim leaves only its own operands, so that these are all the values there are.
fn names_its_value(claim: &Claim<'_>) -> bool {
    match claim.test.op {
        Op::Eq | Op::In | Op::ChangedTo | Op::Was => claim.wanted,
        _ => false,
    }
}

/// Whether two claims about a list can be so together. Entries do not depend on each other.
fn agree_on_entries(one: &Claim<'_>, other: &Claim<'_>) -> bool {
    match (one.entry, other.entry) {
        (None, None) => one.wanted == other.wanted,
        (Some(entry), Some(same)) => entry != same || one.wanted == other.wanted,
        // A list without a value has no entries.
        (Some(_), None) => other.wanted || !one.wanted,
        (None, Some(_)) => one.wanted || !other.wanted,
    }
}

/// Whether a text that answers the first claim cannot answer the second.
fn contradict(one: &Claim<'_>, other: &Claim<'_>) -> bool {
    if !one.wanted || one.aspect != other.aspect {
        return false;
    }
    if !other.wanted && one.test.op == other.test.op && one.test.operands == other.test.operands {
        return true;
    }
    let ([Operand::Text(has)], [Operand::Text(part)]) =
        (one.test.operands.as_slice(), other.test.operands.as_slice())
    else {
        return false;
    };
    match (one.test.op, other.test.op, other.wanted) {
        (Op::Contains | Op::StartsWith, Op::Contains, false) => has.contains(part.as_str()),
        (Op::StartsWith, Op::StartsWith, false) => has.starts_with(part.as_str()),
        (Op::StartsWith, Op::StartsWith, true) => {
            !has.starts_with(part.as_str()) && !part.starts_with(has.as_str())
        }
        // It comes after its own beginning, and after all that comes before that.
        (Op::StartsWith, Op::Lt, true) | (Op::StartsWith, Op::Ge, false) => has >= part,
        (Op::StartsWith, Op::Le, true) | (Op::StartsWith, Op::Gt, false) => has > part,
        _ => false,
    }
}

/// A value that stands for all that answer alike.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sample {
    Missing,
    /// What an older configuration may have left in a field of the desk's own.
    OfAnotherSort,
    Text(String),
    Number(Decimal),
    Bool(bool),
    Instant(Timestamp),
    Person(PersonId),
    Organization(OrganizationId),
    Ticket(TicketId),
}

impl Sample {
    /// The value that an operand names.
    fn of(operand: &Operand) -> Option<Self> {
        Some(match operand {
            Operand::Text(text) | Operand::Name(text) | Operand::Date(text) => Self::Text(text.clone()),
            Operand::Number(number) => Self::Number(*number),
            Operand::Bool(yes) => Self::Bool(*yes),
            Operand::Instant(at) => Self::Instant(*at),
            Operand::Person(person) => Self::Person(*person),
            Operand::Organization(organization) => Self::Organization(*organization),
            Operand::Ticket(ticket) => Self::Ticket(*ticket),
            Operand::ExternalId(_) | Operand::Pattern(_) => return None,
        })
    }

    /// The first of all values of a kind, and all of them where there are few.
    fn first(kind: FieldKind) -> Vec<Self> {
        match kind {
            FieldKind::Text | FieldKind::Date => vec![Self::Text(String::new())],
            FieldKind::Number => {
                Decimal::from_millionths(-999_999_999_999_999_000).map(Self::Number).into_iter().collect()
            }
            FieldKind::Bool => vec![Self::Bool(false), Self::Bool(true)],
            FieldKind::Instant => vec![Self::Instant(Timestamp::MIN)],
            _ => Vec::new(),
        }
    }

    /// The value that comes right after this one, where values have an order.
    fn next(&self) -> Option<Self> {
        match self {
            Self::Text(text) => Some(Self::Text(format!("{text}\0"))),
            Self::Number(number) => {
                // Large numbers are kept with fewer places.
                let steps = (0..=18).filter_map(|places| 10_i64.checked_pow(places));
                let mut next = steps.filter_map(|step| number.millionths().checked_add(step));
                next.find_map(Decimal::from_millionths).map(Self::Number)
            }
            Self::Instant(at) => Some(Self::Instant(at.after(Span::from_millis(1)))),
            _ => None,
        }
    }

    /// A value that is none of these, of a kind whose values are only the same or not.
    fn none_of(kind: FieldKind, named: &[Self]) -> Option<Self> {
        let bytes = |n: usize| u128::try_from(n).unwrap_or_default().to_be_bytes();
        let other = |n: usize| match kind {
            FieldKind::Name => Some(Self::Text("\0".repeat(n))),
            FieldKind::Person => Some(Self::Person(PersonId::from_bytes(bytes(n)))),
            FieldKind::Organization => Some(Self::Organization(OrganizationId::from_bytes(bytes(n)))),
            FieldKind::Ticket | FieldKind::Reference => Some(Self::Ticket(TicketId::from_bytes(bytes(n)))),
            _ => None,
        };
        // Of more values than there are names one is not named.
        (0..=named.len()).filter_map(other).find(|other| !named.contains(other))
    }

    fn fits(&self, claim: &Claim<'_>) -> bool {
        let fact = match self {
            Self::Missing => Fact::Missing,
            // No field of the desk's own is asked for a ticket.
            Self::OfAnotherSort => Fact::Ticket(TicketId::from_bytes([0; 16])),
            Self::Ticket(ticket) => Fact::Ticket(*ticket),
            Self::Text(text) => Fact::Text(text),
            Self::Number(number) => Fact::Number(*number),
            Self::Bool(yes) => Fact::Bool(*yes),
            Self::Instant(at) => Fact::Instant(*at),
            Self::Person(person) => Fact::Person(*person),
            Self::Organization(organization) => Fact::Organization(*organization),
        };
        claim.test.answers(fact) == claim.wanted
    }
}
