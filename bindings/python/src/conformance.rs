//! The checks that every storage must pass, for storages that are written in Python.

use std::sync::Arc;

use pyo3::prelude::*;
use ticketkit::error::{Error, Result};
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::CHECKS;
use ticketkit::storage::records::{Batch, Range, Record, RecordAdapter, RecordStorage};

use crate::calls::{self, call};
use crate::errors;
use crate::storage::PythonStorage;

/// The name of every check, and the part of the contract that it belongs to.
#[pyfunction]
fn conformance_checks() -> Vec<(&'static str, &'static str)> {
    CHECKS.iter().map(|check| (check.name, check.about)).collect()
}

/// Does one check with fresh storages from `new`; what the storage did instead of what it has to do, or None.
#[pyfunction]
fn conformance_check(name: &str, new: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let py = new.py();
    let new = new.clone().unbind();
    call(py, || {
        let fresh = || -> Arc<dyn Storage> { Arc::new(RecordAdapter::new(made(&new))) };
        let check = CHECKS.iter().find(|check| check.name == name);
        Ok(check.and_then(|check| check.of(&fresh).err()).map(|failure| failure.what))
    })
}

/// A new storage of the host, or what tells why there is none.
fn made(new: &Py<PyAny>) -> Arc<dyn RecordStorage> {
    let made = Python::try_attach(|py| match new.call0(py) {
        Ok(storage) => Arc::new(PythonStorage(storage)) as Arc<dyn RecordStorage>,
        Err(raised) => {
            let error = errors::of_storage(py, &raised);
            calls::raised(raised);
            Arc::new(NotMade(error))
        }
    });
    made.unwrap_or_else(|| Arc::new(NotMade(calls::impossible("there is no interpreter"))))
}

/// Stands for a storage that could not be made.
#[derive(Debug)]
struct NotMade(Error);

impl RecordStorage for NotMade {
    fn get(&self, _: Vec<String>) -> Result<Vec<Option<Record>>> {
        Err(self.0.clone())
    }

    fn range(&self, _: Range) -> Result<Vec<Record>> {
        Err(self.0.clone())
    }

    fn commit(&self, _: Batch) -> Result<bool> {
        Err(self.0.clone())
    }
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(conformance_checks, module)?)?;
    module.add_function(wrap_pyfunction!(conformance_check, module)?)
}
