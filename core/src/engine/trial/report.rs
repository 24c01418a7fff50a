//! What a trial over history comes to: sums by group, before and after.

use std::collections::BTreeMap;

use crate::command::{GroupBy, Tally, WhatIfReport, WhatIfRow, nearest_rank};
use crate::id::Name;
use crate::model::{Clock, ClockState, Decimal, Metric, Ticket};

impl GroupBy {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Policy => "policy",
            Self::Priority => "priority",
            Self::Team => "team",
            Self::Month => "month",
        }
    }
}

impl WhatIfReport {
    /// One of the rows.
    pub fn row(&self, by: GroupBy, value: Option<&str>, metric: &Metric) -> Option<&WhatIfRow> {
        self.rows.iter().find(|row| row.by == by && row.value.as_deref() == value && row.metric == *metric)
    }
}

/// Measurements of a group, counted.
#[derive(Default)]
struct Sum {
    tally: Tally,
    used: Vec<i64>,
}

impl Sum {
    fn add(&mut self, clock: &Clock) {
        let late = clock.breached_at.is_some();
        let tally = &mut self.tally;
        tally.breaches += u64::from(late);
        match clock.state {
            ClockState::Cancelled => tally.cancelled += 1,
            _ if late => tally.missed += 1,
            ClockState::Fulfilled => tally.met += 1,
            ClockState::Running | ClockState::Paused => tally.running += 1,
        }
        self.used.extend(clock.used_ms.filter(|_| clock.state == ClockState::Fulfilled));
    }

    fn finish(mut self) -> Tally {
        self.used.sort_unstable();
        let judged = self.tally.met + self.tally.missed;
        let millionths = (self.tally.met * 1_000_000 + judged / 2).checked_div(judged);
        Tally {
            attainment: millionths.and_then(|n| Decimal::from_millionths(i64::try_from(n).ok()?)),
            median_ms: nearest_rank(&self.used, 50),
            p90_ms: nearest_rank(&self.used, 90),
            ..self.tally
        }
    }
}

/// What the members of a group have in common, in the order of its text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Common {
    /// Nothing to be named.
    Nothing,
    /// A policy, a priority or a team.
    Name(Name),
    /// A month.
    Month(String),
}

/// All groups.
#[derive(Default)]
pub(super) struct Sums(BTreeMap<(GroupBy, Common, Metric), [Sum; 2]>);

impl Sums {
    /// Counts the clocks of a ticket, as they were and as they would have been.
    pub(super) fn add(&mut self, ticket: &Ticket, before: &[Clock], after: &[Clock]) {
        for (side, clocks) in [before, after].into_iter().enumerate() {
            for clock in clocks {
                let mut month = clock.started_at.to_string();
                month.truncate(7);
                let groups = [
                    (GroupBy::All, Common::Nothing),
                    (GroupBy::Policy, Common::Name(clock.key.policy.clone())),
                    (GroupBy::Priority, Common::Name(ticket.priority.clone())),
                    (GroupBy::Team, ticket.team.clone().map_or(Common::Nothing, Common::Name)),
                    (GroupBy::Month, Common::Month(month)),
                ];
                for (by, value) in groups {
                    let sums = self.0.entry((by, value, clock.key.metric.clone())).or_default();
                    if let Some(sum) = sums.get_mut(side) {
                        sum.add(clock);
                    }
                }
            }
        }
    }

    pub(super) fn into_rows(self) -> Vec<WhatIfRow> {
        let rows = self.0.into_iter().map(|((by, common, metric), [before, after])| WhatIfRow {
            by,
            value: match common {
                Common::Nothing => None,
                Common::Name(name) => Some(name.to_string()),
                Common::Month(month) => Some(month),
            },
            metric,
            before: before.finish(),
            after: after.finish(),
        });
        rows.collect()
    }
}
