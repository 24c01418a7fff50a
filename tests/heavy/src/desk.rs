//! A desk at which time runs fast: promises are made for seconds.

use std::sync::Arc;

use serde_json::json;
use ticketkit::command::{Command, Context};
use ticketkit::engine::{Desk, Engine};
use ticketkit::model::Actor;
use ticketkit::storage::Storage;

use crate::Address;

/// Agents of the one team.
pub const AGENTS: u64 = 5;

fn document() -> String {
    let way = |from: &str, to: &str| json!({ "from": from, "to": to });
    json!({
        "version": 1,
        "language": "en",
        "priorities": [{ "name": "normal" }, { "name": "urgent" }],
        "default_priority": "normal",
        "channels": [{ "name": "web" }],
        "workflows": [{
            "name": "work",
            "statuses": [
                { "name": "new", "category": "new", "initial": true },
                { "name": "open", "category": "open" },
                { "name": "waiting", "category": "pending" },
                { "name": "parked", "category": "on_hold" },
                { "name": "done", "category": "solved" },
                { "name": "closed", "category": "closed" }
            ],
            "transitions": [
                way("category:new", "any"), way("category:open", "any"), way("category:pending", "any"),
                way("category:on_hold", "any"), way("done", "any"), way("closed", "open")
            ],
            "automatic": {
                "agent_reply": "waiting", "requester_message": "open",
                "close_after": "PT2S", "reopen_within": "PT1H"
            }
        }],
        "policies": [{
            "name": "fast",
            "targets": [
                { "metric": "first_reply", "within": { "normal": "PT2S", "urgent": "PT1S" }, "unit": "real" },
                { "metric": "next_reply", "within": "PT2S", "unit": "real" },
                { "metric": "resolution", "within": "PT4S", "unit": "real" }
            ],
            "steps": [
                { "metric": "first_reply", "at": { "percent": 50 }, "notify": ["assignees"] },
                { "metric": "resolution", "at": { "before": "PT1S" }, "notify": ["assignees"] },
                { "metric": "resolution", "at": { "after": "PT1S" }, "notify": ["assignees"] }
            ]
        }],
        "teams": [{ "name": "support", "strategy": "round_robin" }],
        "routes": [{ "name": "everything", "team": "support" }],
        "rules": [{
            "name": "urgent",
            "condition": { "field": "priority", "op": "changed_to", "value": "urgent" },
            "actions": [{ "do": "add_tags", "tags": ["hot"] }, { "do": "effect", "name": "page" }]
        }],
        "roles": [{
            "name": "agent", "scope": "all",
            "permissions": ["create_tickets", "reply", "note", "change", "assign"]
        }]
    })
    .to_string()
}

/// The desk at this address, with the storage that it is on.
pub fn open(address: &Address) -> (Arc<dyn Storage>, Engine, Desk) {
    let storage = address.open();
    let engine = Engine::on(Arc::clone(&storage)).open();
    let desk = engine.existing_desk("main").unwrap();
    (storage, engine, desk)
}

/// Makes the desk and its staff. Nobody is ever full: what is looked at is that turns are kept.
pub fn begin(address: &Address) {
    let engine = Engine::on(address.open()).open();
    let desk = engine.create_desk("main", &document()).unwrap();
    for n in 0..AGENTS {
        let agent = Command::PutAgent {
            person: format!("staff:{n}").as_str().into(),
            name: Some(format!("Agent {n}")),
            role: "agent".parse().ok(),
            teams: "support".parse().ok().map(|team| vec![team]),
            skills: None,
            languages: None,
            capacity: Some(1_000_000),
            availability: None,
            calendar: None,
            share: None,
            active: None,
        };
        desk.execute(&agent, &Context::of(Actor::host())).unwrap();
    }
    engine.close().unwrap();
}
