//! What all storages have to agree on about a list: its order, and where it goes on.

use std::cmp::Ordering;

use sha2::{Digest, Sha256};

use super::page::Cursor;
use super::tickets::{Audience, Sort, SortKey, TicketQuery};
use crate::error::{Code, Problem, Result};
use crate::model::Ticket;
use crate::time::Timestamp;

impl SortKey {
    /// The instant by which a ticket is ordered for these eyes.
    pub const fn of(self, ticket: &Ticket, audience: Audience) -> Option<Timestamp> {
        match (self, audience) {
            (Self::CreatedAt, _) => Some(ticket.created_at),
            (Self::UpdatedAt, Audience::Staff) => Some(ticket.updated_at),
            (Self::UpdatedAt, Audience::Customers) => Some(ticket.public_updated_at),
            (Self::StatusSince, _) => Some(ticket.status_since),
        }
    }
}

impl Sort {
    /// Which of two rows comes first.
    pub fn compare(self, a: &Cursor, b: &Cursor) -> Ordering {
        let direct = |order: Ordering| if self.descending { order.reverse() } else { order };
        let by_key = match (a.key, b.key) {
            (Some(a), Some(b)) => direct(a.cmp(&b)),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        by_key.then_with(|| direct((a.created_at, a.ticket).cmp(&(b.created_at, b.ticket))))
    }
}

impl TicketQuery {
    /// The order of the answer: the one that was asked for, but newest first for a text search.
    pub const fn order(&self) -> Sort {
        match self.text {
            Some(_) => Sort { by: SortKey::CreatedAt, descending: true },
            None => self.sort,
        }
    }

    /// The number of this question in its cursors: the same for every page, and another one for a question that has
    /// other rows or another order.
    pub fn question(&self) -> u32 {
        let words = self.text.as_ref().map(super::SearchText::words);
        let asked = format!("{:?}", (&self.visible, self.audience, &self.condition, words, self.order()));
        Sha256::digest(asked).first_chunk().copied().map_or(0, u32::from_be_bytes)
    }

    /// The place of a ticket in the answer; `question` is this query's [`TicketQuery::question`].
    pub const fn place(&self, question: u32, ticket: &Ticket) -> Cursor {
        let key = self.order().by.of(ticket, self.audience);
        Cursor { question, key, created_at: ticket.created_at, ticket: ticket.id }
    }

    /// After which place to go on; `bad_cursor` when the cursor belongs to another question than `question`.
    pub fn continues(&self, question: u32) -> Result<Option<Cursor>> {
        match self.after {
            Some(cursor) if cursor.question != question => {
                let problem = Problem::new(Code::BadCursor, "the cursor belongs to another question");
                Err(problem.at("/after").hint("ask for the first page again").into())
            }
            after => Ok(after),
        }
    }
}
