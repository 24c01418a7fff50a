//! Statuses and the ways between them.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, DiagramFormat, Edits, Query};
use ticketkit::model::{Actor, Category, TicketRef};

use crate::world::{
    World, agent, change, create, name, note, on_every_storage, problems, reply_with, status, unchanged,
};

fn available(
    world: &World<'_>,
    ticket: &TicketRef,
    actor: &Actor,
) -> Vec<(String, Option<String>, Vec<Code>)> {
    match world.ask(&Query::Transitions { ticket: ticket.clone() }, actor).unwrap() {
        Answer::Transitions { available } => available
            .into_iter()
            .map(|way| {
                let missing = way.missing.iter().map(|problem| problem.code).collect();
                (way.to.to_string(), way.transition.map(|name| name.to_string()), missing)
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn strict(document: &mut Value) {
    document["workflows"][0]["transitions"] = json!([
        { "from": "any", "to": "open" },
        {
            "name": "solve", "from": "open", "to": "resolved", "required_fields": ["tags"],
            "required_message": "public", "guard": { "field": "owner", "op": "is_set" }
        },
        { "name": "give_up", "from": "open", "to": "closed", "permission": "give_up" },
        { "name": "archive", "from": "resolved", "to": "closed" }
    ]);
    document["workflows"][0]["automatic"] = json!({ "agent_reply": "none" });
    let roles = document["roles"].as_array_mut().unwrap();
    roles.push(json!({ "name": "boss", "scope": "all", "permissions": ["change", "give_up", "note"] }));
}

#[test]
fn the_ways_on_are_listed_with_what_is_still_missing() {
    on_every_storage(strict, |world| {
        world.hire(&["ada"]);
        world.host(&agent("boss", "boss", &[]));
        let ticket = world.opened_by_ines();
        let (ada, boss) = (Actor::agent("ada"), Actor::agent("boss"));
        let way = |to: &str, by: Option<&str>, missing: &[Code]| {
            (to.to_owned(), by.map(str::to_owned), missing.to_vec())
        };
        assert_eq!(available(world, &ticket, &ada), [way("open", None, &[])]);
        world.ada(&status(&ticket, "open"));
        let solve = |missing: &[Code]| way("resolved", Some("solve"), missing);
        let all = [Code::GuardFailed, Code::FieldRequired, Code::MessageRequired];
        assert_eq!(available(world, &ticket, &ada), [solve(&all)]);
        assert_eq!(available(world, &ticket, &boss), [solve(&all), way("closed", Some("give_up"), &[])]);
        world.host(&change(&ticket, Edits::none().with("owner", "ada").with("tags", "done")));
        assert_eq!(available(world, &ticket, &ada), [solve(&[Code::MessageRequired])]);
        assert_eq!(available(world, &ticket, &Actor::requester("ines")), [], "customers move nothing");
        // What is said to be missing is what a try is refused for.
        let refused = world.staff("ada", &status(&ticket, "resolved")).unwrap_err();
        assert_eq!(problems(&refused), [(Code::MessageRequired, "")]);
        world.ada(&reply_with(&ticket, "It is out.", Edits::none().with("status", "resolved")));
        assert_eq!(world.ticket(&ticket).category, Category::Solved);
    });
}

#[test]
fn a_move_names_its_transition_and_takes_no_other() {
    on_every_storage(strict, |world| {
        world.hire(&["ada"]);
        world.host(&agent("boss", "boss", &[]));
        let ticket = world.opened_by_ines();
        world.ada(&status(&ticket, "open"));
        let by = |transition: &str| Command::ChangeTicket {
            ticket: ticket.clone(),
            set: Edits::none().with("status", "closed"),
            transition: Some(name(transition)),
            expect_version: None,
        };
        assert_eq!(world.staff("ada", &by("give_up")).unwrap_err().code(), Code::Forbidden);
        assert_eq!(world.staff("boss", &by("solve")).unwrap_err().code(), Code::NoTransition);
        world.staff("boss", &by("give_up")).unwrap();
        assert_eq!(world.ticket(&ticket).status, "closed");
        assert_eq!(world.staff("boss", &status(&ticket, "resolved")).unwrap_err().code(), Code::NoTransition);
    });
}

#[test]
fn a_ticket_begins_where_the_workflow_says_whoever_opens_it() {
    let configure = |document: &mut Value| {
        let statuses = document["workflows"][0]["statuses"].as_array_mut().unwrap();
        for (status, initial) in statuses.iter_mut().zip([true, true, false, false, false, false]) {
            status["initial"] = json!(initial);
        }
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let begins = |status: &str| create("Fire", "ines", Edits::none().with("status", status));
        let opened = world.ada(&begins("open"));
        assert_eq!(world.ticket(&TicketRef::Id(opened.ticket.unwrap())).status, "open");
        for actor in [Actor::agent("ada"), Actor::host()] {
            let refused = |status| {
                world
                    .desk
                    .execute(&begins(status), &ticketkit::command::Context::of(actor.clone()))
                    .unwrap_err()
            };
            assert_eq!(problems(&refused("resolved")), [(Code::NoTransition, "/set/status")]);
            assert_eq!(problems(&refused("opne")), [(Code::UnknownStatus, "/set/status")]);
        }
    });
}

#[test]
fn each_type_follows_its_own_workflow() {
    let configure = |document: &mut Value| {
        document["workflows"].as_array_mut().unwrap().push(json!({
            "name": "requests",
            "statuses": [
                { "name": "asked", "category": "new", "initial": true }, { "name": "open", "category": "open" },
                { "name": "granted", "category": "solved" }, { "name": "denied", "category": "solved" }
            ],
            "transitions": [{ "from": "asked", "to": "open" }, { "from": "open", "to": "category:solved" }]
        }));
        document["types"] = json!([{ "name": "request", "workflow": "requests" }, { "name": "incident" }]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let request = world.open("A chair", "ines", Edits::none().with("type", "request"));
        let incident = world.open("Fire", "ines", Edits::none().with("type", "incident"));
        assert_eq!(
            (world.ticket(&request).status.as_str(), world.ticket(&incident).status.as_str()),
            ("asked", "new")
        );
        assert_eq!(world.staff("ada", &status(&request, "granted")).unwrap_err().code(), Code::NoTransition);
        world.ada(&status(&request, "open"));
        world.ada(&status(&request, "denied"));
        world.ada(&status(&incident, "resolved"));
        // What changes its type goes on in what means the same.
        world.ada(&change(&incident, Edits::none().with("type", "request")));
        let moved = world.ticket(&incident);
        assert_eq!((moved.workflow.as_str(), moved.status.as_str()), ("requests", "granted"));
    });
}

#[test]
fn a_stale_version_is_refused_and_the_present_one_told() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        let seen = world.ticket(&ticket).version;
        world.ada(&note(&ticket, "Somebody was faster."));
        let mut late = status(&ticket, "open");
        if let Command::ChangeTicket { expect_version, .. } = &mut late {
            *expect_version = Some(seen);
        }
        let refused = world.staff("ada", &late).unwrap_err();
        assert_eq!(problems(&refused), [(Code::StaleVersion, "/expect_version")]);
        assert_eq!(world.ticket(&ticket).status, "new");
    });
}

