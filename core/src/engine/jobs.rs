//! Long work: which tickets come next, and carrying it on with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Inner;
use super::ask::unseen;
use super::deciding::Deciding;
use crate::access::FieldSight;
use crate::command::{Command, Which};
use crate::condition::{Condition, Op, Predicate};
use crate::config::Config;
use crate::decide::{self, Interrupt, Who};
use crate::error::{Code, Error, Kind, Problem, Result};
use crate::id::{CommandId, DeskId, JobId, Name};
use crate::limits;
use crate::model::{Actor, Clock, Job, JobKind, JobPlace, Ticket, TicketRef};
use crate::query::{Audience, Cursor, Sort, TicketQuery};
use crate::snapshot::{Key, Snapshot, Wanted};
use crate::time::Timestamp;

/// How far a job was carried on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carried {
    /// Items that were carried out here, not by somebody else.
    pub(super) items: u32,
    /// Whether the job is further than before.
    pub(super) moved: bool,
}

/// The next items of a job.
#[derive(Default)]
struct Chunk {
    tickets: Vec<TicketRef>,
    /// Whether the job is at its end behind them.
    last: bool,
    /// Why it cannot go on.
    failed: Vec<Problem>,
}

impl Chunk {
    /// The job is at its end.
    fn end() -> Self {
        Self { last: true, ..Self::default() }
    }

    /// The job cannot go on.
    fn failed(error: &Error) -> Self {
        Self { failed: error.problems().to_vec(), ..Self::end() }
    }
}

impl Inner {
    /// Carries a job on by at most `limit` tickets. Each is a decision of its own, which moves the job on by one version
    /// in the same commit: of several that carry on the same job each item is done by one, and one that is killed
    /// leaves nothing half done.
    pub(super) fn carry_on(&self, desk: DeskId, id: JobId, now: Timestamp, limit: u32) -> Result<Carried> {
        let found = self.storage.load(desk, &Wanted::one(Key::Job(id)))?.jobs.remove(&id);
        let Some(job) = found.filter(Job::is_running) else { return Ok(Carried::default()) };
        let chunk = self.next_chunk(desk, &job, limit)?;
        let mut commands = Vec::new();
        for (version, ticket) in (job.version..).zip(chunk.tickets) {
            let command = Command::ContinueJob { job: id, version, ticket: Some(ticket), failed: Vec::new() };
            commands.push((command, job.at));
        }
        if chunk.last {
            let version = job.version.saturating_add(u64::try_from(commands.len()).unwrap_or(0));
            let command = Command::ContinueJob { job: id, version, ticket: None, failed: chunk.failed };
            commands.push((command, now.max(job.at)));
        }
        self.carry_through(desk, &job, &mut commands)
    }

    /// Carries out the items one after the other, until one is not ours to carry out.
    fn carry_through(
        &self,
        desk: DeskId,
        job: &Job,
        commands: &mut [(Command, Timestamp)],
    ) -> Result<Carried> {
        let mut carried = Carried::default();
        let mut earlier = BTreeMap::new();
        let actor = Actor::host();
        let mut done = 0;
        loop {
            let config = self.likely_config(desk)?;
            let rest = commands.get(done..).unwrap_or_default();
            let deciding = rest.iter().map(|(command, at)| {
                let id = CommandId::of_job(job.id, job.at, version_of(command), &item_of(command));
                let config = Arc::clone(&config);
                let deciding = Deciding::new(self, desk, (command, &actor), (id, *at), config);
                Deciding { earlier: earlier.clone(), ..deciding }
            });
            let mut deciding: Vec<_> = deciding.collect();
            let answers = self.carry_out(desk, &mut deciding);
            let good = answers.iter().take_while(|answer| answer.is_ok()).count();
            for (deciding, (command, _)) in deciding.iter().zip(rest).take(good) {
                let is_item = matches!(command, Command::ContinueJob { ticket: Some(_), .. });
                carried.items += u32::from(is_item && !deciding.repeated);
            }
            carried.moved |= good > 0;
            earlier.extend(deciding.into_iter().flat_map(|deciding| deciding.earlier));
            done += good;
            let Some(Err(error)) = answers.into_iter().nth(good) else { return Ok(carried) };
            match commands.get_mut(done) {
                // One before it had to be decided twice and was late: now it is its turn.
                Some(_) if good > 0 && is_overtaken(&error) => {}
                _ if is_overtaken(&error) => return Ok(carried),
                // The storage cannot take what was decided, and would not take it the next time either.
                Some((Command::ContinueJob { ticket: Some(_), failed, .. }, _))
                    if failed.is_empty()
                        && matches!(error.kind(), Kind::Conflict | Kind::Internal)
                        && !error.retryable() =>
                {
                    *failed = error.problems().to_vec();
                }
                _ => return Err(error),
            }
        }
    }

