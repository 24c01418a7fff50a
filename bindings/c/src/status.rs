//! What a call returns, and how a failure becomes a result.

use ticketkit::{Code, Error, Problem};

use crate::node::Node;

/// How a call went: 0 when it did what it was asked for, the number of an error code (`TKIT_CODE_...`), or a negative
/// number for what only a C program can get wrong.
pub type tkit_status = i32;

/// The call did what it was asked for.
pub const TKIT_OK: tkit_status = 0;
/// A pointer that has to point to something is null, or not aligned for its type.
pub const TKIT_BAD_POINTER: tkit_status = -1;
/// The handle is of another type, or was never given out.
pub const TKIT_BAD_HANDLE: tkit_status = -2;
/// The handle was given back before.
pub const TKIT_FREED: tkit_status = -3;
/// The structure has a size that this library does not know, or holds something behind what it knows.
pub const TKIT_BAD_SIZE: tkit_status = -4;
/// The program was compiled with a header of another ABI version.
pub const TKIT_BAD_ABI: tkit_status = -5;
/// The length is larger than anything in memory can be.
pub const TKIT_BAD_LENGTH: tkit_status = -6;

/// What only a C program can get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misuse {
    BadPointer,
    BadHandle,
    Freed,
    BadSize,
    BadAbi,
    BadLength,
}

impl Misuse {
    pub(crate) const ALL: &[Self] =
        &[Self::BadPointer, Self::BadHandle, Self::Freed, Self::BadSize, Self::BadAbi, Self::BadLength];

    pub(crate) const fn number(self) -> tkit_status {
        match self {
            Self::BadPointer => TKIT_BAD_POINTER,
            Self::BadHandle => TKIT_BAD_HANDLE,
            Self::Freed => TKIT_FREED,
            Self::BadSize => TKIT_BAD_SIZE,
            Self::BadAbi => TKIT_BAD_ABI,
            Self::BadLength => TKIT_BAD_LENGTH,
        }
    }

    /// Its text, with a NUL at the end.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::BadPointer => "bad_pointer\0",
            Self::BadHandle => "bad_handle\0",
            Self::Freed => "freed\0",
            Self::BadSize => "bad_size\0",
            Self::BadAbi => "bad_abi\0",
            Self::BadLength => "bad_length\0",
        }
    }
}

/// Why a call did not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine says so.
    Engine(Error),
    /// The call itself was wrong, in the way that the sentence says.
    Misuse(Misuse, String),
}

pub(crate) type Answered<T> = Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Engine(problem.into())
    }
}

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Problem::new(code, message).into()
    }

    pub(crate) fn misuse(misuse: Misuse, message: impl Into<String>) -> Self {
        Self::Misuse(misuse, message.into())
    }

    pub(crate) fn status(&self) -> tkit_status {
        match self {
            Self::Engine(error) => tkit_status::from(error.code() as u16),
            Self::Misuse(misuse, _) => misuse.number(),
        }
    }

    /// The same, of what stands at this JSON Pointer.
    pub(crate) fn below(self, pointer: &str) -> Self {
        match self {
            Self::Engine(error) => Self::Engine(error.below(pointer)),
            Self::Misuse(misuse, message) => Self::Misuse(misuse, format!("{message}, for `{pointer}`")),
        }
    }

    /// The same as problems of a request.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        match self {
            Self::Engine(error) => error.problems().to_vec(),
            Self::Misuse(_, message) => vec![Problem::new(Code::Malformed, message.as_str())],
        }
    }

    /// The same, as it is read by a program.
    pub(crate) fn to_node(&self) -> Node {
        match self {
            Self::Engine(error) => error_node(error),
            Self::Misuse(misuse, message) => {
                let code = misuse.name().trim_end_matches('\0');
                let problem =
                    Node::object([("code", Node::text(code)), ("message", Node::text(message.as_str()))]);
                Node::object([
                    ("code", Node::text(code)),
                    ("kind", Node::text("misuse")),
                    ("message", Node::text(message.as_str())),
                    ("number", Node::int(misuse.number().into())),
                    ("problems", Node::List(vec![problem])),
                    ("retryable", Node::Bool(false)),
                ])
            }
        }
    }
}

/// An error of the engine, with what follows from its code, as it is read by a program.
pub(crate) fn error_node(error: &Error) -> Node {
    Node::object([
        ("code", Node::text(error.code().as_str())),
        ("kind", Node::of(&error.kind())),
        ("message", Node::text(error.to_string())),
        ("number", Node::int((error.code() as u16).into())),
        ("problems", Node::of(&error.problems())),
        ("retryable", Node::Bool(error.retryable())),
    ])
}
