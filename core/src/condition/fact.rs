//! What is known of a ticket, a message and a command when a condition asks.

use super::kind::{FieldKind, MessageField, Subject, message_author, message_kind};
use crate::id::{MessageId, Name, OrganizationId, PersonId, TicketId};
use crate::model::{
    Approval, Category, ChecklistItem, Decimal, Declined, ExternalId, Message, PastTeam, Standing, Ticket,
    TicketField, Value,
};
use crate::time::Timestamp;

/// One value, borrowed from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact<'a> {
    /// There is none.
    Missing,
    /// A text, a name or a date; the kind of the field says which.
    Text(&'a str),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// An instant.
    Instant(Timestamp),
    /// A person.
    Person(PersonId),
    /// An organization.
    Organization(OrganizationId),
    /// A message.
    Message(MessageId),
    /// Another ticket.
    Ticket(TicketId),
    /// Several names or words; never none of them.
    Texts(&'a [String]),
    /// Several people; never none of them.
    People(&'a [PersonId]),
    /// Several tickets; never none of them.
    Tickets(&'a [TicketId]),
    /// Several ids in other systems; never none of them.
    ExternalIds(&'a [ExternalId]),
}

impl Fact<'_> {
    /// Whether there is no value.
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

/// Something that a condition can be asked about.
pub trait Facts {
    /// What is known now.
    fn fact(&self, subject: &Subject) -> Fact<'_>;

    /// What was known before the command.
    fn fact_before(&self, _subject: &Subject) -> Fact<'_> {
        Fact::Missing
    }

    /// Whether the command changed it.
    fn has_changed(&self, _subject: &Subject) -> bool {
        false
    }
}

/// A part of a ticket as a fact. A list without entries is no value.
trait AsFact {
    fn as_fact(&self) -> Fact<'_>;
}

macro_rules! as_fact {
    ($($type:ty, $part:ident => $fact:expr;)*) => {$(
        impl AsFact for $type {
            fn as_fact(&self) -> Fact<'_> {
                let $part = self;
                $fact
            }
        }
    )*};
}

as_fact! {
    String, text => Fact::Text(text);
    Name, name => Fact::Text(name);
    Category, category => Fact::Text(category.as_str());
    Standing, standing => Fact::Text(standing.as_str());
    bool, yes => Fact::Bool(*yes);
    u32, number => Fact::Number(Decimal::from(*number));
    Timestamp, at => Fact::Instant(*at);
    PersonId, person => Fact::Person(*person);
    OrganizationId, organization => Fact::Organization(*organization);
    MessageId, message => Fact::Message(*message);
    Approval, approval => Fact::Instant(approval.at);
    TicketId, ticket => Fact::Ticket(*ticket);
    Vec<String>, words => if words.is_empty() { Fact::Missing } else { Fact::Texts(words) };
    Vec<PersonId>, people => if people.is_empty() { Fact::Missing } else { Fact::People(people) };
    Vec<TicketId>, tickets => if tickets.is_empty() { Fact::Missing } else { Fact::Tickets(tickets) };
    Vec<ExternalId>, ids => if ids.is_empty() { Fact::Missing } else { Fact::ExternalIds(ids) };
    Vec<ChecklistItem>, items => if items.is_empty() { Fact::Missing } else { Fact::Bool(true) };
    Vec<Declined>, people => if people.is_empty() { Fact::Missing } else { Fact::Bool(true) };
    Vec<PastTeam>, teams => if teams.is_empty() { Fact::Missing } else { Fact::Bool(true) };
    Value, value => match value {
        Value::Text(text) => Fact::Text(text),
        Value::Number(number) => Fact::Number(*number),
        Value::Bool(yes) => Fact::Bool(*yes),
        Value::List(items) => items.as_fact(),
    };
}

impl<T: AsFact> AsFact for Option<T> {
    fn as_fact(&self) -> Fact<'_> {
        self.as_ref().map_or(Fact::Missing, AsFact::as_fact)
    }
}

macro_rules! ticket_facts {
    ($($variant:ident $kind:ident $part:ident;)*) => {
        impl FieldKind {
            /// What sort of value a built-in field of a ticket holds; `None` for a field of the desk's own.
            pub const fn of_built_in(field: &TicketField) -> Option<Self> {
                match field {
                    $(TicketField::$variant => Some(Self::$kind),)*
                    TicketField::Custom(_) => None,
                }
            }
        }

        /// A ticket as it stands: nothing is known of a message, a command or an earlier state.
        impl Facts for Ticket {
            fn fact(&self, subject: &Subject) -> Fact<'_> {
                match subject {
                    $(Subject::Ticket(TicketField::$variant) => self.$part.as_fact(),)*
                    Subject::Ticket(TicketField::Custom(name)) => {
                        self.fields.get(name).map_or(Fact::Missing, AsFact::as_fact)
                    }
                    Subject::Message(_) | Subject::Event => Fact::Missing,
                }
            }
        }
    };
}

