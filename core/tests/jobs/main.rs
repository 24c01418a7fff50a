//! Long work: bulk changes and queues, carried on by `tick`.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation,
    reason = "helpers of tests fail by a panic, as tests do, and count little"
)]

mod bulk;
mod queue;
mod rebind;
mod refusals;
mod replay;
#[cfg(feature = "sqlite")]
mod sharing;
mod spy;
#[path = "../stage/mod.rs"]
mod stage;
mod world;
