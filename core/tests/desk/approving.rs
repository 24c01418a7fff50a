//! What follows from a transition: fields that it sets, what it does, and the approval that it waits for.

use serde_json::{Value, json};
use ticketkit::command::{Answer, ApprovalStand, Command, Edits, Query};
use ticketkit::model::{Actor, EffectKind, EventKind, MessageKind, TicketRef};
use ticketkit::{Code, Error};

use crate::world::{World, agent, at, change, name, on_every_storage, problems, reply, reply_with, status};

/// A bank: complaints are proposed by agents and decided by two of the committee, or by the board.
fn bank(document: &mut Value) {
    document["workflows"] = json!([{
        "name": "complaints",
        "statuses": [
            { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
            { "name": "waiting", "category": "pending" },
            { "name": "upheld", "category": "solved" }, { "name": "rejected", "category": "solved" },
            { "name": "closed", "category": "closed" }
        ],
        "transitions": [
            { "from": "any", "to": "open" },
            { "from": "open", "to": "waiting" },
            {
                "name": "uphold", "from": "open", "to": "upheld", "required_fields": ["cause"],
                "required_message": "internal", "approval": { "by": { "team": "committee" }, "count": 2 }
            },
            {
                "name": "reject", "from": "open", "to": "rejected",
                "approval": { "by": { "permission": "decide" }, "own": true }
            },
            {
                "name": "close", "from": "category:solved", "to": "closed",
                "set": { "cause": "settled", "priority": "low" },
                "then": [
                    { "do": "add_tags", "tags": ["archived"] },
                    { "do": "add_note", "body": "To the archive." },
                    { "do": "send_message", "body": "Your complaint is closed." },
                    { "do": "effect", "name": "archive", "payload": { "shelf": "7" } },
                    { "do": "set", "field": "team", "value": "archive" }
                ]
            }
        ],
        "automatic": { "agent_reply": "none", "requester_message": "open", "close_after": "P4D" }
    }]);
    document["fields"] = json!([{ "name": "cause", "type": "text" }, { "name": "outcome", "type": "text" }]);
    document["teams"] = json!([{ "name": "support" }, { "name": "committee" }, { "name": "archive" }]);
    document["routes"] = json!([{ "name": "all", "team": "support" }]);
    document["roles"] = json!([
        { "name": "agent", "scope": "all", "permissions": ["create_tickets", "reply", "note", "change", "assign"] },
        { "name": "board", "scope": "all", "permissions": ["note", "change", "decide"] }
    ]);
    document["policies"] = json!([]);
}

fn staffed(world: &World<'_>) -> TicketRef {
    world.hire(&["ada"]);
    for key in ["carl", "cleo", "cora"] {
        world.host(&agent(key, "agent", &["committee"]));
    }
    world.host(&agent("bea", "board", &["support"]));
    let ticket = world.opened_by_ines();
    world.ada(&status(&ticket, "open"));
    ticket
}

fn uphold(ticket: &TicketRef) -> Command {
    let set = Edits::none().with("status", "upheld").with("cause", "our mistake");
    Command::Note {
        ticket: ticket.clone(),
        body: "I propose to uphold it.".to_owned(),
        set,
        attachments: Vec::new(),
        expect_version: None,
        html: None,
        spent_minutes: None,
    }
}

fn decide(ticket: &TicketRef, approve: bool, reason: Option<&str>) -> Command {
    Command::DecideApproval {
        ticket: ticket.clone(),
        approve,
        reason: reason.map(str::to_owned),
        expect_version: None,
    }
}

fn yes(ticket: &TicketRef) -> Command {
    decide(ticket, true, None)
}

fn refused(world: &World<'_>, by: &str, command: &Command) -> Error {
    world.staff(by, command).unwrap_err()
}

fn stand(world: &World<'_>, ticket: &TicketRef, to: &str, actor: &Actor) -> ApprovalStand {
    let query = Query::Transitions { ticket: ticket.clone() };
    let Answer::Transitions { available } = world.ask(&query, actor).unwrap() else { panic!() };
    available.into_iter().find(|way| way.to == *to).unwrap().approval.unwrap()
}

#[test]
fn a_move_waits_until_enough_have_approved_and_is_made_then() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        world.duties();
        let outcome = world.ada(&uphold(&ticket));
        assert_eq!(outcome.notices[0].code, "approval_asked");
        let asked = world.ticket(&ticket);
        assert_eq!(asked.status, "open");
        let approval = asked.approval.unwrap();
        assert_eq!((approval.to.as_str(), approval.by), ("upheld", Some(world.id("ada"))));
        let mut committee = ["carl", "cleo", "cora"].map(|key| world.id(key)).to_vec();
        committee.sort_unstable();
        assert_eq!(
            world.duties(),
            [EffectKind::Approve { status: name("upheld"), transition: Some(name("uphold")), to: committee }]
        );
        let seen = stand(world, &ticket, "upheld", &Actor::agent("carl"));
        assert_eq!((seen.waiting, seen.approved, seen.count, seen.yours), (true, 0, 2, true));
        assert!(!stand(world, &ticket, "upheld", &Actor::agent("ada")).yours);

        world.staff("carl", &yes(&ticket)).unwrap();
        assert_eq!(world.ticket(&ticket).status, "open", "one of two");
        assert_eq!(world.last_kinds(&ticket), ["approval_given"]);
        let again = refused(world, "carl", &yes(&ticket));
        assert_eq!(problems(&again), [(Code::NothingToDo, "/approve")]);
        world.restart();
        world.now("2026-06-01T11:00:00Z");
        world.staff("cora", &decide(&ticket, true, Some("As last time."))).unwrap();
        let moved = world.ticket(&ticket);
        assert_eq!((moved.status.as_str(), moved.approval), ("upheld", None));
        assert_eq!(moved.solved_at, Some(at("2026-06-01T11:00:00Z")));
        assert_eq!(world.last_kinds(&ticket), ["ticket_moved", "message_added"]);
        let ada = world.id("ada");
        assert!(world.duties().contains(&EffectKind::ApprovalDecided {
            status: name("upheld"),
            approved: true,
            to: vec![ada]
        }));
    });
}

