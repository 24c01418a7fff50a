//! Days of UTC.

use super::Timestamp;

impl Timestamp {
    /// The day of UTC, counted from 1970-01-01.
    pub fn day(self) -> i32 {
        i32::try_from(self.millis().div_euclid(86_400_000)).unwrap_or(i32::MAX)
    }
}
