//! Conversations: the files of messages, what is safe of their HTML, and texts that are ready.

use serde_json::{Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Context, Edits, Query};
use ticketkit::id::MessageId;
use ticketkit::model::{Actor, TicketRef};

#[cfg(feature = "html")]
use crate::world::reply;
use crate::world::{World, agent, on_every_storage, problems, unchanged};

fn command(words: Json) -> Command {
    serde_json::from_value(words).unwrap()
}

fn file(name: &str, media_type: &str, bytes: u64) -> Json {
    let sha256 = format!("{bytes:064x}");
    json!({ "name": name, "media_type": media_type, "bytes": bytes, "sha256": sha256 })
}

fn with_files(kind: &str, ticket: &TicketRef, files: &[Json]) -> Command {
    command(json!({ "do": kind, "ticket": ticket, "body": "See there.", "attachments": files }))
}

fn limited(document: &mut Json) {
    document["attachments"] = json!({
        "files": 2, "total_bytes": 150,
        "allow": [{ "types": ["image/*", "text/plain"], "max_bytes": 100 }, { "types": ["application/pdf"] }],
        "refuse_endings": ["exe", "scr"],
    });
}

fn wrong(world: &World<'_>, ticket: &TicketRef, files: &[Json]) -> Vec<(Code, String)> {
    let error = world.customer("ines", &with_files("reply", ticket, files)).unwrap_err();
    assert!(error.problems().iter().all(|problem| !problem.message.is_empty()));
    problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect()
}

#[test]
fn feature_1_22_files_are_limited_by_type_size_and_number() {
    on_every_storage(limited, |world| {
        let ticket = world.opened_by_ines();
        let at = |code, path: &str| (code, path.to_owned());
        assert_eq!(
            wrong(world, &ticket, &[file("a.zip", "application/zip", 1), file("b.png", "image/png", 101)]),
            [
                at(Code::AttachmentNotAllowed, "/attachments/0/media_type"),
                at(Code::AttachmentTooLarge, "/attachments/1/bytes"),
            ]
        );
        let small = file("a.pdf", "application/pdf", 60);
        assert_eq!(
            wrong(world, &ticket, &[small.clone(), small.clone(), small.clone()]),
            [at(Code::TooMany, "/attachments"), at(Code::AttachmentTooLarge, "/attachments"),]
        );
        for name in ["a.exe", "A.EXE", "a.txt.exe", "a.exe.", "a.exe  "] {
            let refused = wrong(world, &ticket, &[file(name, "text/plain", 1)]);
            assert_eq!(refused, [at(Code::AttachmentNotAllowed, "/attachments/0/name")], "{name}");
        }
        for (name, media_type) in
            [("exe", "Text/Plain; charset=utf-8"), ("a.exe.txt", "text/plain"), ("a", "IMAGE/x")]
        {
            world.ines(&with_files("reply", &ticket, &[file(name, media_type, 100)]));
        }
        assert_eq!(world.thread(&ticket).len(), 4);
    });
}

fn serving(
    world: &World<'_>,
    ticket: &TicketRef,
    message: MessageId,
    bytes: u64,
    actor: &Actor,
) -> Option<Answer> {
    let query = Query::Attachment { ticket: ticket.clone(), message, sha256: format!("{bytes:064x}") };
    match world.ask(&query, actor) {
        Ok(answer) => Some(answer),
        Err(error) => {
            assert_eq!(error.code(), Code::NotFound);
            None
        }
    }
}

#[test]
fn files_are_given_out_to_whoever_may_read_their_message() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let (ticket, other) = (world.opened_by_ines(), world.open("Other", "otto", Edits::none()));
        let replied = world.ada(&with_files(
            "reply",
            &ticket,
            &[file("plan.png", "image/png", 1), file("a.html", "text/html", 2)],
        ));
        let noted = world.ada(&with_files("note", &ticket, &[file("secret.txt", "text/plain", 3)]));
        let (replied, noted) = (replied.message.unwrap(), noted.message.unwrap());
        let (ada, ines, otto) = (Actor::agent("ada"), Actor::requester("ines"), Actor::requester("otto"));
        for actor in [&ada, &ines] {
            let Some(Answer::Attachment { attachment, serving: how }) =
                serving(world, &ticket, replied, 1, actor)
            else {
                unreachable!()
            };
            assert_eq!((attachment.name.as_str(), how.inline), ("plan.png", true));
            let Some(Answer::Attachment { serving: how, .. }) = serving(world, &ticket, replied, 2, actor)
            else {
                unreachable!()
            };
            assert!(!how.inline && how.headers["Content-Security-Policy"].contains("sandbox"));
        }
        assert!(serving(world, &ticket, noted, 3, &ada).is_some());
        for (ticket, message, bytes, actor) in [
            (&ticket, noted, 3, &ines),
            (&ticket, replied, 3, &ines),
            (&ticket, replied, 3, &ada),
            (&ticket, replied, 1, &otto),
            (&other, replied, 1, &otto),
            (&other, replied, 1, &ada),
            (&ticket, MessageId::from_bytes([9; 16]), 1, &ada),
        ] {
            assert!(serving(world, ticket, message, bytes, actor).is_none());
        }
        // What was merged is read, and its files are had, in the winner.
        world.host(&Command::MergeTickets {
            winner: other.clone(),
            losers: vec![ticket.clone()],
            publish: true,
        });
        assert!(serving(world, &other, replied, 1, &otto).is_some());
        assert!(serving(world, &other, noted, 3, &otto).is_none());
    });
}

