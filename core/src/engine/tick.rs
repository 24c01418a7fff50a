//! Time passes: what is due happens.

use std::collections::BTreeMap;

use super::deciding::Deciding;
use super::{Engine, Inner};
use crate::command::{Command, Report};
use crate::error::{Error, Kind, Result};
use crate::id::{CommandId, DeskId, JobId, TicketId};
use crate::limits;
use crate::model::{Actor, Timer, TimerCause};
use crate::storage::Share;
use crate::time::Timestamp;

/// Timers that are fired in one transaction.
const BATCH: u32 = 100;

impl Engine {
    /// Fires what is due by `now` in all desks, in the order of its instants, each thing stamped with its own instant
    /// however late the call is, and carries jobs on when nothing else is due. At most `limit` timers and items of jobs;
    /// the report says whether there is more.
    ///
    /// # Errors
    /// What the storage answers. What was fired before stays fired. When a timer cannot be fired, such as by a promise
    /// that would be beyond the horizon of its calendar, all others are, and then the first of the reasons is answered.
    pub fn tick(&self, now: Timestamp, limit: u32) -> Result<Report> {
        self.tick_share(now, limit, Share::default())
    }

    /// Fires only a share of the timers, so that several processes can fire together without meeting.
    ///
    /// # Errors
    /// As [`Engine::tick`].
    pub fn tick_share(&self, now: Timestamp, limit: u32, share: Share) -> Result<Report> {
        let inner = &self.inner;
        let mut report = Report::default();
        let mut firing = Firing::default();
        let mut left = limit;
        while left > 0 {
            let barred = u32::try_from(firing.barred.len()).unwrap_or(u32::MAX);
            let mut due = inner.storage.due(now, BATCH.saturating_add(barred), share)?;
            due.retain(|(desk, timer)| !firing.barred.contains_key(&key(*desk, timer)));
            let (jobs, mut due): (Vec<_>, Vec<_>) =
                due.into_iter().partition(|(_, timer)| job_of(timer).is_some());
            due.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left = left.saturating_sub(u32::try_from(due.len()).unwrap_or(u32::MAX));
            report.fired += inner.fire(&due, &mut firing)?;
            if !due.is_empty() {
                // What people were promised comes before long work, which has no deadline.
                continue;
            }
            let mut moved = false;
            for (desk, timer) in &jobs {
                if let Some(job) = job_of(timer).filter(|_| left > 0) {
                    let carried = inner.carry_on(*desk, job, now, left.min(limits::JOB_CHUNK))?;
                    report.items += u64::from(carried.items);
                    left = left.saturating_sub(carried.items);
                    moved |= carried.moved;
                }
            }
            if !moved {
                break;
            }
        }
        inner.storage.maintain()?;
        report.next_due = inner.storage.next_due()?;
        report.more = report.next_due.is_some_and(|next| next <= now);
        firing.barred.into_values().next().map_or(Ok(report), Err)
    }
}

/// What names a timer among all that are due.
type TimerKey = (Timestamp, DeskId, Option<TicketId>, String);

fn key(desk: DeskId, timer: &Timer) -> TimerKey {
    (timer.due_at, desk, timer.ticket, timer.cause.to_string())
}

/// What one call has come to so far.
#[derive(Default)]
struct Firing {
    /// Timers that cannot be fired, and why.
    barred: BTreeMap<TimerKey, Error>,
    /// How often a timer was met. One that is still there after it was fired is another one of the same cause and
    /// instant, which a clock that was set back can bring about: it takes a command of its own.
    met: BTreeMap<TimerKey, u32>,
}

/// The job that a timer carries on, when it is one for that.
const fn job_of(timer: &Timer) -> Option<JobId> {
    match timer.cause {
        TimerCause::Job { job } => Some(job),
        _ => None,
    }
}

impl Inner {
    /// Fires timers in their order, those of one desk that stand together in one transaction. Answers how many it fired
    /// that nobody else had fired.
    fn fire(&self, due: &[(DeskId, Timer)], firing: &mut Firing) -> Result<u64> {
        let mut fired = 0;
        for run in due.chunk_by(|a, b| a.0 == b.0) {
            let Some((desk, _)) = run.first() else { continue };
            let mut commands: Vec<(&Timer, CommandId, Command)> = Vec::new();
            for (_, timer) in run {
                let met = firing.met.entry(key(*desk, timer)).or_default();
                commands.extend(command(timer, *met).map(|(id, command)| (timer, id, command)));
                *met += 1;
            }
            let config = self.likely_config(*desk)?;
            let actor = Actor::host();
            let deciding = commands.iter().map(|(timer, id, command)| {
                let config = std::sync::Arc::clone(&config);
                Deciding::new(self, *desk, (command, &actor), (*id, timer.due_at), config)
            });
            let mut deciding: Vec<_> = deciding.collect();
            let answers = self.carry_out(*desk, &mut deciding);
            for ((deciding, (timer, ..)), answer) in deciding.iter().zip(&commands).zip(answers) {
                match answer {
                    Ok(_) => fired += u64::from(!deciding.repeated),
                    Err(error) if error.retryable() || is_of_the_storage(&error) => return Err(error),
                    Err(error) => {
                        firing.barred.insert(key(*desk, timer), named(error, timer));
                    }
                }
            }
        }
        Ok(fired)
    }
}

fn is_of_the_storage(error: &Error) -> bool {
    matches!(error.kind(), Kind::Unavailable | Kind::Storage | Kind::Internal)
}

/// The same error, which says of which ticket it is.
fn named(error: Error, timer: &Timer) -> Error {
    let Some(ticket) = timer.ticket else { return error };
    let problems = error.problems().iter().cloned().map(|problem| problem.param("ticket", ticket));
    Error::of(problems.collect()).unwrap_or(error)
}

/// The command that fires a timer. It happens at the timer's own instant, whenever that is noticed.
fn command(timer: &Timer, met: u32) -> Option<(CommandId, Command)> {
    let ticket = timer.ticket?;
    let again = if met == 0 { String::new() } else { format!(" {met}") };
    let id = CommandId::of_timer(ticket, &format!("fire {}{again}", timer.cause), timer.due_at);
    Some((id, Command::FireTimers { ticket, by: timer.due_at }))
}
