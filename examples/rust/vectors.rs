//! Runs files of test vectors, one JSON object per line, and says what became of them.
//!
//! `cargo run --release --example vectors -- business_time.jsonl ...`
//!
//! Business time is asked of calendars; scenarios of service levels and workflows are played on a desk in memory that is
//! configured as they say. Every line that fails or is skipped is named with the reason; the last line counts. The exit
//! code is 0 when nothing failed, 1 when something did, and 2 when a file cannot be read.

#[path = "../../core/tests/vectors/lines/mod.rs"]
mod lines;
mod out;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use lines::{Verdict, judge};
use ticketkit::storage::{MemoryStorage, Storage};

fn main() -> io::Result<ExitCode> {
    let files: Vec<OsString> = std::env::args_os().skip(1).collect();
    run(&files, &mut out::out(), &mut out::errors()).map(ExitCode::from)
}

/// Runs files, and answers the exit code.
fn run(files: &[OsString], out: &mut impl Write, errors: &mut impl Write) -> io::Result<u8> {
    if files.is_empty() {
        writeln!(errors, "usage: vectors FILE...")?;
        return Ok(2);
    }
    let mut tally = Tally::default();
    for file in files {
        match std::fs::read(file) {
            Ok(content) => tally.run(file, &content, out)?,
            Err(error) => {
                writeln!(errors, "cannot read {}: {error}", file.display())?;
                tally.unreadable = true;
            }
        }
    }
    writeln!(out, "{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped)?;
    Ok(match (tally.unreadable, tally.failed) {
        (true, _) => 2,
        (false, 0) => 0,
        (false, _) => 1,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The exit code, what was printed, and what was complained about.
    fn ran(files: &[&str]) -> (u8, String, String) {
        let files: Vec<OsString> = files.iter().map(OsString::from).collect();
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let code = run(&files, &mut out, &mut errors).unwrap();
        (code, String::from_utf8(out).unwrap(), String::from_utf8(errors).unwrap())
    }

    const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/data");

    #[test]
    fn files_of_every_kind_pass() {
        let files = ["business_time.jsonl", "scenarios.jsonl"].map(|name| format!("{OURS}/{name}"));
        let files = files.each_ref().map(String::as_str);
        assert_eq!(ran(&files), (0, "66 passed, 0 failed, 0 skipped\n".to_owned(), String::new()));
    }

    #[test]
    fn what_fails_or_is_skipped_is_named_by_id_or_line() {
        let file = std::env::temp_dir().join(format!("tkit-vectors-{}.jsonl", std::process::id()));
        let scenarios = std::fs::read_to_string(format!("{OURS}/scenarios.jsonl")).unwrap();
        let first = scenarios.lines().next().unwrap();
        let other = first.replace("extends_by_counted_time_paused", "does_not_extend");
        std::fs::write(&file, format!("{first}\n\nno json\n{{\"id\":\"x\",\"kind\":\"y\"}}\n{other}\n"))
            .unwrap();
        let (code, out, errors) = ran(&[file.to_str().unwrap()]);
        std::fs::remove_file(&file).unwrap();
        let place = |line: usize| format!("{}:{line}", file.display());
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!((code, errors.as_str(), lines.len()), (1, "", 4), "{out}");
        assert!(lines[0].starts_with(&format!("failed (no id) at {}: not JSON", place(3))), "{out}");
        assert_eq!(lines[1], format!("failed x at {}: there is no kind of line `y`", place(4)));
        assert!(
            lines[2].starts_with(&format!("skipped domain-3.3-a at {}: not offered yet", place(5))),
            "{out}"
        );
        assert_eq!(lines[3], "1 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn a_file_that_is_not_there_is_told() {
        let (code, out, errors) = ran(&["no/such/file"]);
        assert_eq!((code, out.as_str()), (2, "0 passed, 0 failed, 0 skipped\n"));
        assert!(errors.starts_with("cannot read no/such/file: "), "{errors}");
        assert_eq!(ran(&[]).0, 2);
    }
}
