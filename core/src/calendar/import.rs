//! Holidays from an iCalendar text, such as those that public authorities give out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use super::clock::DayOfYear;
use super::spec::{CalendarSpec, Holiday, HolidayDate};
use crate::error::{Code, Error, Problem, Result, excerpt};
use crate::ical::{self, Component, Moment, NoRule, Property, YearlyRule, of_line};
use crate::limits::{
    CALENDAR_ENTRY_NAME_CHARS, CALENDAR_EXCEPTIONS, ICAL_EVENT_DAYS, ICAL_RULE_DAYS, ICAL_YEARS, PROBLEMS,
};

/// What an import did to a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Imported {
    /// The holidays that were imported: those of every year first, then those on one date, each by the date.
    pub holidays: Vec<Holiday>,
    /// How many holidays of an earlier import they took the place of.
    pub replaced: usize,
    /// The events that are not among the holidays, or not with all their dates, in their order in the text.
    pub left_out: Vec<LeftOut>,
}

/// An event from which no holiday was taken, or not on all its dates. As text it is a sentence:
/// `line 12, "Carnival": the event is cancelled`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// The line of the text that the event begins on, from 1.
    pub line: usize,
    /// What the event is called; may be empty.
    pub name: String,
    /// Why it was left out.
    pub why: WhyLeftOut,
}

/// Why an event was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum WhyLeftOut {
    /// It does not last from midnight to midnight.
    NotAllDay,
    /// Its status says so.
    Cancelled,
    /// It falls on no date in the years that were asked for.
    OtherYears,
    /// The calendar, or an event before it, has a holiday on this date already.
    AlreadyThere {
        /// The first of the dates.
        date: NaiveDate,
    },
    /// It comes again by a rule that is not about days of a year.
    Rule {
        /// The part of the rule that is not followed, such as `FREQ=MONTHLY`.
        part: String,
    },
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, \"{}\": ", self.line, self.name)?;
        match &self.why {
            WhyLeftOut::NotAllDay => f.write_str("the event does not last all day"),
            WhyLeftOut::Cancelled => f.write_str("the event is cancelled"),
            WhyLeftOut::OtherYears => f.write_str("the event is in none of the years"),
            WhyLeftOut::AlreadyThere { date } => write!(f, "there is a holiday on {date} already"),
            WhyLeftOut::Rule { part } => {
                write!(f, "the event comes again by `{part}`, which is not followed")
            }
        }
    }
}