ticket_facts! {
    Number Text number;
    CreatedAt Instant created_at;
    Standing Name standing;
    Subject Text subject;
    Description Reference description;
    Requester Person requester;
    Organization Organization organization;
    Ccs People ccs;
    Unverified People unverified;
    Followers People followers;
    Team Name team;
    Owner Person owner;
    Assignees People assignees;
    Weight Number weight;
    RespondBy Instant respond_by;
    Pulled Bool pulled;
    Declined Reference declined;
    QueuedSince Instant queued_since;
    Rungs Number rungs;
    PastTeams Reference past_teams;
    Workflow Name workflow;
    Status Name status;
    Category Name category;
    StatusSince Instant status_since;
    Priority Name priority;
    Impact Name impact;
    Urgency Name urgency;
    Type Name ticket_type;
    Channel Name channel;
    Tags Names tags;
    DueAt Instant due_at;
    PlannedFrom Instant planned_from;
    PlannedTo Instant planned_to;
    SpentMinutes Number spent_minutes;
    EstimateMinutes Number estimate_minutes;
    RemainingMinutes Number remaining_minutes;
    Checklist Reference checklist;
    ChecklistOpen Number checklist_open;
    ExternalIds ExternalIds external_ids;
    FoldKey Text fold_key;
    Repeats Number repeats;
    Language Text language;
    FollowUpOf Ticket follow_up_of;
    SplitOf Reference split_of;
    Parent Ticket parent;
    Problem Ticket problem;
    Relates Tickets relates;
    MergedInto Ticket merged_into;
    MergedOpenly Bool merged_openly;
    MergedCcs People merged_ccs;
    OpenSince Instant open_since;
    DelayToldAt Instant delay_told_at;
    SnoozedUntil Instant snoozed_until;
    StatusBeforeSnooze Name status_before_snooze;
    Approval Reference approval;
    WaitingSince Instant waiting_since;
    FirstReplyAt Instant first_reply_at;
    LastReplyAt Instant last_reply_at;
    LastRequesterAt Instant last_requester_at;
    SolvedAt Instant solved_at;
    ClosedAt Instant closed_at;
    Reopens Number reopens;
    Handoffs Number handoffs;
    Replies Number replies;
    LinkGeneration Number link_generation;
}

/// Whether a field has a value in every ticket.
pub(super) const fn is_always_there(field: &TicketField) -> bool {
    matches!(
        field,
        TicketField::Number
            | TicketField::CreatedAt
            | TicketField::Subject
            | TicketField::Requester
            | TicketField::Workflow
            | TicketField::Status
            | TicketField::Category
            | TicketField::Standing
            | TicketField::MergedOpenly
            | TicketField::StatusSince
            | TicketField::Priority
            | TicketField::Channel
            | TicketField::Reopens
            | TicketField::Handoffs
            | TicketField::Replies
            | TicketField::LinkGeneration
            | TicketField::Pulled
            | TicketField::Rungs
            | TicketField::Repeats
            | TicketField::SpentMinutes
            | TicketField::ChecklistOpen
    )
}

impl MessageField {
    /// What a condition sees of a message.
    pub fn of(self, message: &Message) -> Fact<'_> {
        match self {
            Self::Body => Fact::Text(&message.body),
            Self::Kind => Fact::Text(message_kind(message.kind)),
            Self::Author => Fact::Text(message_author(message)),
            Self::Public => Fact::Bool(message.public),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TicketId;

    #[test]
    fn what_is_always_there_is_in_a_ticket_about_which_nothing_is_known() {
        let blank = Ticket::blank(TicketId::from_bytes([1; 16]));
        for field in TicketField::BUILT_IN {
            assert_eq!(!blank.fact(&field.clone().into()).is_missing(), is_always_there(field), "{field:?}");
        }
    }

    #[test]
    fn every_built_in_field_has_a_kind_and_agrees_with_its_value() {
        let mut ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
        ticket.tags = vec!["vip".to_owned()];
        ticket.team = Some(Name::known("support"));
        for field in TicketField::BUILT_IN {
            assert!(FieldKind::of_built_in(field).is_some(), "{field:?}");
            let fact = ticket.fact(&field.clone().into());
            assert_eq!(fact.is_missing(), ticket.get(field).is_none(), "{field:?}");
        }
    }
}
