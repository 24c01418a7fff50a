//! Plays scenarios: lists of steps over one engine, told in every language. The format, and what a runner prints, is in
//! `tests/scenarios/README.md`; this runner is the one that the others are compared with.

mod host;
mod json;
mod stage;

use std::path::Path;

use serde_json::{Map, Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Command, Query};

pub use json::{canonical, fits};
use stage::Stage;
pub use stage::{Kept, STEPS};

/// What came of one scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The result of each step as canonical JSON.
    pub results: Vec<String>,
    /// What did not fit: the step's number, and a sentence.
    pub failures: Vec<(usize, String)>,
}

/// Plays a scenario on this storage. A text that is no scenario is a failure of step 0.
pub fn play(text: &str, kept: Kept) -> Told {
    let mut told = Told::default();
    if let Err(why) = play_into(&mut told, text, kept) {
        told.failures.push((0, why));
    }
    told
}

fn play_into(told: &mut Told, text: &str, kept: Kept) -> Result<(), String> {
    let scenario: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let steps = scenario.get("steps").and_then(Json::as_array).ok_or("there are no steps")?;
    let first = steps.first().and_then(|step| step.get("at")).ok_or("the first step has no `at`")?;
    let kept = if scenario.get("storage") == Some(&json!("host")) { Kept::Host } else { kept };
    let mut stage = Stage::opened(kept, first, scenario.get("config"))?;
    for (number, step) in (1..).zip(steps) {
        let result = match stage.act(step)? {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "error": error.problems() }),
        };
        let expected = match (step.get("error"), step.get("expect")) {
            (Some(problems), _) => json!({ "error": problems }),
            (None, Some(value)) => json!({ "ok": value }),
            (None, None) if result.get("ok").is_some() => json!({}),
            (None, None) => json!({ "ok": {} }),
        };
        if !fits(&expected, &result) {
            let (expected, result) = (canonical(&expected), canonical(&result));
            told.failures.push((number, format!("expected {expected}, got {result}")));
        }
        told.results.push(canonical(&result));
    }
    Ok(())
}

/// The lists that every language has: codes with their numbers, commands and queries.
pub fn lists() -> String {
    let codes: Map<String, Json> =
        Code::ALL.iter().map(|code| (code.to_string(), json!(*code as u16))).collect();
    canonical(&json!({ "codes": codes, "commands": Command::NAMES, "queries": Query::NAMES }))
}

/// The files of a folder that are scenarios, by name; a file is itself.
///
/// # Errors
/// What reading the folder answers.
pub fn files(path: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
