//! Where a ticket can go, and what is still missing for it.

use super::Asking;
use crate::access::Permission;
use crate::command::{Answer, Available};
use crate::decide;
use crate::error::Result;
use crate::model::TicketRef;
use crate::workflow::{Attempt, Brought};

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
                Available { to: found.to, category: target.category, transition: found.transition, missing }
            }));
        }
        Ok(Answer::Transitions { available })
    }
}
