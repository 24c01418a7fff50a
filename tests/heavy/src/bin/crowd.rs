//! A crowd of processes at one file: `crowd SEED COUNT`. Sixteen open COUNT tickets each; thirty-two close the same COUNT / 2
//! tickets, each in an order of its own; eight let time pass for COUNT x 100 timers, and are killed again and again.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
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
    Folder, Once, Work, argument, begin, file_of_worker, integrity, is_refusal, open, seed_and_count, worker,
};

/// What fires for a ticket that nobody touches: two breaches and three steps.
const TIMERS_OF_A_TICKET: u64 = 5;

/// What workers are told to do.
const OPEN: u64 = 0;
const CLOSE: u64 = 1;
const TICK: u64 = 2;

fn main() -> ExitCode {
    if let Some(file) = file_of_worker() {
        work(&file, argument(3).unwrap(), argument(4).unwrap(), argument(5).unwrap());
        return ExitCode::SUCCESS;
    }
    let (seed, count) = seed_and_count();
    println!("crowd: seed {seed}, count {count}");
    let mut wrong = Vec::new();
    all_open(seed, count, &mut wrong);
    all_close(seed, count.div_ceil(2), &mut wrong);
    all_tick(seed, (count * 100).div_ceil(TIMERS_OF_A_TICKET), &mut wrong);
    for problem in wrong.iter().take(20) {
        println!("wrong: {problem}");
    }
    println!("{}", if wrong.is_empty() { "as it must be" } else { "NOT as it must be" });
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What a worker does; every word that it says is a complaint.

fn work(file: &Path, what: u64, seed: u64, count: u64) {
    let (_storage, engine, desk) = open(file);
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

fn start(file: &Path, what: u64, seed: u64, count: u64) -> Child {
    worker(file, &[what, seed, count]).stdout(Stdio::piped()).spawn().unwrap()
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

fn tickets(file: &Path) -> Vec<Ticket> {
    let (storage, engine, desk) = open(file);
    let found = storage.find(desk.id(), &TicketQuery { limit: u32::MAX, ..all_tickets() }).unwrap().tickets;
    engine.close().unwrap();
    found
}

fn all_open(seed: u64, count: u64, wrong: &mut Vec<String>) {
    let folder = Folder::new("crowd-open");
    begin(&folder.file());
    let before = wrong.len();
    wait((0..16).map(|n| start(&folder.file(), OPEN, seed * 100 + n, count)).collect(), wrong);
    let errors = wrong.len() - before;
    let found = tickets(&folder.file());
    let numbers: BTreeSet<&str> = found.iter().map(|ticket| ticket.number.as_str()).collect();
    println!("16 x {count} tickets opened: {} numbers, {errors} errors", numbers.len());
    let all = numbers.len() as u64 == 16 * count && found.len() == numbers.len();
    wrong.extend((!all).then(|| format!("{} tickets under {} numbers", found.len(), numbers.len())));
}

fn all_close(seed: u64, count: u64, wrong: &mut Vec<String>) {
    let folder = Folder::new("crowd-close");
    begin(&folder.file());
    let before = wrong.len();
    wait(vec![start(&folder.file(), OPEN, seed, count)], wrong);
    wait((0..32).map(|n| start(&folder.file(), CLOSE, seed * 100 + n, count)).collect(), wrong);
    let errors = wrong.len() - before;
    let found = tickets(&folder.file());
    let closed = found.iter().filter(|ticket| ticket.category == Category::Solved).count();
    println!("32 closed the same {count} tickets: {closed} are closed, {errors} errors");
    wrong.extend((closed as u64 != count).then(|| format!("{closed} of {count} are closed")));
}

fn all_tick(seed: u64, count: u64, wrong: &mut Vec<String>) {
    let folder = Folder::new("crowd-tick");
    let file = folder.file();
    begin(&file);
    let born = SystemTime.now().before(Span::from_hours(1));
    let (storage, engine, desk) = open(&file);
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
    let mut children: Vec<Child> = (0..8).map(|n| start(&file, TICK, n, 0)).collect();
    // As soon as one of them finds nothing to do any more they are let be.
    while !children.iter_mut().any(|child| child.try_wait().unwrap().is_some()) {
        std::thread::sleep(Duration::from_millis(5 + chance.below(60)));
        let place = chance.place(children.len());
        let mut killed = std::mem::replace(&mut children[place], start(&file, TICK, 0, 0));
        kills += u64::from(killed.try_wait().unwrap().is_none());
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    wait(children, wrong);

    let (storage, engine, desk) = open(&file);
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
    let integrity = integrity(&file);
    wrong.extend((integrity != "ok").then_some(integrity));
}
