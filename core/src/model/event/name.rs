//! What sorts of events are called.

use super::EventKind;

impl EventKind {
    /// The name, as it stands in `type`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::TicketCreated {} => "ticket_created",
            Self::TicketChanged {} => "ticket_changed",
            Self::TicketMoved { .. } => "ticket_moved",
            Self::AutoMoveSkipped { .. } => "auto_move_skipped",
            Self::RequesterNotified { .. } => "requester_notified",
            Self::ApprovalAsked { .. } => "approval_asked",
            Self::ApprovalGiven { .. } => "approval_given",
            Self::ApprovalRefused { .. } => "approval_refused",
            Self::MessageAdded { .. } => "message_added",
            Self::TimeLogged { .. } => "time_logged",
            Self::ChecklistChanged {} => "checklist_changed",
            Self::MessagePublished { .. } => "message_published",
            Self::TicketRouted { .. } => "ticket_routed",
            Self::TicketPulled { .. } => "ticket_pulled",
            Self::TicketAccepted {} => "ticket_accepted",
            Self::TicketReleased { .. } => "ticket_released",
            Self::OwnerSilent { .. } => "owner_silent",
            Self::RungTaken { .. } => "rung_taken",
            Self::HandoffAlarm { .. } => "handoff_alarm",
            Self::RuleFired { .. } => "rule_fired",
            Self::MacroApplied { .. } => "macro_applied",
            Self::RuleRefused { .. } => "rule_refused",
            Self::LoopStopped { .. } => "loop_stopped",
            Self::NoPolicy {} => "no_policy",
            Self::ClockBreached { .. } => "clock_breached",
            Self::ClocksRebound { .. } => "clocks_rebound",
            Self::StepTaken { .. } => "step_taken",
            Self::TicketMerged {} => "ticket_merged",
            Self::TicketUnmerged {} => "ticket_unmerged",
            Self::TicketJoined { .. } => "ticket_joined",
            Self::TicketLeft { .. } => "ticket_left",
            Self::TicketRepeated { .. } => "ticket_repeated",
            Self::TicketLinked {} => "ticket_linked",
            Self::TicketSplit { .. } => "ticket_split",
            Self::SplitUndone { .. } => "split_undone",
            Self::TicketMarkedSpam {} => "ticket_marked_spam",
            Self::TicketTrashed {} => "ticket_trashed",
            Self::TicketRestored {} => "ticket_restored",
            Self::LinksRevoked {} => "links_revoked",
            Self::TicketErased { .. } => "ticket_erased",
            Self::PersonChanged { .. } => "person_changed",
            Self::PersonErased { .. } => "person_erased",
            Self::OrganizationChanged { .. } => "organization_changed",
            Self::ConfigChanged { .. } => "config_changed",
            Self::JobStarted { .. } => "job_started",
            Self::JobFinished { .. } => "job_finished",
            Self::JobCancelled { .. } => "job_cancelled",
            Self::EffectParked { .. } => "effect_parked",
        }
    }
}
