//! What a routing came to.

use std::collections::BTreeMap;

use super::sums::{longest_gap, spread, unfair, waits};
use super::{Held, Routed};
use crate::command::{AgentRouting, RoutingTally, TeamRouting};
use crate::id::{Name, PersonId};
use crate::model::Person;
use crate::time::Timestamp;

/// Adds up what became of tickets, by agent and by team: of a simulation, or of what really was.
///
/// Members of a team are the active agents among `people` who work in it. Whoever else was given a ticket counts as an
/// agent, but not when it is said how evenly tickets went to the members.
pub fn tally(people: &[&Person], routed: &[Routed]) -> RoutingTally {
    let mut agents: BTreeMap<PersonId, AgentRouting> = BTreeMap::new();
    let names: BTreeMap<PersonId, &str> = people.iter().map(|it| (it.id, it.name.as_str())).collect();
    let blank = |person| AgentRouting {
        person,
        name: names.get(&person).copied().unwrap_or_default().to_owned(),
        tickets: 0,
        largest_load: 0,
        load_ms: 0,
    };
    let works = |person: &&&Person| person.active_agent().is_some_and(|agent| !agent.teams.is_empty());
    for person in people.iter().filter(works) {
        agents.insert(person.id, blank(person.id));
    }
    let in_teams: Vec<PersonId> = agents.keys().copied().collect();
    let mut held: BTreeMap<PersonId, Vec<&Held>> = BTreeMap::new();
    let mut teams: BTreeMap<Option<&Name>, Vec<&Routed>> = BTreeMap::new();
    for one in routed {
        if let Some((person, _)) = one.given {
            agents.entry(person).or_insert_with(|| blank(person)).tickets += 1;
        }
        for span in &one.held {
            held.entry(span.person).or_default().push(span);
        }
        teams.entry(one.team.as_ref()).or_default().push(one);
    }
    for (person, spans) in held {
        let agent = agents.entry(person).or_insert_with(|| blank(person));
        (agent.largest_load, agent.load_ms) = loads(&spans);
    }
    let teams: Vec<TeamRouting> = teams.into_iter().map(|(team, of)| of_team(people, team, &of)).collect();
    let numbers = in_teams.iter().filter_map(|person| agents.get(person)).map(|agent| agent.tickets);
    RoutingTally {
        tickets: count(routed.iter()),
        never_given: count(routed.iter().filter(|one| one.given.is_none())),
        handoffs: routed.iter().map(|one| u64::from(one.handoffs)).sum(),
        waited: waits(routed.iter().filter_map(waited).collect()),
        spread: spread(numbers),
        unfair: teams.iter().map(|team| team.unfair).max().unwrap_or_default(),
        teams,
        agents: agents.into_values().collect(),
    }
}

fn of_team(people: &[&Person], team: Option<&Name>, routed: &[&Routed]) -> TeamRouting {
    let mut order: Vec<(Timestamp, Timestamp, usize, PersonId)> = Vec::new();
    for (n, one) in routed.iter().enumerate() {
        order.extend(one.given.map(|(person, at)| (at, one.came, n, person)));
    }
    order.sort_unstable();
    let given: Vec<PersonId> = order.into_iter().map(|(.., person)| person).collect();
    let mut numbers: BTreeMap<PersonId, u64> = BTreeMap::new();
    for person in &given {
        *numbers.entry(*person).or_default() += 1;
    }
    let works_here = |person: &&&Person| {
        person.active_agent().is_some_and(|agent| team.is_some_and(|team| agent.teams.contains(team)))
    };
    let of = |person: PersonId| numbers.get(&person).copied().unwrap_or(0);
    let members = people.iter().filter(works_here);
    let members: Vec<(&Person, u64)> = members.map(|person| (*person, of(person.id))).collect();
    TeamRouting {
        team: team.cloned(),
        tickets: count(routed.iter()),
        never_given: count(routed.iter().filter(|one| one.given.is_none())),
        handoffs: routed.iter().map(|one| u64::from(one.handoffs)).sum(),
        waited: waits(routed.iter().filter_map(|one| waited(one)).collect()),
        spread: spread(members.iter().map(|(_, number)| *number)),
        unfair: unfair(&members),
        longest_gap: longest_gap(&given),
    }
}

fn waited(one: &Routed) -> Option<i64> {
    one.given.map(|(_, at)| at.since(one.came).millis().max(0))
}

/// The largest load of somebody, and its sum over time. What ends at an instant is no load any more when something
/// begins.
fn loads(spans: &[&Held]) -> (i64, i64) {
    let lasting = || spans.iter().filter(|span| span.from < span.to);
    let mut steps: Vec<(Timestamp, i64)> =
        lasting().flat_map(|span| [(span.from, span.weight), (span.to, -span.weight)]).collect();
    steps.sort_unstable();
    let (mut load, mut largest) = (0_i64, 0);
    for (_, step) in steps {
        load = load.saturating_add(step);
        largest = largest.max(load);
    }
    let length = |span: &&&Held| span.to.since(span.from).millis().saturating_mul(span.weight);
    (largest, lasting().fold(0, |sum, span| sum.saturating_add(length(&span))))
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |count, _| count + 1)
}
