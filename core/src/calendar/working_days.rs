//! Targets in working days, which are counted by the date and not by the hour.

use chrono::NaiveDate;

use super::beyond::Beyond;
use super::table::midnight;
use super::{Calendar, OpenSpan};
use crate::limits::CALENDAR_YEARS;
use crate::time::Timestamp;

/// At which moment of its last day a target in working days is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkingDayEnd {
    /// When the clock shows the same time as at the start. When that is outside the windows of the last day:
    /// at the last close before it, else at the day's first opening.
    #[default]
    SameTime,
    /// At the last close of the day.
    LastClose,
}

impl Calendar {
    /// When a target of so many working days is due. A working day is a local date with any open time.
    ///
    /// A start in closed time counts from the next opening, and the day of the start is not counted: one
    /// working day after Friday is Monday. No days at all is the end of that first day, or, by the same time,
    /// `start` itself.
    ///
    /// ```
    /// use ticketkit::calendar::{Calendar, CalendarSpec, Window, WorkingDayEnd, ZoneRules};
    /// let office = Window { from: "09:00".parse()?, to: "17:00".parse()? };
    /// let spec = CalendarSpec::new("Europe/Riga").on_working_days(&[office]);
    /// let calendar = Calendar::compile(&spec, &ZoneRules::bundled()).map_err(|problems| problems[0].to_string())?;
    /// let friday = "2026-06-05T10:00:00+03:00".parse()?;
    /// let due = calendar.after_working_days(friday, 1, WorkingDayEnd::SameTime)?;
    /// assert_eq!(due, "2026-06-08T10:00:00+03:00".parse()?);
    /// let due = calendar.after_working_days(friday, 1, WorkingDayEnd::LastClose)?;
    /// assert_eq!(due, "2026-06-08T17:00:00+03:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn after_working_days(
        &self,
        start: Timestamp,
        days: u32,
        end: WorkingDayEnd,
    ) -> Result<Timestamp, Beyond> {
        if days == 0 && end == WorkingDayEnd::SameTime {
            return Ok(start);
        }
        let beyond = Beyond::Horizon { start };
        let (first, reading) = self.table().local(self.next_open(start)?);
        let last = self.working_day(first, days).ok_or(beyond)?;
        let due = match end {
            WorkingDayEnd::LastClose => last.open.last().map(|span| span.closes),
            WorkingDayEnd::SameTime => {
                let at = self.first_showing(last.date, reading);
                due_by(&last.open, at.unwrap_or(Timestamp::MAX))
            }
        };
        due.ok_or(beyond)
    }

    /// The `count`-th date with open time after `first`, or `first` itself.
    fn working_day(&self, first: NaiveDate, count: u32) -> Option<super::Day> {
        let horizon = first.checked_add_months(chrono::Months::new(CALENDAR_YEARS.unsigned_abs() * 12))?;
        let dates = first.iter_days().take_while(|date| *date <= horizon);
        let mut working = dates.filter(|date| !self.table().open_on(*date).is_empty());
        working.nth(usize::try_from(count).ok()?).map(|date| self.day(date))
    }

    /// The earliest instant on a local date at which the clock shows `reading`, in milliseconds, or has
    /// jumped over it.
    fn first_showing(&self, date: NaiveDate, reading: i64) -> Option<Timestamp> {
        let midnight = midnight(date) * 1_000;
        self.table().pieces_of(date).into_iter().find_map(|piece| {
            let (from, to, offset) = (piece.from * 1_000, piece.to * 1_000, piece.offset * 1_000);
            let at = (midnight + reading - offset).max(from);
            let end = (midnight + 86_400_000 - offset).min(to);
            if at < end { Timestamp::from_millis(at) } else { None }
        })
    }
}

/// `at` when it lies in an open span of its day, else the last close before it, else the first opening.
fn due_by(open: &[OpenSpan], at: Timestamp) -> Option<Timestamp> {
    let last = open.iter().rev().find(|span| span.opens <= at);
    last.map(|span| at.min(span.closes)).or_else(|| open.first().map(|span| span.opens))
}
