//! What the program says: for a person in a hurry the last line, above it what stands behind it.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;
use ticketkit::engine::WhatIfReport;

use super::args::Options;
use super::compare::{Compared, Different, Found};
use super::desk::{PROMISED_HOURS, Plan, STATES};
use super::log::Log;
use super::play::Played;

/// The last line, for a program.
#[derive(Serialize)]
struct Counts {
    incidents: usize,
    rows: usize,
    /// Rows of which something was refused.
    refused: usize,
    priority_equal: usize,
    reopens_equal: usize,
    handoffs_equal: usize,
}

/// Incidents that are named in one line; more are only counted there.
const NAMED: usize = 20;

/// Everything there is to tell.
pub(super) struct Report<'a> {
    pub(super) options: &'a Options,
    pub(super) log: &'a Log,
    pub(super) plan: &'a Plan,
    pub(super) played: &'a Played,
    pub(super) found: &'a Found,
    /// How our promise was kept, where that is asked for.
    pub(super) kept: Option<&'a WhatIfReport>,
    /// The account of one incident, where that is asked for.
    pub(super) explained: Option<&'a str>,
}

impl Report<'_> {
    /// Tells it.
    pub(super) fn write(&self, place: &str, took: Duration, out: &mut dyn Write) -> io::Result<()> {
        self.head(place, took, out)?;
        self.refusals(out)?;
        self.table(out)?;
        self.differences(out)?;
        if let Some(kept) = self.kept {
            super::sla::write(kept, out)?;
        }
        if let Some(explained) = self.explained {
            write!(out, "\n{explained}")?;
        }
        writeln!(out)?;
        if self.options.json { self.json(out) } else { self.last_line(out) }
    }

    fn head(&self, place: &str, took: Duration, out: &mut dyn Write) -> io::Result<()> {
        let Self { options, log, plan, played, .. } = self;
        let cut = log.incidents.iter().filter(|incident| incident.first.state != "New").count();
        let day = |instant: ticketkit::Timestamp| instant.to_string().chars().take(10).collect::<String>();
        let days = log.days().map(|(first, last)| format!(", {} to {}", day(first), day(last)));
        writeln!(out, "log      {}{}", options.file.display(), days.unwrap_or_default())?;
        writeln!(
            out,
            "         {} incidents begin as New, {} in another state: the log is a cut",
            grouped(log.incidents.len() - cut),
            grouped(cut)
        )?;
        writeln!(
            out,
            "desk     {} statuses, {} transitions, {} groups, {} people who are assigned",
            STATES.len(),
            plan.transitions.len(),
            plan.groups.len(),
            plan.people.len()
        )?;
        for (from, to) in &options.without {
            writeln!(out, "         without the transition {from} -> {to}")?;
        }
        writeln!(out, "storage  {place}")?;
        let (commands, fired) = (grouped(played.commands), played.fired);
        let seconds = took.as_secs_f64();
        writeln!(
            out,
            "played   {commands} commands and {fired} timers that fell due between them, in {seconds:.1} s"
        )
    }

    fn refusals(&self, out: &mut dyn Write) -> io::Result<()> {
        let refused = &self.played.refused;
        if refused.is_empty() {
            return Ok(());
        }
        let moves = refused.iter().filter(|refused| refused.is_move).count();
        writeln!(
            out,
            "\nrefused: {} changes of state, {} others",
            grouped(moves),
            grouped(refused.len() - moves)
        )?;
        for one in refused {
            let number = self.log.incidents.get(one.incident).map_or("", |incident| &incident.number);
            let at: String = one.at.to_string().chars().take(16).collect();
            writeln!(out, "  line {:<6} {at}  {number}  {}: {}", one.line, one.what, one.why)?;
        }
        Ok(())
    }

    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let found = self.found;
        let count = |compared: &Compared| (compared.equal, compared.of);
        writeln!(out, "\n{:<58} {:>7} {:>7}", "engine and log compared", "equal", "of")?;
        for (what, (equal, of)) in [
            ("priority from the matrix, after each row", self.played.priority),
            ("reopens of each incident", count(&found.reopens)),
            ("handoffs of each incident", count(&found.handoffs)),
            ("state, group and assignee of each incident at the end", count(&found.ends)),
        ] {
            writeln!(out, "{what:<58} {:>7} {:>7}", grouped(equal), grouped(of))?;
        }
        let hours = PROMISED_HOURS.map(|(_, hours)| hours.to_string()).join("/");
        let ((promised, late), (marked, marked_late)) = (found.promised, found.marked);
        writeln!(
            out,
            "\nnot compared, since the log does not say what was promised: a promise of ours ({hours} business hours by \
             priority)\nwas broken by {} of {} resolutions; the log marks {} of {} incidents as late by its own",
            grouped(late),
            grouped(promised),
            grouped(marked_late),
            grouped(marked)
        )
    }

    fn differences(&self, out: &mut dyn Write) -> io::Result<()> {
        let Found { reopens, handoffs, ends, .. } = self.found;
        for (what, compared) in [("reopens", reopens), ("handoffs", handoffs), ("at the end", ends)] {
            if compared.different.is_empty() {
                continue;
            }
            writeln!(out, "\nnot equal, {what}:")?;
            for Different { number, log, engine, because, lines } in &compared.different {
                let lines: Vec<_> = lines.iter().map(u64::to_string).collect();
                let lines = lines.join(", ");
                writeln!(
                    out,
                    "  {number}: {log} in the log, {engine} in the engine; {because} (line {lines})"
                )?;
            }
        }
        Ok(())
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { log, played, found, .. } = self;
        let counts = Counts {
            incidents: log.incidents.len(),
            rows: log.rows(),
            refused: found.refused_rows,
            priority_equal: played.priority.0,
            reopens_equal: found.reopens.equal,
            handoffs_equal: found.handoffs.equal,
        };
        writeln!(out, "{}", serde_json::to_string(&counts)?)
    }

    fn last_line(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { log, played, found, .. } = self;
        let (equal, of) = played.priority;
        writeln!(
            out,
            "{} incidents, {} rows, {} rows refused; priority from the matrix equal to the log's in {} of {}; \
             reopen counts equal in {}; handoff counts equal in {}",
            grouped(log.incidents.len()),
            grouped(log.rows()),
            grouped(found.refused_rows),
            grouped(equal),
            grouped(of),
            counted(&found.reopens),
            counted(&found.handoffs),
        )
    }
}

/// How many are equal, and which are not, with the reason when it is the same for all.
fn counted(compared: &Compared) -> String {
    let count = format!("{} of {}", grouped(compared.equal), grouped(compared.of));
    if compared.different.is_empty() {
        return count;
    }
    let names: Vec<&str> = compared.different.iter().take(NAMED).map(|one| one.number.as_str()).collect();
    let more = compared.different.len() - names.len();
    let more = if more > 0 { format!(" and {} more", grouped(more)) } else { String::new() };
    let mut reasons = compared.different.iter().map(|one| one.because);
    let same = reasons.next().filter(|first| reasons.all(|other| other == *first));
    let because = same.map(|because| format!(": there {because}")).unwrap_or_default();
    format!("{count} (not in {}{more}{because})", names.join(", "))
}

/// A number as people read it: 5,998.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
