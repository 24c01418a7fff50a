//! Timers: what happens by itself, each thing at its own instant, however late it is looked at.

use std::cmp::Ordering;

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::timers::status_of;
use super::{Answer, Who, given, home, moves, notify, rules, snooze, standing};
use crate::automation::Occasion;
use crate::error::{Code, Problem};
use crate::id::{CommandId, TicketId};
use crate::model::{Clock, Timer, TimerCause};
use crate::sla;
use crate::time::Timestamp;

/// Carries out `fire_timers`: everything that is due on a ticket by an instant that has come.
pub(super) fn fire_timers(draft: &mut Draft<'_>, ticket: TicketId, by: Timestamp) -> Answer<()> {
    if by > draft.now {
        let text = format!("`{by}` has not come yet");
        let hint = format!("it is {} now", draft.now);
        return Err(Problem::new(Code::OutOfRange, text).at("/by").hint(hint).into());
    }
    let Some(file) = draft.snapshot.ticket(ticket)? else { return Ok(()) };
    let mut case = draft.case(file)?;
    fire_all(draft, &mut case, &|_, timer| timer.due_at <= by)?;
    case.leave(draft)
}

/// As [`catch_up_any`], for commands that change a ticket: refused for one that is kept apart.
pub(super) fn catch_up(draft: &mut Draft<'_>, case: &mut Case, who: &Who<'_>) -> Answer<Act> {
    let act = catch_up_any(draft, case, who)?;
    standing::expect_active(draft, who, case)?;
    Ok(act)
}

/// Fires what was due before a command, in the same commit, and answers the step of the command itself. For one
/// ticket, late equals punctual: a command at an instant comes before whatever is due at that very instant, but for the
/// breach of a deadline that it misses, and time never goes back.
pub(super) fn catch_up_any(draft: &mut Draft<'_>, case: &mut Case, who: &Who<'_>) -> Answer<Act> {
    reach(draft, case, who)?;
    home::bring_home(draft, case, draft.now)?;
    case.begin_root();
    let at = draft.now.max(case.ticket.updated_at);
    Ok(Act::of(who.by.clone(), at))
}

/// Fires what was due before a command, and refuses the ticket to whoever does not see it as it is then: nothing is said to
/// them before that which they would not have been told by a punctual look at the time.
pub(super) fn reach(draft: &mut Draft<'_>, case: &mut Case, who: &Who<'_>) -> Answer<()> {
    fire_before(draft, case, draft.now)?;
    case.expect_seen(who)
}

/// Fires what was due before an instant, and the breaches of deadlines that an act at this instant misses; true when
/// there was something.
pub(super) fn fire_before(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) -> Answer<bool> {
    let missed = |clock: &Clock| clock.breached_at.is_none() && clock.due_at.is_some_and(|due| due < at);
    let is_breach = |case: &Case, timer: &Timer| match &timer.cause {
        TimerCause::Clock { clock: key } => {
            case.clocks.iter().any(|clock| clock.key == *key && missed(clock))
        }
        _ => false,
    };
    fire_all(draft, case, &|case, timer| timer.due_at < at || (timer.due_at == at && is_breach(case, timer)))
}

/// Fires what is due; true when something was.
fn fire_all(draft: &mut Draft<'_>, case: &mut Case, is_due: &dyn Fn(&Case, &Timer) -> bool) -> Answer<bool> {
    let mut any = false;
    // Each round fires the earliest timer, which then is gone or later: the rounds end. The bound only guards against
    // a mistake in that.
    for _ in 0..1_000 {
        let Some(timer) = earliest(draft, case, is_due) else { break };
        // The version tells the firing from another one of the same cause and instant, which a clock that was set
        // back can bring about.
        let firing = format!("{} {}", timer.cause, case.ticket.version);
        let before = draft.under(CommandId::of_timer(case.ticket.id, &firing, timer.due_at));
        case.begin_root();
        let fired = fire(draft, case, &timer);
        draft.back_to(before);
        fired?;
        any = true;
    }
    Ok(any)
}

