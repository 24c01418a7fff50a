//! What a ticket is linked to, as far as the actor sees it.

use super::super::asked::page;
use super::{Asking, unseen};
use crate::command::{Answer, Linked};
use crate::condition::Predicate;
use crate::decide;
use crate::error::{Problem, Result};
use crate::id::{Name, TicketId};
use crate::model::{LinkKind, Standing, Ticket, TicketRef};
use crate::query::{Sort, TicketQuery};
use crate::snapshot::{Key, Wanted};

impl Asking<'_> {
    pub(super) fn links(&self, ticket: &TicketRef, limit: Option<u32>) -> Result<Answer> {
        self.staff_only()?;
        let limit = page(limit)?;
        let ticket = &self.file(ticket)?.ticket;
        let mut links = Vec::new();
        for kind in LinkKind::ALL {
            let mut there = self.named(ticket, kind)?;
            let (mut back, more) = self.naming(ticket.id, kind, limit)?;
            if kind == LinkKind::Relates {
                back.retain(|other| there.iter().all(|known| known.id != other.id));
                there.append(&mut back);
                self.add(&mut links, kind.as_str(), there, more)?;
            } else {
                self.add(&mut links, kind.as_str(), there, false)?;
                self.add(&mut links, kind.seen_from_there(), back, more)?;
            }
        }
        Ok(Answer::Links { links })
    }

    /// What is wrong with solving a ticket whose parts are still to be done.
    pub(super) fn open_children(&self, ticket: &Ticket) -> Result<Option<Problem>> {
        if ticket.category.is_done() {
            return Ok(None);
        }
        let key = Key::OpenLinks(LinkKind::Parent, ticket.id);
        let found = self.inner.storage.load(self.desk, &Wanted::one(key))?;
        let open = found.open_links(LinkKind::Parent, ticket.id).map_err(|_| unseen())?;
        if open.is_empty() {
            return Ok(None);
        }
        let wanted: Wanted = open.iter().copied().map(Key::Ticket).collect();
        let children = self.inner.storage.load(self.desk, &wanted)?.tickets;
        let children = open.iter().filter_map(|id| children.get(id)).map(|file| &file.ticket);
        let seen = children.filter(|child| self.who.rights.sees(child));
        let numbers: Vec<String> = seen.map(|child| child.number.clone()).collect();
        Ok(Some(decide::still_open(&ticket.number, &numbers)))
    }

    fn add(
        &self,
        links: &mut Vec<Linked>,
        link: &'static str,
        mut tickets: Vec<Ticket>,
        more: bool,
    ) -> Result<()> {
        if !tickets.is_empty() {
            tickets.sort_by_key(|ticket| (ticket.created_at, ticket.id));
            let tickets = self.for_staff(tickets)?;
            links.push(Linked { link: Name::known(link), tickets, more });
        }
        Ok(())
    }

    /// The tickets that this one names.
    fn named(&self, ticket: &Ticket, kind: LinkKind) -> Result<Vec<Ticket>> {
        let named = ticket.links().filter(|(of, _)| *of == kind);
        let wanted: Wanted = named.map(|(_, id)| Key::Ticket(id)).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.inner.storage.load(self.desk, &wanted)?.tickets.into_values();
        Ok(found.map(|file| file.ticket).filter(|ticket| self.who.rights.sees(ticket)).collect())
    }

    /// The tickets that name this one: active ones, but for what was merged into it.
    fn naming(&self, ticket: TicketId, kind: LinkKind, limit: u32) -> Result<(Vec<Ticket>, bool)> {
        let naming = Predicate::names_ticket(kind.field(), ticket);
        let merged = kind == LinkKind::MergedInto;
        let condition = if merged { naming } else { decide::of_standing(naming, Standing::Active) };
        let query = TicketQuery {
            visible: self.who.rights.visible().clone(),
            audience: self.audience(),
            condition: Some(condition),
            text: None,
            sort: Sort::default(),
            after: None,
            limit,
        };
        let page = self.inner.storage.find(self.desk, &query)?;
        Ok((page.tickets, page.next.is_some()))
    }
}
