//! Answers: what is told to who asks.

use serde::{Deserialize, Serialize};

use super::account::{Explanation, Spell, SpentTotal};
use super::choice::Choice;
use super::dry_run::DryRunReport;
use super::entry::FormEntry;
use super::line::{FairShare, Handoff, Waiting};
use super::offer::MacroOffer;
use super::routing::RoutingReport;
use super::rule_count::RuleCount;
use super::trial::{Preview, WhatIfReport};
use super::visit::{Visit, VisitTotal};
use crate::error::Problem;
use crate::id::{MessageId, Name};
use crate::model::{
    AssignmentDecision, Attachment, Category, Clock, Event, Job, Message, Person, PublicEvent, PublicMessage,
    PublicTicket, Serving, Ticket,
};
use crate::time::Timestamp;

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
    /// A file.
    Attachment {
        /// What is known of it.
        attachment: Attachment,
        /// How to send it to a browser.
        serving: Serving,
    },
    /// Texts that are ready to be sent.
    Replies {
        /// The texts, in the order of the configuration.
        replies: Vec<CannedReply>,
    },
    /// Macros that can be used.
    Macros {
        /// The macros, in the order of the configuration.
        macros: Vec<MacroOffer>,
    },
    /// Linked tickets.
    Links {
        /// What there is of each sort of link.
        links: Vec<Linked>,
    },
    /// A signed link.
    Link {
        /// What it carries: 124 characters that stand in an address as they are. A secret: whoever has it acts by it.
        token: String,
        /// When it ceases to give access.
        expires_at: Timestamp,
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
    /// How a ticket went from team to team.
    Handoffs {
        /// The handoffs, oldest first.
        handoffs: Vec<Handoff>,
    },
    /// What waits for an owner.
    Line {
        /// The tickets, in their order.
        tickets: Vec<Waiting>,
    },
    /// What the members of a team were given.
    Fairness {
        /// The tickets of all present members together.
        total: i64,
        /// Every active member, by id.
        members: Vec<FairShare>,
        /// How far the one who is the farthest from their share is from it, in hundredths of a ticket.
        largest_deviation_hundredths: i64,
        /// How many more tickets the one with the most was given than the one with the least.
        spread: i64,
    },
    /// What nobody can do.
    Staffing {
        /// The doubts, each at its place in the document, or with the parameter `person`.
        problems: Vec<Problem>,
    },
    /// The account of a ticket.
    Account {
        /// The number of the ticket.
        number: String,
        /// As of when.
        until: Timestamp,
        /// Which policies are taken for it, and why none of those before them: one entry for each list.
        policies: Vec<Choice>,
        /// Every clock that it ever had, by key.
        clocks: Vec<Explanation>,
        /// Every second of its life, whose it was; the parts add up to the whole.
        spent: Vec<Spell>,
        /// How much of its life is whose.
        totals: Vec<SpentTotal>,
        /// The zone that the local times of the text and the picture are given in.
        time_zone: String,
        /// The account as text for a person.
        text: String,
        /// The account as a picture (SVG), where it was asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        svg: Option<String>,
    },
    /// How long a ticket stood in its statuses.
    Visits {
        /// As of when.
        until: Timestamp,
        /// Every stay, in their order. They follow each other without gaps, and the last one goes on.
        visits: Vec<Visit>,
        /// The stays of each status together, in the order in which they were first entered.
        totals: Vec<VisitTotal>,
    },
    /// Deadlines, as a calendar.
    Deadlines {
        /// The calendar: an iCalendar text (RFC 5545) of its own for each page.
        calendar: String,
        /// How many deadlines and planned spans stand in it.
        items: u64,
        /// The cursor of the next page, when there may be more.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
    /// What a document would do.
    Preview {
        /// What changes.
        preview: Box<Preview>,
        /// The same, as text for a person.
        text: String,
    },
    /// What a document would have done.
    WhatIf {
        /// What service levels came to, and would have come to.
        report: Box<WhatIfReport>,
        /// The same, as text for a person.
        text: String,
    },
    /// What rules would do.
    DryRun {
        /// Which rules were asked, and what they would do.
        run: Box<DryRunReport>,
    },
    /// How often rules and macros have fired.
    RuleCounts {
        /// The rules, and then the macros, in the order of the configuration.
        counts: Vec<RuleCount>,
    },
    /// Who would have got what.
    WhatIfRouting {
        /// What became of the tickets, and what would have become of them.
        report: Box<RoutingReport>,
        /// The same, as text for a person.
        text: String,
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
        /// Its source, in the language that was asked for.
        source: String,
    },
}

/// A text that is ready to be sent, filled in for a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CannedReply {
    /// Its key.
    pub name: Name,
    /// What whoever chooses it reads.
    pub label: String,
    /// The language that it is in, as the configuration writes it.
    pub language: String,
    /// The text.
    pub text: String,
    /// The places of which nothing is known: they are empty in the text.
    pub missing: Vec<String>,
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
    /// The approval that it needs; nothing when it needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalStand>,
}

/// How the approval stands that a move needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct ApprovalStand {
    /// Whether the ticket waits for it: then the move is not tried again, but decided about.
    pub waiting: bool,
    /// How many have approved.
    pub approved: u32,
    /// How many have to.
    pub count: u32,
    /// Whether whoever asks this question could approve now.
    pub yours: bool,
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
