//! A ticket, its history and its conversation.

use super::{Checking, Invariant};
use crate::assignment::weight;
use crate::error::Result;
use crate::id::TicketId;
use crate::limits;
use crate::model::{Event, EventKind, Message, Ticket};
use crate::query::{Audience, HistoryQuery, ThreadQuery};
use crate::snapshot::{Key, Snapshot, TicketFile};

/// What a ticket names, and what it is found by.
pub(super) fn keys_of_ticket(ticket: &Ticket) -> Vec<Key> {
    let mut keys = vec![Key::Ticket(ticket.id), Key::TicketByNumber(ticket.number.clone())];
    keys.extend(ticket.customers().map(|person| Key::Knows(ticket.id, person)));
    keys.extend(ticket.fold_key.iter().cloned().map(Key::TicketByFoldKey));
    keys.extend(references(ticket).into_iter().map(|(_, key)| key));
    keys.extend(ticket.links().map(|(kind, target)| Key::OpenLinks(kind, target)));
    keys
}

/// What a ticket names, with the field that names it.
fn references(ticket: &Ticket) -> Vec<(&'static str, Key)> {
    let people = [
        ("ccs", &ticket.ccs),
        ("unverified", &ticket.unverified),
        ("followers", &ticket.followers),
        ("assignees", &ticket.assignees),
        ("merged_ccs", &ticket.merged_ccs),
    ];
    let mut named = vec![("requester", Key::Person(ticket.requester))];
    named.extend(ticket.owner.map(|owner| ("owner", Key::Person(owner))));
    named.extend(
        people.into_iter().flat_map(|(field, ids)| ids.iter().map(move |id| (field, Key::Person(*id)))),
    );
    named.extend(ticket.organization.map(|it| ("organization", Key::Organization(it))));
    named.extend(ticket.description.map(|it| ("description", Key::Message(it))));
    named.extend(ticket.split_of.map(|it| ("split_of", Key::Message(it))));
    named.extend(ticket.links().map(|(kind, target)| (kind.as_str(), Key::Ticket(target))));
    named
}

