//! The ticket.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::approval::Approval;
use super::checklist::ChecklistItem;
use super::given::{Declined, PastTeam};
use super::standing::Standing;
use super::value::Fields;
use crate::id::{MessageId, Name, OrganizationId, PersonId, TicketId};
use crate::time::Timestamp;

/// The fixed meaning of a status, which the engine understands whatever the status is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Untouched.
    New,
    /// Staff must act.
    Open,
    /// Waiting for the requester.
    Pending,
    /// Waiting for others, or for a date.
    OnHold,
    /// An answer was given; it may come back.
    Solved,
    /// Final.
    Closed,
}

impl Category {
    /// All of them, in the order of a ticket's life.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Open, Self::Pending, Self::OnHold, Self::Solved, Self::Closed];

    /// The name in configurations and conditions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::OnHold => "on_hold",
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }

    /// Whether an answer was given: solved or closed.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Solved | Self::Closed)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id that another system gave to something of ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// The other system: `crm`, `erp`, `servicenow`.
    pub system: String,
    /// Its id there, unique within the system.
    pub id: String,
}

/// One request, problem or task, with its status, its people and its history.
///
/// This is the whole ticket, as staff with every right see it. What a customer sees is [`crate::model::PublicTicket`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Ticket {
    /// Our id.
    pub id: TicketId,
    /// Counts the events of this ticket: a change made to a stale version is refused.
    pub version: u64,
    /// Counts the events that a customer may see; a hidden note does not move it.
    pub public_version: u64,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it last changed in a way that a customer may see.
    pub public_updated_at: Timestamp,

    /// The number that people use, unique in the desk; there may be gaps.
    pub number: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Whether it is among the work of the desk.
    pub standing: Standing,
    /// One line that says what it is about.
    pub subject: String,
    /// The message that it began with.
    pub description: Option<MessageId>,
    /// The person it is for.
    pub requester: PersonId,
    /// The customer company of the requester.
    pub organization: Option<OrganizationId>,
    /// Customers who get copies and may read it.
    pub ccs: Vec<PersonId>,
    /// People who wrote to it and of whom nobody knows yet whether they belong to it, sorted: they do not see it.
    pub unverified: Vec<PersonId>,
    /// Staff who follow it.
    pub followers: Vec<PersonId>,
    /// The team that owns it.
    pub team: Option<Name>,
    /// The one assignee whose work it is: load, capacity and first assignment count this one.
    pub owner: Option<PersonId>,
    /// Everybody assigned, the owner among them.
    pub assignees: Vec<PersonId>,
    /// What it weighs in the load of its owner, where that is not what a ticket weighs when nobody says: 1 while it is new or
    /// open, and nothing otherwise.
    pub weight: Option<u32>,
    /// Until when the owner has to act on it; then it is taken from them, or others are told.
    pub respond_by: Option<Timestamp>,
    /// Whether the owner took it with `next_ticket` and has not acted on it yet: it is lent to them until `respond_by`.
    pub pulled: bool,
    /// Who does not get it for a while, by person.
    pub declined: Vec<Declined>,
    /// Since when it has been waiting for an owner, where its team has a ladder.
    pub queued_since: Option<Timestamp>,
    /// How many rungs of the ladder of its team were taken since.
    pub rungs: u32,
    /// The teams that had it before, the earliest first: the last 20 at the most.
    pub past_teams: Vec<PastTeam>,
    /// The workflow that it follows.
    pub workflow: Name,
    /// Its status in the workflow.
    pub status: Name,
    /// What the status meant when it was entered.
    pub category: Category,
    /// When the status was entered.
    pub status_since: Timestamp,
    /// The order of service.
    pub priority: Name,
    /// How many are hit.
    pub impact: Option<Name>,
    /// How fast it hurts.
    pub urgency: Option<Name>,
    /// The type of the ticket: an incident, a question.
    #[serde(rename = "type")]
    pub ticket_type: Option<Name>,
    /// How it came in.
    pub channel: Name,
    /// Free words, sorted.
    pub tags: Vec<String>,
    /// Values of the desk's own fields.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// When somebody wants it done; has nothing to do with a service level.
    pub due_at: Option<Timestamp>,
    /// When work on it is planned to begin.
    pub planned_from: Option<Timestamp>,
    /// When work on it is planned to end.
    pub planned_to: Option<Timestamp>,
    /// How much time was spent on it, in minutes: the sum of everything that was logged.
    pub spent_minutes: u32,
    /// How much time it is estimated to take, in minutes.
    pub estimate_minutes: Option<u32>,
    /// How much time it is estimated to take from now on, in minutes. Logged time takes it down.
    pub remaining_minutes: Option<u32>,
    /// What is to be done for it, item by item.
    pub checklist: Vec<ChecklistItem>,
    /// How many items of the checklist are to be done.
    pub checklist_open: u32,
    /// Its ids in other systems, sorted.
    pub external_ids: Vec<ExternalId>,
    /// Under which key what repeats itself is folded into it, unique in the desk.
    pub fold_key: Option<String>,
    /// How often it has repeated itself.
    pub repeats: u32,
    /// The language of the conversation, as a BCP 47 tag.
    pub language: Option<String>,
    /// The closed ticket that it carries on.
    pub follow_up_of: Option<TicketId>,
    /// The message of another ticket that it was made of.
    pub split_of: Option<MessageId>,
    /// The ticket that it is a part of.
    pub parent: Option<TicketId>,
    /// The ticket whose cause it shares: solving that one solves this one.
    pub problem: Option<TicketId>,
    /// Other tickets that it has to do with, sorted. It is enough that one of two says so.
    pub relates: Vec<TicketId>,
    /// The ticket that it was merged into.
    pub merged_into: Option<TicketId>,
    /// Whether customers of that ticket read what is public here.
    pub merged_openly: bool,
    /// Customers in copy by tickets that were openly merged into this one, sorted: once for each of these.
    pub merged_ccs: Vec<PersonId>,
    /// Since when it has been new or open without a break, where its workflow has a notice of delay.
    pub open_since: Option<Timestamp>,
    /// When its requester was told that it takes longer, since it was opened or came back.
    pub delay_told_at: Option<Timestamp>,
    /// When the snooze ends.
    pub snoozed_until: Option<Timestamp>,
    /// The status to which a snooze returns.
    pub status_before_snooze: Option<Name>,
    /// The move that waits for somebody's approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub approval: Option<Approval>,
    /// Since when a customer has been waiting for an answer: the oldest unanswered message.
    pub waiting_since: Option<Timestamp>,
    /// The first public message of a human agent.
    pub first_reply_at: Option<Timestamp>,
    /// The latest public message of a human agent.
    pub last_reply_at: Option<Timestamp>,
    /// The latest message of a customer.
    pub last_requester_at: Option<Timestamp>,
    /// The latest entry into a solved status.
    pub solved_at: Option<Timestamp>,
    /// The latest entry into a closed status.
    pub closed_at: Option<Timestamp>,
    /// How often it came back from solved or closed.
    pub reopens: u32,
    /// How often the owning team changed after creation.
    pub handoffs: u32,
    /// Public messages of human agents.
    pub replies: u32,
    /// How often the signed links to it were revoked: those that were made before give no access.
    pub link_generation: u32,
}

