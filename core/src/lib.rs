//! An embeddable ticketing engine: tickets, status workflows, assignment and service levels over a storage of
//! your choice, inside your own program.
#![forbid(unsafe_code)]

pub mod calendar;
pub mod error;
pub mod id;
pub mod limits;
pub mod time;

pub use error::{Code, Error, Problem, Result};
pub use id::Name;
pub use time::{Span, Timestamp};
