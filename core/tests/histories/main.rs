//! Random histories: what holds of every one of them.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests fail by a panic, as tests do, and say what they skip"
)]

mod agreement;
mod checks;
mod copying;
#[cfg(feature = "sqlite")]
mod damage;
mod documents;
mod erasing;
mod house;
mod plenty;
mod program;
mod proofs;
#[cfg(all(feature = "postgres", feature = "sqlite"))]
#[path = "../postgres/server.rs"]
mod server;
#[path = "../storages/mod.rs"]
mod storages;

use proptest::collection::vec;
use proptest::prelude::*;

/// The numbers that the steps of a history are chosen by.
fn steps(most: usize) -> impl Strategy<Value = Vec<u64>> {
    vec(any::<u64>(), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 15, failure_persistence: None, ..ProptestConfig::default() })]

    /// Folding events gives tickets, and what is counted or timed agrees with them, whatever has happened.
    #[test]
    fn every_ticket_is_the_fold_of_its_events(steps in steps(60)) {
        proofs::what_is_stored_agrees(&steps);
    }

    #[test]
    fn a_history_that_is_decided_again_gives_the_same_desk(steps in steps(60)) {
        proofs::a_replay_gives_the_same(&steps);
    }

    #[test]
    fn the_clocks_of_a_ticket_follow_from_its_history(steps in steps(60)) {
        proofs::clocks_follow_from_the_history(&steps);
    }

    #[test]
    fn an_erasure_leaves_no_word(steps in steps(60)) {
        erasing::leaves_no_word(&steps);
    }

    #[test]
    fn late_is_punctual_for_one_ticket(steps in steps(50)) {
        proofs::late_is_punctual(&steps);
    }
}

#[cfg(feature = "sqlite")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_answers_and_holds_what_memory_does(steps in steps(60)) {
        proofs::a_file_does_what_memory_does(&steps);
    }
}

/// A step hands the ticket over just before a command does: nobody is left who had it before.
#[test]
fn late_is_punctual_where_a_step_and_a_command_hand_over() {
    proofs::late_is_punctual(&[
        7_081_217_070_648_653_021,
        11_638_820_689_583_072_192,
        456_830_521_783_416_247,
    ]);
}

/// A rule takes the ticket out of somebody's sight just before they take a link off it.
#[test]
fn late_is_punctual_where_a_rule_hides_what_is_unlinked() {
    proofs::late_is_punctual(&[
        5_926_177_105_437_991_096,
        14_275_539_815_062_148_957,
        445_651_678_676_670_667,
    ]);
}

/// A repetition is recorded as what its ticket took of it, which is less than what was said.
#[test]
fn a_repetition_that_is_decided_again_is_known_by_what_was_said() {
    proofs::a_replay_gives_the_same(&[
        691_517_422_913_449_271,
        8_782_505_836_548_891_797,
        6_711_130_471_779_644_945,
        8_549_824_299_428_370_963,
        12_136_011_977_617_394_734,
        7_124_822_122_445_758_804,
    ]);
}
