//! Which timers a ticket is to have.

use super::case::{Case, workflow_of};
use super::draft::Draft;
use crate::config::Config;
use crate::model::{Category, Clock, Ticket, Timer, TimerCause};
use crate::sla;
use crate::time::Timestamp;

impl Case {
    /// The timers that are to be set, moved or taken away.
    pub(super) fn timer_changes(&self, draft: &Draft<'_>) -> Vec<(TimerCause, Option<Timestamp>)> {
        let wanted = self.timers_wanted(draft.config);
        let gone =
            self.timers().iter().filter(|timer| !wanted.iter().any(|still| still.cause == timer.cause));
        let mut changes: Vec<_> = gone.map(|timer| (timer.cause.clone(), None)).collect();
        let moved = wanted.into_iter().filter(|timer| !self.timers().contains(timer));
        changes.extend(moved.map(|timer| (timer.cause, Some(timer.due_at))));
        changes
    }

    /// When the ticket closes by itself. A way that is barred is tried once: until the count starts anew there is no
    /// timer for it any more.
    fn closes_at(&self, config: &Config) -> Option<Timestamp> {
        let at = closes_at(config, &self.ticket)?;
        let waits = self.timers().iter().any(|timer| timer.cause == TimerCause::AutoClose {});
        let counted = |before: &Ticket| at <= before.updated_at && closes_at(config, before) == Some(at);
        let tried = self.close_tried == Some(at) || (!waits && self.before().is_some_and(counted));
        (!tried).then_some(at)
    }

    /// Every timer that the ticket is to have as it stands.
    pub(super) fn timers_wanted(&self, config: &Config) -> Vec<Timer> {
        if !self.ticket.standing.is_active() {
            return Vec::new();
        }
        let of_clock =
            |clock: &Clock| Some((TimerCause::Clock { clock: clock.key.clone() }, sla::wake_at(clock)?));
        let clocks = self.clocks.iter().filter_map(of_clock);
        let wake = self.ticket.snoozed_until.map(|at| (TimerCause::Wake {}, at));
        let close = self.closes_at(config).map(|at| (TimerCause::AutoClose {}, at));
        let ticket = Some(self.ticket.id);
        clocks.chain(wake).chain(close).map(|(cause, due_at)| Timer { ticket, cause, due_at }).collect()
    }
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
