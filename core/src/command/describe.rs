//! The words as JSON Schema: what `schema.json` is made from.
//!
//! Most types derive their shape where they stand; here are those that serde writes in a form of its own.

use std::borrow::Cow;

use schemars::generate::{Contract, SchemaSettings};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value as Json, json};

use super::{Answer, Command, Context, Outcome, Query, Report, Which};
use crate::calendar::Window;
use crate::condition::Condition;
use crate::error::{Code, Error, Problem};
use crate::id::{
    CommandId, DecisionId, DeskId, EffectId, EventId, JobId, MessageId, Name, OrganizationId, PersonId,
    TicketId,
};
use crate::limits;
use crate::model::{Actor, Decimal, Edits, Effect, Fields, Metric, PersonRef, TicketField, TicketRef, Value};
use crate::time::Timestamp;

/// The schema of every word that crosses, as JSON text: what [`json_schema`](super::json_schema) holds ready.
///
/// What comes in is described as it may be written (what has a default may be absent), what goes out as it is written.
pub fn describe() -> String {
    let settings = SchemaSettings::draft2020_12();
    let mut asked =
        settings.clone().with(|settings| settings.contract = Contract::Deserialize).into_generator();
    asked.subschema_for::<Command>();
    asked.subschema_for::<Query>();
    asked.subschema_for::<Context>();
    asked.subschema_for::<Actor>();
    let mut answered = settings.with(|settings| settings.contract = Contract::Serialize).into_generator();
    answered.subschema_for::<Outcome>();
    answered.subschema_for::<Answer>();
    answered.subschema_for::<Report>();
    answered.subschema_for::<Effect>();
    answered.subschema_for::<Error>();
    let mut defs = asked.take_definitions(true);
    // What does both is described as it comes in: what goes out fits that, too.
    for (name, shape) in answered.take_definitions(true) {
        defs.entry(name).or_insert(shape);
    }
    defs.values_mut().for_each(plain);
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "the words of a desk",
        "description": "Commands and questions as a desk takes them, and what it answers. Made from the types; do not edit.",
        "$defs": defs,
    });
    format!("{document:#}\n")
}

