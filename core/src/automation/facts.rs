//! What a rule can ask about.

use crate::command::Command;
use crate::condition::{Fact, Facts, Subject};
use crate::model::{Message, Ticket};

/// What a command did to a ticket, as the condition of a rule names it in `event`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Occasion {
    /// Opened it.
    Created,
    /// Added a public message.
    Replied,
    /// Added an internal message.
    Noted,
    /// Changed fields, status, team, owner or snooze, and added no message.
    Changed,
    /// Nobody did anything: something was due.
    TimePassed,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Created, Self::Replied, Self::Noted, Self::Changed, Self::TimePassed];

    /// The name in conditions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Replied => "replied",
            Self::Noted => "noted",
            Self::Changed => "changed",
            Self::TimePassed => "time_passed",
        }
    }

    /// What a command is to the ticket that it is about; nothing when it is about none.
    pub const fn of(command: &Command) -> Option<Self> {
        match command {
            Command::CreateTicket { .. } => Some(Self::Created),
            Command::Reply { .. } | Command::ReceiveMessage { .. } | Command::PublishMessage { .. } => {
                Some(Self::Replied)
            }
            Command::Note { .. } => Some(Self::Noted),
            Command::ChangeTicket { .. }
            | Command::ApplyMacro { .. }
            | Command::LogTime { .. }
            | Command::ChangeChecklist { .. }
            | Command::ContinueJob { ticket: Some(_), .. }
            | Command::DecideApproval { .. }
            | Command::AssignTicket { .. }
            | Command::SnoozeTicket { .. }
            | Command::LinkTickets { .. }
            | Command::UnlinkTickets { .. }
            | Command::WakeTicket { .. } => Some(Self::Changed),
            Command::FireTimers { .. } => Some(Self::TimePassed),
            Command::ChangeTickets { .. }
            | Command::MergeTickets { .. }
            | Command::SplitTicket { .. }
            | Command::UndoSplit { .. }
            | Command::UnmergeTicket { .. }
            | Command::MarkSpam { .. }
            | Command::TrashTicket { .. }
            | Command::RestoreTicket { .. }
            | Command::RevokeLinks { .. }
            | Command::TrashTickets { .. }
            | Command::RestoreTickets { .. }
            | Command::CancelJob { .. }
            | Command::RebindClocks { .. }
            | Command::RebindTickets { .. }
            | Command::ContinueJob { ticket: None, .. }
            | Command::PutPerson { .. }
            | Command::PutAgent { .. }
            | Command::ErasePerson { .. }
            | Command::PutOrganization { .. }
            | Command::Configure { .. } => None,
        }
    }
}

/// What is known when a rule is asked.
///
/// Every change is measured from the ticket as it was before the root command, whatever rules have done since. Of a
/// ticket that the command opened every field that has a value was changed by it, and none `was` anything.
#[derive(Clone, Copy, Debug)]
pub struct RuleFacts<'a> {
    /// The ticket as it was before the root command; nothing when the command opened it.
    pub before: Option<&'a Ticket>,
    /// The ticket as it is now.
    pub now: &'a Ticket,
    /// The message that the command added.
    pub message: Option<&'a Message>,
    /// What the command did.
    pub occasion: Occasion,
}

impl Facts for RuleFacts<'_> {
    fn fact(&self, subject: &Subject) -> Fact<'_> {
        match subject {
            Subject::Ticket(_) => self.now.fact(subject),
            Subject::Message(part) => self.message.map_or(Fact::Missing, |message| part.of(message)),
            Subject::Event => Fact::Text(self.occasion.as_str()),
        }
    }

    fn fact_before(&self, subject: &Subject) -> Fact<'_> {
        self.before.map_or(Fact::Missing, |before| before.fact(subject))
    }

    fn has_changed(&self, subject: &Subject) -> bool {
        matches!(subject, Subject::Ticket(_)) && self.fact(subject) != self.fact_before(subject)
    }
}
