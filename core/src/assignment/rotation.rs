//! Whose turn it is in a team.

use std::collections::BTreeMap;

use super::eligible::TeamMember;
use crate::id::PersonId;

/// An agent's new place in the rotation of a team: the lowest place is the next to have a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub person: PersonId,
    /// The place until now; nothing for a newcomer.
    pub before: Option<u64>,
    /// The place from now on.
    pub after: u64,
}

/// The new places when a member is given a ticket: the member goes to the end of the rotation, and so do, just before
/// them, the newcomers that have no place yet. None when the person is not a member.
///
/// [`choose`](super::choose) says this by itself; it is for tickets that people give to one another, which count as
/// turns as well.
pub fn turn_taken(members: &[TeamMember<'_>], person: PersonId) -> Vec<Turn> {
    Rotation::of(members).after_turn_of(person)
}

/// The places of all members of a team.
pub(super) struct Rotation {
    /// The stored place, and the one that counts.
    places: BTreeMap<PersonId, (Option<u64>, u64)>,
    /// The place at the end.
    end: u64,
}

impl Rotation {
    /// Newcomers stand behind everybody who has a place, by id. They do not stand there for ever, overtaken by those
    /// who have had a turn: with the next turn that anybody has, they get the place for good.
    pub(super) fn of(members: &[TeamMember<'_>]) -> Self {
        let last = members.iter().filter_map(|member| member.turn).max().unwrap_or(0);
        let mut end = last.saturating_add(1);
        let stored: BTreeMap<PersonId, Option<u64>> =
            members.iter().map(|member| (member.person.id, member.turn)).collect();
        let mut places = BTreeMap::new();
        for (person, turn) in stored {
            let place = turn.unwrap_or(end);
            if turn.is_none() {
                end = end.saturating_add(1);
            }
            places.insert(person, (turn, place));
        }
        Self { places, end }
    }

    /// The place that counts for a member; the end for somebody else.
    pub(super) fn place(&self, person: PersonId) -> u64 {
        self.places.get(&person).map_or(self.end, |(_, place)| *place)
    }

    /// The places that change when a member has a turn.
    pub(super) fn after_turn_of(self, person: PersonId) -> Vec<Turn> {
        if !self.places.contains_key(&person) {
            return Vec::new();
        }
        let moves = |(member, (before, place)): (PersonId, (Option<u64>, u64))| {
            let after = if member == person { self.end } else { place };
            (before != Some(after)).then_some(Turn { person: member, before, after })
        };
        self.places.into_iter().filter_map(moves).collect()
    }
}
