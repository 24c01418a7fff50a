//! A desk to tell stories on: the default one, changed as the story wants it, on Monday 2026-06-01 at 09:00 UTC.

use std::sync::Arc;

use serde_json::Value;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query};
use ticketkit::condition::Condition;
use ticketkit::config::Document;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{CountingIds, PersonId};
use ticketkit::model::{
    Actor, AssignmentDecision, Availability, Clock, EffectKind, EffectState, Event, Message, Metric, Person,
    Ticket, TicketRef, Value as FieldValue,
};
use ticketkit::storage::Storage;
use ticketkit::time::{ManualTime, Timestamp};
use ticketkit::{Code, Error, Name, Result, Span};

use crate::storages::{Folder, memory};

/// Opens the storage of a story, again and again.
type Opening<'a> = dyn Fn() -> Arc<dyn Storage> + 'a;

pub(crate) struct World<'a> {
    pub(crate) engine: Engine,
    pub(crate) desk: Desk,
    pub(crate) time: Arc<ManualTime>,
    ids: Arc<CountingIds>,
    opening: &'a Opening<'a>,
    /// Whether a storage has to be given back before it is opened again.
    on_file: bool,
}

/// Tells a story on each storage, on the default desk with these changes.
pub(crate) fn on_every_storage(configure: impl Fn(&mut Value), story: impl Fn(&mut World<'_>)) {
    let mut document: Value = serde_json::from_str(Document::DEFAULT).unwrap();
    configure(&mut document);
    let document = document.to_string();
    let kept = memory();
    story(&mut World::opened(&document, &|| Arc::clone(&kept), false));
    #[cfg(feature = "sqlite")]
    {
        let folder = Folder::new();
        story(&mut World::opened(&document, &|| crate::storages::sqlite(&folder), true));
    }
}

/// The default desk as it is.
pub(crate) fn unchanged(_: &mut Value) {}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The codes and places of everything that was wrong.
pub(crate) fn problems(error: &Error) -> Vec<(Code, &str)> {
    error.problems().iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

pub(crate) fn create(subject: &str, requester: &str, set: Edits) -> Command {
    Command::CreateTicket {
        subject: subject.to_owned(),
        body: format!("{subject}. Please help."),
        requester: Some(Intake { person: Some(requester.into()), ..Intake::default() }),
        set,
        attachments: Vec::new(),
        message_id: None,
    }
}

pub(crate) fn reply_with(ticket: &TicketRef, body: &str, set: Edits) -> Command {
    Command::Reply {
        ticket: ticket.clone(),
        body: body.to_owned(),
        set,
        attachments: Vec::new(),
        message_id: None,
        expect_version: None,
    }
}

pub(crate) fn reply(ticket: &TicketRef, body: &str) -> Command {
    reply_with(ticket, body, Edits::none())
}

pub(crate) fn note(ticket: &TicketRef, body: &str) -> Command {
    Command::Note {
        ticket: ticket.clone(),
        body: body.to_owned(),
        set: Edits::none(),
        attachments: Vec::new(),
        expect_version: None,
    }
}

pub(crate) fn change(ticket: &TicketRef, set: Edits) -> Command {
    Command::ChangeTicket { ticket: ticket.clone(), set, transition: None, expect_version: None }
}

pub(crate) fn status(ticket: &TicketRef, to: &str) -> Command {
    change(ticket, Edits::none().with("status", to))
}

pub(crate) fn assign(ticket: &TicketRef, team: Option<&str>, agent: Option<&str>) -> Command {
    Command::AssignTicket {
        ticket: ticket.clone(),
        team: team.map(name),
        agent: agent.map(Into::into),
        expect_version: None,
    }
}

/// A list as the value of a field.
pub(crate) fn list(items: &[&str]) -> FieldValue {
    FieldValue::List(items.iter().map(|item| (*item).to_owned()).collect())
}

/// A member of staff in these teams, with nothing special about them.
pub(crate) fn agent(key: &str, role: &str, teams: &[&str]) -> Command {
    Command::PutAgent {
        person: key.into(),
        name: None,
        role: Some(name(role)),
        teams: Some(teams.iter().map(|team| name(team)).collect()),
        skills: None,
        languages: None,
        capacity: None,
        availability: None,
        active: None,
    }
}

pub(crate) fn person(key: &str) -> Command {
    Command::PutPerson {
        person: Some(key.into()),
        name: None,
        addresses: None,
        phone: None,
        language: None,
        organization: None,
        external_ids: None,
    }
}

/// Every ticket that fits, in the default order.
pub(crate) fn find(condition: Option<Condition>, text: Option<&str>) -> Query {
    Query::Find {
        condition,
        text: text.map(str::to_owned),
        sort: None,
        descending: false,
        after: None,
        limit: None,
    }
}

impl<'a> World<'a> {
    fn opened(document: &str, opening: &'a Opening<'a>, on_file: bool) -> Self {
        let time = Arc::new(ManualTime::new(at("2026-06-01T09:00:00Z")));
        let ids = Arc::new(CountingIds::starting_at(1));
        let engine = Engine::on(opening()).time(time.clone()).ids(ids.clone()).open();
        let desk = engine.create_desk("main", document).unwrap();
        Self { engine, desk, time, ids, opening, on_file }
    }

    /// The program ends, and begins anew on what was stored.
    pub(crate) fn restart(&mut self) {
        if self.on_file {
            self.engine.close().unwrap();
        }
        let (time, ids) = (self.time.clone(), self.ids.clone());
        self.engine = Engine::on((self.opening)()).time(time).ids(ids).open();
        self.desk = self.engine.existing_desk("main").unwrap();
    }

    pub(crate) fn now(&self, text: &str) -> &Self {
        self.time.set(at(text));
        self
    }

    /// Lets time pass, and everything fire that is due by then.
    pub(crate) fn tick(&self, text: &str) {
        self.time.set(at(text));
        self.engine.tick(at(text), 10_000).unwrap();
    }

    pub(crate) fn host(&self, command: &Command) -> Outcome {
        self.desk.execute(command, &Context::of(Actor::host())).unwrap()
    }

    pub(crate) fn staff(&self, agent: &str, command: &Command) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::agent(agent)))
    }

    pub(crate) fn customer(&self, person: &str, command: &Command) -> Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::requester(person)))
    }

    /// Ada, of the team `support`, with the role `agent`.
    pub(crate) fn ada(&self, command: &Command) -> Outcome {
        self.staff("ada", command).unwrap()
    }

    /// The customer Ines.
    pub(crate) fn ines(&self, command: &Command) -> Outcome {
        self.customer("ines", command).unwrap()
    }

    /// Hires agents into the team `support`.
    pub(crate) fn hire(&self, agents: &[&str]) {
        for key in agents {
            self.host(&agent(key, "agent", &["support"]));
        }
    }

    pub(crate) fn set_availability(&self, key: &str, availability: Availability) {
        let mut command = agent(key, "agent", &["support"]);
        if let Command::PutAgent { availability: given, .. } = &mut command {
            *given = Some(availability);
        }
        self.host(&command);
    }

    /// A ticket that the customer Ines opens.
    pub(crate) fn opened_by_ines(&self) -> TicketRef {
        self.open("The printer is on fire", "ines", Edits::none())
    }

    /// A ticket that comes in for a customer.
    pub(crate) fn open(&self, subject: &str, requester: &str, set: Edits) -> TicketRef {
        TicketRef::Number(self.host(&create(subject, requester, set)).number.unwrap())
    }

    pub(crate) fn ask(&self, query: &Query, actor: &Actor) -> Result<Answer> {
        self.desk.ask(query, actor)
    }

    pub(crate) fn answer(&self, query: &Query) -> Answer {
        self.ask(query, &Actor::host()).unwrap()
    }

    pub(crate) fn ticket(&self, ticket: &TicketRef) -> Ticket {
        match self.answer(&Query::Ticket { ticket: ticket.clone() }) {
            Answer::Ticket { ticket } => *ticket,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn person(&self, key: &str) -> Person {
        match self.answer(&Query::Person { person: key.into() }) {
            Answer::Person { person } => *person,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn id(&self, key: &str) -> PersonId {
        self.person(key).id
    }

    /// The host's key of whoever owns the ticket.
    pub(crate) fn owner(&self, ticket: &TicketRef) -> Option<String> {
        let owner = self.ticket(ticket).owner?;
        match self.answer(&Query::Person { person: owner.into() }) {
            Answer::Person { person } => person.key,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn clocks(&self, ticket: &TicketRef) -> Vec<(Clock, String)> {
        match self.answer(&Query::Promises { ticket: ticket.clone() }) {
            Answer::Promises { clocks } => clocks.into_iter().map(|view| (view.clock, view.why)).collect(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn due(&self, ticket: &TicketRef, metric: Metric) -> Option<Timestamp> {
        let clocks = self.clocks(ticket);
        clocks.iter().find(|(clock, _)| clock.key.metric == metric).unwrap().0.due_at
    }

    pub(crate) fn events(&self, ticket: &TicketRef) -> Vec<Event> {
        let query = Query::History { ticket: ticket.clone(), after: 0, limit: Some(200) };
        match self.answer(&query) {
            Answer::History { events, .. } => events,
            other => panic!("{other:?}"),
        }
    }

    /// The kinds of the events of a ticket, those of the last command alone.
    pub(crate) fn last_kinds(&self, ticket: &TicketRef) -> Vec<String> {
        let events = self.events(ticket);
        let last = events.last().unwrap().command;
        let of_last = events.iter().filter(|event| event.command == last);
        of_last.map(|event| event.kind.as_str().to_owned()).collect()
    }

    pub(crate) fn thread(&self, ticket: &TicketRef) -> Vec<Message> {
        let query = Query::Thread { ticket: ticket.clone(), after: 0, limit: None };
        match self.answer(&query) {
            Answer::Thread { messages, .. } => messages,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn routings(&self, ticket: &TicketRef) -> Vec<AssignmentDecision> {
        match self.answer(&Query::Routings { ticket: ticket.clone() }) {
            Answer::Routings { decisions } => decisions,
            other => panic!("{other:?}"),
        }
    }

    /// The numbers of what an actor finds, in the order of the answer.
    pub(crate) fn found(&self, query: &Query, actor: &Actor) -> Vec<String> {
        match self.ask(query, actor).unwrap() {
            Answer::Page { tickets, .. } => tickets.into_iter().map(|ticket| ticket.number).collect(),
            Answer::PublicPage { tickets, .. } => tickets.into_iter().map(|ticket| ticket.number).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// How many tickets an actor counts.
    pub(crate) fn counted(&self, condition: Option<Condition>, actor: &Actor) -> u64 {
        match self.ask(&Query::Count { condition, by: None }, actor).unwrap() {
            Answer::Counts { counts } => counts.iter().map(|count| count.tickets).sum(),
            other => panic!("{other:?}"),
        }
    }

    /// Takes every duty that waits, in order, and settles it.
    pub(crate) fn duties(&self) -> Vec<EffectKind> {
        let mut all = Vec::new();
        loop {
            let leased = self.desk.lease_effects("worker", Span::from_minutes(5), 100).unwrap();
            if leased.is_empty() {
                return all;
            }
            for effect in leased {
                let EffectState::Leased { token, .. } = effect.state else { panic!("{effect:?}") };
                self.desk.acknowledge_effect(effect.id, token).unwrap();
                all.push(effect.kind);
            }
        }
    }
}
