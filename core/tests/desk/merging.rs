//! Merging tickets and taking them apart: what becomes of their messages, their people and their clocks.

use serde_json::json;
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, Outcome, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::id::MessageId;
use ticketkit::model::{Actor, Clock, ClockState, Message, Standing, Ticket, TicketRef};

use crate::world::{
    World, agent, at, change, find, list, note, on_every_storage, person, problems, reply, status, unchanged,
};

fn merge(winner: &TicketRef, losers: &[&TicketRef]) -> Command {
    let losers = losers.iter().map(|loser| (*loser).clone()).collect();
    Command::MergeTickets { winner: winner.clone(), losers, publish: false }
}

fn openly(winner: &TicketRef, losers: &[&TicketRef]) -> Command {
    let losers = losers.iter().map(|loser| (*loser).clone()).collect();
    Command::MergeTickets { winner: winner.clone(), losers, publish: true }
}

fn unmerge(ticket: &TicketRef) -> Command {
    Command::UnmergeTicket { ticket: ticket.clone() }
}

fn thread(ticket: &TicketRef) -> Query {
    Query::Thread { ticket: ticket.clone(), after: None, limit: None }
}

/// What customers read of a ticket.
fn read_by(world: &World<'_>, customer: &str, ticket: &TicketRef) -> Vec<String> {
    match world.ask(&thread(ticket), &Actor::requester(customer)).unwrap() {
        Answer::PublicThread { messages, .. } => messages.into_iter().map(|message| message.body).collect(),
        other => panic!("{other:?}"),
    }
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.body.as_str()).collect()
}

fn sees(world: &World<'_>, customer: &str, ticket: &TicketRef) -> bool {
    world.ask(&Query::Ticket { ticket: ticket.clone() }, &Actor::requester(customer)).is_ok()
}

/// A ticket and its clocks, without what every change moves.
fn essence(world: &World<'_>, ticket: &TicketRef) -> (Ticket, Vec<Clock>) {
    let clocks = world.clocks(ticket).into_iter().map(|(clock, _)| clock).collect();
    let mut ticket = world.ticket(ticket);
    (ticket.version, ticket.public_version) = (0, 0);
    (ticket.updated_at, ticket.public_updated_at) = (at("2026-06-01T00:00:00Z"), at("2026-06-01T00:00:00Z"));
    (ticket, clocks)
}

#[test]
fn domain_4_5_the_winners_thread_is_the_union_over_what_was_merged_into_it() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let [first, second, third] = [9, 10, 11].map(|hour| {
            world.now(&format!("2026-06-01T{hour:02}:00:00Z"));
            world.opened_by_ines()
        });
        world.now("2026-06-01T12:00:00Z");
        for (minute, ticket) in [(0, &third), (1, &first), (2, &second)] {
            world.now(&format!("2026-06-01T12:{minute:02}:00Z"));
            world.ada(&note(ticket, &format!("note on {ticket}")));
        }
        let before = world.thread(&first);
        assert_eq!(bodies(&before), ["Please help.", "note on 1"]);
        let outcome = world.ada(&merge(&second, &[&third]));
        assert_eq!(outcome.number.as_deref(), Some("2"), "the outcome is about the winner");
        world.ada(&merge(&first, &[&second]));

        let all = world.thread(&first);
        let words = ["Please help.", "Please help.", "Please help.", "note on 3", "note on 1", "note on 2"];
        assert_eq!(bodies(&all), words, "merges of merges are read, too");
        assert!(all.is_sorted_by_key(Message::place));
        assert_eq!(bodies(&world.thread(&second)).len(), 4, "the second has its own and those of the third");

        // Pages go on behind the last message of the page before, whichever ticket it is of.
        let mut paged: Vec<Message> = Vec::new();
        loop {
            let after: Option<MessageId> = paged.last().map(|message| message.id);
            let query = Query::Thread { ticket: first.clone(), after, limit: Some(1) };
            let Answer::Thread { messages, more } = world.answer(&query) else { panic!() };
            paged.extend(messages);
            if !more {
                break;
            }
        }
        assert_eq!(paged, all);
        assert_eq!(
            read_by(world, "ines", &first).len(),
            3,
            "customers read no notes of merged tickets either"
        );

        world.ada(&unmerge(&second));
        assert_eq!(world.thread(&first), before);
        assert_eq!(bodies(&world.thread(&second)).len(), 4, "what was merged into it stays with it");
    });
}

#[test]
fn a_message_that_is_not_there_is_no_place_to_go_on_from() {
    on_every_storage(unchanged, |world| {
        let ticket = world.opened_by_ines();
        let after = Some(MessageId::from_bytes([7; 16]));
        let error = world.ask(&Query::Thread { ticket, after, limit: None }, &Actor::host()).unwrap_err();
        assert_eq!(problems(&error), [(Code::BadCursor, "/after")]);
    });
}

