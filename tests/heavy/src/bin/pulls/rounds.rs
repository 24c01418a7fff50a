//! A team that goes round, whose tickets come from all sides, while everybody is killed and started again.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ticketkit::command::{Command, Context, Edits, Intake};
use ticketkit::id::{PersonId, TicketId};
use ticketkit::model::{Actor, EventKind};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::whole_feed;
use ticketkit_heavy::{AGENTS, Address, Place, begin, open, worker};

use crate::agreement::assert_sound;
use crate::{KIND, ROUNDS, Size};

/// Opens so many tickets, and tells of each once it is there.
pub(crate) fn work(address: &Address, seed: u64, process: u64, count: u64) {
    let (_storage, engine, desk) = open(address);
    for n in 0..count {
        let command = Command::CreateTicket {
            subject: format!("Printer {seed}, {process}, {n}"),
            body: String::new(),
            requester: Some(Intake { person: Some("shop:1".into()), ..Intake::default() }),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        match desk.execute(&command, &Context::of(Actor::host())) {
            Ok(outcome) => println!("did {}", outcome.ticket.unwrap()),
            Err(error) => println!("error {}: {error}", error.code()),
        }
    }
    engine.close().unwrap();
}

/// Starts all processes; each opens so many tickets, until all of them together have said `enough` and are killed.
fn live(
    address: &Address,
    size: Size,
    count: u64,
    enough: Option<u64>,
    wrong: &mut Vec<String>,
) -> Vec<TicketId> {
    let start = |process| {
        let numbers = [ROUNDS, size.seed, process, 1, count];
        worker(address, &numbers).stdout(Stdio::piped()).spawn().unwrap()
    };
    let mut children: Vec<Child> = (0..size.processes).map(start).collect();
    let said = AtomicU64::new(0);
    let outputs: Vec<_> = children.iter_mut().map(|child| child.stdout.take().unwrap()).collect();
    let mut told = Vec::new();
    std::thread::scope(|scope| {
        let said = &said;
        let listen = |output| {
            scope.spawn(move || {
                let mut lines = Vec::new();
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    said.fetch_add(1, Ordering::SeqCst);
                    lines.push(line);
                }
                lines
            })
        };
        let readers: Vec<_> = outputs.into_iter().map(listen).collect();
        if let Some(enough) = enough {
            let patience = Instant::now() + Duration::from_mins(10);
            while said.load(Ordering::SeqCst) < enough && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(1));
            }
            for child in &mut children {
                child.kill().unwrap();
            }
        }
        for reader in readers {
            told.extend(reader.join().unwrap());
        }
    });
    for mut child in children {
        let status = child.wait().unwrap();
        wrong
            .extend((enough.is_none() && !status.success()).then(|| format!("a worker ended with {status}")));
    }
    address.let_end();
    let mut opened = Vec::new();
    for line in told {
        // The last line of one that was killed may be cut off.
        match line.strip_prefix("did ").map(str::parse) {
            Some(Ok(ticket)) => opened.push(ticket),
            _ if line.starts_with("error") => wrong.push(line),
            _ => {}
        }
    }
    opened
}

/// Whose turns came, in the order of the feed.
fn winners(storage: &dyn Storage, desk: ticketkit::id::DeskId) -> Vec<(TicketId, PersonId)> {
    let (mut winners, mut after) = (Vec::new(), 0);
    loop {
        let page = storage.history(desk, &HistoryQuery { after, ..whole_feed() }).unwrap();
        if page.events.is_empty() {
            return winners;
        }
        after = page.last;
        winners.extend(page.events.into_iter().filter_map(|event| match event.kind {
            EventKind::TicketRouted { winner, .. } => event.ticket.zip(winner),
            _ => None,
        }));
    }
}

/// Lets all of them live, die and live again, prints the figures, and says what is wrong.
pub(crate) fn run(size: Size) -> Vec<String> {
    let place = Place::new(KIND);
    let address = place.address();
    begin(&address);
    let mut wrong = Vec::new();
    let mut opened = live(&address, size, size.tickets, Some(size.tickets / 2), &mut wrong);
    let before = {
        let (storage, engine, desk) = open(&address);
        let turns = winners(&*storage, desk.id()).len();
        engine.close().unwrap();
        turns
    };
    let left = size.tickets.saturating_sub(before as u64).div_ceil(size.processes);
    opened.extend(live(&address, size, left, None, &mut wrong));

    let (storage, engine, desk) = open(&address);
    let tickets = assert_sound(&*storage, desk.id());
    let turns = winners(&*storage, desk.id());
    let given: BTreeSet<TicketId> = turns.iter().map(|(ticket, _)| *ticket).collect();
    if given.len() != turns.len() || given.len() as u64 != tickets {
        let (given, turns) = (given.len(), turns.len());
        wrong.push(format!("{tickets} tickets, {given} of them given, {turns} turns"));
    }
    wrong.extend(opened.iter().filter(|ticket| !given.contains(ticket)).map(|it| format!("{it} is lost")));
    let people: BTreeSet<PersonId> = turns.iter().map(|(_, person)| *person).collect();
    let counts = people.iter().map(|it| turns.iter().filter(|(_, person)| person == it).count());
    let spread = counts.clone().max().unwrap_or(0) - counts.min().unwrap_or(0);
    if people.len() as u64 != AGENTS || spread > 1 {
        wrong.push(format!("the turns of {} agents differ by {spread}", people.len()));
    }
    // Nobody comes or goes: each turn is that of whoever had theirs one round ago, also across the kill.
    let around = usize::try_from(AGENTS).unwrap();
    let out_of_turn =
        turns.iter().zip(turns.iter().skip(around)).filter(|(one, next)| one.1 != next.1).count();
    wrong.extend((out_of_turn > 0).then(|| format!("{out_of_turn} turns were out of turn")));
    engine.close().unwrap();
    drop((engine, desk, storage));
    let integrity = address.integrity();
    println!(
        "rounds: {} tickets, {before} of them before all were killed, {} acknowledged; turns of {AGENTS} agents differ by \
         {spread}, {out_of_turn} out of turn; integrity {integrity}",
        turns.len(),
        opened.len()
    );
    wrong.extend((integrity != "ok").then_some(integrity));
    wrong
}
