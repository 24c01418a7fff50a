//! A calendar as it stands in a desk's configuration.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::clock::{DayOfYear, Window};

/// When a desk or a team works: a time zone, open windows for each weekday, and the dates that differ.
///
/// What holds on a date is, in this order: a holiday given for that date; a special day with its own windows;
/// a yearly or imported holiday; the windows of the weekday. A break is cut out of whatever is left. All
/// dates and clock times are those of the calendar's zone.
///
/// ```
/// use ticketkit::calendar::{CalendarSpec, ZoneRules};
/// let spec: CalendarSpec = serde_json::from_str(
///     r#"{
///         "time_zone": "Europe/Riga",
///         "weekly": { "mon": [["09:00", "12:00"], ["13:00", "17:30"]], "fri": [["22:00", "06:00"]] },
///         "holidays": [{ "date": "2026-05-01", "name": "Labour Day" }, { "yearly": "12-25", "name": "Christmas" }],
///         "special_days": [{ "date": "2026-12-24", "windows": [["09:00", "12:00"]], "name": "Christmas Eve" }],
///         "breaks": [{ "date": "2026-03-03", "from": "12:00", "to": "13:00", "name": "Staff meeting" }]
///     }"#,
/// )?;
/// assert!(spec.check("/calendars/riga", &ZoneRules::bundled()).is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSpec {
    /// The IANA name of the zone whose clocks and dates the calendar speaks of, such as `Europe/Riga`.
    pub time_zone: String,
    /// The windows of an ordinary week.
    #[serde(default, skip_serializing_if = "Week::is_empty")]
    pub weekly: Week,
    /// Dates that are closed all day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
    /// Dates that have windows of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_days: Vec<SpecialDay>,
    /// Parts of single dates that are closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
}

impl CalendarSpec {
    /// A calendar of this zone that is not open yet.
    pub fn new(time_zone: impl Into<String>) -> Self {
        Self {
            time_zone: time_zone.into(),
            weekly: Week::default(),
            holidays: Vec::new(),
            special_days: Vec::new(),
            breaks: Vec::new(),
        }
    }

    /// The same calendar with `windows` on Monday to Friday.
    ///
    /// ```
    /// use ticketkit::calendar::{CalendarSpec, Window};
    /// let office = Window { from: "09:00".parse()?, to: "17:00".parse()? };
    /// let spec = CalendarSpec::new("UTC").on_working_days(&[office]);
    /// assert_eq!(spec.weekly.on(chrono::Weekday::Fri), [office]);
    /// # Ok::<(), ticketkit::calendar::NotClockText>(())
    /// ```
    #[must_use]
    pub fn on_working_days(mut self, windows: &[Window]) -> Self {
        let week = &mut self.weekly;
        for day in [&mut week.mon, &mut week.tue, &mut week.wed, &mut week.thu, &mut week.fri] {
            *day = windows.to_vec();
        }
        self
    }
}

/// The windows of an ordinary week, in any order within a day; a day without windows is closed.
///
/// A window past midnight stands on the day that it begins on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names of the weekdays say it all")]
pub struct Week {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mon: Vec<Window>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tue: Vec<Window>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wed: Vec<Window>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thu: Vec<Window>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fri: Vec<Window>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sat: Vec<Window>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sun: Vec<Window>,
}

impl Week {
    /// The windows that begin on this weekday.
    pub fn on(&self, weekday: Weekday) -> &[Window] {
        match weekday {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }

    /// Whether no day has a window.
    pub fn is_empty(&self) -> bool {
        Self::DAYS.iter().all(|(_, weekday)| self.on(*weekday).is_empty())
    }

    /// The weekdays from Monday on, with their names in the document.
    pub(crate) const DAYS: [(&'static str, Weekday); 7] = [
        ("mon", Weekday::Mon),
        ("tue", Weekday::Tue),
        ("wed", Weekday::Wed),
        ("thu", Weekday::Thu),
        ("fri", Weekday::Fri),
        ("sat", Weekday::Sat),
        ("sun", Weekday::Sun),
    ];
}

/// A day that is closed from midnight to midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HolidayMembers", into = "HolidayMembers")]
pub struct Holiday {
    /// The date or dates that it falls on.
    pub on: HolidayDate,
    /// What it is called; may be empty.
    pub name: String,
}

/// Which dates a holiday falls on, and what it ranks with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HolidayDate {
    /// `"date": "2026-05-01"`: this date, before everything else.
    Date(NaiveDate),
    /// `"date": "2026-05-01", "imported": true`: this date, taken from a list of public holidays; a special
    /// day on the same date is in force before it.
    Imported(NaiveDate),
    /// `"yearly": "12-25"`: this day of every year that has it; a special day on the same date is in force
    /// before it.
    Yearly(DayOfYear),
    /// `"yearly": "12-25", "imported": true`: the same, taken from a list of public holidays.
    ImportedYearly(DayOfYear),
}

impl HolidayDate {
    /// Whether it was taken from a list, and goes when another list takes its place
    /// ([`CalendarSpec::import_holidays`]).
    pub fn is_imported(self) -> bool {
        matches!(self, Self::Imported(_) | Self::ImportedYearly(_))
    }
}

/// The members of a holiday as they stand in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayMembers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yearly: Option<DayOfYear>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    imported: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
}

