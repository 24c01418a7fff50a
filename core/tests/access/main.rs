//! Who may see and do what: what the rights of one actor say, and what the whole engine makes of them.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic, as tests do"
)]

mod matrix;
mod rights;
#[path = "../stage/mod.rs"]
mod stage;
#[path = "../storages/mod.rs"]
mod storages;
mod table;
mod works;
