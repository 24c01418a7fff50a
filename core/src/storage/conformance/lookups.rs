//! What a decision sees when it asks: by every key, whether there is something or not.

use std::sync::atomic::{AtomicBool, Ordering};

use super::records::{
    agent, changed, clock, clock_key, command, decision, effect, message, message_id, minute, name, note,
    organization, organization_id, person, person_id, put_changed, put_clock, put_message, put_new,
    put_organization, put_person, put_timer, ticket, ticket_id,
};
use super::trial::{NewStorage, Trial, Verdict, at_once, holds, same};
use crate::change::{Add, ChangeSet, Counter, Put};
use crate::id::PersonId;
use crate::limits;
use crate::model::{Category, Metric, TicketRef, TimerCause};
use crate::storage::{Key, Wanted};

/// A ticket is found by its id, by its number, and by the external id of any of its messages.
pub fn a_ticket_is_found_by_all_its_keys(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut mail = message(1, 1, 1, "Hello");
    mail.external_id = Some("<1@example.org>".to_owned());
    trial.put([put_new(ticket(1)), put_message(mail), put_new(ticket(2))])?;
    let by_id = trial.load([Key::Ticket(ticket_id(1))])?;
    same(
        "by id",
        by_id.ticket(ticket_id(1)).map(|file| file.map(|file| &file.ticket)),
        Ok(Some(&ticket(1))),
    )?;
    let by_number = trial.load([Key::TicketByNumber("T-1".to_owned())])?;
    let found = by_number.ticket_by_number("T-1").map(|file| file.map(|file| &file.ticket));
    same("by number", found, Ok(Some(&ticket(1))))?;
    let by_message = trial.load([Key::TicketByMessage("<1@example.org>".to_owned())])?;
    same("by message", by_message.ticket_by_message("<1@example.org>"), Ok(Some(ticket_id(1))))?;
    let file = by_message.ticket(ticket_id(1)).map(|file| file.map(|file| &file.ticket));
    same("the ticket of the message", file, Ok(Some(&ticket(1))))
}

/// With a ticket come all its clocks by key, all its timers by the text of the cause, and the counts of its messages
/// and duties, whichever key found it.
pub fn a_ticket_comes_with_all_that_belongs_to_it(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let clocks = [("vip", Metric::Resolution), ("gold", Metric::NextReply), ("gold", Metric::FirstReply)]
        .map(|(policy, metric)| clock(1, clock_key(policy, metric)));
    let [vip, next, first] = clocks.clone();
    let cause = TimerCause::Clock { clock: first.key.clone() };
    let mut changes = trial.changes([put_new(ticket(1)), put_new(ticket(2))]);
    changes.puts.extend(clocks.map(put_clock));
    changes.puts.push(put_clock(clock(2, clock_key("gold", Metric::Resolution))));
    changes.puts.extend([
        put_timer(1, TimerCause::Wake {}, minute(1)),
        put_timer(1, cause.clone(), minute(3)),
        put_timer(1, TimerCause::AutoClose {}, minute(2)),
        put_timer(2, TimerCause::Wake {}, minute(2)),
        put_message(message(1, 1, 1, "Hello")),
        put_message(note(2, 1, 2, "Calls every day")),
        put_message(message(3, 2, 1, "Hello")),
    ]);
    changes.effects = vec![effect(1, 1, 1), effect(2, 1, 2), effect(3, 1, 3)];
    trial.commit(changes)?;
    let found = trial.load([Key::Ticket(ticket_id(1)), Key::TicketByNumber("T-2".to_owned())])?;
    let Ok(Some(file)) = found.ticket(ticket_id(1)) else { return holds("the ticket is found", false) };
    same("clocks", &file.clocks, &vec![first, next, vip])?;
    let causes: Vec<_> = file.timers.iter().map(|timer| (&timer.cause, timer.due_at)).collect();
    let expected =
        vec![(&TimerCause::AutoClose {}, minute(2)), (&cause, minute(3)), (&TimerCause::Wake {}, minute(1))];
    same("timers", causes, expected)?;
    same("messages and duties", (file.messages, file.effects), (2, 3))?;
    let Ok(Some(file)) = found.ticket_by_number("T-2") else { return holds("the ticket is found", false) };
    same("of the other", (file.clocks.len(), file.timers.len(), file.messages, file.effects), (1, 1, 1, 0))
}

