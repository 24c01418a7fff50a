//! The schema of the words, and reading them.

use ticketkit::Code;
use ticketkit::command::{Command, Context, Query, json_schema, parse};
use ticketkit::model::Actor;

/// `UPDATE_DOCS=1 cargo test -p ticketkit --features schema --test words` writes it anew.
#[cfg(feature = "schema")]
#[test]
fn the_schema_is_made_from_the_types() {
    let made = ticketkit::command::describe();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/command/schema.json"), &made).unwrap();
        return;
    }
    assert!(
        made == json_schema(),
        "core/src/command/schema.json is not what the types say: write it with UPDATE_DOCS=1"
    );
}

fn said<T: ticketkit::command::Word>(json: &str) -> Vec<(Code, String)> {
    match parse::<T>(json) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().iter().map(|problem| (problem.code, problem.path.clone())).collect(),
    }
}

#[test]
fn every_verb_and_every_question_is_described() {
    let schema: serde_json::Value = serde_json::from_str(json_schema()).unwrap();
    for (word, tag, names) in [("Command", "do", Command::NAMES), ("Query", "ask", Query::NAMES)] {
        let branches = schema["$defs"][word]["oneOf"].as_array().unwrap();
        let tags: Vec<&str> =
            branches.iter().map(|branch| branch["properties"][tag]["const"].as_str().unwrap()).collect();
        assert_eq!(tags, names);
    }
}

#[test]
fn everything_wrong_with_a_command_is_said_at_once() {
    assert_eq!(said::<Command>("{"), [(Code::Malformed, String::new())]);
    assert_eq!(said::<Command>("{}"), [(Code::Missing, "/do".into())]);
    assert_eq!(said::<Command>(r#"{"do": "replly"}"#), [(Code::OutOfRange, "/do".into())]);
    assert_eq!(said::<Command>(r#"{"do": 3}"#), [(Code::WrongType, "/do".into())]);
    assert_eq!(
        said::<Command>(r#"{"do": "snooze_ticket", "until": "soon", "colour": 1}"#),
        [
            (Code::Missing, "/ticket".into()),
            (Code::UnknownMember, "/colour".into()),
            (Code::OutOfRange, "/until".into())
        ]
    );
    assert_eq!(
        said::<Command>(
            r#"{"do": "put_agent", "person": "a:1", "role": "Chief!", "skills": [{"level": "ten"}], "availability": "gone"}"#
        ),
        [
            (Code::OutOfRange, "/availability".into()),
            (Code::OutOfRange, "/role".into()),
            (Code::Missing, "/skills/0/name".into()),
            (Code::WrongType, "/skills/0/level".into()),
        ]
    );
    assert_eq!(
        said::<Command>(r#"{"do": "change_ticket", "ticket": "1", "set": {"priority": {"a": 1}}}"#),
        [(Code::WrongType, "/set/priority".into())]
    );
    assert_eq!(
        said::<Command>("{\"do\": \"wake_ticket\", \"ticket\": \"1\", \"ticket\": \"2\"}"),
        [(Code::Duplicate, "/ticket".into())]
    );
    assert_eq!(
        said::<Command>(r#"{"do": "wake_ticket", "ticket": "a\u0000"}"#),
        [(Code::BadText, "/ticket".into())]
    );
    assert_eq!(
        said::<Query>(
            r#"{"ask": "find", "condition": {"field": "status", "op": "is"}, "limit": -1, "sort": null}"#
        ),
        [(Code::OutOfRange, "/condition/op".into()), (Code::OutOfRange, "/limit".into())]
    );
    assert_eq!(
        said::<Context>(r#"{"actor": {"kind": "agent"}, "command_id": "x", "now": 5}"#),
        [
            (Code::Missing, "/actor/person".into()),
            (Code::OutOfRange, "/command_id".into()),
            (Code::WrongType, "/now".into())
        ]
    );
    assert_eq!(said::<Actor>("[]"), [(Code::WrongType, String::new())]);
    let deep = format!(
        "{}{}",
        r#"{"do":"note","ticket":"1","body":"#.to_owned() + &"[".repeat(90),
        "]".repeat(90) + "}"
    );
    assert_eq!(said::<Command>(&deep)[0].0, Code::Malformed);
}

#[test]
fn what_is_read_is_what_was_written() {
    let json = r#"{"do": "change_tickets", "tickets": {"all": [{"field": "status", "op": "in", "value": ["new"]}]}, "set": {"tags": ["a"], "due_at": null, "size": 1.5}}"#;
    let command = parse::<Command>(json).unwrap();
    let again = serde_json::to_string(&command).unwrap();
    assert_eq!(parse::<Command>(&again).unwrap(), command);
}