impl CalendarSpec {
    /// Takes the holidays of these years from an iCalendar text, in place of those of an earlier import. Holidays that
    /// were written by hand stay, and go before imported ones on the same date.
    ///
    /// A holiday is every date of an event that lasts all day. One that comes on the same day of every year for ever,
    /// since before these years, becomes a yearly holiday; one that comes by another rule of a year, or on dates that
    /// are given, becomes a holiday on each of them. Whether an event says that one is busy (`TRANSP`) makes no
    /// difference: public holidays are given out either way. Long names are cut. Several calendars may stand in the
    /// text one after the other.
    ///
    /// ```
    /// use ticketkit::calendar::{CalendarSpec, HolidayDate};
    ///
    /// let mut spec = CalendarSpec::new("America/New_York");
    /// let text = "BEGIN:VCALENDAR\nVERSION:2.0\n\
    ///     BEGIN:VEVENT\nSUMMARY:New Year\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=YEARLY\nEND:VEVENT\n\
    ///     BEGIN:VEVENT\nSUMMARY:Thanksgiving\nDTSTART;VALUE=DATE:20201126\n\
    ///     RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nEND:VEVENT\n\
    ///     BEGIN:VEVENT\nSUMMARY:Fireworks\nDTSTART:20260704T210000\nEND:VEVENT\n\
    ///     END:VCALENDAR\n";
    /// let imported = spec.import_holidays(text, 2026..=2027)?;
    ///
    /// let on: Vec<HolidayDate> = spec.holidays.iter().map(|holiday| holiday.on).collect();
    /// assert_eq!(on, [
    ///     HolidayDate::ImportedYearly("01-01".parse().unwrap()),
    ///     HolidayDate::Imported("2026-11-26".parse().unwrap()),
    ///     HolidayDate::Imported("2027-11-25".parse().unwrap()),
    /// ]);
    /// assert_eq!(imported.left_out[0].to_string(), "line 13, \"Fireworks\": the event does not last all day");
    /// # Ok::<(), ticketkit::Error>(())
    /// ```
    ///
    /// # Errors
    /// Whatever is wrong with the text, each with its line as a path (`/lines/12`): it is not iCalendar, an event has no
    /// date or one that cannot be read, a limit is exceeded; years that are not in 0 to 9999, or more of them than
    /// [`limits::ICAL_YEARS`](ICAL_YEARS); no holiday at all. Then the calendar stays as it is.
    pub fn import_holidays(&mut self, text: &str, years: RangeInclusive<i32>) -> Result<Imported> {
        check_years(&years)?;
        let (calendars, problems) = ical::parse(text);
        let mut reading =
            Reading { years, looks: ICAL_RULE_DAYS, taken: Vec::new(), left_out: Vec::new(), problems };
        for calendar in &calendars {
            reading.calendar(calendar);
        }
        let by_hand: Vec<&Holiday> =
            self.holidays.iter().filter(|holiday| !holiday.on.is_imported()).collect();
        let holidays = reading.apart_from(&by_hand);
        let Reading { mut left_out, mut problems, .. } = reading;
        left_out.sort_by_key(|event| event.line);
        let count = by_hand.len() + holidays.len();
        if count > CALENDAR_EXCEPTIONS {
            let message =
                format!("the calendar would have {count} holidays, and {CALENDAR_EXCEPTIONS} are allowed");
            problems.push(Problem::new(Code::TooMany, message).param("limit", CALENDAR_EXCEPTIONS));
        } else if holidays.is_empty() && problems.is_empty() {
            problems.push(no_holiday(&left_out));
        }
        problems.truncate(PROBLEMS);
        if let Some(error) = Error::of(problems) {
            return Err(error);
        }
        let before = self.holidays.len();
        self.holidays.retain(|holiday| !holiday.on.is_imported());
        let replaced = before - self.holidays.len();
        self.holidays.extend(holidays.iter().cloned());
        Ok(Imported { holidays, replaced, left_out })
    }
}

fn check_years(years: &RangeInclusive<i32>) -> Result<()> {
    let told = format!("{} to {}", years.start(), years.end());
    let message = if *years.start() < 0 || *years.end() > 9_999 {
        format!("the years {told} are not in 0000 to 9999")
    } else if years.is_empty() {
        format!("there is no year from {told}")
    } else if years.clone().count() > ICAL_YEARS {
        format!("{told} are more than {ICAL_YEARS} years")
    } else {
        return Ok(());
    };
    Err(Problem::new(Code::OutOfRange, message).at("/years").into())
}

/// An import that would leave the calendar without holidays is a mistake: the wrong text, or the wrong years.
fn no_holiday(left_out: &[LeftOut]) -> Problem {
    let problem = Problem::new(Code::Missing, "there is no holiday of these years in the text");
    match left_out {
        [] => problem.hint("it has no event at all"),
        [first, ..] => problem.hint(format!("of {} events the first: {first}", left_out.len())),
    }
}

/// A holiday in the text, with the line of its event and a date that it falls on.
struct Taken {
    line: usize,
    date: NaiveDate,
    holiday: Holiday,
}

struct Reading {
    years: RangeInclusive<i32>,
    /// Days that may still be looked at for rules.
    looks: usize,
    taken: Vec<Taken>,
    left_out: Vec<LeftOut>,
    problems: Vec<Problem>,
}

impl Reading {
    fn calendar(&mut self, calendar: &Component) {
        let events = || calendar.components.iter().filter(|component| component.name == "VEVENT");
        // The dates of a rule that have events of their own, by the uid that these share with it.
        let mut moved = BTreeMap::<&str, BTreeSet<NaiveDate>>::new();
        for (event, instance) in events().filter_map(|event| Some((event, event.property("RECURRENCE-ID")?)))
        {
            if let (Some(uid), Some(moment)) = (event.property("UID"), instance.moment()) {
                moved.entry(&uid.value).or_default().insert(moment.date());
            }
        }
        for event in events() {
            let uid = event.property("UID").filter(|_| event.property("RECURRENCE-ID").is_none());
            let moved = uid.and_then(|uid| moved.get(uid.value.as_str())).cloned().unwrap_or_default();
            if let Some(why) = self.event(event, moved) {
                self.left_out.push(LeftOut { line: event.line, name: name_of(event), why });
            }
        }
    }

