//! What holds on a local date: the rules of a calendar, ready to be asked date by date.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::clock::{ClockTime, DayOfYear, Window};
use super::spec::{CalendarSpec, HolidayDate, Week};

/// Part of one local date, in seconds on its clock; half-open and never past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Part {
    /// The part of a window on the date that it begins on, and its part on the next date.
    pub(super) fn of(window: Window) -> (Self, Option<Self>) {
        let (from, to) = (window.from.seconds(), window.to.seconds());
        if from < to {
            return (Self { from, to }, None);
        }
        let rest = window.is_past_midnight().then_some(Self { from: 0, to });
        (Self { from, to: ClockTime::END_OF_DAY.seconds() }, rest)
    }

    /// The same part in the words of the document.
    pub(super) fn window(self) -> Window {
        let clock = |seconds| ClockTime::from_seconds(seconds).unwrap_or(ClockTime::END_OF_DAY);
        Window { from: clock(self.from), to: clock(self.to) }
    }

    pub(super) fn holds(self, reading: u32) -> bool {
        self.from <= reading && reading < self.to
    }
}

/// A part of a date with the name of what it comes from.
pub(super) type Named = (Part, Arc<str>);

/// What the document says of one date alone.
#[derive(Debug, Default)]
struct Dated {
    holiday: Option<Arc<str>>,
    special: Option<(Arc<str>, Vec<Part>)>,
    imported: Option<Arc<str>>,
    /// What the special day before this date has past its midnight.
    carried: Option<Named>,
    breaks: Vec<Named>,
}

/// What of a date is left out of account.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Without {
    /// The holiday that was given for it.
    pub(super) holiday: bool,
    /// The special day that it is.
    pub(super) special: bool,
    /// What the special day before it has past midnight.
    pub(super) carried: bool,
}

/// The rules of a calendar that are about local dates and clock readings.
#[derive(Debug)]
pub(super) struct Hours {
    /// From Monday on, each day with what the day before it has past midnight.
    week: [Vec<Part>; 7],
    yearly: BTreeMap<DayOfYear, Arc<str>>,
    dated: BTreeMap<NaiveDate, Dated>,
}

impl Hours {
    pub(super) fn new(spec: &CalendarSpec) -> Self {
        let mut hours = Self { week: week_of(&spec.weekly), yearly: BTreeMap::new(), dated: BTreeMap::new() };
        for holiday in &spec.holidays {
            let name = Arc::from(holiday.name.as_str());
            match holiday.on {
                HolidayDate::Date(date) => hours.on(date).holiday = Some(name),
                HolidayDate::Imported(date) => hours.on(date).imported = Some(name),
                HolidayDate::Yearly(day) => {
                    hours.yearly.insert(day, name);
                }
                // One that was written by hand gives the name, whichever comes first.
                HolidayDate::ImportedYearly(day) => {
                    hours.yearly.entry(day).or_insert(name);
                }
            }
        }
        for special in &spec.special_days {
            let name: Arc<str> = Arc::from(special.name.as_str());
            let mut parts = Vec::with_capacity(special.windows.len());
            for window in &special.windows {
                let (part, rest) = Part::of(*window);
                parts.push(part);
                if let (Some(rest), Some(next)) = (rest, special.date.succ_opt()) {
                    hours.on(next).carried = Some((rest, name.clone()));
                }
            }
            parts.sort_unstable();
            hours.on(special.date).special = Some((name, parts));
        }
        for closed in &spec.breaks {
            let name: Arc<str> = Arc::from(closed.name.as_str());
            let (part, rest) = Part::of(closed.window());
            if let (Some(rest), Some(next)) = (rest, closed.date.succ_opt()) {
                hours.on(next).breaks.push((rest, name.clone()));
            }
            hours.on(closed.date).breaks.push((part, name));
        }
        for dated in hours.dated.values_mut() {
            dated.breaks.sort_by_key(|(part, _)| *part);
        }
        hours
    }

    fn on(&mut self, date: NaiveDate) -> &mut Dated {
        self.dated.entry(date).or_default()
    }