#[cfg(feature = "html")]
#[test]
fn of_html_only_what_is_safe_is_kept_and_read() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        let html =
            "<p onclick=x>On <b>fire</b></p><script>steal()</script><img src='https://example.org/seen.png'>";
        let words = command(json!({ "do": "reply", "ticket": ticket, "body": "", "html": html }));
        let id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let context = Context { command_id: Some(id), ..Context::of(Actor::requester("ines")) };
        let told = world.desk.execute(&words, &context).unwrap();
        assert_eq!(
            world.desk.execute(&words, &context).unwrap(),
            told,
            "the same command is carried out once"
        );
        let message = world.thread(&ticket).pop().unwrap();
        assert_eq!(message.html.as_deref(), Some("<p>On <b>fire</b></p><img>"));
        assert_eq!(message.body, "On fire", "it is found by its words");
        let theirs = Query::Thread { ticket: ticket.clone(), after: None, limit: None };
        let Answer::PublicThread { messages, .. } = world.ask(&theirs, &Actor::requester("ines")).unwrap()
        else {
            unreachable!()
        };
        assert_eq!(messages.last().unwrap().html, message.html);
        let both =
            command(json!({ "do": "note", "ticket": ticket, "body": "As text", "html": "<i>As HTML</i>" }));
        world.ada(&both);
        let message = world.thread(&ticket).pop().unwrap();
        assert_eq!((message.body.as_str(), message.html.as_deref()), ("As text", Some("<i>As HTML</i>")));
    });
}

