//! Values of fields: what a custom field holds, and what a change went from and to.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::Name;

/// One value of one field.
///
/// A date is the text `2026-06-01`, an instant the text `2026-06-01T09:00:00.000Z`, a choice the name of its option:
/// the field's definition says which, and byte order is time order for both. Nothing at all is `Option::None`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// An integer or an exact decimal.
    Number(Decimal),
    /// A text, a name, an id, a date or an instant.
    Text(String),
    /// Several names, in the order that the field gives them.
    List(Vec<String>),
}

/// What stands there says which of them it is: histories hold many, and to try one after the other makes an error, with
/// its text, for each that it is not.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false, a number, a text, or a list of texts")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Value, E> {
                Ok(Value::Bool(yes))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
                DecimalVisitor.visit_i64(number).map(Value::Number)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
                DecimalVisitor.visit_u64(number).map(Value::Number)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
                DecimalVisitor.visit_f64(number).map(Value::Number)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, items: A) -> Result<Value, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(items)).map(Value::List)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl Value {
    /// What sort of value this is, for messages.
    pub const fn sort(&self) -> &'static str {
        match self {
            Self::Bool(_) => "a yes or no",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
        }
    }

    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(Decimal::from(number))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

/// An exact number: up to twelve digits before the point, up to six after it, at most fifteen in all.
///
/// Fifteen digits are what every JSON reader keeps. The number is held as a count of millionths, so that comparison is exact
/// and the same in Rust and in SQL.
///
/// ```
/// use ticketkit::model::Decimal;
/// let price: Decimal = "12.50".parse()?;
/// assert_eq!(price.millionths(), 12_500_000);
/// assert_eq!(price.to_string(), "12.5");
/// # Ok::<(), ticketkit::model::NotADecimal>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i64);

/// The number has more digits than we keep, or is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of at most fifteen digits, twelve of them before the point and six after it")]
pub struct NotADecimal;

impl Decimal {
    /// The number as a count of millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The number of this many millionths; `None` when it has more digits than are kept.
    pub fn from_millionths(millionths: i64) -> Option<Self> {
        let all = millionths.unsigned_abs();
        let trailing = (0..6).take_while(|places| all.is_multiple_of(10_u64.pow(places + 1))).count();
        let significant = all / 10_u64.pow(u32::try_from(trailing).unwrap_or(0));
        (significant < 1_000_000_000_000_000 && all < 1_000_000_000_000_000_000).then_some(Self(millionths))
    }

    /// The whole number, when it is one.
    pub const fn as_integer(self) -> Option<i64> {
        if self.0 % 1_000_000 == 0 { Some(self.0 / 1_000_000) } else { None }
    }
}

impl From<i32> for Decimal {
    fn from(number: i32) -> Self {
        Self(i64::from(number) * 1_000_000)
    }
}

impl From<u32> for Decimal {
    fn from(number: u32) -> Self {
        Self(i64::from(number) * 1_000_000)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{fraction:06}").trim_end_matches('0'))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return Err(NotADecimal);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 6 {
            return Err(NotADecimal);
        }
        let whole: i64 = whole.parse().map_err(|_| NotADecimal)?;
        let fraction: i64 = format!("{fraction:0<6}").parse().map_err(|_| NotADecimal)?;
        let all =
            whole.checked_mul(1_000_000).and_then(|whole| whole.checked_add(fraction)).ok_or(NotADecimal)?;
        Self::from_millionths(if negative { -all } else { all }).ok_or(NotADecimal)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_integer() {
            Some(whole) => serializer.serialize_i64(whole),
            // Fifteen digits survive the way through a double and back; see `round_trips_through_json`.
            None => serializer.serialize_f64(self.to_string().parse().map_err(serde::ser::Error::custom)?),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

struct DecimalVisitor;

impl de::Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of at most fifteen digits, twelve of them before the point and six after it")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
        number.checked_mul(1_000_000).and_then(Decimal::from_millionths).ok_or_else(|| E::custom(NotADecimal))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
        self.visit_i64(i64::try_from(number).map_err(|_| E::custom(NotADecimal))?)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
        // `Display` of a double writes the shortest decimal that reads back as the same double, without
        // an exponent: for up to fifteen digits that is the text which the sender wrote.
        number.to_string().parse().map_err(E::custom)
    }
}

/// Custom field values by the field's name, in the order of the names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<Name, Value>);

impl Fields {
    /// The value of a field, when it has one.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// Gives a field a value, or takes it away.
    pub fn set(&mut self, field: Name, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(field, value),
            None => self.0.remove(&field),
        };
    }

    /// Fields and values by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter()
    }

    /// Whether no field has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Name, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_exact_or_refused() {
        for (text, shown) in
            [("0", "0"), ("-12.500", "-12.5"), ("0.000001", "0.000001"), ("999999999999", "999999999999")]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown);
        }
        for text in ["", "-", ".", "1.", "1e3", "0.0000001", "1000000000.000001", "+1", "1 ", "1000000000000"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_is_what_stands_there() {
        let read = |json: &str| serde_json::from_str::<Value>(json);
        assert_eq!(read("true").unwrap(), Value::Bool(true));
        for (json, number) in [("-3", "-3"), ("3", "3"), ("2.5", "2.5")] {
            assert_eq!(read(json).unwrap(), Value::Number(number.parse().unwrap()));
        }
        assert_eq!(read(r#""3""#).unwrap(), Value::Text("3".to_owned()));
        assert_eq!(read(r#"["a", "\u00e4"]"#).unwrap(), Value::List(vec!["a".to_owned(), "ä".to_owned()]));
        assert_eq!(read("[]").unwrap(), Value::List(Vec::new()));
        for json in ["null", "{}", "[1]", "[null]", "1000000000000", "0.0000001"] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn round_trips_through_json(millionths in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let number = Decimal::from_millionths(millionths).unwrap();
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap(), number);
            prop_assert_eq!(number.to_string().parse::<Decimal>().unwrap(), number);
        }
    }
}
