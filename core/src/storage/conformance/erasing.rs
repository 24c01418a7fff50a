//! Personal data that is taken out of what is stored.

use super::records::{
    changed, command, desk_event, effect, event, leased, message, message_id, minute, name, note, person,
    person_id, put_changed, put_effect, put_message, put_new, put_person, ticket, ticket_id,
};
use super::trial::{NewStorage, Trial, Verdict, all_tickets, holds, same, whole_feed, whole_thread};
use crate::change::{ChangeSet, Erasure, Put};
use crate::command::{Command, Edits};
use crate::model::{
    Actor, Attachment, Author, By, ERASED, Effect, EffectState, Event, EventKind, FieldChange, JobPlace,
    Message, PersonRef, Standing, Ticket, TicketField, Value, fold,
};
use crate::query::{Audience, SearchText, TicketQuery};
use crate::storage::Key;

/// The erasure of person 1 on a ticket.
fn on(n: u64, whole: bool) -> Erasure {
    Erasure::Ticket { ticket: ticket_id(n), person: person_id(1), whole, keep: vec![name("colour")] }
}

fn put_erase(erasure: Erasure) -> Put {
    Put::Erase { erasure }
}

fn numbers(numbers: &[&str]) -> Vec<String> {
    numbers.iter().map(|number| (*number).to_owned()).collect()
}

fn with_file(message: Message, sha256: &str) -> Message {
    let file = Attachment {
        name: "scan.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: 9,
        sha256: sha256.to_owned(),
    };
    let external_id = Some(format!("<{}@example.org>", message.id));
    Message { attachments: vec![file], html: Some("<p>html</p>".to_owned()), external_id, ..message }
}

fn erased(message: Message) -> Message {
    Message { body: ERASED.to_owned(), html: None, attachments: Vec::new(), external_id: None, ..message }
}

/// An erasure of a whole ticket takes out what every message says, and everything by which it was found: its words, its
/// files and its external id, which is free again. What is not theirs stays when it is only about what they wrote.
pub fn what_messages_say_is_erased(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let written = [
        with_file(message(1, 1, 1, "Lantern in the attic"), "aa"),
        with_file(note(2, 1, 2, "Lantern: called twice"), "bb"),
        with_file(message(3, 2, 1, "Lantern in the cellar"), "aa"),
        Message {
            author: Author::EndUser { person: person_id(1) },
            ..message(4, 2, 2, "Lantern of a guest")
        },
        Message {
            author: Author::Unverified { person: person_id(1) },
            ..message(5, 2, 3, "Lantern, unknown")
        },
        Message { author: Author::Agent { person: person_id(1) }, ..message(6, 2, 4, "Lantern of the desk") },
    ];
    trial.put([put_new(ticket(1)), put_new(ticket(2))])?;
    trial.put(written.iter().cloned().map(put_message))?;
    let search = |text: &str, audience| TicketQuery { text: SearchText::of(text), audience, ..all_tickets() };
    for put_off in [false, true] {
        if put_off {
            while trial.storage.maintain()? {}
        }
        let found = trial.numbers(&search("lantern", Audience::Staff))?;
        same("who is found before", found, numbers(&["T-2", "T-1"]))?;
    }
    let [first, second, other, guest, unknown, desk] = written.clone();
    let lost = |erasure: &Erasure| trial.load([Key::FilesLost(erasure.clone())]);
    same("lost files", lost(&on(1, true))?.files_lost(&on(1, true)), Ok(&["bb".to_owned()][..]))?;
    trial.put([put_erase(on(1, true)), put_erase(on(2, false))])?;
    let thread = |n| trial.storage.thread(trial.desk, &whole_thread(ticket_id(n))).map(|page| page.messages);
    same("the whole ticket", thread(1)?, vec![erased(first.clone()), erased(second)])?;
    same("what they wrote", thread(2)?, vec![other.clone(), erased(guest), erased(unknown), desk])?;
    let (own, of_other) = (first.external_id.unwrap_or_default(), other.external_id.unwrap_or_default());
    let found = trial.load([Key::TicketByMessage(own.clone()), Key::TicketByMessage(of_other.clone())])?;
    same("by an erased id", found.ticket_by_message(&own), Ok(None))?;
    same("by another id", found.ticket_by_message(&of_other), Ok(Some(ticket_id(2))))?;
    same(
        "lost files of the other",
        lost(&on(2, true))?.files_lost(&on(2, true)),
        Ok(&["aa".to_owned()][..]),
    )?;
    trial.put([put_message(Message { external_id: Some(own), ..message(7, 1, 3, "Free again") })])?;
    for put_off in [false, true] {
        if put_off {
            while trial.storage.maintain()? {}
        }
        for (text, expected) in [
            ("attic", &[][..]),
            ("called twice", &[]),
            ("guest", &[]),
            ("unknown", &[]),
            ("lantern", &["T-2"]),
            ("cellar", &["T-2"]),
            ("erased", &["T-2", "T-1"]),
        ] {
            same(text, trial.numbers(&search(text, Audience::Staff))?, numbers(expected))?;
        }
        same(
            "for customers",
            trial.numbers(&search("erased", Audience::Customers))?,
            numbers(&["T-2", "T-1"]),
        )?;
    }
    Ok(())
}

