//! What a key was answered with.

use std::sync::Arc;

use crate::id::{OrganizationId, PersonId, TicketId};
use crate::limits;
use crate::model::{Effect, Person, Ticket, Timer};
use crate::storage::postgres::errors::Outcome;
use crate::storage::postgres::questions::{Answers, Question};
use crate::storage::postgres::rows::Columns;
use crate::storage::sql::{self, Row, place_of};
use crate::storage::{Key, Member, Snapshot, TicketFile};
use crate::time::Timestamp;

/// Notes what the questions of a key were answered with.
#[allow(clippy::too_many_lines, reason = "one arm for each key")]
pub(super) fn note(
    answers: &Answers<'_>,
    key: &Key,
    questions: &[Question],
    found: &mut Snapshot,
) -> Outcome<()> {
    let &[question, ..] = questions else { return Ok(()) };
    match key {
        Key::Command(id) => {
            let record = answers.one(question, |row| sql::command_of(row))?;
            found.commands.extend(record.map(|record| (*id, record)));
        }
        Key::Ticket(_) => ticket(answers, questions, found).map(drop)?,
        Key::TicketByNumber(number) => {
            let id = ticket(answers, questions, found)?;
            found.numbers.extend(id.map(|id| (number.clone(), id)));
        }
        Key::TicketByMessage(message) => {
            let id = ticket(answers, questions, found)?;
            found.message_ids.extend(id.map(|id| (message.clone(), id)));
        }
        Key::TicketByFoldKey(key) => {
            let id = ticket(answers, questions, found)?;
            found.fold_keys.extend(id.map(|id| (key.clone(), id)));
        }
        Key::OpenLinks(kind, target) => {
            found.open_links.insert((*kind, *target), by_age(answers, question)?);
        }
        Key::Message(id) => {
            let message = answers.one(question, |row| sql::message_of(row.take()?, row))?;
            found.messages.extend(message.map(|message| (*id, message)));
        }
        Key::Person(_) => person(answers, question, found).map(drop)?,
        Key::PersonByKey(key) => {
            let id = person(answers, question, found)?;
            found.person_keys.extend(id.map(|id| (key.clone(), id)));
        }
        Key::PersonByAddress(address) => {
            let id = person(answers, question, found)?;
            found.addresses.extend(id.map(|id| (address.clone(), id)));
        }
        Key::Organization(_) => organization(answers, question, found).map(drop)?,
        Key::OrganizationByKey(key) => {
            let id = organization(answers, question, found)?;
            found.organization_keys.extend(id.map(|id| (key.clone(), id)));
        }
        Key::Team(team) => {
            let mut members = answers.all(question, member)?;
            members.sort_by_key(|member| member.person.id);
            found.teams.insert(team.clone(), members);
        }
        Key::Queue(team) => {
            found.queues.insert(team.clone(), by_age(answers, question)?);
        }
        Key::Pull { team, .. } => {
            let mut next = answers.all(question, |row| {
                let place = place_of(Some(team), (row.take()?, row.take()?, row.take()?));
                Ok(place.zip(row.take()?))
            })?;
            next.sort();
            found.pulls.insert(key.clone(), next.into_iter().flatten().collect());
        }
        Key::Load(person) => {
            found.loads.extend(answers.value(question)?.map(|load| (*person, load)));
        }
        Key::Turn(team, person) => {
            found.turns.extend(answers.value(question)?.map(|turn| ((team.clone(), *person), turn)));
        }
        Key::Shares { .. } => {
            let shares = answers.all(question, |row| Ok((row.take()?, row.take()?)))?;
            found.shares.insert(key.clone(), shares.into_iter().collect());
        }
        Key::LatestOwner(requester, besides) => {
            let owner = latest_owner(answers, questions)?;
            found.latest_owners.extend(owner.map(|owner| ((*requester, *besides), owner)));
        }
        Key::Number => found.number = answers.value(question)?,
        Key::Drawn => found.drawn = answers.value(question)?,
        Key::Decision(id) => {
            let decision = answers.one(question, |row| sql::decision_of(row.take()?, row))?;
            found.decisions.extend(decision.map(|decision| (*id, decision)));
        }
        Key::Fired(kind, rule) => {
            let fired = answers.one(question, |row| Ok((row.take()?, row.take()?)))?;
            found.fired.extend(fired.map(|fired| ((*kind, rule.clone()), fired)));
        }
        Key::Job(id) => {
            let job = answers.one(question, |row| sql::job_of(row))?;
            found.jobs.extend(job.map(|job| (*id, job)));
        }
        Key::Effect(id) => {
            let effect = answers.one(question, effect)?;
            found.effects.extend(effect.map(|effect| (*id, effect)));
        }
        Key::EffectsReady { .. } => {
            let mut ready = answers.all(question, effect)?;
            ready.sort_by_key(|effect| (effect.at, effect.id));
            found.ready.extend(ready.iter().map(|effect| effect.id));
            found.effects.extend(ready.into_iter().map(|effect| (effect.id, effect)));
        }
        Key::Knows(ticket, person) => {
            let known = answers.one(question, |_| Ok(()))?;
            found.knows.extend(known.map(|()| (*ticket, *person)));
        }
        // The ticket was asked for, too.
        Key::Work(ticket) => {
            let work = found.work_of(ticket);
            for key in work.iter() {
                // The owner was asked for first, and then the queue.
                let its_own = usize::from(matches!(key, Key::Queue(_)));
                note(answers, key, questions.get(its_own..).unwrap_or_default(), found)?;
            }
            found.asked.add_all(work);
        }
        Key::Winner(_) | Key::TicketsOf { .. } | Key::FilesLost(_) => {}
    }
    Ok(())
}

