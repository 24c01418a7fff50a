//! Commits: whole or not at all, in order, and counters.

use super::records::{
    agent, changed, clock, clock_key, command, decision, desk_event, effect, event, job, leased, message,
    message_id, minute, name, organization, person, person_id, put_changed, put_clock, put_effect, put_job,
    put_message, put_new, put_organization, put_person, put_timer, ticket, ticket_id,
};
use super::trial::{
    NewStorage, Trial, Verdict, all_tickets, holds, no_difference, refused, same, whole_feed,
};
use crate::change::{Add, ChangeSet, Counter, Fired, Put};
use crate::command::RuleKind;
use crate::error::Code;
use crate::model::{EventKind, ExternalId, Job, Metric, Ticket, TimerCause};
use crate::storage::Key;

/// A desk with something of every sort under the number 1: the ground on which [`something_of_everything`] builds.
pub(super) fn furnished(new: &NewStorage<'_>) -> Result<Trial, super::Mismatch> {
    let trial = Trial::begin(new)?;
    let held = leased(&effect(1, 1, 1), 7, minute(10));
    let mut mail = message(1, 1, 1, "Hello");
    mail.external_id = Some("<1@example.org>".to_owned());
    let mut changes = trial.changes([
        put_new(known_ticket()),
        put_message(mail),
        put_person(agent(1, "support")),
        put_organization(organization(1)),
        Put::Turn { team: name("support"), person: person_id(1), before: None, after: 3 },
        put_job(job(1)),
    ]);
    changes.command = Some(command(1, 1, message_id(1)));
    changes.adds = vec![load(4, None)];
    changes.events = vec![event(1, 1, 1)];
    changes.effects = vec![effect(1, 1, 1), effect(2, 1, 2)];
    trial.commit(changes)?;
    trial.put([put_effect(&effect(1, 1, 1), held)])?;
    Ok(trial)
}

/// The ticket of a furnished desk.
fn known_ticket() -> Ticket {
    let external_ids = vec![ExternalId { system: "crm".to_owned(), id: "1".to_owned() }];
    Ticket { external_ids, ..ticket(1) }
}

/// A change set that writes something of every sort on a furnished desk, under the number 2.
pub(super) fn something_of_everything(trial: &Trial) -> ChangeSet {
    let known = known_ticket();
    let mut older = agent(1, "support");
    older.version = 2;
    let mut changes = trial.changes([
        put_changed(&known, changed(&known, |_| ())),
        put_new(ticket(2)),
        put_message(message(2, 1, 2, "And again")),
        put_person(older),
        put_person(person(2)),
        put_organization(organization(2)),
        put_clock(clock(2, clock_key("gold", Metric::FirstReply))),
        put_timer(2, TimerCause::AutoClose {}, minute(5)),
        Put::Decision { decision: Box::new(decision(2, 2)) },
        Put::Turn { team: name("support"), person: person_id(1), before: Some(3), after: 4 },
        Put::Settled { effect: effect(1, 1, 1).id, token: 7 },
        put_job(Job { version: 2, done: 3, ..job(1) }),
        put_job(job(2)),
    ]);
    changes.command = Some(command(2, 1, message_id(2)));
    changes.adds = vec![load(1, Some(10))];
    changes.events = vec![
        event(2, 1, 2),
        event(3, 2, 1),
        desk_event(4, EventKind::PersonChanged { person: person_id(1) }),
    ];
    changes.effects = vec![effect(3, 2, 1)];
    changes
}

/// Moves the load of person 1.
fn load(delta: i64, at_most: Option<i64>) -> Add {
    Add { counter: Counter::Load { person: person_id(1) }, delta, at_most }
}