#[test]
fn a_refusal_leaves_the_ticket_and_says_why_in_a_note() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        world.ada(&uphold(&ticket));
        world.staff("carl", &yes(&ticket)).unwrap();
        world.staff("cleo", &decide(&ticket, false, Some("The customer was told."))).unwrap();
        let stays = world.ticket(&ticket);
        assert_eq!((stays.status.as_str(), stays.approval), ("open", None));
        let note = world.thread(&ticket).pop().unwrap();
        assert_eq!((note.public, note.body.as_str()), (false, "The customer was told."));
        let EventKind::ApprovalRefused { to, message } = world.events(&ticket).pop().unwrap().kind else {
            panic!()
        };
        assert_eq!((to.as_str(), message), ("upheld", Some(note.id)));
        let ada = world.id("ada");
        let decided = EffectKind::ApprovalDecided { status: name("upheld"), approved: false, to: vec![ada] };
        assert!(world.duties().contains(&decided));
        // It can be asked for again, and nobody's earlier word counts.
        world.ada(&uphold(&ticket));
        assert_eq!(stand(world, &ticket, "upheld", &Actor::agent("carl")).approved, 0);
    });
}

#[test]
fn what_the_transition_checks_is_checked_before_it_is_asked_for_and_again_when_it_is_made() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        let bare = refused(world, "ada", &status(&ticket, "upheld"));
        assert_eq!(
            problems(&bare),
            [(Code::FieldRequired, "/set/cause"), (Code::MessageRequired, "")],
            "all that is missing, and nothing is asked for"
        );
        assert_eq!(world.ticket(&ticket).approval, None);
        world.ada(&uphold(&ticket));
        world.ada(&change(&ticket, Edits::none().without("cause")));
        world.staff("carl", &yes(&ticket)).unwrap();
        let late = refused(world, "cleo", &yes(&ticket));
        assert_eq!(problems(&late), [(Code::FieldRequired, "/set/cause")]);
        assert!(world.ticket(&ticket).approval.is_some(), "it still waits");
        world.ada(&change(&ticket, Edits::none().with("cause", "our mistake")));
        world.staff("cleo", &yes(&ticket)).unwrap();
        assert_eq!(
            world.ticket(&ticket).status,
            "upheld",
            "the note that was required came with the request"
        );
    });
}

#[test]
fn who_asks_cannot_approve_unless_the_document_says_so() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        world.staff("carl", &uphold(&ticket)).unwrap();
        let own = refused(world, "carl", &yes(&ticket));
        assert_eq!(own.code(), Code::Forbidden);
        assert!(own.to_string().contains("who asks for an approval cannot give it"), "{own}");
        let stranger = refused(world, "bea", &yes(&ticket));
        assert!(stranger.to_string().contains("takes to be in the team `committee`"), "{stranger}");
        let customer = world.customer("ines", &yes(&ticket)).unwrap_err();
        assert_eq!(customer.code(), Code::Forbidden);
        // Whoever asked takes it back by refusing.
        world.staff("carl", &decide(&ticket, false, None)).unwrap();
        assert_eq!(world.ticket(&ticket).approval, None);
        assert_eq!(problems(&refused(world, "carl", &yes(&ticket))), [(Code::NothingToDo, "/ticket")]);
        world.staff("bea", &status(&ticket, "rejected")).unwrap();
        assert_eq!(world.ticket(&ticket).status, "open");
        world.staff("bea", &yes(&ticket)).unwrap();
        assert_eq!(world.ticket(&ticket).status, "rejected");
    });
}

