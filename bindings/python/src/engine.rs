//! The two objects: an engine, and its desks. What they are asked is turned into words here, and nothing else is done.

use std::sync::Arc;

use pyo3::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};
use ticketkit::Span;
use ticketkit::command::{self, Command, Context, Query};
use ticketkit::engine::{Desk as CoreDesk, Options};
use ticketkit::error::{Code, Error, Problem, Result};
use ticketkit::id::EffectId;
use ticketkit::model::Actor;
use ticketkit::storage::records::RecordAdapter;

use crate::calls::{call, impossible};
use crate::fork::OverForks;
use crate::storage::PythonStorage;
use crate::{errors, inward, outward};

/// An engine. Calls may come from any thread.
#[pyclass(frozen, module = "ticketkit._native")]
#[derive(Debug)]
pub(crate) struct Engine(Arc<OverForks>);

#[pymethods]
impl Engine {
    /// Opens an engine: on what the options say, or on a storage that is written in Python.
    #[new]
    #[pyo3(signature = (options, storage=None))]
    fn new(options: &Bound<'_, PyAny>, storage: Option<Py<PyAny>>) -> PyResult<Self> {
        let written = inward::value(options, "")?;
        let opened = call(options.py(), move || {
            let given = |option: &str| written.get(option).is_some_and(|value| !value.is_null());
            let holds = storage.is_none() && (given("path") || given("url"));
            let options = Options::parse(&written.to_string())?;
            let engine = match storage {
                Some(storage) => {
                    let mut records = RecordAdapter::new(Arc::new(PythonStorage(storage)));
                    if let Some(patience) = options.patience_ms {
                        records = records.patience(Span::from_millis(patience.into()));
                    }
                    options.on(Arc::new(records))?
                }
                None => ticketkit::engine::Engine::with(&options)?,
            };
            Ok(OverForks::new(engine, holds))
        });
        opened.map(Self)
    }

    fn desk(&self, py: Python<'_>, key: &str) -> PyResult<Desk> {
        self.opened(py, key, |engine| engine.desk(key))
    }

    fn existing_desk(&self, py: Python<'_>, key: &str) -> PyResult<Desk> {
        self.opened(py, key, |engine| engine.existing_desk(key))
    }

    fn create_desk(&self, py: Python<'_>, key: &str, document: &str) -> PyResult<Desk> {
        self.opened(py, key, |engine| engine.create_desk(key, document))
    }

    /// The id, the key and the version of the configuration of each.
    fn desks(&self, py: Python<'_>) -> PyResult<Vec<(String, String, u64)>> {
        let listed = call(py, || self.0.engine()?.desks())?;
        Ok(listed.into_iter().map(|entry| (entry.id.to_string(), entry.key, entry.config_version)).collect())
    }

    fn delete_desk(&self, py: Python<'_>, key: &str) -> PyResult<bool> {
        call(py, || self.0.engine()?.delete_desk(key))
    }

    fn next_due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = call(py, || self.0.engine()?.next_due())?;
        next.map(|next| outward::instant(py, &next.to_string())).transpose()
    }

    fn tick<'py>(&self, py: Python<'py>, now: &Bound<'py, PyAny>, limit: u32) -> PyResult<Bound<'py, PyAny>> {
        let now = inward::instant(now, "/now")?;
        let report = call(py, || written(&self.0.engine()?.tick(now, limit)?))?;
        outward::of(py, "report", &report)
    }

    fn pause(&self, within: &Bound<'_, PyAny>) -> PyResult<()> {
        let span = inward::span(within, "/within")?;
        call(within.py(), || self.0.pause(span))
    }

    fn resume(&self, py: Python<'_>) -> PyResult<()> {
        call(py, || self.0.resume())
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        call(py, || self.0.close())
    }

    fn set_now(&self, now: &Bound<'_, PyAny>) -> PyResult<()> {
        let instant = inward::instant(now, "/now")?;
        call(now.py(), || self.0.engine()?.set_now(instant))
    }

    /// Decisions, accepted and refused commands.
    fn statistics(&self, py: Python<'_>) -> PyResult<(u64, u64, u64)> {
        let counted = call(py, || Ok(self.0.engine()?.statistics()))?;
        Ok((counted.decisions, counted.accepted, counted.refused))
    }
}

impl Engine {
    fn opened(
        &self,
        py: Python<'_>,
        key: &str,
        open: impl FnOnce(&ticketkit::engine::Engine) -> Result<CoreDesk> + Send,
    ) -> PyResult<Desk> {
        let inner = call(py, || open(self.0.engine()?))?;
        Ok(Desk { engine: Arc::clone(&self.0), inner, key: key.to_owned() })
    }
}

/// One desk of an engine.
#[pyclass(frozen, module = "ticketkit._native")]
#[derive(Debug)]
pub(crate) struct Desk {
    engine: Arc<OverForks>,
    inner: CoreDesk,
    key: String,
}

#[pymethods]
impl Desk {
    #[getter]
    fn key(&self) -> &str {
        &self.key
    }

    #[getter]
    fn id(&self) -> String {
        self.inner.id().to_string()
    }

