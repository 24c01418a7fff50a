//! Many processes who let time pass at one desk: `timed SEED TICKETS [PROCESSES] [--storage postgres]`.
//!
//! Each process lives the random histories of its own tickets, weeks within seconds, and all of them tick there as often
//! as they do anything else. Each rule with a time must have fired once for each anchor, at its exact instant.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

use std::collections::BTreeMap;
use std::process::{Child, ExitCode};
use std::sync::Arc;

use serde_json::{Value, json};
use ticketkit::command::{Command, Context};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::TicketId;
use ticketkit::model::{Actor, Event, EventKind, TicketField, Value as Field};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::{Chance, whole_feed};
use ticketkit::time::ManualTime;
use ticketkit::{Span, Timestamp};
use ticketkit_heavy::{Address, Kind, Place, address_of_worker, argument, seed_and_count, worker};

#[path = "../../../../core/tests/histories/agreement.rs"]
mod agreement;

/// The rules, each a tag: an hour after the ticket came, four hours after it began to wait, and an hour before it is due.
fn document() -> String {
    let rule = |name: &str, when: Value, condition: Value| {
        let actions = json!([{ "do": "add_tags", "tags": [name] }]);
        json!({ "name": name, "when": when, "condition": condition, "actions": actions })
    };
    let always = || json!({ "all": [] });
    let mut document: Value = serde_json::from_str(ticketkit::config::Document::DEFAULT).unwrap();
    document["policies"] = json!([]);
    document["rules"] = json!([
        rule("born", json!({ "anchor": "created_at", "after": "PT1H" }), always()),
        rule(
            "silence",
            json!({ "anchor": "status_since", "after": "PT4H" }),
            json!({ "field": "status", "op": "eq", "value": "answered" })
        ),
        rule("soon", json!({ "anchor": "due_at", "before": "PT1H" }), always()),
    ]);
    document["workflows"][0]["automatic"] = json!({ "agent_reply": "answered", "requester_message": "open" });
    document.to_string()
}

fn begin() -> Timestamp {
    "2026-06-01T09:00:00Z".parse().unwrap()
}

/// When the last of them looks.
fn end() -> Timestamp {
    begin().after(Span::from_days(60))
}

fn open(address: &Address) -> (Arc<dyn Storage>, Engine, Arc<ManualTime>) {
    let storage = address.open();
    let time = Arc::new(ManualTime::new(end()));
    let engine = Engine::on(Arc::clone(&storage)).time(time.clone()).open();
    (storage, engine, time)
}

