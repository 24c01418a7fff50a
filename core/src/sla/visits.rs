//! How long a ticket stood in each of its statuses, by its events.

use crate::calendar::Calendar;
pub use crate::command::{Visit, VisitTotal};
use crate::error::Problem;
use crate::id::TicketId;
use crate::model::{Event, Ticket};
use crate::time::Timestamp;

/// Every stay of a ticket in a status, in their order, by its events in order from the first and the calendar by which the
/// desk works. They follow each other without gaps, so that their lengths add up to the life of the ticket until `until`. To
/// enter the status that a ticket stands in begins another stay; what else changes does not. [`visit_totals`] adds them up.
///
/// Fails with `damaged` when a value of an event cannot stand in its field.
pub fn visits<'e>(
    events: impl IntoIterator<Item = &'e Event>,
    calendar: &Calendar,
    until: Timestamp,
) -> Result<Vec<Visit>, Problem> {
    let mut ticket = Ticket::blank(TicketId::from_bytes([0; 16]));
    let mut visits: Vec<Visit> = Vec::new();
    let close = |visit: &mut Visit, to: Timestamp| {
        visit.length_ms = to.since(visit.from).millis();
        visit.business_ms = calendar.elapsed(visit.from, to).millis();
    };
    for event in events {
        let before = (ticket.status.clone(), ticket.category, ticket.status_since, ticket.workflow.clone());
        event.apply(&mut ticket)?;
        let stays = (&before.0, before.1, before.2, &before.3)
            == (&ticket.status, ticket.category, ticket.status_since, &ticket.workflow);
        if stays && !visits.is_empty() {
            continue;
        }
        if let Some(last) = visits.last_mut() {
            close(last, event.at);
            last.to = Some(event.at);
        }
        visits.push(Visit::begun(ticket.status.clone(), ticket.category, event.at, event.id));
    }
    if let Some(last) = visits.last_mut() {
        close(last, until.max(last.from));
    }
    Ok(visits)
}

/// The stays of each status together, in the order in which they were first entered.
pub fn visit_totals(visits: &[Visit]) -> Vec<VisitTotal> {
    let mut totals: Vec<VisitTotal> = Vec::new();
    for visit in visits {
        let same = |total: &VisitTotal| total.status == visit.status && total.category == visit.category;
        let place = totals.iter().position(same).unwrap_or(totals.len());
        if place == totals.len() {
            totals.push(VisitTotal::none(visit.status.clone(), visit.category));
        }
        if let Some(total) = totals.get_mut(place) {
            total.visits += 1;
            total.length_ms = total.length_ms.saturating_add(visit.length_ms);
            total.business_ms = total.business_ms.saturating_add(visit.business_ms);
        }
    }
    totals
}
