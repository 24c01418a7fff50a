//! Who gets a ticket, and why.

use std::sync::Barrier;

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Command, Context, Edits, Query};
use ticketkit::engine::Desk;
use ticketkit::model::{Actor, Availability, EventKind, Skill, Verdict};

use crate::world::{World, agent, assign, change, create, name, on_every_storage, problems, reply, status};

/// The team `support` hands tickets out in this way.
fn by(strategy: &'static str) -> impl Fn(&mut Value) {
    move |document| document["teams"][0]["strategy"] = json!(strategy)
}

fn sticky(document: &mut Value) {
    by("round_robin")(document);
    document["teams"][0]["sticky"] = json!(true);
}

/// Who gets each of these tickets, which all come in now.
fn dealt(world: &World<'_>, tickets: usize) -> Vec<String> {
    let one = |_| world.owner(&world.opened_by_ines()).unwrap_or_else(|| "nobody".to_owned());
    (0..tickets).map(one).collect()
}

/// Who gets a ticket that a customer opens now.
fn taken_from(world: &World<'_>, customer: &str) -> String {
    world.owner(&world.open("Printer", customer, Edits::none())).unwrap_or_else(|| "nobody".to_owned())
}

fn with(key: &str, change: impl FnOnce(&mut Command)) -> Command {
    let mut command = agent(key, "agent", &["support"]);
    change(&mut command);
    command
}

fn capacity(key: &str, of: u32) -> Command {
    with(key, |command| {
        if let Command::PutAgent { capacity, .. } = command {
            *capacity = Some(of);
        }
    })
}

#[test]
fn domain_6_2_round_robin_comes_back_to_who_was_away() {
    on_every_storage(by("round_robin"), |world| {
        world.hire(&["a", "b", "c"]);
        assert_eq!(dealt(world, 1), ["a"]);
        world.set_availability("b", Availability::Away);
        assert_eq!(dealt(world, 2), ["c", "a"]);
        world.set_availability("b", Availability::Available);
        assert_eq!(dealt(world, 1), ["b"], "the oldest last assignment");
    });
}

#[test]
fn whose_turn_it_is_survives_a_restart() {
    on_every_storage(by("round_robin"), |world| {
        world.hire(&["a", "b", "c"]);
        assert_eq!(dealt(world, 4), ["a", "b", "c", "a"]);
        world.restart();
        assert_eq!(dealt(world, 2), ["b", "c"]);
        world.hire(&["d"]);
        world.restart();
        assert_eq!(dealt(world, 4), ["a", "b", "c", "d"], "a newcomer joins at the end");
    });
}

/// A has 3 of 5, B 4 of 10, and C 1 of 2.
fn loads(world: &World<'_>) {
    world.hire(&["a", "b", "c"]);
    for (key, of, load) in [("a", 5, 3), ("b", 10, 4), ("c", 2, 1)] {
        world.host(&capacity(key, of));
        for _ in 0..load {
            world.open("Work", "ines", Edits::none().with("owner", key));
        }
    }
}

#[test]
fn domain_6_2_least_loaded_picks_the_smallest_part_of_a_capacity() {
    on_every_storage(by("least_loaded"), |world| {
        loads(world);
        world.set_availability("b", Availability::Away);
        assert_eq!(dealt(world, 1), ["c"], "0.6 and 0.5");
    });
    on_every_storage(by("least_loaded"), |world| {
        loads(world);
        assert_eq!(dealt(world, 1), ["b"], "0.6, 0.4 and 0.5");
    });
}

#[test]
fn domain_6_2_most_spare_picks_the_most_room() {
    on_every_storage(by("most_spare"), |world| {
        loads(world);
        assert_eq!(dealt(world, 3), ["b", "b", "b"], "2, 6 and 1");
        world.set_availability("b", Availability::Away);
        assert_eq!(dealt(world, 1), ["a"], "2 and 1");
        let decision = world.routings(&ticketkit::model::TicketRef::Number("12".to_owned())).pop().unwrap();
        assert_eq!(decision.strategy, "most_spare");
    });
}

