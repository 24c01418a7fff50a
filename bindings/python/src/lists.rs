//! What there is, as lists: codes of errors, commands, questions.

use pyo3::prelude::*;
use ticketkit::command::{Command, Query};
use ticketkit::error::Code;

/// Every code: number, text, kind, whether trying again may help, and what it means.
#[pyfunction]
fn codes() -> Vec<(u16, &'static str, String, bool, &'static str)> {
    let kind = |code: &Code| serde_json::to_value(code.kind()).ok()?.as_str().map(str::to_owned);
    let listed = Code::ALL.iter().map(|code| {
        let kind = kind(code).unwrap_or_default();
        (*code as u16, code.as_str(), kind, code.retryable(), code.meaning())
    });
    listed.collect()
}

/// The names of all commands.
#[pyfunction]
fn commands() -> Vec<&'static str> {
    Command::NAMES.to_vec()
}

/// The names of all questions.
#[pyfunction]
fn queries() -> Vec<&'static str> {
    Query::NAMES.to_vec()
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(codes, module)?)?;
    module.add_function(wrap_pyfunction!(commands, module)?)?;
    module.add_function(wrap_pyfunction!(queries, module)?)
}
