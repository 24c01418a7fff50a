//! What there is, for tools and for tests of parity.

use ticketkit::Code;
use ticketkit::command::{Command, Query};
use ticketkit::error::Kind;

/// One code of the closed list of failures.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// Its stable text.
    pub text: String,
    /// Its stable number.
    pub number: u16,
    /// What sort of failure it is.
    pub kind: Kind,
    /// Whether the very same request may succeed when it is made again.
    pub retryable: bool,
    /// What it means, in a sentence or two.
    pub meaning: String,
}

/// The version of the library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The names of all commands, as they stand in the member `do` of their JSON.
#[uniffi::export]
pub fn commands() -> Vec<String> {
    texts(Command::NAMES)
}

/// The names of all questions, as they stand in the member `ask` of their JSON.
#[uniffi::export]
pub fn queries() -> Vec<String> {
    texts(Query::NAMES)
}

/// Every code, by number.
#[uniffi::export]
pub fn codes() -> Vec<CodeEntry> {
    let entry = |code: &Code| CodeEntry {
        code: *code,
        text: code.as_str().to_owned(),
        number: *code as u16,
        kind: code.kind(),
        retryable: code.retryable(),
        meaning: code.meaning().to_owned(),
    };
    Code::ALL.iter().map(entry).collect()
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
