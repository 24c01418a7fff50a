//! Service levels, seen from outside: the worked examples of the domain, and random histories against a reference that
//! counts minute by minute.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected fails"
)]

mod agreement;
mod cases;
mod change;
mod examples;
mod explain;
mod found;
mod metrics;
mod modes;
mod random;
mod reference;
mod rules;
mod steps;
mod story;
