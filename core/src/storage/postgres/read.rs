//! Histories, conversations, people, commands and timers, in their own order.

use super::desks;
use super::errors::Outcome;
use super::rows::{all, either, one};
use super::session::Session;
use crate::id::{DeskId, TicketId};
use crate::model::{Event, Job, LinkKind, Message, Person, Timer};
use crate::query::{Audience, EventPage, HistoryQuery, MessagePage, ThreadQuery};
use crate::storage::sql::{self, Belongs, Cell, Row, Stored, bound, of};
use crate::storage::strands::{Start, braid, position_before, strands};
use crate::storage::{CommandPage, JobsQuery, PeopleQuery, Share};
use crate::time::Timestamp;

/// Where nothing was found, asks whether there is such a desk at all.
pub(super) fn found_or_unknown(session: &Session, desk: DeskId, is_empty: bool) -> Outcome<()> {
    if is_empty { desks::config_version(session, desk).map(drop) } else { Ok(()) }
}

pub(super) fn history(session: &Session, desk: DeskId, query: &HistoryQuery) -> Outcome<EventPage> {
    let place = match (query.ticket, query.audience) {
        (None, _) => "feed",
        (Some(_), Audience::Staff) => "version",
        (Some(_), Audience::Customers) => "public_version",
    };
    let condition = match (query.ticket, query.audience) {
        (None, _) => "",
        (Some(_), Audience::Staff) => "AND ticket = $4",
        (Some(_), Audience::Customers) => "AND ticket = $4 AND public = 1",
    };
    let sql = format!(
        "SELECT {place}, ticket, {} FROM tkit_event WHERE desk = $1 AND {place} > $2 {condition}
        ORDER BY {place} LIMIT $3",
        sql::EVENT_COLUMNS
    );
    let mut cells = vec![desk.to_cell(), bound(query.after), bound(query.limit.into())];
    cells.extend(query.ticket.iter().map(Stored::to_cell));
    let events = all(session, &sql, &cells, |row| {
        let place: u64 = row.take()?;
        Ok((place, sql::event_of(row.take()?, row)?))
    })?;
    found_or_unknown(session, desk, events.is_empty())?;
    let last = events.last().map_or(query.after, |(place, _)| *place);
    let is_read = |event: &Event| event.public || query.audience == Audience::Staff;
    Ok(EventPage { events: events.into_iter().map(|(_, event)| event).filter(is_read).collect(), last })
}

pub(super) fn thread(session: &Session, desk: DeskId, query: &ThreadQuery) -> Outcome<MessagePage> {
    let merged = format!(
        "SELECT t.id, t.merged_openly FROM tkit_link AS l JOIN tkit_ticket AS t ON t.desk = l.desk AND t.id = l.ticket
        WHERE l.desk = $1 AND l.kind = {} AND l.target = $2",
        sql::link_number(LinkKind::MergedInto)
    );
    let tickets = strands(query, |ticket| {
        all(session, &merged, &[desk.to_cell(), ticket.to_cell()], |row| Ok((row.take()?, row.take()?)))
    })?;
    let page = braid(query, &tickets, |ticket, start, limit| {
        let conversation = Conversation { session, desk, ticket };
        conversation.read(start, query.audience, limit)
    })?;
    found_or_unknown(session, desk, page.messages.is_empty())?;
    Ok(page)
}

/// The messages of one ticket.
struct Conversation<'c> {
    session: &'c Session,
    desk: DeskId,
    ticket: TicketId,
}

impl Conversation<'_> {
    fn read(&self, start: Start, audience: Audience, limit: u32) -> Outcome<Vec<Message>> {
        let behind = match start {
            Start::After(position) => position,
            Start::Since(at) => self.position_before(at)?,
        };
        let read = match audience {
            Audience::Staff => "",
            Audience::Customers => "AND public = 1",
        };
        let sql = format!(
            "SELECT {} FROM tkit_message WHERE desk = $1 AND ticket = $2 AND position > $3 {read}
            ORDER BY position LIMIT $4",
            sql::MESSAGE_COLUMNS
        );
        let cells = [self.desk.to_cell(), self.ticket.to_cell(), bound(behind), bound(limit.into())];
        all(self.session, &sql, &cells, |row| sql::message_of(self.ticket, row))
    }

    /// The index has the positions and not the instants.
    fn position_before(&self, at: Timestamp) -> Outcome<u64> {
        let last = "SELECT max(position) FROM tkit_message WHERE desk = $1 AND ticket = $2";
        let first = "SELECT position, at FROM tkit_message WHERE desk = $1 AND ticket = $2 AND position > $3
            ORDER BY position LIMIT 1";
        let key = [self.desk.to_cell(), self.ticket.to_cell()];
        let last: Option<u64> = one(self.session, last, &key, |row| row.take())?.flatten();
        position_before(at, last.unwrap_or(0), |position| {
            let [desk, ticket] = key.clone();
            one(self.session, first, &[desk, ticket, bound(position)], |row| Ok((row.take()?, row.take()?)))
        })
    }
}

