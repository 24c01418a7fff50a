//! Connections that break, at every moment at which one can: nothing is lost by it, nothing is done twice, and nobody
//! is told what is not so.

use std::io::Result;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ticketkit::Code;
use ticketkit::change::{Add, ChangeSet, Counter};
use ticketkit::command::Edits;
use ticketkit::id::{DeskId, PersonId};
use ticketkit::storage::{PostgresOptions, PostgresStorage, Storage};

use crate::server::{address, fresh};
use crate::stage::{Stage, change, default_with, feed, reply};
use crate::wire::{Between, Wire, listen, server_of, with_port};

/// When a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// The server never gets the request.
    Before,
    /// It does what it was asked for, and nobody hears of it.
    After,
}

/// A line on which connections break.
struct Line {
    server: SocketAddr,
    requests: AtomicU64,
    /// Which request meets a broken connection, and when it breaks.
    cut: Mutex<Option<(u64, Moment)>>,
    broke: AtomicBool,
}

impl Line {
    fn to(address: &str) -> (Arc<Self>, String) {
        let line = Arc::new(Self {
            server: server_of(address),
            requests: AtomicU64::new(0),
            cut: Mutex::new(None),
            broke: AtomicBool::new(false),
        });
        let address = with_port(address, listen(Arc::clone(&line)));
        (line, address)
    }

    /// Breaks at the `n`-th request from now on, counted from 0.
    fn break_at(&self, n: u64, moment: Moment) {
        self.requests.store(0, Ordering::SeqCst);
        self.broke.store(false, Ordering::SeqCst);
        *self.cut.lock().unwrap() = Some((n, moment));
    }

    fn moment(&self) -> Option<Moment> {
        let n = self.requests.fetch_add(1, Ordering::SeqCst);
        let cut = *self.cut.lock().unwrap();
        cut.filter(|(at, _)| *at == n).map(|(_, moment)| moment)
    }
}

impl Between for Line {
    fn serve(&self, mut client: Wire) -> Result<()> {
        let mut server = Wire::to(self.server)?;
        server.send(&client.startup()?)?;
        client.send(&server.answer()?)?;
        loop {
            let request = client.request()?;
            let moment = self.moment();
            if moment != Some(Moment::Before) {
                server.send(&request)?;
                let answer = server.answer()?;
                if moment.is_none() {
                    client.send(&answer)?;
                    continue;
                }
            }
            self.broke.store(true, Ordering::SeqCst);
            server.cut();
            client.cut();
            return Ok(());
        }
    }
}

/// A day at a desk; what its feed tells in the end.
fn day(storage: &Arc<dyn Storage>) -> Vec<(String, u64)> {
    let day = Stage::on(Arc::clone(storage), &default_with(|_| ()));
    day.hire(&["ada"]);
    let ticket = day.opened_by_ines();
    day.now("2026-06-01T10:30:00Z").ada(&reply(&ticket, "We come."));
    day.ines(&reply(&ticket, "Thank you."));
    day.open("The printer is wet", "ines", Edits::none().with("priority", "high"));
    day.ada(&change(&ticket, Edits::none().with("priority", "low")));
    day.tick("2026-06-03T12:30:00Z");
    let told = feed(&day.desk);
    let told =
        told.iter().map(|event| (format!("{} {}", event.id, event.kind.as_str()), event.version)).collect();
    assert!(day.engine.delete_desk("main").unwrap());
    told
}

#[test]
fn a_day_goes_on_wherever_a_connection_breaks() {
    let Some(address) = address() else { return };
    let (line, address) = Line::to(&address);
    let storage = fresh(&address);
    line.break_at(u64::MAX, Moment::Before);
    let undisturbed = day(&storage);
    let requests = line.requests.load(Ordering::SeqCst);
    assert!(undisturbed.len() > 10 && requests > 20, "{} in {requests}", undisturbed.len());
    for n in 0..requests {
        for moment in [Moment::Before, Moment::After] {
            line.break_at(n, moment);
            assert_eq!(day(&storage), undisturbed, "request {n}, {moment:?}");
            assert!(line.broke.load(Ordering::SeqCst), "request {n}, {moment:?}");
        }
    }
}

#[test]
fn what_nobody_can_know_is_said_to_be_unknown() {
    let Some(address) = address() else { return };
    let (line, address) = Line::to(&address);
    let storage = fresh(&address);
    let desk = DeskId::from_bytes([1; 16]);
    storage.create_desk(desk, "main", "{}").unwrap();
    let mut changes = ChangeSet::new(desk, 1);
    let counter = Counter::Load { person: PersonId::from_bytes([2; 16]) };
    changes.adds.push(Add { counter, delta: 1, at_most: None });
    for moment in [Moment::Before, Moment::After] {
        line.break_at(0, moment);
        let answer = storage.commit(vec![changes.clone()]);
        assert_eq!(answer.unwrap_err().code(), Code::StorageFailed, "{moment:?}");
    }
    assert!(storage.commit(vec![changes]).unwrap()[0].is_ok(), "the storage can be used as before");
}

#[test]
fn a_server_that_is_not_there_is_said_to_be_missing() {
    let options = PostgresOptions { patience_ms: 50, ..PostgresOptions::default() };
    let answer = PostgresStorage::open_with("postgres://nobody@127.0.0.1:1/nothing", &options);
    assert_eq!(answer.unwrap_err().code(), Code::CannotOpen);
}