    /// What holds on `date`.
    pub(super) fn of(&self, date: NaiveDate) -> DateHours<'_> {
        self.holding(date, Without::default())
    }

    /// What would hold on `date` if the document did not say something that it says.
    pub(super) fn holding(&self, date: NaiveDate, without: Without) -> DateHours<'_> {
        let dated = self.dated.get(&date);
        let breaks = dated.map_or(&[][..], |dated| &dated.breaks);
        let carried = dated.and_then(|dated| dated.carried.as_ref()).filter(|_| !without.carried);
        let special = dated.and_then(|dated| dated.special.as_ref()).filter(|_| !without.special);
        let holiday =
            dated.and_then(|dated| dated.holiday.as_ref()).filter(|_| !without.holiday).or_else(|| {
                let imported = || dated.and_then(|dated| dated.imported.as_ref());
                self.yearly.get(&DayOfYear::of(date)).or_else(imported).filter(|_| special.is_none())
            });
        if let Some(name) = holiday {
            return DateHours { basis: Basis::Holiday(name), carried: None, parts: &[], breaks };
        }
        if let Some((name, parts)) = special {
            return DateHours { basis: Basis::SpecialDay(name), carried, parts, breaks };
        }
        let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
        let parts = self.week.get(weekday).map_or(&[][..], Vec::as_slice);
        DateHours { basis: Basis::Week, carried, parts, breaks }
    }

    /// Whether `date` is a holiday that was given for it, or comes every year.
    pub(super) fn has_holiday(&self, date: NaiveDate) -> (bool, bool) {
        let given = self.dated.get(&date).is_some_and(|dated| dated.holiday.is_some());
        (given, self.yearly.contains_key(&DayOfYear::of(date)))
    }

    /// Whether every day of the year is a holiday.
    pub(super) fn is_never_weekly(&self) -> bool {
        self.yearly.len() == 366
    }

    /// The last date that the document says something of, beside yearly holidays.
    pub(super) fn last_date(&self) -> Option<NaiveDate> {
        self.dated.keys().next_back().copied()
    }

    /// The dates on which special days can be open, in order.
    pub(super) fn special_dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let special = |dated: &Dated| dated.special.is_some() || dated.carried.is_some();
        self.dated.iter().filter(move |(_, dated)| special(dated)).map(|(date, _)| *date)
    }
}

fn week_of(week: &Week) -> [Vec<Part>; 7] {
    let mut days: [Vec<Part>; 7] = Default::default();
    for (number, (_, weekday)) in Week::DAYS.iter().enumerate() {
        for window in week.on(*weekday) {
            let (part, rest) = Part::of(*window);
            let next = rest.map(|rest| ((number + 1) % 7, rest));
            for (day, part) in std::iter::once((number, part)).chain(next) {
                if let Some(parts) = days.get_mut(day) {
                    parts.push(part);
                }
            }
        }
    }
    for parts in &mut days {
        parts.sort_unstable();
    }
    days
}

/// Whose windows are in force on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis<'a> {
    Week,
    SpecialDay(&'a str),
    Holiday(&'a str),
}

/// What holds on one date.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateHours<'a> {
    pub(super) basis: Basis<'a>,
    carried: Option<&'a Named>,
    parts: &'a [Part],
    pub(super) breaks: &'a [Named],
}

impl<'a> DateHours<'a> {
    /// The windows of the date before breaks, by their beginnings, each with whose it is.
    pub(super) fn windows(self) -> impl Iterator<Item = (Part, Basis<'a>)> {
        let carried = self.carried.map(|(part, name)| (*part, Basis::SpecialDay(name)));
        carried.into_iter().chain(self.parts.iter().map(move |part| (*part, self.basis)))
    }

    /// Calls `take` with every open part of the date, in order. Parts may touch, and a carried part may
    /// overlap the next.
    pub(super) fn open_parts(self, mut take: impl FnMut(Part)) {
        for (window, _) in self.windows() {
            self.open_within(window, &mut take);
        }
    }

