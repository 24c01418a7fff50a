//! The scenarios that all languages share: they hold on every storage, and together they leave out no command, no
//! question and no code.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;
use ticketkit::Code;
use ticketkit::command::{Command, Query};
use ticketkit_runner::{Kept, STEPS, Told, files, play};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
const WRONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios_wrong");

/// Codes that no call answers, whatever comes in, and why.
const NEVER_ANSWERED: [(Code, &str); 5] = [
    (Code::NeverUsed, "a warning about a document, which is in force all the same"),
    (Code::Doubtful, "a warning about a document, which is in force all the same"),
    (Code::NotInThisBuild, "the libraries for other languages have every feature"),
    (Code::SignatureRefused, "a word about a webhook that came in, which no desk is asked for"),
    (Code::InternalError, "a mistake of the library, not of its callers"),
];

/// The texts of a folder's scenarios by name.
fn texts(folder: &str) -> Vec<(String, String)> {
    let files = files(Path::new(folder)).unwrap();
    let named = files.into_iter().map(|file| {
        (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&file).unwrap())
    });
    named.collect()
}

fn steps(text: &str) -> Vec<Json> {
    let scenario: Json = serde_json::from_str(text).unwrap();
    scenario["steps"].as_array().unwrap().clone()
}

#[test]
fn every_scenario_holds_on_every_storage_in_the_same_words() {
    let all = texts(FOLDER);
    assert!(all.len() >= 60, "{}", all.len());
    let on = |kept: Kept| -> Vec<Told> { all.iter().map(|(_, text)| play(text, kept)).collect() };
    let in_memory = on(Kept::Memory);
    for ((file, _), told) in all.iter().zip(&in_memory) {
        assert_eq!(told.failures, [], "{file}");
    }
    for kept in [Kept::Sqlite, Kept::Host] {
        for ((file, _), (one, other)) in all.iter().zip(in_memory.iter().zip(on(kept))) {
            assert_eq!(*one, other, "{file} on {kept:?}");
        }
    }
}

/// Everything that stands under this name, at any depth.
fn named<'a>(value: &'a Json, name: &str, found: &mut Vec<&'a str>) {
    match value {
        Json::Object(members) => {
            for (member, value) in members {
                if let (true, Some(text)) = (member == name, value.as_str()) {
                    found.push(text);
                }
                named(value, name, found);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| named(item, name, found)),
        _ => {}
    }
}

/// What of this list no scenario shows.
fn missing(given: &[&str], all: &[&str]) -> Vec<String> {
    all.iter().filter(|name| !given.contains(name)).map(|name| (*name).to_owned()).collect()
}

#[test]
fn together_they_leave_out_no_command_no_question_no_code_and_no_step() {
    let steps: Vec<Json> = texts(FOLDER).iter().flat_map(|(_, text)| steps(text)).collect();
    let (mut commands, mut questions, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut taken = Vec::new();
    for step in &steps {
        // What is carried out counts, not what is refused.
        if step.get("error").is_none() {
            named(step, "do", &mut commands);
            named(step, "ask", &mut questions);
        }
        named(step.get("error").unwrap_or(&Json::Null), "code", &mut refused);
        taken.extend(step.as_object().unwrap().keys().map(String::as_str));
    }
    assert_eq!(missing(&commands, Command::NAMES), [""; 0]);
    assert_eq!(missing(&questions, Query::NAMES), [""; 0]);
    assert_eq!(missing(&taken, STEPS), [""; 0]);
    let never = |code: &Code| NEVER_ANSWERED.iter().any(|(never, _)| never == code);
    let (never, codes): (Vec<Code>, Vec<Code>) = Code::ALL.iter().partition(|code| never(code));
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    assert_eq!(missing(&refused, &codes), [""; 0]);
    for code in never {
        assert!(!refused.contains(&code.as_str()), "`{code}` is answered: take it from the list");
    }
}

#[test]
fn every_expectation_says_something() {
    for (file, text) in texts(FOLDER) {
        let scenario: Json = serde_json::from_str(&text).unwrap();
        assert!(scenario["name"].is_string() && scenario["about"].is_string(), "{file}");
        let mut expectations = 0;
        for (number, step) in (1..).zip(steps(&text)) {
            let place = format!("{file} step {number}");
            let known = ["at", "as", "id", "expect", "error"];
            let strange = |name: &&String| !known.contains(&name.as_str()) && !STEPS.contains(&name.as_str());
            assert_eq!(step.as_object().unwrap().keys().find(strange), None, "{place}");
            assert!(step.get("expect").is_none() || step.get("error").is_none(), "{place}");
            for problem in step.get("error").and_then(Json::as_array).into_iter().flatten() {
                let names: BTreeSet<&str> = problem.as_object().unwrap().keys().map(String::as_str).collect();
                assert!(names.contains("code") && names.contains("path"), "{place}: {problem}");
            }
            assert_ne!(step.get("error"), Some(&serde_json::json!([])), "{place}");
            assert_ne!(step.get("expect"), Some(&serde_json::json!({})), "{place}");
            expectations += usize::from(step.get("expect").or_else(|| step.get("error")).is_some());
        }
        assert!(expectations > 0, "{file} expects nothing");
    }
}

#[test]
fn a_wrong_expectation_fails() {
    let all = texts(WRONG);
    assert!(all.len() >= 5, "{}", all.len());
    for (file, text) in all {
        let wrong: usize = file.rsplit(['_', '.']).nth(1).unwrap().parse().unwrap();
        let told = play(&text, Kept::Memory);
        let failed: Vec<usize> = told.failures.iter().map(|(step, _)| *step).collect();
        assert_eq!(failed, [wrong], "{file} says in its name which step is wrong");
    }
}
