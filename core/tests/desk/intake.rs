//! What comes in through channels and from other programs: repetitions that are folded, and messages whose senders may or
//! may not belong to the ticket.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::CommandId;
use ticketkit::limits;
use ticketkit::model::{Actor, Author, MessageKind, Metric, PersonRef, TicketRef};
use ticketkit::storage::{Key, Wanted};

use crate::world::{
    World, at, change, find, list, note, on_every_storage, person, problems, reply, status, unchanged,
};

fn command(words: Json) -> Command {
    serde_json::from_value(words).unwrap()
}

/// A disk that is full, as a program tells it.
fn alarm(body: &str) -> Command {
    alarm_of("monitor", body)
}

fn alarm_of(requester: &str, body: &str) -> Command {
    command(json!({
        "do": "create_ticket", "subject": "Disk full", "body": body, "requester": { "person": requester },
        "fold_key": "disk/7",
    }))
}

fn received(ticket: &TicketRef, from: &str, body: &str) -> Command {
    command(json!({ "do": "receive_message", "ticket": ticket, "from": { "address": from }, "body": body }))
}

fn merge(winner: &TicketRef, loser: &TicketRef) -> Command {
    Command::MergeTickets { winner: winner.clone(), losers: vec![loser.clone()], publish: false }
}

fn opened(world: &World<'_>, command: &Command) -> TicketRef {
    TicketRef::Number(world.host(command).number.unwrap())
}

fn bodies(world: &World<'_>, ticket: &TicketRef) -> Vec<String> {
    world.thread(ticket).into_iter().map(|message| message.body).collect()
}

fn sees(world: &World<'_>, customer: &str, ticket: &TicketRef) -> bool {
    world.ask(&Query::Ticket { ticket: ticket.clone() }, &Actor::requester(customer)).is_ok()
}

#[test]
fn feature_13_8_what_repeats_itself_is_folded_into_one_ticket() {
    on_every_storage(unchanged, |world| {
        let first = opened(world, &alarm("97 percent"));
        world.duties();
        let before = world.ticket(&first);
        let again = world.now("2026-06-01T09:05:00Z").host(&alarm("98 percent"));
        assert_eq!(again.number.as_deref(), Some("1"));
        assert!(again.notices.iter().any(|notice| notice.code == "folded"), "{again:?}");
        world.host(&alarm(""));
        let ticket = world.ticket(&first);
        assert_eq!((ticket.repeats, ticket.fold_key.as_deref()), (2, Some("disk/7")));
        assert_eq!(ticket.last_requester_at, before.last_requester_at, "it fulfils and moves nothing");
        assert_eq!(bodies(world, &first), ["97 percent", "98 percent"]);
        assert_eq!(world.thread(&first)[1].kind, MessageKind::Automated);
        assert_eq!(world.kinds(&first).last().unwrap(), "ticket_repeated");
        assert_eq!(world.duties(), [], "nobody is told ten thousand times");
        // Other keys, and none, are about something else.
        let other =
            json!({ "do": "create_ticket", "subject": "Disk full", "requester": { "person": "monitor" } });
        assert_eq!(opened(world, &command(other)), "2".into());
    });
}

