//! Random teams and tickets against the slow reference, and desks whose agents come and go: `assignments SEED COUNT`.
//!
//! Each case has a seed of its own, the first SEED, so that one that failed is repeated by its seed and a count of 1. For
//! every hundred cases a desk is lived in memory, on records and in a file at the same time. What is proven of each is what
//! `core/tests/assignment` proves of some.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/assignment/agreement.rs"]
mod agreement;
#[path = "../../../../core/tests/assignment/cases.rs"]
mod cases;
#[path = "../../../../core/tests/assignment/desks.rs"]
mod desks;
#[path = "../../../../core/tests/assignment/reference.rs"]
mod reference;
#[path = "../../../../core/tests/stage/mod.rs"]
mod stage;
#[path = "../../../../core/tests/storages/mod.rs"]
mod storages;

use std::panic::catch_unwind;
use std::sync::Arc;

/// One desk for so many cases.
const CASES_FOR_A_DESK: u64 = 100;
/// What is done at a desk.
const DEEDS: u64 = 150;

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("assignments: seed {seed}, count {count}");
    let mut failed = ticketkit_heavy::failures(seed, count, &cases::cases(), |case| agreement::check(&case));
    let (mut desks, mut all) = (0, desks::Lived::default());
    for seed in (seed..seed.saturating_add(count)).step_by(usize::try_from(CASES_FOR_A_DESK).unwrap()) {
        desks += 1;
        if let Ok(lived) = catch_unwind(|| live(seed)) {
            all.deeds += lived.deeds;
            all.refused += lived.refused;
            all.waiting += lived.waiting;
            all.routings += lived.routings;
        } else {
            failed += 1;
            println!("seed {seed}: a desk failed");
        }
    }
    println!(
        "{} deeds, {} of them refused, {} routings, {} times that a ticket waited",
        all.deeds, all.refused, all.routings, all.waiting
    );
    println!("{count} cases, {desks} desks, {failed} failed");
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

fn live(seed: u64) -> desks::Lived {
    let (kept, folder) = (Arc::default(), storages::Folder::new());
    desks::live(seed, DEEDS, &[storages::memory(), storages::records(&kept), storages::sqlite(&folder)])
}
