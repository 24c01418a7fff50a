//! Runs files of test vectors, one JSON object per line, and says what became of them.
//!
//! `cargo run --release --example vectors -- business_time.jsonl ...`
//!
//! Business time is asked of calendars; scenarios of service levels and workflows are played on a desk in memory that is
//! configured as they say. Every line that fails or is skipped is named with the reason; the last line counts. The exit
//! code is 0 when nothing failed, 1 when something did, and 2 when a file cannot be read.

#[path = "../../core/tests/vectors/lines/mod.rs"]
mod lines;

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use lines::{Verdict, judge};
use ticketkit::storage::{MemoryStorage, Storage};

fn main() -> io::Result<ExitCode> {
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    if files.is_empty() {
        writeln!(io::stderr(), "usage: vectors FILE...")?;
        return Ok(ExitCode::from(2));
    }
    let mut out = io::stdout().lock();
    let mut tally = Tally::default();
    for file in &files {
        match std::fs::read(file) {
            Ok(content) => tally.run(file, &content, &mut out)?,
            Err(error) => {
                writeln!(io::stderr(), "cannot read {}: {error}", file.display())?;
                tally.unreadable = true;
            }
        }
    }
    writeln!(out, "{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped)?;
    Ok(ExitCode::from(match (tally.unreadable, tally.failed) {
        (true, _) => 2,
        (false, 0) => 0,
        (false, _) => 1,
    }))
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
    unreadable: bool,
}

impl Tally {
    fn run(&mut self, file: &OsStr, content: &[u8], out: &mut impl Write) -> io::Result<()> {
        for (n, line) in (1_usize..).zip(content.split(|byte| *byte == b'\n')) {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let place = format!("{}:{n}", file.display());
            let (id, verdict) = judge(line, &storage);
            let id = id.unwrap_or_else(|| "(no id)".to_owned());
            match verdict {
                Verdict::Passed => self.passed += 1,
                Verdict::Failed(why) => {
                    self.failed += 1;
                    writeln!(out, "failed {id} at {place}: {why}")?;
                }
                Verdict::Skipped(why) => {
                    self.skipped += 1;
                    writeln!(out, "skipped {id} at {place}: {why}")?;
                }
            }
        }
        Ok(())
    }
}

fn storage() -> Arc<dyn Storage> {
    Arc::new(MemoryStorage::new())
}
