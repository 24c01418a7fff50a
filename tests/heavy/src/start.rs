//! How a program, and the processes that it starts of itself, are given what they need.

use std::path::PathBuf;
use std::process::Command;

use crate::Address;

/// The first argument of a worker.
const WORKER: &str = "worker";

/// The `n`-th argument, from 1, when it is one that can be read so.
pub fn argument<T: std::str::FromStr>(n: usize) -> Option<T> {
    std::env::args().nth(n)?.parse().ok()
}

/// What stands behind this word among the arguments, when the word is there. Ends the program with a word on how to start it
/// when it cannot be read so.
pub fn option<T: std::str::FromStr>(word: &str) -> Option<T> {
    let mut arguments = std::env::args().skip_while(|argument| argument != word);
    arguments.next()?;
    Some(arguments.next().and_then(|value| value.parse().ok()).unwrap_or_else(usage))
}

/// The first two arguments of the program: a seed and a count. Ends the program with a word on how to start it when they
/// are not there.
pub fn seed_and_count() -> (u64, u64) {
    argument(1).zip(argument(2)).unwrap_or_else(usage)
}

#[allow(clippy::print_stderr, reason = "a word to the one who started the program")]
fn usage<T>() -> T {
    let program = std::env::args().next().unwrap_or_default();
    eprintln!("usage: {program} SEED COUNT (see tests/heavy/README.md)");
    std::process::exit(2)
}

/// Where the desk lives at which this process works, when it is a worker; what else it was given are the arguments from the
/// third on.
pub fn address_of_worker() -> Option<Address> {
    let mut arguments = std::env::args_os().skip(1);
    arguments.next().filter(|first| first == WORKER)?;
    arguments.next().map(|word| Address::of(&word))
}

/// This program once more, as a worker at this address, with these numbers.
pub fn worker(address: &Address, numbers: &[u64]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(WORKER).arg(address.word()).args(numbers.iter().map(u64::to_string));
    command
}

/// A folder of its own for one run, which goes away with it.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder named after the program and its process.
    pub fn new(program: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tkit-{program}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// The file that desks are kept in.
    pub fn file(&self) -> PathBuf {
        self.0.join("desks.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
