//! Everything that a desk tells, as one number: the same for as long as it tells the same.

use serde::Serialize;
use sha2::{Digest, Sha256};
use ticketkit::id::DeskId;
use ticketkit::query::{HistoryQuery, ThreadQuery, TicketQuery};
use ticketkit::storage::conformance::{all_tickets, whole_feed, whole_thread};
use ticketkit::storage::{PeopleQuery, Share, Storage};
use ticketkit::{Result, Timestamp};

/// What was read of a desk.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) tickets: usize,
    pub(crate) messages: usize,
    pub(crate) events: usize,
    pub(crate) people: usize,
    pub(crate) commands: usize,
    pub(crate) timers: usize,
    /// The first half of the SHA-256 of all of it as JSON. Members are only ever added, and left out where they are empty.
    pub(crate) digest: String,
}

impl std::fmt::Display for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tickets, messages, events, people, commands, timers, digest } = self;
        write!(f, "{tickets} tickets, {messages} messages, {events} events, {people} people, ")?;
        write!(f, "{commands} commands, {timers} timers: {digest}")
    }
}

/// Reads everything of a desk.
pub(crate) fn read(storage: &dyn Storage, desk: DeskId) -> Result<Reading> {
    let mut hash = Sha256::new();
    let tickets = storage.find(desk, &TicketQuery { limit: u32::MAX, ..all_tickets() })?.tickets;
    add(&mut hash, &tickets);
    let mut messages = 0;
    for ticket in &tickets {
        let thread =
            storage.thread(desk, &ThreadQuery { limit: u32::MAX, ..whole_thread(ticket.id) })?.messages;
        messages += thread.len();
        add(&mut hash, &thread);
    }
    let events = storage.history(desk, &HistoryQuery { limit: u32::MAX, ..whole_feed() })?.events;
    add(&mut hash, &events);
    let people = storage.people(desk, &PeopleQuery { staff: false, after: None, limit: u32::MAX })?;
    add(&mut hash, &people);
    let commands = storage.commands(desk, 0, u32::MAX)?.commands;
    add(&mut hash, &commands);
    let due = storage.due(Timestamp::MAX, u32::MAX, Share::default())?;
    let timers: Vec<_> =
        due.iter().map(|(_, timer)| (timer.ticket, timer.cause.to_string(), timer.due_at)).collect();
    add(&mut hash, &timers);
    let digest = hash.finalize();
    let first: [u8; 16] = digest.first_chunk().copied().unwrap_or_default();
    Ok(Reading {
        tickets: tickets.len(),
        messages,
        events: events.len(),
        people: people.len(),
        commands: commands.len(),
        timers: timers.len(),
        digest: format!("{:032x}", u128::from_be_bytes(first)),
    })
}

fn add(hash: &mut Sha256, what: &impl Serialize) {
    hash.update(serde_json::to_vec(what).unwrap());
}
