//! How people link tickets: parts of one another, incidents of a problem, and whatever has to do with each other. The
//! ticket that is named second stays as it is, however many name it; it is written only where something was due on it.

use super::case::{self, Case};
use super::draft::Draft;
use super::{Answer, Who, fire, standing};
use crate::access::{Permission, Rights};
use crate::automation::Occasion;
use crate::error::{Code, Problem};
use crate::id::TicketId;
use crate::limits;
use crate::model::{EventKind, LinkKind, Relation, Ticket, TicketRef};

/// Carries out `link_tickets`.
pub(super) fn link(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    ticket: &TicketRef,
    relation: Relation,
    to: &TicketRef,
) -> Answer<()> {
    who.rights.require(Permission::Change)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    let named = other(draft, who, to)?;
    if let Some(problem) = standing::inactive(draft, who, &named)? {
        return Err(problem.at("/to").into());
    }
    let (id, other) = (case.ticket.id, &named.ticket);
    if other.id == id {
        let text = "a ticket is not linked to itself";
        return Err(Problem::new(Code::OutOfRange, text).at("/to").into());
    }
    if is_linked(&case.ticket, relation, other) {
        return Err(Problem::new(Code::NothingToDo, "they are linked like that already").into());
    }
    match relation {
        Relation::Parent => {
            check_parents(draft, id, other)?;
            case.ticket.parent = Some(other.id);
        }
        Relation::Problem => {
            if other.problem.is_some() {
                let text = format!("`{}` is itself an incident of a problem", other.number);
                let problem = Problem::new(Code::OutOfRange, text).at("/to");
                return Err(problem.hint("link the ticket to that problem").into());
            }
            case.ticket.problem = Some(other.id);
        }
        Relation::Relates => {
            let limit = limits::RELATES;
            if case.ticket.relates.len() >= limit {
                let text = format!("a ticket names {limit} others by itself at the most");
                let problem = Problem::new(Code::TooMany, text).at("/to").param("limit", limit);
                return Err(problem.hint("name this ticket from the other one").into());
            }
            let place = case.ticket.relates.partition_point(|known| *known < other.id);
            case.ticket.relates.insert(place, other.id);
        }
    }
    case.settle(draft, &act, EventKind::TicketLinked {}, None)?;
    case.finish(draft, Occasion::Changed, None)?;
    keep(draft, named)
}

/// Carries out `unlink_tickets`.
pub(super) fn unlink(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    ticket: &TicketRef,
    relation: Relation,
    to: &TicketRef,
) -> Answer<()> {
    who.rights.require(Permission::Change)?;
    let mut case = case::open(draft, who, ticket)?;
    fire::reach(draft, &mut case, who)?;
    let mut other = other(draft, who, to)?;
    // Of two that have to do with each other either may be the one that says so.
    if relation == Relation::Relates && other.ticket.relates.contains(&case.ticket.id) {
        std::mem::swap(&mut case, &mut other);
    }
    let act = fire::catch_up(draft, &mut case, who)?;
    let to = other.ticket.id;
    let ticket = &mut case.ticket;
    let found = match relation {
        Relation::Parent => ticket.parent.take_if(|known| *known == to).is_some(),
        Relation::Problem => ticket.problem.take_if(|known| *known == to).is_some(),
        Relation::Relates => {
            let before = ticket.relates.len();
            ticket.relates.retain(|known| *known != to);
            ticket.relates.len() < before
        }
    };
    if !found {
        return Err(Problem::new(Code::NothingToDo, "they are not linked like that").into());
    }
    case.settle(draft, &act, EventKind::TicketLinked {}, None)?;
    case.finish(draft, Occasion::Changed, None)?;
    keep(draft, other)
}

/// What was due on the ticket that is named second has happened, when it had to be known whether the actor sees it.
fn keep(draft: &mut Draft<'_>, named: Case) -> Answer<()> {
    if named.before() == Some(&named.ticket) { Ok(()) } else { named.leave(draft) }
}

/// The ticket that is named second.
fn other(draft: &mut Draft<'_>, who: &Who<'_>, to: &TicketRef) -> Answer<Case> {
    case::open(draft, who, to).map_err(|interrupt| match interrupt {
        super::Interrupt::Refuse(error) => {
            let at = |problem: &Problem| problem.clone().at("/to");
            let problems = error.problems().iter().map(at).collect();
            crate::Error::of(problems).map_or_else(|| error.into(), Into::into)
        }
        more => more,
    })
}

fn is_linked(ticket: &Ticket, relation: Relation, other: &Ticket) -> bool {
    match relation {
        Relation::Parent => ticket.parent == Some(other.id),
        Relation::Problem => ticket.problem == Some(other.id),
        Relation::Relates => ticket.relates.contains(&other.id) || other.relates.contains(&ticket.id),
    }
}

/// Nothing is a part of itself, in however many steps.
fn check_parents(draft: &Draft<'_>, ticket: TicketId, parent: &Ticket) -> Answer<()> {
    let mut above = parent.parent;
    for _ in 0..limits::PARENTS {
        match above {
            None => return Ok(()),
            Some(id) if id == ticket => {
                let text = format!("`{}` is itself a part of this ticket", parent.number);
                return Err(Problem::new(Code::Cycle, text).at("/to").into());
            }
            Some(id) => above = draft.snapshot.ticket(id)?.and_then(|file| file.ticket.parent),
        }
    }
    let limit = limits::PARENTS;
    let text = format!("`{}` has {limit} parents above it already, one over the other", parent.number);
    Err(Problem::new(Code::TooMany, text).at("/to").param("limit", limit).into())
}

/// What is wrong with solving a ticket that has parts which are still to be done. Those are named that the actor sees.
pub(super) fn open_children(
    draft: &Draft<'_>,
    rights: &Rights<'_>,
    ticket: &Ticket,
) -> Answer<Option<Problem>> {
    let open = draft.snapshot.open_links(LinkKind::Parent, ticket.id)?;
    if open.is_empty() {
        return Ok(None);
    }
    let unseen = open.iter().filter_map(|id| draft.snapshot.ticket(*id).err());
    let unseen: crate::snapshot::Wanted = unseen.collect();
    if !unseen.is_empty() {
        return Err(unseen.into());
    }
    let mut numbers = Vec::new();
    for id in open {
        let child = draft.snapshot.ticket(*id)?.map(|file| &file.ticket);
        numbers.extend(child.filter(|child| rights.sees(child)).map(|child| child.number.clone()));
    }
    Ok(Some(still_open(&ticket.number, &numbers)))
}

/// The problem with parts that are still to be done, of which these are named.
pub fn still_open(ticket: &str, numbers: &[String]) -> Problem {
    let problem =
        Problem::new(Code::ChildrenOpen, format!("parts of the ticket `{ticket}` are still to be done"));
    let problem = problem.at("/set/status").param("ticket", ticket);
    if numbers.is_empty() {
        return problem;
    }
    let named = numbers.join(", ");
    problem.hint(format!("solve them first: {named}")).param("children", named)
}
