//! Who sees what, and who may do what.

use std::collections::BTreeSet;

use serde_json::json;
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Context, Edits, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{Actor, TicketRef};

use crate::world::{
    World, agent, assign, at, change, create, find, list, name, note, on_every_storage, person, problems,
    reply, status, unchanged,
};

/// Roles of every scope, and a second team.
fn roles(document: &mut serde_json::Value) {
    let all = json!(["create_tickets", "reply", "note", "change", "assign"]);
    document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
    let roles = document["roles"].as_array_mut().unwrap();
    roles.push(json!({ "name": "everything", "scope": "all", "permissions": all }));
    roles.push(json!({ "name": "own", "scope": "own", "permissions": all }));
    roles.push(json!({ "name": "writer", "scope": "all", "permissions": ["reply"] }));
    roles.push(json!({ "name": "light", "scope": "team", "permissions": ["note"] }));
    document["fields"] = json!([
        { "name": "secret", "type": "text" }, { "name": "shown", "type": "text", "public": true },
        { "name": "room", "type": "text", "public": true, "customer_writable": true }
    ]);
}

fn sees(world: &World<'_>, actor: &Actor, ticket: &TicketRef) -> bool {
    world.ask(&Query::Ticket { ticket: ticket.clone() }, actor).is_ok()
}

#[test]
fn what_an_actor_sees_is_the_same_in_lists_counts_searches_and_single_tickets() {
    on_every_storage(roles, |world| {
        world.host(&agent("adam", "admin", &[]));
        world.host(&agent("ada", "agent", &["support"]));
        world.host(&agent("bea", "agent", &["billing"]));
        world.host(&agent("otto", "own", &["support"]));
        world.host(&agent("eve", "everything", &[]));
        world.host(&person("stranger"));
        let support = world.open("printer one", "ines", Edits::none());
        let billing = world.open("printer two", "bob", Edits::none().with("team", "billing"));
        let otto =
            world.open("printer three", "bob", Edits::none().with("team", "billing").with("owner", "otto"));
        let nobody =
            world.open("printer four", "ines", Edits::none().without("team").with("ccs", list(&["bob"])));
        let all = [support, billing, otto, nobody];
        let agents = |key: &str| Actor::agent(key);
        let customers = |key: &str| Actor::requester(key);
        for (actor, seen) in [
            (Actor::host(), vec![0, 1, 2, 3]),
            (agents("adam"), vec![0, 1, 2, 3]),
            (agents("eve"), vec![0, 1, 2, 3]),
            (agents("ada"), vec![0]),
            (agents("bea"), vec![1, 2]),
            (agents("otto"), vec![2]),
            (customers("ines"), vec![0, 3]),
            (customers("bob"), vec![1, 2, 3]),
            (customers("stranger"), vec![]),
        ] {
            let wanted: BTreeSet<String> =
                seen.iter().map(|n: &usize| world.ticket(&all[*n]).number).collect();
            let alone: Vec<usize> = (0..4).filter(|n| sees(world, &actor, &all[*n])).collect();
            assert_eq!(alone, seen, "{actor:?}");
            let listed = world.found(&find(None, None), &actor);
            assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), wanted, "{actor:?}");
            let found = world.found(&find(None, Some("printer")), &actor);
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), wanted, "{actor:?}");
            assert_eq!(world.counted(None, &actor), seen.len() as u64, "{actor:?}");
            let two = Condition::test("subject", Op::Contains, ["two"]);
            assert_eq!(world.counted(Some(two), &actor), u64::from(seen.contains(&1)), "{actor:?}");
        }
    });
}

#[test]
fn members_of_an_organization_see_each_others_tickets_when_it_shares() {
    on_every_storage(unchanged, |world| {
        let share = |shared: bool| {
            world.host(&Command::PutOrganization {
                key: "acme".to_owned(),
                name: Some("Acme".to_owned()),
                shared: Some(shared),
                calendar: None,
                external_ids: None,
            })
        };
        share(false);
        for key in ["ines", "bob"] {
            let mut member = person(key);
            if let Command::PutPerson { organization, .. } = &mut member {
                *organization = Some("acme".to_owned());
            }
            world.host(&member);
        }
        world.host(&person("stranger"));
        let ticket = world.opened_by_ines();
        let bob = Actor::requester("bob");
        let seen = |actor: &Actor| {
            let alone = u64::from(sees(world, actor, &ticket));
            let listed = world.found(&find(None, Some("printer")), actor).len() as u64;
            assert_eq!((alone, listed), (world.counted(None, actor), alone), "{actor:?}");
            alone == 1
        };
        assert!(!seen(&bob), "an organization shares nothing by itself");
        share(true);
        assert!(seen(&bob));
        assert!(!seen(&Actor::requester("stranger")));
        world.customer("bob", &reply(&ticket, "I smell it, too.")).unwrap();
        share(false);
        assert!(!seen(&bob));
        assert_eq!(world.customer("bob", &reply(&ticket, "And now?")).unwrap_err().code(), Code::NotFound);
    });
}

