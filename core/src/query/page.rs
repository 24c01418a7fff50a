//! Cursors: where a list goes on.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::TicketId;
use crate::time::Timestamp;

/// After which row a list goes on. For callers it is a text without meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// A number that tells one question from another, so that a cursor is not used for the wrong one.
    pub question: u32,
    /// The value of the key in the last row; nothing when that row had none.
    pub key: Option<Timestamp>,
    /// When the last row's ticket was created.
    pub created_at: Timestamp,
    /// The last row's ticket.
    pub ticket: TicketId,
}

/// The text was not given by this library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that an earlier page gave")]
pub struct NotACursor;

impl Cursor {
    const BYTES: usize = 4 + 9 + 8 + 16;

    fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let parts: [&[u8]; 5] = [
            &self.question.to_be_bytes(),
            &[u8::from(self.key.is_some())],
            &self.key.unwrap_or_default().millis().to_be_bytes(),
            &self.created_at.millis().to_be_bytes(),
            self.ticket.as_bytes(),
        ];
        for (to, from) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *to = *from;
        }
        bytes
    }

    fn from_bytes(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let (question, rest) = bytes.split_first_chunk::<4>()?;
        let (has_key, rest) = rest.split_first_chunk::<1>()?;
        let (key, rest) = rest.split_first_chunk::<8>()?;
        let (created_at, rest) = rest.split_first_chunk::<8>()?;
        let (ticket, _) = rest.split_first_chunk::<16>()?;
        let key = Timestamp::from_millis(i64::from_be_bytes(*key))?;
        Some(Self {
            question: u32::from_be_bytes(*question),
            key: match has_key {
                [0] => None,
                [1] => Some(key),
                _ => return None,
            },
            created_at: Timestamp::from_millis(i64::from_be_bytes(*created_at))?,
            ticket: TicketId::from_bytes(*ticket),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let mut bytes = [0; Self::BYTES];
        if text.len() != 2 * Self::BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotACursor);
        }
        for (byte, at) in bytes.iter_mut().zip((0..text.len()).step_by(2)) {
            let pair = text.get(at..at + 2).ok_or(NotACursor)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotACursor)?;
        }
        Self::from_bytes(&bytes).ok_or(NotACursor)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(2 * Self::BYTES);
        write!(text, "{self}").map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
