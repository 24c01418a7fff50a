//! Owners who do not act, agents who are not here, ladders, and tickets that go from hand to hand.

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Edits, Leave, Query};
use ticketkit::model::{AbsenceMode, EventKind, TicketRef, Verdict};
use ticketkit::{Code, Timestamp};

use crate::stage::{configure, default_with, note};
use crate::world::{World, agent, assign, on_every_storage, problems};

const NIGHT: &str = "2026-06-01T04:00:00Z";

/// The calendar `office` is open from eight to sixteen on working days.
fn office(document: &mut Value) {
    document["calendars"]["office"] = json!({
        "time_zone": "UTC",
        "weekly": { "mon": [["08:00", "16:00"]], "tue": [["08:00", "16:00"]], "wed": [["08:00", "16:00"]], "thu": [["08:00", "16:00"]],
                    "fri": [["08:00", "16:00"]], "sat": [], "sun": [] }
    });
    document["teams"][0]["strategy"] = json!("round_robin");
    document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing", "strategy": "manual" }));
}

fn on_shift(key: &str, calendar: &str) -> Command {
    let mut command = agent(key, "agent", &["support"]);
    if let Command::PutAgent { calendar: shift, .. } = &mut command {
        *shift = Some(calendar.to_owned());
    }
    command
}

fn leave(key: &str, leave: Leave) -> Command {
    Command::SetPresence {
        person: Some(key.into()),
        availability: None,
        absence: Some(leave),
        end_absence: false,
    }
}

fn away(key: &str, mode: AbsenceMode, substitute: Option<&str>) -> Command {
    let substitute = substitute.map(Into::into);
    leave(key, Leave { mode, substitute, ..Leave::default() })
}

fn back(key: &str) -> Command {
    Command::SetPresence { person: Some(key.into()), availability: None, absence: None, end_absence: true }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn causes(world: &World<'_>, ticket: &TicketRef) -> Vec<String> {
    let causes = world.events(ticket).into_iter().filter_map(|event| match event.kind {
        EventKind::TicketReleased { cause, .. } => Some(cause.to_string()),
        _ => None,
    });
    causes.collect()
}

fn last_verdicts(world: &World<'_>, ticket: &TicketRef) -> Vec<Verdict> {
    let decision = world.routings(ticket).pop().unwrap();
    decision.candidates.into_iter().map(|candidate| candidate.verdict).collect()
}

#[test]
fn feature_4_8_nobody_gets_a_ticket_off_shift_and_it_is_given_when_the_shift_begins() {
    on_every_storage(office, |world| {
        world.now(NIGHT);
        world.host(&on_shift("a", "office"));
        let ticket = world.opened_by_ines();
        assert_eq!(world.owner(&ticket), None);
        let until = Some(at("2026-06-01T08:00:00Z"));
        assert_eq!(last_verdicts(world, &ticket), [Verdict::OffShift { until }]);
        world.tick("2026-06-01T07:59:59Z");
        assert_eq!(world.owner(&ticket), None);
        world.tick("2026-06-01T11:00:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"));
        let given = world.routings(&ticket).pop().unwrap();
        assert_eq!(given.at, at("2026-06-01T08:00:00Z"), "at the very instant, however late the look");
    });
}

#[test]
fn a_shift_of_somebody_new_is_waited_for_too() {
    on_every_storage(office, |world| {
        world.now(NIGHT);
        let ticket = world.opened_by_ines();
        world.host(&on_shift("a", "office"));
        world.tick("2026-06-01T08:00:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"));
    });
}

