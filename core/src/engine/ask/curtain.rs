//! What staff get of tickets and events. These name other tickets; who does not see one of them is not told its id either:
//! to them there is none. And a role may hide fields.

use std::collections::BTreeSet;

use super::Asking;
use crate::condition::Predicate;
use crate::error::Result;
use crate::id::TicketId;
use crate::model::{Event, Ticket};
use crate::snapshot::{Key, TicketFile, Wanted};

impl Asking<'_> {
    /// Tickets, without the other tickets that they name and the actor does not see, and the fields that they do not read.
    pub(super) fn for_staff(&self, mut tickets: Vec<Ticket>) -> Result<Vec<Ticket>> {
        let named = tickets.iter().flat_map(Ticket::links).map(|(_, ticket)| ticket).collect();
        let hidden = self.hidden(named)?;
        for ticket in &mut tickets {
            ticket.forget(&hidden);
            self.who.rights.conceal(ticket);
        }
        Ok(tickets)
    }

    /// Events of a ticket, without the other tickets that they name and the actor does not see, and what they do not read.
    pub(super) fn events_for_staff(&self, mut events: Vec<Event>, file: &TicketFile) -> Result<Vec<Event>> {
        let hidden = self.hidden(events.iter().flat_map(Event::other_tickets).collect())?;
        let unseen = file.clocks.iter().filter(|clock| !self.who.rights.sees_clock(clock));
        let clocks = unseen.map(|clock| clock.key.clone()).collect();
        for event in &mut events {
            event.forget(&hidden);
            self.who.rights.conceal_in(event, &clocks);
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
