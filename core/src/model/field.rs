//! The fields of a ticket as one closed list: what histories, conditions and edits call them.

mod part;

use part::Part;

use super::ticket::Ticket;
use super::value::Value;
use crate::id::Name;

macro_rules! ticket_fields {
    ($($(#[$doc:meta])* $variant:ident $text:literal $field:ident $reader:ident;)*) => {
        /// A field of a ticket, built in or the desk's own.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum TicketField {
            $($(#[$doc])* $variant,)*
            /// A field that the desk's configuration defines.
            Custom(Name),
        }

        impl TicketField {
            /// All built-in fields, in the order in which a history lists them.
            pub const BUILT_IN: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in configurations, commands and histories.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Custom(name) => name,
                }
            }

            /// The built-in field of this name.
            pub fn built_in(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Whether a customer who sees the ticket sees this field.
            pub const fn is_public(&self) -> bool {
                match self {
                    $(Self::$variant => ticket_fields!(@public $reader),)*
                    Self::Custom(_) => false,
                }
            }
        }

        impl Ticket {
            /// The value of a field; `None` when it is empty.
            pub fn get(&self, field: &TicketField) -> Option<Value> {
                match field {
                    $(TicketField::$variant => self.$field.to_value(),)*
                    TicketField::Custom(name) => self.fields.get(name).cloned(),
                }
            }

            /// Writes a field as a history has it; false when the value cannot stand there.
            pub(crate) fn put(&mut self, field: &TicketField, value: Option<&Value>) -> bool {
                match field {
                    $(TicketField::$variant => match Part::from_value(value) {
                        Some(part) => self.$field = part,
                        None => return false,
                    },)*
                    TicketField::Custom(name) => self.fields.set(name.clone(), value.cloned()),
                }
                true
            }

            /// The built-in fields in which two tickets differ, and then the custom ones, by name.
            pub(crate) fn differences(&self, other: &Self) -> Vec<TicketField> {
                let mut fields = Vec::new();
                $(if self.$field != other.$field {
                    fields.push(TicketField::$variant);
                })*
                if self.fields != other.fields {
                    let names: std::collections::BTreeSet<&Name> =
                        self.fields.iter().chain(other.fields.iter()).map(|(name, _)| name).collect();
                    let differs = |name: &&&Name| self.fields.get(name) != other.fields.get(name);
                    fields.extend(names.iter().filter(differs).map(|name| TicketField::Custom((*name).clone())));
                }
                fields
            }
        }
    };
    (@public customer) => { true };
    (@public staff) => { false };
}

ticket_fields! {
    /// The number that people use.
    Number "number" number customer;
    /// When it was created.
    CreatedAt "created_at" created_at customer;
    /// Whether it is among the work of the desk.
    Standing "standing" standing staff;
    /// What it is about.
    Subject "subject" subject customer;
    /// The message that it began with.
    Description "description" description customer;
    /// The person it is for.
    Requester "requester" requester customer;
    /// The customer company.
    Organization "organization" organization customer;
    /// Customers in copy.
    Ccs "ccs" ccs customer;
    /// Who wrote to it without being known to belong to it.
    Unverified "unverified" unverified staff;
    /// Staff who follow it.
    Followers "followers" followers staff;
    /// The owning team.
    Team "team" team staff;
    /// The assignee whose work it is.
    Owner "owner" owner staff;
    /// Everybody assigned.
    Assignees "assignees" assignees staff;
    /// What it weighs in the load of its owner.
    Weight "weight" weight staff;
    /// Until when the owner has to act on it.
    RespondBy "respond_by" respond_by staff;
    /// Whether it is lent to its owner.
    Pulled "pulled" pulled staff;
    /// Who does not get it for a while.
    Declined "declined" declined staff;
    /// Since when it waits for an owner.
    QueuedSince "queued_since" queued_since staff;
    /// How many rungs of the ladder were taken.
    Rungs "rungs" rungs staff;
    /// Teams that had it before.
    PastTeams "past_teams" past_teams staff;
    /// The workflow.
    Workflow "workflow" workflow staff;
    /// The status.
    Status "status" status customer;
    /// What the status means.
    Category "category" category customer;
    /// When the status was entered.
    StatusSince "status_since" status_since customer;
    /// The order of service.
    Priority "priority" priority customer;
    /// How many are hit.
    Impact "impact" impact staff;
    /// How fast it hurts.
    Urgency "urgency" urgency staff;
    /// The type.
    Type "type" ticket_type customer;
    /// How it came in.
    Channel "channel" channel customer;
    /// Free words.
    Tags "tags" tags staff;
    /// When somebody wants it done.
    DueAt "due_at" due_at staff;
    /// When work is planned to begin.
    PlannedFrom "planned_from" planned_from staff;
    /// When work is planned to end.
    PlannedTo "planned_to" planned_to staff;
    /// How much time was spent on it.
    SpentMinutes "spent_minutes" spent_minutes staff;
    /// How much time it is estimated to take.
    EstimateMinutes "estimate_minutes" estimate_minutes staff;
    /// How much time it is estimated to take from now on.
    RemainingMinutes "remaining_minutes" remaining_minutes staff;
    /// What is to be done for it, item by item.
    Checklist "checklist" checklist staff;
    /// How many items of the checklist are to be done.
    ChecklistOpen "checklist_open" checklist_open staff;
    /// Ids in other systems.
    ExternalIds "external_ids" external_ids staff;
    /// The key of what is folded into it.
    FoldKey "fold_key" fold_key staff;
    /// How often it has repeated itself.
    Repeats "repeats" repeats staff;
    /// The language of the conversation.
    Language "language" language customer;
    /// The closed ticket that it carries on.
    FollowUpOf "follow_up_of" follow_up_of staff;
    /// The message of another ticket that it was made of.
    SplitOf "split_of" split_of staff;
    /// The ticket that it is a part of.
    Parent "parent" parent staff;
    /// The ticket whose cause it shares.
    Problem "problem" problem staff;
    /// Other tickets that it has to do with.
    Relates "relates" relates staff;
    /// The ticket that it was merged into.
    MergedInto "merged_into" merged_into staff;
    /// Whether customers of that ticket read what is public here.
    MergedOpenly "merged_openly" merged_openly staff;
    /// Customers in copy by tickets that were merged into it.
    MergedCcs "merged_ccs" merged_ccs staff;
    /// Since when it has been new or open.
    OpenSince "open_since" open_since staff;
    /// When its requester was told that it takes longer.
    DelayToldAt "delay_told_at" delay_told_at staff;
    /// When the snooze ends.
    SnoozedUntil "snoozed_until" snoozed_until staff;
    /// Where the snooze returns to.
    StatusBeforeSnooze "status_before_snooze" status_before_snooze staff;
    /// The move that waits for somebody's approval.
    Approval "approval" approval staff;
    /// Since when a customer has been waiting.
    WaitingSince "waiting_since" waiting_since staff;
    /// The first reply of a human agent.
    FirstReplyAt "first_reply_at" first_reply_at customer;
    /// The latest reply of a human agent.
    LastReplyAt "last_reply_at" last_reply_at customer;
    /// The latest message of a customer.
    LastRequesterAt "last_requester_at" last_requester_at customer;
    /// The latest entry into solved.
    SolvedAt "solved_at" solved_at customer;
    /// The latest entry into closed.
    ClosedAt "closed_at" closed_at customer;
    /// How often it came back.
    Reopens "reopens" reopens staff;
    /// How often the owning team changed.
    Handoffs "handoffs" handoffs staff;
    /// Public messages of human agents.
    Replies "replies" replies staff;
    /// How often links to it were revoked.
    LinkGeneration "link_generation" link_generation staff;
}

impl TicketField {
    /// Whether the field may hold what a person wrote freely, which an erasure has to find.
    pub fn is_personal(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Subject | Self::Checklist => true,
            Self::Custom(_) => matches!(value, Some(Value::Text(_))),
            _ => false,
        }
    }
}

impl serde::Serialize for TicketField {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for TicketField {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Name::deserialize(deserializer)?;
        Ok(Self::built_in(&name).unwrap_or(Self::Custom(name)))
    }
}
