//! Where a new ticket goes: one example for each thing that it can go by.

use serde_json::{Value, json};
use ticketkit::command::{Command, Edits};
use ticketkit::model::{Skill, TicketRef};

use crate::world::{World, agent, change, list, name, on_every_storage, status};

/// A house with a team for everything that tickets can be told apart by.
fn house(document: &mut Value) {
    document["types"] = json!([{ "name": "question" }, { "name": "outage" }]);
    document["fields"] = json!([{
        "name": "region", "type": "choice",
        "options": [{ "name": "baltics" }, { "name": "nordics" }]
    }]);
    document["skills"] = json!([{ "name": "networks" }]);
    let teams = ["vip", "operations", "network", "baltics", "portuguese", "support"];
    let team = |name: &&str| json!({ "name": name, "strategy": "round_robin" });
    document["teams"] = teams.iter().map(team).collect();
    document["routes"] = json!([
        { "name": "vip", "team": "vip", "condition": { "field": "tags", "op": "has_any", "value": ["vip"] } },
        { "name": "by-type", "team": "operations", "condition": { "field": "type", "op": "eq", "value": "outage" } },
        {
            "name": "by-skill", "team": "network", "skills": [{ "name": "networks", "level": 2 }],
            "condition": { "field": "subject", "op": "contains", "value": "network" }
        },
        { "name": "by-region", "team": "baltics", "condition": { "field": "region", "op": "eq", "value": "baltics" } },
        {
            "name": "by-language", "team": "portuguese", "same_language": true,
            "condition": { "field": "language", "op": "starts_with", "value": "pt" }
        },
        { "name": "everything", "team": "support" }
    ]);
}

fn hire(world: &World<'_>, key: &str, team: &str, level: Option<u8>, language: Option<&str>) {
    let mut command = agent(key, "agent", &[team]);
    if let Command::PutAgent { skills, languages, .. } = &mut command {
        *skills = level.map(|level| vec![Skill { name: name("networks"), level }]);
        *languages = language.map(|language| vec![language.to_owned()]);
    }
    world.host(&command);
}

fn goes(world: &World<'_>, ticket: &TicketRef) -> (String, Option<String>) {
    (world.ticket(ticket).team.unwrap().to_string(), world.owner(ticket))
}

fn to(team: &str, owner: &str) -> (String, Option<String>) {
    (team.to_owned(), Some(owner.to_owned()))
}

#[test]
fn a_ticket_goes_by_its_type() {
    on_every_storage(house, |world| {
        hire(world, "olga", "operations", None, None);
        let ticket = world.open("No light", "ines", Edits::none().with("type", "outage"));
        assert_eq!(goes(world, &ticket), to("operations", "olga"));
    });
}

#[test]
fn a_ticket_goes_by_the_skill_that_it_needs() {
    on_every_storage(house, |world| {
        hire(world, "nora", "network", Some(1), None);
        hire(world, "nick", "network", Some(2), None);
        let ticket = world.open("The network is slow", "ines", Edits::none());
        assert_eq!(goes(world, &ticket), to("network", "nick"));
    });
}

#[test]
fn a_ticket_goes_by_its_language() {
    on_every_storage(house, |world| {
        hire(world, "lena", "portuguese", None, Some("de"));
        hire(world, "pedro", "portuguese", None, Some("pt"));
        let ticket = world.open("Bom dia", "ines", Edits::none().with("language", "pt-BR"));
        assert_eq!(goes(world, &ticket), to("portuguese", "pedro"));
    });
}

#[test]
fn a_ticket_goes_by_its_region() {
    on_every_storage(house, |world| {
        hire(world, "rita", "baltics", None, None);
        let ticket = world.open("Hello", "ines", Edits::none().with("region", "baltics"));
        assert_eq!(goes(world, &ticket), to("baltics", "rita"));
    });
}

#[test]
fn a_ticket_goes_by_the_segment_of_its_customer() {
    on_every_storage(house, |world| {
        hire(world, "vera", "vip", None, None);
        hire(world, "sam", "support", None, None);
        let set = Edits::none().with("tags", list(&["vip"])).with("type", "outage");
        let ticket = world.open("No light", "ines", set);
        assert_eq!(goes(world, &ticket), to("vip", "vera"), "the first route that fits");
        let ticket = world.open("Hello", "ines", Edits::none());
        assert_eq!(goes(world, &ticket), to("support", "sam"));
    });
}

#[test]
fn a_ticket_that_asks_for_less_is_given_at_once() {
    on_every_storage(house, |world| {
        hire(world, "nora", "network", Some(1), None);
        let ticket = world.open("The network is slow", "ines", Edits::none());
        assert_eq!(goes(world, &ticket), ("network".to_owned(), None), "it needs level 2");
        world.host(&change(&ticket, Edits::none().with("priority", "high")));
        assert_eq!(world.owner(&ticket), None, "it needs it still");
        world.host(&change(&ticket, Edits::none().with("subject", "The mouse is slow")));
        assert_eq!(world.owner(&ticket).as_deref(), Some("nora"), "nobody had to come free");
    });
}

#[test]
fn a_ticket_that_a_rule_makes_easier_is_given_at_once() {
    let house = |document: &mut Value| {
        house(document);
        let easy = json!({
            "name": "easy", "team": "network", "condition": { "field": "priority", "op": "eq", "value": "low" }
        });
        document["routes"].as_array_mut().unwrap().insert(0, easy);
        document["rules"] = json!([{
            "name": "known-faults-are-easy",
            "condition": { "field": "tags", "op": "has_any", "value": ["known"] },
            "actions": [{ "do": "set", "field": "priority", "value": "low" }]
        }]);
    };
    on_every_storage(house, |world| {
        hire(world, "nora", "network", Some(1), None);
        let ticket = world.open("The network is slow", "ines", Edits::none());
        world.host(&change(&ticket, Edits::none().with("tags", list(&["known"]))));
        assert_eq!(world.owner(&ticket).as_deref(), Some("nora"));
    });
}

#[test]
fn what_comes_back_without_an_owner_is_given_to_somebody() {
    on_every_storage(house, |world| {
        let ticket = world.open("Hello", "ines", Edits::none());
        world.host(&status(&ticket, "resolved"));
        hire(world, "sam", "support", None, None);
        assert_eq!(world.owner(&ticket), None, "nobody is needed for what is done");
        world.host(&status(&ticket, "open"));
        assert_eq!(world.owner(&ticket).as_deref(), Some("sam"));

        let spam = world.open("Win now", "ines", Edits::none().with("type", "outage"));
        world.host(&Command::MarkSpam { ticket: spam.clone() });
        hire(world, "olga", "operations", None, None);
        assert_eq!(world.owner(&spam), None);
        world.host(&Command::RestoreTicket { ticket: spam.clone() });
        assert_eq!(world.owner(&spam).as_deref(), Some("olga"));
    });
}

#[test]
fn who_was_taken_from_a_ticket_on_purpose_is_not_put_back_by_its_next_change() {
    on_every_storage(house, |world| {
        hire(world, "sam", "support", None, None);
        let ticket = world.open("Hello", "ines", Edits::none());
        world.host(&change(&ticket, Edits::none().without("owner")));
        assert_eq!(world.owner(&ticket), None);
        world.host(&change(&ticket, Edits::none().with("priority", "low")));
        assert_eq!(world.owner(&ticket), None, "it asks for nothing else");
    });
}
