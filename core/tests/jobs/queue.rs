//! Tickets that wait for an owner, and who comes free for them.

use ticketkit::command::{Command, Edits};
use ticketkit::condition::{Condition, Op};
use ticketkit::limits;
use ticketkit::model::{JobKind, JobState, Skill};
use ticketkit::storage::Key;

use super::spy::Spy;
use super::world::{World, agent, change, is, name, reply};

fn waiting() -> Condition {
    Condition::not(Condition::test("owner", Op::IsSet, [""; 0]))
}

/// The owners of these tickets, by whether there is one.
fn owned(world: &World, tickets: &[ticketkit::id::TicketId]) -> Vec<bool> {
    tickets.iter().map(|ticket| world.ticket(*ticket).owner.is_some()).collect()
}

#[test]
fn who_comes_free_gets_the_ticket_that_has_waited_longest() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, false);
    let tickets: Vec<_> = (0..4)
        .map(|_| {
            world.later(1);
            world.open("")
        })
        .collect();
    assert_eq!(owned(&world, &tickets), [false; 4]);
    world.hire("staff:ada", &["support"], 1, true);
    assert_eq!(owned(&world, &tickets), [true, false, false, false], "made available");
    world.hire("staff:ada", &["support"], 2, true);
    assert_eq!(owned(&world, &tickets), [true, true, false, false], "takes more at a time");
    world.staff("staff:ada", &change(tickets[0], Edits::none().with("status", "resolved"))).unwrap();
    assert_eq!(owned(&world, &tickets), [true, true, true, false], "has solved one");
    world.hire("staff:bob", &[], 1, true);
    assert_eq!(owned(&world, &tickets), [true, true, true, false]);
    world.hire("staff:bob", &["support"], 1, true);
    assert_eq!(owned(&world, &tickets), [true; 4], "joined the team");
}

#[test]
fn a_new_skill_brings_the_tickets_that_ask_for_it() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 9, true);
    let french = world.open("french");
    assert_eq!(owned(&world, &[french]), [false]);
    let Command::PutAgent { person, name: called, role, teams, capacity, availability, .. } =
        agent("staff:ada", &["support"], 9, true)
    else {
        unreachable!()
    };
    let skills = Some(vec![Skill { name: name("french"), level: 3 }]);
    world.host(&Command::PutAgent {
        person,
        name: called,
        role,
        teams,
        skills,
        languages: None,
        capacity,
        availability,
        calendar: None,
        share: None,
        active: None,
    });
    assert_eq!(owned(&world, &[french]), [true]);
}

#[test]
fn a_handed_over_ticket_makes_room_where_it_was() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, true);
    let first = world.open("");
    let second = world.open("");
    world.hire("staff:bob", &["billing"], 1, true);
    assert_eq!(owned(&world, &[first, second]), [true, false]);
    world.host(&Command::AssignTicket {
        ticket: first.into(),
        team: Some(name("billing")),
        agent: Some("staff:bob".into()),
        expect_version: None,
    });
    assert_eq!(owned(&world, &[second]), [true]);
    assert_eq!((world.owned_by("staff:ada"), world.owned_by("staff:bob")), (1, 1));
}

#[test]
fn less_work_in_one_team_makes_room_in_all() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support", "billing"], 1, true);
    let first = world.open("");
    let money = world.open("billing");
    assert_eq!(owned(&world, &[first, money]), [true, false]);
    world.staff("staff:ada", &reply(first)).unwrap();
    assert_eq!(owned(&world, &[money]), [true]);
}

#[test]
fn a_ticket_that_closes_itself_late_makes_no_room_twice() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, true);
    let tickets = [(); 3].map(|()| world.later(1).open(""));
    world.staff("staff:ada", &change(tickets[0], Edits::none().with("status", "resolved"))).unwrap();
    world.later(60 * 24 * 10).tick(1_000);
    assert_eq!(owned(&world, &tickets), [true, true, false]);
}

#[test]
fn who_leaves_gets_nothing_and_keeps_nobody_else_from_it() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, true);
    let tickets = world.open_many(3);
    let mut left = agent("staff:ada", &["support"], 9, true);
    if let Command::PutAgent { active, .. } = &mut left {
        *active = Some(false);
    }
    world.host(&left);
    assert_eq!(owned(&world, &tickets), [true, false, false]);
    world.host(&change(tickets[0], Edits::none().with("status", "resolved")));
    assert_eq!(owned(&world, &tickets), [true, false, false]);
    world.hire("staff:bob", &["support"], 9, true);
    assert_eq!(owned(&world, &tickets), [true; 3]);
}

