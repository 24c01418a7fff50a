//! Teams and routes that were checked, ready to be asked.

use super::spec::{RouteSpec, SkillSpec, Strategy, TeamSpec};
use crate::calendar::Calendar;
use crate::condition::{FieldKinds, Predicate, Scope};
use crate::error::{Problem, pointer};
use crate::id::Name;

/// A unit that owns tickets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Team {
    /// Its key.
    pub name: Name,
    /// How a ticket of this team finds its owner.
    pub strategy: Strategy,
    /// Whether the agent who last had the ticket is asked before the strategy.
    pub sticky: bool,
    /// The working hours of the team; always when there is none.
    pub calendar: Option<Calendar>,
}

impl Team {
    /// The team that a configuration describes. `calendar` is the one that it names.
    pub fn of(spec: &TeamSpec, calendar: Option<Calendar>) -> Self {
        Self { name: spec.name.clone(), strategy: spec.strategy, sticky: spec.sticky, calendar }
    }
}

/// Which team a new ticket goes to, and what its owner has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// Its key.
    pub name: Name,
    /// For which tickets it is.
    pub predicate: Predicate,
    /// The team that gets the ticket.
    pub team: Name,
    /// What the owner has to know.
    pub skills: Vec<SkillSpec>,
    /// Whether the owner has to work in the ticket's language.
    pub same_language: bool,
}

impl Route {
    /// Checks a route. Whether the team and the skills that it names are there is for the configuration as a whole to
    /// say.
    ///
    /// # Errors
    /// Everything that is wrong with its condition, each with a JSON Pointer that begins with `path`.
    pub fn compile(spec: &RouteSpec, fields: &dyn FieldKinds, path: &str) -> Result<Self, Vec<Problem>> {
        let predicate = match &spec.condition {
            Some(condition) => {
                Predicate::compile(condition, fields, Scope::Stored, &pointer(path, "condition"))?
            }
            None => Predicate::always(),
        };
        Ok(Self {
            name: spec.name.clone(),
            predicate,
            team: spec.team.clone(),
            skills: spec.skills.clone(),
            same_language: spec.same_language,
        })
    }
}
