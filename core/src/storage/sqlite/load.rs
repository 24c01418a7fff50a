//! Looking things up for a decision.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::desks::{Desk, Kind};
use super::erased;
use super::errors::Outcome;
use super::rows::{Columns, all, each, one, statement};
use crate::command::RuleKind;
use crate::id::{MessageId, Name, OrganizationId, PersonId, TicketId};
use crate::limits;
use crate::model::{Effect, LinkKind, Person, Ticket, Timer};
use crate::storage::sql::{self, Cell, Row, Stored, bound, of, place_of};
use crate::storage::strands::follow_merges;
use crate::storage::{Key, Member, Snapshot, TicketFile, Wanted};
use crate::time::Timestamp;

/// The rows of tickets that were looked up in a transaction.
pub(super) type Rows = BTreeMap<TicketId, i64>;

/// What stands under these keys, in the transaction that is open. `number` is what the next ticket will have, should
/// anybody ask for it. The rows of the tickets among it are noted.
pub(super) fn load(
    connection: &Connection,
    desk: Desk,
    wanted: Wanted,
    number: u64,
    rows: &mut Rows,
) -> Outcome<Snapshot> {
    let found = Snapshot { config_version: desk.config_version, ..Snapshot::default() };
    let mut loading = Loading { connection, desk, number, found, rows };
    for key in wanted.iter() {
        loading.look_up(key)?;
    }
    loading.found.asked.add_all(wanted);
    Ok(loading.found)
}

/// A ticket of which [`sql::ticket_columns`] stand in a row.
pub(super) fn ticket_of(row: &mut Columns<'_, '_>) -> Outcome<Ticket> {
    sql::ticket_of(row)
}

/// Reading one snapshot.
pub(super) struct Loading<'c> {
    pub(super) connection: &'c Connection,
    pub(super) desk: Desk,
    number: u64,
    found: Snapshot,
    rows: &'c mut Rows,
}

