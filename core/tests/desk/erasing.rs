//! Somebody wants to be forgotten.

use serde_json::{Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::condition::{Condition, Op};
use ticketkit::model::{
    Actor, Attachment, Author, ChecklistChange, ERASED, EffectKind, Job, JobState, TicketRef, Value,
};

use crate::world::{
    World, agent, at, create, find, list, name, note, on_every_storage, person, problems, reply,
};

fn with_street(document: &mut Json) {
    document["fields"] = json!([
        { "name": "street", "type": "text" },
        { "name": "colour", "type": "choice", "options": [{ "name": "red" }, { "name": "blue" }] },
        { "name": "born", "type": "date" },
    ]);
}

fn with_file(mut command: Command, sha256: char) -> Command {
    let (Command::Reply { attachments, .. } | Command::CreateTicket { attachments, .. }) = &mut command
    else {
        panic!("{command:?}")
    };
    attachments.push(Attachment {
        name: "passport.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: 9,
        sha256: sha256.to_string().repeat(64),
    });
    command
}

fn erase(person: &str) -> Command {
    Command::ErasePerson { person: person.into() }
}

fn job(world: &World<'_>, id: ticketkit::id::JobId) -> Job {
    match world.answer(&Query::Job { job: id }) {
        Answer::Job { job } => *job,
        other => panic!("{other:?}"),
    }
}

/// Ines has a ticket of her own, with something of hers in every place, and has written on a ticket of Jo's.
fn two_tickets(world: &World<'_>) -> (TicketRef, TicketRef) {
    world.hire(&["ada"]);
    let mut ines = person("ines");
    if let Command::PutPerson { name, addresses, phone, language, .. } = &mut ines {
        *name = Some("Ines Attic".to_owned());
        *addresses = Some(vec!["ines@example.org".to_owned()]);
        (*phone, *language) = (Some("+371 2612345".to_owned()), Some("lv".to_owned()));
    }
    world.host(&ines);
    world.host(&person("jo"));
    let set = Edits::none().with("street", "Long Lane").with("colour", "red").with("born", "1990-01-01");
    let opened = world.host(&with_file(create("Lantern in the attic", "ines", set), 'a'));
    let own = TicketRef::Id(opened.ticket.unwrap());
    let add = ChecklistChange::Add { text: "Call Ines".to_owned(), place: None };
    world.ada(&Command::ChangeChecklist { ticket: own.clone(), changes: vec![add] });
    world.ada(&note(&own, "Ines is angry"));
    world.now("2026-06-01T09:30:00Z").ada(&reply(&own, "Dear Ines, turn the lantern off."));
    world.now("2026-06-01T10:00:00Z").ines(&with_file(reply(&own, "It burns still"), 'b'));
    let others = world.open("Flood in the cellar", "jo", Edits::none().with("ccs", list(&["ines"])));
    world.now("2026-06-01T10:30:00Z").ines(&with_file(reply(&others, "Here as well"), 'b'));
    world.customer("jo", &reply(&others, "Thank you")).unwrap();
    (own, others)
}

#[test]
fn what_a_person_wrote_is_gone_and_what_was_counted_is_not() {
    on_every_storage(with_street, |world| {
        let (own, others) = two_tickets(world);
        world.tick("2026-06-03T10:00:00Z");
        world.duties();
        let clocks =
            |world: &World<'_>| world.clocks(&own).into_iter().map(|(clock, _)| clock).collect::<Vec<_>>();
        let (counted, before) = (clocks(world), world.ticket(&own));
        let others_before = world.ticket(&others);
        let outcome = world.host(&erase("ines"));
        let ines = outcome.person.unwrap();
        world.tick("2026-06-03T10:00:01Z");
        world.restart();

        let job = job(world, outcome.job.unwrap());
        assert_eq!((job.state, job.done, job.changed, job.refused), (JobState::Done, 2, 2, 0));
        assert_eq!(clocks(world), counted, "clocks stay");
        let after = world.ticket(&own);
        assert_eq!(after.subject, ERASED);
        assert_eq!(after.fields.get(&name("street")), Some(&Value::from(ERASED)));
        assert_eq!(after.fields.get(&name("colour")), Some(&Value::from("red")), "a choice is no text");
        assert_eq!(after.fields.get(&name("born")), Some(&Value::from("1990-01-01")));
        assert_eq!((&*after.checklist[0].text, after.checklist_open), (ERASED, 1));
        assert_eq!((after.version, after.public_version), (before.version + 1, before.public_version + 1));
        let unchanged = |ticket: &ticketkit::model::Ticket| {
            let mut ticket = ticket.clone();
            (ticket.version, ticket.public_version) = (0, 0);
            (ticket.updated_at, ticket.public_updated_at) = Default::default();
            (ticket.subject, ticket.fields, ticket.checklist) = Default::default();
            ticket
        };
        assert_eq!(unchanged(&after), unchanged(&before), "statistics stay");
        assert_eq!(world.ticket(&others).subject, others_before.subject, "a ticket of somebody else");

        assert!(
            world.thread(&own).iter().all(|message| message.body == ERASED && message.attachments.is_empty())
        );
        let said: Vec<String> = world.thread(&others).into_iter().map(|message| message.body).collect();
        assert_eq!(said, ["Please help.", ERASED, "Thank you"]);
        let events = world.events(&own);
        assert_eq!(events.last().unwrap().kind.as_str(), "ticket_erased");
        let told = format!("{events:?}");
        assert!(!told.contains("attic") && !told.contains("Lane") && !told.contains("Call"), "{told}");
        let folded = ticketkit::model::fold(after.id, &events).unwrap();
        assert_eq!(folded, after, "the history still tells of the ticket");
        for word in ["lantern", "attic", "angry", "burns"] {
            assert!(world.found(&find(None, Some(word)), &Actor::host()).is_empty(), "{word}");
        }
        assert_eq!(world.found(&find(None, Some("cellar")), &Actor::host()).len(), 1);
        let lost = world.duties().into_iter().filter_map(|kind| match kind {
            EffectKind::RemoveFiles { files } => Some(files),
            _ => None,
        });
        let mut lost: Vec<Vec<String>> = lost.collect();
        lost.sort();
        assert_eq!(
            lost,
            ["a", "b"].map(|file| vec![file.repeat(64)]),
            "the second when its last message is erased"
        );
        let Answer::Person { person } = world.answer(&Query::Person { person: ines.into() }) else {
            panic!()
        };
        assert_eq!((person.name.as_str(), person.erased_at), (ERASED, Some(at("2026-06-03T10:00:00Z"))));
        let left = (person.key, person.addresses, person.phone, person.language, person.external_ids);
        assert_eq!(left, Default::default());
    });
}

#[test]
fn whoever_was_erased_is_nobody_and_can_come_back_as_somebody_else() {
    on_every_storage(with_street, |world| {
        let (own, _) = two_tickets(world);
        let ines = world.id("ines");
        world.host(&erase("ines"));
        world.tick("2026-06-03T10:00:01Z");
        for actor in [Actor::requester("ines"), Actor::requester(ines)] {
            let refused = world.ask(&Query::Ticket { ticket: own.clone() }, &actor).unwrap_err();
            assert_eq!(refused.code(), Code::UnknownActor);
        }
        let named = create("Hello", &ines.to_string(), Edits::none());
        assert_eq!(
            world.desk.execute(&named, &Context::of(Actor::host())).unwrap_err().code(),
            Code::NotFound
        );
        let mut renamed = person("ines");
        if let Command::PutPerson { person, .. } = &mut renamed {
            *person = Some(ines.into());
        }
        assert_eq!(
            world.desk.execute(&renamed, &Context::of(Actor::host())).unwrap_err().code(),
            Code::NotFound
        );
        let mut again = create("Hello", "nobody", Edits::none());
        if let Command::CreateTicket { requester, .. } = &mut again {
            *requester = Some(Intake { address: Some("ines@example.org".to_owned()), ..Intake::default() });
        }
        assert_ne!(world.host(&again).person, Some(ines), "mail from the same address is from somebody new");
        let refused = world.desk.execute(&erase("ines"), &Context::of(Actor::host())).unwrap_err();
        assert_eq!(problems(&refused), [(Code::NotFound, "/person")], "the key is forgotten, too");
        let again = world.host(&erase(&ines.to_string()));
        world.tick("2026-06-03T10:00:02Z");
        assert_eq!(
            job(world, again.job.unwrap()).state,
            JobState::Done,
            "by id it is gone through once more"
        );
    });
}

#[test]
fn who_works_here_is_not_erased_and_not_everybody_erases() {
    on_every_storage(with_street, |world| {
        two_tickets(world);
        let refused = world.desk.execute(&erase("ada"), &Context::of(Actor::host())).unwrap_err();
        assert_eq!(problems(&refused), [(Code::StillInUse, "/person")]);
        assert!(refused.problems()[0].hint.as_deref().is_some_and(|hint| hint.contains("put_agent")));
        assert_eq!(world.staff("ada", &erase("ines")).unwrap_err().code(), Code::Forbidden);
        assert_eq!(world.customer("ines", &erase("ines")).unwrap_err().code(), Code::Forbidden);
        let mut left = agent("ada", "agent", &["support"]);
        if let Command::PutAgent { active, .. } = &mut left {
            *active = Some(false);
        }
        world.host(&left);
        let ada = world.id("ada");
        world.host(&erase("ada"));
        world.tick("2026-06-03T10:00:01Z");
        let Answer::Person { person } = world.answer(&Query::Person { person: ada.into() }) else { panic!() };
        assert_eq!((person.name.as_str(), person.agent), (ERASED, None));
    });
}

#[test]
fn what_staff_wrote_elsewhere_is_the_word_of_the_desk() {
    on_every_storage(with_street, |world| {
        let (own, _) = two_tickets(world);
        let mut left = agent("ada", "agent", &["support"]);
        if let Command::PutAgent { active, .. } = &mut left {
            *active = Some(false);
        }
        world.host(&left);
        world.host(&erase("ada"));
        world.tick("2026-06-03T10:00:01Z");
        let by_staff = world.thread(&own).into_iter().filter(|it| matches!(it.author, Author::Agent { .. }));
        let said: Vec<String> = by_staff.map(|message| message.body).collect();
        assert_eq!(said, ["Ines is angry", "Dear Ines, turn the lantern off."]);
    });
}

#[test]
fn an_erased_command_is_known_and_no_longer_repeated_or_replayed() {
    on_every_storage(with_street, |world| {
        world.hire(&["ada"]);
        world.host(&person("ines"));
        let id = "01920000-0000-7000-8000-00000000abcd".parse().unwrap();
        let command = create("Lantern", "ines", Edits::none());
        let context = Context::of(Actor::host()).with_id(id);
        let opened = world.desk.execute(&command, &context).unwrap();
        assert_eq!(world.desk.execute(&command, &context).as_ref(), Ok(&opened), "the same answer again");
        world.open("Flood", "jo", Edits::none());
        world.host(&erase("ines"));
        world.tick("2026-06-03T10:00:01Z");
        let refused = world.desk.execute(&command, &context).unwrap_err();
        assert_eq!(refused.code(), Code::KeyReused);
        assert!(refused.to_string().contains("erased"), "{refused}");
        let again = crate::stage::Stage::in_memory(&crate::stage::default_with(with_street));
        let report = world.desk.replay_into(&again.desk, &mut |_| true).unwrap();
        assert!(report.erased.contains(&id), "{report:?}");
        assert_eq!(report.notices.last().map(|notice| notice.code.as_str()), Some("erased"));
        let found = world.found(&find(None, None), &Actor::host());
        assert_eq!(found.len(), 2);
        let flood = Condition::test("subject", Op::Eq, ["Flood"]);
        assert_eq!(
            again.answer(&find(Some(flood), None)),
            again.answer(&find(None, None)),
            "the other ticket alone"
        );
    });
}

#[test]
fn an_erasure_that_is_cancelled_can_be_given_again() {
    on_every_storage(with_street, |world| {
        let (own, _) = two_tickets(world);
        let ines = world.id("ines");
        let first = world.host(&erase("ines")).job.unwrap();
        world.host(&Command::CancelJob { job: first });
        world.tick("2026-06-03T10:00:01Z");
        assert_eq!(world.ticket(&own).subject, "Lantern in the attic", "the tickets were not gone through");
        world.host(&erase(&ines.to_string()));
        world.tick("2026-06-03T10:00:02Z");
        assert_eq!(world.ticket(&own).subject, ERASED);
    });
}

#[test]
fn customers_learn_that_they_have_to_read_again() {
    on_every_storage(with_street, |world| {
        let (own, _) = two_tickets(world);
        world.host(&person("kim"));
        let set = Edits::none().with("ccs", list(&["kim"]));
        world.ada(&crate::world::change(&own, set));
        world.host(&erase("ines"));
        world.tick("2026-06-03T10:00:01Z");
        let kim = Actor::requester("kim");
        let history = Query::History { ticket: own.clone(), after: 0, limit: None };
        let told = serde_json::to_string(&world.ask(&history, &kim).unwrap()).unwrap();
        assert!(told.contains("ticket_erased"), "{told}");
        assert!(!told.contains("attic"), "{told}");
    });
}
