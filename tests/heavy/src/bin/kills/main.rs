//! A writing process that is killed, again and again, at one file: `kills SEED COUNT`.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use ticketkit::command::{Answer, Command, Context, Outcome, Query};
use ticketkit::engine::Desk;
use ticketkit::id::EffectId;
use ticketkit::model::{Actor, EffectState, EventKind};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::{Chance, whole_feed};
use ticketkit::storage::{Key, Storage, Wanted};
use ticketkit::time::{SystemTime, TimeSource};
use ticketkit::{Span, Timestamp};
use ticketkit_heavy::{
    Folder, Work, argument, begin, file_of_worker, integrity, open, seed_and_count, worker,
};

#[path = "../../../../core/tests/histories/agreement.rs"]
mod agreement;

fn main() -> ExitCode {
    if let Some(file) = file_of_worker() {
        work(&file, argument(3).unwrap(), argument(4).unwrap());
        return ExitCode::SUCCESS;
    }
    let (seed, count) = seed_and_count();
    println!("kills: seed {seed}, count {count}");
    let folder = Folder::new("kills");
    begin(&folder.file());
    let mut chance = Chance::of(seed);
    let mut found = Found::default();
    for round in 0..count {
        let acknowledged = live_and_die(&folder.file(), seed.wrapping_mul(1_000_003) + round, &mut chance);
        found.look(&folder.file(), &acknowledged, round + 1 == count || round % 20 == 19);
        if !found.wrong.is_empty() {
            println!("round {round} of seed {seed}: {:?}", found.wrong);
            break;
        }
    }
    println!(
        "{} kills, {} acknowledged, {} lost, {} partial, integrity {}",
        found.kills, found.acknowledged, found.lost, found.partial, found.integrity
    );
    println!(
        "of these {} commands, {} ticks, {} duties settled; {} kills before the first word; {} tickets, {} commands stored",
        found.commands, found.ticks, found.settled, found.silent, found.tickets, found.stored
    );
    if found.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What the worker does and tells.

/// Works for ever, and says what is done once it is done.
fn work(file: &Path, seed: u64, round: u64) {
    let (_storage, engine, desk) = open(file);
    let mut work = Work::new(seed, format!("r{round}"));
    let counted = desk.ask(&Query::Count { condition: None, by: None }, &Actor::host()).unwrap();
    if let Answer::Counts { counts } = counted {
        work.tickets = counts.first().map_or(0, |count| count.tickets);
    }
    println!("ready");
    let mut worked = 0_u64;
    loop {
        let now = SystemTime.now();
        match work.chance.below(12) {
            0 => {
                let report = engine.tick(now, 500).unwrap();
                if !report.more {
                    println!("ticked\t{now}");
                }
            }
            1 => {
                for effect in desk.lease_effects("worker", Span::from_secs(60), 3).unwrap() {
                    let EffectState::Leased { token, .. } = effect.state else { continue };
                    desk.acknowledge_effect(effect.id, token).unwrap();
                    println!("settled\t{}", effect.id);
                }
            }
            _ => {
                let (command, context) = work.next(3);
                if let Ok(outcome) = desk.execute(&command, &context) {
                    work.learn(&outcome);
                    let line = serde_json::to_string(&(command, context, outcome)).unwrap();
                    println!("did\t{line}");
                }
            }
        }
        worked += 1;
        if worked.is_multiple_of(50) {
            engine.tick(now, 1).unwrap();
        }
    }
}

/// What a worker said that it had done.
#[derive(Default)]
struct Acknowledged {
    did: Vec<(Command, Context, Outcome)>,
    ticked: Option<Timestamp>,
    ticks: usize,
    settled: Vec<EffectId>,
    ready: bool,
}

/// Lets a worker live for a while, and kills it: mostly in the midst of its work, sometimes while it opens the file.
fn live_and_die(file: &Path, seed: u64, chance: &mut Chance) -> Acknowledged {
    let mut child = worker(file, &[seed, seed]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (ready, is_ready) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut told = Acknowledged::default();
        for line in lines.map_while(Result::ok) {
            match line.split_once('\t') {
                Some(("did", rest)) => match serde_json::from_str(rest) {
                    Ok(done) => told.did.push(done),
                    // The last line may be cut off by the kill.
                    Err(error) => assert!(error.is_eof(), "{error}: {rest}"),
                },
                Some(("ticked", rest)) => {
                    told.ticks += 1;
                    told.ticked = rest.parse().ok().or(told.ticked);
                }
                Some(("settled", rest)) => told.settled.extend(rest.parse::<EffectId>().ok()),
                _ if line == "ready" => {
                    told.ready = true;
                    let _ = ready.send(());
                }
                _ => {}
            }
        }
        told
    });
    let opening = chance.one_in(8);
    if !opening {
        is_ready.recv_timeout(Duration::from_secs(20)).unwrap();
    }
    std::thread::sleep(Duration::from_micros(chance.below(if opening { 8_000 } else { 150_000 })));
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

// What must be true afterwards.

#[derive(Default)]
struct Found {
    kills: u64,
    acknowledged: usize,
    commands: usize,
    ticks: usize,
    settled: usize,
    silent: u64,
    lost: usize,
    partial: usize,
    tickets: u64,
    stored: usize,
    /// The place in the feed up to which everything was looked at.
    feed: u64,
    /// The place among the commands up to which everything was looked at.
    place: u64,
    integrity: String,
    wrong: Vec<String>,
}

impl Found {
    /// Looks at the file after a kill: at what is new in it, and `whole` at all of it.
    fn look(&mut self, file: &Path, told: &Acknowledged, whole: bool) {
        self.kills += 1;
        self.silent += u64::from(!told.ready);
        self.commands += told.did.len();
        self.ticks += told.ticks;
        self.settled += told.settled.len();
        self.acknowledged += told.did.len() + told.ticks + told.settled.len();
        let (storage, engine, desk) = open(file);
        self.is_there(&*storage, &desk, told);
        self.is_whole(&*storage, &desk);
        if whole {
            self.tickets = agreement::assert_sound(&*storage, desk.id());
        }
        engine.close().unwrap();
        drop((storage, engine, desk));
        self.integrity = integrity(file);
        if self.integrity != "ok" {
            self.wrong.push(format!("integrity: {}", self.integrity));
        }
    }

    /// Everything that was acknowledged is there: told once more, every command is answered as it was.
    fn is_there(&mut self, storage: &dyn Storage, desk: &Desk, told: &Acknowledged) {
        let mut lost = Vec::new();
        for (command, context, outcome) in &told.did {
            let ids = Wanted::one(Key::Command(outcome.command));
            let known = storage.load(desk.id(), &ids).unwrap().commands.contains_key(&outcome.command);
            if !known || desk.execute(command, context).as_ref() != Ok(outcome) {
                lost.push(format!("the command {}", outcome.command));
            }
        }
        for (_, _, outcome) in told.did.iter().rev().take(8) {
            if let Some((ticket, word)) = outcome.ticket.zip(word_of(told, outcome)) {
                let found = search(desk, &word);
                if !found.contains(&ticket) {
                    lost.push(format!("the word {word} of {ticket}"));
                }
            }
        }
        for effect in &told.settled {
            if !storage.load(desk.id(), &Wanted::one(Key::Effect(*effect))).unwrap().effects.is_empty() {
                lost.push(format!("that {effect} is settled"));
            }
        }
        if let Some(ticked) = told.ticked
            && let Some(due) = storage.next_due().unwrap().filter(|due| *due <= ticked)
        {
            lost.push(format!("the tick at {ticked}: a timer is due at {due}"));
        }
        self.lost += lost.len();
        self.wrong.extend(lost);
    }

    /// Nothing of what is new is there in part.
    fn is_whole(&mut self, storage: &dyn Storage, desk: &Desk) {
        let mut partial = Vec::new();
        let mut messages = BTreeSet::new();
        let mut versions = BTreeSet::new();
        loop {
            let page =
                storage.history(desk.id(), &HistoryQuery { after: self.feed, ..whole_feed() }).unwrap();
            if page.events.is_empty() {
                break;
            }
            self.feed = page.last;
            for event in page.events {
                versions.extend(event.ticket.map(|ticket| (ticket, event.version)));
                if let EventKind::MessageAdded { message, .. } = event.kind {
                    messages.insert(message);
                }
            }
        }
        let tickets: BTreeSet<_> = versions.iter().map(|(ticket, _)| *ticket).collect();
        let keys: Wanted = tickets.iter().map(|ticket| Key::Ticket(*ticket)).collect();
        let files = storage.load(desk.id(), &keys).unwrap().tickets;
        for ticket in &tickets {
            let last = versions.range(..=(*ticket, u64::MAX)).next_back().map(|(_, version)| *version);
            match files.get(ticket) {
                Some(file) if Some(file.ticket.version) == last => {}
                found => partial.push(format!(
                    "{ticket} is {:?} and has the event {last:?}",
                    found.map(|it| it.ticket.version)
                )),
            }
        }
        loop {
            let page = storage.commands(desk.id(), self.place, 1_000).unwrap();
            if page.commands.is_empty() {
                break;
            }
            self.place = page.last;
            self.stored += page.commands.len();
            for command in page.commands {
                let Outcome { ticket: Some(ticket), version: Some(version), message, .. } = command.outcome
                else {
                    continue;
                };
                let opened = matches!(command.body, Some(Command::CreateTicket { .. }));
                let said = message.is_none_or(|message| opened || messages.contains(&message));
                if !versions.contains(&(ticket, version)) || !said {
                    partial.push(format!("the command {}", command.id));
                }
            }
        }
        self.partial += partial.len();
        self.wrong.extend(partial);
    }
}

/// The word that stands in what a command wrote, and nowhere else.
fn word_of(told: &Acknowledged, outcome: &Outcome) -> Option<String> {
    let (command, ..) = told.did.iter().find(|(_, _, of)| of.command == outcome.command)?;
    let mut command = command.clone();
    let (text, _) = command.texts_mut()?;
    text.split(' ').nth(3).map(str::to_owned)
}

fn search(desk: &Desk, word: &str) -> Vec<ticketkit::id::TicketId> {
    let query = Query::Find {
        condition: None,
        text: Some(word.to_owned()),
        sort: None,
        descending: false,
        after: None,
        limit: None,
    };
    match desk.ask(&query, &Actor::host()).unwrap() {
        Answer::Page { tickets, .. } => tickets.into_iter().map(|ticket| ticket.id).collect(),
        other => panic!("{other:?}"),
    }
}
