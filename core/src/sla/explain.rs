//! Why a deadline is where it is: the account of one clock, span by span.

mod svg;
mod text;

pub use svg::timeline;
pub use text::length;

use super::count::{counts_from, pauses, runs};
use crate::calendar::{Calendar, DayRule, Reason};
pub use crate::command::{Explanation, Shown, Stretch, Sum, What};
use crate::model::{Clock, PauseCause};
use crate::time::{Span, Timestamp};

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
