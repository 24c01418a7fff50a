//! Random cases, each with a seed of its own.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// What makes the same cases of the same seed.
pub fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    let (start, _) = bytes.split_at_mut(size_of::<u64>());
    start.copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config { cases: 1, failure_persistence: None, ..Config::default() }, rng)
}

/// Lets a proof look at so many cases; the first has the seed `first`, each its own, so that one that failed is repeated by
/// its seed and a count of 1. Answers how many failed; of each the smallest case that fails is printed.
#[allow(clippy::print_stdout, reason = "what failed goes to the terminal")]
pub fn failures<S: Strategy>(first: u64, count: u64, cases: &S, proof: impl Fn(S::Value)) -> u64
where
    S::Value: Debug,
{
    let mut failed = 0;
    // What a failure says is said once.
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    for seed in first..first.saturating_add(count) {
        let outcome = runner(seed).run(cases, |case| {
            proof(case);
            Ok(())
        });
        match outcome {
            Ok(()) => continue,
            Err(TestError::Fail(reason, case)) => println!("seed {seed}: {reason}\n  with {case:?}"),
            Err(TestError::Abort(reason)) => println!("seed {seed}: {reason}"),
        }
        failed += 1;
    }
    std::panic::set_hook(loud);
    failed
}
