//! What must be true of a desk after a history of ours.

use ticketkit::Timestamp;
use ticketkit::calendar::ZoneRules;
use ticketkit::config::{Config, Document};
use ticketkit::decide::workflow_of;
use ticketkit::id::{Name, TicketId};
use ticketkit::model::{Category, Event, EventKind, Message, Ticket, TimerCause};
use ticketkit::query::{HistoryQuery, ThreadQuery, TicketQuery};
use ticketkit::sla::{News, Setting, TicketCalendars, replay};
use ticketkit::storage::conformance::{Dump, all_tickets, dump, what_is_there, whole_feed, whole_thread};
use ticketkit::storage::{Key, TicketFile, Wanted};

use crate::agreement::assert_sound;
use crate::documents::TEAMS;
use crate::house::House;

impl House {
    fn teams() -> Vec<Name> {
        TEAMS.iter().map(|team| team.parse().unwrap()).collect()
    }

    /// How to find everything that this desk holds.
    pub(crate) fn keys(&self) -> Wanted {
        what_is_there(&*self.storage, self.desk.id(), &Self::teams()).unwrap()
    }

    /// Everything that this desk holds.
    pub(crate) fn everything(&self, keys: &Wanted) -> Dump {
        dump(&*self.storage, self.desk.id(), keys).unwrap()
    }

    fn config(&self) -> Config {
        let stored = self.storage.config(self.desk.id(), None).unwrap().unwrap();
        let document = Document::parse(&stored.document).unwrap();
        Config::compile(document, stored.version, &ZoneRules::bundled()).unwrap()
    }

    /// Tickets with what goes along with them.
    fn files(&self) -> Vec<TicketFile> {
        let all = TicketQuery { limit: u32::MAX, ..all_tickets() };
        let tickets = self.storage.find(self.desk.id(), &all).unwrap().tickets;
        let ids: Wanted = tickets.into_iter().map(|ticket| Key::Ticket(ticket.id)).collect();
        self.storage.load(self.desk.id(), &ids).unwrap().tickets.into_values().collect()
    }

    fn events(&self, ticket: TicketId) -> Vec<Event> {
        let all = HistoryQuery { ticket: Some(ticket), limit: u32::MAX, ..whole_feed() };
        self.storage.history(self.desk.id(), &all).unwrap().events
    }

    fn messages(&self, ticket: TicketId) -> Vec<Message> {
        let all = ThreadQuery { limit: u32::MAX, ..whole_thread(ticket) };
        let messages = self.storage.thread(self.desk.id(), &all).unwrap().messages;
        messages.into_iter().filter(|message| message.ticket == ticket).collect()
    }

    /// The clocks of every ticket are those that its history gives under the configuration, which has been the same all
    /// the time, when time has passed until `until`.
    pub(crate) fn assert_clocks_follow(&self, until: Timestamp) {
        let config = self.config();
        let setting = Setting {
            edition: config.edition(),
            workflow: &|ticket| workflow_of(&config, ticket),
            calendars: &|ticket| TicketCalendars {
                team: ticket.team.as_ref().and_then(|team| config.team(team)?.calendar.as_ref()),
                organization: None,
            },
        };
        for file in self.files() {
            let (id, number) = (file.ticket.id, &file.ticket.number);
            let (events, messages) = (self.events(id), self.messages(id));
            let replayed = replay(&setting, id, &events, &messages, until).unwrap();
            assert_eq!(replayed.ticket, file.ticket, "{number}");
            assert_eq!(replayed.clocks, file.clocks, "the clocks of {number}");
            let breaches =
                events.iter().filter(|event| matches!(event.kind, EventKind::ClockBreached { .. }));
            let told = replayed.news.iter().filter(|news| matches!(news, News::Breached { .. }));
            assert_eq!(told.count(), breaches.count(), "the breaches of {number}");
        }
    }

    /// What is stored in two forms agrees; time has never been later than `until`. When solved tickets close and rules are
    /// asked is only looked at where the configuration was the same all the time: a ticket learns of another one when it
    /// is next worked on.
    pub(crate) fn assert_agrees(&self, same_configuration: bool, until: Timestamp) {
        assert_sound(&*self.storage, self.desk.id());
        let config = self.config();
        for file in self.files().into_iter().filter(|_| same_configuration) {
            let stored = file.timers.iter().find(|timer| timer.cause == TimerCause::AutoClose {});
            let stored = stored.map(|timer| timer.due_at);
            // A way that is barred is tried once, and then there is no timer for it.
            let wanted = closes_at(&config, &file.ticket);
            let wanted = wanted.filter(|at| stored.is_some() || *at > file.ticket.updated_at);
            assert_eq!(stored, wanted, "when {} closes", file.ticket.number);
            for rule in config.timed_rules() {
                let number = &file.ticket.number;
                let cause = TimerCause::Rule { rule: rule.name.clone() };
                let stored = file.timers.iter().find(|timer| timer.cause == cause).map(|timer| timer.due_at);
                let work = file.ticket.standing.is_active();
                let wanted = config.asks_at(rule, &file.ticket).filter(|_| work);
                // What has come by then may have been asked, or was past when its anchor came.
                let wanted = wanted.filter(|at| stored.is_some() || *at > until);
                assert_eq!(stored, wanted, "when `{}` is asked about {number}", rule.name);
            }
        }
    }
}

fn closes_at(config: &Config, ticket: &Ticket) -> Option<Timestamp> {
    if ticket.category != Category::Solved || !ticket.standing.is_active() {
        return None;
    }
    let after = config.workflow(&ticket.workflow)?.close_after()?;
    Some(ticket.last_requester_at.max(ticket.solved_at)?.after(after))
}

/// Fails when two desks differ in what `of_interest` names, and shows where.
pub(crate) fn assert_same(what: &str, found: &Dump, expected: &Dump, of_interest: impl Fn(&str) -> bool) {
    let nothing = String::new();
    for key in found.keys().chain(expected.keys()).filter(|key| of_interest(key)) {
        let (found, expected) = (found.get(key).unwrap_or(&nothing), expected.get(key).unwrap_or(&nothing));
        if found != expected {
            let same = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
            let window =
                |text: &str| text.chars().skip(same.saturating_sub(300)).take(600).collect::<String>();
            panic!("{what}, {key}:\nfound    {}\nexpected {}", window(found), window(expected));
        }
    }
}
