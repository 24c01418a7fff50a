//! What a change set gives to tickets besides their records, and how it stands in columns.

use std::collections::BTreeMap;

use super::cell::{Cell, Stored};
use crate::change::{ChangeSet, Put};
use crate::id::{Name, TicketId};
use crate::model::PullPlace;
use crate::time::Timestamp;

/// What a ticket's own counts grow by, and where it stands from now on among those that can be taken next.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gain<'c> {
    /// New messages.
    pub(crate) messages: i64,
    /// New effects.
    pub(crate) effects: i64,
    /// Nothing where nothing is said of it, and nothing within where it stands there no more.
    #[allow(clippy::option_option, reason = "no word of a place is not the word that there is none")]
    pub(crate) place: Option<Option<&'c PullPlace>>,
}

/// What a change set gives to each ticket.
pub(crate) fn gains(changes: &ChangeSet) -> BTreeMap<TicketId, Gain<'_>> {
    let mut gains = BTreeMap::<TicketId, Gain<'_>>::new();
    for put in &changes.puts {
        match put {
            Put::Message { message } => gains.entry(message.ticket).or_default().messages += 1,
            Put::Place { ticket, place } => gains.entry(*ticket).or_default().place = Some(place.as_ref()),
            _ => {}
        }
    }
    for effect in &changes.effects {
        gains.entry(effect.ticket).or_default().effects += 1;
    }
    gains
}

/// What stands in `pull_due`, `pull_rank` and `pull_since` for a place among those that can be taken next; nothing for
/// none.
pub(crate) fn place_cells(place: Option<&PullPlace>) -> [Cell<'_>; 3] {
    place.map_or([Cell::Null, Cell::Null, Cell::Null], |place| {
        [place.due_by.to_cell(), place.rank.to_cell(), place.since.to_cell()]
    })
}

/// The place that stands in its columns.
pub(crate) fn place_of(
    team: Option<&Name>,
    (due_by, rank, since): (Option<Timestamp>, Option<u32>, Option<Timestamp>),
) -> Option<PullPlace> {
    Some(PullPlace { team: team?.clone(), due_by: due_by?, rank: rank?, since: since? })
}

/// The counter of what the members of a team were given on a day. The days of one team stand in their order.
pub(crate) fn share<'a>(team: &Name, day: i32) -> Cell<'a> {
    Cell::Text(format!("share/{team}/{:07}", i64::from(day) + 1_000_000).into())
}
