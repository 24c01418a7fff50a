//! What is kept apart: spam and the trash, and the way back.

use ticketkit::Code;
use ticketkit::command::{Answer, Command, Context, Edits, Query, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{Actor, ClockState, JobState, Standing, TicketRef};

use crate::world::{
    World, agent, assign, at, change, find, note, on_every_storage, problems, reply, status, unchanged,
};

fn spam(ticket: &TicketRef) -> Command {
    Command::MarkSpam { ticket: ticket.clone() }
}

fn trash(ticket: &TicketRef) -> Command {
    Command::TrashTicket { ticket: ticket.clone() }
}

fn restore(ticket: &TicketRef) -> Command {
    Command::RestoreTicket { ticket: ticket.clone() }
}

fn of(standing: &str) -> Condition {
    Condition::test("standing", Op::Eq, [standing])
}

fn counted(world: &World<'_>, condition: Option<Condition>) -> u64 {
    match world.answer(&Query::Count { condition, by: None }) {
        Answer::Counts { counts } => counts.iter().map(|count| count.tickets).sum(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn feature_13_5_spam_is_kept_apart_from_lists_counts_and_searches_and_nothing_is_lost() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&agent("adam", "admin", &[]));
        let bad = world.open("Buy cheap watches", "ines", Edits::none());
        let good = world.open("A watch is broken", "ines", Edits::none());
        let before = world.ticket(&bad);
        world.ada(&spam(&bad));
        let ada = Actor::agent("ada");
        let ines = Actor::requester("ines");
        for actor in [&ada, &ines] {
            assert_eq!(world.found(&find(None, None), actor), ["2"]);
            assert_eq!(world.found(&find(None, Some("watches")), actor), [""; 0]);
            assert_eq!(world.found(&find(None, Some("watch")), actor), ["2"]);
        }
        assert_eq!(counted(world, None), 1);
        assert_eq!(counted(world, Some(Condition::test("channel", Op::Eq, ["web"]))), 1);
        // Who asks for it finds it, by the list, by the text and by the number.
        assert_eq!(world.found(&find(Some(of("spam")), None), &ada), ["1"]);
        assert_eq!(world.found(&find(Some(of("spam")), Some("watches")), &ada), ["1"]);
        assert_eq!(counted(world, Some(of("spam"))), 1);
        let by = Query::Count {
            condition: Some(Condition::test("standing", Op::IsSet, [""; 0])),
            by: Some("standing".parse().unwrap()),
        };
        let Answer::Counts { counts } = world.answer(&by) else { panic!() };
        let counts: Vec<_> = counts.into_iter().map(|it| (it.value.unwrap(), it.tickets)).collect();
        assert_eq!(counts, [("active".to_owned(), 1), ("spam".to_owned(), 1)]);
        assert_eq!(world.ticket(&bad).standing, Standing::Spam);
        // For customers it is not there, and nothing tells it from one that never was.
        let hidden = |query: Query| world.ask(&query, &ines).unwrap_err();
        let mut gone = hidden(Query::Ticket { ticket: bad.clone() });
        let never = hidden(Query::Ticket { ticket: "99".into() });
        assert_eq!(gone.to_string().replace("`1`", "`99`"), never.to_string());
        gone = world.customer("ines", &reply(&bad, "Hello?")).unwrap_err();
        assert_eq!(gone.code(), Code::NotFound);
        let asks = Query::Find {
            condition: Some(of("spam")),
            text: None,
            sort: None,
            descending: false,
            after: None,
            limit: None,
        };
        assert_eq!(hidden(asks).code(), Code::UnknownField, "customers cannot ask about it");

        world.ada(&restore(&bad));
        let after = world.ticket(&bad);
        assert_eq!(
            (after.standing, after.subject, after.status),
            (Standing::Active, before.subject, before.status)
        );
        let mut found = world.found(&find(None, None), &ines);
        found.sort_unstable();
        assert_eq!(found, ["1", "2"]);
        assert_eq!(
            world.kinds(&bad).iter().rev().take(2).rev().collect::<Vec<_>>(),
            ["ticket_marked_spam", "ticket_restored"]
        );
        assert_eq!(world.kinds(&good).last().map(String::as_str), Some("ticket_created"));
    });
}