#[test]
fn what_is_more_than_one_command_may_touch_becomes_a_job() {
    let world = World::in_memory();
    let tickets = world.open_many(250);
    world.hire("staff:ada", &["support"], 500, true);
    let at_once = world.count(waiting());
    assert!(at_once >= 250 - limits::TICKETS_PER_COMMAND as u64, "{at_once} still wait");
    let jobs = world.jobs();
    assert!(
        matches!(&jobs[..], [job] if job.kind == JobKind::RetryQueue { team: name("support") }),
        "{jobs:?}"
    );
    while world.tick(100).more {}
    assert_eq!(owned(&world, &tickets), [true; 250]);
    assert_eq!(world.owned_by("staff:ada"), 250);
    assert_eq!(world.jobs()[0].state, JobState::Done);
}

#[test]
fn an_agent_of_many_teams_touches_no_more_tickets_than_one_command_may() {
    let world = World::in_memory();
    let mut wide = super::world::document();
    let teams: Vec<String> = (0..20).map(|n| format!("team-{n:02}")).collect();
    let spec = |team: &String| serde_json::json!({ "name": team, "strategy": "round_robin" });
    wide["teams"] = teams.iter().map(spec).collect();
    wide["routes"] = serde_json::json!([{ "name": "everything", "team": "team-00" }]);
    world.host(&Command::Configure { document: wide.to_string(), expect_version: None });
    for team in &teams {
        for _ in 0..12 {
            world.host(&super::world::create(Edits::none().with("team", team.as_str())));
        }
    }
    let before = world.feed().len();
    let teams: Vec<&str> = teams.iter().map(String::as_str).collect();
    world.hire("staff:ada", &teams, 1_000, true);
    let touched: std::collections::BTreeSet<_> =
        world.feed().iter().skip(before).filter_map(|event| event.ticket).collect();
    assert!(touched.len() <= limits::TICKETS_PER_COMMAND, "{}", touched.len());
    while world.tick(1_000).more {}
    assert_eq!(world.owned_by("staff:ada"), 240);
}

#[test]
fn nobody_gets_more_than_they_take() {
    let world = World::in_memory();
    world.open_many(40);
    world.hire("staff:ada", &["support"], 5, true);
    assert_eq!(world.owned_by("staff:ada"), 5);
    world.hire("staff:bob", &["support"], 7, true);
    while world.tick(100).more {}
    assert_eq!((world.owned_by("staff:ada"), world.owned_by("staff:bob")), (5, 7));
    // There was room for what was looked at, and no more: only what weighs nothing was looked for behind it.
    assert!(
        world.jobs().iter().all(|job| (job.state, job.done) == (JobState::Done, 0)),
        "{:?}",
        world.jobs()
    );
}

/// Tickets that nobody can take stand before one that somebody can.
#[test]
fn a_ticket_behind_many_that_nobody_can_take_is_found() {
    let world = World::in_memory();
    for _ in 0..120 {
        world.open("french");
    }
    world.later(1);
    let last = world.open("");
    world.hire("staff:ada", &["support"], 1, true);
    assert_eq!(owned(&world, &[last]), [false]);
    while world.tick(100).more {}
    assert_eq!(owned(&world, &[last]), [true]);
    assert_eq!(world.count(is("type", "french")), 120);
}

#[test]
fn while_a_queue_is_gone_through_whoever_else_comes_free_is_not_forgotten() {
    let world = World::in_memory();
    for _ in 0..limits::TICKETS_PER_COMMAND {
        world.open("legal");
    }
    let french = world.later(1).open("french");
    world.later(1).open_many(50);
    world.hire("staff:ada", &["support"], 100, true);
    world.tick(5);
    assert_eq!((world.jobs()[0].state, world.owned_by("staff:ada")), (JobState::Running, 5));
    let mut bob = agent("staff:bob", &["support"], 100, true);
    if let Command::PutAgent { skills, .. } = &mut bob {
        *skills = Some(vec![Skill { name: name("french"), level: 3 }]);
    }
    world.host(&bob);
    assert!(world.jobs()[0].again, "it is to go through the queue once more");
    while world.tick(100).more {}
    assert_eq!(owned(&world, &[french]), [true], "the job had passed it when nobody spoke French");
    assert_eq!(world.owned_by("staff:ada") + world.owned_by("staff:bob"), 51);
    let job = &world.jobs()[0];
    assert_eq!((job.state, job.again), (JobState::Done, false));
}

#[test]
fn what_nobody_can_take_fills_no_log() {
    let world = World::in_memory();
    for _ in 0..300 {
        world.open("legal");
    }
    world.hire("staff:ada", &["support"], 1, true);
    let report = world.tick(100);
    assert_eq!((report.items, report.more), (0, false));
    let job = &world.jobs()[0];
    assert_eq!((job.state, job.done, job.version), (JobState::Done, 0, 2));
}

