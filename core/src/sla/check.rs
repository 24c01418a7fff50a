//! What a policy promises, held against itself.

use std::collections::BTreeSet;

use super::policy::{OWNING_TEAM, whole_days};
use super::spec::{MomentSpec, OnReopen, PolicySpec, TargetSpec, Unit, WhenSolved};
use crate::calendar::WorkingDayEnd;
use crate::condition::{FieldKind, FieldKinds, ticket_field};
use crate::error::{Code, Problem, did_you_mean, pointer};
use crate::model::{Metric, TicketField};

/// The instants of a ticket that people set, and that a promise may run to.
const DATES: [TicketField; 4] =
    [TicketField::DueAt, TicketField::PlannedFrom, TicketField::PlannedTo, TicketField::SnoozedUntil];

impl PolicySpec {
    /// The list that the policy stands in.
    pub(super) fn check_place(&self, path: &str, problems: &mut Vec<Problem>) {
        if self.slot.as_deref() == Some(OWNING_TEAM) {
            let message = format!("the list `{OWNING_TEAM}` is that of agreements between teams");
            let problem = Problem::new(Code::OutOfRange, message).at(pointer(path, "slot"));
            problems.push(problem.hint("name the `team` in place of the `slot`"));
        } else if let (Some(slot), Some(team)) = (&self.slot, &self.team) {
            let message = format!("an agreement of the team `{team}` cannot stand in the list `{slot}`");
            let problem = Problem::new(Code::OutOfRange, message).at(pointer(path, "slot"));
            problems.push(problem.hint("leave out the `slot` or the `team`"));
        }
    }

    pub(super) fn check_targets(&self, fields: &dyn FieldKinds, path: &str, problems: &mut Vec<Problem>) {
        let counts_open = |target: &&TargetSpec| target.date().is_none() && target.unit != Unit::Real;
        if let (Some(target), None) = (self.targets.iter().find(counts_open), &self.calendar) {
            let message = format!(
                "the target for `{}` is in business time, and the policy has no calendar",
                target.metric
            );
            let problem = Problem::new(Code::Missing, message).at(pointer(path, "calendar"));
            problems.push(problem.hint("name a calendar, or give the target the unit `real`"));
        }
        let path = pointer(path, "targets");
        let mut seen = BTreeSet::new();
        for (n, target) in self.targets.iter().enumerate() {
            let (path, metric) = (pointer(&path, n), &target.metric);
            if !seen.insert(metric) {
                let message = format!("the policy `{}` has two targets for `{metric}`", self.name);
                problems.push(Problem::new(Code::Duplicate, message).at(pointer(&path, "metric")));
            }
            check_options(target, &path, problems);
            check_amount(target, fields, &path, problems);
        }
    }

    pub(super) fn check_steps(&self, path: &str, problems: &mut Vec<Problem>) {
        let path = pointer(path, "steps");
        for (n, step) in self.steps.iter().enumerate() {
            let path = pointer(&path, n);
            let mut report = |code, message: String, member: &str, hint: &str| {
                problems.push(Problem::new(code, message).at(pointer(&path, member)).hint(hint));
            };
            if !self.targets.iter().any(|target| target.metric == step.metric) {
                let message = format!("the policy `{}` has no target for `{}`", self.name, step.metric);
                report(Code::UnknownName, message, "metric", "add a target, or leave the step out");
            }
            if step.notify.is_empty() && step.set.is_empty() {
                let message = "the step tells nobody and sets nothing".to_owned();
                report(Code::Missing, message, "notify", "say who is told, or what is `set`");
            }
            let of_deadline = !matches!(step.at, MomentSpec::Percent(_));
            match step.unit {
                Some(_) if !of_deadline => {
                    let message = "a part of the promise is counted as the clock counts".to_owned();
                    report(Code::OutOfRange, message, "unit", "leave it out");
                }
                Some(Unit::WorkingDays) => {
                    let message = "a distance from the deadline is not counted in working days".to_owned();
                    report(Code::OutOfRange, message, "unit", "write `business` or `real`");
                }
                Some(Unit::Business) if self.calendar.is_none() => {
                    let message = "the step is in business time, and the policy has no calendar".to_owned();
                    report(Code::Missing, message, "unit", "give the policy a calendar, or write `real`");
                }
                _ => {}
            }
        }
    }
}

