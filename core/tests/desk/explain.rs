//! Why: the five things that a desk can be asked about.

use serde_json::{Value, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Edits, Query};
use ticketkit::model::{By, EventKind, Metric, Verdict};

use crate::world::{change, on_every_storage, problems, reply};

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
