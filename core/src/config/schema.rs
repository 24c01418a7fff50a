//! The schema of the configuration document.

use std::sync::LazyLock;

use crate::error::{Code, Problem};
use crate::shape::Schema;

const TEXT: &str = include_str!("schema.json");

/// The JSON Schema (draft 2020-12) of the configuration document, for editors and for tools that write documents.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(ticketkit::config::json_schema())?;
/// assert_eq!(schema["properties"]["version"]["const"], 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub const fn json_schema() -> &'static str {
    TEXT
}

/// The schema of the document, read.
pub(super) fn schema() -> Result<&'static Schema, Problem> {
    static SCHEMA: LazyLock<serde_json::Result<Schema>> = LazyLock::new(|| serde_json::from_str(TEXT));
    SCHEMA.as_ref().map_err(|error| {
        Problem::new(Code::InternalError, format!("the schema of the document cannot be read: {error}"))
    })
}

#[cfg(test)]
mod tests;
