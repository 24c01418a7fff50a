//! Which transitions join which statuses, looked up once for all pairs.

use super::{Status, Transition};

/// For every pair of statuses the transitions that join them, by their places in the workflow's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// How many statuses there are.
    width: usize,
    /// Pair by pair, `from` after `from`: the end of its part of `numbers`, which begins where the one before ends.
    ends: Vec<u32>,
    numbers: Vec<u16>,
}

impl Table {
    pub(super) fn of(statuses: &[Status], transitions: &[Transition]) -> Self {
        let mut table = Self { width: statuses.len(), ends: Vec::new(), numbers: Vec::new() };
        for from in statuses {
            for to in statuses {
                table.numbers.extend(most_exact(from, to, transitions));
                // At most 100 x 100 pairs of at most 500 transitions each.
                table.ends.push(u32::try_from(table.numbers.len()).unwrap_or(u32::MAX));
            }
        }
        table
    }

    /// The transitions that join two statuses, in the order of the configuration.
    pub(super) fn between(&self, from: usize, to: usize) -> &[u16] {
        let pair = from * self.width + to;
        let end = self.ends.get(pair).copied().unwrap_or(0);
        let start = pair.checked_sub(1).and_then(|before| self.ends.get(before).copied()).unwrap_or(0);
        self.numbers.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// The transitions that join two statuses and than which none names them more exactly.
fn most_exact(from: &Status, to: &Status, transitions: &[Transition]) -> impl Iterator<Item = u16> {
    let exactness = move |transition: &Transition| transition.exactness(from, to);
    let best = transitions.iter().filter_map(exactness).min();
    let numbered = (0_u16..).zip(transitions);
    numbered
        .filter(move |(_, transition)| best.is_some() && exactness(transition) == best)
        .map(|(number, _)| number)
}
