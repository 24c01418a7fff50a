//! An erasure, carried out on whatever a storage keeps: which records it meets is told here, once.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{CommandRecord, Concern, Erasure};
use crate::id::{CommandId, MessageId, PersonId, TicketId};
use crate::model::{Effect, Event, Message};

/// What an erasure asks of a storage, all of it inside one transaction.
pub(super) trait Erasable {
    /// What can go wrong.
    type Fault;

    /// All messages of a ticket.
    fn messages(&mut self, ticket: TicketId) -> Result<Vec<Message>, Self::Fault>;

    /// Writes a message that is there already, and forgets everything by which the former one was found.
    fn rewrite_message(&mut self, former: &Message, message: Message) -> Result<(), Self::Fault>;

    /// All events of a ticket, each with its number in the feed.
    fn events_of_ticket(&mut self, ticket: TicketId) -> Result<Vec<(u64, Event)>, Self::Fault>;

    /// All `person_changed` events of a person, each with its number in the feed.
    fn events_of_person(&mut self, person: PersonId) -> Result<Vec<(u64, Event)>, Self::Fault>;

    /// Writes an event that is there already.
    fn rewrite_event(&mut self, number: u64, event: Event) -> Result<(), Self::Fault>;

    /// The record of a command, as it is stored.
    fn command(&mut self, id: CommandId) -> Result<Option<CommandRecord>, Self::Fault>;

    /// Writes the record of a command that is there already.
    fn rewrite_command(&mut self, record: CommandRecord) -> Result<(), Self::Fault>;

    /// All effects of a ticket that are not done.
    fn effects(&mut self, ticket: TicketId) -> Result<Vec<Effect>, Self::Fault>;

    /// Writes an effect that is there already.
    fn rewrite_effect(&mut self, effect: Effect) -> Result<(), Self::Fault>;
}

/// Carries out an erasure.
pub(super) fn erase<S: Erasable>(storage: &mut S, erasure: &Erasure) -> Result<(), S::Fault> {
    let mut messages = BTreeSet::new();
    let events = match erasure {
        Erasure::Person { person } => storage.events_of_person(*person)?,
        Erasure::Ticket { ticket, .. } => {
            for former in storage.messages(*ticket)? {
                let mut message = former.clone();
                if erasure.erase_message(&mut message) {
                    messages.insert(message.id);
                    storage.rewrite_message(&former, message)?;
                }
            }
            for mut effect in storage.effects(*ticket)? {
                if erasure.erase_effect(&mut effect) {
                    storage.rewrite_effect(effect)?;
                }
            }
            storage.events_of_ticket(*ticket)?
        }
    };
    let mut commands = BTreeMap::<CommandId, Concern>::new();
    for (number, mut event) in events {
        let Concern { is_theirs, by_them } = erasure.concern(&event);
        let known = commands.entry(event.command).or_insert(Concern { is_theirs: false, by_them: false });
        *known = Concern { is_theirs: known.is_theirs || is_theirs, by_them: known.by_them || by_them };
        if erasure.erase_event(&mut event) {
            storage.rewrite_event(number, event)?;
        }
    }
    for (id, concern) in commands {
        if let Some(mut record) = storage.command(id)?
            && erasure.erase_command(&mut record, concern, &messages)
        {
            storage.rewrite_command(record)?;
        }
    }
    Ok(())
}

/// Files of the messages that an erasure takes, and of no other message. `holders` answers which messages have a file.
pub(super) fn files_lost<F>(
    erasure: &Erasure,
    messages: &[Message],
    mut holders: impl FnMut(&str) -> Result<Vec<MessageId>, F>,
) -> Result<Vec<String>, F> {
    let taken: Vec<&Message> = messages.iter().filter(|message| erasure.takes(message)).collect();
    let ids: BTreeSet<MessageId> = taken.iter().map(|message| message.id).collect();
    let files: BTreeSet<&str> =
        taken.iter().flat_map(|message| &message.attachments).map(|file| file.sha256.as_str()).collect();
    let mut lost = Vec::new();
    for file in files {
        if holders(file)?.iter().all(|message| ids.contains(message)) {
            lost.push(file.to_owned());
        }
    }
    Ok(lost)
}