#[test]
fn feature_3_31_and_12_9_a_merged_ticket_ends_its_clocks_and_an_unmerged_one_is_as_if_nothing_had_happened() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada", "bob"]);
        let winner = world.opened_by_ines();
        world.host(&person("jo"));
        let loser = world.open("Another one", "ines", Edits::none().with("ccs", list(&["jo"])));
        world.now("2026-06-01T10:00:00Z").ada(&reply(&loser, "We look at it."));
        let before = [essence(world, &winner), essence(world, &loser)];
        let load = world.ticket(&loser).owner;

        world.now("2026-06-01T11:00:00Z").ada(&merge(&winner, &[&loser]));
        let ticket = world.ticket(&loser);
        assert_eq!((ticket.standing, ticket.merged_into), (Standing::Merged, Some(world.ticket(&winner).id)));
        let open = world.clocks(&loser).into_iter().filter(|(clock, _)| clock.state.is_open());
        assert_eq!(open.count(), 0);
        let merged = |clock: &Clock| clock.stop_cause.as_deref() == Some("merged");
        let cancelled: Vec<Clock> =
            world.clocks(&loser).into_iter().map(|(clock, _)| clock).filter(merged).collect();
        assert!(!cancelled.is_empty());
        assert!(cancelled.iter().all(|clock| clock.state == ClockState::Cancelled));
        assert_eq!(essence(world, &winner).1, before[0].1, "the clocks of the winner are its own");

        // Nothing fires on it meanwhile, however long that is, and it comes back before anything was due.
        world.now("2026-06-01T12:00:00Z").ada(&unmerge(&loser));
        assert_eq!([essence(world, &winner), essence(world, &loser)], before);
        assert_eq!(world.ticket(&loser).owner, load);
        let kinds = world.kinds(&winner);
        assert_eq!(kinds[kinds.len() - 2..], ["ticket_joined", "ticket_left"]);
    });
}

#[test]
fn domain_3_2_a_breach_that_fell_in_between_is_recorded_at_the_unmerge() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (winner, loser) = (world.opened_by_ines(), world.opened_by_ines());
        world.now("2026-06-01T10:00:00Z").ada(&merge(&winner, &[&loser]));
        world.tick("2026-06-05T10:00:00Z");
        assert!(!world.kinds(&loser).contains(&"clock_breached".to_owned()), "nothing fires meanwhile");
        world.ada(&unmerge(&loser));
        let breached: Vec<_> =
            world.clocks(&loser).into_iter().filter_map(|(clock, _)| clock.breached_at).collect();
        assert_eq!(breached, [at("2026-06-05T10:00:00Z"); 2], "the first reply and the solution");
    });
}

#[test]
fn of_another_requester_nothing_is_public_unless_somebody_says_so() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&person("kim"));
        let ines = world.opened_by_ines();
        let jo = world.open("Jo's own", "jo", Edits::none().with("ccs", list(&["kim"])));
        world.ada(&merge(&ines, &[&jo]));
        assert_eq!(world.thread(&ines).len(), 2);
        assert_eq!(read_by(world, "ines", &ines).len(), 1, "Ines reads nothing of Jo");
        assert!(!sees(world, "jo", &ines) && !sees(world, "kim", &ines));
        assert!(sees(world, "jo", &jo), "their own ticket stays theirs");
        let mine = world.ask(&Query::Ticket { ticket: jo.clone() }, &Actor::requester("jo")).unwrap();
        assert!(matches!(mine, Answer::PublicTicket { ticket } if ticket.merged));

        world.ada(&unmerge(&jo));
        world.ada(&openly(&ines, &[&jo]));
        assert_eq!(read_by(world, "ines", &ines).len(), 2);
        assert!(sees(world, "jo", &ines) && sees(world, "kim", &ines), "they get copies now");
        assert_eq!(read_by(world, "jo", &ines).len(), 2);
        world.ada(&unmerge(&jo));
        assert!(!sees(world, "jo", &ines) && !sees(world, "kim", &ines), "and no longer");
    });
}

#[test]
fn people_of_one_organization_read_each_others_merged_tickets() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for key in ["ines", "jo"] {
            let mut member = person(key);
            if let Command::PutPerson { organization, .. } = &mut member {
                *organization = Some("acme".to_owned());
            }
            world.host(&Command::PutOrganization {
                key: "acme".to_owned(),
                name: None,
                shared: None,
                calendar: None,
                external_ids: None,
            });
            world.host(&member);
        }
        let ines = world.opened_by_ines();
        let jo = world.open("Jo's own", "jo", Edits::none());
        world.ada(&merge(&ines, &[&jo]));
        assert_eq!(read_by(world, "ines", &ines).len(), 2);
        assert!(sees(world, "jo", &ines));
    });
}

