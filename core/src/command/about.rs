//! What commands are about.

use super::{Command, Which};
use crate::model::TicketRef;

impl Command {
    /// The names of all commands, as they stand in `do`.
    pub const NAMES: &'static [&'static str] = &[
        "create_ticket",
        "reply",
        "note",
        "publish_message",
        "change_ticket",
        "change_tickets",
        "cancel_job",
        "decide_approval",
        "assign_ticket",
        "snooze_ticket",
        "wake_ticket",
        "merge_tickets",
        "unmerge_ticket",
        "link_tickets",
        "unlink_tickets",
        "split_ticket",
        "undo_split",
        "mark_spam",
        "trash_ticket",
        "restore_ticket",
        "trash_tickets",
        "restore_tickets",
        "put_person",
        "put_agent",
        "put_organization",
        "rebind_clocks",
        "rebind_tickets",
        "fire_timers",
        "continue_job",
        "configure",
    ];

    /// Whether it is one of the engine's own, which only the host may give.
    pub const fn is_internal(&self) -> bool {
        matches!(self, Self::FireTimers { .. } | Self::ContinueJob { .. })
    }

    /// The ticket that the command is about, when it is about one that is there already.
    pub const fn ticket(&self) -> Option<&TicketRef> {
        match self {
            Self::Reply { ticket, .. }
            | Self::Note { ticket, .. }
            | Self::PublishMessage { ticket, .. }
            | Self::ChangeTicket { ticket, .. }
            | Self::DecideApproval { ticket, .. }
            | Self::AssignTicket { ticket, .. }
            | Self::SnoozeTicket { ticket, .. }
            | Self::WakeTicket { ticket }
            | Self::LinkTickets { ticket, .. }
            | Self::UnlinkTickets { ticket, .. }
            | Self::SplitTicket { ticket, .. }
            | Self::UndoSplit { ticket }
            | Self::UnmergeTicket { ticket }
            | Self::MarkSpam { ticket }
            | Self::TrashTicket { ticket }
            | Self::RestoreTicket { ticket }
            | Self::RebindClocks { ticket } => Some(ticket),
            _ => None,
        }
    }

    /// The tickets that a job is about which the command begins.
    pub const fn tickets(&self) -> Option<&Which> {
        match self {
            Self::ChangeTickets { tickets, .. }
            | Self::TrashTickets { tickets }
            | Self::RestoreTickets { tickets }
            | Self::RebindTickets { tickets } => Some(tickets),
            _ => None,
        }
    }

    /// The long texts, which a record of the command keeps elsewhere.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::CreateTicket { body, .. } | Self::Reply { body, .. } | Self::Note { body, .. } => {
                vec![body]
            }
            Self::DecideApproval { reason: Some(reason), .. } if !reason.trim().is_empty() => vec![reason],
            _ => Vec::new(),
        }
    }
}
