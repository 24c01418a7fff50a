//! The open spans of a stretch of time, one after the other.

use serde::Serialize;

use super::Calendar;
use super::table::{beginning, year_of};
use crate::time::{Span, Timestamp};

/// A stretch of open time: open at `opens` and until just before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OpenSpan {
    /// The first open instant.
    pub opens: Timestamp,
    /// The first instant that is closed again.
    pub closes: Timestamp,
}

impl OpenSpan {
    /// How long it is; never nothing.
    pub fn length(&self) -> Span {
        self.closes.since(self.opens)
    }
}

impl Calendar {
    /// The open spans in `[from, to)`, in order, cut at both ends. Windows that touch are one span, over
    /// midnight too.
    ///
    /// ```
    /// use ticketkit::calendar::{Calendar, CalendarSpec, Window, ZoneRules};
    /// let night = Window { from: "22:00".parse()?, to: "06:00".parse()? };
    /// let spec = CalendarSpec::new("Europe/Riga").on_working_days(&[night]);
    /// let calendar = Calendar::compile(&spec, &ZoneRules::bundled()).map_err(|problems| problems[0].to_string())?;
    /// let mut spans = calendar.open_spans("2026-06-01T00:00:00Z".parse()?, "2026-06-08T00:00:00Z".parse()?);
    /// let first = spans.next().ok_or("Monday night is open")?;
    /// assert_eq!(first.opens, "2026-06-01T22:00:00+03:00".parse()?);
    /// assert_eq!(first.closes, "2026-06-02T06:00:00+03:00".parse()?);
    /// assert_eq!(spans.count(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_spans(&self, from: Timestamp, to: Timestamp) -> OpenSpans<'_> {
        let (number, within) = year_of(from.millis());
        let next = self.table().year(number).map_or(0, |year| year.first_after(within));
        OpenSpans { calendar: self, from: from.millis(), to: to.millis(), number, next }
    }
}

/// The open spans of a stretch of time: see [`Calendar::open_spans`].
#[derive(Clone, Debug)]
pub struct OpenSpans<'a> {
    calendar: &'a Calendar,
    from: i64,
    to: i64,
    number: i64,
    /// The number of the next span in the year of this number.
    next: usize,
}

impl OpenSpans<'_> {
    /// The next span of the tables, which end with every year.
    fn piece(&mut self) -> Option<(i64, i64)> {
        while beginning(self.number) < self.to {
            let year = self.calendar.table().year(self.number)?;
            if let Some((open, close)) = year.span(self.next) {
                self.next += 1;
                let start = beginning(self.number);
                return Some((start + open, start + close));
            }
            self.number += 1;
            self.next = 0;
        }
        None
    }
}

impl Iterator for OpenSpans<'_> {
    type Item = OpenSpan;

    fn next(&mut self) -> Option<OpenSpan> {
        let (open, mut close) = self.piece()?;
        while close == beginning(self.number + 1) {
            let place = (self.number, self.next);
            match self.piece() {
                Some((next, end)) if next == close => close = end,
                _ => {
                    (self.number, self.next) = place;
                    break;
                }
            }
        }
        let (open, close) = (open.max(self.from), close.min(self.to));
        let instants = Timestamp::from_millis(open).zip(Timestamp::from_millis(close));
        instants.filter(|(opens, closes)| opens < closes).map(|(opens, closes)| OpenSpan { opens, closes })
    }
}
