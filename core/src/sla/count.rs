//! The arithmetic of one clock: the spans that count, how much that is, and where an amount of it ends.

use crate::calendar::{Beyond, Calendar};
use crate::model::{Clock, PauseCause};
use crate::time::{Span, Timestamp};

/// From when on a clock counts: its start, or the change of the promise that began the count anew.
pub(super) fn counts_from(clock: &Clock) -> Timestamp {
    clock.counted_from.map_or(clock.started_at, |from| from.max(clock.started_at))
}

/// The pauses that lie in the time that a clock counts, in order, as far as they do.
pub(super) fn pauses(clock: &Clock) -> impl Iterator<Item = (Timestamp, Option<Timestamp>, &PauseCause)> {
    let base = counts_from(clock);
    let pauses = clock.pauses.iter().filter(move |pause| pause.to.is_none_or(|to| base < to));
    pauses.map(move |pause| (pause.from.max(base), pause.to, &pause.cause))
}

/// The spans between a clock's pauses, in order; the last is without an end while the clock runs.
pub(super) fn runs(clock: &Clock) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> {
    let begins = std::iter::once(Some(counts_from(clock))).chain(pauses(clock).map(|(_, to, _)| to));
    let ends = pauses(clock).map(|(from, ..)| Some(from)).chain(std::iter::once(clock.stopped_at));
    begins.zip(ends).filter_map(|(from, to)| Some((from?, to)))
}

/// How much time a clock has counted until `at`: from its start to its stop, less its pauses, by `calendar`, which is
/// the one that the clock counts by ([`Terms::calendar_of`](super::Terms::calendar_of)).
///
/// ```
/// use ticketkit::calendar::Calendar;
/// use ticketkit::id::TicketId;
/// use ticketkit::model::{Clock, ClockKey, Metric, Pause, PauseCause};
/// use ticketkit::{Span, Timestamp};
///
/// let key = ClockKey { policy: "everybody".parse()?, metric: Metric::Resolution, cycle: 1 };
/// let hour = |hour: i64| "2026-06-01T00:00:00Z".parse().map(|day: Timestamp| day.after(Span::from_hours(hour)));
/// let ticket = TicketId::from_bytes([7; 16]);
/// let mut clock = Clock::starting(ticket, key, 1, None, Span::from_hours(8), hour(10)?);
/// clock.pauses = vec![Pause { from: hour(12)?, to: Some(hour(15)?), cause: PauseCause::Solved {} }];
/// assert_eq!(ticketkit::sla::used(&clock, &Calendar::always(), hour(16)?), Span::from_hours(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn used(clock: &Clock, calendar: &Calendar, at: Timestamp) -> Span {
    let counted = runs(clock).map(|(from, to)| calendar.elapsed(from, to.map_or(at, |to| to.min(at))));
    counted.fold(Span::ZERO, Span::plus)
}

/// The earliest instant at which a clock has counted `amount`; `None` when it stands still before that.
///
/// Where counting goes on after a pause with nothing left, that is the end of the pause: an amount that is used up at
/// the very beginning of a pause was not used up before it.
pub(super) fn reach(clock: &Clock, calendar: &Calendar, amount: Span) -> Result<Option<Timestamp>, Beyond> {
    let mut left = amount;
    for (from, to) in runs(clock) {
        let Some(to) = to else { return calendar.deadline(from, left).map(Some) };
        let counted = calendar.elapsed(from, to);
        if left <= counted {
            let at = calendar.deadline(from, left)?;
            if at < to {
                return Ok(Some(at));
            }
        }
        left = left.minus(counted);
    }
    Ok(None)
}