#[test]
fn nobody_who_is_not_there_or_is_full_is_ever_given_a_ticket() {
    on_every_storage(by("round_robin"), |world| {
        world.hire(&["a", "b", "c"]);
        world.host(&capacity("a", 1));
        assert_eq!(dealt(world, 4), ["a", "b", "c", "b"], "a is full");
        world.set_availability("b", Availability::Away);
        world.set_availability("c", Availability::Busy);
        let queued = world.host(&create("Printer", "ines", Edits::none()));
        assert_eq!(queued.notices.iter().map(|notice| notice.code.as_str()).collect::<Vec<_>>(), ["queued"]);
        let queued = ticketkit::model::TicketRef::Id(queued.ticket.unwrap());
        assert_eq!(world.owner(&queued), None);
        let decision = world.routings(&queued).pop().unwrap();
        assert_eq!(decision.winner, None);
        let mut verdicts: Vec<Verdict> = decision.candidates.into_iter().map(|one| one.verdict).collect();
        verdicts.sort_by_key(|verdict| format!("{verdict:?}"));
        let full = Verdict::Full { load: 1, capacity: 1 };
        assert_eq!(verdicts, [full, Verdict::Unavailable {}, Verdict::Unavailable {}]);
        // By hand it is allowed: a person knows what they do.
        world.host(&assign(&queued, None, Some("a")));
        assert_eq!(world.owner(&queued).as_deref(), Some("a"));
    });
}

#[test]
fn an_owner_knows_the_skill_and_speaks_the_language() {
    let configure = |document: &mut Value| {
        by("round_robin")(document);
        document["skills"] = json!([{ "name": "networks" }]);
        document["routes"] = json!([{
            "name": "everything", "team": "support", "same_language": true,
            "skills": [{ "name": "networks", "level": 3 }]
        }]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["a", "b", "c"]);
        for (key, level, language) in [("a", 2, "lv"), ("b", 5, "de"), ("c", 3, "lv")] {
            world.host(&with(key, |command| {
                if let Command::PutAgent { skills, languages, .. } = command {
                    *skills = Some(vec![Skill { name: name("networks"), level }]);
                    *languages = Some(vec![language.to_owned()]);
                }
            }));
        }
        let ticket = world.open("Labdien", "ines", Edits::none().with("language", "lv"));
        assert_eq!(world.owner(&ticket).as_deref(), Some("c"));
        let decision = world.routings(&ticket).pop().unwrap();
        let verdict = |key: &str| {
            let id = world.id(key);
            decision.candidates.iter().find(|one| one.person == id).unwrap().verdict.clone()
        };
        assert_eq!(verdict("a"), Verdict::LacksSkill { skill: name("networks"), needed: 3 });
        assert_eq!(verdict("b"), Verdict::LacksLanguage { language: "lv".to_owned() });
        assert!(matches!(verdict("c"), Verdict::Won { .. }));
        assert_eq!((decision.team.as_str(), decision.strategy.as_str()), ("support", "round_robin"));
        assert_eq!(
            (decision.ticket, decision.at),
            (world.ticket(&ticket).id, "2026-06-01T09:00:00Z".parse().unwrap())
        );
        let told = world.events(&ticket).into_iter().any(|event| match event.kind {
            EventKind::TicketRouted { decision: id, winner } => {
                id == decision.id && winner == decision.winner
            }
            _ => false,
        });
        assert!(told, "the record is named by the history");
    });
}

