//! Jobs: work on more tickets than one command may touch.

use serde::{Deserialize, Serialize};

use super::actor::{By, TicketRef};
use super::edits::Edits;
use super::ticket::Ticket;
use crate::error::{Error, Problem};
use crate::id::{CommandId, JobId, Name, PersonId, TicketId};
use crate::limits;
use crate::time::Timestamp;

/// Long work that `tick` carries on, ticket by ticket: each is a decision of its own at the instant of the command that
/// began it, and moves the job on by one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Job {
    /// Our id.
    pub id: JobId,
    /// Counts the changes of the record, from 1.
    pub version: u64,
    /// What is done with each ticket.
    pub kind: JobKind,
    /// The command that began it; its record says which tickets are meant.
    pub root: CommandId,
    /// Who gave that command, and acts in every item.
    pub by: By,
    /// When that command happened: the instant of every item.
    pub at: Timestamp,
    /// The version of the configuration under which it began. Each item is decided under the one in force by then.
    pub config_version: u64,
    /// Whether it goes on.
    pub state: JobState,
    /// How many tickets there are to look at; nothing when they are found on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Tickets that were looked at: changed, refused, or left alone because they no longer fit.
    pub done: u64,
    /// Tickets that were changed.
    pub changed: u64,
    /// Tickets of which the change was refused.
    pub refused: u64,
    /// The last ticket that was looked at, where they are found on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<JobPlace>,
    /// Whether all of it is to be gone through once more when it comes to its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// The first [`limits::JOB_REFUSALS`] refusals, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<JobRefusal>,
}

/// What a job does with each of its tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobKind {
    /// Changes fields, the status among them, as `change_ticket` does.
    ChangeTickets {
        /// The changes.
        set: Edits,
        /// The named transition to take, where several lead to the same status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transition: Option<Name>,
        /// The number that was drawn last when the job began: of tickets made at that very instant, those with a
        /// later number came after it. Nothing when the tickets were named one by one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_number: Option<String>,
    },
    /// Holds the open clocks to the service levels in force, as `rebind_clocks` does. Tickets without an open clock that
    /// stands on an earlier version are left alone.
    RebindTickets {
        /// As in `change_tickets`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_number: Option<String>,
    },
    /// Puts tickets into the trash, as `trash_ticket` does.
    TrashTickets {
        /// As in `change_tickets`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_number: Option<String>,
    },
    /// Brings tickets back, as `restore_ticket` does.
    RestoreTickets {
        /// As in `change_tickets`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_number: Option<String>,
    },
    /// Erases what a person wrote, ticket by ticket, as `erase_person` says.
    ErasePerson {
        /// Who.
        person: PersonId,
    },
    /// Solves the incidents of a problem that was solved, as `change_ticket` does.
    SolveIncidents {
        /// The problem.
        problem: TicketId,
    },
    /// Takes the tickets of an agent from them whose absence has begun, or gives them to their substitute.
    ReleaseTickets {
        /// Who.
        person: PersonId,
    },
    /// Puts what waits in a team into the order in which its agents take their next ticket, which the configuration has
    /// changed.
    LineUp {
        /// Which team.
        team: Name,
    },
    /// Gives what waits in a team's queue to whoever can take it, the longest wait first.
    RetryQueue {
        /// Which team.
        team: Name,
    },
}

/// Whether a job goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It goes on.
    Running,
    /// It came to its end.
    Done,
    /// It was given up before its end. What it did before stays.
    Cancelled,
}

/// The place of a ticket in the order in which a job goes through them: by creation, and then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JobPlace {
    /// When the ticket was created.
    pub created_at: Timestamp,
    /// The ticket.
    pub ticket: TicketId,
}

impl JobPlace {
    /// The place of this ticket.
    pub const fn of(ticket: &Ticket) -> Self {
        Self { created_at: ticket.created_at, ticket: ticket.id }
    }
}

/// An item that was refused: nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JobRefusal {
    /// Which ticket, as the job names it; nothing when the job itself could not go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketRef>,
    /// Why: the first [`limits::JOB_REFUSAL_PROBLEMS`] reasons. Paths lead into the command for one ticket.
    pub problems: Vec<Problem>,
}

impl Job {
    /// A job that begins with this command.
    pub const fn starting(
        id: JobId,
        kind: JobKind,
        root: CommandId,
        by: By,
        at: Timestamp,
        config_version: u64,
    ) -> Self {
        Self {
            id,
            version: 1,
            kind,
            root,
            by,
            at,
            config_version,
            state: JobState::Running,
            total: None,
            done: 0,
            changed: 0,
            refused: 0,
            after: None,
            again: false,
            refusals: Vec::new(),
        }
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.state == JobState::Running
    }

    /// Whether a ticket was there when the job began: a job is not about what comes in later. The time of the desk
    /// decides, and at one instant the order of the numbers.
    pub fn was_there(&self, ticket: &Ticket) -> bool {
        let by_number = || match &self.kind {
            JobKind::ChangeTickets { last_number: Some(last), .. }
            | JobKind::TrashTickets { last_number: Some(last) }
            | JobKind::RestoreTickets { last_number: Some(last) }
            | JobKind::RebindTickets { last_number: Some(last) } => order(&ticket.number) <= order(last),
            _ => true,
        };
        ticket.created_at < self.at || (ticket.created_at == self.at && by_number())
    }

    /// Keeps a refusal, or only counts it when there are many.
    pub fn refuse(&mut self, ticket: Option<TicketRef>, error: &Error) {
        self.refused += u64::from(ticket.is_some());
        if self.refusals.len() < limits::JOB_REFUSALS {
            let problems = error.problems().iter().take(limits::JOB_REFUSAL_PROBLEMS).cloned().collect();
            self.refusals.push(JobRefusal { ticket, problems });
        }
    }
}

/// Numbers of one prefix, in the order in which they were drawn.
const fn order(number: &str) -> (usize, &str) {
    (number.len(), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_instant_of_the_command_the_numbers_tell_what_was_there() {
        let kind = JobKind::ChangeTickets {
            set: Edits::none(),
            transition: None,
            last_number: Some("HD-99".to_owned()),
        };
        let at = Timestamp::from_millis(1_000).unwrap();
        let id = JobId::from_bytes([1; 16]);
        let job = Job::starting(id, kind, CommandId::from_bytes([1; 16]), By::Host {}, at, 1);
        let mut ticket = Ticket::blank(TicketId::from_bytes([2; 16]));
        for (millis, number, there) in [
            (999, "HD-100", true),
            (1_000, "HD-98", true),
            (1_000, "HD-99", true),
            (1_000, "HD-100", false),
            (1_001, "HD-7", false),
        ] {
            ticket.created_at = Timestamp::from_millis(millis).unwrap();
            ticket.number = number.to_owned();
            assert_eq!(job.was_there(&ticket), there, "{millis} {number}");
        }
    }

    #[test]
    fn refusals_beyond_the_limit_are_counted() {
        let kind = JobKind::RetryQueue { team: Name::known("support") };
        let (id, root) = (JobId::from_bytes([1; 16]), CommandId::from_bytes([1; 16]));
        let mut job = Job::starting(id, kind, root, By::System {}, Timestamp::default(), 1);
        let error = Error::from(Problem::new(crate::error::Code::NotFound, "there is no ticket"));
        for n in 0..limits::JOB_REFUSALS + 5 {
            job.refuse(Some(TicketRef::Number(n.to_string())), &error);
        }
        assert_eq!((job.refusals.len(), job.refused), (limits::JOB_REFUSALS, 105));
    }
}
