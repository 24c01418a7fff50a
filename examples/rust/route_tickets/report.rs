//! What the routing came to, beside the queues of the file.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::read::Row;

/// One queue: how many tickets the file has there, how many the rules send there, and how many both do.
#[derive(Default)]
struct Line {
    file: u64,
    rules: u64,
    both: u64,
}

/// Everything that was found.
#[derive(Default)]
pub(super) struct Found {
    queues: BTreeMap<String, Line>,
    tickets: u64,
    /// Tickets with an owner who works in their language.
    spoken: u64,
    /// Tickets without an owner.
    waiting: u64,
}

impl Found {
    /// Notes where a ticket went, and in which language its owner works.
    pub(super) fn add(&mut self, row: &Row, team: Option<&str>, speaks: Option<&str>) {
        self.tickets += 1;
        self.spoken += u64::from(speaks == Some(row.language.as_str()));
        self.waiting += u64::from(speaks.is_none());
        let line = self.queues.entry(row.queue.clone()).or_default();
        line.file += 1;
        line.both += u64::from(team == Some(row.queue.as_str()));
        if let Some(team) = team {
            self.queues.entry(team.to_owned()).or_default().rules += 1;
        }
    }

    /// Tells it as a table.
    pub(super) fn write(&self, file: &Path, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} tickets of {}, routed by words, tags and types\n", self.tickets, file.display())?;
        writeln!(out, "{:<34} {:>8} {:>8} {:>8} {:>8}", "queue", "file", "rules", "both", "agreed")?;
        let mut lines: Vec<(&String, &Line)> = self.queues.iter().collect();
        lines.sort_by_key(|(name, line)| (std::cmp::Reverse(line.file), *name));
        for (name, line) in lines {
            let agreed = percent(line.both, line.file);
            writeln!(out, "{name:<34} {:>8} {:>8} {:>8} {agreed:>8}", line.file, line.rules, line.both)?;
        }
        let both: u64 = self.queues.values().map(|line| line.both).sum();
        let rules: u64 = self.queues.values().map(|line| line.rules).sum();
        let agreed = percent(both, self.tickets);
        writeln!(out, "{:<34} {:>8} {rules:>8} {both:>8} {agreed:>8}", "in all", self.tickets)?;
        let largest = self.queues.values().map(|line| line.file).max().unwrap_or(0);
        writeln!(
            out,
            "\nto send everything to the largest queue would agree in {largest} ({})",
            percent(largest, self.tickets)
        )?;
        writeln!(
            out,
            "{} of {} went to an agent of their language, {} wait for one",
            self.spoken, self.tickets, self.waiting
        )
    }
}

/// A part of a whole, with one decimal.
fn percent(part: u64, whole: u64) -> String {
    let tenths = (part * 1_000 + whole / 2).checked_div(whole);
    tenths.map_or_else(|| "-".to_owned(), |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}
