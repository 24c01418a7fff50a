//! Checklists: what is to be done for a ticket, item by item.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::person::ERASED;
use crate::id::PersonId;
use crate::time::Timestamp;

/// One item of the checklist of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Its number, by which commands name it: unique among the items of the ticket, whatever their order.
    pub item: u32,
    /// What is to be done, in one line.
    pub text: String,
    /// When it was checked; nothing while it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// Who checked it, when it was a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_by: Option<PersonId>,
}

/// One change of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChecklistChange {
    /// An item more.
    Add {
        /// What is to be done, in one line.
        text: String,
        /// Its place, from 0; the end when absent or beyond it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        place: Option<u32>,
    },
    /// Another text.
    Reword {
        /// Of which item.
        item: u32,
        /// The text, in one line.
        text: String,
    },
    /// An item less.
    Remove {
        /// Which.
        item: u32,
    },
    /// It is done.
    Check {
        /// Which.
        item: u32,
    },
    /// It is not done after all.
    Uncheck {
        /// Which.
        item: u32,
    },
    /// Another place.
    Move {
        /// Which.
        item: u32,
        /// Its place, from 0; the end when beyond it.
        place: u32,
    },
}

impl ChecklistItem {
    /// As it stands in a history: number, instant, person and text, with tabs between them. No text has a tab.
    pub(crate) fn to_line(&self) -> String {
        let mut line = format!("{}\t", self.item);
        // Writing to a text cannot fail.
        if let Some(at) = self.done_at {
            let _ = write!(line, "{at}");
        }
        line.push('\t');
        if let Some(by) = self.done_by {
            let _ = write!(line, "{by}");
        }
        line.push('\t');
        line.push_str(&self.text);
        line
    }

    /// The item without what it says.
    pub(crate) fn erased(&self) -> Self {
        Self { text: ERASED.to_owned(), ..*self }
    }

    /// The item that a history tells of.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(4, '\t');
        let item = parts.next()?.parse().ok()?;
        let (at, by, text) = (parts.next()?, parts.next()?, parts.next()?);
        let done_at = if at.is_empty() { None } else { Some(at.parse().ok()?) };
        let done_by = if by.is_empty() { None } else { Some(by.parse().ok()?) };
        Some(Self { item, text: text.to_owned(), done_at, done_by })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_reads_back_from_its_line() {
        for (done_at, done_by) in [
            (None, None),
            (Some(Timestamp::default()), None),
            (Some(Timestamp::default()), Some(PersonId::from_bytes([7; 16]))),
        ] {
            let item = ChecklistItem { item: 3, text: "Call back".to_owned(), done_at, done_by };
            assert_eq!(ChecklistItem::of_line(&item.to_line()), Some(item));
        }
        assert_eq!(ChecklistItem::of_line("Call back"), None);
        assert_eq!(ChecklistItem::of_line("1\tnow\t\tCall back"), None);
    }
}
