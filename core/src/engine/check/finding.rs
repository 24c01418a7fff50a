//! What a check finds.

use std::fmt;

/// Makes the one list of what has to be so.
macro_rules! invariants {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $hint:literal;)*) => {
        /// Something that is true of every desk.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Invariant {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Invariant {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What can be done where it is not so.
            pub const fn hint(self) -> &'static str {
                match self {
                    $(Self::$name => $hint,)*
                }
            }
        }
    };
}

invariants! {
    /// What lies under the records is whole: the pages of a file, its indexes.
    StorageWhole = "storage_whole", "go back to a backup";
    /// Every version of the configuration is there, and can be read by this version of the library.
    ConfigReads = "config_reads", "put a configuration that is right; an older one is needed for replays only";
    /// What a record names is there.
    ReferenceLeads = "reference_leads", "go back to a backup, or take the reference out";
    /// A record is found by everything that it can be found by.
    LookupLeads = "lookup_leads", "copy the desk into a fresh storage: indexes are made anew";
    /// The events of a ticket have the versions 1, 2 and so on, up to that of the ticket, and time does not go back.
    HistoryWhole = "history_whole", "go back to a backup";
    /// Folding the events of a ticket gives the ticket.
    TicketFolds = "ticket_folds", "the history is what happened: go back to a backup";
    /// The positions of a conversation are 1, 2 and so on, as many as the ticket counts, and the first is its description.
    ConversationWhole = "conversation_whole", "go back to a backup";
    /// The feed has each event of each ticket once, and its numbers grow.
    FeedWhole = "feed_whole", "go back to a backup";
    /// What time is to bring has its timer, and every timer has something that it brings.
    TimerFits = "timer_fits", "change the ticket, and its timers are made anew";
    /// A ticket has a place among those that can be taken next only while it waits for an owner in that team.
    PlaceFits = "place_fits", "change the ticket, and its place is made anew";
    /// The owner of a ticket is among those whom it is assigned to.
    OwnerAssigned = "owner_assigned", "assign the ticket anew";
    /// A counter is the sum of what it counts.
    CounterAdds = "counter_adds", "copy the records that count into a fresh desk by a replay";
    /// The places of duties in the outbox of a ticket are those that it was given.
    OutboxWhole = "outbox_whole", "go back to a backup";
}

/// The stable name.
impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What it goes against.
    pub invariant: Invariant,
    /// Which record, and what of it, as in `/tickets/ID/timers/wake`.
    pub path: String,
    /// What is stored.
    pub stored: String,
    /// What would have to be.
    pub expected: String,
}

/// One line.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { invariant, path, stored, expected } = self;
        write!(f, "{path}: {invariant}: stored is {stored}, expected {expected}; {}", invariant.hint())
    }
}
