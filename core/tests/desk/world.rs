//! A desk to tell stories on, on each storage: the default one, changed as the story wants it.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::Value;
use ticketkit::command::{Answer, Command, Query};
use ticketkit::condition::Condition;
use ticketkit::engine::Engine;
use ticketkit::id::PersonId;
use ticketkit::model::{Actor, Availability, EffectKind, EffectState, Message, TicketRef};
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::{Dump, dump, what_is_there};
use ticketkit::{Code, Span};

use crate::stage::{Stage, default_with};
pub(crate) use crate::stage::{
    agent, assign, at, change, create, list, name, note, person, problems, reply, reply_with, status,
};
#[cfg(feature = "sqlite")]
use crate::storages::Folder;
use crate::storages::{memory, records};

/// Opens the storage of a story, again and again.
type Opening<'a> = dyn Fn() -> Arc<dyn Storage> + Sync + 'a;

pub(crate) struct World<'a> {
    stage: Stage,
    opening: &'a Opening<'a>,
    /// Whether a storage has to be given back before it is opened again.
    on_file: bool,
}

impl Deref for World<'_> {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

/// Tells a story on each storage, on the default desk with these changes.
pub(crate) fn on_every_storage(configure: impl Fn(&mut Value), story: impl Fn(&mut World<'_>)) {
    let document = default_with(configure);
    let tell = |mut world: World<'_>| {
        story(&mut world);
        world.assert_whole();
    };
    let kept = memory();
    tell(World::opened(&document, &|| Arc::clone(&kept), false));
    let kept = Arc::default();
    tell(World::opened(&document, &|| records(&kept), true));
    #[cfg(feature = "sqlite")]
    {
        let folder = Folder::new();
        tell(World::opened(&document, &|| crate::storages::sqlite(&folder), true));
    }
    #[cfg(feature = "postgres")]
    if let Some(address) = crate::server::address() {
        let schema = crate::server::new_schema();
        tell(World::opened(&document, &|| crate::server::open(&address, &schema), true));
    }
}

/// The default desk as it is.
pub(crate) fn unchanged(_: &mut Value) {}

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
    fn opened(document: &Value, opening: &'a Opening<'a>, on_file: bool) -> Self {
        Self { stage: Stage::on(opening(), document), opening, on_file }
    }

    /// All that is stored agrees, if the story has left the desk there.
    fn assert_whole(&self) {
        match self.desk.check(&mut |_| true) {
            Ok(report) => {
                let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
                assert!(found.is_empty(), "{}", found.join("\n"));
            }
            Err(error) => assert!(matches!(error.code(), Code::NotFound | Code::Closed), "{error}"),
        }
    }

    pub(crate) fn storage(&self) -> Arc<dyn Storage> {
        (self.opening)()
    }

    /// Everything that is stored.
    pub(crate) fn everything(&self) -> Dump {
        let storage = self.storage();
        let keys = what_is_there(&*storage, self.desk.id(), &[name("support")]).unwrap();
        dump(&*storage, self.desk.id(), &keys).unwrap()
    }

    /// The program ends, and begins anew on what was stored.
    pub(crate) fn restart(&mut self) {
        if self.on_file {
            self.engine.close().unwrap();
        }
        let (time, ids) = (self.time.clone(), self.ids.clone());
        self.stage.engine = Engine::on((self.opening)()).time(time).ids(ids).open();
        self.stage.desk = self.engine.existing_desk("main").unwrap();
    }

    pub(crate) fn set_availability(&self, key: &str, availability: Availability) {
        let mut command = agent(key, "agent", &["support"]);
        if let Command::PutAgent { availability: given, .. } = &mut command {
            *given = Some(availability);
        }
        self.host(&command);
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

    /// The kinds of the events of a ticket, those of the last command alone.
    pub(crate) fn last_kinds(&self, ticket: &TicketRef) -> Vec<String> {
        let events = self.events(ticket);
        let last = events.last().unwrap().command;
        let of_last = events.iter().filter(|event| event.command == last);
        of_last.map(|event| event.kind.as_str().to_owned()).collect()
    }

    pub(crate) fn thread(&self, ticket: &TicketRef) -> Vec<Message> {
        let query = Query::Thread { ticket: ticket.clone(), after: None, limit: None };
        match self.answer(&query) {
            Answer::Thread { messages, .. } => messages,
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