#[cfg(feature = "html")]
#[test]
fn html_that_says_nothing_or_takes_too_long_is_refused() {
    on_every_storage(unchanged, |world| {
        let ticket = world.opened_by_ines();
        let refused = |html: &str| {
            let words = command(json!({ "do": "reply", "ticket": ticket, "body": "", "html": html }));
            let error = world.customer("ines", &words).unwrap_err();
            problems(&error).into_iter().map(|(code, path)| (code, path.to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(refused("<script>x</script>"), [(Code::Missing, "/body".to_owned())]);
        assert_eq!(refused(&"<div>".repeat(100_000)), [(Code::TooLong, "/html".to_owned())]);
        // One that is refused stops no other.
        let bad =
            command(json!({ "do": "reply", "ticket": ticket, "body": "a", "html": "<a>".repeat(100_000) }));
        let ines = Context::of(Actor::requester("ines"));
        let all = [(reply(&ticket, "one"), ines.clone()), (bad, ines.clone()), (reply(&ticket, "two"), ines)];
        let answers = world.desk.execute_many(&all);
        assert!(answers[0].is_ok() && answers[1].is_err() && answers[2].is_ok());
        assert_eq!(world.thread(&ticket).len(), 3);
    });
}

fn ready(document: &mut Json) {
    document["types"] = json!([{ "name": "incident", "labels": { "en": "Incident", "de": "Störung" } }]);
    document["fields"] = json!([
        { "name": "building", "type": "text", "public": true }, { "name": "risk", "type": "text" },
    ]);
    let light = json!({ "name": "light", "scope": "all", "permissions": ["note"] });
    document["roles"].as_array_mut().unwrap().push(light);
    document["teams"].as_array_mut().unwrap().push(json!({ "name": "billing" }));
    document["replies"] = json!([
        {
            "name": "solved", "labels": { "en": "It is solved" },
            "texts": {
                "en": "Dear {{requester.name|customer}}, {{ticket.number}} ({{ticket.type}}) in {{ticket.fields.building}} is {{ticket.status}}. {{agent.name}}",
                "de": "Guten Tag {{requester.name}}, {{ticket.number}} ({{ticket.type}}) ist erledigt.",
            },
        },
        { "name": "invoice", "texts": { "en": "Your invoice, {{organization.name|dear customer}}." }, "teams": ["billing"] },
    ]);
}

fn filled(world: &World<'_>, actor: &Actor, ask: Json) -> Result<Vec<(String, String, Vec<String>)>, Code> {
    match world.ask(&serde_json::from_value(ask).unwrap(), actor) {
        Ok(Answer::Replies { replies }) => {
            Ok(replies.into_iter().map(|reply| (reply.language, reply.text, reply.missing)).collect())
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.code()),
    }
}

#[test]
fn canned_replies_are_filled_from_the_ticket_in_the_language_of_the_customer() {
    on_every_storage(ready, |world| {
        world.hire(&["ada"]);
        world.host(&agent("bo", "agent", &["support", "billing"]));
        world.host(&command(
            json!({ "do": "put_person", "person": "ines", "name": "Ines", "language": "de-AT" }),
        ));
        let ticket = world.open("Printer", "ines", Edits::none().with("type", "incident"));
        let ada = Actor::agent("ada");
        let one = |language: Option<&str>| json!({ "ask": "replies", "ticket": ticket, "reply": "solved", "language": language });
        let german = ("de".to_owned(), "Guten Tag Ines, 1 (Störung) ist erledigt.".to_owned(), vec![]);
        assert_eq!(filled(world, &ada, one(None)), Ok(vec![german.clone()]));
        let english = (
            "en".to_owned(),
            "Dear Ines, 1 (Incident) in  is New. ada".to_owned(),
            vec!["ticket.fields.building".to_owned()],
        );
        assert_eq!(filled(world, &ada, one(Some("en-GB"))), Ok(vec![english]));
        assert_eq!(filled(world, &ada, one(Some("fr"))), Ok(vec![german.clone()]), "else as before");
        let all = json!({ "ask": "replies", "ticket": ticket });
        assert_eq!(filled(world, &ada, all.clone()), Ok(vec![german]));
        let both = filled(world, &Actor::agent("bo"), all.clone()).unwrap();
        assert_eq!(both[1], ("en".to_owned(), "Your invoice, dear customer.".to_owned(), vec![]));
        let invoice = json!({ "ask": "replies", "ticket": ticket, "reply": "invoice" });
        assert_eq!(filled(world, &ada, invoice), Err(Code::NotFound));
        assert_eq!(filled(world, &Actor::requester("ines"), all.clone()), Err(Code::Forbidden));
        world.host(&agent("light", "light", &["support"]));
        assert_eq!(filled(world, &Actor::agent("light"), all), Err(Code::Forbidden));
    });
}

#[test]
fn a_canned_reply_tells_nothing_that_a_role_hides() {
    let veiled = |document: &mut Json| {
        ready(document);
        let hidden = ["building", "language"];
        let role =
            json!({ "name": "veiled", "scope": "all", "permissions": ["reply"], "hidden_fields": hidden });
        document["roles"].as_array_mut().unwrap().push(role);
    };
    on_every_storage(veiled, |world| {
        world.hire(&["ada"]);
        world.host(&agent("vera", "veiled", &["support"]));
        let set = Edits::none().with("building", "Tower").with("type", "incident");
        let ticket = world.open("Printer", "ines", set);
        let one = json!({ "ask": "replies", "ticket": ticket, "reply": "solved", "language": "en" });
        let told = |by: &str| filled(world, &Actor::agent(by), one.clone()).unwrap().remove(0);
        assert!(told("ada").1.contains("in Tower is"));
        let (_, text, missing) = told("vera");
        assert!(!text.contains("Tower") && missing == ["ticket.fields.building"], "{text}");
        // The ticket's language is not theirs to know, and so chooses no text for them.
        world.ada(&crate::world::change(&ticket, Edits::none().with("language", "de")));
        let any = json!({ "ask": "replies", "ticket": ticket, "reply": "solved" });
        let language = |by: &str| filled(world, &Actor::agent(by), any.clone()).unwrap().remove(0).0;
        assert_eq!((language("ada"), language("vera")), ("de".to_owned(), "en".to_owned()));
    });
}

#[test]
fn a_canned_reply_cannot_promise_what_is_not_there() {
    on_every_storage(ready, |world| {
        let mut document = crate::stage::default_with(ready);
        document["replies"] = json!([
            { "name": "a", "texts": { "de": "{{ticket.fields.risk}} {{requester.nam}} {{agent.name" } },
            { "name": "a", "texts": { "en": "x" }, "teams": ["nobody"] },
        ]);
        let error =
            world.desk.execute(&crate::stage::configure(&document), &Context::of(Actor::host())).unwrap_err();
        let mut found = problems(&error);
        found.sort_unstable_by_key(|(code, path)| (*path, *code as u32));
        assert_eq!(
            found,
            [
                (Code::Missing, "/document/replies/0/texts"),
                (Code::Malformed, "/document/replies/0/texts/de"),
                (Code::UnknownName, "/document/replies/0/texts/de"),
                (Code::Duplicate, "/document/replies/1/name"),
                (Code::UnknownName, "/document/replies/1/teams/0"),
            ]
        );
    });
}
