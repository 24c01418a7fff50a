//! Jobs in columns.

use super::cell::{Cell, Json, Row, Stored, json};
use super::event::{by_cells, by_of};
use crate::model::{Job, JobKind, JobPlace, JobRefusal};

/// The columns, in the order of [`job_cells`].
pub(crate) const JOB_COLUMNS: &str = "id, version, kind, root, by_kind, by, at, config_version, state, total, done, \
                                      changed, refused, after_created_at, after_ticket, again, refusals";

/// What stands in the columns of a job.
pub(crate) fn job_cells(job: &Job) -> [Cell<'_>; 17] {
    let [by_kind, by] = by_cells(&job.by);
    let (created_at, ticket) = match &job.after {
        Some(place) => (place.created_at.to_cell(), place.ticket.to_cell()),
        None => (Cell::Null, Cell::Null),
    };
    [
        job.id.to_cell(),
        job.version.to_cell(),
        json(&job.kind),
        job.root.to_cell(),
        by_kind,
        by,
        job.at.to_cell(),
        job.config_version.to_cell(),
        job.state.to_cell(),
        job.total.to_cell(),
        job.done.to_cell(),
        job.changed.to_cell(),
        job.refused.to_cell(),
        created_at,
        ticket,
        job.again.to_cell(),
        if job.refusals.is_empty() { Cell::Null } else { json(&job.refusals) },
    ]
}

/// The job that stands in these columns.
pub(crate) fn job_of<R: Row>(row: &mut R) -> Result<Job, R::Fault> {
    let id = row.take()?;
    let version = row.take()?;
    let kind: Json<JobKind> = row.take()?;
    let root = row.take()?;
    let by = by_of(row)?;
    let mut job = Job::starting(id, kind.0, root, by, row.take()?, row.take()?);
    job.version = version;
    job.state = row.take()?;
    job.total = row.take()?;
    job.done = row.take()?;
    job.changed = row.take()?;
    job.refused = row.take()?;
    job.after = match (row.take::<Option<_>>()?, row.take::<Option<_>>()?) {
        (Some(created_at), Some(ticket)) => Some(JobPlace { created_at, ticket }),
        (None, None) => None,
        _ => return Err(row.misread()),
    };
    job.again = row.take()?;
    job.refusals = row.take::<Option<Json<Vec<JobRefusal>>>>()?.map_or_else(Vec::new, |refusals| refusals.0);
    Ok(job)
}
