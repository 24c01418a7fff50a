//! What cannot be done is refused with a reason for each mistake, and leaves the desk as it was, to the last byte.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]

use std::ops::Deref;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use ticketkit::command::{Command, Context, Edits, Query};
use ticketkit::config::Document;
use ticketkit::engine::Desk;
use ticketkit::model::{Actor, Attachment, ExternalId, TicketRef, Value};
use ticketkit::storage::conformance::{dump, no_difference, what_is_there};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::{Code, Error, Span, limits};

use crate::stage::{Stage, default_with, list, problems};

mod stage;

struct House {
    storage: Arc<dyn Storage>,
    stage: Stage,
    ticket: TicketRef,
}

impl Deref for House {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

/// The default desk with fields of every type, and a promise of 25 years for whoever is tagged so.
fn document() -> Json {
    default_with(|document| {
        document["fields"] = json!([
            { "name": "serial", "type": "text", "max_chars": 10 },
            { "name": "hours", "type": "number" },
            { "name": "bought_on", "type": "date" },
            { "name": "warranty", "type": "bool" },
            { "name": "product", "type": "choice", "options": [{ "name": "printer" }] },
            { "name": "parts", "type": "multi_choice", "options": [{ "name": "drum" }] }
        ]);
        document["policies"].as_array_mut().unwrap().insert(
            0,
            json!({
                "name": "endless",
                "condition": { "field": "tags", "op": "has_any", "value": ["endless"] },
                "calendar": "office",
                "targets": [{ "metric": "resolution", "within": "P9000D" }]
            }),
        );
    })
}

impl House {
    fn new() -> Self {
        let storage: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
        let stage = Stage::on(Arc::clone(&storage), &document());
        let ticket = stage.open("The printer smokes", "shop:ines", Edits::none());
        Self { storage, stage, ticket }
    }

    /// Fails unless `attempt` is refused for exactly these reasons, at these places, and nothing has changed by it.
    fn refuses<T: std::fmt::Debug>(
        &self,
        expected: &[(Code, &str)],
        attempt: impl FnOnce(&Desk) -> Result<T, Error>,
    ) -> Error {
        let keys = what_is_there(&*self.storage, self.desk.id(), &["support".parse().unwrap()]).unwrap();
        let before = dump(&*self.storage, self.desk.id(), &keys).unwrap();
        let error = attempt(&self.desk).unwrap_err();
        assert_eq!(problems(&error), expected, "{error}");
        assert!(error.problems().iter().all(|problem| !problem.message.is_empty()));
        no_difference("after it", &dump(&*self.storage, self.desk.id(), &keys).unwrap(), &before).unwrap();
        error
    }

    fn refuses_command(&self, expected: &[(Code, &str)], command: &Command) -> Error {
        self.refuses(expected, |desk| desk.execute(command, &Context::of(Actor::host())))
    }

    /// Fails unless each of these values is refused in this field, with a word on what is expected.
    fn refuses_values(&self, code: Code, edits: &[(&str, Value)]) {
        for (field, value) in edits {
            let path = format!("/set/{field}");
            let set = Edits::none().with(field, value.clone());
            let error = self.refuses_command(&[(code, &path)], &self.change(set));
            let problem = error.problems().first().unwrap();
            assert!(problem.hint.is_some(), "no hint: {field} {error}");
        }
    }

    fn change(&self, set: Edits) -> Command {
        stage::change(&self.ticket, set)
    }

