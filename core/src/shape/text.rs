//! From JSON to a value, with all that serde would let pass in silence.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::{Code, Problem, Result, pointer};
use crate::limits;
use crate::model::Decimal;
use crate::time::shortened;

/// Reads JSON, and lists what serde would let pass in silence: members that are given twice, numbers that are not kept
/// exactly, and characters that no storage keeps.
///
/// `what` is what the text is to be, as a message calls it, and `most` how many bytes it may have.
pub(crate) fn of_text(json: &str, what: &str, most: usize) -> Result<(Value, Vec<Problem>)> {
    if json.len() > most {
        let length = json.len();
        let message = format!("{what} has {length} bytes, and {most} are allowed");
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

/// The same of what some other format holds, such as the values of another language.
pub(crate) fn of_values<'de, D: Deserializer<'de>>(values: D) -> Result<(Value, Vec<Problem>)> {
    let mut reader = Reader::default();
    match reader.deserialize(values) {
        Ok(value) => Ok((value, reader.problems)),
        Err(error) => {
            let path = std::mem::take(&mut reader.path);
            Err(Problem::new(Code::Malformed, format!("cannot be read: {error}")).at(path).into())
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
        if self.problems.len() < limits::SHAPE_PROBLEMS {
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