impl Checking<'_> {
    pub(super) fn look_at_ticket(&mut self, id: TicketId, known: &Snapshot) -> Result<()> {
        let path = format!("/tickets/{id}");
        let Some(file) = known.tickets.get(&id) else {
            self.is_found(path, None, &id);
            return Ok(());
        };
        let ticket = &file.ticket;
        for (field, key) in references(ticket) {
            self.leads(&key, &format!("{path}/{field}"), known);
        }
        self.is_found(format!("{path}/number"), known.numbers.get(&ticket.number), &id);
        if let Some(key) = &ticket.fold_key {
            self.is_found(format!("{path}/fold_key"), known.fold_keys.get(key), &id);
        }
        for person in ticket.customers() {
            let found = known.knows.contains(&(id, person)).then_some(&id);
            self.is_found(format!("{path}/customers/{person}"), found, &id);
        }
        if ticket.is_to_be_done() {
            for (kind, target) in ticket.links() {
                let open = known.open_links.get(&(kind, target)).map_or(&[][..], Vec::as_slice);
                if open.len() < limits::LINKS_NAMED {
                    let found = open.iter().find(|other| **other == id);
                    self.is_found(format!("{path}/{}/{target}", kind.as_str()), found, &id);
                }
            }
        }
        if ticket.owner.is_some_and(|owner| !ticket.is_assigned_to(owner)) {
            let path = format!("{path}/owner");
            self.report.find(
                Invariant::OwnerAssigned,
                path,
                format!("{:?}", ticket.assignees),
                "the owner among them",
            );
        }
        if let Some(place) = &file.place
            && !(ticket.waits_for_owner() && ticket.team.as_ref() == Some(&place.team))
        {
            let path = format!("{path}/place");
            self.report.find(Invariant::PlaceFits, path, format!("{place:?}"), "no place");
        }
        self.sums.add_ticket(ticket, weight(ticket), file);
        self.look_at_history(ticket, &path)?;
        self.look_at_conversation(file, &path)?;
        self.look_at_timers(file, &path);
        Ok(())
    }

    /// The history makes the ticket.
    fn look_at_history(&mut self, ticket: &Ticket, path: &str) -> Result<()> {
        let mut folded = Ticket::blank(ticket.id);
        let mut after = 0;
        loop {
            let query = HistoryQuery {
                ticket: Some(ticket.id),
                audience: Audience::Staff,
                after,
                limit: limits::PAGE_MAX,
            };
            let events = self.storage.history(self.desk, &query)?.events;
            let Some(last) = events.last() else { break };
            after = last.version;
            for event in &events {
                if !self.follows(event, &folded, path) {
                    return Ok(());
                }
                if matches!(event.kind, EventKind::TicketPulled { .. })
                    && let (Some(team), Some(person)) = (&folded.team, event.by.person())
                {
                    self.sums.add_share(team, event.at, person);
                }
                if let Err(problem) = event.apply(&mut folded) {
                    let path = format!("{path}/history/{}", event.version);
                    self.report.find(Invariant::TicketFolds, path, problem, "a value that can stand there");
                    return Ok(());
                }
            }
        }
        if folded.version != ticket.version {
            let path = format!("{path}/version");
            self.report.find(
                Invariant::HistoryWhole,
                path,
                ticket.version,
                format!("{} events", folded.version),
            );
            return Ok(());
        }
        for field in ticket.differences(&folded) {
            let text = |ticket: &Ticket| {
                ticket.get(&field).map_or_else(|| "nothing".to_owned(), |it| it.to_string())
            };
            let path = format!("{path}/{}", field.as_str());
            self.report.find(Invariant::TicketFolds, path, text(ticket), text(&folded));
        }
        let head = |ticket: &Ticket| (ticket.public_version, ticket.updated_at, ticket.public_updated_at);
        if head(ticket) != head(&folded) {
            let path = format!("{path}/public_version");
            self.report.find(
                Invariant::HistoryWhole,
                path,
                format!("{:?}", head(ticket)),
                format!("{:?}", head(&folded)),
            );
        }
        Ok(())
    }

    /// Whether an event is the next one after those that made a ticket.
    fn follows(&mut self, event: &Event, folded: &Ticket, path: &str) -> bool {
        let path = format!("{path}/history/{}", event.version);
        let public = folded.public_version + u64::from(event.public);
        if (event.version, event.public_version) != (folded.version + 1, public) {
            let stored = format!("the versions {} and {}", event.version, event.public_version);
            self.report.find(
                Invariant::HistoryWhole,
                path,
                stored,
                format!("{} and {public}", folded.version + 1),
            );
            return false;
        }
        if folded.version > 0 && event.at < folded.updated_at {
            self.report.find(
                Invariant::HistoryWhole,
                path,
                event.at,
                format!("{} or later", folded.updated_at),
            );
        }
        true
    }

    fn look_at_conversation(&mut self, file: &TicketFile, path: &str) -> Result<()> {
        let ticket = &file.ticket;
        let mut query = ThreadQuery {
            ticket: ticket.id,
            audience: Audience::Staff,
            after: None,
            limit: limits::PAGE_MAX,
        };
        let mut heard = 0;
        let path = format!("{path}/messages");
        loop {
            let page = self.storage.thread(self.desk, &query)?;
            // What was merged into it is shown with it, and belongs to another one.
            for message in page.messages.iter().filter(|message| message.ticket == ticket.id) {
                heard += 1;
                if message.position != heard {
                    let path = format!("{path}/{}", message.id);
                    self.report.find(Invariant::ConversationWhole, path, message.position, heard);
                    return Ok(());
                }
                if heard == 1 && ticket.description != Some(message.id) {
                    let stored = format!("{:?}", ticket.description);
                    self.report.find(Invariant::ConversationWhole, path.clone(), stored, message.id);
                }
            }
            query.after = page.messages.last().map(Message::place);
            if !page.more || query.after.is_none() {
                break;
            }
        }
        if heard != file.messages {
            self.report.find(Invariant::ConversationWhole, path, file.messages, heard);
        }
        Ok(())
    }
}
