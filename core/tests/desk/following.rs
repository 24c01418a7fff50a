//! Which workflow a ticket follows, and where it goes on when that changes.

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Context, Edits, Outcome, Query};
use ticketkit::engine::PreviewOptions;
use ticketkit::model::{Actor, Category, ClockState, EventKind, Metric, TicketRef};
use ticketkit::{Code, Result};

use crate::stage::{configure, default_with};
use crate::world::{World, assign, at, change, create, on_every_storage, problems, reply, status};

/// A desk with a workflow of its own for requests, which knows no waiting, and one for the team of the workshop.
fn desk(document: &mut Value) {
    let workflows = document["workflows"].as_array_mut().unwrap();
    workflows.push(json!({
        "name": "requests",
        "statuses": [
            { "name": "asked", "category": "new", "initial": true }, { "name": "open", "category": "open" },
            { "name": "granted", "category": "solved" }, { "name": "over", "category": "closed" }
        ],
        "transitions": [{ "from": "any", "to": "any" }]
    }));
    workflows.push(json!({
        "name": "repairs",
        "statuses": [
            { "name": "received", "category": "new", "initial": true }, { "name": "bench", "category": "open" },
            { "name": "offered", "category": "pending" }, { "name": "ordered", "category": "on_hold" },
            { "name": "repaired", "category": "solved" }, { "name": "closed", "category": "closed" }
        ],
        "transitions": [{ "from": "any", "to": "any" }]
    }));
    document["types"] = json!([{ "name": "request", "workflow": "requests" }, { "name": "incident" }]);
    document["teams"] = json!([{ "name": "support" }, { "name": "workshop", "workflow": "repairs" }]);
    document["routes"] = json!([
        { "name": "broken", "condition": { "field": "subject", "op": "contains", "value": "broken" }, "team": "workshop" },
        { "name": "rest", "team": "support" }
    ]);
    document["workflow_maps"] = json!([
        { "from": "default", "to": "requests", "statuses": { "answered": "open" } },
        { "from": "default", "to": "repairs", "statuses": { "open": "received", "resolved": "ordered" } }
    ]);
    document["policies"] = json!([{
        "name": "standard", "targets": [{ "metric": "resolution", "within": "PT8H", "unit": "real" }]
    }]);
}

fn is(world: &World<'_>, ticket: &TicketRef) -> (String, String, Category) {
    let ticket = world.ticket(ticket);
    (ticket.workflow.to_string(), ticket.status.to_string(), ticket.category)
}

fn place(workflow: &str, status: &str, category: Category) -> (String, String, Category) {
    (workflow.to_owned(), status.to_owned(), category)
}

fn tried(world: &World<'_>, command: &Command) -> Result<Outcome> {
    world.desk.execute(command, &Context::of(Actor::host()))
}

fn of_type(name: &str) -> Edits {
    Edits::none().with("type", name)
}

#[test]
fn a_type_beats_a_team_and_a_team_the_first_workflow() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let open = |subject: &str, set: Edits| world.open(subject, "ines", set);
        let first = open("Fire", Edits::none());
        assert_eq!(is(world, &first), place("default", "new", Category::New));
        let routed = open("The printer is broken", Edits::none());
        assert_eq!(is(world, &routed), place("repairs", "received", Category::New));
        let named = open("A tap drips", Edits::none().with("team", "workshop").with("status", "received"));
        assert_eq!(is(world, &named), place("repairs", "received", Category::New));
        let untyped = open("Broken, too", of_type("incident"));
        assert_eq!(is(world, &untyped).0, "repairs");
        let typed = open("A broken chair", of_type("request"));
        assert_eq!(is(world, &typed), place("requests", "asked", Category::New));
        assert_eq!(world.ticket(&typed).team.unwrap(), "workshop");
    });
}

#[test]
fn where_a_ticket_would_begin_is_asked_of_the_workflow_that_its_team_gives_it() {
    on_every_storage(desk, |world| {
        let set = Edits::none().with("status", "resolved");
        let refused = tried(world, &create("A broken lamp", "ines", set)).unwrap_err();
        assert_eq!(problems(&refused), [(Code::UnknownStatus, "/set/status")]);
    });
}

#[test]
fn domain_4_4_a_map_says_where_a_ticket_goes_on_and_clocks_follow_what_that_means() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none().with("team", "support"));
        world.now("2026-06-01T10:00:00Z");
        world.host(&status(&ticket, "answered"));
        let clock = || world.clock(&ticket, &Metric::Resolution);
        assert_eq!(clock().state, ClockState::Paused, "it waits for the customer");
        world.now("2026-06-01T12:00:00Z");
        // Pending as it is, it goes on as something that staff must act on.
        world.host(&change(&ticket, of_type("request")));
        assert_eq!(is(world, &ticket), place("requests", "open", Category::Open));
        assert_eq!(world.ticket(&ticket).status_since, at("2026-06-01T12:00:00Z"));
        let clock = clock();
        assert_eq!(clock.state, ClockState::Running);
        assert_eq!(clock.due_at, Some(at("2026-06-01T19:00:00Z")), "two hours did not count");
    });
}

#[test]
fn domain_4_4_what_a_map_does_not_name_goes_by_name_and_then_by_category() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none());
        world.host(&status(&ticket, "postponed"));
        world.host(&assign(&ticket, Some("workshop"), None));
        assert_eq!(is(world, &ticket), place("repairs", "ordered", Category::OnHold));
        world.host(&status(&ticket, "closed"));
        world.host(&change(&ticket, Edits::none().with("team", "support")));
        assert_eq!(is(world, &ticket), place("default", "closed", Category::Closed));
        let solved = world.open("Smoke", "ines", Edits::none());
        world.host(&status(&solved, "resolved"));
        world.host(&assign(&solved, Some("workshop"), None));
        let moved = world.ticket(&solved);
        assert_eq!(is(world, &solved), place("repairs", "ordered", Category::OnHold), "the map says so");
        assert_eq!(moved.reopens, 1);
    });
}

