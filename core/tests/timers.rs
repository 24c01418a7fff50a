//! What happens by itself: once, at its own instant, and without getting into the way of anything else.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query};
use ticketkit::config::Document;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::CountingIds;
use ticketkit::model::{Actor, Event, EventKind, Ticket, TicketRef, Verdict, fold};
use ticketkit::storage::MemoryStorage;
use ticketkit::time::{ManualTime, Timestamp};
use ticketkit::{Code, Result, Span};

struct Day {
    engine: Engine,
    desk: Desk,
    time: Arc<ManualTime>,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The default configuration with these changes.
fn document(change: impl Fn(&mut Value)) -> String {
    let mut document = serde_json::from_str(Document::DEFAULT).unwrap();
    change(&mut document);
    document.to_string()
}

impl Day {
    /// A desk on Monday 2026-06-01 at 09:00 UTC, with Ada, an agent of its team.
    fn begins(document: &str) -> Self {
        let time = Arc::new(ManualTime::new(at("2026-06-01T09:00:00Z")));
        let ids = Arc::new(CountingIds::starting_at(1));
        let engine = Engine::on(Arc::new(MemoryStorage::new())).time(time.clone()).ids(ids).open();
        let desk = engine.create_desk("main", document).unwrap();
        let day = Self { engine, desk, time };
        day.host(&agent("staff:ada", "support"));
        day
    }

    fn now(&self, text: &str) -> &Self {
        self.time.set(at(text));
        self
    }

    fn host(&self, command: &Command) -> Outcome {
        self.desk.execute(command, &Context::of(Actor::host())).unwrap()
    }

    fn ada(&self, command: &Command) -> Outcome {
        self.desk.execute(command, &Context::of(Actor::agent("staff:ada"))).unwrap()
    }

    fn opened(&self, set: Edits) -> TicketRef {
        TicketRef::Id(self.host(&create(set)).ticket.unwrap())
    }

    fn ticket(&self, ticket: &TicketRef) -> Ticket {
        match self.desk.ask(&Query::Ticket { ticket: ticket.clone() }, &Actor::host()).unwrap() {
            Answer::Ticket { ticket } => *ticket,
            other => panic!("{other:?}"),
        }
    }

    fn events(&self, ticket: &TicketRef) -> Vec<Event> {
        let query = Query::History { ticket: ticket.clone(), after: 0, limit: Some(1_000) };
        match self.desk.ask(&query, &Actor::host()).unwrap() {
            Answer::History { events, .. } => events,
            other => panic!("{other:?}"),
        }
    }

