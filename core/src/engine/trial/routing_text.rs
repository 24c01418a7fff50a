//! The report of a routing, for people.

use std::collections::BTreeMap;
use std::fmt;

use super::text::span;
use crate::command::{AgentRouting, RoutedTo, RoutingReport, RoutingTally, TeamRouting, Waits};
use crate::id::{Name, PersonId};

impl Waits {
    /// The mean, in milliseconds, rounded down; nothing where no ticket got an owner.
    pub fn mean_ms(&self) -> Option<i64> {
        self.total_ms.checked_div(i64::try_from(self.tickets).ok()?)
    }
}

impl RoutingTally {
    /// What an agent was given; nothing for somebody who works in no team and was given nothing.
    pub fn agent(&self, person: PersonId) -> Option<&AgentRouting> {
        self.agents.iter().find(|agent| agent.person == person)
    }

    /// How it went in a team; nothing for one that had no ticket.
    pub fn team(&self, name: Option<&str>) -> Option<&TeamRouting> {
        self.teams.iter().find(|team| team.team.as_deref() == name)
    }
}

/// `3 -> 4`; what stays the same stands there once.
fn both(before: String, after: &str) -> String {
    if before == after { before } else { format!("{before} -> {after}") }
}

fn waited(before: &Waits, after: &Waits) -> String {
    let each = |of: &dyn Fn(&Waits) -> Option<i64>| both(span(of(before)), &span(of(after)));
    format!(
        "waited {} on average, median {}, 90th percentile {}, longest {}",
        each(&Waits::mean_ms),
        each(&|it| it.median_ms),
        each(&|it| it.p90_ms),
        each(&|it| it.longest_ms)
    )
}

impl fmt::Display for RoutingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let so_far = if self.complete { "" } else { ", and not all of them" };
        let (tickets, version, as_of) = (self.tickets, self.config_version, self.as_of);
        writeln!(f, "{tickets} tickets{so_far}, as of {as_of}; in force is version {version}")?;
        if self.left_out > 0 {
            writeln!(f, "{} of them are left out: nobody was to be found for them", self.left_out)?;
        }
        let (before, after) = (&self.before, &self.after);
        let counts = |of: &dyn Fn(&RoutingTally) -> String| both(of(before), &of(after));
        writeln!(
            f,
            "{} never given; {} handoffs; {}",
            counts(&|it| it.never_given.to_string()),
            counts(&|it| it.handoffs.to_string()),
            waited(&before.waited, &after.waited)
        )?;
        writeln!(
            f,
            "spread {}; off the fair part {}; {} tickets would have gone elsewhere",
            counts(&|it| it.spread.to_string()),
            counts(&|it| it.unfair.to_string()),
            self.elsewhere
        )?;
        self.teams(f)?;
        self.agents(f)?;
        let names: BTreeMap<PersonId, &str> =
            before.agents.iter().chain(&after.agents).map(|it| (it.person, it.name.as_str())).collect();
        for one in &self.rerouted {
            let (before, after) = (told(&one.before, &names), told(&one.after, &names));
            writeln!(f, "{}: {before} -> {after}", one.number)?;
        }
        let listed = u64::try_from(self.rerouted.len()).unwrap_or(u64::MAX);
        match self.elsewhere.saturating_sub(listed) {
            0 => Ok(()),
            more => writeln!(f, "and {more} more"),
        }
    }
}

impl RoutingReport {
    fn teams(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut teams: BTreeMap<Option<&Name>, [Option<&TeamRouting>; 2]> = BTreeMap::new();
        for team in &self.before.teams {
            teams.entry(team.team.as_ref()).or_default()[0] = Some(team);
        }
        for team in &self.after.teams {
            teams.entry(team.team.as_ref()).or_default()[1] = Some(team);
        }
        let none = Waits::default();
        for (name, [before, after]) in teams {
            let number = |of: &dyn Fn(&TeamRouting) -> u64| {
                both(before.map_or(0, of).to_string(), &after.map_or(0, of).to_string())
            };
            let waits =
                |team: Option<&'_ TeamRouting>| team.map_or_else(|| none.clone(), |it| it.waited.clone());
            writeln!(
                f,
                "{}: {} tickets, {} never given; {}; spread {}",
                name.map_or("no team", Name::as_str),
                number(&|it| it.tickets),
                number(&|it| it.never_given),
                waited(&waits(before), &waits(after)),
                number(&|it| it.spread)
            )?;
        }
        Ok(())
    }

    fn agents(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut agents: BTreeMap<PersonId, [Option<&AgentRouting>; 2]> = BTreeMap::new();
        for agent in &self.before.agents {
            agents.entry(agent.person).or_default()[0] = Some(agent);
        }
        for agent in &self.after.agents {
            agents.entry(agent.person).or_default()[1] = Some(agent);
        }
        for [before, after] in agents.into_values() {
            let name = before.or(after).map_or("", |agent| agent.name.as_str());
            let number = |of: &dyn Fn(&AgentRouting) -> i64| {
                both(before.map_or(0, of).to_string(), &after.map_or(0, of).to_string())
            };
            let tickets = number(&|it| i64::try_from(it.tickets).unwrap_or(i64::MAX));
            writeln!(f, "{name}: {tickets} tickets, largest load {}", number(&|it| it.largest_load))?;
        }
        Ok(())
    }
}

fn told(to: &RoutedTo, names: &BTreeMap<PersonId, &str>) -> String {
    let team = to.team.as_ref().map_or("no team", Name::as_str);
    match (to.owner.and_then(|owner| names.get(&owner)), to.given_at) {
        (Some(owner), Some(at)) => format!("{team}, {owner} at {at}"),
        _ => format!("{team}, nobody"),
    }
}
