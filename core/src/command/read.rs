//! Commands and questions from JSON, with everything that is wrong with them at once.

use std::sync::LazyLock;

use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

use super::{Command, Context, Query};
use crate::error::{Code, Error, Problem, Result};
use crate::limits;
use crate::model::Actor;
use crate::shape::{self, Schema};

const TEXT: &str = include_str!("schema.json");

/// The JSON Schema (draft 2020-12) of everything that a desk takes and answers, a definition for each type: for
/// editors, for tools that write commands, and for bindings, which are made from it.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(ticketkit::command::json_schema())?;
/// let verbs = schema["$defs"]["Command"]["oneOf"].as_array().unwrap();
/// assert_eq!(verbs.len(), ticketkit::command::Command::NAMES.len());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub const fn json_schema() -> &'static str {
    TEXT
}

/// What a host can hand in as JSON: a [`Command`], a [`Query`], a [`Context`] or an [`Actor`].
pub trait Word: DeserializeOwned + sealed::Described {}

mod sealed {
    /// A type that the schema describes.
    pub trait Described {
        /// Its name there.
        const NAME: &'static str;
        /// What it is, as a message calls it.
        const WHAT: &'static str;
    }
}

macro_rules! words {
    ($($name:ident $what:literal;)*) => {$(
        impl Word for $name {}

        impl sealed::Described for $name {
            const NAME: &'static str = stringify!($name);
            const WHAT: &'static str = $what;
        }
    )*};
}

words! {
    Command "the command";
    Query "the question";
    Context "the context";
    Actor "the actor";
}

/// Reads a word from JSON text.
///
/// ```
/// use ticketkit::command::{Command, parse};
///
/// let error = parse::<Command>(r#"{"do": "reply", "tiket": "17", "body": 4}"#).unwrap_err();
/// let said: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
/// assert_eq!(said, [
///     "`ticket` is missing (at /ticket; to which ticket)",
///     "a number stands here, where a text is expected (at /body)",
///     "there is no member `tiket` here (at /tiket; did you mean `ticket`?)",
/// ]);
/// ```
///
/// # Errors
/// Everything that is wrong with its shape: `malformed`, `missing`, `wrong_type`, `unknown_member`, `out_of_range`,
/// `too_long`, `too_many`, `bad_text`, `duplicate`, each with the JSON Pointer of the value. What the words mean is
/// looked at when they are carried out.
pub fn parse<W: Word>(json: &str) -> Result<W> {
    let (value, problems) = shape::of_text(json, W::WHAT, limits::REQUEST_BYTES)?;
    word(value, problems)
}

/// Reads a word from the values of another language, or of another format.
///
/// # Errors
/// As of [`parse`].
pub fn read<'de, W: Word>(values: impl Deserializer<'de>) -> Result<W> {
    let (value, problems) = shape::of_values(values)?;
    word(value, problems)
}

fn word<W: Word>(value: Value, mut problems: Vec<Problem>) -> Result<W> {
    static SCHEMA: LazyLock<serde_json::Result<Schema>> = LazyLock::new(|| serde_json::from_str(TEXT));
    let unreadable = |why: &dyn std::fmt::Display| {
        Problem::new(Code::InternalError, format!("the schema of words cannot be read: {why}"))
    };
    let schema = SCHEMA.as_ref().map_err(|error| unreadable(error))?;
    let node = schema.definition(W::NAME).ok_or_else(|| unreadable(&W::NAME))?;
    problems.extend(shape::problems_under(schema, node, &value));
    match Error::of(problems) {
        Some(error) => Err(error),
        None => shape::into(value),
    }
}
