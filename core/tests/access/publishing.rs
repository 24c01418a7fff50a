//! What was internal becomes public by an act of its own.

use ticketkit::Code;
use ticketkit::command::{Answer, Command, Query};
use ticketkit::model::{Actor, EffectKind, EventKind, Metric, TicketRef};

use crate::stage::{Stage, agent, default_with, note, problems};

fn published(stage: &Stage, ticket: &TicketRef) -> Vec<String> {
    let query = Query::Thread { ticket: ticket.clone(), after: None, limit: None };
    match stage.ask(&query, &Actor::requester("ines")).unwrap() {
        Answer::PublicThread { messages, .. } => messages.into_iter().map(|message| message.body).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_note_is_made_public_by_an_act_of_its_own_that_the_history_keeps() {
    let stage = Stage::in_memory(&default_with(|_| ()));
    stage.hire(&["ada"]);
    stage.host(&agent("eve", "admin", &["support"]));
    let ticket = stage.opened_by_ines();
    let message = stage.ada(&note(&ticket, "The part is here.")).message.unwrap();
    let publish = Command::PublishMessage { ticket: ticket.clone(), message, expect_version: None };
    let before = stage.ticket(&ticket);
    for refused in [stage.staff("ada", &publish), stage.customer("ines", &publish)] {
        assert_eq!(refused.unwrap_err().code(), Code::Forbidden);
    }
    assert_eq!(stage.ticket(&ticket), before);
    stage.now("2026-06-01T10:00:00Z");
    let outcome = stage.staff("eve", &publish).unwrap();
    let after = stage.ticket(&ticket);
    // Customers hear it now, and it is Ada's word.
    assert_eq!(published(&stage, &ticket), ["Please help.", "The part is here."]);
    assert!(after.public_version > before.public_version);
    assert_eq!(after.public_updated_at, crate::stage::at("2026-06-01T10:00:00Z"));
    assert_eq!((after.first_reply_at, &*after.status), (Some(after.public_updated_at), "answered"));
    assert!(!stage.clock(&ticket, &Metric::FirstReply).state.is_open());
    let events = stage.events(&ticket);
    let published_as = outcome.message.unwrap();
    let fact = EventKind::MessagePublished { message, published: published_as };
    let told = events.iter().find(|event| event.kind == fact).unwrap();
    assert!(!told.public && told.by.person() == Some(stage.person("eve").id));
    let duties = stage.desk.lease_effects("worker", ticketkit::Span::from_minutes(5), 100).unwrap();
    // One after the other for a ticket: the first is that it was opened.
    assert!(matches!(duties[0].kind, EffectKind::Acknowledge { .. }));
    // What is public is made public no second time, and a note of another ticket is not there.
    let again =
        Command::PublishMessage { ticket: ticket.clone(), message: published_as, expect_version: None };
    assert_eq!(problems(&stage.staff("eve", &again).unwrap_err()), [(Code::NothingToDo, "/message")]);
    let other = stage.opened_by_ines();
    let elsewhere = Command::PublishMessage { ticket: other, message, expect_version: None };
    assert_eq!(problems(&stage.staff("eve", &elsewhere).unwrap_err()), [(Code::NotFound, "/message")]);
    let late = Command::PublishMessage { ticket, message, expect_version: Some(before.version) };
    assert_eq!(stage.staff("eve", &late).unwrap_err().code(), Code::StaleVersion);
}
