//! What can be wrong with a calendar, found all at once.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::clock::{ClockTime, Window};
use super::spec::{CalendarSpec, HolidayDate, SpecialDay, Week};
use super::{Calendar, ZoneRules};
use crate::error::{Code, Problem, pointer};
use crate::limits::{CALENDAR_ENTRY_NAME_CHARS, CALENDAR_EXCEPTIONS, WINDOWS_PER_DAY};
use crate::time::Timestamp;

impl CalendarSpec {
    /// Everything that is wrong with the calendar, with JSON Pointers below `path`; nothing when it can be
    /// compiled.
    ///
    /// Windows may touch but not overlap, over midnight neither; no window or break is empty; a date is given
    /// once as a holiday and once as a special day; the zone is known; the limits hold; and there is some
    /// time at which the calendar is open.
    pub fn check(&self, path: &str, rules: &ZoneRules) -> Vec<Problem> {
        self.examine(path, rules).err().unwrap_or_default()
    }

    /// The compiled calendar, or everything that is wrong with the document.
    pub(super) fn examine(&self, path: &str, rules: &ZoneRules) -> Result<Calendar, Vec<Problem>> {
        let mut found = Vec::new();
        let zone = rules.zone(&self.time_zone);
        if zone.is_none() {
            let name = crate::time::shortened(&self.time_zone);
            let mut problem = Problem::new(Code::UnknownZone, format!("there is no time zone `{name}`"))
                .at(pointer(path, "time_zone"))
                .param("zone", &name);
            problem.hint = rules.hint(&name);
            found.push(problem);
        }
        check_week(&self.weekly, &pointer(path, "weekly"), &mut found);
        self.check_holidays(&pointer(path, "holidays"), &mut found);
        check_special_days(&self.special_days, &pointer(path, "special_days"), &mut found);
        self.check_breaks(&pointer(path, "breaks"), &mut found);
        match zone {
            Some(zone) if found.is_empty() => {
                let calendar = Calendar::new(self, zone);
                if calendar.opens_at_all() { Ok(calendar) } else { Err(vec![never_opens(path)]) }
            }
            _ => Err(found),
        }
    }

    fn check_holidays(&self, path: &str, found: &mut Vec<Problem>) {
        check_count(self.holidays.len(), CALENDAR_EXCEPTIONS, "holidays", path, found);
        let mut seen = BTreeMap::new();
        for (n, holiday) in self.holidays.iter().enumerate() {
            let here = pointer(path, n);
            check_name(&holiday.name, &here, found);
            let (member, key) = match holiday.on {
                HolidayDate::Date(date) => ("date", format!("the holiday on {date}")),
                HolidayDate::Imported(date) => ("date", format!("the imported holiday on {date}")),
                HolidayDate::Yearly(day) => ("yearly", format!("the yearly holiday on {day}")),
                HolidayDate::ImportedYearly(day) => {
                    ("yearly", format!("the imported yearly holiday on {day}"))
                }
            };
            let at = pointer(&here, member);
            if let HolidayDate::Date(date) | HolidayDate::Imported(date) = holiday.on {
                check_date(date, &at, found);
            }
            check_new(&mut seen, key, &here, &at, found);
        }
    }

    fn check_breaks(&self, path: &str, found: &mut Vec<Problem>) {
        check_count(self.breaks.len(), CALENDAR_EXCEPTIONS, "breaks", path, found);
        for (n, closed) in self.breaks.iter().enumerate() {
            let here = pointer(path, n);
            check_name(&closed.name, &here, found);
            check_date(closed.date, &pointer(&here, "date"), found);
            if closed.window().is_empty() {
                found.push(empty_window(closed.window(), "break", &here));
            }
        }
    }
}

impl Calendar {
    /// Whether there is any open time: by the weekly windows, at first or once all given dates are over, or
    /// on a special day.
    fn opens_at_all(&self) -> bool {
        let table = self.table();
        let opens_after = |date: NaiveDate| {
            let noon = date.and_hms_opt(12, 0, 0).map(|noon| Timestamp::from(noon.and_utc()));
            noon.is_some_and(|noon| self.next_open(noon).is_ok())
        };
        NaiveDate::from_ymd_opt(2000, 1, 1).is_some_and(opens_after)
            || table.hours.last_date().is_some_and(opens_after)
            || table.hours.special_dates().any(|date| !table.open_on(date).is_empty())
    }
}

fn check_week(week: &Week, path: &str, found: &mut Vec<Problem>) {
    let mut placed = Vec::new();
    for (number, (name, weekday)) in (0..).zip(Week::DAYS) {
        let (windows, at) = (week.on(weekday), pointer(path, name));
        check_windows(windows, &at, found);
        placed.extend(Placed::of(windows, number, &at));
    }
    // What reaches over the end of the week reaches into its beginning.
    let week = Placed::DAY * 7;
    if let Some(last) = placed.iter().max_by_key(|placed| placed.to) {
        let reached = placed.iter().filter(|first| first.from + week < last.to);
        found.extend(reached.map(|first| first.overlaps(last)));
    }
    check_overlaps(placed, found);
}

