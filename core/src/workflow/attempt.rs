//! Whether a ticket may move: every check, and every reason against it.

use serde::Serialize;

use super::compile::unknown_status;
use super::{MessageRule, Status, Transition, Workflow};
use crate::condition::{Facts, Subject};
use crate::error::{Code, Problem, one_of, pointer, suggest};
use crate::id::Name;
use crate::model::TicketField;

/// The circumstances of a move. Everything is judged on the ticket as it is after the command's own changes.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The ticket.
    pub facts: &'a dyn Facts,
    /// The message that the command brings.
    pub message: Brought,
    /// Whether the actor has a permission.
    pub may: &'a dyn Fn(&Name) -> bool,
    /// Whether a field is hidden for this ticket: then it is never required.
    pub hidden: &'a dyn Fn(&TicketField) -> bool,
    /// Whether the actor sees the value of a field: only then a refusal names it.
    pub sees: &'a dyn Fn(&TicketField) -> bool,
}

impl std::fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").field("message", &self.message).finish_non_exhaustive()
    }
}

/// Which message a command brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Brought {
    /// None.
    Nothing,
    /// One for staff only.
    Internal,
    /// One that customers may read.
    Public,
}

impl MessageRule {
    const fn is_met_by(self, message: Brought) -> bool {
        match self {
            Self::Public => matches!(message, Brought::Public),
            Self::Internal => matches!(message, Brought::Internal),
            Self::Any => !matches!(message, Brought::Nothing),
        }
    }
}

/// A move that the actor may make, and what is still missing for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Available {
    /// The status that it leads to.
    pub to: Name,
    /// The transition, when it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition: Option<Name>,
    /// What stands in the way: the guard, fields, a message. Empty when the move can be made as things stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Problem>,
}

impl Workflow {
    /// The status that a new ticket begins in: this one, if a ticket may begin in it. A ticket that begins has no way
    /// behind it, so no transition is asked.
    ///
    /// # Errors
    /// `unknown_status`, and `no_transition` when no ticket begins there; the path is that of a command's member.
    pub fn check_begin(&self, asked: &Name) -> Result<&Status, Problem> {
        let status = self.check_status(asked)?;
        if status.initial {
            return Ok(status);
        }
        let beginnings: Vec<&str> = self.initial_statuses().map(|status| status.name.as_str()).collect();
        Err(Problem::new(Code::NoTransition, format!("no ticket begins in `{asked}`"))
            .param("to", asked)
            .at("/set/status")
            .hint(format!("a ticket begins in {}", one_of(beginnings))))
    }

    /// Whether a ticket may move between two statuses, and by which transition: the one that is `named`, else the
    /// first, in the order of [`Workflow::transitions`], whose checks pass.
    ///
    /// Asked are, in this order: that there is a transition, the permission, the guard, the required fields, the
    /// required message.
    ///
    /// # Errors
    /// Every check that failed: `unknown_status`, `no_transition`, `forbidden`, `guard_failed`, `field_required`,
    /// `message_required`. When several transitions could be taken and none can, those of the first. Paths are those
    /// of a command's members: `/set/status`, `/set/` and a field, `/transition`.
    pub fn check_move(
        &self,
        from: &Name,
        to: &Name,
        named: Option<&Name>,
        attempt: &Attempt<'_>,
    ) -> Result<&Transition, Vec<Problem>> {
        let mut candidates =
            self.transitions(from, to).filter(|found| named.is_none() || found.name.as_ref() == named);
        let Some(first) = candidates.next() else { return Err(vec![self.no_way(from, to, named)]) };
        std::iter::once(first)
            .chain(candidates)
            .find(|transition| transition.may_be_used(attempt) && !transition.lacks(attempt, &mut |_| ()))
            .ok_or_else(|| {
                let mut problems = Vec::new();
                problems.extend(first.refused(attempt));
                first.lacks(attempt, &mut |lack| problems.push(lack.problem(first, attempt)));
                problems
            })
    }

    /// The moves out of a status that the actor may make, in the order of the statuses and then as they are tried,
    /// each with what is still missing.
    pub fn available(&self, from: &Name, attempt: &Attempt<'_>) -> Vec<Available> {
        self.targets(from).flat_map(|target| self.available_to(from, target, attempt)).collect()
    }

    /// The moves from a status to another that the actor may make, each with what is still missing.
    pub fn available_to(&self, from: &Name, to: &Status, attempt: &Attempt<'_>) -> Vec<Available> {
        let usable = self.transitions(from, &to.name).filter(|found| found.may_be_used(attempt));
        let with_missing = |transition: &Transition| {
            let mut missing = Vec::new();
            transition.lacks(attempt, &mut |lack| missing.push(lack.problem(transition, attempt)));
            Available { to: to.name.clone(), transition: transition.name.clone(), missing }
        };
        usable.map(with_missing).collect()
    }

