//! Text search, where a text has more words than the server can keep.

use ticketkit::Timestamp;
use ticketkit::change::{ChangeSet, Put};
use ticketkit::condition::Predicate;
use ticketkit::id::{DeskId, MessageId, PersonId, TicketId};
use ticketkit::model::{Author, Message, MessageKind, Ticket};
use ticketkit::query::{Audience, SearchText, Sort, TicketQuery};
use ticketkit::storage::Storage;

use crate::server::{address, fresh};

const DESK: DeskId = DeskId::from_bytes([1; 16]);

/// The tickets with such a text, by their last bytes, in pages of one.
fn found(storage: &dyn Storage, text: &str, audience: Audience) -> Vec<u8> {
    let mut query = TicketQuery {
        visible: Predicate::always(),
        audience,
        condition: None,
        text: SearchText::of(text),
        sort: Sort::default(),
        after: None,
        limit: 1,
    };
    let mut found = Vec::new();
    loop {
        let page = storage.find(DESK, &query).unwrap();
        found.extend(page.tickets.iter().map(|ticket| ticket.id.as_bytes()[15]));
        query.after = page.next;
        if query.after.is_none() {
            return found;
        }
    }
}

#[test]
fn a_text_with_too_many_words_is_searched_all_the_same() {
    let Some(address) = address() else { return };
    let storage = fresh(&address);
    storage.create_desk(DESK, "desk", "{}").unwrap();
    let long: Vec<String> = (0..1_020).map(|n| format!("{n:0>1000}")).collect();
    let long = format!("{} needle", long.join(" "));
    let bodies = [(1, "a needle", true), (2, &long, true), (3, &long, false), (4, "nothing", true)];
    for (n, body, public) in bodies {
        let mut ticket = Ticket::blank(TicketId::from_bytes([n; 16]));
        ticket.version = 1;
        ticket.number = format!("T-{n}");
        let author = Author::Agent { person: PersonId::from_bytes([9; 16]) };
        let (kind, at) = (MessageKind::Reply, Timestamp::from_millis(0).unwrap());
        let id = MessageId::from_bytes([n; 16]);
        let message = Message::new(id, ticket.id, 1, kind, public, author, at, body.to_owned());
        let mut changes = ChangeSet::new(DESK, 1);
        changes.puts = vec![
            Put::Ticket { before: None, after: Box::new(ticket) },
            Put::Message { message: Box::new(message) },
        ];
        storage.commit(vec![changes]).unwrap().pop().unwrap().unwrap();
    }
    assert_eq!(found(&*storage, "needle", Audience::Staff), [3, 2, 1]);
    assert_eq!(found(&*storage, "needle", Audience::Customers), [2, 1]);
    assert_eq!(found(&*storage, "needle nothing", Audience::Staff), [0; 0]);
    assert_eq!(found(&*storage, &format!("{:0>380}", 7), Audience::Staff), [0; 0]);
}
