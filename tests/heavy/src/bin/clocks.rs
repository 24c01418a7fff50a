//! Random histories of one ticket under random promises, against the slow reference: `clocks SEED COUNT`.
//!
//! Each history has a seed of its own, the first SEED, so that one that failed is repeated by its seed and a count of 1.
//! What is proven of each is what `core/tests/sla/random.rs` proves of some.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_imports,
    reason = "a proof fails by a panic, the figures go to the terminal, and the reference uses all names of its cases"
)]

#[path = "../../../../core/tests/sla/agreement.rs"]
mod agreement;
#[path = "../../../../core/tests/sla/cases.rs"]
mod cases;
#[path = "../../../../core/tests/sla/reference.rs"]
mod reference;
#[allow(dead_code, reason = "it is written for the examples of the suite")]
#[path = "../../../../core/tests/sla/story.rs"]
mod story;

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("clocks: seed {seed}, count {count}");
    let failed = ticketkit_heavy::failures(seed, count, &cases::histories(), |case| agreement::check(&case));
    println!("{count} histories, {failed} failed");
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
