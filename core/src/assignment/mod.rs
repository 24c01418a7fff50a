//! Who gets a ticket, and why.
//!
//! [`choose`] is the whole pipeline: everybody of the team is looked at, who cannot take the ticket is passed over
//! for a reason that is kept, and the team's strategy picks among the rest. It is a function of its arguments: the
//! same team in the same state gives the same owner, in whatever order its members are listed.

mod choose;
mod eligible;
mod load;
mod rotation;
mod route;
mod spec;
mod team;

pub use choose::{Choice, choose};
pub use eligible::{Demand, TeamMember};
pub use load::{load_changes, weight};
pub use rotation::{Turn, turn_taken};
pub use route::{Passed, Route, Routing, needs, route};
pub use spec::{RouteSpec, SkillSpec, Strategy, TeamSpec};
pub use team::Team;
