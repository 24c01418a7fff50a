//! Who gets a ticket, and why.

mod spec;

pub use spec::{RouteSpec, SkillSpec, Strategy, TeamSpec};
