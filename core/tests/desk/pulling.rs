//! Agents who take their next ticket themselves.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Query};
use ticketkit::model::{Actor, EventKind, TicketRef};

use crate::stage::{note, reply};
use crate::world::{World, agent, assign, change, name, on_every_storage, problems};

/// In `support` agents take their next ticket themselves; whoever has the priority urgent has an hour, and high four.
pub(crate) fn pulled(document: &mut Value) {
    document["teams"][0]["strategy"] = json!("manual");
    document["teams"][0]["pull"] = json!({});
    document["policies"] = json!([{
        "name": "promised",
        "condition": { "field": "priority", "op": "in", "value": ["urgent", "high"] },
        "targets": [{ "metric": "resolution", "within": { "urgent": "PT1H", "high": "PT4H", "normal": "P1D", "low": "P1D" }, "unit": "real" }]
    }]);
}

fn next() -> Command {
    Command::NextTicket { team: None }
}

/// The subject of what an agent takes next; nothing when nothing waits.
fn takes(world: &World<'_>, key: &str) -> Option<String> {
    let outcome = world.staff(key, &next()).unwrap();
    if outcome.ticket.is_none() {
        assert_eq!(outcome.notices.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["nothing_waits"]);
    }
    outcome.ticket.map(|id| world.ticket(&TicketRef::Id(id)).subject)
}

fn open(world: &World<'_>, subject: &str, priority: &str) -> TicketRef {
    world.open(subject, "ines", Edits::none().with("priority", priority))
}

#[test]
fn domain_6_3_what_is_late_comes_first_then_what_is_due_then_by_priority_then_who_waits_longest() {
    on_every_storage(pulled, |world| {
        world.hire(&["a"]);
        world.now("2026-06-01T08:00:00Z");
        open(world, "normal, first", "normal");
        open(world, "late by little", "high");
        world.now("2026-06-01T09:00:00Z");
        open(world, "late by much", "urgent");
        world.now("2026-06-01T12:30:00Z");
        open(world, "low, of the same instant", "low");
        open(world, "normal, of the same instant", "normal");
        open(world, "due", "urgent");
        let order = std::iter::from_fn(|| takes(world, "a")).collect::<Vec<_>>();
        let expected = [
            "late by much",
            "late by little",
            "due",
            "normal, first",
            "normal, of the same instant",
            "low, of the same instant",
        ];
        assert_eq!(order, expected);
    });
}

#[test]
fn a_ticket_without_a_promise_comes_before_newer_promises_once_it_has_waited_a_week() {
    on_every_storage(pulled, |world| {
        world.hire(&["a"]);
        world.now("2026-06-01T08:00:00Z");
        open(world, "never promised", "low");
        world.now("2026-06-08T07:30:00Z");
        open(world, "promised", "urgent");
        assert_eq!(takes(world, "a").as_deref(), Some("never promised"));
    });
}

#[test]
fn a_ticket_is_lent_until_it_is_acted_on() {
    on_every_storage(pulled, |world| {
        world.hire(&["a", "b"]);
        world.now("2026-06-01T08:00:00Z");
        let ticket = open(world, "Printer", "normal");
        assert_eq!(takes(world, "a").as_deref(), Some("Printer"));
        assert!(world.ticket(&ticket).pulled);
        assert_eq!(takes(world, "b"), None, "it is lent");
        let EventKind::TicketPulled { promised, .. } = world.events(&ticket).pop().unwrap().kind else {
            panic!("the last event is the pull");
        };
        assert!(!promised, "a deadline of its own stands for the promise");

        world.tick("2026-06-01T08:10:00Z");
        assert_eq!(world.owner(&ticket), None, "ten minutes");
        let causes = world.events(&ticket).into_iter().filter_map(|event| match event.kind {
            EventKind::TicketReleased { cause, .. } => Some(cause.to_string()),
            _ => None,
        });
        assert_eq!(causes.collect::<Vec<_>>(), ["lease_over"]);

        assert_eq!(takes(world, "a").as_deref(), Some("Printer"), "it is not hidden from who let it go");
        world.now("2026-06-01T08:19:00Z");
        world.staff("a", &Command::HoldTicket { ticket: ticket.clone() }).unwrap();
        world.tick("2026-06-01T08:28:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "held on to it");
        world.staff("a", &note(&ticket, "I look at it.")).unwrap();
        world.tick("2026-06-01T18:00:00Z");
        assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "acted on it");
        assert!(!world.ticket(&ticket).pulled);
    });
}

