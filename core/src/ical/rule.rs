//! The rules by which an event comes again, as far as they are about days of the year.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

use super::moment::Moment;
use crate::error::excerpt;

/// `RRULE:FREQ=YEARLY` with the parts that say on which days of a year.
#[derive(Debug)]
pub(crate) struct YearlyRule {
    interval: usize,
    end: End,
    months: BTreeSet<i32>,
    /// Days of the month; from its end when negative.
    month_days: BTreeSet<i32>,
    /// Which one of this weekday in the month or year, from its end when negative; 0 for every one.
    weekdays: BTreeSet<(i32, u32)>,
}

#[derive(Debug)]
enum End {
    Never,
    /// After so many times, the first among them.
    Count(u32),
    /// After this date.
    Until(NaiveDate),
}

/// Why a rule is none that is followed here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoRule {
    /// It is no rule at all: a sentence that says why.
    Malformed(String),
    /// It has this part, which is about something else than days of a year.
    Other(String),
}

impl YearlyRule {
    /// The rule that an `RRULE` says.
    pub(crate) fn read(text: &str) -> Result<Self, NoRule> {
        let none = BTreeSet::new;
        let mut rule = Self {
            interval: 1,
            end: End::Never,
            months: none(),
            month_days: none(),
            weekdays: BTreeSet::new(),
        };
        let mut yearly = false;
        for part in text.trim_end_matches(';').split(';') {
            let malformed = || NoRule::Malformed(format!("`{}` is no part of a rule", excerpt(part)));
            let (name, value) = part.split_once('=').ok_or_else(malformed)?;
            let value = value.to_ascii_uppercase();
            let number = || value.parse::<u32>().ok().filter(|number| *number > 0).ok_or_else(malformed);
            let list = |least, most| numbers(&value, least, most).ok_or_else(malformed);
            match name.to_ascii_uppercase().as_str() {
                "FREQ" if value == "YEARLY" => yearly = true,
                "FREQ" | "BYSETPOS" | "BYYEARDAY" | "BYWEEKNO" | "BYHOUR" | "BYMINUTE" | "BYSECOND"
                | "RSCALE" | "SKIP" => return Err(NoRule::Other(excerpt(part))),
                "INTERVAL" => rule.interval = usize::try_from(number()?).map_err(|_| malformed())?,
                "COUNT" => rule.end = End::Count(number()?),
                "UNTIL" => rule.end = End::Until(Moment::read(&value).ok_or_else(malformed)?.date()),
                "BYMONTH" => rule.months = list(1, 12)?,
                "BYMONTHDAY" => rule.month_days = list(-31, 31)?,
                "BYDAY" => {
                    rule.weekdays =
                        value.split(',').map(weekday).collect::<Option<_>>().ok_or_else(malformed)?;
                }
                // Which day a week begins with says nothing about days of a year.
                "WKST" => {}
                _ => return Err(malformed()),
            }
        }
        if yearly { Ok(rule) } else { Err(NoRule::Malformed("the rule has no `FREQ`".to_owned())) }
    }

    /// Whether the rule is the day of `start` in every year from then on.
    pub(crate) fn is_same_day_for_ever(&self, start: NaiveDate) -> bool {
        let only = |list: &BTreeSet<i32>, number: u32| list.iter().all(|n| u32::try_from(*n) == Ok(number));
        self.interval == 1
            && matches!(self.end, End::Never)
            && self.weekdays.is_empty()
            && only(&self.months, start.month())
            && only(&self.month_days, start.day())
    }

