//! What is done when nobody can take a ticket.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, reached};
use crate::error::{Code, Problem, pointer};
use crate::id::Name;
use crate::model::{PersonRef, Ticket};
use crate::time::{Span, Timestamp};

/// A rung of the ladder that a ticket climbs while it waits for an owner. Each is taken once while the ticket waits in
/// the team, at its exact time; after the last one it stays queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RungSpec {
    /// How long the ticket has been waiting when it is taken; more than at the rung before.
    pub after: Span,
    /// The calendar whose open time counts; every second when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// Skills that are optional are not asked for any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drop_optional_skills: bool,
    /// The ticket goes to another team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Name>,
    /// The ticket goes to whoever is on call, by the host's key or our id, if they can take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// A rung, ready to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rung {
    /// How long the ticket has been waiting when it is taken.
    pub after: Span,
    /// The calendar whose open time counts; every second when there is none.
    pub calendar: Option<Name>,
    /// What is done.
    pub step: RungStep,
}

/// What is done at a rung.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RungStep {
    /// Optional skills are not asked for any more.
    DropOptionalSkills,
    /// The ticket goes to another team.
    Team(Name),
    /// The ticket goes to somebody, if they can take it.
    Agent(PersonRef),
}

impl Rung {
    /// Checks the rungs of a team. Whether what they name is there is for the configuration as a whole to say.
    ///
    /// # Errors
    /// Times that do not grow and rungs that do nothing or several things, each with a JSON Pointer that begins with
    /// `path`.
    pub fn compile(specs: &[RungSpec], path: &str) -> Result<Vec<Self>, Vec<Problem>> {
        let (mut rungs, mut problems) = (Vec::<Self>::new(), Vec::new());
        let mut before: Option<Span> = None;
        for (n, spec) in specs.iter().enumerate() {
            let path = pointer(path, n);
            if spec.after.is_negative() || spec.after.is_zero() {
                let problem =
                    Problem::new(Code::OutOfRange, format!("`{}` is no time that can pass", spec.after));
                problems.push(problem.at(pointer(&path, "after")).hint("write a duration such as `PT15M`"));
            } else if before.is_some_and(|before| spec.after <= before) {
                let message = format!("`{}` is not later than the rung before", spec.after);
                let problem = Problem::new(Code::OutOfRange, message).at(pointer(&path, "after"));
                problems.push(problem.hint("write the rungs in the order of their times"));
            }
            before = Some(spec.after);
            let drops = spec.drop_optional_skills.then_some(RungStep::DropOptionalSkills);
            let team = spec.team.clone().map(RungStep::Team);
            let agent = spec.agent.as_deref().map(|key| RungStep::Agent(PersonRef::from(key)));
            let mut steps = [drops, team, agent].into_iter().flatten();
            if let (Some(step), None) = (steps.next(), steps.next()) {
                rungs.push(Self { after: spec.after, calendar: spec.calendar.clone(), step });
            } else {
                let problem = Problem::new(Code::OutOfRange, "a rung does one thing").at(path);
                problems.push(problem.hint("write one of `drop_optional_skills`, `team` and `agent`"));
            }
        }
        if problems.is_empty() { Ok(rungs) } else { Err(problems) }
    }

    /// When it is taken by a ticket that has been waiting since an instant; never where its calendar does not open.
    pub fn taken_at(&self, since: Timestamp, calendars: &BTreeMap<Name, Arc<Calendar>>) -> Option<Timestamp> {
        reached(since, self.after, self.calendar.as_ref(), calendars)
    }
}

/// Whether a ticket that waits in a team is still asked for skills that are optional: until the rung that drops them was
/// taken. Without such a rung they are never asked for.
pub(super) fn asks_optional(ladder: &[Rung], ticket: &Ticket) -> bool {
    let taken = usize::try_from(ticket.rungs).unwrap_or(usize::MAX);
    ladder.iter().skip(taken).any(|rung| rung.step == RungStep::DropOptionalSkills)
}
