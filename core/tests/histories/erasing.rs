//! An erasure at the end of a random history leaves no word of what was the person's, and every word of what was not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;
use ticketkit::Span;
use ticketkit::change::CommandRecord;
use ticketkit::command::{Command, Context};
use ticketkit::id::{MessageId, PersonId, TicketId};
use ticketkit::model::{Actor, Author, By, JobState};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::Key;
use ticketkit::storage::conformance::{all_tickets, whole_feed, whole_thread};
use ticketkit::storage::{JobsQuery, Wanted};

use crate::house::{Came, Deed, House, start};
use crate::program::{Program, Sort};

/// A word that nobody writes twice.
fn canary(n: usize) -> String {
    format!("kanarie{n}z")
}

/// The words after which a canary is put: those that people write freely.
const FREE: [&str; 4] = ["body", "subject", "text", "html"];

fn mark(value: &mut Value, word: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if FREE.contains(&name.as_str()) && !text.is_empty() => {
                        text.push(' ');
                        text.push_str(word);
                    }
                    other => mark(other, word),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, word)),
        _ => {}
    }
}

/// The command with a canary in everything that somebody writes in it, and which one it is: one that is given again has
/// its own already.
fn marked(command: &Command, n: usize) -> (Command, String) {
    let said = serde_json::to_string(command).unwrap();
    if let Some((_, rest)) = said.split_once("kanarie") {
        let (number, _) = rest.split_once('z').unwrap();
        return (command.clone(), canary(number.parse().unwrap()));
    }
    let word = canary(n);
    let mut value = serde_json::to_value(command).unwrap();
    mark(&mut value, &word);
    (serde_json::from_value(value).unwrap(), word)
}

/// What an erasure has to find, by what is stored before it.
struct Expected {
    person: PersonId,
    /// Tickets of which the person is the requester.
    own: BTreeSet<TicketId>,
    /// Messages that they wrote as a customer.
    written: BTreeSet<MessageId>,
    /// Tickets that have to do with them in any way.
    known: BTreeSet<TicketId>,
    /// What is written on the tickets of others.
    others: String,
}

fn expected(house: &House, key: &str) -> Option<Expected> {
    let desk = house.desk.id();
    let key = Key::PersonByKey(key.to_owned());
    let person = *house.storage.load(desk, &Wanted::one(key)).unwrap().person_keys.values().next()?;
    let (mut own, mut written, mut known) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut others = String::new();
    let query = ticketkit::query::TicketQuery { limit: u32::MAX, ..all_tickets() };
    for ticket in house.storage.find(desk, &query).unwrap().tickets {
        let thread = house.storage.thread(desk, &whole_thread(ticket.id)).unwrap().messages;
        for message in &thread {
            match message.author {
                Author::EndUser { person: by } | Author::Unverified { person: by } if by == person => {
                    written.insert(message.id);
                    known.insert(message.ticket);
                }
                _ => {}
            }
        }
        if ticket.requester == person {
            own.insert(ticket.id);
        } else {
            let of_others = thread.iter().filter(|message| !written.contains(&message.id));
            write!(others, "{ticket:?}{:?}", of_others.collect::<Vec<_>>()).unwrap();
        }
        let customers = [&ticket.ccs, &ticket.merged_ccs, &ticket.unverified];
        if ticket.requester == person || customers.iter().any(|people| people.contains(&person)) {
            known.insert(ticket.id);
        }
    }
    Some(Expected { person, own, written, known, others })
}

