//! Questions: what can be asked, and what is answered.

use serde::{Deserialize, Serialize};

use super::choice::Choice;
use super::entry::FormEntry;
use super::row::{Available, ClockView, Count};
use crate::condition::Condition;
use crate::error::Problem;
use crate::id::{JobId, Name};
use crate::model::{
    AssignmentDecision, Edits, Event, Job, Message, Person, PersonRef, PublicEvent, PublicMessage,
    PublicTicket, Ticket, TicketRef,
};

/// A question. What the actor may not see is as if it were not there: a hidden ticket is `not_found`, as a missing one
/// is, and what is for staff or the host only is `forbidden` to others.
///
/// Pages hold 1 to 1,000 rows ([`PAGE_MAX`](crate::limits::PAGE_MAX)), 50 when nothing is said; more is `out_of_range`.
/// Staff are answered with whole records, customers with the public ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Query {
    /// One ticket.
    Ticket {
        /// Which.
        ticket: TicketRef,
    },
    /// A piece of a ticket's conversation, oldest first. Customers, and staff who write no notes, read public messages
    /// only.
    Thread {
        /// Which ticket.
        ticket: TicketRef,
        /// After which position; 0 for the beginning.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: u64,
        /// How many at the most; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// A piece of a ticket's history, oldest first; for customers its public events, which have a numbering of their
    /// own.
    History {
        /// Which ticket.
        ticket: TicketRef,
        /// After which version; 0 for the beginning.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: u64,
        /// How many at the most; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// A piece of the desk's feed, in the order in which things were stored. For the host only.
    Feed {
        /// After which number; 0 for the beginning.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: u64,
        /// How many at the most; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// A page of tickets.
    Find {
        /// Which; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// Words that must all stand in the subject or in one message.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        text: Option<String>,
        /// By what the list is ordered: `created_at`, `updated_at`, `status_since`; `created_at` when absent. A
        /// text search answers newest first, whatever is said here.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        sort: Option<Name>,
        /// Whether the latest comes first.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        descending: bool,
        /// The cursor that the page before gave; `bad_cursor` when it is of another question.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<String>,
        /// How many at the most; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// How many tickets there are, of those that the actor sees.
    Count {
        /// Which; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// One count for each value of this field: `status`, `category`, `priority`, `type`, `channel`, `requester`,
        /// `organization`; for staff `team` and `owner`, too. A count of all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        by: Option<Name>,
    },
    /// Which statuses the actor can move a ticket to, and what is still missing for each; none without the permission
    /// to change tickets.
    Transitions {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// The form that the actor would see for a ticket: its fields in their order, with what the rules of the form make of
    /// them, and what would be refused.
    Form {
        /// Which ticket; one that the actor would open when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        ticket: Option<TicketRef>,
        /// Its type; the same as to give it in `set`.
        #[serde(default, rename = "type")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        ticket_type: Option<Name>,
        /// Changes that are not stored yet.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        set: Edits,
    },
    /// What is promised for a ticket and how it stands: every clock with the spans that counted. For staff.
    Promises {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Which policy is taken for a ticket, and why none of those before it. For staff.
    Policy {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// Why a ticket has the owner that it has: every routing, with a word for each candidate. For staff.
    Routings {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// One person. For staff, and for oneself.
    Person {
        /// Who.
        person: PersonRef,
    },
    /// Long work: how far it is, and what was refused. For whoever began it, and for staff who see all tickets.
    Job {
        /// Which.
        job: JobId,
    },
    /// A piece of the list of all jobs that one may look at, by id. For staff.
    Jobs {
        /// After which job; the beginning when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<JobId>,
        /// How many at the most; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// The configuration in force, or an earlier version. For staff.
    Config {
        /// Which version; the one in force when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        version: Option<u64>,
    },
    /// A workflow as a Mermaid state diagram. For staff.
    Diagram {
        /// Which; the first when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        workflow: Option<Name>,
    },
}

impl Query {
    /// The names of all questions, as they stand in `ask`.
    pub const NAMES: &'static [&'static str] = &[
        "ticket",
        "thread",
        "history",
        "feed",
        "find",
        "count",
        "transitions",
        "form",
        "promises",
        "policy",
        "routings",
        "person",
        "job",
        "jobs",
        "config",
        "diagram",
    ];
}

/// An answer; staff and customers get answers of different types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "answer", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Answer {
    /// A ticket, for staff.
    Ticket {
        /// The ticket.
        ticket: Box<Ticket>,
    },
    /// A ticket, for its customers.
    PublicTicket {
        /// The ticket.
        ticket: Box<PublicTicket>,
    },
    /// Messages, for staff.
    Thread {
        /// The messages, oldest first.
        messages: Vec<Message>,
        /// Whether there are more.
        more: bool,
    },
    /// Messages, for customers.
    PublicThread {
        /// The messages, oldest first.
        messages: Vec<PublicMessage>,
        /// The position of the last one: what to ask after next.
        last: u64,
        /// Whether there are more.
        more: bool,
    },
    /// Events, for staff.
    History {
        /// The events, oldest first.
        events: Vec<Event>,
        /// The place of the last one: what to ask after next.
        last: u64,
    },
    /// Events, for customers.
    PublicHistory {
        /// The events, oldest first.
        events: Vec<PublicEvent>,
        /// The place of the last one: what to ask after next.
        last: u64,
    },
    /// A page of tickets, for staff.
    Page {
        /// The tickets.
        tickets: Vec<Ticket>,
        /// The cursor of the next page, when there may be more.
        next: Option<String>,
    },
    /// A page of tickets, for customers.
    PublicPage {
        /// The tickets.
        tickets: Vec<PublicTicket>,
        /// The cursor of the next page, when there may be more.
        next: Option<String>,
    },
    /// Counts, by value.
    Counts {
        /// The counts, in the order of the values.
        counts: Vec<Count>,
    },
    /// Where a ticket can go.
    Transitions {
        /// The moves, in the order of the workflow.
        available: Vec<Available>,
    },
    /// A form.
    Form {
        /// Its key; nothing where there is no form, and so all fields.
        form: Option<Name>,
        /// What people read over it.
        label: Option<String>,
        /// The fields that are there, in their order.
        fields: Vec<FormEntry>,
        /// Why the edits would be refused; empty when the form is filled in. The whole command may still be, for other
        /// reasons.
        problems: Vec<Problem>,
    },
    /// How promises stand.
    Promises {
        /// The clocks, by key.
        clocks: Vec<ClockView>,
    },
    /// Which policies are taken.
    Policy {
        /// That of the first list; nothing when none fits.
        policy: Option<Name>,
        /// The choice of every list, the first one in front.
        choices: Vec<Choice>,
        /// The choice, as text for a person: a line for every policy that was passed over.
        why: String,
    },
    /// How owners were chosen.
    Routings {
        /// The decisions, oldest first.
        decisions: Vec<AssignmentDecision>,
    },
    /// A person.
    Person {
        /// Who.
        person: Box<Person>,
    },
    /// Long work.
    Job {
        /// The job.
        job: Box<Job>,
    },
    /// A piece of a list of jobs.
    Jobs {
        /// The jobs, by id.
        jobs: Vec<Job>,
    },
    /// A configuration.
    Config {
        /// Its number.
        version: u64,
        /// The document, as it was given.
        document: String,
    },
    /// A diagram.
    Diagram {
        /// Mermaid source.
        mermaid: String,
    },
}
