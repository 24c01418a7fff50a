//! The desk's own fields: what they are called, what they may hold.

mod field;
mod set;
mod spec;

pub use field::{Field, FieldOption};
pub use set::FieldSet;
pub use spec::{FieldSpec, FieldType, OptionSpec};
