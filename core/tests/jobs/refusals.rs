//! What is refused at once, and what ticket by ticket.

use serde_json::json;
use ticketkit::Code;
use ticketkit::command::{Command, Context, Edits, Which};
use ticketkit::condition::Condition;
use ticketkit::limits;
use ticketkit::model::{Actor, JobState, TicketRef};

use super::world::{World, change, document, is, listed, matching, name};

/// Codes and paths of a command that is refused.
fn refused(world: &World, command: &Command) -> Vec<(Code, String)> {
    let error = world.desk.execute(command, &Context::of(Actor::host())).unwrap_err();
    error.problems().iter().map(|problem| (problem.code, problem.path.clone())).collect()
}

#[test]
fn what_is_wrong_for_every_ticket_is_refused_at_once_and_begins_nothing() {
    let world = World::in_memory();
    let set = Edits::none().with("colour", "red").with("priority", "hgh").with("status", "opne");
    let wrong = matching(is("priorty", "low"), set);
    assert_eq!(
        refused(&world, &wrong),
        [
            (Code::UnknownField, "/tickets/field".to_owned()),
            (Code::UnknownField, "/set/colour".to_owned()),
            (Code::UnknownName, "/set/priority".to_owned()),
            (Code::UnknownStatus, "/set/status".to_owned()),
        ]
    );
    let nothing = listed([""; 0], Edits::none());
    assert_eq!(
        refused(&world, &nothing),
        [(Code::Missing, "/tickets".to_owned()), (Code::NothingToDo, "/set".to_owned())]
    );
    let twice = listed(["1", "2", "1"], Edits::none().with("priority", "low"));
    assert_eq!(refused(&world, &twice), [(Code::Duplicate, "/tickets/2".to_owned())]);
    let many = (0..=limits::TICKETS_LISTED).map(|n| TicketRef::Number(n.to_string()));
    let many = listed(many, Edits::none().with("priority", "low"));
    assert_eq!(refused(&world, &many), [(Code::TooMany, "/tickets".to_owned())]);
    assert_eq!(world.jobs(), []);
    assert_eq!(world.engine.next_due().unwrap(), None);
}

#[test]
fn customers_begin_no_jobs_and_nobody_but_the_host_carries_them_on() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, false);
    let ticket = world.open("");
    let command = listed([ticket], Edits::none().with("priority", "high"));
    let customer = Actor::requester(world.ticket(ticket).requester);
    let error = world.desk.execute(&command, &Context::of(customer.clone())).unwrap_err();
    assert_eq!(error.code(), Code::Forbidden);
    let job = world.staff("staff:ada", &command).unwrap().job.unwrap();
    let go_on = Command::ContinueJob { job, version: 1, ticket: Some(ticket.into()), failed: vec![] };
    assert_eq!(world.staff("staff:ada", &go_on).unwrap_err().code(), Code::Forbidden);
    let error = world.desk.execute(&go_on, &Context::of(customer)).unwrap_err();
    assert_eq!(error.code(), Code::Forbidden);
    assert_eq!(world.ticket(ticket).priority, "normal");
}

#[test]
fn what_is_refused_for_one_ticket_is_listed_and_the_others_go_on() {
    let world = World::in_memory();
    let tickets = world.open_many(4);
    world.host(&change(tickets[1], Edits::none().with("status", "closed")));
    world.host(&change(tickets[2], Edits::none().with("status", "resolved")));
    let mut all: Vec<TicketRef> = tickets.iter().map(|ticket| (*ticket).into()).collect();
    all.insert(1, "4711".into());
    let job = world.host(&listed(all, Edits::none().with("status", "resolved"))).job.unwrap();
    world.tick(100);
    let job = world.job(job);
    assert_eq!((job.state, job.total, job.done), (JobState::Done, Some(5), 5));
    assert_eq!((job.changed, job.refused), (2, 3));
    let refusals: Vec<_> =
        job.refusals.iter().map(|it| (it.ticket.clone().unwrap(), it.problems[0].code)).collect();
    assert_eq!(
        refusals,
        [
            (TicketRef::Number("4711".to_owned()), Code::NotFound),
            (tickets[1].into(), Code::NoTransition),
            (tickets[2].into(), Code::NothingToDo),
        ]
    );
}

