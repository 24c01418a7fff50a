//! A storage that every look takes a way to and back: what a decision will most likely need is asked for at once.

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use ticketkit::command::{Command, Context, Edits};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, DeskId};
use ticketkit::model::{Actor, Ticket, TicketRef};
use ticketkit::storage::conformance::{Layer, Layered, all_tickets};
use ticketkit::storage::{MemoryStorage, Snapshot, Storage, Wanted};
use ticketkit::{Code, Result};

use stage::{at, create, default_with, reply_with};

/// Counts the looks.
#[derive(Debug)]
struct Counted {
    below: MemoryStorage,
    far: bool,
    looks: AtomicU32,
}

impl Layer for Counted {
    fn below(&self) -> &dyn Storage {
        &self.below
    }

    fn decides_apart(&self) -> bool {
        true
    }

    fn is_far(&self) -> bool {
        self.far
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        self.below.load(desk, wanted)
    }
}

/// A desk with two teams, one of them for people of an organization.
struct Stand {
    counted: Arc<Counted>,
    desk: Desk,
}

impl Stand {
    fn new(far: bool) -> Self {
        let counted = Arc::new(Counted { below: MemoryStorage::new(), far, looks: AtomicU32::new(0) });
        let ids = Arc::new(CountingIds::starting_at(1));
        let engine = Engine::on(Layered::over(&counted)).ids(ids).open();
        let document = default_with(|document| {
            document["teams"] = json!([
                { "name": "support", "calendar": "office", "strategy": "round_robin" },
                { "name": "large", "calendar": "office", "strategy": "round_robin" },
            ]);
            document["routes"] = json!([
                { "name": "large", "team": "large",
                  "condition": { "field": "organization", "op": "is_set" } },
                { "name": "rest", "team": "support" },
            ]);
        });
        let desk = engine.create_desk("main", &document.to_string()).unwrap();
        let stand = Self { counted, desk };
        for (agent, team) in [("ada", "support"), ("bob", "large")] {
            stand.host(&Command::PutAgent {
                person: agent.into(),
                name: None,
                role: Some("agent".parse().unwrap()),
                teams: Some(vec![team.parse().unwrap()]),
                skills: None,
                languages: None,
                capacity: Some(10),
                availability: None,
                calendar: None,
                share: None,
                active: None,
            });
        }
        stand
    }

    fn host(&self, command: &Command) {
        self.desk.execute(command, &Context::of(Actor::host()).at(at("2026-06-01T09:00:00Z"))).unwrap();
    }

    /// How many looks a command takes.
    fn looks(&self, command: &Command) -> u32 {
        let before = self.counted.looks.load(Ordering::SeqCst);
        self.host(command);
        self.counted.looks.load(Ordering::SeqCst) - before
    }

    fn tickets(&self) -> Vec<Arc<Ticket>> {
        let query = all_tickets();
        self.counted.below.find(self.desk.id(), &query).unwrap().tickets.into_iter().map(Arc::new).collect()
    }
}

#[test]
fn a_new_ticket_takes_one_look() {
    let (far, near) = (Stand::new(true), Stand::new(false));
    let of_somebody_new = create("The printer is on fire", "ines", Edits::none());
    assert_eq!((far.looks(&of_somebody_new), near.looks(&of_somebody_new)), (1, 2));
    let of_somebody_known = create("It still is", "ines", Edits::none());
    assert_eq!((far.looks(&of_somebody_known), near.looks(&of_somebody_known)), (1, 2));
    assert_eq!(far.tickets(), near.tickets());
}

#[test]
fn what_takes_work_off_somebody_takes_one_look() {
    let (far, near) = (Stand::new(true), Stand::new(false));
    let looks = [&far, &near].map(|stand| {
        stand.host(&create("The printer is on fire", "ines", Edits::none()));
        stand.host(&create("It still is", "ines", Edits::none()));
        let tickets = stand.tickets();
        // By the id, and by the number.
        let refs = [TicketRef::Id(tickets[0].id), TicketRef::Number(tickets[1].number.clone())];
        refs.map(|ticket| {
            let postpone = Command::ChangeTicket {
                ticket: ticket.clone(),
                set: Edits::none().with("status", "postponed"),
                transition: None,
                expect_version: None,
            };
            let go_on = Command::ChangeTicket {
                ticket: ticket.clone(),
                set: Edits::none().with("status", "open"),
                transition: None,
                expect_version: None,
            };
            [postpone, go_on].map(|command| stand.looks(&command))
        })
    });
    // What goes on with the work looks at nobody.
    assert_eq!(looks, [[[1, 1], [1, 1]], [[2, 1], [2, 1]]]);
    assert_eq!(far.tickets(), near.tickets());
}

#[test]
fn a_wrong_guess_changes_nothing_but_the_looks() {
    let (far, near) = (Stand::new(true), Stand::new(false));
    let looks = [&far, &near].map(|stand| {
        stand.host(&Command::PutOrganization {
            key: "acme".to_owned(),
            name: Some("Acme".to_owned()),
            shared: None,
            calendar: None,
            external_ids: None,
        });
        stand.host(&Command::PutPerson {
            person: Some("ines".into()),
            name: Some("Ines".to_owned()),
            addresses: None,
            phone: None,
            organization: Some("acme".into()),
            language: None,
            external_ids: None,
        });
        let looks = stand.looks(&create("The printer is on fire", "ines", Edits::none()));
        stand.host(&reply_with(&TicketRef::from("1"), "Water is on its way.", Edits::none()));
        looks
    });
    // The team that was guessed is not the one: it looks once more, as who is near does.
    assert_eq!(looks, [2, 2]);
    assert_eq!(far.tickets(), near.tickets());
    assert_eq!(far.tickets()[0].team.as_deref(), Some("large"));
}

#[test]
fn what_is_refused_is_refused_alike() {
    let refused = |far| {
        let nobody = create("", "ines", Edits::none().with("priority", "none of ours"));
        Stand::new(far).desk.execute(&nobody, &Context::of(Actor::agent("nobody"))).unwrap_err()
    };
    let (far, near) = (refused(true), refused(false));
    assert_eq!(far.problems(), near.problems());
    assert_ne!(far.code(), Code::InternalError);
}
