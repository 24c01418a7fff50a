//! What a worker has told, and how it comes to its end.

use std::io::{BufRead, BufReader};
use std::process::{ChildStdout, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use ticketkit::Timestamp;
use ticketkit::command::{Command, Context, Outcome};
use ticketkit::id::EffectId;
use ticketkit::storage::conformance::Chance;
use ticketkit_heavy::{Address, worker};

/// What a worker said that it had done.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) did: Vec<(Command, Context, Outcome)>,
    pub(crate) ticked: Option<Timestamp>,
    pub(crate) ticks: usize,
    pub(crate) settled: Vec<EffectId>,
    /// How often the storage could not serve, and how often nobody knew what had become of something.
    pub(crate) busy: usize,
    pub(crate) unknown: usize,
    /// What it complained of.
    pub(crate) wrong: Vec<String>,
    pub(crate) ready: bool,
    pub(crate) ended: bool,
}

impl Told {
    fn hear(&mut self, line: &str) {
        match line.split_once('\t') {
            Some(("did", rest)) => match serde_json::from_str(rest) {
                Ok(done) => self.did.push(done),
                // The last line may be cut off by the kill.
                Err(error) => assert!(error.is_eof(), "{error}: {rest}"),
            },
            Some(("ticked", rest)) => {
                self.ticks += 1;
                self.ticked = rest.parse().ok().or(self.ticked);
            }
            Some(("settled", rest)) => self.settled.extend(rest.parse::<EffectId>().ok()),
            Some(("busy", _)) => self.busy += 1,
            Some(("unknown", _)) => self.unknown += 1,
            Some(("wrong", rest)) => self.wrong.push(rest.to_owned()),
            _ => {
                self.ready |= line == "ready";
                self.ended |= line == "ended";
            }
        }
    }
}

/// Listens to a worker until its last word. Whoever waits is told when it is ready, and of everything that it has done.
pub(crate) fn listen(output: ChildStdout) -> (JoinHandle<Told>, Receiver<()>) {
    let (sign, signs): (Sender<()>, _) = mpsc::channel();
    let listener = std::thread::spawn(move || {
        let mut told = Told::default();
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            told.hear(&line);
            if line == "ready" || line.starts_with("did") {
                // It is no matter when nobody waits any more.
                let _ = sign.send(());
            }
        }
        told
    });
    (listener, signs)
}

/// Lets a worker live for a while, and kills it: mostly in the midst of its work, sometimes while it opens the desk.
pub(crate) fn live_and_die(address: &Address, seed: u64, chance: &mut Chance) -> Told {
    let mut child = worker(address, &[seed, 0]).stdout(Stdio::piped()).spawn().unwrap();
    let (listener, signs) = listen(child.stdout.take().unwrap());
    let opening = chance.one_in(8);
    if !opening {
        signs.recv_timeout(Duration::from_secs(20)).unwrap();
    }
    std::thread::sleep(Duration::from_micros(chance.below(if opening { 8_000 } else { 150_000 })));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut told = listener.join().unwrap();
    if told.busy + told.unknown > 0 {
        told.wrong.push("the storage did not serve, and nothing had happened to it".to_owned());
    }
    told
}