/// A person is found by id, by the host's key, and by each address.
pub fn a_person_is_found_by_all_their_keys(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut ada = person(1);
    ada.addresses.push("ada@example.org".to_owned());
    trial.put([put_person(ada.clone()), put_person(person(2))])?;
    let found = trial.load([
        Key::Person(person_id(1)),
        Key::PersonByKey("person:1".to_owned()),
        Key::PersonByAddress("p1@example.org".to_owned()),
        Key::PersonByAddress("ada@example.org".to_owned()),
    ])?;
    for (key, person) in [
        ("id", found.person(person_id(1))),
        ("key", found.person_by_key("person:1")),
        ("address", found.person_by_address("p1@example.org")),
        ("other address", found.person_by_address("ada@example.org")),
    ] {
        same(key, person.map(|person| person.map(|person| &**person)), Ok(Some(&ada)))?;
    }
    same("nobody else", found.people.len(), 1)?;
    let alone = trial.load([Key::PersonByAddress("p2@example.org".to_owned())])?;
    let person = alone.person_by_address("p2@example.org").map(|person| person.map(|person| person.id));
    same("by address alone", person, Ok(Some(person_id(2))))
}

/// An organization is found by id and by the host's key.
pub fn an_organization_is_found_by_all_its_keys(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_organization(organization(1)), put_organization(organization(2))])?;
    let by_id = trial.load([Key::Organization(organization_id(1))])?;
    let found = by_id.organization(organization_id(1)).map(|found| found.map(|found| &**found));
    same("by id", found, Ok(Some(&organization(1))))?;
    let by_key = trial.load([Key::OrganizationByKey("organization:2".to_owned())])?;
    let found = by_key.organization_by_key("organization:2").map(|found| found.map(|found| &**found));
    same("by key", found, Ok(Some(&organization(2))))
}

/// What is not there is known not to be there, whatever key was asked for.
pub fn what_is_not_there_is_known_not_to_be(new: &NewStorage<'_>) -> Verdict {
    use super::records::{command_id, decision_id, effect_id};
    let trial = Trial::begin(new)?;
    let text = "nobody".to_owned();
    let wanted: Wanted = [
        Key::Command(command_id(1)),
        Key::Ticket(ticket_id(1)),
        Key::TicketByNumber(text.clone()),
        Key::TicketByMessage(text.clone()),
        Key::Person(person_id(1)),
        Key::PersonByKey(text.clone()),
        Key::PersonByAddress(text.clone()),
        Key::Organization(organization_id(1)),
        Key::OrganizationByKey(text.clone()),
        Key::Team(name("support")),
        Key::Queue(name("support")),
        Key::LatestOwner(person_id(1), None),
        Key::Decision(decision_id(1)),
        Key::Effect(effect_id(1)),
        Key::EffectsReady { now: minute(0), limit: 10 },
    ]
    .into_iter()
    .collect();
    let found = trial.storage.load(trial.desk, &wanted)?;
    same("what was asked for", &found.asked, &wanted)?;
    same("a command", found.command(command_id(1)), Ok(None))?;
    same("a ticket", found.ticket(ticket_id(1)), Ok(None))?;
    same("a ticket by number", found.ticket_by_number(&text), Ok(None))?;
    same("a ticket by message", found.ticket_by_message(&text), Ok(None))?;
    same("a person", found.person(person_id(1)), Ok(None))?;
    same("a person by key", found.person_by_key(&text), Ok(None))?;
    same("a person by address", found.person_by_address(&text), Ok(None))?;
    same("an organization", found.organization(organization_id(1)), Ok(None))?;
    same("an organization by key", found.organization_by_key(&text), Ok(None))?;
    same("a team", found.team(&name("support")), Ok(&[][..]))?;
    same("a queue", found.queue(&name("support")), Ok(&[][..]))?;
    same("a latest owner", found.latest_owner(person_id(1), None), Ok(None))?;
    same("a decision", found.decision(decision_id(1)), Ok(None))?;
    same("an effect", found.effect(effect_id(1)), Ok(None))?;
    same("effects to give out", found.ready.len(), 0)
}

