//! Questions: what can be asked.

use serde::{Deserialize, Serialize};

use super::Occasion;
use crate::condition::Condition;
use crate::id::{JobId, MessageId, Name};
use crate::model::{Edits, PersonRef, TicketRef};
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
    /// A file of a message, and how to send it to a browser so that it can do no harm there: for whoever may read the
    /// message. Ask before the bytes are given out; `not_found` says that they may not be.
    Attachment {
        /// Which ticket, in whose conversation the message is.
        ticket: TicketRef,
        /// Which message.
        message: MessageId,
        /// Which of its files, by SHA-256 in lower-case hex.
        sha256: String,
    },
    /// Texts that are ready to be sent, filled in for a ticket, in the language of its conversation. For staff who may
    /// reply.
    Replies {
        /// For which ticket.
        ticket: TicketRef,
        /// Which of them; all that are for a team of whoever asks when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        reply: Option<Name>,
        /// In which language, as a BCP 47 tag; that of the ticket, else of its requester, else of the desk when absent or
        /// when there is no such text.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        language: Option<String>,
    },
    /// The macros that the actor can use on a ticket as it stands. For staff.
    Macros {
        /// Which ticket.
        ticket: TicketRef,
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
    /// A signed link to a ticket, for somebody without an account: what stands behind an address in a mail. By it they read
    /// the ticket and write to it as one of its customers. Needs the permission to reply; not for customers. The engine has to be opened with `link_keys`.
    /// `revoke_links` takes it back.
    Link {
        /// Which ticket.
        ticket: TicketRef,
        /// For which of its customers, the requester or somebody in copy; the requester when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        person: Option<PersonRef>,
        /// When it ceases to give access: in the future, and at most 366 days from now.
        expires_at: Timestamp,
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
    /// How a ticket went from team to team, and how long each of them had it. For staff whose role does not hide teams.
    Handoffs {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// What waits for an owner in a team: in the order in which agents take their next ticket where they do so
    /// themselves, and otherwise in the order in which it is given out, the oldest first. For staff; what they do not see
    /// is left out.
    Line {
        /// Which team.
        team: Name,
        /// How many at the most, up to 100; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// What the members of a team were given, by its strategy or by taking their next ticket, and how far that is from
    /// their shares. For those who may manage people.
    Fairness {
        /// Which team.
        team: Name,
        /// Over how many days of UTC, today among them, from 1 to 366; as many as the team counts by when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        days: Option<u32>,
    },
    /// What the configuration asks of people and nobody there can do: teams without members, skills that nobody of a team
    /// has, agents on call who are not there, shifts by calendars that are gone, substitutes who lead in a circle. For those
    /// who may manage people.
    Staffing {},
    /// The account of a ticket: which policies are taken for it and why none of those before them, why each deadline is
    /// where it is, span by span, and whose every second of its life was. For staff.
    Account {
        /// Which ticket.
        ticket: TicketRef,
        /// As of when: not before its last change, and at most 3,660 days after it; now when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        as_of: Option<Timestamp>,
        /// Whether a picture (SVG) of it is wanted, too.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        picture: bool,
    },
    /// How long a ticket stood in each of its statuses, stay by stay, in real and in open time. For staff.
    Visits {
        /// Which ticket.
        ticket: TicketRef,
    },
    /// The deadlines of tickets as a calendar (iCalendar): due dates, planned spans, and the deadlines of open clocks,
    /// each known by the same uid for ever. A plan without an end, and a clock that is paused, have no place in it. For
    /// staff.
    Deadlines {
        /// Which tickets; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// What the calendar is called; it has no name when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        name: Option<String>,
        /// What stands before the number of a ticket in the address at which a person finds it, such as
        /// `https://desk.example/tickets/`; no addresses when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        link: Option<String>,
        /// The cursor that the page before gave; `bad_cursor` when it is of another question.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<String>,
        /// How many tickets at the most, those without a deadline among them; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// What a document would do to the open clocks if it were in force now and every ticket were held to it, a page of
    /// tickets at a time: whose deadline moves, who becomes late, and by how much. Nothing is changed. The counts of all
    /// pages add up, and whoever asks for no more of them has ended the work. Needs the permission to configure.
    Preview {
        /// The document, as JSON text; that in force when absent, which shows what `rebind_tickets` would do.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        document: Option<String>,
        /// Which tickets; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// List only changes by which something becomes late.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        late_only: bool,
        /// The cursor that the page before gave; `bad_cursor` when it is of another question.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<String>,
        /// How many tickets are looked at, those without open clocks among them; 50 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// What service levels would have come to, had a document been in force from the first day: how many promises were
    /// met and missed as things were, and how many would have been. Nothing is changed. A long history is gone through
    /// in pieces: all counts add up, while medians and percentiles are those of a piece, so that the tickets of a month
    /// are best asked for by a condition. Needs the permission to configure.
    WhatIf {
        /// The document, as JSON text; that in force when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        document: Option<String>,
        /// Which tickets, as they are now; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// Until when time passes for clocks that are open; now when absent. Pieces of one history should name it.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        as_of: Option<Timestamp>,
        /// The cursor that the piece before gave; `bad_cursor` when it is of another question.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<String>,
        /// How many tickets are looked at: at most 100,000, and 10,000 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// Who would have got what, had a document routed the tickets of a desk: stored arrivals are played again, with the people as
    /// they are now, and both sides are told, as it was and as it would have been: how long tickets waited, who had how much
    /// to do, and how often they went from team to team. Nothing is changed. A long history is gone through in
    /// pieces, each played by itself. Needs the permission to configure.
    WhatIfRouting {
        /// The document, as JSON text; that in force when absent, which shows what its strategies alone come to.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        document: Option<String>,
        /// Which tickets, as they are now; all when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        condition: Option<Condition>,
        /// Until when time passes; now when absent. Pieces of one history should name it.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        as_of: Option<Timestamp>,
        /// The cursor that the piece before gave; `bad_cursor` when it is of another question.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        after: Option<String>,
        /// How many tickets are looked at: at most 100,000, and 10,000 when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        limit: Option<u32>,
    },
    /// What rules would do to a ticket now, with a word for each that is asked. Nothing is changed. Needs the permission to
    /// configure, and a role that hides no field.
    DryRun {
        /// Which ticket: an active one.
        ticket: TicketRef,
        /// The rules, as the JSON text of the list that would stand in the configuration; those in force when absent. Of
        /// these, with the occasion `time_passed`, also rules with a time are asked, as if it had come.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        rules: Option<String>,
        /// What the rules are told that has happened; `changed` when absent. Nothing is known of a message.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        occasion: Option<Occasion>,
        /// A command about this ticket, as JSON text, which is carried out first, as whoever asks: the rules are asked what
        /// they make of it. Not together with an occasion, and none that opens another ticket.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        command: Option<String>,
    },
    /// How often each rule and each macro of the configuration in force has fired, and when last. Needs the permission to
    /// configure.
    RuleCounts {},
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
    /// A workflow as a picture: the source of a Mermaid state diagram, or of a digraph for Graphviz. For staff.
    Diagram {
        /// Which; the first when absent.
        #[serde(default)]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        workflow: Option<Name>,
        /// In which language; Mermaid when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        format: Option<DiagramFormat>,
    },
}

/// The language of a diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DiagramFormat {
    /// A state diagram in Mermaid.
    #[default]
    Mermaid,
    /// A digraph in DOT, the language of Graphviz.
    Dot,
}
