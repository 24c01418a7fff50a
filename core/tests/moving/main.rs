//! Random commands at desks with random workflows, against a graph that tells them anew. `moves` of the heavy tests takes
//! 100,000 steps of it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected fails"
)]

mod desks;
mod graph;
mod walk;

#[test]
fn every_move_is_one_of_the_plain_graph_and_every_refusal_lists_all_that_bars_it() {
    let figures = walk::walk(1, 2_000);
    assert_eq!(figures.steps, 2_000);
    // It met all that it is for.
    assert!(figures.moved > 100 && figures.refused > 100 && figures.several > 20, "{figures:?}");
    assert!(figures.hidden > 1 && figures.asked > 20 && figures.automatic > 4, "{figures:?}");
    assert!(figures.merged > 20, "{figures:?}");
}