pub(super) fn people(session: &Session, desk: DeskId, query: &PeopleQuery) -> Outcome<Vec<Person>> {
    let sql = format!(
        "SELECT {} FROM tkit_person WHERE desk = $1 AND id > $2 {} ORDER BY id LIMIT $3",
        sql::PERSON_COLUMNS,
        if query.staff { "AND agent IS NOT NULL" } else { "" }
    );
    let cells = [desk.to_cell(), behind(query.after.as_ref()), bound(query.limit.into())];
    let people = all(session, &sql, &cells, |row| sql::person_of(row))?;
    found_or_unknown(session, desk, people.is_empty())?;
    Ok(people)
}

pub(super) fn jobs(session: &Session, desk: DeskId, query: &JobsQuery) -> Outcome<Vec<Job>> {
    let sql = format!(
        "SELECT {} FROM tkit_job WHERE desk = $1 AND id > $2 {} ORDER BY id LIMIT $3",
        sql::JOB_COLUMNS,
        if query.by.is_some() { "AND by_kind IN (1, 2) AND by = $4" } else { "" }
    );
    let mut cells = vec![desk.to_cell(), behind(query.after.as_ref()), bound(query.limit.into())];
    cells.extend(query.by.as_ref().map(|by| either(&by.to_cell())));
    let jobs = all(session, &sql, &cells, |row| sql::job_of(row))?;
    found_or_unknown(session, desk, jobs.is_empty())?;
    Ok(jobs)
}

/// The id behind which a list goes on. The empty bytes come before every id.
fn behind<T: Stored>(after: Option<&T>) -> Cell<'_> {
    after.map_or(Cell::bytes(&[]), Stored::to_cell)
}

/// Commands, each with the long texts that the first of its messages holds.
pub(super) fn commands(session: &Session, desk: DeskId, after: u64, limit: u32) -> Outcome<CommandPage> {
    let sql = format!(
        "SELECT c.place, {}, m.body, m.html FROM tkit_command AS c
        LEFT JOIN tkit_message AS m ON m.desk = c.desk AND m.id = substring(c.texts FROM 1 FOR 16)
        WHERE c.desk = $1 AND c.place > $2 ORDER BY c.place LIMIT $3",
        of("c", sql::COMMAND_COLUMNS)
    );
    let mut page = CommandPage { commands: Vec::new(), last: after };
    let found = all(session, &sql, &[desk.to_cell(), bound(after), bound(limit.into())], |row| {
        let place = row.take()?;
        let mut record = sql::command_of(row)?;
        let (body, html) = (row.take::<Option<String>>()?, row.take()?);
        if let Some(body) = body {
            record.put_texts_back(body, html);
        }
        Ok((place, record))
    })?;
    found_or_unknown(session, desk, found.is_empty())?;
    for (place, record) in found {
        page.last = place;
        page.commands.push(record);
    }
    Ok(page)
}

/// Timers of all desks, in the order in which the index has them. Which of them belong to a share is not for the
/// server to know: it is asked again behind the last one until there are enough.
pub(super) fn due(
    session: &Session,
    now: Timestamp,
    limit: u32,
    share: Share,
) -> Outcome<Vec<(DeskId, Timer)>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut due: Vec<(DeskId, Timer)> = Vec::new();
    let mut last: Option<(DeskId, Timer)> = None;
    while due.len() < limit {
        let page = due_after(session, now, last.as_ref())?;
        let full = page.len() >= TIMERS;
        last = page.last().cloned();
        due.extend(page.into_iter().filter(|(_, timer)| share.holds(timer)).take(limit - due.len()));
        if !full {
            break;
        }
    }
    Ok(due)
}

/// So many timers are asked for at once.
const TIMERS: usize = 500;

fn due_after(
    session: &Session,
    now: Timestamp,
    after: Option<&(DeskId, Timer)>,
) -> Outcome<Vec<(DeskId, Timer)>> {
    let beyond = if after.is_some() { "AND (due_at, desk, ticket, cause) > ($2, $3, $4, $5)" } else { "" };
    let sql = format!(
        "SELECT due_at, desk, ticket, cause FROM tkit_timer WHERE due_at <= $1 {beyond}
        ORDER BY due_at, desk, ticket, cause LIMIT {TIMERS}"
    );
    let belongs = after.map(|(_, timer)| Belongs(timer.ticket));
    let mut cells = vec![now.to_cell()];
    if let (Some((desk, timer)), Some(belongs)) = (after, &belongs) {
        cells.extend([timer.due_at.to_cell(), desk.to_cell(), belongs.to_cell(), timer.cause.to_cell()]);
    }
    all(session, &sql, &cells, |row| {
        let (due_at, desk) = (row.take()?, row.take()?);
        let ticket = row.take::<Belongs>()?.0;
        Ok((desk, Timer { ticket, cause: row.take()?, due_at }))
    })
}

pub(super) fn next_due(session: &Session) -> Outcome<Option<Timestamp>> {
    let next = one(session, "SELECT min(due_at) FROM tkit_timer", &[], |row| row.take())?;
    Ok(next.flatten())
}
