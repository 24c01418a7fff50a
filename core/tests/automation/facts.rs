//! What rules can ask about.

use super::{is, outage_rules, rule, run, run_from, set, ticket};
use ticketkit::automation::{MatchMode, Occasion, RuleFacts, Run};
use ticketkit::command::Command;
use ticketkit::condition::{Condition, Op};
use ticketkit::id::{MessageId, PersonId, TicketId};
use ticketkit::model::{Author, Message, MessageKind, TicketRef};
use ticketkit::time::Timestamp;

#[test]
fn change_is_measured_from_before_the_root_command() {
    // It was urgent already: r1 changes nothing, and r2 sees no change.
    let before = ticket("outage", "urgent");
    let mut now = before.clone();
    now.tags = vec!["seen".to_owned()];
    let rules = outage_rules();
    assert_eq!(run_from(&rules, MatchMode::All, Some(&before), now).names(), ["r1"]);

    // The command lowers it, a rule raises it again: taken as a whole, nothing has changed.
    let before = ticket("outage", "urgent");
    let end = run_from(&rules, MatchMode::All, Some(&before), ticket("outage", "normal"));
    assert_eq!(end.names(), ["r1"]);

    // What a rule has done in between is not what it `was`.
    let was_normal = Condition::test("priority", Op::Was, ["normal"]);
    let rules = [
        rule("raise", &is("priority", "normal"), vec![set("priority", "high")]),
        rule("again", &Condition::all([is("priority", "high"), was_normal]), vec![set("priority", "urgent")]),
    ];
    let before = ticket("question", "normal");
    let end = run_from(&rules, MatchMode::All, Some(&before), before.clone());
    assert_eq!(end.names(), ["raise", "again"]);
}

#[test]
fn everything_a_new_ticket_has_was_changed_by_its_creation() {
    let asks = |op, values: &[&str]| Condition::test("priority", op, values.iter().copied());
    let rules = [
        rule("changed", &asks(Op::Changed, &[]), vec![]),
        rule("changed_to", &asks(Op::ChangedTo, &["normal"]), vec![]),
        rule("was", &asks(Op::Was, &["normal"]), vec![]),
        rule("team", &Condition::test("team", Op::Changed, [""; 0]), vec![]),
    ];
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["changed", "changed_to"]);
    let before = ticket("question", "normal");
    let end = run_from(&rules, MatchMode::All, Some(&before), before.clone());
    assert_eq!(end.names(), ["was"]);
}

#[test]
fn rules_ask_about_the_event_and_its_message() {
    let body = Condition::test("message.body", Op::Contains, ["invoice"]);
    let from_customer = is("message.author", "customer");
    let rules = [
        rule("replied", &is("event", "replied"), vec![]),
        rule("created", &is("event", "created"), vec![]),
        rule("invoice", &Condition::all([body, from_customer]), vec![]),
        rule("internal", &Condition::test("message.public", Op::Eq, [false]), vec![]),
        rule("silent", &Condition::not(Condition::test("message.kind", Op::IsSet, [""; 0])), vec![]),
    ];
    let ticket = ticket("question", "normal");
    let mut message = Message::new(
        MessageId::from_bytes([1; 16]),
        ticket.id,
        1,
        MessageKind::Reply,
        true,
        Author::EndUser { person: PersonId::from_bytes([2; 16]) },
        Timestamp::default(),
        "Where is my INVOICE?".to_owned(),
    );
    let fired = |message: Option<&Message>, occasion| {
        let facts = RuleFacts { before: Some(&ticket), now: &ticket, message, occasion };
        let mut run = Run::new(&rules, MatchMode::All);
        let next = || run.next(&facts, false).map(|firing| firing.rule.name.to_string());
        std::iter::from_fn(next).collect::<Vec<_>>()
    };
    assert_eq!(fired(Some(&message), Occasion::Replied), ["replied", "invoice"]);
    message.public = false;
    message.author = Author::System {};
    assert_eq!(fired(Some(&message), Occasion::Noted), ["internal"]);
    assert_eq!(fired(None, Occasion::Created), ["created", "silent"]);
}

#[test]
fn every_command_on_a_ticket_is_an_event() {
    let on = |json: &str| Occasion::of(&serde_json::from_str::<Command>(json).unwrap());
    assert_eq!(on(r#"{"do": "create_ticket", "subject": "x"}"#), Some(Occasion::Created));
    assert_eq!(on(r#"{"do": "reply", "ticket": "7", "body": "x"}"#), Some(Occasion::Replied));
    assert_eq!(on(r#"{"do": "note", "ticket": "7", "body": "x"}"#), Some(Occasion::Noted));
    assert_eq!(on(r#"{"do": "assign_ticket", "ticket": "7"}"#), Some(Occasion::Changed));
    assert_eq!(Occasion::of(&Command::WakeTicket { ticket: TicketRef::from("7") }), Some(Occasion::Changed));
    let due = Command::FireTimers { ticket: TicketId::from_bytes([9; 16]), by: Timestamp::default() };
    assert_eq!(Occasion::of(&due), Some(Occasion::TimePassed));
    assert_eq!(on(r#"{"do": "put_organization", "key": "acme"}"#), None);
    let names: std::collections::BTreeSet<_> = Occasion::ALL.iter().map(|known| known.as_str()).collect();
    assert_eq!(names.len(), Occasion::ALL.len());
}
