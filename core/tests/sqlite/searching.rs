//! What a search finds does not depend on what is in the index.

use proptest::prelude::*;
use ticketkit::Span;
use ticketkit::change::{ChangeSet, Put};
use ticketkit::condition::{Condition, Op, Predicate, Scope};
use ticketkit::id::TicketId;
use ticketkit::query::{Audience, SearchText, Sort, TicketQuery};
use ticketkit::storage::{Key, MemoryStorage, SqliteStorage, Storage, Wanted};

use super::world::{DESK, Folder, commit, message, new_ticket, person, ticket};

fn question(text: &str, audience: Audience) -> Option<TicketQuery> {
    Some(TicketQuery {
        visible: Predicate::always(),
        audience,
        condition: None,
        text: Some(SearchText::of(text)?),
        sort: Sort::default(),
        after: None,
        limit: 1_000,
    })
}

/// All tickets that are found, in pages of so many.
fn found(storage: &dyn Storage, mut query: TicketQuery, limit: u32) -> Vec<TicketId> {
    query.limit = limit;
    let mut found = Vec::new();
    loop {
        let page = storage.find(DESK, &query).unwrap();
        found.extend(page.tickets.iter().map(|ticket| ticket.id));
        query.after = page.next;
        if query.after.is_none() {
            return found;
        }
    }
}

/// Letters of scripts with and without spaces, with and without capitals, and marks that combine.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "B", "ß", "İ", "ς", "Σ", "é", "e\u{301}", "я", "Ж", "漢", "字", "ひ", "한", "ก", "้", "ا", "١",
        "7", "½", "²", "\u{300}", "\u{200d}", "'", "\"", "-", "_", "*", "^", ":", "(", ")", " ", " ", " ",
        "\n", "\0", "🔥", "AND", "NEAR",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_index_knows_the_same_words_as_the_text(
        texts in prop::collection::vec((any_text(), any_text(), any::<bool>()), 1..12),
        asked in prop::collection::vec(any_text(), 1..12),
        indexed in 0_usize..3,
    ) {
        let folder = Folder::new();
        let storage = folder.with_desk();
        for (n, (subject, body, public)) in (1..).zip(&texts) {
            let mut changes = new_ticket(n);
            let mut ticket = ticket(n);
            ticket.subject.clone_from(subject);
            let message = message(&ticket, n, 1, *public, body);
            changes.puts = vec![
                Put::Ticket { before: None, after: Box::new(ticket) },
                Put::Message { message: Box::new(message) },
            ];
            commit(&storage, changes);
            // Nothing is indexed, the first half, or all.
            if indexed == 2 || (indexed == 1 && n as usize * 2 == texts.len()) {
                while storage.maintain().unwrap() {}
            }
        }
        for text in asked {
            for audience in [Audience::Staff, Audience::Customers] {
                let Some(query) = question(&text, audience) else { continue };
                let words = query.text.clone().unwrap();
                let speaks = |(subject, body, public): &(String, String, bool)| {
                    words.is_in(subject) || ((*public || audience == Audience::Staff) && words.is_in(body))
                };
                let mut expected: Vec<TicketId> =
                    (1..).zip(&texts).filter(|(_, text)| speaks(text)).map(|(n, _)| ticket(n).id).collect();
                expected.reverse();
                prop_assert_eq!(found(&storage, query, 3), expected, "{:?}", text);
            }
        }
    }
}

fn with_subject(storage: &SqliteStorage, n: u64, subject: &str) {
    let id = ticket(n).id;
    let mut snapshot = storage.load(DESK, &Wanted::one(Key::Ticket(id))).unwrap();
    let before = snapshot.tickets.remove(&id).unwrap().ticket;
    let mut after = before.clone();
    after.version += 1;
    subject.clone_into(&mut after.subject);
    let mut changes = ChangeSet::new(DESK, 1);
    changes.puts.push(Put::Ticket { before: Some(Box::new(before)), after: Box::new(after) });
    commit(storage, changes);
}

