//! What a desk keeps, as records: one kind each, with the entries by which it is found.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Record;
use super::keys::{self, Keys};
use crate::change::{CommandRecord, Fired};
use crate::error::{Code, Problem, Result};
use crate::id::{DeskId, Name, PersonId};
use crate::model::{
    AssignmentDecision, Clock, Effect, EffectState, Event, EventKind, Job, Message, Organization, Person,
    PullPlace, Ticket, Timer,
};
use crate::storage::rules::{teams_of, waits_in};

/// What can be kept as a record of a desk. Every one has an entry that begins with the desk, so that a desk can be
/// taken away whole.
pub(super) trait Stored: Serialize + DeserializeOwned {
    /// What sort of record it is.
    const KIND: &'static str;

    /// Its key.
    fn key(&self, keys: Keys) -> String;

    /// Its entries.
    fn entries(&self, keys: Keys) -> Vec<String>;
}

/// The record of something, as it is written by a batch that moves its desk to this revision.
pub(super) fn record_of<T: Stored>(thing: &T, keys: Keys, revision: u64) -> Result<Record> {
    let mut entries = thing.entries(keys);
    entries.sort_unstable();
    entries.dedup();
    let body = serde_json::to_string(thing).map_err(|error| {
        Problem::new(Code::InternalError, format!("a record of the kind `{}` is no JSON: {error}", T::KIND))
    })?;
    Ok(Record { kind: T::KIND.to_owned(), key: thing.key(keys), version: revision, entries, body })
}

/// A desk itself. The version of its record is the revision of the desk: every batch expects it and moves it on by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Root {
    pub(super) id: DeskId,
    pub(super) key: String,
    pub(super) config_version: u64,
    /// The last ticket number that was drawn.
    pub(super) drawn: u64,
    /// The number of the latest event.
    pub(super) feed: u64,
    /// The place of the latest command.
    pub(super) commands: u64,
}

/// Which desk has a name.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DeskName {
    pub(super) name: String,
    pub(super) desk: DeskId,
}

/// A version of the configuration.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ConfigText {
    pub(super) version: u64,
    pub(super) document: String,
}

/// A ticket with all that a decision sees of it, so that it is there with one look.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct File {
    pub(super) ticket: Ticket,
    /// By key.
    pub(super) clocks: Vec<Clock>,
    /// By the text of the cause.
    pub(super) timers: Vec<Timer>,
    /// Messages of its conversation.
    pub(super) messages: u64,
    /// Effects that it was ever given.
    pub(super) effects: u64,
    /// Where it stands among those that can be taken next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<PullPlace>,
    /// The greatest places that were ever given away: beyond them every place is free.
    pub(super) ends: Ends,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Ends {
    pub(super) message: u64,
    pub(super) effect: u64,
    pub(super) version: u64,
    pub(super) public_version: u64,
}

/// An event with its number in the feed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Fact {
    pub(super) number: u64,
    pub(super) event: Event,
}

/// A command with its place.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Given {
    pub(super) place: u64,
    pub(super) record: CommandRecord,
}

/// An effect that is not done.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Duty {
    pub(super) effect: Effect,
    /// Whether it is the first of its ticket.
    pub(super) first: bool,
}

/// The weight of what an agent owns.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Load {
    pub(super) person: PersonId,
    pub(super) weight: i64,
}

/// What an agent was given of a team on a day.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Share {
    pub(super) team: Name,
    pub(super) day: i32,
    pub(super) person: PersonId,
    pub(super) count: i64,
}

/// An agent's place in the rotation of a team.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Turn {
    pub(super) team: Name,
    pub(super) person: PersonId,
    pub(super) place: u64,
}

impl Stored for Root {
    const KIND: &'static str = "desk";

    fn key(&self, _: Keys) -> String {
        keys::desk(self.id)
    }

    fn entries(&self, _: Keys) -> Vec<String> {
        vec![keys::desk(self.id)]
    }
}

impl Stored for DeskName {
    const KIND: &'static str = "name";

    fn key(&self, _: Keys) -> String {
        keys::desk_name(&self.name)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![keys.all() + "name"]
    }
}

impl Stored for ConfigText {
    const KIND: &'static str = "config";

    fn key(&self, keys: Keys) -> String {
        keys.config(self.version)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys)]
    }
}

impl Stored for File {
    const KIND: &'static str = "ticket";