#[test]
fn copies_last_as_long_as_one_of_the_merged_tickets_gives_them() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        for key in ["jo", "kim", "lu"] {
            world.host(&person(key));
        }
        let own = Edits::none().with("ccs", list(&["lu"]));
        let winner = world.open("The first", "ines", own);
        let with = |people: &[&str]| world.open("More", "ines", Edits::none().with("ccs", list(people)));
        let (a, b) = (with(&["jo", "lu"]), with(&["jo", "kim"]));
        let before = essence(world, &winner);
        let ccs = || {
            let mut keys: Vec<_> =
                ["jo", "kim", "lu"].into_iter().filter(|key| sees(world, key, &winner)).collect();
            keys.sort_unstable();
            keys
        };
        world.ada(&merge(&winner, &[&a, &b]));
        assert_eq!(ccs(), ["jo", "kim", "lu"]);
        world.ada(&unmerge(&a));
        assert_eq!(ccs(), ["jo", "kim", "lu"], "Jo gets copies by the other one, and Lu by themselves");
        world.ada(&unmerge(&b));
        assert_eq!(ccs(), ["lu"]);
        assert_eq!(essence(world, &winner), before);
    });
}

#[test]
fn feature_1_10_later_replies_to_the_loser_follow_the_winner() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (winner, loser) = (world.opened_by_ines(), world.opened_by_ines());
        let jo = world.open("Jo's own", "jo", Edits::none());
        world.ada(&merge(&winner, &[&loser, &jo]));
        world.now("2026-06-01T10:00:00Z").ada(&status(&winner, "resolved"));

        // Their own: it lands where the conversation goes on, which comes back by it.
        let told = world.now("2026-06-01T11:00:00Z").ines(&reply(&loser, "It burns again."));
        assert_eq!(told.number.as_deref(), Some("1"));
        let codes =
            |outcome: &Outcome| outcome.notices.iter().map(|it| it.code.to_string()).collect::<Vec<_>>();
        assert_eq!(codes(&told), ["merged"]);
        assert!(told.notices[0].message.contains("`1`"));
        assert_eq!(world.ticket(&winner).status, "open");
        assert_eq!(world.ticket(&winner).last_requester_at, Some(at("2026-06-01T11:00:00Z")));
        assert_eq!(world.ticket(&loser).version, 2, "nothing happened to the loser");

        // Somebody else's: it lands there, too, but they are told nothing of it, and its customers read nothing.
        let told = world.customer("jo", &reply(&jo, "A secret of Jo's.")).unwrap();
        assert_eq!((told.number.as_deref(), codes(&told)), (Some("3"), vec!["merged".to_owned()]));
        assert!(!told.notices[0].message.contains("`1`"), "{}", told.notices[0].message);
        assert_eq!(world.thread(&winner).last().map(|it| it.body.as_str()), Some("A secret of Jo's."));
        assert!(!read_by(world, "ines", &winner).contains(&"A secret of Jo's.".to_owned()));

        // Staff are told where to go.
        let error = world.staff("ada", &reply(&loser, "Hello")).unwrap_err();
        assert_eq!(problems(&error), [(Code::TicketInactive, "/ticket")]);
        assert_eq!(error.problems()[0].params["winner"], "1");
    });
}

#[test]
fn a_reply_to_a_loser_whose_winner_is_closed_for_good_becomes_a_follow_up() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (winner, jo) = (world.opened_by_ines(), world.open("Jo's own", "jo", Edits::none()));
        world.ada(&merge(&winner, &[&jo]));
        world.ada(&status(&winner, "resolved"));
        world.tick("2026-06-06T10:00:00Z");
        world.now("2026-08-01T10:00:00Z");
        let told = world.customer("jo", &reply(&jo, "Still there?")).unwrap();
        let later = TicketRef::Number(told.number.unwrap());
        let ticket = world.ticket(&later);
        assert_eq!(ticket.follow_up_of, Some(world.ticket(&jo).id), "it carries on what Jo sees");
        assert_eq!(ticket.requester, world.id("jo"));
    });
}

