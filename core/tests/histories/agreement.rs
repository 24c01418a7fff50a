//! What must be true of every desk, whatever has happened to it: what is stored twice, in two forms, agrees.

use ticketkit::calendar::ZoneRules;
use ticketkit::engine::check;
use ticketkit::id::DeskId;
use ticketkit::model::{Event, Message, Ticket};
use ticketkit::query::{HistoryQuery, ThreadQuery, TicketQuery};
use ticketkit::storage::conformance::{all_tickets, whole_feed, whole_thread};
use ticketkit::storage::{Key, Storage, TicketFile, Wanted};

/// A desk that is looked at.
pub(crate) struct Agreement<'a> {
    pub(crate) storage: &'a dyn Storage,
    pub(crate) desk: DeskId,
}

impl Agreement<'_> {
    pub(crate) fn tickets(&self) -> Vec<Ticket> {
        let all = TicketQuery { limit: u32::MAX, ..all_tickets() };
        self.storage.find(self.desk, &all).unwrap().tickets
    }

    pub(crate) fn events(&self, ticket: &Ticket) -> Vec<Event> {
        let all = HistoryQuery { ticket: Some(ticket.id), limit: u32::MAX, ..whole_feed() };
        self.storage.history(self.desk, &all).unwrap().events
    }

    pub(crate) fn messages(&self, ticket: &Ticket) -> Vec<Message> {
        let all = ThreadQuery { limit: u32::MAX, ..whole_thread(ticket.id) };
        let messages = self.storage.thread(self.desk, &all).unwrap().messages;
        messages.into_iter().filter(|message| message.ticket == ticket.id).collect()
    }

    /// Tickets with what goes along with them.
    pub(crate) fn files(&self) -> Vec<TicketFile> {
        let ids: Wanted = self.tickets().into_iter().map(|ticket| Key::Ticket(ticket.id)).collect();
        self.storage.load(self.desk, &ids).unwrap().tickets.into_values().collect()
    }

    /// Nothing is found by the check that every desk can be given.
    pub(crate) fn assert_sound(&self) {
        let report = check(self.storage, self.desk, &ZoneRules::bundled(), &mut |_| true).unwrap();
        let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
