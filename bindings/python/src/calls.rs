//! A call into the engine: the interpreter is released, a panic is caught, and what Python raised inside is not lost.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use ticketkit::error::{Code, Error, Problem, Result};

use crate::{errors, fork};

thread_local! {
    /// What a storage that is written in Python raised last in this thread, for the call that it was raised in.
    static RAISED: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Keeps what was raised inside a call until it ends.
pub(crate) fn raised(error: PyErr) {
    RAISED.with(|raised| *raised.borrow_mut() = Some(error));
}

/// Carries out a call with the interpreter released, and never while the process forks.
///
/// Nothing of the engine is locked while Python runs, but for a storage that is itself written in Python, which is
/// called in the middle of it. What such a storage raises is the cause of the error; an exception that is not an
/// `Exception`, such as `KeyboardInterrupt`, goes through as it is.
pub(crate) fn call<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    let outer = RAISED.take();
    let answer = py.detach(|| {
        let _pass = fork::enter();
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panicked(panic.as_ref()).into()))
    });
    let cause = RAISED.replace(outer);
    match (answer, cause) {
        (_, Some(cause)) if !cause.is_instance_of::<PyException>(py) => Err(cause),
        (Ok(answer), _) => Ok(answer),
        (Err(error), cause) => Err(errors::raise(py, &error, cause)),
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Problem {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("nothing");
    let text = format!("the engine stopped in the middle of this call and said: {said}");
    Problem::new(Code::InternalError, text).hint("please report it; the engine can be used on")
}

/// An error in place of a panic, for what cannot be.
pub(crate) fn impossible(what: &str) -> Error {
    Problem::new(Code::InternalError, what).into()
}