#[test]
fn a_search_over_messages_finds_what_the_reader_may_read() {
    on_every_storage(roles, |world| {
        world.host(&agent("ada", "agent", &["support"]));
        world.host(&agent("bea", "agent", &["billing"]));
        world.host(&agent("lea", "light", &["support"]));
        world.host(&agent("max", "own", &["support"]));
        world.host(&agent("wim", "writer", &[]));
        world.host(&person("bob"));
        let ticket = world.open("Printer", "ines", Edits::none());
        world.ada(&reply(&ticket, "We bring an extinguisher."));
        world.ada(&note(&ticket, "The customer is furious."));
        let number = world.ticket(&ticket).number;
        let round = |world: &World<'_>| {
            for (actor, extinguisher, furious) in [
                (Actor::host(), true, true),
                (Actor::agent("ada"), true, true),
                (Actor::agent("lea"), true, true),
                (Actor::agent("bea"), false, false),
                (Actor::agent("max"), false, false),
                (Actor::agent("wim"), true, false),
                (Actor::requester("ines"), true, false),
                (Actor::requester("bob"), false, false),
            ] {
                for (word, finds) in [("extinguisher", extinguisher), ("furious", furious)] {
                    let found = world.found(&find(None, Some(word)), &actor);
                    assert_eq!(found == [number.clone()], finds, "{actor:?} and {word}: {found:?}");
                }
            }
        };
        round(world);
        // The same, once what waited for it is in the index, and after a restart.
        world.tick("2026-06-01T09:01:00Z");
        round(world);
        world.restart();
        round(world);
    });
}

#[test]
fn what_is_internal_cannot_be_found_in_anything_that_a_customer_gets() {
    on_every_storage(roles, |world| {
        world.host(&agent("ada", "agent", &["support"]));
        let secret = Edits::none()
            .with("secret", "canary-field")
            .with("shown", "visible")
            .with("tags", list(&["canary-tag"]))
            .with("external_ids", list(&["crm:canary-id"]))
            .with("owner", "ada");
        let ticket = world.opened_by_ines();
        world.host(&change(&ticket, secret));
        world.ada(&note(&ticket, "canary-note"));
        world.ada(&reply(&ticket, "A public word."));
        let ines = Actor::requester("ines");
        let it = || ticket.clone();
        let mut all = String::new();
        for query in [
            Query::Ticket { ticket: it() },
            Query::Thread { ticket: it(), after: None, limit: None },
            Query::History { ticket: it(), after: 0, limit: None },
            find(None, None),
            find(None, Some("printer")),
            Query::Transitions { ticket: it() },
            Query::Count { condition: None, by: Some(name("status")) },
        ] {
            all += &serde_json::to_string(&world.ask(&query, &ines).unwrap()).unwrap();
        }
        assert!(all.contains("A public word.") && all.contains("visible"), "{all}");
        for word in ["canary", "support", "assignees", "owner"] {
            assert!(!all.contains(word), "{word} in {all}");
        }
        // What they cannot see they cannot ask about: not by a condition, not by counting, not by name.
        for field in ["secret", "tags", "external_ids", "team", "owner"] {
            let about = Condition::test(field, Op::IsSet, Vec::<&str>::new());
            let Err(refused) = world.ask(&find(Some(about), None), &ines) else {
                panic!("{field} can be asked about")
            };
            assert_eq!(refused.code(), Code::UnknownField, "{field}");
        }
        let by_team = Query::Count { condition: None, by: Some(name("team")) };
        assert_eq!(world.ask(&by_team, &ines).unwrap_err().code(), Code::UnknownField);
        for query in [
            Query::Promises { ticket: it() },
            Query::Policy { ticket: it() },
            Query::Routings { ticket: it() },
            Query::Feed { after: 0, limit: None },
            Query::Config { version: None },
            Query::Diagram { workflow: None, format: None },
        ] {
            assert_eq!(world.ask(&query, &ines).unwrap_err().code(), Code::Forbidden, "{query:?}");
        }
    });
}