/// A new subject in the same change set is all that a search still finds.
pub fn a_former_subject_is_found_no_more(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let titled = Ticket { subject: "Lantern in the attic".to_owned(), ..ticket(1) };
    trial.put([put_new(titled.clone())])?;
    while trial.storage.maintain()? {}
    let after = changed(&titled, |ticket| ERASED.clone_into(&mut ticket.subject));
    trial.put([put_changed(&titled, after), put_erase(on(1, true))])?;
    for (text, expected) in [("lantern", &[][..]), ("erased", &["T-1"])] {
        let query = TicketQuery { text: SearchText::of(text), ..all_tickets() };
        same(text, trial.numbers(&query)?, numbers(expected))?;
    }
    Ok(())
}

/// The events of the ticket lose what people wrote, and still tell of the ticket; those of others stay.
pub fn histories_are_erased(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let change = |field: TicketField, from, to| FieldChange { field, from, to };
    let own = |field: &'static str| TicketField::Custom(name(field));
    let list = |line: &str| Some(Value::List(vec![line.to_owned()]));
    let personal = vec![
        change(TicketField::Subject, text("Attic"), text("Cellar")),
        change(TicketField::Checklist, None, list("1\t\t\tCall them")),
        change(own("colour"), None, text("red")),
        change(own("street"), text("Long Lane"), None),
    ];
    let told = |n, ticket| Event {
        changes: vec![change(TicketField::Status, text("new"), text("open"))],
        personal: personal.clone(),
        ..event(n, ticket, 1)
    };
    let events = [told(1, 1), told(2, 2)];
    let start =
        ChangeSet { events: events.to_vec(), ..trial.changes([put_new(ticket(1)), put_new(ticket(2))]) };
    trial.commit(start)?;
    trial.put([put_erase(on(1, true)), put_erase(on(2, false))])?;
    let [mut first, second] = events;
    first.personal = vec![
        change(TicketField::Subject, text(ERASED), text(ERASED)),
        change(TicketField::Checklist, None, list(&format!("1\t\t\t{ERASED}"))),
        change(own("colour"), None, text("red")),
        change(own("street"), text(ERASED), None),
    ];
    holds("the history still tells of the ticket", fold(ticket_id(1), [&first]).is_ok())?;
    let feed = trial.storage.history(trial.desk, &whole_feed())?.events;
    same("the events", feed, vec![first, second])
}

/// The records of a ticket's commands lose what they say, and keep what was answered. Of a ticket that is not theirs it is
/// those that they gave, that brought what they wrote, or that name them; of the person those that changed the person.
pub fn records_of_commands_are_erased(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let by_them = By::Requester { person: person_id(1) };
    let named = Some(Value::List(vec![person_id(1).to_string()]));
    let copied = FieldChange { field: TicketField::Ccs, from: None, to: named };
    let body = || {
        let set = Edits::none().with("subject", "Attic");
        Some(Command::ChangeTicket {
            ticket: ticket_id(2).into(),
            set,
            transition: None,
            expect_version: None,
        })
    };
    trial.put([put_new(ticket(1)), put_new(ticket(2))])?;
    let mut version = 0;
    let mut give = |n: u64, of: Option<u64>, theirs: bool, event: Event, puts: Vec<Put>| {
        let mut record = command(n, 2, message_id(n));
        record.texts.clear();
        record.body = body();
        if theirs {
            record.actor = Actor::Requester { person: PersonRef::Key("person:1".to_owned()) };
        }
        record.texts =
            puts.iter().filter(|put| matches!(put, Put::Message { .. })).map(|_| message_id(n)).collect();
        version += 1;
        let event = Event { command: record.id, version, ticket: of.map(ticket_id), ..event };
        let event = Event { public: false, public_version: 0, ..event };
        let changes = trial.changes(puts);
        trial.commit(ChangeSet { command: Some(record.clone()), events: vec![event], ..changes })?;
        Ok::<_, super::Mismatch>(record)
    };
    let theirs = Message { author: Author::EndUser { person: person_id(1) }, ..message(3, 2, 1, "Attic") };
    let given = [
        give(1, Some(1), false, event(1, 1, 1), Vec::new())?,
        give(2, Some(2), true, Event { by: by_them, ..event(2, 2, 1) }, Vec::new())?,
        give(3, Some(2), false, event(3, 2, 1), vec![put_message(theirs)])?,
        give(4, Some(2), false, Event { changes: vec![copied], ..event(4, 2, 1) }, Vec::new())?,
        give(5, Some(2), false, event(5, 2, 1), Vec::new())?,
        give(6, None, false, desk_event(6, EventKind::PersonChanged { person: person_id(1) }), Vec::new())?,
        give(7, None, false, desk_event(7, EventKind::PersonChanged { person: person_id(2) }), Vec::new())?,
    ];
    let person = Erasure::Person { person: person_id(1) };
    trial.put([put_erase(on(1, true)), put_erase(on(2, false)), put_erase(person)])?;
    let left = given.map(|mut record| {
        if [5, 7].iter().all(|n| record.id != super::records::command_id(*n)) {
            (record.body, record.digest) = (None, String::new());
            record.texts.clear();
            if let Actor::Requester { person } = &mut record.actor {
                *person = PersonRef::Id(person_id(1));
            }
        }
        record
    });
    same("the records", trial.storage.commands(trial.desk, 0, 100)?.commands, left.to_vec())?;
    let found = trial.load([Key::Command(super::records::command_id(1))])?;
    let [first, ..] = left;
    same("by its id", found.command(first.id), Ok(Some(&first)))
}

