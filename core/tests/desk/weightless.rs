//! What weighs nothing fits beside a full load, also once it waits.

use serde_json::{Value, json};
use ticketkit::command::{Command, Edits};
use ticketkit::model::{Availability, TicketRef};

use crate::world::{World, agent, assign, change, on_every_storage, person, status};

fn house(document: &mut Value) {
    let weekly: serde_json::Map<_, _> = ["mon", "tue", "wed", "thu", "fri"]
        .iter()
        .map(|day| ((*day).to_owned(), json!([["12:00", "18:00"]])))
        .collect();
    document["calendars"]["late"] = json!({ "time_zone": "UTC", "weekly": weekly });
    document["teams"] = json!([{ "name": "support", "strategy": "round_robin" }]);
    document["routes"] = json!([]);
    document["work"] = json!({ "weights": [
        { "condition": { "field": "priority", "op": "eq", "value": "low" }, "weight": 0 }
    ]});
}

/// An agent of the team who takes one ticket; on another shift when one is named.
fn hire(world: &World<'_>, key: &str, takes: u32, shift: Option<&str>) {
    let mut command = agent(key, "agent", &["support"]);
    if let Command::PutAgent { capacity, calendar, .. } = &mut command {
        *capacity = Some(takes);
        *calendar = Some(shift.unwrap_or_default().to_owned());
    }
    world.host(&command);
}

fn open(world: &World<'_>, priority: &str) -> TicketRef {
    world.open("Printer", "ines", Edits::none().with("team", "support").with("priority", priority))
}

fn owner(world: &World<'_>, ticket: &TicketRef) -> Option<String> {
    world.owner(ticket)
}

#[test]
fn who_comes_back_with_a_full_load_gets_what_weighs_nothing() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        hire(world, "nora", 1, None);
        let work = open(world, "normal");
        world.set_availability("nora", Availability::Away);
        let (heavy, light) = (open(world, "normal"), open(world, "low"));
        assert_eq!((owner(world, &work).as_deref(), owner(world, &light)), (Some("nora"), None));
        world.set_availability("nora", Availability::Available);
        assert_eq!(owner(world, &light).as_deref(), Some("nora"));
        assert_eq!(owner(world, &heavy), None, "for which she has no room");
    });
}

#[test]
fn a_shift_that_begins_with_a_full_load_takes_what_weighs_nothing() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        world.now("2026-06-01T09:00:00Z");
        hire(world, "nora", 1, None);
        let work = open(world, "normal");
        hire(world, "nora", 1, Some("late"));
        let (heavy, light) = (open(world, "normal"), open(world, "low"));
        let answered = open(world, "normal");
        world.host(&status(&answered, "answered"));
        world.tick("2026-06-01T11:59:00Z");
        assert_eq!((owner(world, &work).as_deref(), owner(world, &light)), (Some("nora"), None));
        world.tick("2026-06-01T12:00:00Z");
        assert_eq!(owner(world, &light).as_deref(), Some("nora"));
        assert_eq!(
            owner(world, &answered).as_deref(),
            Some("nora"),
            "what waits for the customer is no work"
        );
        assert_eq!(owner(world, &heavy), None);
    });
}

#[test]
fn who_had_more_than_they_take_takes_what_weighs_nothing_once_they_have_just_enough() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        hire(world, "nora", 1, None);
        let (first, second) = (open(world, "normal"), open(world, "normal"));
        world.host(&assign(&second, None, Some("nora")));
        let light = open(world, "low");
        assert_eq!(owner(world, &light), None, "nothing fits beside too much");
        world.host(&status(&first, "resolved"));
        assert_eq!(owner(world, &light).as_deref(), Some("nora"));
    });
}

/// Of a queue that is longer than a command looks at, the team's job finds what weighs nothing, and reads nothing else.
#[test]
fn what_weighs_nothing_is_found_behind_all_that_does() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        hire(world, "nora", 1, None);
        open(world, "normal");
        world.set_availability("nora", Availability::Away);
        let heavy: Vec<TicketRef> = (0..12).map(|_| open(world, "normal")).collect();
        let light = open(world, "low");
        world.set_availability("nora", Availability::Available);
        assert_eq!(owner(world, &light), None, "it is behind what one command looks at");
        world.tick("2026-06-01T10:00:00Z");
        assert_eq!(owner(world, &light).as_deref(), Some("nora"));
        assert!(heavy.iter().all(|ticket| owner(world, ticket).is_none()));
        world.host(&change(&heavy[3], Edits::none().with("priority", "low")));
        assert_eq!(owner(world, &heavy[3]).as_deref(), Some("nora"), "what becomes light is given at once");
    });
}

/// Who takes no work takes none of that either.
#[test]
fn who_takes_nothing_takes_nothing_that_weighs_nothing() {
    on_every_storage(house, |world| {
        world.host(&person("ines"));
        let light = open(world, "low");
        hire(world, "nora", 0, None);
        world.set_availability("nora", Availability::Available);
        assert_eq!(owner(world, &light), None);
        hire(world, "nora", 1, None);
        assert_eq!(owner(world, &light).as_deref(), Some("nora"));
    });
}