/// A team is its active agents, by id, each with the weight of their work and their place in its rotation.
pub fn a_team_is_its_active_agents(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut left = agent(2, "support");
    left.agent.iter_mut().for_each(|agent| agent.active = false);
    let mut both = agent(3, "support");
    both.agent.iter_mut().for_each(|agent| agent.teams.insert(0, name("billing")));
    let turn = |team, n, after| Put::Turn { team: name(team), person: person_id(n), before: None, after };
    let changes = trial.changes([
        put_person(agent(4, "support")),
        put_person(left),
        put_person(both),
        put_person(agent(5, "billing")),
        put_person(person(6)),
        turn("support", 3, 7),
        turn("billing", 3, 8),
    ]);
    let load = |n, delta| Add { counter: Counter::Load { person: person_id(n) }, delta, at_most: None };
    trial.commit(ChangeSet { adds: vec![load(3, 2), load(3, 3), load(4, 1), load(4, -1)], ..changes })?;
    let found =
        trial.load([Key::Team(name("support")), Key::Team(name("billing")), Key::Team(name("none"))])?;
    let team = |team| -> Result<Vec<(PersonId, i64, Option<u64>)>, Key> {
        let members = found.team(&name(team))?.iter();
        Ok(members.map(|member| (member.person.id, member.load, member.turn)).collect())
    };
    same("support", team("support"), Ok(vec![(person_id(3), 5, Some(7)), (person_id(4), 0, None)]))?;
    same("billing", team("billing"), Ok(vec![(person_id(3), 5, Some(8)), (person_id(5), 0, None)]))?;
    same("a team of nobody", team("none"), Ok(vec![]))?;
    let mut moved = agent(4, "billing");
    moved.version = 2;
    trial.put([put_person(moved)])?;
    let found = trial.load([Key::Team(name("support"))])?;
    let ids =
        found.team(&name("support")).map(|members| members.iter().map(|member| member.person.id).collect());
    same("support when one has gone", ids, Ok(vec![person_id(3)]))
}

/// A queue is the tickets of a team that are neither solved nor closed and that nobody owns, oldest first.
pub fn a_queue_is_what_waits_for_an_owner(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let many = u64::try_from(limits::TICKETS_PER_COMMAND).unwrap_or(0) + 5;
    let waiting = |n: u64| {
        let mut ticket = ticket(n);
        ticket.team = Some(name("support"));
        ticket.created_at = minute(1_000 - n);
        ticket.category = if n.is_multiple_of(2) { Category::New } else { Category::OnHold };
        ticket
    };
    let mut tickets: Vec<_> = (1..=many + 4).map(waiting).collect();
    let [.., owned, elsewhere, solved, closed] = tickets.as_mut_slice() else { return Ok(()) };
    owned.owner = Some(person_id(1));
    elsewhere.team = Some(name("billing"));
    solved.category = Category::Solved;
    closed.category = Category::Closed;
    trial.put(tickets.into_iter().map(put_new))?;
    let queue =
        |team| Ok::<_, super::Mismatch>(trial.load([Key::Queue(name(team))])?.queues.remove(&name(team)));
    let oldest: Vec<_> = (1..=many).rev().take(limits::TICKETS_PER_COMMAND).map(ticket_id).collect();
    same("the queue", queue("support")?, Some(oldest.clone()))?;
    same("the other queue", queue("billing")?, Some(vec![ticket_id(many + 2)]))?;
    let taken = changed(&waiting(many), |ticket| ticket.owner = Some(person_id(1)));
    trial.put([put_changed(&waiting(many), taken)])?;
    let first = queue("support")?.and_then(|queue| queue.first().copied());
    same("the first when one was taken", first, oldest.get(1).copied())
}

