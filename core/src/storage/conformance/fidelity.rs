//! What is written comes back as it was, whatever is in it.

use std::collections::BTreeMap;

use super::records::{
    agent, clock, clock_key, command, command_id, desk_event, effect, event, event_id, job_id, message,
    message_id, minute, name, organization, organization_id, person, person_id, put_clock, put_message,
    put_new, put_organization, put_person, ticket, ticket_id,
};
use super::trial::{NewStorage, Trial, Verdict, same, whole_feed, whole_thread};
use super::varied::full_ticket;
use crate::change::{ChangeSet, Put};
use crate::command::{Notice, Outcome};
use crate::model::{
    Actor, Author, Availability, By, Candidate, Category, ClockState, EffectKind, EffectState, Event,
    EventKind, ExternalId, FieldChange, Message, MessageKind, Metric, Pause, PauseCause, RequesterNotice,
    Skill, Step, StepState, Ticket, TicketField, TimerCause, Value, Verdict as Candidacy,
};
use crate::query::HistoryQuery;
use crate::storage::Key;
use crate::time::Timestamp;

/// Every field of a ticket comes back as it was written, full and empty.
pub fn every_field_of_a_ticket_comes_back(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let full = full_ticket();
    let empty: Vec<_> = TicketField::BUILT_IN.iter().filter(|field| full.get(field).is_none()).collect();
    same("fields without a value in a full ticket", empty, vec![])?;
    for category in Category::ALL {
        let n = 10 + category as u64;
        trial.put([put_new(Ticket { category, ..ticket(n) })])?;
    }
    trial.put([put_new(full.clone())])?;
    let stored = |key| {
        Ok::<_, super::Mismatch>(trial.load([key])?.tickets.into_values().next().map(|file| file.ticket))
    };
    same("a full ticket", stored(Key::Ticket(ticket_id(1)))?, Some(full.clone()))?;
    let bare = Ticket { version: full.version + 1, ..ticket(1) };
    trial.put([super::records::put_changed(&full, bare.clone())])?;
    same("emptied", stored(Key::Ticket(ticket_id(1)))?, Some(bare))?;
    for category in Category::ALL {
        let number = format!("T-{}", 10 + category as u64);
        same(
            "its category",
            stored(Key::TicketByNumber(number))?.map(|ticket| ticket.category),
            Some(category),
        )?;
    }
    Ok(())
}

/// Every part of people and organizations comes back as it was written.
pub fn every_part_of_a_person_comes_back(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let external = |id: &str| ExternalId { system: "crm".to_owned(), id: id.to_owned() };
    let mut full = agent(1, "support");
    full.addresses = vec!["z@example.org".to_owned(), "a@example.org".to_owned()];
    (full.phone, full.language) = (Some("+37120000000".to_owned()), Some("lv".to_owned()));
    (full.organization, full.external_ids) = (Some(organization_id(1)), vec![external("2"), external("1")]);
    (full.created_at, full.updated_at) = (Timestamp::MIN, Timestamp::MAX);
    if let Some(agent) = &mut full.agent {
        agent.teams.push(name("tier-2"));
        agent.skills =
            vec![Skill { name: name("french"), level: 10 }, Skill { name: name("rust"), level: 1 }];
        agent.languages = vec!["lv".to_owned(), "en".to_owned()];
        (agent.capacity, agent.availability) = (u32::MAX, Availability::Busy);
    }
    let mut bare = person(2);
    (bare.key, bare.addresses) = (None, Vec::new());
    let mut company = organization(1);
    (company.shared, company.external_ids) = (true, vec![external("3")]);
    let mut unnamed = organization(2);
    (unnamed.key, unnamed.name) = (None, String::new());
    trial.put([put_person(full.clone()), put_person(bare.clone())])?;
    trial.put([put_organization(company.clone()), put_organization(unnamed.clone())])?;
    let found = trial.load([
        Key::Person(person_id(1)),
        Key::Person(person_id(2)),
        Key::Organization(organization_id(1)),
        Key::Organization(organization_id(2)),
    ])?;
    same("people", found.people.values().map(|person| (**person).clone()).collect(), vec![full, bare])?;
    let organizations = found.organizations.values().map(|organization| (**organization).clone()).collect();
    same("organizations", organizations, vec![company, unnamed])
}