impl TryFrom<HolidayMembers> for Holiday {
    type Error = &'static str;

    fn try_from(members: HolidayMembers) -> Result<Self, &'static str> {
        let on = match (members.date, members.yearly, members.imported) {
            (Some(date), None, false) => HolidayDate::Date(date),
            (Some(date), None, true) => HolidayDate::Imported(date),
            (None, Some(day), false) => HolidayDate::Yearly(day),
            (None, Some(day), true) => HolidayDate::ImportedYearly(day),
            (Some(_), Some(_), _) | (None, None, _) => {
                return Err("a holiday has either a `date` or a `yearly` day");
            }
        };
        Ok(Self { on, name: members.name })
    }
}

impl From<Holiday> for HolidayMembers {
    fn from(holiday: Holiday) -> Self {
        let (date, yearly) = match holiday.on {
            HolidayDate::Date(date) | HolidayDate::Imported(date) => (Some(date), None),
            HolidayDate::Yearly(day) | HolidayDate::ImportedYearly(day) => (None, Some(day)),
        };
        Self { date, yearly, imported: holiday.on.is_imported(), name: holiday.name }
    }
}

/// A date that has its own windows in place of those of its weekday.
///
/// Part of a window that lies past midnight belongs to the next date and is open there beside what that date
/// has, unless the next date is a holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    /// The date.
    pub date: NaiveDate,
    /// Its windows, in any order; none for a day that is closed.
    pub windows: Vec<Window>,
    /// What it is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A part of one date that is closed whatever else holds there. It may run past midnight, like a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The date that it begins on.
    pub date: NaiveDate,
    /// The first reading of the clock that is closed.
    pub from: super::ClockTime,
    /// The first reading that is no longer closed by it.
    pub to: super::ClockTime,
    /// What it is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Break {
    /// From its first closed reading to the first that no longer is.
    pub fn window(&self) -> Window {
        Window { from: self.from, to: self.to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r#"{"time_zone":"Europe/Riga",
        "weekly":{"mon":[["09:00","12:00"],["13:00","17:30"]],"fri":[["22:00","06:00"]]},
        "holidays":[{"date":"2026-05-01","name":"Labour Day"},{"date":"2026-05-04","imported":true},
            {"yearly":"12-25","name":"Christmas"},{"yearly":"12-26","imported":true}],
        "special_days":[{"date":"2026-12-24","windows":[["09:00","12:00"]],"name":"Christmas Eve"}],
        "breaks":[{"date":"2026-03-03","from":"12:00","to":"13:00"}]}"#;

    #[test]
    fn a_document_is_written_as_it_was_read() {
        let spec: CalendarSpec = serde_json::from_str(FULL).unwrap();
        let written = serde_json::to_value(&spec).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(FULL).unwrap());
        assert_eq!(serde_json::from_value::<CalendarSpec>(written).unwrap(), spec);
        let least = serde_json::to_string(&CalendarSpec::new("UTC")).unwrap();
        assert_eq!(least, r#"{"time_zone":"UTC"}"#);
    }

    #[test]
    fn what_is_not_of_the_shape_is_refused_with_a_reason() {
        for (document, reason) in [
            (r#"{"weekly":{}}"#, "missing field `time_zone`"),
            (r#"{"time_zone":"UTC","week":{}}"#, "unknown field `week`"),
            (r#"{"time_zone":"UTC","weekly":{"monday":[]}}"#, "unknown field `monday`"),
            (r#"{"time_zone":"UTC","weekly":{"mon":[["9:00","12:00"]]}}"#, "`9:00` is not a clock time"),
            (r#"{"time_zone":"UTC","holidays":[{"name":"Unity Day"}]}"#, "either a `date` or a `yearly` day"),
            (r#"{"time_zone":"UTC","holidays":[{"yearly":"02-30"}]}"#, "`02-30` is not a day of the year"),
            (r#"{"time_zone":"UTC","holidays":[{"yearly":"01-01","every":2}]}"#, "unknown field `every`"),
        ] {
            let error = serde_json::from_str::<CalendarSpec>(document).unwrap_err().to_string();
            assert!(error.contains(reason), "{document}: {error}");
        }
    }
}
