//! Rules that act when something happens, or when a time has come.
//!
//! After the change that a command made, a [`Run`] says which rule fires next, [`plan`] says what that rule asks for,
//! and whoever carries it out tells the run whether the ticket has changed by it. Rules themselves change nothing.
//!
//! A rule that has a time ([`When`]) begins a run of its own when that time has come. A [`Macro`] is asked by nobody: a
//! member of staff carries it out.

mod doubts;
mod duty;
mod facts;
mod idle;
mod macros;
mod plan;
mod rule;
mod run;
mod spec;
mod when;

pub use crate::command::Occasion;
pub use crate::workflow::ActionSpec;
pub use doubts::doubts;
pub use duty::Duty;
pub use facts::RuleFacts;
pub use idle::idle;
pub use macros::{Macro, MacroSpec};
pub use plan::{Plan, RuleMessage, plan, plan_of};
pub use rule::Rule;
pub use run::{Asked, Firing, Run};
pub use spec::{Anchor, MatchMode, RuleSpec, WhenSpec};
pub use when::When;
