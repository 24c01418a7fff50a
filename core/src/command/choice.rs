//! Which policies are taken for a ticket, and why none of those before them.

use std::fmt;

use serde::Serialize;

use crate::id::Name;

/// Which policy of a list is taken for a ticket, and why none of those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Choice {
    /// The list; nothing for the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<Name>,
    /// The policy that is taken; nothing when none fits.
    pub policy: Option<Name>,
    /// Every policy of the list in front of it, in order.
    pub passed_over: Vec<PassedOver>,
}

/// A policy that does not fit a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PassedOver {
    /// Which.
    pub policy: Name,
    /// The tests that stand in the way, a sentence for each; they name present values of the ticket.
    pub failing: Vec<String>,
}

/// What was chosen, and a line for each policy that was passed over.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(slot) = &self.slot {
            write!(f, "{slot}: ")?;
        }
        match &self.policy {
            Some(policy) => writeln!(f, "`{policy}` is taken")?,
            None => writeln!(f, "no policy fits")?,
        }
        for PassedOver { policy, failing } in &self.passed_over {
            writeln!(f, "`{policy}` was passed over: {}", failing.join("; "))?;
        }
        Ok(())
    }
}
