//! From text to a document: JSON first, then its shape.

use serde_json::Value;

use super::document::Document;
use super::schema::schema;
use crate::error::{Code, Error, Problem, Result};
use crate::limits;
use crate::shape;

impl Document {
    /// Reads a document from JSON text.
    ///
    /// What is not JSON at all is one problem, with line and column. What is JSON but not a configuration of this
    /// format is a list of all problems, each with a JSON Pointer to its place. Whether the names in the document lead
    /// anywhere is asked later, by [`Config::compile`](super::Config::compile).
    ///
    /// ```
    /// use ticketkit::config::Document;
    /// let error = Document::parse(r#"{"version": 1, "prioritys": [{"name": "Low!"}]}"#).unwrap_err();
    /// assert!(error.problems().iter().any(|problem| {
    ///     problem.path == "/prioritys" && problem.hint.as_deref() == Some("did you mean `priorities`?")
    /// }));
    /// ```
    pub fn parse(json: &str) -> Result<Self> {
        let (value, mut problems) = shape::of_text(json, "the document", limits::CONFIG_BYTES)?;
        if let Some(problem) = value.get("version").and_then(Value::as_i64).and_then(unknown_format) {
            return Err(problem.into());
        }
        problems.extend(problems_of_shape(&value));
        match Error::of(problems) {
            Some(error) => Err(error),
            None => shape::into(value),
        }
    }

    /// In what the document differs from the shape that its JSON must have: what `parse` would say of it.
    pub(super) fn problems_of_shape(&self) -> Vec<Problem> {
        match serde_json::to_value(self) {
            Ok(value) => problems_of_shape(&value),
            Err(error) => {
                vec![Problem::new(Code::InternalError, format!("cannot be written as JSON: {error}"))]
            }
        }
    }
}

/// The problem of a document whose format is of another version than this library reads.
pub(super) fn unknown_format(version: i64) -> Option<Problem> {
    (version != i64::from(Document::FORMAT)).then(|| {
        let message =
            format!("the document has the format `{version}`, and this library reads {}", Document::FORMAT);
        Problem::new(Code::UnknownFormat, message).at("/version")
    })
}

/// Everything in which the value differs from the shape of a configuration document.
pub(super) fn problems_of_shape(value: &Value) -> Vec<Problem> {
    match schema() {
        Ok(schema) => shape::problems_under(schema, schema.root(), value),
        Err(problem) => vec![problem],
    }
}