impl Ticket {
    /// A ticket of which nothing is known yet: what the fold of a history starts from.
    pub fn blank(id: TicketId) -> Self {
        Self {
            id,
            version: 0,
            public_version: 0,
            updated_at: Timestamp::default(),
            public_updated_at: Timestamp::default(),
            number: String::new(),
            created_at: Timestamp::default(),
            standing: Standing::Active,
            subject: String::new(),
            description: None,
            requester: PersonId::from_bytes([0; 16]),
            organization: None,
            ccs: Vec::new(),
            unverified: Vec::new(),
            followers: Vec::new(),
            team: None,
            owner: None,
            assignees: Vec::new(),
            weight: None,
            respond_by: None,
            pulled: false,
            declined: Vec::new(),
            queued_since: None,
            rungs: 0,
            past_teams: Vec::new(),
            workflow: Name::unset(),
            status: Name::unset(),
            category: Category::New,
            status_since: Timestamp::default(),
            priority: Name::unset(),
            impact: None,
            urgency: None,
            ticket_type: None,
            channel: Name::unset(),
            tags: Vec::new(),
            fields: Fields::default(),
            due_at: None,
            planned_from: None,
            planned_to: None,
            spent_minutes: 0,
            estimate_minutes: None,
            remaining_minutes: None,
            checklist: Vec::new(),
            checklist_open: 0,
            external_ids: Vec::new(),
            fold_key: None,
            repeats: 0,
            language: None,
            follow_up_of: None,
            split_of: None,
            parent: None,
            problem: None,
            relates: Vec::new(),
            merged_into: None,
            merged_openly: false,
            merged_ccs: Vec::new(),
            open_since: None,
            delay_told_at: None,
            snoozed_until: None,
            status_before_snooze: None,
            approval: None,
            waiting_since: None,
            first_reply_at: None,
            last_reply_at: None,
            last_requester_at: None,
            solved_at: None,
            closed_at: None,
            reopens: 0,
            handoffs: 0,
            replies: 0,
            link_generation: 0,
        }
    }

    /// Whether there is work to do on it: it is active, and neither solved nor closed.
    pub const fn is_to_be_done(&self) -> bool {
        self.standing.is_active() && !self.category.is_done()
    }

    /// Whether there is work to do on it, and nobody owns it.
    pub const fn waits_for_owner(&self) -> bool {
        self.owner.is_none() && self.is_to_be_done()
    }

    /// Whether a person is assigned.
    pub fn is_assigned_to(&self, person: PersonId) -> bool {
        self.assignees.contains(&person)
    }

    /// Whom it knows as customers, whether they were found to belong to it or not.
    pub fn customers(&self) -> impl Iterator<Item = PersonId> + '_ {
        let others = self.ccs.iter().chain(&self.merged_ccs).chain(&self.unverified);
        std::iter::once(self.requester).chain(others.copied())
    }

    /// Whether a person takes part as a customer: as the requester or in copy.
    pub fn has_customer(&self, person: PersonId) -> bool {
        self.requester == person || self.ccs.contains(&person)
    }
}
