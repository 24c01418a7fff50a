//! Histories of tickets, the feed of a desk, and conversations.

use std::collections::BTreeMap;

use super::merging::pages;
use super::records::{
    desk_event, event, message, note, organization, person_id, put_message, put_new, put_organization,
    ticket, ticket_id,
};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, at_once, holds, same, whole_feed, whole_thread};
use crate::change::ChangeSet;
use crate::id::EventId;
use crate::model::{Event, EventKind, Message};
use crate::query::{Audience, HistoryQuery, ThreadQuery};

/// All events of a question in pages of its limit.
fn all_events(trial: &Trial, question: HistoryQuery) -> Result<Vec<Event>, Mismatch> {
    let (mut events, mut question) = (Vec::new(), question);
    loop {
        let page = trial.storage.history(trial.desk, &question)?;
        if page.events.is_empty() {
            same("the place after the last event", page.last, question.after)?;
            return Ok(events);
        }
        holds(
            "a page has at most as many events as its limit",
            page.events.len() <= question.limit as usize,
        )?;
        holds("a later page begins at a later place", page.last > question.after)?;
        events.extend(page.events);
        question.after = page.last;
    }
}

/// A commit of these events.
fn record(trial: &Trial, events: Vec<Event>) -> Result<u64, Mismatch> {
    Ok(trial.commit(ChangeSet { events, ..trial.changes([]) })?.feed)
}

/// The feed holds all events in the order of commits, and within a change set in its order, whatever their instants;
/// pages of any size go through all of it once.
pub fn the_feed_is_in_the_order_of_commits(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_new(ticket(2))])?;
    let desk_event = |n| desk_event(n, EventKind::PersonChanged { person: person_id(1) });
    let sets = [
        vec![event(9, 1, 1), desk_event(3), event(5, 2, 1)],
        vec![desk_event(8)],
        vec![event(1, 2, 2), event(7, 1, 2), event(2, 1, 3), desk_event(4)],
    ];
    let mut places = vec![0];
    for events in &sets {
        places.push(record(&trial, events.clone())?);
    }
    holds("numbers in the feed only grow", places.is_sorted_by(|a, b| a < b))?;
    let committed = sets.concat();
    for limit in [1, 2, 3, 100] {
        same("the feed", all_events(&trial, HistoryQuery { limit, ..whole_feed() })?, committed.clone())?;
    }
    for (set, place) in places.iter().enumerate() {
        let later = trial.storage.history(trial.desk, &HistoryQuery { after: *place, ..whole_feed() })?;
        same("what came after a commit", later.events, sets.get(set..).unwrap_or_default().concat())?;
    }
    Ok(())
}

/// A commit without events answers the latest number of the feed, which is 0 when there was never an event.
pub fn a_commit_without_events_answers_the_latest(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let silent = |n| trial.commit(trial.changes([put_organization(organization(n))]));
    same("before any event", silent(1)?.feed, 0)?;
    let place = record(&trial, vec![desk_event(1, EventKind::NoPolicy {})])?;
    same("after an event", silent(2)?.feed, place)
}

/// The events of one change set stand together in the feed, whoever else commits at the same time, and each thread
/// finds its own commits in their order.
pub fn events_of_one_change_set_stand_together(new: &NewStorage<'_>) -> Verdict {
    const EACH: u64 = 20;
    let trial = Trial::begin(new)?;
    let thread = |thread: u64| {
        let trial = &trial;
        move || -> Verdict {
            let mut last = 0;
            for n in 0..EACH {
                let first = (thread * EACH + n) * 3;
                let events = (first..first + 3).map(|n| desk_event(n, EventKind::NoPolicy {})).collect();
                let place = record(trial, events)?;
                holds("a later commit gets a higher number", place > last)?;
                last = place;
            }
            Ok(())
        }
    };
    let threads: Vec<_> = (0..4).map(thread).collect();
    at_once(threads.iter().map(|thread| thread as &(dyn Fn() -> Verdict + Sync)))?;
    let ids: Vec<EventId> =
        all_events(&trial, HistoryQuery { limit: 7, ..whole_feed() })?.iter().map(|event| event.id).collect();
    same("events in the feed", ids.len() as u64, 4 * EACH * 3)?;
    let mut firsts: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for set in ids.chunks(3) {
        let first = (0..4 * EACH).find(|n| set.first() == Some(&super::records::event_id(n * 3)));
        let Some(first) = first else { return holds("a change set begins where the one before ends", false) };
        let together = (first * 3..first * 3 + 3).map(super::records::event_id);
        holds("the events of one change set stand together", together.eq(set.iter().copied()))?;
        firsts.entry(first / EACH).or_default().push(first);
    }
    holds("commits of one thread stand in their order", firsts.values().all(|firsts| firsts.is_sorted()))
}

