//! Lists and counts.

use super::desk::Desk;
use crate::change::CommandRecord;
use crate::error::{Error, Result};
use crate::id::{JobId, PersonId, TicketId};
use crate::model::{Event, Job, LinkKind, Person, Ticket};
use crate::query::{
    Audience, Count, CountQuery, Cursor, EventPage, HistoryQuery, MessagePage, SearchText, SortKey,
    ThreadQuery, TicketPage, TicketQuery,
};
use crate::storage::rules::{Tally, is_meant, rows};
use crate::storage::strands::{Start, braid, strands};
use crate::storage::{CommandPage, JobsQuery, PeopleQuery};
use crate::time::Timestamp;

impl Desk {
    pub(super) fn find(&self, query: &TicketQuery) -> Result<TicketPage> {
        let question = query.question();
        let after = query.continues(question)?;
        let order = query.order();
        let mut by_age: Box<dyn Iterator<Item = &TicketId>> =
            Box::new(self.created.iter().map(|((_, id), ())| id));
        if order.descending {
            by_age = Box::new(self.created.iter().rev().map(|((_, id), ())| id));
        }
        let comes_later = |place: &Cursor| after.is_none_or(|after| order.compare(place, &after).is_gt());
        let places = by_age
            .filter_map(|id| self.tickets.get(id))
            .map(|ticket| (query.place(question, ticket), ticket));
        let matching = places.filter(|(place, ticket)| comes_later(place) && self.answers(query, ticket));
        let wanted = rows(query.limit);
        let mut page: Vec<(Cursor, &Ticket)> = if order.by == SortKey::CreatedAt {
            matching.take(wanted.saturating_add(1)).collect()
        } else {
            matching.collect()
        };
        page.sort_by(|(a, _), (b, _)| order.compare(a, b));
        let more = page.len() > wanted;
        page.truncate(wanted);
        Ok(TicketPage {
            next: page.last().filter(|_| more).map(|(place, _)| *place),
            tickets: page.into_iter().map(|(_, ticket)| ticket.clone()).collect(),
        })
    }

    fn answers(&self, query: &TicketQuery, ticket: &Ticket) -> bool {
        is_meant(&query.visible, query.condition.as_ref(), ticket)
            && query.text.as_ref().is_none_or(|text| self.speaks_of(ticket, text, query.audience))
    }

    /// Whether all words stand in the subject, or in one message that the audience may read.
    fn speaks_of(&self, ticket: &Ticket, text: &SearchText, audience: Audience) -> bool {
        let mut messages = self.threads.range((ticket.id, 0)..=(ticket.id, u64::MAX));
        text.is_in(&ticket.subject)
            || messages.any(|(_, id)| {
                let message = self.messages.get(id);
                message.is_some_and(|message| {
                    (message.public || audience == Audience::Staff) && text.is_in(&message.body)
                })
            })
    }

    pub(super) fn count(&self, query: &CountQuery) -> Vec<Count> {
        let mut tally = Tally::new(query);
        self.tickets.iter().for_each(|(_, ticket)| tally.add(ticket));
        tally.listed()
    }

    pub(super) fn history(&self, query: &HistoryQuery) -> EventPage {
        let places: Box<dyn Iterator<Item = (u64, u64)>> = match (query.ticket, query.audience) {
            (None, _) => Box::new(self.events.iter().map(|(number, _)| (*number, *number))),
            (Some(id), Audience::Staff) => Box::new(of_ticket(self.history.range((id, 0)..=(id, u64::MAX)))),
            (Some(id), Audience::Customers) => {
                Box::new(of_ticket(self.public_history.range((id, 0)..=(id, u64::MAX))))
            }
        };
        let mut last = query.after;
        let mut events: Vec<Event> = Vec::new();
        for (place, number) in places.filter(|(place, _)| *place > query.after).take(rows(query.limit)) {
            let seen = |event: &&Event| event.public || query.audience == Audience::Staff;
            events.extend(self.events.get(&number).filter(seen).cloned());
            last = place;
        }
        EventPage { events, last }
    }