    /// The dates in `years` on which an event comes whose first date is `start`. `looks` counts down the days that may
    /// still be looked at; `None` when they are used up.
    pub(crate) fn dates(
        &self,
        start: NaiveDate,
        years: &RangeInclusive<i32>,
        looks: &mut usize,
    ) -> Option<Vec<NaiveDate>> {
        let mut dates = Vec::new();
        let mut left = match self.end {
            End::Count(count) => count,
            End::Never | End::Until(_) => u32::MAX,
        };
        for year in (start.year()..=*years.end()).step_by(self.interval) {
            if matches!(self.end, End::Never | End::Until(_)) && year < *years.start() {
                continue;
            }
            *looks = looks.checked_sub(366)?;
            let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { break };
            for date in first.iter_days().take_while(|date| date.year() == year) {
                if date < start || (date != start && !self.fits(date, start)) {
                    continue;
                }
                if left == 0 || matches!(self.end, End::Until(last) if last < date) {
                    return Some(dates);
                }
                left -= 1;
                if years.contains(&year) {
                    dates.push(date);
                }
            }
        }
        Some(dates)
    }

    fn fits(&self, date: NaiveDate, start: NaiveDate) -> bool {
        let (day, length) = (number(date.day()), number(days_of_month(date)));
        let month_fits = if self.months.is_empty() {
            !(self.month_days.is_empty() && self.weekdays.is_empty()) || date.month() == start.month()
        } else {
            self.months.contains(&number(date.month()))
        };
        let day_fits = if self.month_days.is_empty() {
            !self.weekdays.is_empty() || date.day() == start.day()
        } else {
            self.month_days.contains(&day) || self.month_days.contains(&(day - length - 1))
        };
        month_fits && day_fits && (self.weekdays.is_empty() || self.weekday_fits(date))
    }

    fn weekday_fits(&self, date: NaiveDate) -> bool {
        // Counted within the month when the rule names months, within the year otherwise.
        let (day, length) = if self.months.is_empty() {
            (number(date.ordinal()), if date.leap_year() { 366 } else { 365 })
        } else {
            (number(date.day()), number(days_of_month(date)))
        };
        let (from_begin, from_end) = ((day - 1) / 7 + 1, -((length - day) / 7 + 1));
        let weekday = date.weekday().num_days_from_monday();
        [0, from_begin, from_end].iter().any(|which| self.weekdays.contains(&(*which, weekday)))
    }
}

fn number(day: u32) -> i32 {
    i32::try_from(day).unwrap_or(0)
}

fn days_of_month(date: NaiveDate) -> u32 {
    u32::from(date.num_days_in_month())
}

/// A list of numbers between two others, none of them 0.
fn numbers(text: &str, least: i32, most: i32) -> Option<BTreeSet<i32>> {
    let number = |text: &str| text.parse().ok().filter(|n: &i32| *n != 0 && (least..=most).contains(n));
    text.split(',').map(number).collect()
}

