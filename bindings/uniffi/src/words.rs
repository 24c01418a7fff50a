//! Words from JSON and to JSON, for hosts that receive commands as text or keep answers as text.
//!
//! What is written is canonical: members sorted, those that are null left out, no spaces.

use serde::Serialize;
use serde_json::Value as Json;
use ticketkit::command::{self, Answer, Command, Context, Outcome, Query, Report};
use ticketkit::engine::Options;
use ticketkit::foreign::TicketKitError;
use ticketkit::model::{Actor, Effect, Value};
use ticketkit::{Code, Problem, Result, Timestamp};

use crate::guard::guarded;

macro_rules! read {
    ($($(#[doc = $doc:literal])+ $name:ident -> $word:ty = $read:expr;)*) => {$(
        $(#[doc = $doc])+
        /// Everything that is wrong with it is told at once, each with its path.
        #[uniffi::export]
        pub fn $name(json: &str) -> Result<$word, TicketKitError> {
            guarded(|| $read(json))
        }
    )*};
}

read! {
    /// Reads a command.
    command_from_json -> Command = command::parse;
    /// Reads a question.
    query_from_json -> Query = command::parse;
    /// Reads who commands, and when.
    context_from_json -> Context = command::parse;
    /// Reads an actor.
    actor_from_json -> Actor = command::parse;
    /// Reads how an engine is to be opened.
    options_from_json -> Options = Options::parse;
    /// Reads the value of a field.
    value_from_json -> Value = value;
    /// Reads an instant, as RFC 3339 has it.
    instant_from_text -> Timestamp = instant;
}

macro_rules! write {
    ($($(#[doc = $doc:literal])+ $name:ident($word:ty);)*) => {$(
        $(#[doc = $doc])+
        #[uniffi::export]
        pub fn $name(word: &$word) -> Result<String, TicketKitError> {
            guarded(|| canonical(word))
        }
    )*};
}

write! {
    /// A command as JSON.
    command_to_json(Command);
    /// A question as JSON.
    query_to_json(Query);
    /// What a command led to, as JSON.
    outcome_to_json(Outcome);
    /// An answer as JSON.
    answer_to_json(Answer);
    /// What a tick did, as JSON.
    report_to_json(Report);
    /// A duty of the host as JSON.
    effect_to_json(Effect);
}

/// The problems of an error as a JSON list.
#[uniffi::export]
pub fn problems_to_json(problems: Vec<Problem>) -> Result<String, TicketKitError> {
    guarded(|| canonical(&problems))
}

/// An instant as RFC 3339 text, in UTC with three decimals.
#[uniffi::export]
pub fn instant_to_text(instant: Timestamp) -> Result<String, TicketKitError> {
    guarded(|| Ok(instant.to_string()))
}

/// The JSON Schema of everything that a desk takes and answers.
#[uniffi::export]
pub fn json_schema() -> String {
    command::json_schema().to_owned()
}

fn value(json: &str) -> Result<Value> {
    let problem = |why| Problem::new(Code::Malformed, format!("this is no value of a field: {why}"));
    Ok(serde_json::from_str(json).map_err(problem)?)
}

fn instant(text: &str) -> Result<Timestamp> {
    let problem = |why| Problem::new(Code::OutOfRange, format!("this is no instant: {why}"));
    Ok(text.parse().map_err(problem)?)
}

fn canonical(word: &impl Serialize) -> Result<String> {
    let written = serde_json::to_value(word).and_then(|word| serde_json::to_string(&without_nulls(word)));
    let problem =
        |why| Problem::new(Code::InternalError, format!("an answer cannot be written as JSON: {why}"));
    Ok(written.map_err(problem)?)
}

/// Members come out sorted as long as nobody asks `serde_json` to keep their order.
fn without_nulls(word: Json) -> Json {
    match word {
        Json::Object(members) => {
            let given = members.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(given.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_sorted_and_holds_no_null() {
        let written = canonical(&serde_json::json!({"b": [{"z": 1, "a": null}], "a": "\u{1f}\n"})).unwrap();
        assert_eq!(written, r#"{"a":"\u001f\n","b":[{"z":1}]}"#);
    }
}
