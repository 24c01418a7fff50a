//! What an engine waits for, and what it says when it has waited long enough.

#[path = "jobs/spy.rs"]
mod spy;
mod stage;

use spy::Spy;
use stage::{at, change, configure, create, default_with};
use std::sync::Arc;
use ticketkit::change::ChangeSet;
use ticketkit::command::{Context, Edits};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::DeskId;
use ticketkit::model::{Actor, TicketRef};
use ticketkit::storage::conformance::records::{changed, put_changed, put_new, ticket};
use ticketkit::storage::conformance::{Layer, Layered};
use ticketkit::storage::{Decide, Key, MemoryStorage, Snapshot, Step, Storage, Wanted};
use ticketkit::{Code, Result, Span};

fn impatient(spy: &Arc<Spy>) -> Desk {
    Engine::on(spy.storage()).patience(Span::ZERO).open().desk("main").unwrap()
}

fn now() -> Context {
    Context::of(Actor::host()).at(at("2026-06-01T09:00:00Z"))
}

#[test]
fn to_learn_a_configuration_takes_no_patience() {
    let desk = impatient(&Spy::new());
    let create = create("The printer is on fire", "ines", Edits::none());
    desk.execute(&create, &now()).unwrap();
    // An engine that knew only the first version, and a ticket whose clocks were started under it.
    let prefixed = default_with(|document| document["number_prefix"] = "B-".into());
    desk.execute(&configure(&prefixed), &now()).unwrap();
    assert_eq!(desk.execute(&create, &now()).unwrap().number.as_deref(), Some("B-2"));
    let urgent = change(&TicketRef::from("1"), Edits::none().with("priority", "urgent"));
    desk.execute(&urgent, &now()).unwrap();
    // In one call, too, where each of them is decided under another version.
    let commands = [configure(&prefixed), create.clone(), configure(&prefixed), create];
    let commands: Vec<_> = commands.into_iter().map(|command| (command, now())).collect();
    let answers = desk.execute_many(&commands);
    let good = answers.iter().all(Result::is_ok);
    assert!(good, "{answers:?}");
}

#[test]
fn what_belongs_to_another_ticket_is_told_without_patience() {
    let desk = impatient(&Spy::new());
    let of_the_shop = Edits::none().with("external_ids", "shop:1");
    desk.execute(&create("The printer is on fire", "ines", of_the_shop.clone()), &now()).unwrap();
    let refused = desk.execute(&create("Is it still?", "ines", of_the_shop), &now()).unwrap_err();
    assert_eq!((refused.code(), refused.retryable()), (Code::AlreadyTaken, false), "{refused}");
}

#[test]
fn when_patience_is_over_the_reason_of_the_storage_is_told() {
    for (why, told) in [
        (Code::StorageFull, Code::StorageFull),
        (Code::StorageBusy, Code::StorageBusy),
        (Code::TimedOut, Code::TimedOut),
        (Code::StaleVersion, Code::Contention),
        (Code::Contention, Code::Contention),
    ] {
        let storage = Spy::new();
        let desk = impatient(&storage);
        storage.refuse(why);
        let refused = desk.execute(&create("Fire", "ines", Edits::none()), &now()).unwrap_err();
        assert_eq!((refused.code(), refused.retryable()), (told, true), "{why}");
    }
}

const DESK: DeskId = DeskId::from_bytes([1; 16]);

/// A storage that shows each look another moment: a ticket changes before every one of them, when `others_work`.
#[derive(Debug)]
struct Shared {
    below: MemoryStorage,
    others_work: bool,
}

impl Shared {
    fn commit(&self, put: ticketkit::change::Put) {
        let changes = ChangeSet { puts: vec![put], ..ChangeSet::new(DESK, 1) };
        self.below.commit(vec![changes]).unwrap().remove(0).unwrap();
    }
}

impl Layer for Shared {
    fn below(&self) -> &dyn Storage {
        &self.below
    }

    fn decides_apart(&self) -> bool {
        true
    }

    fn load(&self, desk: DeskId, wanted: &Wanted) -> Result<Snapshot> {
        let id = ticket(1).id;
        let found = self.below.load(desk, &Wanted::one(Key::Ticket(id)))?;
        if self.others_work {
            let before = &found.tickets[&id].ticket;
            self.commit(put_changed(before, changed(before, |ticket| ticket.handoffs += 1)));
        }
        self.below.load(desk, wanted)
    }
}

/// Asks on, whatever it is shown.
struct Curious(u64);

impl Decide for Curious {
    fn wanted(&self) -> Wanted {
        Wanted::one(Key::Ticket(ticket(1).id))
    }

    fn decide(&mut self, _: &Snapshot) -> Step {
        self.0 += 1;
        Step::Need(Wanted::one(Key::Ticket(ticket(self.0).id)))
    }
}

/// Who looks at the head of a line that others are served from has to look again each time: that is no mistake of theirs.
#[test]
fn who_is_outrun_by_others_may_try_again() {
    for (others_work, told) in [(true, Code::Contention), (false, Code::InternalError)] {
        let shared = Arc::new(Shared { below: MemoryStorage::new(), others_work });
        shared.below.create_desk(DESK, "main", "{}").unwrap();
        shared.commit(put_new(ticket(1)));
        let answer = Layered::over(&shared).write(DESK, &mut [&mut Curious(1)]).remove(0);
        assert_eq!(answer.unwrap_err().code(), told, "others work: {others_work}");
    }
}
