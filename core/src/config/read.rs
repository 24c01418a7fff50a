//! From text to a document: JSON first, then its shape.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

use super::document::Document;
use super::shape::problems_of_shape;
use crate::error::{Code, Error, Problem, Result, pointer};
use crate::limits;
use crate::model::Decimal;
use crate::time::shortened;

impl Document {
    /// Reads a document from JSON text.
    ///
    /// What is not JSON at all is one problem, with line and column. What is JSON but not a configuration of this
    /// format is a list of all problems, each with a JSON Pointer to its place. Whether the names in the document lead
    /// anywhere is asked later, by [`Config::compile`](super::Config::compile).
    ///
    /// ```
    /// use ticketkit::config::Document;
    /// let error = Document::parse(r#"{"version": 1, "prioritys": [{"name": "Low!"}]}"#).unwrap_err();
    /// assert!(error.problems().iter().any(|problem| {
    ///     problem.path == "/prioritys" && problem.hint.as_deref() == Some("did you mean `priorities`?")
    /// }));
    /// ```
    pub fn parse(json: &str) -> Result<Self> {
        let (value, mut problems) = read(json)?;
        if let Some(problem) = value.get("version").and_then(Value::as_i64).and_then(unknown_format) {
            return Err(problem.into());
        }
        problems.extend(problems_of_shape(&value));
        match Error::of(problems) {
            Some(error) => Err(error),
            None => serde_path_to_error::deserialize(value).map_err(|error| {
                let path = pointer_to(error.path());
                Problem::new(Code::Malformed, error.into_inner().to_string()).at(path).into()
            }),
        }
    }

    /// In what the document differs from the shape that its JSON must have: what `parse` would say of it.
    pub(super) fn problems_of_shape(&self) -> Vec<Problem> {
        match serde_json::to_value(self) {
            Ok(value) => problems_of_shape(&value),
            Err(error) => {
                vec![Problem::new(Code::InternalError, format!("cannot be written as JSON: {error}"))]
            }
        }
    }
}

/// The problem of a document whose format is of another version than this library reads.
pub(super) fn unknown_format(version: i64) -> Option<Problem> {
    (version != i64::from(Document::FORMAT)).then(|| {
        let message =
            format!("the document has the format `{version}`, and this library reads {}", Document::FORMAT);
        Problem::new(Code::UnknownFormat, message).at("/version")
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

/// Reads JSON, and lists what serde would let pass in silence: members that are given twice, numbers that are not kept
/// exactly, and characters that no storage keeps.
fn read(json: &str) -> Result<(Value, Vec<Problem>)> {
    if json.len() > limits::CONFIG_BYTES {
        let (length, most) = (json.len(), limits::CONFIG_BYTES);
        let message = format!("the document has {length} bytes, and {most} are allowed");
        return Err(Problem::new(Code::TooLong, message).into());
    }
    let mut reader = Reader::default();
    // Some editors put a byte order mark in front, which RFC 8259 allows to be ignored.
    let mut json = serde_json::Deserializer::from_str(json.strip_prefix('\u{feff}').unwrap_or(json));
    let value = reader.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    match value {
        Ok(value) => Ok((value, reader.problems)),
        Err(error) => {
            let problem = Problem::new(Code::Malformed, format!("not JSON that can be read: {error}"))
                .param("line", error.line())
                .param("column", error.column());
            Err(problem.into())
        }
    }
}

#[derive(Default)]
struct Reader {
    path: String,
    depth: usize,
    problems: Vec<Problem>,
}

impl Reader {
    fn report(&mut self, code: Code, message: String) {
        if self.problems.len() < limits::CONFIG_PROBLEMS {
            self.problems.push(Problem::new(code, message).at(self.path.clone()));
        }
    }

    /// Runs `read` with the path of a part of the present value.
    fn within<T, E: serde::de::Error>(
        &mut self,
        token: impl fmt::Display,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.depth >= limits::JSON_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {} levels", limits::JSON_DEPTH)));
        }
        let here = pointer(&self.path, token);
        let above = std::mem::replace(&mut self.path, here);
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        self.path = above;
        part
    }

    fn text(&mut self, text: &str) {
        if text.contains('\0') {
            self.report(Code::BadText, "the text holds the character NUL".to_owned());
        }
    }

    /// A whole number is kept as one, however it was written.
    fn number(&mut self, written: &str, value: Value) -> Value {
        match written.parse::<Decimal>() {
            Ok(number) => number.as_integer().map_or(value, Value::from),
            Err(error) => {
                self.report(Code::OutOfRange, format!("`{}` is {error}", shortened(written)));
                value
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(self.number(&number.to_string(), Value::from(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(self.number(&number.to_string(), Value::from(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(self.number(&number.to_string(), Value::from(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        self.text(text);
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = self.within(list.len(), |reader| items.next_element_seed(reader))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = self.within(&name, |reader| {
                reader.text(&name);
                if object.contains_key(&name) {
                    reader.report(Code::Duplicate, format!("the member `{name}` is given twice"));
                }
                members.next_value_seed(reader)
            })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
