//! The conversation of a ticket and of everything that was merged into it, as one. Nothing is copied by a merge: the
//! conversations stay where they are, and are read side by side.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Winner;
use super::rules::rows;
use crate::id::TicketId;
use crate::model::{Message, ThreadPlace};
use crate::query::{Audience, MessagePage, ThreadQuery};
use crate::time::{Span, Timestamp};

/// Where a conversation is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Behind a position.
    After(u64),
    /// From an instant on.
    Since(Timestamp),
}

impl Start {
    /// Where a ticket's conversation goes on behind a place that may be another ticket's.
    fn of(after: Option<ThreadPlace>, ticket: TicketId) -> Self {
        match after {
            None => Self::After(0),
            Some(place) if place.ticket == ticket => Self::After(place.position),
            Some(place) if place.ticket < ticket => Self::Since(place.at),
            Some(place) => Self::Since(place.at.after(Span::from_millis(1))),
        }
    }
}

/// The position behind which a conversation of at most `last` positions goes on from an instant, found by halves: `first`
/// answers the first message behind a position, with its instant.
pub(super) fn position_before<E>(
    since: Timestamp,
    last: u64,
    mut first: impl FnMut(u64) -> Result<Option<(u64, Timestamp)>, E>,
) -> Result<u64, E> {
    let (mut earlier, mut later) = (0, last);
    while earlier < later {
        let middle = earlier + (later - earlier) / 2;
        match first(middle)? {
            Some((position, at)) if at < since => earlier = position,
            _ => later = middle,
        }
    }
    Ok(earlier)
}

/// The tickets whose conversations are read together: the one that is asked for, and what was merged into it, also over
/// several merges. Customers read what was merged openly. `merged` answers what was merged into a ticket itself, and
/// whether that was done openly.
pub(super) fn strands<E>(
    query: &ThreadQuery,
    mut merged: impl FnMut(TicketId) -> Result<Vec<(TicketId, bool)>, E>,
) -> Result<Vec<TicketId>, E> {
    let mut all = vec![query.ticket];
    let mut known = BTreeSet::from([query.ticket]);
    let mut next = 0;
    while let Some(ticket) = all.get(next).copied() {
        next += 1;
        let read = |openly: bool| openly || query.audience == Audience::Staff;
        let more = merged(ticket)?.into_iter().filter(|(_, openly)| read(*openly)).map(|(ticket, _)| ticket);
        all.extend(more.filter(|ticket| known.insert(*ticket)));
    }
    Ok(all)
}

/// Where the merges of a ticket end; nothing when there is no such ticket. `of` answers what a ticket was merged into,
/// and whether openly.
pub(super) fn follow_merges<E>(
    ticket: TicketId,
    mut of: impl FnMut(TicketId) -> Result<Option<(Option<TicketId>, bool)>, E>,
) -> Result<Option<Winner>, E> {
    let mut end = Winner { ticket, openly: true };
    let mut known = BTreeSet::from([ticket]);
    let Some(mut next) = of(ticket)? else { return Ok(None) };
    while let (Some(into), openly) = next {
        // No engine makes a circle, and none is run around in.
        let Some(further) = of(into)?.filter(|_| known.insert(into)) else { break };
        end = Winner { ticket: into, openly: end.openly && openly };
        next = further;
    }
    Ok(Some(end))
}

/// A conversation on its way into a page.
#[derive(Default)]
struct Strand {
    waiting: VecDeque<Message>,
    /// Whether there may be more behind what waits.
    goes_on: bool,
}

/// A page of several conversations in one order. `fetch` answers so many messages of a ticket that the audience may read,
/// in the order of their positions.
pub(super) fn braid<E>(
    query: &ThreadQuery,
    tickets: &[TicketId],
    mut fetch: impl FnMut(TicketId, Start, u32) -> Result<Vec<Message>, E>,
) -> Result<MessagePage, E> {
    let count = u32::try_from(tickets.len()).unwrap_or(u32::MAX).max(1);
    let piece = (query.limit / count).saturating_add(1);
    let mut fetch = |ticket, start| {
        let waiting: VecDeque<Message> = fetch(ticket, start, piece)?.into();
        Ok(Strand { goes_on: waiting.len() >= rows(piece), waiting })
    };
    let mut strands = Vec::with_capacity(tickets.len());
    let mut next = BTreeMap::new();
    for (n, ticket) in tickets.iter().enumerate() {
        let strand = fetch(*ticket, Start::of(query.after, *ticket))?;
        next.extend(strand.waiting.front().map(|message| (message.place(), n)));
        strands.push(strand);
    }
    let mut page = MessagePage { messages: Vec::new(), more: false };
    while let Some((place, n)) = next.pop_first() {
        if page.messages.len() >= rows(query.limit) {
            page.more = true;
            break;
        }
        let Some(strand) = strands.get_mut(n) else { continue };
        page.messages.extend(strand.waiting.pop_front());
        if strand.waiting.is_empty() && strand.goes_on {
            *strand = fetch(place.ticket, Start::After(place.position))?;
        }
        next.extend(strand.waiting.front().map(|message| (message.place(), n)));
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn an_instant_is_found_by_halves_also_where_positions_are_missing() {
        let at = |n: i64| Timestamp::from_millis(n).unwrap();
        let known = [(2, at(10)), (3, at(10)), (7, at(20)), (8, at(30)), (15, at(30))];
        let first =
            |behind: u64| Ok::<_, Infallible>(known.into_iter().find(|(position, _)| *position > behind));
        for (since, before) in [(5, 0), (10, 0), (11, 3), (20, 3), (21, 7), (30, 7), (31, 15)] {
            let found = position_before(at(since), 15, first).unwrap();
            let behind = known.iter().filter(|(position, _)| *position > found);
            let expected = known.iter().filter(|(position, _)| *position > before);
            assert!(behind.eq(expected), "since {since}: behind {found}");
        }
    }
}
