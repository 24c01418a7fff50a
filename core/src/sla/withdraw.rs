//! Tickets that are no work any more, and that come back.

use super::bound::{Bound, stop};
use super::fire::bring_up_to;
use super::terms::{News, Terms};
use crate::error::Problem;
use crate::model::{Clock, ClockState};
use crate::time::Timestamp;

/// Cancels the open clocks of a ticket that is no work any more: merged into another one, put into the trash, spam.
/// What was due before happens first. `cause` becomes their `stop_cause`.
pub fn withdraw(terms: &Terms<'_>, clocks: &mut [Clock], at: Timestamp, cause: &str) -> Vec<News> {
    let mut news = Vec::new();
    for clock in clocks.iter_mut().filter(|clock| clock.state.is_open()) {
        bring_up_to(clock, terms.policy_of(clock), at, &mut news);
        // A pause that lasts has no end by that: it goes on when the ticket comes back, however short it was.
        let pauses = clock.pauses.clone();
        stop(clock, terms.calendar_of(clock).as_ref(), at, ClockState::Cancelled, Some(cause));
        clock.pauses = pauses;
    }
    news.sort_by_key(News::at);
    news
}

/// The clocks that were [withdrawn](withdraw) for this cause go on as if nothing had happened; a promise that was broken
/// meanwhile is broken now.
///
/// Fails as [`observe`](super::observe) does.
pub fn restore(
    terms: &Terms<'_>,
    clocks: &mut [Clock],
    at: Timestamp,
    cause: &str,
) -> Result<Vec<News>, Problem> {
    let mut news = Vec::new();
    let mut restored = Vec::new();
    for (place, clock) in clocks.iter().enumerate() {
        let withdrawn = clock.state == ClockState::Cancelled && clock.stop_cause.as_deref() == Some(cause);
        if let Some(mut bound) = Bound::of(terms, clock, at).filter(|_| withdrawn) {
            bound.restore(&mut news)?;
            restored.extend(bound.changed().map(|clock| (place, clock)));
        }
    }
    for (place, clock) in restored {
        if let Some(known) = clocks.get_mut(place) {
            *known = clock;
        }
    }
    news.sort_by_key(News::at);
    Ok(news)
}
