//! Signed links: what somebody without an account sees and does by one, and when it gives no access.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use ticketkit::access::{LinkKeys, RoleSpec};
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query, Which, parse};
use ticketkit::condition::{Condition, Op};
use ticketkit::engine::{Engine, Options, PreviewOptions, WhatIf};
use ticketkit::id::{CommandId, TicketId};
use ticketkit::model::{Actor, Attachment, Event, EventKind, Relation, TicketField, TicketRef, Value, fold};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::{ManualTime, Span, SystemTime, TimeSource as _};
use ticketkit::{Code, Error, Result};

use crate::stage::{
    Stage, agent, assign, at, change, configure, create, default_with, feed, list, note, person, reply,
    reply_with, status,
};

/// The default desk with fields of both sorts, and statuses of which one is for staff.
fn document() -> Json {
    default_with(|document| {
        document["fields"] = json!([
            { "name": "secret", "type": "text" },
            { "name": "room", "type": "text", "public": true, "customer_writable": true }
        ]);
        let roles = document["roles"].as_array_mut().unwrap();
        let without = |role: &Json, permission: &str| {
            let mut role: RoleSpec = serde_json::from_value(role.clone()).unwrap();
            role.name = "silent".parse().unwrap();
            role.permissions.retain(|granted| *granted != *permission);
            json!(role)
        };
        let silent = roles.iter().find(|role| role["name"] == "agent").map(|role| without(role, "reply"));
        roles.extend(silent);
    })
}

/// Ines has two tickets, her colleague one that she sees as well, and Joan one of which she knows nothing.
struct Desk {
    stage: Stage,
    hers: TicketRef,
    others: [TicketRef; 3],
}

fn desk() -> Desk {
    desk_on(Arc::new(MemoryStorage::new()))
}

fn desk_on(storage: Arc<dyn Storage>) -> Desk {
    let stage = Stage::on(storage, &document());
    stage.hire(&["ada"]);
    let (name, shared, calendar, external_ids) = (None, Some(true), None, None);
    stage.host(&Command::PutOrganization { key: "acme".to_owned(), name, shared, calendar, external_ids });
    for (key, of) in [("ines", Some("acme")), ("jo", Some("acme")), ("joan", None)] {
        let mut command = person(key);
        if let Command::PutPerson { organization, addresses, .. } = &mut command {
            *organization = of.map(str::to_owned);
            *addresses = Some(vec![format!("{key}@example.org")]);
        }
        stage.host(&command);
    }
    let secret = || Edits::none().with("secret", "canary").with("team", "support");
    let hers = stage.open("The printer smokes", "ines", secret());
    stage.host(&note(&hers, "A canary of staff."));
    stage.ada(&reply(&hers, "Is it still on?"));
    let others = ["ines", "jo", "joan"].map(|key| stage.open("Another mole", key, secret()));
    Desk { stage, hers, others }
}

fn told<T: serde::Serialize>(answer: &T) -> String {
    serde_json::to_string(answer).unwrap()
}

fn codes<T: std::fmt::Debug>(came: Result<T>) -> Code {
    came.unwrap_err().code()
}

impl Desk {
    fn does(&self, actor: &Actor, command: &Command) -> Result<Outcome> {
        self.stage.desk.execute(command, &Context::of(actor.clone()))
    }

    fn reads(&self, actor: &Actor) -> Result<Answer> {
        self.stage.ask(&Query::Ticket { ticket: self.hers.clone() }, actor)
    }

    fn expires_at(&self, at: &str) -> Actor {
        let (ticket, person) = (self.hers.clone(), None);
        match self.stage.answer(&Query::Link { ticket, person, expires_at: at.parse().unwrap() }) {
            Answer::Link { token, .. } => Actor::link(token),
            other => panic!("{other:?}"),
        }
    }
}

fn token(actor: &Actor) -> &str {
    let Actor::Link { token } = actor else { panic!("{actor:?}") };
    token
}

fn find(condition: Option<Condition>, text: Option<&str>) -> Query {
    let (text, sort, after, limit) = (text.map(str::to_owned), None, None, None);
    Query::Find { condition, text, sort, descending: false, after, limit }
}

fn found(answer: Answer) -> Vec<String> {
    let Answer::PublicPage { tickets, next: None } = answer else { panic!("{answer:?}") };
    tickets.into_iter().map(|ticket| ticket.number).collect()
}

fn everything(ticket: &TicketRef) -> Vec<Query> {
    let it = || ticket.clone();
    vec![
        Query::Ticket { ticket: it() },
        Query::Thread { ticket: it(), after: None, limit: None },
        Query::History { ticket: it(), after: 0, limit: None },
        Query::Transitions { ticket: it() },
        Query::Form { ticket: Some(it()), ticket_type: None, set: Edits::none() },
    ]
}

