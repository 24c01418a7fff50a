//! A piece of a conversation, and what it can go on behind.

use std::collections::BTreeSet;

use super::super::asked::page;
use super::{Asking, unseen};
use crate::command::Answer;
use crate::error::{Code, Problem, Result};
use crate::id::{MessageId, TicketId};
use crate::model::{Message, PublicMessage, ThreadPlace, TicketRef};
use crate::query::{Audience, ThreadQuery};
use crate::snapshot::{Key, Wanted};

impl Asking<'_> {
    pub(super) fn thread(
        &self,
        ticket: &TicketRef,
        after: Option<MessageId>,
        limit: Option<u32>,
    ) -> Result<Answer> {
        let ticket = self.file(ticket)?.ticket.id;
        let after_place = after.map(|id| self.place_of(id, ticket)).transpose()?;
        let limit = page(limit)?;
        let query = ThreadQuery { ticket, audience: self.reading(), after: after_place, limit };
        let found = self.inner.storage.thread(self.desk, &query)?;
        Ok(match self.audience() {
            Audience::Staff => Answer::Thread { messages: found.messages, more: found.more },
            Audience::Customers => Answer::PublicThread {
                last: found.messages.last().map(|message| message.id).or(after),
                messages: found.messages.iter().filter_map(PublicMessage::of).collect(),
                more: found.more,
            },
        })
    }

    /// Where a conversation goes on. A message that the actor cannot read looks exactly like one that is not there.
    fn place_of(&self, id: MessageId, ticket: TicketId) -> Result<ThreadPlace> {
        let found = self.snapshot.message(id).map_err(|_| unseen())?;
        if let Some(message) = found
            && self.is_read_with(message, ticket)?
        {
            return Ok(message.place());
        }
        let problem = Problem::new(Code::BadCursor, format!("there is no message `{id}`"));
        Err(problem.at("/after").hint("give the last message of the page before").into())
    }

    /// Whether the actor may read a message, and it was written to this ticket, to one that was merged into it where they
    /// read that, or to another one that they see.
    fn is_read_with(&self, message: &Message, ticket: TicketId) -> Result<bool> {
        if !self.who.rights.may_read(message) {
            return Ok(false);
        }
        let (mut from, mut known) = (message.ticket, BTreeSet::new());
        while from != ticket {
            let found = self.inner.storage.load(self.desk, &Wanted::one(Key::Ticket(from)))?;
            let Some(file) = found.tickets.get(&from) else { return Ok(false) };
            if self.who.rights.sees(&file.ticket) {
                return Ok(true);
            }
            let read = file.ticket.merged_openly || self.who.rights.is_staff();
            match file.ticket.merged_into.filter(|_| read && known.insert(from)) {
                Some(into) => from = into,
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}
