//! How tickets hang together: parts and their parent, a problem and its incidents, and what has to do with each other.

use serde_json::json;
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Linked, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{Actor, JobState, Relation, TicketRef};

use crate::world::{World, agent, change, find, on_every_storage, problems, reply_with, status, unchanged};

fn link(ticket: &TicketRef, relation: Relation, to: &TicketRef) -> Command {
    Command::LinkTickets { ticket: ticket.clone(), relation, to: to.clone() }
}

fn unlink(ticket: &TicketRef, relation: Relation, to: &TicketRef) -> Command {
    Command::UnlinkTickets { ticket: ticket.clone(), relation, to: to.clone() }
}

fn links_seen_by(world: &World<'_>, actor: &Actor, ticket: &TicketRef) -> Vec<(String, Vec<String>)> {
    match world.ask(&Query::Links { ticket: ticket.clone(), limit: None }, actor).unwrap() {
        Answer::Links { links } => {
            let numbers = |linked: Linked| {
                let mut numbers: Vec<_> = linked.tickets.into_iter().map(|ticket| ticket.number).collect();
                numbers.sort_unstable();
                (linked.link.to_string(), numbers)
            };
            links.into_iter().map(numbers).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn links(world: &World<'_>, ticket: &TicketRef) -> Vec<(String, Vec<String>)> {
    links_seen_by(world, &Actor::host(), ticket)
}

fn group(link: &str, numbers: &[&str]) -> (String, Vec<String>) {
    (link.to_owned(), numbers.iter().map(|number| (*number).to_owned()).collect())
}

#[test]
fn feature_1_8_open_children_block_the_parent() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let [parent, first, second] = [0; 3].map(|_| world.opened_by_ines());
        world.ada(&link(&first, Relation::Parent, &parent));
        world.ada(&link(&second, Relation::Parent, &parent));
        assert_eq!(links(world, &parent), [group("children", &["2", "3"])]);
        assert_eq!(links(world, &first), [group("parent", &["1"])]);

        let solve = reply_with(&parent, "Done.", Edits::none().with("status", "resolved"));
        for command in [&status(&parent, "resolved"), &status(&parent, "closed"), &solve] {
            let error = world.staff("ada", command).unwrap_err();
            assert_eq!(problems(&error), [(Code::ChildrenOpen, "/set/status")], "{command:?}");
            let named = &error.problems()[0].params["children"];
            assert!(named.contains('2') && named.contains('3'), "{named}");
        }
        let Answer::Transitions { available } = world.answer(&Query::Transitions { ticket: parent.clone() })
        else {
            panic!()
        };
        let missing = |to: &str| {
            let found = available.iter().find(|way| way.to == *to).unwrap();
            found.missing.iter().map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert_eq!(missing("resolved"), [Code::ChildrenOpen]);
        assert_eq!(missing("answered"), []);

        world.ada(&status(&first, "resolved"));
        assert!(world.staff("ada", &status(&parent, "resolved")).is_err(), "one is still to be done");
        // What is thrown away is not to be done any more.
        world.host(&Command::TrashTicket { ticket: second.clone() });
        world.ada(&status(&parent, "resolved"));
        // Once it is solved, it may be closed whatever its parts do.
        world.host(&Command::RestoreTicket { ticket: second.clone() });
        world.ada(&status(&parent, "closed"));
    });
}

#[test]
fn whether_children_block_is_said_by_the_workflow_or_the_transition() {
    let lenient = |document: &mut serde_json::Value| {
        let workflow = &mut document["workflows"][0];
        workflow["requires_children_done"] = json!(false);
        let strict = json!({ "from": "open", "to": "closed", "requires_children_done": true });
        workflow["transitions"].as_array_mut().unwrap().push(strict);
    };
    on_every_storage(lenient, |world| {
        world.hire(&["ada"]);
        let [parent, child] = [0; 2].map(|_| world.opened_by_ines());
        world.ada(&link(&child, Relation::Parent, &parent));
        world.ada(&status(&parent, "open"));
        let error = world.staff("ada", &status(&parent, "closed")).unwrap_err();
        assert_eq!(error.code(), Code::ChildrenOpen);
        world.ada(&status(&parent, "resolved"));
    });
}

#[test]
fn nothing_is_a_part_of_itself() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let chain: Vec<TicketRef> = (0..11).map(|_| world.opened_by_ines()).collect();
        for pair in chain.windows(2).take(9) {
            world.ada(&link(&pair[0], Relation::Parent, &pair[1]));
        }
        let refused = |command: &Command| world.staff("ada", command).unwrap_err();
        let circle = refused(&link(&chain[3], Relation::Parent, &chain[0]));
        assert_eq!(problems(&circle), [(Code::Cycle, "/to")]);
        assert_eq!(
            problems(&refused(&link(&chain[0], Relation::Parent, &chain[0]))),
            [(Code::OutOfRange, "/to")]
        );
        let deep = refused(&link(&chain[10], Relation::Parent, &chain[0]));
        assert_eq!(problems(&deep), [(Code::TooMany, "/to")]);
        assert_eq!(refused(&link(&chain[0], Relation::Parent, &chain[1])).code(), Code::NothingToDo);
        assert_eq!(refused(&unlink(&chain[1], Relation::Parent, &chain[0])).code(), Code::NothingToDo);
        world.ada(&unlink(&chain[0], Relation::Parent, &chain[1]));
        assert_eq!(world.ticket(&chain[0]).parent, None);
        let customer = world.customer("ines", &link(&chain[0], Relation::Parent, &chain[1])).unwrap_err();
        assert_eq!(customer.code(), Code::Forbidden);
        world.ada(&Command::MarkSpam { ticket: chain[1].clone() });
        let spam = refused(&link(&chain[0], Relation::Parent, &chain[1]));
        assert_eq!(problems(&spam), [(Code::TicketInactive, "/to")]);
        assert_eq!(
            problems(&refused(&link(&chain[0], Relation::Parent, &"99".into()))),
            [(Code::NotFound, "/to")]
        );
    });
}

