//! Statuses and the moves between them.

mod spec;

pub use spec::{AutomaticSpec, MessageRule, StatusSpec, TransitionSpec, WorkflowSpec};
