//! Why a calendar has no answer.

use crate::error::{Code, Error, Problem};
use crate::limits::{CALENDAR_OPENS_WITHIN_YEARS, CALENDAR_YEARS};
use crate::time::Timestamp;

/// The instant that was asked for lies further away than a calendar looks.
///
/// ```
/// use ticketkit::calendar::{Beyond, Calendar};
/// use ticketkit::{Code, Problem, Span, Timestamp};
/// let start: Timestamp = "2026-06-01T09:00:00Z".parse()?;
/// let beyond = Calendar::always().deadline(start, Span::from_days(21 * 366)).unwrap_err();
/// assert_eq!(beyond, Beyond::Horizon { start });
/// assert_eq!(Problem::from(beyond).code, Code::BeyondHorizon);
/// # Ok::<(), ticketkit::time::TimeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Beyond {
    /// It is more than 20 years away.
    #[error("more than {CALENDAR_YEARS} years of the calendar would be needed, counted from {start}")]
    Horizon {
        /// Where the counting began.
        start: Timestamp,
    },
    /// The calendar has no open time in the 5 years next to where the counting began.
    #[error("the calendar is not open within {CALENDAR_OPENS_WITHIN_YEARS} years of {start}")]
    NeverOpens {
        /// Where the counting began.
        start: Timestamp,
    },
}

impl From<Beyond> for Problem {
    fn from(beyond: Beyond) -> Self {
        let (code, start) = match beyond {
            Beyond::Horizon { start } => (Code::BeyondHorizon, start),
            Beyond::NeverOpens { start } => (Code::NeverOpens, start),
        };
        Self::new(code, beyond.to_string()).param("start", start)
    }
}

impl From<Beyond> for Error {
    fn from(beyond: Beyond) -> Self {
        Problem::from(beyond).into()
    }
}
