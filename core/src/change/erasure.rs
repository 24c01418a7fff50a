//! What an erasure takes out of what is stored: told once, for every storage.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::CommandRecord;
use crate::id::{MessageId, Name, PersonId, TicketId};
use crate::model::{
    Actor, By, ERASED, Effect, EffectKind, EffectState, Event, EventKind, FieldChange, Message, PersonRef,
    Ticket, TicketField, Value,
};

/// Whose personal data is taken out of what is stored, and where. Numbers, instants, choices and who did what stay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "erasure", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Erasure {
    /// What the records of the commands say that made or changed a person.
    Person {
        /// Who.
        person: PersonId,
    },
    /// What people wrote on a ticket, in its messages, its history and the records of its commands.
    Ticket {
        /// Which.
        ticket: TicketId,
        /// Who.
        person: PersonId,
        /// Whether everything goes, because the ticket is theirs; else what they wrote as a customer, and the commands
        /// that name them.
        whole: bool,
        /// The desk's own fields whose texts are choices or dates, and stay.
        keep: Vec<Name>,
    },
}

/// What an event has to do with an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concern {
    /// Whether the record of its command says something about the person by this.
    pub is_theirs: bool,
    /// Whether they did it.
    pub by_them: bool,
}

impl Erasure {
    /// Whose personal data it is.
    pub const fn person(&self) -> PersonId {
        match self {
            Self::Person { person } | Self::Ticket { person, .. } => *person,
        }
    }

    /// Whether what a message says is taken out.
    pub fn takes(&self, message: &Message) -> bool {
        match self {
            Self::Person { .. } => false,
            Self::Ticket { ticket, person, whole, .. } => {
                message.ticket == *ticket && (*whole || message.author.outsider() == Some(*person))
            }
        }
    }

    /// Takes out what a message says. False when there is nothing to take out.
    pub fn erase_message(&self, message: &mut Message) -> bool {
        let is_gone = message.body == ERASED
            && message.html.is_none()
            && message.attachments.is_empty()
            && message.external_id.is_none();
        if is_gone || !self.takes(message) {
            return false;
        }
        ERASED.clone_into(&mut message.body);
        message.html = None;
        message.attachments.clear();
        message.external_id = None;
        true
    }

    /// Takes out what the fields of a ticket say.
    pub fn erase_ticket(&self, ticket: &mut Ticket) {
        let Self::Ticket { whole: true, .. } = self else { return };
        ERASED.clone_into(&mut ticket.subject);
        for item in &mut ticket.checklist {
            *item = item.erased();
        }
        let own: Vec<Name> = ticket.fields.iter().map(|(name, _)| name.clone()).collect();
        for name in own {
            let field = TicketField::Custom(name.clone());
            let value = ticket.get(&field);
            ticket.fields.set(name, value.map(|value| self.without_text(&field, value)));
        }
    }

    /// Takes out what fields held before and after an event, so that the history still tells of the ticket as
    /// [`Erasure::erase_ticket`] leaves it. False when there is nothing to take out.
    pub fn erase_event(&self, event: &mut Event) -> bool {
        let Self::Ticket { whole: true, .. } = self else { return false };
        let mut changed = false;
        // A field that once held something else than texts has its change among the others.
        let own = event.changes.iter_mut().filter(|change| matches!(change.field, TicketField::Custom(_)));
        for FieldChange { field, from, to } in event.personal.iter_mut().chain(own) {
            for value in [from, to].into_iter().flatten() {
                let erased = self.without_text(field, value.clone());
                changed |= erased != *value;
                *value = erased;
            }
        }
        changed
    }

    /// A value without what a person wrote.
    fn without_text(&self, field: &TicketField, value: Value) -> Value {
        let Self::Ticket { keep, .. } = self else { return value };
        match (field, value) {
            (TicketField::Checklist, value) => value_of_checklist(value),
            (TicketField::Custom(name), value) if keep.contains(name) => value,
            (_, Value::Text(text)) if !text.is_empty() => Value::Text(ERASED.to_owned()),
            (_, value) => value,
        }
    }

