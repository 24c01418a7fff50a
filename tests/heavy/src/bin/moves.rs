//! Random commands at desks with random workflows, against a plain graph: `moves SEED COUNT`.
//!
//! What is proven of each step is what `core/tests/moving` proves of some. The steps are taken in parts of 1,000, each with
//! a seed of its own, the first SEED, so that one that failed is repeated by its seed and a count of 1,000.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/moving/desks.rs"]
mod desks;
#[path = "../../../../core/tests/moving/graph.rs"]
mod graph;
#[path = "../../../../core/tests/moving/walk.rs"]
mod walk;

/// Steps of one part.
const PART: u64 = 1_000;

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("moves: seed {seed}, count {count}");
    let (mut failed, mut all) = (0, walk::Figures::default());
    for part in 0..count.div_ceil(PART) {
        let steps = PART.min(count - part * PART);
        let seed = seed.saturating_add(part);
        match std::panic::catch_unwind(|| walk::walk(seed, steps)) {
            Ok(figures) => all.add(&figures),
            Err(_) => {
                println!("seed {seed} failed");
                failed += 1;
            }
        }
    }
    println!(
        "{} moves, {} refusals ({} for several reasons), {} fields hidden, {} approvals asked for, {} automatic, {} merges undone",
        all.moved, all.refused, all.several, all.hidden, all.asked, all.automatic, all.merged
    );
    println!("{count} steps, {failed} failed");
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
