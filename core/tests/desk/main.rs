//! What a host can do with a desk, by its two verbs alone: every story is told on every storage that there is, on
//! a server where there is one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic, as tests do"
)]

mod access;
mod approving;
mod assignment;
mod audience;
mod automation;
mod by_itself;
mod config;
mod conversation;
mod dry_run;
mod erasing;
mod explain;
mod following;
mod forms;
mod intake;
mod joining;
mod levels;
mod linking;
mod macros;
mod merging;
mod moves;
mod people;
mod promises;
mod pulling;
mod rerouting;
mod responding;
mod routing;
#[cfg(feature = "postgres")]
#[path = "../postgres/server.rs"]
#[allow(dead_code, reason = "other suites need all of it")]
mod server;
mod splitting;
#[path = "../stage/mod.rs"]
mod stage;
mod standing;
#[path = "../storages/mod.rs"]
mod storages;
mod streams;
mod ticket;
mod timed;
mod trial;
mod visits;
mod webhooks;
mod weightless;
mod work;
mod workflow;
mod world;
#[path = "../reference/zones.rs"]
mod zones;