    fn reply(&self, body: &str) -> Command {
        stage::reply(&self.ticket, body)
    }
}

fn create(subject: &str) -> Command {
    stage::create(subject, "shop:ines", Edits::none())
}

#[test]
fn unknown_fields_and_names_are_refused_all_at_once() {
    let house = House::new();
    let set = Edits::none()
        .with("colour", "red")
        .with("priority", "hgh")
        .with("status", "opne")
        .with("team", "suport")
        .with("type", "incident");
    let error = house.refuses_command(
        &[
            (Code::UnknownField, "/set/colour"),
            (Code::UnknownName, "/set/priority"),
            (Code::UnknownName, "/set/team"),
            (Code::UnknownName, "/set/type"),
            (Code::UnknownStatus, "/set/status"),
        ],
        &house.change(set),
    );
    let hints: Vec<_> = error.problems().iter().filter_map(|problem| problem.hint.as_deref()).collect();
    for name in ["high", "open", "support"] {
        assert!(hints.iter().any(|hint| hint.contains(name)), "{name}: {hints:?}");
    }
}

#[test]
fn values_of_the_wrong_type_are_refused_in_every_field() {
    let house = House::new();
    house.refuses_values(
        Code::WrongFieldType,
        &[
            ("serial", true.into()),
            ("hours", "many".into()),
            ("bought_on", "yesterday".into()),
            ("bought_on", "2026-02-30".into()),
            ("warranty", "yes".into()),
            ("product", list(&["printer"])),
            ("parts", "drum".into()),
            ("subject", 7.into()),
            ("priority", list(&["high"])),
            ("tags", true.into()),
            ("owner", true.into()),
            ("ccs", 7.into()),
            ("due_at", "tomorrow".into()),
            ("due_at", 7.into()),
            ("language", list(&["en"])),
        ],
    );
}

#[test]
fn texts_over_their_limit_are_refused() {
    let house = House::new();
    let long = |chars: usize| "x".repeat(chars + 1);
    house.refuses_command(&[(Code::TooLong, "/subject")], &create(&long(limits::SUBJECT_CHARS)));
    house.refuses_command(&[(Code::TooLong, "/body")], &house.reply(&long(limits::BODY_BYTES)));
    let edit = |field: &str, value: Value| house.change(Edits::none().with(field, value));
    house.refuses_command(&[(Code::TooLong, "/set/serial")], &edit("serial", long(10).into()));
    house.refuses_command(
        &[(Code::TooLong, "/set/subject")],
        &edit("subject", long(limits::SUBJECT_CHARS).into()),
    );
    house
        .refuses_command(&[(Code::TooLong, "/set/tags/0")], &edit("tags", list(&[&long(limits::TAG_CHARS)])));
    let tags: Vec<String> = (0..=limits::TAGS).map(|n| n.to_string()).collect();
    house.refuses_command(&[(Code::TooMany, "/set/tags")], &edit("tags", Value::List(tags)));
    let organization = Command::PutOrganization {
        key: long(limits::EXTERNAL_ID_CHARS),
        name: Some(long(limits::PERSON_NAME_CHARS)),
        shared: None,
        calendar: None,
        external_ids: Some(vec![ExternalId {
            system: "crm".to_owned(),
            id: long(limits::EXTERNAL_ID_CHARS),
        }]),
    };
    house.refuses_command(
        &[(Code::TooLong, "/key"), (Code::TooLong, "/name"), (Code::TooLong, "/external_ids/0/id")],
        &organization,
    );
    // What is just as long as it may be is fine.
    let reply = house.reply(&"x".repeat(limits::BODY_BYTES));
    house.host(&reply);
}

#[test]
fn characters_are_refused_where_they_cannot_stand() {
    let house = House::new();
    for (bad, body) in [("a\0b", true), ("a\nb", false), ("a\u{7}b", false), ("a\u{85}b", false)] {
        house.refuses_command(&[(Code::BadText, "/subject")], &create(bad));
        // A text of the desk's own may have several lines.
        for field in if body { &["subject", "serial"][..] } else { &["subject"] } {
            let path = format!("/set/{field}");
            house.refuses_command(&[(Code::BadText, &path)], &house.change(Edits::none().with(field, bad)));
        }
        let tagged = house.change(Edits::none().with("tags", list(&[bad])));
        house.refuses_command(&[(Code::BadText, "/set/tags/0")], &tagged);
        let Command::Reply { ticket, set, .. } = house.reply("") else { unreachable!() };
        let sha256 = "0".repeat(64);
        let reply = Command::Reply {
            ticket,
            set,
            body: bad.to_owned(),
            attachments: vec![Attachment {
                name: bad.to_owned(),
                media_type: bad.to_owned(),
                bytes: 1,
                sha256,
            }],
            message_id: Some(bad.to_owned()),
            spent_minutes: None,
            expect_version: None,
            html: None,
        };
        let mut expected = vec![
            (Code::BadText, "/attachments/0/name"),
            (Code::BadText, "/attachments/0/media_type"),
            (Code::BadText, "/message_id"),
        ];
        if body {
            expected.insert(0, (Code::BadText, "/body"));
        }
        house.refuses_command(&expected, &reply);
        let person = |key: &str| Command::PutPerson {
            person: Some(key.into()),
            name: Some(bad.to_owned()),
            addresses: Some(vec![format!("{bad}@example.org")]),
            phone: Some(bad.to_owned()),
            language: Some(bad.to_owned()),
            organization: None,
            external_ids: None,
        };
        house.refuses_command(
            &[
                (Code::BadAddress, "/addresses/0"),
                (Code::BadText, "/name"),
                (Code::OutOfRange, "/phone"),
                (Code::OutOfRange, "/language"),
            ],
            &person("shop:ines"),
        );
        let stranger = Context::of(Actor::requester(bad));
        let mut own = create("Hello");
        if let Command::CreateTicket { requester, .. } = &mut own {
            *requester = None;
        }
        house.refuses(&[(Code::BadText, "/requester/person")], |desk| desk.execute(&own, &stranger));
        house.refuses(&[(Code::OutOfRange, "/key")], |_| house.engine.create_desk(bad, Document::DEFAULT));
    }
}

#[test]
fn a_change_of_a_version_that_is_past_is_refused_and_says_the_present_one() {
    let house = House::new();
    house.host(&house.reply("One moment."));
    for expected in [0, 1, 9] {
        let command = Command::ChangeTicket {
            ticket: house.ticket.clone(),
            set: Edits::none().with("priority", "high"),
            transition: None,
            expect_version: Some(expected),
        };
        let error = house.refuses_command(&[(Code::StaleVersion, "/expect_version")], &command);
        let problem = error.problems().first().unwrap();
        assert_eq!(
            (problem.params.get("version").map(String::as_str), problem.hint.is_some()),
            (Some("2"), true)
        );
    }
    let configure = Command::Configure { document: document().to_string(), expect_version: Some(7) };
    house.refuses_command(&[(Code::StaleVersion, "/expect_version")], &configure);
}

#[test]
fn an_id_that_was_used_is_refused_for_any_other_command_or_actor() {
    let house = House::new();
    let used = Context::of(Actor::host()).with_id("0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d".parse().unwrap());
    house.desk.execute(&house.reply("Once."), &used).unwrap();
    let other_actor = Context { actor: Actor::requester("shop:ines"), ..used.clone() };
    for (command, context) in [
        (house.reply("Twice."), &used),
        (house.reply("Once."), &other_actor),
        (house.change(Edits::none().with("priority", "high")), &used),
        (create("Another"), &used),
    ] {
        let error = house.refuses(&[(Code::KeyReused, "")], |desk| desk.execute(&command, context));
        assert!(error.problems().iter().all(|problem| problem.hint.is_some()));
    }
}

#[test]
fn a_deadline_beyond_the_horizon_of_its_calendar_is_refused() {
    let house = House::new();
    let Command::CreateTicket { subject, body, requester, attachments, message_id, .. } = create("Endless")
    else {
        unreachable!()
    };
    let set = Edits::none().with("tags", list(&["endless"]));
    let create = Command::CreateTicket {
        subject,
        body,
        requester,
        set: set.clone(),
        attachments,
        message_id,
        html: None,
        fold_key: None,
    };
    for command in [create, house.change(set)] {
        let error = house.refuses_command(&[(Code::BeyondHorizon, "/policies/0")], &command);
        assert!(error.to_string().contains("endless"), "{error}");
    }
}

#[test]
fn a_configuration_with_mistakes_is_refused_as_a_whole() {
    let house = House::new();
    let wrong =
        document().to_string().replace("\"default_priority\":\"normal\"", "\"default_priority\":\"norml\"");
    let wrong = wrong.replace("\"P4D\"", "\"four days\"");
    let configure = |document: String| Command::Configure { document, expect_version: None };
    house.refuses_command(
        &[(Code::OutOfRange, "/document/workflows/0/automatic/close_after")],
        &configure(wrong.clone()),
    );
    house.refuses_command(
        &[(Code::UnknownName, "/document/default_priority")],
        &configure(wrong.replace("four days", "P4D")),
    );
    house.refuses_command(&[(Code::Malformed, "/document")], &configure("{".to_owned()));
    house.refuses(&[(Code::AlreadyTaken, "/key")], |_| house.engine.create_desk("main", Document::DEFAULT));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let house = House::new();
    let find =
        Query::Find { condition: None, text: None, sort: None, descending: false, after: None, limit: None };
    let with = |change: &dyn Fn(&mut Query)| {
        let mut query = find.clone();
        change(&mut query);
        query
    };
    let sort = |by: &str| {
        with(&|query| {
            if let Query::Find { sort, .. } = query {
                *sort = by.parse().ok();
            }
        })
    };
    let limit = |rows| {
        with(&|query| {
            if let Query::Find { limit, .. } = query {
                *limit = Some(rows);
            }
        })
    };
    let after = |text: &str| {
        with(&|query| {
            if let Query::Find { after, .. } = query {
                *after = Some(text.to_owned());
            }
        })
    };
    let cases = [
        (Code::OutOfRange, "/sort", sort("colour")),
        (Code::OutOfRange, "/limit", limit(0)),
        (Code::OutOfRange, "/limit", limit(limits::PAGE_MAX + 1)),
        (Code::BadCursor, "/after", after("somewhere")),
        (Code::UnknownField, "/by", Query::Count { condition: None, by: "colour".parse().ok() }),
        (Code::NotFound, "/ticket", Query::Ticket { ticket: "no\0where".into() }),
        (Code::NotFound, "/person", Query::Person { person: "no\0body".into() }),
        (Code::NotFound, "/version", Query::Config { version: Some(9) }),
        (Code::NotFound, "/workflow", Query::Diagram { workflow: "none".parse().ok(), format: None }),
    ];
    for (code, path, query) in cases {
        house.refuses(&[(code, path)], |desk| desk.ask(&query, &Actor::host()));
    }
    house.refuses(&[(Code::OutOfRange, "/worker")], |desk| desk.lease_effects("", Span::from_secs(1), 1));
}

#[test]
fn a_command_in_json_has_no_members_but_its_own() {
    let json = json!({ "do": "wake_ticket", "ticket": "1", "colour": "red" });
    assert!(serde_json::from_value::<Command>(json).unwrap_err().to_string().contains("colour"));
    assert!(serde_json::from_str::<Command>(r#"{ "do": "wake_tickets", "ticket": "1" }"#).is_err());
    assert!(serde_json::from_slice::<Command>(b"{ \"do\": \"wake_ticket\", \"ticket\": \"\xff\" }").is_err());
}
