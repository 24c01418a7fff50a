//! Who may see and do what: what the rights of one actor say, and what the whole engine makes of them.
#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic, as tests do"
)]

mod fields;
mod links;
mod looks;
mod matrix;
mod pairs;
mod publishing;
mod rights;
#[path = "../stage/mod.rs"]
mod stage;
#[path = "../storages/mod.rs"]
mod storages;
mod table;
mod works;

/// The short form of `tests/heavy`, `access`.
#[test]
fn what_an_actor_does_not_see_changes_no_answer() {
    let told: Vec<pairs::Told> = (1..=40).map(pairs::live).collect();
    assert!(told.iter().all(|told| told.answers > 100), "{told:?}");
    let (deeds, duties) = told.iter().fold((0, 0), |sums, it| (sums.0 + it.deeds, sums.1 + it.duties));
    assert!(deeds > 400 && duties > 1_000, "{deeds} deeds, {duties} duties");
}
