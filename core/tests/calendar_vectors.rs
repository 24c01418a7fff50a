//! Business time against vectors: our own, and those that lie beside the repository if they do.

#[path = "vectors/business_time.rs"]
mod business_time;

use std::path::Path;

/// Checks every line of a text and returns how many there were.
fn check_all(text: &str) -> usize {
    let mut failures = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let checked =
            serde_json::from_str(line).map_err(|error| error.to_string()).and_then(business_time::check);
        if let Err(why) = checked {
            failures.push(format!("line {}: {why}\n  {line}", n + 1));
        }
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
    text.lines().count()
}

#[test]
fn our_own_vectors_hold() {
    assert_eq!(check_all(include_str!("data/business_time.jsonl")), 47);
}

#[test]
fn the_shared_vectors_hold() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/business_time.jsonl");
    match std::fs::read_to_string(&file) {
        Ok(text) => println!("{} shared vectors hold", check_all(&text)),
        Err(error) => println!("skipped: {} cannot be read ({error})", file.display()),
    }
}

#[test]
fn a_vector_that_does_not_hold_is_told() {
    let line = |expect: &str| {
        let text = format!(
            r#"{{"calendar":{{"timezone":"UTC","weekly":{{"mon":[["09:00","17:00"]]}}}},
            "op":"add","start":"2026-06-01T09:00:00Z","seconds":3600,"expect":{expect}}}"#
        );
        business_time::check(serde_json::from_str(&text).unwrap())
    };
    assert_eq!(line("\"2026-06-01T10:00:00Z\""), Ok(()));
    assert!(line("\"2026-06-01T10:00:01Z\"").is_err());
    assert!(line("\"soon\"").is_err());
    assert!(line("3600").is_err());
}
