//! How PostgreSQL says it.
//!
//! What is asked for stands beside what is stored: a subject, tags and the desk's own fields in columns of their own,
//! in which texts are folded or JSON can be looked into; so no function of ours is needed.

use std::borrow::Cow;

use super::texts;
use crate::storage::sql::{Dialect, Listed};

/// The dialect of PostgreSQL.
pub(super) struct Postgres;

/// A text of a JSON value in the order of its bytes.
fn text_of(column: &str, path: &str) -> String {
    let is_text = format!("jsonb_typeof(t.{column} -> {path}) = 'string'");
    format!("(CASE WHEN {is_text} THEN t.{column} ->> {path} END) COLLATE \"C\"")
}

impl Dialect for Postgres {
    const NO_BYTES: &'static str = "''::BYTEA";
    const TICKET: &'static str = "id";
    const PART_ID: &'static str = "ticket";

    fn place(n: usize) -> String {
        format!("${n}")
    }

    fn folded(column: &str) -> String {
        format!("{column}_folded")
    }

    fn holds(text: &str, part: &str) -> String {
        format!("strpos({text}, {part}) > 0")
    }

    fn begins_with(text: &str, start: &str) -> String {
        format!("left({text}, length({start})) = {start}")
    }

    fn number(place: &str) -> String {
        format!("{place}::NUMERIC")
    }

    fn text_in_json(text: &str) -> Cow<'_, str> {
        texts::written(text)
    }

    fn listed(place: &str, of: Listed) -> String {
        let value = match of {
            Listed::Texts => "entry.value",
            Listed::Numbers => "entry.value::NUMERIC",
            Listed::Ids => "decode(entry.value, 'hex')",
        };
        format!("(SELECT {value} FROM jsonb_array_elements_text({place}::JSONB) AS entry (value))")
    }

    fn list_has(column: &str, test: &str) -> String {
        let entries = format!("jsonb_array_elements_text({column}_asked) AS entry (value)");
        format!("EXISTS (SELECT 1 FROM {entries} WHERE {test})")
    }

    fn path(field: &str) -> String {
        field.to_owned()
    }

    fn custom_is_set(path: &str) -> String {
        format!("(t.fields_asked -> {path}) <> '[]'::JSONB")
    }

    fn custom_text(path: &str) -> String {
        text_of("fields_asked", path)
    }

    fn custom_folded(path: &str) -> String {
        text_of("fields_folded", path)
    }

    fn custom_number(path: &str) -> String {
        let is_number = format!("jsonb_typeof(t.fields_asked -> {path}) = 'number'");
        format!("CASE WHEN {is_number} THEN (t.fields_asked ->> {path})::NUMERIC END")
    }

    fn custom_bool(path: &str) -> String {
        format!("CASE t.fields_asked -> {path} WHEN 'true'::JSONB THEN 1 WHEN 'false'::JSONB THEN 0 END")
    }

    fn custom_list_has(path: &str, test: &str) -> String {
        let value = format!("t.fields_asked -> {path}");
        let list = format!("CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} END");
        format!("EXISTS (SELECT 1 FROM jsonb_array_elements_text({list}) AS entry (value) WHERE {test})")
    }

    fn walked_by(_: &str) -> String {
        String::new()
    }

    fn with_ticket(table: &str, name: &str, desk: &str) -> String {
        format!("{table} AS {name} JOIN tkit_ticket AS t ON t.desk = {desk} AND t.id = {name}.ticket")
    }

    /// Each of them ends by itself, so that no more of it is read than a page can hold.
    fn one_of_several(statement: &str, order: &str, limit: &str) -> String {
        format!("({statement} ORDER BY {order} LIMIT {limit})")
    }
}