#[test]
fn what_cannot_be_merged_is_told_all_at_once() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        world.host(&agent("bea", "agent", &[]));
        let [winner, spam, merged, free] = [0; 4].map(|_| world.opened_by_ines());
        world.ada(&Command::MarkSpam { ticket: spam.clone() });
        world.ada(&merge(&free, &[&merged]));
        let nobody = TicketRef::from("99");
        let again = TicketRef::Id(world.ticket(&free).id);
        let losers = [&winner, &spam, &nobody, &merged, &free, &again];
        let error = world.staff("ada", &merge(&winner, &losers)).unwrap_err();
        let expected = [
            (Code::OutOfRange, "/losers/0"),
            (Code::TicketInactive, "/losers/1"),
            (Code::NotFound, "/losers/2"),
            (Code::TicketInactive, "/losers/3"),
            (Code::Duplicate, "/losers/5"),
        ];
        assert_eq!(problems(&error), expected);
        let refused = |command: &Command| {
            let error = world.staff("ada", command).unwrap_err();
            problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect::<Vec<_>>()
        };
        let one = |code, path: &str| vec![(code, path.to_owned())];
        assert_eq!(refused(&merge(&spam, &[&free])), one(Code::TicketInactive, "/winner"));
        assert_eq!(refused(&merge(&winner, &[])), one(Code::Missing, "/losers"));
        assert_eq!(refused(&merge(&winner, &[&free; 100])), one(Code::TooMany, "/losers"));
        assert_eq!(refused(&unmerge(&winner)), one(Code::NothingToDo, "/ticket"));
        assert_eq!(refused(&merge(&merged, &[&free])), one(Code::TicketInactive, "/winner"), "no circles");
        let forbidden = world.customer("ines", &merge(&winner, &[&free])).unwrap_err();
        assert_eq!(forbidden.code(), Code::Forbidden);
        let hidden = world.staff("bea", &merge(&winner, &[&free])).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound, "Bea works in no team");

        // Of merges of merges the last is taken apart first.
        world.ada(&merge(&winner, &[&free]));
        assert_eq!(refused(&unmerge(&merged)), one(Code::TicketInactive, "/ticket"));
        world.ada(&unmerge(&free));
        world.ada(&unmerge(&merged));
    });
}

#[test]
fn whoever_does_not_see_the_winner_is_not_told_of_it() {
    let other_team = |document: &mut serde_json::Value| {
        document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
    };
    on_every_storage(other_team, |world| {
        world.hire(&["ada"]);
        world.host(&agent("bea", "agent", &["billing"]));
        world.host(&agent("adam", "admin", &[]));
        let winner = world.opened_by_ines();
        let loser = world.open("Money", "ines", Edits::none().with("team", "billing"));
        world.staff("adam", &merge(&winner, &[&loser])).unwrap();
        let query = Query::Ticket { ticket: loser.clone() };
        let merged_into = |actor: &str| match world.ask(&query, &Actor::agent(actor)).unwrap() {
            Answer::Ticket { ticket } => ticket.merged_into,
            other => panic!("{other:?}"),
        };
        let id = world.ticket(&winner).id;
        assert_eq!(merged_into("adam"), Some(id));
        assert_eq!(merged_into("bea"), None);
        let history = Query::History { ticket: loser.clone(), after: 0, limit: None };
        let told = format!("{:?}", world.ask(&history, &Actor::agent("bea")).unwrap());
        assert!(!told.contains(&id.to_string()), "{told}");
        let told = format!("{:?}", world.ask(&history, &Actor::agent("adam")).unwrap());
        assert!(told.contains(&id.to_string()));
        let standing = Condition::test("standing", Op::Eq, ["merged"]);
        let told = format!("{:?}", world.ask(&find(Some(standing), None), &Actor::agent("bea")).unwrap());
        assert!(told.contains("Money") && !told.contains(&id.to_string()));
        let error = world.staff("bea", &change(&loser, Edits::none().with("priority", "high"))).unwrap_err();
        assert_eq!(problems(&error), [(Code::TicketInactive, "/ticket")]);
        assert!(!error.problems()[0].params.contains_key("winner"));
        // The winner is told of to Ada, who sees it, and the loser is not.
        let history = Query::History { ticket: winner.clone(), after: 0, limit: None };
        let told = format!("{:?}", world.ask(&history, &Actor::agent("ada")).unwrap());
        assert!(!told.contains(&world.ticket(&loser).id.to_string()));
    });
}

#[test]
fn who_is_relieved_by_a_merge_gets_what_waits() {
    let small = |document: &mut serde_json::Value| {
        document["teams"][0]["strategy"] = json!("least_loaded");
    };
    on_every_storage(small, |world| {
        for key in ["ada", "bob"] {
            let mut hire = agent(key, "agent", &["support"]);
            if let Command::PutAgent { capacity, .. } = &mut hire {
                *capacity = Some(2);
            }
            world.host(&hire);
        }
        let tickets: Vec<TicketRef> = (0..6).map(|_| world.opened_by_ines()).collect();
        let waits = |n: usize| world.ticket(&tickets[n]).owner.is_none();
        assert!(waits(4) && waits(5), "four find an owner, and two wait");
        // Both agents are relieved by it, and one of those that wait is merged away itself.
        world.ada(&merge(&tickets[0], &[&tickets[1], &tickets[2], &tickets[4]]));
        world.tick("2026-06-01T09:00:00Z");
        assert!(waits(4) && !waits(5));
    });
}
