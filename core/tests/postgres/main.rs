//! The storage on a server. `tests/postgres/serve cargo test ...` starts one for these tests and says where it is;
//! without one they say that they were skipped, or fail where `TICKETKIT_TEST_POSTGRES_REQUIRED` is set.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail by a panic, as tests do, and say what they skip"
)]
#![cfg(feature = "postgres")]

mod conformance;
mod faults;
mod pooler;
mod reports;
mod searching;
mod server;
mod sharing;
#[path = "../stage/mod.rs"]
mod stage;
mod starting;
mod wire;