#[test]
fn what_waits_is_given_out_oldest_first_when_the_shift_begins_and_again_the_next_day() {
    on_every_storage(office, |world| {
        world.now(NIGHT);
        let mut small = on_shift("a", "office");
        if let Command::PutAgent { capacity, .. } = &mut small {
            *capacity = Some(2);
        }
        world.host(&small);
        let tickets: Vec<_> = (0..4)
            .map(|n| {
                world.now(&format!("2026-06-01T04:0{n}:00Z"));
                world.opened_by_ines()
            })
            .collect();
        world.tick("2026-06-01T08:00:00Z");
        let owned =
            |world: &World<'_>| tickets.iter().map(|it| world.owner(it).is_some()).collect::<Vec<_>>();
        assert_eq!(owned(world), [true, true, false, false]);
        world.now("2026-06-01T20:00:00Z");
        world.host(&crate::world::status(&tickets[0], "resolved"));
        assert_eq!(owned(world), [true, true, false, false], "off shift again");
        world.tick("2026-06-02T08:00:00Z");
        assert_eq!(owned(world), [true, true, true, false]);
    });
}

#[test]
fn feature_4_13_who_does_not_act_in_time_loses_the_ticket_to_the_next() {
    on_every_storage(
        |document| {
            office(document);
            document["teams"][0]["response"] = json!({ "within": "PT30M" });
        },
        |world| {
            world.hire(&["a", "b"]);
            world.now("2026-06-01T08:00:00Z");
            let (silent, accepted, given_back) =
                (world.opened_by_ines(), world.opened_by_ines(), world.opened_by_ines());
            assert_eq!(world.owner(&silent).as_deref(), Some("a"));
            let owner = world.owner(&accepted).unwrap();
            world.staff(&owner, &Command::AcceptTicket { ticket: accepted.clone() }).unwrap();
            let again = world.staff(&owner, &Command::AcceptTicket { ticket: accepted.clone() }).unwrap_err();
            assert_eq!(again.code(), Code::NothingToDo);
            let decline =
                Command::DeclineTicket { ticket: given_back.clone(), reason: "busy".parse().unwrap() };
            world.staff("a", &decline).unwrap();
            assert_eq!(world.owner(&given_back).as_deref(), Some("b"), "another one is found at once");
            assert_eq!(causes(world, &given_back), ["declined"]);

            world.tick("2026-06-01T08:45:00Z");
            assert_eq!(world.owner(&silent).as_deref(), Some("b"));
            assert_eq!(causes(world, &silent), ["silent"]);
            assert_eq!(last_verdicts(world, &silent)[0], Verdict::Excluded {});
            assert_eq!(world.owner(&accepted).as_deref(), Some(owner.as_str()));
            let released = world.events(&silent).into_iter().find(|it| it.kind.as_str() == "ticket_released");
            assert_eq!(released.unwrap().at, at("2026-06-01T08:30:00Z"));
        },
    );
}

#[test]
fn a_silent_owner_can_be_told_of_instead() {
    on_every_storage(
        |document| {
            office(document);
            document["teams"][0]["response"] =
                json!({ "within": "PT30M", "calendar": "office", "then": "escalate" });
        },
        |world| {
            world.hire(&["a"]);
            world.now("2026-06-01T15:50:00Z");
            let ticket = world.opened_by_ines();
            assert_eq!(world.ticket(&ticket).respond_by, Some(at("2026-06-02T08:20:00Z")), "in open time");
            world.tick("2026-06-02T09:00:00Z");
            assert_eq!(world.owner(&ticket).as_deref(), Some("a"));
            assert!(world.kinds(&ticket).iter().any(|kind| kind == "owner_silent"));
            assert!(world.duties().iter().any(|duty| {
                matches!(duty, ticketkit::model::EffectKind::OwnerSilent { owner, .. } if *owner == world.id("a"))
            }));
            // By hand they are given another one and act on it.
            let other = world.open("Screen", "ines", Edits::none().with("team", "billing"));
            world.host(&assign(&other, Some("support"), Some("a")));
            world.staff("a", &note(&other, "Seen.")).unwrap();
            assert_eq!(world.ticket(&other).respond_by, None);
        },
    );
}

