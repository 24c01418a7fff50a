//! How an engine is opened, as data: what is wrong with it is told all at once, each with its place.

use std::sync::Arc;

use ticketkit::engine::{Engine, Options};
use ticketkit::storage::MemoryStorage;
use ticketkit::{Code, Error};

fn told(error: &Error) -> Vec<(&str, Code)> {
    error.problems().iter().map(|problem| (problem.path.as_str(), problem.code)).collect()
}

#[test]
fn what_speaks_of_a_file_or_a_server_goes_along_with_one() {
    let options = Options::parse(
        r#"{ "durability": "full", "schema": "helpdesk", "connections": 4, "prepared_statements": true }"#,
    )
    .unwrap();
    let strange = [
        ("/durability", Code::OutOfRange),
        ("/schema", Code::OutOfRange),
        ("/connections", Code::OutOfRange),
        ("/prepared_statements", Code::OutOfRange),
    ];
    assert_eq!(told(&Engine::with(&options).unwrap_err()), strange);
    assert_eq!(told(&options.on(Arc::new(MemoryStorage::new())).unwrap_err()), strange);
}

#[test]
fn a_server_is_not_a_file() {
    let options = r#"{ "path": "desk.db", "url": "postgres://localhost/desk", "prepared_statements": true }"#;
    let error = Engine::with(&Options::parse(options).unwrap()).unwrap_err();
    assert_eq!(told(&error), [("/url", Code::OutOfRange), ("/prepared_statements", Code::OutOfRange)]);
}

#[test]
fn numbers_are_in_their_ranges() {
    let options = Options {
        url: Some("postgres://localhost/desk".to_owned()),
        connections: Some(0),
        patience_ms: Some(u32::MAX),
        ..Options::default()
    };
    let wrong = [("/connections", Code::OutOfRange), ("/patience_ms", Code::OutOfRange)];
    assert_eq!(told(&Engine::with(&options).unwrap_err()), wrong);
}

#[test]
fn words_that_nobody_knows_are_refused_each_with_its_place() {
    let error = Options::parse(r#"{ "prepared_statments": true, "connections": "four" }"#).unwrap_err();
    assert_eq!(
        told(&error),
        [("/connections", Code::WrongType), ("/prepared_statments", Code::UnknownMember)]
    );
}

#[test]
fn a_secret_is_not_written_down() {
    let options = Options::parse(r#"{ "url": "postgres://ines:secret@localhost/desk" }"#).unwrap();
    assert!(!format!("{options:?}").contains("secret"));
}