impl Loading<'_> {
    fn find_fired(&mut self, kind: RuleKind, rule: &Name) -> Outcome<()> {
        let sql = "SELECT times, at FROM tkit_fired WHERE desk = ?1 AND kind = ?2 AND rule = ?3";
        let cells = [self.desk.cell(), Cell::text(kind.as_str()), Cell::text(rule.as_str())];
        let fired = one(self.connection, sql, &cells, |row| Ok((row.take()?, row.take()?)))?;
        self.found.fired.extend(fired.map(|fired| ((kind, rule.clone()), fired)));
        Ok(())
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each key")]
    fn look_up(&mut self, key: &Key) -> Outcome<()> {
        match key {
            Key::Command(id) => {
                let sql = statement!(format!(
                    "SELECT {} FROM tkit_command WHERE place = {}",
                    sql::COMMAND_COLUMNS,
                    Kind::Command.place()
                ));
                let record = self.one(sql, id.to_cell(), |row| sql::command_of(row))?;
                self.found.commands.extend(record.map(|record| (*id, record)));
            }
            Key::Ticket(id) => {
                let condition = statement!(format!("t.row = {}", Kind::Ticket.place()));
                self.find_ticket(condition, id.to_cell()).map(drop)?;
            }
            Key::TicketByNumber(number) => {
                let id = self.find_ticket("t.number = ?2", number.to_cell())?;
                self.found.numbers.extend(id.map(|id| (number.clone(), id)));
            }
            Key::TicketByMessage(message_id) => {
                let condition =
                    "t.row = (SELECT ticket FROM tkit_message WHERE desk = ?1 AND external_id = ?2)";
                let id = self.find_ticket(condition, message_id.to_cell())?;
                self.found.message_ids.extend(id.map(|id| (message_id.clone(), id)));
            }
            Key::TicketByFoldKey(key) => {
                let id = self.find_ticket("t.fold_key = ?2", key.to_cell())?;
                self.found.fold_keys.extend(id.map(|id| (key.clone(), id)));
            }
            Key::Winner(id) => self.find_winner(*id)?,
            Key::OpenLinks(kind, target) => {
                let open = self.open_links(*kind, *target)?;
                self.found.open_links.insert((*kind, *target), open);
            }
            Key::Message(id) => self.find_message(*id)?,
            Key::Person(id) => self.find_person("id = ?2", id.to_cell()).map(drop)?,
            Key::PersonByKey(key) => {
                let id = self.find_person("key = ?2", key.to_cell())?;
                self.found.person_keys.extend(id.map(|id| (key.clone(), id)));
            }
            Key::PersonByAddress(address) => {
                let condition = "id = (SELECT person FROM tkit_address WHERE desk = ?1 AND address = ?2)";
                let id = self.find_person(condition, address.to_cell())?;
                self.found.addresses.extend(id.map(|id| (address.clone(), id)));
            }
            Key::Organization(id) => self.find_organization("id = ?2", id.to_cell()).map(drop)?,
            Key::OrganizationByKey(key) => {
                let id = self.find_organization("key = ?2", key.to_cell())?;
                self.found.organization_keys.extend(id.map(|id| (key.clone(), id)));
            }
            Key::Team(team) => {
                let members = self.team(team)?;
                self.found.teams.insert(team.clone(), members);
            }
            Key::Queue(team) => {
                let waiting = self.queue(team)?;
                self.found.queues.insert(team.clone(), waiting);
            }
            Key::Pull { team, after, limit } => {
                let next = self.pull(team, after.as_ref(), *limit)?;
                self.found.pulls.insert(key.clone(), next);
            }
            Key::Load(person) => {
                let sql =
                    "SELECT value FROM tkit_counter WHERE desk = ?1 AND counter = 'load' AND person = ?2";
                let load = self.one(sql, person.to_cell(), |row| row.take())?;
                self.found.loads.extend(load.map(|load| (*person, load)));
            }
            Key::Turn(team, person) => {
                let sql = "SELECT value FROM tkit_counter
                    WHERE desk = ?1 AND counter = 'turn/' || ?2 AND person = ?3";
                let cells = [self.desk.cell(), team.to_cell(), person.to_cell()];
                let turn: Option<u64> = one(self.connection, sql, &cells, |row| row.take())?;
                self.found.turns.extend(turn.map(|turn| ((team.clone(), *person), turn)));
            }
            Key::Shares { team, from, to } => {
                let shares = self.shares(team, *from, *to)?;
                self.found.shares.insert(key.clone(), shares);
            }
            Key::LatestOwner(requester, besides) => {
                let owner = self.latest_owner(*requester, *besides)?;
                self.found.latest_owners.extend(owner.map(|owner| ((*requester, *besides), owner)));
            }
            Key::Number => self.found.number = Some(self.number),
            Key::Drawn => self.found.drawn = Some(self.desk.drawn),
            Key::Decision(id) => {
                let sql = statement!(format!(
                    "SELECT t.id, {} FROM tkit_decision AS d JOIN tkit_ticket AS t ON t.row = d.ticket
                    WHERE d.place = {}",
                    of("d", sql::DECISION_COLUMNS),
                    Kind::Routing.place()
                ));
                let decision = self.one(sql, id.to_cell(), |row| sql::decision_of(row.take()?, row))?;
                self.found.decisions.extend(decision.map(|decision| (*id, decision)));
            }
            Key::Fired(kind, rule) => self.find_fired(*kind, rule)?,
            Key::Job(id) => {
                let sql = statement!(format!(
                    "SELECT {} FROM tkit_job WHERE desk = ?1 AND id = ?2",
                    sql::JOB_COLUMNS
                ));
                let job = self.one(sql, id.to_cell(), |row| sql::job_of(row))?;
                self.found.jobs.extend(job.map(|job| (*id, job)));
            }
            Key::TicketsOf { person, after, limit } => {
                let places = erased::tickets_of(self.connection, self.desk, *person, *after, *limit)?;
                self.found.tickets_of.insert(key.clone(), places);
            }
            Key::Knows(ticket, person) => {
                let known = erased::knows(self.connection, self.desk, *ticket, *person)?;
                self.found.knows.extend(known.then_some((*ticket, *person)));
            }
            Key::FilesLost(erasure) => {
                let lost = erased::files_lost(self.connection, self.desk, erasure)?;
                self.found.files_lost.insert(erasure.clone(), lost);
            }
            Key::Effect(id) => {
                let sql =
                    statement!(format!("{} AND e.at = {} AND e.id = ?2", effects(), Kind::Effect.place()));
                let effect = self.one(sql, id.to_cell(), effect_of)?;
                self.found.effects.extend(effect.map(|effect| (*id, effect)));
            }
            Key::EffectsReady { now, limit } => self.find_ready(*now, *limit)?,
            Key::Work(ticket) => {
                let ticket_key = Key::from(ticket);
                self.look_up(&ticket_key)?;
                let work = self.found.work_of(ticket);
                work.iter().try_for_each(|key| self.look_up(key))?;
                self.found.asked.add(ticket_key);
                self.found.asked.add_all(work);
            }
        }
        Ok(())
    }

    fn one<T>(
        &self,
        sql: &str,
        key: Cell<'_>,
        read: impl FnOnce(&mut Columns<'_, '_>) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        one(self.connection, sql, &[self.desk.cell(), key], read)
    }

    /// Finds a ticket with its clocks and timers.
    fn find_ticket(&mut self, condition: &str, key: Cell<'_>) -> Outcome<Option<TicketId>> {
        let head = statement!(format!(
            "SELECT t.row, t.messages, t.effects, t.pull_due, t.pull_rank, t.pull_since, {}
            FROM tkit_ticket AS t WHERE t.desk = ?1 AND ",
            sql::ticket_columns()
        ));
        let found = self.one(&format!("{head}{condition}"), key, |row| {
            let number: i64 = row.take()?;
            let counts = (row.take()?, row.take()?);
            let place = (row.take()?, row.take()?, row.take()?);
            Ok((number, counts, place, ticket_of(row)?))
        })?;
        let Some((row, (messages, effects), place, ticket)) = found else { return Ok(None) };
        let place = place_of(ticket.team.as_ref(), place);
        let id = ticket.id;
        let key = [self.desk.cell(), Cell::Integer(row)];
        let sql = statement!(format!(
            "SELECT {} FROM tkit_clock WHERE desk = ?1 AND ticket = ?2",
            sql::CLOCK_COLUMNS
        ));
        let mut clocks = all(self.connection, sql, &key, |row| sql::clock_of(id, row))?;
        clocks.sort_by(|a, b| a.key.cmp(&b.key));
        let sql = "SELECT cause, due_at FROM tkit_timer WHERE desk = ?1 AND ticket = ?2 ORDER BY cause";
        let timers = all(self.connection, sql, &[self.desk.cell(), id.to_cell()], |row| {
            Ok(Timer { ticket: Some(id), cause: row.take()?, due_at: row.take()? })
        })?;
        self.rows.insert(id, row);
        self.found.tickets.insert(id, TicketFile { ticket, clocks, timers, messages, effects, place });
        Ok(Some(id))
    }

    /// Finds where the merges of a ticket end.
    fn find_winner(&mut self, id: TicketId) -> Outcome<()> {
        let sql = statement!(format!(
            "SELECT merged_into, merged_openly FROM tkit_ticket WHERE row = {}",
            Kind::Ticket.place()
        ));
        let of = |id: TicketId| self.one(sql, id.to_cell(), |row| Ok((row.take()?, row.take()?)));
        if let Some(winner) = follow_merges(id, of)? {
            self.found.winners.insert(id, winner);
            let condition = statement!(format!("t.row = {}", Kind::Ticket.place()));
            self.find_ticket(condition, winner.ticket.to_cell()).map(drop)?;
        }
        Ok(())
    }

    fn open_links(&self, kind: LinkKind, target: TicketId) -> Outcome<Vec<TicketId>> {
        let sql = "SELECT id FROM tkit_link WHERE desk = ?1 AND kind = ?2 AND target = ?3 AND open = 1
            ORDER BY created_at, id LIMIT ?4";
        let most = i64::try_from(limits::LINKS_NAMED).unwrap_or(i64::MAX);
        let kind = Cell::Integer(sql::link_number(kind));
        all(self.connection, sql, &[self.desk.cell(), kind, target.to_cell(), Cell::Integer(most)], |row| {
            row.take()
        })
    }

    fn find_message(&mut self, id: MessageId) -> Outcome<()> {
        let sql = statement!(format!(
            "SELECT t.id, {} FROM tkit_message AS m JOIN tkit_ticket AS t ON t.row = m.ticket WHERE m.row = {}",
            of("m", sql::MESSAGE_COLUMNS),
            Kind::Message.place()
        ));
        let message = self.one(sql, id.to_cell(), |row| sql::message_of(row.take()?, row))?;
        self.found.messages.extend(message.map(|message| (id, message)));
        Ok(())
    }

    fn find_person(&mut self, condition: &str, key: Cell<'_>) -> Outcome<Option<PersonId>> {
        let head =
            statement!(format!("SELECT {} FROM tkit_person WHERE desk = ?1 AND ", sql::PERSON_COLUMNS));
        let person = self.one(&format!("{head}{condition}"), key, |row| sql::person_of(row))?;
        Ok(person.map(|person| {
            let id = person.id;
            self.found.people.insert(id, Arc::new(person));
            id
        }))
    }

    fn find_organization(&mut self, condition: &str, key: Cell<'_>) -> Outcome<Option<OrganizationId>> {
        let head = statement!(format!(
            "SELECT {} FROM tkit_organization WHERE desk = ?1 AND ",
            sql::ORGANIZATION_COLUMNS
        ));
        let organization = self.one(&format!("{head}{condition}"), key, |row| sql::organization_of(row))?;
        Ok(organization.map(|organization| {
            let id = organization.id;
            self.found.organizations.insert(id, Arc::new(organization));
            id
        }))
    }

    fn team(&self, team: &Name) -> Outcome<Vec<Member>> {
        let sql = statement!(format!(
            "SELECT c.value, r.value, {} FROM tkit_member AS m
            JOIN tkit_person AS p ON p.desk = m.desk AND p.id = m.person
            LEFT JOIN tkit_counter AS c ON c.desk = m.desk AND c.counter = 'load' AND c.person = m.person
            LEFT JOIN tkit_counter AS r ON r.desk = m.desk AND r.counter = 'turn/' || ?2 AND r.person = m.person
            WHERE m.desk = ?1 AND m.team = ?2 ORDER BY m.person",
            of("p", sql::PERSON_COLUMNS)
        ));
        all(self.connection, sql, &[self.desk.cell(), team.to_cell()], |row| {
            let load: Option<i64> = row.take()?;
            let turn = row.take()?;
            let person: Person = sql::person_of(row)?;
            Ok(Member { person: Arc::new(person), load: load.unwrap_or(0), turn })
        })
    }

    fn queue(&self, team: &Name) -> Outcome<Vec<TicketId>> {
        let sql = "SELECT id FROM tkit_ticket INDEXED BY tkit_ticket_queue
            WHERE desk = ?1 AND team = ?2 AND done = 0 AND owner IS NULL AND team IS NOT NULL
            ORDER BY created_at, id LIMIT ?3";
        let most = i64::try_from(limits::TICKETS_PER_COMMAND).unwrap_or(i64::MAX);
        all(self.connection, sql, &[self.desk.cell(), team.to_cell(), Cell::Integer(most)], |row| row.take())
    }

    /// Solved tickets stand apart from the others in the index: the two runs are merged, and read no further than the
    /// first that has an owner.
    fn latest_owner(&self, requester: PersonId, besides: Option<TicketId>) -> Outcome<Option<PersonId>> {
        let sql = statement!(format!(
            "{0} AND done = 0 UNION ALL {0} AND done = 1 ORDER BY created_at DESC, id DESC LIMIT ?3",
            "SELECT owner, created_at, id FROM tkit_ticket INDEXED BY tkit_ticket_by_requester
            WHERE desk = ?1 AND requester = ?2 AND id IS NOT ?4"
        ));
        let most = bound(limits::KNOWN_TICKETS.into());
        let cells = [self.desk.cell(), requester.to_cell(), most, besides.to_cell()];
        let mut owner = None;
        each(self.connection, sql, &cells, |row| {
            owner = row.take()?;
            Ok(owner.is_none())
        })?;
        Ok(owner)
    }

    /// Finds effects that can be given out: of each ticket the first in its outbox at the most.
    fn find_ready(&mut self, now: Timestamp, limit: u32) -> Outcome<()> {
        let sql = statement!(format!(
            "{} AND (e.state = 0 OR (e.state = 1 AND e.until <= ?2)) AND e.not_before <= ?2
            AND NOT EXISTS (SELECT 1 FROM tkit_effect AS f
                WHERE f.desk = e.desk AND f.ticket = e.ticket AND f.position < e.position)
            ORDER BY e.at, e.id LIMIT ?3",
            effects()
        ));
        let cells = [self.desk.cell(), now.to_cell(), bound(limit.into())];
        for effect in all(self.connection, sql, &cells, effect_of)? {
            self.found.ready.push(effect.id);
            self.found.effects.insert(effect.id, effect);
        }
        Ok(())
    }
}

fn effects() -> String {
    let columns = of("e", sql::EFFECT_COLUMNS);
    format!(
        "SELECT t.id, {columns} FROM tkit_effect AS e JOIN tkit_ticket AS t ON t.row = e.ticket WHERE e.desk = ?1"
    )
}

fn effect_of(row: &mut Columns<'_, '_>) -> Outcome<Effect> {
    sql::effect_of(row.take()?, row)
}
