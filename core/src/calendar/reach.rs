//! Instants that are so far from others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Calendar;
use crate::id::Name;
use crate::time::{Span, Timestamp};

/// The instant that is so far from another one: before it when negative. In the open time of a calendar where one is
/// named; nothing where that is not among these or does not open within its limits.
pub fn reached(
    from: Timestamp,
    span: Span,
    calendar: Option<&Name>,
    calendars: &BTreeMap<Name, Arc<Calendar>>,
) -> Option<Timestamp> {
    let Some(calendar) = calendar else { return Some(from.after(span)) };
    let calendar = calendars.get(calendar)?;
    let found = if span.is_negative() {
        calendar.start_for(from, Span::ZERO.minus(span))
    } else {
        calendar.deadline(from, span)
    };
    found.ok()
}
