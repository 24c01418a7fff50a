//! Teams and routes as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ladder::RungSpec;
use super::response::{PullSpec, ResponseSpec};
use crate::condition::Condition;
use crate::id::Name;
use crate::time::Span;

/// A unit that owns tickets. Its members are agents, who are records, not configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamSpec {
    /// Its key.
    pub name: Name,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// How a ticket of this team finds its owner.
    #[serde(default)]
    pub strategy: Strategy,
    /// The working hours of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// The workflow that its tickets follow, unless their type names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<Name>,
    /// Whether the agent who last had the ticket gets it again when they can take it, before the strategy is asked; a
    /// ticket that nobody had goes to the agent of the requester's latest ticket that has one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sticky: bool,
    /// Over how many days assignments are counted by the strategy `weighted`, today among them, from 1 to 90; 7 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_days: Option<u32>,
    /// What is done while nobody can take a ticket of this team.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ladder: Vec<RungSpec>,
    /// How long somebody who is given a ticket of this team has to act on it. They have all the time when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseSpec>,
    /// How agents take their next ticket themselves. They cannot when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<PullSpec>,
    /// For how long a ticket is not given again to somebody who gave it back or did not act on it; a day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined_for: Option<Span>,
}

/// How an owner is chosen among those who can take a ticket. Ties go to the least recently assigned, then to the
/// lowest id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strategy {
    /// Nobody: people take tickets themselves.
    #[default]
    Manual,
    /// Whose last turn in this team is the longest ago.
    RoundRobin,
    /// Whose load is the smallest part of their capacity.
    LeastLoaded,
    /// Who has the most room left: capacity less load.
    MostSpare,
    /// Who was given the least of late, beside their share.
    Weighted,
    /// Who knows the most of what is asked for, then on the highest levels, then the least loaded.
    SkillBest,
}

impl Strategy {
    /// The name in configurations and records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::RoundRobin => "round_robin",
            Self::LeastLoaded => "least_loaded",
            Self::MostSpare => "most_spare",
            Self::Weighted => "weighted",
            Self::SkillBest => "skill_best",
        }
    }
}

/// Which team a new ticket goes to, and what its owner has to know. The first route whose condition holds is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteSpec {
    /// Its key.
    pub name: Name,
    /// For which tickets it is; for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The team that gets the ticket. Where all routes that fit are taken, one without a team says what the owner has to
    /// know, whichever team it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Name>,
    /// The calendar that has to be open when the ticket comes; at all times when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Name>,
    /// Whether somebody of the team has to be able to take the ticket when it comes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub room: bool,
    /// How an owner is chosen, where that is not the strategy of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// What the owner has to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<SkillSpec>,
    /// Whether the owner has to work in the ticket's language.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_language: bool,
}

/// A skill that is needed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillSpec {
    /// Which.
    pub name: Name,
    /// On which level at least, from 1 to 10.
    #[serde(default = "SkillSpec::lowest")]
    pub level: u8,
    /// Whether it is only asked for until the team's ladder drops it. It counts for the strategy `skill_best` all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl SkillSpec {
    const fn lowest() -> u8 {
        1
    }
}
