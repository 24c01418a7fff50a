//! Timers: replaced, taken away, found when they are due, and shared out.

use super::records::{clock_key, job_id, minute, put_new, put_timer, ticket, ticket_id};
use super::trial::{NewStorage, Trial, Verdict, holds, same};
use crate::change::Put;
use crate::id::{DeskId, TicketId};
use crate::model::{Metric, Timer, TimerCause};
use crate::storage::Share;
use crate::time::Span;

/// A timer as it is found.
fn timer(ticket: u64, cause: &TimerCause, at: u64) -> Timer {
    Timer { ticket: Some(ticket_id(ticket)), cause: cause.clone(), due_at: minute(at) }
}

/// A trial with tickets of these numbers.
fn with_tickets(new: &NewStorage<'_>, count: u64) -> Result<Trial, super::Mismatch> {
    let trial = Trial::begin(new)?;
    trial.put((1..=count).map(|n| put_new(ticket(n))))?;
    Ok(trial)
}

/// A ticket has one timer for each cause: setting it again replaces it, and no other.
pub fn a_timer_is_replaced_by_its_cause(new: &NewStorage<'_>) -> Verdict {
    let trial = with_tickets(new, 2)?;
    let (close, wake) = (TimerCause::AutoClose {}, TimerCause::Wake {});
    trial.put([
        put_timer(1, close.clone(), minute(5)),
        put_timer(1, wake.clone(), minute(6)),
        put_timer(2, close.clone(), minute(7)),
    ])?;
    trial.put([put_timer(1, close.clone(), minute(9))])?;
    let expected = [timer(1, &wake, 6), timer(2, &close, 7), timer(1, &close, 9)];
    same("timers", trial.due(minute(10))?, expected.map(|timer| (trial.desk, timer)).to_vec())
}

/// A timer without an instant is taken away, and no other; taking away what is not there does nothing.
pub fn a_timer_without_an_instant_is_gone(new: &NewStorage<'_>) -> Verdict {
    let trial = with_tickets(new, 1)?;
    let (close, wake) = (TimerCause::AutoClose {}, TimerCause::Wake {});
    trial.put([put_timer(1, close.clone(), minute(5)), put_timer(1, wake.clone(), minute(6))])?;
    let away = Put::Timer { ticket: Some(ticket_id(1)), cause: close, due_at: None };
    for _ in 0..2 {
        trial.put([away.clone()])?;
        same("timers", trial.due(minute(10))?, vec![(trial.desk, timer(1, &wake, 6))])?;
    }
    Ok(())
}

/// `due` answers what is due by that instant and nothing later, at most as many as asked for, the earliest first.
pub fn a_timer_is_due_from_its_instant_on(new: &NewStorage<'_>) -> Verdict {
    let trial = with_tickets(new, 4)?;
    let close = TimerCause::AutoClose {};
    for (n, at) in [(1, 7), (2, 5), (3, 9), (4, 6)] {
        trial.put([put_timer(n, close.clone(), minute(at))])?;
    }
    let moment = Span::from_millis(1);
    same("before the first", trial.due(minute(5).before(moment))?, vec![])?;
    same("at the first", trial.due(minute(5))?, vec![(trial.desk, timer(2, &close, 5))])?;
    same("before the last", trial.due(minute(9).before(moment))?.len(), 3)?;
    let two = trial.storage.due(minute(9), 2, Share::default())?;
    let earliest = [timer(2, &close, 5), timer(4, &close, 6)];
    same("the earliest two", two, earliest.map(|timer| (trial.desk, timer)).to_vec())
}

/// Timers of one instant stand desk by desk, then by ticket with the desk's own first, then by the text of the cause.
pub fn timers_of_one_instant_have_an_order(new: &NewStorage<'_>) -> Verdict {
    let first = with_tickets(new, 2)?;
    let second = first.beside(2, "sales")?;
    second.put([put_new(ticket(1))])?;
    let clock = |policy| TimerCause::Clock { clock: clock_key(policy, Metric::Resolution) };
    let own =
        |n| Put::Timer { ticket: None, cause: TimerCause::Job { job: job_id(n) }, due_at: Some(minute(5)) };
    second.put([put_timer(1, TimerCause::Wake {}, minute(5)), own(1)])?;
    first.put([
        put_timer(2, TimerCause::Wake {}, minute(5)),
        put_timer(1, TimerCause::Wake {}, minute(5)),
        own(2),
        put_timer(1, clock("gold"), minute(5)),
        own(1),
        put_timer(1, TimerCause::AutoClose {}, minute(5)),
        put_timer(1, clock("basic"), minute(5)),
    ])?;
    let due: Vec<(DeskId, Option<TicketId>, String)> = first
        .due(minute(5))?
        .into_iter()
        .map(|(desk, timer)| (desk, timer.ticket, timer.cause.to_string()))
        .collect();
    let mut of_desks = due.chunk_by(|a, b| a.0 == b.0);
    holds("they stand desk by desk", due.chunk_by(|a, b| a.0 == b.0).count() == 2)?;
    holds("they stand by ticket and text of the cause", of_desks.all(<[_]>::is_sorted))?;
    same("timers", due.len(), 9)?;
    let limited = first.storage.due(minute(5), 4, Share::default())?;
    let limited: Vec<_> =
        limited.into_iter().map(|(desk, timer)| (desk, timer.ticket, timer.cause.to_string())).collect();
    same("the first four", limited.as_slice(), due.get(..4).unwrap_or_default())
}

/// Shares part all timers: each is in exactly one, and a share's limit counts only its own.
pub fn shares_part_the_timers(new: &NewStorage<'_>) -> Verdict {
    let trial = with_tickets(new, 20)?;
    trial.put((1..=20).map(|n| put_timer(n, TimerCause::Wake {}, minute(1))))?;
    let own = Put::Timer { ticket: None, cause: TimerCause::Job { job: job_id(1) }, due_at: Some(minute(1)) };
    trial.put([own])?;
    let all = trial.due(minute(1))?;
    for of in [1, 2, 3, 7] {
        let mut found = Vec::new();
        for index in 0..of {
            let share = Share { index, of };
            let part = trial.storage.due(minute(1), u32::MAX, share)?;
            holds("a share holds what it says", part.iter().all(|(_, timer)| share.holds(timer)))?;
            let first = trial.storage.due(minute(1), 1, share)?;
            same("the first of a share", first.as_slice(), part.get(..1).unwrap_or_default())?;
            found.extend(part);
        }
        found.sort_by_key(|(_, timer)| timer.ticket);
        same("all shares together", &found, &all)?;
    }
    Ok(())
}

/// `next_due` is the instant of the earliest timer of all desks; nothing when there is none.
pub fn the_next_timer_is_the_earliest(new: &NewStorage<'_>) -> Verdict {
    let first = with_tickets(new, 1)?;
    let second = first.beside(2, "sales")?;
    second.put([put_new(ticket(1))])?;
    same("without timers", first.storage.next_due()?, None)?;
    for (trial, at, next) in [(&first, 9, 9), (&second, 5, 5), (&second, 12, 9), (&first, 30, 12)] {
        trial.put([put_timer(1, TimerCause::AutoClose {}, minute(at))])?;
        same("the next timer", first.storage.next_due()?, Some(minute(next)))?;
    }
    Ok(())
}