    /// Takes the holidays of one event, but for the dates of its rules that have events of their own.
    fn event(&mut self, event: &Component, moved: BTreeSet<NaiveDate>) -> Option<WhyLeftOut> {
        if event.text("STATUS").eq_ignore_ascii_case("CANCELLED") {
            return Some(WhyLeftOut::Cancelled);
        }
        let wrong = self.problems.len();
        let extent = self.keep(extent(event)).flatten();
        let (mut dates, mut except) = (BTreeSet::new(), moved);
        for property in event.all("EXDATE") {
            except.extend(self.keep(listed(property)).into_iter().flatten());
        }
        for property in event.all("RDATE") {
            dates.extend(self.keep(listed(property)).into_iter().flatten());
        }
        let mut rules = Vec::new();
        let mut other = None;
        for property in event.all("RRULE") {
            match YearlyRule::read(&property.value) {
                Ok(rule) => rules.push((property.line, rule)),
                Err(NoRule::Other(part)) => other = Some(WhyLeftOut::Rule { part }),
                Err(NoRule::Malformed(message)) => {
                    self.problems.push(of_line(Code::Malformed, property.line, message));
                }
            }
        }
        if self.problems.len() > wrong {
            return None;
        }
        let Some((start, days)) = extent else { return Some(WhyLeftOut::NotAllDay) };
        if other.is_some() {
            return other;
        }
        if rules.is_empty() {
            dates.insert(start);
        }
        let last = start.checked_add_days(Days::new(days - 1)).unwrap_or(start);
        let is_yearly = |rule: &YearlyRule| {
            let since_before = last.year() <= *self.years.start();
            since_before
                && except.is_empty()
                && rule.is_same_day_for_ever(start)
                && is_same_every_year(start, days)
        };
        let every_year = rules.iter().any(|(_, rule)| is_yearly(rule));
        rules.retain(|(_, rule)| !is_yearly(rule));
        // Days of an event that begins in the year before reach into the first.
        let years = *self.years.start() - 1..=*self.years.end();
        for (line, rule) in rules {
            let Some(by_rule) = rule.dates(start, &years, &mut self.looks) else {
                let message =
                    format!("for the rules more than {ICAL_RULE_DAYS} days would have to be looked at");
                self.problems.push(of_line(Code::TooMany, line, message).param("limit", ICAL_RULE_DAYS));
                return None;
            };
            dates.extend(by_rule);
        }
        let name = name_of(event);
        let before = self.taken.len();
        let mut take = |date, on| {
            self.taken.push(Taken { line: event.line, date, holiday: Holiday { on, name: name.clone() } });
        };
        if every_year {
            days_from(start, days)
                .for_each(|date| take(date, HolidayDate::ImportedYearly(DayOfYear::of(date))));
        }
        let dates = dates.difference(&except).flat_map(|first| days_from(*first, days));
        let dates = dates.filter(|date| self.years.contains(&date.year()));
        dates.for_each(|date| take(date, HolidayDate::Imported(date)));
        (self.taken.len() == before).then_some(WhyLeftOut::OtherYears)
    }