    /// Calls `take` with what the breaks of the date leave of one part, in order.
    pub(super) fn open_within(self, window: Part, mut take: impl FnMut(Part)) {
        let mut from = window.from;
        for (closed, _) in self.breaks {
            if from < closed.from.min(window.to) {
                take(Part { from, to: closed.from.min(window.to) });
            }
            from = from.max(closed.to);
        }
        if from < window.to {
            take(Part { from, to: window.to });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(document: &str) -> Hours {
        Hours::new(&serde_json::from_str(document).unwrap())
    }

    fn open(hours: &Hours, date: &str) -> String {
        let mut parts = Vec::new();
        hours.of(date.parse().unwrap()).open_parts(|part| parts.push(part.window().to_string()));
        parts.join(" ")
    }

    #[test]
    fn precedence_is_holiday_special_day_yearly_or_imported_weekly_and_breaks_cut_what_is_left() {
        let hours = hours(
            r#"{"time_zone":"UTC",
            "weekly":{"mon":[["09:00","17:00"]],"tue":[["13:00","17:00"],["09:00","12:00"]],"thu":[["09:00","17:00"]],
                "fri":[["09:00","17:00"]]},
            "holidays":[{"date":"2026-06-01"},{"yearly":"06-02"},{"yearly":"06-04"},{"date":"2026-06-05","imported":true},
                {"date":"2026-06-08","imported":true},{"yearly":"02-29"}],
            "special_days":[{"date":"2026-06-01","windows":[["10:00","11:00"]]},
                {"date":"2026-06-04","windows":[["10:00","14:00"]]},{"date":"2026-06-08","windows":[["08:00","09:00"]]}],
            "breaks":[{"date":"2026-06-04","from":"11:00","to":"12:00"},{"date":"2026-06-04","from":"11:30","to":"12:30"},
                {"date":"2026-06-09","from":"00:00","to":"10:00"},{"date":"2026-06-01","from":"09:00","to":"10:00"}]}"#,
        );
        assert_eq!(open(&hours, "2026-06-01"), "", "a dated holiday goes before a special day");
        assert_eq!(open(&hours, "2026-06-02"), "", "a yearly holiday goes before the week");
        assert_eq!(
            open(&hours, "2026-06-04"),
            "10:00-11:00 12:30-14:00",
            "a special day before a yearly holiday"
        );
        assert_eq!(open(&hours, "2026-06-05"), "", "an imported holiday before the week");
        assert_eq!(open(&hours, "2026-06-08"), "08:00-09:00", "a special day before an imported holiday");
        assert_eq!(open(&hours, "2026-06-09"), "10:00-12:00 13:00-17:00");
        assert_eq!(open(&hours, "2024-02-29"), "", "29 February is a holiday when it comes");
        assert_eq!(open(&hours, "2024-03-01"), "09:00-17:00", "and not moved when it does not");
        assert_eq!(open(&hours, "2023-03-01"), "", "a Wednesday is closed");
    }

    #[test]
    fn a_window_past_midnight_is_two_and_a_holiday_cuts_the_part_on_its_date() {
        let hours = hours(
            r#"{"time_zone":"UTC","weekly":{"sun":[["22:00","06:00"]],"mon":[["22:00","00:00"]]},
            "holidays":[{"date":"2026-06-08"},{"yearly":"06-21"}]}"#,
        );
        assert_eq!(open(&hours, "2026-05-31"), "22:00-24:00");
        assert_eq!(open(&hours, "2026-06-01"), "00:00-06:00 22:00-24:00");
        assert_eq!(open(&hours, "2026-06-02"), "");
        assert_eq!(open(&hours, "2026-06-07"), "22:00-24:00", "the evening before the holiday stays");
        assert_eq!(open(&hours, "2026-06-08"), "");
        assert_eq!(open(&hours, "2026-06-21"), "");
        assert_eq!(open(&hours, "2026-06-22"), "00:00-06:00 22:00-24:00", "the night after it stays");
    }

    #[test]
    fn a_special_day_reaches_into_the_next_date_unless_that_is_a_holiday() {
        let special = |more: &str| {
            hours(&format!(
                r#"{{"time_zone":"UTC","weekly":{{"fri":[["04:00","08:00"]]}},
                "special_days":[{{"date":"2026-06-04","windows":[["20:00","05:00"]]}}{more}}}"#
            ))
        };
        assert_eq!(open(&special("]"), "2026-06-04"), "20:00-24:00");
        assert_eq!(open(&special("]"), "2026-06-05"), "00:00-05:00 04:00-08:00");
        let beside = special(r#",{"date":"2026-06-05","windows":[["06:00","07:00"]]}]"#);
        assert_eq!(open(&beside, "2026-06-05"), "00:00-05:00 06:00-07:00");
        assert_eq!(open(&special(r#"],"holidays":[{"yearly":"06-05"}]"#), "2026-06-05"), "");
        let cut = special(r#"],"breaks":[{"date":"2026-06-04","from":"23:00","to":"01:00"}]"#);
        assert_eq!(open(&cut, "2026-06-04"), "20:00-23:00");
        assert_eq!(open(&cut, "2026-06-05"), "01:00-05:00 04:00-08:00");
    }
}
