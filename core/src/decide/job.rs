//! Jobs: begun by a command, carried on ticket by ticket, ended.

use std::collections::BTreeSet;

use super::case::workflow_of;
use super::draft::Draft;
use super::edit;
use super::meant::{compile, is_for};
use super::{
    Answer, Input, Interrupt, Who, absent, clocks, erase, queue, refuse_if_any, resolve, standing, ticket,
};
use crate::access::Permission;
use crate::change::Put;
use crate::command::{Command, Which};
use crate::config::Config;
use crate::error::{Code, Error, Problem, did_you_mean, pointer};
use crate::id::{JobId, Name, PersonId, TicketId};
use crate::limits;
use crate::model::{
    Actor, By, Category, Edits, EventKind, Job, JobKind, JobPlace, JobState, Standing, Ticket, TicketRef,
    TimerCause,
};
use crate::time::Timestamp;

/// Carries out `change_tickets`: begins the job. What is wrong with it for every ticket is refused at once; the rest
/// shows ticket by ticket.
pub(super) fn change_tickets(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::ChangeTickets { tickets, set, transition } = command else { return Ok(()) };
    staff_only(who)?;
    let mut problems = Vec::new();
    let last_number = check_which(draft, who, tickets, &mut problems)?;
    if set.is_empty() {
        problems.push(Problem::new(Code::NothingToDo, "there is nothing to change").at("/set"));
    }
    let status = edit::check(draft, who, set, &mut problems)?;
    if let Some(status) = status {
        problems.extend(known_somewhere(draft.config, &status));
    }
    refuse_if_any(problems)?;
    let kind = JobKind::ChangeTickets { set: set.clone(), transition: transition.clone(), last_number };
    begin_for(draft, who, tickets, kind);
    Ok(())
}

/// Carries out `trash_tickets` and `restore_tickets`: begins the job.
pub(super) fn move_tickets(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Some(tickets) = command.tickets() else { return Ok(()) };
    staff_only(who)?;
    let mut problems = Vec::new();
    let last_number = check_which(draft, who, tickets, &mut problems)?;
    let kind = if matches!(command, Command::TrashTickets { .. }) {
        problems.extend(who.rights.require(Permission::Delete).err());
        JobKind::TrashTickets { last_number }
    } else {
        JobKind::RestoreTickets { last_number }
    };
    refuse_if_any(problems)?;
    begin_for(draft, who, tickets, kind);
    Ok(())
}

/// Carries out `rebind_tickets`: begins the job.
pub(super) fn rebind_tickets(draft: &mut Draft<'_>, who: &Who<'_>, tickets: &Which) -> Answer<()> {
    who.rights.require(Permission::ManageConfig)?;
    let mut problems = Vec::new();
    let last_number = check_which(draft, who, tickets, &mut problems)?;
    refuse_if_any(problems)?;
    begin_for(draft, who, tickets, JobKind::RebindTickets { last_number });
    Ok(())
}

/// What is wrong with the tickets that a job is to be about is added to `problems`. Answers the number that was drawn last,
/// where they are found by a condition.
fn check_which(
    draft: &Draft<'_>,
    who: &Who<'_>,
    tickets: &Which,
    problems: &mut Vec<Problem>,
) -> Answer<Option<String>> {
    match tickets {
        Which::Listed { tickets } => {
            check_list(tickets, problems);
            Ok(None)
        }
        Which::Matching { condition } => {
            let sight = who.rights.field_sight();
            problems.extend(compile(draft.config, &sight, condition).err().unwrap_or_default());
            Ok(Some(format!("{}{}", draft.config.number_prefix(), draft.snapshot.drawn()?)))
        }
    }
}

/// Begins the job of a command.
fn begin_for(draft: &mut Draft<'_>, who: &Who<'_>, tickets: &Which, kind: JobKind) {
    let total = match tickets {
        Which::Listed { tickets } => u64::try_from(tickets.len()).ok(),
        Which::Matching { .. } => None,
    };
    begin_by(draft, who, kind, total);
}

