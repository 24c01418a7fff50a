//! The moves that happen by themselves.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::status::{self, Approving, Way};
use super::{Answer, then};
use crate::access::Rights;
use crate::id::Name;
use crate::model::{Author, Category, EventKind, Message, MessageKind, Ticket};
use crate::time::Timestamp;
use crate::workflow::{Brought, LateMessage, Mover, Participant};

/// What a message makes of the status. A status that the command itself gave beats it.
pub(super) fn after_message(
    draft: &mut Draft<'_>,
    case: &mut Case,
    message: &Message,
    status_given: bool,
) -> Answer<()> {
    if status_given || !case.ticket.standing.is_active() {
        return Ok(());
    }
    let Some(mover) = mover(draft, case, message)? else { return Ok(()) };
    let workflow = case::workflow_of(draft.config, &case.ticket);
    let to = if case.ticket.snoozed_until.is_some() && mover == Mover::RequesterMessage {
        workflow.snoozed_message()
    } else {
        workflow.leads(mover, &case.ticket.status, case.ticket.category)
    };
    let to = to.cloned();
    let brings = if message.public { Brought::Public } else { Brought::Internal };
    after(draft, case, message.at, mover.as_str(), to, brings)
}

/// As what a message counts; nothing when it moves no ticket.
fn mover(draft: &Draft<'_>, case: &Case, message: &Message) -> Answer<Option<Mover>> {
    let ticket = &case.ticket;
    let workflow = case::workflow_of(draft.config, ticket);
    if message.is_from_customer() {
        let too_late = is_past_reopening(draft, ticket, message.at);
        if too_late && workflow.late_message() == LateMessage::Keep {
            return Ok(None);
        }
        let counts = workflow.is_moved_by(participant(draft, ticket, &message.author)?, &ticket.status);
        return Ok(counts.then_some(Mover::RequesterMessage));
    }
    if matches!(message.author, Author::Unverified { .. }) {
        let counts = workflow.is_moved_by(Participant::Unverified, &ticket.status);
        return Ok(counts.then_some(Mover::RequesterMessage));
    }
    if message.is_agent_reply() {
        let opens = workflow.is_moved_by(Participant::Staff, &ticket.status)
            && workflow.leads(Mover::RequesterMessage, &ticket.status, ticket.category).is_some();
        return Ok(Some(if opens { Mover::RequesterMessage } else { Mover::AgentReply }));
    }
    let by_rule = matches!(message.author, Author::Bot { rule: Some(_) });
    Ok(Some(if message.kind == MessageKind::Note && !by_rule {
        Mover::Note
    } else {
        Mover::AutomatedMessage
    }))
}

/// What a customer who writes is to a ticket.
fn participant(draft: &Draft<'_>, ticket: &Ticket, author: &Author) -> Answer<Participant> {
    let Author::EndUser { person } = author else { return Ok(Participant::Other) };
    if *person == ticket.requester {
        return Ok(Participant::Requester);
    }
    if ticket.ccs.contains(person) {
        return Ok(Participant::Cc);
    }
    let organization = draft.person(*person)?.and_then(|person| person.organization);
    let same = organization.is_some() && organization == ticket.organization;
    Ok(if same { Participant::OrganizationMember } else { Participant::Other })
}

/// Whether the time is over in which a customer's message opens a closed ticket again.
pub(super) fn is_past_reopening(draft: &Draft<'_>, ticket: &Ticket, at: Timestamp) -> bool {
    let closed_at = ticket.closed_at.filter(|_| ticket.category == Category::Closed);
    let window = draft.config.workflow(&ticket.workflow).map(crate::workflow::Workflow::reopen_within);
    closed_at.zip(window).is_some_and(|(closed_at, window)| at > closed_at.after(window))
}

/// What another team or owner makes of the status.
pub(super) fn after_assignment(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) -> Answer<()> {
    let workflow = case::workflow_of(draft.config, &case.ticket);
    let to = workflow.leads(Mover::Assigned, &case.ticket.status, case.ticket.category).cloned();
    automatic(draft, case, at, Mover::Assigned.as_str(), to)
}

/// What a step has done to a ticket that was there before, as far as more follows from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    /// It was solved.
    pub(super) solved: bool,
    /// It got another team or owner, and no other status.
    pub(super) assigned: bool,
}

impl Turn {
    pub(super) fn of(before: &Ticket, after: &Ticket) -> Self {
        let active = after.standing.is_active();
        let given = (after.team.is_some() && after.team != before.team)
            || (after.owner.is_some() && after.owner != before.owner);
        let stays = after.status == before.status && after.workflow == before.workflow;
        Self {
            solved: active && after.category.is_done() && !before.category.is_done(),
            assigned: active && given && stays && after.snoozed_until.is_none(),
        }
    }
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
