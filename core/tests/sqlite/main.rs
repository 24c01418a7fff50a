//! The storage in a file, beyond what every storage has to do.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation,
    reason = "helpers of tests fail by a panic, as tests do, and count little"
)]
#![cfg(feature = "sqlite")]

#[path = "../histories/agreement.rs"]
mod agreement;
mod backups;
mod crash;
mod opening;
mod pausing;
#[path = "../storages/reading.rs"]
#[allow(dead_code, reason = "whoever makes the files looks at the parts")]
mod reading;
mod reports;
mod searching;
mod sharing;
#[path = "../storages/mod.rs"]
mod storages;
mod upgrading;
mod world;
