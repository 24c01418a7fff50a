//! Tickets that wait in a simulation, by what they ask for: who comes free looks at one of each sort only.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::assignment::eligible::Demand;
use crate::assignment::spec::SkillSpec;
use crate::id::{Name, PersonId};
use crate::time::Timestamp;

/// The place of a ticket in the order of service: since when it is there, and its arrival.
pub(super) type Since = (Timestamp, usize);

/// What all tickets of one sort ask for alike, as far as it decides who can take them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sort {
    skills: Vec<SkillSpec>,
    optional: bool,
    language: Option<String>,
    weight: i64,
    /// Whose ticket it is, where that alone decides who gets it: nobody but the agent whom the requester knows.
    of: Option<PersonId>,
}

impl Sort {
    pub(super) fn of(demand: &Demand<'_>, of: Option<PersonId>) -> Self {
        Self {
            skills: demand.skills.to_vec(),
            optional: demand.optional,
            language: demand.language.map(str::to_owned),
            weight: demand.weight,
            of,
        }
    }

    /// What they ask for.
    pub(super) fn demand(&self) -> Demand<'_> {
        Demand {
            skills: Cow::Borrowed(&self.skills),
            optional: self.optional,
            strategy: None,
            language: self.language.as_deref(),
            weight: self.weight,
            previous: None,
            known: None,
            excluded: Vec::new(),
        }
    }
}

/// All queues.
#[derive(Default)]
pub(super) struct Queues(BTreeMap<Name, BTreeMap<Sort, BTreeSet<Since>>>);

impl Queues {
    pub(super) fn add(&mut self, team: &Name, sort: Sort, since: Since) {
        self.0.entry(team.clone()).or_default().entry(sort).or_default().insert(since);
    }

    pub(super) fn remove(&mut self, team: &Name, sort: &Sort, since: Since) {
        let Some(queue) = self.0.get_mut(team) else { return };
        if let Some(same) = queue.get_mut(sort) {
            same.remove(&since);
            if same.is_empty() {
                queue.remove(sort);
            }
        }
        if queue.is_empty() {
            self.0.remove(team);
        }
    }

    pub(super) fn is_empty(&self, team: &Name) -> bool {
        !self.0.contains_key(team)
    }

    /// The first of each sort that waits in a team.
    pub(super) fn firsts(&self, team: &Name) -> impl Iterator<Item = (&Sort, Since)> {
        let queue = self.0.get(team).into_iter().flatten();
        queue.filter_map(|(sort, same)| same.first().map(|since| (sort, *since)))
    }
}
