//! The account of a clock as text for people.

use std::fmt::{self, Display, Write as _};

use chrono::{NaiveDateTime, Timelike};

use super::{Explanation, Shown, Stretch, Sum, What};
use crate::calendar::Reason;
use crate::model::{ClockState, PauseCause};
use crate::time::Span;

impl Explanation {
    /// The account as text for people, in local time: the answer in the first line, then the sum that the deadline
    /// follows from, then every span.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> fmt::Result {
        let (policy, metric, cycle) = (&self.key.policy, &self.key.metric, self.key.cycle);
        writeln!(text, "{metric}, cycle {cycle}, by policy `{policy}`: {}", self.verdict())?;
        match (self.working_days, self.until_date) {
            (Some(1), _) => write!(text, "1 working day promised, which is {}", Length(self.target_ms))?,
            (Some(days), _) => {
                write!(text, "{days} working days promised, which are {}", Length(self.target_ms))?;
            }
            (None, Some(date)) => write!(text, "the date {} promised", Local(date.local))?,
            (None, None) => write!(text, "{} promised", Length(self.target_ms))?,
        }
        match &self.calendar {
            Some(calendar) => write!(text, " in open time of the calendar `{calendar}`")?,
            None => write!(text, ", where every second counts")?,
        }
        writeln!(text, "; local times of {}", self.time_zone)?;

        writeln!(text, "\nThe sum")?;
        writeln!(text, "  {:>14}  promised", Length(self.target_ms).to_string())?;
        // A run that begins only now has nothing to tell.
        for Sum { from, to, counted_ms, left_ms } in self.sums.iter().filter(|sum| sum.from != self.until) {
            let counted = format!("- {}", Length(*counted_ms));
            let until = to.unwrap_or(self.until);
            writeln!(text, "  {counted:>14}  counted {}; {}", Range(*from, until), left(*left_ms))?;
        }
        if let Some(due) = self.due_at {
            writeln!(text, "  {:>14}  {}", "=", format_args!("deadline {}", Local(due.local)))?;
        }

        if !self.spans.is_empty() {
            writeln!(text, "\nThe spans")?;
        }
        for Stretch { from, to, length_ms, what } in &self.spans {
            writeln!(text, "  {:>14}  {}: {what}", Length(*length_ms).to_string(), Range(*from, *to))?;
        }
        Ok(())
    }

    /// How it stands, in one line.
    pub(super) fn verdict(&self) -> String {
        let due = self.due_at.map(|due| Local(due.local));
        let late = self.breached_at.map(|at| Local(at.local));
        let left = left(self.target_ms.saturating_sub(self.used_ms));
        match (self.state, due, late) {
            (ClockState::Running, Some(due), None) => format!("due {due}, {left}"),
            (ClockState::Running, Some(due), Some(late)) => format!("broken {late}, due {due}, {left}"),
            (ClockState::Running, None, _) => format!("running, {left}"),
            (ClockState::Paused, _, None) => format!("paused, {left}"),
            (ClockState::Paused, _, Some(late)) => format!("paused, broken {late}, {left}"),
            (ClockState::Fulfilled, _, None) => format!("met {}, {left}", Local(self.until.local)),
            (ClockState::Fulfilled, _, Some(late)) => {
                format!("fulfilled late {}, broken {late}, {left}", Local(self.until.local))
            }
            (ClockState::Cancelled, _, _) => {
                let cause = self.stop_cause.as_deref().unwrap_or("no cause given");
                format!("cancelled {} ({cause}), {left}", Local(self.until.local))
            }
        }
    }
}

fn left(left_ms: i64) -> String {
    if left_ms < 0 {
        format!("{} too much", Length(left_ms.saturating_neg()))
    } else {
        format!("{} left", Length(left_ms))
    }
}

impl Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counted {} => f.write_str("counted"),
            Self::Paused { cause: PauseCause::Status { status } } => write!(f, "paused: status `{status}`"),
            Self::Paused { cause: PauseCause::Condition {} } => {
                f.write_str("paused: the policy's condition for a pause held")
            }
            Self::Paused { cause: PauseCause::Solved {} } => f.write_str("paused: solved"),
            Self::Dropped {} => f.write_str("counts no more: the promise was changed afterwards"),
            Self::Closed { reasons } => {
                let reasons: Vec<String> = reasons.iter().map(Reason::to_string).collect();
                let reasons = reasons.join(", ");
                write!(f, "closed: {}", reasons.replace("closed: ", ""))
            }
        }
    }
}

/// A length of time as people write it: `1 h 30 min`.
pub fn length(span: Span) -> String {
    Length(span.millis()).to_string()
}

/// A length of time as people write it: `1 h 30 min`.
struct Length(i64);

impl Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.unsigned_abs();
        let parts = [
            (all / 3_600_000, "h"),
            (all / 60_000 % 60, "min"),
            (all / 1_000 % 60, "s"),
            (all % 1_000, "ms"),
        ];
        let mut first = true;
        for (amount, unit) in parts.into_iter().filter(|(amount, _)| *amount > 0) {
            write!(f, "{}{amount} {unit}", if first { "" } else { " " })?;
            first = false;
        }
        if first { f.write_str("0 h") } else { Ok(()) }
    }
}

/// A local date and time, with no more places than it needs.
struct Local(NaiveDateTime);

impl Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.format("%a %Y-%m-%d"), TimeOfDay(self.0))
    }
}

struct TimeOfDay(NaiveDateTime);

impl Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match (self.0.second(), self.0.nanosecond()) {
            (0, 0) => "%H:%M",
            (_, 0) => "%H:%M:%S",
            _ => "%H:%M:%S%.3f",
        };
        write!(f, "{}", self.0.format(format))
    }
}

/// From one local time to another, with the date of the second only where it is another.
struct Range(Shown, Shown);

impl Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.0.local, self.1.local);
        if from.date() == to.date() {
            write!(f, "{} to {}", Local(from), TimeOfDay(to))
        } else {
            write!(f, "{} to {}", Local(from), Local(to))
        }
    }
}
