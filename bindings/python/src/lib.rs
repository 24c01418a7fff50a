//! The native half of the Python package `ticketkit`: two objects, and the way of words across the border.
//!
//! A call goes in as plain Python values, which become the core's own words ([`inward`]), is carried out with the
//! interpreter released ([`calls`]), and comes out as records ([`outward`]) whose shapes the package says ([`shapes`]).
//! Nothing about a helpdesk is known here.

mod calls;
#[cfg(feature = "conformance")]
mod conformance;
mod engine;
mod errors;
mod files;
mod fork;
mod inward;
mod lists;
mod outward;
mod shapes;
mod storage;
mod webhooks;

use pyo3::prelude::*;

/// What the package builds on. Not for use by itself: names here may change from one version to the next.
#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("PanicException", module.py().get_type::<pyo3::panic::PanicException>())?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<engine::Desk>()?;
    lists::add(module)?;
    outward::add(module)?;
    fork::add(module)?;
    files::add(module)?;
    webhooks::add(module)?;
    #[cfg(feature = "conformance")]
    conformance::add(module)?;
    Ok(())
}
