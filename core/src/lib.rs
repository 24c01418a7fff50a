//! An embeddable ticketing engine: tickets, status workflows, assignment and service levels over a storage of
//! your choice, inside your own program.
#![forbid(unsafe_code)]

pub mod access;
pub mod assignment;
pub mod automation;
pub mod calendar;
pub mod change;
pub mod command;
pub mod condition;
pub mod config;
pub mod decide;
pub mod engine;
pub mod error;
pub mod form;
pub mod id;
pub mod limits;
pub mod model;
pub mod query;
pub mod sla;
pub mod snapshot;
pub mod storage;
pub mod time;
pub mod workflow;

pub use error::{Code, Error, Problem, Result};
pub use id::Name;
pub use time::{Span, Timestamp};

/// The examples of the README, so that they are run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