#[test]
fn domain_4_4_a_ticket_without_a_place_is_refused_and_the_refusal_names_the_pair() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none());
        world.host(&status(&ticket, "postponed"));
        let refused = tried(world, &change(&ticket, of_type("request"))).unwrap_err();
        assert_eq!(problems(&refused), [(Code::StatusNotMapped, "/set/type")]);
        let params = &refused.problems()[0].params;
        let named = ["from", "to", "status"].map(|name| params[name].as_str());
        assert_eq!(named, ["default", "requests", "postponed"]);
        assert_eq!(is(world, &ticket), place("default", "postponed", Category::OnHold));
        assert_eq!(world.ticket(&ticket).ticket_type, None);
    });
}

/// The same desk, of which the default workflow has lost two statuses and the type request has no workflow of its own.
fn later(document: &mut Value) {
    desk(document);
    let statuses = document["workflows"][0]["statuses"].as_array_mut().unwrap();
    statuses.retain(|status| !["answered", "postponed"].contains(&status["name"].as_str().unwrap()));
    document["workflows"][0]["automatic"]["agent_reply"] = json!("none");
    document["workflow_maps"] =
        json!([{ "from": "default", "to": "default", "statuses": { "answered": "open" } }]);
}

#[test]
fn a_preview_says_whose_status_goes_away_and_where_they_would_go() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        for (n, to) in ["answered", "postponed", "answered", "resolved"].into_iter().enumerate() {
            world.now(&format!("2026-06-01T10:0{n}:00Z"));
            let ticket = world.open(&format!("Fire {n}"), "ines", Edits::none());
            world.host(&status(&ticket, to));
        }
        let document = default_with(later).to_string();
        let options = PreviewOptions::default();
        let preview = world.desk.preview(&document, &options, &Actor::host(), &mut |_| true).unwrap();
        let rows: Vec<_> = preview
            .stranded
            .iter()
            .map(|row| (row.status.as_str(), row.to_status.as_deref(), row.tickets, row.first.join(" ")))
            .collect();
        assert_eq!(
            rows,
            [("answered", Some("open"), 2, "1 3".to_owned()), ("postponed", None, 1, "2".to_owned())]
        );
        assert_eq!(preview.stuck, 1);
        assert!(
            preview.to_string().contains(
                "1 tickets in `postponed` of `default` are stuck: `default` has no status for them; the first is 2"
            ),
            "{preview}"
        );
        let same = default_with(desk).to_string();
        let preview = world.desk.preview(&same, &options, &Actor::host(), &mut |_| true).unwrap();
        assert_eq!((preview.stranded.len(), preview.stuck), (0, 0));
    });
}

#[test]
fn a_status_that_is_gone_is_read_as_the_map_says_and_the_next_touch_makes_it_so() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none());
        world.host(&status(&ticket, "answered"));
        let stuck = world.open("Smoke", "ines", Edits::none());
        world.host(&status(&stuck, "postponed"));
        world.host(&configure(&default_with(later)));
        assert_eq!(is(world, &ticket).1, "answered", "nobody has touched it");
        let ways = |ticket: &TicketRef| {
            let query = Query::Transitions { ticket: ticket.clone() };
            match world.ask(&query, &Actor::host()).unwrap() {
                Answer::Transitions { available } => available.len(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((ways(&ticket), ways(&stuck)), (3, 0), "new, resolved and closed");
        world.now("2026-06-01T10:00:00Z");
        world.ada(&reply(&ticket, "Still looking."));
        assert_eq!(is(world, &ticket), place("default", "open", Category::Open));
        let moved = world.events(&ticket);
        let moved = moved.iter().find(|event| event.at == at("2026-06-01T10:00:00Z")).unwrap();
        let EventKind::TicketMoved { automatic: Some(automatic), .. } = &moved.kind else {
            panic!("{moved:?}")
        };
        assert_eq!(automatic.as_str(), "configuration");
        // What has no place stays, and can still be worked on; a type with a workflow of its own takes it in.
        world.ada(&change(&stuck, Edits::none().with("priority", "high")));
        assert_eq!(is(world, &stuck).1, "postponed");
    });
}

#[test]
fn a_status_that_means_something_else_by_now_does_from_the_next_touch_on() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none());
        world.host(&status(&ticket, "postponed"));
        let changed = default_with(|document| {
            desk(document);
            document["workflows"][0]["statuses"][3]["category"] = json!("open");
        });
        world.host(&configure(&changed));
        world.ada(&change(&ticket, Edits::none().with("priority", "high")));
        assert_eq!(is(world, &ticket), place("default", "postponed", Category::Open));
    });
}

#[test]
fn a_solved_ticket_whose_status_is_gone_still_closes_in_time() {
    on_every_storage(desk, |world| {
        world.hire(&["ada"]);
        let ticket = world.open("Fire", "ines", Edits::none());
        world.host(&status(&ticket, "resolved"));
        let renamed = default_with(|document| {
            desk(document);
            let text = document.to_string().replace("\"resolved\"", "\"done\"");
            *document = serde_json::from_str(&text).unwrap();
            document["workflow_maps"] = json!([]);
        });
        world.host(&configure(&renamed));
        world.tick("2026-06-05T09:00:00Z");
        assert_eq!(is(world, &ticket), place("default", "closed", Category::Closed));
    });
}
