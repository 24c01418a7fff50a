//! What the benches have in common: a desk as a busy company has it, the same work done by bare statements, and a
//! stopwatch that counts processor time.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "a bench that cannot go on has nothing to say"
)]

pub mod bare;
pub mod desk;
pub mod server;
pub mod stopwatch;
pub mod table;
mod team;
pub mod twin;
pub mod words;