#[test]
fn only_those_whom_the_transition_names_can_approve() {
    for (by, may, takes) in [
        (json!({ "permission": "decide" }), json!(["change", "decide"]), "takes the permission `decide`"),
        (json!({ "role": "board" }), json!(["change"]), "takes the role `board`"),
    ] {
        let by_these = |document: &mut Value| {
            bank(document);
            document["workflows"][0]["transitions"][3]["approval"] = json!({ "by": by });
            document["roles"][1]["permissions"] = may.clone();
        };
        on_every_storage(by_these, |world| {
            let ticket = staffed(world);
            world.ada(&status(&ticket, "rejected"));
            let stand = |by: &str| stand(world, &ticket, "rejected", &Actor::agent(by)).yours;
            assert_eq!((stand("carl"), stand("bea")), (false, true));
            let refused = refused(world, "carl", &yes(&ticket));
            assert_eq!(refused.code(), Code::Forbidden);
            assert!(refused.to_string().contains(takes), "{refused}");
            assert_eq!(world.ticket(&ticket).status, "open");
            world.staff("bea", &yes(&ticket)).unwrap();
            assert_eq!(world.ticket(&ticket).status, "rejected");
        });
    }
}

#[test]
fn leaving_the_status_takes_a_request_back_and_the_host_may_decide_alone() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        world.ada(&uphold(&ticket));
        let twice = refused(world, "ada", &uphold(&ticket));
        assert_eq!(problems(&twice), [(Code::ApprovalPending, "/set/status")]);
        world.ada(&status(&ticket, "waiting"));
        assert_eq!(world.ticket(&ticket).approval, None);
        world.ada(&status(&ticket, "open"));
        world.ada(&uphold(&ticket));
        world.host(&yes(&ticket));
        assert_eq!(world.ticket(&ticket).status, "upheld");
    });
}

#[test]
fn an_automatic_move_asks_nobody() {
    let configure = |document: &mut Value| {
        bank(document);
        document["workflows"][0]["automatic"]["agent_reply"] = json!("rejected");
    };
    on_every_storage(configure, |world| {
        let ticket = staffed(world);
        world.ada(&reply(&ticket, "No."));
        let EventKind::AutoMoveSkipped { failed, .. } = world.events(&ticket).pop().unwrap().kind else {
            panic!()
        };
        assert_eq!(failed, ["approval_required"]);
        // In the reply's own command it can be asked for.
        world.ada(&reply_with(&ticket, "No!", Edits::none().with("status", "rejected")));
        let asked = world.ticket(&ticket);
        assert_eq!((asked.status.as_str(), asked.replies), ("open", 2));
        assert_eq!(asked.approval.unwrap().message_public, Some(true));
    });
}

#[test]
fn a_transition_sets_fields_and_acts_in_the_same_command() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        world.ada(&uphold(&ticket));
        world.host(&yes(&ticket));
        world.duties();
        world.ada(&change(&ticket, Edits::none().with("status", "closed").with("priority", "urgent")));
        let closed = world.ticket(&ticket);
        assert_eq!(closed.status, "closed");
        assert_eq!(closed.fields.get("cause"), Some(&"settled".into()), "the transition has its way");
        assert_eq!((closed.priority.as_str(), closed.tags.join(" ")), ("low", "archived".to_owned()));
        assert_eq!(closed.team.unwrap(), "archive");
        assert_eq!(world.last_kinds(&ticket), ["ticket_moved", "message_added", "message_added"]);
        let thread = world.thread(&ticket);
        let said: Vec<_> = thread.iter().rev().take(2).map(|it| (it.kind, it.body.as_str())).collect();
        assert_eq!(
            said,
            [(MessageKind::Automated, "Your complaint is closed."), (MessageKind::Note, "To the archive.")]
        );
        let host = world.duties().into_iter().find_map(|duty| match duty {
            EffectKind::Host { rule, name, payload } => Some((rule, name, payload["shelf"].clone())),
            _ => None,
        });
        assert_eq!(host, Some((name("close"), name("archive"), "7".to_owned())));
    });
}

#[test]
fn a_ticket_that_closes_by_itself_does_what_the_transition_says() {
    on_every_storage(bank, |world| {
        let ticket = staffed(world);
        world.ada(&uphold(&ticket));
        world.host(&yes(&ticket));
        world.tick("2026-06-05T09:00:00Z");
        let closed = world.ticket(&ticket);
        assert_eq!((closed.status.as_str(), closed.tags.join(" ")), ("closed", "archived".to_owned()));
        assert_eq!(closed.closed_at, Some(at("2026-06-05T09:00:00Z")));
    });
}

#[test]
fn what_a_transition_cannot_do_bars_it_as_a_whole() {
    let configure = |document: &mut Value| {
        bank(document);
        document["workflows"][0]["transitions"][1]["set"] = json!({ "owner": "nobody-here" });
        document["workflows"][0]["transitions"][1]["then"] =
            json!([{ "do": "add_note", "body": "Waiting." }]);
    };
    on_every_storage(configure, |world| {
        let ticket = staffed(world);
        let before = world.ticket(&ticket);
        let barred = refused(world, "ada", &status(&ticket, "waiting"));
        assert_eq!(problems(&barred)[0].1, "/transition/owner");
        assert_eq!(world.ticket(&ticket), before);
    });
}
