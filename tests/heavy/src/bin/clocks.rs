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

use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

fn main() -> std::process::ExitCode {
    let (seed, count) = ticketkit_heavy::seed_and_count();
    println!("clocks: seed {seed}, count {count}");
    let (histories, mut failed) = (cases::histories(), 0);
    // What a failure says is said once, of the smallest history that fails.
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    for seed in seed..seed.saturating_add(count) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let config = Config { cases: 1, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new_with_rng(config, rng).run(&histories, |history| {
            agreement::check(&history);
            Ok(())
        });
        if let Err(why) = outcome {
            failed += 1;
            match why {
                TestError::Fail(reason, history) => {
                    println!("seed {seed}: {reason}\n  with {history:?}");
                }
                TestError::Abort(reason) => println!("seed {seed}: {reason}"),
            }
        }
    }
    std::panic::set_hook(loud);
    println!("{count} histories, {failed} failed");
    if failed == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
