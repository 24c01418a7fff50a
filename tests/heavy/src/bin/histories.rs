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

use std::panic::catch_unwind;

use ticketkit::storage::conformance::Chance;

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

fn fails(proof: fn(&[u64]), steps: &[u64]) -> bool {
    catch_unwind(|| proof(steps)).is_err()
}

/// Steps of these with which the proof fails still, and without any of which it does not.
fn fewest(proof: fn(&[u64]), steps: &[u64]) -> Vec<u64> {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let mut steps = steps.to_vec();
    let mut length = steps.len();
    while length > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + length).min(steps.len()));
            if fails(proof, &fewer) { steps = fewer } else { at += length }
        }
        length /= 2;
    }
    std::panic::set_hook(loud);
    steps
}

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("histories: seed {seed}, count {count}, {STEPS} steps each");
    let mut failed = 0;
    for seed in seed..seed.saturating_add(count) {
        let mut chance = Chance::of(seed);
        let length = 1 + chance.below(STEPS);
        let steps: Vec<u64> = (0..length).map(|_| chance.below(u64::MAX)).collect();
        for (name, proof) in PROOFS {
            if fails(proof, &steps) {
                failed += 1;
                println!(
                    "seed {seed}: {name}: failed, as it does with the steps {:?}",
                    fewest(proof, &steps)
                );
            }
        }
    }
    println!("{count} histories, {} proofs, {failed} failed", count * PROOFS.len() as u64);
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
