//! How often rules fire.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::time::Timestamp;

/// What can fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RuleKind {
    /// A rule of the configuration, on events or with a time.
    Rule,
    /// A macro, which somebody has used.
    Macro,
}

impl RuleKind {
    /// The name, as it stands in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Macro => "macro",
        }
    }
}

/// How often a rule or a macro has fired. What was refused counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct RuleCount {
    /// What it is.
    pub kind: RuleKind,
    /// Its key. The count is that of all rules of the desk that ever had it.
    pub name: Name,
    /// How often it has fired.
    pub times: u64,
    /// When it fired last; nothing when it never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_at: Option<Timestamp>,
}

impl RuleCount {
    /// A rule with its count.
    pub const fn new(kind: RuleKind, name: Name, times: u64, last_at: Option<Timestamp>) -> Self {
        Self { kind, name, times, last_at }
    }
}
