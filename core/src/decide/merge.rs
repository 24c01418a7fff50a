//! Merging tickets, and taking them apart again. Messages stay where they are: a merge only writes down which ticket
//! ends in which, and what of that customers may know.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::{Answer, Interrupt, Who, fire, queue, refuse_if_any, standing};
use crate::access::{Permission, Rights};
use crate::error::{Code, Problem, pointer};
use crate::id::PersonId;
use crate::limits;
use crate::model::{EventKind, Standing, Ticket, TicketRef};

/// Carries out `merge_tickets`.
pub(super) fn merge(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    winner: &TicketRef,
    losers: &[TicketRef],
    publish: bool,
) -> Answer<()> {
    who.rights.require(Permission::Merge)?;
    check_count(losers)?;
    let mut problems = Vec::new();
    let Some((mut into, act)) = open(draft, who, winner, "/winner", &mut problems)? else {
        return refuse_if_any(problems);
    };
    let mut cases: Vec<(Case, Act)> = Vec::new();
    for (n, loser) in losers.iter().enumerate() {
        let path = pointer("/losers", n);
        let Some((case, act)) = open(draft, who, loser, &path, &mut problems)? else { continue };
        let id = case.ticket.id;
        if id == into.ticket.id {
            let text = "a ticket cannot be merged into itself";
            problems.push(Problem::new(Code::OutOfRange, text).at(path));
        } else if cases.iter().any(|(known, _)| known.ticket.id == id) {
            let text = format!("the ticket `{}` is named twice", case.ticket.number);
            problems.push(Problem::new(Code::Duplicate, text).at(path));
        } else {
            cases.push((case, act));
        }
    }
    refuse_if_any(problems)?;
    for (case, own) in &mut cases {
        let openly = publish || belong_together(&into.ticket, &case.ticket);
        case.ticket.standing = Standing::Merged;
        case.ticket.merged_into = Some(into.ticket.id);
        case.ticket.merged_openly = openly;
        case.settle_for(draft, own, EventKind::TicketMerged {}, true)?;
        if openly {
            lend(&mut into.ticket, &case.ticket)?;
        }
        let kind = EventKind::TicketJoined { other: Some(case.ticket.id) };
        into.settle_for(draft, &act, kind, openly)?;
    }
    draft.about(&into.ticket);
    let cases = std::iter::once(into).chain(cases.into_iter().map(|(case, _)| case)).collect();
    queue::leave_all(draft, cases)
}

/// Carries out `unmerge_ticket`.
pub(super) fn unmerge(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    who.rights.require(Permission::Merge)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up_any(draft, &mut case, who)?;
    let Some(into) = case.ticket.merged_into else {
        let text = "the ticket was not merged into another one";
        return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
    };
    let openly = case.ticket.merged_openly;
    let mut cases = Vec::new();
    if let Some(file) = draft.snapshot.ticket(into)? {
        let mut from = draft.case(file)?;
        // Both tickets change by it.
        if !who.rights.sees(&from.ticket) {
            return Err(Rights::unseen("the ticket that it was merged into").at("/ticket").into());
        }
        // Whom this ticket brought into copy there, that one may have brought further.
        if from.ticket.standing == Standing::Merged {
            let problem = Problem::new(
                Code::TicketInactive,
                "the ticket that it was merged into was itself merged into another one",
            );
            return Err(problem.at("/ticket").hint("take that one out first").into());
        }
        let own = Act { at: fire::catch_up_any(draft, &mut from, who)?.at, ..act.clone() };
        if openly {
            take_back(&mut from.ticket, &case.ticket);
        }
        let kind = EventKind::TicketLeft { other: Some(case.ticket.id) };
        from.settle_for(draft, &own, kind, openly)?;
        cases.push(from);
    }
    case.ticket.merged_into = None;
    case.ticket.merged_openly = false;
    case.ticket.standing = Standing::Active;
    case.settle_for(draft, &act, EventKind::TicketUnmerged {}, true)?;
    draft.about(&case.ticket);
    cases.push(case);
    queue::leave_all(draft, cases)
}

/// What is wrong with the number of losers.
fn check_count(losers: &[TicketRef]) -> Answer<()> {
    let limit = limits::TICKETS_PER_COMMAND - 1;
    if losers.is_empty() {
        return Err(Problem::new(Code::Missing, "no ticket is named").at("/losers").into());
    }
    if losers.len() > limit {
        let text = format!("these are {} tickets, and {limit} are allowed", losers.len());
        let problem = Problem::new(Code::TooMany, text).at("/losers").param("limit", limit);
        return Err(problem.hint("merge them one part after the other").into());
    }
    Ok(())
}

/// A ticket that takes part in a merge. What is wrong with it is added to `problems`.
fn open(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    ticket: &TicketRef,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Answer<Option<(Case, Act)>> {
    let opened = case::open(draft, who, ticket).and_then(|mut case| {
        let act = fire::catch_up_any(draft, &mut case, who)?;
        Ok((case, act))
    });
    match opened {
        Ok((case, act)) => match standing::inactive(draft, who, &case)? {
            Some(problem) => {
                problems.push(problem.at(path));
                Ok(None)
            }
            None => Ok(Some((case, act))),
        },
        Err(Interrupt::Refuse(error)) => {
            problems.extend(error.problems().iter().cloned().map(|problem| problem.at(path)));
            Ok(None)
        }
        Err(more) => Err(more),
    }
}

/// Whether what is public in one ticket may be read by the customers of the other.
fn belong_together(winner: &Ticket, loser: &Ticket) -> bool {
    let same_organization = winner.organization.is_some() && winner.organization == loser.organization;
    winner.requester == loser.requester || same_organization
}

/// Everybody who gets copies of a ticket by one that is merged into it.
fn customers(winner: &Ticket, loser: &Ticket) -> Vec<PersonId> {
    let mut people = loser.ccs.clone();
    people.push(loser.requester);
    people.retain(|person| *person != winner.requester);
    people.sort_unstable();
    people.dedup();
    people
}

/// Puts the customers of a ticket into copy. Who was in copy before by themselves is not lent.
fn lend(winner: &mut Ticket, loser: &Ticket) -> Answer<()> {
    for person in customers(winner, loser) {
        let lent = winner.merged_ccs.binary_search(&person);
        match winner.ccs.binary_search(&person) {
            Ok(_) if lent.is_err() => continue,
            Ok(_) => {}
            Err(place) => winner.ccs.insert(place, person),
        }
        winner.merged_ccs.insert(lent.unwrap_or_else(|place| place), person);
    }
    if winner.ccs.len() > limits::PARTICIPANTS || winner.merged_ccs.len() > limits::MERGED_CCS {
        let text = format!("more people would get copies of `{}` than is allowed", winner.number);
        let problem = Problem::new(Code::TooMany, text).at("/losers").param("limit", limits::PARTICIPANTS);
        return Err(problem.hint("merge fewer tickets, or take people out of copy first").into());
    }
    Ok(())
}

/// Takes the customers of a ticket out of copy again, unless another one that was merged still has them.
fn take_back(winner: &mut Ticket, loser: &Ticket) {
    for person in customers(winner, loser) {
        let Ok(lent) = winner.merged_ccs.binary_search(&person) else { continue };
        winner.merged_ccs.remove(lent);
        if winner.merged_ccs.binary_search(&person).is_err() {
            winner.ccs.retain(|known| *known != person);
        }
    }
}