/// Who knows each of the requesters is asked for at once, not one after the other: a decision has few rounds.
#[test]
fn a_sticky_team_takes_a_long_queue_of_many_requesters_in_one_command() {
    let world = World::in_memory();
    let mut sticky = super::world::document();
    sticky["teams"][0]["sticky"] = serde_json::json!(true);
    world.host(&Command::Configure { document: sticky.to_string(), expect_version: None });
    let mut open = |n: usize| {
        let mut command = super::world::create(Edits::none());
        if let Command::CreateTicket { requester: Some(intake), .. } = &mut command {
            intake.address = Some(format!("customer-{n}@example.com"));
        }
        world.host(&command).ticket.unwrap()
    };
    world.hire("staff:ada", &["support"], 50, true);
    let known: Vec<_> = (0..20).map(&mut open).collect();
    world.hire("staff:ada", &["support"], 50, false);
    world.hire("staff:bob", &["support"], 0, true);
    let waiting: Vec<_> = (0..40).map(&mut open).collect();
    assert_eq!(owned(&world, &known), [true; 20]);
    assert_eq!(owned(&world, &waiting), [false; 40]);
    world.hire("staff:bob", &["support"], 10, true);
    world.hire("staff:ada", &["support"], 50, true);
    assert_eq!(owned(&world, &waiting), [true; 40]);
    assert_eq!((world.owned_by("staff:ada"), world.owned_by("staff:bob")), (50, 10));
}

/// A rule that solves what is late makes room, as a person who solves it does.
#[test]
fn room_that_time_makes_is_used_as_well() {
    let world = World::in_memory();
    let mut strict = super::world::document();
    strict["rules"] = serde_json::json!([{
        "name": "give_up",
        "condition": { "field": "event", "op": "eq", "value": "time_passed" },
        "actions": [{ "do": "set", "field": "status", "value": "resolved" }],
    }]);
    world.host(&Command::Configure { document: strict.to_string(), expect_version: None });
    world.hire("staff:ada", &["support"], 1, true);
    let first = world.open("");
    let second = world.later(60 * 4).open("");
    assert_eq!(owned(&world, &[first, second]), [true, false]);
    let report = world.later(60 * 3).tick(100);
    assert_eq!((world.ticket(first).status.as_str(), report.fired), ("resolved", 1));
    assert_eq!(owned(&world, &[second]), [true]);
}

#[test]
fn an_empty_queue_costs_one_look_and_only_when_somebody_has_less_to_do() {
    let spy = Spy::new();
    let world = World::on(spy.storage());
    world.hire("staff:ada", &["support"], 9, true);
    let ticket = world.open("");
    let queues = |asked: Vec<Key>| {
        let besides = asked.iter().filter(|key| matches!(key, Key::Team(_) | Key::Ticket(_)));
        (asked.iter().filter(|key| matches!(key, Key::Queue(_))).count(), besides.count())
    };
    spy.asked();
    world.staff("staff:ada", &change(ticket, Edits::none().with("priority", "high"))).unwrap();
    assert_eq!(queues(spy.asked()), (0, 1), "the ticket itself");
    world.staff("staff:ada", &reply(ticket)).unwrap();
    assert_eq!(queues(spy.asked()), (1, 1), "a reply leaves the ticket to the customer");
    world.staff("staff:ada", &reply(ticket)).unwrap();
    assert_eq!(queues(spy.asked()), (0, 1), "it weighed nothing before");
}

#[test]
fn waiting_tickets_are_not_looked_at_when_nobody_has_room() {
    let spy = Spy::new();
    let world = World::on(spy.storage());
    world.hire("staff:ada", &["support"], 1, true);
    let tickets = world.open_many(50);
    // Over their capacity by hand: one less is still too much.
    for ticket in &tickets[1..4] {
        world.host(&Command::AssignTicket {
            ticket: (*ticket).into(),
            team: None,
            agent: Some("staff:ada".into()),
            expect_version: None,
        });
    }
    spy.asked();
    world.staff("staff:ada", &reply(tickets[0])).unwrap();
    let asked = spy.asked();
    let looked_at = asked.iter().filter(|key| matches!(key, Key::Ticket(_))).count();
    assert_eq!(looked_at, 1, "{asked:?}");
    world.hire("staff:ada", &["support"], 1, false);
    assert!(!spy.asked().iter().any(|key| matches!(key, Key::Queue(_) | Key::Ticket(_))));
}
