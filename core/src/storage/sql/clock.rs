//! Clocks and timers in columns.

use super::cell::{Cell, Json, Row, Stored, json};
use crate::id::TicketId;
use crate::model::{Clock, ClockKey, Pause, Step, TimerCause};
use crate::time::Span;

/// The columns, in the order of [`clock_cells`].
pub(crate) const CLOCK_COLUMNS: &str = "policy, metric, cycle, slot, config_version, calendar, zone_rules, target_ms, \
                                        working_days, fixed_at, state, started_at, counted_from, stopped_at, stop_cause, \
                                        due_at, used_ms, breached_at, breach_cause, pauses, steps";

/// What stands in the columns of a clock.
pub(crate) fn clock_cells(clock: &Clock) -> [Cell<'_>; 21] {
    let list = |empty: bool, list: Cell<'static>| if empty { Cell::Null } else { list };
    [
        clock.key.policy.to_cell(),
        clock.key.metric.to_cell(),
        clock.key.cycle.to_cell(),
        clock.slot.to_cell(),
        clock.config_version.to_cell(),
        clock.calendar.to_cell(),
        clock.zone_rules.to_cell(),
        clock.target_ms.to_cell(),
        clock.working_days.to_cell(),
        clock.fixed_at.to_cell(),
        clock.state.to_cell(),
        clock.started_at.to_cell(),
        clock.counted_from.to_cell(),
        clock.stopped_at.to_cell(),
        clock.stop_cause.to_cell(),
        clock.due_at.to_cell(),
        clock.used_ms.to_cell(),
        clock.breached_at.to_cell(),
        clock.breach_cause.to_cell(),
        list(clock.pauses.is_empty(), json(&clock.pauses)),
        list(clock.steps.is_empty(), json(&clock.steps)),
    ]
}

/// The clock of a ticket that stands in these columns.
pub(crate) fn clock_of<R: Row>(ticket: TicketId, row: &mut R) -> Result<Clock, R::Fault> {
    let key = ClockKey { policy: row.take()?, metric: row.take()?, cycle: row.take()? };
    let slot = row.take()?;
    let config_version = row.take()?;
    let calendar = row.take()?;
    let zone_rules = row.take()?;
    let target = Span::from_millis(row.take()?);
    let (working_days, fixed_at) = (row.take()?, row.take()?);
    let state = row.take()?;
    let mut clock = Clock::starting(ticket, key, config_version, calendar, target, row.take()?);
    clock.slot = slot;
    clock.zone_rules = zone_rules;
    (clock.working_days, clock.fixed_at) = (working_days, fixed_at);
    clock.state = state;
    clock.counted_from = row.take()?;
    clock.stopped_at = row.take()?;
    clock.stop_cause = row.take()?;
    clock.due_at = row.take()?;
    clock.used_ms = row.take()?;
    clock.breached_at = row.take()?;
    clock.breach_cause = row.take()?;
    clock.pauses = row.take::<Option<Json<Vec<Pause>>>>()?.map_or_else(Vec::new, |pauses| pauses.0);
    clock.steps = row.take::<Option<Json<Vec<Step>>>>()?.map_or_else(Vec::new, |steps| steps.0);
    Ok(clock)
}

/// The ticket that a timer belongs to; nothing for the desk's own work, which stands before that of all tickets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belongs(pub(crate) Option<TicketId>);

impl Stored for Belongs {
    fn to_cell(&self) -> Cell<'_> {
        self.0.as_ref().map_or(Cell::bytes(&[]), Stored::to_cell)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        match cell.as_bytes()? {
            [] => Some(Self(None)),
            _ => TicketId::from_cell(cell).map(|ticket| Self(Some(ticket))),
        }
    }
}

/// A cause stands as its text.
impl Stored for TimerCause {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Text(self.to_string().into())
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        let mut parts = cell.as_text()?.split('/');
        let cause = match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            ("auto_close", None, ..) => Self::AutoClose {},
            ("wake", None, ..) => Self::Wake {},
            ("status_over", None, ..) => Self::StatusOver {},
            ("queue", None, ..) => Self::Queue {},
            ("respond", None, ..) => Self::Respond {},
            ("delay_notice", None, ..) => Self::DelayNotice {},
            ("reminder", Some(step), None, _) => Self::Reminder { step: step.parse().ok()? },
            ("rule", Some(rule), None, _) => Self::Rule { rule: rule.parse().ok()? },
            ("job", Some(job), None, _) => Self::Job { job: job.parse().ok()? },
            ("clock", Some(policy), Some(metric), Some(cycle)) => {
                let metric = Stored::from_cell(&Cell::text(metric))?;
                Self::Clock {
                    clock: ClockKey { policy: policy.parse().ok()?, metric, cycle: cycle.parse().ok()? },
                }
            }
            _ => return None,
        };
        parts.next().is_none().then_some(cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{JobId, Name};
    use crate::model::Metric;

    #[test]
    fn a_cause_reads_back_from_its_text() {
        let clock = ClockKey { policy: Name::known("standard"), metric: Metric::NextReply, cycle: 12 };
        for cause in [
            TimerCause::Clock { clock },
            TimerCause::AutoClose {},
            TimerCause::Wake {},
            TimerCause::Job { job: JobId::from_bytes([7; 16]) },
            TimerCause::StatusOver {},
            TimerCause::Reminder { step: 2 },
            TimerCause::DelayNotice {},
            TimerCause::Queue {},
            TimerCause::Respond {},
            TimerCause::Rule { rule: Name::known("four_hours") },
        ] {
            assert_eq!(TimerCause::from_cell(&cause.to_cell()).as_ref(), Some(&cause));
        }
        for text in
            ["", "wake/up", "clock/standard/next_reply", "clock/standard/next_reply/1/2", "job/7", "rule/A"]
        {
            assert_eq!(TimerCause::from_cell(&Cell::text(text)), None, "{text}");
        }
    }
}
