//! A calendar that answers: the arithmetic of business time.

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{Months, NaiveDateTime, TimeDelta};

use super::beyond::Beyond;
use super::hours::Hours;
use super::spec::CalendarSpec;
use super::table::{Held, Table, beginning, year_of};
use super::zone::{Zone, ZoneRules};
use super::{Week, Window};
use crate::error::Problem;
use crate::limits::{CALENDAR_OPENS_WITHIN_YEARS, CALENDAR_YEARS};
use crate::time::{Span, Timestamp};

/// A calendar ready for use: when it is open, how much open time lies between two instants, and when an
/// amount of it is used up.
///
/// Equal documents compiled with equal zone rules give equal answers, whatever was asked before. Cheap to
/// clone and to share between threads: clones have one table of open time, which grows by the year as it is
/// asked for.
///
/// ```
/// use ticketkit::calendar::{Calendar, CalendarSpec, Window, ZoneRules};
/// use ticketkit::{Span, Timestamp};
///
/// let office = Window { from: "09:00".parse()?, to: "17:00".parse()? };
/// let spec = CalendarSpec::new("Europe/Riga").on_working_days(&[office]);
/// let calendar = Calendar::compile(&spec, &ZoneRules::bundled()).map_err(|problems| problems[0].to_string())?;
///
/// let friday: Timestamp = "2026-06-05T16:00:00+03:00".parse()?;
/// let due = calendar.deadline(friday, Span::from_hours(4))?;
/// assert_eq!(due, "2026-06-08T12:00:00+03:00".parse()?);
/// assert_eq!(calendar.elapsed(friday, due), Span::from_hours(4));
/// assert_eq!(calendar.start_for(due, Span::from_hours(4))?, friday);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Calendar(Arc<Table>);

impl Calendar {
    /// The calendar that a document describes, or everything that is wrong with it ([`CalendarSpec::check`]),
    /// with pointers from the calendar's own place in the document.
    pub fn compile(spec: &CalendarSpec, rules: &ZoneRules) -> Result<Self, Vec<Problem>> {
        spec.examine("", rules)
    }