/// Whoever is named in a repetition is nobody whom the ticket knows: an erasure would not look for them there.
#[test]
fn of_a_repetition_only_that_is_recorded_which_the_ticket_took() {
    on_every_storage(unchanged, |world| {
        world.host(&person("kim"));
        let first = opened(world, &alarm("97 percent"));
        let mut again = alarm_of("kim", "98 percent");
        if let Command::CreateTicket { set, .. } = &mut again {
            *set = Edits::none().with("ccs", list(&["kim"]));
        }
        let repeat = Context::of(Actor::host()).with_id(CommandId::from_bytes([7; 16]));
        let answer = world.desk.execute(&again, &repeat).unwrap();
        assert_eq!(world.desk.execute(&again, &repeat).unwrap(), answer, "it is known by what was given");
        for _ in 1..limits::REPEATS_KEPT {
            world.host(&alarm(""));
        }
        let beyond = world.host(&alarm_of("kim", "The disk of kim is full."));
        assert_eq!(beyond.message, None);
        let recorded = |id: CommandId| {
            let storage = world.storage();
            let wanted = Wanted::one(Key::Command(id));
            storage.load(world.desk.id(), &wanted).unwrap().commands[&id].body.clone()
        };
        let person = Some(Intake { person: Some(PersonRef::Id(world.id("kim"))), ..Intake::default() });
        for (id, given) in [(repeat.command_id.unwrap(), true), (beyond.command, false)] {
            let Some(Command::CreateTicket { subject, body, set, requester, .. }) = recorded(id) else {
                panic!("the record of {id}")
            };
            assert_eq!((subject.as_str(), body.as_str(), set), ("Disk full", "", Edits::none()), "{id}");
            assert!(given || requester == person, "{requester:?}");
        }
        assert_eq!(world.ticket(&first).repeats, u32::try_from(limits::REPEATS_KEPT).unwrap() + 1);
    });
}

#[test]
fn feature_13_8_a_ticket_that_is_done_lets_go_of_its_key() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let first = opened(world, &alarm("97 percent"));
        world.ada(&status(&first, "resolved"));
        let second = opened(world, &alarm("98 percent"));
        assert_eq!(second, "2".into());
        assert_eq!((world.ticket(&first).fold_key, world.ticket(&first).repeats), (None, 0));
        world.ada(&status(&first, "open"));
        assert_eq!(opened(world, &alarm("99 percent")), second, "it stays where it went");
        world.host(&Command::TrashTicket { ticket: second.clone() });
        let third = opened(world, &alarm("100 percent"));
        world.host(&Command::RestoreTicket { ticket: second.clone() });
        assert_eq!(opened(world, &alarm("100 percent")), third);
        let held = Condition::test("fold_key", Op::Eq, ["disk/7"]);
        assert_eq!(world.found(&find(Some(held), None), &Actor::host()), ["3"]);
    });
}

#[test]
fn feature_13_8_repetitions_of_what_was_merged_go_where_its_conversation_goes_on() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (first, other) = (opened(world, &alarm("97 percent")), world.opened_by_ines());
        world.host(&merge(&other, &first));
        assert_eq!(opened(world, &alarm("98 percent")), other);
        assert_eq!((world.ticket(&first).repeats, world.ticket(&other).repeats), (0, 1));
        let theirs = Query::Thread { ticket: other.clone(), after: None, limit: None };
        let Answer::PublicThread { messages, .. } = world.ask(&theirs, &Actor::requester("ines")).unwrap()
        else {
            unreachable!()
        };
        assert!(
            messages.iter().all(|message| !message.body.contains("percent")),
            "it is not for other customers"
        );
        world.ada(&status(&other, "resolved"));
        assert_eq!(opened(world, &alarm("99 percent")), "3".into());
        assert_eq!(world.ticket(&first).fold_key, None);
    });
}

#[test]
fn rules_ask_how_often_something_has_repeated_itself() {
    let louder = |document: &mut Json| {
        document["rules"] = json!([{
            "name": "louder",
            "condition": { "all": [
                { "field": "repeats", "op": "ge", "value": 3 }, { "field": "priority", "op": "ne", "value": "urgent" },
            ] },
            "actions": [{ "do": "set", "field": "priority", "value": "urgent" }],
        }]);
    };
    on_every_storage(louder, |world| {
        let ticket = opened(world, &alarm("1"));
        (0..2).for_each(|_| drop(world.host(&alarm("2"))));
        assert_eq!(world.ticket(&ticket).priority, *"normal");
        world.host(&alarm("3"));
        assert_eq!(world.ticket(&ticket).priority, *"urgent");
    });
}

