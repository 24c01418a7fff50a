//! Many who take their next ticket at once, and many who open tickets at once: `pulls SEED TICKETS [PROCESSES] [THREADS]`,
//! with so many threads in all.
//!
//! First every thread of every process is an agent who takes tickets out of one line until nothing is left; then all
//! processes open tickets into a team that goes round, and are killed in the middle and started again.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

mod line;
mod replay;
mod rounds;

use std::process::ExitCode;

use ticketkit_heavy::{Kind, address_of_worker, argument, seed_and_count};

#[path = "../../../../../core/tests/histories/agreement.rs"]
mod agreement;

/// In a file: on a server a decision does not expect what it only looked at, so that somebody may pass over a ticket that came
/// back a moment before.
const KIND: Kind = Kind::Sqlite;

/// Which part a worker does: its first number.
const LINE: u64 = 0;
const ROUNDS: u64 = 1;

/// How many do it, and how often.
#[derive(Clone, Copy)]
struct Size {
    seed: u64,
    tickets: u64,
    processes: u64,
    /// Of each process.
    threads: u64,
}

fn main() -> ExitCode {
    if let Some(address) = address_of_worker() {
        let [seed, process, threads, count] = [4, 5, 6, 7].map(|n| argument(n).unwrap());
        match argument(3).unwrap() {
            LINE => line::work(&address, seed, process, threads),
            ROUNDS => rounds::work(&address, seed, process, count),
            part => panic!("there is no part {part}"),
        }
        return ExitCode::SUCCESS;
    }
    let (seed, tickets) = seed_and_count();
    let processes: u64 = argument(3).unwrap_or(8);
    let threads = argument::<u64>(4).unwrap_or(64).div_ceil(processes);
    let size = Size { seed, tickets, processes, threads };
    println!("pulls: seed {seed}, {tickets} tickets, {processes} processes with {threads} threads each");
    let mut wrong = line::run(size);
    wrong.extend(rounds::run(size));
    for problem in wrong.iter().take(20) {
        println!("wrong: {problem}");
    }
    println!("{}", if wrong.is_empty() { "as it must be" } else { "NOT as it must be" });
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