/// Lives a history with canaries, erases a customer at its end, and looks for them everywhere.
fn erased(steps: &[u64], mut house: House, key: &str, bytes: impl FnOnce(House) -> Vec<u8>) {
    let mut program = Program::new(Sort::Commands);
    let mut deeds = Program::beginning();
    let mut given = BTreeMap::<String, BTreeSet<TicketId>>::new();
    let (mut n, mut last) = (0, start());
    for step in steps.iter().map(Some).chain([None]) {
        for deed in &deeds {
            let (deed, word) = match deed {
                Deed::Execute(command, context) if !matches!(**command, Command::Configure { .. }) => {
                    n += 1;
                    let (command, word) = marked(command, n);
                    (Deed::Execute(Box::new(command), context.clone()), word)
                }
                other => (other.clone(), String::new()),
            };
            if let Deed::Now(now) | Deed::Tick(now, _) = deed {
                last = last.max(now);
            }
            let came = house.carry_out(&deed);
            if let Came::To(answer) = &came
                && let Ok(outcome) = &**answer
                && let Some(ticket) = outcome.ticket
            {
                given.entry(word).or_default().insert(ticket);
            }
            program.note(&deed, &came);
        }
        deeds = step.map_or_else(Vec::new, |step| program.step(*step));
    }
    // What is begun is done before somebody is erased.
    tick(&mut house, last);
    let Some(before) = expected(&house, key) else { return };
    let teams = house.keys();
    let former = house.everything(&teams);
    let erase = Command::ErasePerson { person: key.into() };
    let came = house.carry_out(&Deed::Execute(Box::new(erase), Context::of(Actor::host())));
    let Came::To(answer) = came else { unreachable!() };
    let job = answer.unwrap().job.unwrap();
    tick(&mut house, last.after(Span::from_minutes(1)));
    let desk = house.desk.id();
    let jobs = house.storage.jobs(desk, &JobsQuery { by: None, after: None, limit: u32::MAX }).unwrap();
    let job = jobs.into_iter().find(|known| known.id == job).unwrap();
    assert_eq!((job.state, job.refused), (JobState::Done, 0));
    house.assert_agrees(false, start());

    let mut keys = teams;
    keys.add_all(house.keys());
    let after: String = house.everything(&keys).into_values().collect();
    let former: String = former.into_values().collect();
    // A command that named them on a ticket that knows them no more, or on many tickets, keeps the host's key.
    let commands = house.storage.commands(desk, 0, u32::MAX).unwrap().commands;
    let knows = |command: &CommandRecord| command.outcome.ticket.is_some_and(|it| before.known.contains(&it));
    let (of_them, others): (Vec<_>, Vec<_>) = commands.into_iter().partition(knows);
    let still = of_them.iter().find(|command| format!("{command:?}").contains(key));
    assert!(still.is_none(), "`{key}` is still in {still:?}");
    let is_named = format!("{others:?}").contains(key);
    let mut gone: Vec<String> = Some(key.to_owned()).filter(|_| !is_named).into_iter().collect();
    for (word, tickets) in given.into_iter().filter(|(word, _)| !word.is_empty()) {
        // Whoever carries on a closed ticket of somebody else takes its subject over: it is a word of theirs by then.
        let is_of_others = before.others.contains(&word);
        if tickets.iter().all(|ticket| before.own.contains(ticket)) && !is_of_others {
            gone.push(word);
        } else if !tickets.iter().any(|ticket| before.known.contains(ticket)) && former.contains(&word) {
            assert!(after.contains(&word), "`{word}` is gone, which stood at {}", around(&former, &word));
        }
    }
    for message in &before.written {
        let found = house.storage.load(desk, &Wanted::one(Key::Message(*message))).unwrap();
        assert_eq!(found.messages[message].body, ticketkit::model::ERASED);
    }
    for word in &gone {
        assert!(!after.contains(word), "`{word}` is still there: {}", around(&after, word));
    }
    let by_them =
        house.storage.history(desk, &HistoryQuery { limit: u32::MAX, ..whole_feed() }).unwrap().events;
    let by_them = by_them.into_iter().filter(|event| event.by == By::Requester { person: before.person });
    for event in by_them.filter(|event| event.ticket.is_some()) {
        let found = house.storage.load(desk, &Wanted::one(Key::Command(event.command))).unwrap();
        assert_eq!(found.commands[&event.command].body, None, "{event:?}");
    }
    let bytes = bytes(house);
    for word in gone {
        let found = bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()));
        assert!(!found, "`{word}` is still in the file");
    }
}

fn around<'t>(text: &'t str, word: &str) -> &'t str {
    let place = text.find(word).unwrap_or(0);
    let (from, to) = (place.saturating_sub(200), (place + 200).min(text.len()));
    text.get(from..to).unwrap_or(text)
}

fn tick(house: &mut House, at: ticketkit::Timestamp) {
    for _ in 0..50 {
        let Came::Words(words) = house.carry_out(&Deed::Tick(at, 100_000)) else { unreachable!() };
        assert!(words.starts_with("Ok"), "{words}");
    }
}

pub(crate) fn leaves_no_word(steps: &[u64]) {
    let customers = ["shop:ines", "shop:jo", "shop:kim", "shop:lu"];
    let key = customers[steps.len() % customers.len()];
    erased(steps, House::in_memory(), key, |_| Vec::new());
    #[cfg(feature = "sqlite")]
    {
        let (house, folder) = House::in_a_file();
        erased(steps, house, key, |house| {
            house.storage.close().unwrap();
            // What is free inside the file may hold remains until somebody writes it anew.
            rusqlite::Connection::open(folder.file()).unwrap().execute_batch("VACUUM").unwrap();

            std::fs::read(folder.file()).unwrap()
        });
    }
}
