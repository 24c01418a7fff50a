//! Waits and numbers, counted.

use crate::command::{Waits, nearest_rank};
use crate::id::PersonId;
use crate::model::{Decimal, Person};

/// How long tickets waited, in any order.
pub(super) fn waits(mut lengths: Vec<i64>) -> Waits {
    lengths.sort_unstable();
    Waits {
        tickets: u64::try_from(lengths.len()).unwrap_or(u64::MAX),
        total_ms: lengths.iter().fold(0, |sum, length| sum.saturating_add(*length)),
        median_ms: nearest_rank(&lengths, 50),
        p90_ms: nearest_rank(&lengths, 90),
        longest_ms: lengths.last().copied(),
    }
}

/// The largest number less the smallest; 0 where there is none.
pub(super) fn spread(numbers: impl Iterator<Item = u64> + Clone) -> u64 {
    let smallest = numbers.clone().min().unwrap_or(0);
    numbers.max().unwrap_or(0) - smallest
}

/// By how much one of these is the furthest from what is theirs of all, by their shares.
pub(super) fn unfair(members: &[(&Person, u64)]) -> Decimal {
    let share = |person: &Person| person.agent.as_ref().map_or(1, |agent| i128::from(agent.share.max(1)));
    let all: i128 = members.iter().map(|(_, given)| i128::from(*given)).sum();
    let shares: i128 = members.iter().map(|(person, _)| share(person)).sum();
    let off = |(person, given): &(&Person, u64)| (i128::from(*given) * shares - all * share(person)).abs();
    let largest = members.iter().map(off).max().unwrap_or(0);
    let millionths = (largest * 1_000_000 + shares / 2).checked_div(shares);
    millionths.and_then(|number| Decimal::from_millionths(i64::try_from(number).ok()?)).unwrap_or_default()
}

/// The most tickets that went to others between two of one person, of all in the order in which they were given.
pub(super) fn longest_gap(given: &[PersonId]) -> u64 {
    let mut last = std::collections::BTreeMap::new();
    let gaps = (0_u64..).zip(given).filter_map(|(n, person)| {
        let before = last.insert(*person, n)?;
        Some(n - before - 1)
    });
    gaps.max().unwrap_or(0)
}
