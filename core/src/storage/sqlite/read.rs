//! Histories, conversations, people, commands and timers, in their own order.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rusqlite::Connection;

use super::desks::{Desk, Kind, count_of, desk_of};
use super::errors::Outcome;
use super::rows::{Columns, all, each, one, statement};
use crate::change::CommandRecord;
use crate::id::{DeskId, TicketId};
use crate::model::{Job, LinkKind, Message, Person, Timer};
use crate::query::{Audience, EventPage, HistoryQuery, MessagePage, ThreadQuery};
use crate::storage::sql::{self, Belongs, Cell, Row, Stored, bound, of};
use crate::storage::strands::{Start, braid, position_before, strands};
use crate::storage::{CommandPage, JobsQuery, PeopleQuery, Share};
use crate::time::Timestamp;

pub(super) fn history(connection: &Connection, desk: Desk, query: &HistoryQuery) -> Outcome<EventPage> {
    let mut page = EventPage { events: Vec::new(), last: query.after };
    let (after, limit) = (bound(query.after), bound(query.limit.into()));
    let Some(ticket) = query.ticket else {
        let sql = statement!(format!(
            "SELECT e.feed, t.id, {} FROM tkit_event AS e LEFT JOIN tkit_ticket AS t ON t.row = e.ticket
            WHERE e.feed > ?1 AND e.feed <= ?2 ORDER BY e.feed LIMIT ?3",
            of("e", sql::EVENT_COLUMNS)
        ));
        each(connection, sql, &[desk.place(query.after), desk.place(u64::MAX), limit], |row| {
            page.last = count_of(row.take()?);
            let event = sql::event_of(row.take()?, row)?;
            page.events.extend(Some(event).filter(|event| event.public || query.audience == Audience::Staff));
            Ok(true)
        })?;
        return Ok(page);
    };
    let sql = match query.audience {
        Audience::Staff => statement!(of_ticket("version > ?3 ORDER BY version")),
        Audience::Customers => {
            statement!(of_ticket("public AND public_version > ?3 ORDER BY public_version"))
        }
    };
    let events = all(connection, sql, &[desk.cell(), ticket.to_cell(), after, limit], |row| {
        sql::event_of(Some(ticket), row)
    })?;
    if let Some(event) = events.last() {
        page.last = match query.audience {
            Audience::Staff => event.version,
            Audience::Customers => event.public_version,
        };
    }
    page.events = events;
    Ok(page)
}

fn of_ticket(condition: &str) -> String {
    let row = Kind::Ticket.place();
    format!(
        "SELECT {} FROM tkit_event WHERE desk = ?1 AND ticket = {row} AND {condition} LIMIT ?4",
        sql::EVENT_COLUMNS
    )
}

pub(super) fn thread(connection: &Connection, desk: Desk, query: &ThreadQuery) -> Outcome<MessagePage> {
    let merged = statement!(format!(
        "SELECT t.id, t.merged_openly FROM tkit_link AS l CROSS JOIN tkit_ticket AS t ON t.row = l.ticket
        WHERE l.desk = ?1 AND l.kind = {} AND l.target = ?2",
        sql::link_number(LinkKind::MergedInto)
    ));
    let tickets = strands(query, |ticket| {
        all(connection, merged, &[desk.cell(), ticket.to_cell()], |row| Ok((row.take()?, row.take()?)))
    })?;
    braid(query, &tickets, |ticket, start, limit| {
        let conversation = Conversation { connection, desk, ticket };
        conversation.read(start, query.audience, limit)
    })
}

/// The messages of one ticket.
struct Conversation<'c> {
    connection: &'c Connection,
    desk: Desk,
    ticket: TicketId,
}

impl Conversation<'_> {
    fn read(&self, start: Start, audience: Audience, limit: u32) -> Outcome<Vec<Message>> {
        let behind = match start {
            Start::After(position) => position,
            Start::Since(at) => self.position_before(at)?,
        };
        let sql = statement!(format!(
            "SELECT {} FROM tkit_message
            WHERE desk = ?1 AND ticket = {} AND position > ?3 AND (public OR ?4) ORDER BY position LIMIT ?5",
            sql::MESSAGE_COLUMNS,
            Kind::Ticket.place()
        ));
        let cells = [
            self.desk.cell(),
            self.ticket.to_cell(),
            bound(behind),
            Cell::Integer(i64::from(audience == Audience::Staff)),
            bound(limit.into()),
        ];
        all(self.connection, sql, &cells, |row| sql::message_of(self.ticket, row))
    }

    /// The index has the positions and not the instants.
    fn position_before(&self, at: Timestamp) -> Outcome<u64> {
        let last = statement!(format!(
            "SELECT max(position) FROM tkit_message WHERE desk = ?1 AND ticket = {}",
            Kind::Ticket.place()
        ));
        let first = statement!(format!(
            "SELECT position, at FROM tkit_message
            WHERE desk = ?1 AND ticket = {} AND position > ?3 ORDER BY position LIMIT 1",
            Kind::Ticket.place()
        ));
        let key = [self.desk.cell(), self.ticket.to_cell()];
        let last: Option<u64> = one(self.connection, last, &key, |row| row.take())?.flatten();
        position_before(at, last.unwrap_or(0), |position| {
            let [desk, ticket] = key.clone();
            let cells = [desk, ticket, bound(position)];
            one(self.connection, first, &cells, |row| Ok((row.take()?, row.take()?)))
        })
    }
}

