//! Which tickets a bulk change is about.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::condition::Condition;
use crate::model::TicketRef;

/// Which tickets a bulk change is about. As JSON it is a list of ids and numbers, or a condition:
///
/// ```
/// use ticketkit::command::Which;
/// use ticketkit::condition::{Condition, Op};
///
/// let listed: Which = serde_json::from_str(r#"["17", "18"]"#)?;
/// assert_eq!(listed, Which::Listed { tickets: vec!["17".into(), "18".into()] });
/// let matching: Which = serde_json::from_str(r#"{"field": "status", "op": "eq", "value": "new"}"#)?;
/// assert_eq!(matching, Which::Matching { condition: Condition::test("status", Op::Eq, ["new"]) });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Which {
    /// These, in this order, each once.
    Listed {
        /// Which.
        tickets: Vec<TicketRef>,
    },
    /// All that the actor sees and that fit when their turn comes, but for those made after the command; the oldest
    /// first.
    Matching {
        /// What they have to fit.
        condition: Condition,
    },
}

impl Serialize for Which {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Listed { tickets } => tickets.serialize(serializer),
            Self::Matching { condition } => condition.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Which;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of tickets, or a condition")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Which, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(|tickets| Which::Listed { tickets })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Which, A::Error> {
        Condition::deserialize(MapAccessDeserializer::new(map)).map(|condition| Which::Matching { condition })
    }
}
