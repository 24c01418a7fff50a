//! Every verb and every question as data: what goes in, and what is answered.

mod question;
mod verb;

pub use question::{Answer, Available, ClockView, Count, Query, Report};
pub use verb::{Command, Context, Edits, Intake, Notice, Outcome};
