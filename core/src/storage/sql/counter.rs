//! Counters, shares and rotations in columns: a name, a person and a value each.

use super::cell::{Cell, Row, Stored};
use crate::change::Counter;
use crate::id::{Name, PersonId};
use crate::storage::Kept;

/// The columns that name a counter.
pub(crate) fn counter_cells(counter: &Counter) -> [Cell<'_>; 2] {
    match counter {
        Counter::Load { person } => [Cell::text("load"), person.to_cell()],
        Counter::Share { team, day, person } => [share(team, *day), person.to_cell()],
    }
}

/// The counter of what the members of a team were given on a day. The days of one team stand in their order.
pub(crate) fn share<'a>(team: &Name, day: i32) -> Cell<'a> {
    Cell::Text(format!("share/{team}/{:07}", i64::from(day) + DAYS_BEFORE).into())
}

/// What is added to a day, so that no day that anything is counted on is below 0.
const DAYS_BEFORE: i64 = 1_000_000;

/// The counter of the rotation of a team. It comes after all that are no rotations.
pub(crate) fn turn<'a>(team: &Name) -> Cell<'a> {
    Cell::Text(format!("turn/{team}").into())
}

/// The counter or the place in a rotation that stands in its three columns.
pub(super) fn counter_of<R: Row>(row: &mut R) -> Result<Kept, R::Fault> {
    let (name, person): (String, PersonId) = (row.take()?, row.take()?);
    let mut parts = name.split('/');
    let counter = match (parts.next(), parts.next(), parts.next()) {
        (Some("load"), None, None) => Some(Counter::Load { person }),
        (Some("share"), Some(team), Some(day)) => share_of(team, day, person),
        (Some("turn"), Some(team), None) => {
            let team = team.parse().map_err(|_| row.misread())?;
            return Ok(Kept::Turn { team, person, place: row.take()? });
        }
        _ => None,
    };
    Ok(Kept::Counter { counter: counter.ok_or_else(|| row.misread())?, value: row.take()? })
}

/// The counter of a share that is named by these words.
fn share_of(team: &str, day: &str, person: PersonId) -> Option<Counter> {
    let day = day.parse::<i64>().ok()?.checked_sub(DAYS_BEFORE)?;
    Some(Counter::Share { team: team.parse().ok()?, day: i32::try_from(day).ok()?, person })
}
