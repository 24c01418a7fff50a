//! Shapes of JSON: reading it, holding it against a schema, and saying everything that is wrong with it at once.

mod judge;
mod schema;
mod text;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

pub(crate) use judge::problems_under;
pub(crate) use schema::Schema;
#[cfg(test)]
pub(crate) use schema::{Additional, Node};
pub(crate) use text::{of_text, of_values};

use crate::error::{Code, Problem, Result, pointer};

/// What a value of the right shape stands for.
pub(crate) fn into<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = pointer_to(error.path());
        Problem::new(Code::Malformed, error.into_inner().to_string()).at(path).into()
    })
}

fn pointer_to(path: &Path) -> String {
    path.iter().fold(String::new(), |base, segment| match segment {
        Segment::Seq { index } => pointer(&base, index),
        Segment::Map { key } => pointer(&base, key),
        Segment::Enum { variant } => pointer(&base, variant),
        Segment::Unknown => base,
    })
}
