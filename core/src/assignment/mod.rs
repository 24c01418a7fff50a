//! Who gets a ticket, and why.

mod spec;
mod team;

pub use spec::{RouteSpec, SkillSpec, Strategy, TeamSpec};
pub use team::{Route, Team};
