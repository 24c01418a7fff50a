//! What a command is to the ticket that it is about.

use serde::{Deserialize, Serialize};

use super::Command;

/// What a command did to a ticket, as the condition of a rule names it in `event`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
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
            | Command::NextTicket { .. }
            | Command::AcceptTicket { .. }
            | Command::HoldTicket { .. }
            | Command::DeclineTicket { .. }
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
            | Command::SetPresence { .. }
            | Command::ErasePerson { .. }
            | Command::PutOrganization { .. }
            | Command::Configure { .. } => None,
        }
    }
}
