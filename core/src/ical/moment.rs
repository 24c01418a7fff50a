//! Dates and times as iCalendar writes them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::time::Timestamp;

/// What a property such as `DTSTART` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `20261225`: a date.
    Date(NaiveDate),
    /// `20261225T090000`: what the clock shows, in the zone that the property names, or in any.
    Local(NaiveDateTime),
    /// `20261225T070000Z`: an instant.
    Instant(Timestamp),
}

impl Moment {
    /// The moment that a text says; `None` when it is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let [year, month, day] = numbers(date, [4, 2, 2])?;
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        let Some(time) = time else { return Some(Self::Date(date)) };
        let (time, in_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
        let [hour, minute, second] = numbers(time, [2, 2, 2])?;
        // A leap second is written as the 61st of its minute.
        let time = NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60)?;
        let reading = date.and_time(time);
        Some(if in_utc { Self::Instant(reading.and_utc().into()) } else { Self::Local(reading) })
    }

    /// Its date: that on the clock, or in UTC.
    pub fn date(self) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Local(reading) => reading.date(),
            Self::Instant(instant) => instant.to_datetime().date_naive(),
        }
    }

    /// Whether a day begins then, for whoever is there.
    pub(crate) fn begins_a_day(self) -> bool {
        match self {
            Self::Date(_) => true,
            Self::Local(reading) => reading.num_seconds_from_midnight() == 0,
            Self::Instant(_) => false,
        }
    }
}

/// How many days a duration is that is whole days or weeks, such as `P2D` or `P1W`; `None` for any other text.
pub(crate) fn whole_days(text: &str) -> Option<u32> {
    let text = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (number, days) =
        text.strip_suffix('D').map(|days| (days, 1)).or(text.strip_suffix('W').map(|weeks| (weeks, 7)))?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number.parse::<u32>().ok()?.checked_mul(days)
}

/// The numbers that a text of digits consists of, each so many digits long.
fn numbers<const N: usize>(mut text: &str, lengths: [usize; N]) -> Option<[u32; N]> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) || text.len() != lengths.iter().sum::<usize>() {
        return None;
    }
    let mut numbers = [0; N];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let (digits, rest) = text.split_at_checked(length)?;
        *number = digits.parse().ok()?;
        text = rest;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_a_reading_and_an_instant_are_told_apart() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 25).unwrap();
        assert_eq!(Moment::read("20261225"), Some(Moment::Date(date)));
        assert_eq!(Moment::read("20261225T093000"), Some(Moment::Local(date.and_hms_opt(9, 30, 0).unwrap())));
        let instant = "2026-12-25T07:00:59Z".parse().unwrap();
        assert_eq!(Moment::read("20261225T070060Z"), Some(Moment::Instant(instant)));
        for wrong in
            ["", "2026122", "202612255", "20261325", "20260229", "2026-12-25", "20261225T", "20261225T0930"]
        {
            assert_eq!(Moment::read(wrong), None, "{wrong}");
        }
        for wrong in
            ["20261225T250000", "20261225T000061Z", "20261225t000000", "+0261225", "２０２６1225", "T", "TT"]
        {
            assert_eq!(Moment::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whole_days_are_days_or_weeks() {
        assert_eq!(
            (whole_days("P1D"), whole_days("+P10D"), whole_days("P2W")),
            (Some(1), Some(10), Some(14))
        );
        for wrong in ["", "P", "PD", "-P1D", "P1", "PT24H", "P1DT1H", "P-1D", "P9999999999D", "P4294967295W"]
        {
            assert_eq!(whole_days(wrong), None, "{wrong}");
        }
    }
}
