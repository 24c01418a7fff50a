//! What happens at a moment, worked out once for all clocks.

use super::policy::{Policy, first_fit};
use super::spec::{TargetSpec, WhenSolved};
use super::terms::{Moment, Terms};
use crate::model::{Message, Metric};
use crate::time::Timestamp;
use crate::workflow::Status;

/// A moment, with the answers that every metric asks for.
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are independent facts, and any of them may hold at once"
)]
pub(super) struct Scene<'a> {
    pub(super) terms: &'a Terms<'a>,
    pub(super) moment: &'a Moment<'a>,
    /// The policy that is taken for the ticket as it is now.
    pub(super) policy: Option<&'a Policy>,
    /// No policy fits, and that is new.
    pub(super) lost_policy: bool,
    /// Another policy is taken than before, or the priority changed: open clocks may have to change.
    pub(super) reconsiders: bool,
    /// A human agent spoke publicly.
    pub(super) replied: bool,
    /// A customer spoke.
    pub(super) asked: bool,
    /// A status that means solved or closed was entered.
    pub(super) solved: bool,
    /// The ticket came back from solved or closed.
    pub(super) reopened: bool,
    /// Some status was entered.
    entered: bool,
    status: Option<&'a Status>,
}

impl<'a> Scene<'a> {
    pub(super) fn of(terms: &'a Terms<'a>, moment: &'a Moment<'a>) -> Self {
        let (before, after) = (moment.before, moment.after);
        let entered = before.is_none_or(|before| {
            before.status != after.status
                || before.workflow != after.workflow
                || before.status_since != after.status_since
        });
        let was_done = before.is_some_and(|before| before.category.is_done());
        let policy = first_fit(terms.policies, after);
        let policy_before = before.and_then(|before| first_fit(terms.policies, before));
        let name = |policy: Option<&'a Policy>| policy.map(|policy| &policy.name);
        Self {
            terms,
            moment,
            policy,
            lost_policy: policy.is_none() && (before.is_none() || policy_before.is_some()),
            reconsiders: before.is_some_and(|before| {
                name(policy) != name(policy_before) || before.priority != after.priority
            }),
            replied: moment.message.is_some_and(Message::is_agent_reply),
            asked: moment.message.is_some_and(Message::is_from_customer),
            solved: entered && after.category.is_done(),
            reopened: was_done && !after.category.is_done(),
            entered,
            status: terms.workflow.status(&after.status),
        }
    }

    /// Whether a clock stands still after the moment that stood still or not before it. Only entering a status and
    /// messages change that: a status that is marked otherwise meanwhile does not.
    pub(super) fn rests(&self, metric: Metric, when_solved: WhenSolved, before: bool) -> bool {
        let pauses = self.pauses(metric, when_solved);
        if self.entered || (self.replied && pauses) {
            pauses
        } else {
            before && !(self.asked && self.status.is_some_and(|status| status.resumes_on_message))
        }
    }

    /// Whether the present status pauses a metric.
    pub(super) fn pauses(&self, metric: Metric, when_solved: WhenSolved) -> bool {
        let waits_for_return = when_solved == WhenSolved::Pause && self.moment.after.category.is_done();
        waits_for_return || self.status.is_some_and(|status| status.pauses(metric))
    }

    /// What the policy that is taken promises for a metric.
    pub(super) fn target(&self, metric: Metric) -> Option<&'a TargetSpec> {
        self.policy.and_then(|policy| policy.target(metric))
    }

    /// Since when a clock would stand still that has not been looked at so far, as the ticket tells.
    pub(super) fn rests_since(&self, metric: Metric) -> Option<Timestamp> {
        let status = self.status.filter(|status| status.pauses(metric))?;
        let ticket = self.moment.after;
        let entered = ticket.status_since;
        let asked = ticket.last_requester_at.filter(|at| *at > entered);
        match asked.filter(|_| status.resumes_on_message) {
            None => Some(entered),
            Some(asked) => ticket.last_reply_at.filter(|replied| asked <= *replied),
        }
    }
}
