//! What happens at a moment, worked out once for all clocks.

use super::policy::{Policy, Target, taken};
use super::spec::{Answering, WhenSolved};
use super::terms::{Moment, Terms};
use crate::id::Name;
use crate::model::{Author, Message, MessageKind, Metric, PauseCause};
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
    /// The policies that are taken for the ticket as it is now, by their lists.
    taken: Vec<&'a Policy>,
    /// Those that were taken just before.
    taken_before: Vec<&'a Policy>,
    /// No policy fits, and that is new.
    pub(super) lost_policy: bool,
    /// Open clocks are held to the version in force, whatever they were started under.
    pub(super) rebinds: bool,
    /// Something has changed by which policies are chosen and amounts are found, whatever their conditions ask.
    weighs_anew: bool,
    /// A human agent spoke publicly.
    replied: bool,
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
    pub(super) fn of(terms: &'a Terms<'a>, moment: &'a Moment<'a>, rebinds: bool) -> Self {
        let (before, after) = (moment.before, moment.after);
        let entered = before.is_none_or(|before| {
            before.status != after.status
                || before.workflow != after.workflow
                || before.status_since != after.status_since
        });
        let was_done = before.is_some_and(|before| before.category.is_done());
        let policies = terms.current.policies;
        let taken_now = taken(policies, after);
        let taken_before = before.map(|before| taken(policies, before)).unwrap_or_default();
        Self {
            terms,
            moment,
            lost_policy: taken_now.is_empty() && (before.is_none() || !taken_before.is_empty()),
            taken: taken_now,
            taken_before,
            rebinds,
            weighs_anew: before.is_some_and(|before| {
                before.priority != after.priority
                    || before.team != after.team
                    || before.organization != after.organization
            }),
            replied: moment.message.is_some_and(Message::is_agent_reply),
            // Of one that says no more than thanks the ticket does not know.
            asked: moment.message.is_some_and(|message| {
                message.is_from_customer()
                    && after.last_requester_at == Some(message.at)
                    && after.waiting_since.is_some()
            }),
            solved: entered && after.category.is_done(),
            reopened: was_done && !after.category.is_done(),
            entered,
            status: terms.workflow.status(&after.status),
        }
    }

    /// The policies that are taken, each of its own list.
    pub(super) fn taken(&self) -> impl Iterator<Item = &'a Policy> {
        self.taken.iter().copied()
    }

    /// The policy of a list that is taken for the ticket as it is now.
    pub(super) fn policy(&self, slot: Option<&Name>) -> Option<&'a Policy> {
        of_list(&self.taken, slot)
    }

    /// What the policy of a list that is taken promises for a metric.
    pub(super) fn target(&self, slot: Option<&Name>, metric: &Metric) -> Option<&'a Target> {
        self.policy(slot).and_then(|policy| policy.target(metric))
    }

    /// Whether another policy of a list may be taken than before, or promise something else: open clocks may have to
    /// change.
    pub(super) fn reconsiders(&self, slot: Option<&Name>) -> bool {
        let name = |policy: Option<&'a Policy>| policy.map(|policy| &policy.name);
        let chosen_anew = || name(self.policy(slot)) != name(of_list(&self.taken_before, slot));
        self.moment.before.is_some() && (self.rebinds || self.weighs_anew || chosen_anew())
    }

    /// Whether the policies in force promised something for a metric to the ticket as it was before.
    pub(super) fn was_promised(&self, slot: Option<&Name>, metric: &Metric) -> bool {
        let before = of_list(&self.taken_before, slot);
        before.zip(self.moment.before).is_some_and(|(policy, ticket)| {
            policy.promise(metric, ticket, self.terms.current, self.moment.calendars).is_some()
        })
    }

    /// Whether a promise counts what happens as an answer to the customer.
    pub(super) fn answered(&self, target: Option<&Target>) -> bool {
        let also = target.map_or(&[][..], |target| &target.spec.also_answers);
        self.replied || also.iter().any(|kind| self.answers(*kind))
    }

    fn answers(&self, kind: Answering) -> bool {
        let message = |fits: &dyn Fn(&Message) -> bool| self.moment.message.is_some_and(fits);
        match kind {
            Answering::Automated => {
                message(&|message| message.public && message.kind == MessageKind::Automated)
            }
            Answering::Bot => message(&|message| {
                message.public
                    && message.kind == MessageKind::Reply
                    && matches!(message.author, Author::Bot { .. })
            }),
            Answering::Note => message(&|message| {
                message.kind == MessageKind::Note && matches!(message.author, Author::Agent { .. })
            }),
            Answering::StatusChange => self.moment.by_agent && self.entered && self.moment.before.is_some(),
        }
    }

    /// Why a clock stands still after the moment, if it does; `paused` is why it stood still before. Only entering a
    /// status and messages change that for a status: one that is marked otherwise meanwhile does not.
    pub(super) fn rest(
        &self,
        metric: &Metric,
        target: Option<&Target>,
        paused: Option<&PauseCause>,
    ) -> Option<PauseCause> {
        if target.is_some_and(|target| target.spec.date().is_some()) {
            return None;
        }
        let when_solved = target.map(|target| target.spec.when_solved).unwrap_or_default();
        let by_status = matches!(paused, Some(PauseCause::Status { .. }));
        if self.rests(metric, when_solved, by_status) {
            return Some(PauseCause::Status { status: self.moment.after.status.clone() });
        }
        self.rest_by_condition(target)
    }

    /// Why a clock stands still that comes under another promise: a status holds it as before, and the condition of the
    /// promise is asked anew.
    pub(super) fn rest_under(
        &self,
        target: Option<&Target>,
        paused: Option<&PauseCause>,
    ) -> Option<PauseCause> {
        match paused {
            _ if target.is_some_and(|target| target.spec.date().is_some()) => None,
            Some(PauseCause::Status { .. }) => paused.cloned(),
            _ => self.rest_by_condition(target),
        }
    }

    fn rest_by_condition(&self, target: Option<&Target>) -> Option<PauseCause> {
        let condition = target.and_then(|target| target.pauses.as_ref());
        condition.filter(|condition| condition.matches(self.moment.after)).map(|_| PauseCause::Condition {})
    }

    fn rests(&self, metric: &Metric, when_solved: WhenSolved, before: bool) -> bool {
        let pauses = self.pauses(metric, when_solved);
        if self.entered || (self.replied && pauses) {
            pauses
        } else {
            before && !(self.asked && self.status.is_some_and(|status| status.resumes_on_message))
        }
    }

    /// Why a clock that begins now stands still, if it does.
    pub(super) fn rest_at_start(&self, metric: &Metric, target: Option<&Target>) -> Option<PauseCause> {
        let when_solved = target.map(|target| target.spec.when_solved).unwrap_or_default();
        let status = self.moment.after.status.clone();
        let paused = self.pauses(metric, when_solved).then_some(PauseCause::Status { status });
        self.rest(metric, target, paused.as_ref())
    }

    /// Whether the present status pauses a metric.
    fn pauses(&self, metric: &Metric, when_solved: WhenSolved) -> bool {
        let waits_for_return = when_solved == WhenSolved::Pause && self.moment.after.category.is_done();
        waits_for_return || self.status.is_some_and(|status| status.pauses(metric))
    }

    /// Since when a clock would stand still that has not been looked at so far, as the ticket tells, and why.
    pub(super) fn rests_since(
        &self,
        metric: &Metric,
        target: Option<&Target>,
    ) -> Option<(Timestamp, PauseCause)> {
        if target.is_some_and(|target| target.spec.date().is_some()) {
            return None;
        }
        let ticket = self.moment.after;
        let by_status = self.status.filter(|status| status.pauses(metric)).and_then(|status| {
            let entered = ticket.status_since;
            let asked = ticket.last_requester_at.filter(|at| *at > entered);
            match asked.filter(|_| status.resumes_on_message) {
                None => Some(entered),
                Some(asked) => ticket.last_reply_at.filter(|replied| asked <= *replied),
            }
        });
        let because_of_status = |since| (since, PauseCause::Status { status: ticket.status.clone() });
        let condition = target.and_then(|target| target.pauses.as_ref());
        let by_condition = || {
            condition
                .filter(|condition| condition.matches(ticket))
                .map(|_| (self.moment.at, PauseCause::Condition {}))
        };
        by_status.map(because_of_status).or_else(by_condition)
    }
}

/// Of the policies that are taken that of one list.
fn of_list<'a>(taken: &[&'a Policy], slot: Option<&Name>) -> Option<&'a Policy> {
    taken.iter().copied().find(|policy| policy.slot() == slot)
}
