//! How long an agent can be passed over, over random teams and arrivals: `fairness SEED COUNT`.
//!
//! What is proven of each team is what `core/tests/assignment` proves of some. Each team has a seed of its own, the first
//! SEED, so that one that failed is repeated by its seed and a count of 1.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/assignment/bounds.rs"]
mod bounds;

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("fairness: seed {seed}, count {count}");
    bounds::reach();
    let (mut failed, mut tickets) = (0, 0);
    for team in 0..count {
        let seed = seed.saturating_add(team);
        if let Ok(given) = std::panic::catch_unwind(|| bounds::hold(seed)) {
            tickets += given;
        } else {
            println!("seed {seed} failed");
            failed += 1;
        }
    }
    println!("{count} teams, {tickets} tickets given, {failed} failed");
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
