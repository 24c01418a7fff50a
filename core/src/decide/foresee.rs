//! What a decision is going to ask for, told at a glance. To see it beforehand saves deciding twice; to overlook
//! something here costs a round, and changes nothing else.

use std::borrow::Cow;

use super::{Answer, Input, Interrupt, Who, queue};
use crate::assignment;
use crate::automation::{ActionSpec, plan_of};
use crate::command::{Command, Edits};
use crate::config::Config;
use crate::model::{By, Category, LinkKind, Ticket, TicketRef, Value};
use crate::snapshot::{Key, Snapshot, Wanted};
use crate::workflow::Workflow;

/// Asks for whom a command relieves of work, and for the tickets that wait for them.
pub(super) fn foresee(input: &Input<'_>, who: &Who<'_>) -> Answer<()> {
    let Some(ticket) = input.command.ticket().and_then(|ticket| seen(input.snapshot, ticket)) else {
        return Ok(());
    };
    let mut wanted = Wanted::nothing();
    if ends(input, ticket) {
        let links = [LinkKind::Parent, LinkKind::Problem];
        let unseen = links.into_iter().filter_map(|kind| input.snapshot.open_links(kind, ticket.id).err());
        wanted.add_all(unseen.collect());
    }
    // Whether the owner is here to read what a customer writes.
    let by_customer = matches!(input.command, Command::ReceiveMessage { .. })
        || (matches!(input.command, Command::Reply { .. }) && !who.rights.is_staff());
    if let Some(key) =
        ticket.owner.filter(|_| by_customer).and_then(|owner| input.snapshot.person(owner).err())
    {
        wanted.add(key);
    }
    let owner = ticket.owner.filter(|_| assignment::weight(ticket) > 0);
    if let Some(owner) = owner.filter(|_| relieves(input, who, ticket)) {
        if let Err(key) = input.snapshot.person(owner) {
            wanted.add(key);
        }
        if let Some(Key::Queue(team)) = queue::Cause::of(input.config, ticket).into_queue()
            && let Err(key) = input.snapshot.queue(&team)
        {
            wanted.add(key);
        }
    }
    if wanted.is_empty() { Ok(()) } else { Err(Interrupt::Need(wanted)) }
}

/// What a command that works on a ticket most likely asks for when it has seen it, told without seeing it: for a storage
/// that every look takes a way to.
pub fn likely(command: &Command, config: &Config) -> Wanted {
    let ends_somewhere = |set: &Edits| hands_over(set) || ends_work_in(config.workflows(), set);
    let looks = match command {
        Command::Reply { .. }
        | Command::ReceiveMessage { .. }
        | Command::AssignTicket { .. }
        | Command::ApplyMacro { .. }
        | Command::SnoozeTicket { .. }
        | Command::MarkSpam { .. }
        | Command::TrashTicket { .. } => true,
        Command::Note { set, .. } | Command::ChangeTicket { set, .. } => ends_somewhere(set),
        _ => false,
    };
    command.ticket().filter(|_| looks).cloned().map(Key::Work).into_iter().collect()
}

fn seen<'s>(snapshot: &'s Snapshot, ticket: &TicketRef) -> Option<&'s Ticket> {
    let file = match ticket {
        TicketRef::Id(id) => snapshot.ticket(*id),
        TicketRef::Number(number) => snapshot.ticket_by_number(number),
    };
    file.ok()?.map(|file| &file.ticket)
}

/// Whether the ticket is likely to weigh no longer on its owner.
fn relieves(input: &Input<'_>, who: &Who<'_>, ticket: &Ticket) -> bool {
    match input.command {
        Command::AssignTicket { team, agent, .. } => agent.is_some() || *team != ticket.team,
        Command::Reply { set, .. } => {
            matches!(who.by, By::Agent { .. }) || ends_work(input.config, ticket, set)
        }
        Command::Note { set, .. } | Command::ChangeTicket { set, .. } => ends_work(input.config, ticket, set),
        Command::ApplyMacro { .. } => {
            let sends = |action: &ActionSpec| matches!(action, ActionSpec::SendMessage { .. });
            let replies = actions(input).iter().any(sends) && matches!(who.by, By::Agent { .. });
            replies || set_by(input, ticket).is_some_and(|set| ends_work(input.config, ticket, &set))
        }
        Command::SnoozeTicket { .. } | Command::MarkSpam { .. } | Command::TrashTicket { .. } => true,
        _ => false,
    }
}

/// Whether the ticket is likely to be solved or closed.
fn ends(input: &Input<'_>, ticket: &Ticket) -> bool {
    let Some(set) = set_by(input, ticket) else { return false };
    let Some(Some(Value::Text(name))) = set.get("status") else { return false };
    let status = input.config.workflow(&ticket.workflow).and_then(|workflow| workflow.status(name));
    !ticket.category.is_done() && status.is_some_and(|status| status.category.is_done())
}

/// The fields that a command sets.
fn set_by<'i>(input: &Input<'i>, ticket: &Ticket) -> Option<Cow<'i, Edits>> {
    match input.command {
        Command::Reply { set, .. } | Command::Note { set, .. } | Command::ChangeTicket { set, .. } => {
            Some(Cow::Borrowed(set))
        }
        Command::ApplyMacro { .. } => Some(Cow::Owned(plan_of(actions(input), ticket).edits)),
        _ => None,
    }
}

/// The actions of the macro that a command names.
fn actions<'i>(input: &Input<'i>) -> &'i [ActionSpec] {
    let Command::ApplyMacro { name, .. } = input.command else { return &[] };
    let named = input.config.macros().iter().find(|known| known.name == *name);
    named.map_or(&[], |known| &known.actions)
}

fn ends_work(config: &Config, ticket: &Ticket, set: &Edits) -> bool {
    hands_over(set) || ends_work_in(config.workflow(&ticket.workflow), set)
}

fn hands_over(set: &Edits) -> bool {
    ["owner", "assignees", "team"].iter().any(|field| set.get(field).is_some())
}

/// Whether a status that is set is one without work in any of these workflows.
fn ends_work_in<'w>(workflows: impl IntoIterator<Item = &'w Workflow>, set: &Edits) -> bool {
    let Some(Some(Value::Text(name))) = set.get("status") else { return false };
    let mut statuses = workflows.into_iter().filter_map(|workflow| workflow.status(name));
    statuses.any(|status| !matches!(status.category, Category::New | Category::Open))
}