    fn kinds(&self, ticket: &TicketRef) -> Vec<String> {
        self.events(ticket).iter().map(|event| event.kind.as_str().to_owned()).collect()
    }
}

fn agent(key: &str, team: &str) -> Command {
    Command::PutAgent {
        person: key.into(),
        name: Some(key.to_owned()),
        role: "agent".parse().ok(),
        teams: team.parse().ok().map(|team| vec![team]),
        skills: None,
        languages: None,
        capacity: None,
        availability: None,
        active: None,
    }
}

fn create(set: Edits) -> Command {
    Command::CreateTicket {
        subject: "The printer is on fire".to_owned(),
        body: "Please hurry.".to_owned(),
        requester: Some(Intake { person: Some("shop:ines".into()), ..Intake::default() }),
        set,
        attachments: vec![],
        message_id: None,
    }
}

fn reply(ticket: &TicketRef) -> Command {
    Command::Reply {
        ticket: ticket.clone(),
        body: "It still burns.".to_owned(),
        set: Edits::none(),
        attachments: vec![],
        message_id: None,
        expect_version: None,
    }
}

fn change(ticket: &TicketRef, set: Edits) -> Command {
    Command::ChangeTicket { ticket: ticket.clone(), set, transition: None, expect_version: None }
}

fn configure(document: String) -> Command {
    Command::Configure { document, expect_version: None }
}

#[test]
fn a_ticket_that_may_not_close_by_itself_is_tried_once() {
    let barred = document(|document| {
        document["workflows"][0]["transitions"][4] = json!({ "from": "category:solved", "to": "open" });
    });
    let day = Day::begins(&barred);
    let ticket = day.opened(Edits::none());
    day.ada(&change(&ticket, Edits::none().with("status", "resolved")));
    let report = day.engine.tick(at("2026-06-09T09:00:00Z"), 1_000).unwrap();
    assert!(!report.more);
    let skipped = |day: &Day| day.kinds(&ticket).iter().filter(|kind| *kind == "auto_move_skipped").count();
    assert_eq!(skipped(&day), 1);
    day.now("2026-06-10T09:00:00Z").ada(&change(&ticket, Edits::none().with("priority", "low")));
    let report = day.engine.tick(at("2026-07-01T09:00:00Z"), 1_000).unwrap();
    assert_eq!((skipped(&day), report.fired, report.next_due), (1, 0, None));
    // The count starts anew when the ticket is solved once more.
    day.now("2026-07-02T09:00:00Z").ada(&change(&ticket, Edits::none().with("status", "open")));
    day.ada(&change(&ticket, Edits::none().with("status", "resolved")));
    day.engine.tick(at("2026-07-10T09:00:00Z"), 1_000).unwrap();
    assert_eq!(skipped(&day), 2);
}

#[test]
fn time_goes_on_for_tickets_whose_workflow_is_gone() {
    let second = |document: &mut Value| {
        let mut workflow = document["workflows"][0].clone();
        workflow["name"] = json!("incidents");
        document["workflows"].as_array_mut().unwrap().push(workflow);
        document["types"] = json!([{ "name": "incident", "workflow": "incidents" }, { "name": "question" }]);
    };
    let day = Day::begins(&document(second));
    let stranded = day.opened(Edits::none().with("type", "incident"));
    let other = day.opened(Edits::none().with("type", "question"));
    day.host(&configure(document(|document| document["types"] = json!([{ "name": "question" }]))));
    day.engine.tick(at("2026-06-05T09:00:00Z"), 1_000).unwrap();
    for ticket in [&stranded, &other] {
        let breaches = day.kinds(ticket).iter().filter(|kind| *kind == "clock_breached").count();
        assert_eq!(breaches, 2, "{ticket}");
    }
    // The next change brings it into the workflow that its type follows now.
    day.now("2026-06-05T10:00:00Z").ada(&change(&stranded, Edits::none().with("status", "open")));
    assert_eq!(day.ticket(&stranded).workflow, "default");
}

#[test]
fn a_timer_that_cannot_be_fired_holds_up_no_other() {
    let day = Day::begins(&document(|document| {
        document["policies"].as_array_mut().unwrap().insert(
            0,
            json!({
                "name": "endless",
                "condition": { "field": "tags", "op": "has_any", "value": ["late"] },
                "targets": [{ "metric": "resolution", "within": "P9000D" }],
                "calendar": "office"
            }),
        );
        document["rules"] = json!([{
            "name": "late",
            "condition": { "all": [
                { "field": "event", "op": "eq", "value": "time_passed" },
                { "field": "priority", "op": "eq", "value": "urgent" }
            ] },
            "actions": [{ "do": "add_tags", "tags": ["late"] }]
        }]);
    }));
    let barred = day.opened(Edits::none().with("priority", "urgent"));
    let other = day.opened(Edits::none().with("priority", "low"));
    let error = day.engine.tick(at("2026-06-05T09:00:00Z"), 1_000).unwrap_err();
    assert_eq!(error.code(), Code::BeyondHorizon);
    let id = day.ticket(&barred).id.to_string();
    assert_eq!(error.problems()[0].params.get("ticket"), Some(&id), "it is said of which ticket");
    assert_eq!(day.kinds(&barred), ["ticket_created"]);
    assert!(day.kinds(&other).contains(&"clock_breached".to_owned()));
}

#[test]
fn what_was_due_on_a_closed_ticket_happens_though_a_reply_opens_another() {
    let day = Day::begins(Document::DEFAULT);
    let ticket = day.opened(Edits::none());
    day.ada(&change(&ticket, Edits::none().with("status", "resolved")));
    // Nobody has called `tick`: the ticket has been closed for a month, and this is found out by the reply.
    let late = day
        .now("2026-07-10T10:00:00Z")
        .desk
        .execute(&reply(&ticket), &Context::of(Actor::requester("shop:ines")));
    assert_ne!(late.unwrap().ticket, Some(day.ticket(&ticket).id));
    let closed = day.ticket(&ticket);
    assert_eq!((closed.status.as_str(), closed.closed_at), ("closed", Some(at("2026-06-05T09:00:00Z"))));
    assert_eq!(fold(closed.id, &day.events(&ticket)), Ok(closed));
    day.engine.tick(at("2026-07-20T10:00:00Z"), 1_000).unwrap();
}

#[test]
fn what_time_had_to_say_is_no_word_to_whoever_comes_later() {
    let barred = document(|document| {
        document["workflows"][0]["transitions"][4] = json!({ "from": "category:solved", "to": "open" });
    });
    let day = Day::begins(&barred);
    let ticket = day.opened(Edits::none());
    day.ada(&change(&ticket, Edits::none().with("status", "resolved")));
    let late = day.now("2026-06-20T10:00:00Z").ada(&change(&ticket, Edits::none().with("priority", "low")));
    assert!(day.kinds(&ticket).contains(&"auto_move_skipped".to_owned()));
    assert_eq!(late.notices, []);
}

#[test]
fn a_missed_deadline_is_told_before_the_act_that_missed_it() {
    let day = Day::begins(Document::DEFAULT);
    let ticket = day.opened(Edits::none().with("priority", "urgent"));
    day.now("2026-06-01T10:00:00.001Z").ada(&reply(&ticket));
    let events = day.events(&ticket);
    assert!(events.is_sorted_by_key(|event| event.at), "{events:?}");
    let place = |kind: &str| events.iter().position(|event| event.kind.as_str() == kind).unwrap();
    assert!(place("clock_breached") < place("message_added"));
    assert_eq!(events[place("clock_breached")].at, at("2026-06-01T10:00:00Z"));
    assert_eq!(day.ticket(&ticket).updated_at, at("2026-06-01T10:00:00.001Z"));
}

#[test]
fn a_ticket_does_not_count_in_the_load_of_those_who_may_get_it() {
    let day = Day::begins(&document(|document| {
        document["teams"][0]["strategy"] = json!("least_loaded");
    }));
    day.host(&agent("staff:bob", "support"));
    let ticket = day.opened(Edits::none());
    // Put aside it weighs nothing. It is awake again when it is given away, but no command has written that yet.
    day.ada(&Command::SnoozeTicket { ticket: ticket.clone(), until: at("2026-06-02T09:00:00Z") });
    let assign =
        Command::AssignTicket { ticket: ticket.clone(), team: None, agent: None, expect_version: None };
    day.now("2026-06-03T09:00:00Z").ada(&assign);
    let Answer::Routings { decisions } = day.desk.ask(&Query::Routings { ticket }, &Actor::host()).unwrap()
    else {
        panic!("routings")
    };
    for candidate in decisions.iter().flat_map(|decision| &decision.candidates) {
        let (Verdict::Won { score } | Verdict::Behind { score }) = &candidate.verdict else {
            panic!("{candidate:?}")
        };
        assert!(score.starts_with("0 of"), "{score}");
    }
}

#[test]
fn timers_are_fired_by_the_host_and_not_ahead_of_time() {
    let day = Day::begins(Document::DEFAULT);
    let ticket = day.ticket(&day.opened(Edits::none()));
    let fire = |by: &str| Command::FireTimers { ticket: ticket.id, by: at(by) };
    let answered = |command: &Command, actor: Actor| -> Result<Outcome> {
        day.desk.execute(command, &Context::of(actor))
    };
    for actor in [Actor::agent("staff:ada"), Actor::requester("shop:ines")] {
        assert_eq!(answered(&fire("2026-06-01T09:00:00Z"), actor).unwrap_err().code(), Code::Forbidden);
    }
    let early = answered(&fire("2026-06-05T09:00:00Z"), Actor::host()).unwrap_err();
    assert_eq!((early.code(), early.problems()[0].path.as_str()), (Code::OutOfRange, "/by"));
    assert_eq!(day.ticket(&TicketRef::Id(ticket.id)), ticket);
}

#[test]
fn commands_of_one_call_keep_their_order_when_the_configuration_changes_among_them() {
    let day = Day::begins(Document::DEFAULT);
    let ticket = day.opened(Edits::none());
    let stricter = document(|document| {
        document["policies"][0]["targets"][0]["within"] = json!("PT1H");
    });
    // The second has to see the configuration that the ticket's clocks were started under; the third has not.
    let commands = [
        configure(stricter),
        change(&ticket, Edits::none().with("priority", "low")),
        create(Edits::none()),
        change(&ticket, Edits::none().with("priority", "high")),
    ];
    let host = Context::of(Actor::host()).at(at("2026-06-01T10:00:00Z"));
    let given: Vec<(Command, Context)> =
        commands.into_iter().map(|command| (command, host.clone())).collect();
    let answers: Vec<Outcome> = day.desk.execute_many(&given).into_iter().map(Result::unwrap).collect();
    let Answer::History { events, .. } =
        day.desk.ask(&Query::Feed { after: 0, limit: None }, &Actor::host()).unwrap()
    else {
        panic!("the feed")
    };
    let mut order: Vec<_> = events.iter().map(|event| event.command).collect();
    order.dedup();
    let expected: Vec<_> = answers.iter().map(|answer| answer.command).collect();
    assert!(order.ends_with(&expected), "{order:?} {expected:?}");
    assert!(events.iter().any(|event| matches!(event.kind, EventKind::ConfigChanged { version: 2 })));
    assert_eq!(day.ticket(&ticket).created_at.after(Span::from_hours(1)), at("2026-06-01T10:00:00Z"));
}