fn main() -> ExitCode {
    if let Some(address) = address_of_worker() {
        work(&address, argument(3).unwrap(), argument(4).unwrap());
        return ExitCode::SUCCESS;
    }
    let (seed, tickets) = seed_and_count();
    let processes: u64 = argument(3).unwrap_or(8);
    let kind = Kind::of_processes();
    println!("timed: seed {seed}, {tickets} tickets, {processes} processes, storage {kind}");
    let place = Place::new(kind);
    let address = place.address();
    let (_, engine, _) = open(&address);
    let desk = engine.create_desk("main", &document()).unwrap();
    let ada = json!({ "do": "put_agent", "person": "ada", "role": "admin", "teams": ["support"] });
    desk.execute(&serde_json::from_value(ada).unwrap(), &Context::of(Actor::host())).unwrap();
    engine.close().unwrap();
    drop((desk, engine));
    let start = |n| {
        worker(&address, &[seed.wrapping_mul(1_000_003) + n, tickets.div_ceil(processes)]).spawn().unwrap()
    };
    let children: Vec<Child> = (0..processes).map(start).collect();
    let mut wrong = Vec::new();
    for mut child in children {
        let status = child.wait().unwrap();
        wrong.extend((!status.success()).then(|| format!("a worker ended with {status}")));
    }
    verify(&address, &mut wrong);
    let integrity = address.integrity();
    wrong.extend((integrity != "ok").then_some(integrity));
    for problem in wrong.iter().take(20) {
        println!("wrong: {problem}");
    }
    println!("{}", if wrong.is_empty() { "as it must be" } else { "NOT as it must be" });
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What a worker does.

/// Lives the histories of so many tickets, one after the other, and ticks all the while.
fn work(address: &Address, seed: u64, tickets: u64) {
    let (_storage, engine, _time) = open(address);
    let desk = engine.existing_desk("main").unwrap();
    let mut chance = Chance::of(seed);
    for _ in 0..tickets {
        let hour = i64::try_from(chance.below(24 * 20)).unwrap();
        live(&engine, &desk, &mut chance, begin().after(Span::from_hours(hour)));
    }
    while engine.tick(end(), 1_000).unwrap().more {}
    engine.close().unwrap();
}

fn live(engine: &Engine, desk: &Desk, chance: &mut Chance, from: Timestamp) {
    let mut now = from;
    let give = |command: Value, actor: Actor, at| {
        let command: Command = serde_json::from_value(command).unwrap();
        desk.execute(&command, &Context::of(actor).at(at)).ok().and_then(|outcome| outcome.ticket)
    };
    let create =
        json!({ "do": "create_ticket", "subject": "Printer", "body": "", "requester": { "person": "ines" } });
    let ticket = give(create, Actor::host(), now).unwrap();
    for _ in 0..chance.below(8) {
        now = now.after(Span::from_minutes(i64::try_from(1 + chance.below(400)).unwrap()));
        match chance.below(6) {
            0 | 1 => {
                give(json!({ "do": "reply", "ticket": ticket, "body": "Which?" }), Actor::agent("ada"), now)
            }
            2 => give(
                json!({ "do": "reply", "ticket": ticket, "body": "That." }),
                Actor::requester("ines"),
                now,
            ),
            3 => {
                let due = now.after(Span::from_minutes(i64::try_from(30 + chance.below(600)).unwrap()));
                give(
                    json!({ "do": "change_ticket", "ticket": ticket, "set": { "due_at": due } }),
                    Actor::agent("ada"),
                    now,
                )
            }
            4 => {
                let status = chance.pick(&["open", "answered", "postponed"]);
                let set = json!({ "do": "change_ticket", "ticket": ticket, "set": { "status": status } });
                give(set, Actor::agent("ada"), now)
            }
            _ => {
                engine.tick(now, 20).unwrap();
                None
            }
        };
    }
}

// What must be true afterwards.

/// What becomes of the anchors of one ticket, in the order of its events.
#[derive(Default)]
struct Anchors {
    created: Option<Timestamp>,
    status: (String, Timestamp),
    due: Option<(Timestamp, Timestamp)>,
    /// When each rule has to fire; `false` where a command of that very instant may have come before it.
    expected: Vec<(&'static str, Timestamp, bool)>,
    fired: Vec<(String, Timestamp)>,
}

impl Anchors {
    fn see(&mut self, event: &Event) {
        if let EventKind::RuleFired { rule } = &event.kind {
            self.fired.push((rule.to_string(), event.at));
        }
        if self.created.is_none() {
            self.created = Some(event.at);
            self.expected.push(("born", event.at.after(Span::from_hours(1)), true));
        }
        for change in &event.changes {
            match (&change.field, &change.to) {
                (TicketField::Status, Some(Field::Text(to))) => self.leaves(to, event.at),
                (TicketField::DueAt, to) => {
                    self.moves(event.at);
                    self.due = to.as_ref().map(|to| (instant(to), event.at));
                }
                _ => {}
            }
        }
    }

    /// Another status, or the end: who waited for four hours before it was asked for.
    fn leaves(&mut self, to: &str, at: Timestamp) {
        let (status, since) = std::mem::replace(&mut self.status, (to.to_owned(), at));
        let asked = since.after(Span::from_hours(4));
        if status == "answered" && asked <= at {
            self.expected.push(("silence", asked, asked < at));
        }
    }

    /// Another due date, or the end. What is past when the date is given is not made up for.
    fn moves(&mut self, at: Timestamp) {
        let Some((due, given)) = self.due.take() else { return };
        let asked = due.before(Span::from_hours(1));
        let again = self.expected.iter().any(|it| it.0 == "soon" && it.1 == asked);
        if given <= asked && asked <= at && !again {
            self.expected.push(("soon", asked, given < asked && asked < at));
        }
    }
}

fn instant(value: &Field) -> Timestamp {
    match value {
        Field::Text(text) => text.parse().unwrap(),
        other => serde_json::from_value(serde_json::to_value(other).unwrap()).unwrap(),
    }
}

fn verify(address: &Address, wrong: &mut Vec<String>) {
    let (storage, engine, _) = open(address);
    let desk = engine.existing_desk("main").unwrap();
    let mut tickets: BTreeMap<TicketId, Anchors> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = storage.history(desk.id(), &HistoryQuery { after, ..whole_feed() }).unwrap();
        if page.events.is_empty() {
            break;
        }
        after = page.last;
        for event in page.events {
            if let Some(ticket) = event.ticket {
                tickets.entry(ticket).or_default().see(&event);
            }
        }
    }
    let (mut firings, mut of_one_instant) = (BTreeMap::<String, usize>::new(), 0);
    for (ticket, anchors) in &mut tickets {
        anchors.leaves("", end());
        anchors.moves(end());
        for (rule, _) in &anchors.fired {
            *firings.entry(rule.clone()).or_default() += 1;
        }
        for (rule, at, must) in &anchors.expected {
            let place = anchors.fired.iter().position(|(fired, when)| fired == rule && when == at);
            of_one_instant += usize::from(!must);
            match place {
                Some(place) => drop(anchors.fired.remove(place)),
                None if *must => wrong.push(format!("{rule} did not fire for {ticket} at {at}")),
                None => {}
            }
        }
        let more = anchors.fired.iter();
        wrong.extend(more.map(|(rule, at)| format!("{rule} fired for {ticket} at {at}, once too often")));
    }
    agreement::assert_sound(&*storage, desk.id());
    let left = storage.next_due().unwrap().filter(|due| *due <= end());
    wrong.extend(left.map(|due| format!("a timer is due at {due}")));
    println!(
        "{} tickets, {firings:?} fired, {of_one_instant} anchors at the instant of a command",
        tickets.len()
    );
    engine.close().unwrap();
}
