//! Whether a ticket is among the work of its desk.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether a ticket is among the work of its desk, or kept apart. It is no status: whatever a ticket was when it was put
/// aside, it is again when it comes back. Lists, counts and searches leave out what is not active, unless they ask for
/// the standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is work.
    #[default]
    Active,
    /// It was merged into another ticket, where its conversation goes on.
    Merged,
    /// It is nobody's request. Customers do not see it.
    Spam,
    /// It was thrown away, and can be brought back. Customers do not see it.
    Trash,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Merged, Self::Spam, Self::Trash];

    /// The name in conditions and histories, and why the clocks of such a ticket were cancelled.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Merged => "merged",
            Self::Spam => "spam",
            Self::Trash => "trash",
        }
    }

    /// Whether the ticket is among the work of the desk.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Active)
    }

    /// Whether customers see the ticket, if it is theirs.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Active | Self::Merged)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
