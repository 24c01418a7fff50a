//! The JSON form of a condition.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Condition, Op};
use crate::model::Value;

/// The JSON form, before it is known which of the four it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    all: Option<Vec<Condition>>,
    any: Option<Vec<Condition>>,
    not: Option<Box<Condition>>,
    field: Option<String>,
    op: Option<Op>,
    value: Option<Operand>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, a number, true or false, or a list of these")]
enum Operand {
    One(Value),
    Many(Vec<Value>),
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::All { of } => map.serialize_entry("all", of)?,
            Self::Any { of } => map.serialize_entry("any", of)?,
            Self::Not { of } => match of.as_slice() {
                [one] => map.serialize_entry("not", one)?,
                several => map.serialize_entry("not", &BTreeMap::from([("any", several)]))?,
            },
            Self::Test { field, op, values } => {
                map.serialize_entry("field", field)?;
                map.serialize_entry("op", op)?;
                match values.as_slice() {
                    [] if !op.takes_list() => {}
                    [one] if !op.takes_list() => map.serialize_entry("value", one)?,
                    many => map.serialize_entry("value", many)?,
                }
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        match written {
            Written { all: Some(of), any: None, not: None, field: None, op: None, value: None } => {
                Ok(Self::All { of })
            }
            Written { all: None, any: Some(of), not: None, field: None, op: None, value: None } => {
                Ok(Self::Any { of })
            }
            Written { all: None, any: None, not: Some(one), field: None, op: None, value: None } => {
                Ok(Self::Not { of: vec![*one] })
            }
            Written { all: None, any: None, not: None, field: Some(field), op: Some(op), value } => {
                let values = match value {
                    None => Vec::new(),
                    Some(Operand::One(Value::List(items))) => items.into_iter().map(Value::Text).collect(),
                    Some(Operand::One(one)) => vec![one],
                    Some(Operand::Many(many)) => many,
                };
                Ok(Self::Test { field, op, values })
            }
            _ => Err(de::Error::custom(
                "a condition is one of `all`, `any`, `not`, or `field` with `op` and `value`",
            )),
        }
    }
}