/// Begins a job that somebody asked for.
pub(super) fn begin_by(draft: &mut Draft<'_>, who: &Who<'_>, kind: JobKind, total: Option<u64>) {
    let id = draft.next_job();
    let version = draft.config.version();
    let mut job = Job::starting(id, kind, draft.command, who.by.clone(), draft.now, version);
    job.total = total;
    draft.outcome.job = Some(id);
    begin(draft, job, who.by.clone());
}

fn staff_only(who: &Who<'_>) -> Result<(), Problem> {
    if who.rights.is_staff() {
        return Ok(());
    }
    let problem = Problem::new(Code::Forbidden, "jobs are for members of staff only");
    Err(problem.hint("change your tickets one by one"))
}

fn check_list(tickets: &[TicketRef], problems: &mut Vec<Problem>) {
    let path = "/tickets";
    if tickets.is_empty() {
        problems.push(Problem::new(Code::Missing, "no ticket is named").at(path));
    }
    if tickets.len() > limits::TICKETS_LISTED {
        let (given, limit) = (tickets.len(), limits::TICKETS_LISTED);
        let problem =
            Problem::new(Code::TooMany, format!("these are {given} tickets, and {limit} are allowed"));
        problems.push(problem.at(path).hint("name them by a condition").param("limit", limit));
        return;
    }
    let mut known = BTreeSet::new();
    let again = tickets.iter().enumerate().filter(|(_, ticket)| !known.insert(*ticket));
    problems.extend(again.take(limits::PROBLEMS).map(|(n, ticket)| {
        let text = format!("`{}` is named twice", crate::error::excerpt(&ticket.to_string()));
        Problem::new(Code::Duplicate, text).at(pointer(path, n))
    }));
}

/// What is wrong with a status that no workflow has: nobody could ever enter it.
fn known_somewhere(config: &Config, status: &Name) -> Option<Problem> {
    if config.workflows().any(|workflow| workflow.status(status).is_some()) {
        return None;
    }
    let known = config.workflows().flat_map(crate::workflow::Workflow::statuses).map(|status| &*status.name);
    let problem = Problem::new(Code::UnknownStatus, format!("no workflow has a status `{status}`"));
    let problem = problem.at("/set/status");
    Some(match did_you_mean(status, known) {
        Some(hint) => problem.hint(hint),
        None => problem,
    })
}

/// Writes a job that begins, with the timer that carries it on.
fn begin(draft: &mut Draft<'_>, job: Job, by: By) {
    let (id, at) = (job.id, job.at);
    draft.put(Put::Job { job: Box::new(job) });
    draft.put(Put::Timer { ticket: None, cause: TimerCause::Job { job: id }, due_at: Some(at) });
    draft.desk_event(by, EventKind::JobStarted { job: id });
}

/// Writes a job that ends, and takes its timer away.
fn end(draft: &mut Draft<'_>, mut job: Job, state: JobState, by: By) {
    let id = job.id;
    job.state = state;
    job.again = false;
    let done = state == JobState::Done;
    let kind = if done { EventKind::JobFinished { job: id } } else { EventKind::JobCancelled { job: id } };
    write(draft, job);
    draft.put(Put::Timer { ticket: None, cause: TimerCause::Job { job: id }, due_at: None });
    draft.desk_event(by, kind);
}

/// Writes the next version of a job.
fn write(draft: &mut Draft<'_>, mut job: Job) {
    job.version += 1;
    draft.outcome.job = Some(job.id);
    draft.put(Put::Job { job: Box::new(job) });
}

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

/// Carries out `cancel_job`.
pub(super) fn cancel(draft: &mut Draft<'_>, who: &Who<'_>, id: JobId) -> Answer<()> {
    let job = draft.snapshot.job(id)?.filter(|job| who.rights.oversees(job));
    let job = job.ok_or_else(|| unknown(id))?;
    if !job.is_running() {
        return Err(Problem::new(Code::NothingToDo, "the job has ended already").at("/job").into());
    }
    end(draft, job.clone(), JobState::Cancelled, who.by.clone());
    Ok(())
}

fn unknown(id: JobId) -> Problem {
    Problem::new(Code::NotFound, format!("there is no job `{id}`")).at("/job").param("job", id)
}

