//! The macros that somebody can use on a ticket, and how often rules and macros have fired.

use super::Asking;
use crate::access::Permission;
use crate::command::{Answer, MacroOffer, RuleCount, RuleKind};
use crate::decide;
use crate::error::Result;
use crate::model::{TicketRef, label};
use crate::snapshot::{Key, Wanted};

impl Asking<'_> {
    pub(super) fn macros(&self, ticket: &TicketRef) -> Result<Answer> {
        self.staff_only()?;
        let file = self.file(ticket)?;
        let ticket = &*decide::at_home(self.config, &file.ticket, self.inner.time.now());
        let offered = self.config.macros().iter();
        let offered =
            offered.filter(|known| decide::is_offered(self.config, &self.who.rights, known, ticket));
        let macros = offered.map(|known| {
            let text = label(&known.labels, self.config.language()).unwrap_or(&known.name);
            MacroOffer::new(known.name.clone(), text.to_owned())
        });
        Ok(Answer::Macros { macros: macros.collect() })
    }

    /// The rules of the document in their order, those with a time among them, and then its macros.
    pub(super) fn rule_counts(&self) -> Result<Answer> {
        self.who.rights.require(Permission::ManageConfig)?;
        let document = self.config.document();
        let rules = document.rules.iter().map(|rule| (RuleKind::Rule, rule.name.clone()));
        let macros = document.macros.iter().map(|known| (RuleKind::Macro, known.name.clone()));
        let named: Vec<_> = rules.chain(macros).collect();
        let wanted: Wanted = named.iter().map(|(kind, name)| Key::Fired(*kind, name.clone())).collect();
        let mut found = self.inner.storage.load(self.desk, &wanted)?.fired;
        let counts = named.into_iter().map(|place| {
            let fired = found.remove(&place);
            let (times, last_at) = fired.map_or((0, None), |(times, at)| (times, Some(at)));
            RuleCount::new(place.0, place.1, times, last_at)
        });
        Ok(Answer::RuleCounts { counts: counts.collect() })
    }
}