#[test]
fn feature_1_9_solving_a_problem_solves_its_incidents_through_their_own_checks() {
    let guarded = |document: &mut serde_json::Value| {
        let way = json!({
            "from": "new", "to": "resolved",
            "guard": { "not": { "field": "tags", "op": "has_any", "value": ["keep"] } }
        });
        document["workflows"][0]["transitions"].as_array_mut().unwrap().push(way);
    };
    on_every_storage(guarded, |world| {
        world.hire(&["ada"]);
        let problem = world.opened_by_ines();
        let incidents: Vec<TicketRef> = (0..3).map(|_| world.opened_by_ines()).collect();
        let kept = world.open("Kept", "ines", Edits::none().with("tags", crate::world::list(&["keep"])));
        for incident in incidents.iter().chain([&kept]) {
            world.ada(&link(incident, Relation::Problem, &problem));
        }
        let error = world.staff("ada", &link(&problem, Relation::Problem, &kept)).unwrap_err();
        assert_eq!(problems(&error), [(Code::OutOfRange, "/to")], "an incident is no problem of others");
        let outcome = world.ada(&status(&problem, "resolved"));
        assert_eq!(outcome.notices.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["incidents"]);
        world.tick("2026-06-01T09:00:00Z");
        for incident in &incidents {
            assert_eq!(world.ticket(incident).status, "resolved");
        }
        assert_eq!(world.ticket(&kept).status, "new", "its own way is barred");
        let Answer::Jobs { jobs } = world.answer(&Query::Jobs { after: None, limit: None }) else { panic!() };
        let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
        assert_eq!((job.state, job.changed, job.refused), (JobState::Done, 3, 1));
        assert_eq!(job.refusals[0].problems[0].code, Code::GuardFailed);
        assert_eq!(job.by.person(), Some(world.id("ada")), "whoever solved the problem solves them");
        // An incident by itself solves nothing else.
        let before = world.answer(&Query::Jobs { after: None, limit: None });
        world.ada(&change(&kept, Edits::none().without("tags")));
        world.ada(&status(&kept, "resolved"));
        assert_eq!(world.answer(&Query::Jobs { after: None, limit: None }), before);
    });
}

