//! A storage that is written in Python: an object with `get`, `range` and `commit`.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use ticketkit::error::{Code, Problem, Result};
use ticketkit::storage::records::{Batch, Expectation, Range, Record, RecordStorage};

use crate::{calls, errors};

/// The host's object. The interpreter is attached for as long as one of its methods runs.
#[derive(Debug)]
pub(crate) struct PythonStorage(pub(crate) Py<PyAny>);

impl PythonStorage {
    fn ask<T>(&self, ask: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<T>) -> Result<T> {
        let answer = Python::try_attach(|py| {
            ask(self.0.bind(py)).map_err(|raised| {
                let error = errors::of_storage(py, &raised);
                calls::raised(raised);
                error
            })
        });
        let gone = || Problem::new(Code::StorageFailed, "the interpreter that the storage needs has ended");
        answer.unwrap_or_else(|| Err(gone().into()))
    }
}

impl RecordStorage for PythonStorage {
    fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Record>>> {
        self.ask(|storage| {
            let answer = storage.call_method1("get", (keys,))?;
            let answer =
                answer.try_iter().map_err(|_| unfit("get", "a list of records and None", &answer))?;
            answer
                .map(|item| {
                    item.and_then(
                        |item| if item.is_none() { Ok(None) } else { record("get", &item).map(Some) },
                    )
                })
                .collect()
        })
    }

    fn range(&self, range: Range) -> Result<Vec<Record>> {
        self.ask(|storage| {
            let Range { from, until, descending, limit } = range;
            let range = class(storage.py(), &RANGE, "Range")?.call1((from, until, descending, limit))?;
            let answer = storage.call_method1("range", (range,))?;
            let answer = answer.try_iter().map_err(|_| unfit("range", "a list of records", &answer))?;
            answer.map(|item| item.and_then(|item| record("range", &item))).collect()
        })
    }

    fn commit(&self, batch: Batch) -> Result<bool> {
        self.ask(|storage| {
            let py = storage.py();
            let expectation = class(py, &EXPECTATION, "Expectation")?;
            let expect = batch
                .expect
                .into_iter()
                .map(|Expectation { key, version }| expectation.call1((key, version)));
            let expect = expect.collect::<PyResult<Vec<_>>>()?;
            let stored = class(py, &RECORD, "Record")?;
            let put = batch.put.into_iter().map(|Record { kind, key, version, entries, body }| {
                stored.call1((kind, key, version, pyo3::types::PyTuple::new(py, entries)?, body))
            });
            let put = put.collect::<PyResult<Vec<_>>>()?;
            let batch = class(py, &BATCH, "Batch")?.call1((expect, put, batch.remove))?;
            let answer = storage.call_method1("commit", (batch,))?;
            answer.extract().map_err(|_| unfit("commit", "True or False", &answer))
        })
    }
}

static RECORD: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static RANGE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static EXPECTATION: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static BATCH: PyOnceLock<Py<PyType>> = PyOnceLock::new();

fn class<'py>(
    py: Python<'py>,
    known: &'static PyOnceLock<Py<PyType>>,
    name: &str,
) -> PyResult<&'py Bound<'py, PyType>> {
    known.import(py, "ticketkit.storage", name)
}

fn record(method: &str, item: &Bound<'_, PyAny>) -> PyResult<Record> {
    if !item.is_instance(class(item.py(), &RECORD, "Record")?)? {
        return Err(unfit(method, "records", item));
    }
    let py = item.py();
    Ok(Record {
        kind: item.getattr(pyo3::intern!(py, "kind"))?.extract()?,
        key: item.getattr(pyo3::intern!(py, "key"))?.extract()?,
        version: item.getattr(pyo3::intern!(py, "version"))?.extract()?,
        entries: item.getattr(pyo3::intern!(py, "entries"))?.extract()?,
        body: item.getattr(pyo3::intern!(py, "body"))?.extract()?,
    })
}

fn unfit(method: &str, expected: &str, answer: &Bound<'_, PyAny>) -> PyErr {
    let class =
        answer.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!(
        "`{method}` answered with a value of the type `{class}`, and {expected} is expected"
    ))
}
