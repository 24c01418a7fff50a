//! Tickets and events name other tickets. Staff who do not see one of these are not told its id either: to them there is
//! none.

use std::collections::BTreeSet;

use super::Asking;
use crate::condition::Predicate;
use crate::error::Result;
use crate::id::TicketId;
use crate::model::{Event, Ticket};
use crate::snapshot::{Key, Wanted};

impl Asking<'_> {
    /// Tickets, without the other tickets that they name and the actor does not see.
    pub(super) fn without_hidden_links(&self, mut tickets: Vec<Ticket>) -> Result<Vec<Ticket>> {
        let named = tickets.iter().flat_map(Ticket::links).map(|(_, ticket)| ticket).collect();
        let hidden = self.hidden(named)?;
        for ticket in &mut tickets {
            ticket.forget(&hidden);
        }
        Ok(tickets)
    }

    /// Events, without the other tickets that they name and the actor does not see.
    pub(super) fn without_hidden_tickets(&self, mut events: Vec<Event>) -> Result<Vec<Event>> {
        let hidden = self.hidden(events.iter().flat_map(Event::other_tickets).collect())?;
        for event in &mut events {
            event.forget(&hidden);
        }
        Ok(events)
    }

    /// Those of these tickets that the actor does not see.
    fn hidden(&self, named: BTreeSet<TicketId>) -> Result<BTreeSet<TicketId>> {
        if named.is_empty() || *self.who.rights.visible() == Predicate::always() {
            return Ok(BTreeSet::new());
        }
        let wanted: Wanted = named.iter().copied().map(Key::Ticket).collect();
        let found = self.inner.storage.load(self.desk, &wanted)?;
        let sees = |id: &TicketId| found.tickets.get(id).is_some_and(|it| self.who.rights.sees(&it.ticket));
        Ok(named.into_iter().filter(|id| !sees(id)).collect())
    }
}
