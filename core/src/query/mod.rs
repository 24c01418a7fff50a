//! Questions to a storage: filters, order, pages, and the words of a text search.

mod order;
mod page;
mod tickets;
mod words;

pub use page::Cursor;
pub use tickets::{
    Audience, Count, CountQuery, EventPage, HistoryQuery, MessagePage, Sort, SortKey, ThreadQuery,
    TicketPage, TicketQuery,
};
pub use words::{SearchText, words};
