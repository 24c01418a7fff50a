//! The limit of business time: open intervals with running totals, searched twice.

use ticketkit::calendar::Calendar;
use ticketkit::{Span, Timestamp};

/// The open intervals of some years, each with the open time before it.
#[derive(Clone, Debug)]
pub struct Table {
    opens: Vec<i64>,
    closes: Vec<i64>,
    before: Vec<i64>,
}

impl Table {
    /// The intervals in which a calendar is open within so many years.
    ///
    /// # Panics
    /// When the calendar never opens.
    pub fn of(calendar: &Calendar, from: Timestamp, years: i64) -> Self {
        let mut table = Self { opens: Vec::new(), closes: Vec::new(), before: Vec::new() };
        let until = from.after(Span::from_days(366 * years));
        let (mut at, mut total) = (from, 0);
        while let Ok(open) = calendar.next_open(at) {
            if open >= until {
                break;
            }
            // The close is where time stops to count: looked for once, minute by minute.
            let mut close = open;
            while calendar.is_open(close) {
                close = close.after(Span::from_millis(60_000));
            }
            table.opens.push(open.millis());
            table.closes.push(close.millis());
            table.before.push(total);
            total += close.millis() - open.millis();
            at = close;
        }
        table
    }

    /// The instant at which so much open time has passed; 0 beyond the table.
    pub fn deadline(&self, from: i64, within: i64) -> i64 {
        let wanted = self.total(from) + within;
        let place = self.before.partition_point(|before| *before < wanted) - 1;
        self.opens[place] + wanted - self.before[place]
    }

    /// The open time between two instants.
    pub fn elapsed(&self, from: i64, to: i64) -> i64 {
        self.total(to) - self.total(from)
    }

    fn total(&self, at: i64) -> i64 {
        let place = self.opens.partition_point(|open| *open <= at);
        if place == 0 {
            0
        } else {
            self.before[place - 1] + at.min(self.closes[place - 1]) - self.opens[place - 1]
        }
    }
}
