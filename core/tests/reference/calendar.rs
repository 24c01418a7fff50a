//! A calendar as slow and obvious as it can be written: every minute of UTC is looked at by itself.
//!
//! A minute is open when the clock on the wall shows a time in a window of its date, which is read off the
//! document afresh for every minute. It holds for documents in whole minutes and zones with offsets in whole
//! minutes.

use chrono::{Datelike, Days, NaiveDate};
use jiff::tz::TimeZone;
use ticketkit::calendar::{CalendarSpec, ClockTime, DayOfYear, HolidayDate, Window};

pub(crate) const MINUTE: i64 = 60_000;

/// Open or closed for every minute of a stretch of time; instants are milliseconds since 1970.
pub(crate) struct Minutes {
    first: i64,
    open: Vec<bool>,
}

impl Minutes {
    /// Looks at the minutes from that in which `from` lies until `to`.
    pub(crate) fn look(spec: &CalendarSpec, zone: &TimeZone, from: i64, to: i64) -> Self {
        let first = from.div_euclid(MINUTE) * MINUTE;
        let minutes = (first..to).step_by(usize::try_from(MINUTE).unwrap());
        Self { first, open: minutes.map(|minute| is_open(spec, zone, minute)).collect() }
    }

    /// The beginning of what was looked at.
    pub(crate) fn begin(&self) -> i64 {
        self.first
    }

    /// The end of what was looked at.
    pub(crate) fn end(&self) -> i64 {
        self.first + i64::try_from(self.open.len()).unwrap() * MINUTE
    }

    pub(crate) fn is_open(&self, at: i64) -> bool {
        self.open[usize::try_from((at - self.first) / MINUTE).unwrap()]
    }

    /// The open minutes as `[begin, end)`, in order.
    fn open_minutes(&self) -> impl DoubleEndedIterator<Item = (i64, i64)> + '_ {
        let open = self.open.iter().enumerate().filter(|(_, open)| **open);
        open.map(|(n, _)| self.first + i64::try_from(n).unwrap() * MINUTE)
            .map(|begin| (begin, begin + MINUTE))
    }

    pub(crate) fn elapsed(&self, from: i64, to: i64) -> i64 {
        self.open_minutes().map(|(begin, end)| (end.min(to) - begin.max(from)).max(0)).sum()
    }

    /// The earliest instant by which `span` of open time has passed since `start`; `None` when it is not in
    /// sight.
    pub(crate) fn deadline(&self, start: i64, mut span: i64) -> Option<i64> {
        for (begin, end) in self.open_minutes().filter(|(_, end)| *end > start) {
            let begin = begin.max(start);
            if span <= end - begin {
                return Some(begin + span);
            }
            span -= end - begin;
        }
        None
    }

    /// The latest instant from which `span` of open time passes until `until`; `None` when it is not in
    /// sight.
    pub(crate) fn start_for(&self, until: i64, mut span: i64) -> Option<i64> {
        for (begin, end) in self.open_minutes().rev().filter(|(begin, _)| *begin < until) {
            let end = end.min(until);
            if span <= end - begin {
                return Some(end - span);
            }
            span -= end - begin;
        }
        None
    }

    pub(crate) fn next_open(&self, at: i64) -> Option<i64> {
        self.open_minutes().find(|(_, end)| *end > at).map(|(begin, _)| begin.max(at))
    }
}

/// What the clock on the wall shows: the date, and minutes since midnight.
pub(crate) fn wall(zone: &TimeZone, at: i64) -> (NaiveDate, u32) {
    let local = zone.to_datetime(jiff::Timestamp::from_millisecond(at).unwrap());
    let part = |number: i8| u32::try_from(number).unwrap();
    let date = NaiveDate::from_ymd_opt(local.year().into(), part(local.month()), part(local.day())).unwrap();
    (date, part(local.hour()) * 60 + part(local.minute()))
}

/// The one sentence of the domain, with its precedence.
fn is_open(spec: &CalendarSpec, zone: &TimeZone, at: i64) -> bool {
    let (date, reading) = wall(zone, at);
    let yesterday = date - Days::new(1);
    let today = |window: &Window| covers(*window, reading, true);
    let last_night = |window: &Window| covers(*window, reading, false);

    let in_break = spec.breaks.iter().any(|closed| {
        (closed.date == date && today(&closed.window()))
            || (closed.date == yesterday && last_night(&closed.window()))
    });
    let holiday = |on| spec.holidays.iter().any(|holiday| holiday.on == on);
    let special = spec.special_days.iter().find(|special| special.date == date);
    let lesser_holiday =
        holiday(HolidayDate::Yearly(DayOfYear::of(date))) || holiday(HolidayDate::Imported(date));
    if in_break || holiday(HolidayDate::Date(date)) || (special.is_none() && lesser_holiday) {
        return false;
    }
    let special_last_night = spec.special_days.iter().find(|special| special.date == yesterday);
    special_last_night.is_some_and(|special| special.windows.iter().any(last_night))
        || match special {
            Some(special) => special.windows.iter().any(today),
            None => {
                spec.weekly.on(date.weekday()).iter().any(today)
                    || spec.weekly.on(yesterday.weekday()).iter().any(last_night)
            }
        }
}

/// Whether a reading lies in a window on the date that it begins on, or on the date after.
fn covers(window: Window, reading: u32, begins_on_this_date: bool) -> bool {
    let minutes = |clock: ClockTime| clock.seconds() / 60;
    let (from, to) = (minutes(window.from), minutes(window.to));
    match (from < to, begins_on_this_date) {
        (true, true) => from <= reading && reading < to,
        (true, false) => false,
        (false, true) => from <= reading,
        (false, false) => reading < to,
    }
}
