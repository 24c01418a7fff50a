//! Policies as a configuration writes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::WorkingDayEnd;
use crate::condition::Condition;
use crate::error::pointer;
use crate::id::Name;
use crate::model::{Metric, TicketField, Value};
use crate::time::Span;

/// What is promised for the tickets that fit. Of each list the first policy whose condition holds is taken, and beside
/// these the one of the team that owns the ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// Its key.
    pub name: Name,
    /// The list that it stands in, beside others of which each has its own say; nothing for the first list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Name>,
    /// Makes it an agreement between teams: it holds while this team owns the ticket, beside the lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Name>,
    /// For which tickets it is; for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The calendar whose open time counts, for targets in business time and in working days, when none of the sources
    /// names another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// Where the calendar is looked for first: the first of these that names one is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendar_from: Vec<CalendarSource>,
    /// What is promised, at most once for each metric.
    pub targets: Vec<TargetSpec>,
    /// The steps of escalation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepSpec>,
}

/// What may name the calendar of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CalendarSource {
    /// The team that owns it.
    Team,
    /// The organization of its requester.
    Organization,
    /// A field of the desk's own, which holds the name of a calendar.
    Field(String),
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "they are options of a document, each for another metric")]
pub struct TargetSpec {
    /// What is measured.
    pub metric: Metric,
    /// How much time is allowed; nothing when the deadline is a date of the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// Which time counts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Unit,
    /// For working days: at which moment of the last one it is due.
    #[serde(default, skip_serializing_if = "is_default")]
    pub day_end: WorkingDayEnd,
    /// The instant of the ticket that is the deadline, in place of an amount of time: `due_at`, `planned_to`. Of
    /// `fixed_due` it is `due_at` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<TicketField>,
    /// While this holds the time does not count, beside the statuses that pause the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_when: Option<Condition>,
    /// For a metric of the desk's own: the measurement begins when this comes to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_when: Option<Condition>,
    /// For a metric of the desk's own: it is fulfilled when this comes to hold; when absent, as soon as `start_when`
    /// holds no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_when: Option<Condition>,
    /// For a metric of the desk's own: whether it is measured each time; once for a ticket when not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub repeats: bool,
    /// What becomes of an open measurement when this promise takes the place of another, or its amount changes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_change: OnChange,
    /// For a solution: what becomes of it when the ticket comes back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_reopen: OnReopen,
    /// For a first reply: whether it is owed from the creation of a ticket that staff opened, too; when not, from the
    /// first message of a customer there.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from_creation: bool,
    /// For a next reply: whether it is owed from the very first message of a customer, beside the first reply; when not,
    /// from the first message after that.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from_first_message: bool,
    /// For an update: whether a message of a customer ends the measurement, too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until_requester_writes: bool,
    /// For a reply or an update: what counts as one beside the public word of a human agent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_answers: Vec<Answering>,
    /// For a reply: what becomes of it when the ticket is solved without one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when_solved: WhenSolved,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl TargetSpec {
    /// A promise with nothing special about it.
    pub const fn new(metric: Metric, within: Within, unit: Unit) -> Self {
        Self {
            metric,
            within: Some(within),
            unit,
            day_end: WorkingDayEnd::SameTime,
            until: None,
            pause_when: None,
            start_when: None,
            stop_when: None,
            repeats: false,
            on_change: OnChange::Recompute,
            on_reopen: OnReopen::Resume,
            from_creation: false,
            from_first_message: false,
            until_requester_writes: false,
            also_answers: Vec::new(),
            when_solved: WhenSolved::Cancel,
        }
    }

    /// The instant of the ticket that is the deadline, when it is one.
    pub fn date(&self) -> Option<&TicketField> {
        match (&self.until, &self.metric) {
            (None, Metric::FixedDue) => Some(&TicketField::DueAt),
            (until, _) => until.as_ref(),
        }
    }
}

/// What becomes of an open measurement when another promise takes its place, or the amount that is promised changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnChange {
    /// It is held to the new promise from its start: pauses stay, and the time that was used is counted anew.
    #[default]
    Recompute,
    /// The new promise is counted from the change.
    FromChange,
    /// It is held to the old promise to its end.
    Keep,
}

/// What becomes of a measurement of the solution when the ticket comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnReopen {
    /// It goes on, and the time in between does not count.
    #[default]
    Resume,
    /// It stays fulfilled, and the next one begins with the whole promise.
    NewCycle,
    /// It stays fulfilled, and nothing more is measured.
    Ignore,
}

/// What may count as an answer beside the public word of a human agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Answering {
    /// A public message that was sent by itself: by a rule, an import, the system.
    Automated,
    /// The public word of a bot.
    Bot,
    /// An internal note of a human agent.
    Note,
    /// A move to another status by a human agent.
    StatusChange,
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
    /// The open time of the calendar.
    #[default]
    Business,
    /// Every second.
    Real,
    /// Days on which the calendar opens, by the date; the amount is in whole days. Where pauses come in between, what is
    /// left is counted in open time.
    WorkingDays,
}

/// One step of escalation: once for each cycle, at its moment, something is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSpec {
    /// The clock that it belongs to.
    pub metric: Metric,
    /// When.
    pub at: MomentSpec,
    /// Which time a distance from the deadline is counted in; as the clock counts when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Whether it is taken again when the deadline has moved and its moment comes once more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rearm: bool,
    /// Who is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify: Vec<Audience>,
    /// Fields that it gives a value, as a rule would; none to empty one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, Option<Value>>,
}

/// The moment of a step.
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
    /// The owner.
    Owner,
    /// Staff who follow the ticket.
    Followers,
}