#[test]
fn a_new_subject_replaces_the_former_one() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    commit(&storage, new_ticket(1));
    let finds = |word: &str| found(&storage, question(word, Audience::Customers).unwrap(), 9).len();
    let index = || while storage.maintain().unwrap() {};
    for (former, subject, indexed) in [
        ("fire", "First", false),
        ("first", "Second", true),
        ("second", "Third", true),
        ("third", "...", true),
        ("third", "Fourth", true),
        ("nothing", "Fourth again", false),
        ("nothing", "Fifth", false),
        ("fourth", "Fifth", true),
    ] {
        with_subject(&storage, 1, subject);
        let words: Vec<usize> = ticketkit::query::words(subject).map(|word| finds(&word)).collect();
        assert!(words.iter().all(|found| *found == 1), "{subject} is not found before it is indexed");
        assert_eq!(finds(former), 0, "{former} is found before {subject} is indexed");
        if indexed {
            index();
        }
        assert!(ticketkit::query::words(subject).all(|word| finds(&word) == 1), "{subject}");
        assert_eq!(finds(former), 0, "{former}");
        assert_eq!(finds("smoke"), 1, "the message is found whatever the subject is");
    }
}

#[test]
fn tickets_that_come_late_stand_where_their_age_puts_them() {
    let folder = Folder::new();
    let (storage, memory) = (folder.with_desk(), MemoryStorage::new());
    memory.create_desk(DESK, "support", "{}").unwrap();
    for n in 1..=120_u64 {
        let mut changes = new_ticket(n);
        if let Some(Put::Ticket { after, .. }) = changes.puts.first_mut() {
            // Every third one was created long before those around it, and some at the same moment.
            let age = if n % 3 == 0 { 10_000 } else { 0 };
            after.created_at = after.created_at.before(Span::from_minutes(age));
            if n % 5 == 0 {
                after.created_at = ticket(40).created_at;
            }
        }
        memory.commit(vec![changes.clone()]).unwrap();
        commit(&storage, changes);
        if n % 30 == 0 {
            storage.maintain().unwrap();
        }
    }
    for limit in [1, 7, 1_000] {
        let query = question("smoke", Audience::Staff).unwrap();
        let expected = found(&memory, query.clone(), limit);
        assert_eq!(expected.len(), 120);
        assert_eq!(found(&storage, query, limit), expected, "in pages of {limit}");
    }
}

#[test]
fn a_customer_who_has_few_tickets_finds_the_same() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    for n in 1..=60 {
        let mut changes = new_ticket(n);
        if let Some(Put::Ticket { after, .. }) = changes.puts.first_mut() {
            after.requester = person(if n % 20 == 0 { 2 } else { 1 });
        }
        let note = message(&ticket(n), 1_000 + n, 2, false, "The customer is a nuisance.");
        changes.puts.push(Put::Message { message: Box::new(note) });
        commit(&storage, changes);
    }
    while storage.maintain().unwrap() {}
    let own = Condition::test("requester", Op::Eq, [person(2).to_string()]);
    let visible = Predicate::compile(&own, &(), Scope::Stored, "").unwrap();
    let finds = |word: &str, audience| {
        let query = TicketQuery { visible: visible.clone(), ..question(word, audience).unwrap() };
        found(&storage, query, 2)
    };
    let newest_first = [60, 40, 20].map(|n| ticket(n).id);
    assert_eq!(finds("smoke", Audience::Customers), newest_first);
    assert_eq!(finds("nuisance", Audience::Staff), newest_first);
    assert_eq!(finds("nuisance", Audience::Customers), []);
}

#[test]
fn a_desk_that_goes_takes_its_words_along() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    for n in 1..=5 {
        commit(&storage, new_ticket(n));
    }
    while storage.maintain().unwrap() {}
    with_subject(&storage, 2, "A new one");
    assert!(storage.delete_desk(DESK).unwrap());
    storage.create_desk(DESK, "support", "{}").unwrap();
    let finds = |word: &str| found(&storage, question(word, Audience::Staff).unwrap(), 9);
    assert_eq!((finds("smoke"), finds("new")), (vec![], vec![]));
    commit(&storage, new_ticket(1));
    assert_eq!(finds("smoke"), [ticket(1).id], "before it is indexed");
    while storage.maintain().unwrap() {}
    assert_eq!(finds("smoke"), [ticket(1).id], "in rows that others had before");
    let leftover = rusqlite::Connection::open(folder.file()).unwrap();
    let check = "INSERT INTO tkit_search (tkit_search) VALUES ('integrity-check')";
    leftover.execute_batch(check).unwrap();
}
