//! Instants and spans, in whole milliseconds, and where the present time comes from.

mod day;
mod patience;

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, Utc};
pub(crate) use patience::Patience;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment, as whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Everything in a desk is stamped with one of these, so that every storage and every language keeps the same
/// moment. As text it is RFC 3339 in UTC with three decimals. The range is the years 0000 to 9999.
///
/// ```
/// use ticketkit::Timestamp;
/// let opened: Timestamp = "2026-06-01T10:00:00+03:00".parse()?;
/// assert_eq!(opened.to_string(), "2026-06-01T07:00:00.000Z");
/// # Ok::<(), ticketkit::time::TimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00.000Z, the earliest moment that can be written.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// 9999-12-31T23:59:59.999Z, the latest moment that can be written.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// The moment `millis` milliseconds after the start of 1970; `None` outside the years 0000 to 9999.
    pub const fn from_millis(millis: i64) -> Option<Self> {
        if millis < Self::MIN.0 || millis > Self::MAX.0 { None } else { Some(Self(millis)) }
    }

    /// Milliseconds since the start of 1970; negative before it.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment `span` later, held inside [`Timestamp::MIN`] and [`Timestamp::MAX`].
    #[must_use]
    pub const fn after(self, span: Span) -> Self {
        Self::clamped(self.0.saturating_add(span.millis()))
    }

    /// The moment `span` earlier, held inside [`Timestamp::MIN`] and [`Timestamp::MAX`].
    #[must_use]
    pub const fn before(self, span: Span) -> Self {
        Self::clamped(self.0.saturating_sub(span.millis()))
    }

    /// How long after `earlier` this moment lies; negative when it lies before.
    pub const fn since(self, earlier: Self) -> Span {
        Span::from_millis(self.0 - earlier.0)
    }

    /// The same moment in `chrono`'s terms.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    const fn clamped(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }
}

/// Cuts what is finer than a millisecond, and holds the moment inside the range.
impl From<DateTime<Utc>> for Timestamp {
    fn from(moment: DateTime<Utc>) -> Self {
        Self::clamped(moment.timestamp_millis())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_datetime().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let moment = DateTime::parse_from_rfc3339(text)
            .map_err(|_| TimeError::NotAnInstant { text: shortened(text) })?
            .to_utc();
        Self::from_millis(moment.timestamp_millis())
            .ok_or_else(|| TimeError::NotAnInstant { text: shortened(text) })
    }
}

/// A length of time in whole milliseconds; negative for a length backwards.
///
/// As text it is an ISO 8601 duration of weeks, days, hours, minutes and seconds, where a day is 24 hours:
/// `PT8H`, `P1DT30M`, `PT0.250S`. Months and years have no fixed length and are refused.
///
/// ```
/// use ticketkit::Span;
/// let target: Span = "PT1H30M".parse()?;
/// assert_eq!(target.millis(), 5_400_000);
/// assert_eq!(target.to_string(), "PT1H30M");
/// # Ok::<(), ticketkit::time::TimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of `millis` milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// A span of `seconds` seconds, held inside what fits.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// A span of `minutes` minutes, held inside what fits.
    pub const fn from_minutes(minutes: i64) -> Self {
        Self(minutes.saturating_mul(60_000))
    }

    /// A span of `hours` hours, held inside what fits.
    pub const fn from_hours(hours: i64) -> Self {
        Self(hours.saturating_mul(3_600_000))
    }

    /// A span of `days` times 24 hours, held inside what fits.
    pub const fn from_days(days: i64) -> Self {
        Self(days.saturating_mul(86_400_000))
    }

    /// The length in milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whether no time passes in it.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it leads backwards.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Both spans one after the other, held inside what fits.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// This span less the other, held inside what fits.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let all = self.0.unsigned_abs();
        let (days, rest) = (all / 86_400_000, all % 86_400_000);
        let (hours, rest) = (rest / 3_600_000, rest % 3_600_000);
        let (minutes, millis) = (rest / 60_000, rest % 60_000);
        f.write_str("P")?;
        if days > 0 {
            write!(f, "{days}D")?;
        }
        if days > 0 && hours + minutes + millis == 0 {
            return Ok(());
        }
        f.write_str("T")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        match (millis / 1_000, millis % 1_000) {
            (0, 0) if all > 0 => Ok(()),
            (seconds, 0) => write!(f, "{seconds}S"),
            (seconds, fraction) => write!(f, "{seconds}.{fraction:03}S"),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Span {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        parse_span(text).map(Self).ok_or_else(|| TimeError::NotASpan { text: shortened(text) })
    }
}

fn parse_span(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (text.strip_prefix('P')?, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let days = parse_parts(date, &[('W', 604_800_000), ('D', 86_400_000)])?;
    let hours = parse_parts(time, &[('H', 3_600_000), ('M', 60_000), ('S', 1_000)])?;
    days.checked_add(hours)?.checked_mul(sign)
}

/// Reads `12H30M` by a list of units in their order; each may stand once, and only seconds may have a fraction.
fn parse_parts(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total = 0_i64;
    for &(unit, size) in units {
        let Some((number, rest)) = text.split_once(unit) else { continue };
        text = rest;
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) if unit == 'S' => (whole, fraction),
            Some(_) => return None,
            None => (number, "0"),
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 3 {
            return None;
        }
        let millis = format!("{fraction:0<3}").parse::<i64>().ok()?;
        total = total.checked_add(whole.parse::<i64>().ok()?.checked_mul(size)?)?.checked_add(millis)?;
    }
    text.is_empty().then_some(total)
}

/// Why a text is not a moment or a length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The text is not an RFC 3339 instant in the years 0000 to 9999.
    #[error("`{text}` is not an instant such as `2026-06-01T09:00:00.000Z`")]
    NotAnInstant {
        /// The text, cut to 40 characters.
        text: String,
    },
    /// The text is not an ISO 8601 duration of weeks, days, hours, minutes and seconds.
    #[error("`{text}` is not a duration such as `PT8H` or `P1DT30M`")]
    NotASpan {
        /// The text, cut to 40 characters.
        text: String,
    },
}

/// What an error message shows of a text that may be of any length.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Whether the text is a date of the calendar, written as `2026-06-01`: such texts stand in the order of time.
pub(crate) fn is_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() == 10 && digits == 8 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// Makes a type stand in JSON as the text that it displays and parses.
macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use as_text;

as_text!(Timestamp);
as_text!(Span);

/// Where an engine learns the present time: the only clock that any decision ever sees.
pub trait TimeSource: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine: what an engine uses unless it is given another.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemTime;

impl TimeSource for SystemTime {
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::clamped(i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is told otherwise: for tests, imports and replays.
///
/// ```
/// use ticketkit::time::{ManualTime, TimeSource};
/// use ticketkit::Span;
/// let clock = ManualTime::new("2026-06-01T09:00:00Z".parse()?);
/// clock.advance(Span::from_hours(2));
/// assert_eq!(clock.now().to_string(), "2026-06-01T11:00:00.000Z");
/// # Ok::<(), ticketkit::time::TimeError>(())
/// ```
#[derive(Debug, Default)]
pub struct ManualTime(AtomicI64);

impl ManualTime {
    /// A clock that shows `now`.
    pub const fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Makes the clock show `now`.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves the clock on by `span`.
    pub fn advance(&self, span: Span) {
        self.set(self.now().after(span));
    }
}

impl TimeSource for ManualTime {
    fn now(&self) -> Timestamp {
        Timestamp::clamped(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests;
