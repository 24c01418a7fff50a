//! Putting a ticket aside, and taking it back.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::status::{self, Approving, Way};
use super::{Answer, Who, moves, refuse_if_any};
use crate::access::Permission;
use crate::automation::Occasion;
use crate::error::{Code, Problem};
use crate::id::Name;
use crate::model::{Category, EventKind, TicketRef};
use crate::time::Timestamp;
use crate::workflow::{Brought, Workflow};

/// Puts a ticket aside until an instant. It waits in the workflow's first held status, when there is one.
pub(super) fn snooze(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    ticket: &TicketRef,
    until: Timestamp,
) -> Answer<()> {
    who.rights.require(Permission::Change)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = super::fire::catch_up(draft, &mut case, who)?;
    let mut problems = Vec::new();
    if until <= act.at {
        let text = format!("`{until}` is not in the future");
        problems
            .push(Problem::new(Code::OutOfRange, text).at("/until").hint(format!("it is {} now", act.at)));
    }
    if case.ticket.category.is_done() {
        let text =
            format!("the ticket is `{}`, and only an unfinished one can be put aside", case.ticket.status);
        problems.push(Problem::new(Code::TicketClosed, text).at("/ticket"));
    }
    let before = case.ticket.status_before_snooze.clone().unwrap_or_else(|| case.ticket.status.clone());
    let held = case::workflow_of(draft.config, &case.ticket)
        .first_of(Category::OnHold)
        .map(|held| held.name.clone());
    let mut transition = None;
    if let Some(held) = held.filter(|held| *held != case.ticket.status) {
        let (brings, approving) = (Brought::Nothing, Approving::Nobody);
        let way = Way { transition: None, brings, rights: &who.rights, approving };
        transition = status::enter(draft, &mut case, &held, act.at, &way, &mut problems)?;
    }
    refuse_if_any(problems)?;
    case.ticket.snoozed_until = Some(until);
    case.ticket.status_before_snooze = Some(before);
    case.settle(draft, &act, EventKind::TicketMoved { transition, automatic: None }, None)?;
    case.finish(draft, Occasion::Changed, None)
}

/// Takes a snoozed ticket back before its time.
pub(super) fn wake(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    who.rights.require(Permission::Change)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = super::fire::catch_up(draft, &mut case, who)?;
    if case.ticket.snoozed_until.is_none() {
        return Err(Problem::new(Code::NothingToDo, "the ticket is not snoozed").at("/ticket").into());
    }
    come_back(draft, &mut case, &act)?;
    case.finish(draft, Occasion::Changed, None)
}

/// Ends a snooze: the ticket returns to the status before it.
pub(super) fn come_back(draft: &mut Draft<'_>, case: &mut Case, act: &Act) -> Answer<()> {
    let to = returns_to(case::workflow_of(draft.config, &case.ticket), case);
    case.ticket.snoozed_until = None;
    case.ticket.status_before_snooze = None;
    if to.as_ref().is_some_and(|to| *to != case.ticket.status) {
        moves::automatic(draft, case, act.at, "snooze_over", to)?;
    }
    if case.is_unsettled() {
        case.settle(draft, act, EventKind::TicketChanged {}, None)?;
    }
    Ok(())
}

/// The status before the snooze; if the workflow no longer has it, new when it was never answered, else open.
fn returns_to(workflow: &Workflow, case: &Case) -> Option<Name> {
    let before = case.ticket.status_before_snooze.as_ref().filter(|before| workflow.status(before).is_some());
    let fallback = if case.ticket.first_reply_at.is_none() { Category::New } else { Category::Open };
    let first = |category| workflow.first_of(category).map(|status| status.name.clone());
    before.cloned().or_else(|| first(fallback)).or_else(|| first(Category::Open))
}
