//! Questions: what can be asked, and what is answered.

use serde::{Deserialize, Serialize};

use super::choice::Choice;
use crate::condition::Condition;
use crate::error::Problem;
use crate::id::{JobId, MessageId, Name};
use crate::model::{
    AssignmentDecision, Category, Clock, Event, Job, Message, Person, PersonRef, PublicEvent, PublicMessage,
    PublicTicket, Ticket, TicketRef,
};
use crate::time::Timestamp;

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
    /// A piece of a ticket's conversation, oldest first, with what was merged into it. Customers, and staff who write no
    /// notes, read public messages only.
    Thread {
        /// Which ticket.
        ticket: TicketRef,
        /// After which message; the beginning when absent. `bad_cursor` when there is no such message.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<MessageId>,
        /// How many at the most; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// The other tickets that a ticket is linked to, of those that the actor sees, by how. For staff.
    Links {
        /// Which ticket.
        ticket: TicketRef,
        /// How many of each sort at the most; 50 when absent. A list with a condition such as
        /// `{"field": "parent", "op": "eq", "value": ID}` has all of them.
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
    /// A page of tickets: of active ones, unless the condition asks for the standing.
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
    /// How many tickets there are, of those that the actor sees: of active ones, unless the condition asks for the
    /// standing.
    Count {
        /// Which; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// One count for each value of this field: `status`, `category`, `priority`, `type`, `channel`, `requester`,
        /// `organization`; for staff `team`, `owner` and `standing`, too. A count of all when absent.
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
        "links",
        "history",
        "feed",
        "find",
        "count",
        "transitions",
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
        /// The last one: what to ask after next.
        last: Option<MessageId>,
        /// Whether there are more.
        more: bool,
    },
    /// Linked tickets.
    Links {
        /// What there is of each sort of link.
        links: Vec<Linked>,
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

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Count {
    /// The value that these tickets share; nothing for those without one, and for a count of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How many.
    pub tickets: u64,
}

/// The tickets of one sort of link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Linked {
    /// What they are to the ticket: `parent`, `children`, `problem`, `incidents`, `relates`, `merged_into`, `merged`,
    /// `follow_up_of`, `follow_ups`.
    pub link: Name,
    /// The tickets, oldest first; never none.
    pub tickets: Vec<Ticket>,
    /// Whether there are more.
    pub more: bool,
}

/// One way on for a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Available {
    /// The status that it leads to.
    pub to: Name,
    /// What that status means.
    pub category: Category,
    /// The transition's name, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition: Option<Name>,
    /// Everything that still stands in the way; empty when the way is free.
    pub missing: Vec<Problem>,
}

/// A clock with its explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct ClockView {
    /// The clock.
    pub clock: Clock,
    /// How much of its time is used by now, in milliseconds; nothing when the calendar that it counted by is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_ms: Option<i64>,
    /// The explanation, as text for a person.
    pub why: String,
}

/// What one call of `tick` did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Report {
    /// Tickets on which something fired.
    pub fired: u64,
    /// Items of jobs that were carried out, refused ones among them.
    pub items: u64,
    /// Whether there is more to do by the same instant.
    pub more: bool,
    /// When there will be something to do next.
    pub next_due: Option<Timestamp>,
}
