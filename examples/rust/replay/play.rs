//! Playing a log: row by row, each as commands at its own time, with time passing in between.

use std::collections::BTreeMap;

use ticketkit::Span;
use ticketkit::command::{Answer, Command, Context, Edits, Intake, Query};
use ticketkit::engine::{Desk, Engine};
use ticketkit::error::{Code, Error, Kind, Problem, Result};
use ticketkit::id::{PersonId, TicketId};
use ticketkit::model::{Actor, Metric, PersonRef, Ticket, TicketRef};
use ticketkit::time::Timestamp;

use super::desk::{Plan, priority_label, state_label, status_of};
use super::log::{Log, Row};
use super::progress::Progress;

/// Timers fired by one call.
const TICK: u32 = 1_000;

/// What came of playing a log.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// What the engine refused, in the order of the rows.
    pub(super) refused: Vec<Refused>,
    /// The ticket of each incident as it was at the end; nothing where none could be opened.
    pub(super) tickets: Vec<Option<Ticket>>,
    /// Whether the resolution of each incident came later than was promised, where it was promised.
    pub(super) late: Vec<Option<bool>>,
    /// Those who are assigned, as the log calls them.
    pub(super) people: BTreeMap<PersonId, String>,
    /// Rows after which the ticket had the priority that the log gives, and rows that give one.
    pub(super) priority: (usize, usize),
    pub(super) commands: usize,
    /// Tickets on which something happened by itself.
    pub(super) fired: u64,
}

/// Something that a row asks for and that the engine refused.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) incident: usize,
    pub(super) line: u64,
    pub(super) at: Timestamp,
    pub(super) what: String,
    pub(super) why: String,
    /// Whether it was the change of state.
    pub(super) is_move: bool,
}

/// Plays a log into a fresh desk.
pub(super) fn play(engine: &Engine, log: &Log, plan: &Plan, progress: &mut Progress<'_>) -> Result<Played> {
    let desk = engine.create_desk("servicenow", &plan.document()?)?;
    let known = vec![None; log.incidents.len()];
    let mut player =
        Player { engine, desk, plan, known, now: Timestamp::default(), played: Played::default() };
    if let Some((_, _, row, _)) = log.in_order().next() {
        player.now = row.at;
        player.hire()?;
    }
    for (n, (place, incident, row, before)) in log.in_order().enumerate() {
        player.pass_until(row.at)?;
        let here = Here { place, number: &incident.number, row };
        match before {
            None => player.open(&here)?,
            Some(before) => player.change(&here, before)?,
        }
        player.look(&here);
        progress.at(n + 1, row.at.to_string().get(..10).unwrap_or_default());
    }
    player.end()
}

/// Which row of which incident is played.
struct Here<'a> {
    place: usize,
    number: &'a str,
    row: &'a Row,
}

struct Player<'a> {
    engine: &'a Engine,
    desk: Desk,
    plan: &'a Plan,
    /// The ticket of each incident as it was seen last.
    known: Vec<Option<Ticket>>,
    now: Timestamp,
    played: Played,
}