/// Once `commit` returns, everything that a change set holds can be read.
pub fn a_change_set_is_written_whole(new: &NewStorage<'_>) -> Verdict {
    let trial = furnished(new)?;
    trial.commit(something_of_everything(&trial))?;
    let dump = trial.everything()?;
    for (what, part) in [
        (format!("ticket {}", ticket_id(1)), "version: 2"),
        (format!("ticket {}", ticket_id(2)), "T-2"),
        (format!("ticket {}", ticket_id(2)), "gold"),
        (format!("ticket {}", ticket_id(2)), "AutoClose"),
        (format!("conversation of {} for Staff", ticket_id(1)), "And again"),
        (format!("person {}", person_id(1)), "version: 2"),
        (format!("person {}", person_id(2)), "Person 2"),
        (format!("organization {}", organization(2).id), "Organization 2"),
        (format!("decision {}", decision(2, 2).id), "round_robin"),
        ("team \"support\"".to_owned(), "load: 5, turn: Some(4)"),
        (format!("command {}", super::records::command_id(2)), "Note"),
        (format!("job {}", job(1).id), "done: 3"),
        (format!("job {}", job(2).id), "Running"),
        ("commands in order".to_owned(), "And again"),
        ("history of None for Staff".to_owned(), "PersonChanged"),
        (format!("history of Some({}) for Staff", ticket_id(1)), "version: 2"),
        (format!("effect {}", effect(3, 2, 1).id), "Waiting"),
        ("timers in order".to_owned(), "AutoClose"),
    ] {
        let found = dump.get(&what).is_some_and(|found| found.contains(part));
        holds(&format!("`{part}` is in {what}: {:?}", dump.get(&what)), found)?;
    }
    holds("the settled effect is gone", !dump.contains_key(&format!("effect {}", effect(1, 1, 1).id)))
}

/// Where one change set of a batch conflicts nothing of it is written, and all the others are.
pub fn the_others_of_a_batch_go_on(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut twice =
        trial.changes([put_person(person(1)), put_new(ticket(1)), put_organization(organization(1))]);
    twice.events = vec![desk_event(1, EventKind::PersonChanged { person: person_id(1) })];
    let batch = vec![
        trial.changes([put_new(ticket(1))]),
        twice,
        trial.changes([put_new(ticket(2))]),
        trial.changes([put_changed(&ticket(9), changed(&ticket(9), |_| ()))]),
        trial.changes([put_new(ticket(3))]),
    ];
    let answers = trial.storage.commit(batch)?;
    let codes: Vec<_> = answers.iter().map(|answer| answer.as_ref().err().map(crate::Error::code)).collect();
    same("answers", codes, vec![None, Some(Code::AlreadyTaken), None, Some(Code::StaleVersion), None])?;
    same("tickets", trial.numbers(&all_tickets())?, ["T-1", "T-2", "T-3"].map(str::to_owned).to_vec())?;
    let found =
        trial.load([Key::Person(person_id(1)), Key::OrganizationByKey("organization:1".to_owned())])?;
    same("of the refused one", (found.people.len(), found.organizations.len()), (0, 0))?;
    same("events", trial.storage.history(trial.desk, &whole_feed())?.events, vec![])
}

/// Change sets of a batch are written in their order: each meets what those before it have written.
pub fn a_batch_is_written_in_its_order(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let versions: Vec<_> =
        std::iter::successors(Some(ticket(1)), |last| Some(changed(last, |_| ()))).take(5).collect();
    let mut batch = vec![trial.changes([put_new(ticket(1))])];
    for pair in versions.windows(2) {
        let [before, after] = pair else { continue };
        batch.push(trial.changes([put_changed(before, after.clone())]));
    }
    let answers = trial.storage.commit(batch)?;
    holds("all are written", answers.len() == 5 && answers.iter().all(Result::is_ok))?;
    same("the ticket", trial.find_all(&all_tickets())?.last().map(|ticket| ticket.version), Some(5))
}

