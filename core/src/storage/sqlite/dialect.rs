//! How SQLite says it.

use std::borrow::Cow;

use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql};

use crate::condition::fold;
use crate::storage::sql::{Cell, Dialect, Listed};

/// The dialect of SQLite.
pub(super) struct Sqlite;

impl Dialect for Sqlite {
    const NO_BYTES: &'static str = "x''";
    const TICKET: &'static str = "row";
    const PART_ID: &'static str = "id";

    fn place(n: usize) -> String {
        format!("?{n}")
    }

    fn folded(text: &str) -> String {
        format!("tkit_fold({text})")
    }

    fn holds(text: &str, part: &str) -> String {
        format!("instr({text}, {part}) > 0")
    }

    fn begins_with(text: &str, start: &str) -> String {
        format!("substr({text}, 1, length({start})) = {start}")
    }

    fn number(place: &str) -> String {
        format!("json_extract({place}, '$')")
    }

    fn text_in_json(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }

    fn listed(place: &str, of: Listed) -> String {
        let value = if of == Listed::Ids { "unhex(value)" } else { "value" };
        format!("(SELECT {value} FROM json_each({place}))")
    }

    fn list_has(column: &str, test: &str) -> String {
        format!("EXISTS (SELECT 1 FROM json_each({column}) AS entry WHERE {test})")
    }

    fn path(field: &str) -> String {
        format!("$.\"{field}\"")
    }

    fn custom_is_set(path: &str) -> String {
        let list_is_empty = format!("json_array_length(t.fields, {path}) = 0");
        format!("(json_type(t.fields, {path}) <> 'array' OR NOT {list_is_empty})")
    }

    fn custom_text(path: &str) -> String {
        format!("CASE json_type(t.fields, {path}) WHEN 'text' THEN json_extract(t.fields, {path}) END")
    }

    fn custom_folded(path: &str) -> String {
        Self::folded(&Self::custom_text(path))
    }

    fn custom_number(path: &str) -> String {
        let is_number = format!("json_type(t.fields, {path}) IN ('integer', 'real')");
        format!("CASE WHEN {is_number} THEN json_extract(t.fields, {path}) END")
    }

    fn custom_bool(path: &str) -> String {
        format!("CASE json_type(t.fields, {path}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END")
    }

    fn custom_list_has(path: &str, test: &str) -> String {
        let entries = format!("json_each(t.fields, {path}) AS entry");
        format!("(json_type(t.fields, {path}) = 'array' AND EXISTS (SELECT 1 FROM {entries} WHERE {test}))")
    }

    fn walked_by(index: &str) -> String {
        format!(" INDEXED BY tkit_{index}")
    }

    fn with_ticket(table: &str, name: &str, _: &str) -> String {
        format!("{table} AS {name} CROSS JOIN tkit_ticket AS t ON t.row = {name}.ticket")
    }

    /// SQLite takes the rows of all of them from their indexes as they are needed.
    fn one_of_several(statement: &str, _: &str, _: &str) -> String {
        statement.to_owned()
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Integer(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Real(number) => ToSqlOutput::Owned(Value::Real(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

/// Teaches a connection the words of ours that statements use.
pub(super) fn teach(connection: &Connection) -> rusqlite::Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("tkit_fold", 1, flags, |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Text(text) => std::str::from_utf8(text).ok().map(fold),
            _ => None,
        })
    })
}