/// The work of a ticket is the ticket, its owner and the queue of its team, each as under a key of its own, by whatever the
/// ticket is named.
pub fn the_work_of_a_ticket_is_its_owner_and_its_queue(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let in_support = |n: u64, owner: Option<u64>| {
        let mut ticket = ticket(n);
        (ticket.team, ticket.owner) = (Some(name("support")), owner.map(person_id));
        ticket
    };
    trial.put([
        put_person(agent(1, "support")),
        put_person(agent(2, "billing")),
        put_new(in_support(1, Some(1))),
        put_new(in_support(2, None)),
        put_new(in_support(3, None)),
        put_new(ticket(4)),
    ])?;
    let by_id = |n: u64| TicketRef::Id(ticket_id(n));
    let by_number = |n: u64| TicketRef::Number(format!("T-{n}"));
    for of in [by_id, by_number] {
        let found = trial.load([Key::Work(of(1))])?;
        let apart =
            trial.load([Key::from(&of(1)), Key::Person(person_id(1)), Key::Queue(name("support"))])?;
        same("the ticket", &found.tickets, &apart.tickets)?;
        same("its owner", found.person(person_id(1)), apart.person(person_id(1)))?;
        same("nobody else", found.people.len(), 1)?;
        same("what waits", found.queue(&name("support")), Ok(&[ticket_id(2), ticket_id(3)][..]))?;
        same("what is not known by it", found.queue(&name("billing")), Err(Key::Queue(name("billing"))))?;
        let of_nobody = trial.load([Key::Work(of(2))])?;
        same("no owner", of_nobody.people.len(), 0)?;
        same("what waits beside it", of_nobody.queue(&name("support")), found.queue(&name("support")))?;
        let nowhere = trial.load([Key::Work(of(4)), Key::Work(of(5))])?;
        same("a ticket without a team", nowhere.tickets.len(), 1)?;
        same("no queue", nowhere.queues.len(), 0)?;
        same("none at all", nowhere.asked.contains(&Key::from(&of(5))), true)?;
    }
    // The owner and the queue may be what somebody else asked for.
    let several = trial.load([Key::Work(by_id(1)), Key::Work(by_number(2)), Key::Ticket(ticket_id(3))])?;
    same("several at once", (several.tickets.len(), several.people.len(), several.queues.len()), (3, 1, 1))
}

/// The latest owner of a requester is that of the last ticket made among those that have one, solved or not; no more
/// are looked at than the limit says, and of one instant the last by id is the latest.
pub fn the_latest_owner_is_that_of_the_last_ticket_made(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let made = |n: u64, at: u64, owner: Option<u64>, category| {
        let mut ticket = ticket(n);
        (ticket.requester, ticket.owner, ticket.category) = (person_id(1), owner.map(person_id), category);
        ticket.created_at = minute(at);
        ticket
    };
    let latest = |of: &str, owner: Option<u64>| {
        let found =
            trial.load([Key::LatestOwner(person_id(1), None), Key::LatestOwner(person_id(2), None)])?;
        same(of, found.latest_owner(person_id(1), None), Ok(owner.map(person_id)))?;
        same("somebody else's", found.latest_owner(person_id(2), None), Ok(Some(person_id(9))))
    };
    let mut of_another = made(1, 900, Some(9), Category::Open);
    of_another.requester = person_id(2);
    trial.put([put_new(of_another), put_new(made(2, 0, None, Category::New))])?;
    latest("of nobody", None)?;
    trial.put([put_new(made(3, 1, Some(3), Category::Open)), put_new(made(4, 2, None, Category::New))])?;
    latest("of the one with an owner", Some(3))?;
    trial.put([put_new(made(5, 3, Some(5), Category::Closed))])?;
    latest("of one that is closed", Some(5))?;
    trial
        .put([put_new(made(8, 4, Some(8), Category::Open)), put_new(made(7, 4, Some(7), Category::Open))])?;
    latest("of two of one instant", Some(8))?;
    trial.put([put_new(made(6, 4, Some(6), Category::Solved))])?;
    latest("of a solved one of that instant", Some(8))?;
    let moved = changed(&made(8, 4, Some(8), Category::Open), |ticket| ticket.category = Category::Solved);
    trial.put([put_changed(&made(8, 4, Some(8), Category::Open), moved.clone())])?;
    latest("of one that was solved", Some(8))?;
    let taken = changed(&moved, |ticket| ticket.owner = None);
    trial.put([put_changed(&moved, taken)])?;
    latest("of the next when an owner was taken away", Some(7))?;
    let passed = u64::from(limits::KNOWN_TICKETS) - 2;
    let category = |n: u64| if n.is_multiple_of(2) { Category::New } else { Category::Closed };
    trial.put((0..passed).map(|n| put_new(made(100 + n, 100 + n, None, category(n)))))?;
    latest("at the limit", Some(7))?;
    trial.put([put_new(made(200, 200, None, Category::Closed))])?;
    latest("beyond the limit", None)
}

