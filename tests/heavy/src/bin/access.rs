//! What nobody learns: `access SEED COUNT`. Pairs of desks that differ in what one actor does not see, by the module that
//! `core/tests/access` proves of some.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/access/pairs.rs"]
mod pairs;

use std::panic::catch_unwind;

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("access: seed {seed}, count {count}");
    let (mut failed, mut all) = (0, pairs::Told::default());
    for seed in seed..seed.saturating_add(count) {
        if let Ok(told) = catch_unwind(|| pairs::live(seed)) {
            all.answers += told.answers;
            all.deeds += told.deeds;
            all.duties += told.duties;
        } else {
            failed += 1;
            println!("seed {seed}: something is told");
        }
    }
    println!(
        "{} deeds in one desk of a pair, {} answers compared, {} duties looked at",
        all.deeds, all.answers, all.duties
    );
    println!("{count} pairs, {} histories, {failed} failed", 2 * count);
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
