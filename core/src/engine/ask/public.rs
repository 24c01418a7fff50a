//! What customers get: tickets and events without what is not theirs to know, with labels in their language.

use super::Asking;
use crate::config::LabelSpec;
use crate::decide;
use crate::id::Name;
use crate::model::{Event, PublicEvent, PublicLabels, PublicTicket, Ticket, label};

impl Asking<'_> {
    /// The language of the person who asks, else that of the desk.
    pub(super) fn language(&self) -> String {
        let person = self.who.by.person().and_then(|id| self.snapshot.person(id).ok().flatten());
        let own = person.and_then(|person| person.language.clone());
        own.unwrap_or_else(|| self.config.language().to_owned())
    }

    /// The ticket for customers.
    pub(super) fn public_ticket(&self, ticket: &Ticket, language: &str) -> PublicTicket {
        PublicTicket::of(ticket, |field| self.shows(field), self.labels(ticket, language))
    }

    /// The events of a ticket for its customers.
    pub(super) fn public_events(&self, ticket: &Ticket, events: &[Event]) -> Vec<PublicEvent> {
        let shows_status = |status: &str| self.config.shows_status(&ticket.workflow, status);
        let public = events.iter().map(|event| PublicEvent::of(event, |it| self.shows(it), shows_status));
        public.flatten().collect()
    }

    /// Which of the desk's own fields customers see.
    fn shows(&self, field: &Name) -> bool {
        self.config.field(field).is_some_and(|field| field.public)
    }

    /// In that language, else in the language of the desk, else the name.
    fn labels(&self, ticket: &Ticket, language: &str) -> PublicLabels {
        let document = self.config.document();
        let fallback = self.config.language();
        let of_list = |list: &[LabelSpec], name: &Name| {
            let found = list.iter().find(|entry| entry.name == *name);
            let text =
                found.and_then(|it| label(&it.labels, language).or_else(|| label(&it.labels, fallback)));
            text.unwrap_or(name).to_owned()
        };
        let status = decide::workflow_of(self.config, ticket).status(&ticket.status);
        let text = status.and_then(|it| label(&it.labels, language).or_else(|| label(&it.labels, fallback)));
        let status_label = text.unwrap_or(&ticket.status).to_owned();
        let mut labels = PublicLabels::new(status_label, of_list(&document.priorities, &ticket.priority));
        labels.status_color = status.and_then(|status| status.color.clone());
        labels.ticket_type = ticket.ticket_type.as_ref().map(|name| {
            let found = document.types.iter().find(|one| one.name == *name);
            let text =
                found.and_then(|it| label(&it.labels, language).or_else(|| label(&it.labels, fallback)));
            text.unwrap_or(name).to_owned()
        });
        labels
    }
}
