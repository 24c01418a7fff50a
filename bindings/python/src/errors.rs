//! Errors: what the core says becomes an exception of the package, and the other way round for storages.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use serde_json::Value;
use ticketkit::error::{Code, Error, Problem};

use crate::{inward, outward};

/// The exception that tells of an error; `cause` is what a storage raised.
pub(crate) fn raise(py: Python<'_>, error: &Error, cause: Option<PyErr>) -> PyErr {
    match exception(py, error) {
        Ok(exception) => {
            let raised = PyErr::from_value(exception);
            if cause.is_some() {
                raised.set_cause(py, cause);
            }
            raised
        }
        Err(raised) => raised,
    }
}

/// The same, not raised.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let problems = serde_json::to_value(error.problems()).unwrap_or(Value::Null);
    let problems = outward::of(py, "problems", &problems)?;
    of_problems(py)?.call1((problems,))
}

/// What a storage that is written in Python raised, for the engine: an error of ours as it is, everything else by its
/// text.
pub(crate) fn of_storage(py: Python<'_>, raised: &PyErr) -> Error {
    let value = raised.value(py);
    let problems = value.getattr("problems").and_then(|problems| inward::value(&problems, ""));
    if let Ok(Value::Array(problems)) = problems {
        let problems = problems.into_iter().map(serde_json::from_value::<Problem>);
        if let Ok(Some(error)) = problems.collect::<Result<Vec<_>, _>>().map(Error::of) {
            return error;
        }
    }
    let class = value.get_type().name().map_or_else(|_| "an exception".to_owned(), |name| name.to_string());
    let text = value.str().map_or_else(|_| String::new(), |text| text.to_string());
    let said = if text.is_empty() { class } else { format!("{class}: {text}") };
    Problem::new(Code::StorageFailed, format!("the storage raised {said}")).into()
}

fn of_problems(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "ticketkit.errors", "of_problems")
}