    /// What an event has to do with it.
    pub fn concern(&self, event: &Event) -> Concern {
        let by_them = match event.by {
            By::Agent { person } | By::Requester { person } => person == self.person(),
            By::Host {} | By::Rule { .. } | By::System {} => false,
        };
        let is_theirs = match self {
            Self::Person { person } => {
                matches!(&event.kind, EventKind::PersonChanged { person: changed } if changed == person)
            }
            Self::Ticket { whole, person, .. } => {
                let id = person.to_string();
                let names = |value: &Value| match value {
                    Value::Text(text) => *text == id,
                    Value::List(items) => items.contains(&id),
                    Value::Bool(_) | Value::Number(_) => false,
                };
                let mut values = event.changes.iter().flat_map(|change| [&change.from, &change.to]);
                *whole || by_them || values.any(|value| value.as_ref().is_some_and(names))
            }
        };
        Concern { is_theirs, by_them }
    }

    /// Takes out what the record of a command says, but for what was answered. `messages` are those that were taken out.
    /// False when there is nothing to take out.
    pub fn erase_command(
        &self,
        record: &mut CommandRecord,
        concern: Concern,
        messages: &BTreeSet<MessageId>,
    ) -> bool {
        let mut brought = record.texts.iter().chain(&record.outcome.message);
        if !concern.is_theirs && !brought.any(|message| messages.contains(message)) {
            return false;
        }
        let mut changed = record.body.take().is_some();
        record.texts.clear();
        record.digest.clear();
        if let Actor::Agent { person } | Actor::Requester { person } = &mut record.actor
            && concern.by_them
            && matches!(person, PersonRef::Key(_))
        {
            *person = PersonRef::Id(self.person());
            changed = true;
        }
        changed
    }

    /// Takes out what a duty of the ticket tells, where a rule has filled it in, and what a worker said when it gave it up.
    /// False when there is nothing to take out.
    pub fn erase_effect(&self, effect: &mut Effect) -> bool {
        let told = matches!(self, Self::Ticket { whole: true, .. }) && erase_payload(&mut effect.kind);
        told | Self::erase_reason(effect)
    }

    fn erase_reason(effect: &mut Effect) -> bool {
        match &mut effect.state {
            EffectState::Parked { reason } if reason != ERASED => ERASED.clone_into(reason),
            EffectState::Parked { .. } | EffectState::Waiting {} | EffectState::Leased { .. } => {
                return false;
            }
        }
        true
    }
}

/// Takes out what a configuration had filled in. False when there is nothing to take out.
fn erase_payload(kind: &mut EffectKind) -> bool {
    match kind {
        EffectKind::Host { payload, .. } => {
            let mut left = payload.values_mut().filter(|value| *value != ERASED).peekable();
            let any = left.peek().is_some();
            left.for_each(|value| ERASED.clone_into(value));
            any
        }
        EffectKind::Webhook { body, .. } => {
            let mut told: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
            let payload = told.pointer_mut("/data/payload").and_then(serde_json::Value::as_object_mut);
            let Some(payload) = payload.filter(|payload| payload.values().any(|value| *value != *ERASED))
            else {
                return false;
            };
            payload.values_mut().for_each(|value| *value = ERASED.into());
            *body = told.to_string();
            true
        }
        _ => false,
    }
}

/// A checklist as a history has it, without what its items say.
fn value_of_checklist(value: Value) -> Value {
    let Value::List(lines) = value else { return value };
    let erased = |line: &String| {
        let item = crate::model::ChecklistItem::of_line(line);
        item.map_or_else(|| ERASED.to_owned(), |item| item.erased().to_line())
    };
    Value::List(lines.iter().map(erased).collect())
}
