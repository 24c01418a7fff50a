//! The configuration: one document, checked as a whole.

mod document;
mod read;
mod schema;
mod shape;

pub use document::{Document, LabelSpec, MatrixCell, TypeSpec};
pub use schema::json_schema;
