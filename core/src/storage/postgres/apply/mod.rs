//! The one function that writes: a change set, whole or not at all.
//!
//! It is first put down as steps, one statement each. All of them go to the server as one statement, which fails as a
//! whole where a step does not meet what it expects: no transaction has to be opened for it and no answer waited for
//! in between. Only where it fails, and for what cannot be told beforehand, the steps are taken one by one, to say
//! what stands in the way.
//!
//! Every change set draws its numbers from the one row of its desk. Whoever has it keeps all others out, and must not wait
//! for any of them: so it is asked for after everything that may have to wait.

mod erase;
mod people;
mod restore;
mod run;
mod step;
mod ticket;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use restore::restore;
pub(super) use run::{Manner, apply};

use self::step::{FEED, PLACE, Refusal, Step, named};
use crate::change::{Add, ChangeSet, CommandRecord, Erasure, Fired, Put};
use crate::error::Error;
use crate::id::{DeskId, TicketId};
use crate::model::{AssignmentDecision, Clock, Effect, Event, Job, Message, PullPlace};
use crate::storage::postgres::words;
use crate::storage::sql::{self, Belongs, Cell, Gain, Stored, counter_cells, gains, place_cells, turn};
use crate::time::Timestamp;

/// What a change set is made of.
#[derive(Debug)]
enum Work<'c> {
    /// A statement.
    Step(Step<'c>),
    /// The numbers are drawn that later steps write down.
    Draw,
    /// An erasure: what it writes depends on what is there.
    Erase(&'c Erasure),
}

/// A change set, put down as what is to be done one after the other.
#[derive(Debug)]
struct Plan<'c> {
    changes: &'c ChangeSet,
    work: Vec<Work<'c>>,
    /// What is still to be added to the counts of tickets.
    gains: BTreeMap<TicketId, Gain<'c>>,
    /// The tickets that are written, or expected to be there by now.
    tickets: BTreeSet<TicketId>,
}

impl<'c> Plan<'c> {
    /// Puts down a change set; fails where no storage could carry it out.
    fn of(changes: &'c ChangeSet) -> Result<Self, Error> {
        let written = changes.puts.iter().filter_map(|put| match put {
            Put::Ticket { after, .. } => Some(after.id),
            _ => None,
        });
        let tickets = written.collect();
        let mut plan = Self { changes, work: Vec::new(), gains: gains(changes), tickets };
        // Nobody else may be at the desk while somebody is erased from it: they could write what the erasure does not see.
        let erases = changes.puts.iter().any(|put| matches!(put, Put::Erase { .. }));
        if erases {
            plan.work.push(Work::Draw);
        }
        for put in &changes.puts {
            plan.put(put)?;
        }
        plan.put_timers();
        let (bound, free): (Vec<_>, Vec<_>) = changes.adds.iter().partition(|add| bound_of(add).is_some());
        for add in bound {
            plan.add(add);
        }
        plan.count_gains();
        if !erases {
            plan.work.push(Work::Draw);
        }
        for add in free {
            plan.add(add);
        }
        changes.fired.iter().for_each(|fired| plan.add_fired(fired));
        for (behind, event) in (0..changes.events.len()).rev().zip(&changes.events) {
            plan.add_event(behind, event);
        }
        changes.effects.iter().for_each(|effect| plan.add_effect(effect));
        if let Some(record) = &changes.command {
            plan.add_command(record);
        }
        Ok(plan)
    }

