//! Tickets that are kept apart, and conversations that are read as one.

use super::records::{
    changed, message, minute, name, note, person_id, put_changed, put_message, put_new, ticket, ticket_id,
};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, holds, same, whole_thread};
use crate::change::Put;
use crate::id::TicketId;
use crate::limits;
use crate::model::{Category, LinkKind, Message, Standing, Ticket};
use crate::query::{Audience, ThreadQuery};
use crate::storage::{Key, Winner};

fn merged(n: u64, into: u64, openly: bool) -> Ticket {
    Ticket {
        standing: Standing::Merged,
        merged_into: Some(ticket_id(into)),
        merged_openly: openly,
        ..ticket(n)
    }
}

/// Merges are followed to their end, in however many steps, and the ticket there is found with it. A ticket that was not
/// merged ends in itself, and one that is not there nowhere.
pub fn merges_are_followed_to_their_end(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let chain = [merged(1, 2, true), merged(2, 3, true), merged(3, 4, false)];
    trial.put([put_new(ticket(4))])?;
    trial.put(chain.iter().cloned().map(put_new))?;
    for (from, openly) in [(1, false), (2, false), (3, false), (4, true)] {
        let found = trial.load([Key::Winner(ticket_id(from))])?;
        let expected = Winner { ticket: ticket_id(4), openly };
        same("the end", found.winners.get(&ticket_id(from)).copied(), Some(expected))?;
        let winner = found.winner(ticket_id(from)).map(|found| found.map(|(file, _)| &file.ticket));
        same("the ticket at the end", winner, Ok(Some(&ticket(4))))?;
    }
    let nobody = trial.load([Key::Winner(ticket_id(9))])?;
    same("of no ticket", nobody.winner(ticket_id(9)).map(|found| found.is_some()), Ok(false))?;
    // What was taken out again ends in itself.
    let [first, ..] = &chain;
    let back = changed(first, |ticket| {
        (ticket.standing, ticket.merged_into, ticket.merged_openly) = (Standing::Active, None, false);
    });
    trial.put([put_changed(first, back.clone())])?;
    let found = trial.load([Key::Winner(ticket_id(1))])?;
    let winner = found.winner(ticket_id(1)).map(|found| found.map(|(file, openly)| (&file.ticket, openly)));
    same("after it was taken out", winner, Ok(Some((&back, true))))
}

/// A message is found by its id.
pub fn a_message_is_found_by_its_id(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let written = note(2, 1, 2, "Calls every day");
    trial.put([put_new(ticket(1)), put_message(message(1, 1, 1, "Hello")), put_message(written.clone())])?;
    let (there, other) = (written.id, message(9, 1, 9, "").id);
    let found = trial.load([Key::Message(there), Key::Message(other)])?;
    same("the message", found.message(there), Ok(Some(&written)))?;
    same("one that is not there", found.message(other), Ok(None))
}

/// What is kept apart waits in no queue, and tells of nobody who knows its requester, until it comes back.
pub fn what_is_kept_apart_waits_for_nobody(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let waiting = Ticket { team: Some(name("support")), ..ticket(1) };
    let owned = Ticket { owner: Some(person_id(5)), requester: person_id(1), ..ticket(2) };
    trial.put([put_new(waiting.clone()), put_new(owned.clone())])?;
    let there = |what: &str, queue: &[TicketId], owner| {
        let found = trial.load([Key::Queue(name("support")), Key::LatestOwner(person_id(1), None)])?;
        same(&format!("the queue {what}"), found.queue(&name("support")), Ok(queue))?;
        same(&format!("the latest owner {what}"), found.latest_owner(person_id(1), None), Ok(owner))
    };
    let both = |befores: [&Ticket; 2], standing| -> Result<[Ticket; 2], Mismatch> {
        let afters = befores.map(|before| changed(before, |ticket| ticket.standing = standing));
        let [first, second] = afters.clone();
        let [before, other] = befores;
        trial.put([put_changed(before, first), put_changed(other, second)])?;
        Ok(afters)
    };
    there("while they are active", &[ticket_id(1)], Some(person_id(5)))?;
    let mut known = [waiting, owned];
    for standing in Standing::ALL.into_iter().filter(|standing| !standing.is_active()) {
        let [first, second] = &known;
        known = both([first, second], standing)?;
        there(standing.as_str(), &[], None)?;
        let stored = trial.load([Key::Ticket(ticket_id(1))])?.tickets.into_values().next();
        same("its standing", stored.map(|file| file.ticket.standing), Some(standing))?;
    }
    let [first, second] = &known;
    both([first, second], Standing::Active)?;
    there("when they are back", &[ticket_id(1)], Some(person_id(5)))
}

