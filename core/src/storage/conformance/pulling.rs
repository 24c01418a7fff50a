//! Who waits for an agent to take them, what agents have and were given.

use super::records::{changed, minute, name, person_id, put_changed, put_new, ticket, ticket_id};
use super::trial::{NewStorage, Trial, Verdict, same};
use crate::change::{Add, ChangeSet, Counter, Put};
use crate::id::{PersonId, TicketId};
use crate::model::{PullPlace, Ticket};
use crate::storage::Key;

/// The n-th ticket, of the team `support`.
fn waiting(n: u64) -> Ticket {
    let mut ticket = ticket(n);
    ticket.team = Some(name("support"));
    ticket
}

fn place(due_by: u64, rank: u32, since: u64) -> PullPlace {
    PullPlace { team: name("support"), due_by: minute(due_by), rank, since: minute(since) }
}

fn put_place(n: u64, place: Option<PullPlace>) -> Put {
    Put::Place { ticket: ticket_id(n), place }
}

/// What can be taken next stands in the order of deadline, priority, wait and id; it goes on after any of them, is as long
/// as it was asked for, and is told with the ticket.
pub fn what_can_be_taken_next_stands_in_its_order(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let places = [
        (1, place(9, 0, 0)),
        (2, place(3, 2, 5)),
        (3, place(3, 2, 4)),
        (4, place(3, 1, 9)),
        (5, place(3, 2, 4)),
    ];
    trial.put((1..=6).map(|n| put_new(waiting(n))))?;
    trial.put(
        places.iter().map(|(n, place)| put_place(*n, Some(place.clone()))).chain([put_place(6, None)]),
    )?;
    let line = |after: Option<(PullPlace, TicketId)>, limit| {
        let key = Key::Pull { team: name("support"), after, limit };
        let found = trial.load([key.clone()])?.pulls.remove(&key);
        Ok::<_, super::Mismatch>(found.map(|found| found.into_iter().map(|(_, id)| id).collect::<Vec<_>>()))
    };
    let all = [4, 3, 5, 2, 1].map(ticket_id).to_vec();
    same("the line", line(None, 100)?, Some(all.clone()))?;
    same("its first two", line(None, 2)?, Some(all.iter().take(2).copied().collect()))?;
    let third = Some((place(3, 2, 4), ticket_id(3)));
    same("behind one of them", line(third, 2)?, Some([5, 2].map(ticket_id).to_vec()))?;
    let key = Key::Pull { team: name("billing"), after: None, limit: 9 };
    same("that of another team", trial.load([key.clone()])?.pulls.remove(&key), Some(vec![]))?;
    let found = trial.load([Key::Ticket(ticket_id(4)), Key::Ticket(ticket_id(6))])?;
    let told = |n| found.tickets.get(&ticket_id(n)).and_then(|file| file.place.clone());
    same("the place of a ticket", told(4), Some(place(3, 1, 9)))?;
    same("no place", told(6), None)?;

    let taken = changed(&waiting(4), |ticket| ticket.owner = Some(person_id(1)));
    trial.put([put_changed(&waiting(4), taken), put_place(4, None)])?;
    trial.put([put_place(1, Some(place(1, 0, 0)))])?;
    same("when one was taken and one moved", line(None, 100)?, Some([1, 3, 5, 2].map(ticket_id).to_vec()))
}

/// What members of a team were given adds up over days, by team and by person; days before 1970 come before those after.
pub fn what_members_were_given_adds_up_over_days(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let given = |team, day, n, delta| Add {
        counter: Counter::Share { team: name(team), day, person: person_id(n) },
        delta,
        at_most: None,
    };
    let adds = vec![
        given("support", 20_000, 1, 2),
        given("support", 20_001, 1, 1),
        given("support", 20_001, 2, 5),
        given("support", 9, 2, 7),
        given("support", -3, 2, 1),
        given("billing", 20_001, 1, 9),
    ];
    trial.commit(ChangeSet { adds, ..trial.changes([]) })?;
    trial.commit(ChangeSet { adds: vec![given("support", 20_001, 1, 1)], ..trial.changes([]) })?;
    let sums = |team, from, to| {
        let key = Key::Shares { team: name(team), from, to };
        let found = trial.load([key.clone()])?.shares.remove(&key);
        Ok::<_, super::Mismatch>(found.map(|found| found.into_iter().collect::<Vec<(PersonId, i64)>>()))
    };
    same("two days", sums("support", 20_000, 20_001)?, Some(vec![(person_id(1), 4), (person_id(2), 5)]))?;
    same("one day", sums("support", 20_000, 20_000)?, Some(vec![(person_id(1), 2)]))?;
    same("days of long ago", sums("support", -5, 9)?, Some(vec![(person_id(2), 8)]))?;
    same("another team", sums("billing", 0, 30_000)?, Some(vec![(person_id(1), 9)]))?;
    same("nothing", sums("support", 1, 2)?, Some(vec![]))
}

/// The load of an agent is found by their id, whichever team they are in; it is 0 until it first moves.
pub fn a_load_is_found_by_the_agent(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let load = |n, delta| Add { counter: Counter::Load { person: person_id(n) }, delta, at_most: None };
    trial.commit(ChangeSet { adds: vec![load(1, 4), load(1, -1)], ..trial.changes([]) })?;
    let found = trial.load([Key::Load(person_id(1)), Key::Load(person_id(2))])?;
    same("of one with work", found.load(person_id(1)), Ok(3))?;
    same("of one without", found.load(person_id(2)), Ok(0))
}

/// A place in the rotation of a team is found by the agent, also when they never worked there or do so no more.
pub fn a_turn_is_found_by_the_agent(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let turn = |before, after| Put::Turn { team: name("support"), person: person_id(1), before, after };
    trial.put([turn(None, 4)])?;
    trial.put([turn(Some(4), 7)])?;
    let key = |team, n| Key::Turn(name(team), person_id(n));
    let found = trial.load([key("support", 1), key("billing", 1), key("support", 2)])?;
    same("of one who had a turn", found.turn(&name("support"), person_id(1)), Ok(Some(7)))?;
    same("in another team", found.turn(&name("billing"), person_id(1)), Ok(None))?;
    same("of one who had none", found.turn(&name("support"), person_id(2)), Ok(None))
}

/// One ticket can be left out when the latest owner of a requester is looked for.
pub fn a_ticket_does_not_know_itself(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let owned = |n: u64| {
        let mut ticket = ticket(n);
        (ticket.requester, ticket.owner, ticket.created_at) = (person_id(1), Some(person_id(n)), minute(n));
        ticket
    };
    trial.put([put_new(owned(5)), put_new(owned(6))])?;
    let besides = Some(ticket_id(6));
    let found =
        trial.load([Key::LatestOwner(person_id(1), None), Key::LatestOwner(person_id(1), besides)])?;
    same("of all", found.latest_owner(person_id(1), None), Ok(Some(person_id(6))))?;
    same("but for the latest", found.latest_owner(person_id(1), besides), Ok(Some(person_id(5))))
}
