//! Open clocks of many tickets, held to the service levels in force.

use serde_json::{Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Query, Which};
use ticketkit::condition::Condition;
use ticketkit::id::TicketId;
use ticketkit::limits;
use ticketkit::model::{Clock, JobState, Metric};

use super::stage::configure;
use super::world::{World, change, document, is, reply};

/// The desk of these tests, but that a solution is owed within so long.
fn resolution_within(within: &str) -> Json {
    let mut document = document();
    for target in document["policies"][0]["targets"].as_array_mut().unwrap() {
        if target["metric"] == "resolution" {
            target["within"] = json!(within);
        }
    }
    document
}

fn rebind(condition: Condition) -> Command {
    Command::RebindTickets { tickets: Which::Matching { condition } }
}

fn listed(tickets: &[TicketId]) -> Command {
    Command::RebindTickets {
        tickets: Which::Listed { tickets: tickets.iter().map(|ticket| (*ticket).into()).collect() },
    }
}

fn resolution(world: &World, ticket: TicketId) -> Clock {
    let clocks = world.clocks(&ticket.into());
    clocks.into_iter().find(|(clock, _)| clock.key.metric == Metric::Resolution).unwrap().0
}

/// The numbers of tickets that a preview of what is in force finds late, in order.
fn late(world: &World) -> Vec<String> {
    let query = Query::Preview { document: None, condition: None, late_only: true, after: None, limit: None };
    match world.answer(&query) {
        Answer::Preview { preview, .. } => {
            let mut numbers: Vec<_> = preview.moves.iter().map(|one| one.number.clone()).collect();
            numbers.sort();
            numbers
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_open_clocks_are_held_to_a_new_version_and_a_preview_says_who_becomes_late() {
    let world = World::in_memory();
    let early = world.open_many(3);
    world.host(&change(early[2], Edits::none().with("status", "closed")));
    world.later(120);
    let recent = world.open("billing");
    world.later(30);
    world.host(&configure(&resolution_within("PT1H")));
    let stands_on = |ticket| resolution(&world, ticket).config_version;
    assert_eq!(early.iter().map(|ticket| stands_on(*ticket)).collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(late(&world), ["1", "2"]);

    let job = world.host(&rebind(Condition::all([]))).job.unwrap();
    assert_eq!(resolution(&world, recent).config_version, 1, "nothing is done before a tick");
    let later = world.open("");
    assert_eq!(world.tick(100).items, 3, "what is closed, or new, costs no command");
    let job = world.job(job);
    assert_eq!((job.state, job.done, job.changed, job.refused), (JobState::Done, 3, 3, 0));
    for ticket in [early[0], early[1]] {
        let clock = resolution(&world, ticket);
        assert_eq!((clock.config_version, clock.breached_at.is_some()), (2, true));
    }
    let clock = resolution(&world, recent);
    assert_eq!((clock.config_version, clock.breached_at), (2, None));
    assert_eq!(resolution(&world, early[2]).config_version, 1, "what has stopped stays as it was");
    assert_eq!(resolution(&world, later).config_version, 2);
    assert_eq!(late(&world), [""; 0]);

    // Once more there is nothing to do, ticket by ticket: that is no refusal.
    for command in [rebind(Condition::all([])), listed(&[early[0], early[2]])] {
        let job = world.host(&command).job.unwrap();
        world.tick(100);
        let job = world.job(job);
        assert_eq!((job.state, job.changed, job.refused), (JobState::Done, 0, 0));
    }
}

#[test]
fn only_tickets_that_fit_are_held_to_it_and_each_as_one_command_would() {
    let (one, other) = (World::in_memory(), World::in_memory());
    let mut tickets = Vec::new();
    for world in [&one, &other] {
        tickets = vec![world.open("billing"), world.open(""), world.open("billing")];
        world.hire("staff:ada", &["billing"], 5, true);
        world.later(30);
        world.staff("staff:ada", &reply(tickets[2])).unwrap();
        world.host(&configure(&resolution_within("PT2H")));
    }
    one.host(&rebind(is("team", "billing")));
    one.tick(100);
    for ticket in [tickets[0], tickets[2]] {
        other.host(&Command::RebindClocks { ticket: ticket.into() });
    }
    for ticket in &tickets {
        assert_eq!(one.clocks(&(*ticket).into()), other.clocks(&(*ticket).into()));
        assert_eq!(one.ticket(*ticket).version, other.ticket(*ticket).version);
    }
    assert_eq!(resolution(&one, tickets[1]).config_version, 1);
}

#[test]
fn rebinding_many_needs_the_permission_to_configure_and_a_condition_that_can_be() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, false);
    let ticket = world.open("");
    let error = world.staff("staff:ada", &listed(&[ticket])).unwrap_err();
    assert_eq!(error.code(), Code::Forbidden);
    let wrong = [
        (rebind(is("priorty", "low")), Code::UnknownField, "/tickets/field"),
        (listed(&[]), Code::Missing, "/tickets"),
        (listed(&[ticket, ticket]), Code::Duplicate, "/tickets/1"),
    ];
    for (command, code, path) in wrong {
        let context = ticketkit::command::Context::of(ticketkit::model::Actor::host());
        let error = world.desk.execute(&command, &context).unwrap_err();
        let problem = &error.problems()[0];
        assert_eq!((problem.code, problem.path.as_str()), (code, path));
    }
    assert_eq!(world.jobs(), []);
}

#[test]
fn who_lost_the_permission_on_the_way_is_refused_ticket_by_ticket() {
    let world = World::in_memory();
    let mut lead = super::world::agent("staff:lena", &["support"], 1, false);
    if let Command::PutAgent { role, .. } = &mut lead {
        *role = Some(super::stage::name("admin"));
    }
    world.host(&lead);
    let tickets = world.open_many(2);
    world.host(&configure(&resolution_within("PT1H")));
    let job = world.staff("staff:lena", &listed(&tickets)).unwrap().job.unwrap();
    world.tick(1);
    world.hire("staff:lena", &["support"], 1, false);
    if let Command::PutAgent { role, .. } = &mut lead {
        *role = Some(super::stage::name("agent"));
    }
    world.host(&lead);
    world.tick(100);
    let job = world.job(job);
    assert_eq!((job.state, job.changed, job.refused), (JobState::Done, 1, 1));
    assert_eq!(job.refusals[0].problems[0].code, Code::Forbidden);
}

/// A long stretch of tickets that need nothing is gone through in steps, and the job knows how far it is.
#[test]
fn a_long_stretch_of_tickets_that_need_nothing_is_gone_through_in_steps() {
    let world = World::in_memory();
    let count = usize::try_from(limits::JOB_PAGES).unwrap() * 2 + 10;
    world.open_many(count);
    let job = world.host(&rebind(Condition::all([]))).job.unwrap();
    let mut ticks = 0;
    while world.job(job).is_running() {
        let before = world.job(job).after;
        world.tick(1);
        ticks += 1;
        assert!(world.job(job).after > before || !world.job(job).is_running());
        assert!(ticks < 10);
    }
    let job = world.job(job);
    assert_eq!((job.state, job.done, job.changed), (JobState::Done, 2, 0));
}
