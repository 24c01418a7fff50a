//! A desk on which a scenario is played: one ticket, one customer, one agent.

use std::sync::Arc;

use serde_json::{Value, json};
use ticketkit::Timestamp;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::CountingIds;
use ticketkit::model::{Actor, Ticket, TicketRef};
use ticketkit::storage::Storage;
use ticketkit::time::ManualTime;

pub(super) const AGENT: &str = "the-agent";
pub(super) const CUSTOMER: &str = "the-customer";

/// A configuration with these parts besides what every configuration needs.
pub(super) fn document(parts: &Value) -> Value {
    let mut document = json!({
        "version": 1,
        "priorities": [{ "name": "normal" }],
        "default_priority": "normal",
        "channels": [{ "name": "web" }],
        "roles": [{
            "name": "agent", "scope": "all",
            "permissions": ["create_tickets", "reply", "note", "change", "assign"]
        }]
    });
    if let (Some(document), Some(parts)) = (document.as_object_mut(), parts.as_object()) {
        document.extend(parts.clone());
    }
    document
}

pub(super) struct Played {
    engine: Engine,
    desk: Desk,
    time: Arc<ManualTime>,
    ticket: Option<TicketRef>,
}

impl Played {
    /// Opens a desk that is configured so, at this instant.
    pub(super) fn open(
        storage: Arc<dyn Storage>,
        document: &Value,
        at: Timestamp,
    ) -> ticketkit::Result<Self> {
        let time = Arc::new(ManualTime::new(at));
        let engine = Engine::on(storage).time(time.clone()).ids(Arc::new(CountingIds::starting_at(1))).open();
        let desk = engine.create_desk("scenario", &document.to_string())?;
        let played = Self { engine, desk, time, ticket: None };
        played.execute(
            Actor::host(),
            at,
            &Command::PutAgent {
                person: AGENT.into(),
                name: None,
                role: "agent".parse().ok(),
                teams: None,
                skills: None,
                languages: None,
                capacity: None,
                availability: None,
                calendar: None,
                share: None,
                active: None,
            },
        )?;
        Ok(played)
    }

    fn execute(&self, actor: Actor, at: Timestamp, command: &Command) -> ticketkit::Result<()> {
        self.desk.execute(command, &Context::of(actor).at(at)).map(|_| ())
    }

    /// Whether the ticket is there.
    pub(super) const fn is_created(&self) -> bool {
        self.ticket.is_some()
    }

    fn it(&self) -> TicketRef {
        self.ticket.clone().unwrap_or_else(|| TicketRef::Number("none".to_owned()))
    }

    /// Opens the ticket for the customer; with a message unless `body` is empty.
    pub(super) fn create(
        &mut self,
        actor: Actor,
        at: Timestamp,
        body: &str,
        set: Edits,
    ) -> ticketkit::Result<()> {
        let command = Command::CreateTicket {
            subject: "The ticket of the scenario".to_owned(),
            body: body.to_owned(),
            requester: Some(Intake { person: Some(CUSTOMER.into()), ..Intake::default() }),
            set,
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        let outcome = self.desk.execute(&command, &Context::of(actor).at(at))?;
        self.ticket = outcome.ticket.map(TicketRef::Id);
        Ok(())
    }

    pub(super) fn reply(&self, actor: Actor, at: Timestamp) -> ticketkit::Result<()> {
        let command = Command::Reply {
            ticket: self.it(),
            body: "A message of the scenario.".to_owned(),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            spent_minutes: None,
            expect_version: None,
            html: None,
        };
        self.execute(actor, at, &command)
    }

    pub(super) fn change(&self, actor: Actor, at: Timestamp, set: Edits) -> ticketkit::Result<()> {
        let command =
            Command::ChangeTicket { ticket: self.it(), set, transition: None, expect_version: None };
        self.execute(actor, at, &command)
    }

    /// Lets the time until an instant pass, which is the present then.
    pub(super) fn pass(&self, until: Timestamp) -> ticketkit::Result<()> {
        self.time.set(until);
        self.engine.tick(until, u32::MAX).map(|_| ())
    }

    /// Asks the host's question about the ticket.
    pub(super) fn ask(&self, question: impl FnOnce(TicketRef) -> Query) -> ticketkit::Result<Answer> {
        self.desk.ask(&question(self.it()), &Actor::host())
    }

    /// The ticket as it is; nothing before it was created.
    pub(super) fn ticket(&self) -> ticketkit::Result<Option<Ticket>> {
        if !self.is_created() {
            return Ok(None);
        }
        Ok(match self.ask(|ticket| Query::Ticket { ticket })? {
            Answer::Ticket { ticket } => Some(*ticket),
            _ => None,
        })
    }
}
