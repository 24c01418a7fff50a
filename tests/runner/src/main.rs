//! `scenarios PATH... [--storage memory|sqlite|host] [--transcript FILE]`, or `scenarios --lists`: plays scenarios, and
//! says what does not fit. See `tests/scenarios/README.md`.

use std::io::Write;
use std::process::ExitCode;

use ticketkit_runner::{Kept, files, lists, play};

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "scenarios: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<bool, Box<dyn std::error::Error>> {
    let (mut paths, mut kept, mut transcript) = (Vec::new(), Kept::Memory, None);
    let mut out = std::io::stdout().lock();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--lists" => {
                writeln!(out, "{}", lists())?;
                return Ok(true);
            }
            "--storage" => kept = arguments.next().ok_or("--storage needs a storage")?.parse()?,
            "--transcript" => {
                let file = arguments.next().ok_or("--transcript needs a file")?;
                transcript = Some(std::io::BufWriter::new(std::fs::File::create(file)?));
            }
            path => paths.extend(files(path.as_ref())?),
        }
    }
    let (mut passed, mut failed) = (0, 0);
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let told = play(&std::fs::read_to_string(&path)?, kept);
        for (step, failure) in &told.failures {
            writeln!(out, "FAILED {file} step {step}: {failure}")?;
        }
        if let Some(transcript) = &mut transcript {
            for (step, result) in (1..).zip(&told.results) {
                writeln!(transcript, "{file}\t{step}\t{result}")?;
            }
        }
        if told.failures.is_empty() { passed += 1 } else { failed += 1 }
    }
    if let Some(mut transcript) = transcript {
        transcript.flush()?;
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(failed == 0 && passed > 0)
}
