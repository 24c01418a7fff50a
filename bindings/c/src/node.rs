//! Answers as they are read: JSON whose texts end with a NUL, so that C prints them as they stand.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::status::{Answered, Failure};
use ticketkit::Code;

/// A text with a NUL behind it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let mut text = text.into();
        text.push('\0');
        Self(text)
    }

    pub(crate) const fn as_str(&self) -> &str {
        match self.0.as_str().split_at_checked(self.0.len().saturating_sub(1)) {
            Some((text, _)) => text,
            None => "",
        }
    }
}

/// One value of an answer. Members of objects stand in the order of their names.
#[derive(Debug)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(Text),
    List(Vec<Node>),
    Object(Vec<(Text, Node)>),
}

impl Node {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Text::new(text))
    }

    pub(crate) fn int(number: i64) -> Self {
        Self::Number(number.into())
    }

    pub(crate) fn count(number: u64) -> Self {
        Self::Number(number.into())
    }

    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        sorted(members.into_iter().map(|(name, value)| (Text::new(name), value)).collect())
    }

    /// Anything that is written as JSON. What this library answers always is.
    pub(crate) fn of<T: Serialize>(value: &T) -> Self {
        serde_json::to_value(value).map_or(Self::Null, Self::from)
    }

    /// What is found at a JSON Pointer.
    pub(crate) fn at(&self, pointer: &str) -> Answered<&Self> {
        crate::pointer::tokens(pointer)?.iter().try_fold(self, |node, token| {
            let found = match node {
                Self::Object(members) => {
                    let place = members.binary_search_by(|(name, _)| name.as_str().cmp(token));
                    place.ok().and_then(|place| members.get(place)).map(|(_, value)| value)
                }
                Self::List(items) => crate::pointer::index(token).and_then(|index| items.get(index)),
                _ => None,
            };
            found.ok_or_else(|| Failure::new(Code::Missing, "there is nothing at this pointer"))
        })
    }

    /// The same as JSON: members in the order of their names, no spaces.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn sorted(mut members: Vec<(Text, Node)>) -> Node {
    members.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
    Node::Object(members)
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => sorted(
                members.into_iter().map(|(name, value)| (Text::new(name), Self::from(value))).collect(),
            ),
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text.as_str()),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name.as_str(), value))?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_by_pointer_and_written_as_it_came() {
        let json = r#"{"a/b":[1,{"~":"x\u0000y"}],"c":1.5}"#;
        let node = Node::from(serde_json::from_str::<Value>(json).unwrap());
        assert_eq!(node.to_json(), json);
        assert!(matches!(node.at("/a~1b/1/~0"), Ok(Node::Text(text)) if text.as_str() == "x\0y"));
        for (pointer, code) in [
            ("/a~1b/01", Code::Missing),
            ("/a~1b/-", Code::Missing),
            ("/c/0", Code::Missing),
            ("c", Code::Malformed),
            ("/c~2", Code::Malformed),
        ] {
            let failure = node.at(pointer).unwrap_err();
            assert_eq!(failure.status(), i32::from(code as u16), "{pointer}");
        }
    }
}
