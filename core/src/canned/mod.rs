//! Canned replies: texts that are ready, in the languages of customers, with places that the ticket fills.

mod spec;
mod template;

pub use spec::CannedSpec;
pub use template::{Filled, Template};