/// Carries out `continue_job`: one ticket, or the end. Whatever becomes of the ticket, the job knows it by the same
/// commit, so that nothing is lost and nothing done twice.
pub(super) fn go_on<'a>(draft: &mut Draft<'a>, input: Input<'a>) -> Answer<()> {
    let Command::ContinueJob { job: id, version, ticket, failed } = input.command else { return Ok(()) };
    let mut job = draft.snapshot.job(*id)?.cloned().ok_or_else(|| unknown(*id))?;
    if job.version != *version || !job.is_running() {
        return Err(overtaken(&job).into());
    }
    let failed = Error::of(failed.clone());
    let Some(ticket) = ticket else {
        match failed {
            Some(error) => {
                job.refuse(None, &error);
                end(draft, job, JobState::Cancelled, By::System {});
            }
            None if job.again => {
                (job.again, job.after) = (false, None);
                write(draft, job);
            }
            None => finish(draft, job)?,
        }
        return Ok(());
    };
    draft.now = job.at;
    let done = failed.map_or_else(|| item(draft, &job, ticket), |error| Err(error.into()));
    let changed = match done {
        Ok(changed) => changed,
        Err(Interrupt::Refuse(error)) if has_nothing_to_do(&job, &error) => {
            *draft = Draft::new(input);
            false
        }
        Err(Interrupt::Refuse(error)) => {
            *draft = Draft::new(input);
            job.refuse(Some(ticket.clone()), &error);
            false
        }
        Err(more) => return Err(more),
    };
    if let JobKind::RetryQueue { team } = &job.kind {
        // Its end says when it begins again.
        draft.forget_wake(team);
    }
    job.done += 1;
    job.changed += u64::from(changed);
    if job.total.is_none()
        && let Some(place) = look_up(draft, ticket)?
    {
        if job.after.is_some_and(|after| place <= after) {
            return Err(overtaken(&job).into());
        }
        job.after = Some(place);
    }
    write(draft, job);
    Ok(())
}