#[test]
fn a_sticky_team_gives_a_ticket_back_and_a_follow_up_to_who_knows_it() {
    on_every_storage(sticky, |world| {
        world.hire(&["a", "b", "c"]);
        assert_eq!(["bert", "dina"].map(|customer| taken_from(world, customer)), ["a", "b"]);
        let ticket = world.opened_by_ines();
        assert_eq!(world.owner(&ticket).as_deref(), Some("c"));
        world.host(&assign(&ticket, Some("support"), None));
        assert_eq!(world.owner(&ticket).as_deref(), Some("c"), "though it would be a's turn");
        assert_eq!(world.routings(&ticket).pop().unwrap().strategy, "sticky");
        world.host(&status(&ticket, "resolved"));
        world.tick("2026-06-10T00:00:00Z");
        let late = world.now("2026-07-10T10:00:00Z").ines(&reply(&ticket, "It burns again."));
        let follow_up = ticketkit::model::TicketRef::Id(late.ticket.unwrap());
        assert_ne!(world.ticket(&follow_up).id, world.ticket(&ticket).id);
        assert_eq!(world.owner(&follow_up).as_deref(), Some("c"));
        world.set_availability("c", Availability::Away);
        world.host(&assign(&ticket, Some("support"), None));
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "who is away does not get it back");
    });
}

#[test]
fn a_sticky_team_gives_a_new_ticket_to_who_knows_its_requester() {
    on_every_storage(sticky, |world| {
        world.hire(&["a", "b", "c"]);
        assert_eq!(["ines", "bert"].map(|customer| taken_from(world, customer)), ["a", "b"]);
        let second = world.opened_by_ines();
        assert_eq!(world.owner(&second).as_deref(), Some("a"), "though it would be c's turn");
        let decision = world.routings(&second).pop().unwrap();
        assert_eq!(decision.strategy, "sticky");
        let why = "had the requester's latest ticket";
        for candidate in decision.candidates {
            let expected = if Some(candidate.person) == decision.winner {
                Verdict::Won { score: why.to_owned() }
            } else {
                Verdict::Behind { score: "did not have the requester's latest ticket".to_owned() }
            };
            assert_eq!(candidate.verdict, expected);
        }
        assert_eq!(taken_from(world, "dina"), "c", "whom nobody knows goes by turns");

        world.host(&assign(&second, None, Some("b")));
        world.host(&status(&second, "resolved"));
        let third = world.opened_by_ines();
        assert_eq!(world.owner(&third).as_deref(), Some("b"), "the latest counts, also when it is solved");
        world.host(&change(&third, Edits::none().without("owner")));
        world.host(&assign(&third, Some("support"), None));
        assert_eq!(
            world.owner(&third).as_deref(),
            Some("b"),
            "an owner was taken away: the one before it counts"
        );

        world.set_availability("b", Availability::Away);
        let fourth = world.opened_by_ines();
        let decision = world.routings(&fourth).pop().unwrap();
        assert_eq!((decision.strategy.as_str(), decision.winner), ("round_robin", Some(world.id("a"))));

        let mut document: Value = serde_json::from_str(ticketkit::config::Document::DEFAULT).unwrap();
        sticky(&mut document);
        let copy = world.engine.create_desk("copy", &document.to_string()).unwrap();
        assert_eq!(world.desk.replay_into(&copy, &mut |_| true).unwrap().different, []);
        let feed = |desk: &Desk| {
            let feed = Query::Feed { after: 0, limit: Some(1_000) };
            serde_json::to_string(&desk.ask(&feed, &Actor::host()).unwrap()).unwrap()
        };
        assert_eq!(feed(&copy), feed(&world.desk), "decided again it is the same, to the last byte");
    });
}

#[test]
fn a_team_that_is_not_sticky_does_not_ask_who_knows_a_requester() {
    on_every_storage(by("round_robin"), |world| {
        world.hire(&["a", "b"]);
        assert_eq!(["ines", "ines", "ines"].map(|customer| taken_from(world, customer)), ["a", "b", "a"]);
    });
}