    /// The status of this name.
    ///
    /// # Errors
    /// `unknown_status`, with the path of a command's member.
    pub fn check_status(&self, asked: &Name) -> Result<&Status, Problem> {
        self.status(asked).ok_or_else(|| self.no_status(asked))
    }

    /// The problem with a status that a command names and that is not here.
    fn no_status(&self, given: &Name) -> Problem {
        unknown_status(given, self.statuses.iter().map(|status| &status.name)).at("/set/status")
    }

    /// Why no transition joins two statuses, or none of this name.
    fn no_way(&self, from: &Name, to: &Name, named: Option<&Name>) -> Problem {
        if self.status(to).is_none() {
            return self.no_status(to);
        }
        let names: Vec<&str> = self.transitions(from, to).filter_map(|found| found.name.as_deref()).collect();
        let joined = self.transitions(from, to).next().is_some();
        let problem =
            |message: String| Problem::new(Code::NoTransition, message).param("from", from).param("to", to);
        match named {
            Some(named) if joined => problem(format!("`{named}` does not lead from `{from}` to `{to}`"))
                .param("transition", named)
                .at("/transition")
                .hint(if names.is_empty() { "name none".to_owned() } else { suggest(named, &names) }),
            _ => {
                let targets: Vec<&str> = self.targets(from).map(|target| target.name.as_str()).collect();
                problem(format!("no transition leads from `{from}` to `{to}`")).at("/set/status").hint(
                    if targets.is_empty() {
                        format!("nothing leads out of `{from}`")
                    } else {
                        format!("from `{from}` to {}", one_of(targets))
                    },
                )
            }
        }
    }
}

/// One thing that stands in the way of a transition that the actor may use.
enum Lack<'a> {
    Guard,
    Field(&'a TicketField),
    Message(MessageRule),
}

impl Transition {
    fn may_be_used(&self, attempt: &Attempt<'_>) -> bool {
        self.permission.as_ref().is_none_or(|permission| (attempt.may)(permission))
    }

    fn refused(&self, attempt: &Attempt<'_>) -> Option<Problem> {
        let permission = self.permission.as_ref().filter(|_| !self.may_be_used(attempt))?;
        let message = format!("{} needs the permission `{permission}`", self.shown());
        Some(Problem::new(Code::Forbidden, message).param("permission", permission))
    }

    /// Hands out everything that stands in the way, and says whether anything does.
    fn lacks<'a>(&'a self, attempt: &Attempt<'_>, found: &mut dyn FnMut(Lack<'a>)) -> bool {
        let mut any = false;
        let mut note = |lack| {
            any = true;
            found(lack);
        };
        if self.guard.as_ref().is_some_and(|guard| !guard.matches(attempt.facts)) {
            note(Lack::Guard);
        }
        for field in &self.required_fields {
            let empty = || attempt.facts.fact(&Subject::Ticket(field.clone())).is_missing();
            if empty() && !(attempt.hidden)(field) {
                note(Lack::Field(field));
            }
        }
        if let Some(rule) = self.required_message.filter(|rule| !rule.is_met_by(attempt.message)) {
            note(Lack::Message(rule));
        }
        any
    }

    fn shown(&self) -> String {
        self.name
            .as_ref()
            .map_or_else(|| "the transition".to_owned(), |name| format!("the transition `{name}`"))
    }
}

impl Lack<'_> {
    fn problem(&self, transition: &Transition, attempt: &Attempt<'_>) -> Problem {
        match self {
            Self::Guard => {
                let sees = |subject: &Subject| match subject {
                    Subject::Ticket(field) => (attempt.sees)(field),
                    _ => false,
                };
                let guard = transition.guard.as_ref();
                let reasons = guard.map(|guard| guard.failing_for(attempt.facts, &sees)).unwrap_or_default();
                let message =
                    format!("the condition of {} does not hold: {}", transition.shown(), reasons.join("; "));
                Problem::new(Code::GuardFailed, message)
            }
            Self::Field(field) if !(attempt.sees)(field) => {
                let message = format!("{} needs a value in a field that you do not see", transition.shown());
                Problem::new(Code::FieldRequired, message).at("/set")
            }
            Self::Field(field) => {
                let name = field.as_str();
                Problem::new(Code::FieldRequired, format!("{} needs a value in `{name}`", transition.shown()))
                    .at(pointer("/set", name))
                    .param("field", name)
            }
            Self::Message(rule) => {
                let what = match rule {
                    MessageRule::Public => "a public message",
                    MessageRule::Internal => "an internal note",
                    MessageRule::Any => "a message",
                };
                Problem::new(Code::MessageRequired, format!("{} needs {what}", transition.shown()))
            }
        }
    }
}