/// Every sort of message, clock and timer comes back as it was written.
pub fn every_part_of_a_conversation_comes_back(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let authors = [
        Author::EndUser { person: person_id(1) },
        Author::Agent { person: person_id(2) },
        Author::Bot { rule: None },
        Author::Bot { rule: Some(name("greeting")) },
        Author::System {},
        Author::Unverified { person: person_id(3) },
    ];
    let kinds = [MessageKind::Reply, MessageKind::Note, MessageKind::Automated].into_iter().cycle();
    let messages: Vec<Message> = (1..)
        .zip(authors.into_iter().zip(kinds))
        .map(|(n, (author, kind))| {
            let html = (n == 3).then(|| "<script>'</script>".to_owned());
            Message { author, kind, public: n != 2, html, ..message(n, 1, n, "Text") }
        })
        .collect();
    let mut running = clock(1, clock_key("gold", Metric::FirstReply));
    running.steps = vec![
        Step { index: 0, at: Some(minute(1)), state: StepState::Waiting },
        Step { index: 1, at: None, state: StepState::Fired },
        Step { index: 2, at: None, state: StepState::Skipped },
    ];
    let mut stopped = clock(1, clock_key("gold", Metric::Resolution));
    (stopped.state, stopped.calendar) = (ClockState::Fulfilled, Some(name("office")));
    (stopped.stopped_at, stopped.used_ms, stopped.due_at) = (Some(minute(9)), Some(i64::MAX / 2), None);
    (stopped.breached_at, stopped.stop_cause) = (Some(minute(8)), Some("policy_change".to_owned()));
    stopped.pauses = vec![
        Pause { from: minute(1), to: Some(minute(2)), cause: PauseCause::Status { status: name("pending") } },
        Pause { from: minute(3), to: Some(minute(4)), cause: PauseCause::Condition {} },
        Pause { from: minute(5), to: None, cause: PauseCause::Solved {} },
    ];
    stopped.key.cycle = u32::MAX;
    (stopped.slot, stopped.counted_from) = (Some(name("suppliers")), Some(minute(2)));
    (stopped.working_days, stopped.fixed_at) = (Some(3), Some(minute(7)));
    stopped.breach_cause = Some("policy_change".to_owned());
    let own = clock(1, clock_key("gold", Metric::Custom { name: name("vendor_wait") }));
    let causes = [
        TimerCause::AutoClose {},
        TimerCause::Clock { clock: stopped.key.clone() },
        TimerCause::DelayNotice {},
        TimerCause::Job { job: job_id(1) },
        TimerCause::Reminder { step: 3 },
        TimerCause::Rule { rule: name("four_hours") },
        TimerCause::StatusOver {},
        TimerCause::Wake {},
    ];
    trial.put([put_new(ticket(1))])?;
    trial.put(messages.iter().cloned().map(put_message))?;
    trial.put([running.clone(), stopped.clone(), own.clone()].map(put_clock))?;
    trial.put(causes.iter().map(|cause| super::records::put_timer(1, cause.clone(), minute(1))))?;
    same("messages", trial.storage.thread(trial.desk, &whole_thread(ticket_id(1)))?.messages, messages)?;
    let found = trial.load([Key::Ticket(ticket_id(1))])?;
    let file = found.tickets.into_values().next();
    same("clocks", file.as_ref().map(|file| file.clocks.clone()), Some(vec![running, stopped, own]))?;
    let timers = file.map(|file| file.timers.into_iter().map(|timer| timer.cause).collect());
    same("causes of timers", timers, Some(causes.to_vec()))
}