#[test]
fn by_a_link_a_customer_reads_the_one_ticket_as_it_is_made_for_customers() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    for query in everything(&desk.hers) {
        let by_link = told(&desk.stage.ask(&query, &guest).unwrap());
        assert_eq!(by_link, told(&desk.stage.ask(&query, &Actor::requester("ines")).unwrap()), "{query:?}");
        assert!(!by_link.contains("canary") && !by_link.contains("link_generation"), "{by_link}");
    }
}

#[test]
fn other_tickets_are_not_there_not_even_those_of_the_same_customer() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    for other in &desk.others {
        let id = TicketRef::Id(desk.stage.ticket(other).id);
        for query in everything(other).into_iter().chain(everything(&id)) {
            assert_eq!(codes(desk.stage.ask(&query, &guest)), Code::NotFound, "{query:?}");
        }
        for command in [reply(other, "Me, too."), change(&id, Edits::none().with("room", "H7"))] {
            assert_eq!(codes(desk.does(&guest, &command)), Code::NotFound, "{command:?}");
        }
    }
    let own = ["1".to_owned()];
    let ask = |query: &Query| desk.stage.ask(query, &guest).unwrap();
    assert_eq!(found(ask(&find(None, None))), own);
    assert_eq!(found(ask(&find(None, Some("smokes")))), own);
    assert_eq!(found(ask(&find(None, Some("another")))), [""; 0]);
    assert_eq!(found(ask(&find(None, Some("canary")))), [""; 0]);
    let of_others = Condition::test("number", Op::In, ["2", "3", "4"]);
    assert_eq!(found(ask(&find(Some(of_others), None))), [""; 0]);
    for by in [None, Some("status"), Some("requester"), Some("organization")] {
        let by = by.map(|by| by.parse().unwrap());
        let Answer::Counts { counts } = ask(&Query::Count { condition: None, by }) else { panic!() };
        assert_eq!(counts.iter().map(|count| count.tickets).sum::<u64>(), 1);
    }
}

#[test]
fn what_is_for_staff_is_forbidden_and_nobody_is_read_by_a_link() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let it = || desk.hers.clone();
    let (none, after, limit) = (None, None, None);
    for query in [
        Query::Links { ticket: it(), limit },
        Query::Link { ticket: it(), person: None, expires_at: at("2026-06-02T09:00:00Z") },
        Query::Replies { ticket: it(), reply: None, language: None },
        Query::Macros { ticket: it() },
        Query::Feed { after: 0, limit },
        Query::Promises { ticket: it() },
        Query::Policy { ticket: it() },
        Query::Routings { ticket: it() },
        Query::Account { ticket: it(), as_of: None, picture: true },
        Query::Visits { ticket: it() },
        Query::Deadlines { condition: None, name: None, link: None, after: None, limit },
        Query::Preview { document: None, condition: None, late_only: false, after: None, limit },
        Query::WhatIf { document: None, condition: None, as_of: None, after: None, limit },
        Query::DryRun { ticket: it(), rules: None, occasion: None, command: None },
        Query::RuleCounts {},
        Query::WhatIfRouting { document: None, condition: None, as_of: None, after: None, limit },
        Query::Jobs { after, limit },
        Query::Config { version: None },
        Query::Diagram { workflow: none, format: None },
        Query::Form { ticket: None, ticket_type: None, set: Edits::none() },
    ] {
        assert_eq!(codes(desk.stage.ask(&query, &guest)), Code::Forbidden, "{query:?}");
    }
    for key in ["ines", "ada", "jo", "nobody"] {
        assert_eq!(codes(desk.stage.ask(&Query::Person { person: key.into() }, &guest)), Code::NotFound);
    }
    let desk_itself = &desk.stage.desk;
    let (preview, what_if) = (PreviewOptions::default(), WhatIf::default());
    assert_eq!(codes(desk_itself.account(&it(), None, &guest)), Code::Forbidden);
    assert_eq!(codes(desk_itself.preview("{}", &preview, &guest, &mut |_| true)), Code::Forbidden);
    assert_eq!(codes(desk_itself.what_if("{}", &what_if, &guest, &mut |_| true)), Code::Forbidden);
    assert_eq!(codes(desk_itself.what_if_routing("{}", &what_if, &guest, &mut |_| true)), Code::Forbidden);
}

