//! One status of a workflow.

use std::collections::BTreeMap;

use super::automatic::{AfterSpec, ReminderSpec};
use super::{StatusAudience, StatusSpec};
use crate::id::Name;
use crate::model::{Category, Metric, label};

/// A status, with what it means to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Its key, unique in the workflow.
    pub name: Name,
    /// What it means.
    pub category: Category,
    /// Whether a ticket may begin in it.
    pub initial: bool,
    /// Its colour, as `#rrggbb`.
    pub color: Option<String>,
    /// Its label by language (BCP 47).
    pub labels: BTreeMap<String, String>,
    /// Who sees tickets that stand in it.
    pub audience: StatusAudience,
    /// The clocks that stand still in it.
    pub pauses: Vec<Metric>,
    /// Whether a customer's message ends that pause at once.
    pub resumes_on_message: bool,
    /// Where a ticket goes by itself after a time in it.
    pub after: Option<AfterSpec>,
    /// When its requester is reminded, the earliest first.
    pub reminders: Vec<ReminderSpec>,
}

impl From<&StatusSpec> for Status {
    fn from(spec: &StatusSpec) -> Self {
        let waits_for_requester = spec.category == Category::Pending;
        Self {
            name: spec.name.clone(),
            category: spec.category,
            initial: spec.initial,
            color: spec.color.clone(),
            labels: spec.labels.clone(),
            audience: spec.audience,
            pauses: spec.pauses.clone().unwrap_or_else(|| paused_by_default(spec.category)),
            resumes_on_message: spec.resumes_on_message.unwrap_or(waits_for_requester),
            after: spec.after.clone(),
            reminders: spec.reminders.clone(),
        }
    }
}

impl Status {
    /// Whether a clock stands still in it.
    pub fn pauses(&self, metric: &Metric) -> bool {
        self.pauses.contains(metric)
    }

    /// Whether customers see tickets that stand in it.
    pub fn is_public(&self) -> bool {
        self.audience == StatusAudience::Everybody
    }

    /// Its label in a language, else its name.
    pub fn label(&self, language: &str) -> &str {
        label(&self.labels, language).unwrap_or(&self.name)
    }
}

/// The clocks that stand still in a status of this category when its configuration does not say.
fn paused_by_default(category: Category) -> Vec<Metric> {
    match category {
        Category::Pending => vec![
            Metric::PausableUpdate,
            Metric::RequesterWait,
            Metric::AgentWork,
            Metric::Resolution,
            Metric::GroupOwnership,
        ],
        Category::OnHold => vec![Metric::AgentWork],
        Category::New | Category::Open | Category::Solved | Category::Closed => Vec::new(),
    }
}
