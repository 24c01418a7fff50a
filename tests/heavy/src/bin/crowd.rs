//! A crowd of processes at one desk: `crowd SEED COUNT [--storage postgres]`. Sixteen open COUNT tickets each; thirty-two close
//! the same COUNT / 2 tickets, each in an order of its own; eight let time pass for COUNT x 100 timers, and are killed again and
//! again.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, ExitCode, Stdio};
use std::time::Duration;

use ticketkit::command::{Command, Context, Edits};
use ticketkit::id::{IdSource, RandomIds};
use ticketkit::model::{Actor, Category, Ticket, TicketRef};
use ticketkit::query::{HistoryQuery, TicketQuery};
use ticketkit::storage::conformance::{Chance, all_tickets, whole_feed};
use ticketkit::time::{SystemTime, TimeSource};
use ticketkit::{Error, Span};
use ticketkit_heavy::{
    Address, Kind, Once, Place, Work, address_of_worker, argument, begin, is_refusal, open, seed_and_count,
    worker,
};

#[path = "../../../../core/tests/histories/agreement.rs"]
mod agreement;

/// What fires for a ticket that nobody touches: two breaches and three steps.
const TIMERS_OF_A_TICKET: u64 = 5;

/// What workers are told to do.
const OPEN: u64 = 0;
const CLOSE: u64 = 1;
const TICK: u64 = 2;

