//! The access matrix: what the engine answers to everybody, for every operation on tickets that they are related to in
//! every way, is what the plain table says.

use std::collections::BTreeMap;
use std::sync::Arc;

use ticketkit::storage::Storage;

use crate::stage::{Stage, default_with};
use crate::table::{RELATIONS, Standing, Who, expected, expected_of_desk, sees};
use crate::works::{State, Works, document};

const ACTIVE: State = State::Apart(Standing::Active);
const MERGED: State = State::Apart(Standing::Merged);
const SPAM: State = State::Apart(Standing::Spam);
const TRASH: State = State::Apart(Standing::Trash);

/// Every operation on a ticket, with the state that it has to be in.
const OPERATIONS: [(&str, State); 85] = [
    ("ticket by id", ACTIVE),
    ("ticket by number", ACTIVE),
    ("thread", ACTIVE),
    ("history", ACTIVE),
    ("form", ACTIVE),
    ("found", ACTIVE),
    ("found by a field of staff", ACTIVE),
    ("counted", ACTIVE),
    ("counted by status", ACTIVE),
    ("searched", ACTIVE),
    ("a note in the thread", State::Noted),
    ("a note searched", State::Noted),
    ("thread behind a note", State::Noted),
    ("a field of staff in the ticket", ACTIVE),
    ("a field of staff in the history", ACTIVE),
    ("found by a hidden field", ACTIVE),
    ("links", ACTIVE),
    ("macros", ACTIVE),
    ("a macro of a hidden field", ACTIVE),
    ("promises", ACTIVE),
    ("policy", ACTIVE),
    ("routings", ACTIVE),
    ("handoffs", ACTIVE),
    ("account", ACTIVE),
    ("deadlines", ACTIVE),
    ("previewed", ACTIVE),
    ("tried out", ACTIVE),
    ("rules tried", ACTIVE),
    ("routed by another", ACTIVE),
    ("transitions", ACTIVE),
    ("ticket by id", MERGED),
    ("ticket by number", SPAM),
    ("ticket by id", TRASH),
    ("thread", MERGED),
    ("thread", SPAM),
    ("thread", TRASH),
    ("history", MERGED),
    ("history", SPAM),
    ("history", TRASH),
    ("links", TRASH),
    ("make a link", ACTIVE),
    ("make a link", TRASH),
    ("reply", ACTIVE),
    ("note", ACTIVE),
    ("reply and change", ACTIVE),
    ("note and assign", ACTIVE),
    ("note by a macro", ACTIVE),
    ("tag by a macro", ACTIVE),
    ("a macro by a hidden field", ACTIVE),
    ("change priority", ACTIVE),
    ("change status", ACTIVE),
    ("change an open field", ACTIVE),
    ("change a field of staff", ACTIVE),
    ("change tags", ACTIVE),
    ("change followers", ACTIVE),
    ("change team", ACTIVE),
    ("change owner", ACTIVE),
    ("change assignees", ACTIVE),
    ("assign", ACTIVE),
    ("snooze", ACTIVE),
    ("wake", State::Snoozed),
    ("merge into it", ACTIVE),
    ("merge it", ACTIVE),
    ("unmerge", MERGED),
    ("link", ACTIVE),
    ("link to it", ACTIVE),
    ("unlink", State::Child),
    ("split", ACTIVE),
    ("split off a note", State::Noted),
    ("publish a note", State::Noted),
    ("publish a reply", ACTIVE),
    ("undo the split", State::Split),
    ("mark spam", ACTIVE),
    ("trash", ACTIVE),
    ("trash spam", SPAM),
    ("restore spam", SPAM),
    ("restore trash", TRASH),
    ("restore many", TRASH),
    ("revoke links", ACTIVE),
    ("revoke links", TRASH),
    ("rebind", ACTIVE),
    ("change many", ACTIVE),
    ("changed by a hidden field", ACTIVE),
    ("trash many", ACTIVE),
    ("let time pass", ACTIVE),
];

/// Whether an operation is a question, which changes nothing.
fn is_question(operation: &str) -> bool {
    let last = OPERATIONS.iter().position(|(name, _)| *name == "reply").unwrap();
    OPERATIONS[..last].iter().any(|(name, _)| *name == operation)
}

/// Every operation that is about no ticket.
const OF_THE_DESK: [&str; 31] = [
    "the form to open",
    "open",
    "open for another",
    "open in a team",
    "open with an owner",
    "open with a hidden field",
    "the feed",
    "the configuration",
    "a diagram",
    "the jobs",
    "count by team",
    "a person",
    "oneself",
    "the job of another",
    "a job in the list",
    "cancel the job of another",
    "put a person",
    "put an agent",
    "put an organization",
    "erase a person",
    "say that somebody is away",
    "the line of a team",
    "what members were given",
    "what nobody can do",
    "configure",
    "preview",
    "the counts of rules",
    "what if",
    "what if routed",
    "rebind many",
    "carry a job on",
];

