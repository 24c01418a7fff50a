//! The years of a calendar's open time: built when they are first asked for, and then kept.

use std::ops::{Deref, Range};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{NaiveDate, NaiveTime};

use super::hours::Hours;
use super::year::{YEAR_MILLIS, YEAR_SECONDS, Year};
use super::zone::{Piece, Zone};
use crate::time::Timestamp;

const DAY: i64 = 86_400;

/// The years that are kept once built: 1970 to 2169. Any other year is built anew for every question, so that
/// no import with absurd dates can fill the memory.
const FIRST_KEPT: i64 = 1970;
const KEPT: usize = 200;

/// In place of the total of a year that was not built yet; a year has far fewer seconds.
const UNKNOWN: u32 = u32::MAX;

/// All open time of a calendar, by the year.
pub(super) struct Table {
    pub(super) hours: Hours,
    pub(super) zone: Zone,
    kept: Box<[OnceLock<Year>]>,
    /// The open seconds of each kept year side by side, so that to pass over ten years reads one line of the cache and
    /// not ten tables. Each is a number by itself and the same whoever writes it: no order between threads is needed.
    totals: Box<[AtomicU32]>,
}

/// A year of the table, kept or built for one question.
pub(super) enum Held<'a> {
    Kept(&'a Year),
    Built(Box<Year>),
}

impl Deref for Held<'_> {
    type Target = Year;

    fn deref(&self) -> &Year {
        match self {
            Self::Kept(year) => year,
            Self::Built(year) => year,
        }
    }
}

impl Table {
    pub(super) fn new(hours: Hours, zone: Zone) -> Self {
        let kept = (0..KEPT).map(|_| OnceLock::new()).collect();
        Self { hours, zone, kept, totals: (0..KEPT).map(|_| AtomicU32::new(UNKNOWN)).collect() }
    }

    /// The open milliseconds of the year of this number; none beyond what a [`Timestamp`] can say.
    pub(super) fn total(&self, number: i64) -> i64 {
        let slot = slot(number).and_then(|slot| self.totals.get(slot));
        match slot.map(|slot| slot.load(Ordering::Relaxed)) {
            Some(seconds) if seconds != UNKNOWN => i64::from(seconds) * 1_000,
            _ => self.total_of_new(number, slot),
        }
    }

    #[cold]
    fn total_of_new(&self, number: i64, slot: Option<&AtomicU32>) -> i64 {
        let total = self.year(number).map_or(0, |year| year.total());
        if let Some((slot, seconds)) = slot.zip(u32::try_from(total / 1_000).ok()) {
            slot.store(seconds, Ordering::Relaxed);
        }
        total
    }

    /// The open milliseconds of all these years.
    pub(super) fn total_of(&self, years: Range<i64>) -> i64 {
        years.map(|number| self.total(number)).sum()
    }

    /// The first of these years by the end of which `wanted` milliseconds of open time are reached, with what of them is
    /// to be looked for in it; `None` when all of the years together hold less.
    pub(super) fn reached_in(
        &self,
        mut years: impl Iterator<Item = i64>,
        mut wanted: i64,
    ) -> Option<(i64, i64)> {
        years.find_map(|number| {
            let total = self.total(number);
            let found = (wanted <= total).then_some((number, wanted));
            wanted -= total;
            found
        })
    }