#[test]
fn a_refusal_lists_every_check_that_failed() {
    let world = World::in_memory();
    let mut strict = document();
    strict["fields"] = json!([{ "name": "cause", "type": "text" }]);
    strict["workflows"][0]["transitions"] = json!([{
        "from": "any", "to": "any", "required_fields": ["cause"],
        "guard": { "field": "priority", "op": "eq", "value": "high" },
    }]);
    world.host(&Command::Configure { document: strict.to_string(), expect_version: None });
    let ticket = world.open("");
    let job = world.host(&listed([ticket], Edits::none().with("status", "open"))).job.unwrap();
    world.tick(100);
    let single = world
        .desk
        .execute(&change(ticket, Edits::none().with("status", "open")), &Context::of(Actor::host()));
    let job = world.job(job);
    assert_eq!(job.refusals[0].problems, single.unwrap_err().problems());
    assert_eq!(job.refusals[0].problems.len(), 2);
}

/// Only the storage knows that an external id is another ticket's.
#[test]
fn what_the_storage_refuses_is_listed_like_everything_else() {
    let world = World::in_memory();
    let tickets = world.open_many(3);
    let before = world.ticket(tickets[2]);
    let job = world.host(&listed(tickets.clone(), Edits::none().with("external_ids", "crm:1"))).job.unwrap();
    assert_eq!(world.tick(100).items, 3);
    let job = world.job(job);
    assert_eq!((job.state, job.changed, job.refused), (JobState::Done, 1, 2));
    assert_eq!(job.refusals[0].problems[0].code, Code::AlreadyTaken);
    assert_eq!(world.ticket(tickets[0]).external_ids.len(), 1);
    assert_eq!(world.ticket(tickets[2]), before, "nothing of a refused item is written");
}

#[test]
fn a_long_list_of_refusals_is_cut_and_counted() {
    let world = World::in_memory();
    let unknown = (0..150).map(|n| TicketRef::Number(format!("none-{n}")));
    let job = world.host(&listed(unknown, Edits::none().with("priority", "low"))).job.unwrap();
    world.tick(1_000);
    let job = world.job(job);
    assert_eq!((job.refused, job.refusals.len()), (150, limits::JOB_REFUSALS));
}

#[test]
fn a_job_whose_actor_has_left_ends_and_says_why() {
    let world = World::in_memory();
    world.hire("staff:ada", &["support"], 1, false);
    let tickets = world.open_many(4);
    let set = Edits::none().with("priority", "high");
    let job = world.staff("staff:ada", &matching(Condition::all([]), set)).unwrap().job.unwrap();
    world.tick(2);
    world.host(&Command::PutAgent {
        person: "staff:ada".into(),
        name: None,
        role: None,
        teams: None,
        skills: None,
        languages: None,
        capacity: None,
        availability: None,
        calendar: None,
        share: None,
        active: Some(false),
    });
    assert!(!world.tick(100).more);
    let job = world.job(job);
    assert_eq!((job.state, job.changed, job.refused), (JobState::Cancelled, 2, 0));
    assert_eq!(job.refusals[0].ticket, None);
    assert_eq!(job.refusals[0].problems[0].code, Code::UnknownActor);
    assert_eq!(tickets.iter().filter(|ticket| world.ticket(**ticket).priority == "high").count(), 2);
}

#[test]
fn a_job_whose_condition_no_longer_means_anything_ends_and_says_why() {
    let world = World::in_memory();
    let mut with_field = document();
    with_field["fields"] = json!([{ "name": "cause", "type": "text" }]);
    world.host(&Command::Configure { document: with_field.to_string(), expect_version: None });
    world.open_many(2);
    let set = Edits::none().with("priority", "high");
    let condition = Condition::not(Condition::test("cause", ticketkit::condition::Op::IsSet, [""; 0]));
    let job = world.host(&matching(condition, set)).job.unwrap();
    world.host(&Command::Configure { document: document().to_string(), expect_version: None });
    assert!(!world.tick(100).more);
    let job = world.job(job);
    assert_eq!((job.state, job.done), (JobState::Cancelled, 0));
    assert_eq!(job.refusals[0].problems[0].code, Code::UnknownField);
}

#[test]
fn an_item_that_somebody_else_has_carried_out_is_refused() {
    let world = World::in_memory();
    let tickets = world.open_many(2);
    let which = Which::Matching { condition: Condition::all([]) };
    let set = Edits::none().with("priority", "high");
    let before = world.ticket(tickets[0]).version;
    let job = world.host(&Command::ChangeTickets { tickets: which, set, transition: None }).job.unwrap();
    world.tick(1);
    let done = tickets.iter().find(|ticket| world.ticket(**ticket).priority == name("high")).unwrap();
    let go_on = |version| Command::ContinueJob { job, version, ticket: Some((*done).into()), failed: vec![] };
    for version in [1, 2, 3] {
        assert_eq!(refused(&world, &go_on(version))[0].0, Code::StaleVersion, "{version}");
    }
    assert_eq!(world.ticket(*done).version, before + 1);
}
