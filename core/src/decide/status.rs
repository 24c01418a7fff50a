//! Entering a status.

use super::case::{self, Case};
use super::draft::Draft;
use super::then::{self, Next};
use super::{Answer, form, link};
use crate::access::Rights;
use crate::error::{Code, Problem};
use crate::id::Name;
use crate::model::{Approval, Category, Ticket};
use crate::time::Timestamp;
use crate::workflow::{Attempt, Brought, Status};

/// How a move comes about.
pub(super) struct Way<'a> {
    /// The named transition that is asked for.
    pub(super) transition: Option<&'a Name>,
    /// The message that the same command brings.
    pub(super) brings: Brought,
    /// What the one who moves it may do.
    pub(super) rights: &'a Rights<'a>,
    /// What becomes of a move that needs an approval.
    pub(super) approving: Approving,
}

/// What becomes of a move that needs an approval.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Approving {
    /// It is asked for.
    Ask,
    /// It is given. Who asked for it had the permission of the transition.
    Given,
    /// Nobody is there to ask for it.
    Nobody,
}

/// Moves the ticket when every check passes, or asks for the approval that it needs, and says by which named transition;
/// what follows is noted in [`Case::next`]. Otherwise adds every check that
/// failed to `problems`, and leaves the ticket where it is.
pub(super) fn enter(
    draft: &Draft<'_>,
    case: &mut Case,
    to: &Name,
    at: Timestamp,
    way: &Way<'_>,
    problems: &mut Vec<Problem>,
) -> Answer<Option<Name>> {
    let workflow = case::workflow_of(draft.config, &case.ticket);
    // What the form hides in the status that is to be entered is not required for it.
    let known = workflow.status(to).filter(|_| !draft.config.forms().are_unruled());
    let state = known
        .map(|status| form::form_of(draft.config, way.rights, &form::entering(&case.ticket, status, at)));
    let attempt = Attempt {
        facts: &case.ticket,
        message: way.brings,
        may: &|permission| way.approving == Approving::Given || way.rights.may_named(permission),
        hidden: &|field| state.as_ref().is_some_and(|state| state.hides(field)),
        sees: &|field| way.rights.sees_field(field, |_| false),
    };
    let checked = workflow.check_move(&case.ticket.status, to, way.transition, &attempt);
    let ends = !case.ticket.category.is_done() && workflow.status(to).is_some_and(|it| it.category.is_done());
    let barred = if ends && workflow.requires_children_done(checked.as_ref().ok().copied()) {
        link::open_children(draft, way.rights, &case.ticket)?
    } else {
        None
    };
    Ok(match checked {
        Ok(transition) if barred.is_none() => {
            let name = transition.name.clone();
            if transition.approval.is_some() && way.approving != Approving::Given {
                wait(case, to, name.clone(), at, way, problems);
            } else if let Some(status) = workflow.status(to) {
                let before = case.ticket.clone();
                apply(&mut case.ticket, status, at);
                if !then::make(draft, case, transition, at, problems)? {
                    case.ticket = before;
                }
            }
            name
        }
        other => {
            problems.extend(other.err().into_iter().flatten().chain(barred));
            None
        }
    })
}

/// Asks for the approval that a move needs. The ticket stays where it is.
fn wait(
    case: &mut Case,
    to: &Name,
    transition: Option<Name>,
    at: Timestamp,
    way: &Way<'_>,
    problems: &mut Vec<Problem>,
) {
    let present = case.ticket.approval.as_ref();
    if way.approving == Approving::Nobody {
        let text = format!("the way to `{to}` needs an approval, and nobody asks for it");
        problems.push(Problem::new(Code::ApprovalRequired, text).at("/set/status").param("to", to));
    } else if present.is_some_and(|waits| waits.to == *to && waits.transition == transition) {
        let text = format!("the way to `{to}` waits for an approval already");
        let problem = Problem::new(Code::ApprovalPending, text).at("/set/status").param("to", to);
        problems.push(problem.hint("`decide_approval` gives or refuses it"));
    } else {
        let message_public = match way.brings {
            Brought::Nothing => None,
            Brought::Internal => Some(false),
            Brought::Public => Some(true),
        };
        let mut approval = Approval::new(to.clone(), at);
        (approval.transition, approval.by) = (transition, way.rights.person());
        approval.message_public = message_public;
        let by = way.rights.by();
        case.next.push(Next::Ask { approval: Box::new(approval), by, depth: 0 });
    }
}

/// Writes a status into a ticket, with everything that follows from entering it.
pub(super) fn apply(ticket: &mut Ticket, status: &Status, at: Timestamp) {
    if ticket.category.is_done() && !status.category.is_done() {
        ticket.reopens += 1;
    }
    ticket.status = status.name.clone();
    ticket.category = status.category;
    ticket.status_since = at;
    match status.category {
        Category::Solved => ticket.solved_at = Some(at),
        Category::Closed => ticket.closed_at = Some(at),
        _ => {}
    }
    ticket.snoozed_until = None;
    ticket.status_before_snooze = None;
    ticket.approval = None;
}
