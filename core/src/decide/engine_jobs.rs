//! Jobs that nobody gave: of a team's queue, of an agent who is not here, of a problem that was solved.

use super::draft::Draft;
use super::job::{begin, end};
use super::{Answer, queue};
use crate::change::Put;
use crate::id::{JobId, Name, PersonId, TicketId};
use crate::model::{By, Job, JobKind, JobPlace, JobState, TimerCause};
use crate::time::Timestamp;

/// Begins the job that gives what waits in a team's queue to whoever has come free: after this place, or from the
/// beginning. There is one such job for a team; while it runs, it is only told to go through the queue once more.
pub(super) fn retry_queue(
    draft: &mut Draft<'_>,
    team: &Name,
    after: Option<JobPlace>,
    at: Timestamp,
) -> Answer<()> {
    let id = JobId::of_queue(team);
    let known = draft.snapshot.job(id)?;
    if let Some(pending) = known.filter(|job| job.is_running() && job.at > at) {
        let now = Job { at, after, version: pending.version + 1, ..pending.clone() };
        set_due(draft, now);
        return Ok(());
    }
    if let Some(running) = known.filter(|job| job.is_running()) {
        if !running.again {
            let again = Job { again: true, version: running.version + 1, ..running.clone() };
            draft.put(Put::Job { job: Box::new(again) });
        }
        return Ok(());
    }
    let kind = JobKind::RetryQueue { team: team.clone() };
    let version = draft.config.version();
    let mut job = Job::starting(id, kind, draft.command, By::System {}, at, version);
    job.version += known.map_or(0, |before| before.version);
    job.after = after;
    begin(draft, job, By::System {});
    Ok(())
}

/// Lets the job of a team's queue begin at an instant, unless it goes on already or begins before.
pub(super) fn wake_queue(draft: &mut Draft<'_>, team: &Name, at: Timestamp) -> Answer<()> {
    let id = JobId::of_queue(team);
    let known = draft.snapshot.job(id)?;
    if known.is_some_and(|job| job.is_running() && job.at <= at) {
        return Ok(());
    }
    let (kind, root) = (JobKind::RetryQueue { team: team.clone() }, draft.command);
    let job = Job::starting(id, kind, root, By::System {}, at, draft.config.version());
    restart(draft, job, known.cloned().as_ref());
    Ok(())
}

/// Begins the job that puts what waits in a team into the order of the configuration that comes into force; one that goes on
/// begins anew.
pub(super) fn line_up(draft: &mut Draft<'_>, team: &Name) -> Answer<()> {
    let id = JobId::of_line(team);
    let known = draft.snapshot.job(id)?.cloned();
    let (kind, root, at) = (JobKind::LineUp { team: team.clone() }, draft.command, draft.now);
    let job = Job::starting(id, kind, root, By::System {}, at, draft.config.version());
    restart(draft, job, known.as_ref());
    Ok(())
}

/// Lets the job that takes the tickets of an absent agent from them begin at an instant, or not at all.
pub(super) fn at_absence(draft: &mut Draft<'_>, person: PersonId, at: Option<Timestamp>) -> Answer<()> {
    let id = JobId::of_absence(person);
    let known = draft.snapshot.job(id)?.cloned();
    match (at, known) {
        (Some(at), known) => {
            let (kind, root) = (JobKind::ReleaseTickets { person }, draft.command);
            let job = Job::starting(id, kind, root, By::System {}, at, draft.config.version());
            restart(draft, job, known.as_ref());
        }
        (None, Some(running)) if running.is_running() => {
            end(draft, running, JobState::Cancelled, By::System {});
        }
        (None, _) => {}
    }
    Ok(())
}

/// Writes a job that begins in place of what is known of it.
fn restart(draft: &mut Draft<'_>, mut job: Job, known: Option<&Job>) {
    job.version += known.map_or(0, |before| before.version);
    if known.is_some_and(Job::is_running) {
        set_due(draft, job);
    } else {
        begin(draft, job, By::System {});
    }
}

/// Writes a job that goes on at its instant.
fn set_due(draft: &mut Draft<'_>, job: Job) {
    let (cause, due_at) = (TimerCause::Job { job: job.id }, Some(job.at));
    draft.put(Put::Job { job: Box::new(job) });
    draft.put(Put::Timer { ticket: None, cause, due_at });
}

/// Ends a job that has come to its end. Where tickets still wait in the queue that it went through, it goes on at the instant
/// of the next look.
pub(super) fn finish(draft: &mut Draft<'_>, mut job: Job) -> Answer<()> {
    if let JobKind::RetryQueue { team } = &job.kind
        && let Some(at) = queue::next_look(draft, team, job.at)?
    {
        (job.at, job.after) = (at, None);
        job.version += 1;
        draft.outcome.job = Some(job.id);
        set_due(draft, job);
        return Ok(());
    }
    end(draft, job, JobState::Done, By::System {});
    Ok(())
}

/// Begins the job that solves the incidents of a problem.
pub(super) fn solve_incidents(draft: &mut Draft<'_>, problem: TicketId, by: By, at: Timestamp) {
    let id = draft.next_job();
    let kind = JobKind::SolveIncidents { problem };
    let job = Job::starting(id, kind, draft.command, by.clone(), at, draft.config.version());
    draft.notice("incidents", "the incidents of this problem are being solved, too");
    begin(draft, job, by);
}
