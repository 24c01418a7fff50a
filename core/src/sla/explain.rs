//! Why a deadline is where it is: the account of one clock, span by span.

mod svg;
mod text;

pub use svg::timeline;
pub use text::length;

use chrono::NaiveDateTime;
use serde::Serialize;

use super::count::{counts_from, pauses, runs};
use crate::calendar::{Calendar, DayRule, Reason};
use crate::id::Name;
use crate::model::{Clock, ClockKey, ClockState, PauseCause};
use crate::time::{Span, Timestamp};

/// The account of one clock: every span from its start to its stop, or to now, and how the deadline follows from them.
///
/// The spans follow each other without gaps, and those that counted add up to `used_ms`. As text
/// ([`to_text`](Self::to_text)) it is for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// Which clock.
    #[serde(flatten)]
    pub key: ClockKey,
    /// Where the measurement stands.
    pub state: ClockState,
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_cause: Option<String>,
    /// The calendar whose open time counts; nothing when every second counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Name>,
    /// The zone that local times are given in.
    pub time_zone: String,
    /// How much time is allowed.
    pub target_ms: i64,
    /// How many working days that is, when it was promised in these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// The date of the ticket that is the deadline, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_date: Option<Shown>,
    /// When the measurement began.
    pub started_at: Shown,
    /// Up to when this account goes: the stop, or now.
    pub until: Shown,
    /// All spans between these two.
    pub spans: Vec<Stretch>,
    /// How much time was counted in them.
    pub used_ms: i64,
    /// What each run between two pauses took from the target.
    pub sums: Vec<Sum>,
    /// The deadline; nothing while time stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Shown>,
    /// When the promise was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breached_at: Option<Shown>,
    /// Why it was broken otherwise than by time that passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach_cause: Option<String>,
}

/// An instant, with what the clock on the calendar's wall shows then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The instant.
    pub at: Timestamp,
    /// The local date and time.
    pub local: NaiveDateTime,
}

/// A span of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Where it begins.
    pub from: Shown,
    /// Where it ends, which is where the next one begins.
    pub to: Shown,
    /// How long it is, in milliseconds of real time; never nothing.
    pub length_ms: i64,
    /// Whether it counted, and why not.
    #[serde(flatten)]
    pub what: What,
}

/// What a span was for a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum What {
    /// All of it counted.
    Counted {},
    /// None of it counted: the clock was paused.
    Paused {
        /// Why.
        cause: PauseCause,
    },
    /// None of it counts any more: the promise was changed later, and counts from there.
    Dropped {},
    /// None of it counted: the calendar was closed.
    Closed {
        /// Why, in the order in which the reasons came up.
        reasons: Vec<Reason>,
    },
}

/// One line of the sum: what a run between two pauses counted, and what it left of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Where the run began.
    pub from: Shown,
    /// Where it ended; nothing when it still goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Shown>,
    /// How much of it counted, until now.
    pub counted_ms: i64,
    /// What is left of the target then; less than nothing when more was used than was allowed.
    pub left_ms: i64,
}

/// The account of a clock as of `now`, by the calendar that it counts by
/// ([`Terms::calendar_of`](super::Terms::calendar_of)).
pub fn explain(clock: &Clock, calendar: &Calendar, now: Timestamp) -> Explanation {
    let shown = |at: Timestamp| Shown { at, local: calendar.local(at) };
    let end = clock.stopped_at.map_or(now, |stop| stop.min(now)).max(clock.started_at);
    let mut account = Account { calendar, end, spans: Vec::new(), sums: Vec::new(), left: clock.target_ms };
    let base = counts_from(clock);
    account.add(clock.started_at, base.min(end), What::Dropped {});
    let mut pauses = pauses(clock);
    for (from, to) in runs(clock).take_while(|(from, _)| *from <= end) {
        // Before every run but the first lies a pause.
        if from > base
            && let Some((since, _, cause)) = pauses.next()
        {
            account.pause(since, from, cause);
        }
        account.run(from, to.filter(|to| *to <= end));
    }
    if let Some((since, _, cause)) = pauses.next() {
        account.pause(since, end, cause);
    }
    Explanation {
        key: clock.key.clone(),
        state: clock.state,
        stop_cause: clock.stop_cause.clone(),
        calendar: clock.calendar.clone(),
        time_zone: calendar.time_zone().to_owned(),
        target_ms: clock.target_ms,
        working_days: clock.working_days,
        until_date: clock.fixed_at.filter(|_| clock.working_days.is_none()).map(shown),
        started_at: shown(clock.started_at),
        until: shown(end),
        used_ms: clock.target_ms.saturating_sub(account.left),
        spans: account.spans,
        sums: account.sums,
        due_at: clock.due_at.map(shown),
        breached_at: clock.breached_at.map(shown),
        breach_cause: clock.breach_cause.clone(),
    }
}

/// An account under construction.
struct Account<'a> {
    calendar: &'a Calendar,
    end: Timestamp,
    spans: Vec<Stretch>,
    sums: Vec<Sum>,
    left: i64,
}

impl Account<'_> {
    fn shown(&self, at: Timestamp) -> Shown {
        Shown { at, local: self.calendar.local(at) }
    }

    fn add(&mut self, from: Timestamp, to: Timestamp, what: What) {
        if from < to {
            let (length_ms, from, to) = (to.since(from).millis(), self.shown(from), self.shown(to));
            self.spans.push(Stretch { from, to, length_ms, what });
        }
    }

    fn pause(&mut self, from: Timestamp, to: Timestamp, cause: &PauseCause) {
        self.add(from, to.min(self.end), What::Paused { cause: cause.clone() });
    }

    fn run(&mut self, from: Timestamp, to: Option<Timestamp>) {
        let (until, mut at) = (to.unwrap_or(self.end), from);
        let calendar = self.calendar;
        for open in calendar.open_spans(from, until) {
            self.closed(at, open.opens);
            self.add(open.opens, open.closes, What::Counted {});
            at = open.closes;
        }
        self.closed(at, until);
        if from == until && to.is_some() {
            return;
        }
        let counted_ms = calendar.elapsed(from, until).millis();
        self.left = self.left.saturating_sub(counted_ms);
        let (from, to) = (self.shown(from), to.map(|to| self.shown(to)));
        self.sums.push(Sum { from, to, counted_ms, left_ms: self.left });
    }

    fn closed(&mut self, from: Timestamp, to: Timestamp) {
        if from < to {
            self.add(from, to, What::Closed { reasons: reasons(self.calendar, from, to) });
        }
    }
}

/// Why a calendar is closed from `from` until `to`: at both ends, and every holiday between.
fn reasons(calendar: &Calendar, from: Timestamp, to: Timestamp) -> Vec<Reason> {
    let last = to.before(Span::from_millis(1));
    let mut reasons = vec![calendar.reason(from)];
    let mut add = |reason| {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    let last_date = calendar.local(last).date();
    for date in calendar.local(from).date().iter_days().skip(1).take_while(|date| *date <= last_date) {
        if let DayRule::Holiday { name } = calendar.day(date).rule {
            add(Reason::Holiday { name });
        }
    }
    add(calendar.reason(last));
    reasons
}
