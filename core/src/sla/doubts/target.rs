//! Promises that are never measured, never count, or never end.

use std::collections::BTreeSet;

use super::{Doubting, is};
use crate::calendar::{CalendarSpec, Week, Window};
use crate::condition::Predicate;
use crate::error::pointer;
use crate::limits::CALENDAR_YEARS;
use crate::model::{Metric, TicketField};
use crate::sla::policy::{Policy, Target, whole_days};
use crate::sla::{OnChange, Unit, Within};
use crate::time::Span;
use crate::workflow::Status;

const DAY: i64 = 86_400_000;

/// Days that come within the years that calendars look ahead, and a few more.
fn days() -> i64 {
    i64::from(CALENDAR_YEARS) * 366 + 10
}

impl Target {
    /// Whether a calendar says which time counts.
    pub(super) fn counts_open_time(&self) -> bool {
        self.spec.date().is_none() && self.spec.unit != Unit::Real
    }
}

impl Doubting<'_> {
    /// `fits` is which tickets the policy is for.
    pub(super) fn target(&mut self, policy: &Policy, target: &Target, fits: &Predicate, path: &str) {
        let runs = match &target.spec.metric {
            Metric::Custom { .. } => self.own_metric(target, fits, path),
            _ => true,
        };
        if runs {
            self.pause(target, fits, path);
        }
        self.statuses(target, path);
        self.amounts(policy, target, fits, path);
    }

    /// Beginning and end of a metric of the desk's own; false when it never runs, which is said then.
    fn own_metric(&mut self, target: &Target, fits: &Predicate, path: &str) -> bool {
        let metric = &target.spec.metric;
        let Some(starts) = &target.starts else { return true };
        if self.reasoning.refutes(&[(fits, true), (starts, true)]) {
            let message =
                format!("`{metric}` never begins: no ticket that the policy is for fits its condition");
            self.never(message, pointer(path, "start_when"), "ask for what such a ticket can come to be");
            return false;
        }
        match &target.stops {
            Some(stops) if self.reasoning.refutes(&[(fits, true), (starts, true), (stops, false)]) => {
                let message =
                    format!("`{metric}` ends by the condition that begins it, and measures nothing");
                let hint = "leave it out: then it ends when the condition holds no more";
                self.never(message, pointer(path, "stop_when"), hint);
                return false;
            }
            Some(stops) if self.reasoning.refutes(&[(stops, true)]) => {
                let message = format!("`{metric}` never ends: no ticket ever fits the condition");
                self.never(message, pointer(path, "stop_when"), "its parts exclude each other");
            }
            None if self.reasoning.refutes(&[(starts, false)]) => {
                let message =
                    format!("`{metric}` never ends: every ticket fits the condition that begins it");
                self.doubt(message, pointer(path, "start_when"), "say by `stop_when` when it is fulfilled");
            }
            _ => {}
        }
        true
    }

    /// A pause by a condition that is always there, or never.
    fn pause(&mut self, target: &Target, fits: &Predicate, path: &str) {
        let (metric, place) = (&target.spec.metric, pointer(path, "pause_when"));
        let Some(pauses) = &target.pauses else { return };
        // In which states of a ticket the measurement is open. One that is kept stays open for tickets of other policies.
        let mut open = Vec::new();
        if target.spec.on_change != OnChange::Keep {
            open.push((fits, true));
        }
        match (&target.starts, &target.stops) {
            (_, Some(stops)) => open.push((stops, false)),
            (Some(starts), None) => open.push((starts, true)),
            (None, None) => {}
        }
        let mut with = |holds| self.reasoning.refutes(&[open.as_slice(), &[(pauses, holds)]].concat());
        if with(false) {
            let message = format!("`{metric}` pauses for as long as it is measured");
            self.never(message, place, "leave it out, or pause by another condition");
        } else if with(true) {
            let message = format!("`{metric}` never pauses by the condition while it is measured");
            self.never(message, place, "leave it out, or pause by another condition");
        }
    }

    fn statuses(&mut self, target: &Target, path: &str) {
        let metric = &target.spec.metric;
        if matches!(metric, Metric::Custom { .. }) {
            return;
        }
        let statuses = self.workflows.iter().flat_map(|workflow| &workflow.statuses).map(Status::from);
        let counts = |status: &Status| !status.category.is_done() && !status.pauses(metric);
        let (mut any, mut counted) = (false, false);
        for status in statuses {
            (any, counted) = (true, counted || counts(&status));
        }
        if any && !counted {
            let message = format!("every status pauses `{metric}`, so that its time never counts");
            self.never(message, pointer(path, "metric"), "let some status that is not solved count it");
        }
    }

    /// Amounts of time that nobody is promised, or that lie further away than calendars look.
    fn amounts(&mut self, policy: &Policy, target: &Target, fits: &Predicate, path: &str) {
        let Some(within) = &target.spec.within else { return };
        let (metric, place) = (&target.spec.metric, pointer(path, "within"));
        if let Within::ByPriority(spans) = within {
            for priority in spans.keys() {
                let has_it = Predicate::of(is(TicketField::Priority, priority));
                if self.reasoning.refutes(&[(fits, true), (&has_it, true)]) {
                    let message = format!("the policy is for no ticket of the priority `{priority}`");
                    self.never(message, pointer(&place, priority), "leave it out");
                }
            }
        }
        let Some(most) = self.most(policy, target) else { return };
        for (place, span) in within.spans(&place) {
            let amount = match target.spec.unit {
                Unit::WorkingDays => whole_days(span).map_or(0, i64::from),
                Unit::Business | Unit::Real => span.millis(),
            };
            if amount > most {
                let message = format!(
                    "no calendar has room for `{metric}` of {span} within {CALENDAR_YEARS} years: \
                     tickets that it is promised to are refused"
                );
                self.doubt(message, place, "promise less");
            }
        }
    }

    /// The most that can be promised: milliseconds, or working days. Nothing where no calendar is known.
    fn most(&self, policy: &Policy, target: &Target) -> Option<i64> {
        if target.spec.unit == Unit::Real {
            return Some(days() * DAY);
        }
        let room = if target.spec.unit == Unit::WorkingDays { days_of } else { open_time_of };
        if policy.asks_others() {
            return self.calendars.values().map(room).max();
        }
        policy.own_calendar().and_then(|name| self.calendars.get(name)).map(room)
    }
}