#[test]
fn by_a_link_one_replies_with_files_and_fills_what_customers_fill() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let sha256 = "0a".repeat(32);
    let mut command = reply_with(&desk.hers, "It does.", Edits::none().with("room", "H7"));
    if let Command::Reply { attachments, .. } = &mut command {
        let (name, media_type, bytes) = ("smoke.png".to_owned(), "image/png".to_owned(), 9);
        attachments.push(Attachment { name, media_type, bytes, sha256: sha256.clone() });
    }
    let outcome = desk.does(&guest, &command).unwrap();
    let before = desk.stage.ticket(&desk.hers);
    assert_eq!(outcome.version, Some(before.public_version), "versions are those of customers");
    assert_eq!(before.last_requester_at, Some(at("2026-06-01T09:00:00Z")));
    desk.does(&guest, &change(&desk.hers, Edits::none().with("room", "H8"))).unwrap();
    let ines = desk.stage.person("ines").id;
    let by = desk.stage.events(&desk.hers).last().unwrap().by.clone();
    assert_eq!(by.person(), Some(ines), "history names the customer");
    let message = outcome.message.unwrap();
    let file = Query::Attachment { ticket: desk.hers.clone(), message, sha256 };
    assert!(matches!(desk.stage.ask(&file, &guest).unwrap(), Answer::Attachment { .. }));
    // An older state of the ticket is refused as for every customer.
    let mut late = reply(&desk.hers, "And now?");
    if let Command::Reply { expect_version, .. } = &mut late {
        *expect_version = Some(1);
    }
    assert_eq!(codes(desk.does(&guest, &late)), Code::StaleVersion);
}

#[test]
fn a_file_of_a_note_and_one_of_another_ticket_are_not_given_out() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let sha256 = "0b".repeat(32);
    let file = || {
        let (name, media_type) = ("inner.png".to_owned(), "image/png".to_owned());
        vec![Attachment { name, media_type, bytes: 9, sha256: sha256.clone() }]
    };
    let mut inner = note(&desk.hers, "Look.");
    let mut elsewhere = reply(&desk.others[0], "Look.");
    if let (Command::Note { attachments, .. }, Command::Reply { attachments: of_other, .. }) =
        (&mut inner, &mut elsewhere)
    {
        (*attachments, *of_other) = (file(), file());
    }
    for (command, ticket) in [(&inner, &desk.hers), (&elsewhere, &desk.hers), (&elsewhere, &desk.others[0])] {
        let message = desk.stage.host(command).message.unwrap();
        let query = Query::Attachment { ticket: ticket.clone(), message, sha256: sha256.clone() };
        assert_eq!(codes(desk.stage.ask(&query, &guest)), Code::NotFound, "{query:?}");
    }
}

#[test]
fn every_other_command_is_refused_and_changes_nothing() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let (it, other) = (|| desk.hers.clone(), || desk.others[0].clone());
    let ticket = desk.stage.ticket(&desk.hers);
    let message = ticket.description.unwrap();
    let listed = || Which::Listed { tickets: vec![it()] };
    let (set, relation) = (Edits::none(), Relation::Relates);
    let version = feed(&desk.stage.desk).len();
    for command in [
        create("Another one", "ines", Edits::none()),
        note(&desk.hers, "A note."),
        Command::ReceiveMessage {
            ticket: it(),
            from: Intake { person: Some("ines".into()), ..Intake::default() },
            body: "A mail.".to_owned(),
            html: None,
            attachments: Vec::new(),
            message_id: None,
        },
        Command::PublishMessage { ticket: it(), message, expect_version: None },
        status(&desk.hers, "resolved"),
        change(&desk.hers, Edits::none().with("ccs", list(&["joan"]))),
        change(&desk.hers, Edits::none().with("requester", "joan")),
        change(&desk.hers, Edits::none().with("secret", "x")),
        assign(&desk.hers, Some("support"), None),
        Command::ChangeTickets { tickets: listed(), set: set.clone(), transition: None },
        Command::TrashTickets { tickets: listed() },
        Command::RestoreTickets { tickets: listed() },
        Command::RebindTickets { tickets: listed() },
        Command::RebindClocks { ticket: it() },
        Command::SnoozeTicket { ticket: it(), until: at("2026-06-02T09:00:00Z") },
        Command::WakeTicket { ticket: it() },
        Command::MergeTickets { winner: it(), losers: vec![other()], publish: true },
        Command::UnmergeTicket { ticket: it() },
        Command::LinkTickets { ticket: it(), relation, to: other() },
        Command::UnlinkTickets { ticket: it(), relation, to: other() },
        Command::SplitTicket { ticket: it(), message, subject: None, set },
        Command::UndoSplit { ticket: it() },
        Command::ApplyMacro { ticket: it(), name: "noted".parse().unwrap(), expect_version: None },
        Command::LogTime { ticket: it(), minutes: 5 },
        Command::ChangeChecklist { ticket: it(), changes: Vec::new() },
        Command::MarkSpam { ticket: it() },
        Command::TrashTicket { ticket: it() },
        Command::RestoreTicket { ticket: it() },
        Command::RevokeLinks { ticket: it() },
        Command::DecideApproval { ticket: it(), approve: true, reason: None, expect_version: None },
        person("ines"),
        agent("ines", "agent", &[]),
        Command::ErasePerson { person: "ines".into() },
        Command::FireTimers { ticket: ticket.id, by: at("2026-06-01T09:00:00Z") },
        configure(&document()),
    ] {
        assert_eq!(codes(desk.does(&guest, &command)), Code::Forbidden, "{command:?}");
    }
    assert_eq!(feed(&desk.stage.desk).len(), version);
}