    /// Which tickets come next.
    fn next_chunk(&self, desk: DeskId, job: &Job, limit: u32) -> Result<Chunk> {
        match &job.kind {
            JobKind::ChangeTickets { .. }
            | JobKind::TrashTickets { .. }
            | JobKind::RestoreTickets { .. }
            | JobKind::RebindTickets { .. } => self.next_to_change(desk, job, limit),
            JobKind::ErasePerson { person } => {
                let wanted = Wanted::one(Key::TicketsOf { person: *person, after: job.after, limit });
                let snapshot = self.storage.load(desk, &wanted)?;
                let next = snapshot.tickets_of(*person, job.after, limit).map_err(|_| unseen())?;
                let last = u32::try_from(next.len()).unwrap_or(u32::MAX) < limit;
                let tickets = next.iter().map(|place| TicketRef::Id(place.ticket)).collect();
                Ok(Chunk { tickets, last, failed: Vec::new() })
            }
            JobKind::SolveIncidents { problem } => {
                let actor = decide::acting_for(&job.by);
                let (config, snapshot) = self.see(desk, Wanted::nothing(), &actor)?;
                let who = match acting(&actor, &config, &snapshot) {
                    Ok(who) => who,
                    Err(error) => return Ok(Chunk::failed(&error)),
                };
                let incidents = Condition::all([
                    Condition::test("problem", Op::Eq, [problem.to_string()]),
                    Condition::test("category", Op::In, ["new", "open", "pending", "on_hold"]),
                ]);
                let meant = decide::is_for(&config, &FieldSight::All, &incidents, &job.kind)?;
                let seen = who.rights.visible().clone();
                self.find_next(desk, job, (seen, meant), limit, &|tickets| {
                    Ok(tickets.iter().map(|ticket| job.was_there(ticket)).collect())
                })
            }
            JobKind::ReleaseTickets { person } => {
                let (config, _) = self.see(desk, Wanted::nothing(), &Actor::host())?;
                let owned = Condition::all([
                    Condition::test("owner", Op::Eq, [person.to_string()]),
                    Condition::test("category", Op::In, ["new", "open", "pending", "on_hold"]),
                ]);
                let meant = decide::is_for(&config, &FieldSight::All, &owned, &job.kind)?;
                self.find_next(desk, job, (Predicate::always(), meant), limit, &|tickets| {
                    Ok(vec![true; tickets.len()])
                })
            }
            JobKind::LineUp { team } => {
                let (config, _) = self.see(desk, Wanted::nothing(), &Actor::host())?;
                let waits = decide::is_for(&config, &FieldSight::All, &waits_in(team), &job.kind)?;
                self.find_next(desk, job, (Predicate::always(), waits), limit, &|tickets| {
                    Ok(vec![true; tickets.len()])
                })
            }
            JobKind::RetryQueue { team } => {
                let snapshot = self.storage.load(desk, &Wanted::one(Key::Team(team.clone())))?;
                let config = self.config_of(desk, Some(snapshot.config_version))?;
                let waits = match decide::room_in(&config, &snapshot, team, job.at).map_err(|_| unseen())? {
                    None => return Ok(Chunk::end()),
                    // So that nobody reads a long queue for whom there is no room.
                    Some(0) => Condition::all([waits_in(team), weighs_nothing()]),
                    Some(_) => waits_in(team),
                };
                let waits = decide::is_for(&config, &FieldSight::All, &waits, &job.kind)?;
                // What nobody can take is passed over without a word in the log; the decision asks again.
                let can_take = |ticket: &Ticket| {
                    decide::can_take(&config, &snapshot, team, ticket, job.at).unwrap_or(true)
                };
                let can_take = |tickets: &[Ticket]| Ok(tickets.iter().map(&can_take).collect());
                self.find_next(desk, job, (Predicate::always(), waits), limit, &can_take)
            }
        }
    }

    fn next_to_change(&self, desk: DeskId, job: &Job, limit: u32) -> Result<Chunk> {
        let actor = decide::acting_for(&job.by);
        let (config, mut snapshot) = self.see(desk, Wanted::one(Key::Command(job.root)), &actor)?;
        let who = match acting(&actor, &config, &snapshot) {
            Ok(who) => who,
            Err(error) => return Ok(Chunk::failed(&error)),
        };
        let root = snapshot.commands.remove(&job.root).and_then(|record| record.body);
        match root.as_ref().and_then(Command::tickets) {
            Some(Which::Listed { tickets }) => {
                let done = usize::try_from(job.done).unwrap_or(usize::MAX);
                let rest = tickets.get(done..).unwrap_or_default();
                let count = rest.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
                let next = rest.iter().take(count).cloned().collect();
                Ok(Chunk { tickets: next, last: count == rest.len(), failed: Vec::new() })
            }
            Some(Which::Matching { condition }) => {
                match decide::is_for(&config, &who.rights.field_sight(), condition, &job.kind) {
                    Ok(meant) => {
                        let seen = who.rights.visible().clone();
                        let version = config.version();
                        self.find_next(desk, job, (seen, meant), limit, &|tickets| match job.kind {
                            JobKind::RebindTickets { .. } => self.to_rebind(desk, job, version, tickets),
                            _ => Ok(tickets.iter().map(|ticket| job.was_there(ticket)).collect()),
                        })
                    }
                    Err(error) => Ok(Chunk::failed(&error)),
                }
            }
            None => {
                let problem = Problem::new(Code::Damaged, "the command that began the job is gone");
                Ok(Chunk::failed(&problem.into()))
            }
        }
    }

