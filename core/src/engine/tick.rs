//! Time passes: what is due happens.

use super::deciding::Deciding;
use super::{Engine, Inner};
use crate::command::{Command, Report};
use crate::error::Result;
use crate::id::{CommandId, DeskId, JobId};
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
    /// What the storage answers. What was fired before stays fired.
    pub fn tick(&self, now: Timestamp, limit: u32) -> Result<Report> {
        self.tick_share(now, limit, Share::default())
    }

    /// Fires only a share of the timers, so that several processes can fire together without meeting.
    ///
    /// # Errors
    /// What the storage answers. What was fired before stays fired.
    pub fn tick_share(&self, now: Timestamp, limit: u32, share: Share) -> Result<Report> {
        let inner = &self.inner;
        let mut report = Report::default();
        let mut left = limit;
        while left > 0 {
            let due = inner.storage.due(now, BATCH, share)?;
            let (jobs, mut due): (Vec<_>, Vec<_>) =
                due.into_iter().partition(|(_, timer)| job_of(timer).is_some());
            due.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left = left.saturating_sub(u32::try_from(due.len()).unwrap_or(u32::MAX));
            let fired = inner.fire(&due)?;
            report.fired += fired;
            if fired > 0 {
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
        Ok(report)
    }
}

/// The job that a timer carries on, when it is one for that.
const fn job_of(timer: &Timer) -> Option<JobId> {
    match timer.cause {
        TimerCause::Job { job } => Some(job),
        _ => None,
    }
}

impl Inner {
    /// Fires timers in their order, those of one desk that stand together in one transaction.
    fn fire(&self, due: &[(DeskId, Timer)]) -> Result<u64> {
        let mut fired = 0;
        for run in due.chunk_by(|a, b| a.0 == b.0) {
            let Some((desk, _)) = run.first() else { continue };
            let commands: Vec<(CommandId, Timestamp, Command)> =
                run.iter().filter_map(|(_, timer)| firing(timer)).collect();
            let config = self.likely_config(*desk)?;
            let actor = Actor::host();
            let deciding = commands.iter().map(|(id, now, command)| {
                let config = std::sync::Arc::clone(&config);
                Deciding::new(self, *desk, (command, &actor), (*id, *now), config)
            });
            for answer in self.carry_out(*desk, &mut deciding.collect::<Vec<_>>()) {
                answer?;
                fired += 1;
            }
        }
        Ok(fired)
    }
}

/// The command that fires a timer. It happens at the timer's own instant, whenever that is noticed.
fn firing(timer: &Timer) -> Option<(CommandId, Timestamp, Command)> {
    let ticket = timer.ticket?;
    let id = CommandId::of_timer(ticket, &format!("fire {}", timer.cause), timer.due_at);
    Some((id, timer.due_at, Command::FireTimers { ticket, by: timer.due_at }))
}
