//! The moves that happen by themselves.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::status::{self, Approving, Way};
use super::{Answer, then};
use crate::access::Rights;
use crate::id::Name;
use crate::model::{Category, EventKind, Message};
use crate::time::Timestamp;
use crate::workflow::Brought;

/// What a message makes of the status. A status that the command itself gave beats it.
pub(super) fn after_message(
    draft: &mut Draft<'_>,
    case: &mut Case,
    message: &Message,
    status_given: bool,
) -> Answer<()> {
    if status_given {
        return Ok(());
    }
    let workflow = case::workflow_of(draft.config, &case.ticket);
    let category = case.ticket.category;
    let brings = if message.public { Brought::Public } else { Brought::Internal };
    if message.is_agent_reply() && matches!(category, Category::New | Category::Open) {
        let to = workflow.agent_reply().cloned();
        return after(draft, case, message.at, "agent_reply", to, brings);
    }
    let asleep = case.ticket.snoozed_until.is_some();
    let waits =
        matches!(category, Category::Pending | Category::OnHold | Category::Solved | Category::Closed);
    if message.is_from_customer() && (asleep || waits) {
        let to = workflow.requester_message().cloned();
        return after(draft, case, message.at, "requester_message", to, brings);
    }
    Ok(())
}

/// Moves the ticket as the engine itself. When a check fails the ticket stays, and a fact names the checks.
pub(super) fn automatic(
    draft: &mut Draft<'_>,
    case: &mut Case,
    at: Timestamp,
    why: &'static str,
    to: Option<Name>,
) -> Answer<()> {
    after(draft, case, at, why, to, Brought::Nothing)
}

/// The same, after a message: one that a transition asks for is there then.
fn after(
    draft: &mut Draft<'_>,
    case: &mut Case,
    at: Timestamp,
    why: &'static str,
    to: Option<Name>,
    brings: Brought,
) -> Answer<()> {
    let Some(to) = to.filter(|to| *to != case.ticket.status) else { return Ok(()) };
    let act = Act::system(at);
    let automatic = case::word(why);
    let rights = Rights::system();
    let way = Way { transition: None, brings, rights: &rights, approving: Approving::Nobody };
    let mut problems = Vec::new();
    let transition = status::enter(draft, case, &to, at, &way, &mut problems)?;
    if problems.is_empty() {
        let kind = EventKind::TicketMoved { transition, automatic: Some(automatic) };
        case.settle(draft, &act, kind, None)?;
        return then::carry_on(draft, case);
    }
    case.next.clear();
    draft.notice(
        "auto_move_skipped",
        format!("the ticket stays `{}`: the way to `{to}` is barred", case.ticket.status),
    );
    let failed = problems.iter().map(|problem| problem.code.as_str().to_owned()).collect();
    case.fact(draft, &act, EventKind::AutoMoveSkipped { automatic, to, failed });
    Ok(())
}
