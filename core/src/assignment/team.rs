//! Teams as decisions use them.

use super::ladder::Rung;
use super::response::{PullSpec, ResponseSpec};
use super::spec::{Strategy, TeamSpec};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::time::Span;

/// A team, as far as the choice of an owner and its working hours go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its key.
    pub name: Name,
    /// How a ticket of this team finds its owner.
    pub strategy: Strategy,
    /// Whether the engine looks for owners of its tickets: by this strategy, or by that of a route.
    pub chooses: bool,
    /// The working hours of the team.
    pub calendar: Option<Name>,
    /// Whether the agent who last had the ticket gets it again when they can take it, before the strategy is asked; a
    /// ticket that nobody had goes to the agent of the requester's latest ticket that has one.
    pub sticky: bool,
    /// Over how many days assignments are counted, today among them.
    pub window_days: u32,
    /// What is done while nobody can take a ticket.
    pub ladder: Vec<Rung>,
    /// How long an owner has to act.
    pub response: Option<ResponseSpec>,
    /// How agents take their next ticket themselves.
    pub pull: Option<PullSpec>,
    /// For how long a ticket is not given again to somebody who did not want it.
    pub declined_for: Span,
}

impl Team {
    /// A team of which only the strategy is known.
    pub const fn new(name: Name, strategy: Strategy) -> Self {
        Self {
            name,
            strategy,
            chooses: !matches!(strategy, Strategy::Manual),
            calendar: None,
            sticky: false,
            window_days: 7,
            ladder: Vec::new(),
            response: None,
            pull: None,
            declined_for: Span::from_days(1),
        }
    }

    /// Checks a team. Whether what it names is there is for the configuration as a whole to say.
    ///
    /// # Errors
    /// What is wrong with its ladder, with JSON Pointers that begin with `path`.
    pub fn compile(spec: &TeamSpec, path: &str) -> Result<Self, Vec<Problem>> {
        let plain = Self::new(spec.name.clone(), spec.strategy);
        Ok(Self {
            calendar: spec.calendar.clone(),
            sticky: spec.sticky,
            window_days: spec.window_days.unwrap_or(plain.window_days),
            ladder: Rung::compile(&spec.ladder, &pointer(path, "ladder"))?,
            response: spec.response.clone(),
            pull: spec.pull.clone(),
            declined_for: spec.declined_for.unwrap_or(plain.declined_for),
            ..plain
        })
    }
}
