//! Lists of people, of jobs and of commands.

use super::records::{
    agent, command, job, message, message_id, person, person_id, put_job, put_message, put_new, put_person,
    ticket, ticket_id,
};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, holds, same};
use crate::change::{ChangeSet, CommandRecord};
use crate::command::{Command, Edits};
use crate::model::{By, Job, Person};
use crate::storage::{JobsQuery, PeopleQuery};

/// All people of a question in pages of its limit.
fn all_people(trial: &Trial, staff: bool, limit: u32) -> Result<Vec<Person>, Mismatch> {
    let (mut people, mut question) = (Vec::new(), PeopleQuery { staff, after: None, limit });
    loop {
        let page = trial.storage.people(trial.desk, &question)?;
        holds("a page has at most as many people as its limit", page.len() <= limit as usize)?;
        let Some(last) = page.last() else { return Ok(people) };
        question.after = Some(last.id);
        people.extend(page);
    }
}

/// People are listed by id, in pages that go through all of them once.
pub fn people_are_listed_by_id(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let people: Vec<_> = (1..=7).map(person).collect();
    trial.put(people.iter().rev().cloned().map(put_person))?;
    for limit in [1, 3, 7, 100] {
        same("people", all_people(&trial, false, limit)?, people.clone())?;
    }
    Ok(())
}

/// Staff are the people with a profile, whether they still work here or not.
pub fn staff_are_listed_apart(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut left = agent(3, "support");
    left.agent.iter_mut().for_each(|agent| agent.active = false);
    let mut promoted = agent(4, "billing");
    promoted.version = 2;
    trial.put([person(1), agent(2, "support"), left.clone(), person(4), person(5)].map(put_person))?;
    trial.put([put_person(promoted.clone())])?;
    for limit in [1, 2, 100] {
        let staff = vec![agent(2, "support"), left.clone(), promoted.clone()];
        same("staff", all_people(&trial, true, limit)?, staff)?;
    }
    Ok(())
}

/// Jobs are listed by id, all or those of one person, in pages that go through all of them once.
pub fn jobs_are_listed_by_id(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let by = |n: u64| match n % 3 {
        0 => By::Host {},
        1 => By::Agent { person: person_id(1) },
        _ => By::Agent { person: person_id(2) },
    };
    let jobs: Vec<_> = (1..=7).map(|n| Job { by: by(n), ..job(n) }).collect();
    trial.put(jobs.iter().rev().cloned().map(put_job))?;
    for (by, limit) in [(None, 1), (None, 3), (None, 100), (Some(person_id(1)), 1), (Some(person_id(1)), 100)]
    {
        let (mut listed, mut question) = (Vec::new(), JobsQuery { by, after: None, limit });
        loop {
            let page = trial.storage.jobs(trial.desk, &question)?;
            holds("a page has at most as many jobs as its limit", page.len() <= limit as usize)?;
            let Some(last) = page.last() else { break };
            question.after = Some(last.id);
            listed.extend(page);
        }
        let of = |job: &&Job| by.is_none_or(|by| job.by.person() == Some(by));
        same("jobs", listed, jobs.iter().filter(of).cloned().collect())?;
    }
    Ok(())
}

/// Commands are listed in the order of their commits, whatever their ids and instants, each with its long texts put
/// back from the messages that keep them; pages of any size go through all of them once.
pub fn commands_come_back_as_they_were_given(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let mut given: Vec<CommandRecord> = Vec::new();
    for (position, n) in [(1, 5), (2, 9), (3, 2), (4, 7)] {
        let body = format!("The text of command {n}");
        let record = command(n, 1, message_id(n));
        let changes = trial.changes([put_message(message(n, 1, position, &body))]);
        trial.commit(ChangeSet { command: Some(record.clone()), ..changes })?;
        let mut complete = record;
        complete.put_texts_back(body, None);
        given.push(complete);
    }
    let mut short = command(3, 1, message_id(3));
    short.texts.clear();
    short.body = Some(Command::ChangeTicket {
        ticket: ticket_id(1).into(),
        set: Edits::none(),
        transition: None,
        expect_version: Some(4),
    });
    trial.commit(ChangeSet { command: Some(short.clone()), ..trial.changes([]) })?;
    given.push(short);
    for limit in [1, 2, 100] {
        let (mut listed, mut after) = (Vec::new(), 0);
        loop {
            let page = trial.storage.commands(trial.desk, after, limit)?;
            holds("a page has at most as many commands as its limit", page.commands.len() <= limit as usize)?;
            if page.commands.is_empty() {
                same("the place after the last command", page.last, after)?;
                break;
            }
            listed.extend(page.commands);
            after = page.last;
        }
        same("commands", &listed, &given)?;
    }
    Ok(())
}
