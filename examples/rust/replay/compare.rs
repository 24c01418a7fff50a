//! What the engine counted, held to what the log says.

use std::collections::BTreeSet;

use ticketkit::model::Ticket;

use super::desk::{Plan, state_label};
use super::log::{Incident, Log, Row};
use super::play::Played;

/// How many of how many are equal, and those that are not.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) equal: usize,
    pub(super) of: usize,
    pub(super) different: Vec<Different>,
}

/// An incident of which the engine says something else than the log.
#[derive(Debug)]
pub(super) struct Different {
    pub(super) number: String,
    /// What the log says.
    pub(super) log: String,
    /// What the engine says.
    pub(super) engine: String,
    /// What is seen to be the reason.
    pub(super) because: &'static str,
    /// The lines of the file that show it.
    pub(super) lines: Vec<u64>,
}

/// Everything that was compared.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) reopens: Compared,
    pub(super) handoffs: Compared,
    /// The state, group and assignee at the end.
    pub(super) ends: Compared,
    /// Rows of which something was refused.
    pub(super) refused_rows: usize,
    /// Incidents whose resolution was promised, and those of them that came too late.
    pub(super) promised: (usize, usize),
    /// Incidents that the log marks as kept or not, and those that it marks as not.
    pub(super) marked: (usize, usize),
}

/// Compares the whole of a log.
pub(super) fn compare(log: &Log, plan: &Plan, played: &Played) -> Found {
    let mut found = Found {
        refused_rows: played.refused.iter().map(|refused| refused.line).collect::<BTreeSet<_>>().len(),
        ..Found::default()
    };
    for (place, incident) in log.incidents.iter().enumerate() {
        let ticket = played.tickets.get(place).and_then(Option::as_ref);
        let refused = played.refused.iter().filter(|refused| refused.incident == place);
        let refused: Vec<u64> = refused.map(|refused| refused.line).collect();
        let or_refused = |reason: Reason| {
            if refused.is_empty() { reason } else { ("a change was refused", refused.clone()) }
        };
        let (first, last) = (&incident.first, incident.last());
        found.reopens.count(incident, last.reopens - first.reopens, ticket.map(|it| it.reopens), || {
            or_refused(("the log counts otherwise than its states say", counted(incident, |row| row.reopens)))
        });
        found.handoffs.count(incident, last.handoffs - first.handoffs, ticket.map(|it| it.handoffs), || {
            or_refused(handoffs_differ(incident))
        });
        let logged = end(Some(last.state.as_str()), last.group.as_deref(), last.assignee.as_deref());
        let ended = ticket.map(|ticket| end_of(plan, played, ticket));
        found.ends.hold(incident, logged, ended.unwrap_or_else(|| end(None, None, None)), || {
            or_refused(("it ends otherwise than the log", vec![last.line]))
        });
        if let Some(late) = played.late.get(place).copied().flatten() {
            found.promised.0 += 1;
            found.promised.1 += usize::from(late);
        }
        if let Some(kept) = last.made_sla {
            found.marked.0 += 1;
            found.marked.1 += usize::from(!kept);
        }
    }
    found
}

/// What is seen to be the reason, and the lines that show it.
type Reason = (&'static str, Vec<u64>);

impl Compared {
    fn hold(&mut self, incident: &Incident, log: String, engine: String, because: impl Fn() -> Reason) {
        self.of += 1;
        if log == engine {
            self.equal += 1;
        } else {
            let (number, (because, lines)) = (incident.number.clone(), because());
            self.different.push(Different { number, log, engine, because, lines });
        }
    }

    /// Counts: what the log has added since its first row of the incident, which may lie in the middle of its life.
    fn count(&mut self, incident: &Incident, log: i64, engine: Option<u32>, because: impl Fn() -> Reason) {
        let engine = engine.map_or_else(|| "no ticket".to_owned(), |count| count.to_string());
        self.hold(incident, log.to_string(), engine, because);
    }
}

/// The lines on which the log's own count goes on.
fn counted(incident: &Incident, count: impl Fn(&Row) -> i64) -> Vec<u64> {
    let steps = incident.rows().zip(&incident.later).filter(|(before, row)| count(before) != count(row));
    steps.map(|(_, row)| row.line).collect()
}

/// Where the log's own count of handoffs and its own groups part.
fn handoffs_differ(incident: &Incident) -> Reason {
    let lines = |moved: bool, counted: bool| -> Vec<u64> {
        let steps = incident.rows().zip(&incident.later).filter(|(before, row)| {
            ((before.group != row.group), (before.handoffs != row.handoffs)) == (moved, counted)
        });
        steps.map(|(_, row)| row.line).collect()
    };
    match (lines(false, true), lines(true, false)) {
        (without_change, silent) if silent.is_empty() && !without_change.is_empty() => {
            ("the log counts a handoff without a change of group", without_change)
        }
        (without_change, silent) if without_change.is_empty() && !silent.is_empty() => {
            ("the log does not count a change of group", silent)
        }
        (without_change, silent) => {
            ("the log counts otherwise than its groups say", [without_change, silent].concat())
        }
    }
}

fn end(state: Option<&str>, group: Option<&str>, assignee: Option<&str>) -> String {
    [state, group, assignee].map(|value| value.unwrap_or("?")).join(", ")
}

fn end_of(plan: &Plan, played: &Played, ticket: &Ticket) -> String {
    let group = ticket.team.as_ref().map(|team| plan.group_label(team));
    let assignee = ticket.owner.and_then(|owner| played.people.get(&owner));
    end(Some(state_label(&ticket.status)), group, assignee.map(String::as_str))
}