#[test]
fn a_workflow_draws_itself() {
    on_every_storage(strict, |world| {
        let Answer::Diagram { source: mermaid } =
            world.answer(&Query::Diagram { workflow: None, format: None })
        else {
            panic!("a diagram")
        };
        assert!(mermaid.starts_with("stateDiagram-v2"), "{mermaid}");
        for part in ["New", "Resolved", "solve", "[*] -->"] {
            assert!(mermaid.contains(part), "{part} in {mermaid}");
        }
        let format = Some(DiagramFormat::Dot);
        let Answer::Diagram { source: dot } = world.answer(&Query::Diagram { workflow: None, format }) else {
            panic!("a digraph")
        };
        assert!(dot.starts_with("digraph \"default\" {\n"), "{dot}");
        let solve = "s1_open -> s4_resolved [label=\"solve [owner is_set; tags; public message]\"];";
        let give_up = "s1_open -> s5_closed [label=\"give_up (give_up)\"];";
        let resolved = "s4_resolved [label=\"Resolved\", class=\"solved\", fillcolor=\"#2ca02c\", fontcolor=\"#ffffff\"];";
        for part in [solve, give_up, resolved, "begin -> s0_new;", "from_any [label=\"any status\""] {
            assert!(dot.contains(part), "{part} in {dot}");
        }
        assert!(mermaid.contains(": solve #91;owner is_set#59; tags#59; public message#93;"), "{mermaid}");
        let unknown = world
            .ask(&Query::Diagram { workflow: Some(name("defualt")), format: None }, &Actor::host())
            .unwrap_err();
        assert_eq!(problems(&unknown), [(Code::NotFound, "/workflow")]);
    });
}
