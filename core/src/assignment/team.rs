//! Teams as decisions use them.

use super::spec::{Strategy, TeamSpec};
use crate::id::Name;

/// A team, as far as the choice of an owner and its working hours go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its key.
    pub name: Name,
    /// How a ticket of this team finds its owner.
    pub strategy: Strategy,
    /// The working hours of the team.
    pub calendar: Option<Name>,
    /// Whether the agent who last had the ticket gets it again when they can take it, before the strategy is asked; a
    /// ticket that nobody had goes to the agent of the requester's latest ticket that has one.
    pub sticky: bool,
}

impl From<&TeamSpec> for Team {
    fn from(spec: &TeamSpec) -> Self {
        Self {
            name: spec.name.clone(),
            strategy: spec.strategy,
            calendar: spec.calendar.clone(),
            sticky: spec.sticky,
        }
    }
}
