//! Every place that asks an actor's rights, where others ask them, too: what each of them alone keeps.

use serde_json::{Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Context, Edits, Query, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::JobId;
use ticketkit::model::{Actor, Job, JobState, Relation, TicketRef};
use ticketkit::time::TimeSource as _;

use crate::stage::{Stage, agent, change, configure, default_with, problems, status};

/// Tess works in the team `support`; to Pia, who configures the desk, a field is hidden.
fn document(default: &mut Json) {
    default["teams"].as_array_mut().unwrap().push(json!({ "name": "sales" }));
    default["fields"] = json!([
        { "name": "secret", "type": "text" },
        { "name": "room", "type": "text", "public": true, "customer_writable": true }
    ]);
    let roles = default["roles"].as_array_mut().unwrap();
    roles.push(json!({
        "name": "partner", "scope": "all", "permissions": ["change", "manage_config"], "hidden_fields": ["secret"]
    }));
}

fn house() -> Stage {
    let stage = Stage::in_memory(&default_with(document));
    stage.host(&agent("tess", "agent", &["support"]));
    stage.host(&agent("pia", "partner", &[]));
    stage
}

fn job(stage: &Stage, job: JobId) -> Job {
    match stage.answer(&Query::Job { job }) {
        Answer::Job { job } => *job,
        other => panic!("{other:?}"),
    }
}

fn with_secret(team: &str) -> Edits {
    Edits::none().with("team", team).with("secret", "x")
}

fn urgent(condition: Condition) -> Command {
    let (tickets, set) = (Which::Matching { condition }, Edits::none().with("priority", "urgent"));
    Command::ChangeTickets { tickets, set, transition: None }
}

#[test]
fn a_job_looks_at_nothing_that_whoever_began_it_does_not_see() {
    let stage = house();
    let (own, hidden) =
        (stage.open("One", "ines", with_secret("support")), stage.open("Two", "ines", with_secret("sales")));
    let begun = stage.staff("tess", &urgent(Condition::test("secret", Op::Eq, ["x"]))).unwrap().job.unwrap();
    // Also when the engine were told that it was the other one's turn.
    let hidden_id = TicketRef::Id(stage.ticket(&hidden).id);
    let turn = Command::ContinueJob { job: begun, version: 1, ticket: Some(hidden_id), failed: Vec::new() };
    stage.desk.execute(&turn, &Context::of(Actor::host())).unwrap();
    let left_alone = job(&stage, begun);
    assert_eq!((&*stage.ticket(&hidden).priority, left_alone.changed, left_alone.refused), ("normal", 0, 0));
    stage.host(&Command::CancelJob { job: begun });
    let begun = stage.staff("tess", &urgent(Condition::test("secret", Op::Eq, ["x"]))).unwrap().job.unwrap();
    stage.engine.tick(stage.time.now(), 1_000).unwrap();
    let done = job(&stage, begun);
    assert_eq!((done.done, done.changed, done.refused), (1, 1, 0));
    assert_eq!((&*stage.ticket(&own).priority, &*stage.ticket(&hidden).priority), ("urgent", "normal"));
}

#[test]
fn solving_a_problem_looks_at_the_incidents_that_whoever_solved_it_sees() {
    let stage = house();
    let problem = stage.open("Cause", "ines", Edits::none().with("team", "support"));
    let own = stage.open("One", "ines", Edits::none().with("team", "support"));
    let hidden = stage.open("Two", "ines", Edits::none().with("team", "sales"));
    for ticket in [&own, &hidden] {
        let (relation, to) = (Relation::Problem, problem.clone());
        stage.host(&Command::LinkTickets { ticket: ticket.clone(), relation, to });
    }
    stage.staff("tess", &status(&problem, "resolved")).unwrap();
    stage.engine.tick(stage.time.now(), 1_000).unwrap();
    let Answer::Jobs { jobs } = stage.answer(&Query::Jobs { after: None, limit: None }) else { panic!() };
    assert_eq!((jobs[0].done, jobs[0].changed, jobs[0].refused), (1, 1, 0));
    assert_eq!((&*stage.ticket(&own).status, &*stage.ticket(&hidden).status), ("resolved", "new"));
}

/// A job asks about a field as long as whoever began it reads that.
#[test]
fn a_job_ends_when_its_condition_is_hidden_from_whoever_began_it() {
    for by_hand in [true, false] {
        let stage = house();
        let ticket = stage.open("One", "ines", with_secret("support"));
        let begun =
            stage.staff("tess", &urgent(Condition::test("secret", Op::Eq, ["x"]))).unwrap().job.unwrap();
        stage.host(&configure(&default_with(|default| {
            document(default);
            default["roles"][1]["hidden_fields"] = json!(["secret"]);
        })));
        if by_hand {
            let it = Some(TicketRef::Id(stage.ticket(&ticket).id));
            let turn = Command::ContinueJob { job: begun, version: 1, ticket: it, failed: Vec::new() };
            let refused = stage.desk.execute(&turn, &Context::of(Actor::host()));
            assert!(refused.is_err() || job(&stage, begun).changed == 0, "{refused:?}");
        } else {
            stage.engine.tick(stage.time.now(), 1_000).unwrap();
            assert_eq!(job(&stage, begun).state, JobState::Cancelled);
        }
        assert_eq!(&*stage.ticket(&ticket).priority, "normal");
    }
}

#[test]
fn nobody_tries_a_document_out_on_tickets_by_a_field_that_they_do_not_read() {
    let stage = house();
    let condition = Some(Condition::test("secret", Op::Eq, ["x"]));
    let (document, late_only, after, limit) = (None, false, None, None);
    let preview = Query::Preview { document, condition: condition.clone(), late_only, after, limit };
    let (document, as_of, after, limit) = (None, None, None, None);
    let what_if = Query::WhatIf { document, condition: condition.clone(), as_of, after, limit };
    let (document, as_of, after, limit) = (None, None, None, None);
    let routed = Query::WhatIfRouting { document, condition, as_of, after, limit };
    for query in [preview, what_if, routed] {
        let refused = stage.ask(&query, &Actor::agent("pia")).unwrap_err();
        assert_eq!(problems(&refused), [(Code::UnknownField, "/condition/field")]);
        assert!(stage.ask(&query, &Actor::host()).is_ok());
    }
}

/// What a form hides is emptied by those who see what they empty.
#[test]
fn a_form_empties_nothing_that_whoever_fills_it_in_does_not_see() {
    let stage = Stage::in_memory(&default_with(|default| {
        document(default);
        default["forms"] = json!([{
            "name": "all", "fields": ["room", "secret"], "clear_hidden": true,
            "rules": [{ "if": { "field": "room", "op": "is_set" }, "then": [{ "hide": ["secret"] }] }]
        }]);
    }));
    stage.host(&agent("tess", "agent", &["support"]));
    let secret = |ticket: &TicketRef| stage.ticket(ticket).fields.get("secret").is_some();
    let ticket = stage.open("One", "ines", with_secret("support"));
    stage.ines(&change(&ticket, Edits::none().with("room", "H7")));
    assert!(secret(&ticket), "a customer emptied what they do not see");
    stage.staff("tess", &change(&ticket, Edits::none().with("room", "H8"))).unwrap();
    assert!(!secret(&ticket));
}

/// What was merged without being made public is no place to go on behind for the customers of its winner.
#[test]
fn a_conversation_that_was_merged_in_silence_tells_its_customers_no_place() {
    let stage = house();
    let winner = stage.open("Mine", "ines", Edits::none());
    let losers = [stage.open("Hers", "joan", Edits::none()), stage.open("His", "jim", Edits::none())];
    for (loser, publish) in losers.iter().zip([false, true]) {
        let (winner, losers) = (winner.clone(), vec![loser.clone()]);
        stage.host(&Command::MergeTickets { winner, losers, publish });
    }
    for (loser, read) in losers.iter().zip([false, true]) {
        let after = stage.ticket(loser).description;
        let query = Query::Thread { ticket: winner.clone(), after, limit: None };
        assert_eq!(stage.ask(&query, &Actor::requester("ines")).is_ok(), read);
        assert!(stage.ask(&query, &Actor::host()).is_ok());
    }
}

/// A customer counts the versions that they see.
#[test]
fn what_a_customer_expects_is_their_own_count_of_versions() {
    let stage = house();
    let ticket = stage.opened_by_ines();
    stage.host(&crate::stage::note(&ticket, "A word."));
    let reply = |expect_version| {
        let mut command = crate::stage::reply(&ticket, "And?");
        if let Command::Reply { expect_version: given, .. } = &mut command {
            *given = Some(expect_version);
        }
        stage.customer("ines", &command)
    };
    let stored = stage.ticket(&ticket);
    assert_ne!(stored.version, stored.public_version);
    assert_eq!(reply(stored.version).unwrap_err().code(), Code::StaleVersion);
    assert!(reply(stored.public_version).is_ok());
}

/// A customer changes tickets one by one, also where a job would do no more than they may.
#[test]
fn customers_begin_no_jobs() {
    let stage = house();
    let ticket = stage.opened_by_ines();
    let only = || Which::Listed { tickets: vec![ticket.clone()] };
    let set = Edits::none().with("room", "H7");
    for command in [
        Command::ChangeTickets { tickets: only(), set: set.clone(), transition: None },
        Command::RestoreTickets { tickets: only() },
        Command::TrashTickets { tickets: only() },
    ] {
        assert_eq!(stage.customer("ines", &command).unwrap_err().code(), Code::Forbidden, "{command:?}");
    }
    stage.ines(&change(&ticket, set));
}

/// The types for customers take nothing internal in, wherever it comes from.
#[test]
fn what_is_made_for_customers_is_made_of_what_is_public() {
    use ticketkit::model::{EventKind, PublicEvent, PublicMessage, TicketField};
    let stage = house();
    let ticket = stage.open("One", "ines", with_secret("support").with("room", "H7"));
    stage.host(&crate::stage::note(&ticket, "A word."));
    let events = stage.events(&ticket);
    let room = |name: &ticketkit::Name| *name == *"room";
    let opened = events.iter().find(|event| event.kind == EventKind::TicketCreated {}).unwrap();
    let shown = PublicEvent::of(opened, room, |_| true).unwrap().changes;
    let has = |name: &str| shown.iter().any(|change| change.field.as_str() == name);
    assert!(has("room") && has("subject") && !has("secret") && !has("team"), "{shown:?}");
    assert!(shown.iter().all(|change| change.field != TicketField::Workflow));
    let internal: Vec<_> = events.iter().filter(|event| !event.public).collect();
    assert!(
        !internal.is_empty() && internal.iter().all(|event| PublicEvent::of(event, room, |_| true).is_none())
    );
    let query = Query::Thread { ticket, after: None, limit: None };
    let Answer::Thread { messages, .. } = stage.answer(&query) else { panic!() };
    let public: Vec<_> = messages.iter().map(|message| PublicMessage::of(message).is_some()).collect();
    assert_eq!(public, [true, false]);
}

#[test]
fn of_linked_tickets_those_are_listed_that_one_sees() {
    let stage = house();
    let parent = stage.open("Whole", "ines", Edits::none().with("team", "support"));
    for team in ["support", "sales"] {
        let (ticket, relation) =
            (stage.open("Part", "ines", Edits::none().with("team", team)), Relation::Parent);
        stage.host(&Command::LinkTickets { ticket, relation, to: parent.clone() });
    }
    let parts = |actor: &Actor| {
        let Answer::Links { links } =
            stage.ask(&Query::Links { ticket: parent.clone(), limit: None }, actor).unwrap()
        else {
            panic!()
        };
        links.iter().map(|linked| linked.tickets.len()).sum::<usize>()
    };
    assert_eq!((parts(&Actor::host()), parts(&Actor::agent("tess"))), (2, 1));
    // What stands in the way of solving it is named as far as one sees it.
    let ways = |actor: &Actor| {
        let ways = stage.ask(&Query::Transitions { ticket: parent.clone() }, actor).unwrap();
        serde_json::to_string(&ways).unwrap()
    };
    assert!(ways(&Actor::host()).contains("solve them first: 2, 3"));
    assert!(ways(&Actor::agent("tess")).contains("solve them first: 2\""));
}
