//! What all storages have to agree on about a list: its order, and where it goes on.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

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
        number_of(&(&self.visible, self.audience, &self.condition, words, self.order()))
    }

    /// The place of a ticket in the answer; `question` is this query's [`TicketQuery::question`].
    pub const fn place(&self, question: u32, ticket: &Ticket) -> Cursor {
        let key = self.order().by.of(ticket, self.audience);
        Cursor { question, key, created_at: ticket.created_at, ticket: ticket.id }
    }

    /// The page of these tickets, of which there may be more than it holds.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn page(&self, question: u32, mut found: Vec<Ticket>) -> super::tickets::TicketPage {
        let wanted = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = found.len() > wanted;
        found.truncate(wanted);
        let next = found.last().filter(|_| more).map(|ticket| self.place(question, ticket));
        super::tickets::TicketPage { tickets: found, next }
    }

    /// Puts tickets in the order of the answer.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn put_in_order(&self, tickets: &mut [Ticket]) {
        tickets.sort_by(|a, b| self.order().compare(&self.place(0, a), &self.place(0, b)));
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

/// A number that tells values from others, the same on machines of any sort.
pub(crate) fn number_of(value: &impl Hash) -> u32 {
    let mut number = Fnv(0xcbf2_9ce4_8422_2325);
    value.hash(&mut number);
    let (high, low) = (number.finish() >> 32, number.finish() & u64::from(u32::MAX));
    u32::try_from(high ^ low).unwrap_or(0)
}

/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits), the same on machines of any sort.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_i64(&mut self, number: i64) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Predicate;
    use crate::id::TicketId;
    use crate::query::SearchText;

    fn place(key: Option<i64>, created_at: i64, ticket: u8) -> Cursor {
        let at = |millis| Timestamp::from_millis(millis).unwrap();
        Cursor {
            question: 0,
            key: key.map(at),
            created_at: at(created_at),
            ticket: TicketId::from_bytes([ticket; 16]),
        }
    }

    #[test]
    fn rows_without_the_key_come_last_either_way() {
        let rows = [
            place(None, 9, 5),
            place(Some(2), 1, 1),
            place(Some(1), 3, 2),
            place(None, 4, 4),
            place(Some(2), 1, 3),
        ];
        let order = |descending| {
            let sort = Sort { by: SortKey::StatusSince, descending };
            let mut rows = rows;
            rows.sort_by(|a, b| sort.compare(a, b));
            rows.map(|row| row.ticket.as_bytes()[0])
        };
        assert_eq!(order(false), [2, 1, 3, 4, 5]);
        assert_eq!(order(true), [3, 1, 2, 5, 4]);
    }

    #[test]
    fn every_part_of_a_question_tells_it_from_others() {
        let first = TicketQuery {
            visible: Predicate::always(),
            audience: Audience::Staff,
            condition: None,
            text: None,
            sort: Sort::default(),
            after: None,
            limit: 10,
        };
        let others = [
            TicketQuery { visible: Predicate::never(), ..first.clone() },
            TicketQuery { audience: Audience::Customers, ..first.clone() },
            TicketQuery { condition: Some(Predicate::always()), ..first.clone() },
            TicketQuery { text: SearchText::of("printer"), ..first.clone() },
            TicketQuery { text: SearchText::of("paper"), ..first.clone() },
            TicketQuery { sort: Sort { by: SortKey::CreatedAt, descending: true }, ..first.clone() },
            TicketQuery { sort: Sort { by: SortKey::UpdatedAt, descending: false }, ..first.clone() },
        ];
        let mut numbers: Vec<u32> = others.iter().map(TicketQuery::question).collect();
        numbers.push(first.question());
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), others.len() + 1);

        let ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
        let second_page =
            TicketQuery { after: Some(first.place(first.question(), &ticket)), limit: 3, ..first };
        assert_eq!(second_page.continues(second_page.question()).unwrap(), second_page.after);
        let other = TicketQuery { audience: Audience::Customers, ..second_page };
        assert_eq!(other.continues(other.question()).unwrap_err().code(), Code::BadCursor);
    }
}
