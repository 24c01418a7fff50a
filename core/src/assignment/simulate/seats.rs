//! The people of a simulation, with what they have to do and whose turn it is.

use std::collections::{BTreeMap, VecDeque};

use super::Setting;
use crate::assignment::eligible::TeamMember;
use crate::assignment::presence::Presence;
use crate::assignment::rotation::Turn;
use crate::assignment::team::Team;
use crate::id::{Name, PersonId};
use crate::model::{Availability, Person};
use crate::time::Timestamp;

/// Where somebody stands in [`Seats`].
pub(super) type Place = usize;

/// Somebody who can be given tickets.
pub(super) struct Seat<'a> {
    pub(super) person: &'a Person,
    pub(super) load: i64,
    /// Until when they are known not to be at work.
    away: Option<Timestamp>,
    /// When they are looked at again because time lets them take work.
    pub(super) returns: Option<Timestamp>,
}

/// What a team keeps about its members.
#[derive(Default)]
struct Bench {
    /// Who works in it, by id.
    members: Vec<Place>,
    turns: BTreeMap<Place, u64>,
    /// What its members were given, by day, as far back as its window reaches.
    days: VecDeque<(i32, BTreeMap<Place, i64>)>,
    given: BTreeMap<Place, i64>,
}

/// Everybody.
pub(super) struct Seats<'a> {
    people: Vec<Seat<'a>>,
    places: BTreeMap<PersonId, Place>,
    teams: BTreeMap<&'a Name, Bench>,
    setting: &'a Setting<'a>,
}

impl<'a> Seats<'a> {
    pub(super) fn of(setting: &'a Setting<'a>) -> Self {
        let by_id: BTreeMap<PersonId, &Person> =
            setting.people.iter().map(|person| (person.id, *person)).collect();
        let mut teams: BTreeMap<&Name, Bench> =
            setting.teams.keys().map(|team| (team, Bench::default())).collect();
        let (mut people, mut places) = (Vec::new(), BTreeMap::new());
        for (place, person) in by_id.into_values().enumerate() {
            for team in person.active_agent().into_iter().flat_map(|agent| &agent.teams) {
                if let Some(bench) = teams.get_mut(team)
                    && bench.members.last() != Some(&place)
                {
                    bench.members.push(place);
                }
            }
            places.insert(person.id, place);
            people.push(Seat { person, load: 0, away: None, returns: None });
        }
        Self { people, places, teams, setting }
    }

    pub(super) fn place(&self, person: PersonId) -> Option<Place> {
        self.places.get(&person).copied()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a Person> {
        self.people.iter().map(|seat| seat.person)
    }

    pub(super) fn get(&self, place: Place) -> Option<&Seat<'a>> {
        self.people.get(place)
    }

    pub(super) fn get_mut(&mut self, place: Place) -> Option<&mut Seat<'a>> {
        self.people.get_mut(place)
    }

    /// The places of the members of a team.
    pub(super) fn members_of(&self, team: &Name) -> Vec<Place> {
        self.teams.get(team).map(|bench| bench.members.clone()).unwrap_or_default()
    }

    /// Somebody as a choice looks at them, outside of any team.
    pub(super) fn member(&mut self, place: Place, at: Timestamp) -> Option<TeamMember<'a>> {
        let calendars = self.setting.calendars;
        let seat = self.people.get_mut(place)?;
        let presence = match (seat.away, seat.person.active_agent()) {
            // They are still away: the reason does not matter here.
            (Some(until), Some(_)) if at < until => Presence::OffShift(Some(until)),
            (_, Some(agent)) => Presence::of(agent, at, calendars),
            (_, None) => Presence::Here,
        };
        seat.away = presence.returns_at();
        Some(TeamMember { presence, ..TeamMember::new(seat.person, seat.load, None) })
    }

    /// The members of a team as a choice looks at them.
    pub(super) fn team(&mut self, team: &Team, at: Timestamp) -> Vec<TeamMember<'a>> {
        let today = at.day();
        let first = today.saturating_sub(i32::try_from(team.window_days).unwrap_or(1) - 1);
        let Some(bench) = self.teams.get_mut(&team.name) else { return Vec::new() };
        while let Some((day, _)) = bench.days.front()
            && *day < first
            && let Some((_, given)) = bench.days.pop_front()
        {
            for (place, count) in given {
                *bench.given.entry(place).or_default() -= count;
            }
        }
        let members = bench.members.clone();
        let known: Vec<_> = members
            .iter()
            .map(|place| (bench.turns.get(place).copied(), bench.given.get(place).copied().unwrap_or(0)))
            .collect();
        let looked_at = members.into_iter().zip(known).filter_map(|(place, (turn, given))| {
            self.member(place, at).map(|member| TeamMember { turn, given, ..member })
        });
        looked_at.collect()
    }

    /// Notes what a choice of a team changes: the turns, and who was given a ticket.
    pub(super) fn had_turn(&mut self, team: &Name, turns: &[Turn], winner: Place, at: Timestamp) {
        let Some(bench) = self.teams.get_mut(team) else { return };
        for turn in turns {
            if let Some(place) = self.places.get(&turn.person) {
                bench.turns.insert(*place, turn.after);
            }
        }
        let today = at.day();
        if bench.days.back().is_none_or(|(day, _)| *day < today) {
            bench.days.push_back((today, BTreeMap::new()));
        }
        if let Some((_, given)) = bench.days.back_mut() {
            *given.entry(winner).or_default() += 1;
        }
        *bench.given.entry(winner).or_default() += 1;
    }

    /// When somebody who would take work comes, if they are not here.
    pub(super) fn returns_at(&mut self, place: Place, at: Timestamp) -> Option<Timestamp> {
        let member = self.member(place, at)?;
        let willing = member.person.active_agent()?.availability == Availability::Available;
        member.presence.returns_at().filter(|returns| willing && *returns > at)
    }
}
