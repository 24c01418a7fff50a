//! Which timers a ticket is to have.

use super::case::{Case, workflow_of};
use super::draft::Draft;
use super::given;
use crate::automation::Rule;
use crate::config::Config;
use crate::model::{Category, Clock, Ticket, Timer, TimerCause};
use crate::sla;
use crate::time::Timestamp;
use crate::workflow::Status;

impl Case {
    /// The timers that are to be set, moved or taken away.
    pub(super) fn timer_changes(&self, draft: &Draft<'_>) -> Vec<(TimerCause, Option<Timestamp>)> {
        let wanted = self.timers_wanted(draft);
        let gone =
            self.timers().iter().filter(|timer| !wanted.iter().any(|still| still.cause == timer.cause));
        let mut changes: Vec<_> = gone.map(|timer| (timer.cause.clone(), None)).collect();
        let moved = wanted.into_iter().filter(|timer| !self.timers().contains(timer));
        changes.extend(moved.map(|timer| (timer.cause, Some(timer.due_at))));
        changes
    }

    /// Whether something that is due once, at this instant, has been tried already. What is barred is tried once: until
    /// its count starts anew there is no timer for it any more.
    fn was_tried(&self, config: &Config, cause: &TimerCause, at: Timestamp) -> bool {
        let waits = self.timers().iter().any(|timer| timer.cause == *cause);
        let counted =
            |before: &Ticket| at <= before.updated_at && due_once(config, before, cause) == Some(at);
        self.tried.iter().any(|(tried, when)| tried == cause && *when == at)
            || (!waits && self.before().is_some_and(counted))
    }

    /// When a rule with a time is asked; never when that has been, or was past before it could be. What makes it known
    /// is that no timer waits for it: one is set when the instant comes to be, while it lies ahead, and taken away when
    /// it has come.
    fn time_of(&self, draft: &Draft<'_>, rule: &Rule) -> Option<(TimerCause, Timestamp)> {
        let config = draft.config;
        let at = config.asks_at(rule, &self.ticket)?;
        let cause = TimerCause::Rule { rule: rule.name.clone() };
        if self.tried.iter().any(|(tried, when)| *tried == cause && *when == at) {
            return None;
        }
        let before = self.before().filter(|before| before.standing.is_active());
        let ahead = if before.and_then(|before| config.asks_at(rule, before)) == Some(at) {
            // What a ticket has had asks for no timer again, but for a rule that is new to it.
            let waits = self.timers().iter().any(|timer| timer.cause == cause);
            waits || at > draft.now.max(self.ticket.updated_at)
        } else {
            at >= self.ticket.updated_at
        };
        ahead.then_some((cause, at))
    }

    /// Every timer that the ticket is to have as it stands.
    pub(super) fn timers_wanted(&self, draft: &Draft<'_>) -> Vec<Timer> {
        let config = draft.config;
        if !self.ticket.standing.is_active() {
            return Vec::new();
        }
        let of_clock =
            |clock: &Clock| Some((TimerCause::Clock { clock: clock.key.clone() }, sla::wake_at(clock)?));
        let clocks = self.clocks.iter().filter_map(of_clock);
        let wake = self.ticket.snoozed_until.map(|at| (TimerCause::Wake {}, at));
        let delay = delay_told_at(config, &self.ticket).map(|at| (TimerCause::DelayNotice {}, at));
        let reminders = status_of(config, &self.ticket).map_or(0, |status| status.reminders.len());
        let reminders = (0_u32..).take(reminders).map(|step| TimerCause::Reminder { step });
        let once = [TimerCause::AutoClose {}, TimerCause::StatusOver {}].into_iter().chain(reminders);
        let once = once.filter_map(|cause| {
            let at = due_once(config, &self.ticket, &cause)?;
            (!self.was_tried(config, &cause, at)).then_some((cause, at))
        });
        let ticket = Some(self.ticket.id);
        let rules = config.timed_rules().iter().filter_map(|rule| self.time_of(draft, rule));
        let look = given::next_look(config, &self.ticket).map(|at| (TimerCause::Queue {}, at));
        let respond = self.ticket.respond_by.filter(|_| self.ticket.owner.is_some());
        let respond = respond.map(|at| (TimerCause::Respond {}, at));
        let all = clocks.chain(wake).chain(look).chain(respond).chain(delay).chain(once).chain(rules);
        all.map(|(cause, due_at)| Timer { ticket, cause, due_at }).collect()
    }
}

/// When something happens that is tried once for each entry into a status; never when there is no such thing.
fn due_once(config: &Config, ticket: &Ticket, cause: &TimerCause) -> Option<Timestamp> {
    match cause {
        TimerCause::AutoClose {} => closes_at(config, ticket),
        TimerCause::StatusOver {} => {
            let after = status_of(config, ticket).filter(|_| waits(ticket))?.after.as_ref()?;
            Some(ticket.status_since.after(after.span))
        }
        TimerCause::Reminder { step } => {
            let status = status_of(config, ticket).filter(|_| waits(ticket))?;
            let reminder = status.reminders.get(usize::try_from(*step).ok()?)?;
            Some(ticket.status_since.after(reminder.after))
        }
        _ => None,
    }
}

/// Whether the time in a status counts: nobody has put the ticket aside, and no customer has written since.
fn waits(ticket: &Ticket) -> bool {
    ticket.standing.is_active()
        && ticket.snoozed_until.is_none()
        && ticket.last_requester_at.is_none_or(|at| at <= ticket.status_since)
}

/// The status of a ticket, while its workflow has it.
pub(super) fn status_of<'c>(config: &'c Config, ticket: &Ticket) -> Option<&'c Status> {
    config.workflow(&ticket.workflow)?.status(&ticket.status)
}

/// When a requester is told that their ticket takes longer.
fn delay_told_at(config: &Config, ticket: &Ticket) -> Option<Timestamp> {
    let notice = workflow_of(config, ticket).delay_notice()?;
    let acting = matches!(ticket.category, Category::New | Category::Open) && ticket.snoozed_until.is_none();
    let told = ticket.delay_told_at.is_some() || !status_of(config, ticket).is_none_or(Status::is_public);
    let since = ticket.open_since.unwrap_or(ticket.status_since);
    (acting && !told).then(|| since.after(notice.after))
}

/// When a solved ticket closes by itself.
fn closes_at(config: &Config, ticket: &Ticket) -> Option<Timestamp> {
    if ticket.category != Category::Solved || !ticket.standing.is_active() {
        return None;
    }
    let workflow = workflow_of(config, ticket);
    let after = workflow.close_after()?;
    let latest = ticket.last_requester_at.max(ticket.solved_at)?;
    workflow.closing_status().map(|_| latest.after(after))
}