/// What takes access away from whoever has a link.
type Deed = fn(&Desk) -> Command;

/// Each way in which a link can fail, and all of them told in the same bytes.
#[test]
fn nothing_tells_why_a_link_gives_no_access() {
    let refused = refusals();
    let first = &refused[0].1;
    assert_eq!(first.code(), Code::LinkRefused);
    for (why, error) in &refused {
        assert_eq!(told(error), told(first), "{why}");
    }
}

fn refusals() -> Vec<(&'static str, Error)> {
    let mut refused = Vec::new();
    let mut look = |why: &'static str, desk: &Desk, actor: &Actor| {
        let queries = [
            Query::Ticket { ticket: desk.hers.clone() },
            Query::Ticket { ticket: "4711".into() },
            find(None, None),
            Query::Count { condition: None, by: None },
            Query::Form { ticket: None, ticket_type: None, set: Edits::none() },
            Query::Feed { after: 0, limit: None },
            Query::Preview { document: None, condition: None, late_only: false, after: None, limit: None },
            Query::Link { ticket: desk.hers.clone(), person: None, expires_at: at("2026-06-02T09:00:00Z") },
        ];
        for query in queries {
            refused.push((why, desk.stage.ask(&query, actor).expect_err(why)));
        }
        for command in [reply(&desk.hers, "Me."), reply(&"4711".into(), "Me."), person("ines")] {
            refused.push((why, desk.does(actor, &command).expect_err(why)));
        }
    };
    for other in ["", "x", "é", "....", &"A".repeat(124), &"A".repeat(5_000)] {
        look("not written by us", &desk(), &Actor::link(other));
    }
    let strange = desk();
    let guest = strange.stage.link(&strange.hers, None);
    let flipped = token(&guest).replacen(&token(&guest)[..1], "B", 1);
    look("another form", &strange, &Actor::link(flipped));
    let (ines, ticket) = (strange.stage.person("ines").id, strange.stage.ticket(&strange.hers).id);
    look("nobody proves a guest", &strange, &Actor::Guest { person: ines, ticket, generation: 0 });
    look("a key of another program", &strange, &signed_elsewhere(&strange, [8; 32]));

    let elsewhere = strange.stage.engine.create_desk("other", &document().to_string()).unwrap();
    let other = Desk { stage: Stage { desk: elsewhere, ..strange.stage }, ..strange };
    other.stage.host(&create("The same number", "ines", Edits::none()));
    look("another desk", &other, &guest);

    let keyless = Stage::in_memory(&document());
    let engine = Engine::on(Arc::new(MemoryStorage::new())).time(keyless.time.clone()).open();
    let keyless = Stage { desk: engine.desk("main").unwrap(), engine, ..keyless };
    look(
        "no key",
        &Desk { stage: keyless, hers: "1".into(), others: ["2", "3", "4"].map(Into::into) },
        &guest,
    );

    let expired = desk();
    let guest = expired.expires_at("2026-06-01T10:00:00Z");
    expired.stage.now("2026-06-01T10:00:00Z");
    look("expired", &expired, &guest);

    let deeds: [(&'static str, Deed); 5] = [
        ("revoked", |desk| Command::RevokeLinks { ticket: desk.hers.clone() }),
        ("no customer any more", |desk| change(&desk.hers, Edits::none().with("requester", "joan"))),
        ("in the trash", |desk| Command::TrashTicket { ticket: desk.hers.clone() }),
        ("spam", |desk| Command::MarkSpam { ticket: desk.hers.clone() }),
        ("a status for staff", |_| {
            let mut hidden = document();
            for status in hidden["workflows"][0]["statuses"].as_array_mut().unwrap() {
                if status["name"] == "answered" {
                    status["audience"] = json!("staff");
                }
            }
            configure(&hidden)
        }),
    ];
    for (why, deed) in deeds {
        let desk = desk();
        let guest = desk.stage.link(&desk.hers, None);
        desk.reads(&guest).unwrap();
        desk.stage.host(&deed(&desk));
        look(why, &desk, &guest);
    }
    let erased = desk();
    let guest = erased.stage.link(&erased.hers, None);
    erased.stage.host(&Command::ErasePerson { person: "ines".into() });
    look("erased", &erased, &guest);
    refused
}

/// A link to the same ticket that another key signs.
fn signed_elsewhere(desk: &Desk, key: [u8; 32]) -> Actor {
    let link = LinkKeys::new([[7; 32]]).unwrap().verify(token(&desk.stage.link(&desk.hers, None))).unwrap();
    Actor::link(LinkKeys::new([key]).unwrap().sign(&link).unwrap())
}