/// A ticket with its clocks and timers.
fn ticket(answers: &Answers<'_>, questions: &[Question], found: &mut Snapshot) -> Outcome<Option<TicketId>> {
    let &[file, clocks, timers] = questions else { return Ok(None) };
    let Some(mut file) = answers.one(file, file_of)? else { return Ok(None) };
    let id = file.ticket.id;
    file.clocks = answers.all(clocks, |row| sql::clock_of(id, row))?;
    file.clocks.sort_by(|a, b| a.key.cmp(&b.key));
    file.timers =
        answers.all(timers, |row| Ok(Timer { ticket: Some(id), cause: row.take()?, due_at: row.take()? }))?;
    file.timers.sort_by_cached_key(|timer| timer.cause.to_string());
    found.tickets.insert(id, file);
    Ok(Some(id))
}

/// A ticket with its counts and its place, but without clocks and timers, which stand in rows of their own.
pub(in crate::storage::postgres) fn file_of(row: &mut Columns<'_>) -> Outcome<TicketFile> {
    let (messages, effects) = (row.take()?, row.take()?);
    let place = (row.take()?, row.take()?, row.take()?);
    let ticket: Ticket = sql::ticket_of(row)?;
    let place = place_of(ticket.team.as_ref(), place);
    Ok(TicketFile { ticket, clocks: Vec::new(), timers: Vec::new(), messages, effects, place })
}

fn person(answers: &Answers<'_>, question: Question, found: &mut Snapshot) -> Outcome<Option<PersonId>> {
    let person = answers.one(question, |row| sql::person_of(row))?;
    Ok(person.map(|person| {
        let id = person.id;
        found.people.insert(id, Arc::new(person));
        id
    }))
}

fn organization(
    answers: &Answers<'_>,
    question: Question,
    found: &mut Snapshot,
) -> Outcome<Option<OrganizationId>> {
    let organization = answers.one(question, |row| sql::organization_of(row))?;
    Ok(organization.map(|organization| {
        let id = organization.id;
        found.organizations.insert(id, Arc::new(organization));
        id
    }))
}

fn member(row: &mut Columns<'_>) -> Outcome<Member> {
    let load: Option<i64> = row.take()?;
    let turn = row.take()?;
    let person: Person = sql::person_of(row)?;
    Ok(Member { person: Arc::new(person), load: load.unwrap_or(0), turn })
}

fn effect(row: &mut Columns<'_>) -> Outcome<Effect> {
    sql::effect_of(row.take()?, row)
}

/// Tickets, the oldest first.
fn by_age(answers: &Answers<'_>, question: Question) -> Outcome<Vec<TicketId>> {
    let mut places = answers.all(question, |row| Ok((row.take::<Timestamp>()?, row.take::<TicketId>()?)))?;
    places.sort_unstable();
    Ok(places.into_iter().map(|(_, ticket)| ticket).collect())
}

/// The owner of the youngest ticket that has one, among so many.
fn latest_owner(answers: &Answers<'_>, questions: &[Question]) -> Outcome<Option<PersonId>> {
    let mut tickets = Vec::new();
    for question in questions {
        tickets.extend(answers.all(*question, |row| {
            Ok((row.take::<Timestamp>()?, row.take::<TicketId>()?, row.take::<Option<PersonId>>()?))
        })?);
    }
    tickets.sort_unstable();
    let known = usize::try_from(limits::KNOWN_TICKETS).unwrap_or(usize::MAX);
    Ok(tickets.into_iter().rev().take(known).find_map(|(_, _, owner)| owner))
}
