//! Why a calendar is open or closed: on a date, and at an instant.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::clock::Window;
use super::hours::Basis;
use super::{Calendar, OpenSpan};
use crate::time::Timestamp;

/// What holds on one local date of a calendar, and what comes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Day {
    /// The date in the calendar's zone.
    pub date: NaiveDate,
    /// Whose windows are in force.
    pub rule: DayRule,
    /// The windows of the date, before breaks; what lies past midnight stands on its own date.
    pub windows: Vec<Window>,
    /// The breaks of the date.
    pub breaks: Vec<DayBreak>,
    /// The open spans of the date. A window has none, or a longer or shorter one, where clocks change.
    pub open: Vec<OpenSpan>,
}

/// Whose windows are in force on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum DayRule {
    /// Those of the weekday.
    Weekday,
    /// Those of a special day.
    SpecialDay {
        /// What it is called; may be empty.
        name: String,
    },
    /// None: a holiday.
    Holiday {
        /// What it is called; may be empty.
        name: String,
    },
}

/// The part of a break that lies on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayBreak {
    /// From when to when.
    pub window: Window,
    /// What it is called; may be empty.
    pub name: String,
}

/// Why a calendar is open or closed at an instant. As text it is a short sentence:
/// `closed: holiday "Labour Day"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum Reason {
    /// Open: the clock shows a time in this window of the weekday.
    Window {
        /// The window, cut at midnight.
        window: Window,
    },
    /// Open: the clock shows a time in this window of a special day.
    SpecialDay {
        /// What the special day is called; may be empty.
        name: String,
        /// The window, cut at midnight.
        window: Window,
    },
    /// Closed: the date is a holiday.
    Holiday {
        /// What it is called; may be empty.
        name: String,
    },
    /// Closed: a break is cut out of the window that would be open.
    Break {
        /// What the break is called; may be empty.
        name: String,
        /// From when to when, cut at midnight.
        window: Window,
    },
    /// Closed: the clock shows a time in no window of the date.
    OutsideHours {
        /// The special day whose windows are in force, if it is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        special_day: Option<String>,
    },
}

impl Reason {
    /// Whether the calendar is open for this reason.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Window { .. } | Self::SpecialDay { .. })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Window { window } => write!(f, "open: {window}"),
            Self::SpecialDay { name, window } => write!(f, "open: special day \"{name}\", {window}"),
            Self::Holiday { name } => write!(f, "closed: holiday \"{name}\""),
            Self::Break { name, window } => write!(f, "closed: break \"{name}\", {window}"),
            Self::OutsideHours { special_day: None } => f.write_str("closed: outside hours"),
            Self::OutsideHours { special_day: Some(name) } => {
                write!(f, "closed: outside the hours of special day \"{name}\"")
            }
        }
    }
}

impl Calendar {
    /// What holds on a local date, and when the calendar is open on it.
    pub fn day(&self, date: NaiveDate) -> Day {
        let hours = self.table().hours.of(date);
        let rule = match hours.basis {
            Basis::Week => DayRule::Weekday,
            Basis::SpecialDay(name) => DayRule::SpecialDay { name: name.to_owned() },
            Basis::Holiday(name) => DayRule::Holiday { name: name.to_owned() },
        };
        let breaks = hours.breaks.iter();
        let open = self.table().open_on(date).into_iter().filter_map(|(opens, closes)| {
            let instant = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1_000));
            Some(OpenSpan { opens: instant(opens)?, closes: instant(closes)? })
        });
        Day {
            date,
            rule,
            windows: hours.windows().map(|(part, _)| part.window()).collect(),
            breaks: breaks
                .map(|(part, name)| DayBreak { window: part.window(), name: name.to_string() })
                .collect(),
            open: open.collect(),
        }
    }

    /// Why the calendar is open or closed at an instant; [`Reason::is_open`] and [`Calendar::is_open`] always
    /// agree.
    ///
    /// ```
    /// use ticketkit::calendar::{Calendar, CalendarSpec, ZoneRules};
    /// let spec: CalendarSpec = serde_json::from_str(
    ///     r#"{ "time_zone": "Europe/Riga", "weekly": { "fri": [["09:00", "17:00"]] },
    ///          "holidays": [{ "date": "2026-05-01", "name": "Labour Day" }] }"#,
    /// )?;
    /// let calendar = Calendar::compile(&spec, &ZoneRules::bundled()).map_err(|problems| problems[0].to_string())?;
    /// let why = |text: &str| text.parse().map(|at| calendar.reason(at).to_string());
    /// assert_eq!(why("2026-05-01T10:00:00+03:00")?, "closed: holiday \"Labour Day\"");
    /// assert_eq!(why("2026-05-08T10:00:00+03:00")?, "open: 09:00-17:00");
    /// assert_eq!(why("2026-05-08T17:00:00+03:00")?, "closed: outside hours");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reason(&self, at: Timestamp) -> Reason {
        let (date, millis) = self.table().local(at);
        let reading = u32::try_from(millis / 1_000).unwrap_or_default();
        let hours = self.table().hours.of(date);
        if let Basis::Holiday(name) = hours.basis {
            return Reason::Holiday { name: name.to_owned() };
        }
        let Some((part, basis)) = hours.windows().find(|(part, _)| part.holds(reading)) else {
            let special_day = match hours.basis {
                Basis::SpecialDay(name) => Some(name.to_owned()),
                Basis::Week | Basis::Holiday(_) => None,
            };
            return Reason::OutsideHours { special_day };
        };
        if let Some((closed, name)) = hours.breaks.iter().find(|(closed, _)| closed.holds(reading)) {
            return Reason::Break { name: name.to_string(), window: closed.window() };
        }
        match basis {
            Basis::SpecialDay(name) => Reason::SpecialDay { name: name.to_owned(), window: part.window() },
            Basis::Week | Basis::Holiday(_) => Reason::Window { window: part.window() },
        }
    }
}
