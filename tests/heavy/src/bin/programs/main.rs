//! The same random programs in memory, in a file and on a server: `programs SEED COUNT`. All must answer alike, and everything
//! that they hold in the end must be the same, to the last byte.
//!
//! A program is up to forty steps, each of them a few deeds, at a desk of its own. The desks come one after the other in the
//! same file and the same schema.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../../core/tests/histories/agreement.rs"]
mod agreement;
#[path = "../../../../../core/tests/histories/checks.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod checks;
#[path = "../../../../../core/tests/histories/documents.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod documents;
#[path = "../../../../../core/tests/histories/house.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod house;
mod numbers;
#[path = "../../../../../core/tests/histories/program.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod program;
#[path = "../../../../../core/tests/histories/proofs.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod proofs;
#[path = "../../../../../core/tests/storages/mod.rs"]
mod storages;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use ticketkit::storage::conformance::Chance;
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit_heavy::{Kind, Place, failure, fewest, seed_and_count};

use checks::assert_same;
use house::House;
use numbers::WithGaps;
use program::Sort;

/// Steps of a program at the most.
const STEPS: u64 = 40;
/// So many programs are lived in one file and one schema; what they leave behind there makes them slower.
const IN_ONE_PLACE: u64 = 500;

fn steps(seed: u64) -> Vec<u64> {
    let mut chance = Chance::of(seed);
    let length = 1 + chance.below(STEPS);
    (0..length).map(|_| chance.below(u64::MAX)).collect()
}

/// A file and a schema, for one desk at a time.
struct Ground {
    _places: [Place; 2],
    file: Arc<dyn Storage>,
    server: Arc<dyn Storage>,
}

impl Ground {
    fn new() -> Self {
        let places = [Place::new(Kind::Sqlite), Place::new(Kind::Postgres)];
        let (file, server) = (places[0].open(), places[1].open());
        Self { _places: places, file, server }
    }

    /// Lives a program on all three storages. Answers how many deeds it was, and how many things were compared in the end.
    fn live(&self, steps: &[u64]) -> (u64, u64) {
        // What one that failed has left.
        for storage in [&self.file, &self.server] {
            for desk in storage.desks().unwrap() {
                storage.delete_desk(desk.id).unwrap();
            }
        }
        let mut memory = House::on(WithGaps::over(Arc::new(MemoryStorage::new())));
        let mut file = House::on(WithGaps::over(Arc::clone(&self.file)));
        let mut server = House::on(Arc::clone(&self.server));
        let mut deeds = 0;
        proofs::live(Sort::Everything, steps, &mut [&mut memory, &mut file, &mut server], |_, _| deeds += 1);
        let keys = memory.keys();
        let expected = memory.everything(&keys);
        assert_same("in the file", &file.everything(&keys), &expected, |_| true);
        assert_same("on the server", &server.everything(&keys), &expected, |_| true);
        (deeds, expected.len() as u64)
    }
}

fn main() -> ExitCode {
    let (first, count) = seed_and_count();
    println!("programs: seed {first}, count {count}, up to {STEPS} steps each");
    let began = Instant::now();
    let (mut deeds, mut compared, mut failed) = (0, 0, 0_u64);
    let mut ground = Ground::new();
    for n in 0..count {
        if n % IN_ONE_PLACE == IN_ONE_PLACE - 1 {
            ground = Ground::new();
        }
        let seed = first.wrapping_add(n);
        let steps = steps(seed);
        let said = failure(|| {
            let (did, things) = ground.live(&steps);
            deeds += did;
            compared += things;
        });
        if let Some(said) = said {
            failed += 1;
            println!("seed {seed}: {said}");
            println!(
                "  with the steps {:?}",
                fewest(&steps, |steps| {
                    ground.live(steps);
                })
            );
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a ratio to one place")]
    let each = began.elapsed().as_secs_f64() * 1_000.0 / count.max(1) as f64;
    println!("{deeds} deeds, {compared} things compared on three storages; {each:.1} ms for each program");
    println!("{count} programs, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