#[test]
fn a_ticket_that_never_was_gives_no_access_however_well_it_is_signed() {
    let desk = desk();
    let keys = LinkKeys::new([[7; 32]]).unwrap();
    let link = keys.verify(token(&desk.stage.link(&desk.hers, None))).unwrap();
    let mut others = [link, link, link];
    others[0].ticket = TicketId::from_bytes([9; 16]);
    others[1].person = desk.stage.person("joan").id;
    others[2].generation = 1;
    for other in others {
        let guest = Actor::link(keys.sign(&other).unwrap());
        assert_eq!(codes(desk.reads(&guest)), Code::LinkRefused, "{other:?}");
    }
    assert!(desk.reads(&Actor::link(keys.sign(&link).unwrap())).is_ok());
}

#[test]
fn a_link_holds_until_its_last_millisecond() {
    let desk = desk();
    let guest = desk.expires_at("2026-06-01T10:00:00.000Z");
    desk.stage.now("2026-06-01T09:59:59.999Z");
    desk.reads(&guest).unwrap();
    desk.does(&guest, &reply(&desk.hers, "In time.")).unwrap();
    let at_the_end = Context::of(guest.clone()).at(at("2026-06-01T10:00:00.000Z"));
    let command = reply(&desk.hers, "Too late.");
    assert_eq!(codes(desk.stage.desk.execute(&command, &at_the_end)), Code::LinkRefused);
    desk.stage.now("2026-06-01T10:00:00.000Z");
    assert_eq!(codes(desk.reads(&guest)), Code::LinkRefused);
    // No command brings it back by naming an earlier instant.
    let earlier = Context::of(guest).at(at("2026-06-01T09:30:00Z"));
    assert_eq!(codes(desk.stage.desk.execute(&command, &earlier)), Code::LinkRefused);
}

#[test]
fn revoking_takes_back_what_was_made_before_and_nothing_else() {
    let desk = desk();
    let (guest, other) = (desk.stage.link(&desk.hers, None), desk.stage.link(&desk.others[0], None));
    let before = desk.stage.ticket(&desk.hers);
    desk.stage.ada(&Command::RevokeLinks { ticket: desk.hers.clone() });
    assert_eq!(codes(desk.reads(&guest)), Code::LinkRefused);
    assert!(desk.stage.ask(&Query::Ticket { ticket: desk.others[0].clone() }, &other).is_ok());
    let again = desk.stage.link(&desk.hers, None);
    desk.reads(&again).unwrap();
    desk.stage.ada(&Command::RevokeLinks { ticket: desk.hers.clone() });
    for old in [&guest, &again] {
        assert_eq!(codes(desk.reads(old)), Code::LinkRefused);
    }
    // Customers see nothing of it, and the fold of the history is the ticket.
    let after = desk.stage.ticket(&desk.hers);
    assert_eq!((after.link_generation, after.version), (2, before.version + 2));
    assert_eq!(
        (after.public_version, after.public_updated_at),
        (before.public_version, before.public_updated_at)
    );
    let events = desk.stage.events(&desk.hers);
    let last = events.last().unwrap();
    assert_eq!((&last.kind, last.public), (&EventKind::LinksRevoked {}, false));
    let changed: Vec<&TicketField> = last.changes.iter().map(|change| &change.field).collect();
    assert_eq!(changed, [&TicketField::LinkGeneration]);
    assert_eq!(fold(after.id, &events).unwrap(), after);
    let history = Query::History { ticket: desk.hers.clone(), after: 0, limit: None };
    assert!(!told(&desk.stage.ask(&history, &Actor::requester("ines")).unwrap()).contains("revoked"));
}

#[test]
fn what_is_in_the_trash_can_be_locked_and_comes_back_locked() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    desk.stage.host(&Command::TrashTicket { ticket: desk.hers.clone() });
    assert_eq!(codes(desk.reads(&guest)), Code::LinkRefused);
    desk.stage.host(&Command::RestoreTicket { ticket: desk.hers.clone() });
    desk.reads(&guest).unwrap();
    desk.stage.host(&Command::TrashTicket { ticket: desk.hers.clone() });
    desk.stage.host(&Command::RevokeLinks { ticket: desk.hers.clone() });
    desk.stage.host(&Command::RestoreTicket { ticket: desk.hers.clone() });
    assert_eq!(codes(desk.reads(&guest)), Code::LinkRefused);
}

