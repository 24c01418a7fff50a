//! What a desk consists of, record by record, as it is stored: what a copy carries over and a check looks at.

use serde::Serialize;

use super::rules::taken;
use super::{StoredConfig, TicketFile};
use crate::change::{CommandRecord, Counter, Fired};
use crate::error::{Code, Problem, Result};
use crate::id::{Name, PersonId};
use crate::model::{AssignmentDecision, Effect, Event, Job, Message, Organization, Person, Timer};

/// Makes the one list of all sorts of records, and the two types that follow from it.
macro_rules! kept {
    ($($(#[doc = $doc:literal])+ $kind:ident $fields:tt,)*) => {
        /// One record of a desk, as it is stored.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Kept {
            $($(#[doc = $doc])+ $kind $fields,)*
        }

        /// A sort of records. They stand in the order in which a desk is put together: what others refer to comes first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum KeptKind {
            $($(#[doc = $doc])+ $kind,)*
        }

        impl KeptKind {
            /// All sorts, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];
        }

        impl Kept {
            /// Which sort it is.
            pub const fn kind(&self) -> KeptKind {
                match self {
                    $(Self::$kind { .. } => KeptKind::$kind,)*
                }
            }
        }
    };
}

kept! {
    /// A version of the configuration. By version.
    Config(StoredConfig),
    /// An organization. By id.
    Organization(Box<Organization>),
    /// A person. By id.
    Person(Box<Person>),
    /// A ticket with its clocks, its counts and its place, but without its timers, which are a sort of their own. By
    /// creation, and then by id.
    Ticket(Box<TicketFile>),
    /// A message. By ticket and position.
    Message(Box<Message>),
    /// An event with its number in the feed. By number.
    Event {
        /// Its number.
        number: u64,
        /// The event.
        event: Box<Event>,
    },
    /// A duty that is not done, with its lease. By ticket and position.
    Effect(Box<Effect>),
    /// The record of a command with its place among all commands, without the long texts that its messages keep. By
    /// place.
    Command {
        /// Its place.
        place: u64,
        /// The record.
        record: Box<CommandRecord>,
    },
    /// The record of a routing. By id.
    Decision(Box<AssignmentDecision>),
    /// Long work. By id.
    Job(Box<Job>),
    /// A counter that has ever moved. In an order of the storage's own.
    Counter {
        /// Which.
        counter: Counter,
        /// How far it is.
        value: i64,
    },
    /// An agent's place in the rotation of a team. In an order of the storage's own.
    Turn {
        /// The team.
        team: Name,
        /// The agent.
        person: PersonId,
        /// The place.
        place: u64,
    },
    /// How often a rule or a macro has fired, and when last. In an order of the storage's own.
    Fired(Fired),
    /// A timer, of a ticket or the desk's own. In an order of the storage's own.
    Timer(Timer),
    /// The desk itself, one record. It comes last, because a desk that is being put together has no name until it is
    /// complete.
    Desk {
        /// The host's name for it.
        key: String,
        /// The last ticket number that was drawn.
        drawn: u64,
    },
}

/// What the name of a desk begins with while it is being put together: no host can give such a name.
const UNFINISHED: char = '\u{1}';

/// The name of a desk while it is being put together, until it can have this one.
pub fn unfinished(key: &str) -> String {
    format!("{UNFINISHED}{key}")
}

/// Checks that the record after which a scan goes on is of the sort that is scanned.
pub(super) fn check_after(kind: KeptKind, after: Option<&Kept>) -> Result<()> {
    if after.is_none_or(|kept| kept.kind() == kind) {
        return Ok(());
    }
    Err(Problem::new(Code::BadCursor, "a scan cannot go on after a record of another sort").into())
}

/// Checks that a desk is being put together, by the name that it has.
pub(super) fn check_unfinished(key: &str) -> Result<()> {
    if key.starts_with(UNFINISHED) { Ok(()) } else { Err(taken(&format!("the desk `{key}`"))) }
}

/// The key of the record after which a scan goes on.
macro_rules! after {
    ($after:expr, $pattern:pat => $key:expr) => {
        $after.and_then(|kept| match kept {
            $pattern => Some($key),
            _ => None,
        })
    };
}
pub(super) use after;
