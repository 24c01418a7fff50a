//! People: requesters, agents, organizations.

use serde::{Deserialize, Serialize};

use super::ticket::ExternalId;
use crate::id::{Name, OrganizationId, PersonId};
use crate::time::Timestamp;

/// What stands where personal data stood that was erased.
pub const ERASED: &str = "[erased]";

/// One person: a requester, and with a profile of staff also an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Person {
    /// Our id.
    pub id: PersonId,
    /// Counts the changes of this record.
    pub version: u64,
    /// The host's own key (`django:42`), unique in the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How to call them.
    pub name: String,
    /// Mail addresses, normalised; the first one is where mail goes. Each belongs to one person of the desk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Telephone number, normalised to digits with a leading `+` where the country is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The customer company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
    /// The language they prefer, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Their ids in other systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_ids: Vec<ExternalId>,
    /// The profile of staff; without one they are a customer only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// When their personal data was erased. Nobody acts in their name from then on, and nothing is written down about them
    /// any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Person {
    /// A person of whom only the name is known.
    pub const fn new(id: PersonId, name: String, at: Timestamp) -> Self {
        Self {
            id,
            version: 0,
            key: None,
            name,
            addresses: Vec::new(),
            phone: None,
            organization: None,
            language: None,
            external_ids: Vec::new(),
            agent: None,
            erased_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    /// The person without what is personal: what is left are id, versions and times.
    #[must_use]
    pub fn erased(&self, at: Timestamp) -> Self {
        let mut left = Self::new(self.id, ERASED.to_owned(), self.created_at);
        left.version = self.version + 1;
        left.erased_at = Some(self.erased_at.unwrap_or(at));
        left.updated_at = self.updated_at.max(at);
        left
    }

    /// The profile of staff, while it is active.
    pub fn active_agent(&self) -> Option<&Agent> {
        self.agent.as_ref().filter(|agent| agent.active)
    }
}

/// What makes a person a member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Agent {
    /// The role of the configuration from which their rights follow.
    pub role: Name,
    /// The teams they work in, sorted.
    #[serde(default)]
    pub teams: Vec<Name>,
    /// What they know, sorted by name.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// The languages they work in, as BCP 47 tags; empty when any will do.
    #[serde(default)]
    pub languages: Vec<String>,
    /// How much work they take at a time, in units of ticket weight; automation never exceeds it.
    #[serde(default = "Agent::default_capacity")]
    pub capacity: u32,
    /// Whether they take work just now.
    #[serde(default)]
    pub availability: Availability,
    /// The calendar of their shifts: they take work while it is open. At all times when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// When they are not here, and what becomes of their tickets then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// How much of the work of a team that is shared out by weight is theirs, beside the shares of the others, from 1 to
    /// 1000.
    #[serde(default = "Agent::default_share")]
    pub share: u32,
    /// Whether they still work here.
    #[serde(default = "yes")]
    pub active: bool,
}

const fn yes() -> bool {
    true
}

impl Agent {
    /// How much work an agent takes when nobody said: 20 tickets of ordinary weight.
    pub const fn default_capacity() -> u32 {
        20
    }

    /// The share of an agent when nobody said: 100.
    pub const fn default_share() -> u32 {
        100
    }

    /// An available agent in a role, in no team yet.
    pub const fn new(role: Name) -> Self {
        Self {
            role,
            teams: Vec::new(),
            skills: Vec::new(),
            languages: Vec::new(),
            capacity: Self::default_capacity(),
            availability: Availability::Available,
            calendar: None,
            absence: None,
            share: Self::default_share(),
            active: true,
        }
    }

    /// Their absence, while it lasts at an instant.
    pub fn absence_at(&self, at: Timestamp) -> Option<&Absence> {
        self.absence.as_ref().filter(|absence| absence.holds(at))
    }

    /// The level of a skill, when they have it.
    pub fn level(&self, skill: &str) -> Option<u8> {
        self.skills.iter().find(|known| known.name == *skill).map(|known| known.level)
    }
}

/// Something that an agent knows, and how well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// The skill.
    pub name: Name,
    /// How well, from 1 to 10.
    #[serde(default = "Skill::lowest")]
    pub level: u8,
}

impl Skill {
    const fn lowest() -> u8 {
        1
    }
}

/// Whether an agent takes work just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Takes work.
    #[default]
    Available,
    /// Is here, but takes no new work.
    Busy,
    /// Is not here.
    Away,
}

/// When an agent is not here, and what becomes of their tickets then. They get no work by the engine while it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Absence {
    /// From when on.
    pub from: Timestamp,
    /// Up to when; they are here again at this instant. Until they say so when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub until: Option<Timestamp>,
    /// What becomes of the tickets that they own.
    #[serde(default)]
    pub mode: AbsenceMode,
    /// Who gets them, in the mode `substitute`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub substitute: Option<PersonId>,
}

impl Absence {
    /// Whether it lasts at an instant.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// What becomes of the tickets of an agent who is not here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum AbsenceMode {
    /// They stay with the agent.
    #[default]
    Keep,
    /// Each is taken from the agent when a customer writes next.
    ReleaseOnMessage,
    /// All are taken from the agent when the absence begins.
    Release,
    /// All go to the substitute when the absence begins; where that one is not there or cannot take a ticket, to the
    /// substitute of the substitute, and so on. Where nobody in that chain can, they are taken from the agent.
    Substitute,
}

/// A customer company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Organization {
    /// Our id.
    pub id: OrganizationId,
    /// Counts the changes of this record.
    pub version: u64,
    /// The host's own key, unique in the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What it is called.
    pub name: String,
    /// Whether its members see each other's tickets.
    #[serde(default)]
    pub shared: bool,
    /// The calendar of the desk by which it is promised something, where a policy asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// Its ids in other systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_ids: Vec<ExternalId>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Organization {
    /// An organization of which only the name is known.
    pub const fn new(id: OrganizationId, name: String, at: Timestamp) -> Self {
        Self {
            id,
            version: 0,
            key: None,
            name,
            shared: false,
            calendar: None,
            external_ids: Vec::new(),
            created_at: at,
            updated_at: at,
        }
    }
}
