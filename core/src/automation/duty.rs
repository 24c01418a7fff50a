//! What actions ask of the host.

use std::collections::BTreeMap;

use crate::id::Name;

/// A duty of the host that a rule, a transition or a macro asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duty {
    /// Something of the host's own.
    Host {
        /// What the host calls it.
        name: Name,
        /// What the host gets along.
        payload: BTreeMap<String, String>,
    },
    /// A word to another program.
    Webhook {
        /// Which endpoint of the configuration it goes to.
        endpoint: Name,
        /// What it says besides how the ticket stands.
        payload: BTreeMap<String, String>,
    },
}

impl Duty {
    /// What it says.
    pub fn payload(&self) -> &BTreeMap<String, String> {
        match self {
            Self::Host { payload, .. } | Self::Webhook { payload, .. } => payload,
        }
    }

    /// The same with another payload.
    #[must_use]
    pub fn with(&self, payload: BTreeMap<String, String>) -> Self {
        let mut other = self.clone();
        match &mut other {
            Self::Host { payload: old, .. } | Self::Webhook { payload: old, .. } => *old = payload,
        }
        other
    }
}
