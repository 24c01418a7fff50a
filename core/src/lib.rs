//! An embeddable ticketing engine: tickets, status workflows, assignment and service levels over a storage of
//! your choice, inside your own program.
//!
//! An [`Engine`](engine::Engine) is opened once in a process, on memory or a file, and gives
//! [`Desk`](engine::Desk)s, each one helpdesk. A desk has two verbs, and both are data:
//! [`execute`](engine::Desk::execute) takes a [`Command`](command::Command) and an [`Actor`](model::Actor),
//! [`ask`](engine::Desk::ask) a [`Query`](command::Query). Time is told by the host:
//! [`tick`](engine::Engine::tick) fires what is due.
//!
//! ```
//! use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
//! use ticketkit::engine::Engine;
//! use ticketkit::model::{Actor, TicketRef};
//! use ticketkit::{Code, Timestamp};
//!
//! let engine = Engine::in_memory();
//! let desk = engine.desk("main")?;
//! let monday: Timestamp = "2026-06-01T09:00:00Z".parse()?;
//!
//! // A ticket comes in, and is promised a first reply within an hour of business time.
//! let opened = desk.execute(
//!     &Command::CreateTicket {
//!         subject: "The printer in hall 7 is on fire".into(),
//!         body: "Please hurry.".into(),
//!         requester: Some(Intake { address: Some("ines@example.com".into()), ..Intake::default() }),
//!         set: Edits::none().with("priority", "urgent"),
//!         attachments: vec![],
//!         message_id: None,
//!         html: None,
//!         fold_key: None,
//!     },
//!     &Context::of(Actor::host()).at(monday),
//! )?;
//! let ticket = TicketRef::Number(opened.number.unwrap());
//!
//! // It says why.
//! let promises = desk.ask(&Query::Promises { ticket: ticket.clone() }, &Actor::host())?;
//! let Answer::Promises { clocks } = promises else { unreachable!() };
//! assert_eq!(clocks[0].clock.due_at, Some("2026-06-01T10:00:00Z".parse()?));
//! assert!(clocks[0].why.contains("1 h promised in open time of the calendar `office`"));
//!
//! // What cannot be done is refused with every reason at once, and nothing changes.
//! let set = Edits::none().with("priority", "hihg").with("colour", "red");
//! let change = Command::ChangeTicket { ticket, set, transition: None, expect_version: None };
//! let refused = desk.execute(&change, &Context::of(Actor::host()).at(monday)).unwrap_err();
//! let codes: Vec<Code> = refused.problems().iter().map(|problem| problem.code).collect();
//! assert_eq!(codes, [Code::UnknownField, Code::UnknownName]);
//!
//! // Nobody answers, and nobody looks for a day: the promise was broken at its own instant.
//! let report = engine.tick("2026-06-02T09:00:00Z".parse()?, 1_000)?;
//! assert!(report.fired > 0 && !report.more);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What to read first
//!
//! [`engine`] for the two objects, [`command`] for everything that can be commanded and asked, [`config`] for what a
//! desk can customize, and [`Error`] for how things are refused. The other modules say what these speak of:
//!
//! | | |
//! |---|---|
//! | [`engine`] | opening, desks, commands and questions, `tick`, the outbox, replay, statistics |
//! | [`command`] | [`Command`](command::Command), [`Query`](command::Query), and what is answered |
//! | [`model`] | the nouns: tickets, messages, people, events, effects, jobs; and what customers see of them |
//! | [`config`] | the document, its JSON Schema, and the check of all of it at once |
//! | [`workflow`], [`form`], [`condition`] | statuses and moves, the desk's own fields, the one predicate tree |
//! | [`calendar`], [`sla`] | business time, and what is promised in it; both are of use by themselves |
//! | [`ical`] | iCalendar: where holidays come from, and as what deadlines and planned spans go out |
//! | [`assignment`], [`automation`], [`access`] | who gets a ticket, what rules do, who may see and do what |
//! | [`storage`], [`query`], [`change`], [`snapshot`] | for writers of storages: the trait, and what passes it |
//! | [`decide`] | the pure decisions behind every command |
//! | [`error`], [`id`], [`time`], [`limits`] | codes, identifiers, instants and spans, and every limit in one place |
//!
//! # Features
//!
//! - `sqlite`, on by default: `SqliteStorage` and `Engine::open`. SQLite is compiled along, which needs a C compiler;
//!   without the feature the crate is pure Rust.
//! - `postgres`: `PostgresStorage`, for desks that several machines share on a server.
//! - `uniffi` and `schema`: for the bindings; what crosses into other languages carries their derives. The macros of
//!   uniffi write unsafe code into the crate; without that feature it forbids any.
//! - `conformance`: the checks that every storage must pass, for storages that are written elsewhere.
//!
//! # What holds everywhere
//!
//! Instants are UTC and whole milliseconds; lengths of time in the API are milliseconds ([`Span`]), in a configuration
//! ISO 8601 text. A decision is a function of the command, the configuration, what was stored, and the instant: the
//! same history gives the same bytes. A command applies whole or not at all, and one that is given twice with the same
//! id is carried out once. Bad input is answered with an [`Error`], never with a panic.
#![cfg_attr(not(feature = "uniffi"), forbid(unsafe_code))]

pub mod access;
pub mod assignment;
pub mod automation;
pub mod calendar;
pub mod canned;
pub mod change;
pub mod command;
pub mod condition;
pub mod config;
pub mod decide;
pub mod engine;
pub mod error;
pub mod files;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod form;
pub mod html;
pub mod ical;
pub mod id;
pub mod limits;
pub mod model;
pub mod query;
mod shape;
pub mod sla;
pub mod snapshot;
pub mod storage;
pub mod time;
pub mod webhook;
pub mod workflow;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

pub use error::{Code, Error, Problem, Result};
pub use id::Name;
pub use time::{Span, Timestamp};

/// The examples of the README, so that they are run.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../../README.md")]
struct Readme;
