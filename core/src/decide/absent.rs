//! Agents who are not here, and what becomes of their tickets.

use std::collections::BTreeSet;

use super::assign;
use super::case::{Act, Case};
use super::draft::Draft;
use super::{Answer, Who, engine_jobs, fire, given, queue, refuse_if_any, who};
use crate::access::Permission;
use crate::assignment;
use crate::command::{Command, Leave};
use crate::error::{Code, Problem};
use crate::id::PersonId;
use crate::limits;
use crate::model::{Absence, AbsenceMode, By, EventKind, Job, Person, PersonRef, TicketRef};
use crate::time::Timestamp;

/// Carries out `set_presence`.
pub(super) fn set_presence(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::SetPresence { person, availability, absence, end_absence } = command else { return Ok(()) };
    let mut record = subject_of(draft, who, person.as_ref())?;
    let id = record.id;
    let now = draft.now;
    let mut problems = Vec::new();
    if absence.is_some() && *end_absence {
        let problem = Problem::new(Code::OutOfRange, "an absence cannot begin and be over at once");
        problems.push(problem.at("/end_absence").hint("say one of them"));
    }
    let leave = match absence {
        Some(leave) => absence_of(draft, id, leave, &mut problems)?,
        None => None,
    };
    let Some(agent) = record.agent.as_mut() else { return Ok(()) };
    let before = agent.clone();
    agent.availability = availability.unwrap_or(agent.availability);
    if absence.is_some() || *end_absence {
        agent.absence = leave;
    }
    if problems.is_empty() && *agent == before {
        problems.push(Problem::new(Code::NothingToDo, "the agent is like that already"));
    }
    refuse_if_any(problems)?;
    let absence = agent.absence.clone();
    let changed = absence != before.absence;
    record.version += 1;
    record.updated_at = now.max(record.updated_at);
    draft.outcome.person = Some(id);
    draft.desk_event(who.by.clone(), EventKind::PersonChanged { person: id });
    draft.put_person(record.clone());
    if changed {
        engine_jobs::at_absence(draft, id, absence.filter(takes_tickets).map(|absence| absence.from))?;
    }
    queue::after_person(draft, &record)
}

/// The agent whom a command is about, when the actor may say it of them.
fn subject_of(draft: &Draft<'_>, who: &Who<'_>, person: Option<&PersonRef>) -> Answer<Person> {
    let found = match (person, &who.by) {
        (Some(person), _) => who::find(draft.snapshot, person)?.map(|found| Person::clone(found)),
        (None, By::Agent { person }) => draft.person(*person)?.map(|found| Person::clone(&found)),
        (None, _) => {
            let problem = Problem::new(Code::Missing, "it is not said who is meant").at("/person");
            return Err(problem.hint("name an agent").into());
        }
    };
    let own = found.as_ref().is_some_and(|found| who.by == By::Agent { person: found.id });
    if !own {
        who.rights.require(Permission::ManagePeople)?;
    }
    let agent = found.filter(|found| found.active_agent().is_some());
    Ok(agent.ok_or_else(|| {
        let called = person.map_or_else(String::new, |person| crate::error::excerpt(&person.to_string()));
        Problem::new(Code::NotFound, format!("`{called}` is not an active agent")).at("/person")
    })?)
}

/// Whether an absence takes tickets from the agent when it begins.
fn takes_tickets(absence: &Absence) -> bool {
    matches!(absence.mode, AbsenceMode::Release | AbsenceMode::Substitute)
}

