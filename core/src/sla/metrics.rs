//! What each metric measures: what starts it, what ends it. The rest of this room is the same for all of them.

use super::scene::Scene;
use super::spec::WhenSolved;
use crate::model::{ClockState, Metric, Ticket};
use crate::time::Timestamp;

/// Why a clock is cancelled when the ticket is solved without the reply that it waits for.
pub const SOLVED_WITHOUT_REPLY: &str = "solved_without_reply";

/// Whether a moment starts a measurement where none is open.
pub(super) fn starts(metric: Metric, scene: &Scene<'_>) -> bool {
    let Some(before) = scene.moment.before else {
        return match metric {
            Metric::FirstReply => !scene.moment.opened_by_staff || scene.asked,
            Metric::NextReply => scene.asked && from_first_message(scene),
            Metric::Resolution => true,
        };
    };
    // Of several messages without an answer the oldest counts.
    let asked = scene.asked && !scene.solved && waits_since(before).is_none();
    match metric {
        Metric::FirstReply => asked && before.first_reply_at.is_none(),
        Metric::NextReply => asked && (before.first_reply_at.is_some() || from_first_message(scene)),
        Metric::Resolution => false,
    }
}

/// How an open clock ends at a moment, and why when it is cancelled.
pub(super) fn ends(
    metric: Metric,
    scene: &Scene<'_>,
    when_solved: WhenSolved,
) -> Option<(ClockState, Option<&'static str>)> {
    match metric {
        Metric::FirstReply | Metric::NextReply if scene.replied => Some((ClockState::Fulfilled, None)),
        Metric::FirstReply | Metric::NextReply if scene.solved => match when_solved {
            WhenSolved::Cancel => Some((ClockState::Cancelled, Some(SOLVED_WITHOUT_REPLY))),
            WhenSolved::Fulfil => Some((ClockState::Fulfilled, None)),
            WhenSolved::Pause => None,
        },
        Metric::Resolution if scene.solved => Some((ClockState::Fulfilled, None)),
        _ => None,
    }
}

/// Whether a measurement that was fulfilled goes on when the ticket comes back.
pub(super) const fn resumes(metric: Metric) -> bool {
    matches!(metric, Metric::Resolution)
}

/// Where the measurement has its beginning that would be open now, had it been promised all along.
pub(super) fn began(metric: Metric, scene: &Scene<'_>) -> Option<Timestamp> {
    let ticket = scene.moment.after;
    if ticket.category.is_done() {
        return None;
    }
    let (waits, first_is_owed) = (waits_since(ticket), ticket.first_reply_at.is_none());
    match metric {
        // Whoever opens a ticket without a word waits all the same.
        Metric::FirstReply if ticket.last_requester_at.is_none() && !scene.moment.opened_by_staff => {
            Some(ticket.created_at).filter(|_| first_is_owed && ticket.solved_at.is_none())
        }
        Metric::FirstReply => waits.filter(|_| first_is_owed),
        Metric::NextReply => waits.filter(|_| !first_is_owed || from_first_message(scene)),
        Metric::Resolution => Some(ticket.created_at),
    }
}

/// Whether a next reply is owed before the first one, too.
fn from_first_message(scene: &Scene<'_>) -> bool {
    scene.target(Metric::NextReply).is_some_and(|target| target.from_first_message)
}

/// The oldest message without an answer that the ticket was not solved over.
fn waits_since(ticket: &Ticket) -> Option<Timestamp> {
    ticket.waiting_since.filter(|since| ticket.solved_at.max(ticket.closed_at) < Some(*since))
}
