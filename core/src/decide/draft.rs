//! The change set under construction.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::case::Case;
use super::clocks;
use super::dry_run::Dry;
use super::{Answer, Input, Interrupt};
use crate::assignment;
use crate::change::{Add, ChangeSet, Counter, Fired, Put};
use crate::command::{Command, Notice, Outcome, RuleKind};
use crate::config::Config;
use crate::id::{
    CommandId, DecisionId, EffectId, EventId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId,
};
use crate::model::{By, Clock, ClockState, Event, EventKind, Person, Standing, Ticket};
use crate::sla::{self, Edition};
use crate::snapshot::{Snapshot, TicketFile};
use crate::time::Timestamp;
use crate::workflow::Workflow;

/// Whether a clock goes on when its ticket comes back.
fn withdrawn(clock: &Clock) -> bool {
    let cause = clock.stop_cause.as_deref();
    Standing::ALL.into_iter().any(|standing| !standing.is_active() && cause == Some(standing.as_str()))
}

/// What a decision has come to so far. Nothing of it is written until it is finished.
pub(super) struct Draft<'a> {
    pub(super) config: &'a Config,
    pub(super) snapshot: &'a Snapshot,
    /// When the command happens.
    pub(super) now: Timestamp,
    /// The command whose ids are given out just now: the caller's, or that of a timer which fires before it.
    pub(super) command: CommandId,
    next_id: u32,
    changes: ChangeSet,
    people: BTreeMap<PersonId, Arc<Person>>,
    loads: BTreeMap<PersonId, i64>,
    /// What those take to whom the engine gives work, with the load that is stored.
    bounds: BTreeMap<PersonId, (i64, i64)>,
    turns: BTreeMap<(Name, PersonId), (Option<u64>, u64)>,
    /// What members of teams are given, by day.
    shares: BTreeMap<(Name, i32, PersonId), i64>,
    /// When somebody of a team takes work again for whom tickets wait.
    wakes: BTreeMap<Name, Timestamp>,
    fired: BTreeMap<(RuleKind, Name), (u64, Timestamp)>,
    texts: Vec<MessageId>,
    /// What is recorded in the place of the command, when that is less.
    less: Option<Box<Command>>,
    /// Tickets that it has written; each is written once.
    written: BTreeSet<TicketId>,
    number: Option<u64>,
    pub(super) outcome: Outcome,
    /// What customers see of the version of the ticket that the outcome names.
    public_version: Option<u64>,
    /// Whether it is a customer who is answered.
    for_customer: bool,
    earlier: Vec<Edition<'a>>,
    /// What a dry run has seen; nothing when this is none.
    pub(super) dry: Option<Dry>,
}

/// Where a draft was when another command came in between.
#[derive(Clone, Copy)]
pub(super) struct Before {
    command: CommandId,
    next_id: u32,
    notices: usize,
}

macro_rules! next_ids {
    ($($name:ident $type:ident),*) => {$(
        pub(super) fn $name(&mut self) -> $type {
            self.next_id += 1;
            $type::derived(self.command, self.next_id)
        }
    )*};
}

