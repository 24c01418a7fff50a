//! Reports of trials, for people.

use std::fmt;

use crate::command::{Move, Preview, Refusals, Stranded, Tally, WhatIfReport, WhatIfRow};
use crate::model::Decimal;
use crate::time::Span;

impl fmt::Display for WhatIfReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let so_far = if self.complete { "" } else { ", and not all of them" };
        let (tickets, version, as_of) = (self.tickets, self.config_version, self.as_of);
        writeln!(f, "{tickets} tickets{so_far}, as of {as_of}; in force is version {version}")?;
        if self.strange_statuses > 0 {
            let strange = self.strange_statuses;
            writeln!(
                f,
                "{strange} tickets were in a status that the document does not have; it paused nothing"
            )?;
        }
        write!(f, "{}", self.refused)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count > 0 {
            writeln!(f, "{} tickets could not be held to the document, such as", self.count)?;
        }
        self.first.iter().try_for_each(|refusal| writeln!(f, "  {}: {}", refusal.number, refusal.problem))
    }
}

/// `priority high, resolution: 12 -> 11 met, 0 -> 1 missed, ...`; what stays the same stands there once.
impl fmt::Display for WhatIfRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = (&self.before, &self.after);
        let both = |of: &dyn Fn(&Tally) -> String| match (of(before), of(after)) {
            (before, after) if before == after => before,
            (before, after) => format!("{before} -> {after}"),
        };
        f.write_str(self.by.as_str())?;
        if let Some(value) = &self.value {
            write!(f, " {value}")?;
        }
        write!(f, ", {}: {} met", self.metric, both(&|it| it.met.to_string()))?;
        write!(f, ", {} missed", both(&|it| it.missed.to_string()))?;
        write!(f, ", {} cancelled", both(&|it| it.cancelled.to_string()))?;
        write!(f, ", {} running", both(&|it| it.running.to_string()))?;
        write!(f, "; attained {}", both(&|it| percent(it.attainment)))?;
        write!(f, "; breaches {}", both(&|it| it.breaches.to_string()))?;
        write!(f, "; median {}", both(&|it| span(it.median_ms)))?;
        write!(f, "; 90th percentile {}", both(&|it| span(it.p90_ms)))
    }
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let so_far = if self.complete { "" } else { ", and not all of them" };
        writeln!(f, "{} tickets with {} open clocks{so_far}", self.tickets, self.clocks)?;
        writeln!(
            f,
            "{} deadlines move, {} of them become late; {} promises end, {} begin",
            self.moved, self.late, self.ended, self.begun
        )?;
        write!(f, "{}", self.refused)?;
        self.stranded.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.moves.iter().try_for_each(|one| writeln!(f, "{one}"))?;
        match self.changes().saturating_sub(u64::try_from(self.moves.len()).unwrap_or(u64::MAX)) {
            0 => Ok(()),
            more => writeln!(f, "and {more} more"),
        }
    }
}

impl fmt::Display for Stranded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tickets in `{}` of `{}`", self.tickets, self.status, self.workflow)?;
        match &self.to_status {
            Some(status) => write!(f, " go on in `{status}` of `{}`", self.to_workflow)?,
            None => write!(f, " are stuck: `{}` has no status for them", self.to_workflow)?,
        }
        write!(f, "; the first is {}", self.first.first().map_or("none", String::as_str))
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let due = |at: Option<crate::Timestamp>| at.map_or_else(|| "none".to_owned(), |at| at.to_string());
        write!(f, "{}, ", self.number)?;
        match (&self.clock, &self.becomes) {
            (Some(clock), Some(becomes)) if clock != becomes => write!(f, "{clock} as {becomes}")?,
            (Some(clock), Some(_)) => write!(f, "{clock}")?,
            (Some(clock), None) => write!(f, "{clock} ends")?,
            (None, Some(becomes)) => write!(f, "{becomes} begins")?,
            (None, None) => {}
        }
        write!(f, ": due {} -> {}", due(self.due_before), due(self.due_after))?;
        match self.late_by_ms {
            Some(late) if self.becomes_late => write!(f, ", late by {}", Span::from_millis(late)),
            _ => Ok(()),
        }
    }
}

fn percent(part: Option<Decimal>) -> String {
    let Some(part) = part else { return "-".to_owned() };
    let tenths = (part.millionths() + 500) / 1_000;
    format!("{}.{} %", tenths / 10, tenths % 10)
}

pub(super) fn span(millis: Option<i64>) -> String {
    millis.map_or_else(|| "-".to_owned(), |millis| Span::from_millis(millis).to_string())
}
