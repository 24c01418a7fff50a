//! What rules would do to a ticket: the answer of a dry run.

use serde::Serialize;

use crate::id::Name;
use crate::model::{EffectKind, FieldChange, Message};

/// What became of a rule that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct RuleAsked {
    /// Which.
    pub rule: Name,
    /// Whether it fired.
    pub fired: bool,
    /// How many rules stand between the command and its changes, itself included; nothing where it did not fire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<u8>,
    /// Why it did not fire: a sentence for each test that stands in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<String>,
}

impl RuleAsked {
    /// A rule that fired at this depth.
    pub const fn fired(rule: Name, depth: u8) -> Self {
        Self { rule, fired: true, depth: Some(depth), failing: Vec::new() }
    }

    /// A rule that did not hold.
    pub const fn passed(rule: Name, failing: Vec<String>) -> Self {
        Self { rule, fired: false, depth: None, failing }
    }
}

/// A rule that asked for what is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct RuleRefusal {
    /// Which; nothing of it would be done.
    pub rule: Name,
    /// Every check that failed: their codes.
    pub failed: Vec<String>,
}

impl RuleRefusal {
    /// A rule, and the codes of the checks that failed.
    pub const fn new(rule: Name, failed: Vec<String>) -> Self {
        Self { rule, failed }
    }
}

/// What rules would do to a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct DryRunReport {
    /// Every rule that was asked, in the order of asking: once more where another one had changed the ticket.
    pub asked: Vec<RuleAsked>,
    /// The fields that would change by them, from before the first rule to after the last.
    pub changes: Vec<FieldChange>,
    /// The messages that would be written.
    pub messages: Vec<Message>,
    /// The duties that the host would be given.
    pub effects: Vec<EffectKind>,
    /// Rules of which nothing would be done, because what they ask for is not allowed.
    pub refused: Vec<RuleRefusal>,
    /// The rules that fired, in their order, where they went on causing one another until the limit stopped them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Vec<Name>>,
}
