//! Records to test with: blank ones with sensible values, named by small numbers.

use crate::change::{CommandRecord, Put};
use crate::command::{Command, Edits, Outcome};
use crate::id::{
    CommandId, DecisionId, DeskId, EffectId, EventId, JobId, MessageId, Name, OrganizationId, PersonId,
    TicketId,
};
use crate::model::{
    Actor, Agent, Approval, AssignmentDecision, Author, By, Category, Clock, ClockKey, Effect, EffectKind,
    EffectState, Event, EventKind, Job, JobKind, Message, MessageKind, Metric, Organization, Person, Ticket,
    TicketRef, TimerCause,
};
use crate::time::{Span, Timestamp};

/// A request of which every member holds something.
pub fn approval() -> Approval {
    Approval {
        transition: Some(name("decide")),
        by: Some(person_id(6)),
        message_public: Some(true),
        approved: vec![person_id(5), person_id(4)],
        ..Approval::new(name("resolved"), minute(12))
    }
}

/// An id of any sort: ids stand in the order of their numbers.
pub const fn bytes(n: u64) -> [u8; 16] {
    (0x0197_a000_0000_7000_8000_0000_0000_0000_u128 + n as u128).to_be_bytes()
}

macro_rules! numbered {
    ($($function:ident $id:ident;)*) => {$(
        /// The id of this number; ids stand in the order of their numbers.
        pub const fn $function(n: u64) -> $id {
            $id::from_bytes(bytes(n))
        }
    )*};
}

numbered! {
    desk_id DeskId;
    ticket_id TicketId;
    message_id MessageId;
    person_id PersonId;
    organization_id OrganizationId;
    event_id EventId;
    effect_id EffectId;
    decision_id DecisionId;
    command_id CommandId;
    job_id JobId;
}

/// So many minutes after the start of 1 June 2026.
pub fn minute(n: u64) -> Timestamp {
    let minutes = Span::from_minutes(i64::try_from(n).unwrap_or(i64::MAX));
    Timestamp::from_millis(1_780_272_000_000).unwrap_or_default().after(minutes)
}

/// A name of the configuration; `text` must be one.
pub fn name(text: &'static str) -> Name {
    Name::known(text)
}

/// A new ticket: number `T-n`, created in the n-th minute, for person n.
pub fn ticket(n: u64) -> Ticket {
    let at = minute(n);
    Ticket {
        version: 1,
        public_version: 1,
        number: format!("T-{n}"),
        created_at: at,
        updated_at: at,
        public_updated_at: at,
        status_since: at,
        subject: format!("Request {n}"),
        requester: person_id(n),
        workflow: name("default"),
        status: name("new"),
        category: Category::New,
        priority: name("normal"),
        channel: name("api"),
        ..Ticket::blank(ticket_id(n))
    }
}

/// The same ticket one version later, otherwise as `change` makes it.
pub fn changed(ticket: &Ticket, change: impl FnOnce(&mut Ticket)) -> Ticket {
    let mut after = Ticket { version: ticket.version + 1, ..ticket.clone() };
    change(&mut after);
    after
}

/// Writes a new ticket.
pub fn put_new(ticket: Ticket) -> Put {
    Put::Ticket { before: None, after: Box::new(ticket) }
}

/// Writes a ticket that was loaded as `before`.
pub fn put_changed(before: &Ticket, after: Ticket) -> Put {
    Put::Ticket { before: Some(Box::new(before.clone())), after: Box::new(after) }
}

/// The n-th message, at this place of a ticket's conversation: a public reply of the requester.
pub fn message(n: u64, ticket: u64, position: u64, body: &str) -> Message {
    let author = Author::EndUser { person: person_id(ticket) };
    let at = minute(n);
    let (id, ticket) = (message_id(n), ticket_id(ticket));
    Message::new(id, ticket, position, MessageKind::Reply, true, author, at, body.to_owned())
}

/// The same as an internal note of an agent.
pub fn note(n: u64, ticket: u64, position: u64, body: &str) -> Message {
    let author = Author::Agent { person: person_id(1) };
    Message { kind: MessageKind::Note, public: false, author, ..message(n, ticket, position, body) }
}

/// Writes a message.
pub fn put_message(message: Message) -> Put {
    Put::Message { message: Box::new(message) }
}

/// A new person, with the key `person:n` and the address `pn@example.org`.
pub fn person(n: u64) -> Person {
    Person {
        version: 1,
        key: Some(format!("person:{n}")),
        addresses: vec![format!("p{n}@example.org")],
        ..Person::new(person_id(n), format!("Person {n}"), minute(0))
    }
}

