//! Where a ticket can go, and what is still missing for it.

use super::Asking;
use crate::access::Permission;
use crate::command::{Answer, ApprovalStand, Available};
use crate::decide;
use crate::error::Result;
use crate::id::Name;
use crate::model::{Ticket, TicketRef};
use crate::workflow::{ApproversSpec, Attempt, Brought, Transition};

impl Asking<'_> {
    pub(super) fn transitions(&self, ticket: &TicketRef) -> Result<Answer> {
        let now = self.inner.time.now();
        let ticket = &*decide::at_home(self.config, &self.file(ticket)?.ticket, now);
        let may_change = self.who.rights.may(Permission::Change) && ticket.standing.is_active();
        let Some(workflow) = self.config.workflow(&ticket.workflow).filter(|_| may_change) else {
            return Ok(Answer::Transitions { available: Vec::new() });
        };
        let barred = self.open_children(ticket)?;
        let mut available = Vec::new();
        for target in workflow.targets(&ticket.status) {
            let needs = decide::needs_to_enter(self.config, &self.who.rights, ticket, target, now);
            let attempt = Attempt {
                facts: ticket,
                message: Brought::Nothing,
                may: &|permission| self.who.rights.may_named(permission),
                hidden: &|field| needs.hides(field),
                sees: &|field| self.who.rights.sees_field(field, |_| false),
            };
            let moves = workflow.available_to(&ticket.status, target, &attempt);
            available.extend(moves.into_iter().map(|found| {
                let mut missing = needs.added_to(found.missing);
                let mut ways = workflow.transitions(&ticket.status, &target.name);
                let taken = ways.find(|way| way.name == found.transition);
                if target.category.is_done() && workflow.requires_children_done(taken) {
                    missing.extend(barred.clone());
                }
                let approval = taken.and_then(|way| self.stand(ticket, way, &target.name));
                let (to, category, transition) = (found.to, target.category, found.transition);
                Available { to, category, transition, missing, approval }
            }));
        }
        Ok(Answer::Transitions { available })
    }

    /// How the approval stands that a transition needs.
    fn stand(&self, ticket: &Ticket, way: &Transition, to: &Name) -> Option<ApprovalStand> {
        let spec = way.approval.as_ref()?;
        let asked = ticket.approval.as_ref().filter(|asked| asked.to == *to && asked.transition == way.name);
        let approved = asked.map_or(0, |asked| u32::try_from(asked.approved.len()).unwrap_or(u32::MAX));
        let person = self.who.rights.person();
        let agent = person.and_then(|person| self.snapshot.person(person).ok().flatten());
        let agent = agent.and_then(|person| person.active_agent());
        let yours = asked.is_some_and(|asked| {
            let own = person.is_some() && asked.by == person;
            let fits = match &spec.by {
                ApproversSpec::Permission(name) => self.who.rights.may_named(name),
                ApproversSpec::Role(name) => self.who.rights.has_role(name),
                ApproversSpec::Team(name) => agent.is_some_and(|agent| agent.teams.contains(name)),
            };
            let voted = person.is_some_and(|person| asked.approved.contains(&person));
            person.is_none() || (fits && !voted && (spec.own || !own))
        });
        Some(ApprovalStand { waiting: asked.is_some(), approved, count: spec.count, yours })
    }
}
