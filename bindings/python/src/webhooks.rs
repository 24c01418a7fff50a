//! Webhooks: the headers of one that is sent, and whether one that came in is to be believed.

use pyo3::prelude::*;
use ticketkit::webhook::{self, WebhookHeaders};

use crate::calls::call;
use crate::inward;

/// The headers of a webhook: id, timestamp, signature.
#[pyfunction]
fn webhook_sign(
    py: Python<'_>,
    secrets: Vec<String>,
    id: &str,
    at: &Bound<'_, PyAny>,
    body: &str,
) -> PyResult<(String, String, String)> {
    let at = inward::instant(at, "/at")?;
    let headers = call(py, || webhook::sign(secrets, id, at, body))?;
    Ok((headers.id, headers.timestamp, headers.signature))
}

/// Whether a webhook is to be believed; its headers are id, timestamp, signature.
#[pyfunction]
fn webhook_verify(
    py: Python<'_>,
    secrets: Vec<String>,
    headers: (String, String, String),
    body: &str,
    now: &Bound<'_, PyAny>,
    tolerance: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let (now, tolerance) = (inward::instant(now, "/now")?, inward::span(tolerance, "/tolerance")?);
    let (id, timestamp, signature) = headers;
    let headers = WebhookHeaders { id, timestamp, signature };
    call(py, || webhook::verify(secrets, &headers, body, now, tolerance))
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(webhook_sign, module)?)?;
    module.add_function(wrap_pyfunction!(webhook_verify, module)?)
}