fn main() -> ExitCode {
    if let Some(address) = address_of_worker() {
        work(&address, argument(3).unwrap(), argument(4).unwrap(), argument(5).unwrap());
        return ExitCode::SUCCESS;
    }
    let (seed, count) = seed_and_count();
    let kind = Kind::of_processes();
    println!("crowd: seed {seed}, count {count}, storage {kind}");
    let mut wrong = Vec::new();
    at_a_desk(kind, |address| all_open(address, seed, count, &mut wrong));
    at_a_desk(kind, |address| all_close(address, seed, count.div_ceil(2), &mut wrong));
    at_a_desk(kind, |address| {
        all_tick(address, seed, (count * 100).div_ceil(TIMERS_OF_A_TICKET), &mut wrong);
    });
    for problem in wrong.iter().take(20) {
        println!("wrong: {problem}");
    }
    println!("{}", if wrong.is_empty() { "as it must be" } else { "NOT as it must be" });
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What a worker does; every word that it says is a complaint.

fn work(address: &Address, what: u64, seed: u64, count: u64) {
    let (_storage, engine, desk) = open(address);
    match what {
        OPEN => {
            let mut work = Work::new(seed, format!("c{seed}"));
            for _ in 0..count {
                // Nothing is known to it, so that it always opens one.
                let (command, context) = work.next(1);
                complain(desk.execute(&command, &context).err());
            }
        }
        CLOSE => {
            let mut chance = Chance::of(seed);
            let mut numbers: Vec<u64> = (1..=count).collect();
            while !numbers.is_empty() {
                let number = numbers.swap_remove(chance.place(numbers.len()));
                let close = Command::ChangeTicket {
                    ticket: TicketRef::Number(number.to_string()),
                    set: Edits::none().with("status", "done"),
                    transition: None,
                    expect_version: None,
                };
                complain(desk.execute(&close, &Context::of(Actor::host())).err());
            }
        }
        _ => loop {
            match engine.tick(SystemTime.now(), 50) {
                Ok(report) if report.more => {}
                Ok(_) => break,
                Err(error) => complain(Some(error)),
            }
        },
    }
    engine.close().unwrap();
}

fn complain(error: Option<Error>) {
    if let Some(error) = error.filter(|error| !is_refusal(error)) {
        println!("{}: {error}", error.code());
    }
}

// What the others do.

fn start(address: &Address, what: u64, seed: u64, count: u64) -> Child {
    worker(address, &[what, seed, count]).stdout(Stdio::piped()).spawn().unwrap()
}

/// Waits for workers; what they complained of is wrong.
fn wait(children: Vec<Child>, wrong: &mut Vec<String>) {
    for mut child in children {
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        wrong.extend(said.map_while(Result::ok));
        let status = child.wait().unwrap();
        wrong.extend((!status.success()).then(|| format!("a worker ended with {status}")));
    }
}

fn tickets(address: &Address) -> Vec<Ticket> {
    let (storage, engine, desk) = open(address);
    let found = storage.find(desk.id(), &TicketQuery { limit: u32::MAX, ..all_tickets() }).unwrap().tickets;
    engine.close().unwrap();
    found
}

/// Lets a crowd work at a desk of its own, in which everything must agree afterwards.
fn at_a_desk(kind: Kind, work: impl FnOnce(&Address)) {
    let place = Place::new(kind);
    let address = place.address();
    begin(&address);
    work(&address);
    let (storage, engine, desk) = open(&address);
    agreement::assert_sound(&*storage, desk.id());
    engine.close().unwrap();
}

fn all_open(address: &Address, seed: u64, count: u64, wrong: &mut Vec<String>) {
    let before = wrong.len();
    wait((0..16).map(|n| start(address, OPEN, seed * 100 + n, count)).collect(), wrong);
    let errors = wrong.len() - before;
    let found = tickets(address);
    let numbers: BTreeSet<&str> = found.iter().map(|ticket| ticket.number.as_str()).collect();
    println!("16 x {count} tickets opened: {} numbers, {errors} errors", numbers.len());
    let all = numbers.len() as u64 == 16 * count && found.len() == numbers.len();
    wrong.extend((!all).then(|| format!("{} tickets under {} numbers", found.len(), numbers.len())));
}

fn all_close(address: &Address, seed: u64, count: u64, wrong: &mut Vec<String>) {
    let before = wrong.len();
    wait(vec![start(address, OPEN, seed, count)], wrong);
    wait((0..32).map(|n| start(address, CLOSE, seed * 100 + n, count)).collect(), wrong);
    let errors = wrong.len() - before;
    let found = tickets(address);
    let closed = found.iter().filter(|ticket| ticket.category == Category::Solved).count();
    println!("32 closed the same {count} tickets: {closed} are closed, {errors} errors");
    wrong.extend((closed as u64 != count).then(|| format!("{closed} of {count} are closed")));
}

fn all_tick(address: &Address, seed: u64, count: u64, wrong: &mut Vec<String>) {
    let born = SystemTime.now().before(Span::from_hours(1));
    let (storage, engine, desk) = open(address);
    let mut work = Work::new(seed, "t".to_owned());
    let mut left = count;
    while left > 0 {
        let some = left.min(100);
        let fresh =
            |_| (work.next(1).0, Context::of(Actor::host()).at(born).with_id(RandomIds.command_id(born)));
        let all: Vec<_> = (0..some).map(fresh).collect();
        wrong.extend(
            desk.execute_many(&all).into_iter().filter_map(|it| it.err().map(|error| error.to_string())),
        );
        left -= some;
    }
    engine.close().unwrap();
    drop((desk, engine, storage));

    let (mut chance, mut kills) = (Chance::of(seed), 0_u64);
    let mut children: Vec<Child> = (0..8).map(|n| start(address, TICK, n, 0)).collect();
    // As soon as one of them finds nothing to do any more they are let be.
    while !children.iter_mut().any(|child| child.try_wait().unwrap().is_some()) {
        std::thread::sleep(Duration::from_millis(5 + chance.below(60)));
        let place = chance.place(children.len());
        let mut killed = std::mem::replace(&mut children[place], start(address, TICK, 0, 0));
        kills += u64::from(killed.try_wait().unwrap().is_none());
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    wait(children, wrong);
    address.let_end();

    let (storage, engine, desk) = open(address);
    let (mut once, mut events, mut after) = (Once::default(), 0_u64, 0);
    loop {
        let page = storage.history(desk.id(), &HistoryQuery { after, ..whole_feed() }).unwrap();
        if page.events.is_empty() {
            break;
        }
        after = page.last;
        events += page.events.len() as u64;
        for event in &page.events {
            once.see(event);
        }
    }
    let fired = once.things as u64 - events;
    let due = storage.next_due().unwrap().filter(|due| *due <= SystemTime.now());
    engine.close().unwrap();
    println!("8 fired {fired} timers of {count} tickets through {kills} kills, {} twice", once.twice.len());
    wrong.extend(once.twice.iter().map(|thing| format!("twice: {thing}")));
    wrong.extend(due.map(|due| format!("a timer is due at {due}")));
    wrong.extend((fired != count * TIMERS_OF_A_TICKET).then(|| format!("{fired} timers fired")));
    let integrity = address.integrity();
    wrong.extend((integrity != "ok").then_some(integrity));
}
