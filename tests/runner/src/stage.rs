//! What a scenario is played on: an engine, the desk in use, and the steps that can be taken.

use std::str::FromStr;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use ticketkit::command::{Command, Context, Query, Word, parse};
use ticketkit::engine::{Desk, Engine, Options};
use ticketkit::model::Actor;
use ticketkit::storage::records::RecordAdapter;
use ticketkit::{Code, Problem, Result, Span, Timestamp};

use crate::canonical;
use crate::host::Failing;

/// Where a scenario keeps its desks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In memory.
    Memory,
    /// In an SQLite file of its own.
    Sqlite,
    /// In the database whose address stands in `TICKETKIT_TEST_POSTGRES`.
    Postgres,
    /// In the runner's own record storage.
    Host,
}

impl FromStr for Kept {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "memory" => Ok(Self::Memory),
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            "host" => Ok(Self::Host),
            other => Err(format!("`{other}` is none of memory, sqlite, postgres, host")),
        }
    }
}

/// What a step can be: the member that says so.
pub const STEPS: &[&str] = &[
    "do",
    "many",
    "ask",
    "tick",
    "next_due",
    "lease",
    "acknowledge",
    "fail",
    "create_desk",
    "open_desk",
    "existing_desk",
    "delete_desk",
    "desks",
    "statistics",
    "pause",
    "resume",
    "close",
    "fail_next",
];

/// A mistake of the scenario, not of the engine.
type Fault = String;

pub(crate) struct Stage {
    engine: Engine,
    desk: Desk,
    now: Timestamp,
    /// The runner's own storage, when the engine is on it.
    records: Option<Arc<Failing>>,
    /// Goes away with the stage.
    _folder: Option<tempfile::TempDir>,
}

/// The key by which links are signed in every language, so that tokens are the same each time.
const LINK_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

impl Stage {
    pub(crate) fn opened(kept: Kept, at: &Json, config: Option<&Json>) -> std::result::Result<Self, Fault> {
        let (mut folder, mut records) = (None, None);
        let mut path = None;
        if kept == Kept::Sqlite {
            let made = tempfile::tempdir().map_err(|error| error.to_string())?;
            path = Some(made.path().join("desks.db"));
            folder = Some(made);
        }
        let mut url = None;
        if kept == Kept::Postgres {
            url = Some(std::env::var("TICKETKIT_TEST_POSTGRES").map_err(|_| "no TICKETKIT_TEST_POSTGRES")?);
        }
        let options = json!({
            "path": path, "url": url, "schema": url.as_ref().map(|_| "scenarios"), "now": at, "first_id": 1,
            "patience_ms": 0, "link_keys": [LINK_KEY]
        });
        let options = Options::parse(&options.to_string()).map_err(|error| error.to_string())?;
        let engine = if kept == Kept::Host {
            let own = Arc::new(Failing::default());
            records = Some(Arc::clone(&own));
            options.on(Arc::new(RecordAdapter::new(own).patience(Span::ZERO)))
        } else {
            Engine::with(&options)
        };
        let engine = engine.map_err(|error| error.to_string())?;
        // What the scenario before left in the database.
        for left in engine.desks().map_err(|error| error.to_string())? {
            engine.delete_desk(&left.key).map_err(|error| error.to_string())?;
        }
        let desk = match config {
            Some(document) => engine.create_desk("main", &canonical(document)),
            None => engine.desk("main"),
        };
        let desk = desk.map_err(|error| error.to_string())?;
        Ok(Self { engine, desk, now: value(at, "")?, records, _folder: folder })
    }

