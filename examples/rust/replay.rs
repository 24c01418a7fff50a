//! Plays a real audit log of a ServiceNow instance through the engine, and compares what the engine counted with what
//! the log says.
//!
//! `cargo run --release --example replay -- FILE`; with `--help` it says what else it takes. A small log of the same
//! form lies in `examples/data/incident_log.csv`.

#[path = "replay/mod.rs"]
mod log_replay;
mod out;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

fn main() -> io::Result<ExitCode> {
    let args = std::env::args_os().skip(1);
    let bar = io::stderr().is_terminal();
    let code = log_replay::run(args, bar, &mut out::out(), &mut out::errors())?;
    Ok(ExitCode::from(code))
}
