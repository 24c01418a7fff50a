//! Who gets a ticket, and why.
//!
//! [`choose`] is the whole pipeline: everybody of the team is looked at, who cannot take the ticket is passed over
//! for a reason that is kept, and the team's strategy picks among the rest. It is a function of its arguments: the
//! same team in the same state gives the same owner, in whatever order its members are listed.

mod choose;
mod eligible;
mod ladder;
mod load;
mod presence;
mod response;
mod rotation;
mod route;
pub mod simulate;
mod spec;
mod team;
mod work;

pub use choose::{Choice, choose, first_able};
pub(crate) use choose::{ON_CALL, SUBSTITUTE, is_share};
pub use eligible::{Demand, TeamMember, obstacle, refusal};
pub use ladder::{Rung, RungSpec, RungStep};
pub(crate) use load::weighs;
pub use load::{load_changes, weight};
pub use presence::{Presence, first_return};
pub use response::{HandoffSpec, PullSpec, ResponseSpec, Silence};
pub use rotation::{Turn, turn_taken};
pub use route::{Route, RouteMode, needs, send};
pub use spec::{RouteSpec, SkillSpec, Strategy, TeamSpec};
pub use team::Team;
pub use work::{WeightSpec, Work, WorkSpec};
