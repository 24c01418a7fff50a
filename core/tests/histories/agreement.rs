//! What must be true of every desk, whatever has happened to it: what is stored twice, in two forms, agrees.

use std::collections::BTreeMap;

use ticketkit::assignment::weight;
use ticketkit::id::{DeskId, Name, PersonId};
use ticketkit::model::{Event, Message, Ticket, Timer, TimerCause, fold};
use ticketkit::query::{HistoryQuery, ThreadQuery, TicketQuery};
use ticketkit::sla;
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

    /// Folding the events of each ticket gives the ticket.
    pub(crate) fn assert_folds(&self) {
        for ticket in self.tickets() {
            let events = self.events(&ticket);
            let versions: Vec<u64> = events.iter().map(|event| event.version).collect();
            assert_eq!(versions, (1..=ticket.version).collect::<Vec<_>>(), "versions of {}", ticket.number);
            let back = events.windows(2).find(|pair| !pair.is_sorted_by_key(|event| event.at));
            assert_eq!(back, None, "time goes back for {}", ticket.number);
            assert_eq!(fold(ticket.id, &events).unwrap(), ticket);
        }
    }

    /// Every conversation is whole.
    pub(crate) fn assert_conversations(&self) {
        for file in self.files() {
            let messages = self.messages(&file.ticket);
            let positions: Vec<u64> = messages.iter().map(|message| message.position).collect();
            assert_eq!(positions, (1..=file.messages).collect::<Vec<_>>(), "{}", file.ticket.number);
            assert_eq!(messages.first().map(|first| first.id), file.ticket.description);
        }
    }

    /// What agents are said to have to do is what their tickets weigh.
    pub(crate) fn assert_loads(&self, teams: &[Name]) {
        let mut loads: BTreeMap<PersonId, i64> = BTreeMap::new();
        for ticket in self.tickets() {
            if let Some(owner) = ticket.owner {
                *loads.entry(owner).or_default() += weight(&ticket);
                assert!(ticket.is_assigned_to(owner), "the owner is assigned");
            }
        }
        let teams: Wanted = teams.iter().cloned().map(Key::Team).collect();
        for member in self.storage.load(self.desk, &teams).unwrap().teams.into_values().flatten() {
            let counted = loads.get(&member.person.id).copied().unwrap_or_default();
            assert_eq!(member.load, counted, "the load of {}", member.person.name);
        }
    }

    /// Every ticket has the timers that its clocks and its snooze ask for, and no others of these sorts.
    pub(crate) fn assert_timers(&self) {
        for file in self.files() {
            let asked_for =
                |timer: &&Timer| matches!(timer.cause, TimerCause::Clock { .. } | TimerCause::Wake {});
            let mut stored: Vec<Timer> = file.timers.iter().filter(asked_for).cloned().collect();
            let mut wanted = of_clocks_and_snooze(&file);
            stored.sort_unstable_by_key(|timer| timer.cause.clone());
            wanted.sort_unstable_by_key(|timer| timer.cause.clone());
            assert_eq!(stored, wanted, "timers of {}", file.ticket.number);
        }
    }
}

fn of_clocks_and_snooze(file: &TicketFile) -> Vec<Timer> {
    let ticket = Some(file.ticket.id);
    let clocks = file.clocks.iter().filter_map(|clock| {
        let cause = TimerCause::Clock { clock: clock.key.clone() };
        Some(Timer { ticket, cause, due_at: sla::wake_at(clock)? })
    });
    let wake = file.ticket.snoozed_until.map(|due_at| Timer { ticket, cause: TimerCause::Wake {}, due_at });
    let work = file.ticket.standing.is_active();
    clocks.chain(wake).filter(|_| work).collect()
}