#[test]
fn of_a_storm_only_the_first_messages_are_kept() {
    on_every_storage(unchanged, |world| {
        let ticket = opened(world, &alarm("0"));
        let storm = |n: usize| (alarm(&n.to_string()), Context::of(Actor::host()));
        let answers =
            world.desk.execute_many(&(1..=limits::REPEATS_KEPT + 20).map(storm).collect::<Vec<_>>());
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap().number.as_deref() == Some("1")));
        assert_eq!(usize::try_from(world.ticket(&ticket).repeats).unwrap(), limits::REPEATS_KEPT + 20);
        let query = Query::Thread { ticket, after: None, limit: Some(1_000) };
        let Answer::Thread { messages, .. } = world.answer(&query) else { unreachable!() };
        assert_eq!(messages.len(), limits::REPEATS_KEPT + 1);
    });
}

#[test]
fn who_comes_first_opens_the_ticket_and_all_others_are_folded_into_it() {
    on_every_storage(unchanged, |world| {
        let desk = &world.desk;
        let tell = |n: u32| -> Vec<_> {
            let alarms = (0..5).map(|m| alarm(&format!("{n} {m}")));
            alarms.map(|it| desk.execute(&it, &Context::of(Actor::host())).unwrap().ticket).collect()
        };
        let told: BTreeSet<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || tell(n))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!((world.counted(None, &Actor::host()), told.len()), (1, 1));
        // On a server it is not number 1, when somebody else had drawn that before they found it taken.
        let ticket = TicketRef::Id(told.into_iter().flatten().next().unwrap());
        assert_eq!(world.ticket(&ticket).repeats, 19);
    });
}

/// Its record says less than was said; what was said is known by it all the same, also to another life of the desk.
#[test]
fn a_repetition_given_twice_is_known_where_it_was_decided_again() {
    on_every_storage(unchanged, |world| {
        opened(world, &alarm("97 percent"));
        let urgent = command(json!({
            "do": "create_ticket", "subject": "Disk full", "body": "99 percent", "requester": { "person": "monitor" },
            "fold_key": "disk/7", "set": { "priority": "urgent" },
        }));
        let context = || Context::of(Actor::host()).with_id(CommandId::from_bytes([7; 16]));
        let folded = world.desk.execute(&urgent, &context().at(at("2026-06-01T09:05:00Z"))).unwrap();
        let document = crate::stage::default_with(unchanged).to_string();
        let copy = world.engine.create_desk("copy", &document).unwrap();
        let report = world.desk.replay_into(&copy, &mut |_| true).unwrap();
        assert_eq!(report.different, []);
        for desk in [&world.desk, &copy] {
            assert_eq!(desk.execute(&urgent, &context()), Ok(folded.clone()));
            let another = desk.execute(&alarm("99 percent"), &context());
            assert_eq!(another.unwrap_err().code(), Code::KeyReused);
        }
    });
}

#[test]
fn a_fold_key_is_the_hosts_and_one_line() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.opened_by_ines();
        let mine = command(json!({ "do": "create_ticket", "subject": "Disk", "fold_key": "disk/7" }));
        for refused in [world.staff("ada", &alarm("")), world.customer("ines", &mine)] {
            assert_eq!(problems(&refused.unwrap_err()), [(Code::Forbidden, "/fold_key")]);
        }
        for (key, code) in [("", Code::Missing), ("a\nb", Code::BadText), (&"x".repeat(201), Code::TooLong)] {
            let mut wrong = alarm("");
            if let Command::CreateTicket { fold_key, .. } = &mut wrong {
                *fold_key = Some(key.to_owned());
            }
            let error = world.desk.execute(&wrong, &Context::of(Actor::host())).unwrap_err();
            assert_eq!(problems(&error), [(code, "/fold_key")]);
        }
    });
}

#[test]
fn a_message_from_somebody_of_the_ticket_is_their_reply() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&command(
            json!({ "do": "put_person", "person": "ines", "addresses": ["ines@example.org"] }),
        ));
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "Please try again."));
        let outcome = world.host(&received(&ticket, "Ines@EXAMPLE.org", "It works not."));
        assert_eq!(outcome.person, Some(world.id("ines")));
        let now = world.ticket(&ticket);
        assert_eq!(
            (now.status.as_str(), Some(now.version)),
            ("open", outcome.version),
            "it is the host who is answered"
        );
        let last = world.thread(&ticket).pop().unwrap();
        assert_eq!((last.public, last.author), (true, Author::EndUser { person: world.id("ines") }));
    });
}

