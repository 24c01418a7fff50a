//! What an engine waits for, and what it says when it has waited long enough.

#[path = "jobs/spy.rs"]
mod spy;
mod stage;

use spy::Spy;
use stage::{at, change, configure, create, default_with};
use std::sync::Arc;
use ticketkit::command::{Context, Edits};
use ticketkit::engine::{Desk, Engine};
use ticketkit::model::{Actor, TicketRef};
use ticketkit::{Code, Span};

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