#[test]
fn whoever_has_no_permission_is_refused_and_nothing_changes() {
    on_every_storage(roles, |world| {
        world.host(&agent("ada", "agent", &["support"]));
        world.host(&agent("lea", "light", &["support"]));
        let ticket = world.opened_by_ines();
        let before = world.ticket(&ticket);
        let config = Command::Configure { document: "{}".to_owned(), expect_version: None };
        let snooze =
            Command::SnoozeTicket { ticket: ticket.clone(), until: "2026-06-02T00:00:00Z".parse().unwrap() };
        for (who, command) in [
            ("lea", reply(&ticket, "Hello")),
            ("lea", change(&ticket, Edits::none().with("priority", "low"))),
            ("lea", status(&ticket, "open")),
            ("lea", assign(&ticket, None, Some("lea"))),
            ("lea", snooze.clone()),
            ("ada", person("new")),
            ("ada", agent("ada", "admin", &[])),
            ("ada", config.clone()),
        ] {
            let refused = world.staff(who, &command).unwrap_err();
            assert_eq!(refused.code(), Code::Forbidden, "{who}: {command:?}");
        }
        for command in [note(&ticket, "Mine"), status(&ticket, "closed"), snooze, person("new"), config] {
            let refused = world.customer("ines", &command).unwrap_err();
            assert_eq!(refused.code(), Code::Forbidden, "{command:?}");
        }
        assert_eq!(world.ticket(&ticket), before);
        for actor in [Actor::agent("ines"), Actor::agent("nobody"), Actor::requester("nobody")] {
            let refused = world.ask(&find(None, None), &actor).unwrap_err();
            assert_eq!(refused.code(), Code::UnknownActor, "{actor:?}");
        }
        world.staff("lea", &note(&ticket, "A light agent writes notes.")).unwrap();
        world.ines(&change(&ticket, Edits::none().with("room", "H7")));
        let refused = world.customer("ines", &change(&ticket, Edits::none().with("secret", "x")));
        assert_eq!(problems(&refused.unwrap_err()), [(Code::Forbidden, "/set/secret")]);
    });
}

#[test]
fn who_only_takes_tickets_in_chooses_their_team_but_not_their_owner() {
    let clerks = |document: &mut serde_json::Value| {
        roles(document);
        let clerk = json!({ "name": "clerk", "scope": "own", "permissions": ["create_tickets"] });
        document["roles"].as_array_mut().unwrap().push(clerk);
    };
    on_every_storage(clerks, |world| {
        world.host(&agent("cleo", "clerk", &["support"]));
        world.host(&agent("ada", "agent", &["billing"]));
        let wanted = Edits::none().with("team", "billing").with("priority", "high");
        let opened = world.staff("cleo", &create("Invoice", "ines", wanted.clone())).unwrap();
        let ticket = world.ticket(&TicketRef::Id(opened.ticket.unwrap()));
        assert_eq!((ticket.team, ticket.priority.as_str()), (Some(name("billing")), "high"));
        let assigned = wanted.with("owner", "ada").with("assignees", list(&["ada"]));
        let refused = world.staff("cleo", &create("Invoice", "ines", assigned.clone())).unwrap_err();
        assert_eq!(
            problems(&refused),
            [(Code::Forbidden, "/set/assignees"), (Code::Forbidden, "/set/owner")]
        );
        let opened = world.staff("ada", &create("Invoice", "ines", assigned)).unwrap();
        assert_eq!(world.owner(&TicketRef::Id(opened.ticket.unwrap())).as_deref(), Some("ada"));
    });
}

#[test]
fn counts_by_a_field_count_only_what_the_actor_sees() {
    on_every_storage(roles, |world| {
        world.host(&agent("ada", "agent", &["support"]));
        for n in 0..5 {
            let team = if n < 2 { "support" } else { "billing" };
            let ticket = world.open("Printer", "ines", Edits::none().with("team", team));
            if n % 2 == 0 {
                world.host(&status(&ticket, "open"));
            }
        }
        let counts = |actor: &Actor| match world
            .ask(&Query::Count { condition: None, by: Some(name("status")) }, actor)
            .unwrap()
        {
            Answer::Counts { counts } => {
                counts.into_iter().map(|count| (count.value.unwrap(), count.tickets)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let pairs =
            |of: &[(&str, u64)]| of.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(counts(&Actor::host()), pairs(&[("new", 2), ("open", 3)]));
        assert_eq!(counts(&Actor::agent("ada")), pairs(&[("new", 1), ("open", 1)]));
    });
}

#[test]
fn nobody_but_the_host_lets_time_pass_and_nobody_the_future() {
    on_every_storage(unchanged, |world| {
        world.host(&agent("adam", "admin", &[]));
        let ticket = world.opened_by_ines();
        let before = world.ticket(&ticket);
        let fire = Command::FireTimers { ticket: before.id, by: at("2026-06-01T17:00:00Z") };
        let job = ticketkit::id::JobId::from_bytes([1; 16]);
        let go_on = Command::ContinueJob { job, version: 1, ticket: Some(ticket), failed: vec![] };
        for command in [&fire, &go_on] {
            assert!(command.is_internal());
            for refused in [world.customer("ines", command), world.staff("adam", command)] {
                assert_eq!(problems(&refused.unwrap_err()), [(Code::Forbidden, "")], "{command:?}");
            }
        }
        let early = world.desk.execute(&fire, &Context::of(Actor::host())).unwrap_err();
        assert_eq!(problems(&early), [(Code::OutOfRange, "/by")]);
        assert_eq!(world.ticket(&before.id.into()), before);
        world.now("2026-06-01T17:00:00Z").host(&fire);
        assert!(world.ticket(&before.id.into()).version > before.version, "the warnings");
    });
}