fn check_special_days(days: &[SpecialDay], path: &str, found: &mut Vec<Problem>) {
    check_count(days.len(), CALENDAR_EXCEPTIONS, "special days", path, found);
    let mut seen = BTreeMap::new();
    let mut placed = Vec::new();
    for (n, day) in days.iter().enumerate() {
        let here = pointer(path, n);
        check_name(&day.name, &here, found);
        let date = pointer(&here, "date");
        check_date(day.date, &date, found);
        let windows = pointer(&here, "windows");
        check_windows(&day.windows, &windows, found);
        if check_new(&mut seen, format!("the special day {}", day.date), &here, &date, found) {
            placed.extend(Placed::of(&day.windows, i64::from(day.date.to_epoch_days()), &windows));
        }
    }
    check_overlaps(placed, found);
}

/// A window on the line of time, in seconds from some midnight, with the pointer to it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    from: i64,
    to: i64,
    window: String,
    path: String,
}

impl Placed {
    const DAY: i64 = 86_400;

    fn of<'a>(windows: &'a [Window], day: i64, path: &'a str) -> impl Iterator<Item = Self> + 'a {
        let whole = windows.iter().enumerate().filter(|(_, window)| !window.is_empty());
        whole.map(move |(n, window)| {
            let (from, to) = (i64::from(window.from.seconds()), i64::from(window.to.seconds()));
            let to = if to <= from { to + Self::DAY } else { to };
            let start = day * Self::DAY;
            Self { from: start + from, to: start + to, window: window.to_string(), path: pointer(path, n) }
        })
    }

    fn overlaps(&self, before: &Self) -> Problem {
        let message = format!("the window `{}` overlaps `{}` at {}", self.window, before.window, before.path);
        Problem::new(Code::BadWindow, message).at(&self.path).param("other", &before.path)
    }
}

/// Reports every window that begins before one in front of it has ended.
fn check_overlaps(mut placed: Vec<Placed>, found: &mut Vec<Problem>) {
    placed.sort();
    let mut longest: Option<Placed> = None;
    for next in placed {
        let reach = longest.as_ref().filter(|before| next.from < before.to);
        found.extend(reach.map(|before| next.overlaps(before)));
        if longest.as_ref().is_none_or(|before| before.to < next.to) {
            longest = Some(next);
        }
    }
}

fn check_windows(windows: &[Window], path: &str, found: &mut Vec<Problem>) {
    check_count(windows.len(), WINDOWS_PER_DAY, "windows on one day", path, found);
    let empty = windows.iter().enumerate().filter(|(_, window)| window.is_empty());
    found.extend(empty.map(|(n, window)| empty_window(*window, "window", &pointer(path, n))));
}

fn empty_window(window: Window, what: &str, path: &str) -> Problem {
    let hint = if window.from == ClockTime::END_OF_DAY {
        "`24:00` can only be an end; the day begins at `00:00`"
    } else {
        "the whole day is `00:00` to `24:00`"
    };
    Problem::new(Code::BadWindow, format!("the {what} `{window}` is empty")).at(path).hint(hint)
}

fn check_count(count: usize, limit: usize, what: &str, path: &str, found: &mut Vec<Problem>) {
    if count > limit {
        let message = format!("there are {count} {what}, and {limit} are allowed");
        found.push(Problem::new(Code::TooMany, message).at(path).param("limit", limit));
    }
}

fn check_name(name: &str, path: &str, found: &mut Vec<Problem>) {
    let at = || pointer(path, "name");
    if name.chars().nth(CALENDAR_ENTRY_NAME_CHARS).is_some() {
        let message = format!("the name is longer than {CALENDAR_ENTRY_NAME_CHARS} characters");
        found.push(Problem::new(Code::TooLong, message).at(at()).param("limit", CALENDAR_ENTRY_NAME_CHARS));
    }
    if name.chars().any(char::is_control) {
        found.push(Problem::new(Code::BadText, "the name holds a control character").at(at()));
    }
}

fn check_date(date: NaiveDate, path: &str, found: &mut Vec<Problem>) {
    if !(0..=9_999).contains(&date.year()) {
        let message = format!("`{date}` is not in the years 0000 to 9999");
        found.push(Problem::new(Code::OutOfRange, message).at(path));
    }
}

/// Whether this is the first entry of its key; a second one is a problem.
fn check_new(
    seen: &mut BTreeMap<String, String>,
    key: String,
    entry: &str,
    path: &str,
    found: &mut Vec<Problem>,
) -> bool {
    let Some(first) = seen.get(&key) else {
        seen.insert(key, entry.to_owned());
        return true;
    };
    let message = format!("{key} is given twice, first at {first}");
    found.push(Problem::new(Code::Duplicate, message).at(path).param("first", first));
    false
}

fn never_opens(path: &str) -> Problem {
    Problem::new(Code::NeverOpens, "the calendar is never open")
        .at(path)
        .hint("give windows to a weekday or to a special day that no holiday or break takes away")
}
