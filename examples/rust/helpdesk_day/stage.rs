//! What the story is played on: the desk's configuration, its people, its clock, and words for what happens.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::out::out;
use ticketkit::Span;
use ticketkit::command::{Answer, Command, Context, Outcome, Query};
use ticketkit::config::Document;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::PersonId;
use ticketkit::model::{Actor, Availability, Event, EventKind, MessageKind, TicketField, TicketRef, Value};
use ticketkit::storage::SqliteStorage;
use ticketkit::time::{ManualTime, Timestamp};

pub(crate) type Told<T = ()> = Result<T, Box<dyn Error>>;

/// The default desk, in Riga, but for three things.
fn document() -> Told<String> {
    let mut document = Document::default_desk("Europe/Riga")?;
    // Its team hands tickets out in turn.
    for team in &mut document.teams {
        team.strategy = ticketkit::assignment::Strategy::RoundRobin;
    }
    // Whoever resolves a ticket says what the cause was, and tells the customer.
    document.fields.push(serde_json::from_value(serde_json::json!(
        { "name": "cause", "type": "choice", "options": [{ "name": "hardware" }, { "name": "handling" }] }
    ))?);
    for workflow in &mut document.workflows {
        workflow.transitions.push(serde_json::from_value(serde_json::json!({
            "name": "resolve", "from": "any", "to": "resolved",
            "required_fields": ["cause"], "required_message": "public"
        }))?);
    }
    // A fire is urgent.
    document.rules.push(serde_json::from_value(serde_json::json!({
        "name": "fire",
        "condition": { "all": [
            { "field": "event", "op": "eq", "value": "created" },
            { "field": "subject", "op": "contains", "value": "fire" }
        ] },
        "actions": [
            { "do": "set", "field": "priority", "value": "urgent" },
            { "do": "add_note", "body": "Call the fire brigade first, then the customer." }
        ]
    }))?);
    Ok(serde_json::to_string_pretty(&document)?)
}

pub(crate) struct Day {
    engine: Engine,
    pub(crate) desk: Desk,
    time: Arc<ManualTime>,
    /// The last event that was told.
    told: u64,
}

impl Day {
    /// A desk on a file, which has none yet.
    pub(crate) fn on(file: &Path) -> Told<Self> {
        let time = Arc::new(ManualTime::new(in_riga("2026-06-01 08:00")?));
        let engine = Engine::on(Arc::new(SqliteStorage::open(file)?)).time(time.clone()).open();
        let desk = engine.create_desk("support", &document()?)?;
        Ok(Self { engine, desk, time, told: 0 })
    }

    /// Makes somebody an agent, a minute after the one before: who came first has the first turn.
    pub(crate) fn hire(&self, key: &str, name: &str, availability: Availability) -> Told {
        self.host(&Command::PutAgent {
            person: key.into(),
            name: Some(name.to_owned()),
            role: Some("agent".parse()?),
            teams: Some(vec!["support".parse()?]),
            skills: None,
            languages: None,
            capacity: Some(10),
            availability: Some(availability),
            calendar: None,
            share: None,
            active: None,
        })?;
        self.time.advance(Span::from_minutes(1));
        Ok(())
    }

    /// It becomes this hour in Riga. What fell due until then has happened, each thing at its own instant.
    pub(crate) fn at(&mut self, local: &str, ticket: Option<&TicketRef>) -> Told {
        let now = in_riga(local)?;
        while self.engine.tick(now, 1_000)?.more {}
        self.time.set(now);
        writeln!(out(), "\n── {} in Riga ──────────", shown(now, "%A %-d %B, %H:%M"))?;
        if let Some(ticket) = ticket {
            self.tell(ticket, "Meanwhile, by `tick`: ")?;
        }
        Ok(())
    }

    pub(crate) fn host(&self, command: &Command) -> ticketkit::Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::host()))
    }

    pub(crate) fn ada(&self, command: &Command) -> ticketkit::Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::agent("staff:ada")))
    }

    pub(crate) fn ines(&self, command: &Command) -> ticketkit::Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::requester("shop:ines")))
    }

    pub(crate) fn ask(&self, query: &Query) -> ticketkit::Result<Answer> {
        self.desk.ask(query, &Actor::host())
    }

    pub(crate) fn name(&self, person: PersonId) -> Told<String> {
        match self.ask(&Query::Person { person: person.into() })? {
            Answer::Person { person } => Ok(person.name),
            _ => Err("not a person".into()),
        }
    }

    pub(crate) fn names(&self, people: &[PersonId]) -> Told<String> {
        Ok(people.iter().map(|person| self.name(*person)).collect::<Told<Vec<_>>>()?.join(" and "))
    }

    /// Tells what has happened to the ticket since it was last told.
    pub(crate) fn tell(&mut self, ticket: &TicketRef, before: &str) -> Told {
        for event in self.history(ticket, self.told)? {
            writeln!(out(), "   {before}{}  {}", shown(event.at, "%a %H:%M"), self.words_for(&event)?)?;
            self.told = event.version;
        }
        Ok(())
    }

    pub(crate) fn history(&self, ticket: &TicketRef, after: u64) -> Told<Vec<Event>> {
        let query = Query::History { ticket: ticket.clone(), after, limit: None };
        match self.ask(&query)? {
            Answer::History { events, .. } => Ok(events),
            _ => Err("not a history".into()),
        }
    }

    pub(crate) fn words_for(&self, event: &Event) -> Told<String> {
        let by = event.by.person().map(|person| self.name(person)).transpose()?;
        let mut words = match &event.kind {
            EventKind::TicketCreated {} => "opened".to_owned(),
            EventKind::TicketRouted { winner: Some(winner), .. } => {
                format!("given to {}", self.name(*winner)?)
            }
            EventKind::RuleFired { rule } => format!("rule `{rule}`"),
            EventKind::MessageAdded { message_kind: MessageKind::Reply, .. } => "reply".to_owned(),
            EventKind::MessageAdded { .. } => "internal note".to_owned(),
            EventKind::TicketMoved { automatic: Some(why), .. } => format!("moved by itself ({why})"),
            EventKind::TicketMoved { .. } => "moved".to_owned(),
            EventKind::StepTaken { clock, .. } => {
                format!("warning: three quarters of {} are used up", clock.metric)
            }
            EventKind::ClockBreached { clock, .. } => format!("broken: the promise of {}", clock.metric),
            other => other.as_str().to_owned(),
        };
        words.extend(by.map(|name| format!(", by {name}")));
        for change in &event.changes {
            let interesting = [TicketField::Status, TicketField::Priority].contains(&change.field);
            let before = change.from.as_ref().and_then(Value::as_text).filter(|text| !text.is_empty());
            if let (true, Some(after)) = (interesting, change.to.as_ref().and_then(Value::as_text)) {
                let before = before.map(|before| format!("{before} -> ")).unwrap_or_default();
                words.extend([format!("; {} {before}{after}", change.field.as_str())]);
            }
        }
        Ok(words)
    }
}

/// The instant of a clock reading in Riga, which is three hours ahead of UTC in June.
fn in_riga(local: &str) -> Told<Timestamp> {
    Ok(format!("{}:00+03:00", local.replace(' ', "T")).parse()?)
}

/// What the clocks in Riga show, by chrono's format.
pub(crate) fn shown(instant: Timestamp, format: &str) -> String {
    instant.after(Span::from_hours(3)).to_datetime().format(format).to_string()
}
