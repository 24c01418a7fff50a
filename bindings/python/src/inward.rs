//! From Python: plain values and records become JSON values, which the core then reads as its own words.

use std::str::FromStr;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyDate, PyDateTime, PyDelta, PyDeltaAccess, PyDict, PyFloat, PyInt, PyList, PyMapping,
    PySequence, PyString, PyTuple, PyType,
};
use serde_json::{Map, Number, Value};
use ticketkit::error::{Code, Error, Problem};
use ticketkit::model::Decimal;
use ticketkit::{Span, Timestamp};

use crate::errors;
use crate::shapes::{self, Shapes};

/// Deeper values are no request of ours, and may well hold themselves.
const DEPTH: usize = 128;

/// A value as JSON. What cannot stand in JSON is refused, all of it at once, by its JSON Pointer below `path`.
pub(crate) fn value(given: &Bound<'_, PyAny>, path: &str) -> PyResult<Value> {
    let py = given.py();
    let mut inward =
        Inward { shapes: shapes::of(py)?, problems: Vec::new(), path: path.to_owned(), depth: 0 };
    let value = inward.value(given)?;
    match Error::of(inward.problems) {
        None => Ok(value),
        Some(error) => Err(errors::raise(py, &error, None)),
    }
}

/// An instant, given as an aware `datetime` or as RFC 3339 text.
pub(crate) fn instant(given: &Bound<'_, PyAny>, path: &str) -> PyResult<Timestamp> {
    let text = value(given, path)?;
    let instant = text.as_str().map(Timestamp::from_str);
    let problem = match instant {
        Some(Ok(instant)) => return Ok(instant),
        Some(Err(error)) => Problem::new(Code::OutOfRange, error.to_string()),
        None => {
            Problem::new(Code::WrongType, "an instant is expected here").hint("give a datetime with a zone")
        }
    };
    Err(errors::raise(given.py(), &problem.at(path).into(), None))
}

/// A length of time, given as a `timedelta`.
pub(crate) fn span(given: &Bound<'_, PyAny>, path: &str) -> PyResult<Span> {
    if let Ok(delta) = given.cast::<PyDelta>() {
        return Ok(Span::from_millis(millis(delta)));
    }
    let problem =
        Problem::new(Code::WrongType, "a length of time is expected here").at(path).hint("give a timedelta");
    Err(errors::raise(given.py(), &problem.into(), None))
}

struct Inward<'s> {
    shapes: &'s Shapes,
    problems: Vec<Problem>,
    path: String,
    depth: usize,
}