/// How much is promised.
fn check_amount(target: &TargetSpec, fields: &dyn FieldKinds, path: &str, problems: &mut Vec<Problem>) {
    let metric = &target.metric;
    match (&target.within, target.date()) {
        (Some(_), Some(_)) => {
            let message = format!("the deadline of `{metric}` is a date, and it has an amount of time, too");
            let problem = Problem::new(Code::OutOfRange, message).at(pointer(path, "within"));
            problems.push(problem.hint("leave out `within` or `until`"));
        }
        (None, None) => {
            let message = format!("the target for `{metric}` says not how much time is allowed");
            let problem = Problem::new(Code::Missing, message).at(pointer(path, "within"));
            problems.push(problem.hint("such as `PT8H`"));
        }
        _ => {}
    }
    if let Some(field) = &target.until {
        let name = field.as_str();
        match ticket_field(name, fields) {
            Err(problem) => problems.push(problem.at(pointer(path, "until"))),
            Ok((_, FieldKind::Instant)) if DATES.contains(field) => {}
            Ok(_) => {
                let message = format!("`{name}` is no instant that people set");
                let names: Vec<&str> = DATES.iter().map(TicketField::as_str).collect();
                let problem = Problem::new(Code::WrongFieldType, message).at(pointer(path, "until"));
                problems.push(problem.hint(crate::error::one_of(names)));
            }
        }
    }
    let spans = target.within.as_ref().map(|within| within.spans(&pointer(path, "within")));
    for (place, span) in spans.unwrap_or_default() {
        if span.is_zero() || span.is_negative() {
            let message = format!("the target for `{metric}` allows no time");
            problems.push(Problem::new(Code::OutOfRange, message).at(place));
        } else if target.unit == Unit::WorkingDays && whole_days(span).is_none() {
            let message =
                format!("the target for `{metric}` is in working days, and not a whole number of them");
            let problem = Problem::new(Code::OutOfRange, message).at(place);
            problems.push(problem.hint("such as `P3D`"));
        }
    }
}

/// What is said about a metric that it cannot be said of.
fn check_options(target: &TargetSpec, path: &str, problems: &mut Vec<Problem>) {
    let metric = &target.metric;
    let is_update = matches!(metric, Metric::PeriodicUpdate | Metric::PausableUpdate);
    let is_custom = matches!(metric, Metric::Custom { .. });
    let given = [
        ("from_creation", target.from_creation, *metric == Metric::FirstReply, "`first_reply`"),
        ("from_first_message", target.from_first_message, *metric == Metric::NextReply, "`next_reply`"),
        ("until_requester_writes", target.until_requester_writes, is_update, "updates"),
        (
            "also_answers",
            !target.also_answers.is_empty(),
            is_update || metric.is_reply(),
            "replies and updates",
        ),
        ("when_solved", target.when_solved != WhenSolved::Cancel, metric.is_reply(), "replies"),
        ("on_reopen", target.on_reopen != OnReopen::Resume, metric.is_solution(), "solutions"),
        ("start_when", target.start_when.is_some(), is_custom, "metrics of the desk's own"),
        ("stop_when", target.stop_when.is_some(), is_custom, "metrics of the desk's own"),
        ("repeats", target.repeats, is_custom, "metrics of the desk's own"),
        ("pause_when", target.pause_when.is_some(), target.date().is_none(), "amounts of time"),
        (
            "day_end",
            target.day_end != WorkingDayEnd::SameTime,
            target.unit == Unit::WorkingDays,
            "working days",
        ),
        ("unit", target.unit != Unit::Business, target.date().is_none(), "amounts of time"),
    ];
    for (member, is_given, fits, whom) in given {
        if is_given && !fits {
            let message = format!("`{member}` is for {whom}, and this target is for `{metric}`");
            let problem = Problem::new(Code::OutOfRange, message).at(pointer(path, member));
            problems.push(problem.hint("leave it out"));
        }
    }
    if is_custom && target.start_when.is_none() {
        let message = format!("the metric `{metric}` is the desk's own, and nothing says when it begins");
        let mut problem = Problem::new(Code::Missing, message).at(pointer(path, "start_when"));
        let known = Metric::BUILT_IN;
        problem.hint = did_you_mean(metric.as_str(), known.iter().map(Metric::as_str))
            .or_else(|| Some("give it `start_when`".to_owned()));
        problems.push(problem);
    }
}
