//! Questions to a storage: filters, order, pages, and the words of a text search.

mod order;
mod page;
mod tickets;
mod words;

pub use crate::command::Count;
pub(crate) use order::number_of;
pub use page::Cursor;
pub use tickets::{
    Audience, CountQuery, EventPage, HistoryQuery, MessagePage, Sort, SortKey, ThreadQuery, TicketPage,
    TicketQuery,
};
pub use words::{SearchText, words};