#[test]
fn what_is_kept_apart_refuses_changes_and_says_what_to_do() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&agent("adam", "admin", &[]));
        let ticket = world.opened_by_ines();
        for (aside, standing) in [(spam(&ticket), "spam"), (trash(&ticket), "trash")] {
            world.staff("adam", &aside).unwrap();
            let before = world.ticket(&ticket).version;
            for command in [
                reply(&ticket, "Hello"),
                change(&ticket, Edits::none().with("priority", "high")),
                assign(&ticket, None, Some("ada")),
                Command::SnoozeTicket { ticket: ticket.clone(), until: at("2026-06-02T09:00:00Z") },
                Command::WakeTicket { ticket: ticket.clone() },
                Command::MergeTickets {
                    winner: ticket.clone(),
                    losers: vec![ticket.clone()],
                    publish: false,
                },
                Command::RebindClocks { ticket: ticket.clone() },
            ] {
                let error = world.staff("adam", &command).unwrap_err();
                assert_eq!(error.code(), Code::TicketInactive, "{command:?}");
                assert_eq!(error.problems()[0].params["standing"], standing);
                assert!(error.problems()[0].hint.as_ref().unwrap().contains("restore_ticket"));
            }
            assert_eq!(world.ticket(&ticket).version, before);
            // A note says why.
            world.ada(&note(&ticket, "The same as every week."));
            let with_edits = Command::Note {
                ticket: ticket.clone(),
                body: "And more".to_owned(),
                set: Edits::none().with("priority", "high"),
                attachments: Vec::new(),
                spent_minutes: None,
                expect_version: None,
                html: None,
            };
            assert_eq!(world.staff("ada", &with_edits).unwrap_err().code(), Code::TicketInactive);
            let again = world.staff("adam", &aside).unwrap_err();
            assert_eq!(problems(&again), [(Code::NothingToDo, "/ticket")]);
        }
        // It was spam when it was thrown away; it comes back as work.
        let error = world.staff("adam", &spam(&ticket)).unwrap_err();
        assert_eq!(error.code(), Code::TicketInactive, "what is in the trash stays there");
        let error = world.staff("ada", &restore(&ticket)).unwrap_err();
        assert_eq!(error.code(), Code::Forbidden, "agents of the default desk do not delete");
        world.staff("adam", &restore(&ticket)).unwrap();
        let error = world.staff("adam", &restore(&ticket)).unwrap_err();
        assert_eq!(problems(&error), [(Code::NothingToDo, "/ticket")]);
        for command in [spam(&ticket), trash(&ticket), restore(&ticket)] {
            assert_eq!(world.customer("ines", &command).unwrap_err().code(), Code::Forbidden);
        }
        assert_eq!(world.staff("ada", &trash(&ticket)).unwrap_err().code(), Code::Forbidden);
    });
}

#[test]
fn clocks_load_and_timers_follow_into_the_trash_and_back() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada", "bob"]);
        let ticket = world.opened_by_ines();
        world.ada(&assign(&ticket, None, Some("ada")));
        let wakes = at("2026-06-01T12:00:00Z");
        world.ada(&Command::SnoozeTicket { ticket: ticket.clone(), until: wakes });
        let clocks = world.clocks(&ticket);
        assert!(world.engine.next_due().unwrap().is_some());
        world.now("2026-06-01T10:00:00Z").host(&trash(&ticket));
        assert_eq!(world.engine.next_due().unwrap(), None, "nothing happens by itself");
        let open = world.clocks(&ticket).into_iter().filter(|(clock, _)| clock.state.is_open());
        assert_eq!(open.count(), 0);
        let causes = world.clocks(&ticket).into_iter().filter(|(it, _)| it.state == ClockState::Cancelled);
        assert!(causes.map(|(clock, _)| clock.stop_cause).all(|cause| cause.as_deref() == Some("trash")));
        world.now("2026-06-01T11:00:00Z").host(&restore(&ticket));
        assert_eq!(world.clocks(&ticket).len(), clocks.len());
        for ((now, _), (before, _)) in world.clocks(&ticket).iter().zip(&clocks) {
            assert_eq!(now, before);
        }
        world.tick("2026-06-01T13:00:00Z");
        assert_eq!(world.ticket(&ticket).snoozed_until, None, "the snooze has ended in its time");

        // What slept through its time in the trash wakes when it is back.
        world.now("2026-06-01T14:00:00Z");
        world.ada(&Command::SnoozeTicket { ticket: ticket.clone(), until: at("2026-06-01T15:00:00Z") });
        world.host(&trash(&ticket));
        world.tick("2026-06-01T16:00:00Z");
        assert!(world.ticket(&ticket).snoozed_until.is_some());
        world.host(&restore(&ticket));
        world.tick("2026-06-01T16:00:00Z");
        assert_eq!(world.ticket(&ticket).snoozed_until, None);

        // A solved ticket does not close in the trash, and closes when it is back.
        world.ada(&status(&ticket, "resolved"));
        world.host(&trash(&ticket));
        world.tick("2026-06-20T09:00:00Z");
        assert_eq!(world.ticket(&ticket).status, "resolved");
        world.host(&restore(&ticket));
        world.tick("2026-06-20T09:00:00Z");
        assert_eq!(world.ticket(&ticket).status, "closed");
    });
}

