//! What is allowed in a calendar, and is probably not what was meant.

use chrono::NaiveDate;

use super::clock::Window;
use super::hours::{DateHours, Hours, Part, Without};
use super::old_names::name_today;
use super::spec::{CalendarSpec, HolidayDate, SpecialDay, Week};
use crate::error::{Code, Problem, pointer};
use crate::limits::PROBLEMS;

/// Seconds of open time in an ordinary week under which a calendar is doubtful.
const LITTLE: u32 = 3_600;

impl CalendarSpec {
    /// What in a calendar that can be compiled has no effect ([`Code::NeverUsed`]), or works and is probably not what
    /// was meant ([`Code::Doubtful`]), with JSON Pointers below `path`; at most [`limits::PROBLEMS`](PROBLEMS).
    ///
    /// No effect have a holiday, a special day and a break that change no open time of their dates, a window of a
    /// special day of which breaks leave nothing, a weekly window when every day of the year is a holiday, and a yearly
    /// holiday when no weekday has a window. Holidays that were imported are not looked at: many of them fall on a
    /// weekend. Doubtful are less than an hour of open time a week, and a zone by an old name.
    ///
    /// ```
    /// use ticketkit::calendar::CalendarSpec;
    /// let spec: CalendarSpec = serde_json::from_str(
    ///     r#"{ "time_zone": "Asia/Calcutta", "weekly": { "mon": [["09:00", "17:00"]] },
    ///          "holidays": [{ "date": "2026-12-25", "name": "Christmas" }] }"#,
    /// )?;
    /// let said: Vec<String> = spec.warnings("").iter().map(ToString::to_string).collect();
    /// assert_eq!(said, [
    ///     "`Asia/Calcutta` is an old name of the time zone (at /time_zone; use `Asia/Kolkata`)",
    ///     "the holiday has no effect: 2026-12-25 is closed anyway (at /holidays/0)",
    /// ]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn warnings(&self, path: &str) -> Vec<Problem> {
        let mut found = Vec::new();
        let hours = Hours::new(self);
        if let Some(today) = name_today(&self.time_zone) {
            let message = format!("`{}` is an old name of the time zone", self.time_zone);
            let problem = Problem::new(Code::Doubtful, message).at(pointer(path, "time_zone"));
            found.push(problem.hint(format!("use `{today}`")));
        }
        self.doubt_week(&hours, path, &mut found);
        self.doubt_holidays(&hours, &pointer(path, "holidays"), &mut found);
        self.doubt_special_days(&hours, &pointer(path, "special_days"), &mut found);
        self.doubt_breaks(&hours, &pointer(path, "breaks"), &mut found);
        found.truncate(PROBLEMS);
        found
    }

    fn doubt_week(&self, hours: &Hours, path: &str, found: &mut Vec<Problem>) {
        let windows = Week::DAYS.iter().flat_map(|(_, weekday)| self.weekly.on(*weekday));
        let open: u32 =
            windows.map(|window| parts(*window).map(|part| part.to - part.from).sum::<u32>()).sum();
        if hours.is_never_weekly() && !self.weekly.is_empty() {
            let message = "no window of the week is ever open: every day of the year is a holiday";
            found.push(never_used(message, pointer(path, "weekly")));
        } else if self.weekly.is_empty() {
            let message = "the calendar is only open on special days";
            found.push(Problem::new(Code::Doubtful, message).at(path).hint("give windows to the weekdays"));
        } else if open < LITTLE {
            let minutes = open.div_ceil(60);
            let message = format!("the calendar is open for less than an hour a week: {minutes} minutes");
            found.push(Problem::new(Code::Doubtful, message).at(pointer(path, "weekly")));
        }
    }

    fn doubt_holidays(&self, hours: &Hours, path: &str, found: &mut Vec<Problem>) {
        for (n, holiday) in self.holidays.iter().enumerate() {
            let why = match holiday.on {
                HolidayDate::Date(date) => {
                    let without = hours.holding(date, Without { holiday: true, ..Without::default() });
                    let (_, every_year) = hours.has_holiday(date);
                    open(without).is_empty().then(|| {
                        if every_year {
                            format!("{date} is a holiday of every year")
                        } else {
                            format!("{date} is closed anyway")
                        }
                    })
                }
                HolidayDate::Yearly(_) => {
                    self.weekly.is_empty().then(|| "no weekday has a window that it could close".to_owned())
                }
                HolidayDate::Imported(_) | HolidayDate::ImportedYearly(_) => None,
            };
            let told = |why| never_used(format!("the holiday has no effect: {why}"), pointer(path, n));
            found.extend(why.map(told));
        }
    }

    fn doubt_special_days(&self, hours: &Hours, path: &str, found: &mut Vec<Problem>) {
        for (n, special) in self.special_days.iter().enumerate() {
            let (date, here) = (special.date, pointer(path, n));
            if !changes_anything(hours, special) {
                let (holiday, _) = hours.has_holiday(date);
                let why =
                    if holiday { "is a holiday, which goes before it" } else { "has these hours anyway" };
                found.push(never_used(format!("the special day has no effect: {date} {why}"), here));
                continue;
            }
            for (number, window) in special.windows.iter().enumerate() {
                let is_open = dates_of(date, *window).any(|(date, part)| {
                    let of_date = hours.of(date);
                    let mut is_open = false;
                    let in_force = of_date.windows().any(|(window, _)| window == part);
                    of_date.open_within(part, |_| is_open = in_force);
                    is_open
                });
                if !is_open {
                    let message =
                        format!("the window `{window}` is never open: a break or a holiday takes all of it");
                    found.push(never_used(message, pointer(&pointer(&here, "windows"), number)));
                }
            }
        }
    }

    fn doubt_breaks(&self, hours: &Hours, path: &str, found: &mut Vec<Problem>) {
        for (n, closed) in self.breaks.iter().enumerate() {
            let meets = |(date, part): (NaiveDate, Part)| {
                let mut windows = hours.of(date).windows();
                windows.any(|(window, _)| window.from < part.to && part.from < window.to)
            };
            let (from, to) = reach(closed.window());
            let covers = |(number, other): &(usize, &super::Break)| {
                other.date == closed.date && *number != n && {
                    let (begin, end) = reach(other.window());
                    // Of two that are the same, the second covers nothing.
                    begin <= from && to <= end && ((begin, end) != (from, to) || *number < n)
                }
            };
            let why = if dates_of(closed.date, closed.window()).any(meets) {
                let covering = self.breaks.iter().enumerate().find(covers);
                covering.map(|(number, other)| {
                    format!("`{}` at {} covers it", other.window(), pointer(path, number))
                })
            } else {
                Some("the calendar is closed then anyway".to_owned())
            };
            found.extend(
                why.map(|why| never_used(format!("the break has no effect: {why}"), pointer(path, n))),
            );
        }
    }
}

