//! Service levels: what is promised, and how the promise stands.
//!
//! A [`Policy`] promises things to the tickets that fit it; a [`Clock`](crate::model::Clock) measures one of them on
//! one ticket. [`observe`] is told of every step of a command, in order, and keeps the clocks; [`fire`] does what time
//! brings by itself; [`explain`] says why a deadline is where it is; [`replay`] makes the clocks again from a history. All
//! are functions of their arguments.
//!
//! A clock holds everything that its deadline follows from: its start, the spans that did not count, its target and its
//! calendar. Time that was used is never moved along by steps, but always counted from these.
//!
//! ```
//! use std::collections::BTreeMap;
//! use ticketkit::id::TicketId;
//! use ticketkit::model::{ClockState, Metric, Ticket};
//! use ticketkit::sla::{Edition, Moment, Policy, PolicySpec, Terms, TicketCalendars, observe};
//! use ticketkit::workflow::{Workflow, WorkflowSpec};
//! use ticketkit::{Span, Timestamp};
//!
//! let workflow: WorkflowSpec = serde_json::from_str(
//!     r#"{ "name": "support", "transitions": [{ "from": "any", "to": "any" }], "statuses": [
//!          { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
//!          { "name": "waiting", "category": "pending" }, { "name": "solved", "category": "solved" }] }"#,
//! )?;
//! let policy: PolicySpec = serde_json::from_str(
//!     r#"{ "name": "everybody", "targets": [{ "metric": "resolution", "within": "PT8H", "unit": "real" }] }"#,
//! )?;
//! let policies = [Policy::compile(&policy, &(), "").map_err(|problems| problems[0].to_string())?];
//! let terms = Terms {
//!     workflow: &Workflow::compile(&workflow, &(), "").map_err(|problems| problems[0].to_string())?,
//!     current: Edition { version: 1, policies: &policies, calendars: &BTreeMap::new() },
//!     earlier: &[],
//! };
//!
//! // A ticket is opened, and two hours later it waits for the customer.
//! let opened_at: Timestamp = "2026-06-01T10:00:00Z".parse()?;
//! let mut opened = Ticket::blank(TicketId::from_bytes([7; 16]));
//! (opened.created_at, opened.status) = (opened_at, "new".parse()?);
//! let mut clocks = Vec::new();
//! let moment = Moment {
//!     at: opened_at,
//!     before: None,
//!     after: &opened,
//!     message: None,
//!     opened_by_staff: true,
//!     by_agent: true,
//!     calendars: TicketCalendars::default(),
//! };
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
mod choice;
mod count;
mod doubts;
mod explain;
mod fire;
mod metrics;
mod observe;
mod policy;
mod replay;
mod scene;
mod spec;
mod spent;
mod terms;
mod visits;
mod withdraw;

pub use bound::{DATE_GONE, POLICY_CHANGE};
pub use choice::{choose, choose_for};
pub use count::used;
pub use doubts::doubts;
pub use explain::{Explanation, Shown, Stretch, Sum, What, explain, length, timeline};
pub use fire::{fire, wake_at};
pub use metrics::SOLVED_WITHOUT_REPLY;
pub use observe::{observe, rebind};
pub use policy::{Policy, taken};
pub use replay::{Replayed, Setting, replay, was_opened_by_staff};
pub use spec::{
    Answering, Audience, CalendarSource, MomentSpec, OnChange, OnReopen, PolicySpec, StepSpec, TargetSpec,
    Unit, WhenSolved, Within,
};
pub use spent::{Spell, Whose, spent, total};
pub use terms::{Edition, Moment, News, Terms, TicketCalendars};
pub use visits::{Visit, VisitTotal, visit_totals, visits};
pub use withdraw::{restore, withdraw};