    /// The year of this number; `None` beyond what a [`Timestamp`] can say.
    pub(super) fn year(&self, number: i64) -> Option<Held<'_>> {
        match slot(number).and_then(|slot| self.kept.get(slot)) {
            Some(slot) => Some(Held::Kept(slot.get_or_init(|| self.build(number)))),
            None if (0..10_000).contains(&number) => Some(Held::Built(Box::new(self.build(number)))),
            None => None,
        }
    }

    #[cold]
    fn build(&self, number: i64) -> Year {
        let from = beginning(number) / 1_000;
        let pieces = self.zone.pieces(from, from + YEAR_SECONDS);
        let mut spans = Spans::default();
        for piece in &pieces {
            let last = (piece.to - 1 + piece.offset).div_euclid(DAY);
            let mut day = (piece.from + piece.offset).div_euclid(DAY);
            while day <= last {
                if let Some(date) = date(day) {
                    self.open_in_piece(date, *piece, &mut spans);
                }
                day += 1;
            }
        }
        let within = |at: i64| u32::try_from(at - from).unwrap_or(0);
        let spans: Vec<_> = spans.0.iter().map(|(open, close)| (within(*open), within(*close))).collect();
        Year::new(&spans, pieces)
    }

    /// Adds the open time of a local date that lies in a piece with one offset.
    fn open_in_piece(&self, date: NaiveDate, piece: Piece, spans: &mut Spans) {
        let midnight = midnight(date) - piece.offset;
        self.hours.of(date).open_parts(|part| {
            let open = (midnight + i64::from(part.from)).max(piece.from);
            let close = (midnight + i64::from(part.to)).min(piece.to);
            if open < close {
                spans.add(open, close);
            }
        });
    }

    /// Every open span of a local date, in seconds since 1970, in order and apart.
    pub(super) fn open_on(&self, date: NaiveDate) -> Vec<(i64, i64)> {
        let mut spans = Spans::default();
        for piece in self.pieces_of(date) {
            self.open_in_piece(date, piece, &mut spans);
        }
        spans.0
    }

    /// The pieces that a local date may lie in: the date does not need to be in one go, nor to exist.
    pub(super) fn pieces_of(&self, date: NaiveDate) -> Vec<Piece> {
        // No clock is ever 26 hours or more away from UTC.
        let (from, to) = (midnight(date) - 26 * 3_600, midnight(date) + 50 * 3_600);
        let mut pieces = Vec::new();
        for number in year_of(from.saturating_mul(1_000)).0..=year_of(to.saturating_mul(1_000)).0 {
            let year = self.year(number);
            let near =
                year.iter().flat_map(|year| year.pieces()).filter(|piece| piece.from < to && from < piece.to);
            pieces.extend(near);
        }
        pieces
    }

    /// The date and time that the calendar's clock shows at an instant; the time has milliseconds.
    pub(super) fn local(&self, at: Timestamp) -> (NaiveDate, i64) {
        let second = at.millis().div_euclid(1_000);
        let year = self.year(year_of(at.millis()).0);
        let offset = year
            .and_then(|year| year.pieces().iter().find(|piece| second < piece.to).map(|piece| piece.offset))
            .unwrap_or(0);
        let reading = at.millis() + offset * 1_000;
        (date(reading.div_euclid(DAY * 1_000)).unwrap_or_default(), reading.rem_euclid(DAY * 1_000))
    }
}

/// Open spans under construction: what touches or overlaps the last one joins it.
#[derive(Default)]
struct Spans(Vec<(i64, i64)>);

impl Spans {
    fn add(&mut self, open: i64, close: i64) {
        match self.0.last_mut() {
            Some((_, last)) if open <= *last => *last = close.max(*last),
            _ => self.0.push((open, close)),
        }
    }
}

/// Where a year that is kept is kept.
fn slot(number: i64) -> Option<usize> {
    usize::try_from(number - FIRST_KEPT).ok()
}

/// The number of the year that an instant lies in, and the milliseconds since its beginning.
pub(super) fn year_of(millis: i64) -> (i64, i64) {
    let since = millis.saturating_sub(Timestamp::MIN.millis());
    (since.div_euclid(YEAR_MILLIS), since.rem_euclid(YEAR_MILLIS))
}

/// The instant at which a year begins, in milliseconds since 1970.
pub(super) fn beginning(number: i64) -> i64 {
    Timestamp::MIN.millis() + number * YEAR_MILLIS
}

/// The date that is `day` days after 1970-01-01.
fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(day).ok()?)
}

/// Seconds from 1970 to the beginning of a date on a clock that shows UTC.
pub(super) fn midnight(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp()
}
