//! From events to the ticket that they tell of.

use super::super::actor::By;
use super::super::ticket::Ticket;
use super::Event;
use crate::error::Problem;
use crate::id::{CommandId, TicketId};
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
