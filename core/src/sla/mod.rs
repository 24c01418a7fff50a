//! Service levels: what is promised, and how the promise stands.
//!
//! A [`Policy`] promises things to the tickets that fit it; a [`Clock`](crate::model::Clock) measures one of them on
//! one ticket. [`observe`] is told of every step of a command, in order, and keeps the clocks; [`fire`] does what time
//! brings by itself; [`explain`] says why a deadline is where it is. All three are functions of their arguments.
//!
//! A clock holds everything that its deadline follows from: its start, the spans that did not count, its target and its
//! calendar. Time that was used is never moved along by steps, but always counted from these.
//!
//! ```
//! use ticketkit::id::TicketId;
//! use ticketkit::model::{ClockState, Metric, Ticket};
//! use ticketkit::sla::{Moment, Policy, TargetSpec, Terms, Unit, Within, observe};
//! use ticketkit::workflow::{Workflow, WorkflowSpec};
//! use ticketkit::{Span, Timestamp};
//!
//! let workflow: WorkflowSpec = serde_json::from_str(
//!     r#"{ "name": "support", "transitions": [{ "from": "any", "to": "any" }], "statuses": [
//!          { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
//!          { "name": "waiting", "category": "pending" }, { "name": "solved", "category": "solved" }] }"#,
//! )?;
//! let target = TargetSpec::new(Metric::Resolution, Within::Always(Span::from_hours(8)), Unit::Real);
//! let (name, targets, steps) = ("everybody".parse()?, vec![target], Vec::new());
//! let policy = Policy { name, predicate: None, calendar: None, targets, steps };
//! let terms = Terms {
//!     workflow: &Workflow::compile(&workflow, &(), "").map_err(|problems| problems[0].to_string())?,
//!     policies: &[policy],
//!     config_version: 1,
//!     earlier: &[],
//! };
//!
//! // A ticket is opened, and two hours later it waits for the customer.
//! let opened_at: Timestamp = "2026-06-01T10:00:00Z".parse()?;
//! let mut opened = Ticket::blank(TicketId::from_bytes([7; 16]));
//! (opened.created_at, opened.status) = (opened_at, "new".parse()?);
//! let mut clocks = Vec::new();
//! let moment = Moment { at: opened_at, before: None, after: &opened, message: None, opened_by_staff: true };
//! observe(&terms, &mut clocks, &moment)?;
//! assert_eq!(clocks[0].due_at, Some("2026-06-01T18:00:00Z".parse()?));
//!
//! let mut waiting = opened.clone();
//! waiting.status = "waiting".parse()?;
//! let at = "2026-06-01T12:00:00Z".parse()?;
//! observe(&terms, &mut clocks, &Moment { at, before: Some(&opened), after: &waiting, ..moment })?;
//! assert_eq!((clocks[0].state, clocks[0].due_at), (ClockState::Paused, None));
//! assert_eq!(clocks[0].used_ms, Some(7_200_000));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bound;
mod check;
mod count;
mod explain;
mod fire;
mod metrics;
mod observe;
mod policy;
mod scene;
mod spec;
mod terms;

pub use count::used;
pub use explain::{Explanation, Shown, Stretch, Sum, What, explain};
pub use fire::{fire, wake_at};
pub use metrics::SOLVED_WITHOUT_REPLY;
pub use observe::{POLICY_CHANGE, observe};
pub use policy::{Choice, PassedOver, Policy, choose};
pub use spec::{Audience, MomentSpec, PolicySpec, StepSpec, TargetSpec, Unit, WhenSolved, Within};
pub use terms::{Moment, News, Terms};