    /// Finds the next tickets that are meant, in the order of their creation. Where a job goes on
    /// is the place of the last ticket, whatever became of it: a change moves no ticket from its place, so that none
    /// is met twice and none passed over.
    fn find_next(
        &self,
        desk: DeskId,
        job: &Job,
        (visible, condition): (Predicate, Predicate),
        limit: u32,
        are_meant: &dyn Fn(&[Ticket]) -> Result<Vec<bool>>,
    ) -> Result<Chunk> {
        let (condition, sort) = (Some(condition), Sort::default());
        let audience = Audience::Staff;
        let mut query = TicketQuery { visible, audience, condition, text: None, sort, after: None, limit };
        let question = query.question();
        let cursor =
            |JobPlace { created_at, ticket }| Cursor { question, key: Some(created_at), created_at, ticket };
        query.after = job.after.map(cursor);
        let takes_later_ones = matches!(
            job.kind,
            JobKind::RetryQueue { .. } | JobKind::ReleaseTickets { .. } | JobKind::LineUp { .. }
        );
        let rebinds = matches!(job.kind, JobKind::RebindTickets { .. });
        for pages in 1.. {
            let page = self.storage.find(desk, &query)?;
            let later = !takes_later_ones && page.tickets.iter().any(|ticket| ticket.created_at > job.at);
            let meant = page.tickets.iter().zip(are_meant(&page.tickets)?).filter(|(_, is_meant)| *is_meant);
            let mut tickets: Vec<_> = meant.map(|(ticket, _)| TicketRef::Id(ticket.id)).collect();
            let last = later || page.next.is_none();
            if rebinds && tickets.is_empty() && pages >= limits::JOB_PAGES {
                // So that the job knows how far it has come: the ticket is found to need nothing.
                tickets.extend(page.tickets.last().map(|ticket| TicketRef::Id(ticket.id)));
            }
            if last || !tickets.is_empty() {
                return Ok(Chunk { tickets, last, failed: Vec::new() });
            }
            query.after = page.next;
        }
        Ok(Chunk::end())
    }

    /// Which of these tickets have an open clock that stands on an earlier version. What needs nothing is passed over
    /// without a word in the log; the decision asks again.
    fn to_rebind(&self, desk: DeskId, job: &Job, version: u64, tickets: &[Ticket]) -> Result<Vec<bool>> {
        let wanted: Wanted = tickets.iter().map(|ticket| Key::Ticket(ticket.id)).collect();
        let snapshot = self.storage.load(desk, &wanted)?;
        let stands_on_another = |clock: &Clock| clock.state.is_open() && clock.config_version != version;
        let is_meant = |ticket: &Ticket| {
            let file = snapshot.tickets.get(&ticket.id);
            job.was_there(ticket) && file.is_some_and(|file| file.clocks.iter().any(stands_on_another))
        };
        Ok(tickets.iter().map(is_meant).collect())
    }
}

/// What waits for an owner in a team.
pub(super) fn waits_in(team: &Name) -> Condition {
    Condition::all([
        Condition::test("team", Op::Eq, [team.as_str()]),
        Condition::not(Condition::test("owner", Op::IsSet, [""; 0])),
        Condition::test("category", Op::In, ["new", "open", "pending", "on_hold"]),
    ])
}

/// What fits beside a full load: as [`weighs`](crate::assignment::weighs) has it.
fn weighs_nothing() -> Condition {
    Condition::any([
        Condition::test("weight", Op::Eq, [0]),
        Condition::all([
            Condition::not(Condition::test("weight", Op::IsSet, [""; 0])),
            Condition::test("category", Op::In, ["pending", "on_hold"]),
        ]),
    ])
}

/// The actor of the items, if they may still act.
fn acting<'c>(actor: &Actor, config: &'c Config, snapshot: &Snapshot) -> Result<Who<'c>> {
    match decide::resolve(actor, None, config, snapshot) {
        Ok(who) => Ok(who),
        Err(Interrupt::Refuse(error)) => Err(error),
        Err(Interrupt::Need(_) | Interrupt::NeedConfigs(_)) => Err(unseen().into()),
    }
}

/// Whether somebody else has carried the job on.
fn is_overtaken(error: &Error) -> bool {
    matches!(error.code(), Code::StaleVersion | Code::KeyReused)
}

const fn version_of(command: &Command) -> u64 {
    if let Command::ContinueJob { version, .. } = command { *version } else { 0 }
}

/// The text of the item, in the id of its command.
fn item_of(command: &Command) -> String {
    match command {
        Command::ContinueJob { ticket: Some(ticket), .. } => ticket.to_string(),
        _ => "end".to_owned(),
    }
}
