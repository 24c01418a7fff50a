//! Why something could not be done inside of a storage that speaks SQL.

use crate::error::{Code, Error, Problem};
use crate::storage::rules;

/// What the library of an engine complains of.
pub(crate) trait EngineError {
    /// Whether something that has to be unique is there already.
    fn is_taken(&self) -> bool;

    /// What a caller can act on. No SQL and no stored value ever gets into it.
    fn told(&self) -> Problem;
}

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

impl<E: EngineError> From<E> for Fault<E> {
    fn from(error: E) -> Self {
        Self::Engine(error)
    }
}

impl<E: EngineError> From<Fault<E>> for Error {
    fn from(fault: Fault<E>) -> Self {
        match fault {
            Fault::Told(error) => error,
            Fault::Engine(error) => error.told().into(),
        }
    }
}

impl<E: EngineError> Fault<E> {
    /// Whether something that has to be unique is there already.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self, Self::Engine(error) if error.is_taken())
    }

    /// The same fault, where a breach of uniqueness is told in the words of the domain.
    pub(crate) fn or_taken(self, what: impl FnOnce() -> String) -> Self {
        if self.is_taken() { Self::taken(&what()) } else { self }
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

/// There is no space left where the desks are kept.
pub(crate) fn full() -> Problem {
    Problem::new(Code::StorageFull, "there is no space left for the database")
        .hint("make room, and try again")
}
