//! Long random histories: `histories SEED COUNT`. What is proven of each is what `core/tests/histories` proves of some.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/histories/agreement.rs"]
mod agreement;
#[path = "../../../../core/tests/histories/checks.rs"]
mod checks;
#[path = "../../../../core/tests/histories/documents.rs"]
mod documents;
#[path = "../../../../core/tests/histories/erasing.rs"]
mod erasing;
#[path = "../../../../core/tests/histories/house.rs"]
mod house;
#[path = "../../../../core/tests/histories/program.rs"]
mod program;
#[path = "../../../../core/tests/histories/proofs.rs"]
mod proofs;
#[path = "../../../../core/tests/storages/mod.rs"]
mod storages;

use ticketkit::storage::conformance::Chance;
use ticketkit_heavy::{failure, fewest, seed_and_count};

/// Steps of one history.
const STEPS: u64 = 150;

type Proof = (&'static str, fn(&[u64]));

const PROOFS: [Proof; 6] = [
    ("what is stored agrees", proofs::what_is_stored_agrees),
    ("decided again", proofs::a_replay_gives_the_same),
    ("late is punctual", proofs::late_is_punctual),
    ("a file as memory", proofs::a_file_does_what_memory_does),
    ("clocks follow from the history", proofs::clocks_follow_from_the_history),
    ("an erasure leaves no word", erasing::leaves_no_word),
];

fn main() -> std::process::ExitCode {
    let (seed, count) = seed_and_count();
    println!("histories: seed {seed}, count {count}, {STEPS} steps each");
    let mut failed = 0;
    for seed in seed..seed.saturating_add(count) {
        let mut chance = Chance::of(seed);
        let length = 1 + chance.below(STEPS);
        let steps: Vec<u64> = (0..length).map(|_| chance.below(u64::MAX)).collect();
        for (name, proof) in PROOFS {
            if let Some(said) = failure(|| proof(&steps)) {
                failed += 1;
                let fewest = fewest(&steps, proof);
                println!("seed {seed}: {name}: {said}\n  with the steps {fewest:?}");
            }
        }
    }
    println!("{count} histories, {} proofs, {failed} failed", count * PROOFS.len() as u64);
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