/// Ends a job that has come to its end. Where somebody who is not at work will be, the queue that it went through is looked
/// at again then: after the instant for which it was looked at, which a late call leaves behind.
fn finish(draft: &mut Draft<'_>, mut job: Job) -> Answer<()> {
    if let JobKind::RetryQueue { team } = &job.kind
        && let Some(at) = queue::returns_at(draft, team, job.at)?
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

/// Whether a ticket is left alone because its clocks are as the job is to make them.
fn has_nothing_to_do(job: &Job, error: &Error) -> bool {
    matches!(job.kind, JobKind::RebindTickets { .. }) && error.code() == Code::NothingToDo
}

fn overtaken(job: &Job) -> Problem {
    let text = format!("the job has version {} by now: somebody else carries it on", job.version);
    Problem::new(Code::StaleVersion, text).at("/version").param("version", job.version)
}

fn look_up(draft: &Draft<'_>, ticket: &TicketRef) -> Answer<Option<JobPlace>> {
    let file = match ticket {
        TicketRef::Id(id) => draft.snapshot.ticket(*id)?,
        TicketRef::Number(number) => draft.snapshot.ticket_by_number(number)?,
    };
    Ok(file.map(|file| JobPlace::of(&file.ticket)))
}

/// Does with one ticket what the job is for. False when the ticket no longer is one of those that are meant.
fn item(draft: &mut Draft<'_>, job: &Job, of: &TicketRef) -> Answer<bool> {
    match &job.kind {
        JobKind::ChangeTickets { .. }
        | JobKind::TrashTickets { .. }
        | JobKind::RestoreTickets { .. }
        | JobKind::RebindTickets { .. } => {
            let who = resolve(&acting_for(&job.by), None, draft.config, draft.snapshot)?;
            if job.total.is_none() && !still_fits(draft, &who, job, of)? {
                return Ok(false);
            }
            carry_out(draft, &who, &job.kind, of)?;
            Ok(true)
        }
        JobKind::ErasePerson { person } => erase::of_ticket(draft, job, *person, of),
        JobKind::ReleaseTickets { person } => absent::of_ticket(draft, job, *person, of),
        JobKind::SolveIncidents { problem } => solve_incident(draft, job, *problem, of),
        JobKind::RetryQueue { team } => {
            let TicketRef::Id(id) = of else { return Ok(false) };
            let waits = |ticket: &Ticket| ticket.team.as_ref() == Some(team) && ticket.owner.is_none();
            match draft.snapshot.ticket(*id)? {
                Some(file) if waits(&file.ticket) => queue::give(draft, *id, job.at),
                _ => Ok(false),
            }
        }
    }
}

/// Does with one ticket what its own command would do.
fn carry_out(draft: &mut Draft<'_>, who: &Who<'_>, kind: &JobKind, of: &TicketRef) -> Answer<()> {
    match kind {
        JobKind::ChangeTickets { set, transition, .. } => {
            let (ticket, set, transition) = (of.clone(), set.clone(), transition.clone());
            let change = Command::ChangeTicket { ticket, set, transition, expect_version: None };
            ticket::change(draft, who, &change)
        }
        JobKind::TrashTickets { .. } => standing::set_apart(draft, who, of, Standing::Trash),
        JobKind::RestoreTickets { .. } => standing::restore(draft, who, of),
        JobKind::RebindTickets { .. } => clocks::rebind(draft, who, of),
        JobKind::ErasePerson { .. }
        | JobKind::ReleaseTickets { .. }
        | JobKind::SolveIncidents { .. }
        | JobKind::RetryQueue { .. } => Ok(()),
    }
}

/// Begins the job that solves the incidents of a problem.
pub(super) fn solve_incidents(draft: &mut Draft<'_>, problem: TicketId, by: By, at: Timestamp) {
    let id = draft.next_job();
    let kind = JobKind::SolveIncidents { problem };
    let job = Job::starting(id, kind, draft.command, by.clone(), at, draft.config.version());
    draft.notice("incidents", "the incidents of this problem are being solved, too");
    begin(draft, job, by);
}

/// Moves an incident to where its problem is, or to the first solved status of its own workflow. False when either is no
/// longer so.
fn solve_incident(draft: &mut Draft<'_>, job: &Job, problem: TicketId, of: &TicketRef) -> Answer<bool> {
    let TicketRef::Id(id) = of else { return Ok(false) };
    let who = resolve(&acting_for(&job.by), None, draft.config, draft.snapshot)?;
    let (problem, incident) = (draft.snapshot.ticket(problem)?, draft.snapshot.ticket(*id)?);
    let (Some(problem), Some(incident)) = (problem, incident) else { return Ok(false) };
    let (problem, incident) = (&problem.ticket, &incident.ticket);
    let is_meant = incident.problem == Some(problem.id) && problem.category.is_done();
    if !is_meant || incident.category.is_done() || !incident.standing.is_active() {
        return Ok(false);
    }
    let workflow = workflow_of(draft.config, incident);
    let same = workflow.status(&problem.status).filter(|status| status.category.is_done());
    let Some(to) = same.or_else(|| workflow.first_of(Category::Solved)) else { return Ok(false) };
    let set = Edits::none().with("status", to.name.as_str());
    let change = Command::ChangeTicket { ticket: of.clone(), set, transition: None, expect_version: None };
    ticket::change(draft, &who, &change)?;
    Ok(true)
}

/// Whether a ticket that was found still is what the job was begun for: somebody may have changed it since.
fn still_fits(draft: &Draft<'_>, who: &Who<'_>, job: &Job, ticket: &TicketRef) -> Answer<bool> {
    let TicketRef::Id(id) = ticket else { return Ok(false) };
    let Some(file) = draft.snapshot.ticket(*id)? else { return Ok(false) };
    let root = draft.snapshot.command(job.root)?.and_then(|record| record.body.as_ref());
    let Some(Which::Matching { condition }) = root.and_then(Command::tickets) else {
        return Ok(false);
    };
    let meant = is_for(draft.config, &who.rights.field_sight(), condition, &job.kind)?;
    Ok(job.was_there(&file.ticket) && who.rights.sees(&file.ticket) && meant.matches(&file.ticket))
}

/// The actor of a job's items.
pub fn acting_for(by: &By) -> Actor {
    match by {
        By::Agent { person } => Actor::agent(*person),
        By::Requester { person } => Actor::requester(*person),
        By::Host {} | By::Rule { .. } | By::System {} => Actor::host(),
    }
}
