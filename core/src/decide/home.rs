//! The workflow that a ticket follows, and its place in it: after its type or team has changed, or the configuration.

use std::borrow::Cow;

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::{Answer, status};
use crate::config::Config;
use crate::error::{Code, Problem};
use crate::model::{EventKind, Ticket};
use crate::time::Timestamp;
use crate::workflow::{Status, Workflow};

/// The status in which a ticket is read, with its workflow: its own as long as there is one of this name; where a later
/// configuration has it no more, the one to which the maps lead, or the first of its category. Nothing where there is no
/// place for it: then nothing can move it.
pub fn place_of<'c>(config: &'c Config, ticket: &Ticket) -> Option<(&'c Workflow, &'c Status)> {
    let workflow = case::workflow_of(config, ticket);
    let own = workflow.status(&ticket.status).filter(|_| *workflow.name() == ticket.workflow);
    let target =
        || config.workflow_maps().target(&ticket.workflow, &ticket.status, ticket.category, workflow);
    own.or_else(target).map(|status| (workflow, status))
}

/// Where a ticket goes on that is to follow another workflow by its type or team; nothing where it stays, or has no place.
pub fn follows<'c>(config: &'c Config, ticket: &Ticket) -> Option<(&'c Workflow, Option<&'c Status>)> {
    let to = config.workflow_of(ticket);
    let maps = config.workflow_maps();
    let target = || maps.target(&ticket.workflow, &ticket.status, ticket.category, to);
    (ticket.workflow != *to.name()).then(|| (to, target()))
}

/// A ticket as it is read: in its place.
pub fn at_home<'t>(config: &Config, ticket: &'t Ticket, at: Timestamp) -> Cow<'t, Ticket> {
    match place_of(config, ticket) {
        Some((workflow, status)) if !is_in(ticket, workflow, status) => {
            let mut ticket = ticket.clone();
            take_up(&mut ticket, workflow, status, at);
            Cow::Owned(ticket)
        }
        _ => Cow::Borrowed(ticket),
    }
}

/// Whether a ticket is in a status, and means by it what that does.
pub fn is_in(ticket: &Ticket, workflow: &Workflow, status: &Status) -> bool {
    ticket.workflow == *workflow.name() && ticket.status == status.name && ticket.category == status.category
}

/// Brings a ticket to its place, when a later configuration has taken its status away or given it another meaning. Clocks
/// follow from this instant on.
pub(super) fn bring_home(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) -> Answer<()> {
    let config = draft.config;
    if let Some((workflow, status)) = place_of(config, &case.ticket)
        && case.ticket.standing.is_active()
        && !is_in(&case.ticket, workflow, status)
    {
        let act = Act::system(at.max(case.ticket.updated_at));
        take_up(&mut case.ticket, workflow, status, act.at);
        let automatic = Some(case::word("configuration"));
        return case.settle(draft, &act, EventKind::TicketMoved { transition: None, automatic }, None);
    }
    Ok(())
}

/// Lets a ticket follow the workflow of its type or team. When one of these has changed, `member` is where the command says
/// so, and a ticket for which there is no place is a problem there; otherwise it stays where it is.
pub(super) fn follow(
    config: &Config,
    ticket: &mut Ticket,
    member: Option<String>,
    at: Timestamp,
    problems: &mut Vec<Problem>,
) {
    match follows(config, ticket) {
        None => {}
        Some((workflow, Some(status))) => take_up(ticket, workflow, status, at),
        Some((workflow, None)) => {
            if let Some(member) = member {
                problems.push(not_mapped(ticket, workflow).at(member));
            }
        }
    }
}

fn not_mapped(ticket: &Ticket, to: &Workflow) -> Problem {
    let (from, status) = (&ticket.workflow, &ticket.status);
    let text = format!(
        "the ticket would follow the workflow `{}`, which has no status for one that is `{status}` in `{from}`",
        to.name()
    );
    Problem::new(Code::StatusNotMapped, text)
        .param("from", from)
        .param("to", to.name())
        .param("status", status)
        .hint(format!("move the ticket first, or name a status for `{status}` in a workflow map"))
}

/// Writes a status of another workflow into a ticket. Where it means the same, the ticket has been in it since before.
fn take_up(ticket: &mut Ticket, workflow: &Workflow, status: &Status, at: Timestamp) {
    ticket.workflow = workflow.name().clone();
    if ticket.category == status.category {
        ticket.status = status.name.clone();
    } else {
        status::apply(ticket, status, at);
    }
}