fn earliest(draft: &Draft<'_>, case: &Case, is_due: &dyn Fn(&Case, &Timer) -> bool) -> Option<Timer> {
    let due = case.timers_wanted(draft).into_iter().filter(|timer| is_due(case, timer));
    let when = |timer: &Timer| (timer.due_at, stamp(case, timer));
    due.min_by(|a, b| when(a).cmp(&when(b)).then_with(|| order(&a.cause, &b.cause)))
}

/// The instant at which what a timer does is said to have happened: a breach at the deadline, which was over when the timer
/// became due. So it comes before everything else that is due with it, and time does not go back for the ticket.
fn stamp(case: &Case, timer: &Timer) -> Timestamp {
    let TimerCause::Clock { clock } = &timer.cause else { return timer.due_at };
    let clock = case.clocks.iter().find(|known| known.key == *clock && known.breached_at.is_none());
    clock.and_then(|clock| clock.due_at).map_or(timer.due_at, |deadline| deadline.min(timer.due_at))
}

/// Which of two comes first at one instant. Rules keep the order of the document, in which they are asked for.
fn order(a: &TimerCause, b: &TimerCause) -> Ordering {
    match (a, b) {
        (TimerCause::Rule { .. }, TimerCause::Rule { .. }) => Ordering::Equal,
        _ => a.cmp(b),
    }
}

fn fire(draft: &mut Draft<'_>, case: &mut Case, timer: &Timer) -> Answer<()> {
    let act = Act::system(timer.due_at.max(case.ticket.updated_at));
    match &timer.cause {
        TimerCause::Clock { clock } => {
            let workflow = case::workflow_of(draft.config, &case.ticket);
            let terms = draft.terms(workflow);
            let news = match case.clocks.iter_mut().find(|known| known.key == *clock) {
                Some(clock) => sla::fire(&terms, clock, timer.due_at),
                None => Vec::new(),
            };
            for item in news {
                case.report(draft, item)?;
            }
            case.conclude(draft, Occasion::TimePassed, None, act.at)
        }
        TimerCause::Wake {} => {
            home::bring_home(draft, case, act.at)?;
            snooze::come_back(draft, case, &act)?;
            case.conclude(draft, Occasion::TimePassed, None, act.at)
        }
        TimerCause::AutoClose {} => {
            home::bring_home(draft, case, act.at)?;
            case.tried.push((timer.cause.clone(), timer.due_at));
            let to = case::workflow_of(draft.config, &case.ticket).closing_status();
            let to = to.map(|to| to.name.clone());
            moves::automatic(draft, case, act.at, "auto_close", to)?;
            case.conclude(draft, Occasion::TimePassed, None, act.at)
        }
        TimerCause::StatusOver {} => {
            case.tried.push((timer.cause.clone(), timer.due_at));
            let after = status_of(draft.config, &case.ticket).and_then(|status| status.after.as_ref());
            let to = after.map(|after| after.to.clone());
            moves::automatic(draft, case, act.at, "status_over", to)?;
            case.conclude(draft, Occasion::TimePassed, None, act.at)
        }
        TimerCause::Reminder { step } => {
            case.tried.push((timer.cause.clone(), timer.due_at));
            notify::remind(draft, case, *step, &act);
            case.conclude(draft, Occasion::TimePassed, None, act.at)
        }
        TimerCause::DelayNotice {} => {
            notify::tell_delay(draft, case, &act)?;
            case.conclude(draft, Occasion::TimePassed, None, act.at)
        }
        TimerCause::Rule { rule } => {
            case.tried.push((timer.cause.clone(), timer.due_at));
            home::bring_home(draft, case, act.at)?;
            let config = draft.config;
            // A ticket that was brought home stands in another status since now, which is no change that rules ask for.
            case.begin_root();
            let rule = config.timed_rules().iter().find(|known| known.name == *rule);
            let rule = rule.filter(|rule| config.asks_at(rule, &case.ticket) == Some(timer.due_at));
            rule.map_or(Ok(()), |rule| rules::run_timed(draft, case, rule, act.at))
        }
        TimerCause::Queue {} => {
            home::bring_home(draft, case, act.at)?;
            given::look_again(draft, case, &act, timer.due_at)
        }
        TimerCause::Respond {} => {
            home::bring_home(draft, case, act.at)?;
            given::respond(draft, case, &act, timer.due_at)
        }
        TimerCause::Job { .. } => Ok(()),
    }
}