impl Player<'_> {
    /// Makes everybody who is ever assigned an agent.
    fn hire(&mut self) -> Result<()> {
        for (person, groups) in &self.plan.people {
            let teams = groups.iter().filter_map(|group| self.plan.groups.get(group));
            let put = Command::PutAgent {
                person: PersonRef::Key(person.clone()),
                name: Some(person.clone()),
                role: Some(name("agent")?),
                teams: Some(teams.map(|team| name(team)).collect::<Result<_>>()?),
                skills: None,
                languages: None,
                capacity: None,
                availability: None,
                calendar: None,
                share: None,
                active: None,
            };
            let made = self.desk.execute(&put, &Context::of(Actor::host()).at(self.now))?;
            self.played.people.extend(made.person.map(|id| (id, person.clone())));
        }
        Ok(())
    }

    /// Lets happen what is due before an instant: what is due at the instant itself comes after its commands.
    fn pass_until(&mut self, now: Timestamp) -> Result<()> {
        if now > self.now {
            self.now = now;
            self.tick(now.before(Span::from_millis(1)))?;
        }
        Ok(())
    }

    fn tick(&mut self, now: Timestamp) -> Result<()> {
        loop {
            let report = self.engine.tick(now, TICK)?;
            self.played.fired += report.fired;
            if !report.more {
                return Ok(());
            }
        }
    }

    /// Opens the ticket of an incident, in the state in which the log begins with it.
    fn open(&mut self, here: &Here<'_>) -> Result<()> {
        let caller = here.row.caller.as_deref().unwrap_or("unknown caller");
        let command = Command::CreateTicket {
            subject: format!("Incident {}", here.number),
            body: String::new(),
            requester: Some(Intake {
                person: Some(PersonRef::Key(caller.to_owned())),
                name: Some(caller.to_owned()),
                ..Intake::default()
            }),
            set: self.plan.first(here.number, here.row),
            attachments: Vec::new(),
            message_id: None,
            html: None,
            fold_key: None,
        };
        let what = format!("opening it in {}", here.row.state);
        if let Some(ticket) = self.give(here, &command, &what, false)? {
            self.see(here.place, ticket)?;
        }
        Ok(())
    }

    /// Sends what differs from the row before. The state is a command of its own: when it is refused, the rest stands.
    fn change(&mut self, here: &Here<'_>, before: &Row) -> Result<()> {
        let Some(ticket) = self.known.get(here.place).and_then(Option::as_ref) else {
            self.refuse(here, "changing it", "it was never opened".to_owned(), false);
            return Ok(());
        };
        let (id, from) = (ticket.id, ticket.status.clone());
        let change = |set| Command::ChangeTicket {
            ticket: TicketRef::Id(id),
            set,
            transition: None,
            expect_version: None,
        };
        let fields = self.plan.changed(here.row, Some(before));
        if !fields.is_empty() {
            let names: Vec<&str> = fields.iter().map(|(field, _)| field).collect();
            let what = format!("change of {}", names.join(", "));
            self.give(here, &change(fields), &what, false)?;
        }
        let to = status_of(&here.row.state);
        if here.row.state != before.state && from != to {
            let what = format!("{} -> {}", state_label(&from), here.row.state);
            self.give(here, &change(Edits::none().with("status", to)), &what, true)?;
        }
        self.see(here.place, id)
    }

    /// Gives a command, and notes why it was refused, if it was.
    fn give(
        &mut self,
        here: &Here<'_>,
        command: &Command,
        what: &str,
        is_move: bool,
    ) -> Result<Option<TicketId>> {
        self.played.commands += 1;
        match self.desk.execute(command, &Context::of(Actor::host()).at(here.row.at)) {
            Ok(outcome) => Ok(outcome.ticket),
            Err(refused)
                if matches!(
                    refused.kind(),
                    Kind::Invalid | Kind::NotFound | Kind::Forbidden | Kind::Refused
                ) =>
            {
                self.refuse(here, what, refused.to_string(), is_move);
                Ok(None)
            }
            Err(failed) => Err(failed),
        }
    }

    fn refuse(&mut self, here: &Here<'_>, what: &str, why: String, is_move: bool) {
        let (line, at) = (here.row.line, here.row.at);
        let what = what.to_owned();
        self.played.refused.push(Refused { incident: here.place, line, at, what, why, is_move });
    }

    /// Sees the ticket of an incident as it is by now.
    fn see(&mut self, place: usize, id: TicketId) -> Result<()> {
        let seen = self.ask(id)?;
        if let Some(known) = self.known.get_mut(place) {
            *known = Some(seen);
        }
        Ok(())
    }

    fn ask(&self, id: TicketId) -> Result<Ticket> {
        match self.desk.ask(&Query::Ticket { ticket: TicketRef::Id(id) }, &Actor::host())? {
            Answer::Ticket { ticket } => Ok(*ticket),
            _ => Err(unexpected()),
        }
    }

    /// Holds the priority after a row to what the log says.
    fn look(&mut self, here: &Here<'_>) {
        let Some(logged) = &here.row.priority else { return };
        let ticket = self.known.get(here.place).and_then(Option::as_ref);
        let same = ticket.is_some_and(|ticket| priority_label(&ticket.priority) == Some(logged));
        self.played.priority.0 += usize::from(same);
        self.played.priority.1 += 1;
    }

    /// Lets happen what was due at the last row, and looks at every ticket and its promise once more.
    fn end(mut self) -> Result<Played> {
        self.tick(self.now)?;
        for known in &self.known {
            let Some(known) = known else {
                self.played.tickets.push(None);
                self.played.late.push(None);
                continue;
            };
            self.played.tickets.push(Some(self.ask(known.id)?));
            let query = Query::Promises { ticket: TicketRef::Id(known.id) };
            let Answer::Promises { clocks } = self.desk.ask(&query, &Actor::host())? else {
                return Err(unexpected());
            };
            let clocks = clocks.iter().map(|view| &view.clock);
            let resolution = clocks.filter(|clock| clock.key.metric == Metric::Resolution);
            self.played.late.push(resolution.map(|clock| clock.breached_at.is_some()).reduce(|a, b| a || b));
        }
        Ok(self.played)
    }
}

fn name(text: &str) -> Result<ticketkit::Name> {
    let wrong = |error| Problem::new(Code::OutOfRange, format!("`{text}`: {error}")).into();
    text.parse().map_err(wrong)
}

fn unexpected() -> Error {
    Problem::new(Code::InternalError, "the engine gave an answer to another question").into()
}
