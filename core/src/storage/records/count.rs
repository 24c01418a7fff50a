//! What is counted.

use super::apply::Writing;
use super::stored::{Load, Share};
use crate::change::{Add, Counter, Fired};
use crate::error::Result;
use crate::storage::rules::beyond_bound;

impl Writing<'_, '_> {
    pub(super) fn add(&mut self, add: &Add) -> Result<()> {
        let keys = self.view.keys;
        let stored = match &add.counter {
            Counter::Load { person } => self.view.one::<Load>(&keys.load(*person))?.map(|load| load.weight),
            Counter::Share { team, day, person } => {
                self.view.one::<Share>(&keys.share(team, *day, *person))?.map(|share| share.count)
            }
        };
        let sum = stored.unwrap_or(0).saturating_add(add.delta);
        if add.delta > 0 && add.at_most.is_some_and(|most| sum > most) {
            return Err(beyond_bound());
        }
        match &add.counter {
            Counter::Load { person } => self.view.put(&Load { person: *person, weight: sum }),
            Counter::Share { team, day, person } => {
                self.view.put(&Share { team: team.clone(), day: *day, person: *person, count: sum })
            }
        }
    }

    pub(super) fn add_fired(&mut self, mut fired: Fired) -> Result<()> {
        let key = self.view.keys.fired(fired.kind.as_str(), &fired.rule);
        if let Some(stored) = self.view.one::<Fired>(&key)? {
            fired.times = fired.times.saturating_add(stored.times);
            fired.at = fired.at.max(stored.at);
        }
        self.view.put(&fired)
    }
}