#[test]
fn links_are_made_by_staff_who_reply_for_customers_of_the_ticket_within_a_year() {
    let desk = desk();
    desk.stage.host(&agent("silent", "silent", &["support"]));
    desk.stage.host(&change(&desk.hers, Edits::none().with("ccs", list(&["joan"]))));
    let link = |person: Option<&str>, expires_at: &str| Query::Link {
        ticket: desk.hers.clone(),
        person: person.map(Into::into),
        expires_at: at(expires_at),
    };
    let soon = "2026-06-01T09:00:00.001Z";
    for actor in [Actor::host(), Actor::agent("ada")] {
        assert!(desk.stage.ask(&link(None, soon), &actor).is_ok(), "{actor:?}");
    }
    for actor in [Actor::requester("ines"), Actor::requester("joan"), Actor::agent("silent")] {
        assert_eq!(codes(desk.stage.ask(&link(None, soon), &actor)), Code::Forbidden, "{actor:?}");
        let revoke = Command::RevokeLinks { ticket: desk.hers.clone() };
        assert_eq!(codes(desk.does(&actor, &revoke)), Code::Forbidden, "{actor:?}");
    }
    let missing = Query::Link { ticket: "4711".into(), person: None, expires_at: at(soon) };
    assert_eq!(codes(desk.stage.ask(&missing, &Actor::agent("ada"))), Code::NotFound);
    let refused = |query: &Query| {
        let error = desk.stage.ask(query, &Actor::host()).unwrap_err();
        (error.code(), error.problems()[0].path.clone())
    };
    // Ada works on it, Jo sees it by her organization, and nobody knows the last one: none of them is its customer.
    for other in ["ada", "jo", "nobody"] {
        assert_eq!(refused(&link(Some(other), soon)), (Code::NotFound, "/person".to_owned()), "{other}");
    }
    let of_date = (Code::OutOfRange, "/expires_at".to_owned());
    for wrong in ["2026-06-01T09:00:00Z", "2020-01-01T00:00:00Z", "2027-06-02T09:00:00.001Z"] {
        assert_eq!(refused(&link(None, wrong)), of_date, "{wrong}");
    }
    assert!(desk.stage.ask(&link(None, "2027-06-02T09:00:00Z"), &Actor::host()).is_ok());
    // Somebody in copy comes as themselves, for as long as they are in copy.
    let joan = desk.stage.link(&desk.hers, Some("joan"));
    desk.does(&joan, &reply(&desk.hers, "I was there.")).unwrap();
    let events = desk.stage.events(&desk.hers);
    let written = events.iter().rfind(|event| event.kind.as_str() == "message_added").unwrap();
    assert_eq!(written.by.person(), Some(desk.stage.person("joan").id));
    desk.stage.host(&change(&desk.hers, Edits::none().without("ccs")));
    assert_eq!(codes(desk.reads(&joan)), Code::LinkRefused);
}

#[test]
fn an_engine_without_a_key_makes_no_link() {
    let engine = Engine::in_memory();
    let desk = engine.desk("main").unwrap();
    desk.execute(&create("Help", "ines", Edits::none()), &Context::of(Actor::host())).unwrap();
    let expires_at = SystemTime.now().after(Span::from_days(1));
    let link = Query::Link { ticket: "1".into(), person: None, expires_at };
    let error = desk.ask(&link, &Actor::host()).unwrap_err();
    assert_eq!(error.code(), Code::Missing, "{error}");
    assert!(error.to_string().contains("link_keys"), "{error}");
}

#[test]
fn a_new_key_stands_beside_the_old_one_until_that_is_taken_away() {
    let storage: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
    let time = Arc::new(ManualTime::new(at("2026-06-01T09:00:00Z")));
    let open = |keys: &[u8]| {
        let keys = LinkKeys::new(keys.iter().map(|byte| [*byte; 32])).unwrap();
        let engine = Engine::on(Arc::clone(&storage)).time(time.clone()).link_keys(keys).open();
        engine.desk("main").unwrap()
    };
    let made_by = |keys: &[u8]| {
        let (ticket, person, expires_at) = ("1".into(), None, at("2026-07-01T09:00:00Z"));
        match open(keys).ask(&Query::Link { ticket, person, expires_at }, &Actor::host()).unwrap() {
            Answer::Link { token, .. } => Actor::link(token),
            other => panic!("{other:?}"),
        }
    };
    open(&[1]).execute(&create("Help", "ines", Edits::none()), &Context::of(Actor::host())).unwrap();
    let (before, after) = (made_by(&[1]), made_by(&[2, 1]));
    let gives_access =
        |keys: &[u8], guest: &Actor| open(keys).ask(&Query::Ticket { ticket: "1".into() }, guest).is_ok();
    for (keys, old, new) in [(&[1][..], true, false), (&[2, 1], true, true), (&[2], false, true)] {
        assert_eq!((gives_access(keys, &before), gives_access(keys, &after)), (old, new), "{keys:?}");
    }
}

