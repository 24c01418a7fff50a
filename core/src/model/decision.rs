//! Why an agent was chosen: kept for every routing, with a word for each candidate.

use serde::{Deserialize, Serialize};

use crate::id::{DecisionId, Name, PersonId, TicketId};
use crate::time::Timestamp;

/// What became of one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// Got the ticket.
    Won {
        /// What the strategy counted for them, in its own words.
        score: String,
    },
    /// Could have taken it, but another came first.
    Behind {
        /// What the strategy counted for them, in its own words.
        score: String,
    },
    /// Could take it, but nobody is chosen: in this team people take tickets themselves.
    Eligible {},
    /// Takes no work just now.
    Unavailable {},
    /// Is not on shift.
    OffShift {
        /// When their next shift begins; nothing when there is none within five years.
        until: Option<Timestamp>,
    },
    /// Is not here.
    Absent {
        /// When they are here again; nothing when they have not said.
        until: Option<Timestamp>,
    },
    /// Has as much work as they take.
    Full {
        /// The work they have.
        load: i64,
        /// The work they take.
        capacity: u32,
    },
    /// Lacks a skill, or has it on too low a level.
    LacksSkill {
        /// The skill.
        skill: Name,
        /// The level that is needed.
        needed: u8,
    },
    /// Does not work in the ticket's language.
    LacksLanguage {
        /// The language.
        language: String,
    },
    /// May not see the ticket.
    MayNotSee {},
    /// Is not to have this ticket, such as who gave it back.
    Excluded {},
}

/// One member of the team that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// What became of them.
    pub verdict: Verdict,
}

/// One routing: who was looked at, who was passed over and why, and who won.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct AssignmentDecision {
    /// Our id.
    pub id: DecisionId,
    /// The ticket that was to be assigned.
    pub ticket: TicketId,
    /// When.
    pub at: Timestamp,
    /// The team whose members were looked at.
    pub team: Name,
    /// The strategy that chose.
    pub strategy: Name,
    /// Everybody who was looked at, by id.
    pub candidates: Vec<Candidate>,
    /// Who got it; nobody when the ticket stays queued.
    pub winner: Option<PersonId>,
}

impl AssignmentDecision {
    /// A decision as the engine records it.
    pub const fn new(
        id: DecisionId,
        ticket: TicketId,
        at: Timestamp,
        team: Name,
        strategy: Name,
        candidates: Vec<Candidate>,
        winner: Option<PersonId>,
    ) -> Self {
        Self { id, ticket, at, team, strategy, candidates, winner }
    }
}
