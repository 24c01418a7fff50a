//! Conditions in words: as they are written, and why one does not hold.

use std::fmt;

use super::fact::{Fact, Facts};
use super::kind::{FieldKind, Subject};
use super::predicate::{Node, Operand, Predicate, Test};
use super::{Condition, Op};

/// The most characters of one value in an explanation.
const VALUE_CHARS: usize = 60;

/// The condition as one readable line: `priority in (high, urgent) and not (tags has_any (vip))`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, of: &[Self], word: &str| {
            of.iter().enumerate().try_for_each(|(n, part)| {
                f.write_str(if n > 0 { word } else { "" })?;
                match part {
                    Self::All { of } | Self::Any { of } if of.len() > 1 => write!(f, "({part})"),
                    _ => fmt::Display::fmt(part, f),
                }
            })
        };
        match self {
            Self::All { of } if of.is_empty() => f.write_str("always"),
            Self::Any { of } if of.is_empty() => f.write_str("never"),
            Self::All { of } => joined(f, of, " and "),
            Self::Any { of } => joined(f, of, " or "),
            Self::Not { of } => {
                f.write_str("not (")?;
                joined(f, of, " or ")?;
                f.write_str(")")
            }
            Self::Test { field, op, values } => {
                write!(f, "{field} {}", op.as_str())?;
                match values.as_slice() {
                    [] => Ok(()),
                    [one] if !op.takes_list() => write!(f, " {one}"),
                    many => {
                        let many: Vec<String> = many.iter().map(ToString::to_string).collect();
                        write!(f, " ({})", many.join(", "))
                    }
                }
            }
        }
    }
}

impl Predicate {
    /// Why it does not hold, a sentence for each test that stands in the way; empty when it holds.
    ///
    /// The sentences name present values: they are for whoever may see all of these facts. For others there is
    /// [`Predicate::failing_for`].
    pub fn failing(&self, facts: &dyn Facts) -> Vec<String> {
        self.failing_for(facts, &|_| true)
    }

    /// Why it does not hold, for somebody who sees only some of the facts: the values of the others are left out.
    pub fn failing_for(&self, facts: &dyn Facts, sees: &dyn Fn(&Subject) -> bool) -> Vec<String> {
        let mut reasons = Vec::new();
        if !self.matches(facts) {
            explain(&self.root, true, facts, sees, &mut reasons);
        }
        reasons
    }
}

/// Collects the tests that make `node` answer the opposite of what is `wanted`.
fn explain(
    node: &Node,
    wanted: bool,
    facts: &dyn Facts,
    sees: &dyn Fn(&Subject) -> bool,
    reasons: &mut Vec<String>,
) {
    let (of, each) = match node {
        Node::Test(test) => {
            let reason = test.reason(wanted, facts, sees);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
            return;
        }
        Node::All(of) | Node::Any(of) => (of, wanted),
        Node::None(of) => (of, !wanted),
    };
    if of.is_empty() {
        reasons.push(if wanted { "it never holds" } else { "it always holds" }.to_owned());
    }
    for part in of.iter().filter(|part| part.holds(facts) != each) {
        explain(part, each, facts, sees, reasons);
    }
}

impl Test {
    /// One sentence: what is there, and what it must or must not be.
    fn reason(&self, wanted: bool, facts: &dyn Facts, sees: &dyn Fn(&Subject) -> bool) -> String {
        let name = self.subject.as_str();
        let must = if wanted { "must" } else { "must not" };
        let must = format!("{must} {}", self.wish());
        if !sees(&self.subject) {
            return format!("{name} {must}");
        }
        let (fact, is, has) = match self.op {
            Op::Was => (facts.fact_before(&self.subject), "was", "had"),
            _ => (facts.fact(&self.subject), "is", "has"),
        };
        match shown(fact) {
            Some(value) => format!("{name} {is} `{value}` and {must}"),
            None => format!("{name} {has} no value and {must}"),
        }
    }

    /// What the test wants, to stand after `must`.
    fn wish(&self) -> String {
        let operands: Vec<String> = self.operands.iter().map(|operand| format!("`{operand}`")).collect();
        let all = operands.join(", ");
        let in_time = matches!(self.kind, FieldKind::Date | FieldKind::Instant);
        match self.op {
            Op::Eq => format!("be {all}"),
            Op::Ne => format!("be other than {all}"),
            Op::Lt if in_time => format!("be before {all}"),
            Op::Lt => format!("be below {all}"),
            Op::Le if in_time => format!("be {all} or earlier"),
            Op::Le => format!("be at most {all}"),
            Op::Gt if in_time => format!("be after {all}"),
            Op::Gt => format!("be above {all}"),
            Op::Ge if in_time => format!("be {all} or later"),
            Op::Ge => format!("be at least {all}"),
            Op::In => format!("be in {all}"),
            Op::Between => format!("be between {}", operands.join(" and ")),
            Op::Contains => format!("contain {all}"),
            Op::StartsWith => format!("begin with {all}"),
            Op::IsSet => "have a value".to_owned(),
            Op::HasAny => format!("have any of {all}"),
            Op::HasAll => format!("have all of {all}"),
            Op::Matches => format!("match {all}"),
            Op::Changed => "be changed by the command".to_owned(),
            Op::ChangedTo => format!("be changed to {all} by the command"),
            Op::Was => format!("have been {all}"),
        }
    }
}

/// A value as an explanation shows it: on one line, and not too long.
fn shown(fact: Fact<'_>) -> Option<String> {
    fn list<T: fmt::Display>(items: &[T]) -> String {
        items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
    let text = match fact {
        Fact::Missing => return None,
        Fact::Text(text) => text.chars().take(VALUE_CHARS + 1).collect(),
        Fact::Number(number) => number.to_string(),
        Fact::Bool(yes) => yes.to_string(),
        Fact::Instant(at) => at.to_string(),
        Fact::Person(person) => person.to_string(),
        Fact::Organization(organization) => organization.to_string(),
        Fact::Message(message) => message.to_string(),
        Fact::Ticket(ticket) => ticket.to_string(),
        Fact::Texts(words) => list(words),
        Fact::People(people) => list(people),
        Fact::Tickets(tickets) => list(tickets),
        Fact::ExternalIds(ids) => {
            list(&ids.iter().map(|id| format!("{} {}", id.system, id.id)).collect::<Vec<_>>())
        }
    };
    Some(cut(&text))
}

fn cut(text: &str) -> String {
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(VALUE_CHARS).map(line).collect();
    if text.chars().nth(VALUE_CHARS).is_some() {
        short.push('…');
    }
    short
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Date(text) => f.write_str(&cut(text)),
            Self::Number(number) => fmt::Display::fmt(number, f),
            Self::Bool(yes) => fmt::Display::fmt(yes, f),
            Self::Instant(at) => fmt::Display::fmt(at, f),
            Self::Person(person) => fmt::Display::fmt(person, f),
            Self::Organization(organization) => fmt::Display::fmt(organization, f),
            Self::Ticket(ticket) => fmt::Display::fmt(ticket, f),
            Self::ExternalId(id) => f.write_str(&cut(&format!("{} {}", id.system, id.id))),
            Self::Pattern(pattern) => f.write_str(&cut(pattern.as_str())),
        }
    }
}
