//! One year of open time as a table with running totals, and the searches in it.

use super::zone::Piece;

/// The length of every year of the table: the mean Gregorian year of 365.2425 days. Years counted from
/// [`Timestamp::MIN`](crate::Timestamp::MIN) in this length begin within two days of the first of January,
/// and which one an instant lies in is a division.
pub(super) const YEAR_SECONDS: i64 = 31_556_952;
/// The same in milliseconds.
pub(super) const YEAR_MILLIS: i64 = YEAR_SECONDS * 1_000;

/// The open time of one year.
///
/// Instants in and out are milliseconds since the year's beginning, amounts are milliseconds of open time in
/// it. Openings, closes and changes of clocks all fall on whole seconds, which fit 32 bits, so that the
/// tables of an office year are 4 KiB and stay in the nearest cache.
#[derive(Debug)]
pub(super) struct Year {
    /// When each open span begins, in seconds.
    opens: Box<[u32]>,
    /// How many open seconds lie before each open span; one more at the end for the whole year.
    before: Box<[u32]>,
    /// Milliseconds of open time in the whole year.
    total: i64,
    /// The offsets in force in the year; these instants are seconds since 1970.
    pieces: Box<[Piece]>,
}

impl Year {
    /// A year with these open spans, which are sorted and do not touch, in seconds since its beginning.
    pub(super) fn new(spans: &[(u32, u32)], pieces: Vec<Piece>) -> Self {
        let mut sum = 0;
        let mut before = Vec::with_capacity(spans.len() + 1);
        before.push(0);
        for (open, close) in spans {
            sum += close - open;
            before.push(sum);
        }
        let opens = spans.iter().map(|(open, _)| *open).collect();
        Self { opens, before: before.into(), total: i64::from(sum) * 1_000, pieces: pieces.into() }
    }

    /// Open time of the whole year.
    pub(super) fn total(&self) -> i64 {
        self.total
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The `n`-th open span.
    pub(super) fn span(&self, n: usize) -> Option<(i64, i64)> {
        let open = i64::from(*self.opens.get(n)?);
        let length = i64::from(*self.before.get(n + 1)?) - i64::from(*self.before.get(n)?);
        Some((open * 1_000, (open + length) * 1_000))
    }

    /// The number of the first open span that ends after `at`.
    pub(super) fn first_after(&self, at: i64) -> usize {
        let begun = self.begun(at);
        match begun.checked_sub(1) {
            Some(last) if self.span(last).is_some_and(|(_, close)| at < close) => last,
            _ => begun,
        }
    }

    /// The number of the last open span that begins before `at`.
    pub(super) fn last_before(&self, at: i64) -> Option<usize> {
        self.begun(at - 1).checked_sub(1)
    }

    /// How much open time lies before `at`.
    pub(super) fn open_before(&self, at: i64) -> i64 {
        let Some(last) = self.begun(at).checked_sub(1) else { return 0 };
        let Some((open, close)) = self.span(last) else { return 0 };
        amount(&self.before, last) + at.min(close) - open
    }

    /// The earliest instant before which `amount` of open time lies, which is more than none and at most the
    /// total.
    pub(super) fn earliest(&self, amount: i64) -> i64 {
        // Counted in whole seconds, `before < amount` is `before <= (amount - 1 ms)`.
        self.instant(amount, seconds(amount - 1))
    }

    /// The latest instant before which `amount` of open time lies, which is less than the total.
    pub(super) fn latest(&self, amount: i64) -> i64 {
        self.instant(amount, seconds(amount))
    }

    /// The instant at which `wanted` is reached in the last span that has at most `most` seconds before it.
    fn instant(&self, wanted: i64, most: u32) -> i64 {
        let spans = self.before.get(..self.opens.len()).unwrap_or_default();
        let n = spans.partition_point(|before| *before <= most).saturating_sub(1);
        self.span(n).map_or(0, |(open, _)| open + wanted - amount(&self.before, n))
    }

    /// How many open spans have begun at `at`.
    fn begun(&self, at: i64) -> usize {
        if at < 0 {
            return 0;
        }
        let at = seconds(at);
        self.opens.partition_point(|open| *open <= at)
    }
}

/// Whole seconds in an instant or amount of one year, all of which fit.
fn seconds(millis: i64) -> u32 {
    u32::try_from(millis / 1_000).unwrap_or(u32::MAX)
}

fn amount(before: &[u32], n: usize) -> i64 {
    before.get(n).map_or(0, |seconds| i64::from(*seconds) * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Open from 10 s to 20 s and from 30 s to 35 s.
    fn year() -> Year {
        Year::new(&[(10, 20), (30, 35)], Vec::new())
    }

    #[test]
    fn open_time_before_an_instant_grows_only_while_open() {
        for (at, open) in [
            (0, 0),
            (9_999, 0),
            (10_000, 0),
            (10_001, 1),
            (20_000, 10_000),
            (25_000, 10_000),
            (30_001, 10_001),
            (35_000, 15_000),
            (YEAR_MILLIS, 15_000),
        ] {
            assert_eq!(year().open_before(at), open, "{at}");
        }
        assert_eq!(year().total(), 15_000);
    }

    #[test]
    fn the_earliest_instant_stays_at_a_close_and_the_latest_at_an_opening() {
        for (amount, at) in [(1, 10_001), (10_000, 20_000), (10_001, 30_001), (15_000, 35_000)] {
            assert_eq!(year().earliest(amount), at, "{amount}");
        }
        for (amount, at) in [(0, 10_000), (9_999, 19_999), (10_000, 30_000), (14_999, 34_999)] {
            assert_eq!(year().latest(amount), at, "{amount}");
        }
    }

    #[test]
    fn spans_are_found_from_both_sides() {
        for (at, after, before) in [
            (0, 0, None),
            (10_000, 0, None),
            (10_001, 0, Some(0)),
            (19_999, 0, Some(0)),
            (20_000, 1, Some(0)),
            (30_000, 1, Some(0)),
            (30_001, 1, Some(1)),
            (35_000, 2, Some(1)),
        ] {
            assert_eq!(year().first_after(at), after, "{at}");
            assert_eq!(year().last_before(at), before, "{at}");
        }
        let empty = Year::new(&[], Vec::new());
        assert_eq!((empty.total(), empty.first_after(0), empty.open_before(5)), (0, 0, 0));
    }
}
