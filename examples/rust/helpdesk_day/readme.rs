//! The README shows what the day says.

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../../README.md");
const FILE: &str = "HELPDESK_DAY_FILE";

/// What the README shows between such fences.
fn shown(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_readme_shows_what_the_day_says() {
    let folder = std::env::temp_dir().join(format!("ticketkit-readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--ignored", "--exact", "--nocapture", "readme::the_day"]);
    let ended = program.env(FILE, folder.join("day.sqlite")).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let told = String::from_utf8(ended.stdout).unwrap();
    // What is quoted is set in; an explanation also has a line before it.
    let told: String = told
        .lines()
        .map(|line| line.strip_prefix("   ").unwrap_or(line))
        .fold(String::new(), |text, line| text + line.strip_prefix("| ").unwrap_or(line) + "\n");
    let texts = shown("text");
    assert_eq!(texts.len(), 2, "an explanation and a refusal");
    for text in texts {
        assert!(told.contains(text), "the day does not say:\n{text}\nbut:\n{told}");
    }
    let picture = std::fs::read_to_string(folder.join("day.mmd")).unwrap();
    assert_eq!(shown("mermaid").concat().trim(), picture.trim());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
#[ignore = "runs inside another test, in a process of its own"]
fn the_day() {
    crate::day(Path::new(&std::env::var_os(FILE).unwrap())).unwrap();
}