/// Records of one change set are written in their order: each meets what those before it have written.
pub fn records_are_written_in_their_order(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let mut second = person(1);
    (second.version, second.addresses) = (2, vec!["second@example.org".to_owned()]);
    let mut heir = person(2);
    heir.addresses = person(1).addresses;
    let next = changed(&ticket(1), |ticket| ticket.subject = "Second".into());
    let turn = |before, after| Put::Turn { team: name("support"), person: person_id(1), before, after };
    let puts = [
        put_person(person(1)),
        put_person(second),
        put_person(heir),
        put_new(ticket(1)),
        put_changed(&ticket(1), next.clone()),
        turn(None, 1),
        turn(Some(1), 2),
    ];
    trial.put(puts)?;
    same("the ticket", trial.find_all(&all_tickets())?, vec![next])?;
    let found = trial.load([Key::PersonByAddress("p1@example.org".to_owned())])?;
    same("who has the address", found.addresses.values().copied().collect(), vec![person_id(2)])
}

/// A batch without change sets, and a change set without anything in it, are written without a trace.
pub fn nothing_can_be_committed(new: &NewStorage<'_>) -> Verdict {
    let trial = furnished(new)?;
    let before = trial.everything()?;
    holds("no answers for no change sets", trial.storage.commit(vec![])?.is_empty())?;
    let feed = trial.storage.history(trial.desk, &whole_feed())?.last;
    same("an empty change set", trial.commit(trial.changes([]))?.feed, feed)?;
    no_difference("after empty commits", &trial.everything()?, &before)
}

/// How often rules and macros fired adds up, each by itself, and of the instants the latest stays.
pub fn firings_add_up_and_keep_the_latest_instant(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let place = |kind| (kind, name("greet"));
    let fired = |kind, times, at| Fired { kind, rule: name("greet"), times, at: minute(at) };
    let found = || -> Result<_, super::Mismatch> {
        let keys = [RuleKind::Rule, RuleKind::Macro].map(|kind| Key::Fired(kind, name("greet")));
        Ok(trial.load(keys)?.fired)
    };
    holds("nothing at first", found()?.is_empty())?;
    let (rule, other) = (RuleKind::Rule, RuleKind::Macro);
    for firings in [vec![fired(rule, 2, 9)], vec![fired(rule, 1, 4), fired(other, 1, 5), fired(rule, 1, 8)]] {
        trial.commit(ChangeSet { fired: firings, ..trial.changes([]) })?;
    }
    let expected = [(place(rule), (4, minute(9))), (place(other), (1, minute(5)))];
    same("the firings", found()?, expected.into_iter().collect())
}

/// Counters add up, also below zero, and are 0 before they first move.
pub fn counters_add_up(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_person(agent(1, "support"))])?;
    let count = || -> Result<Option<i64>, super::Mismatch> {
        let found = trial.load([Key::Team(name("support"))])?;
        Ok(found.teams.values().flatten().next().map(|member| member.load))
    };
    same("at first", count()?, Some(0))?;
    for (adds, sum) in [(vec![5], 5), (vec![-7], -2), (vec![3, 4, -1], 4)] {
        let adds = adds.into_iter().map(|delta| load(delta, None)).collect();
        trial.commit(ChangeSet { adds, ..trial.changes([]) })?;
        same("the sum", count()?, Some(sum))?;
    }
    Ok(())
}

/// A counter that would exceed its bound conflicts, and nothing of the change set is written. The bound counts only
/// when the counter grows, and what reaches it exactly is allowed.
pub fn a_bound_holds_a_counter_that_grows(new: &NewStorage<'_>) -> Verdict {
    let trial = furnished(new)?;
    let moved = |delta, most| ChangeSet { adds: vec![load(delta, Some(most))], ..trial.changes([]) };
    let before = trial.everything()?;
    let mut too_much = something_of_everything(&trial);
    too_much.adds.push(load(1, Some(5)));
    refused("6 of 5", trial.commit(too_much), Code::Contention)?;
    refused("5 of 4", trial.commit(moved(1, 4)), Code::Contention)?;
    no_difference("after refused adds", &trial.everything()?, &before)?;
    trial.commit(moved(1, 5))?;
    trial.commit(moved(-1, 0))?;
    trial.commit(moved(0, 0))?;
    no_difference("after one more and one less", &trial.everything()?, &before)
}
