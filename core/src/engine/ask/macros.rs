//! The macros that somebody can use on a ticket.

use super::Asking;
use crate::command::{Answer, MacroOffer};
use crate::decide;
use crate::error::Result;
use crate::model::{TicketRef, label};

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
}
