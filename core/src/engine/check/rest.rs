//! Messages, events, duties, commands and records of routings: what they name is there.

use super::{Checking, Invariant};
use crate::assignment::is_share;
use crate::change::CommandRecord;
use crate::model::{AssignmentDecision, Author, Effect, EffectKind, Event, EventKind, Message};
use crate::snapshot::{Key, Snapshot};

fn author(message: &Message) -> Option<Key> {
    match message.author {
        Author::EndUser { person } | Author::Unverified { person } | Author::Agent { person } => {
            Some(Key::Person(person))
        }
        Author::Bot { .. } | Author::System {} => None,
    }
}

pub(super) fn keys_of_message(it: &Message) -> Vec<Key> {
    let mut keys = vec![Key::Ticket(it.ticket), Key::Message(it.id)];
    keys.extend(author(it));
    keys.extend(it.external_id.iter().cloned().map(Key::TicketByMessage));
    keys
}

pub(super) fn keys_of_event(it: &Event) -> Vec<Key> {
    let named = match &it.kind {
        EventKind::TicketRouted { decision, .. } => Some(Key::Decision(*decision)),
        EventKind::MessageAdded { message, .. } => Some(Key::Message(*message)),
        EventKind::PersonChanged { person } | EventKind::PersonErased { person } => {
            Some(Key::Person(*person))
        }
        EventKind::OrganizationChanged { organization } => Some(Key::Organization(*organization)),
        _ => None,
    };
    named.into_iter().chain(it.by.person().map(Key::Person)).collect()
}

pub(super) fn keys_of_effect(it: &Effect) -> Vec<Key> {
    let mut keys = vec![Key::Ticket(it.ticket), Key::Effect(it.id)];
    if let EffectKind::Deliver { message, .. } = it.kind {
        keys.push(Key::Message(message));
    }
    keys
}

pub(super) fn keys_of_command(it: &CommandRecord) -> Vec<Key> {
    let mut keys = vec![Key::Command(it.id)];
    keys.extend(it.texts.iter().copied().map(Key::Message));
    keys.extend(it.outcome.ticket.map(Key::Ticket));
    keys
}

pub(super) fn keys_of_decision(it: &AssignmentDecision) -> Vec<Key> {
    let mut keys = vec![Key::Ticket(it.ticket), Key::Decision(it.id)];
    keys.extend(it.winner.map(Key::Person));
    keys
}

impl Checking<'_> {
    pub(super) fn look_at_message(&mut self, it: &Message, known: &Snapshot) {
        let path = format!("/messages/{}", it.id);
        self.sums.messages += 1;
        self.leads(&Key::Ticket(it.ticket), &format!("{path}/ticket"), known);
        if let Some(author) = author(it) {
            self.leads(&author, &format!("{path}/author"), known);
        }
        self.is_found(format!("{path}/id"), known.messages.get(&it.id).map(|found| &found.id), &it.id);
        if let Some(external_id) = &it.external_id {
            self.is_found(format!("{path}/external_id"), known.message_ids.get(external_id), &it.ticket);
        }
    }

    pub(super) fn look_at_event(&mut self, number: u64, it: &Event, known: &Snapshot) {
        let path = format!("/feed/{number}");
        if number <= self.sums.feed {
            self.report.find(
                Invariant::FeedWhole,
                path.clone(),
                number,
                format!("more than {}", self.sums.feed),
            );
        }
        self.sums.feed = number;
        self.sums.add_event(it);
        for key in keys_of_event(it) {
            self.leads(&key, &path, known);
        }
    }

    pub(super) fn look_at_effect(&mut self, it: &Effect, known: &Snapshot) {
        let path = format!("/effects/{}", it.id);
        for key in keys_of_effect(it) {
            self.leads(&key, &path, known);
        }
        self.is_found(format!("{path}/id"), known.effects.get(&it.id).map(|found| &found.id), &it.id);
        let given = known.tickets.get(&it.ticket).map_or(0, |file| file.effects);
        if it.position == 0 || it.position > given {
            let path = format!("{path}/position");
            self.report.find(Invariant::OutboxWhole, path, it.position, format!("1 to {given}"));
        }
    }

    pub(super) fn look_at_command(&mut self, place: u64, it: &CommandRecord, known: &Snapshot) {
        let path = format!("/commands/{place}");
        for key in keys_of_command(it) {
            self.leads(&key, &path, known);
        }
        self.is_found(format!("{path}/id"), known.commands.get(&it.id).map(|found| &found.id), &it.id);
    }

    pub(super) fn look_at_decision(&mut self, it: &AssignmentDecision, known: &Snapshot) {
        let path = format!("/decisions/{}", it.id);
        for key in keys_of_decision(it) {
            self.leads(&key, &path, known);
        }
        if let Some(winner) = it.winner
            && is_share(&it.strategy)
        {
            self.sums.add_share(&it.team, it.at, winner);
        }
    }
}