/// `MO`, `1MO` or `-1MO`.
fn weekday(text: &str) -> Option<(i32, u32)> {
    let (which, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let weekday = names.iter().position(|known| *known == name)?;
    let weekday = Weekday::try_from(u8::try_from(weekday).ok()?).ok()?.num_days_from_monday();
    if which.is_empty() {
        return Some((0, weekday));
    }
    let which: i32 = which.parse().ok()?;
    (which != 0 && (-53..=53).contains(&which)).then_some((which, weekday))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(rule: &str, start: &str, years: RangeInclusive<i32>) -> String {
        let rule = YearlyRule::read(rule).unwrap();
        let dates = rule.dates(start.parse().unwrap(), &years, &mut 100_000).unwrap();
        dates.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rules_of_known_holidays_give_their_dates() {
        for (rule, start, expected) in [
            ("FREQ=YEARLY", "2020-12-25", "2026-12-25 2027-12-25 2028-12-25"),
            ("FREQ=YEARLY", "2020-02-29", "2028-02-29"),
            ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;", "2020-12-25", "2026-12-25 2027-12-25 2028-12-25"),
            // In the United States Thanksgiving, Memorial Day and the election of a president; in Saxony the day of prayer.
            ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "1998-11-26", "2026-11-26 2027-11-25 2028-11-23"),
            ("FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5", "1998-05-25", "2026-05-25 2027-05-31 2028-05-29"),
            (
                "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                "1996-11-05",
                "2028-11-07",
            ),
            (
                "FREQ=YEARLY;BYMONTH=11;BYDAY=WE;BYMONTHDAY=16,17,18,19,20,21,22",
                "1995-11-22",
                "2026-11-18 2027-11-17 2028-11-22",
            ),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2020-02-29", "2026-02-28 2027-02-28 2028-02-29"),
            ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "2026-05-18 2027-05-17 2028-05-15"),
            ("FREQ=YEARLY;BYDAY=-1SU", "2020-12-27", "2026-12-27 2027-12-26 2028-12-31"),
            ("FREQ=YEARLY;COUNT=3", "2025-01-06", "2026-01-06 2027-01-06"),
            ("FREQ=YEARLY;INTERVAL=2;COUNT=3", "2022-01-06", "2026-01-06"),
            ("FREQ=YEARLY;UNTIL=20270105", "2025-01-06", "2026-01-06"),
            ("FREQ=YEARLY;UNTIL=20270106T000000Z;WKST=SU", "2025-01-06", "2026-01-06 2027-01-06"),
            ("FREQ=YEARLY;INTERVAL=5", "2017-01-06", "2027-01-06"),
            (
                "freq=yearly;bymonth=1,7",
                "2026-01-06",
                "2026-01-06 2026-07-06 2027-01-06 2027-07-06 2028-01-06 2028-07-06",
            ),
            // The first date counts though the rule would not have it.
            ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;COUNT=2", "2026-04-30", "2026-04-30 2026-05-01"),
        ] {
            assert_eq!(dates(rule, start, 2026..=2028), expected, "{rule}");
        }
    }

    #[test]
    fn only_the_same_day_for_ever_is_a_yearly_holiday() {
        let start = "2020-12-25".parse().unwrap();
        let fixed = |rule: &str| YearlyRule::read(rule).unwrap().is_same_day_for_ever(start);
        assert!(fixed("FREQ=YEARLY") && fixed("FREQ=YEARLY;INTERVAL=1;BYMONTHDAY=25;BYMONTH=12;WKST=MO"));
        for rule in ["COUNT=9", "UNTIL=20300101", "INTERVAL=2", "BYDAY=FR", "BYMONTH=12,6", "BYMONTHDAY=-7"] {
            assert!(!fixed(&format!("FREQ=YEARLY;{rule}")), "{rule}");
        }
    }

    #[test]
    fn what_is_no_rule_of_a_year_says_so() {
        for (rule, part) in [
            ("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY"),
            ("FREQ=YEARLY;BYSETPOS=-1;BYDAY=MO", "BYSETPOS=-1"),
            ("FREQ=YEARLY;BYYEARDAY=100", "BYYEARDAY=100"),
        ] {
            assert_eq!(YearlyRule::read(rule).unwrap_err(), NoRule::Other(part.to_owned()));
        }
        for rule in [
            "",
            "FREQ",
            "INTERVAL=2",
            "FREQ=YEARLY;INTERVAL=0",
            "FREQ=YEARLY;COUNT=-1",
            "FREQ=YEARLY;UNTIL=soon",
            "FREQ=YEARLY;BYMONTH=13",
            "FREQ=YEARLY;BYMONTH=-1",
            "FREQ=YEARLY;BYMONTHDAY=0",
            "FREQ=YEARLY;BYDAY=XX",
            "FREQ=YEARLY;BYDAY=0MO",
            "FREQ=YEARLY;BYDAY=M",
            "FREQ=YEARLY;BYDAY=Ä",
            "FREQ=YEARLY;ODD=1",
            "FREQ=YEARLY;;COUNT=1",
        ] {
            assert!(matches!(YearlyRule::read(rule), Err(NoRule::Malformed(_))), "{rule}");
        }
    }

    #[test]
    fn a_rule_ends_where_too_many_days_are_looked_at() {
        let rule = YearlyRule::read("FREQ=YEARLY;COUNT=100000").unwrap();
        let start = "0001-01-01".parse().unwrap();
        assert_eq!(rule.dates(start, &(2026..=2028), &mut 10_000), None);
        assert_eq!(rule.dates(start, &(2026..=2028), &mut 1_000_000).unwrap().len(), 3);
    }
}
