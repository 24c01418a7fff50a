//! What a step of a command brings to the clocks of a ticket, and what comes of it.

use super::policy::Policy;
use super::spec::Audience;
use crate::calendar::{Beyond, Calendar};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::model::{Clock, ClockKey, Message, Metric, Ticket};
use crate::time::Timestamp;
use crate::workflow::Workflow;

/// By what the clocks of a ticket are kept.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The workflow that the ticket follows.
    pub workflow: &'a Workflow,
    /// The policies in force, in their order.
    pub policies: &'a [Policy],
    /// The version of the configuration that they stand in.
    pub config_version: u64,
    /// The policies of earlier versions, for open clocks that were started under them: such a clock stays on its
    /// version for as long as its policy is the one that is taken. Where a version is not here, its policies are
    /// read as they are in force.
    pub earlier: &'a [(u64, &'a [Policy])],
}

impl<'a> Terms<'a> {
    /// The policy that a clock was started under; `None` when there is no policy of this name any more.
    pub fn policy_of(&self, clock: &Clock) -> Option<&'a Policy> {
        self.find_policy(clock).map(|(_, policy)| policy)
    }

    /// The policy that a clock was started under, with the version of the configuration that it stands in.
    pub(super) fn find_policy(&self, clock: &Clock) -> Option<(u64, &'a Policy)> {
        let older = self
            .earlier
            .iter()
            .filter(|(version, _)| *version == clock.config_version && *version != self.config_version);
        let in_force = std::iter::once((self.config_version, self.policies));
        older.copied().chain(in_force).find_map(|(version, policies)| {
            let policy = policies.iter().find(|policy| policy.name == clock.key.policy)?;
            Some((version, policy))
        })
    }

    /// The calendar that a clock counts by: the one that is always open when every second counts. `None` when there is
    /// no policy of the clock's name any more.
    pub fn calendar_of(&self, clock: &Clock) -> Option<Calendar> {
        let policy = self.policy_of(clock)?;
        let calendar = policy.calendar.as_ref().filter(|_| clock.calendar.is_some());
        Some(calendar.map_or_else(Calendar::always, |(_, calendar)| Calendar::clone(calendar)))
    }

    /// The problem that the deadline of a policy's promise lies too far away.
    pub(super) fn beyond(&self, policy: &Name, metric: Metric, why: Beyond) -> Problem {
        let place = self.policies.iter().position(|other| other.name == *policy);
        let path = place.map_or_else(|| "/policies".to_owned(), |n| pointer("/policies", n));
        let mut problem = Problem::from(why).at(path).param("policy", policy).param("metric", metric);
        problem
            .message
            .insert_str(0, &format!("the promise `{metric}` of the policy `{policy}` has no end: "));
        problem
    }
}

/// One step of a command, as service levels see it: a message, a move to another status, changes to fields, or several
/// of these at once, which then count in this order.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// When; never before an earlier step of the same ticket.
    pub at: Timestamp,
    /// The ticket just before; nothing when this step makes it.
    pub before: Option<&'a Ticket>,
    /// The ticket just after.
    pub after: &'a Ticket,
    /// The message that joined the conversation.
    pub message: Option<&'a Message>,
    /// Whether the ticket was opened by staff, so that its first reply is owed from the first word of a customer.
    pub opened_by_staff: bool,
}

/// What came of a step, or of time that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum News {
    /// Nothing is promised for the ticket any more, or from the beginning: no policy fits it.
    NoPolicy {
        /// When that became so.
        at: Timestamp,
    },
    /// A promise was broken.
    Breached {
        /// Which.
        key: ClockKey,
        /// The deadline.
        due_at: Timestamp,
        /// The instant that it is recorded at: the deadline, or a later change that made the promise so short.
        at: Timestamp,
    },
    /// A step of escalation was taken.
    StepTaken {
        /// Of which clock.
        key: ClockKey,
        /// The step's place among the policy's steps for this metric, from 0.
        step: u32,
        /// Its moment.
        at: Timestamp,
        /// Who is to be told.
        notify: Vec<Audience>,
    },
}

impl News {
    /// The instant that it is stamped with.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::NoPolicy { at } | Self::Breached { at, .. } | Self::StepTaken { at, .. } => *at,
        }
    }
}
