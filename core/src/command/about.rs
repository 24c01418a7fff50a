//! What commands and questions are called, and what commands are about.

use super::{Command, Query, Which};
use crate::error::Problem;
use crate::html;
use crate::model::TicketRef;

impl Command {
    /// The names of all commands, as they stand in `do`.
    pub const NAMES: &'static [&'static str] = &[
        "create_ticket",
        "reply",
        "receive_message",
        "note",
        "publish_message",
        "change_ticket",
        "apply_macro",
        "change_tickets",
        "cancel_job",
        "decide_approval",
        "assign_ticket",
        "next_ticket",
        "accept_ticket",
        "hold_ticket",
        "decline_ticket",
        "snooze_ticket",
        "wake_ticket",
        "merge_tickets",
        "unmerge_ticket",
        "link_tickets",
        "unlink_tickets",
        "split_ticket",
        "undo_split",
        "log_time",
        "change_checklist",
        "mark_spam",
        "trash_ticket",
        "restore_ticket",
        "trash_tickets",
        "restore_tickets",
        "put_person",
        "put_agent",
        "set_presence",
        "erase_person",
        "put_organization",
        "revoke_links",
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
            | Self::ReceiveMessage { ticket, .. }
            | Self::Note { ticket, .. }
            | Self::PublishMessage { ticket, .. }
            | Self::ChangeTicket { ticket, .. }
            | Self::ApplyMacro { ticket, .. }
            | Self::DecideApproval { ticket, .. }
            | Self::AssignTicket { ticket, .. }
            | Self::LogTime { ticket, .. }
            | Self::ChangeChecklist { ticket, .. }
            | Self::AcceptTicket { ticket }
            | Self::HoldTicket { ticket }
            | Self::DeclineTicket { ticket, .. }
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
            | Self::RevokeLinks { ticket }
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

    /// The command with what is safe of the HTML that it brings, and with a text; nothing when it brings none. It is this
    /// one that is carried out and kept: what is safe, and what text it has, may be told better by a later version of the
    /// library.
    ///
    /// # Errors
    /// What [`html::safe`] refuses.
    pub(crate) fn with_safe_html(&self) -> Result<Option<Self>, Problem> {
        let mut command = self.clone_if_html();
        if let Some((body, Some(Some(html)))) = command.as_mut().and_then(Self::texts_mut) {
            *html = html::safe(html).map_err(|problem| problem.at("/html"))?;
            if body.trim().is_empty() {
                *body = html::text_of(html);
            }
        }
        Ok(command)
    }

    fn clone_if_html(&self) -> Option<Self> {
        match self {
            Self::CreateTicket { html: Some(_), .. }
            | Self::Reply { html: Some(_), .. }
            | Self::ReceiveMessage { html: Some(_), .. }
            | Self::Note { html: Some(_), .. } => Some(self.clone()),
            _ => None,
        }
    }

    /// The long texts of the message that the command brings, which a record of it keeps there: the text, and its HTML.
    pub const fn texts_mut(&mut self) -> Option<(&mut String, Option<&mut Option<String>>)> {
        match self {
            Self::CreateTicket { body, html, .. }
            | Self::Reply { body, html, .. }
            | Self::ReceiveMessage { body, html, .. }
            | Self::Note { body, html, .. } => Some((body, Some(html))),
            Self::DecideApproval { reason: Some(reason), .. } => Some((reason, None)),
            _ => None,
        }
    }
}

impl Query {
    /// The names of all questions, as they stand in `ask`.
    pub const NAMES: &'static [&'static str] = &[
        "ticket",
        "thread",
        "attachment",
        "replies",
        "macros",
        "links",
        "link",
        "history",
        "feed",
        "find",
        "count",
        "transitions",
        "form",
        "promises",
        "policy",
        "routings",
        "handoffs",
        "line",
        "fairness",
        "staffing",
        "account",
        "visits",
        "deadlines",
        "preview",
        "what_if",
        "what_if_routing",
        "dry_run",
        "rule_counts",
        "person",
        "job",
        "jobs",
        "config",
        "diagram",
    ];
}