    fn key(&self, keys: Keys) -> String {
        keys.ticket(self.ticket.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let ticket = &self.ticket;
        let mut entries = vec![keys.ticket_number(&ticket.number)];
        entries.extend(keys::lists_of(keys, ticket));
        let place = keys::at(ticket.created_at, ticket.id);
        if ticket.standing.is_active() {
            entries.push(keys.requester(ticket.requester) + &place);
        }
        for (kind, target) in ticket.links() {
            entries.push(keys.linked(kind.as_str(), target) + &place);
            if ticket.is_to_be_done() {
                entries.push(keys.open_links(kind.as_str(), target) + &place);
            }
        }
        entries.extend(ticket.customers().map(|person| keys.customer(person) + &place));
        entries.extend(waits_in(ticket).map(|team| keys.queue(team) + &place));
        entries.extend(self.place.iter().map(|place| keys.pull(place, ticket.id)));
        entries.extend(ticket.external_ids.iter().map(|external| keys.external_id(external)));
        entries.extend(ticket.fold_key.iter().map(|key| keys.fold_key(key)));
        entries.extend(self.timers.iter().map(|timer| keys.due(timer.due_at, timer.ticket, &timer.cause)));
        entries
    }
}

impl Stored for Timer {
    const KIND: &'static str = "timer";

    fn key(&self, keys: Keys) -> String {
        keys.timer(&self.cause)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys), keys.due(self.due_at, self.ticket, &self.cause)]
    }
}

impl Stored for Message {
    const KIND: &'static str = "message";

    fn key(&self, keys: Keys) -> String {
        keys.message(self.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let place = keys.thread(self.ticket) + &keys::place(self.position);
        let external_id = self.external_id.as_ref().map(|external_id| keys.message_id(external_id));
        let wrote =
            self.author.outsider().map(|person| format!("{}{}/{}", keys.wrote(person), self.ticket, self.id));
        let files = self.attachments.iter().map(|file| format!("{}{}", keys.file(&file.sha256), self.id));
        std::iter::once(place).chain(external_id).chain(wrote).chain(files).collect()
    }
}

impl Stored for Person {
    const KIND: &'static str = "person";

    fn key(&self, keys: Keys) -> String {
        keys.person(self.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let mut entries = vec![self.key(keys)];
        entries.extend(self.key.as_ref().map(|key| keys.person_key(key)));
        entries.extend(self.addresses.iter().map(|address| keys.address(address)));
        entries.extend(self.agent.iter().map(|_| format!("{}{}", keys.staff(), self.id)));
        entries.extend(teams_of(self).map(|team| format!("{}{}", keys.team(team), self.id)));
        entries
    }
}

impl Stored for Organization {
    const KIND: &'static str = "organization";

    fn key(&self, keys: Keys) -> String {
        keys.organization(self.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let host_key = self.key.as_ref().map(|key| keys.organization_key(key));
        std::iter::once(Stored::key(self, keys)).chain(host_key).collect()
    }
}

impl Stored for Job {
    const KIND: &'static str = "job";

    fn key(&self, keys: Keys) -> String {
        keys.job(self.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let by = self.by.person().map(|person| format!("{}{}", keys.jobs_of(person), self.id));
        std::iter::once(self.key(keys)).chain(by).collect()
    }
}

impl Stored for AssignmentDecision {
    const KIND: &'static str = "decision";

    fn key(&self, keys: Keys) -> String {
        keys.decision(self.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys)]
    }
}

impl Stored for Duty {
    const KIND: &'static str = "effect";

    fn key(&self, keys: Keys) -> String {
        keys.effect(self.effect.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let effect = &self.effect;
        let mut entries = vec![keys.outbox(effect.ticket) + &keys::place(effect.position)];
        if self.first && !matches!(effect.state, EffectState::Parked { .. }) {
            entries.push(keys.ready() + &keys::at(effect.at, effect.id));
        }
        entries
    }
}

impl Stored for Fact {
    const KIND: &'static str = "event";

    fn key(&self, keys: Keys) -> String {
        keys.event(self.number)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        let mut entries = vec![self.key(keys)];
        if let Some(ticket) = self.event.ticket {
            entries.push(keys.history(ticket) + &keys::place(self.event.version));
            if self.event.public {
                entries.push(keys.public_history(ticket) + &keys::place(self.event.public_version));
            }
        }
        if let EventKind::PersonChanged { person } = self.event.kind {
            entries.push(keys.person_events(person) + &keys::place(self.number));
        }
        entries
    }
}

impl Stored for Given {
    const KIND: &'static str = "command";

    fn key(&self, keys: Keys) -> String {
        keys.command(self.record.id)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![keys.commands() + &keys::place(self.place)]
    }
}

impl Stored for Load {
    const KIND: &'static str = "load";

    fn key(&self, keys: Keys) -> String {
        keys.load(self.person)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys)]
    }
}

impl Stored for Share {
    const KIND: &'static str = "share";

    fn key(&self, keys: Keys) -> String {
        keys.share(&self.team, self.day, self.person)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys)]
    }
}

impl Stored for Fired {
    const KIND: &'static str = "fired";

    fn key(&self, keys: Keys) -> String {
        keys.fired(self.kind.as_str(), &self.rule)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys)]
    }
}

impl Stored for Turn {
    const KIND: &'static str = "turn";

    fn key(&self, keys: Keys) -> String {
        keys.turn(&self.team, self.person)
    }

    fn entries(&self, keys: Keys) -> Vec<String> {
        vec![self.key(keys)]
    }
}
