//! Runs files of test vectors, one JSON object per line, and says what became of them.
//!
//! `cargo run --release --example vectors -- business_time.jsonl ...`
//!
//! Every line that fails or is skipped is named with the reason; the last line counts. The exit code is 0
//! when nothing failed and every file could be read.

#[path = "../../core/tests/vectors/business_time.rs"]
mod business_time;

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::Value;

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
    Ok(ExitCode::from(u8::from(tally.failed > 0 || tally.unreadable)))
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
            let (id, verdict) = judge(line);
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

enum Verdict {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

impl From<Result<(), String>> for Verdict {
    fn from(checked: Result<(), String>) -> Self {
        checked.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

/// The id of a line, if it has one, and what became of the line: each kind of line has its own runner.
fn judge(line: &[u8]) -> (Option<String>, Verdict) {
    let line: Value = match serde_json::from_slice(line) {
        Ok(line) => line,
        Err(error) => return (None, Verdict::Failed(format!("not JSON: {error}"))),
    };
    let id = line.get("id").and_then(Value::as_str).map(str::to_owned);
    let verdict = match line.get("kind").map(Value::as_str) {
        None => business_time::check(line).into(),
        Some(Some("sla" | "workflow")) => Verdict::Skipped(
            "service level and workflow scenarios are run through the engine, which this example does not open yet",
        ),
        Some(kind) => Verdict::Failed(format!("no kind of line that is known here: {}", kind.unwrap_or("?"))),
    };
    (id, verdict)
}
