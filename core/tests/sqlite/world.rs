//! What the tests write and where.

use std::path::Path;

use ticketkit::change::{ChangeSet, Put};
use ticketkit::id::{CommandId, CountingIds, DeskId, EventId, IdSource, MessageId, Name, PersonId, TicketId};
use ticketkit::model::{Author, By, Event, EventKind, Message, MessageKind, Ticket};
use ticketkit::storage::{Decide, Key, Snapshot, SqliteStorage, Step, Storage, Wanted};
use ticketkit::{Code, Result, Span, Timestamp};

pub(crate) const DESK: DeskId = DeskId::from_bytes([7; 16]);

pub(crate) use crate::storages::Folder;

impl Folder {
    /// A storage with one desk.
    pub(crate) fn with_desk(&self) -> SqliteStorage {
        let storage = SqliteStorage::open(self.file()).unwrap();
        storage.create_desk(DESK, "support", "{}").unwrap();
        storage
    }
}

pub(crate) fn start() -> Timestamp {
    "2026-06-01T09:00:00Z".parse().unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

/// Commands that are all different, in any process.
pub(crate) fn command(n: u64) -> CommandId {
    CountingIds::starting_at(n).command_id(start())
}

/// An open ticket, the `n`-th, created so many minutes after the start.
pub(crate) fn ticket(n: u64) -> Ticket {
    let mut ticket = Ticket::blank(TicketId::derived(command(n), 0));
    ticket.version = 1;
    ticket.public_version = 1;
    ticket.number = n.to_string();
    ticket.created_at = start().after(Span::from_minutes(i64::try_from(n).unwrap()));
    ticket.updated_at = ticket.created_at;
    ticket.subject = format!("Printer {n} is on fire");
    ticket.requester = person(1);
    ticket.workflow = name("default");
    ticket.status = name("new");
    ticket.priority = name("normal");
    ticket.channel = name("web");
    ticket
}

pub(crate) fn created(ticket: &Ticket, n: u64) -> Event {
    let (id, command) = (EventId::derived(command(n), 1), command(n));
    let mut event = Event::of_desk(id, command, ticket.created_at, By::Host {}, EventKind::TicketCreated {});
    event.ticket = Some(ticket.id);
    (event.version, event.public_version, event.public) = (1, 1, true);
    event
}

pub(crate) fn message(ticket: &Ticket, id: u64, position: u64, public: bool, body: &str) -> Message {
    let kind = if public { MessageKind::Reply } else { MessageKind::Note };
    let (id, author) = (MessageId::derived(command(id), 2), Author::EndUser { person: ticket.requester });
    Message::new(id, ticket.id, position, kind, public, author, ticket.created_at, body.to_owned())
}

/// Everything that a new ticket brings.
pub(crate) fn new_ticket(n: u64) -> ChangeSet {
    let ticket = ticket(n);
    let mut changes = ChangeSet::new(DESK, 1);
    changes.events.push(created(&ticket, n));
    let first = message(&ticket, n, 1, true, "Smoke comes out of it, and a smell.");
    changes.puts.push(Put::Ticket { before: None, after: Box::new(ticket) });
    changes.puts.push(Put::Message { message: Box::new(first) });
    changes
}

pub(crate) fn commit(storage: &SqliteStorage, changes: ChangeSet) {
    for answer in storage.commit(vec![changes]).unwrap() {
        answer.unwrap();
    }
}

/// Creates a ticket whose number is drawn; `id` makes it another one than all others.
pub(crate) struct Create {
    pub(crate) id: u64,
    pub(crate) number: Option<u64>,
}

impl Create {
    pub(crate) const fn new(id: u64) -> Self {
        Self { id, number: None }
    }

    /// Creates the ticket, and answers its number.
    pub(crate) fn run(storage: &dyn Storage, id: u64) -> Result<u64> {
        let mut create = Self::new(id);
        storage.write(DESK, &mut [&mut create]).remove(0)?;
        Ok(create.number.unwrap())
    }
}

impl Decide for Create {
    fn wanted(&self) -> Wanted {
        Wanted::one(Key::Number)
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        let number = snapshot.number().unwrap();
        self.number = Some(number);
        let mut changes = new_ticket(self.id);
        if let Some(Put::Ticket { after, .. }) = changes.puts.first_mut() {
            after.number = number.to_string();
        }
        Step::Write(Box::new(changes))
    }
}

/// How many events the desk has.
pub(crate) fn feed(storage: &dyn Storage) -> u64 {
    let changes = ChangeSet::new(DESK, 1);
    storage.commit(vec![changes]).unwrap().remove(0).unwrap().feed
}

pub(crate) fn code<T>(answer: Result<T>) -> Option<Code> {
    answer.err().map(|error| error.code())
}

pub(crate) fn open(path: &Path) -> SqliteStorage {
    SqliteStorage::open(path).unwrap()
}
