//! Long work that is written comes back as it was.

use super::records::{job, job_id, minute, name, person_id, put_job, ticket_id};
use super::trial::{NewStorage, Trial, Verdict, same};
use crate::error::{Code, Problem};
use crate::model::{By, Job, JobKind, JobPlace, JobRefusal, JobState};
use crate::storage::Key;

/// Every part of a job comes back as it was written, in its last version.
pub fn every_part_of_a_job_comes_back(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let problem = Problem::new(Code::NotFound, "there is no ticket `it's 🔥`")
        .at("/ticket")
        .hint("look again")
        .param("ticket", "it's 🔥");
    let refusals = vec![
        JobRefusal { ticket: Some("T-1".into()), problems: vec![problem.clone(), problem.clone()] },
        JobRefusal { ticket: Some(ticket_id(1).into()), problems: vec![problem] },
        JobRefusal { ticket: None, problems: Vec::new() },
    ];
    let set = crate::model::Edits::none().with("tags", "a").without("due_at").with("own", true);
    let jobs = [
        Job { state: JobState::Running, ..job(1) },
        Job {
            kind: JobKind::ChangeTickets { set, transition: Some(name("reopen")), last_number: None },
            by: By::Agent { person: person_id(1) },
            config_version: 7,
            state: JobState::Cancelled,
            total: Some(9),
            done: 8,
            changed: 5,
            refused: 3,
            refusals,
            ..job(2)
        },
        Job {
            kind: JobKind::RetryQueue { team: name("support") },
            by: By::System {},
            state: JobState::Done,
            after: Some(JobPlace { created_at: minute(3), ticket: ticket_id(1) }),
            again: true,
            ..job(3)
        },
    ];
    trial.put(jobs.iter().map(|after| put_job(job_of_number(after))))?;
    let jobs = jobs.map(|job| Job { version: 2, ..job });
    trial.put(jobs.iter().cloned().map(put_job))?;
    let found = trial.load(jobs.iter().map(|job| Key::Job(job.id)))?;
    same("the jobs", found.jobs.into_values().collect(), jobs.to_vec())?;
    same("a job that is not there", trial.load([Key::Job(job_id(9))])?.job(job_id(9)), Ok(None))
}

/// The first version of a job, of which everything changes but who it is and when it began.
fn job_of_number(job: &Job) -> Job {
    let kind = JobKind::RetryQueue { team: name("billing") };
    Job::starting(job.id, kind, job.root, By::Host {}, job.at, 1)
}