    fn execute<'py>(
        &self,
        command: &Bound<'py, PyAny>,
        actor: &Bound<'py, PyAny>,
        command_id: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = command.py();
        let given = given(command, actor, command_id, now, "")?;
        let outcome = call(py, || {
            let (command, context) = read(given)?;
            written(&self.desk()?.execute(&command, &context)?)
        })?;
        outward::of(py, "outcome", &outcome)
    }

    /// Carries out commands, each given as `(command, actor, command id, now)`; answers each with its outcome or an
    /// exception that is not raised.
    fn execute_many<'py>(
        &self,
        py: Python<'py>,
        commands: Vec<[Bound<'py, PyAny>; 4]>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let given = commands
            .into_iter()
            .enumerate()
            .map(|(n, [command, actor, id, now])| given(&command, &actor, &id, &now, &format!("/{n}")));
        let given = given.collect::<PyResult<Vec<_>>>()?;
        let answers = call(py, || {
            let commands = read_all(given)?;
            let answers = self.desk()?.execute_many(&commands).into_iter();
            Ok(answers.map(|answer| answer.and_then(|outcome| written(&outcome))).collect::<Vec<_>>())
        })?;
        let answers = answers.iter().map(|answer| match answer {
            Ok(outcome) => outward::of(py, "outcome", outcome),
            Err(error) => errors::exception(py, error),
        });
        answers.collect()
    }

    fn ask<'py>(&self, query: &Bound<'py, PyAny>, actor: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let given = (inward::value(query, "")?, inward::value(actor, "")?);
        let answer = call(query.py(), || {
            let (query, actor) = (command::read::<Query>(given.0)?, command::read::<Actor>(given.1)?);
            written(&self.desk()?.ask(&query, &actor)?)
        })?;
        outward::of(query.py(), "answer", &answer)
    }

    fn lease_effects<'py>(
        &self,
        py: Python<'py>,
        worker: &str,
        hold: &Bound<'py, PyAny>,
        limit: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        let hold = inward::span(hold, "/hold")?;
        let given = call(py, || written(&self.desk()?.lease_effects(worker, hold, limit)?))?;
        outward::of(py, "effects", &given)
    }

    fn acknowledge_effect(&self, py: Python<'_>, effect: &str, token: u64) -> PyResult<()> {
        call(py, || self.desk()?.acknowledge_effect(effect_id(effect)?, token))
    }

    fn fail_effect(
        &self,
        py: Python<'_>,
        effect: &str,
        token: u64,
        retry_at: &Bound<'_, PyAny>,
        reason: &str,
    ) -> PyResult<()> {
        let retry_at = inward::instant(retry_at, "/retry_at")?;
        call(py, || self.desk()?.fail_effect(effect_id(effect)?, token, retry_at, reason))
    }

    /// Commands, the ids of those that were answered in another way, and notices.
    fn replay_into<'py>(
        &self,
        py: Python<'py>,
        target: &Self,
    ) -> PyResult<(u64, Vec<String>, Bound<'py, PyAny>)> {
        let report = call(py, || self.desk()?.replay_into(target.desk()?, &mut |_| true))?;
        let notices = serde_json::to_value(&report.notices).unwrap_or_default();
        let different = report.different.iter().map(ToString::to_string).collect();
        Ok((report.commands, different, outward::of(py, "notices", &notices)?))
    }
}

impl Desk {
    /// The desk, of an engine that is awake.
    fn desk(&self) -> Result<&CoreDesk> {
        self.engine.engine().map(|_| &self.inner)
    }
}

/// A command, who gives it, and what else stands beside it.
type Written = (Value, Value, Map<String, Value>);

fn given(
    command: &Bound<'_, PyAny>,
    actor: &Bound<'_, PyAny>,
    command_id: &Bound<'_, PyAny>,
    now: &Bound<'_, PyAny>,
    path: &str,
) -> PyResult<Written> {
    let mut beside = Map::new();
    for (name, given) in [("command_id", command_id), ("now", now)] {
        if !given.is_none() {
            beside.insert(name.to_owned(), inward::value(given, &format!("{path}/{name}"))?);
        }
    }
    Ok((inward::value(command, path)?, inward::value(actor, path)?, beside))
}

fn read((command, actor, beside): Written) -> Result<(Command, Context)> {
    let command = command::read::<Command>(command)?;
    let actor = command::read::<Actor>(actor)?;
    if beside.is_empty() {
        return Ok((command, Context::of(actor)));
    }
    // The reader of contexts knows what an id and an instant are.
    let mut beside = beside;
    beside.insert("actor".to_owned(), json!({ "kind": "host" }));
    let context = command::read::<Context>(Value::Object(beside))?;
    Ok((command, Context { actor, ..context }))
}

fn read_all(given: Vec<Written>) -> Result<Vec<(Command, Context)>> {
    let mut commands = Vec::new();
    let mut problems = Vec::new();
    for (n, given) in given.into_iter().enumerate() {
        match read(given) {
            Ok(command) => commands.push(command),
            Err(error) => problems.extend_from_slice(error.below(&format!("/{n}")).problems()),
        }
    }
    Error::of(problems).map_or(Ok(commands), Err)
}

fn written(answer: &impl Serialize) -> Result<Value> {
    serde_json::to_value(answer).map_err(|error| impossible(&error.to_string()))
}

fn effect_id(text: &str) -> Result<EffectId> {
    let unfit =
        |error: ticketkit::id::NotAnId| Problem::new(Code::OutOfRange, error.to_string()).at("/effect");
    text.parse().map_err(|error| unfit(error).into())
}