/// Asks every cell, and answers how many there were of each verdict.
fn compare(storage: Arc<dyn Storage>) -> BTreeMap<String, usize> {
    let mut works = Works::on(Stage::on(storage, &default_with(document)));
    let mut cells = BTreeMap::new();
    let mut wrong = Vec::new();
    // The ticket that Bob's jobs name.
    works.ready(ACTIVE, 0);
    for (n, who) in Who::all().iter().enumerate() {
        if *who == Who::Former {
            // Who has left is given nothing any more.
            for (relation, (_, state)) in (0..RELATIONS.len()).flat_map(|it| OPERATIONS.map(|of| (it, of))) {
                works.ready(state, relation);
            }
        }
        // What is wrong for one of them says enough.
        if !wrong.is_empty() {
            break;
        }
        works.is_now(who);
        for operation in OF_THE_DESK {
            let (found, wanted) = (works.operate_desk(operation, n), expected_of_desk(operation, who));
            *cells.entry(format!("{wanted:?}")).or_default() += 1;
            if found != wanted {
                wrong.push(format!("{who:?}, {operation}: {found:?} instead of {wanted:?}"));
            }
        }
        for (place, relation) in RELATIONS.iter().enumerate() {
            for (operation, state) in OPERATIONS {
                let standing = if let State::Apart(standing) = state { standing } else { Standing::Active };
                let mut wanted = expected(operation, who, sees(who, relation, standing));
                let ready = works.ready(state, place);
                if !works.comes_to(who, relation, &ready, standing) {
                    wanted = crate::table::Verdict::Refused;
                }
                let found = works.operate(operation, &ready);
                *cells.entry(format!("{wanted:?}")).or_default() += 1;
                if found != wanted {
                    let name = relation.name;
                    wrong.push(format!(
                        "{who:?}, {operation}, {name}, {state:?}: {found:?} instead of {wanted:?}"
                    ));
                }
                if !is_question(operation) && works.ticket(&ready.ticket).version != ready.version {
                    assert_eq!(
                        found,
                        crate::table::Verdict::Allowed,
                        "{who:?}, {operation}: it did something"
                    );
                    works.use_up(state, place);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells of {cells:?} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let untouched = works.left().filter(|ready| works.ticket(&ready.ticket).version == ready.version);
    assert_eq!(untouched.count(), works.left().count());
    cells
}

fn figures(storage: Arc<dyn Storage>) {
    let cells = compare(storage);
    let all: usize = cells.values().sum();
    println!("{all} cells: {cells:?}");
    assert!(all >= 5_000, "{all} cells are too few");
    // A link gives no access to what is kept from its customers, which only some relations and states are.
    let enough = |verdict: &str| if verdict == "Refused" { 30 } else { 500 };
    assert!(cells.iter().all(|(verdict, cells)| *cells >= enough(verdict)), "{cells:?}");
}

#[test]
fn everybody_is_answered_as_the_plain_table_says() {
    figures(crate::storages::memory());
}

#[cfg(feature = "sqlite")]
#[test]
fn everybody_is_answered_as_the_plain_table_says_over_a_file() {
    use ticketkit::storage::{Durability, SqliteOptions, SqliteStorage};
    let folder = crate::storages::Folder::new();
    // Whether the disk has it is another suite's question.
    let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
    figures(Arc::new(SqliteStorage::open_with(folder.file(), options).unwrap()));
}

/// A conversation goes on behind messages that one can read, and a message of a ticket that one does not see looks like one
/// that never was.
#[test]
fn nobody_learns_by_a_cursor_whether_there_is_a_message() {
    use crate::stage::{agent, note, reply};
    use ticketkit::command::{Edits, Query};
    use ticketkit::model::{Actor, TicketRef};
    let stage = Stage::in_memory(&default_with(document));
    stage.host(&agent("me", "team-reply", &["support"]));
    let own = stage.open("Mine", "ines", Edits::none().with("team", "support"));
    let hidden = stage.open("Hers", "joan", Edits::none());
    let public = stage.host(&reply(&hidden, "A word.")).message.unwrap();
    let internal = stage.host(&note(&own, "Another one.")).message.unwrap();
    let missing = ticketkit::id::MessageId::from_bytes([7; 16]);
    for actor in [Actor::requester("ines"), Actor::agent("me")] {
        let ask = |ticket: &TicketRef, after| {
            stage.ask(&Query::Thread { ticket: ticket.clone(), after: Some(after), limit: None }, &actor)
        };
        for message in [public, internal, missing] {
            let refused = ask(&own, message).unwrap_err();
            assert_eq!(refused.code(), ticketkit::Code::BadCursor, "{actor:?}");
            let text = refused.to_string().replace(&message.to_string(), "?");
            assert_eq!(text, ask(&own, missing).unwrap_err().to_string().replace(&missing.to_string(), "?"));
        }
        let first = stage.ticket(&own).description.unwrap();
        assert!(ask(&own, first).is_ok());
    }
}

/// Where a command changes two tickets, whoever gives it sees both.
#[test]
fn what_was_joined_is_parted_by_those_who_see_both_ends() {
    use crate::stage::agent;
    use ticketkit::command::{Command, Edits};
    use ticketkit::model::TicketRef;
    let stage = Stage::in_memory(&default_with(document));
    stage.host(&agent("me", "team-everything", &["support"]));
    stage.host(&agent("bob", "all-everything", &[]));
    let own = || stage.open("Mine", "ines", Edits::none().with("team", "support"));
    let loser = own();
    let losers = vec![loser.clone()];
    let winner = stage.open("Hers", "joan", Edits::none().with("team", "sales"));
    stage.host(&Command::MergeTickets { winner: winner.clone(), losers, publish: false });
    let message = stage.ticket(&winner).description.unwrap();
    let set = Edits::none().with("team", "support");
    let split = Command::SplitTicket { ticket: winner.clone(), message, subject: None, set };
    let made = TicketRef::Number(stage.host(&split).number.unwrap());
    let mut before = stage.ticket(&winner);
    for command in [Command::UnmergeTicket { ticket: loser }, Command::UndoSplit { ticket: made }] {
        let refused = stage.staff("me", &command).unwrap_err();
        assert_eq!(refused.code(), ticketkit::Code::Forbidden, "{command:?}");
        assert!(!refused.to_string().contains(&before.number), "{refused}");
        assert_eq!(stage.ticket(&winner).version, before.version);
        stage.staff("bob", &command).unwrap();
        assert!(stage.ticket(&winner).version > before.version);
        before = stage.ticket(&winner);
    }
}
