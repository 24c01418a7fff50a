//! What must be true after a kill.

use std::collections::BTreeSet;

use ticketkit::command::{Answer, Command, Outcome, Query};
use ticketkit::engine::Desk;
use ticketkit::id::TicketId;
use ticketkit::model::{Actor, EventKind};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::whole_feed;
use ticketkit::storage::{Key, Storage, Wanted};
use ticketkit_heavy::{Address, Once, open};

use crate::agreement;
use crate::told::Told;

/// What was found so far.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) kills: u64,
    pub(crate) acknowledged: usize,
    pub(crate) commands: usize,
    pub(crate) ticks: usize,
    pub(crate) settled: usize,
    pub(crate) silent: u64,
    pub(crate) busy: usize,
    pub(crate) unknown: usize,
    pub(crate) lost: usize,
    pub(crate) partial: usize,
    pub(crate) twice: usize,
    pub(crate) tickets: u64,
    pub(crate) stored: usize,
    /// What is in the desk up to there, and may be there only once.
    once: Once,
    known: BTreeSet<String>,
    /// The place in the feed up to which everything was looked at.
    feed: u64,
    /// The place among the commands up to which everything was looked at.
    place: u64,
    pub(crate) integrity: String,
    pub(crate) wrong: Vec<String>,
}

impl Found {
    /// Looks at the desk after a kill: at what is new in it, and `whole` at all of it.
    pub(crate) fn look(&mut self, address: &Address, told: &Told, whole: bool) {
        self.kills += 1;
        self.silent += u64::from(!told.ready);
        self.commands += told.did.len();
        self.ticks += told.ticks;
        self.settled += told.settled.len();
        self.busy += told.busy;
        self.unknown += told.unknown;
        self.acknowledged += told.did.len() + told.ticks + told.settled.len();
        self.wrong.extend(told.wrong.iter().cloned());
        let (storage, engine, desk) = open(address);
        self.is_there(&*storage, &desk, told);
        self.is_whole(&*storage, &desk);
        if whole {
            self.tickets = agreement::assert_sound(&*storage, desk.id());
        }
        engine.close().unwrap();
        drop((storage, engine, desk));
        self.integrity = address.integrity();
        if self.integrity != "ok" {
            self.wrong.push(format!("integrity: {}", self.integrity));
        }
    }

    /// Everything that was acknowledged is there: told once more, every command is answered as it was.
    fn is_there(&mut self, storage: &dyn Storage, desk: &Desk, told: &Told) {
        let mut lost = Vec::new();
        for (command, context, outcome) in &told.did {
            let ids = Wanted::one(Key::Command(outcome.command));
            let known = storage.load(desk.id(), &ids).unwrap().commands.contains_key(&outcome.command);
            if !known || desk.execute(command, context).as_ref() != Ok(outcome) {
                lost.push(format!("the command {}", outcome.command));
            }
        }
        for (_, _, outcome) in told.did.iter().rev().take(8) {
            if let Some((ticket, word)) = outcome.ticket.zip(word_of(told, outcome)) {
                let found = search(desk, &word);
                if !found.contains(&ticket) {
                    lost.push(format!("the word {word} of {ticket}"));
                }
            }
        }
        for effect in &told.settled {
            if !storage.load(desk.id(), &Wanted::one(Key::Effect(*effect))).unwrap().effects.is_empty() {
                lost.push(format!("that {effect} is settled"));
            }
        }
        if let Some(ticked) = told.ticked
            && let Some(due) = storage.next_due().unwrap().filter(|due| *due <= ticked)
        {
            lost.push(format!("the tick at {ticked}: a timer is due at {due}"));
        }
        self.lost += lost.len();
        self.wrong.extend(lost);
    }

    /// Notes something that may be there only once.
    fn see(&mut self, thing: String) {
        if !self.known.insert(thing.clone()) {
            self.once.twice.push(thing);
        }
    }

    /// Nothing of what is new is there in part, or was there before.
    fn is_whole(&mut self, storage: &dyn Storage, desk: &Desk) {
        let mut partial = Vec::new();
        let mut messages = BTreeSet::new();
        let mut versions = BTreeSet::new();
        loop {
            let page =
                storage.history(desk.id(), &HistoryQuery { after: self.feed, ..whole_feed() }).unwrap();
            if page.events.is_empty() {
                break;
            }
            self.feed = page.last;
            for event in page.events {
                self.once.see(&event);
                versions.extend(event.ticket.map(|ticket| (ticket, event.version)));
                if let EventKind::MessageAdded { message, .. } = event.kind {
                    messages.insert(message);
                }
            }
        }
        let tickets: BTreeSet<_> = versions.iter().map(|(ticket, _)| *ticket).collect();
        let keys: Wanted = tickets.iter().map(|ticket| Key::Ticket(*ticket)).collect();
        let files = storage.load(desk.id(), &keys).unwrap().tickets;
        for ticket in &tickets {
            let last = versions.range(..=(*ticket, u64::MAX)).next_back().map(|(_, version)| *version);
            match files.get(ticket) {
                Some(file) if Some(file.ticket.version) == last => {}
                found => partial.push(format!(
                    "{ticket} is {:?} and has the event {last:?}",
                    found.map(|it| it.ticket.version)
                )),
            }
        }
        loop {
            let page = storage.commands(desk.id(), self.place, 1_000).unwrap();
            if page.commands.is_empty() {
                break;
            }
            self.place = page.last;
            self.stored += page.commands.len();
            for command in page.commands {
                self.see(format!("the command {}", command.id));
                let Outcome { ticket: Some(ticket), version: Some(version), message, .. } = command.outcome
                else {
                    continue;
                };
                let opened = matches!(command.body, Some(Command::CreateTicket { .. }));
                if opened {
                    self.see(format!("the number {:?}", command.outcome.number));
                }
                let said = message.is_none_or(|message| opened || messages.contains(&message));
                if !versions.contains(&(ticket, version)) || !said {
                    partial.push(format!("the command {}", command.id));
                }
            }
        }
        self.partial += partial.len();
        self.wrong.extend(partial);
        let twice = std::mem::take(&mut self.once.twice);
        self.twice += twice.len();
        self.wrong.extend(twice.into_iter().map(|thing| format!("twice: {thing}")));
    }
}

/// The word that stands in what a command wrote, and nowhere else.
fn word_of(told: &Told, outcome: &Outcome) -> Option<String> {
    let (command, ..) = told.did.iter().find(|(_, _, of)| of.command == outcome.command)?;
    let mut command = command.clone();
    let (text, _) = command.texts_mut()?;
    text.split(' ').nth(3).map(str::to_owned)
}

fn search(desk: &Desk, word: &str) -> Vec<TicketId> {
    let query = Query::Find {
        condition: None,
        text: Some(word.to_owned()),
        sort: None,
        descending: false,
        after: None,
        limit: None,
    };
    match desk.ask(&query, &Actor::host()).unwrap() {
        Answer::Page { tickets, .. } => tickets.into_iter().map(|ticket| ticket.id).collect(),
        other => panic!("{other:?}"),
    }
}
