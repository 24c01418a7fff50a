//! Bulk changes: what they are about, in which steps, and that they are what single changes are.

use std::sync::Arc;

use proptest::prelude::*;
use ticketkit::Code;
use ticketkit::command::{Answer, Context, Edits, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::TicketId;
use ticketkit::model::{Actor, EventKind, JobState, Ticket};
use ticketkit::storage::{MemoryStorage, Storage};

use super::world::{World, change, create, is, listed, matching};

#[test]
fn every_ticket_that_fits_is_changed_and_no_other() {
    let world = World::in_memory();
    let money: Vec<_> = (0..3).map(|_| world.open("billing")).collect();
    let other = world.open("");
    world.later(5);
    let began = world.now();
    let outcome = world.host(&matching(is("team", "billing"), Edits::none().with("priority", "high")));
    assert_eq!(world.job(outcome.job.unwrap()).state, JobState::Running);
    assert_eq!(world.ticket(money[0]).priority, "normal", "nothing is done before a tick");
    assert_eq!(world.engine.next_due().unwrap(), Some(began), "it is due at once");

    let report = world.later(90).tick(100);
    assert_eq!((report.items, report.more), (3, false));
    for ticket in money {
        let ticket = world.ticket(ticket);
        assert_eq!((ticket.priority.as_str(), ticket.updated_at), ("high", began), "however late the tick");
    }
    assert_eq!(world.ticket(other).priority, "normal");
    let job = world.job(outcome.job.unwrap());
    assert_eq!((job.state, job.total, job.done, job.changed, job.refused), (JobState::Done, None, 3, 3, 0));
    let of_jobs = world.feed().into_iter().filter(|event| event.ticket.is_none());
    let kinds: Vec<_> = of_jobs.map(|event| event.kind).collect();
    let id = job.id;
    assert!(kinds.ends_with(&[EventKind::JobStarted { job: id }, EventKind::JobFinished { job: id }]));
}

#[test]
fn a_job_of_250_tickets_runs_in_three_ticks() {
    let world = World::in_memory();
    let tickets = world.open_many(250);
    for command in [
        listed(tickets, Edits::none().with("priority", "high")),
        matching(is("priority", "high"), Edits::none().with("priority", "low")),
    ] {
        let job = world.host(&command).job.unwrap();
        let ticks: Vec<_> = (0..3)
            .map(|_| {
                let report = world.tick(100);
                (report.items, report.more, world.job(job).state)
            })
            .collect();
        assert_eq!(
            ticks,
            [(100, true, JobState::Running), (100, true, JobState::Running), (50, false, JobState::Done)]
        );
        assert_eq!(world.job(job).changed, 250);
        assert_eq!(world.tick(100).items, 0, "it is over");
    }
    assert_eq!(world.count(is("priority", "low")), 250);
}

#[test]
fn a_tick_never_does_more_than_it_is_asked_to() {
    let world = World::in_memory();
    world.open_many(25);
    world.host(&matching(Condition::all([]), Edits::none().with("priority", "high")));
    let items: Vec<_> = (0..5).map(|_| world.tick(7).items).collect();
    assert_eq!(items, [7, 7, 7, 4, 0]);
}

/// What the change itself makes of the condition moves no ticket out of its turn.
#[test]
fn tickets_that_stop_to_fit_by_the_change_are_neither_passed_over_nor_met_twice() {
    let world = World::in_memory();
    let tickets = world.open_many(120);
    // At one instant, so that only the ids order them; every second one already is what the job makes of all.
    for ticket in tickets.iter().step_by(2) {
        world.host(&change(*ticket, Edits::none().with("priority", "high")));
    }
    let set = Edits::none().with("priority", "high").with("tags", "seen");
    let before: Vec<_> = tickets.iter().map(|ticket| world.ticket(*ticket).version).collect();
    let job = world.host(&matching(is("priority", "normal"), set)).job.unwrap();
    while world.tick(7).items > 0 {}
    let job = world.job(job);
    assert_eq!((job.done, job.changed, job.refused), (60, 60, 0));
    for (n, (ticket, before)) in tickets.iter().zip(before).enumerate() {
        let ticket = world.ticket(*ticket);
        let once = n % 2;
        assert_eq!((ticket.version, ticket.tags.len()), (before + once as u64, once), "{n}");
    }
}

#[test]
fn tickets_that_start_to_fit_are_met_in_their_turn_or_not_at_all() {
    let world = World::in_memory();
    let first = world.open("");
    world.later(1);
    let second = world.open("");
    world.later(1);
    let third = world.open("");
    let job = world.host(&matching(is("priority", "normal"), Edits::none().with("priority", "low")));
    world.tick(2);
    world.host(&change(first, Edits::none().with("priority", "normal")));
    world.host(&change(third, Edits::none().with("priority", "urgent")));
    world.tick(100);
    let priorities = [first, second, third].map(|ticket| world.ticket(ticket).priority.to_string());
    assert_eq!(priorities, ["normal", "low", "urgent"]);
    assert_eq!(world.job(job.job.unwrap()).state, JobState::Done);
}

#[test]
fn tickets_made_after_the_command_are_not_among_those_meant() {
    let world = World::in_memory();
    let before = world.open_many(3);
    let job = world.host(&matching(Condition::all([]), Edits::none().with("priority", "high")));
    let at_the_same_instant = world.open_many(150);
    let later = world.later(1).open_many(3);
    while world.tick(2).items > 0 {}
    assert!(before.iter().all(|ticket| world.ticket(*ticket).priority == "high"));
    assert!(
        at_the_same_instant.iter().chain(&later).all(|ticket| world.ticket(*ticket).priority == "normal")
    );
    let job = world.job(job.job.unwrap());
    assert_eq!((job.state, job.done), (JobState::Done, 3));
}

#[test]
fn an_agent_changes_only_what_they_see() {
    let world = World::in_memory();
    world.hire("staff:ada", &["billing"], 1, false);
    let (theirs, hidden) = (world.open("billing"), world.open(""));
    let set = Edits::none().with("priority", "high");
    world.staff("staff:ada", &matching(Condition::all([]), set.clone())).unwrap();
    let job = world.staff("staff:ada", &listed([theirs, hidden], set)).unwrap().job.unwrap();
    world.tick(100);
    assert_eq!(
        (world.ticket(theirs).priority.as_str(), world.ticket(hidden).priority.as_str()),
        ("high", "normal")
    );
    let refusals: Vec<_> = world.job(job).refusals.iter().map(|refusal| refusal.problems[0].code).collect();
    assert_eq!(refusals, [Code::NothingToDo, Code::NotFound], "hidden looks like missing");
}

#[test]
fn a_job_is_shown_to_who_began_it_and_to_those_who_see_all_tickets() {
    let world = World::in_memory();
    world.hire("staff:ada", &["billing"], 1, false);
    world.hire("staff:bob", &["billing"], 1, false);
    let (ticket, set) = (world.open("billing"), Edits::none().with("priority", "high"));
    let job = world.staff("staff:ada", &listed([ticket], set.clone())).unwrap().job.unwrap();
    let hosts = world.host(&listed([ticket], set)).job.unwrap();
    let seen = |actor: &Actor| {
        let Ok(Answer::Jobs { jobs }) = world.desk.ask(&Query::Jobs { after: None, limit: None }, actor)
        else {
            panic!("{actor:?}")
        };
        let listed: Vec<_> = jobs.into_iter().map(|job| job.id).collect();
        let each = [job, hosts].map(|job| world.desk.ask(&Query::Job { job }, actor).is_ok());
        assert_eq!(each, [job, hosts].map(|job| listed.contains(&job)), "a list shows what a look shows");
        each
    };
    assert_eq!(seen(&Actor::host()), [true, true]);
    assert_eq!(seen(&Actor::agent("staff:ada")), [true, false]);
    assert_eq!(seen(&Actor::agent("staff:bob")), [false, false]);
    let cancel = ticketkit::command::Command::CancelJob { job };
    assert_eq!(world.staff("staff:bob", &cancel).unwrap_err().code(), Code::NotFound);
    let ines = world.desk.ask(&Query::Ticket { ticket: ticket.into() }, &Actor::host()).unwrap();
    let Answer::Ticket { ticket } = ines else { panic!("{ines:?}") };
    let customer = Actor::requester(ticket.requester);
    for query in [Query::Job { job }, Query::Jobs { after: None, limit: None }] {
        assert!(world.desk.ask(&query, &customer).is_err(), "{query:?}");
    }
}

#[test]
fn a_job_that_is_cancelled_keeps_what_it_did_and_does_no_more() {
    let world = World::in_memory();
    world.open_many(20);
    let job = world.host(&matching(Condition::all([]), Edits::none().with("priority", "high"))).job.unwrap();
    world.tick(8);
    let cancel = ticketkit::command::Command::CancelJob { job };
    assert_eq!(world.host(&cancel).job, Some(job));
    let report = world.tick(100);
    assert_eq!((report.items, report.more), (0, false));
    assert_eq!(world.count(is("priority", "high")), 8);
    let ended = world.job(job);
    assert_eq!((ended.state, ended.changed), (JobState::Cancelled, 8));
    assert_eq!(world.feed().last().map(|event| event.kind.clone()), Some(EventKind::JobCancelled { job }));
    let again = world.desk.execute(&cancel, &Context::of(Actor::host()));
    assert_eq!(again.unwrap_err().code(), Code::NothingToDo);
}

#[test]
fn deadlines_do_not_wait_for_a_long_job() {
    let world = World::in_memory();
    let promised = world.open_many(30)[0];
    world.host(&matching(Condition::all([]), Edits::none().with("tags", "x")));
    let report = world.later(60 * 24).tick(60);
    assert_eq!((report.fired, report.items), (60, 0), "what people were promised comes first");
    while world.tick(100).more {}
    assert_eq!(world.ticket(promised).tags, ["x"]);
}

/// A decision about a clock asks for the version of the configuration that it was started under.
#[test]
fn clocks_of_earlier_configurations_do_not_slow_a_job_down() {
    let world = World::in_memory();
    let configure = ticketkit::command::Command::Configure {
        document: super::world::document().to_string(),
        expect_version: None,
    };
    for _ in 0..3 {
        world.open_many(40);
        world.host(&configure);
    }
    let job = world.host(&matching(Condition::all([]), Edits::none().with("priority", "high"))).job.unwrap();
    let items: Vec<_> = (0..2).map(|_| world.tick(100).items).collect();
    assert_eq!(items, [100, 20]);
    assert_eq!(world.job(job).changed, 120);
}

/// One field of a bulk change, good for some tickets and not for others.
fn edit() -> impl Strategy<Value = Edits> {
    let one = prop_oneof![
        proptest::sample::select(vec!["low", "normal", "high"]).prop_map(|it| ("priority", it)),
        proptest::sample::select(vec!["new", "open", "answered", "resolved", "closed"])
            .prop_map(|it| ("status", it)),
        proptest::sample::select(vec!["support", "billing"]).prop_map(|it| ("team", it)),
        proptest::sample::select(vec!["billing", "french"]).prop_map(|it| ("type", it)),
        Just(("external_ids", "crm:1")),
    ];
    proptest::collection::vec(one, 1..3).prop_map(|fields| {
        fields.into_iter().fold(Edits::none(), |set, (field, value)| set.with(field, value))
    })
}

/// Everything about a ticket, and everything that happened to it but for the ids of what the two ways are made of.
fn story(world: &World, ticket: TicketId) -> (Ticket, Vec<String>) {
    let of_ticket = world.feed().into_iter().filter(|event| event.ticket == Some(ticket));
    let facts = of_ticket.map(|event| {
        let kind = serde_json::to_value(&event.kind).unwrap()["type"].to_string();
        format!(
            "{} {} {:?} {kind} {:?} {:?}",
            event.version, event.at, event.by, event.changes, event.personal
        )
    });
    (world.ticket(ticket), facts.collect())
}

fn one_by_one_is_the_same(storage: &dyn Fn() -> Arc<dyn Storage>, sets: &[Edits], chunk: u32) {
    let worlds = [World::on(storage()), World::on(storage())];
    let mut tickets = Vec::new();
    for world in &worlds {
        world.hire("staff:ada", &["support", "billing"], 4, true);
        world.hire("staff:bob", &["support"], 3, true);
        tickets = (0..12)
            .map(|n| {
                let kind = ["", "billing", "french"][n % 3];
                let set = if kind.is_empty() { Edits::none() } else { Edits::none().with("type", kind) };
                world.host(&create(set)).ticket.unwrap()
            })
            .collect();
    }
    let [bulk, single] = &worlds;
    for set in sets {
        for world in &worlds {
            world.later(10);
        }
        let job = bulk.staff("staff:ada", &listed(tickets.iter().copied(), set.clone()));
        let job = job.unwrap().job.unwrap();
        while bulk.job(job).state == JobState::Running {
            bulk.tick(chunk);
        }
        let mut refused = Vec::new();
        for ticket in &tickets {
            // A command whose turn comes as the job gave it: the timers that were due have fired.
            if let Err(error) = single.staff("staff:ada", &change(*ticket, set.clone())) {
                refused.push((Some((*ticket).into()), error.problems().to_vec()));
            }
        }
        single.tick(u32::MAX);
        bulk.tick(u32::MAX);
        let known = bulk.job(job).refusals.into_iter().map(|refusal| (refusal.ticket, refusal.problems));
        assert_eq!(known.collect::<Vec<_>>(), refused);
        for ticket in &tickets {
            assert_eq!(story(bulk, *ticket), story(single, *ticket), "{set:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_bulk_change_is_the_same_as_each_change_alone(
        sets in proptest::collection::vec(edit(), 1..4),
        chunk in 1_u32..20,
    ) {
        one_by_one_is_the_same(&|| Arc::new(MemoryStorage::new()), &sets, chunk);
        #[cfg(feature = "sqlite")]
        {
            let folder = super::sharing::Folder::new();
            one_by_one_is_the_same(&|| Arc::new(folder.storage()), &sets, chunk);
        }
    }
}

#[test]
fn a_job_says_in_json_what_it_is() {
    let world = World::in_memory();
    let ticket = world.open("");
    let written = r#"{"do": "change_tickets", "tickets": ["1", "7"], "set": {"status": "open"}}"#;
    let command: ticketkit::command::Command = serde_json::from_str(written).unwrap();
    let job = world.host(&command).job.unwrap();
    world.tick(100);
    assert_eq!(world.ticket(ticket).status, "open");
    let query: Query = serde_json::from_str(&format!(r#"{{"ask": "job", "job": "{job}"}}"#)).unwrap();
    let answer = serde_json::to_value(world.desk.ask(&query, &Actor::host()).unwrap()).unwrap();
    let told = &answer["job"];
    assert_eq!(told["kind"], serde_json::json!({ "kind": "change_tickets", "set": { "status": "open" } }));
    assert_eq!((&told["state"], &told["total"]), (&"done".into(), &2.into()));
    assert_eq!(told["refusals"][0]["ticket"], "7");
    assert_eq!(told["refusals"][0]["problems"][0]["code"], "not_found");
    let by_condition = r#"{"do": "change_tickets", "set": {"priority": "low"},
        "tickets": {"not": {"field": "priority", "op": "eq", "value": "low"}}}"#;
    let command: ticketkit::command::Command = serde_json::from_str(by_condition).unwrap();
    let condition = Condition::not(Condition::test("priority", Op::Eq, ["low"]));
    assert_eq!(command, matching(condition, Edits::none().with("priority", "low")));
    assert_eq!(
        serde_json::from_str::<ticketkit::command::Command>(&serde_json::to_string(&command).unwrap())
            .unwrap(),
        command
    );
}
