//! Business time: when a desk is open, how much open time has passed, and when an amount of it will have.
//!
//! A [`CalendarSpec`] is the document: a time zone, windows for each weekday, and the dates that differ.
//! Compiled with [`ZoneRules`] it is a [`Calendar`], which answers in instants.
//!
//! The rule behind every answer is one sentence: *an instant is open exactly when its local clock reading, on
//! its local date, lies in a window of that date.* Real time is counted. So on the day that an hour is
//! skipped a window from 02:15 to 02:45 has no length, on the day that it is repeated it has twice its
//! length, and `is_open`, `elapsed` and `deadline` cannot contradict one another, whatever a zone does.
//!
//! ```
//! use ticketkit::calendar::{Calendar, CalendarSpec, ZoneRules};
//! use ticketkit::{Span, Timestamp};
//!
//! let spec: CalendarSpec = serde_json::from_str(
//!     r#"{ "time_zone": "Europe/Riga",
//!          "weekly": { "sat": [["22:00", "06:00"]] },
//!          "holidays": [{ "yearly": "12-26", "name": "Second day of Christmas" }] }"#,
//! )?;
//! let calendar = Calendar::compile(&spec, &ZoneRules::bundled()).map_err(|problems| problems[0].to_string())?;
//!
//! // In the night of 24 October 2026 the clocks go back, so that it is nine hours long.
//! let opening: Timestamp = "2026-10-24T22:00:00+03:00".parse()?;
//! let closing: Timestamp = "2026-10-25T06:00:00+02:00".parse()?;
//! assert_eq!(calendar.elapsed(opening, closing), Span::from_hours(9));
//! assert_eq!(calendar.deadline(opening, Span::from_hours(9))?, closing);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod beyond;
mod check;
mod clock;
mod compiled;
mod day;
mod doubts;
mod hours;
mod import;
mod old_names;
mod reach;
mod spans;
mod spec;
mod table;
mod working_days;
mod year;
mod zone;

pub use beyond::Beyond;
pub use clock::{ClockTime, DayOfYear, NotClockText, Window};
pub use compiled::Calendar;
pub use day::{Day, DayBreak, DayRule, Reason};
pub use import::{Imported, LeftOut, WhyLeftOut};
pub use reach::reached;
pub use spans::{OpenSpan, OpenSpans};
pub use spec::{Break, CalendarSpec, Holiday, HolidayDate, SpecialDay, Week};
pub use working_days::WorkingDayEnd;
pub use zone::ZoneRules;
