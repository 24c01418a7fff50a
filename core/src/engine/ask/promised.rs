//! What is promised for a ticket, and who got it.

use super::Asking;
use crate::command::{Answer, ClockView};
use crate::error::Result;
use crate::id::TicketId;
use crate::limits;
use crate::model::{EventKind, TicketField, TicketRef};
use crate::query::{Audience, HistoryQuery};
use crate::sla;
use crate::snapshot::{Key, Wanted};

impl Asking<'_> {
    pub(super) fn promises(&self, ticket: &TicketRef) -> Result<Answer> {
        self.staff_only()?;
        let file = self.file(ticket)?;
        let now = self.inner.time.now();
        let mut clocks = Vec::new();
        for clock in file.clocks.iter().filter(|clock| self.who.rights.sees_clock(clock)) {
            let config = self.inner.config_of(self.desk, Some(clock.config_version))?;
            let calendar = config.edition().calendar(clock.calendar.as_ref());
            let account = calendar.map(|calendar| sla::explain(clock, &calendar, now));
            clocks.push(ClockView {
                clock: clock.clone(),
                used_ms: account.as_ref().map(|account| account.used_ms),
                why: account.map_or_else(
                    || "the calendar that it counted by is gone".to_owned(),
                    |account| account.to_text(),
                ),
            });
        }
        Ok(Answer::Promises { clocks })
    }

    pub(super) fn policy(&self, ticket: &TicketRef) -> Result<Answer> {
        self.staff_only()?;
        let sees = |field: &TicketField| self.who.rights.sees_field(field, |_| false);
        let choices = sla::choose_for(self.config.policies(), &self.file(ticket)?.ticket, &sees);
        let why = choices.iter().map(ToString::to_string).collect();
        let policy = choices.first().and_then(|first| first.policy.clone());
        Ok(Answer::Policy { policy, choices, why })
    }

    pub(super) fn routings(&self, ticket: &TicketRef) -> Result<Answer> {
        self.staff_only()?;
        let ticket = self.file(ticket)?.ticket.id;
        let wanted = self.routings_of(ticket)?;
        let found = self.inner.storage.load(self.desk, &wanted)?;
        let mut decisions: Vec<_> = found.decisions.into_values().collect();
        decisions.sort_by_key(|decision| (decision.at, decision.id));
        Ok(Answer::Routings { decisions })
    }

    fn routings_of(&self, ticket: TicketId) -> Result<Wanted> {
        let mut wanted = Wanted::nothing();
        let mut after = 0;
        loop {
            let query = HistoryQuery {
                ticket: Some(ticket),
                audience: Audience::Staff,
                after,
                limit: limits::PAGE_MAX,
            };
            let page = self.inner.storage.history(self.desk, &query)?;
            for event in &page.events {
                if let EventKind::TicketRouted { decision, .. } = event.kind {
                    wanted.add(Key::Decision(decision));
                }
            }
            if page.events.len() < limits::PAGE_MAX as usize {
                return Ok(wanted);
            }
            after = page.last;
        }
    }
}