#[test]
fn feature_4_14_tickets_of_who_is_absent_are_kept_released_or_released_when_a_customer_writes() {
    on_every_storage(office, |world| {
        world.hire(&["a"]);
        world.now("2026-06-01T08:00:00Z");
        let ticket = world.opened_by_ines();
        world.host(&away("a", AbsenceMode::Keep, None));
        world.tick("2026-06-01T08:01:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "kept");
        let other = world.opened_by_ines();
        assert_eq!(last_verdicts(world, &other), [Verdict::Absent { until: None }]);

        world.host(&away("a", AbsenceMode::ReleaseOnMessage, None));
        world.tick("2026-06-01T08:02:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"));
        world.ines(&crate::stage::reply(&ticket, "Hello?"));
        assert_eq!(world.owner(&ticket), None);
        assert_eq!(causes(world, &ticket), ["absent"]);

        world.host(&back("a"));
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "here again: what waits is theirs");
        assert_eq!(world.owner(&other).as_deref(), Some("a"));
        world.hire(&["b"]);
        let later =
            Leave { from: Some(at("2026-06-01T12:00:00Z")), mode: AbsenceMode::Release, ..Leave::default() };
        world.host(&leave("a", later));
        world.tick("2026-06-01T11:59:59Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"));
        world.tick("2026-06-01T13:00:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("b"));
        assert_eq!(world.owner(&other).as_deref(), Some("b"));
    });
}

#[test]
fn an_absence_that_is_called_off_takes_nothing() {
    on_every_storage(office, |world| {
        world.hire(&["a", "b"]);
        world.now("2026-06-01T08:00:00Z");
        let ticket = world.opened_by_ines();
        let later =
            Leave { from: Some(at("2026-06-01T12:00:00Z")), mode: AbsenceMode::Release, ..Leave::default() };
        world.host(&leave("a", later));
        world.host(&back("a"));
        world.tick("2026-06-01T13:00:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"));
    });
}

#[test]
fn feature_4_15_substitutes_are_followed_and_a_circle_releases() {
    on_every_storage(office, |world| {
        world.hire(&["a", "b", "c"]);
        world.now("2026-06-01T08:00:00Z");
        let ticket = world.open("Printer", "ines", Edits::none().with("owner", "a"));
        world.host(&away("b", AbsenceMode::Substitute, Some("c")));
        world.host(&away("a", AbsenceMode::Substitute, Some("b")));
        world.tick("2026-06-01T08:01:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("c"), "b is absent, too");
        let decision = world.routings(&ticket).pop().unwrap();
        assert_eq!(decision.strategy, "substitute");
        assert_eq!(decision.candidates.len(), 2);

        // c goes, too, and names a: nobody in the circle is here.
        world.host(&away("c", AbsenceMode::Substitute, Some("a")));
        world.tick("2026-06-01T08:02:00Z");
        assert_eq!(world.owner(&ticket), None);
        assert_eq!(causes(world, &ticket), ["absent"]);
    });
}

#[test]
fn what_an_absence_cannot_be() {
    on_every_storage(office, |world| {
        world.hire(&["a", "b"]);
        world.now("2026-06-01T08:00:00Z");
        let refused = |command: &Command| {
            let refused = world
                .desk
                .execute(command, &ticketkit::command::Context::of(ticketkit::model::Actor::host()));
            refused.unwrap_err()
        };
        let nobody = refused(&away("a", AbsenceMode::Substitute, None));
        assert_eq!(problems(&nobody), [(Code::Missing, "/absence/substitute")]);
        let oneself = refused(&away("a", AbsenceMode::Substitute, Some("a")));
        assert_eq!(problems(&oneself), [(Code::NotEligible, "/absence/substitute")]);
        let both = refused(&away("a", AbsenceMode::Keep, Some("b")));
        assert_eq!(problems(&both), [(Code::OutOfRange, "/absence/substitute")]);
        let over = leave("a", Leave { until: Some(at("2026-05-31T08:00:00Z")), ..Leave::default() });
        assert_eq!(problems(&refused(&over)), [(Code::OutOfRange, "/absence/until")]);
        assert_eq!(refused(&back("a")).code(), Code::NothingToDo);
        let of_another = world.staff("a", &away("b", AbsenceMode::Keep, None)).unwrap_err();
        assert_eq!(of_another.code(), Code::Forbidden);
        world.staff("a", &away("a", AbsenceMode::Keep, None)).unwrap();
    });
}

#[test]
fn feature_4_17_a_ladder_is_climbed_rung_by_rung_at_its_exact_times() {
    on_every_storage(
        |document| {
            office(document);
            document["skills"] = json!([{ "name": "tax" }]);
            document["routes"] = json!([
                { "name": "all", "team": "support", "skills": [{ "name": "tax", "optional": true }] }
            ]);
            document["teams"][0]["ladder"] = json!([
                { "after": "PT10M", "drop_optional_skills": true },
                { "after": "PT1H", "agent": "boss" },
                { "after": "PT2H", "team": "billing" }
            ]);
            document["teams"][1]["strategy"] = json!("round_robin");
        },
        |world| {
            world.now("2026-06-01T08:00:00Z");
            world.host(&agent("boss", "agent", &[]));
            world.host(&agent("clerk", "agent", &["billing"]));
            world.hire(&["a"]);
            let ticket = world.opened_by_ines();
            assert!(matches!(last_verdicts(world, &ticket)[0], Verdict::LacksSkill { .. }));
            world.tick("2026-06-01T08:30:00Z");
            assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "the skill is asked for no more");
            assert_eq!(world.routings(&ticket).pop().unwrap().at, at("2026-06-01T08:10:00Z"));

            world.set_availability("a", ticketkit::model::Availability::Away);
            let ticket = world.opened_by_ines();
            world.tick("2026-06-01T09:45:00Z");
            assert_eq!(world.owner(&ticket).as_deref(), Some("boss"), "on call");
            assert_eq!(world.routings(&ticket).pop().unwrap().strategy, "on_call");

            world.set_availability("boss", ticketkit::model::Availability::Busy);
            world.now("2026-06-01T10:00:00Z");
            let ticket = world.opened_by_ines();
            world.tick("2026-06-01T12:00:00Z");
            assert_eq!(world.ticket(&ticket).team.as_deref(), Some("billing"));
            assert_eq!(world.owner(&ticket).as_deref(), Some("clerk"));
            let rungs = world.kinds(&ticket).iter().filter(|kind| *kind == "rung_taken").count();
            assert_eq!(rungs, 3);
        },
    );
}

