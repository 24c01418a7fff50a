//! One day at a helpdesk, on a database file, told step by step.
//!
//! `cargo run --release --example helpdesk_day [FILE]` keeps the desk in FILE, or in a temporary file without it.
#![allow(clippy::print_stdout, reason = "an example tells its story")]

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use ticketkit::Span;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Outcome, Query};
use ticketkit::engine::{Desk, Engine};
use ticketkit::model::{Actor, EffectKind, TicketRef};
use ticketkit::storage::SqliteStorage;
use ticketkit::time::{ManualTime, Timestamp};

/// The desk of the story: the default one, but for a team that hands tickets out in turn and a rule.
fn document() -> Result<String, Box<dyn Error>> {
    let mut document = ticketkit::config::Document::default_desk("Europe/Riga")?;
    for team in &mut document.teams {
        team.strategy = ticketkit::assignment::Strategy::RoundRobin;
    }
    document.rules.push(serde_json::from_value(serde_json::json!({
        "name": "fire",
        "condition": {"all": [
            {"field": "event", "op": "eq", "value": "created"},
            {"field": "subject", "op": "contains", "value": "fire"}
        ]},
        "actions": [
            {"do": "set", "field": "priority", "value": "urgent"},
            {"do": "add_note", "body": "Call the fire brigade first, then the customer."}
        ]
    }))?);
    Ok(serde_json::to_string_pretty(&document)?)
}

struct Day {
    engine: Engine,
    desk: Desk,
    time: Arc<ManualTime>,
}

impl Day {
    fn at(&self, text: &str) -> Result<(), Box<dyn Error>> {
        let now: Timestamp = text.parse()?;
        let report = self.engine.tick(now, 10_000)?;
        self.time.set(now);
        println!("\n── {now} {}", "─".repeat(40));
        if report.fired > 0 {
            println!("   (meanwhile {} timers fired, each at its own instant)", report.fired);
        }
        Ok(())
    }

    fn host(&self, command: &Command) -> ticketkit::Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::host()))
    }

    fn agent(&self, command: &Command) -> ticketkit::Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::agent("staff:ada")))
    }

    fn customer(&self, command: &Command) -> ticketkit::Result<Outcome> {
        self.desk.execute(command, &Context::of(Actor::requester("shop:ines")))
    }

    fn hire(&self, key: &str, name: &str) -> Result<(), Box<dyn Error>> {
        self.host(&Command::PutAgent {
            person: key.into(),
            name: Some(name.to_owned()),
            role: Some("agent".parse()?),
            teams: Some(vec!["support".parse()?]),
            skills: None,
            languages: None,
            capacity: Some(10),
            availability: None,
            active: None,
        })?;
        Ok(())
    }

    fn ask(&self, query: &Query) -> ticketkit::Result<Answer> {
        self.desk.ask(query, &Actor::host())
    }

    fn status(&self, ticket: &TicketRef) -> Result<String, Box<dyn Error>> {
        match self.ask(&Query::Ticket { ticket: ticket.clone() })? {
            Answer::Ticket { ticket } => Ok(ticket.status.to_string()),
            _ => Err("not a ticket".into()),
        }
    }
}

fn reply(ticket: &TicketRef, body: &str) -> Command {
    Command::Reply {
        ticket: ticket.clone(),
        body: body.to_owned(),
        set: Edits::none(),
        attachments: Vec::new(),
        message_id: None,
        expect_version: None,
    }
}

fn change(ticket: &TicketRef, set: Edits) -> Command {
    Command::ChangeTicket { ticket: ticket.clone(), set, transition: None, expect_version: None }
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).map_or_else(
        || std::env::temp_dir().join(format!("ticketkit-day-{}.sqlite", std::process::id())),
        PathBuf::from,
    );
    let time = Arc::new(ManualTime::new("2026-06-01T06:00:00Z".parse()?));
    let engine = Engine::on(Arc::new(SqliteStorage::open(&file)?)).time(time.clone()).open();
    let desk = engine.create_desk("support", &document()?)?;
    let day = Day { engine, desk, time };
    println!("A desk opens, on {}.", file.display());
    day.hire("staff:ada", "Ada")?;
    day.hire("staff:ben", "Ben")?;

    let ticket = morning(&day)?;
    noon(&day, &ticket)?;
    evening(&day, &ticket)?;
    outbox(&day)?;
    pictures(&day, &file)
}