/// The conversation of a ticket is its own messages and those of everything that was merged into it, by their instants,
/// then by ticket, then by position; it goes on exactly behind any message, whether that is among them or not.
/// Customers read what was merged openly.
pub fn a_conversation_is_that_of_all_that_was_merged(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    // 2 and 3 were merged into 1, and 4 into 3; 5 into 2, but not openly; 6 is another ticket.
    trial.put([put_new(ticket(1)), put_new(ticket(6))])?;
    trial.put(
        [merged(2, 1, true), merged(3, 1, true), merged(4, 3, true), merged(5, 2, false)].map(put_new),
    )?;
    let mut all = Vec::new();
    for n in 0..30 {
        let (of, at) = (1 + n % 6, minute(10 + n / 4));
        let position = 1 + n / 6;
        let written =
            if n % 7 == 3 { note(n, of, position, "Internal") } else { message(n, of, position, "Words") };
        all.push(Message { at, ..written });
    }
    trial.put(all.iter().cloned().map(put_message))?;
    all.sort_by_key(Message::place);
    let of = |tickets: &[u64], public: bool| -> Vec<Message> {
        let tickets: Vec<TicketId> = tickets.iter().copied().map(ticket_id).collect();
        let meant =
            all.iter().filter(|message| tickets.contains(&message.ticket) && (message.public || !public));
        meant.cloned().collect()
    };
    let (staff, customers) = (Audience::Staff, Audience::Customers);
    for (root, audience, expected) in [
        (1, staff, of(&[1, 2, 3, 4, 5], false)),
        (1, customers, of(&[1, 2, 3, 4], true)),
        (2, staff, of(&[2, 5], false)),
        (2, customers, of(&[2], true)),
        (3, staff, of(&[3, 4], false)),
        (6, staff, of(&[6], false)),
    ] {
        let question = ThreadQuery { audience, ..whole_thread(ticket_id(root)) };
        for limit in [1, 2, 5, 100] {
            let found = pages(&trial, ThreadQuery { limit, ..question })?;
            same(&format!("the conversation of {root} in pages of {limit}"), found, expected.clone())?;
        }
        // Also behind messages that are not, or no longer, among them.
        for place in all.iter().map(Message::place) {
            let page = trial.storage.thread(trial.desk, &ThreadQuery { after: Some(place), ..question })?;
            let behind: Vec<_> = expected.iter().filter(|message| message.place() > place).cloned().collect();
            same(&format!("the conversation of {root} behind {place:?}"), page.messages, behind)?;
        }
    }
    Ok(())
}

/// A conversation in pages of its limit.
pub(super) fn pages(trial: &Trial, mut question: ThreadQuery) -> Result<Vec<Message>, Mismatch> {
    let mut messages: Vec<Message> = Vec::new();
    loop {
        let page = trial.storage.thread(trial.desk, &question)?;
        holds(
            "a page has at most as many messages as its limit",
            page.messages.len() <= question.limit as usize,
        )?;
        holds("a page that goes on has messages", !page.more || !page.messages.is_empty())?;
        question.after = page.messages.last().map(Message::place).or(question.after);
        messages.extend(page.messages);
        if !page.more {
            return Ok(messages);
        }
    }
}

