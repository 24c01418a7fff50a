//! A pooler that gives every transaction another connection, as those do through which many programs share one server.

use std::io::Result;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ticketkit::Code;
use ticketkit::storage::conformance::random_change_sets;
use ticketkit::storage::{PostgresOptions, PostgresStorage, Storage};

use crate::server::{address, fresh, new_schema};
use crate::wire::{Between, Wire, listen, server_of, with_port};

/// Connections that nobody has just now, the one that was used last at the end, and how the server welcomed them.
struct Pooler {
    server: SocketAddr,
    idle: Mutex<Vec<(Wire, Vec<u8>)>>,
    /// How often a transaction got another connection than the one before it.
    changes: AtomicU64,
}

impl Pooler {
    /// How many connections to the server there are before any is used twice.
    const FEWEST: usize = 3;

    fn connect(&self, startup: &[u8]) -> Result<(Wire, Vec<u8>)> {
        let mut server = Wire::to(self.server)?;
        server.send(startup)?;
        let welcome = server.answer()?;
        Ok((server, welcome))
    }

    /// The connection that nobody has had for the longest time.
    fn take(&self, startup: &[u8]) -> Result<(Wire, Vec<u8>)> {
        let mut idle = self.idle.lock().unwrap();
        if idle.len() < Self::FEWEST { self.connect(startup) } else { Ok(idle.remove(0)) }
    }
}

impl Between for Pooler {
    fn serve(&self, mut client: Wire) -> Result<()> {
        let startup = client.startup()?;
        let (server, welcome) = self.take(&startup)?;
        client.send(&welcome)?;
        self.idle.lock().unwrap().push((server, welcome));
        loop {
            let mut request = client.request()?;
            let (mut server, welcome) = self.take(&startup)?;
            self.changes.fetch_add(1, Ordering::SeqCst);
            loop {
                server.send(&request)?;
                let answer = server.answer()?;
                client.send(&answer)?;
                // The last letter says whether a transaction is open.
                if answer.last() == Some(&b'I') {
                    break;
                }
                request = client.request()?;
            }
            self.idle.lock().unwrap().push((server, welcome));
        }
    }
}

#[test]
fn every_transaction_may_get_another_connection() {
    let Some(address) = address() else { return };
    let (server, changes) = (server_of(&address), AtomicU64::new(0));
    let pooler = Arc::new(Pooler { server, idle: Mutex::default(), changes });
    let address = with_port(&address, listen(Arc::clone(&pooler)));
    for seed in 1..=2 {
        if let Err(mismatch) = random_change_sets(&|| fresh(&address), seed, 60) {
            panic!("{mismatch:?}");
        }
    }
    assert!(pooler.changes.load(Ordering::SeqCst) > 100);
}

#[test]
fn where_a_pooler_does_not_know_of_prepared_statements_the_error_says_so() {
    let Some(address) = address() else { return };
    let (server, changes) = (server_of(&address), AtomicU64::new(0));
    let pooler = Arc::new(Pooler { server, idle: Mutex::default(), changes });
    let address = format!("{}?application_name=test", with_port(&address, listen(pooler)));
    let options =
        PostgresOptions { schema: new_schema(), prepared_statements: true, ..PostgresOptions::default() };
    let error = PostgresStorage::open_with(&address, &options)
        .and_then(|storage| (0..10).try_for_each(|_| storage.desks().map(drop)))
        .unwrap_err();
    assert_eq!(error.code(), Code::CannotOpen);
    assert!(error.problems()[0].hint.as_ref().is_some_and(|hint| hint.contains("prepared_statements")));
}
