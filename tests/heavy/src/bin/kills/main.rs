//! Kills, again and again at one desk: `kills SEED COUNT [--storage postgres [--server]]`. A process that works at the desk is
//! killed; with `--server` it is the server that is, and the process goes on once the server has been started again.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

mod found;
mod server;
mod told;
mod work;

#[path = "../../../../../core/tests/histories/agreement.rs"]
mod agreement;

use std::process::ExitCode;

use ticketkit::storage::conformance::Chance;
use ticketkit_heavy::{Kind, Place, address_of_worker, argument, begin, seed_and_count};

use found::Found;
use server::Server;
use work::Work;

fn main() -> ExitCode {
    if let Some(address) = address_of_worker() {
        Work::at(&address, argument(3).unwrap(), argument(4).unwrap()).go_on();
        return ExitCode::SUCCESS;
    }
    let (seed, count) = seed_and_count();
    let of_server = std::env::args().any(|argument| argument == "--server");
    let kind = Kind::of_processes();
    let server = of_server.then(|| {
        assert_eq!(kind, Kind::Postgres, "only a server can be killed");
        Server::of_serve()
    });
    println!("kills: seed {seed}, count {count}, storage {kind}");
    let place = Place::new(kind);
    let address = place.address();
    begin(&address);
    let mut chance = Chance::of(seed);
    let mut found = Found::default();
    for round in 0..count {
        let own = seed.wrapping_mul(1_000_003) + round;
        let told = match &server {
            Some(server) => server.live_and_die(&address, own, &mut chance),
            None => told::live_and_die(&address, own, &mut chance),
        };
        address.let_end();
        found.look(&address, &told, of_server || round + 1 == count || round % 20 == 19);
        if !found.wrong.is_empty() {
            println!("round {round} of seed {seed}: {:?}", found.wrong);
            break;
        }
    }
    println!(
        "{} kills{}, {} acknowledged, {} lost, {} partial, {} twice, integrity {}",
        found.kills,
        if of_server { " of the server" } else { "" },
        found.acknowledged,
        found.lost,
        found.partial,
        found.twice,
        found.integrity
    );
    println!(
        "of these {} commands, {} ticks, {} duties settled; {} kills before the first word; {} answers of the storage that it \
         cannot serve, {} that nobody knows; {} tickets, {} commands stored",
        found.commands,
        found.ticks,
        found.settled,
        found.silent,
        found.busy,
        found.unknown,
        found.tickets,
        found.stored
    );
    if found.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