#[test]
fn of_many_who_claim_a_ticket_at_once_one_gets_it() {
    const AGENTS: usize = 8;
    on_every_storage(by("manual"), |world| {
        let keys: Vec<String> = (0..AGENTS).map(|n| format!("agent-{n}")).collect();
        world.hire(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        for _ in 0..5 {
            let ticket = world.opened_by_ines();
            let version = world.ticket(&ticket).version;
            let start = Barrier::new(AGENTS);
            let claim = |key: &str| {
                let mut claim = assign(&ticket, None, Some(key));
                if let Command::AssignTicket { expect_version, .. } = &mut claim {
                    *expect_version = Some(version);
                }
                start.wait();
                world.desk.execute(&claim, &Context::of(Actor::agent(key)))
            };
            let answers: Vec<_> = std::thread::scope(|scope| {
                let threads: Vec<_> = keys.iter().map(|key| scope.spawn(|| claim(key))).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let won: Vec<&String> =
                keys.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()).map(|(key, _)| key).collect();
            assert_eq!(won.len(), 1, "{answers:?}");
            assert_eq!(world.owner(&ticket).as_ref(), Some(won[0]));
            for lost in answers.iter().filter_map(|answer| answer.as_ref().err()) {
                assert_eq!(problems(lost), [(Code::StaleVersion, "/expect_version")]);
            }
        }
    });
}

#[test]
fn a_rule_gives_the_tickets_of_a_team_to_its_default_assignee() {
    let configure = |document: &mut Value| {
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
        document["rules"] = json!([{
            "name": "billing-is-for-cara",
            "condition": { "all": [
                { "field": "team", "op": "eq", "value": "billing" },
                { "field": "team", "op": "changed" },
                { "not": { "field": "owner", "op": "is_set" } }
            ] },
            "actions": [{ "do": "set", "field": "owner", "value": "cara" }]
        }]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["cara", "ada"]);
        let ticket = world.open("An invoice", "ines", Edits::none().with("team", "billing"));
        assert_eq!(world.owner(&ticket).as_deref(), Some("cara"));
        let other = world.opened_by_ines();
        assert_eq!(world.owner(&other), None);
        world.host(&change(&other, Edits::none().with("team", "billing")));
        assert_eq!(world.owner(&other).as_deref(), Some("cara"), "also when it comes there later");
        let taken = world.open("Mine", "ines", Edits::none().with("team", "billing").with("owner", "ada"));
        assert_eq!(world.owner(&taken).as_deref(), Some("ada"), "whoever is named keeps it");
    });
}

#[test]
fn assignment_changes_no_status_and_a_handoff_is_counted() {
    let configure = |document: &mut Value| {
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.host(&assign(&ticket, None, Some("ada")));
        world.host(&assign(&ticket, Some("billing"), None));
        let moved = world.ticket(&ticket);
        assert_eq!((moved.status.as_str(), moved.handoffs, moved.owner), ("new", 1, None));
        assert_eq!(moved.team, Some(name("billing")));
        world.host(&change(&ticket, Edits::none().without("team")));
        world.host(&assign(&ticket, Some("support"), Some("ada")));
        let back = world.ticket(&ticket);
        assert_eq!((back.status.as_str(), back.handoffs), ("new", 3));
        assert_eq!(world.owner(&ticket).as_deref(), Some("ada"));
    });
}

#[test]
fn a_ticket_that_weighs_nothing_when_it_is_given_may_be_opened_by_a_rule() {
    let configure = |document: &mut Value| {
        by("round_robin")(document);
        document["workflows"][0]["statuses"][2]["initial"] = json!(true);
        document["rules"] = json!([{
            "name": "open",
            "condition": { "field": "event", "op": "eq", "value": "created" },
            "actions": [{ "do": "set", "field": "status", "value": "open" }]
        }]);
    };
    on_every_storage(configure, |world| {
        world.host(&capacity("ada", 1));
        let first = world.opened_by_ines();
        assert_eq!(world.owner(&first).as_deref(), Some("ada"));
        let waiting = world.open("Lamp", "jo", Edits::none().with("status", "answered"));
        assert_eq!(world.owner(&waiting).as_deref(), Some("ada"), "nothing is to be done for it");
        assert_eq!(world.ticket(&waiting).status, "open");
        assert_eq!(dealt(world, 1), ["nobody"], "there is more than enough to do");
    });
}
