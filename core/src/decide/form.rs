//! The form of a ticket: what a change of it has to keep to, and what somebody would see.

use std::collections::BTreeSet;

use super::case::{Case, workflow_of};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::{Answer, Input, Who, home, status, ticket};
use crate::access::Rights;
use crate::command::Edits;
use crate::config::Config;
use crate::error::Problem;
use crate::form::{Change, FormState};
use crate::id::Name;
use crate::model::{By, Ticket, TicketField};
use crate::snapshot::TicketFile;
use crate::time::Timestamp;
use crate::workflow::Status;

/// The form that a ticket has for somebody, as it is for the ticket as it stands.
pub fn form_of<'c>(config: &'c Config, rights: &Rights<'_>, ticket: &Ticket) -> FormState<'c> {
    config.forms().of(rights.is_staff(), ticket).evaluate(ticket)
}

/// What the form of a ticket has to say about a status that is to be entered.
#[derive(Debug)]
pub struct Needs<'c> {
    state: Option<FormState<'c>>,
    missing: Vec<Problem>,
}

impl Needs<'_> {
    /// Whether a field is hidden there.
    pub fn hides(&self, field: &TicketField) -> bool {
        self.state.as_ref().is_some_and(|state| state.hides(field))
    }

    /// What is missing for a transition, with what the form asks for besides.
    pub fn added_to(&self, mut missing: Vec<Problem>) -> Vec<Problem> {
        let known: BTreeSet<String> = missing.iter().map(|problem| problem.path.clone()).collect();
        missing.extend(self.missing.iter().filter(|problem| !known.contains(&problem.path)).cloned());
        missing
    }
}

/// What the form of a ticket would ask of somebody who moves it to a status.
pub fn needs_to_enter<'c>(
    config: &'c Config,
    rights: &Rights<'_>,
    ticket: &Ticket,
    to: &Status,
    at: Timestamp,
) -> Needs<'c> {
    if config.forms().are_unruled() {
        return Needs { state: None, missing: Vec::new() };
    }
    let after = entering(ticket, to, at);
    let state = form_of(config, rights, &after);
    let change = Change {
        state: &state,
        fields: config.fields(),
        before: ticket,
        after: &after,
        creates: false,
        written: &[],
        may_write: &|field| may_write(config, rights, &state, field, false),
    };
    let missing = change.problems();
    Needs { state: Some(state), missing }
}

/// The ticket as it would be in another status.
pub(super) fn entering(ticket: &Ticket, status: &Status, at: Timestamp) -> Ticket {
    let mut after = ticket.clone();
    status::apply(&mut after, status, at);
    after
}

/// Whether somebody may write a field of a form, on a ticket that they open or on one that is there. Customers choose the
/// type of a ticket that they open where a form lists it; how a ticket came in is said when it is opened.
pub fn may_write(
    config: &Config,
    rights: &Rights<'_>,
    state: &FormState<'_>,
    field: &TicketField,
    creating: bool,
) -> bool {
    let writable = |name: &Name| config.field(name).is_some_and(|known| known.customer_writable);
    match field {
        TicketField::Type if creating && !rights.is_staff() => {
            state.form().name().is_some() && state.get(field).is_some()
        }
        TicketField::Channel if !creating => false,
        _ if creating => rights.may_fill(field, writable),
        _ => rights.may_edit(field, writable),
    }
}

/// Holds what the edits have made of the ticket to its form: what does not keep to it is added to the problems, and where
/// the form says so, what it hides is emptied.
pub(super) fn hold(
    draft: &Draft<'_>,
    who: &Who<'_>,
    case: &mut Case,
    set: &Edits,
    creating: bool,
    problems: &mut Vec<Problem>,
) {
    let config = draft.config;
    if config.forms().are_unruled() {
        return;
    }
    let state = form_of(config, &who.rights, &case.ticket);
    let written: Vec<TicketField> = set.iter().filter_map(|(name, _)| edit::field_of(config, name)).collect();
    let change = Change {
        state: &state,
        fields: config.fields(),
        before: case.settled(),
        after: &case.ticket,
        creates: creating,
        written: &written,
        may_write: &|field| may_write(config, &who.rights, &state, field, creating),
    };
    // What is wrong with a value, or missing for a transition, is said already.
    let known: BTreeSet<String> = problems.iter().map(|problem| problem.path.clone()).collect();
    problems.extend(change.problems().into_iter().filter(|problem| !known.contains(&problem.path)));
    if state.form().clears_hidden() && change.touches() {
        let public = |name: &Name| config.field(name).is_some_and(|known| known.public);
        state.clear_hidden(&mut case.ticket, |field| who.rights.sees_field(field, public));
    }
}

/// The ticket as these edits would leave it, and what is wrong with them, to show somebody the form. Whether a ticket may
/// move to a status is not asked here. A ticket that is not there yet is one that the actor would open.
pub fn preview(
    input: Input<'_>,
    who: &Who<'_>,
    file: Option<&TicketFile>,
    set: &Edits,
) -> Answer<(Ticket, Vec<Problem>)> {
    let mut draft = Draft::new(input);
    let creating = file.is_none();
    let mut case = if let Some(file) = file {
        let mut case = Case::loaded(file);
        case.ticket = home::at_home(draft.config, &file.ticket, input.now).into_owned();
        case
    } else {
        let person = match who.by {
            By::Agent { person } | By::Requester { person } => draft.person(person)?,
            By::Host {} | By::Rule { .. } | By::System {} => None,
        };
        let ticket = ticket::blank(&mut draft, person.as_deref(), input.now);
        Case::new(ticket, who.rights.is_staff())
    };
    let mut problems = Vec::new();
    let edit = Edit { draft: &draft, who, case: &mut case, path: "/set", creating };
    let asked = edit::apply(edit, set, &mut problems)?;
    if creating {
        ticket::begin(&draft, &mut case, asked.status.as_ref(), input.now, &mut problems);
    } else if let Some(to) = asked.status {
        match workflow_of(draft.config, &case.ticket).check_status(&to) {
            Ok(status) => status::apply(&mut case.ticket, status, input.now),
            Err(problem) => problems.push(problem),
        }
    }
    hold(&draft, who, &mut case, set, creating, &mut problems);
    Ok((case.ticket, problems))
}