/// What a worker said when it gave a duty up is erased; where the duty stands is not.
pub fn reasons_of_workers_are_erased(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let (duty, waits) = (effect(1, 1, 1), effect(2, 1, 2));
    let start = trial.changes([put_new(ticket(1))]);
    trial.commit(ChangeSet { effects: vec![duty.clone(), waits.clone()], ..start })?;
    let held = leased(&duty, 7, minute(5));
    let parked =
        Effect { state: EffectState::Parked { reason: "no such mailbox".to_owned() }, ..held.clone() };
    trial.put([put_effect(&duty, held.clone())])?;
    trial.put([put_effect(&held, parked.clone())])?;
    trial.put([put_erase(on(1, true))])?;
    let found = trial.load([Key::Effect(duty.id), Key::Effect(waits.id)])?;
    let left = Effect { state: EffectState::Parked { reason: ERASED.to_owned() }, ..parked };
    same("the parked one", found.effect(duty.id), Ok(Some(&left)))?;
    same("the other", found.effect(waits.id), Ok(Some(&waits)))
}

/// A person's tickets are those of which they are the requester, whatever their standing, in which they are in copy, by
/// their own ticket or by one that was merged into it, or in which they wrote as a customer.
pub fn tickets_of_a_person_are_found(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let them = || vec![person_id(1)];
    trial.put([
        put_new(Ticket { standing: Standing::Trash, ..ticket(1) }),
        put_new(Ticket { ccs: them(), ..ticket(2) }),
        put_new(Ticket { merged_ccs: them(), ..ticket(3) }),
        put_new(Ticket { unverified: them(), ..ticket(4) }),
        put_new(ticket(5)),
        put_new(ticket(6)),
        put_new(Ticket { followers: them(), owner: Some(person_id(1)), ..ticket(7) }),
        put_message(Message {
            author: Author::EndUser { person: person_id(1) },
            ..message(1, 5, 1, "Hello")
        }),
        put_message(Message {
            author: Author::Unverified { person: person_id(1) },
            ..message(2, 5, 2, "Hello")
        }),
        put_message(Message { author: Author::Agent { person: person_id(1) }, ..message(3, 6, 1, "Hello") }),
    ])?;
    let places: Vec<JobPlace> = (1..=5).map(|n| JobPlace::of(&ticket(n))).collect();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let found = trial.load([Key::TicketsOf { person: person_id(1), after, limit: 2 }])?;
        let page = found.tickets_of(person_id(1), after, 2).unwrap_or_default().to_vec();
        holds("a page is no longer than its limit", page.len() <= 2)?;
        let Some(last) = page.last() else { break };
        after = Some(*last);
        seen.extend(page);
    }
    same("the tickets", seen, places)?;
    let all = (1..=8).flat_map(|n| [(ticket_id(n), person_id(1)), (ticket_id(n), person_id(2))]);
    let found = trial.load(all.map(|(ticket, person)| Key::Knows(ticket, person)))?;
    let known = |n| (found.knows(ticket_id(n), person_id(1)), found.knows(ticket_id(n), person_id(2)));
    for n in 1..=8 {
        same("whether it is known to them", known(n), (Ok(n <= 5), Ok(n == 2)))?;
    }
    Ok(())
}

/// A person without anything personal is found by the id alone, and the key and the address are free for another.
pub fn who_is_erased_is_found_by_the_id_alone(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let somebody = person(1);
    trial.put([put_person(somebody.clone())])?;
    let left = somebody.erased(minute(3));
    trial.put([put_person(left.clone()), put_erase(Erasure::Person { person: somebody.id })])?;
    let (key, address) = ("person:1".to_owned(), "p1@example.org".to_owned());
    let keys =
        || [Key::Person(left.id), Key::PersonByKey(key.clone()), Key::PersonByAddress(address.clone())];
    let found = trial.load(keys())?;
    same(
        "by id",
        found.person(left.id).map(|found| found.map(|person| (**person).clone())),
        Ok(Some(left.clone())),
    )?;
    same("by key", found.person_by_key(&key), Ok(None))?;
    same("by address", found.person_by_address(&address), Ok(None))?;
    let (key, addresses) = (Some(key.clone()), vec![address.clone()]);
    trial.put([put_person(crate::model::Person { key, addresses, ..person(2) })])?;
    let found = trial.load(keys())?;
    same("the next one", found.addresses.get(&address), Some(&person_id(2)))
}
