//! Changing fields: every value is checked, and every mistake is named, before anything is refused.

use std::collections::BTreeSet;

use super::case::Case;
use super::draft::Draft;
use super::writing::Writing;
use super::{Answer, Interrupt, Who, given, home, pull, who};
use crate::command::Edits;
use crate::config::Config;
use crate::error::{Code, Problem, did_you_mean, pointer};
use crate::id::{Name, TicketId};
use crate::limits;
use crate::model::{Person, PersonRef, Ticket, TicketField, Value};
use crate::snapshot::{Snapshot, Wanted};

/// Fields to change on a ticket.
pub(super) struct Edit<'e, 'd> {
    pub(super) draft: &'e Draft<'d>,
    pub(super) who: &'e Who<'e>,
    pub(super) case: &'e mut Case,
    /// Where the edits stand in the command.
    pub(super) path: &'static str,
    /// Whether the ticket is being created: what is given once and for all can be given.
    pub(super) creating: bool,
}

/// What the edits ask for that is not done by writing a field.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The status that the ticket is to enter.
    pub(super) status: Option<Name>,
    /// Whether it has got a new team and no owner, so that one is to be looked for.
    pub(super) routes: bool,
}

/// Writes the edits into the ticket. What is wrong with them is added to `problems`; a ticket that then is refused
/// goes away with its draft.
pub(super) fn apply(edit: Edit<'_, '_>, set: &Edits, problems: &mut Vec<Problem>) -> Answer<Asked> {
    let Edit { draft, who, case, path, creating } = edit;
    let config = draft.config;
    let (before_team, before_type) = (case.ticket.team.clone(), case.ticket.ticket_type.clone());
    let people = people_of(draft.snapshot, set)?;
    let mut asked = Asked::default();
    for (name, value) in set.iter() {
        let at = pointer(path, name);
        let Some(field) = field_of(config, name) else {
            let known = TicketField::BUILT_IN.iter().map(TicketField::as_str);
            let known = known.chain(config.fields().iter().map(|field| &*field.name));
            let problem = Problem::new(Code::UnknownField, format!("a ticket has no field `{name}`")).at(at);
            problems.push(match did_you_mean(name, known) {
                Some(hint) => problem.hint(hint),
                None => problem,
            });
            continue;
        };
        if let Some(problem) = may_not(config, who, &field, creating) {
            problems.push(problem.at(at));
            continue;
        }
        let mut writing = Writing { config, people: &people, ticket: &mut case.ticket, at, problems };
        if field == TicketField::Status {
            asked.status = writing.name(value);
        } else {
            writing.write(&field, value);
        }
    }
    if set.get("priority").is_none() && (set.get("impact").is_some() || set.get("urgency").is_some()) {
        follow_matrix(config, &mut case.ticket);
    }
    if !creating {
        let changed = if case.ticket.ticket_type == before_type {
            (case.ticket.team != before_team).then(|| pointer(path, "team"))
        } else {
            Some(pointer(path, "type"))
        };
        let at = draft.now.max(case.ticket.updated_at);
        home::follow(config, &mut case.ticket, changed, at, problems);
    }
    if set.get("estimate_minutes").is_some() && case.ticket.remaining_minutes.is_none() {
        // What is estimated for the first time is still to be done, but for what was done before.
        let left = case.ticket.estimate_minutes.map(|all| all.saturating_sub(case.ticket.spent_minutes));
        case.ticket.remaining_minutes = left.filter(|_| set.get("remaining_minutes").is_none());
    }
    agree_on_people(&mut case.ticket, set);
    check_plan(&case.ticket, set, path, problems);
    if case.ticket.team != before_team && !creating {
        let problem = given::too_many_handoffs(config, &case.ticket);
        problems.extend(problem.map(|problem| problem.at(pointer(path, "team"))));
        case.ticket.handoffs += 1;
        if set.get("owner").is_none() {
            leave_team(draft, &mut case.ticket)?;
        }
    }
    if !creating && case.ticket.owner != case.settled().owner {
        let problem = pull::picks_out(config, who, case.settled(), &case.ticket);
        problems.extend(problem.map(|problem| problem.at(pointer(path, "owner"))));
    }
    asked.routes =
        case.ticket.team != before_team && case.ticket.owner.is_none() && set.get("owner").is_none();
    Ok(asked)
}

/// Everything that is wrong with edits whatever the ticket is, added to `problems`; answers the status that they ask for.
pub(super) fn check(
    draft: &Draft<'_>,
    who: &Who<'_>,
    set: &Edits,
    problems: &mut Vec<Problem>,
) -> Answer<Option<Name>> {
    let mut ticket = Ticket::blank(TicketId::from_bytes([0; 16]));
    ticket.workflow = draft.config.workflow_for(None, None).name().clone();
    let mut case = Case::new(ticket, false);
    let mut found = Vec::new();
    let edit = Edit { draft, who, case: &mut case, path: "/set", creating: false };
    let asked = apply(edit, set, &mut found)?;
    // Whether a ticket of another type finds a status in its new workflow depends on the one that it has.
    found.retain(|problem| problem.code != Code::StatusNotMapped);
    problems.append(&mut found);
    Ok(asked.status)
}

