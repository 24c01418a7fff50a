//! What each metric measures: what starts it, what ends it. The rest of this room is the same for all of them.

use super::policy::Target;
use super::scene::Scene;
use super::spec::WhenSolved;
use crate::condition::Predicate;
use crate::model::{ClockState, Metric, Ticket};
use crate::time::Timestamp;

/// Why a clock is cancelled when the ticket is solved without the reply that it waits for.
pub const SOLVED_WITHOUT_REPLY: &str = "solved_without_reply";

/// Whether a moment starts a measurement where none is open; `target` is the promise that would be measured, and
/// `answered_at` when a reply was fulfilled last, by whatever counts as one.
pub(super) fn starts(
    metric: &Metric,
    scene: &Scene<'_>,
    target: &Target,
    answered_at: Option<Timestamp>,
) -> bool {
    let (before, after) = (scene.moment.before, scene.moment.after);
    let done = after.category.is_done();
    // Of several messages without an answer the oldest counts.
    let waits = |before: &Ticket| waits_since(before).is_some_and(|since| Some(since) > answered_at);
    let asked = || scene.asked && !scene.solved && !before.is_some_and(waits);
    let first_is_owed = |before: &Ticket| before.first_reply_at.is_none() && answered_at.is_none();
    match metric {
        Metric::FirstReply => match before {
            None => !scene.moment.opened_by_staff || scene.asked || target.spec.from_creation,
            Some(before) => asked() && first_is_owed(before),
        },
        Metric::NextReply => match before {
            None => scene.asked && target.spec.from_first_message,
            Some(before) => asked() && (!first_is_owed(before) || target.spec.from_first_message),
        },
        Metric::PeriodicUpdate | Metric::PausableUpdate => scene.answered(Some(target)) && !done,
        Metric::RequesterWait | Metric::AgentWork | Metric::Resolution | Metric::FirstAssign => {
            before.is_none()
        }
        Metric::GroupOwnership => {
            let is_new = before.is_none_or(|before| before.team != after.team) || scene.reopened;
            after.team.is_some() && is_new && !done
        }
        Metric::FixedDue => date_comes(scene, target) && !done,
        Metric::Custom { .. } => comes_to_hold(target.starts.as_ref(), scene),
    }
}

/// How an open clock ends at a moment, and why when it is cancelled. `fresh` when it has just begun at this moment.
pub(super) fn ends(
    metric: &Metric,
    scene: &Scene<'_>,
    target: Option<&Target>,
    fresh: bool,
) -> Option<(ClockState, Option<&'static str>)> {
    let (before, after) = (scene.moment.before, scene.moment.after);
    let fulfilled = |is_so: bool| is_so.then_some((ClockState::Fulfilled, None));
    match metric {
        Metric::FirstReply | Metric::NextReply if scene.answered(target) => fulfilled(true),
        Metric::FirstReply | Metric::NextReply if scene.solved => {
            match target.map(|target| target.spec.when_solved).unwrap_or_default() {
                WhenSolved::Cancel => Some((ClockState::Cancelled, Some(SOLVED_WITHOUT_REPLY))),
                WhenSolved::Fulfil => fulfilled(true),
                WhenSolved::Pause => None,
            }
        }
        Metric::FirstReply | Metric::NextReply => None,
        Metric::PeriodicUpdate | Metric::PausableUpdate => {
            let until_asked = target.is_some_and(|target| target.spec.until_requester_writes);
            let heard = scene.answered(target) || (until_asked && scene.asked);
            fulfilled(scene.solved || (heard && !fresh))
        }
        Metric::RequesterWait | Metric::AgentWork | Metric::Resolution | Metric::FixedDue => {
            fulfilled(scene.solved)
        }
        Metric::FirstAssign => fulfilled(after.owner.is_some()),
        Metric::GroupOwnership => {
            let handed_over = before.is_some_and(|before| before.team != after.team);
            fulfilled(scene.solved || (handed_over && !fresh))
        }
        Metric::Custom { .. } => fulfilled(match target {
            Some(Target { stops: Some(stops), .. }) => stops.matches(after),
            Some(Target { starts: Some(starts), .. }) => !starts.matches(after),
            _ => false,
        }),
    }
}

/// Where the measurement has its beginning that would be open now, had it been promised all along. What the ticket does
/// not tell begins now. `answered_at` is when a reply was fulfilled last.
pub(super) fn began(
    metric: &Metric,
    scene: &Scene<'_>,
    target: &Target,
    answered_at: Option<Timestamp>,
) -> Option<Timestamp> {
    let (ticket, now) = (scene.moment.after, scene.moment.at);
    if ticket.category.is_done() && !matches!(metric, Metric::Custom { .. }) {
        return None;
    }
    let waits = waits_since(ticket).filter(|since| Some(*since) > answered_at);
    let first_is_owed = ticket.first_reply_at.is_none() && answered_at.is_none();
    match metric {
        // Whoever opens a ticket without a word waits all the same.
        Metric::FirstReply
            if ticket.last_requester_at.is_none()
                && (target.spec.from_creation || !scene.moment.opened_by_staff) =>
        {
            Some(ticket.created_at).filter(|_| first_is_owed && ticket.solved_at.is_none())
        }
        Metric::FirstReply => waits.filter(|_| first_is_owed),
        Metric::NextReply => waits.filter(|_| !first_is_owed || target.spec.from_first_message),
        Metric::PeriodicUpdate | Metric::PausableUpdate => ticket.last_reply_at.filter(|replied| {
            let asked = ticket.last_requester_at.filter(|_| target.spec.until_requester_writes);
            ticket.solved_at < Some(*replied) && asked < Some(*replied)
        }),
        Metric::RequesterWait | Metric::AgentWork | Metric::Resolution => Some(ticket.created_at),
        Metric::FirstAssign => ticket.owner.is_none().then_some(ticket.created_at),
        Metric::GroupOwnership => ticket.team.as_ref().map(|_| now),
        Metric::FixedDue => target.spec.date().and_then(|field| ticket.get(field)).map(|_| now),
        Metric::Custom { .. } => {
            let holds = |condition: Option<&Predicate>| condition.is_some_and(|one| one.matches(ticket));
            (holds(target.starts.as_ref()) && !holds(target.stops.as_ref())).then_some(now)
        }
    }
}

/// Whether a measurement may be made again after one that ended.
pub(super) fn has_many_cycles(metric: &Metric, target: &Target) -> bool {
    match metric {
        Metric::Custom { .. } => target.spec.repeats,
        Metric::FirstAssign | Metric::FixedDue => false,
        _ => true,
    }
}

/// Whether the ticket gets the date that a promise runs to, or comes back with it.
pub(super) fn date_comes(scene: &Scene<'_>, target: &Target) -> bool {
    let date = |ticket: &Ticket| target.spec.date().is_some_and(|field| ticket.get(field).is_some());
    date(scene.moment.after) && (scene.reopened || scene.moment.before.is_none_or(|before| !date(before)))
}

/// Whether a condition holds after the moment that did not hold before it.
fn comes_to_hold(condition: Option<&Predicate>, scene: &Scene<'_>) -> bool {
    condition.is_some_and(|condition| {
        let before = scene.moment.before.is_some_and(|before| condition.matches(before));
        !before && condition.matches(scene.moment.after)
    })
}

/// The oldest message without an answer that the ticket was not solved over.
fn waits_since(ticket: &Ticket) -> Option<Timestamp> {
    ticket.waiting_since.filter(|since| ticket.solved_at.max(ticket.closed_at) < Some(*since))
}