#[test]
fn without_a_ladder_a_ticket_stays_queued_and_nobody_who_is_filtered_out_gets_it() {
    on_every_storage(office, |world| {
        world.hire(&["a"]);
        world.set_availability("a", ticketkit::model::Availability::Away);
        world.now("2026-06-01T08:00:00Z");
        let ticket = world.opened_by_ines();
        world.tick("2026-07-01T08:00:00Z");
        assert_eq!(world.owner(&ticket), None);
    });
}

#[test]
fn feature_4_16_a_ticket_that_goes_from_hand_to_hand_raises_an_alarm_and_is_stopped_at_the_limit() {
    on_every_storage(
        |document| {
            office(document);
            document["handoffs"] = json!({ "alarm_at": 3, "return_within": "P1D", "limit": 4 });
        },
        |world| {
            world.now("2026-06-01T08:00:00Z");
            world.hire(&["ada"]);
            world.set_availability("ada", ticketkit::model::Availability::Away);
            let ticket = world.open("Printer", "ines", Edits::none().with("team", "support"));
            let alarms = |world: &World<'_>| {
                let alarms = world.events(&ticket).into_iter().filter_map(|event| match event.kind {
                    EventKind::HandoffAlarm { handoffs, returned } => Some((handoffs, returned)),
                    _ => None,
                });
                alarms.collect::<Vec<_>>()
            };
            world.host(&assign(&ticket, Some("billing"), None));
            assert_eq!(alarms(world), []);
            world.now("2026-06-02T08:00:00Z");
            world.host(&assign(&ticket, Some("support"), None));
            assert_eq!(alarms(world), [(2, true)], "back within a day");
            world.now("2026-06-04T08:00:00Z");
            world.host(&assign(&ticket, Some("billing"), None));
            assert_eq!(alarms(world), [(2, true), (3, false)], "the third time");
            let teams: Vec<_> =
                world.ticket(&ticket).past_teams.into_iter().map(|it| it.team.to_string()).collect();
            assert_eq!(teams, ["support", "billing", "support"]);
            world.host(&assign(&ticket, Some("support"), None));
            let handoff = crate::world::change(&ticket, Edits::none().with("team", "billing"));
            let refused = world.staff("ada", &handoff).unwrap_err();
            assert_eq!(problems(&refused), [(Code::HandoffLimit, "/set/team")]);
        },
    );
}

