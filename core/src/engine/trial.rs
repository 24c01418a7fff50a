//! A document tried out on what is stored, without touching it: what a desk would be like, and what it would have been.

mod preview;
mod report;
mod text;
mod what_if;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use preview::{Move, Preview, PreviewOptions};
pub use report::{GroupBy, Tally, WhatIfReport, WhatIfRow};
pub use what_if::WhatIf;

use serde::{Deserialize, Serialize};

use super::Inner;
use super::ask::unseen;
use super::desk::Desk;
use crate::access::Permission;
use crate::condition::{Condition, Predicate, Scope};
use crate::config::Config;
use crate::decide::{self, Interrupt};
use crate::error::{Error, Problem, Result};
use crate::id::{DeskId, OrganizationId};
use crate::limits;
use crate::model::{Actor, Organization, Ticket};
use crate::query::{Audience, Sort, TicketQuery};
use crate::sla::{Policy, TicketCalendars};
use crate::snapshot::{Key, TicketFile, Wanted};

/// Tickets that are looked at between two words about progress.
const PAGE: u32 = 200;

/// A ticket that could not be held to the document: a command that tried would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The number of the ticket.
    pub number: String,
    /// Why.
    pub problem: Problem,
}

/// The tickets that were refused: how many, and the first [`limits::TRIAL_REFUSALS`] of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusals {
    /// How many there are.
    pub count: u64,
    /// The first of them, by creation.
    pub first: Vec<Refusal>,
}

impl Refusals {
    fn add(&mut self, ticket: &Ticket, problem: Problem) {
        self.count += 1;
        if self.first.len() < limits::TRIAL_REFUSALS {
            self.first.push(Refusal { number: ticket.number.clone(), problem });
        }
    }
}

/// Organizations, by their ids.
type Organizations = BTreeMap<OrganizationId, Arc<Organization>>;

/// A document on trial.
struct Trial<'a> {
    inner: &'a Inner,
    desk: DeskId,
    /// The configuration in force.
    present: Arc<Config>,
    /// What the document would be as the next version.
    tried: Config,
    /// What the actor sees.
    visible: Predicate,
}

impl<'a> Trial<'a> {
    /// Checks the actor and the document.
    fn of(desk: &'a Desk, document: &str, actor: &Actor) -> Result<Self> {
        let inner = &*desk.engine.inner;
        let (present, snapshot) = inner.see(desk.id, Wanted::nothing(), actor)?;
        let visible = match decide::resolve(actor, None, &present, &snapshot) {
            Ok(who) => {
                who.rights.require(Permission::ManageConfig)?;
                who.rights.visible().clone()
            }
            Err(Interrupt::Refuse(error)) => return Err(error),
            Err(Interrupt::Need(_) | Interrupt::NeedConfigs(_)) => return Err(unseen().into()),
        };
        let tried = decide::check_document(document, present.version() + 1, &inner.zones)?;
        Ok(Self { inner, desk: desk.id, present, tried, visible })
    }

    /// A condition on tickets, as the configuration in force reads it.
    fn condition(&self, condition: Option<&Condition>) -> Result<Option<Predicate>> {
        let compile = |condition| Predicate::compile(condition, &*self.present, Scope::Stored, "/condition");
        let compiled = condition.map(compile).transpose();
        compiled.map_err(|problems| Error::of(problems).unwrap_or_else(|| unseen().into()))
    }

    /// Shows all tickets that fit and that the actor sees, oldest first, page by page, each of one moment. Answers
    /// whether it came to the end: it stops when `visit` answers false.
    fn walk(
        &self,
        condition: Option<Predicate>,
        visit: &mut dyn FnMut(Vec<&TicketFile>) -> Result<bool>,
    ) -> Result<bool> {
        let mut query = TicketQuery {
            visible: self.visible.clone(),
            audience: Audience::Staff,
            condition,
            text: None,
            sort: Sort::default(),
            after: None,
            limit: PAGE,
        };
        loop {
            let page = self.inner.storage.find(self.desk, &query)?;
            let wanted: Wanted = page.tickets.iter().map(|ticket| Key::Ticket(ticket.id)).collect();
            let snapshot = self.inner.storage.load(self.desk, &wanted)?;
            let files = page.tickets.iter().filter_map(|ticket| snapshot.tickets.get(&ticket.id));
            // Somebody may have changed it in between.
            let goes_on = visit(files.filter(|file| self.visible.matches(&file.ticket)).collect())?;
            query.after = match page.next {
                None => return Ok(true),
                Some(_) if !goes_on => return Ok(false),
                next => next,
            };
        }
    }

    /// Whether what is promised by the document depends on organizations.
    fn asks_organizations(&self) -> bool {
        self.tried.policies().iter().any(Policy::asks_organization)
    }

    /// The organizations of these ids, as they are now.
    fn organizations(&self, ids: &BTreeSet<OrganizationId>) -> Result<Organizations> {
        if ids.is_empty() {
            return Ok(Organizations::new());
        }
        let wanted: Wanted = ids.iter().copied().map(Key::Organization).collect();
        Ok(self.inner.storage.load(self.desk, &wanted)?.organizations)
    }

    /// The calendars that others than a policy name for a ticket under the document.
    fn calendars<'c>(&'c self, organizations: &'c Organizations, ticket: &Ticket) -> TicketCalendars<'c> {
        let team = ticket.team.as_ref().and_then(|team| self.tried.team(team));
        let organization = ticket.organization.and_then(|organization| organizations.get(&organization));
        TicketCalendars {
            team: team.and_then(|team| team.calendar.as_ref()),
            organization: organization.and_then(|organization| organization.calendar.as_ref()),
        }
    }
}
