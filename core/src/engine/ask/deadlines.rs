//! Deadlines as a calendar.

use super::{Asking, unseen};
use crate::access::Rights;
use crate::command::{Answer, Query};
use crate::engine::asked::{cursor, page};
use crate::error::{Code, Problem, Result};
use crate::ical::{self, Item, When};
use crate::limits;
use crate::model::{Clock, Ticket};
use crate::query::{Audience, Sort, TicketQuery};
use crate::snapshot::{Key, TicketFile, Wanted};

impl Asking<'_> {
    /// Of a page of tickets everything that has a place in a calendar. No customer sees due dates, plans or clocks.
    pub(super) fn deadlines(&self, query: &Query) -> Result<Answer> {
        let Query::Deadlines { condition, name, link, after, limit } = query else {
            return Err(unseen().into());
        };
        self.staff_only()?;
        let link = link.as_deref().unwrap_or_default();
        if link.chars().any(|character| character.is_control() || character.is_whitespace()) {
            let problem = Problem::new(Code::BadText, "the address holds a space or a control character");
            return Err(problem.at("/link").into());
        }
        let query = TicketQuery {
            visible: self.who.rights.visible().clone(),
            audience: Audience::Staff,
            condition: Some(self.compile(condition.as_ref())?),
            text: None,
            sort: Sort::default(),
            after: after.as_deref().map(cursor).transpose()?,
            limit: page(*limit)?,
        };
        let found = self.inner.storage.find(self.desk, &query)?;
        let wanted: Wanted = found.tickets.iter().map(|ticket| Key::Ticket(ticket.id)).collect();
        let snapshot = self.inner.storage.load(self.desk, &wanted)?;
        let (mut items, mut next) = (Vec::new(), found.next);
        let mut last = None;
        for ticket in &found.tickets {
            // Somebody may have changed it in between.
            let file = snapshot.tickets.get(&ticket.id).filter(|file| query.visible.matches(&file.ticket));
            let mut own = file.map(|file| items_of(file, &self.who.rights, link)).unwrap_or_default();
            if !items.is_empty() && items.len() + own.len() > limits::ICAL_ITEMS {
                next = last.map(|last| query.place(query.question(), last));
                break;
            }
            items.append(&mut own);
            last = Some(ticket);
        }
        Ok(Answer::Deadlines {
            calendar: ical::write(name.as_deref().unwrap_or_default(), &items)?,
            items: u64::try_from(items.len()).unwrap_or(u64::MAX),
            next: next.map(|cursor| cursor.to_string()),
        })
    }
}

/// The due date, the planned span and the deadlines of a ticket. A uid begins with the ticket's id, which no other desk
/// has, and names what does not change: the same entry moves when the ticket is read again.
fn items_of(file: &TicketFile, rights: &Rights<'_>, link: &str) -> Vec<Item> {
    let mut seen = file.ticket.clone();
    rights.conceal(&mut seen);
    let ticket = &seen;
    let item = |what: &str, when: When, summary: String, description: String| {
        let mut item = Item::new(format!("{}/{what}", ticket.id), ticket.updated_at, when);
        (item.summary, item.description) = (summary, description);
        item.categories = ticket.team.iter().chain([&ticket.priority]).map(ToString::to_string).collect();
        if !link.is_empty() {
            item.url = format!("{link}{}", ticket.number);
        }
        item
    };
    let title = |what: &str| format!("{}: {} ({what})", ticket.number, ticket.subject);
    let mut items = Vec::new();
    if let Some(at) = ticket.due_at {
        let when = When::Due { at, done: done_at(ticket) };
        items.push(item("due_at", when, title("due"), String::new()));
    }
    // A plan without a beginning is a deadline of its own, and one without an end has no place.
    match (ticket.planned_from, ticket.planned_to) {
        (Some(from), Some(to)) if from < to => {
            items.push(item("planned", When::Span { from, to }, title("planned"), String::new()));
        }
        (_, Some(at)) => {
            let when = When::Due { at, done: done_at(ticket) };
            items.push(item("planned", when, title("planned"), String::new()));
        }
        (_, None) => {}
    }
    let open = |clock: &&Clock| clock.state.is_open() && rights.sees_clock(clock);
    for clock in file.clocks.iter().filter(open) {
        // While it is paused there is no deadline.
        if let Some(at) = clock.due_at {
            let when = When::Due { at, done: None };
            let promised = format!("promised by policy {}", clock.key.policy);
            items.push(item(&clock.key.to_string(), when, title(clock.key.metric.as_str()), promised));
        }
    }
    items
}

/// When a ticket that is done was.
fn done_at(ticket: &Ticket) -> Option<crate::Timestamp> {
    ticket.category.is_done().then(|| ticket.solved_at.or(ticket.closed_at)).flatten()
}
