//! The desk's own fields: what they are called, what they may hold.

mod spec;

pub use spec::{FieldSpec, FieldType, OptionSpec};
