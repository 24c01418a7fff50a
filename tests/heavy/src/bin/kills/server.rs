//! A server that is killed while somebody works at its desk, and started again.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use ticketkit::storage::conformance::Chance;
use ticketkit_heavy::{Address, worker};

use crate::told::{Told, listen};

/// The server that `tests/postgres/serve` has started for this program.
pub(crate) struct Server {
    /// What stops and starts it.
    control: PathBuf,
}

impl Server {
    /// How much the worker does before the server is killed, and once it is there again.
    const DEEDS: u64 = 40;

    pub(crate) fn of_serve() -> Self {
        let control = std::env::var_os("TICKETKIT_TEST_POSTGRES_CONTROL");
        let control =
            control.expect("there is no server of its own: run the program by tests/postgres/serve");
        Self { control: control.into() }
    }

    fn tell(&self, what: &str) {
        let status = Command::new(&self.control).arg(what).stdin(Stdio::null()).status().unwrap();
        assert!(status.success(), "the server cannot be told {what}: {status}");
    }

    /// Lets a worker live, and the server die: the worker has to go on as if nothing had been.
    pub(crate) fn live_and_die(&self, address: &Address, seed: u64, chance: &mut Chance) -> Told {
        let mut child =
            worker(address, &[seed, 1]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (listener, signs) = listen(child.stdout.take().unwrap());
        let hear = |count: u64| {
            for _ in 0..count {
                signs.recv_timeout(Duration::from_mins(1)).unwrap();
            }
        };
        hear(1 + chance.below(Self::DEEDS));
        std::thread::sleep(Duration::from_micros(chance.below(20_000)));
        self.tell("--kill");
        std::thread::sleep(Duration::from_millis(chance.below(800)));
        self.tell("--start");
        // What it had said before is none of it.
        while signs.try_recv().is_ok() {}
        hear(1 + chance.below(Self::DEEDS));
        drop(child.stdin.take());
        let status = child.wait().unwrap();
        let mut told = listener.join().unwrap();
        if !status.success() || !told.ended {
            told.wrong.push(format!("the worker ended with {status}"));
        }
        told
    }
}
