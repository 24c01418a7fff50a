//! Text search, where the server cannot keep all words of a text.

use ticketkit::change::{Add, Before, ChangeSet, MessageBefore, TicketChange};