fn morning(day: &Day) -> Result<TicketRef, Box<dyn Error>> {
    day.at("2026-06-01T07:00:00Z")?;
    let opened = day.host(&Command::CreateTicket {
        subject: "The printer in hall 7 is on fire".to_owned(),
        body: "Please hurry, the labels are going, too.".to_owned(),
        requester: Some(Intake {
            person: Some("shop:ines".into()),
            name: Some("Ines".to_owned()),
            address: Some(" Ines@Shop.Example ".to_owned()),
            ..Intake::default()
        }),
        set: Edits::none().with("channel", "email"),
        attachments: Vec::new(),
        message_id: None,
    })?;
    let number = opened.number.ok_or("no number")?;
    println!("Ines writes. It becomes ticket {number}; a rule sees the word fire and makes it urgent.");
    let ticket = TicketRef::Number(number);
    if let Answer::Routings { decisions } = day.ask(&Query::Routings { ticket: ticket.clone() })? {
        for decision in decisions {
            println!("Who gets it? Team {} chooses by {}:", decision.team, decision.strategy);
            for candidate in decision.candidates {
                println!("   {}", serde_json::to_string(&candidate.verdict)?);
            }
        }
    }
    println!("What is promised, and why:");
    promises(day, &ticket)?;
    Ok(ticket)
}

fn promises(day: &Day, ticket: &TicketRef) -> Result<(), Box<dyn Error>> {
    if let Answer::Promises { clocks } = day.ask(&Query::Promises { ticket: ticket.clone() })? {
        for view in clocks {
            for line in view.why.lines() {
                println!("   {line}");
            }
        }
    }
    Ok(())
}

fn noon(day: &Day, ticket: &TicketRef) -> Result<(), Box<dyn Error>> {
    day.at("2026-06-01T09:00:00Z")?;
    println!("Nobody has answered: the promise of a first reply was warned about, and then broken.");
    let wrong = Edits::none().with("priority", "urgnt").with("colour", "red").with("status", "opne");
    if let Err(refusal) = day.agent(&change(ticket, wrong)) {
        println!("Ada mistypes a change. Nothing is stored, and she is told everything at once:");
        for problem in refusal.problems() {
            println!("   [{}] {problem}", problem.code);
        }
    }
    day.agent(&reply(ticket, "The fire is out. May we swap the printer tomorrow?"))?;
    println!("Ada replies. The ticket is now `{}`, and its resolution stands still.", day.status(ticket)?);
    day.at("2026-06-01T11:30:00Z")?;
    day.customer(&reply(ticket, "Tomorrow is fine."))?;
    println!("Ines answers. The ticket is `{}` again, and the time goes on:", day.status(ticket)?);
    promises(day, ticket)
}

fn evening(day: &Day, ticket: &TicketRef) -> Result<(), Box<dyn Error>> {
    day.at("2026-06-01T13:00:00Z")?;
    day.agent(&change(ticket, Edits::none().with("status", "resolved")))?;
    println!("Ada resolves it: `{}`.", day.status(ticket)?);
    day.at("2026-06-02T08:00:00Z")?;
    day.customer(&reply(ticket, "It smokes again."))?;
    println!("Ines writes once more, and the ticket comes back: `{}`.", day.status(ticket)?);
    day.agent(&change(ticket, Edits::none().with("status", "resolved")))?;
    day.at("2026-06-08T08:00:00Z")?;
    println!("Four quiet days after that it closed by itself: `{}`.", day.status(ticket)?);
    if let Answer::History { events, .. } =
        day.ask(&Query::History { ticket: ticket.clone(), after: 0, limit: None })?
    {
        println!("Its whole life:");
        for event in events {
            println!("   {}  {:>2}  {}", event.at, event.version, event.kind.as_str());
        }
    }
    Ok(())
}

fn outbox(day: &Day) -> Result<(), Box<dyn Error>> {
    println!("\nWhat the host has to do, in order, each until it says that it is done:");
    loop {
        let duties = day.desk.lease_effects("mailer", Span::from_minutes(5), 100)?;
        if duties.is_empty() {
            return Ok(());
        }
        for duty in duties {
            let what = match &duty.kind {
                EffectKind::Acknowledge { .. } => "tell the customer that the ticket was opened",
                EffectKind::Deliver { .. } => "deliver a message",
                EffectKind::Assigned { .. } => "tell an agent that the ticket is theirs",
                EffectKind::Escalate { step: Some(_), .. } => "warn that a promise runs out",
                EffectKind::Escalate { .. } => "tell that a promise is broken",
                _ => "something of the host's own",
            };
            println!("   {}  {what}", duty.at);
            if let ticketkit::model::EffectState::Leased { token, .. } = duty.state {
                day.desk.acknowledge_effect(duty.id, token)?;
            }
        }
    }
}

fn pictures(day: &Day, file: &std::path::Path) -> Result<(), Box<dyn Error>> {
    if let Answer::Diagram { mermaid } = day.ask(&Query::Diagram { workflow: None })? {
        let picture = file.with_extension("mmd");
        std::fs::write(&picture, mermaid)?;
        println!("\nThe workflow as a Mermaid diagram: {}", picture.display());
    }
    Ok(())
}