    /// The calendar that is always open: 24 hours on 7 days a week, in UTC.
    ///
    /// ```
    /// use ticketkit::calendar::Calendar;
    /// use ticketkit::{Span, Timestamp};
    /// let start: Timestamp = "2026-02-28T12:00:00Z".parse()?;
    /// assert_eq!(Calendar::always().deadline(start, Span::from_days(1))?, "2026-03-01T12:00:00Z".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn always() -> Self {
        static ALWAYS: OnceLock<Calendar> = OnceLock::new();
        let build = || {
            let day = || vec![Window::WHOLE_DAY];
            let (mon, tue, wed, thu, fri, sat, sun) = (day(), day(), day(), day(), day(), day(), day());
            let spec = CalendarSpec {
                weekly: Week { mon, tue, wed, thu, fri, sat, sun },
                ..CalendarSpec::new("UTC")
            };
            Self::new(&spec, Zone::utc())
        };
        ALWAYS.get_or_init(build).clone()
    }

    /// A calendar whose document has been checked, at least for its windows.
    pub(super) fn new(spec: &CalendarSpec, zone: Zone) -> Self {
        Self(Arc::new(Table::new(Hours::new(spec), zone)))
    }

    pub(super) fn table(&self) -> &Table {
        &self.0
    }

    /// The IANA name of the calendar's zone.
    pub fn time_zone(&self) -> &str {
        self.0.zone.name()
    }

    /// The version of the zone data that the calendar was compiled with, such as `2026a`: to be stored with
    /// what was computed.
    pub fn zone_version(&self) -> &str {
        self.0.zone.version()
    }

    /// What the clock on the calendar's wall shows at an instant.
    pub fn local(&self, at: Timestamp) -> NaiveDateTime {
        let (date, millis) = self.0.local(at);
        date.and_time(chrono::NaiveTime::MIN) + TimeDelta::milliseconds(millis)
    }

    /// Whether the calendar is open at an instant. It is open at the opening and closed at the close.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let (year, within) = self.at(at);
        year.is_some_and(|year| year.span(year.first_after(within)).is_some_and(|(open, _)| open <= within))
    }

    /// `at` itself when the calendar is open then, else the next opening, which must come within 5 years.
    pub fn next_open(&self, at: Timestamp) -> Result<Timestamp, Beyond> {
        let (first, within) = year_of(at.millis());
        let mut from = within;
        for number in first..=first + reach(CALENDAR_OPENS_WITHIN_YEARS) {
            let Some(year) = self.0.year(number) else { break };
            if let Some((open, _)) = year.span(year.first_after(from)) {
                return instant(number, open.max(from))
                    .filter(|opening| within_years(at, *opening, CALENDAR_OPENS_WITHIN_YEARS))
                    .ok_or(Beyond::NeverOpens { start: at });
            }
            from = 0;
        }
        Err(Beyond::NeverOpens { start: at })
    }

    /// `at` itself when the calendar was open just before it, else the last close before it, which must lie
    /// within the 5 years before.
    pub fn last_close(&self, at: Timestamp) -> Result<Timestamp, Beyond> {
        let (last, within) = year_of(at.millis());
        let mut until = within;
        for number in (last - reach(CALENDAR_OPENS_WITHIN_YEARS)..=last).rev() {
            let Some(year) = self.0.year(number) else { break };
            if let Some((_, close)) = year.last_before(until).and_then(|n| year.span(n)) {
                return instant(number, close.min(until))
                    .filter(|close| within_years(*close, at, CALENDAR_OPENS_WITHIN_YEARS))
                    .ok_or(Beyond::NeverOpens { start: at });
            }
            until = super::year::YEAR_MILLIS;
        }
        Err(Beyond::NeverOpens { start: at })
    }

    /// Open time in `[from, to)`; none when `to` is not after `from`. There is no limit to how far the two
    /// are apart.
    pub fn elapsed(&self, from: Timestamp, to: Timestamp) -> Span {
        if to <= from {
            return Span::ZERO;
        }
        let ((first, begin), (last, end)) = (year_of(from.millis()), year_of(to.millis()));
        let before = |number, within| self.0.year(number).map_or(0, |year| year.open_before(within));
        let sum = self.0.total_of(first..last) + before(last, end) - before(first, begin);
        Span::from_millis(sum)
    }

    /// The earliest instant at which `span` of open time has passed since `start`; `start` itself when the
    /// span is not positive.
    ///
    /// When that is exactly a close, it stays there: Friday 17:00, not Monday 09:00. So for every positive
    /// span, `elapsed(start, deadline(start, span))` is `span`.
    ///
    /// Beyond the horizon when the deadline would lie more than 20 years after `start`, or the calendar does
    /// not open within 5 years of it.
    pub fn deadline(&self, start: Timestamp, span: Span) -> Result<Timestamp, Beyond> {
        if span <= Span::ZERO {
            return Ok(start);
        }
        let (first, within) = year_of(start.millis());
        let horizon = Beyond::Horizon { start };
        let gone = self.0.year(first).map_or(0, |year| year.open_before(within));
        let there = self.0.total(first) - gone;
        if there == 0 {
            // Otherwise it opens before the year ends.
            self.next_open(start)?;
        }
        let (number, wanted) = if span.millis() <= there {
            (first, gone + span.millis())
        } else {
            let later = first + 1..=first + reach(CALENDAR_YEARS);
            self.0.reached_in(later, span.millis() - there).ok_or(horizon)?
        };
        let due = self.0.year(number).and_then(|year| instant(number, year.earliest(wanted)));
        due.filter(|due| within_years(start, *due, CALENDAR_YEARS)).ok_or(horizon)
    }

    /// The latest instant from which `span` of open time passes until `end`; `end` itself when the span is
    /// not positive. When that is exactly an opening, it stays there.
    ///
    /// Beyond the horizon when it would lie more than 20 years before `end`, or the calendar was not open in
    /// the 5 years before it.
    pub fn start_for(&self, end: Timestamp, span: Span) -> Result<Timestamp, Beyond> {
        if span <= Span::ZERO {
            return Ok(end);
        }
        let (last, within) = year_of(end.millis());
        let horizon = Beyond::Horizon { start: end };
        let there = self.0.year(last).map_or(0, |year| year.open_before(within));
        if there == 0 {
            self.last_close(end)?;
        }
        let (number, left) = if span.millis() <= there {
            (last, there - span.millis())
        } else {
            let earlier = (last - reach(CALENDAR_YEARS)..last).rev();
            let (number, wanted) = self.0.reached_in(earlier, span.millis() - there).ok_or(horizon)?;
            (number, self.0.total(number) - wanted)
        };
        let start = self.0.year(number).and_then(|year| instant(number, year.latest(left)));
        start.filter(|start| within_years(*start, end, CALENDAR_YEARS)).ok_or(horizon)
    }

    fn at(&self, at: Timestamp) -> (Option<Held<'_>>, i64) {
        let (number, within) = year_of(at.millis());
        (self.0.year(number), within)
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("time_zone", &self.time_zone())
            .field("zone_version", &self.zone_version())
            .finish_non_exhaustive()
    }
}

/// The instant `within` milliseconds after a year's beginning; `None` for the very end of the year 9999.
fn instant(year: i64, within: i64) -> Option<Timestamp> {
    Timestamp::from_millis(beginning(year) + within)
}

/// How many years of the table can hold a part of the next `years` years of the calendar on the wall.
fn reach(years: i32) -> i64 {
    // A year of the table may begin a day earlier or later than that on the wall.
    i64::from(years) + 1
}

/// Whether `to` is at most so many years later than `from`, by its date and time in UTC.
fn within_years(from: Timestamp, to: Timestamp, years: i32) -> bool {
    let years_at_least = Span::from_days(365 * i64::from(years));
    to.since(from) <= years_at_least || {
        let limit = from.to_datetime().checked_add_months(Months::new(years.unsigned_abs() * 12));
        limit.is_none_or(|limit| to.to_datetime() <= limit)
    }
}