#[test]
fn what_has_to_do_with_each_other_is_seen_from_both_sides() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let [first, second] = [0; 2].map(|_| world.opened_by_ines());
        world.ada(&link(&first, Relation::Relates, &second));
        let again = world.staff("ada", &link(&second, Relation::Relates, &first)).unwrap_err();
        assert_eq!(again.code(), Code::NothingToDo);
        assert_eq!(links(world, &first), [group("relates", &["2"])]);
        assert_eq!(links(world, &second), [group("relates", &["1"])]);
        world.ada(&unlink(&second, Relation::Relates, &first));
        assert_eq!(links(world, &first), []);
        let none = world.staff("ada", &unlink(&second, Relation::Relates, &first)).unwrap_err();
        assert_eq!(none.code(), Code::NothingToDo);
    });
}

#[test]
fn links_are_found_by_lists_and_hidden_with_the_tickets_that_they_lead_to() {
    let other_team = |document: &mut serde_json::Value| {
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
    };
    on_every_storage(other_team, |world| {
        world.hire(&["ada"]);
        world.host(&agent("bea", "agent", &["billing"]));
        let parent = world.opened_by_ines();
        let seen = world.open("Seen", "ines", Edits::none().with("team", "billing"));
        let hidden = world.opened_by_ines();
        for child in [&seen, &hidden] {
            world.host(&link(child, Relation::Parent, &parent));
        }
        world.host(&link(&seen, Relation::Relates, &hidden));
        let id = world.ticket(&parent).id;
        let of_parent = find(Some(Condition::test("parent", Op::Eq, [id.to_string()])), None);
        assert_eq!(world.found(&of_parent, &Actor::host()).len(), 2);
        assert_eq!(world.found(&of_parent, &Actor::agent("bea")), ["2"]);
        let bea = Actor::agent("bea");
        assert_eq!(links_seen_by(world, &bea, &seen), []);
        let other = world.ticket(&hidden).id;
        for query in [
            Query::Ticket { ticket: seen.clone() },
            Query::History { ticket: seen.clone(), after: 0, limit: None },
            find(None, None),
        ] {
            let told = format!("{:?}", world.ask(&query, &bea).unwrap());
            assert!(!told.contains(&id.to_string()) && !told.contains(&other.to_string()), "{told}");
        }
        let error = world.staff("bea", &unlink(&seen, Relation::Parent, &parent)).unwrap_err();
        assert_eq!(problems(&error), [(Code::NotFound, "/to")]);
        let customers = world.ask(&Query::Links { ticket: seen, limit: None }, &Actor::requester("ines"));
        assert_eq!(customers.unwrap_err().code(), Code::Forbidden);
        // A child that is not seen bars the way all the same, and is not named.
        world.host(&change(&parent, Edits::none().with("team", "billing")));
        let error = world.staff("bea", &status(&parent, "resolved")).unwrap_err();
        assert_eq!(error.problems()[0].params["children"], "2");
    });
}

/// Time had brought the other ticket to the team of whoever links to it, and nothing had looked at it since.
#[test]
fn what_was_due_on_the_other_ticket_is_kept_with_the_link() {
    let to_experts = |document: &mut serde_json::Value| {
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "experts" }));
        document["policies"][0]["steps"] =
            json!([{ "metric": "first_reply", "at": { "percent": 50 }, "set": { "team": "experts" } }]);
    };
    on_every_storage(to_experts, |world| {
        world.hire(&["ada"]);
        world.host(&agent("cy", "agent", &["experts"]));
        let problem = world.opened_by_ines();
        let incident = world.open("Mine, too", "otto", Edits::none().with("team", "experts"));
        world.now("2026-06-01T15:00:00Z");
        let link =
            Command::LinkTickets { ticket: incident, relation: Relation::Problem, to: problem.clone() };
        world.staff("cy", &link).unwrap();
        let told = world.kinds(&problem);
        assert!(told.contains(&"step_taken".to_owned()), "{told:?}");
        let kept = world.ticket(&problem);
        assert_eq!((kept.team.as_deref(), kept.version), (Some("experts"), told.len() as u64));
        world.tick("2026-06-20T15:00:00Z");
        assert!(world.kinds(&problem).contains(&"clock_breached".to_owned()), "its time goes on");
    });
}