fn absence_of(
    draft: &Draft<'_>,
    of: PersonId,
    leave: &Leave,
    problems: &mut Vec<Problem>,
) -> Answer<Option<Absence>> {
    let from = leave.from.map_or(draft.now, |from| from.max(draft.now));
    if leave.until.is_some_and(|until| until <= from) {
        let problem = Problem::new(Code::OutOfRange, "the absence is over before it begins");
        problems.push(problem.at("/absence/until"));
    }
    let mut substitute = None;
    match (&leave.substitute, leave.mode) {
        (Some(person), AbsenceMode::Substitute) => {
            let found = who::find(draft.snapshot, person)?.filter(|person| person.active_agent().is_some());
            substitute = found.map(|found| found.id).filter(|found| *found != of);
            if substitute.is_none() {
                let text = format!("`{person}` is not another active agent");
                problems.push(Problem::new(Code::NotEligible, text).at("/absence/substitute"));
            }
        }
        (None, AbsenceMode::Substitute) => {
            let problem = Problem::new(Code::Missing, "it is not said who the substitute is");
            problems.push(problem.at("/absence/substitute").hint("name an agent, or another mode"));
        }
        (Some(_), _) => {
            let problem = Problem::new(Code::OutOfRange, "in this mode nobody gets the tickets");
            problems.push(problem.at("/absence/substitute").hint("write `\"mode\": \"substitute\"`"));
        }
        (None, _) => {}
    }
    Ok(Some(Absence { from, until: leave.until, mode: leave.mode, substitute }))
}

/// Takes one ticket from an agent whose absence has begun. False when it is not theirs any more, or they are here.
pub(super) fn of_ticket(draft: &mut Draft<'_>, job: &Job, person: PersonId, of: &TicketRef) -> Answer<bool> {
    let TicketRef::Id(id) = of else { return Ok(false) };
    let Some(file) = draft.snapshot.ticket(*id)? else { return Ok(false) };
    let mut case = draft.case(file)?;
    let fired = fire::fire_before(draft, &mut case, job.at)?;
    let at = job.at.max(case.ticket.updated_at);
    let works = case.ticket.standing.is_active() && !case.ticket.category.is_done();
    let owner = if works && case.ticket.owner == Some(person) { draft.person(person)? } else { None };
    let absence = owner.as_ref().and_then(|owner| owner.active_agent()?.absence_at(job.at));
    let Some(absence) = absence.filter(|absence| takes_tickets(absence)) else {
        if fired {
            case.leave(draft)?;
        }
        return Ok(false);
    };
    let chain = match absence.substitute {
        Some(first) if absence.mode == AbsenceMode::Substitute => substitutes(draft, person, first, at)?,
        _ => Vec::new(),
    };
    hand_over(draft, &mut case, &chain, at)?;
    case.finish(draft, crate::automation::Occasion::TimePassed, None)?;
    Ok(true)
}

/// The substitutes of an absent agent, one after the other: of each who is absent, too, the next one. Where they lead back
/// to somebody, they end there.
fn substitutes(draft: &Draft<'_>, of: PersonId, first: PersonId, at: Timestamp) -> Answer<Vec<PersonId>> {
    let mut seen = BTreeSet::from([of]);
    let mut chain = Vec::new();
    let mut next = Some(first);
    while let Some(person) = next.filter(|person| chain.len() < limits::SUBSTITUTES && seen.insert(*person)) {
        chain.push(person);
        let found = draft.person(person)?;
        let absence = found.as_ref().and_then(|found| found.active_agent()?.absence_at(at));
        next = absence.filter(|it| it.mode == AbsenceMode::Substitute).and_then(|it| it.substitute);
    }
    Ok(chain)
}

/// Gives the ticket to the first of these who can take it; where nobody can, its team looks for somebody.
fn hand_over(draft: &mut Draft<'_>, case: &mut Case, chain: &[PersonId], at: Timestamp) -> Answer<()> {
    if !chain.is_empty() && assign::give_to_first(draft, case, at, assignment::SUBSTITUTE, chain)? {
        return Ok(());
    }
    given::release(draft, case, &Act::system(at), "absent", None)
}

/// Takes a ticket from its owner when a customer writes who is to be answered by somebody who is here.
pub(super) fn after_customer(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) -> Answer<()> {
    let works = case.ticket.standing.is_active() && !case.ticket.category.is_done();
    let Some(owner) = case.ticket.owner.filter(|_| works) else { return Ok(()) };
    let owner = draft.person(owner)?;
    let absence = owner.as_ref().and_then(|owner| owner.active_agent()?.absence_at(at));
    if absence.is_some_and(|absence| absence.mode == AbsenceMode::ReleaseOnMessage) {
        given::release(draft, case, &Act::system(at), "absent", None)?;
    }
    Ok(())
}
