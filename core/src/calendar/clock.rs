//! The small values of a calendar document: a reading of a clock, a window between two, a day of every year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::{as_text, shortened};

/// What a clock on the wall shows, from `00:00` to `24:00`, in whole seconds.
///
/// As text it is `HH:MM` or `HH:MM:SS`; `24:00` is the end of the day and can only end a window.
///
/// ```
/// use ticketkit::calendar::ClockTime;
/// let opening: ClockTime = "09:30".parse()?;
/// assert_eq!(opening.seconds(), 34_200);
/// assert!("24:01".parse::<ClockTime>().is_err());
/// # Ok::<(), ticketkit::calendar::NotClockText>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u32);

impl ClockTime {
    /// 00:00, the beginning of a day.
    pub const START_OF_DAY: Self = Self(0);
    /// 24:00, the end of a day.
    pub const END_OF_DAY: Self = Self(86_400);

    /// The reading `seconds` after 00:00; `None` beyond 24:00.
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds > Self::END_OF_DAY.0 { None } else { Some(Self(seconds)) }
    }

    /// Seconds on the clock since 00:00: 0 to 86,400.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hours:02}:{minutes:02}")?;
        if seconds > 0 { write!(f, ":{seconds:02}") } else { Ok(()) }
    }
}

impl fmt::Debug for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ClockTime {
    type Err = NotClockText;

    fn from_str(text: &str) -> Result<Self, NotClockText> {
        let refused = || NotClockText::Reading { text: shortened(text) };
        let mut parts = text.split(':');
        let mut next = |limit| parts.next().and_then(|part| two_digits(part, limit));
        let (hours, minutes) = (next(24).ok_or_else(refused)?, next(59).ok_or_else(refused)?);
        let seconds = if text.len() > 5 { next(59).ok_or_else(refused)? } else { 0 };
        let read = Self::from_seconds(hours * 3_600 + minutes * 60 + seconds);
        if parts.next().is_none() { read.ok_or_else(refused) } else { Err(refused()) }
    }
}

/// From one reading of the clock to another; closed at the second.
///
/// A window whose end is not after its start runs past midnight: `22:00`-`06:00` is `22:00`-`24:00` and
/// `00:00`-`06:00` of the next day. The whole day is `00:00`-`24:00`. In JSON it is a pair:
/// `["09:00", "17:00"]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(ClockTime, ClockTime)", into = "(ClockTime, ClockTime)")]
pub struct Window {
    /// The first reading that lies in the window.
    pub from: ClockTime,
    /// The first reading that no longer does.
    pub to: ClockTime,
}

impl Window {
    /// 00:00 to 24:00.
    pub const WHOLE_DAY: Self = Self { from: ClockTime::START_OF_DAY, to: ClockTime::END_OF_DAY };

    /// Whether no reading lies in the window, which a calendar's check refuses: both ends are the same, or
    /// the window begins at the end of the day.
    pub fn is_empty(self) -> bool {
        self.from == self.to || self.from == ClockTime::END_OF_DAY
    }

    /// Whether part of it lies on the day after the one that it begins on.
    pub fn is_past_midnight(self) -> bool {
        self.to < self.from && self.to > ClockTime::START_OF_DAY
    }
}

impl From<(ClockTime, ClockTime)> for Window {
    fn from((from, to): (ClockTime, ClockTime)) -> Self {
        Self { from, to }
    }
}

impl From<Window> for (ClockTime, ClockTime) {
    fn from(window: Window) -> Self {
        (window.from, window.to)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A day of every year, as text `MM-DD`. `02-29` only comes in leap years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayOfYear {
    month: u32,
    day: u32,
}

impl DayOfYear {
    /// The `day`-th of the `month`-th month; `None` when no year has it.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(2000, month, day).map(Self::of)
    }

    /// The day of the year that `date` is.
    pub fn of(date: NaiveDate) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

impl fmt::Display for DayOfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl fmt::Debug for DayOfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DayOfYear {
    type Err = NotClockText;

    fn from_str(text: &str) -> Result<Self, NotClockText> {
        text.split_once('-')
            .and_then(|(month, day)| Self::new(two_digits(month, 12)?, two_digits(day, 31)?))
            .ok_or_else(|| NotClockText::DayOfYear { text: shortened(text) })
    }
}

as_text!(ClockTime);
as_text!(DayOfYear);

/// Why a text is not a reading of a clock, or not a day of every year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotClockText {
    /// The text is not a reading of a clock.
    #[error("`{text}` is not a clock time from `00:00` to `24:00`")]
    Reading {
        /// The text, cut to 40 characters.
        text: String,
    },
    /// The text is not a month and a day of it.
    #[error("`{text}` is not a day of the year such as `12-25`")]
    DayOfYear {
        /// The text, cut to 40 characters.
        text: String,
    },
}

fn two_digits(text: &str, limit: u32) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_read_and_write() {
        for text in ["00:00", "09:30", "17:30:15", "23:59:59", "24:00"] {
            assert_eq!(text.parse::<ClockTime>().unwrap().to_string(), text);
        }
        assert_eq!("08:00:00".parse::<ClockTime>().unwrap().to_string(), "08:00");
        for text in [
            "",
            "9:00",
            "09",
            "09:60",
            "24:01",
            "24:00:01",
            "09:00:",
            "09:00:00:00",
            "+9:00",
            "09:0a",
            "٠٩:٠٠",
        ] {
            assert!(text.parse::<ClockTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_of_the_year_is_one_that_some_year_has() {
        assert_eq!("02-29".parse::<DayOfYear>().unwrap().to_string(), "02-29");
        for text in ["", "02-30", "13-01", "00-10", "2-9", "0229", "12-25-"] {
            assert!(text.parse::<DayOfYear>().is_err(), "{text}");
        }
    }

    #[test]
    fn windows_know_how_they_lie_to_midnight() {
        let window = |from: &str, to: &str| Window { from: from.parse().unwrap(), to: to.parse().unwrap() };
        assert!(window("22:00", "06:00").is_past_midnight());
        assert!(!window("22:00", "00:00").is_past_midnight());
        assert!(!window("22:00", "24:00").is_past_midnight());
        assert!(window("10:00", "10:00").is_empty());
        assert!(window("24:00", "06:00").is_empty());
        assert!(!Window::WHOLE_DAY.is_empty());
    }
}
