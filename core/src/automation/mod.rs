//! Rules that act when something happens.

mod spec;

pub use spec::{ActionSpec, MatchMode, RuleSpec};