/// The conversation of a merged ticket goes on in another one, of which a link to the first shows nothing.
#[test]
fn a_merge_leads_nobody_to_another_ticket() {
    let desk = desk();
    let (guest, winner) = (desk.stage.link(&desk.hers, None), &desk.others[0]);
    desk.stage.host(&reply(winner, "A mole of the winner."));
    let losers = vec![desk.hers.clone()];
    desk.stage.host(&Command::MergeTickets { winner: winner.clone(), losers, publish: true });
    for query in everything(&desk.hers) {
        let answer = told(&desk.stage.ask(&query, &guest).unwrap());
        assert!(!answer.contains("mole") && !answer.contains("canary"), "{answer}");
    }
    for query in everything(winner) {
        assert_eq!(codes(desk.stage.ask(&query, &guest)), Code::NotFound, "{query:?}");
    }
    // What they write is heard where the conversation goes on, and nothing of that is told.
    let outcome = desk.does(&guest, &reply(&desk.hers, "It smokes again.")).unwrap();
    assert_eq!(outcome.number.as_deref(), Some("1"));
    assert!(!told(&outcome).contains("`2`"), "{outcome:?}");
    let thread = Query::Thread { ticket: winner.clone(), after: None, limit: None };
    assert!(told(&desk.stage.answer(&thread)).contains("It smokes again."));
    let set = Edits::none().with("room", "H9");
    assert_eq!(codes(desk.does(&guest, &reply_with(&desk.hers, "Here.", set))), Code::TicketInactive);
    // What staff merged openly into a ticket is a part of its conversation, for its customers and so by a link.
    let of_winner = desk.stage.link(winner, None);
    let answer = told(&desk.stage.ask(&thread, &of_winner).unwrap());
    assert!(answer.contains("A mole of the winner.") && answer.contains("Is it still on?"), "{answer}");
    assert!(!answer.contains("canary"), "{answer}");
    let loser = Query::Ticket { ticket: desk.hers.clone() };
    assert_eq!(codes(desk.stage.ask(&loser, &of_winner)), Code::NotFound);
}

#[test]
fn what_comes_too_late_by_a_link_opens_no_ticket() {
    let desk = desk();
    let guest = desk.expires_at("2027-05-01T09:00:00Z");
    desk.stage.host(&status(&desk.hers, "closed"));
    desk.stage.tick("2027-03-01T09:00:00Z");
    let late = reply(&desk.hers, "And now?");
    let before = feed(&desk.stage.desk).len();
    assert_eq!(codes(desk.does(&guest, &late)), Code::TicketClosed);
    assert_eq!(feed(&desk.stage.desk).len(), before);
    assert_eq!(
        desk.stage.ines(&late).number.as_deref(),
        Some("5"),
        "who has an account goes on in a new one"
    );
}

#[test]
fn a_token_is_kept_nowhere() {
    let folder = crate::storages::Folder::new();
    for (n, storage) in all(&folder).into_iter().enumerate() {
        let desk = desk_on(Arc::clone(&storage));
        let guest = desk.stage.link(&desk.hers, None);
        let context = Context::of(guest.clone()).with_id(CommandId::from_bytes([5; 16]));
        let command = reply(&desk.hers, "By a link.");
        let outcome = desk.stage.desk.execute(&command, &context).unwrap();
        // The same command with the same id is carried out once, by a link as well.
        assert_eq!(desk.stage.desk.execute(&command, &context).unwrap(), outcome);
        let page = storage.commands(desk.stage.desk.id(), 0, 1_000).unwrap();
        let kept = page.commands.last().unwrap();
        let ticket = desk.stage.ticket(&desk.hers).id;
        let person = desk.stage.person("ines").id;
        assert_eq!(kept.actor, Actor::Guest { person, ticket, generation: 0 }, "storage {n}");
        for text in [told(&page.commands), format!("{page:?}"), format!("{:?}", feed(&desk.stage.desk))] {
            assert!(!text.contains(token(&guest)), "storage {n}");
        }
    }
    for file in std::fs::read_dir(folder.file().parent().unwrap()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(20).any(|some| some == [7; 20]), "a key");
    }
}

#[cfg(feature = "sqlite")]
fn all(folder: &crate::storages::Folder) -> Vec<Arc<dyn Storage>> {
    vec![
        crate::storages::memory(),
        crate::storages::records(&Arc::default()),
        crate::storages::sqlite(folder),
    ]
}

#[cfg(not(feature = "sqlite"))]
fn all(_: &crate::storages::Folder) -> Vec<Arc<dyn Storage>> {
    vec![crate::storages::memory(), crate::storages::records(&Arc::default())]
}

#[test]
fn no_debug_output_has_a_token_or_a_key() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let key = "07".repeat(32);
    let options = Options { link_keys: Some(vec![key.clone()]), ..Options::default() };
    let engine = Engine::with(&options).unwrap();
    let keys = LinkKeys::of_hex(std::slice::from_ref(&key)).unwrap();
    let builder = Engine::on(Arc::new(MemoryStorage::new())).link_keys(keys.clone());
    for text in [
        format!("{guest:?}"),
        format!("{:#?}", Context::of(guest.clone())),
        format!("{options:?}"),
        format!("{engine:?} {:?}", engine.desk("main").unwrap()),
        format!("{builder:?} {keys:?}"),
    ] {
        assert!(!text.contains(token(&guest)) && !text.contains(&key) && !text.contains("[7, 7"), "{text}");
    }
}