/// Every sort of event comes back as it was written, with who did it and what changed.
pub fn every_sort_of_event_comes_back(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let clock = clock_key("gold", Metric::NextReply);
    let change = |field, from: Option<&str>, to: Option<&str>| FieldChange {
        field,
        from: from.map(Value::from),
        to: to.map(Value::from),
    };
    let kinds = [
        EventKind::TicketCreated {},
        EventKind::ClocksRebound { config_version: 3 },
        EventKind::TicketChanged {},
        EventKind::TicketMoved { transition: Some(name("solve")), automatic: None },
        EventKind::TicketMoved { transition: None, automatic: Some(name("auto_close")) },
        EventKind::RequesterNotified {
            notice: RequesterNotice::Delay,
            text: name("takes_longer"),
            step: None,
        },
        EventKind::TimeLogged { minutes: -5, message: Some(message_id(2)) },
        EventKind::ChecklistChanged {},
        EventKind::AutoMoveSkipped {
            automatic: name("agent_reply"),
            to: name("open"),
            failed: vec!["guard_failed".into()],
        },
        EventKind::MessageAdded { message: message_id(1), message_kind: MessageKind::Note },
        EventKind::MessagePublished { message: message_id(1), published: message_id(2) },
        EventKind::TicketRouted { decision: super::records::decision_id(1), winner: Some(person_id(1)) },
        EventKind::RuleFired { rule: name("escalate") },
        EventKind::RuleRefused { rule: name("escalate"), failed: vec!["no_transition".to_owned()] },
        EventKind::LoopStopped { chain: vec![name("a"), name("b"), name("a")] },
        EventKind::NoPolicy {},
        EventKind::TicketMerged {},
        EventKind::TicketUnmerged {},
        EventKind::TicketJoined { other: Some(ticket_id(2)) },
        EventKind::TicketLeft { other: None },
        EventKind::TicketLinked {},
        EventKind::TicketSplit { message: message_id(2), other: Some(ticket_id(3)) },
        EventKind::SplitUndone { message: message_id(2), other: None },
        EventKind::TicketMarkedSpam {},
        EventKind::TicketTrashed {},
        EventKind::TicketRestored {},
        EventKind::LinksRevoked {},
        EventKind::ClockBreached { clock: clock.clone(), due_at: minute(3) },
        EventKind::StepTaken { clock, step: 2 },
        EventKind::PersonChanged { person: person_id(1) },
        EventKind::OrganizationChanged { organization: organization_id(1) },
        EventKind::ConfigChanged { config_version: 7 },
        EventKind::RuleRefused { rule: name("escalate"), failed: vec!["it's \"broken\"".to_owned()] },
        EventKind::EffectParked { effect: effect(1, 1, 1).id },
        EventKind::JobStarted { job: job_id(1) },
        EventKind::JobFinished { job: job_id(1) },
        EventKind::JobCancelled { job: job_id(1) },
    ];
    let actors = [
        By::Host {},
        By::Agent { person: person_id(1) },
        By::Requester { person: person_id(2) },
        By::Rule { rule: name("escalate") },
        By::System {},
    ];
    let events: Vec<Event> = (1..)
        .zip(kinds.into_iter().zip(actors.into_iter().cycle()))
        .map(|(n, (kind, by))| Event {
            id: event_id(n),
            kind,
            by,
            command: command_id(n),
            depth: u8::try_from(n).unwrap_or(0),
            public: n % 2 == 0,
            public_version: n / 2,
            changes: vec![
                change(TicketField::Status, Some("new"), Some("open")),
                change(TicketField::Custom(name("colour")), None, Some("red")),
                change(TicketField::Team, Some("support"), None),
            ],
            personal: vec![change(TicketField::Subject, Some("Old 'subject'"), Some("New 🔥"))],
            ..event(n, 1, n)
        })
        .collect();
    let of_desk = desk_event(99, EventKind::ConfigChanged { config_version: 2 });
    let recorded = [events.clone(), vec![of_desk]].concat();
    trial.commit(ChangeSet { events: recorded.clone(), ..trial.changes([put_new(ticket(1))]) })?;
    same("the feed", trial.storage.history(trial.desk, &whole_feed())?.events, recorded)?;
    let history = HistoryQuery { ticket: Some(ticket_id(1)), ..whole_feed() };
    same("the history", trial.storage.history(trial.desk, &history)?.events, events)
}

