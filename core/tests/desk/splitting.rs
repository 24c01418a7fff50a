//! A message that becomes a ticket of its own, and undoing that.

use ticketkit::Code;
use ticketkit::command::{Command, Edits};
use ticketkit::id::MessageId;
use ticketkit::model::{EventKind, Metric, Standing, TicketRef};

use crate::world::{World, agent, at, note, on_every_storage, problems, reply, status, unchanged};

fn split(ticket: &TicketRef, message: MessageId, set: Edits) -> Command {
    Command::SplitTicket { ticket: ticket.clone(), message, subject: Some("The toner".to_owned()), set }
}

fn undo(ticket: &TicketRef) -> Command {
    Command::UndoSplit { ticket: ticket.clone() }
}

fn last_message(world: &World<'_>, ticket: &TicketRef) -> MessageId {
    world.thread(ticket).last().unwrap().id
}

#[test]
fn feature_1_12_a_message_becomes_a_ticket_whose_clocks_count_from_it() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let old = world.opened_by_ines();
        world.now("2026-06-01T10:00:00Z").ines(&reply(&old, "And the toner is empty, too."));
        let message = last_message(world, &old);
        let clocks = || world.clocks(&old).into_iter().map(|(clock, _)| clock).collect::<Vec<_>>();
        let before = (world.thread(&old), clocks());
        world.now("2026-06-01T14:00:00Z");
        let outcome = world.ada(&split(&old, message, Edits::none().with("priority", "urgent")));
        let new = TicketRef::Number(outcome.number.unwrap());

        let ticket = world.ticket(&new);
        assert_eq!((ticket.subject.as_str(), ticket.priority.as_str()), ("The toner", "urgent"));
        assert_eq!(ticket.created_at, at("2026-06-01T10:00:00Z"), "it was asked for then");
        assert_eq!((ticket.requester, ticket.split_of), (world.id("ines"), Some(message)));
        assert_eq!(ticket.relates, [world.ticket(&old).id]);
        let thread = world.thread(&new);
        assert_eq!(
            thread.iter().map(|it| it.body.as_str()).collect::<Vec<_>>(),
            ["And the toner is empty, too."]
        );
        assert_eq!((thread[0].at, thread[0].position), (at("2026-06-01T10:00:00Z"), 1));
        assert_eq!(world.due(&new, &Metric::FirstReply), Some(at("2026-06-01T11:00:00Z")));
        assert_eq!((world.thread(&old), clocks()), before, "the old one is what it was");
        let told = world.events(&old).last().unwrap().kind.clone();
        assert_eq!(told, EventKind::TicketSplit { message, other: Some(ticket.id) });

        // What was due since then is noticed like everything that is noticed late.
        world.tick("2026-06-01T14:00:00Z");
        let clock = world.clock(&new, &Metric::FirstReply);
        assert_eq!(clock.breached_at, Some(at("2026-06-01T11:00:00Z")));
    });
}

#[test]
fn what_staff_wrote_becomes_a_ticket_from_now_on_and_what_is_internal_stays_so() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let old = world.opened_by_ines();
        world.now("2026-06-01T10:00:00Z").ada(&note(&old, "The fuser is old."));
        let message = last_message(world, &old);
        world.now("2026-06-01T12:00:00Z");
        let outcome = world.ada(&split(&old, message, Edits::none()));
        let new = TicketRef::Number(outcome.number.unwrap());
        assert_eq!(world.ticket(&new).created_at, at("2026-06-01T12:00:00Z"));
        assert!(!world.thread(&new)[0].public);
    });
}

#[test]
fn a_split_is_undone_while_nobody_has_gone_on_from_it() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let old = world.opened_by_ines();
        let message = last_message(world, &old);
        let made = |world: &World<'_>| {
            TicketRef::Number(world.ada(&split(&old, message, Edits::none())).number.unwrap())
        };
        let first = made(world);
        world.ada(&undo(&first));
        let ticket = world.ticket(&first);
        assert_eq!((ticket.standing, ticket.relates), (Standing::Trash, vec![]));
        assert_eq!(world.kinds(&old)[world.kinds(&old).len() - 2..], ["ticket_split", "split_undone"]);
        assert_eq!(world.staff("ada", &undo(&first)).unwrap_err().code(), Code::TicketInactive);

        for deed in [reply, |ticket: &TicketRef, _: &str| status(ticket, "open")] {
            let used = made(world);
            world.now("2026-06-01T10:00:00Z").ada(&deed(&used, "We look at it."));
            let error = world.staff("ada", &undo(&used)).unwrap_err();
            assert_eq!(problems(&error), [(Code::TooLate, "/ticket")]);
        }
        assert_eq!(problems(&world.staff("ada", &undo(&old)).unwrap_err()), [(Code::NothingToDo, "/ticket")]);
    });
}

#[test]
fn what_cannot_be_split_says_why() {
    let light = |document: &mut serde_json::Value| {
        let role = serde_json::json!({ "name": "writer", "scope": "all", "permissions": ["create_tickets", "reply"] });
        document["roles"].as_array_mut().unwrap().push(role);
    };
    on_every_storage(light, |world| {
        world.hire(&["ada"]);
        world.host(&agent("wim", "writer", &["support"]));
        let (old, other) = (world.opened_by_ines(), world.opened_by_ines());
        world.ada(&note(&old, "Internal."));
        let (internal, elsewhere) = (last_message(world, &old), last_message(world, &other));
        let refused = |who: &str, message| {
            let error = world.staff(who, &split(&old, message, Edits::none())).unwrap_err();
            problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect::<Vec<_>>()
        };
        let missing = vec![(Code::NotFound, "/message".to_owned())];
        assert_eq!(refused("ada", elsewhere), missing);
        assert_eq!(refused("ada", MessageId::from_bytes([7; 16])), missing);
        assert_eq!(refused("wim", internal), missing, "whoever reads no notes does not split them either");
        let wrong = Edits::none().with("priority", "nothing").with("colour", "red");
        let mut command = split(&old, internal, wrong);
        if let Command::SplitTicket { subject, .. } = &mut command {
            *subject = Some(String::new());
        }
        let error = world.staff("ada", &command).unwrap_err();
        let mut paths: Vec<_> = problems(&error).into_iter().map(|(_, path)| path).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["/set/colour", "/set/priority", "/subject"]);
        let mine = last_message(world, &other);
        let customer = world.customer("ines", &split(&other, mine, Edits::none())).unwrap_err();
        assert_eq!(customer.code(), Code::Forbidden);
        assert_eq!(world.customer("ines", &undo(&other)).unwrap_err().code(), Code::Forbidden);
    });
}
