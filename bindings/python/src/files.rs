//! A folder for the files of messages.

use pyo3::prelude::*;
use ticketkit::files::FolderStore;

use crate::calls::call;

/// Keeps a copy of a file in a folder: its hash, and its length.
#[pyfunction]
fn file_keep(py: Python<'_>, folder: &str, source: &str, at_most: u64) -> PyResult<(String, u64)> {
    let kept = call(py, || FolderStore::open(folder)?.put_file(source, at_most))?;
    Ok((kept.sha256, kept.bytes))
}

/// The path of a file that was kept.
#[pyfunction]
fn file_path(py: Python<'_>, folder: &str, sha256: &str) -> PyResult<String> {
    call(py, || Ok(FolderStore::open(folder)?.find(sha256)?.to_string_lossy().into_owned()))
}

/// Takes a file away; whether there was one.
#[pyfunction]
fn file_remove(py: Python<'_>, folder: &str, sha256: &str) -> PyResult<bool> {
    call(py, || FolderStore::open(folder)?.remove(sha256))
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(file_keep, module)?)?;
    module.add_function(wrap_pyfunction!(file_path, module)?)?;
    module.add_function(wrap_pyfunction!(file_remove, module)?)
}