/// A ticket's history for staff is its events by version, and nothing of other tickets or of the desk.
pub fn a_history_is_read_by_version(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_new(ticket(2))])?;
    let own: Vec<_> = (1..=7).map(|version| event(version, 1, version)).collect();
    for event_of_ticket in &own {
        let n = event_of_ticket.version;
        record(
            &trial,
            vec![desk_event(100 + n, EventKind::NoPolicy {}), event_of_ticket.clone(), event(200 + n, 2, n)],
        )?;
    }
    let question = HistoryQuery { ticket: Some(ticket_id(1)), ..whole_feed() };
    for limit in [1, 3, 7, 100] {
        same("the history", all_events(&trial, HistoryQuery { limit, ..question })?, own.clone())?;
    }
    let page = trial.storage.history(trial.desk, &HistoryQuery { after: 2, limit: 3, ..question })?;
    same("from version 3 on", page.events, own.get(2..5).unwrap_or_default().to_vec())?;
    same("the place of the last", page.last, 5)?;
    let nowhere = HistoryQuery { ticket: Some(ticket_id(9)), after: 4, ..question };
    let page = trial.storage.history(trial.desk, &nowhere)?;
    same("of no ticket", (page.events, page.last), (vec![], 4))
}

/// A ticket's history for customers is its public events by public version: internal ones leave no trace.
pub fn customers_read_the_public_history(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    let mut events = Vec::new();
    let mut public_version = 0;
    for version in 1..=9 {
        let public = [1, 4, 5, 8].contains(&version);
        public_version += u64::from(public);
        events.push(Event { public_version, public, ..event(version, 1, version) });
    }
    record(&trial, events.clone())?;
    let seen: Vec<_> = events.into_iter().filter(|event| event.public).collect();
    let question =
        HistoryQuery { ticket: Some(ticket_id(1)), audience: Audience::Customers, after: 0, limit: 100 };
    for limit in [1, 2, 100] {
        same("the public history", all_events(&trial, HistoryQuery { limit, ..question })?, seen.clone())?;
    }
    let page = trial.storage.history(trial.desk, &HistoryQuery { after: 2, limit: 1, ..question })?;
    same("after public version 2", (page.events, page.last), (seen.get(2..3).unwrap_or_default().to_vec(), 3))
}

/// A conversation is the messages of one ticket by their positions, whatever order they were written in.
pub fn a_conversation_is_read_by_position(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let messages: Vec<_> = (1..=7).map(|n| message(20 - n, 1, n, &format!("Word {n}"))).collect();
    let other = message(30, 2, 1, "Elsewhere");
    trial.put([put_new(ticket(1)), put_new(ticket(2)), put_message(other)])?;
    trial.put(messages.iter().cloned().map(put_message))?;
    for limit in [1, 3, 7, 100] {
        let thread = ThreadQuery { limit, ..whole_thread(ticket_id(1)) };
        same("the conversation", pages(&trial, thread)?, messages.clone())?;
    }
    let at = |n: usize| messages.get(n - 1).map(Message::place);
    let page = trial
        .storage
        .thread(trial.desk, &ThreadQuery { after: at(5), limit: 2, ..whole_thread(ticket_id(1)) })?;
    same("after position 5", page.messages, messages.get(5..).unwrap_or_default().to_vec())?;
    holds("there is nothing after the last", !page.more)?;
    same("of no ticket", pages(&trial, whole_thread(ticket_id(9)))?, vec![])
}

/// Customers read public messages only, and notes do not even shorten their pages.
pub fn customers_read_public_messages_only(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let written: Vec<_> = (1..=8)
        .map(|n| if n % 3 == 1 { message(n, 1, n, "Public") } else { note(n, 1, n, "Internal") })
        .collect();
    trial.put([put_new(ticket(1))])?;
    trial.put(written.iter().cloned().map(put_message))?;
    let public: Vec<_> = written.iter().filter(|message| message.public).cloned().collect();
    let question = ThreadQuery { audience: Audience::Customers, ..whole_thread(ticket_id(1)) };
    for limit in [1, 2, 100] {
        same("for customers", pages(&trial, ThreadQuery { limit, ..question })?, public.clone())?;
    }
    let page = trial.storage.thread(trial.desk, &ThreadQuery { limit: 2, ..question })?;
    same("a page of two", (page.messages.len(), page.more), (2, true))?;
    let Some(last) = public.last() else { return holds("something is public", false) };
    let page = trial.storage.thread(trial.desk, &ThreadQuery { after: Some(last.place()), ..question })?;
    same("behind the last public one", (page.messages, page.more), (vec![], false))?;
    same("for staff", pages(&trial, whole_thread(ticket_id(1)))?, written)
}
