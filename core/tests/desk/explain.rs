//! Why: the five things that a desk can be asked about.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Query};
use ticketkit::model::{Actor, By, EventKind, Metric, TicketRef, Verdict};
use ticketkit::sla::Whose;

use crate::world::{at, change, on_every_storage, problems, reply, status};

fn desk(document: &mut Value) {
    document["teams"][0]["strategy"] = json!("round_robin");
    document["rules"] = json!([{
        "name": "fire", "condition": { "field": "subject", "op": "contains", "value": "fire" },
        "actions": [{ "do": "set", "field": "priority", "value": "urgent" }]
    }]);
}

#[test]
fn a_desk_says_why_this_deadline_policy_assignee_refusal_and_change() {
    on_every_storage(desk, |world| {
        world.hire(&["ada", "ben"]);
        world.set_availability("ben", ticketkit::model::Availability::Away);
        let ticket = world.opened_by_ines();
        world.restart();

        // The deadline: the spans that counted, and the policy that promised it.
        let clocks = world.clocks(&ticket);
        let (clock, why) = clocks.iter().find(|(clock, _)| clock.key.metric == Metric::FirstReply).unwrap();
        assert_eq!(clock.target_ms, 3_600_000, "an hour, for it is urgent");
        assert!(why.contains("first_reply") && why.contains("standard"), "{why}");
        let Answer::Policy { policy, why, .. } = world.answer(&Query::Policy { ticket: ticket.clone() })
        else {
            panic!("a policy")
        };
        assert_eq!((policy.as_deref(), why.as_str()), (Some("standard"), "`standard` is taken\n"));

        // The assignee: a word for everybody who was looked at.
        let decision = world.routings(&ticket).pop().unwrap();
        assert_eq!(decision.winner, Some(world.id("ada")));
        let ben = decision.candidates.iter().find(|one| one.person == world.id("ben")).unwrap();
        assert_eq!(ben.verdict, Verdict::Unavailable {});

        // The refusal: every check that failed, each with its place and a hint.
        let wrong = Edits::none().with("status", "opne").with("priority", "hgh").with("colour", "red");
        let refused = world.staff("ada", &change(&ticket, wrong)).unwrap_err();
        assert_eq!(
            problems(&refused),
            [
                (Code::UnknownField, "/set/colour"),
                (Code::UnknownName, "/set/priority"),
                (Code::UnknownStatus, "/set/status")
            ]
        );
        let hints: Vec<_> = refused.problems().iter().filter_map(|problem| problem.hint.as_deref()).collect();
        assert!(
            hints.contains(&"did you mean `high`?") && hints.contains(&"did you mean `open`?"),
            "{hints:?}"
        );

        // The automatic changes: the rule and the move that made them.
        world.ada(&reply(&ticket, "We come."));
        let events = world.events(&ticket);
        let by_rule = events.iter().find(|event| matches!(event.by, By::Rule { .. })).unwrap();
        assert!(matches!(&by_rule.kind, EventKind::RuleFired { rule } if rule.as_str() == "fire"));
        assert_eq!(by_rule.changes[0].field.as_str(), "priority");
        let moved = events.iter().find_map(|event| match &event.kind {
            EventKind::TicketMoved { automatic, .. } => automatic.as_ref(),
            _ => None,
        });
        assert_eq!(moved.map(ticketkit::Name::as_str), Some("agent_reply"));
    });
}

#[test]
fn every_second_of_a_ticket_is_somebodys() {
    on_every_storage(
        |_| (),
        |world| {
            world.hire(&["ada"]);
            world.now("2026-06-01T10:00:00Z");
            let ticket = world.open("Fire", "ines", Edits::none());
            world.now("2026-06-01T12:00:00Z");
            world.ada(&reply(&ticket, "Which door?"));
            world.now("2026-06-02T10:00:00Z");
            world.ada(&status(&ticket, "postponed"));
            world.now("2026-06-02T13:00:00Z");
            world.ada(&status(&ticket, "open"));
            world.now("2026-06-03T09:30:00Z");
            world.ada(&status(&ticket, "resolved"));
            world.now("2026-06-03T12:00:00Z");
            let account = world.desk.account(&ticket, None, &Actor::host()).unwrap();
            let hours = |whose: Whose| account.total(whose).millis() / 1_800_000;
            // In halves of an hour: the calendar is open from 9 to 17 in UTC.
            assert_eq!(Whose::ALL.map(hours), [4 + 8 + 1, 32, 44, 6, 5]);
            let all: i64 = account.spent.iter().map(|spell| spell.length().millis()).sum();
            assert_eq!(all, account.until.since(at("2026-06-01T10:00:00Z")).millis());
            assert!(account.spent.is_sorted_by(|one, next| one.to == next.from));
            assert_eq!(account.policies[0].policy.as_deref(), Some("standard"));

            let text = account.to_text();
            assert!(text.contains("`standard` is taken") && text.contains("22 h  customer"), "{text}");
            let svg = account.to_svg();
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"), "{svg}");
            assert!(svg.contains("resolution 1") && svg.contains("closed hours"), "{svg}");
            assert_eq!(
                svg,
                world.desk.account(&ticket, None, &Actor::host()).unwrap().to_svg(),
                "always the same"
            );

            let refused = world.desk.account(&ticket, None, &Actor::requester("ines")).unwrap_err();
            assert_eq!(refused.code(), Code::Forbidden);
            let unknown =
                world.desk.account(&TicketRef::Number("77".to_owned()), None, &Actor::host()).unwrap_err();
            assert_eq!(unknown.code(), Code::NotFound);
        },
    );
}

#[test]
fn what_is_kept_apart_is_nobodys_time() {
    on_every_storage(
        |_| (),
        |world| {
            world.hire(&["ada"]);
            world.now("2026-06-01T10:00:00Z");
            let ticket = world.open("Fire", "ines", Edits::none());
            world.now("2026-06-01T11:00:00Z");
            world.host(&Command::TrashTicket { ticket: ticket.clone() });
            world.now("2026-06-01T14:00:00Z");
            world.host(&Command::RestoreTicket { ticket: ticket.clone() });
            world.now("2026-06-01T16:00:00Z");
            let account = world.desk.account(&ticket, None, &Actor::host()).unwrap();
            let hours = |whose: Whose| account.total(whose).millis() / 3_600_000;
            assert_eq!(Whose::ALL.map(hours), [1 + 2, 0, 0, 0, 3]);
        },
    );
}

#[test]
fn a_picture_shows_texts_of_people_as_texts() {
    on_every_storage(
        |document| document["workflows"][0]["statuses"][1]["labels"] = serde_json::json!({}),
        |world| {
            let ticket = world.open("<script>alert(1)</script>", "ines", Edits::none());
            let svg = world.desk.account(&ticket, None, &Actor::host()).unwrap().to_svg();
            assert!(!svg.contains("<script"), "{svg}");
        },
    );
}
