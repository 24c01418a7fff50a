//! Who got what, and how long it waited, as it was or would have been: the sums of a routing.

use serde::{Deserialize, Serialize};

use crate::id::{Name, PersonId, TicketId};
use crate::model::Decimal;
use crate::time::Timestamp;

/// How long tickets waited for their first owner, of those that got one. All lengths are of real time, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Waits {
    /// How many tickets got an owner.
    pub tickets: u64,
    /// All their waiting together: the mean is this divided by `tickets`.
    pub total_ms: i64,
    /// The longest that half of them waited: the nearest rank; nothing where none got an owner.
    pub median_ms: Option<i64>,
    /// The same for nine tenths.
    pub p90_ms: Option<i64>,
    /// The longest wait.
    pub longest_ms: Option<i64>,
}

/// What one agent was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct AgentRouting {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// How many tickets had this agent as their first owner.
    pub tickets: u64,
    /// The largest load that they had at any instant, in units of ticket weight.
    pub largest_load: i64,
    /// Their load, summed over time, in units of ticket weight and milliseconds: divided by a length of time it is the mean
    /// load in it.
    pub load_ms: i64,
}

/// How evenly tickets went to the members of a team, and how long they waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct TeamRouting {
    /// The team in which the tickets got their first owner, or in which they wait; nothing for those of no team.
    pub team: Option<Name>,
    /// How many tickets.
    pub tickets: u64,
    /// Of these, those that nobody got.
    pub never_given: u64,
    /// How often these tickets went from team to team.
    pub handoffs: u64,
    /// How long they waited.
    pub waited: Waits,
    /// The largest number of tickets of the team that one of its members was given, less the smallest.
    pub spread: u64,
    /// By how many tickets a member is the furthest from their fair part: from what all were given together, parted by the
    /// shares of the members. With six decimals.
    pub unfair: Decimal,
    /// The most tickets of the team that went to others between two tickets of one member.
    pub longest_gap: u64,
}

/// What a routing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct RoutingTally {
    /// How many tickets.
    pub tickets: u64,
    /// Of these, those that nobody got.
    pub never_given: u64,
    /// How often they went from team to team.
    pub handoffs: u64,
    /// How long they waited.
    pub waited: Waits,
    /// The largest number of tickets that an agent was given, less the smallest, among all who work in a team.
    pub spread: u64,
    /// The largest [`TeamRouting::unfair`].
    #[serde(default)]
    pub unfair: Decimal,
    /// Everybody who works in a team or was given a ticket, by id.
    pub agents: Vec<AgentRouting>,
    /// Every team that had a ticket, by name; those of no team come first.
    pub teams: Vec<TeamRouting>,
}

/// Where a ticket went first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct RoutedTo {
    /// The team in which it got its first owner, or in which it waits.
    pub team: Option<Name>,
    /// Its first owner; nothing where nobody got it.
    pub owner: Option<PersonId>,
    /// When they got it.
    pub given_at: Option<Timestamp>,
}

/// A ticket that would have gone elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Rerouted {
    /// Our id of the ticket.
    pub ticket: TicketId,
    /// The number of the ticket.
    pub number: String,
    /// Where it went.
    pub before: RoutedTo,
    /// Where it would have gone.
    pub after: RoutedTo,
}

/// Who got what, and who would have got it. As text it is for people.
///
/// Each piece of a history is played by itself, from a desk on which nobody has work yet: counts of pieces add up, but are
/// not those of one long piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct RoutingReport {
    /// The version of the configuration in force.
    pub config_version: u64,
    /// Until when time has passed.
    pub as_of: Timestamp,
    /// Whether the look came to the last ticket: false when it was to look at fewer, or the caller ended it.
    pub complete: bool,
    /// Where the next piece begins; nothing when it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Tickets that were looked at.
    pub tickets: u64,
    /// Of these, those that nobody was to be found for: they came later than `as_of`, were done or apart from the work when
    /// they came, or were opened for no team on purpose. They are in no sum.
    pub left_out: u64,
    /// Tickets that would have gone to another team or another owner first.
    pub elsewhere: u64,
    /// As it was. Handoffs are all that there were.
    pub before: RoutingTally,
    /// As it would have been. Handoffs are those of ladders, and one for each ticket that would not have come to the team
    /// that had it in the end.
    pub after: RoutingTally,
    /// The tickets that would have gone elsewhere, by creation; the first
    /// [`TRIAL_REROUTED`](crate::limits::TRIAL_REROUTED) of them.
    pub rerouted: Vec<Rerouted>,
}

/// The nearest rank of a percentile among values in order.
pub(crate) fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::nearest_rank as rank;

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((rank(&ten, 50), rank(&ten, 90)), (Some(5), Some(9)));
        assert_eq!((rank(&[7], 50), rank(&[7], 90)), (Some(7), Some(7)));
        assert_eq!((rank(&[1, 2, 3], 50), rank(&[1, 2, 3], 90)), (Some(2), Some(3)));
        assert_eq!(rank(&[], 50), None);
    }
}
