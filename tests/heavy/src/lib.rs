//! What the heavy tests share: how they are started, the desk that they work at, and the work.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a proof fails by a panic, as tests do"
)]

mod address;
mod cases;
mod desk;
mod fewest;
mod once;
mod place;
mod start;
mod work;

pub use address::Address;
pub use cases::{failures, runner};
pub use desk::{AGENTS, begin, open};
pub use fewest::{failure, fewest};
pub use once::Once;
pub use place::{Kind, Place, Schema};
pub use start::{Folder, address_of_worker, argument, option, seed_and_count, worker};
pub use work::{Work, is_refusal};