fn never_used(message: impl Into<String>, path: String) -> Problem {
    Problem::new(Code::NeverUsed, message).at(path)
}

/// Whether any date would be open otherwise without a special day.
fn changes_anything(hours: &Hours, special: &SpecialDay) -> bool {
    let without_it = Without { special: true, ..Without::default() };
    let without_its_night = Without { carried: true, ..Without::default() };
    let differs = |date, without| open(hours.of(date)) != open(hours.holding(date, without));
    differs(special.date, without_it)
        || special.date.succ_opt().is_some_and(|next| differs(next, without_its_night))
}

/// The open time of a date, in parts that do not touch.
fn open(hours: DateHours<'_>) -> Vec<Part> {
    let mut parts = Vec::<Part>::new();
    hours.open_parts(|part| match parts.last_mut() {
        Some(last) if part.from <= last.to => last.to = last.to.max(part.to),
        _ => parts.push(part),
    });
    parts
}

/// The parts of a window before and after midnight.
fn parts(window: Window) -> impl Iterator<Item = Part> {
    let (part, rest) = Part::of(window);
    std::iter::once(part).chain(rest)
}

/// The dates on which a window lies that begins on `date`, each with its part there.
fn dates_of(date: NaiveDate, window: Window) -> impl Iterator<Item = (NaiveDate, Part)> {
    date.iter_days().zip(parts(window))
}

/// From when to when a window reaches, in seconds since the midnight before it.
fn reach(window: Window) -> (u32, u32) {
    let from = window.from.seconds();
    (from, from + parts(window).map(|part| part.to - part.from).sum::<u32>())
}
