//! The limit of business time: open intervals with running totals, searched twice.

use ticketkit::Timestamp;
use ticketkit::calendar::Calendar;

/// The open intervals of some years, each with the open time before it.
#[derive(Clone, Debug)]
pub struct Table {
    opens: Vec<i64>,
    closes: Vec<i64>,
    before: Vec<i64>,
}

impl Table {
    /// The intervals in which a calendar is open between two instants.
    pub fn of(calendar: &Calendar, from: Timestamp, until: Timestamp) -> Self {
        let mut table = Self { opens: Vec::new(), closes: Vec::new(), before: Vec::new() };
        let mut total = 0;
        for span in calendar.open_spans(from, until) {
            table.opens.push(span.opens.millis());
            table.closes.push(span.closes.millis());
            table.before.push(total);
            total += span.length().millis();
        }
        table
    }

    /// The instant at which so much open time has passed.
    pub fn deadline(&self, from: i64, within: i64) -> i64 {
        let wanted = self.total(from) + within;
        let place = self.before.partition_point(|before| *before < wanted) - 1;
        self.opens[place] + wanted - self.before[place]
    }

    /// The latest instant from which so much open time passes until `end`.
    pub fn start_for(&self, end: i64, within: i64) -> i64 {
        let left = self.total(end) - within;
        let place = self.before.partition_point(|before| *before <= left) - 1;
        self.opens[place] + left - self.before[place]
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