pub(super) fn people(connection: &Connection, desk: Desk, query: &PeopleQuery) -> Outcome<Vec<Person>> {
    let sql = if query.staff {
        statement!(people_where("agent IS NOT NULL AND "))
    } else {
        statement!(people_where(""))
    };
    // The empty bytes come before every id.
    let after = query.after.as_ref().map_or(Cell::bytes(&[]), Stored::to_cell);
    all(connection, sql, &[desk.cell(), after, bound(query.limit.into())], |row| sql::person_of(row))
}

fn people_where(condition: &str) -> String {
    let columns = sql::PERSON_COLUMNS;
    format!("SELECT {columns} FROM tkit_person WHERE {condition}desk = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
}

pub(super) fn jobs(connection: &Connection, desk: Desk, query: &JobsQuery) -> Outcome<Vec<Job>> {
    let sql = statement!(format!(
        "SELECT {} FROM tkit_job WHERE desk = ?1 AND id > ?2 AND (?3 IS NULL OR (by_kind IN (1, 2) AND by = ?3))
        ORDER BY id LIMIT ?4",
        sql::JOB_COLUMNS
    ));
    // The empty bytes come before every id.
    let after = query.after.as_ref().map_or(Cell::bytes(&[]), Stored::to_cell);
    let cells = [desk.cell(), after, query.by.to_cell(), bound(query.limit.into())];
    all(connection, sql, &cells, |row| sql::job_of(row))
}

pub(super) fn commands(connection: &Connection, desk: Desk, after: u64, limit: u32) -> Outcome<CommandPage> {
    let sql = statement!(format!(
        "SELECT place, {} FROM tkit_command WHERE place > ?1 AND place <= ?2 ORDER BY place LIMIT ?3",
        sql::COMMAND_COLUMNS
    ));
    let mut page = CommandPage { commands: Vec::new(), last: after };
    each(connection, sql, &[desk.place(after), desk.place(u64::MAX), bound(limit.into())], |row| {
        page.last = count_of(row.take()?);
        page.commands.push(sql::command_of(row)?);
        Ok(true)
    })?;
    page.commands.iter_mut().try_for_each(|record| put_texts_back(connection, desk, record))?;
    Ok(page)
}

/// Takes the long texts of a command from the messages that hold them.
fn put_texts_back(connection: &Connection, desk: Desk, record: &mut CommandRecord) -> Outcome<()> {
    let Some(id) = record.texts.first() else { return Ok(()) };
    let sql =
        statement!(format!("SELECT body, html FROM tkit_message WHERE row = {}", Kind::Message.place()));
    let found = one(connection, sql, &[desk.cell(), id.to_cell()], |row| Ok((row.take()?, row.take()?)))?;
    if let Some((body, html)) = found {
        record.put_texts_back(body, html);
    }
    Ok(())
}

/// Timers of all desks, in the order in which the index has them.
pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
    share: Share,
) -> Outcome<Vec<(DeskId, Timer)>> {
    let sql = "SELECT due_at, desk, ticket, cause FROM tkit_timer INDEXED BY tkit_timer_due
        WHERE due_at <= ?1 ORDER BY due_at, desk, ticket, cause";
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut due: Vec<(DeskId, Timer)> = Vec::new();
    let mut desks = BTreeMap::new();
    if limit == 0 {
        return Ok(due);
    }
    each(connection, sql, &[now.to_cell()], |row| {
        let (due_at, number) = (row.take()?, row.take()?);
        let desk = match desks.entry(number) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => *unknown.insert(desk_of(connection, number)?),
        };
        let ticket = row.take::<Belongs>()?.0;
        let timer = Timer { ticket, cause: row.take()?, due_at };
        due.extend(share.holds(&timer).then_some((desk, timer)));
        Ok(due.len() < limit)
    })?;
    Ok(due)
}

pub(super) fn next_due(connection: &Connection) -> Outcome<Option<Timestamp>> {
    let next =
        one(connection, "SELECT min(due_at) FROM tkit_timer", &[], |row: &mut Columns<'_, '_>| row.take())?;
    Ok(next.flatten())
}
