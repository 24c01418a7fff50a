//! What a ticket knows of those who had it, or did not want it.

use serde::{Deserialize, Serialize};

use crate::id::{Name, PersonId};
use crate::time::Timestamp;

/// Somebody who does not get a ticket for a while: they gave it back, or did not act on it in time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Declined {
    /// Who.
    pub person: PersonId,
    /// Until when.
    pub until: Timestamp,
}

impl Declined {
    /// As it stands in a history: person and instant with a tab between them.
    pub(crate) fn to_line(&self) -> String {
        format!("{}\t{}", self.person, self.until)
    }

    /// What a history tells of.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let (person, until) = line.split_once('\t')?;
        Some(Self { person: person.parse().ok()?, until: until.parse().ok()? })
    }
}

/// A team that had a ticket before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PastTeam {
    /// Which.
    pub team: Name,
    /// When it gave the ticket away.
    pub until: Timestamp,
}

impl PastTeam {
    /// As it stands in a history: team and instant with a tab between them.
    pub(crate) fn to_line(&self) -> String {
        format!("{}\t{}", self.team, self.until)
    }

    /// What a history tells of.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let (team, until) = line.split_once('\t')?;
        Some(Self { team: team.parse().ok()?, until: until.parse().ok()? })
    }
}

/// Where a ticket that waits for an owner stands among those of its team that an agent can take next: the lowest comes
/// first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PullPlace {
    /// The team.
    pub team: Name,
    /// Its nearest deadline, or the one that stands for it where nothing is promised.
    pub due_by: Timestamp,
    /// How many priorities are above its own.
    pub rank: u32,
    /// Since when somebody has been waiting.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_ticket_knows_of_others_reads_back_from_its_lines() {
        let (person, until) = (PersonId::from_bytes([7; 16]), Timestamp::default());
        let declined = Declined { person, until };
        assert_eq!(Declined::of_line(&declined.to_line()), Some(declined));
        let past = PastTeam { team: Name::known("support"), until };
        assert_eq!(PastTeam::of_line(&past.to_line()), Some(past));
        assert_eq!(Declined::of_line("nobody\tnow"), None);
        assert_eq!(PastTeam::of_line("support"), None);
    }
}
