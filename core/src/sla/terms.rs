//! What a step of a command brings to the clocks of a ticket, and what comes of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::policy::Policy;
use super::spec::Audience;
use crate::calendar::{Beyond, Calendar};
use crate::error::{Problem, pointer};
use crate::id::Name;
use crate::model::{Clock, ClockKey, Message, Metric, Ticket, Value};
use crate::time::Timestamp;
use crate::workflow::Workflow;

/// One version of what is promised: a part of a configuration.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// The version of the configuration.
    pub version: u64,
    /// The policies, in their order.
    pub policies: &'a [Policy],
    /// The calendars, by name.
    pub calendars: &'a BTreeMap<Name, Arc<Calendar>>,
}

impl<'a> Edition<'a> {
    /// The policy of this name.
    pub fn policy(&self, name: &Name) -> Option<&'a Policy> {
        self.policies.iter().find(|policy| policy.name == *name)
    }

    /// The calendar of this name; the one that is always open when there is no name.
    pub fn calendar(&self, name: Option<&Name>) -> Option<Calendar> {
        let Some(name) = name else { return Some(Calendar::always()) };
        self.calendars.get(name).map(|calendar| Calendar::clone(calendar))
    }
}

/// By what the clocks of a ticket are kept.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The workflow that the ticket follows.
    pub workflow: &'a Workflow,
    /// What is promised now.
    pub current: Edition<'a>,
    /// What earlier versions promised, for open clocks that were started under them: such a clock stays on its version
    /// for as long as its policy is the one that is taken. Where a version is not here, its policies are read as they
    /// are in force.
    pub earlier: &'a [Edition<'a>],
}

impl<'a> Terms<'a> {
    /// The version that a clock was started under, with its policy; `None` when there is no policy of this name any
    /// more.
    pub(super) fn find(&self, clock: &Clock) -> Option<(Edition<'a>, &'a Policy)> {
        let older = self
            .earlier
            .iter()
            .filter(|older| older.version == clock.config_version && older.version != self.current.version);
        let mut editions = older.copied().chain(std::iter::once(self.current));
        editions.find_map(|edition| Some((edition, edition.policy(&clock.key.policy)?)))
    }

    /// The policy that a clock was started under; `None` when there is no policy of this name any more.
    pub fn policy_of(&self, clock: &Clock) -> Option<&'a Policy> {
        self.find(clock).map(|(_, policy)| policy)
    }

    /// The calendar that a clock counts by: the one that is always open when every second counts. `None` when it is not
    /// there any more.
    pub fn calendar_of(&self, clock: &Clock) -> Option<Calendar> {
        let edition = self.find(clock).map_or(self.current, |(edition, _)| edition);
        edition.calendar(clock.calendar.as_ref())
    }

    /// The problem that the deadline of a policy's promise lies too far away.
    pub(super) fn beyond(&self, policy: &Name, metric: &Metric, why: Beyond) -> Problem {
        let place = self.current.policies.iter().position(|other| other.name == *policy);
        let path = place.map_or_else(|| "/policies".to_owned(), |n| pointer("/policies", n));
        let mut problem = Problem::from(why).at(path).param("policy", policy).param("metric", metric);
        problem
            .message
            .insert_str(0, &format!("the promise `{metric}` of the policy `{policy}` has no end: "));
        problem
    }
}

/// The calendars that others than the policy name for a ticket.
#[derive(Clone, Copy, Debug, Default)]
pub struct TicketCalendars<'a> {
    /// That of the team that owns it.
    pub team: Option<&'a Name>,
    /// That of its organization.
    pub organization: Option<&'a Name>,
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
    /// Whether a human agent takes the step.
    pub by_agent: bool,
    /// The calendars that others than the policy name for the ticket as it is just after.
    pub calendars: TicketCalendars<'a>,
}

/// What came of a step, or of time that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum News {
    /// Nothing is promised for the ticket any more, or from the beginning: no policy of any list fits it.
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
        /// Fields that are to get a value.
        set: BTreeMap<String, Option<Value>>,
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
