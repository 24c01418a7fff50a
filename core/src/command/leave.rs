//! When agents are not here, as commands say it.

use serde::{Deserialize, Serialize};

use crate::model::{AbsenceMode, PersonRef};
use crate::time::Timestamp;

/// When an agent is not here, and what becomes of their tickets then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// From when on; from now on when absent. What lies in the past is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub from: Option<Timestamp>,
    /// Up to when; until they say so when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub until: Option<Timestamp>,
    /// What becomes of the tickets that they own.
    #[serde(default)]
    pub mode: AbsenceMode,
    /// Who gets them, in the mode `substitute`: our id or the host's key of an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub substitute: Option<PersonRef>,
}