#[test]
fn who_skips_a_ticket_says_why_and_does_not_get_it_again_for_a_while() {
    on_every_storage(
        |document| {
            pulled(document);
            document["decline_reasons"] = json!([{ "name": "not_mine" }]);
            document["teams"][0]["declined_for"] = json!("PT4H");
        },
        |world| {
            world.hire(&["a", "b"]);
            world.now("2026-06-01T08:00:00Z");
            let first = open(world, "First", "normal");
            world.now("2026-06-01T08:01:00Z");
            open(world, "Second", "normal");
            assert_eq!(takes(world, "a").as_deref(), Some("First"));
            let decline =
                |reason: &str| Command::DeclineTicket { ticket: first.clone(), reason: name(reason) };
            let refused = world.staff("a", &decline("bored")).unwrap_err();
            assert_eq!(problems(&refused), [(Code::UnknownName, "/reason")]);
            let refused = world.staff("b", &decline("not_mine")).unwrap_err();
            assert_eq!(refused.code(), Code::Forbidden, "only its owner");
            world.staff("a", &decline("not_mine")).unwrap();
            assert_eq!(takes(world, "a").as_deref(), Some("Second"));
            assert_eq!(takes(world, "a"), None, "the first is hidden from them");
            assert_eq!(takes(world, "b").as_deref(), Some("First"), "and from nobody else");
            world.staff("b", &decline("not_mine")).unwrap();
            world.tick("2026-06-01T12:01:00Z");
            assert_eq!(takes(world, "a").as_deref(), Some("First"), "four hours are over");
        },
    );
}

#[test]
fn nobody_takes_what_they_cannot_or_more_than_they_take() {
    on_every_storage(
        |document| {
            pulled(document);
            document["skills"] = json!([{ "name": "tax" }]);
            document["routes"] = json!([
                { "name": "tax", "condition": { "field": "subject", "op": "contains", "value": "tax" },
                  "team": "support", "skills": [{ "name": "tax", "level": 2 }] },
                { "name": "rest", "team": "support" }
            ]);
        },
        |world| {
            world.hire(&["a"]);
            let mut small = agent("b", "agent", &["support"]);
            if let Command::PutAgent { capacity, .. } = &mut small {
                *capacity = Some(1);
            }
            world.host(&small);
            for n in 0..30 {
                open(world, &format!("tax {n}"), "urgent");
            }
            open(world, "Printer", "normal");
            open(world, "Screen", "normal");
            assert_eq!(takes(world, "b").as_deref(), Some("Printer"), "behind thirty that ask for a skill");
            assert_eq!(takes(world, "b"), None, "has as much as they take");
            assert_eq!(takes(world, "a").as_deref(), Some("Screen"));
        },
    );
}

#[test]
fn where_pulling_is_the_only_way_nobody_picks_a_ticket_out() {
    on_every_storage(
        |document| {
            pulled(document);
            document["teams"][0]["pull"] = json!({ "only": true });
        },
        |world| {
            world.hire(&["a", "b"]);
            let ticket = open(world, "Printer", "normal");
            let own = Edits::none().with("owner", "a");
            let refused = world.staff("a", &change(&ticket, own.clone())).unwrap_err();
            assert_eq!(problems(&refused), [(Code::PullOnly, "/set/owner")]);
            let refused = world.staff("a", &assign(&ticket, None, Some("b"))).unwrap_err();
            assert_eq!(problems(&refused), [(Code::PullOnly, "/agent")]);
            assert_eq!(takes(world, "b").as_deref(), Some("Printer"));
            world.staff("b", &assign(&ticket, None, Some("a"))).unwrap();
            assert_eq!(world.owner(&ticket).as_deref(), Some("a"), "what is owned is handed over");
            let other = open(world, "Screen", "normal");
            world.host(&assign(&other, None, Some("a")));
            assert_eq!(world.owner(&other).as_deref(), Some("a"), "the host may");
        },
    );
}