fn length(window: Window) -> i64 {
    let length = (i64::from(window.to.seconds()) - i64::from(window.from.seconds())) * 1_000;
    // One that ends when it began lasts all day, and one that ends before that goes over midnight.
    if length > 0 { length } else { length + DAY }
}

/// The most open time that a calendar can have in the years that it looks ahead; holidays and breaks are not taken off.
fn open_time_of(calendar: &CalendarSpec) -> i64 {
    let of_week: i64 = weekly(calendar).copied().map(length).sum();
    let special = calendar.special_days.iter().flat_map(|day| &day.windows).copied().map(length);
    // Clocks that are put back give some time twice.
    of_week * (days() / 7 + 1) + special.sum::<i64>() + 10 * DAY
}

/// The most days on which a calendar can open in the years that it looks ahead.
fn days_of(calendar: &CalendarSpec) -> i64 {
    let weekdays: BTreeSet<u32> = Week::DAYS
        .iter()
        .filter(|(_, weekday)| !calendar.weekly.on(*weekday).is_empty())
        .flat_map(|(_, weekday)| [weekday.num_days_from_monday(), weekday.succ().num_days_from_monday()])
        .collect();
    let special = calendar.special_days.len().saturating_mul(2);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    count(weekdays.len()) * (days() / 7 + 1) + count(special)
}

fn weekly(calendar: &CalendarSpec) -> impl Iterator<Item = &Window> {
    Week::DAYS.iter().flat_map(|(_, weekday)| calendar.weekly.on(*weekday))
}

/// The longest time that a target allows, when it is an amount of time.
pub(super) fn longest(target: &Target) -> Option<Span> {
    match target.spec.within.as_ref()? {
        Within::Always(span) => Some(*span),
        Within::ByPriority(spans) => spans.values().max().copied(),
    }
}
