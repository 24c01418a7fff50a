//! How events come about, and the ticket that they tell of.

use super::super::actor::By;
use super::super::ticket::Ticket;
use super::{Event, EventKind, FieldChange};
use crate::error::Problem;
use crate::id::{CommandId, EventId, TicketId};
use crate::time::Timestamp;

/// Why and when a change to a ticket happens: what all facts of one step share.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    /// When.
    pub(crate) at: Timestamp,
    /// Who.
    pub(crate) by: By,
    /// The command.
    pub(crate) command: CommandId,
    /// How many rules lie between.
    pub(crate) depth: u8,
    /// Whether a message that is added by it may be seen by customers.
    pub(crate) public: bool,
}

/// The ticket that a history tells of: its events in order, from the first.
///
/// Fails with `damaged` when a value cannot stand in its field, which no history of ours holds.
pub fn fold<'a>(id: TicketId, events: impl IntoIterator<Item = &'a Event>) -> Result<Ticket, Problem> {
    let mut ticket = Ticket::blank(id);
    for event in events {
        event.apply(&mut ticket)?;
    }
    Ok(ticket)
}

impl Event {
    /// A fact about the desk, not about one of its tickets.
    pub const fn of_desk(id: EventId, command: CommandId, at: Timestamp, by: By, kind: EventKind) -> Self {
        Self {
            id,
            ticket: None,
            version: 0,
            public_version: 0,
            public: false,
            at,
            by,
            command,
            depth: 0,
            kind,
            changes: Vec::new(),
            personal: Vec::new(),
        }
    }

    /// The next fact about a ticket that was `before` and is `after`: the difference becomes its changes, and the
    /// versions and times of `after` are moved on by it. Nobody else moves them.
    pub(crate) fn of_ticket(
        id: EventId,
        cause: Cause,
        kind: EventKind,
        before: &Ticket,
        after: &mut Ticket,
    ) -> Self {
        let mut changes = Vec::new();
        let mut personal = Vec::new();
        let mut seen = matches!(kind, EventKind::TicketCreated {});
        for field in after.differences(before) {
            let (from, to) = (before.get(&field), after.get(&field));
            seen |= field.is_public();
            let list =
                if field.is_personal(from.as_ref().or(to.as_ref())) { &mut personal } else { &mut changes };
            list.push(FieldChange { field, from, to });
        }
        let public = seen || cause.public;
        after.version += 1;
        after.updated_at = cause.at;
        if public {
            after.public_version += 1;
            after.public_updated_at = cause.at;
        }
        Self {
            id,
            ticket: Some(after.id),
            version: after.version,
            public_version: after.public_version,
            public,
            at: cause.at,
            by: cause.by,
            command: cause.command,
            depth: cause.depth,
            kind,
            changes,
            personal,
        }
    }

    /// Writes what changed into the ticket as it was just before.
    pub(crate) fn apply(&self, ticket: &mut Ticket) -> Result<(), Problem> {
        for change in self.changes.iter().chain(&self.personal) {
            if !ticket.put(&change.field, change.to.as_ref()) {
                let text = format!(
                    "event {} gives `{}` a value that cannot stand there",
                    self.id,
                    change.field.as_str()
                );
                return Err(Problem::new(crate::error::Code::Damaged, text));
            }
        }
        ticket.version = self.version;
        ticket.updated_at = self.at;
        if self.public {
            ticket.public_version = self.public_version;
            ticket.public_updated_at = self.at;
        }
        Ok(())
    }
}
