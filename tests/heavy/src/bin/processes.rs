//! Many processes at one desk: `processes SEED SECONDS [PROCESSES] [--storage postgres]`.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, ExitCode, Stdio};
use std::time::{Duration, Instant};

use ticketkit::command::Command;
use ticketkit::id::CommandId;
use ticketkit::model::{EventKind, Verdict};
use ticketkit::query::{HistoryQuery, TicketQuery};
use ticketkit::storage::conformance::{all_tickets, whole_feed};
use ticketkit::storage::{Key, Storage, Wanted};
use ticketkit::time::{SystemTime, TimeSource};
use ticketkit::{Error, Result};
use ticketkit_heavy::{
    AGENTS, Address, Kind, Once, Place, Work, address_of_worker, argument, begin, is_refusal, open,
    seed_and_count, worker,
};

#[path = "../../../../core/tests/histories/agreement.rs"]
mod agreement;

fn main() -> ExitCode {
    if let Some(address) = address_of_worker() {
        work(&address, argument(3).unwrap(), argument(4).unwrap(), argument(5).unwrap());
        return ExitCode::SUCCESS;
    }
    let (seed, seconds) = seed_and_count();
    let processes: u64 = argument(3).unwrap_or(8);
    let kind = Kind::of_processes();
    println!("processes: seed {seed}, {seconds} s, {processes} processes, storage {kind}");
    let place = Place::new(kind);
    let address = place.address();
    begin(&address);
    let start = |id| worker(&address, &[id, seed, seconds]).stdout(Stdio::piped()).spawn().unwrap();
    let children: Vec<Child> = (0..processes).map(start).collect();
    let told: Vec<Told> = std::thread::scope(|scope| {
        let readers: Vec<_> = children.into_iter().map(|child| scope.spawn(move || listen(child))).collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    let wrong = verify(&address, &told);
    println!("{}", if wrong == 0 { "as it must be" } else { "NOT as it must be" });
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What a worker does and tells.

/// Works until the time is over, and tells of every answer.
fn work(address: &Address, id: u64, seed: u64, seconds: u64) {
    let (_storage, engine, desk) = open(address);
    let mut work = Work::new(seed.wrapping_mul(1_000_003).wrapping_add(id), format!("p{id}"));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut fired = 0;
    let mut late = Duration::ZERO;
    while Instant::now() < end {
        let (command, context) = work.next(4);
        let began = Instant::now();
        match desk.execute(&command, &context) {
            Ok(outcome) => {
                work.learn(&outcome);
                println!("did {}", outcome.command);
            }
            Err(error) => complain(&error),
        }
        late = late.max(began.elapsed());
        if work.chance.one_in(8) {
            match engine.tick(SystemTime.now(), 200) {
                Ok(report) => fired += report.fired,
                Err(error) => complain(&error),
            }
        }
    }
    let made = engine.statistics();
    println!("made {} {} {} {fired} {}", made.decisions, made.accepted, made.refused, late.as_millis());
    engine.close().unwrap();
}

fn complain(error: &Error) {
    if !is_refusal(error) {
        println!("error {}: {error}", error.code());
    }
}

/// What a worker told.
#[derive(Default)]
struct Told {
    did: Vec<CommandId>,
    errors: Vec<String>,
    decisions: u64,
    accepted: u64,
    refused: u64,
    fired: u64,
    slowest: u64,
}

fn listen(mut child: Child) -> Told {
    let mut told = Told::default();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let (word, rest) = line.split_once(' ').unwrap();
        match word {
            "did" => told.did.push(rest.parse().unwrap()),
            "made" => {
                let numbers: Vec<u64> = rest.split(' ').map(|number| number.parse().unwrap()).collect();
                let [decisions, accepted, refused, fired, slowest] = numbers[..] else { panic!("{line}") };
                told = Told { decisions, accepted, refused, fired, slowest, ..told };
            }
            _ => told.errors.push(line),
        }
    }
    let status = child.wait().unwrap();
    if !status.success() {
        told.errors.push(format!("a worker ended with {status}"));
    }
    told
}

// What must be true afterwards.

/// Holds what the workers were told against what is stored, prints the figures, and answers how much is wrong.
fn verify(address: &Address, told: &[Told]) -> usize {
    let (storage, engine, desk) = open(address);
    let sum = |of: fn(&Told) -> u64| told.iter().map(of).sum::<u64>();
    let mut wrong: Vec<String> = told.iter().flat_map(|told| told.errors.clone()).collect();
    let errors = wrong.len();

    let mut stored = BTreeSet::new();
    let mut firings = 0;
    let mut after = 0;
    loop {
        let page = storage.commands(desk.id(), after, 1_000).unwrap();
        if page.commands.is_empty() {
            break;
        }
        after = page.last;
        for command in page.commands {
            firings += usize::from(matches!(command.body, Some(Command::FireTimers { .. })));
            if !stored.insert(command.id) {
                wrong.push(format!("the command {} is there twice", command.id));
            }
        }
    }
    let acknowledged: Vec<CommandId> = told.iter().flat_map(|told| told.did.iter().copied()).collect();
    wrong.extend(acknowledged.iter().filter(|id| !stored.contains(id)).map(|id| format!("{id} is lost")));

    let tickets = storage.find(desk.id(), &TicketQuery { limit: u32::MAX, ..all_tickets() }).unwrap().tickets;
    let numbers: BTreeSet<&str> = tickets.iter().map(|ticket| ticket.number.as_str()).collect();
    let twice = tickets.len() - numbers.len();
    wrong.extend((twice > 0).then(|| format!("{twice} numbers are there twice")));

    let events = happened(&*storage, &desk, &mut wrong).unwrap();
    agreement::assert_sound(&*storage, desk.id());
    engine.close().unwrap();
    drop((engine, desk, storage));
    let integrity = address.integrity();
    wrong.extend((integrity != "ok").then(|| integrity.clone()));

    let (decisions, accepted) = (sum(|it| it.decisions), sum(|it| it.accepted));
    #[allow(clippy::cast_precision_loss, reason = "a ratio to two places")]
    let ratio = decisions as f64 / accepted.max(1) as f64;
    let slowest = told.iter().map(|told| told.slowest).max().unwrap_or_default();
    println!(
        "{accepted} commands accepted, {} refused, {decisions} decisions: {ratio:.3} per command accepted; \
         slowest answer {slowest} ms",
        sum(|it| it.refused)
    );
    println!(
        "{} acknowledged, {} tickets, {twice} duplicate numbers, {} routings, {} with two winners, \
         turns of {AGENTS} agents differ by {}",
        acknowledged.len(),
        tickets.len(),
        events.routings,
        events.two_winners,
        events.spread
    );
    println!(
        "{firings} timers fired, {} as ticks say, {} things that happen once, {} twice; {errors} busy, conflict or other errors; \
         integrity {integrity}",
        sum(|it| it.fired),
        events.once,
        events.twice
    );
    for problem in wrong.iter().take(20) {
        println!("wrong: {problem}");
    }
    wrong.len()
}

#[derive(Default)]
struct Happened {
    routings: usize,
    two_winners: usize,
    spread: usize,
    once: usize,
    twice: usize,
}

/// Goes through the feed: who won what, and what happened twice that happens once.
fn happened(
    storage: &dyn Storage,
    desk: &ticketkit::engine::Desk,
    wrong: &mut Vec<String>,
) -> Result<Happened> {
    let mut found = Happened::default();
    let mut once = Once::default();
    let mut winners = BTreeMap::new();
    let mut turns = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = storage.history(desk.id(), &HistoryQuery { after, ..whole_feed() })?;
        if page.events.is_empty() {
            break;
        }
        after = page.last;
        for event in page.events {
            once.see(&event);
            let EventKind::TicketRouted { decision, winner: Some(winner) } = &event.kind else { continue };
            found.routings += 1;
            *turns.entry(*winner).or_insert(0_usize) += 1;
            let won = winners.entry((event.ticket, event.command)).or_insert(*winner);
            let record = storage.load(desk.id(), &Wanted::one(Key::Decision(*decision)))?;
            let record = record.decisions.get(decision).cloned();
            let named = record.iter().flat_map(|record| &record.candidates);
            let named: Vec<_> =
                named.filter(|it| matches!(it.verdict, Verdict::Won { .. })).map(|it| it.person).collect();
            if won != winner || named != [*winner] {
                found.two_winners += 1;
                wrong.push(format!("{:?} has the winners {won}, {winner}, {named:?}", event.ticket));
            }
        }
    }
    wrong.extend(once.twice.iter().map(|thing| format!("twice: {thing}")));
    (found.once, found.twice) = (once.things, once.twice.len());
    let most = turns.values().max().copied().unwrap_or_default();
    let fewest =
        if turns.len() as u64 == AGENTS { turns.values().min().copied().unwrap_or_default() } else { 0 };
    found.spread = most - fewest;
    if found.spread > 1 {
        wrong.push(format!("the turns of a round robin differ by {}", found.spread));
    }
    Ok(found)
}