impl<'a> Draft<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self {
            config: input.config,
            snapshot: input.snapshot,
            now: input.now,
            command: input.id,
            next_id: 0,
            changes: ChangeSet::new(input.desk, input.config.version()),
            people: BTreeMap::new(),
            loads: BTreeMap::new(),
            bounds: BTreeMap::new(),
            turns: BTreeMap::new(),
            shares: BTreeMap::new(),
            wakes: BTreeMap::new(),
            fired: BTreeMap::new(),
            texts: Vec::new(),
            less: None,
            written: BTreeSet::new(),
            number: None,
            outcome: Outcome::of(input.id),
            public_version: None,
            for_customer: false,
            earlier: input.earlier.values().map(|config| config.edition()).collect(),
            dry: None,
        }
    }

    next_ids!(
        next_ticket TicketId, next_message MessageId, next_person PersonId, next_organization OrganizationId,
        next_event EventId, next_effect EffectId, next_decision DecisionId, next_job JobId
    );

    /// Gives out the ids of another command from here on, and answers how to go back.
    pub(super) fn under(&mut self, command: CommandId) -> Before {
        Before {
            command: std::mem::replace(&mut self.command, command),
            next_id: std::mem::take(&mut self.next_id),
            notices: self.outcome.notices.len(),
        }
    }

    /// Goes back to the command before. What there was to say of the other one is no word to its caller.
    pub(super) fn back_to(&mut self, before: Before) {
        (self.command, self.next_id) = (before.command, before.next_id);
        self.outcome.notices.truncate(before.notices);
    }

    /// A ticket that was loaded, to work on.
    pub(super) fn case(&self, file: &TicketFile) -> Answer<Case> {
        let clocks =
            file.clocks.iter().filter(|clock| clock.state != ClockState::Cancelled || withdrawn(clock));
        let versions =
            clocks.map(|clock| clock.config_version).filter(|version| *version != self.config.version());
        let known = |version: &u64| self.earlier.iter().any(|known| known.version == *version);
        let unknown: BTreeSet<u64> = versions.filter(|version| !known(version)).collect();
        if unknown.is_empty() { Ok(Case::loaded(file)) } else { Err(Interrupt::NeedConfigs(unknown)) }
    }

    /// Whether any policy that a clock may stand on takes the calendar of a ticket's organization.
    pub(super) fn terms_ask_organization(&self) -> bool {
        let earlier = self.earlier.iter().any(|edition| clocks::ask_organization(edition.policies));
        earlier || clocks::ask_organization(self.config.policies())
    }

    /// What is promised to tickets that follow this workflow.
    pub(super) fn terms<'t>(&'t self, workflow: &'t Workflow) -> sla::Terms<'t> {
        sla::Terms { workflow, current: self.config.edition(), earlier: &self.earlier }
    }

    /// The ticket that the outcome is about.
    pub(super) fn about(&mut self, ticket: &Ticket) {
        self.outcome.ticket = Some(ticket.id);
        self.outcome.number = Some(ticket.number.clone());
        self.outcome.version = Some(ticket.version);
        self.public_version = Some(ticket.public_version);
    }

    /// A customer is answered with what customers see: their own count of versions, and no word of what goes on
    /// inside.
    pub(super) const fn answer_customer(&mut self, customer: bool) {
        self.for_customer = customer;
    }

    /// Draws the number of a new ticket.
    pub(super) fn draw_number(&mut self) -> Answer<String> {
        let number = self.snapshot.number()?;
        self.number = Some(number);
        Ok(format!("{}{number}", self.config.document().number_prefix))
    }

    pub(super) fn put(&mut self, put: Put) {
        if let Put::Ticket { after, .. } = &put {
            self.written.insert(after.id);
        }
        self.changes.puts.push(put);
    }

    /// Whether this decision has written a ticket already.
    pub(super) fn is_written(&self, ticket: TicketId) -> bool {
        self.written.contains(&ticket)
    }

    /// What is to be written by now.
    pub(super) const fn changes(&self) -> &ChangeSet {
        &self.changes
    }

    pub(super) fn event(&mut self, event: Event) {
        self.changes.events.push(event);
    }

    pub(super) fn effect(&mut self, effect: crate::model::Effect) {
        self.changes.effects.push(effect);
    }

    /// A fact about the desk.
    pub(super) fn desk_event(&mut self, by: By, kind: EventKind) {
        let event = Event::of_desk(self.next_event(), self.command, self.now, by, kind);
        self.event(event);
    }

    /// The text of a message, which the record of the command does not repeat.
    pub(super) fn text_of(&mut self, message: MessageId) {
        self.texts.push(message);
    }

    /// Records less than what the command says: it must be decided in the same way.
    pub(super) fn record_only(&mut self, less: Command) {
        self.less = Some(Box::new(less));
    }

    /// What is recorded in the place of the command; nothing when all of it is.
    pub(super) fn take_less(&mut self) -> Option<Command> {
        self.less.take().map(|less| *less)
    }

    /// A word to the caller.
    pub(super) fn notice(&mut self, code: &'static str, message: impl Into<String>) {
        self.outcome.notices.push(Notice::new(Name::known(code), message));
    }

    /// Moves the load of an agent.
    pub(super) fn load(&mut self, person: PersonId, delta: i64) {
        *self.loads.entry(person).or_default() += delta;
    }

    /// By how much this decision has moved the load of an agent.
    pub(super) fn load_moved(&self, person: PersonId) -> i64 {
        self.loads.get(&person).copied().unwrap_or(0)
    }

    /// Work that the engine gives an agent may not exceed what they take, also when another command gives them work
    /// at the same moment. What this decision itself makes of it, such as a rule that opens a ticket which weighed nothing
    /// when it was given, is its own to say: it only may not meet another load than the one that it saw.
    pub(super) fn bound_load(&mut self, person: PersonId, capacity: u32, stored: i64) {
        self.bounds.insert(person, (i64::from(capacity), stored));
    }

    /// Moves an agent in the rotation of a team.
    pub(super) fn turn(&mut self, team: &Name, turn: assignment::Turn) {
        let place = self.turns.entry((team.clone(), turn.person)).or_insert((turn.before, turn.after));
        place.1 = turn.after;
    }

    /// Counts a rule or a macro that has fired.
    pub(super) fn fired(&mut self, kind: RuleKind, rule: &Name, at: Timestamp) {
        let known = self.fired.entry((kind, rule.clone())).or_insert((0, at));
        *known = (known.0 + 1, known.1.max(at));
    }

    /// The place in the rotation to which this decision has moved an agent.
    pub(super) fn turn_moved(&self, team: &Name, person: PersonId) -> Option<u64> {
        self.turns.get(&(team.clone(), person)).map(|(_, after)| *after)
    }

    /// Counts a ticket that a member of a team is given.
    pub(super) fn share(&mut self, team: &Name, at: Timestamp, person: PersonId) {
        *self.shares.entry((team.clone(), at.day(), person)).or_default() += 1;
    }

    /// How many tickets of a team this decision has given to a person on some days.
    pub(super) fn shares_given(&self, team: &Name, days: RangeInclusive<i32>, person: PersonId) -> i64 {
        let meant =
            |(of, day, who): &(Name, i32, PersonId)| of == team && days.contains(day) && *who == person;
        self.shares.iter().filter(|(key, _)| meant(key)).map(|(_, count)| count).sum()
    }

    /// What waits in a team is looked at again at an instant at the latest.
    pub(super) fn wake(&mut self, team: &Name, at: Timestamp) {
        let wake = self.wakes.entry(team.clone()).or_insert(at);
        *wake = at.min(*wake);
    }

    /// The teams whose queues are to be looked at again, each at an instant.
    pub(super) fn take_wakes(&mut self) -> BTreeMap<Name, Timestamp> {
        std::mem::take(&mut self.wakes)
    }

    /// Forgets that the queue of a team is to be looked at again.
    pub(super) fn forget_wake(&mut self, team: &Name) {
        self.wakes.remove(team);
    }

    /// Writes a person, and sees them from here on.
    pub(super) fn put_person(&mut self, person: Person) {
        self.put(Put::Person { person: Box::new(person.clone()) });
        self.people.insert(person.id, Arc::new(person));
    }

    /// A person, as this decision leaves them.
    pub(super) fn person(&self, id: PersonId) -> Answer<Option<Arc<Person>>> {
        match self.people.get(&id) {
            Some(person) => Ok(Some(Arc::clone(person))),
            None => Ok(self.snapshot.person(id).map_err(Interrupt::from)?.cloned()),
        }
    }

    /// A person that was loaded, as this decision leaves them.
    pub(super) fn person_now(&self, loaded: &Arc<Person>) -> Arc<Person> {
        Arc::clone(self.people.get(&loaded.id).unwrap_or(loaded))
    }

    /// Everybody whom this decision makes or changes.
    pub(super) fn people_made(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// A person of a normalised address, as this decision leaves them.
    pub(super) fn person_by_address(&self, address: &str) -> Answer<Option<Arc<Person>>> {
        let made = self.people.values().find(|person| person.addresses.iter().any(|known| known == address));
        match made {
            Some(person) => Ok(Some(Arc::clone(person))),
            None => Ok(self.snapshot.person_by_address(address).map_err(Interrupt::from)?.cloned()),
        }
    }

    /// What is to be written, what is to be answered, the messages that hold the command's texts, and the number that
    /// was drawn.
    pub(super) fn finish(mut self) -> (ChangeSet, Outcome, Vec<MessageId>, Option<u64>) {
        if self.for_customer {
            self.outcome.version = self.public_version;
            self.outcome.notices.retain(|notice| notice.code == "follow_up" || notice.code == "merged");
        }
        let bounds = self.bounds;
        let moved = self.loads.into_iter().filter(|(_, delta)| *delta != 0);
        let add = |(person, delta)| Add {
            counter: Counter::Load { person },
            delta,
            at_most: bounds.get(&person).map(|(capacity, stored)| (*capacity).max(stored + delta)),
        };
        self.changes.adds = moved.map(add).collect();
        let shares = self.shares.into_iter();
        self.changes.adds.extend(shares.map(|((team, day, person), delta)| Add {
            counter: Counter::Share { team, day, person },
            delta,
            at_most: None,
        }));
        let fired = self.fired.into_iter();
        let fired = fired.map(|((kind, rule), (times, at))| Fired { kind, rule, times, at });
        self.changes.fired = fired.collect();
        // What others refer to is there before them.
        self.changes.puts.sort_by_key(|put| match put {
            Put::Person { .. } | Put::Organization { .. } => 0,
            Put::Ticket { .. } => 1,
            _ => 2,
        });
        let turns = self.turns.into_iter();
        self.changes.puts.extend(turns.map(|((team, person), (before, after))| Put::Turn {
            team,
            person,
            before,
            after,
        }));
        (self.changes, self.outcome, self.texts, self.number)
    }
}