#[test]
fn domain_8_a_sender_who_is_no_participant_is_added_as_unverified_and_never_joins_silently() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.ada(&reply(&ticket, "Please try again."));
        let (before, clock) = (world.ticket(&ticket), world.clock(&ticket, &Metric::Resolution));
        let outcome = world.host(&received(&ticket, "mallory@example.net", "Send me the password."));
        let mallory = outcome.person.unwrap();
        let after = world.ticket(&ticket);
        assert_eq!(after.unverified, [mallory]);
        assert_eq!((&after.status, after.last_requester_at), (&before.status, before.last_requester_at));
        assert_eq!(world.clock(&ticket, &Metric::Resolution), clock, "the clocks go on as they did");
        assert_eq!(after.public_version, before.public_version, "no customer knows of it");
        let last = world.thread(&ticket).pop().unwrap();
        assert_eq!((last.public, last.author), (false, Author::Unverified { person: mallory }));
        let by_id = Actor::Requester { person: mallory.into() };
        assert!(world.ask(&Query::Ticket { ticket: ticket.clone() }, &by_id).is_err());
        let theirs = Query::Thread { ticket: ticket.clone(), after: None, limit: None };
        let Answer::PublicThread { messages, .. } = world.ask(&theirs, &Actor::requester("ines")).unwrap()
        else {
            unreachable!()
        };
        assert_eq!(messages.len(), 2);
        let wrote = Condition::test("unverified", Op::Contains, [mallory.to_string().as_str()]);
        assert_eq!(world.found(&find(Some(wrote), None), &Actor::host()), ["1"]);

        // Let in, they read and write like all others in copy.
        let ccs = json!({ "do": "change_ticket", "ticket": ticket, "set": { "ccs": [mallory] } });
        world.ada(&command(ccs));
        assert_eq!((world.ticket(&ticket).unverified, world.ticket(&ticket).ccs), (vec![], vec![mallory]));
        assert!(world.ask(&Query::Ticket { ticket: ticket.clone() }, &by_id).is_ok());
        world.host(&received(&ticket, "mallory@example.net", "Thank you."));
        assert!(world.thread(&ticket).pop().unwrap().public);
    });
}

#[test]
fn who_is_unverified_can_be_turned_away_and_nobody_is_made_so() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.host(&received(&ticket, "mallory@example.net", "Hello?"));
        let set = |people: Json| {
            command(json!({ "do": "change_ticket", "ticket": ticket, "set": { "unverified": people } }))
        };
        let error = world.staff("ada", &set(json!(["ines"]))).unwrap_err();
        assert_eq!(problems(&error), [(Code::OutOfRange, "/set/unverified")]);
        world.ada(&set(json!([])));
        assert_eq!(world.ticket(&ticket).unverified, []);
        let created = json!({ "do": "create_ticket", "subject": "x", "requester": { "person": "ines" }, "set": { "unverified": [] } });
        let error = world.staff("ada", &command(created)).unwrap_err();
        assert_eq!(problems(&error), [(Code::NotWritable, "/set/unverified")]);
    });
}

#[test]
fn domain_8_or_a_sender_who_is_no_participant_begins_a_ticket_of_their_own() {
    on_every_storage(
        |document| document["strangers"] = json!("new_ticket"),
        |world| {
            let ticket = world.opened_by_ines();
            let before = world.ticket(&ticket);
            let text = "\n  My screen is black \u{7}\nSince Monday.";
            let outcome = world.host(&received(&ticket, "otto@example.net", text));
            assert_eq!(outcome.number.as_deref(), Some("2"));
            assert!(outcome.notices.iter().any(|notice| notice.code == "new_ticket"));
            let new = world.ticket(&"2".into());
            assert_eq!(new.subject, "My screen is black ", "nothing of the other ticket is told");
            assert_eq!((Some(new.requester), new.relates), (outcome.person, vec![before.id]));
            assert_eq!(world.ticket(&ticket), before);
        },
    );
}

