//! The time of a rule, ready to be counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::spec::{Anchor, WhenSpec};
use crate::calendar::{Calendar, reached};
use crate::error::{Code, Problem, one_of, pointer};
use crate::id::Name;
use crate::model::{Ticket, TicketField};
use crate::time::{Span, Timestamp};

/// The time of a rule: so far from an instant of the ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct When {
    /// From which instant it is counted.
    pub anchor: Anchor,
    /// How far from it: before it when negative.
    pub offset: Span,
    /// The calendar whose open time counts; every second when there is none.
    pub calendar: Option<Name>,
}

impl When {
    /// Checks a time. Whether its calendar is there is for the configuration as a whole to say.
    ///
    /// # Errors
    /// A length of time that is none, is missing or leads where the rule could never fire, each with a JSON Pointer that
    /// begins with `path`.
    pub fn compile(spec: &WhenSpec, path: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let field = spec.anchor.field();
        let name = field.as_str();
        for (member, span) in [("after", spec.after), ("before", spec.before)] {
            if let Some(span) = span.filter(|span| span.is_negative() || span.is_zero()) {
                let problem = Problem::new(Code::OutOfRange, format!("`{span}` is no time that can pass"));
                let hint = "write a duration such as `PT4H`";
                problems.push(problem.at(pointer(path, member)).hint(hint));
            }
        }
        match (spec.after, spec.before) {
            (Some(_), Some(_)) => {
                let problem = Problem::new(Code::OutOfRange, "a time is after its anchor or before it");
                problems.push(problem.at(pointer(path, "before")).hint("leave out `after` or `before`"));
            }
            (None, Some(_)) if !spec.anchor.may_lie_ahead() => {
                let message = format!("`{name}` never lies ahead, so that nothing can come before it");
                let ahead = Anchor::ALL.into_iter().filter(|anchor| anchor.may_lie_ahead());
                let ahead: Vec<_> = ahead.map(Anchor::field).collect();
                let hint = format!("write `after`, or {}", one_of(ahead.iter().map(TicketField::as_str)));
                let problem = Problem::new(Code::OutOfRange, message);
                problems.push(problem.at(pointer(path, "before")).hint(hint));
            }
            (None, None) if !spec.anchor.may_lie_ahead() => {
                let message = format!("how long after `{name}` is not said");
                let problem = Problem::new(Code::Missing, message);
                problems.push(problem.at(pointer(path, "after")).hint("write a duration such as `PT4H`"));
            }
            (None, None) if spec.calendar.is_some() => {
                let message = format!("from `{name}` to itself no calendar counts");
                let problem = Problem::new(Code::OutOfRange, message).at(pointer(path, "calendar"));
                problems.push(problem.hint("write `after` or `before`, or leave it out"));
            }
            _ => {}
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let before = spec.before.map(|span| Span::ZERO.minus(span));
        let offset = spec.after.or(before).unwrap_or(Span::ZERO);
        Ok(Self { anchor: spec.anchor, offset, calendar: spec.calendar.clone() })
    }

    /// The instant for a ticket as it is now, in the past or in the future; nothing while it has no such anchor, and
    /// where the calendar is not among these or does not open within its limits.
    pub fn instant(&self, ticket: &Ticket, calendars: &BTreeMap<Name, Arc<Calendar>>) -> Option<Timestamp> {
        reached(self.anchor.of(ticket)?, self.offset, self.calendar.as_ref(), calendars)
    }
}
