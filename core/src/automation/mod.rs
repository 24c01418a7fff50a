//! Rules that act when something happens.

mod rule;
mod spec;

pub use rule::Rule;
pub use spec::{ActionSpec, MatchMode, RuleSpec};
