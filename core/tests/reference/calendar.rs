//! A calendar as slow and obvious as it can be written.
//!
//! A minute of UTC is open when the clock on the wall shows a time in a window of its date, which is read off the
//! document afresh every time. Short stretches are looked at minute by minute. Long ones are walked from one moment at
//! which something can change to the next: a change of the zone's clocks, midnight, or a reading that the document
//! names. Both hold for documents in whole minutes and zones with offsets in whole minutes.

use chrono::{Datelike, Days, NaiveDate};
use jiff::tz::TimeZone;
use ticketkit::calendar::{CalendarSpec, ClockTime, DayOfYear, HolidayDate, Window};

pub(crate) const MINUTE: i64 = 60_000;

/// When a calendar is open in a stretch of time; instants are milliseconds since 1970.
pub(crate) struct Seen {
    /// The beginning of what was looked at, a whole minute.
    pub(crate) begin: i64,
    /// The end of what was looked at, a whole minute.
    pub(crate) end: i64,
    /// The open time as `[opens, closes)`, in order and apart.
    open: Vec<(i64, i64)>,
}

impl Seen {
    /// Looks at every minute from that in which `from` lies until `to`.
    pub(crate) fn minute_by_minute(spec: &CalendarSpec, zone: &TimeZone, from: i64, to: i64) -> Self {
        let mut seen = Self::from_minute_of(from);
        while seen.end < to {
            seen.go_on_to(seen.end + MINUTE, is_open(spec, zone, seen.end));
        }
        seen
    }

    /// Goes from the minute in which `from` lies until `to`, from one possible change to the next.
    pub(crate) fn by_intervals(spec: &CalendarSpec, zone: &TimeZone, from: i64, to: i64) -> Self {
        let readings = readings(spec);
        let instant = |at| jiff::Timestamp::from_millisecond(at).unwrap();
        let changes = zone.following(instant(from)).map(|change| change.timestamp().as_millisecond());
        let mut changes: Vec<i64> = changes.take_while(|change| *change < to).take(1_000).collect();
        changes.push(i64::MAX);
        let mut seen = Self::from_minute_of(from);
        while seen.end < to {
            let (_, now) = wall(zone, seen.end);
            let next = readings.iter().find(|reading| **reading > now).unwrap();
            let next = seen.end + i64::from(next - now) * MINUTE;
            let change = changes.iter().find(|change| **change > seen.end).unwrap();
            seen.go_on_to(next.min(*change), is_open(spec, zone, seen.end));
        }
        seen
    }

    fn from_minute_of(from: i64) -> Self {
        let begin = from.div_euclid(MINUTE) * MINUTE;
        Self { begin, end: begin, open: Vec::new() }
    }

    fn go_on_to(&mut self, end: i64, open: bool) {
        if open {
            match self.open.last_mut() {
                Some((_, closes)) if *closes == self.end => *closes = end,
                _ => self.open.push((self.end, end)),
            }
        }
        self.end = end;
    }

    pub(crate) fn is_open(&self, at: i64) -> bool {
        self.open.iter().any(|(opens, closes)| *opens <= at && at < *closes)
    }

    pub(crate) fn elapsed(&self, from: i64, to: i64) -> i64 {
        self.open.iter().map(|(opens, closes)| (*closes.min(&to) - *opens.max(&from)).max(0)).sum()
    }

    /// The earliest instant by which `span` of open time has passed since `start`; `None` when it is not in
    /// sight.
    pub(crate) fn deadline(&self, start: i64, mut span: i64) -> Option<i64> {
        for (opens, closes) in self.open.iter().filter(|(_, closes)| *closes > start) {
            let opens = *opens.max(&start);
            if span <= closes - opens {
                return Some(opens + span);
            }
            span -= closes - opens;
        }
        None
    }

    /// The latest instant from which `span` of open time passes until `until`; `None` when it is not in
    /// sight.
    pub(crate) fn start_for(&self, until: i64, mut span: i64) -> Option<i64> {
        for (opens, closes) in self.open.iter().rev().filter(|(opens, _)| *opens < until) {
            let closes = *closes.min(&until);
            if span <= closes - opens {
                return Some(closes - span);
            }
            span -= closes - opens;
        }
        None
    }

    pub(crate) fn next_open(&self, at: i64) -> Option<i64> {
        self.open.iter().find(|(_, closes)| *closes > at).map(|(opens, _)| *opens.max(&at))
    }

    pub(crate) fn last_close(&self, at: i64) -> Option<i64> {
        self.open.iter().rev().find(|(opens, _)| *opens < at).map(|(_, closes)| *closes.min(&at))
    }
}

/// What the clock on the wall shows: the date, and minutes since midnight.
pub(crate) fn wall(zone: &TimeZone, at: i64) -> (NaiveDate, u32) {
    let local = zone.to_datetime(jiff::Timestamp::from_millisecond(at).unwrap());
    let part = |number: i8| u32::try_from(number).unwrap();
    let date = NaiveDate::from_ymd_opt(local.year().into(), part(local.month()), part(local.day())).unwrap();
    (date, part(local.hour()) * 60 + part(local.minute()))
}

/// Every reading of the clock that the document names, in minutes, and the end of the day.
fn readings(spec: &CalendarSpec) -> Vec<u32> {
    let week = &spec.weekly;
    let days = [&week.mon, &week.tue, &week.wed, &week.thu, &week.fri, &week.sat, &week.sun];
    let windows = days.into_iter().chain(spec.special_days.iter().map(|special| &special.windows)).flatten();
    let windows =
        windows.copied().chain(spec.breaks.iter().map(|closed| Window { from: closed.from, to: closed.to }));
    let mut readings: Vec<u32> =
        windows.flat_map(|window| [minutes(window.from), minutes(window.to)]).collect();
    readings.push(1_440);
    readings.sort_unstable();
    readings
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
    let day = DayOfYear::of(date);
    let lesser = [HolidayDate::Yearly(day), HolidayDate::ImportedYearly(day), HolidayDate::Imported(date)];
    let special = spec.special_days.iter().find(|special| special.date == date);
    let lesser_holiday = special.is_none() && lesser.into_iter().any(holiday);
    if in_break || holiday(HolidayDate::Date(date)) || lesser_holiday {
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
    let (from, to) = (minutes(window.from), minutes(window.to));
    match (from < to, begins_on_this_date) {
        (true, true) => from <= reading && reading < to,
        (true, false) => false,
        (false, true) => from <= reading,
        (false, false) => reading < to,
    }
}

fn minutes(clock: ClockTime) -> u32 {
    clock.seconds() / 60
}
