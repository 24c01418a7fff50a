//! Who joins a team brings along what they have to do, and the place that they once had there.

use serde_json::{Value, json};
use ticketkit::command::{Command, Edits};
use ticketkit::model::TicketRef;

use crate::world::{World, agent, on_every_storage, person, status};

fn house(document: &mut Value) {
    let team = |name: &str| json!({ "name": name, "strategy": "round_robin" });
    document["teams"] = json!([team("support"), team("billing")]);
    document["routes"] = json!([]);
}

/// An agent who takes so much.
fn hire(world: &World<'_>, key: &str, teams: &[&str], takes: u32) {
    let mut command = agent(key, "agent", teams);
    if let Command::PutAgent { capacity, .. } = &mut command {
        *capacity = Some(takes);
    }
    world.host(&command);
}

fn open(world: &World<'_>, team: &str) -> TicketRef {
    world.open("Printer", "ines", Edits::none().with("team", team))
}

#[test]
fn who_joins_a_team_takes_no_more_of_its_queue_than_they_have_room_for() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        hire(world, "nora", &["support"], 3);
        let before = [open(world, "support"), open(world, "support")];
        let waiting = [open(world, "billing"), open(world, "billing")];
        hire(world, "nora", &["support", "billing"], 3);
        let given = || waiting.iter().filter_map(|ticket| world.owner(ticket)).collect::<Vec<_>>();
        assert_eq!(given(), ["nora"], "she has room for one more, and for no other");
        world.host(&status(&before[0], "resolved"));
        assert_eq!(given(), ["nora", "nora"]);
    });
}

#[test]
fn who_comes_back_to_a_team_has_the_place_in_its_rotation_that_they_had() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        hire(world, "nora", &["support"], 9);
        hire(world, "sam", &["support"], 1);
        assert_eq!(world.owner(&open(world, "support")).as_deref(), Some("nora"));
        assert_eq!(world.owner(&open(world, "support")).as_deref(), Some("sam"));
        hire(world, "nora", &["billing"], 9);
        let waiting = open(world, "support");
        assert_eq!(world.owner(&waiting), None, "sam has enough to do");
        hire(world, "nora", &["support"], 9);
        assert_eq!(world.owner(&waiting).as_deref(), Some("nora"));
        hire(world, "sam", &["support"], 9);
        assert_eq!(world.owner(&open(world, "support")).as_deref(), Some("sam"), "it is his turn");
    });
}

#[test]
fn who_is_called_back_to_work_brings_along_what_they_have_to_do() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        hire(world, "nora", &["support"], 1);
        let first = open(world, "support");
        let works = |yes| {
            let mut command = agent("nora", "agent", &["support"]);
            if let Command::PutAgent { active, capacity, .. } = &mut command {
                (*active, *capacity) = (Some(yes), Some(1));
            }
            world.host(&command);
        };
        works(false);
        let waiting = open(world, "support");
        works(true);
        assert_eq!(world.owner(&first).as_deref(), Some("nora"));
        assert_eq!(world.owner(&waiting), None, "she is full");
    });
}
