//! What work a ticket is.

use crate::id::PersonId;
use crate::model::{Category, Ticket};

/// What a ticket of a category weighs when nobody says.
pub(super) const fn work(category: Category) -> i64 {
    matches!(category, Category::New | Category::Open) as i64
}

/// What a ticket adds to the load of an owner, whether it has one or not.
pub(crate) fn weighs(ticket: &Ticket) -> i64 {
    ticket.weight.map_or_else(|| work(ticket.category), i64::from)
}

/// What a ticket weighs in the load of its owner: what [its weight](Ticket::weight) says, else 1 while it is new or
/// open; nothing without an owner, and nothing while it is kept apart.
pub fn weight(ticket: &Ticket) -> i64 {
    if ticket.owner.is_some() && ticket.standing.is_active() { weighs(ticket) } else { 0 }
}

/// By how much a change of a ticket moves the loads of its owners, the former and the present one: at most two
/// entries, by id, none of them 0. A ticket that is new has no `before`.
///
/// ```
/// use ticketkit::assignment::load_changes;
/// use ticketkit::id::{PersonId, TicketId};
/// use ticketkit::model::{Category, Ticket};
///
/// let (ada, bob) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
/// let mut open = Ticket::blank(TicketId::from_bytes([9; 16]));
/// open.owner = Some(ada);
/// let mut given_away = open.clone();
/// given_away.owner = Some(bob);
/// let mut answered = given_away.clone();
/// answered.category = Category::Pending;
///
/// assert_eq!(load_changes(None, &open), [(ada, 1)]);
/// assert_eq!(load_changes(Some(&open), &given_away), [(ada, -1), (bob, 1)]);
/// assert_eq!(load_changes(Some(&given_away), &answered), [(bob, -1)]);
/// ```
pub fn load_changes(before: Option<&Ticket>, after: &Ticket) -> Vec<(PersonId, i64)> {
    let share = |ticket: &Ticket| ticket.owner.map(|owner| (owner, weight(ticket)));
    let lost = before.and_then(share).map(|(owner, weight)| (owner, -weight));
    let gained = share(after);
    let mut changes = match (lost, gained) {
        (Some((former, lost)), Some((present, gained))) if former == present => {
            vec![(present, lost + gained)]
        }
        (lost, gained) => lost.into_iter().chain(gained).collect(),
    };
    changes.retain(|(_, delta)| *delta != 0);
    changes.sort_unstable();
    changes
}