#[test]
fn feature_4_5_tickets_weigh_by_channel_and_priority_and_keep_what_they_weighed() {
    on_every_storage(
        |document| {
            document["teams"][0]["strategy"] = json!("least_loaded");
            document["work"] = json!({
                "categories": ["new", "open", "pending"],
                "weights": [
                    { "condition": { "field": "channel", "op": "eq", "value": "phone" }, "weight": 3 },
                    { "condition": { "field": "priority", "op": "eq", "value": "low" }, "weight": 0 }
                ]
            });
        },
        |world| {
            world.hire(&["a", "b"]);
            let of = |world: &World<'_>, set: Edits| world.owner(&world.open("Work", "ines", set)).unwrap();
            assert_eq!(of(world, Edits::none().with("channel", "phone")), "a");
            assert_eq!(of(world, Edits::none()), "b");
            assert_eq!(of(world, Edits::none().with("priority", "low")), "b", "1 is less than 3");
            assert_eq!(of(world, Edits::none()), "b", "what weighs nothing is no work");
            assert_eq!(of(world, Edits::none()), "b");
            // Under another configuration what they have weighs what it did when it was given.
            let document = default_with(|document| document["teams"][0]["strategy"] = json!("least_loaded"));
            world.host(&configure(&document));
            let decision = |world: &World<'_>| {
                let ticket = world.open("Work", "ines", Edits::none());
                world
                    .routings(&ticket)
                    .pop()
                    .unwrap()
                    .candidates
                    .into_iter()
                    .map(|it| it.verdict)
                    .collect::<Vec<_>>()
            };
            let verdicts = decision(world);
            let scores: Vec<_> = verdicts
                .iter()
                .map(|verdict| match verdict {
                    Verdict::Won { score } | Verdict::Behind { score } => score.split(',').next().unwrap(),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(scores, ["3 of 20", "3 of 20"]);
        },
    );
}

#[test]
fn domain_6_2_weighted_shares_work_out_by_shares() {
    on_every_storage(
        |document| document["teams"][0]["strategy"] = json!("weighted"),
        |world| {
            for (key, of) in [("a", 300), ("b", 100)] {
                let mut command = agent(key, "agent", &["support"]);
                if let Command::PutAgent { share, capacity, .. } = &mut command {
                    (*share, *capacity) = (Some(of), Some(100));
                }
                world.host(&command);
            }
            world.now("2026-06-01T08:00:00Z");
            let mut count = std::collections::BTreeMap::new();
            for _ in 0..16 {
                *count.entry(world.owner(&world.opened_by_ines()).unwrap()).or_insert(0) += 1;
            }
            assert_eq!((count["a"], count["b"]), (12, 4));
            world.now("2026-06-20T08:00:00Z");
            let first = world.opened_by_ines();
            let (Verdict::Won { score } | Verdict::Behind { score }) = &last_verdicts(world, &first)[0]
            else {
                panic!("both are there");
            };
            assert!(
                score.starts_with("0 given, share 300"),
                "what is older than a week does not count: {score}"
            );
        },
    );
}

#[test]
fn domain_6_2_skill_best_takes_who_knows_most() {
    on_every_storage(
        |document| {
            document["teams"][0]["strategy"] = json!("skill_best");
            document["skills"] = json!([{ "name": "tax" }, { "name": "law" }]);
            document["routes"] = json!([{
                "name": "all", "team": "support",
                "skills": [{ "name": "tax" }, { "name": "law", "optional": true }]
            }]);
        },
        |world| {
            let skilled = |key: &str, has: &[(&str, u8)]| {
                let mut command = agent(key, "agent", &["support"]);
                if let Command::PutAgent { skills, .. } = &mut command {
                    let has = has.iter().map(|(name, level)| (name.parse().unwrap(), *level));
                    let has = has.map(|(name, level)| ticketkit::model::Skill { name, level });
                    *skills = Some(has.collect());
                }
                command
            };
            world.host(&skilled("a", &[("tax", 9)]));
            world.host(&skilled("b", &[("tax", 2), ("law", 2)]));
            world.host(&skilled("c", &[("tax", 2), ("law", 5)]));
            assert_eq!(world.owner(&world.opened_by_ines()).as_deref(), Some("c"));
            world.set_availability("c", ticketkit::model::Availability::Away);
            assert_eq!(world.owner(&world.opened_by_ines()).as_deref(), Some("b"), "two skills before one");
        },
    );
}

#[test]
fn routes_ask_for_hours_and_room_choose_a_strategy_and_can_be_taken_together() {
    on_every_storage(
        |document| {
            office(document);
            document["skills"] = json!([{ "name": "tax" }]);
            document["route_mode"] = json!("all");
            document["teams"][1]["strategy"] = json!("manual");
            document["routes"] = json!([
                { "name": "tax", "condition": { "field": "subject", "op": "contains", "value": "tax" },
                  "skills": [{ "name": "tax" }] },
                { "name": "by-day", "team": "support", "open": "office", "room": true },
                { "name": "otherwise", "team": "billing", "strategy": "most_spare" }
            ]);
        },
        |world| {
            world.hire(&["a"]);
            world.host(&agent("clerk", "agent", &["billing"]));
            let team = |world: &World<'_>, ticket: &TicketRef| world.ticket(ticket).team.unwrap().to_string();
            world.now("2026-06-01T09:00:00Z");
            let by_day = world.opened_by_ines();
            assert_eq!(
                (team(world, &by_day).as_str(), world.owner(&by_day).as_deref()),
                ("support", Some("a"))
            );
            let tax = world.open("My tax", "ines", Edits::none());
            assert_eq!(team(world, &tax), "billing", "nobody in support can take it");
            assert!(
                matches!(last_verdicts(world, &tax)[0], Verdict::LacksSkill { .. }),
                "the skill is asked for there, too"
            );
            world.now("2026-06-01T18:00:00Z");
            let by_night = world.opened_by_ines();
            assert_eq!(
                (team(world, &by_night).as_str(), world.owner(&by_night).as_deref()),
                ("billing", Some("clerk")),
                "the route chooses where the team does not"
            );
        },
    );
}

#[test]
fn what_each_handoff_cost_is_told() {
    on_every_storage(
        |document| {
            office(document);
            document["teams"][0]["calendar"] = json!("office");
        },
        |world| {
            world.now("2026-06-01T15:00:00Z");
            world.hire(&["ada"]);
            let ticket = world.open("Printer", "ines", Edits::none().with("team", "support"));
            world.now("2026-06-02T09:00:00Z");
            world.host(&assign(&ticket, Some("billing"), None));
            world.now("2026-06-02T09:30:00Z");
            world.host(&assign(&ticket, Some("support"), Some("ada")));
            let Answer::Handoffs { handoffs } = world.answer(&Query::Handoffs { ticket }) else {
                panic!("handoffs")
            };
            let hour = 3_600_000;
            let told: Vec<_> = handoffs
                .iter()
                .map(|it| {
                    (it.from.as_deref(), it.to.as_deref(), it.held_ms, it.open_ms, it.idle_ms, it.returned)
                })
                .collect();
            assert_eq!(
                told,
                [
                    (Some("support"), Some("billing"), 18 * hour, Some(2 * hour), 18 * hour, false),
                    (Some("billing"), Some("support"), hour / 2, None, hour / 2, true),
                ]
            );
        },
    );
}