    fn desk(&self) -> Cell<'c> {
        self.changes.desk.to_cell()
    }

    /// The desk and the id of something of it.
    fn key<T: Stored>(&self, id: &'c T) -> [Cell<'c>; 2] {
        [self.desk(), id.to_cell()]
    }

    /// A new row that begins with the desk.
    fn row(
        &self,
        table: &'static str,
        keys: impl IntoIterator<Item = (&'c str, Cell<'c>)>,
        columns: impl Iterator<Item = (&'c str, Cell<'c>)>,
    ) -> Step<'c> {
        Step::insert(table, [("desk", self.desk())].into_iter().chain(keys).chain(columns))
    }

    /// Adds a step, which the one before takes up where it can.
    fn push(&mut self, step: Step<'c>) {
        let step = match self.work.last_mut() {
            Some(Work::Step(last)) => last.join(step),
            _ => Some(step),
        };
        self.work.extend(step.map(Work::Step));
    }

    /// Expects a ticket to be there that this change set only speaks of.
    fn expect_ticket(&mut self, id: &'c TicketId) {
        if self.tickets.insert(*id) {
            let step = Step::new("SELECT 1 FROM tkit_ticket WHERE desk = ? AND id = ?", self.key(id));
            self.push(step.or(Refusal::NoSuchTicket(*id)));
        }
    }

    fn put(&mut self, put: &'c Put) -> Result<(), Error> {
        match put {
            Put::Ticket { before: Some(before), after } => self.change_ticket(before, after),
            Put::Ticket { before: None, after } => self.add_ticket(after),
            Put::Message { message } => self.add_message(message),
            Put::Person { person } => return self.put_person(person),
            Put::Organization { organization } => return self.put_organization(organization),
            Put::Clock { clock } => self.put_clock(clock),
            // Timers come together, and places together with their tickets.
            Put::Timer { .. } | Put::Place { .. } => {}
            Put::Decision { decision } => self.add_decision(decision),
            Put::Turn { team, person, before, after } => {
                self.put_turn([self.desk(), turn(team), person.to_cell()], before.as_ref(), after);
            }
            Put::Config { document } => {
                let version = self.changes.config_version.saturating_add(1).to_cell().into_owned();
                let columns = [("version", version), ("document", Cell::text(document))];
                self.push(self.row("tkit_config", [], columns.into_iter()));
            }
            Put::Job { job } => return self.put_job(job),
            Put::Effect { before, effect } => {
                let step = change_effect(self.changes.desk, before.to_cell(), effect);
                self.push(step);
            }
            Put::Erase { erasure } => self.work.push(Work::Erase(erasure)),
            Put::Settled { effect, token } => {
                let sql = "DELETE FROM tkit_effect WHERE desk = ? AND id = ? AND state = 1 AND token = ?";
                let step = Step::new(sql, [self.desk(), effect.to_cell(), token.to_cell()]);
                self.push(step.or(Refusal::LeaseLost));
            }
        }
        Ok(())
    }

    fn add_command(&mut self, record: &'c CommandRecord) {
        let columns = named(sql::COMMAND_COLUMNS, sql::command_cells(record));
        let columns = [("desk", self.desk())].into_iter().chain(columns);
        let numbers = [("place", PLACE.to_owned()), ("feed", FEED.to_owned())];
        self.push(Step::insert_with("tkit_command", numbers, columns));
    }

    fn add_message(&mut self, message: &'c Message) {
        self.expect_ticket(&message.ticket);
        let words = ("words", Cell::Text(words::vector(&message.body).into()));
        let columns = named(sql::MESSAGE_COLUMNS, sql::message_cells(message));
        self.push(self.row("tkit_message", [("ticket", message.ticket.to_cell()), words], columns));
        for file in &message.attachments {
            let columns = [("sha256", file.sha256.to_cell()), ("message", message.id.to_cell())];
            let step = self.row("tkit_file", [], columns.into_iter());
            self.push(step.unless_there("desk, sha256, message"));
        }
    }

    fn put_clock(&mut self, clock: &'c Clock) {
        self.expect_ticket(&clock.ticket);
        let columns = named(sql::CLOCK_COLUMNS, sql::clock_cells(clock));
        let step = self.row("tkit_clock", [("ticket", clock.ticket.to_cell())], columns);
        self.push(step.or_update("desk, ticket, policy, metric, cycle", sql::CLOCK_COLUMNS));
    }

    /// Of several words about one timer the last is written.
    fn put_timers(&mut self) {
        let mut timers = BTreeMap::new();
        for put in &self.changes.puts {
            if let Put::Timer { ticket, cause, due_at } = put {
                timers.insert((ticket, cause.to_string()), due_at);
            }
        }
        timers.keys().filter_map(|(ticket, _)| ticket.as_ref()).for_each(|ticket| self.expect_ticket(ticket));
        // Those that are set stand together, so that one statement sets them.
        for sets in [false, true] {
            for ((ticket, cause), due_at) in timers.iter().filter(|(_, due_at)| due_at.is_some() == sets) {
                self.put_timer(**ticket, cause.clone(), due_at.as_ref());
            }
        }
    }

    fn put_timer(&mut self, ticket: Option<TicketId>, cause: String, due_at: Option<&'c Timestamp>) {
        let (ticket, cause) = (Belongs(ticket).to_cell().into_owned(), Cell::Text(cause.into()));
        self.push(match due_at {
            Some(due_at) => {
                let columns = [("ticket", ticket), ("cause", cause), ("due_at", due_at.to_cell())];
                self.row("tkit_timer", [], columns.into_iter()).or_update("desk, ticket, cause", "due_at")
            }
            None => Step::new(
                "DELETE FROM tkit_timer WHERE desk = ? AND ticket = ? AND cause = ?",
                [self.desk(), ticket, cause],
            ),
        });
    }

    fn add_decision(&mut self, decision: &'c AssignmentDecision) {
        self.expect_ticket(&decision.ticket);
        let columns = named(sql::DECISION_COLUMNS, sql::decision_cells(decision));
        self.push(self.row("tkit_decision", [("ticket", decision.ticket.to_cell())], columns));
    }

    /// Moves somebody on in a rotation from the place that is expected.
    fn put_turn(&mut self, key: [Cell<'c>; 3], before: Option<&'c u64>, after: &'c u64) {
        let step = if let Some(before) = before {
            Step::update("tkit_counter", [("value", after.to_cell())])
                .and(" WHERE desk = ? AND counter = ? AND person = ?", key)
                .and(" AND value = ?", [before.to_cell()])
        } else {
            let sql = "INSERT INTO tkit_counter (desk, counter, person, value) VALUES (?, ?, ?, ?)
                ON CONFLICT (desk, counter, person) DO NOTHING";
            Step::new(sql, key.into_iter().chain([after.to_cell()]))
        };
        self.push(step.or(Refusal::Stale("the rotation")));
    }

    fn add(&mut self, add: &'c Add) {
        let [counter, person] = counter_cells(&add.counter);
        let key = [self.desk(), counter, person];
        let delta = Cell::Integer(add.delta);
        let step = match bound_of(add) {
            // It has to be there, and be less than nothing.
            Some(most) if add.delta > most => Step::new(
                "UPDATE tkit_counter SET value = value + ? WHERE desk = ? AND counter = ? AND person = ?",
                [delta.clone()].into_iter().chain(key),
            )
            .and(" AND value + ? <= ?", [delta, Cell::Integer(most)])
            .or(Refusal::BeyondBound),
            bound => {
                let columns = ["desk", "counter", "person", "value"].into_iter();
                let columns = columns.zip(key.into_iter().chain([delta]));
                let sql = " ON CONFLICT (desk, counter, person)
                    DO UPDATE SET value = c.value + excluded.value";
                let step = Step::insert("tkit_counter AS c", columns).and(sql, []);
                let step = step.by("desk, counter, person");
                match bound {
                    Some(most) => step
                        .and(" WHERE c.value + excluded.value <= ?", [Cell::Integer(most)])
                        .or(Refusal::BeyondBound),
                    None => step,
                }
            }
        };
        self.push(step);
    }

    fn add_fired(&mut self, fired: &'c Fired) {
        let sql = "INSERT INTO tkit_fired AS f (desk, kind, rule, times, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (desk, kind, rule)
            DO UPDATE SET times = f.times + excluded.times, at = greatest(f.at, excluded.at)";
        let (kind, rule) = (Cell::text(fired.kind.as_str()), Cell::text(fired.rule.as_str()));
        self.push(Step::new(sql, [self.desk(), kind, rule, fired.times.to_cell(), fired.at.to_cell()]));
    }

    /// A fact that so many others of this change set follow.
    fn add_event(&mut self, behind: usize, event: &'c Event) {
        event.ticket.iter().for_each(|ticket| self.expect_ticket(ticket));
        let columns = named(sql::EVENT_COLUMNS, sql::event_cells(event));
        let keys = [("desk", self.desk()), ("ticket", event.ticket.to_cell())];
        let numbers = [("feed", format!("{FEED} - {behind}"))];
        self.push(Step::insert_with("tkit_event", numbers, keys.into_iter().chain(columns)));
    }

    fn add_effect(&mut self, effect: &'c Effect) {
        self.expect_ticket(&effect.ticket);
        let columns = named(sql::EFFECT_COLUMNS, sql::effect_cells(effect));
        self.push(self.row("tkit_effect", [("ticket", effect.ticket.to_cell())], columns));
    }

    fn put_job(&mut self, job: &'c Job) -> Result<(), Error> {
        self.put_record(
            "tkit_job",
            "the job",
            (job.version, &job.id),
            named(sql::JOB_COLUMNS, sql::job_cells(job)),
        )
    }

    /// Writes a record that counts its versions.
    fn put_record<T: Stored>(
        &mut self,
        table: &'static str,
        what: &'static str,
        (version, id): (u64, &'c T),
        columns: impl Iterator<Item = (&'c str, Cell<'c>)>,
    ) -> Result<(), Error> {
        let refusal = Refusal::Stale(what);
        let step = match version.checked_sub(1) {
            None => return Err(refusal.into()),
            Some(0) => self.row(table, [], columns).unless_there("desk, id"),
            Some(before) => Step::update(table, columns)
                .and(" WHERE desk = ? AND id = ?", self.key(id))
                .and(" AND version = ?", [before.to_cell().into_owned()]),
        };
        self.push(step.or(refusal));
        Ok(())
    }

    /// Writes down what was not written together with the tickets themselves.
    fn count_gains(&mut self) {
        for (id, gain) in std::mem::take(&mut self.gains) {
            let mut sql = "UPDATE tkit_ticket SET messages = messages + ?, effects = effects + ?".to_owned();
            let mut cells = vec![Cell::Integer(gain.messages), Cell::Integer(gain.effects)];
            for (column, cell) in gain.place.into_iter().flat_map(place_columns) {
                sql.push_str(", ");
                sql.push_str(column);
                sql.push_str(" = ?");
                cells.push(cell);
            }
            let key = [self.desk(), id.to_cell().into_owned()];
            let step = Step::new(sql, cells).and(" WHERE desk = ? AND id = ?", key);
            self.push(step.or(Refusal::NoSuchTicket(id)));
        }
    }
}

/// What a counter may come to by this; nothing where it may come to anything.
fn bound_of(add: &Add) -> Option<i64> {
    add.at_most.filter(|_| add.delta > 0)
}

/// The columns of a place, each with its value.
fn place_columns(place: Option<&PullPlace>) -> [(&'static str, Cell<'_>); 3] {
    let [due, rank, since] = place_cells(place);
    [("pull_due", due), ("pull_rank", rank), ("pull_since", since)]
}

/// Writes an effect that has this many attempts.
fn change_effect<'c>(desk: DeskId, attempts: Cell<'_>, effect: &'c Effect) -> Step<'c> {
    let desk = desk.to_cell().into_owned();
    Step::update("tkit_effect", named(sql::EFFECT_COLUMNS, sql::effect_cells(effect)))
        .and(" WHERE desk = ? AND id = ?", [desk, effect.id.to_cell()])
        .and(" AND attempts = ?", [attempts.into_owned()])
        .or(Refusal::Stale("the effect"))
}