#[test]
fn rules_do_not_run_on_what_is_kept_apart() {
    let watch = |document: &mut serde_json::Value| {
        document["rules"] = serde_json::json!([{
            "name": "everything", "condition": { "all": [] },
            "actions": [{ "do": "add_tags", "tags": ["seen"] }]
        }]);
    };
    on_every_storage(watch, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&spam(&ticket));
        let version = world.ticket(&ticket).version;
        world.ada(&note(&ticket, "Spam."));
        assert_eq!(world.ticket(&ticket).version, version + 1);
    });
}

#[test]
fn feature_13_10_many_tickets_are_deleted_and_brought_back() {
    on_every_storage(unchanged, |world| {
        world.host(&agent("adam", "admin", &[]));
        for n in 0..5 {
            world.open(if n % 2 == 0 { "Old" } else { "New" }, "ines", Edits::none());
        }
        let before: Vec<_> = (1..=5).map(|n| world.ticket(&n.to_string().as_str().into())).collect();
        let old = Condition::test("subject", Op::Eq, ["Old"]);
        let run = |command: &Command| {
            let job = world.staff("adam", command).unwrap().job.unwrap();
            world.tick("2026-06-01T09:00:00Z");
            match world.answer(&Query::Job { job }) {
                Answer::Job { job } => (job.state, job.changed, job.refused),
                other => panic!("{other:?}"),
            }
        };
        let matching = |condition: &Condition| Which::Matching { condition: condition.clone() };
        assert_eq!(run(&Command::TrashTickets { tickets: matching(&old) }), (JobState::Done, 3, 0));
        assert_eq!(world.found(&find(None, None), &Actor::host()), ["2", "4"]);
        assert_eq!(counted(world, Some(of("trash"))), 3);
        // The same once more finds nothing: a condition means what is active.
        assert_eq!(run(&Command::TrashTickets { tickets: matching(&old) }), (JobState::Done, 0, 0));
        // Listed ones are refused one by one.
        let listed = Which::Listed { tickets: vec!["1".into(), "2".into(), "99".into()] };
        assert_eq!(run(&Command::RestoreTickets { tickets: listed }), (JobState::Done, 1, 2));
        // Without a word about the standing what is in the trash is meant.
        assert_eq!(run(&Command::RestoreTickets { tickets: matching(&old) }), (JobState::Done, 2, 0));
        let after: Vec<_> = (1..=5).map(|n| world.ticket(&n.to_string().as_str().into())).collect();
        for (before, after) in before.into_iter().zip(after) {
            assert_eq!((before.status, before.standing), (after.status, after.standing));
        }
        let context = Context::of(Actor::requester("ines"));
        let refused = world.desk.execute(&Command::TrashTickets { tickets: matching(&old) }, &context);
        assert_eq!(refused.unwrap_err().code(), Code::Forbidden);
        world.hire(&["ada"]);
        let error = world.staff("ada", &Command::TrashTickets { tickets: matching(&old) }).unwrap_err();
        assert_eq!(error.code(), Code::Forbidden);
        let empty = Command::RestoreTickets { tickets: Which::Listed { tickets: Vec::new() } };
        assert_eq!(problems(&world.staff("adam", &empty).unwrap_err()), [(Code::Missing, "/tickets")]);
    });
}