impl Inward<'_> {
    fn value(&mut self, given: &Bound<'_, PyAny>) -> PyResult<Value> {
        if given.is_none() {
            return Ok(Value::Null);
        }
        if let Ok(text) = given.cast::<PyString>() {
            return Ok(self.text(text).map_or(Value::Null, Value::String));
        }
        if let Ok(yes) = given.cast::<PyBool>() {
            return Ok(Value::Bool(yes.is_true()));
        }
        if given.is_instance_of::<PyInt>() {
            return Ok(self.integer(given));
        }
        if let Ok(number) = given.cast::<PyFloat>() {
            let number = Number::from_f64(number.value());
            return Ok(number.map_or_else(
                || self.refuse(out_of_range("a number that is finite is expected here")),
                Value::Number,
            ));
        }
        self.depth += 1;
        let value = if self.depth > DEPTH {
            let text = format!("values stand in one another more than {DEPTH} deep, or hold themselves");
            Ok(self.refuse(Problem::new(Code::Malformed, text)))
        } else {
            self.nested(given)
        };
        self.depth -= 1;
        value
    }

    fn nested(&mut self, given: &Bound<'_, PyAny>) -> PyResult<Value> {
        if let Ok(entries) = given.cast::<PyDict>() {
            return self.object(entries.iter());
        }
        if let Ok(items) = given.cast::<PyList>() {
            return self.list(items.iter().map(Ok));
        }
        if let Ok(items) = given.cast::<PyTuple>() {
            return self.list(items.iter().map(Ok));
        }
        if let Some(record) = self.shapes.record_of(given) {
            return self.record(record, given).map(Value::Object);
        }
        self.other(given)
    }

    /// What Python has types for, and JSON texts.
    fn other(&mut self, given: &Bound<'_, PyAny>) -> PyResult<Value> {
        let py = given.py();
        if given.is_instance_of::<PyDateTime>() {
            return self.instant(given);
        }
        if given.is_instance_of::<PyDate>() {
            return Ok(Value::String(given.call_method0("isoformat")?.extract()?));
        }
        if let Ok(delta) = given.cast::<PyDelta>() {
            return Ok(Value::String(Span::from_millis(millis(delta)).to_string()));
        }
        if given.is_instance(decimal(py)?)? {
            return self.decimal(given);
        }
        if given.is_instance(uuid(py)?)? {
            return Ok(Value::String(given.str()?.extract()?));
        }
        if let Ok(entries) = given.cast::<PyMapping>() {
            let items = entries.items()?;
            let pairs = items.iter().map(|pair| pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>());
            return self.object(pairs.collect::<PyResult<Vec<_>>>()?.into_iter());
        }
        if let Ok(items) = given.cast::<PySequence>()
            && !given.is_instance_of::<pyo3::types::PyBytes>()
            && !given.is_instance_of::<pyo3::types::PyByteArray>()
        {
            return self.list(items.try_iter()?);
        }
        let text = format!("a value of the type `{}` cannot stand here", given.get_type().name()?);
        let hint = "give text, a number, a bool, None, a datetime, a list, a dict, or a record of ticketkit";
        Ok(self.refuse(Problem::new(Code::WrongType, text).hint(hint)))
    }

    fn list<'py>(&mut self, items: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>) -> PyResult<Value> {
        let mut list = Vec::new();
        for (n, item) in items.enumerate() {
            list.push(self.below(&n.to_string(), &item?)?);
        }
        Ok(Value::Array(list))
    }

    fn object<'py>(
        &mut self,
        pairs: impl Iterator<Item = (Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    ) -> PyResult<Value> {
        let mut object = Map::new();
        for (name, value) in pairs {
            let Ok(name) = name.cast::<PyString>() else {
                let text =
                    format!("a name is text, and this one is of the type `{}`", name.get_type().name()?);
                self.refuse(Problem::new(Code::WrongType, text));
                continue;
            };
            if let Some(name) = self.text(name) {
                let value = self.below(&name, &value)?;
                object.insert(name, value);
            }
        }
        Ok(Value::Object(object))
    }

    /// A record of ours; what is not given is left out.
    fn record(&mut self, n: usize, given: &Bound<'_, PyAny>) -> PyResult<Map<String, Value>> {
        let mut object = Map::new();
        let Some(record) = self.shapes.record(n) else { return Ok(object) };
        if let Some((tag, name)) = &record.tag {
            object.insert(tag.clone(), Value::String(name.clone()));
        }
        for member in &record.members {
            let held = given.getattr(member.attribute.bind(given.py()))?;
            match &member.wire {
                // What stands in the same object as the others.
                None => {
                    if let Value::Object(members) = self.value(&held)? {
                        object.extend(members);
                    }
                }
                Some(wire) => {
                    if member.is_left_out(&held)? {
                        continue;
                    }
                    let value = self.below(wire, &held)?;
                    object.insert(wire.clone(), value);
                }
            }
        }
        Ok(object)
    }

    fn below(&mut self, token: &str, given: &Bound<'_, PyAny>) -> PyResult<Value> {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&token.replace('~', "~0").replace('/', "~1"));
        let value = self.value(given);
        self.path.truncate(length);
        value
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> Option<String> {
        // Half of a pair of UTF-16 is no character.
        let text = text.to_str().map(str::to_owned);
        if text.is_err() {
            self.refuse(Problem::new(Code::BadText, "the text holds half a character (a lone surrogate)"));
        }
        text.ok()
    }

    fn integer(&mut self, given: &Bound<'_, PyAny>) -> Value {
        match (given.extract::<i64>(), given.extract::<u64>()) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            _ => self.refuse(out_of_range("the number has more digits than are kept")),
        }
    }

    fn decimal(&mut self, given: &Bound<'_, PyAny>) -> PyResult<Value> {
        let text: String = given.call_method1("__format__", ("f",))?.extract()?;
        let number = Decimal::from_str(&text).map_err(|error| out_of_range(&error.to_string()));
        let value = number.map(serde_json::to_value);
        Ok(match value {
            Ok(Ok(value)) => value,
            Ok(Err(error)) => self.refuse(out_of_range(&error.to_string())),
            Err(problem) => self.refuse(problem),
        })
    }

    fn instant(&mut self, given: &Bound<'_, PyAny>) -> PyResult<Value> {
        if given.call_method0("utcoffset")?.is_none() {
            let problem = Problem::new(Code::WrongType, "a datetime without a zone is no instant");
            return Ok(self.refuse(problem.hint("give it one, as in datetime.now(timezone.utc)")));
        }
        let utc = pyo3::types::PyTzInfo::utc(given.py())?;
        let Ok(moment) = given.call_method1("astimezone", (utc,)) else {
            return Ok(self.refuse(out_of_range("in UTC the instant lies outside the years 1 to 9999")));
        };
        let text: String = moment.call_method1("isoformat", ("T", "milliseconds"))?.extract()?;
        Ok(Value::String(text.replace("+00:00", "Z")))
    }

    fn refuse(&mut self, problem: Problem) -> Value {
        self.problems.push(problem.at(self.path.clone()));
        Value::Null
    }
}

fn out_of_range(text: &str) -> Problem {
    Problem::new(Code::OutOfRange, text)
}

fn millis(delta: &Bound<'_, PyDelta>) -> i64 {
    let seconds = i64::from(delta.get_days()) * 86_400 + i64::from(delta.get_seconds());
    seconds.saturating_mul(1_000) + i64::from(delta.get_microseconds()) / 1_000
}

fn decimal(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static TYPE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    TYPE.import(py, "decimal", "Decimal").map(Bound::as_any)
}

fn uuid(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static TYPE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    TYPE.import(py, "uuid", "UUID").map(Bound::as_any)
}
