//! A document tried out on what is stored, without touching it: what a desk would be like, and what it would have been.

mod lives;
mod preview;
mod report;
mod routing;
mod routing_text;
mod text;
mod what_if;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

pub use preview::PreviewOptions;
pub(super) use preview::{PreviewAsked, preview};
pub(super) use routing::what_if_routing;
pub use what_if::WhatIf;
pub(super) use what_if::{WhatIfAsked, what_if};

use super::Inner;
use super::ask::unseen;
use super::asked::cursor;
use crate::access::{FieldSight, Permission};
pub use crate::command::{
    AgentRouting, GroupBy, Move, Preview, Refusal, Refusals, Rerouted, RoutedTo, RoutingReport, RoutingTally,
    Stranded, Tally, TeamRouting, Waits, WhatIfReport, WhatIfRow,
};
use crate::condition::{Condition, Predicate, Scope};
use crate::config::{Config, SeenFields};
use crate::decide::{self, Interrupt};
use crate::error::{Error, Problem, Result};
use crate::id::{DeskId, OrganizationId};
use crate::limits;
use crate::model::{Actor, Organization, Ticket};
use crate::query::{Audience, Cursor, Sort, TicketQuery, number_of};
use crate::sla::{Policy, TicketCalendars};
use crate::snapshot::{Key, TicketFile, Wanted};

/// Tickets that are looked at between two words about progress.
const PAGE: u32 = 200;

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

/// What is done with a page of tickets: it is told how the place behind a ticket is written, and answers whether to go on.
type Visit<'v> = dyn FnMut(Vec<&TicketFile>, &dyn Fn(&Ticket) -> String) -> Result<bool> + 'v;

/// What every trial is asked: which document, and which part of the history.
pub(super) struct TrialAsked<'a> {
    /// The document; the one in force when absent.
    pub(super) document: Option<&'a str>,
    /// Which tickets, as they are now; all when absent.
    pub(super) condition: Option<&'a Condition>,
    /// The place behind which it begins.
    pub(super) after: Option<&'a str>,
    /// How many tickets are looked at, at the most; all when absent.
    pub(super) tickets: Option<u64>,
}

/// Which tickets a trial goes along.
struct Way<'w> {
    /// What they have to fit.
    condition: Option<Predicate>,
    /// The place behind which it begins.
    after: Option<&'w str>,
    /// How many are looked at, at the most.
    tickets: Option<u64>,
    /// What tells the places of this trial from those of others.
    mark: u32,
}

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
    /// Which fields they read.
    sight: FieldSight,
}

impl<'a> Trial<'a> {
    /// Checks the actor and the document; that in force when there is none.
    fn of(inner: &'a Inner, desk: DeskId, document: Option<&str>, actor: &Actor) -> Result<Self> {
        let (present, snapshot) = inner.see(desk, Wanted::nothing(), actor)?;
        let (visible, sight) = match decide::resolve(actor, None, &present, &snapshot) {
            Ok(who) => {
                who.rights.require(Permission::ManageConfig)?;
                (who.rights.visible().clone(), who.rights.field_sight())
            }
            Err(Interrupt::Refuse(error)) => return Err(error),
            Err(Interrupt::Need(_) | Interrupt::NeedConfigs(_)) => return Err(unseen().into()),
        };
        let version = present.version();
        let in_force = match document {
            Some(_) => None,
            None => Some(inner.storage.config(desk, Some(version))?.ok_or_else(unseen)?.document),
        };
        let document = document.or(in_force.as_deref()).unwrap_or_default();
        let tried = decide::check_document(document, version + 1, &inner.zones)?;
        Ok(Self { inner, desk, present, tried, visible, sight })
    }

    /// A condition on tickets, as the configuration in force reads it.
    fn condition(&self, condition: Option<&Condition>) -> Result<Option<Predicate>> {
        let fields = SeenFields::of(&self.present, &self.sight);
        let compile = |condition| Predicate::compile(condition, &fields, Scope::Stored, "/condition");
        let compiled = condition.map(compile).transpose();
        compiled.map_err(|problems| Error::of(problems).unwrap_or_else(|| unseen().into()))
    }

    /// The way that is asked for. Its places are of a trial of this name, of this document and of what else is given alone.
    fn way<'w>(&self, name: &str, asked: &TrialAsked<'w>, besides: &impl Hash) -> Result<Way<'w>> {
        Ok(Way {
            condition: self.condition(asked.condition)?,
            after: asked.after,
            tickets: asked.tickets,
            mark: number_of(&(name, asked.document, self.present.version(), besides)),
        })
    }

    /// Shows the tickets that fit and that the actor sees, oldest first, page by page, each of one moment; `visit` stops
    /// it by answering false. Answers where the next walk begins; nothing at the end.
    fn walk(&self, way: &Way<'_>, visit: &mut Visit<'_>) -> Result<Option<String>> {
        let mut query = TicketQuery {
            visible: self.visible.clone(),
            audience: Audience::Staff,
            condition: way.condition.clone(),
            text: None,
            sort: Sort::default(),
            after: None,
            limit: PAGE,
        };
        // A place of one trial is none of another.
        let marked = |place: Cursor| Cursor { question: place.question ^ way.mark, ..place };
        query.after = way.after.map(cursor).transpose()?.map(marked);
        let (question, asked) = (query.question(), query.clone());
        let place = |ticket: &Ticket| marked(asked.place(question, ticket)).to_string();
        let mut left = way.tickets.unwrap_or(u64::MAX);
        loop {
            query.limit = u32::try_from(left).unwrap_or(PAGE).clamp(1, PAGE);
            let page = self.inner.storage.find(self.desk, &query)?;
            let wanted: Wanted = page.tickets.iter().map(|ticket| Key::Ticket(ticket.id)).collect();
            let snapshot = self.inner.storage.load(self.desk, &wanted)?;
            let files = page.tickets.iter().filter_map(|ticket| snapshot.tickets.get(&ticket.id));
            // Somebody may have changed it in between.
            let seen = files.filter(|file| self.visible.matches(&file.ticket)).collect();
            let goes_on = visit(seen, &place)?;
            left = left.saturating_sub(u64::from(query.limit));
            query.after = match page.next {
                None => return Ok(None),
                Some(next) if !goes_on || left == 0 => return Ok(Some(marked(next).to_string())),
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
