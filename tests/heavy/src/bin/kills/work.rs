//! What a worker does, and says once it is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ticketkit::command::{Answer, Query};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::EffectId;
use ticketkit::model::{Actor, EffectState};
use ticketkit::storage::{Key, PostgresOptions, PostgresStorage, Storage, Wanted};
use ticketkit::time::{SystemTime, TimeSource};
use ticketkit::{Code, Result, Span};
use ticketkit_heavy::{Address, is_refusal, open};

/// Somebody who works until they are killed, or, where the server is, until they are told to end.
pub(crate) struct Work {
    storage: Arc<dyn Storage>,
    engine: Engine,
    desk: Desk,
    /// Chooses what they do next.
    next: ticketkit_heavy::Work,
    /// Whether they have been told to end.
    over: Arc<AtomicBool>,
}

/// For how long storage and engine wait, in milliseconds, where the server is killed: less than it takes to start one, so that
/// they have to say what they do not know.
const PATIENCE_MS: u32 = 250;

impl Work {
    /// Opens the desk. With a `server` that is killed, the end is that of the standard input.
    pub(crate) fn at(address: &Address, seed: u64, server: u64) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let (storage, engine, desk) = match address {
            Address::Schema { server: url, schema } if server > 0 => {
                let told = Arc::clone(&over);
                std::thread::spawn(move || {
                    let _ = std::io::stdin().read_line(&mut String::new());
                    told.store(true, Ordering::SeqCst);
                });
                let options = PostgresOptions { patience_ms: PATIENCE_MS, ..Address::options(schema) };
                let storage: Arc<dyn Storage> = Arc::new(PostgresStorage::open_with(url, &options).unwrap());
                let patience = Span::from_millis(PATIENCE_MS.into());
                let engine = Engine::on(Arc::clone(&storage)).patience(patience).open();
                let desk = engine.existing_desk("main").unwrap();
                (storage, engine, desk)
            }
            _ => open(address),
        };
        let next = ticketkit_heavy::Work::new(seed, format!("r{seed}"));
        Self { storage, engine, desk, next, over }
    }

    pub(crate) fn go_on(mut self) {
        let count = Query::Count { condition: None, by: None };
        if let Answer::Counts { counts } = self.desk.ask(&count, &Actor::host()).unwrap() {
            self.next.tickets = counts.first().map_or(0, |count| count.tickets);
        }
        println!("ready");
        let mut worked = 0_u64;
        while !self.over.load(Ordering::SeqCst) {
            match self.next.chance.below(12) {
                0 => self.tick(500),
                1 => self.settle_duties(),
                _ => self.give_a_command(),
            }
            worked += 1;
            if worked.is_multiple_of(50) {
                self.tick(1);
            }
        }
        println!("ended");
    }

    fn tick(&self, limit: u32) {
        let now = SystemTime.now();
        match insist(|| self.engine.tick(now, limit)).0 {
            Ok(report) if report.more => {}
            Ok(_) => println!("ticked\t{now}"),
            Err(error) => println!("wrong\ttime does not pass: {error}"),
        }
    }

    fn settle_duties(&self) {
        // What was given out by an answer that nobody got is given out again when its lease is over.
        let given = insist(|| self.desk.lease_effects("worker", Span::from_secs(60), 3)).0;
        for effect in given.unwrap() {
            let EffectState::Leased { token, .. } = effect.state else { continue };
            match insist(|| self.desk.acknowledge_effect(effect.id, token)) {
                (Ok(()), _) => println!("settled\t{}", effect.id),
                // It may be settled by the try whose answer nobody got.
                (Err(error), true) if error.code() == Code::LeaseLost && self.is_settled(effect.id) => {
                    println!("settled\t{}", effect.id);
                }
                (Err(error), _) => println!("wrong\t{} cannot be settled: {error}", effect.id),
            }
        }
    }

    fn is_settled(&self, effect: EffectId) -> bool {
        let wanted = Wanted::one(Key::Effect(effect));
        insist(|| self.storage.load(self.desk.id(), &wanted)).0.unwrap().effects.is_empty()
    }

    fn give_a_command(&mut self) {
        let (command, context) = self.next.next(3);
        match insist(|| self.desk.execute(&command, &context)).0 {
            Ok(outcome) => {
                self.next.learn(&outcome);
                let line = serde_json::to_string(&(command, context, outcome)).unwrap();
                println!("did\t{line}");
            }
            Err(error) if is_refusal(&error) => {}
            Err(error) => println!("wrong\t{command:?} was answered {error:?}"),
        }
    }
}

/// Does the same again for as long as the storage cannot serve, or does not know whether it was done, and tells of it. Answers
/// whether there was something that nobody knows.
fn insist<T>(what: impl Fn() -> Result<T>) -> (Result<T>, bool) {
    let mut unknown = false;
    loop {
        match what() {
            Err(error) if error.code() == Code::StorageBusy => println!("busy\t"),
            Err(error) if error.code() == Code::StorageFailed => {
                unknown = true;
                println!("unknown\t");
            }
            answer => return (answer, unknown),
        }
    }
}