/// A merge and its undoing move conversations together and apart, and write nothing but the ticket.
pub fn a_merge_writes_nothing_but_the_ticket(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let (first, second) = (message(1, 1, 1, "Hello"), message(2, 2, 1, "Hello, too"));
    trial.put([put_new(ticket(1)), put_new(ticket(2))])?;
    trial.put([put_message(first.clone()), put_message(second.clone())])?;
    let together = |trial: &Trial| pages(trial, whole_thread(ticket_id(1)));
    same("before", together(&trial)?, vec![first.clone()])?;
    let into = Ticket { version: 2, ..merged(2, 1, true) };
    trial.put([Put::Ticket { before: Some(Box::new(ticket(2))), after: Box::new(into.clone()) }])?;
    same("merged", together(&trial)?, vec![first.clone(), second.clone()])?;
    same("the ticket that was merged", pages(&trial, whole_thread(ticket_id(2)))?, vec![second])?;
    let apart = Ticket { version: 3, ..ticket(2) };
    trial.put([put_changed(&into, apart)])?;
    same("taken apart", together(&trial)?, vec![first])
}

/// What names a ticket and is still to be done (active, neither solved nor closed) is found by the sort of link, the
/// oldest first and no more than the limit; a ticket that names several is found from each.
pub fn links_that_are_still_to_be_done_are_found_by_age(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let most = u64::try_from(limits::LINKS_NAMED).unwrap_or(u64::MAX);
    let child = |n: u64| Ticket {
        parent: Some(ticket_id(1)),
        relates: vec![ticket_id(2), ticket_id(3)],
        ..ticket(n)
    };
    // The ids run against the ages.
    let children: Vec<Ticket> =
        (0..most + 3).map(|n| Ticket { created_at: minute(200 - n), ..child(10 + n) }).collect();
    trial.put([put_new(ticket(1)), put_new(ticket(2)), put_new(ticket(3))])?;
    trial.put(children.iter().cloned().map(put_new))?;
    let open = |kind, target: u64| {
        let key = Key::OpenLinks(kind, ticket_id(target));
        let found = trial.load([key])?;
        found.open_links(kind, ticket_id(target)).map(<[TicketId]>::to_vec).map_err(|_| unasked())
    };
    let oldest = |skip: usize| -> Vec<TicketId> {
        children.iter().rev().skip(skip).take(limits::LINKS_NAMED).map(|ticket| ticket.id).collect()
    };
    for (kind, target) in [(LinkKind::Parent, 1), (LinkKind::Relates, 2), (LinkKind::Relates, 3)] {
        same(kind.as_str(), open(kind, target)?, oldest(0))?;
    }
    same("of another sort", open(LinkKind::Problem, 1)?, vec![])?;
    same("of no ticket", open(LinkKind::Parent, 99)?, vec![])?;
    let [.., third, second, first] = children.as_slice() else { return holds("there are three", false) };
    let solved = changed(first, |ticket| ticket.category = Category::Solved);
    let trashed = changed(second, |ticket| ticket.standing = Standing::Trash);
    let moved = changed(third, |ticket| ticket.parent = None);
    trial.put([
        put_changed(first, solved.clone()),
        put_changed(second, trashed),
        put_changed(third, moved),
    ])?;
    same("when three of them are gone", open(LinkKind::Parent, 1)?, oldest(3))?;
    same("what a change left alone", open(LinkKind::Relates, 2)?.first().copied(), Some(third.id))?;
    let reopened = changed(&solved, |ticket| ticket.category = Category::Open);
    trial.put([put_changed(&solved, reopened)])?;
    same("when one is back", open(LinkKind::Parent, 1)?.first().copied(), Some(first.id))
}

fn unasked() -> Mismatch {
    Mismatch("the snapshot does not know what was asked for".to_owned())
}
