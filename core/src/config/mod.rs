//! The configuration: one document, checked as a whole.

mod document;

pub use document::{Document, LabelSpec, MatrixCell, TypeSpec};
