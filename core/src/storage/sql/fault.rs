//! Why something could not be done inside of a storage that speaks SQL.

use crate::error::{Code, Error, Problem};
use crate::storage::rules;

/// Why something could not be done; `E` is what the engine complains of.
#[derive(Debug)]
pub(crate) enum Fault<E> {
    /// The engine could not.
    Engine(E),
    /// It may not be, or what is stored cannot be read.
    Told(Error),
}

impl<E> From<Error> for Fault<E> {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

impl<E> From<Problem> for Fault<E> {
    fn from(problem: Problem) -> Self {
        Self::Told(problem.into())
    }
}

impl<E> Fault<E> {
    /// Something that has to be unique belongs to something else.
    pub(crate) fn taken(what: &str) -> Self {
        rules::taken(what).into()
    }

    /// Something has another version, place or state than was expected.
    pub(crate) fn stale(what: &str) -> Self {
        rules::stale(what).into()
    }

    /// A column holds what no version of this library writes.
    pub(crate) fn damaged(column: &str) -> Self {
        let message = format!("the database holds something in `{column}` that cannot stand there");
        Problem::new(Code::Damaged, message).into()
    }
}
