//! What the desk tells a requester by itself.

use super::Answer;
use super::case::{self, Act, Case};
use super::draft::Draft;
use super::timers::status_of;
use crate::id::Name;
use crate::model::{EffectKind, EventKind, RequesterNotice};
use crate::time::Timestamp;

/// Reminds the requester of a pending ticket.
pub(super) fn remind(draft: &mut Draft<'_>, case: &mut Case, step: u32, act: &Act) {
    let reminders = status_of(draft.config, &case.ticket).map(|status| status.reminders.as_slice());
    let reminder = usize::try_from(step).ok().and_then(|step| reminders?.get(step));
    if let Some(text) = reminder.map(|reminder| reminder.text.clone()) {
        case.fact(draft, act, told(RequesterNotice::Reminder, &text, Some(step)));
        tell(draft, case, RequesterNotice::Reminder, text, Some(step), act.at);
    }
}

/// Tells the requester that the ticket takes longer.
pub(super) fn tell_delay(draft: &mut Draft<'_>, case: &mut Case, act: &Act) -> Answer<()> {
    let notice = case::workflow_of(draft.config, &case.ticket).delay_notice();
    if let Some(text) = notice.map(|notice| notice.text.clone()) {
        case.ticket.delay_told_at = Some(act.at);
        case.settle(draft, act, told(RequesterNotice::Delay, &text, None), None)?;
        tell(draft, case, RequesterNotice::Delay, text, None, act.at);
    }
    Ok(())
}

/// Tells the requester that the ticket is solved.
pub(super) fn tell_solved(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) {
    let shown = case.is_public(draft.config);
    let notice = case::workflow_of(draft.config, &case.ticket).solved_notice().filter(|_| shown);
    if let Some(text) = notice.map(|notice| notice.text.clone()) {
        case.fact(draft, &Act::system(at), told(RequesterNotice::Solved, &text, None));
        tell(draft, case, RequesterNotice::Solved, text, None, at);
    }
}

fn told(notice: RequesterNotice, text: &Name, step: Option<u32>) -> EventKind {
    EventKind::RequesterNotified { notice, text: text.clone(), step }
}

fn tell(
    draft: &mut Draft<'_>,
    case: &mut Case,
    notice: RequesterNotice,
    text: Name,
    step: Option<u32>,
    at: Timestamp,
) {
    let to = vec![case.ticket.requester];
    case.duty(draft, at, EffectKind::NotifyRequester { notice, text, step, to });
}