/// Rewrites what schemars writes into the few keywords that our validator knows.
fn plain(shape: &mut Json) {
    match shape {
        Json::Object(members) => {
            if let Some(any) = members.remove("anyOf") {
                members.insert("oneOf".to_owned(), any);
            }
            let sized = |format: &Json| {
                format.as_str().is_some_and(|format| format.starts_with("uint") || format.starts_with("int"))
            };
            if members.get("format").is_some_and(sized) {
                members.remove("format");
            }
            if members.get("default").is_some_and(Json::is_null) {
                members.remove("default");
            }
            members.values_mut().for_each(plain);
        }
        Json::Array(items) => items.iter_mut().for_each(plain),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// A type that has one shape in JSON, whoever writes it.
macro_rules! shapes {
    ($($(#[doc = $doc:literal])+ $name:ident: $shape:tt;)*) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let mut schema = json_schema!($shape);
                schema.insert("description".to_owned(), concat!($($doc),+).trim_ascii().into());
                schema
            }
        }
    )*};
}

/// An id, as the canonical text of a UUID.
macro_rules! ids {
    ($($name:ident: $doc:literal;)*) => {
        shapes! {$(
            #[doc = $doc]
            $name: { "title": "an id such as `0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d`", "type": "string", "format": "uuid" };
        )*}
    };
}

ids! {
    CommandId: "One command: the idempotency key, from which every other id of its results derives.";
    DecisionId: "One record of why an agent was chosen.";
    DeskId: "One helpdesk (a tenant).";
    EffectId: "One duty of the host, in the outbox.";
    EventId: "One fact in a desk's history.";
    JobId: "One piece of long work that `tick` carries on.";
    MessageId: "One message of a ticket's conversation.";
    OrganizationId: "One organization that requesters belong to.";
    PersonId: "One person: a requester, an agent, or both.";
    TicketId: "One ticket.";
}

shapes! {
    /// The key of something in a desk's configuration: a status, a team, a field, a policy.
    Name: {
        "title": "a name: 1 to 64 of `a`-`z`, `0`-`9`, `_`, `-`, beginning with a letter or digit",
        "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$", "maxLength": 64
    };
    /// A moment in UTC, in whole milliseconds: RFC 3339.
    Timestamp: { "title": "an instant such as `2026-06-01T09:00:00Z`", "type": "string", "format": "date-time" };
    /// An exact number: up to twelve digits before the point, up to six after it, at most fifteen in all.
    Decimal: { "type": "number" };
    /// A person, by our id or by the host's own key (`django:42`): what reads as an id is one.
    PersonRef: { "title": "an id or a key of a person", "type": "string" };
    /// A ticket, by our id or by its number: what reads as an id is one.
    TicketRef: { "title": "an id or a number of a ticket", "type": "string" };
    /// A field of a ticket, built in or the desk's own, by its name.
    TicketField: { "type": "string" };
    /// From one reading of the clock to another: `["09:00", "17:00"]`.
    Window: { "type": "array", "items": { "type": "string" } };
    /// One value of one field. A date, an instant, an id and the name of an option are texts.
    Value: {
        "title": "a text, a number, yes or no, or a list of texts",
        "oneOf": [
            { "type": "boolean" }, { "type": "number" }, { "type": "string" },
            { "type": "array", "items": { "type": "string" } }
        ]
    };
    /// Values of the desk's own fields, by name.
    Fields: { "type": "object", "additionalProperties": { "$ref": "#/$defs/Value" } };
    /// Fields to change, by name, built in or the desk's own; null empties a field.
    Edits: {
        "type": "object",
        "additionalProperties": {
            "title": "a text, a number, yes or no, a list of texts, or null",
            "oneOf": [
                { "type": "boolean" }, { "type": "number" }, { "type": "string" },
                { "type": "array", "items": { "type": "string" } }, { "type": "null" }
            ]
        }
    };
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    /// The shape that conditions have in a configuration, too.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let document: Json = serde_json::from_str(include_str!("../config/schema.json")).unwrap_or_default();
        let shape = |name: &str| {
            let mut shape = document.pointer(name).cloned().unwrap_or_default();
            point_to(&mut shape);
            shape
        };
        generator.definitions_mut().insert("Conditions".to_owned(), shape("/$defs/conditions"));
        Schema::try_from(shape("/$defs/condition")).unwrap_or_default()
    }
}

/// Names what a configuration calls `condition` as it is called here.
fn point_to(shape: &mut Json) {
    match shape {
        Json::String(text) if text.starts_with("#/$defs/condition") => {
            *text = text.replacen("/condition", "/Condition", 1);
        }
        Json::Object(members) => members.values_mut().for_each(point_to),
        Json::Array(items) => items.iter_mut().for_each(point_to),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

impl JsonSchema for Which {
    fn schema_name() -> Cow<'static, str> {
        "Which".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (ticket, condition) =
            (generator.subschema_for::<TicketRef>(), generator.subschema_for::<Condition>());
        json_schema!({
            "title": "a list of tickets, or a condition",
            "description": "Which tickets a bulk change is about: a list of ids and numbers, or a condition.",
            "oneOf": [{ "type": "array", "items": ticket, "maxItems": limits::TICKETS_LISTED }, condition]
        })
    }
}

impl JsonSchema for Metric {
    fn schema_name() -> Cow<'static, str> {
        "Metric".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let known: Vec<String> = Self::BUILT_IN.iter().map(|metric| format!("`{metric}`")).collect();
        let mut schema = Name::json_schema(generator);
        let text = format!("What a clock measures: {}, or a metric of the desk's own.", known.join(", "));
        schema.insert("description".to_owned(), text.into());
        schema.insert("examples".to_owned(), Self::BUILT_IN.iter().map(Self::as_str).collect());
        schema
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one =
            |code: &Self| json!({ "type": "string", "const": code.as_str(), "description": code.meaning() });
        let all: Vec<Json> = Self::ALL.iter().map(one).collect();
        json_schema!({ "description": "The closed list of failures.", "oneOf": all })
    }
}

impl JsonSchema for Error {
    fn schema_name() -> Cow<'static, str> {
        "Error".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let problem = generator.subschema_for::<Problem>();
        json_schema!({
            "description": "Everything that was wrong with one request, most important first.",
            "type": "object", "required": ["problems"],
            "properties": { "problems": { "type": "array", "minItems": 1, "items": problem } }
        })
    }
}