    pub(super) fn thread(&self, query: &ThreadQuery) -> Result<MessagePage> {
        let tickets = strands(query, |ticket| Ok::<_, Error>(self.merged_into(ticket)))?;
        braid(query, &tickets, |ticket, start, limit| {
            let (behind, since) = match start {
                Start::After(position) => (position, Timestamp::MIN),
                Start::Since(at) => (0, at),
            };
            let thread = self.threads.range((ticket, behind.saturating_add(1))..=(ticket, u64::MAX));
            let messages = thread.filter_map(|(_, id)| self.messages.get(id));
            let seen = messages.filter(|message| message.public || query.audience == Audience::Staff);
            Ok(seen.filter(|message| since <= message.at).take(rows(limit)).cloned().collect())
        })
    }

    /// What was merged into a ticket itself, and whether that was done openly.
    fn merged_into(&self, ticket: TicketId) -> Vec<(TicketId, bool)> {
        let merged = self.linked(LinkKind::MergedInto, ticket, &[false, true]);
        let merged = merged.filter_map(|id| self.tickets.get(&id));
        merged.map(|ticket| (ticket.id, ticket.merged_openly)).collect()
    }

    /// The tickets that name another one, by age: those that are still to be done (false), or the others.
    pub(super) fn linked(
        &self,
        kind: LinkKind,
        target: TicketId,
        apart: &[bool],
    ) -> impl Iterator<Item = TicketId> {
        let run = move |apart| {
            let first = (kind, target, apart, Timestamp::MIN, TicketId::from_bytes([0; 16]));
            let last = (kind, target, apart, Timestamp::MAX, TicketId::from_bytes([u8::MAX; 16]));
            self.links.range(first..=last).map(|((.., id), ())| *id)
        };
        apart.iter().copied().flat_map(run)
    }

    pub(super) fn people(&self, query: &PeopleQuery) -> Vec<Person> {
        let first = query.after.unwrap_or(PersonId::from_bytes([0; 16]));
        let people = self.people.range(first..).filter(|(id, _)| Some(**id) != query.after);
        let asked = people.filter(|(_, person)| !query.staff || person.agent.is_some());
        asked.take(rows(query.limit)).map(|(_, person)| Person::clone(person)).collect()
    }

    pub(super) fn jobs(&self, query: &JobsQuery) -> Vec<Job> {
        let first = query.after.unwrap_or(JobId::from_bytes([0; 16]));
        let jobs = self.jobs.range(first..).filter(|(id, _)| Some(**id) != query.after);
        let asked = jobs.filter(|(_, job)| query.by.is_none_or(|by| job.by.person() == Some(by)));
        asked.take(rows(query.limit)).map(|(_, job)| job.clone()).collect()
    }

    pub(super) fn commands(&self, after: u64, limit: u32) -> CommandPage {
        let later = self.commands.range(after.saturating_add(1)..).take(rows(limit));
        let mut page = CommandPage { commands: Vec::new(), last: after };
        for (place, record) in later {
            page.commands.push(self.with_texts(record.clone()));
            page.last = *place;
        }
        page
    }

    /// The command as it was given, its long texts taken from the messages that hold them.
    fn with_texts(&self, mut record: CommandRecord) -> CommandRecord {
        if let Some(message) = record.texts.first().and_then(|id| self.messages.get(id)) {
            record.put_texts_back(message.body.clone(), message.html.clone());
        }
        record
    }
}

/// Places in a ticket's history, and the numbers in the feed that stand there.
fn of_ticket<'a>(
    rows: impl Iterator<Item = (&'a (TicketId, u64), &'a u64)>,
) -> impl Iterator<Item = (u64, u64)> {
    rows.map(|((_, place), number)| (*place, *number))
}