#[test]
fn a_channel_speaks_for_customers_only_and_only_the_host_is_one() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world
            .host(&command(json!({ "do": "put_person", "person": "ada", "addresses": ["ada@example.org"] })));
        let refused = |words: &Command, actor: Actor| {
            let error = world.desk.execute(words, &Context::of(actor)).unwrap_err();
            problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect::<Vec<_>>()
        };
        let forged = received(&ticket, "ada@example.org", "It is solved.");
        assert_eq!(refused(&forged, Actor::host()), [(Code::Forbidden, "/from".to_owned())]);
        assert_eq!(refused(&forged, Actor::agent("ada")), [(Code::Forbidden, String::new())]);
        assert_eq!(refused(&forged, Actor::requester("ines")), [(Code::Forbidden, String::new())]);
        let all_wrong = received(&ticket, "nobody", "");
        assert_eq!(
            refused(&all_wrong, Actor::host()),
            [(Code::BadAddress, "/from/address".to_owned()), (Code::Missing, "/body".to_owned()),]
        );
        let nobody = command(json!({ "do": "receive_message", "ticket": ticket, "from": {}, "body": "x" }));
        assert_eq!(refused(&nobody, Actor::host()), [(Code::Missing, "/from".to_owned())]);
        let elsewhere = received(&"99".into(), "otto@example.net", "x");
        assert_eq!(refused(&elsewhere, Actor::host()), [(Code::NotFound, "/ticket".to_owned())]);
        assert_eq!(world.thread(&ticket).len(), 1);
    });
}

#[test]
fn domain_4_5_what_a_channel_brings_for_a_merged_ticket_goes_to_the_winner() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&command(
            json!({ "do": "put_person", "person": "otto", "addresses": ["otto@example.org"] }),
        ));
        let (winner, loser) = (world.opened_by_ines(), world.open("Mine, too", "otto", Edits::none()));
        world.host(&merge(&winner, &loser));
        world.host(&received(&loser, "otto@example.org", "Is it mended?"));
        assert!(bodies(world, &winner).contains(&"Is it mended?".to_owned()));
        assert!(!sees(world, "otto", &winner));
        let theirs = Query::Thread { ticket: winner.clone(), after: None, limit: None };
        let Answer::PublicThread { messages, .. } = world.ask(&theirs, &Actor::requester("ines")).unwrap()
        else {
            unreachable!()
        };
        assert!(
            messages.iter().all(|message| message.body != "Is it mended?"),
            "customers have nothing in common"
        );
        let stranger = world.host(&received(&loser, "mallory@example.net", "And mine?"));
        assert_eq!((stranger.number.as_deref(), world.ticket(&winner).unverified.len()), (Some("1"), 1));
        assert_eq!(world.ticket(&loser).unverified, []);
    });
}

#[test]
fn staff_say_something_about_what_an_unverified_person_wrote() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&person("ines"));
        let ticket = world.opened_by_ines();
        world.now("2026-06-01T10:00:00Z").host(&received(&ticket, "mallory@example.net", "Hello?"));
        world.ada(&note(&ticket, "Who is that?"));
        assert_eq!(world.ticket(&ticket).waiting_since, Some(at("2026-06-01T09:00:00Z")));
        let none = Edits::none();
        assert_eq!(
            problems(&world.staff("ada", &change(&ticket, none)).unwrap_err()),
            [(Code::NothingToDo, "/set")]
        );
    });
}

#[test]
fn who_is_unverified_opens_a_ticket_again_only_where_the_workflow_says_so() {
    for (named, status) in [(false, "answered"), (true, "open")] {
        let configure = |document: &mut Json| {
            if named {
                document["workflows"][0]["automatic"] = json!({ "reopened_by": ["requester", "unverified"] });
            }
        };
        on_every_storage(configure, |world| {
            world.hire(&["ada"]);
            let ticket = world.opened_by_ines();
            world.ada(&reply(&ticket, "Please try again."));
            world.host(&received(&ticket, "mallory@example.net", "Hello?"));
            assert_eq!(world.ticket(&ticket).status, *status);
            assert_eq!(world.ticket(&ticket).waiting_since, None, "nobody who is known waits");
        });
    }
}