    /// What was read; nothing when it could not be, and what was wrong is noted.
    fn keep<T>(&mut self, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    /// What was taken, but for that which is a holiday already; those of every year first.
    fn apart_from(&mut self, by_hand: &[&Holiday]) -> Vec<Holiday> {
        let (mut dates, mut yearly) = (BTreeSet::new(), BTreeSet::new());
        let mut is_new = |on: HolidayDate| match on {
            HolidayDate::Date(date) | HolidayDate::Imported(date) => {
                !yearly.contains(&DayOfYear::of(date)) && dates.insert(date)
            }
            HolidayDate::Yearly(day) | HolidayDate::ImportedYearly(day) => yearly.insert(day),
        };
        for holiday in by_hand {
            is_new(holiday.on);
        }
        let mut taken = std::mem::take(&mut self.taken);
        taken.sort_by_key(|taken| match taken.holiday.on {
            HolidayDate::Yearly(day) | HolidayDate::ImportedYearly(day) => (None, Some(day)),
            HolidayDate::Date(date) | HolidayDate::Imported(date) => (Some(date), None),
        });
        let mut holidays = Vec::with_capacity(taken.len());
        let mut told = BTreeSet::new();
        for Taken { line, date, holiday } in taken {
            if is_new(holiday.on) {
                holidays.push(holiday);
            } else if told.insert(line) {
                self.left_out.push(LeftOut {
                    line,
                    name: holiday.name,
                    why: WhyLeftOut::AlreadyThere { date },
                });
            }
        }
        holidays
    }
}

/// The first day of an event, and how many days it lasts; `None` when it does not last all day.
fn extent(event: &Component) -> Result<Option<(NaiveDate, u64)>, Problem> {
    let Some(begin) = event.property("DTSTART") else {
        return Err(of_line(Code::Missing, event.line, "the event has no `DTSTART`"));
    };
    let start = moment(begin)?;
    let is_date = matches!(start, Moment::Date(_));
    let days = if let Some(end) = event.property("DTEND") {
        let until = moment(end)?;
        let days = until.date().signed_duration_since(start.date()).num_days();
        if days < 0 {
            let message = format!("the event ends on {}, and begins on {}", until.date(), start.date());
            return Err(of_line(Code::OutOfRange, end.line, message));
        }
        // That a day ends when it begins is wrong, common, and can only mean one thing.
        let days = if is_date { days.max(1) } else { days };
        until.begins_a_day().then_some(days)
    } else if let Some(duration) = event.property("DURATION") {
        let days = ical::whole_days(&duration.value).map(i64::from);
        if is_date && days.is_none() {
            let message = format!("`{}` is not a duration of whole days", excerpt(&duration.value));
            return Err(of_line(Code::Malformed, duration.line, message).hint("write `P1D` for one day"));
        }
        days
    } else {
        is_date.then_some(1)
    };
    match days.filter(|days| start.begins_a_day() && *days > 0) {
        None => Ok(None),
        Some(days) if days > i64::from(ICAL_EVENT_DAYS) => {
            let message = format!("the event lasts {days} days, and {ICAL_EVENT_DAYS} are allowed");
            Err(of_line(Code::OutOfRange, event.line, message).param("limit", ICAL_EVENT_DAYS))
        }
        Some(days) => Ok(u64::try_from(days).ok().map(|days| (start.date(), days))),
    }
}

fn moment(property: &Property) -> Result<Moment, Problem> {
    property.moment().ok_or_else(|| no_moment(property, &property.value))
}

/// The dates in a list of dates, moments or periods.
fn listed(property: &Property) -> Result<Vec<NaiveDate>, Problem> {
    let date = |text: &str| {
        let begin = text.split('/').next().and_then(Moment::read);
        begin.map(Moment::date).ok_or_else(|| no_moment(property, text))
    };
    property.value.split(',').map(date).collect()
}

fn no_moment(property: &Property, text: &str) -> Problem {
    let message =
        format!("`{}` is not a date or a time, as `{}` wants it", excerpt(text), excerpt(&property.name));
    of_line(Code::Malformed, property.line, message).hint("write a date such as `20261225`")
}

/// What an event is called, on one line and not too long for a holiday.
fn name_of(event: &Component) -> String {
    let summary = event.text("SUMMARY").replace(char::is_control, " ");
    let name = summary.split_whitespace().collect::<Vec<_>>().join(" ");
    name.chars().take(CALENDAR_ENTRY_NAME_CHARS).collect()
}

/// Whether so many days are the same days of every year: none of them comes after 28 February.
fn is_same_every_year(start: NaiveDate, days: u64) -> bool {
    days_from(start, days - 1).all(|date| (date.month(), date.day()) < (2, 28) || date.month() > 2)
}

/// So many days, the first of them `start`.
fn days_from(start: NaiveDate, days: u64) -> impl Iterator<Item = NaiveDate> {
    (0..days).filter_map(move |n| start.checked_add_days(Days::new(n)))
}
