//! Every call of a storage fails once, for every operation: before it is carried out, and after it. The caller is told so by
//! an error that says what it is, nothing is there by halves, and the next try succeeds as if nothing had been.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests fail by a panic, as tests do, and say what they skip"
)]

#[cfg(feature = "sqlite")]
#[path = "../histories/agreement.rs"]
mod agreement;
#[path = "../histories/documents.rs"]
mod documents;
#[path = "../storages/failing.rs"]
#[allow(dead_code, reason = "other suites need all of it")]
mod failing;
#[path = "../histories/house.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod house;
#[path = "../histories/program.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod program;
#[cfg(feature = "sqlite")]
mod rows;
#[cfg(feature = "postgres")]
#[path = "../postgres/server.rs"]
#[allow(dead_code, reason = "its own suite needs all of it")]
mod server;
#[cfg(feature = "sqlite")]
mod space;
#[path = "../storages/mod.rs"]
mod storages;
mod trial;

use std::sync::Arc;

use ticketkit::Code;
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::Layered;

use failing::{Failing, How};
use trial::Manner;

/// Before a call is carried out, something that the engine does not try again; and after it.
const HOWS: [How; 2] = [How::Refused(Code::StorageFull), How::Lost];

/// `apart`: the engine loads and commits, as it does where a storage cannot decide inside of itself.
fn every_call_fails(below: &Arc<dyn Storage>, apart: bool) {
    let failing = Arc::new(Failing::new(Arc::clone(below), apart));
    let manner = Manner { fails: &*failing, hows: &HOWS, apart, least: 300 };
    trial::every_call_fails(&**below, Layered::over(&failing), manner);
}

#[test]
fn every_call_fails_in_memory() {
    every_call_fails(&storages::memory(), false);
}

#[test]
fn every_call_fails_on_records() {
    every_call_fails(&storages::records(&Arc::default()), false);
}

#[test]
fn every_call_fails_where_loading_and_committing_are_apart() {
    every_call_fails(&storages::memory(), true);
}

#[cfg(feature = "sqlite")]
#[test]
fn every_call_fails_on_a_file() {
    let folder = storages::Folder::new();
    every_call_fails(&storages::sqlite(&folder), false);
}

#[cfg(feature = "postgres")]
#[test]
fn every_call_fails_on_a_server() {
    let Some(address) = server::address() else { return };
    every_call_fails(&server::fresh(&address), true);
}
