//! The routing of a file of tickets, from its arguments to its last line.

mod read;
mod report;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use ticketkit::command::{Command, Context, Edits, Intake, Query};
use ticketkit::config::Document;
use ticketkit::engine::{Desk, Engine};
use ticketkit::id::{Name, PersonId};
use ticketkit::model::{Actor, PersonRef, Ticket, TicketRef, Value};
use ticketkit::time::Timestamp;

use read::Row;
use report::Found;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str =
    "usage: route_tickets FILE\n\nFILE is a CSV of support tickets; those of other columns are left alone.\n";

/// The rules, and the teams that they lead to.
const DESK: &str = include_str!("desk.json");

/// The languages of the file, with an agent in each team for each of them.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// Carries out one call of the program, and answers its exit code: 0 when the tickets were routed, whatever came of it, and
/// when there is no such file; 1 when they could not be; 2 when the arguments are wrong.
pub(crate) fn run(
    args: impl Iterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let args: Vec<OsString> = args.collect();
    let [file] = args.as_slice() else {
        err.write_all(USAGE.as_bytes())?;
        return Ok(2);
    };
    let file = PathBuf::from(file);
    if !file.exists() {
        writeln!(out, "skipped: there is no {}", file.display())?;
        return Ok(0);
    }
    let rows = match read::read(&file) {
        Ok(rows) => rows,
        Err(why) => {
            writeln!(err, "{why}")?;
            return Ok(1);
        }
    };
    match route(&rows) {
        Ok(found) => {
            found.write(&file, out)?;
            Ok(0)
        }
        Err(error) => {
            writeln!(err, "the tickets cannot be routed: {error}")?;
            Ok(1)
        }
    }
}

/// Opens a ticket for each row, and sees where it went.
fn route(rows: &[Row]) -> Result<Found> {
    let document = Document::parse(DESK)?;
    let engine = Engine::in_memory();
    let desk = engine.create_desk("support", DESK)?;
    let monday: Timestamp = "2026-06-01T08:00:00Z".parse()?;
    let context = Context::of(Actor::host()).at(monday);
    let mut languages = BTreeMap::new();
    for team in &document.teams {
        for language in LANGUAGES {
            languages.extend(hire(&desk, &context, &team.name, language)?.map(|person| (person, language)));
        }
    }
    let label = |team: &Name| {
        let spec = document.teams.iter().find(|spec| spec.name == *team);
        spec.and_then(|spec| spec.labels.get("en")).map_or_else(|| team.to_string(), Clone::clone)
    };
    let mut found = Found::default();
    for row in rows {
        let ticket = open(&desk, &context, row)?;
        let team = ticket.team.as_ref().map(label);
        let speaks = ticket.owner.and_then(|owner| languages.get(&owner).copied());
        found.add(row, team.as_deref(), speaks);
    }
    Ok(found)
}

/// Makes somebody an agent of a team who works in one language, and takes whatever comes.
fn hire(desk: &Desk, context: &Context, team: &Name, language: &str) -> Result<Option<PersonId>> {
    let key = format!("{team}-{language}");
    let put = Command::PutAgent {
        person: PersonRef::Key(key.clone()),
        name: Some(key),
        role: Some("agent".parse()?),
        teams: Some(vec![team.clone()]),
        skills: None,
        languages: Some(vec![language.to_owned()]),
        capacity: Some(100_000),
        availability: None,
        calendar: None,
        share: None,
        active: None,
    };
    Ok(desk.execute(&put, context)?.person)
}

/// Opens the ticket of a row, and answers it as it then is. The queue of the row has no part in it.
fn open(desk: &Desk, context: &Context, row: &Row) -> Result<Ticket> {
    let tags = Value::List(row.tags.clone());
    let set = Edits::none()
        .with("type", row.ticket_type.as_str())
        .with("priority", row.priority.as_str())
        .with("language", row.language.as_str())
        .with("tags", tags);
    let command = Command::CreateTicket {
        subject: row.subject.clone(),
        body: row.body.clone(),
        requester: Some(Intake { address: Some("customer@example.com".to_owned()), ..Intake::default() }),
        set,
        attachments: Vec::new(),
        message_id: None,
        html: None,
        fold_key: None,
    };
    let outcome = desk.execute(&command, context)?;
    let ticket = outcome.ticket.map(TicketRef::Id).ok_or_else(nothing)?;
    match desk.ask(&Query::Ticket { ticket }, &Actor::host())? {
        ticketkit::command::Answer::Ticket { ticket, .. } => Ok(*ticket),
        _ => Err(nothing().into()),
    }
}

fn nothing() -> ticketkit::error::Problem {
    ticketkit::error::Problem::new(ticketkit::Code::InternalError, "no ticket was opened")
}