/// Every sort of effect, routing and command comes back as it was written.
pub fn every_sort_of_record_comes_back(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let to = vec![person_id(2), person_id(1)];
    let clock = clock_key("gold", Metric::Resolution);
    let (url, body) = ("https://example.org/?a=1&b='2'".to_owned(), "{\"data\":\"'é'\"}".to_owned());
    let payload = BTreeMap::from([("url".to_owned(), url.clone())]);
    let kinds = [
        EffectKind::Acknowledge { to: to.clone() },
        EffectKind::Deliver { message: message_id(1), to: to.clone() },
        EffectKind::Assigned { to: to.clone() },
        EffectKind::Escalate { clock: clock.clone(), step: Some(1), to: to.clone() },
        EffectKind::Escalate { clock, step: None, to },
        EffectKind::NotifyRequester {
            notice: RequesterNotice::Reminder,
            text: name("still_waiting"),
            step: Some(2),
            to: vec![person_id(1)],
        },
        EffectKind::Webhook { rule: name("notify"), endpoint: name("erp"), url, body },
        EffectKind::Host { rule: name("notify"), name: name("webhook"), payload },
    ];
    let mut effects: Vec<_> = (1..)
        .zip(kinds)
        .map(|(n, kind)| {
            let mut effect = effect(n, 1, n);
            effect.kind = kind;
            effect
        })
        .collect();
    let mut routing = super::records::decision(1, 1);
    let verdicts = [
        Candidacy::Won { score: "0.25".to_owned() },
        Candidacy::Behind { score: "0.5".to_owned() },
        Candidacy::Unavailable {},
        Candidacy::Full { load: -1, capacity: 20 },
        Candidacy::LacksSkill { skill: name("french"), needed: 3 },
        Candidacy::LacksLanguage { language: "fr".to_owned() },
        Candidacy::MayNotSee {},
        Candidacy::Eligible {},
        Candidacy::Excluded {},
    ];
    routing.candidates =
        (1..).zip(verdicts).map(|(n, verdict)| Candidate { person: person_id(n), verdict }).collect();
    routing.winner = None;
    let mut given = command(1, 1, message_id(1));
    given.texts.clear();
    (given.actor, given.number) = (Actor::agent("django:42"), Some(17));
    given.put_texts_back("It's \"short\"".to_owned(), Some("<p>It's</p>".to_owned()));
    given.outcome = Outcome {
        number: Some("T-1".to_owned()),
        message: Some(message_id(1)),
        person: Some(person_id(1)),
        organization: Some(organization_id(1)),
        job: Some(job_id(1)),
        config_version: Some(2),
        notices: vec![Notice::new(name("queued"), "Nobody was free.")],
        ..given.outcome
    };
    let mut changes =
        trial.changes([put_new(ticket(1)), Put::Decision { decision: Box::new(routing.clone()) }]);
    (changes.command, changes.effects) = (Some(given.clone()), effects.clone());
    trial.commit(changes)?;
    let states = [
        EffectState::Leased { worker: "it's me".to_owned(), token: u64::from(u32::MAX), until: minute(5) },
        EffectState::Parked { reason: "\"no\" 🔥".to_owned() },
    ];
    for (effect, state) in effects.iter_mut().zip(states) {
        let before = effect.clone();
        (effect.state, effect.attempts, effect.not_before) = (state, 3, minute(77));
        trial.put([super::records::put_effect(&before, effect.clone())])?;
    }
    let keys = effects.iter().map(|effect| Key::Effect(effect.id));
    let found = trial.load(keys.chain([Key::Decision(routing.id), Key::Command(given.id)]))?;
    same("effects", found.effects.values().cloned().collect(), effects)?;
    same("the routing", found.decision(routing.id), Ok(Some(&routing)))?;
    same("the command", found.command(given.id), Ok(Some(&given)))?;
    let (person, ticket) = (person_id(2), ticket_id(1));
    let mut by_link = given.clone();
    by_link.id = command_id(2);
    by_link.actor = Actor::Guest { person, ticket, generation: u32::MAX };
    let mut changes = trial.changes([]);
    changes.command = Some(by_link.clone());
    trial.commit(changes)?;
    same("commands in order", trial.storage.commands(trial.desk, 0, 10)?.commands, vec![given, by_link])
}