#[test]
fn a_history_with_links_is_decided_again_without_them() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    desk.does(&guest, &reply(&desk.hers, "By a link.")).unwrap();
    desk.stage.host(&Command::RevokeLinks { ticket: desk.hers.clone() });
    desk.stage.host(&status(&desk.hers, "resolved"));
    // Another program, another key, and long after the link has expired.
    let time = Arc::new(ManualTime::new(at("2030-01-01T00:00:00Z")));
    let engine = Engine::on(Arc::new(MemoryStorage::new())).time(time).open();
    let copy = engine.create_desk("copy", &document().to_string()).unwrap();
    let report = desk.stage.desk.replay_into(&copy, &mut |_| true).unwrap();
    assert_eq!(report.different, []);
    let told = |desk: &ticketkit::engine::Desk| feed(desk).iter().map(told::<Event>).collect::<Vec<_>>();
    assert_eq!(told(&copy), told(&desk.stage.desk));
}

#[test]
fn a_link_is_for_the_desk_that_made_it_also_where_another_has_the_same_tickets() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let copy = desk.stage.engine.create_desk("copy", &document().to_string()).unwrap();
    assert_eq!(desk.stage.desk.replay_into(&copy, &mut |_| true).unwrap().different, []);
    let ticket = desk.stage.ticket(&desk.hers).id;
    let query = Query::Ticket { ticket: ticket.into() };
    assert!(desk.stage.desk.ask(&query, &guest).is_ok());
    assert!(copy.ask(&query, &Actor::host()).is_ok(), "the copy has the ticket, too");
    assert_eq!(codes(copy.ask(&query, &guest)), Code::LinkRefused);
}

#[test]
fn nobody_becomes_a_guest_by_saying_so() {
    let guest = r#"{"kind": "guest", "person": "00000000-0000-0000-0000-000000000000",
        "ticket": "00000000-0000-0000-0000-000000000000", "generation": 0}"#;
    let error = parse::<Actor>(guest).unwrap_err();
    assert_eq!((error.code(), &*error.problems()[0].path), (Code::OutOfRange, "/kind"), "{error}");
    let context = format!(r#"{{"actor": {guest}}}"#);
    assert_eq!(parse::<Context>(&context).unwrap_err().code(), Code::OutOfRange);
    assert_eq!(parse::<Actor>(r#"{"kind": "link", "token": "AQ"}"#).unwrap(), Actor::link("AQ"));
}

#[test]
fn one_refused_link_does_not_stop_the_commands_beside_it() {
    let desk = desk();
    let guest = desk.stage.link(&desk.hers, None);
    let actors = [guest.clone(), Actor::link("nothing"), Actor::host(), guest];
    let commands: Vec<(Command, Context)> =
        actors.map(|actor| (reply(&desk.hers, "A word."), Context::of(actor))).into();
    let came = desk.stage.desk.execute_many(&commands);
    assert_eq!(came.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!(codes(came[1].clone()), Code::LinkRefused);
}

#[test]
fn options_take_keys_in_hex_and_refuse_what_is_too_short() {
    let (good, short) = ("ab".repeat(32), "ab".repeat(31));
    let parsed = Options::parse(&json!({ "link_keys": [good] }).to_string()).unwrap();
    assert!(Engine::with(&parsed).is_ok());
    for (wrong, path) in [(short.as_str(), "/link_keys/1"), ("no hex", "/link_keys/1")] {
        let options = json!({ "link_keys": [good, wrong], "patience_ms": 0 }).to_string();
        let error = Engine::with(&Options::parse(&options).unwrap()).unwrap_err();
        assert_eq!((error.code(), &*error.problems()[0].path), (Code::OutOfRange, path));
        assert!(!error.to_string().contains(wrong), "{error}");
    }
    assert_eq!(codes(Options::parse(r#"{"link_keys": "ab"}"#)), Code::WrongType);
}

/// How often links were revoked is a field like others: staff can ask by it.
#[test]
fn staff_find_tickets_whose_links_were_revoked() {
    let desk = desk();
    desk.stage.ada(&Command::RevokeLinks { ticket: desk.hers.clone() });
    let revoked = find(Some(Condition::test("link_generation", Op::Ge, [1])), None);
    let Answer::Page { tickets, .. } = desk.stage.answer(&revoked) else { panic!() };
    assert_eq!(tickets.len(), 1);
    assert_eq!(codes(desk.stage.ask(&revoked, &Actor::requester("ines"))), Code::UnknownField);
    let set = change(&desk.hers, Edits::none().with("link_generation", Value::from(0)));
    assert_eq!(codes(desk.does(&Actor::host(), &set)), Code::NotWritable);
}