    /// Takes a step, and answers what the engine answers.
    pub(crate) fn act(&mut self, step: &Json) -> std::result::Result<Result<Json>, Fault> {
        let members = step.as_object().ok_or("a step is an object")?;
        let mut kinds = members.iter().filter(|(name, _)| STEPS.contains(&name.as_str()));
        let (Some((kind, given)), None) = (kinds.next(), kinds.next()) else {
            return Err(format!("a step has one of {}: {step}", STEPS.join(", ")));
        };
        if let Some(at) = step.get("at") {
            self.now = value(at, "")?;
            self.engine.set_now(self.now).map_err(|error| error.to_string())?;
        }
        let (engine, desk) = (&self.engine, &self.desk);
        Ok(match kind.as_str() {
            "do" => one(step).and_then(|(command, context)| json(desk.execute(&command, &context))),
            "many" => {
                let items = given.as_array().ok_or("`many` is a list")?;
                items.iter().map(one).collect::<Result<Vec<_>>>().map(|commands| {
                    let answers = desk.execute_many(&commands).into_iter().map(|answer| match json(answer) {
                        Ok(outcome) => json!({ "ok": outcome }),
                        Err(error) => json!({ "error": error.problems() }),
                    });
                    answers.collect()
                })
            }
            "ask" => read::<Query>(given)
                .and_then(|query| actor(step).and_then(|actor| json(desk.ask(&query, &actor)))),
            "tick" => json(engine.tick(self.now, value(given, "")?)),
            "next_due" => json(engine.next_due()),
            "lease" => {
                let hold = Span::from_millis(value(given, "/hold_ms")?);
                let worker: String = value(given, "/worker")?;
                json(desk.lease_effects(&worker, hold, value(given, "/limit")?))
            }
            "acknowledge" => json(desk.acknowledge_effect(value(given, "/effect")?, value(given, "/token")?)),
            "fail" => {
                let (effect, token) = (value(given, "/effect")?, value(given, "/token")?);
                let (retry_at, reason): (_, String) = (value(given, "/retry_at")?, value(given, "/reason")?);
                json(desk.fail_effect(effect, token, retry_at, &reason))
            }
            "create_desk" => {
                let document = given.get("document").ok_or("a desk is made with a document")?;
                let made = engine.create_desk(&value::<String>(given, "/key")?, &text_of(document));
                self.enter(made)
            }
            "open_desk" => self.enter(self.engine.desk(&value::<String>(given, "")?)),
            "existing_desk" => self.enter(self.engine.existing_desk(&value::<String>(given, "")?)),
            "delete_desk" => json(engine.delete_desk(&value::<String>(given, "")?)),
            "desks" => engine.desks().map(|desks| {
                let shown = desks.iter().map(
                    |desk| json!({ "id": desk.id, "key": desk.key, "config_version": desk.config_version }),
                );
                shown.collect()
            }),
            "statistics" => {
                let told = engine.statistics();
                let (accepted, refused) = (told.accepted, told.refused);
                Ok(json!({ "decisions": told.decisions, "accepted": accepted, "refused": refused }))
            }
            "pause" => json(engine.pause(Span::from_millis(value(given, "")?))),
            "resume" => json(engine.resume()),
            "close" => json(engine.close()),
            "fail_next" => {
                let records = self.records.as_ref().ok_or("`fail_next` needs `\"storage\": \"host\"`")?;
                records.fail_next(value(given, "")?);
                Ok(Json::Null)
            }
            other => return Err(format!("nobody knows how to `{other}`")),
        })
    }

    fn enter(&mut self, desk: Result<Desk>) -> Result<Json> {
        self.desk = desk?;
        Ok(Json::Null)
    }
}

/// A command with its context, as a step or an item of `many` has them.
fn one(step: &Json) -> Result<(Command, Context)> {
    let mut given = step.get("do").cloned().unwrap_or_default();
    if let Some(document) = given.get_mut("document").filter(|document| document.is_object()) {
        *document = Json::String(canonical(document));
    }
    let actor = step.get("as").cloned().unwrap_or_else(|| json!({ "kind": "host" }));
    let context = json!({ "actor": actor, "command_id": step.get("id") });
    Ok((read(&given)?, read(&context)?))
}

fn actor(step: &Json) -> Result<Actor> {
    step.get("as").map_or(Ok(Actor::host()), read)
}

/// A command, a query, an actor.
fn read<T: Word>(given: &Json) -> Result<T> {
    parse(&given.to_string())
}

fn json<T: Serialize>(answer: Result<T>) -> Result<Json> {
    answer.and_then(|answer| {
        serde_json::to_value(answer)
            .map_err(|error| Problem::new(Code::InternalError, error.to_string()).into())
    })
}

/// A part of the step itself.
fn value<T: DeserializeOwned>(given: &Json, pointer: &str) -> std::result::Result<T, Fault> {
    let found = given.pointer(pointer).cloned().unwrap_or_default();
    serde_json::from_value(found).map_err(|error| format!("{pointer} in {given}: {error}"))
}

fn text_of(document: &Json) -> String {
    document.as_str().map_or_else(|| canonical(document), str::to_owned)
}
