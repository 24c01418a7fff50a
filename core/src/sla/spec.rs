//! Policies as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::error::pointer;
use crate::id::Name;
use crate::model::Metric;
use crate::time::Span;

/// What is promised for the tickets that fit. The first policy whose condition holds is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// Its key.
    pub name: Name,
    /// For which tickets it is; for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The calendar whose open time counts, for targets in business time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// What is promised, at most once for each metric.
    pub targets: Vec<TargetSpec>,
    /// The steps of escalation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepSpec>,
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSpec {
    /// What is measured.
    pub metric: Metric,
    /// How much time is allowed.
    pub within: Within,
    /// Which time counts.
    #[serde(default, skip_serializing_if = "Unit::is_business")]
    pub unit: Unit,
    /// For a next reply: whether it is owed from the very first message of a customer, beside the first reply; when not,
    /// from the first message after that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_first_message: bool,
    /// For a reply: what becomes of it when the ticket is solved without one.
    #[serde(default, skip_serializing_if = "WhenSolved::is_cancel")]
    pub when_solved: WhenSolved,
}

impl TargetSpec {
    /// A promise with nothing special about it.
    pub const fn new(metric: Metric, within: Within, unit: Unit) -> Self {
        Self { metric, within, unit, from_first_message: false, when_solved: WhenSolved::Cancel }
    }
}

/// What becomes of a reply that is owed when the ticket is solved without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhenSolved {
    /// It is owed no more: neither met nor missed.
    #[default]
    Cancel,
    /// The solution is as good as a reply.
    Fulfil,
    /// It is owed still, should the ticket come back; the time until then does not count.
    Pause,
}

impl WhenSolved {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    const fn is_cancel(&self) -> bool {
        matches!(self, Self::Cancel)
    }
}

/// How much time is allowed: the same for all, or by priority. A priority that is not listed is promised nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Within {
    /// The same for all.
    Always(Span),
    /// By priority.
    ByPriority(BTreeMap<Name, Span>),
}

impl Within {
    /// What a ticket of this priority is promised.
    pub fn target(&self, priority: &Name) -> Option<Span> {
        match self {
            Self::Always(span) => Some(*span),
            Self::ByPriority(spans) => spans.get(priority).copied(),
        }
    }

    /// Every length of time in it, with its place in the document, where `path` is its own.
    pub(super) fn spans(&self, path: &str) -> Vec<(String, Span)> {
        match self {
            Self::Always(span) => vec![(path.to_owned(), *span)],
            Self::ByPriority(spans) => {
                spans.iter().map(|(priority, span)| (pointer(path, priority), *span)).collect()
            }
        }
    }
}

/// Which time counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// The open time of the policy's calendar.
    #[default]
    Business,
    /// Every second.
    Real,
}

impl Unit {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    const fn is_business(&self) -> bool {
        matches!(self, Self::Business)
    }
}

/// One step of escalation: once for each cycle, at its moment, people are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSpec {
    /// The clock that it belongs to.
    pub metric: Metric,
    /// When.
    pub at: MomentSpec,
    /// Who is told.
    pub notify: Vec<Audience>,
}

/// The moment of a step, counted as the clock counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentSpec {
    /// When this many hundredths of the target are used up: 1 to 99.
    Percent(u8),
    /// This long before the deadline.
    Before(Span),
    /// This long after the deadline.
    After(Span),
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Audience {
    /// Everybody assigned.
    Assignees,
    /// Staff who follow the ticket.
    Followers,
}
