//! Makes a file that later versions have to open: `fixture SEED TICKETS FILE`. A desk that has lived a random history, with
//! everything that goes wrong in one, and then many tickets. Beside it, as FILE.txt, stands what there is to read in it.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../core/tests/histories/documents.rs"]
mod documents;
#[path = "../../../../core/tests/histories/house.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod house;
#[path = "../../../../core/tests/histories/program.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod program;
#[path = "../../../../core/tests/storages/reading.rs"]
#[allow(dead_code, reason = "a test looks at the parts")]
mod reading;
#[path = "../../../../core/tests/storages/mod.rs"]
mod storages;

use std::path::PathBuf;
use std::sync::Arc;

use ticketkit::command::Command;
use ticketkit::storage::conformance::Chance;
use ticketkit::storage::{SqliteStorage, Storage};
use ticketkit_heavy::{argument, seed_and_count};

use house::{Came, Deed, House};
use program::{Program, Sort};

/// Steps of a history in which everything happens.
const LIVED: u64 = 250;

fn main() {
    let (seed, count) = seed_and_count();
    let file: PathBuf = argument(3).unwrap();
    let storage: Arc<dyn Storage> = Arc::new(SqliteStorage::open(&file).unwrap());
    let mut house = House::on(Arc::clone(&storage));
    let mut chance = Chance::of(seed);
    let mut program = Program::new(Sort::Everything);
    let mut deeds = Program::beginning();
    let (mut steps, mut tickets) = (0, 0);
    while tickets < count {
        for deed in deeds {
            // First everything happens; then tickets are opened, because a long history fills a file with few of them.
            let opens = matches!(&deed, Deed::Execute(command, _) if matches!(**command, Command::CreateTicket { .. }));
            if steps > LIVED && !opens {
                continue;
            }
            let came = house.carry_out(&deed);
            let made = matches!(&came, Came::To(answer) if answer.as_ref().as_ref().is_ok_and(|it| it.number.is_some()));
            tickets += u64::from(opens && made);
            program.note(&deed, &came);
        }
        deeds = program.step(chance.below(u64::MAX));
        steps += 1;
    }
    let reading = reading::read(&*storage, house.desk.id()).unwrap();
    house.engine.close().unwrap();
    rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA journal_mode = DELETE; VACUUM").unwrap();
    std::fs::write(file.with_extension("txt"), format!("{reading}\n")).unwrap();
    println!("{} bytes", std::fs::metadata(&file).unwrap().len());
}
