//! What a host follows and takes: the feed of all that happens, and lists in their order.

use std::collections::BTreeSet;

use ticketkit::Code;
use ticketkit::command::{Answer, Edits, Query};
use ticketkit::model::{Actor, Event};

use crate::stage::{configure, default_with};
use crate::world::{World, change, find, name, note, on_every_storage, reply, status, unchanged};

fn feed(world: &World<'_>, after: u64, limit: u32) -> (Vec<Event>, u64) {
    match world.answer(&Query::Feed { after, limit: Some(limit) }) {
        Answer::History { events, last } => (events, last),
        other => panic!("{other:?}"),
    }
}

fn whole_feed(world: &World<'_>) -> Vec<Event> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let (events, last) = feed(world, after, 3);
        if events.is_empty() {
            return all;
        }
        assert!(last > after);
        all.extend(events);
        after = last;
    }
}

#[test]
fn the_feed_tells_everything_once_in_order_and_never_changes() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.now("2026-06-01T10:00:00Z").ada(&reply(&ticket, "We come."));
        let first = whole_feed(world);
        let other = world.opened_by_ines();
        world.ada(&note(&ticket, "A note."));
        world.ada(&status(&other, "resolved"));
        world.tick("2026-06-10T00:00:00Z");
        world.restart();
        let all = whole_feed(world);
        assert_eq!(all[..first.len()], first[..], "what was told stays as it was");
        let ids: BTreeSet<_> = all.iter().map(|event| event.id).collect();
        assert_eq!(ids.len(), all.len(), "nothing is told twice");
        for ticket in [&ticket, &other] {
            let id = world.ticket(ticket).id;
            let of_ticket: Vec<Event> =
                all.iter().filter(|event| event.ticket == Some(id)).cloned().collect();
            assert_eq!(of_ticket, world.events(ticket), "the feed and the history are the same facts");
        }
        assert!(all.iter().any(|event| event.ticket.is_none()), "what is about the desk is told, too");
        // Whoever comes back goes on where they were.
        let (_, place) = feed(world, 0, 2);
        assert_eq!(feed(world, place, 200).0[..], all[2..]);
        let refused = world.ask(&Query::Feed { after: 0, limit: None }, &Actor::agent("ada")).unwrap_err();
        assert_eq!(refused.code(), Code::Forbidden);
    });
}

#[test]
fn what_the_feed_tells_is_read_back_from_its_json() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.host(&configure(&default_with(unchanged)));
        world.ada(&reply(&ticket, "We come."));
        world.tick("2026-06-10T00:00:00Z");
        for event in whole_feed(world) {
            let written = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&written).unwrap(), event, "{written}");
        }
    });
}

#[test]
fn the_oldest_ticket_comes_first_when_nobody_says_otherwise() {
    on_every_storage(unchanged, |world| {
        let mut numbers = Vec::new();
        for minute in [30, 10, 20] {
            world.now(&format!("2026-06-01T09:{minute}:00Z"));
            numbers.push(world.ticket(&world.opened_by_ines()).number);
        }
        let oldest_first = [&numbers[1], &numbers[2], &numbers[0]].map(String::clone);
        let host = Actor::host();
        assert_eq!(world.found(&find(None, None), &host), oldest_first);
        world.now("2026-06-01T12:00:00Z");
        world.host(&change(
            &ticketkit::model::TicketRef::Number(numbers[1].clone()),
            Edits::none().with("priority", "urgent"),
        ));
        assert_eq!(world.found(&find(None, None), &host), oldest_first, "whatever else changes");
        assert_eq!(world.found(&find(None, None), &Actor::requester("ines")), oldest_first);
        let newest = Query::Find {
            condition: None,
            text: None,
            sort: Some(name("created_at")),
            descending: true,
            after: None,
            limit: None,
        };
        assert_eq!(world.found(&newest, &host), oldest_first.into_iter().rev().collect::<Vec<_>>());
        // Pages go on where the one before ended.
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = Query::Find {
                condition: None,
                text: None,
                sort: None,
                descending: false,
                after: after.clone(),
                limit: Some(1),
            };
            let Answer::Page { tickets, next } = world.answer(&page) else { panic!("a page") };
            paged.extend(tickets.into_iter().map(|ticket| ticket.created_at));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert!(paged.len() == 3 && paged.is_sorted(), "{paged:?}");
    });
}
