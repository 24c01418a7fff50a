//! Timers: everything that will happen by itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clock::ClockKey;
use crate::id::{JobId, Name, TicketId};
use crate::time::Timestamp;

/// What a timer is for. A ticket has at most one timer for each cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimerCause {
    /// A clock's next warning, breach or word after it.
    Clock {
        /// Which clock.
        #[serde(flatten)]
        clock: ClockKey,
    },
    /// A solved ticket closes.
    AutoClose {},
    /// A snoozed ticket wakes.
    Wake {},
    /// A piece of long work goes on.
    Job {
        /// Which.
        job: JobId,
    },
    /// A status is left after a time in it.
    StatusOver {},
    /// The requester of a pending ticket is reminded.
    Reminder {
        /// Which of the reminders of the status, from 0.
        step: u32,
    },
    /// The requester is told that the ticket takes longer.
    DelayNotice {},
    /// The time of a rule comes.
    Rule {
        /// Which.
        rule: Name,
    },
    /// A ticket that waits for an owner takes the next rung of its team's ladder, or somebody may have it again.
    Queue {},
    /// The owner has had all the time to act.
    Respond {},
}

/// The text under which a timer is stored: unique within its ticket.
impl fmt::Display for TimerCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock { clock } => write!(f, "clock/{clock}"),
            Self::AutoClose {} => f.write_str("auto_close"),
            Self::Wake {} => f.write_str("wake"),
            Self::Job { job } => write!(f, "job/{job}"),
            Self::StatusOver {} => f.write_str("status_over"),
            Self::Reminder { step } => write!(f, "reminder/{step}"),
            Self::DelayNotice {} => f.write_str("delay_notice"),
            Self::Rule { rule } => write!(f, "rule/{rule}"),
            Self::Queue {} => f.write_str("queue"),
            Self::Respond {} => f.write_str("respond"),
        }
    }
}

/// Something that will happen by itself. What it is for is looked at again when it fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Timer {
    /// The ticket it will act on; nothing for the desk's own work.
    pub ticket: Option<TicketId>,
    /// What it is for.
    pub cause: TimerCause,
    /// From when on it fires. A breach is due one millisecond after its deadline, because an act at the deadline is
    /// in time; what it does is stamped with the deadline all the same.
    pub due_at: Timestamp,
}