#[test]
fn only_agents_of_a_team_whose_tickets_are_taken_take_one() {
    on_every_storage(pulled, |world| {
        world.hire(&["a"]);
        let team = |team: &str| Command::NextTicket { team: Some(name(team)) };
        assert_eq!(
            problems(&world.staff("a", &team("billing")).unwrap_err()),
            [(Code::NotEligible, "/team")]
        );
        let refused =
            world.desk.execute(&next(), &ticketkit::command::Context::of(Actor::host())).unwrap_err();
        assert_eq!(problems(&refused), [(Code::Forbidden, "/actor")]);
        open(world, "Printer", "normal");
        let ticket = world.staff("a", &team("support")).unwrap().ticket.map(TicketRef::Id).unwrap();
        world.staff("a", &reply(&ticket, "Hello.")).unwrap();
        assert_eq!(world.ticket(&ticket).respond_by, None, "an answer is an act");
    });
}

#[test]
fn the_line_of_a_team_is_told_in_the_order_in_which_it_is_taken() {
    on_every_storage(pulled, |world| {
        world.hire(&["a"]);
        world.now("2026-06-01T08:00:00Z");
        let normal = open(world, "Printer", "normal");
        let urgent = open(world, "Fire", "urgent");
        world.now("2026-06-01T09:30:00Z");
        let line = |team: &str| world.ask(&Query::Line { team: name(team), limit: None }, &Actor::agent("a"));
        let Answer::Line { tickets } = line("support").unwrap() else { panic!("a line") };
        let told: Vec<_> = tickets
            .iter()
            .map(|it| (TicketRef::Number(it.number.clone()), it.late, it.due_by.is_some()))
            .collect();
        assert_eq!(told, [(urgent, true, true), (normal, false, true)]);
        assert_eq!(problems(&line("none").unwrap_err()), [(Code::UnknownName, "/team")]);
        let customer =
            world.ask(&Query::Line { team: name("support"), limit: None }, &Actor::requester("ines"));
        assert_eq!(customer.unwrap_err().code(), Code::Forbidden);
    });
}

#[test]
fn feature_12_13_what_members_were_given_is_held_against_their_shares() {
    on_every_storage(
        |document| document["teams"][0]["strategy"] = json!("round_robin"),
        |world| {
            world.hire(&["a", "b"]);
            world.now("2026-06-01T08:00:00Z");
            for _ in 0..5 {
                world.opened_by_ines();
            }
            let fairness = |days| Query::Fairness { team: name("support"), days };
            let Answer::Fairness { total, members, largest_deviation_hundredths, spread } =
                world.answer(&fairness(None))
            else {
                panic!("a report")
            };
            assert_eq!((total, spread, largest_deviation_hundredths), (5, 1, 50));
            let given: Vec<_> =
                members.iter().map(|it| (it.given, it.fair_hundredths, it.deviation_hundredths)).collect();
            assert_eq!(given, [(3, 250, 50), (2, 250, -50)]);
            world.now("2026-06-09T08:00:00Z");
            let Answer::Fairness { total, .. } = world.answer(&fairness(None)) else { panic!("a report") };
            assert_eq!(total, 0, "a week is over");
            let Answer::Fairness { total, .. } = world.answer(&fairness(Some(9))) else { panic!("a report") };
            assert_eq!(total, 5);
            let refused = world.ask(&fairness(Some(0)), &Actor::host()).unwrap_err();
            assert_eq!(problems(&refused), [(Code::OutOfRange, "/days")]);
            assert_eq!(world.ask(&fairness(None), &Actor::agent("a")).unwrap_err().code(), Code::Forbidden);
        },
    );
}
