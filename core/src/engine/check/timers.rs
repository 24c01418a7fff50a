//! What time is to bring.

use super::{Checking, Invariant};
use crate::model::{Category, Ticket, Timer, TimerCause};
use crate::sla;
use crate::snapshot::{Key, Snapshot, TicketFile};

impl Checking<'_> {
    /// A ticket has the timers that its clocks, its snooze and the answer that is waited for ask for, and no others of
    /// these sorts. The others follow from a configuration, which the ticket may not have met yet: each of those has to have
    /// something that it could bring.
    pub(super) fn look_at_timers(&mut self, file: &TicketFile, path: &str) {
        let wanted = certain(file);
        for timer in &wanted {
            if !file.timers.contains(timer) {
                let stored = file.timers.iter().find(|stored| stored.cause == timer.cause);
                let stored = stored.map_or_else(|| "no timer".to_owned(), |stored| stored.due_at.to_string());
                let path = format!("{path}/timers/{}", timer.cause);
                self.report.find(Invariant::TimerFits, path, stored, timer.due_at);
            }
        }
        for timer in &file.timers {
            let known = wanted.iter().any(|wanted| wanted.cause == timer.cause);
            if !known && !self.is_possible(timer, &file.ticket) {
                let path = format!("{path}/timers/{}", timer.cause);
                self.report.find(Invariant::TimerFits, path, timer.due_at, "no timer");
            }
        }
    }

    /// Whether a timer that follows from a configuration has something that it could bring.
    fn is_possible(&self, timer: &Timer, ticket: &Ticket) -> bool {
        ticket.standing.is_active()
            && match &timer.cause {
                TimerCause::AutoClose {} => ticket.category == Category::Solved,
                TimerCause::StatusOver {} | TimerCause::Reminder { .. } => {
                    ticket.snoozed_until.is_none() && timer.due_at >= ticket.status_since
                }
                TimerCause::DelayNotice {} => matches!(ticket.category, Category::New | Category::Open),
                TimerCause::Queue {} => ticket.waits_for_owner(),
                TimerCause::Rule { rule } => self.rules.contains(rule),
                TimerCause::Clock { .. }
                | TimerCause::Wake {}
                | TimerCause::Respond {}
                | TimerCause::Job { .. } => false,
            }
    }

    pub(super) fn look_at_timer(&mut self, timer: &Timer, known: &Snapshot) {
        self.sums.timers += u64::from(timer.ticket.is_some());
        match (&timer.ticket, &timer.cause) {
            (Some(id), cause) => {
                self.leads(&Key::Ticket(*id), &format!("/tickets/{id}/timers/{cause}"), known);
            }
            (None, TimerCause::Job { job }) if self.sums.jobs.remove(job) => {}
            (None, cause) => {
                self.report.find(Invariant::TimerFits, format!("/timers/{cause}"), timer.due_at, "no timer");
            }
        }
    }
}

/// The timers that follow from the ticket and its clocks alone.
fn certain(file: &TicketFile) -> Vec<Timer> {
    let ticket = &file.ticket;
    if !ticket.standing.is_active() {
        return Vec::new();
    }
    let of_clocks = file
        .clocks
        .iter()
        .filter_map(|clock| Some((TimerCause::Clock { clock: clock.key.clone() }, sla::wake_at(clock)?)));
    let wake = ticket.snoozed_until.map(|at| (TimerCause::Wake {}, at));
    let respond = ticket.respond_by.filter(|_| ticket.owner.is_some());
    let respond = respond.map(|at| (TimerCause::Respond {}, at));
    let all = of_clocks.chain(wake).chain(respond);
    all.map(|(cause, due_at)| Timer { ticket: Some(ticket.id), cause, due_at }).collect()
}