/// A key, an address or an external id that its owner gave up leads nowhere, and others can take it.
pub fn what_was_given_up_can_be_taken_again(new: &NewStorage<'_>) -> Verdict {
    use crate::model::ExternalId;
    let trial = Trial::begin(new)?;
    let external = ExternalId { system: "crm".to_owned(), id: "17".to_owned() };
    let mut known = ticket(1);
    known.external_ids = vec![external.clone()];
    trial.put([put_person(person(1)), put_organization(organization(1)), put_new(known.clone())])?;
    let mut renamed = person(1);
    (renamed.version, renamed.key, renamed.addresses) = (2, None, vec!["new@example.org".to_owned()]);
    let mut unnamed = organization(1);
    (unnamed.version, unnamed.key) = (2, None);
    let forgotten = changed(&known, |ticket| ticket.external_ids.clear());
    trial.put([put_person(renamed), put_organization(unnamed), put_changed(&known, forgotten)])?;
    let keys = [
        Key::PersonByKey("person:1".to_owned()),
        Key::PersonByAddress("p1@example.org".to_owned()),
        Key::OrganizationByKey("organization:1".to_owned()),
    ];
    let found = trial.load(keys.clone())?;
    same("who has them", (found.people.len(), found.organizations.len()), (0, 0))?;
    let mut heir = person(2);
    (heir.key, heir.addresses) = (person(1).key, person(1).addresses);
    let mut successor = organization(2);
    successor.key = organization(1).key;
    let mut other = ticket(2);
    other.external_ids = vec![external];
    trial.put([put_person(heir), put_organization(successor), put_new(other)])?;
    let found = trial.load(keys)?;
    holds("the new owner is found by key", found.person_keys.values().eq([&person_id(2)]))?;
    holds("the new owner is found by address", found.addresses.values().eq([&person_id(2)]))?;
    holds("the new organization is found", found.organization_keys.values().eq([&organization_id(2)]))
}

/// Records of commands and routings are found by their ids, as they were written.
pub fn records_are_found_as_they_were_written(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let routing = decision(1, 1);
    let mut changes = trial.changes([put_new(ticket(1)), put_message(message(1, 1, 1, "Hello"))]);
    changes.puts.push(Put::Decision { decision: Box::new(routing.clone()) });
    changes.command = Some(command(1, 1, message_id(1)));
    trial.commit(changes)?;
    let found = trial.load([Key::Command(super::records::command_id(1)), Key::Decision(routing.id)])?;
    same(
        "the command",
        found.command(super::records::command_id(1)),
        Ok(Some(&command(1, 1, message_id(1)))),
    )?;
    same("the routing", found.decision(routing.id), Ok(Some(&routing)))
}

/// However many things are looked up at once, each is found.
pub fn very_many_things_are_looked_up_at_once(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_new(ticket(1_999))])?;
    let keys = (0..2_000).flat_map(|n| [Key::Ticket(ticket_id(n)), Key::Person(person_id(n))]);
    let found = trial.load(keys.collect::<Vec<_>>())?;
    let there: Vec<_> = found.tickets.keys().copied().collect();
    same("tickets", there, vec![ticket_id(1), ticket_id(1_999)])?;
    same("what was asked for", found.asked.iter().count(), 4_000)
}

/// Everything that one `load` finds stood there at one moment: two tickets that are only ever written together are
/// never seen apart.
pub fn a_snapshot_is_of_one_moment(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1)), put_new(ticket(2))])?;
    let done = AtomicBool::new(false);
    let write = || -> Verdict {
        let (mut first, mut second) = (ticket(1), ticket(2));
        let written = (0..100).try_for_each(|_| {
            let (next, also_next) = (changed(&first, |_| ()), changed(&second, |_| ()));
            let puts = [put_changed(&first, next.clone()), put_changed(&second, also_next.clone())];
            (first, second) = (next, also_next);
            trial.put(puts)
        });
        done.store(true, Ordering::SeqCst);
        written
    };
    let read = || -> Verdict {
        while !done.load(Ordering::SeqCst) {
            let found = trial.load([Key::Ticket(ticket_id(1)), Key::Ticket(ticket_id(2))])?;
            let mut versions = found.tickets.values().map(|file| file.ticket.version);
            same("the versions in one snapshot", versions.next(), versions.next())?;
        }
        Ok(())
    };
    at_once([&write as &(dyn Fn() -> Verdict + Sync), &read])
}