/// The same person as an agent of a team.
pub fn agent(n: u64, team: &'static str) -> Person {
    Person { agent: Some(Agent { teams: vec![name(team)], ..Agent::new(name("agent")) }), ..person(n) }
}

/// Writes a person.
pub fn put_person(person: Person) -> Put {
    Put::Person { person: Box::new(person) }
}

/// A new organization, with the key `organization:n`.
pub fn organization(n: u64) -> Organization {
    Organization {
        version: 1,
        key: Some(format!("organization:{n}")),
        ..Organization::new(organization_id(n), format!("Organization {n}"), minute(0))
    }
}

/// Writes an organization.
pub fn put_organization(organization: Organization) -> Put {
    Put::Organization { organization: Box::new(organization) }
}

/// Which clock: the first cycle of a metric of a policy.
pub fn clock_key(policy: &'static str, metric: Metric) -> ClockKey {
    ClockKey { policy: name(policy), metric, cycle: 1 }
}

/// A running clock of a ticket, due eight hours after it began.
pub fn clock(ticket: u64, key: ClockKey) -> Clock {
    let target = Span::from_hours(8);
    Clock {
        zone_rules: "2026a".to_owned(),
        due_at: Some(minute(0).after(target)),
        ..Clock::starting(ticket_id(ticket), key, 1, None, target, minute(0))
    }
}

/// Writes a clock.
pub fn put_clock(clock: Clock) -> Put {
    Put::Clock { clock: Box::new(clock) }
}

/// Sets a timer of a ticket.
pub fn put_timer(ticket: u64, cause: TimerCause, due_at: Timestamp) -> Put {
    Put::Timer { ticket: Some(ticket_id(ticket)), cause, due_at: Some(due_at) }
}

/// The record of a routing that found person 1.
pub fn decision(n: u64, ticket: u64) -> AssignmentDecision {
    let (team, strategy) = (name("support"), name("round_robin"));
    let (id, ticket) = (decision_id(n), ticket_id(ticket));
    AssignmentDecision::new(id, ticket, minute(0), team, strategy, Vec::new(), Some(person_id(1)))
}

/// A public event that a ticket changed, by which it has this version and this public version.
pub fn event(n: u64, ticket: u64, version: u64) -> Event {
    Event {
        ticket: Some(ticket_id(ticket)),
        version,
        public_version: version,
        public: true,
        ..desk_event(n, EventKind::TicketChanged {})
    }
}

/// An event about the desk.
pub fn desk_event(n: u64, kind: EventKind) -> Event {
    Event::of_desk(event_id(n), command_id(1), minute(n), By::Host {}, kind)
}

/// A duty that waits for a worker, at this place among those of its ticket, from the n-th minute.
pub fn effect(n: u64, ticket: u64, position: u64) -> Effect {
    let kind = EffectKind::Acknowledge { to: vec![person_id(ticket)] };
    Effect::waiting(effect_id(n), ticket_id(ticket), position, minute(n), kind)
}

/// The same duty in the hands of a worker until an instant.
pub fn leased(effect: &Effect, token: u64, until: Timestamp) -> Effect {
    let state = EffectState::Leased { worker: "worker".to_owned(), token, until };
    Effect { state, attempts: effect.attempts + 1, ..effect.clone() }
}

/// A new job of the n-th command, given by the host, that changes the priority of whatever fits.
pub fn job(n: u64) -> Job {
    let set = Edits::none().with("priority", "high");
    let kind = JobKind::ChangeTickets { set, transition: None, last_number: Some("T-9".to_owned()) };
    Job::starting(job_id(n), kind, command_id(n), By::Host {}, minute(n), 1)
}

/// Writes a job.
pub fn put_job(job: Job) -> Put {
    Put::Job { job: Box::new(job) }
}

/// Writes an effect that was loaded as `before`.
pub fn put_effect(before: &Effect, after: Effect) -> Put {
    Put::Effect { before: before.attempts, effect: Box::new(after) }
}

/// The record of a command of the host: a note on a ticket, its text kept by a message.
pub fn command(n: u64, ticket: u64, text: MessageId) -> CommandRecord {
    let id = command_id(n);
    CommandRecord {
        id,
        actor: Actor::host(),
        at: minute(n),
        config_version: 1,
        zone_rules: format!("2026a+{n}"),
        digest: format!("{n:064x}"),
        body: Some(Command::Note {
            ticket: TicketRef::Id(ticket_id(ticket)),
            body: String::new(),
            set: Edits::none(),
            attachments: Vec::new(),
            spent_minutes: None,
            expect_version: None,
            html: None,
        }),
        texts: vec![text],
        number: None,
        outcome: Outcome { ticket: Some(ticket_id(ticket)), version: Some(2), ..Outcome::of(id) },
    }
}
