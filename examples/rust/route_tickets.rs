//! Routes the support tickets of a file by the words of their subjects, by their tags and their types, and compares the
//! teams that they come to with the queues of the file.
//!
//! `cargo run --release --example route_tickets -- FILE`, a CSV with the columns `subject`, `body`, `type`, `queue`,
//! `priority`, `language` and `tag_1` to `tag_8`. The rules are the routes of the configuration in `route_tickets/desk.json`;
//! what the file says under `queue` is only looked at afterwards.

mod out;
#[path = "route_tickets/mod.rs"]
mod word_routing;

use std::io;
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    let code = word_routing::run(std::env::args_os().skip(1), &mut out::out(), &mut out::errors())?;
    Ok(ExitCode::from(code))
}
