//! Something of everything happens in these histories: a generator that only made mistakes would prove nothing.

use std::collections::BTreeSet;

use serde_json::Value;
use ticketkit::command::Command;
use ticketkit::model::{Actor, EventKind};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::{Chance, whole_feed};

use crate::documents::document;
use crate::house::{Came, Deed, House};
use crate::program::Sort;
use crate::proofs::live;

/// What happens by itself, and seldom.
const EVENTS: [&str; 8] = [
    "requester_notified",
    "ticket_routed",
    "ticket_pulled",
    "ticket_accepted",
    "ticket_released",
    "owner_silent",
    "rung_taken",
    "handoff_alarm",
];

/// Commands of every sort are carried out in two thousand histories at the most, refused for every reason, and lead to events
/// of nearly every sort; every rule that has a time fires in some. It ends as soon as all of that was seen.
#[test]
fn histories_hold_something_of_every_sort() {
    let (mut done, mut refused, mut events) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut chance, mut by_links, mut fired) = (Chance::of(1), 0, BTreeSet::new());
    let document: Value = serde_json::from_str(&document(1)).unwrap();
    let rules: Vec<&str> =
        document["rules"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    for _ in 0..2_000 {
        let steps: Vec<u64> = (0..80).map(|_| chance.below(u64::MAX)).collect();
        let mut house = House::in_memory();
        live(Sort::Everything, &steps, &mut [&mut house], |deed, came| {
            if let (Deed::Execute(..), Came::To(answer)) = (deed, came)
                && let Err(error) = &**answer
            {
                refused.extend(error.problems().iter().map(|problem| problem.code.as_str()));
            }
        });
        for command in house.storage.commands(house.desk.id(), 0, u32::MAX).unwrap().commands {
            let Some(body) = command.body else { continue };
            let body = serde_json::to_value(body).unwrap();
            done.extend(body["do"].as_str().map(str::to_owned));
            by_links += u32::from(matches!(command.actor, Actor::Guest { .. }));
        }
        let all = HistoryQuery { limit: u32::MAX, ..whole_feed() };
        let found = house.storage.history(house.desk.id(), &all).unwrap().events;
        events.extend(found.iter().map(|event| event.kind.as_str()));
        fired.extend(found.into_iter().filter_map(|event| match event.kind {
            EventKind::RuleFired { rule } => Some(rule.to_string()),
            _ => None,
        }));
        let all_done = Command::NAMES.iter().all(|name| done.contains(*name));
        let all_fired = rules.iter().all(|rule| fired.contains(*rule));
        if all_done && all_fired && by_links >= 20 && EVENTS.iter().all(|event| events.contains(event)) {
            break;
        }
    }
    let never: Vec<_> = Command::NAMES.iter().filter(|name| !done.contains(**name)).collect();
    assert!(never.is_empty(), "never done: {never:?}; reasons: {refused:?}; events: {events:?}");
    assert!(by_links >= 20, "{by_links} commands by links");
    assert!(refused.len() >= 20, "reasons: {refused:?}");
    for event in EVENTS {
        assert!(events.contains(event), "there was no `{event}`: {events:?}");
    }
    for rule in rules {
        assert!(fired.contains(rule), "`{rule}` has never fired: {fired:?}");
    }
}
