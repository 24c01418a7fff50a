//! Lists and counts.

use std::ops::ControlFlow;

use super::keys;
use super::stored::{Fact, File, Given};
use super::view::{PIECE, View};
use crate::change::CommandRecord;
use crate::error::{Error, Result};
use crate::id::{JobId, PersonId, TicketId};
use crate::model::{Job, LinkKind, Message, Person};
use crate::query::{
    Audience, Count, CountQuery, EventPage, HistoryQuery, MessagePage, SearchText, ThreadQuery, TicketPage,
    TicketQuery,
};
use crate::storage::rules::{Tally, is_meant, rows};
use crate::storage::strands::{Start, braid, position_before, strands};
use crate::storage::{CommandPage, JobsQuery, PeopleQuery};

/// How many records to ask for at once, when so many are wanted and one more tells whether there are others.
fn piece(limit: u32) -> u32 {
    limit.saturating_add(1).min(PIECE)
}

impl View<'_> {
    /// A page of tickets: a walk along the list in its order, from where the page begins until it is full.
    pub(super) fn find(&mut self, query: &TicketQuery) -> Result<TicketPage> {
        let question = query.question();
        let after = query.continues(question)?;
        let order = query.order();
        let mut from = self.keys.sorted(order.by, query.audience);
        let mut until = keys::after_all(&from);
        if let Some(after) = after {
            // Every ticket has the instant that it is ordered by: after a row without it there is nothing.
            let Some(key) = after.key else { return Ok(TicketPage { tickets: Vec::new(), next: None }) };
            let place = from.clone() + &keys::place_of(order.by, key, after.created_at, after.ticket);
            if order.descending { until = place } else { from = keys::just_after(&place) }
        }
        let wanted = rows(query.limit);
        let mut tickets = Vec::new();
        let mut more = false;
        self.walk::<File>((from, until), order.descending, piece(query.limit), |view, file| {
            let ticket = file.ticket;
            if is_meant(&query.visible, query.condition.as_ref(), &ticket) {
                let text = query.text.as_ref();
                if text.map_or(Ok(true), |text| {
                    view.speaks_of(&ticket.subject, ticket.id, text, query.audience)
                })? {
                    more = tickets.len() >= wanted;
                    if more {
                        return Ok(ControlFlow::Break(()));
                    }
                    tickets.push(ticket);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let next = tickets.last().filter(|_| more).map(|last| query.place(question, last));
        Ok(TicketPage { tickets, next })
    }

    /// Whether all words stand in the subject, or in one message that the audience may read.
    fn speaks_of(
        &mut self,
        subject: &str,
        ticket: TicketId,
        text: &SearchText,
        audience: Audience,
    ) -> Result<bool> {
        if text.is_in(subject) {
            return Ok(true);
        }
        let from = self.keys.thread(ticket);
        let mut found = false;
        self.walk::<Message>((from.clone(), keys::after_all(&from)), false, PIECE, |_, message| {
            found = (message.public || audience == Audience::Staff) && text.is_in(&message.body);
            Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    pub(super) fn count(&mut self, query: &CountQuery) -> Result<Vec<Count>> {
        let mut tally = Tally::new(query);
        let from = self.keys.tickets();
        self.walk::<File>((from.clone(), keys::after_all(&from)), false, PIECE, |_, file| {
            tally.add(&file.ticket);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(tally.listed())
    }

    pub(super) fn history(&mut self, query: &HistoryQuery) -> Result<EventPage> {
        let list = match (query.ticket, query.audience) {
            (None, _) => self.keys.feed(),
            (Some(ticket), Audience::Staff) => self.keys.history(ticket),
            (Some(ticket), Audience::Customers) => self.keys.public_history(ticket),
        };
        let place = |fact: &Fact| match (query.ticket, query.audience) {
            (None, _) => fact.number,
            (Some(_), Audience::Staff) => fact.event.version,
            (Some(_), Audience::Customers) => fact.event.public_version,
        };
        let mut page = EventPage { events: Vec::new(), last: query.after };
        for fact in self.after::<Fact>(&list, query.after, query.limit)? {
            page.last = place(&fact);
            if fact.event.public || query.audience == Audience::Staff {
                page.events.push(fact.event);
            }
        }
        Ok(page)
    }

    /// So many records of a list whose places are numbers: those after a place.
    fn after<T: super::stored::Stored>(&mut self, list: &str, after: u64, limit: u32) -> Result<Vec<T>> {
        let mut found = Vec::new();
        if limit == 0 {
            return Ok(found);
        }
        let range = (keys::just_after(&(list.to_owned() + &keys::place(after))), keys::after_all(list));
        self.walk(range, false, limit.min(PIECE), |_, record| {
            found.push(record);
            let full = found.len() >= rows(limit);
            Ok(if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    pub(super) fn thread(&mut self, query: &ThreadQuery) -> Result<MessagePage> {
        let keys = self.keys;
        let tickets = strands(query, |ticket| {
            let merged = self.all::<File>(&keys.linked(LinkKind::MergedInto.as_str(), ticket))?;
            Ok::<_, Error>(
                merged.into_iter().map(|file| (file.ticket.id, file.ticket.merged_openly)).collect(),
            )
        })?;
        braid(query, &tickets, |ticket, start, limit| self.messages(ticket, start, query.audience, limit))
    }

    /// So many messages of one ticket, in the order of their positions.
    fn messages(
        &mut self,
        ticket: TicketId,
        start: Start,
        audience: Audience,
        limit: u32,
    ) -> Result<Vec<Message>> {
        let list = self.keys.thread(ticket);
        let behind = |position| keys::just_after(&(list.clone() + &keys::place(position)));
        let until = keys::after_all(&list);
        let position = match start {
            Start::After(position) => position,
            Start::Since(at) => {
                let last = self.run::<Message>(&list, &until, true, 1)?.pop();
                let last = last.map_or(0, |(_, message)| message.position);
                position_before(at, last, |position| {
                    let first = self.run::<Message>(&behind(position), &until, false, 1)?.pop();
                    Ok::<_, Error>(first.map(|(_, message)| (message.position, message.at)))
                })?
            }
        };
        let mut messages = Vec::new();
        if limit == 0 {
            return Ok(messages);
        }
        self.walk::<Message>((behind(position), until.clone()), false, limit.min(PIECE), |_, message| {
            messages.extend(Some(message).filter(|it| it.public || audience == Audience::Staff));
            let full = messages.len() >= rows(limit);
            Ok(if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(messages)
    }

    pub(super) fn people(&mut self, query: &PeopleQuery) -> Result<Vec<Person>> {
        let list = if query.staff { self.keys.staff() } else { self.keys.people() };
        self.listed(&list, query.after.map(|id: PersonId| id.to_string()), query.limit)
    }

    pub(super) fn jobs(&mut self, query: &JobsQuery) -> Result<Vec<Job>> {
        let list = query.by.map_or_else(|| self.keys.jobs(), |by| self.keys.jobs_of(by));
        self.listed(&list, query.after.map(|id: JobId| id.to_string()), query.limit)
    }

    /// So many records of a list: those after a place.
    pub(super) fn listed<T: super::stored::Stored>(
        &mut self,
        list: &str,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<T>> {
        let from =
            after.map_or_else(|| list.to_owned(), |place| keys::just_after(&(list.to_owned() + &place)));
        let mut found = Vec::new();
        if limit == 0 {
            return Ok(found);
        }
        self.walk((from, keys::after_all(list)), false, limit.min(PIECE), |_, record| {
            found.push(record);
            let full = found.len() >= rows(limit);
            Ok(if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    pub(super) fn commands(&mut self, after: u64, limit: u32) -> Result<CommandPage> {
        let mut page = CommandPage { commands: Vec::new(), last: after };
        let later = self.after::<Given>(&self.keys.commands(), after, limit)?;
        let keys = self.keys;
        self.fetch(later.iter().flat_map(|given| &given.record.texts).map(|id| keys.message(*id)))?;
        for given in later {
            page.last = given.place;
            let command = self.with_texts(given.record)?;
            page.commands.push(command);
        }
        Ok(page)
    }

    /// The command as it was given, its long texts taken from the messages that hold them.
    fn with_texts(&mut self, mut record: CommandRecord) -> Result<CommandRecord> {
        if let Some(id) = record.texts.first()
            && let Some(message) = self.one::<Message>(&self.keys.message(*id))?
        {
            record.put_texts_back(message.body, message.html);
        }
        Ok(record)
    }
}