pub(super) fn field_of(config: &Config, name: &str) -> Option<TicketField> {
    TicketField::built_in(name)
        .or_else(|| config.field(name).map(|field| TicketField::Custom(field.name.clone())))
}

/// Why this actor cannot write this field, if so.
fn may_not(config: &Config, who: &Who<'_>, field: &TicketField, creating: bool) -> Option<Problem> {
    use TicketField as F;
    match field {
        F::Channel if !creating => return Some(kept_by_engine(field)),
        F::Subject
        | F::Requester
        | F::Organization
        | F::Ccs
        | F::Followers
        | F::Team
        | F::Owner
        | F::Assignees
        | F::Status
        | F::Priority
        | F::Impact
        | F::Urgency
        | F::Type
        | F::Channel
        | F::Tags
        | F::DueAt
        | F::PlannedFrom
        | F::PlannedTo
        | F::EstimateMinutes
        | F::RemainingMinutes
        | F::ExternalIds
        | F::Language
        | F::Custom(_) => {}
        F::Unverified if !creating => {}
        _ => return Some(kept_by_engine(field)),
    }
    if *field == F::Type && creating && !who.rights.is_staff() && config.forms().offer_type() {
        // Whether the form that the ticket then has is one of those is seen when all edits are there.
        return None;
    }
    let writable = |name: &Name| config.field(name).is_some_and(|known| known.customer_writable);
    who.rights.require_field(field, creating, writable).err()
}

pub(super) fn kept_by_engine(field: &TicketField) -> Problem {
    Problem::new(Code::NotWritable, format!("`{}` cannot be set: the engine keeps it", field.as_str()))
}

/// Everybody whom the edits name. All are looked up at once.
fn people_of(snapshot: &Snapshot, set: &Edits) -> Answer<Vec<(String, std::sync::Arc<Person>)>> {
    let named = set.iter().filter(|(field, _)| {
        matches!(*field, "requester" | "owner" | "assignees" | "ccs" | "followers" | "unverified")
    });
    let texts: BTreeSet<&str> = named
        .filter_map(|(_, value)| value)
        .flat_map(|value| match value {
            Value::Text(text) => std::slice::from_ref(text),
            Value::List(items) => items.as_slice(),
            Value::Bool(_) | Value::Number(_) => &[],
        })
        .map(String::as_str)
        .take(limits::PARTICIPANTS)
        .collect();
    let mut wanted = Wanted::nothing();
    let mut people = Vec::new();
    for text in texts {
        match who::find(snapshot, &PersonRef::from(text)) {
            Ok(Some(person)) => people.push((text.to_owned(), std::sync::Arc::clone(person))),
            Ok(None) => {}
            Err(Interrupt::Need(more)) => wanted.add_all(more),
            Err(refused) => return Err(refused),
        }
    }
    if wanted.is_empty() { Ok(people) } else { Err(Interrupt::Need(wanted)) }
}

/// The priority that follows from impact and urgency.
pub(super) fn follow_matrix(config: &Config, ticket: &mut Ticket) {
    if let (Some(impact), Some(urgency)) = (&ticket.impact, &ticket.urgency)
        && let Some(priority) = config.priority_from(impact, urgency)
    {
        ticket.priority = priority.clone();
    }
}

/// Work that is planned ends after it begins.
fn check_plan(ticket: &Ticket, set: &Edits, path: &str, problems: &mut Vec<Problem>) {
    let given = ["planned_from", "planned_to"].into_iter().rfind(|field| set.get(field).is_some());
    if let (Some(field), Some(from), Some(to)) = (given, ticket.planned_from, ticket.planned_to)
        && to <= from
    {
        let text = format!("work that is planned from {from} cannot end at {to}");
        problems.push(Problem::new(Code::OutOfRange, text).at(pointer(path, field)));
    }
}

/// The owner is always among the assignees; who no longer is assigned no longer owns.
pub(super) fn agree_on_people(ticket: &mut Ticket, set: &Edits) {
    if set.get("assignees").is_some() && set.get("owner").is_none() {
        ticket.owner = ticket.owner.filter(|owner| ticket.assignees.contains(owner));
    } else if set.get("owner").is_some() && set.get("assignees").is_none() {
        ticket.assignees = ticket.owner.into_iter().collect();
    }
    if let Some(owner) = ticket.owner
        && let Err(place) = ticket.assignees.binary_search(&owner)
    {
        ticket.assignees.insert(place, owner);
    }
    // Whoever is made a customer of the ticket is known to belong to it.
    let (requester, ccs) = (ticket.requester, &ticket.ccs);
    ticket.unverified.retain(|person| *person != requester && !ccs.contains(person));
}

/// With a new team the owner goes, unless they work in that team, too.
pub(super) fn leave_team(draft: &Draft<'_>, ticket: &mut Ticket) -> Answer<()> {
    let Some(owner) = ticket.owner else { return Ok(()) };
    let person = draft.person(owner)?;
    let works_there = |team: &Name| {
        person.as_ref().and_then(|it| it.active_agent()).is_some_and(|it| it.teams.contains(team))
    };
    if !ticket.team.as_ref().is_some_and(works_there) {
        ticket.owner = None;
        ticket.assignees.retain(|assignee| *assignee != owner);
    }
    Ok(())
}
